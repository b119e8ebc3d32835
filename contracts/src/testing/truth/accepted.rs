//! `Deserialize` is to read what the schema of a consumer accepts.

use super::contract::Contract;
use super::real::Read;
use super::{Failure, Hint, Options, Outcome, blame, guard, shrink};
use crate::compat::schema::Schema;
use crate::json::{Json, Pointer};
use crate::sample::{Message, NearMisses, Sampler, mentioned_names};

/// How many failures are shown.
const FAILURES: usize = 3;
/// How many failing messages are looked at for that.
const LOOKED_AT: usize = 12;
/// And how many of them that serde refuses alike.
const ALIKE: usize = 3;
/// How many readable messages are kept to compare with.
const KEPT: usize = 60;
/// How many near misses are tried for hints, of so many messages.
const NEAR_MISSES_OF: usize = 4;

pub(super) fn check(contract: &Contract, read: Read, options: &Options) -> Outcome {
    let schema = &contract.schema;
    let mut outcome = Outcome::default();
    let mut found: Vec<Failure> = Vec::new();
    let sampling = options.sampling();
    let mut readable: Vec<Json> = Vec::new();
    let mut failing: Vec<(Message, String)> = Vec::new();
    for message in Sampler::new(schema, sampling.clone()).take(options.samples) {
        outcome.asked += 1;
        match said(read, &message) {
            None if readable.len() < KEPT => readable.push(message.value().clone()),
            None => {}
            Some(error) => {
                let class = class_of(&error);
                let alike = failing.iter().filter(|(_, other)| *other == class).count();
                if alike < ALIKE && failing.len() < LOOKED_AT {
                    failing.push((message, class));
                }
            }
        }
    }
    let names = mentioned_names(schema);
    for (message, class) in failing {
        if found.len() >= FAILURES {
            break;
        }
        let smallest = shrink::shrink(message, &mut |smaller| {
            schema.accepts(smaller.value()) == Ok(true)
                && said(read, smaller).is_some_and(|error| class_of(&error) == class)
        });
        let Some(error) = said(read, &smallest) else {
            continue;
        };
        let reads = |message: &Message| said(read, message).is_none();
        let at = blame::place(&smallest, &error, &readable, &reads);
        if !found
            .iter()
            .any(|failure| blame::is_same(&failure.at, &at, &names))
        {
            let failure = Failure::new(smallest.to_string(), at, "accepts it", error);
            found.push(contract.explained(smallest.value(), failure));
        }
    }
    found.into_iter().for_each(|failure| outcome.take(failure));
    if outcome.failures.is_empty() {
        let near = NearMisses::new(Sampler::new(schema, sampling));
        outcome.hints.extend(too_strict(
            schema,
            read,
            near.take(options.samples / NEAR_MISSES_OF),
        ));
    }
    outcome
}

/// What serde says against a message.
fn said(read: Read, message: &Message) -> Option<String> {
    let text = message.to_string();
    match guard::call(|| read(&text)) {
        Ok(Ok(())) => None,
        Ok(Err(error)) => Some(error),
        Err(panic) => Some(format!("it panics: {panic}")),
    }
}

/// What kind of error it is: its text without what it says of the message.
fn class_of(error: &str) -> String {
    let error = error.split(" at line ").next().unwrap_or_default();
    let mut class = String::new();
    let mut quoted = false;
    for letter in error.chars() {
        match letter {
            '`' | '"' => quoted = !quoted,
            _ if quoted || letter.is_ascii_digit() => {}
            _ => class.push(letter),
        }
    }
    class
}

/// Messages that serde reads and the schema refuses, one for each place and reason.
fn too_strict(schema: &Schema, read: Read, near: impl Iterator<Item = Message>) -> Vec<Hint> {
    let mut seen: Vec<(Pointer, &'static str)> = Vec::new();
    let mut hints = Vec::new();
    for message in near {
        if hints.len() >= FAILURES || said(read, &message).is_some() {
            continue;
        }
        let Some(refusal) = schema.explain(message.value()).into_iter().next() else {
            continue;
        };
        let reason = (refusal.schema, refusal.keyword);
        if seen.contains(&reason) {
            continue;
        }
        let smallest = shrink::shrink(message, &mut |smaller| {
            schema.accepts(smaller.value()) == Ok(false)
                && said(read, smaller).is_none()
                && schema
                    .explain(smaller.value())
                    .iter()
                    .any(|one| one.keyword == reason.1 && one.schema == reason.0)
        });
        hints.push(Hint(format!(
            "serde reads {smallest}, which the contract refuses (`{}` at `{}`): producers are held to more than is needed",
            reason.1, refusal.at
        )));
        seen.push(reason);
    }
    hints
}
