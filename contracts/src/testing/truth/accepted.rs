//! `Deserialize` is to read what the schema of a consumer accepts.

use std::collections::BTreeSet;

use super::contract::Contract;
use super::guess::{Answer, Guesses};
use super::reach::Reach;
use super::real::Read;
use super::record::Record;
use super::variations::Variations;
use super::{Failure, Hint, Options, Outcome, blame, guard, shrink};
use crate::sample::{Goal, Message, NearMisses, Sampler, mentioned_names};
use counterpart_engine::compat::schema::Schema;
use counterpart_engine::json::{Json, Pointer};

/// How many failures are shown.
const FAILURES: usize = 3;
/// How many failing messages are looked at for that.
const LOOKED_AT: usize = 12;
/// And how many of them that serde refuses alike.
const ALIKE: usize = 3;
/// How many readable messages are kept to compare with.
const KEPT: usize = 60;
/// How many more messages are made for what chance did not reach.
const EDGES: usize = 8;
/// How many near misses are tried for hints, of so many messages.
const NEAR_MISSES_OF: usize = 4;

pub(super) fn check(contract: &Contract, read: Read, record: Option<Record>, options: &Options) -> Outcome {
    let schema = &contract.schema;
    let mut asking = Asking {
        read,
        guesses: Guesses::of(schema),
        reach: Reach::of(schema),
        variations: Variations::of(schema, record),
        outcome: Outcome::default(),
        readable: Vec::new(),
        to_vary: Vec::new(),
        failing: Vec::new(),
        unclear: None,
    };
    let sampling = options.sampling();
    let mut bytes = 0;
    let mut sampler = Sampler::new(schema, sampling.clone().guesses());
    for message in sampler.by_ref().take(options.samples) {
        bytes += message.to_string().len();
        asking.ask(message);
        if options.is_enough(asking.outcome.asked, bytes) {
            break;
        }
    }
    asking.reach_all(&mut sampler, options.samples);
    asking.vary();
    let names: Vec<String> = asking.variations.unknown_names().map(str::to_owned).collect();
    if !names.is_empty() {
        let sampling = options.sampling().names(names).guesses();
        for message in Sampler::new(schema, sampling).take(options.samples / NEAR_MISSES_OF) {
            asking.ask(message);
        }
    }
    let mut outcome = asking.outcome(contract);
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

/// serde is asked about one message after the other.
struct Asking<'c> {
    read: Read,
    guesses: Guesses<'c>,
    reach: Reach<'c>,
    variations: Variations<'c>,
    outcome: Outcome,
    readable: Vec<Json>,
    to_vary: Vec<Message>,
    /// Messages that are refused, with what kind of error it is.
    failing: Vec<(Message, String)>,
    /// What serde said of a message that may have been refused for a guess.
    unclear: Option<String>,
}

impl<'c> Asking<'c> {
    fn ask(&mut self, message: Message) {
        let read = self.read;
        let (message, answer) = self
            .guesses
            .ask(message, &mut |message| match said(read, message) {
                None => Ok(()),
                Some(error) => Err(error),
            });
        match answer {
            Answer::Unclear(error) => {
                self.unclear.get_or_insert(error);
                return;
            }
            Answer::Read if self.readable.len() < KEPT => self.readable.push(message.value().clone()),
            Answer::Read => {}
            Answer::Refused(error) => {
                let class = class_of(&error);
                let alike = self.failing.iter().filter(|(_, other)| *other == class).count();
                if alike < ALIKE && self.failing.len() < LOOKED_AT {
                    self.failing.push((message.clone(), class));
                }
            }
        }
        self.outcome.asked += 1;
        if self.reach.note(message.value()) {
            self.to_vary.push(message);
        }
    }

    /// Asks about variations of the messages that were made first.
    fn vary(&mut self) {
        for message in std::mem::take(&mut self.to_vary) {
            for variation in self.variations.of_message(&message) {
                let texts = self.guesses.texts(message.value());
                if self.guesses.admits(variation.value(), &texts) {
                    self.ask(variation);
                }
            }
        }
    }

    /// Makes messages for what no message has reached yet, several for each, so that its edges are tried too.
    fn reach_all(&mut self, sampler: &mut Sampler<'c>, most: usize) {
        let missing = self.reach.missing();
        for goal in &missing {
            if !self.reach.is_reached(goal) {
                self.aim(sampler, *goal);
            }
        }
        let again = missing.iter().cycle().take(missing.len() * EDGES);
        for goal in again.take(most) {
            if self.reach.is_reached(goal) {
                self.aim(sampler, *goal);
            }
        }
    }

    fn aim(&mut self, sampler: &mut Sampler<'c>, goal: Goal) {
        if let Some(message) = sampler.reaching(goal, self.reach.ways()) {
            self.ask(message);
        }
    }

    fn outcome(mut self, contract: &Contract) -> Outcome {
        let found = self.failures(contract);
        let mut outcome = std::mem::take(&mut self.outcome);
        found.into_iter().for_each(|failure| outcome.take(failure));
        let guessed = |what: &str| {
            format!("a text {what} had to be guessed, and serde reads none of the texts that were tried")
        };
        if outcome.asked == 0 {
            let why = match (self.guesses.unread(), &self.unclear) {
                (Some(what), Some(error)) => format!("{}; it says: {error}", guessed(what)),
                (_, Some(error)) => format!("a text had to be guessed, and serde says: {error}"),
                _ => "no message was found that the contract accepts".to_owned(),
            };
            outcome.take(contract.unasked(why));
            return outcome;
        }
        self.reach.name(&mut outcome, |goal| {
            match self.guesses.unread_within(goal.node, self.reach.ways()) {
                Some(what) => format!(" was read there: {}", guessed(what)),
                None => " was made there that the contract accepts for certain".to_owned(),
            }
        });
        outcome
    }

    fn failures(&mut self, contract: &Contract) -> Vec<Failure> {
        let names = mentioned_names(&contract.schema);
        let (read, guesses) = (self.read, &self.guesses);
        let mut found: Vec<Failure> = Vec::new();
        for (message, class) in std::mem::take(&mut self.failing) {
            if found.len() >= FAILURES {
                break;
            }
            let texts: BTreeSet<String> = guesses.texts(message.value());
            let smallest = shrink::shrink(message, &mut |smaller| {
                guesses.admits(smaller.value(), &texts)
                    && said(read, smaller).is_some_and(|error| class_of(&error) == class)
            });
            let Some(error) = said(read, &smallest) else {
                continue;
            };
            let reads = |message: &Message| said(read, message).is_none();
            let at = blame::place(&smallest, &error, &self.readable, &reads);
            if !found
                .iter()
                .any(|failure| blame::is_same(&failure.at, &at, &names))
            {
                let failure = Failure::new(smallest.to_string(), at, "accepts it", error);
                found.push(contract.explained(smallest.value(), failure));
            }
        }
        found
    }
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
        let reason = (refusal.schema.clone(), refusal.keyword);
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
        let explained = schema.explain(smallest.value());
        let refusal = explained
            .iter()
            .find(|one| one.keyword == reason.1)
            .unwrap_or(&refusal);
        let at = match refusal.at.to_string() {
            top if top.is_empty() => "the top".to_owned(),
            at => format!("`{at}`"),
        };
        hints.push(Hint(format!(
            "serde reads {smallest}, which the contract refuses (`{}` at {at}): producers are held to more than is needed",
            reason.1
        )));
        seen.push(reason);
    }
    hints
}
