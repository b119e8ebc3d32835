//! `Deserialize` must read everything that the schema of a consumer accepts.

use std::collections::BTreeSet;

use super::assumed::is_misread;
use super::contract::Contract;
use super::guess::{Answer, Guesses};
use super::reach::Reach;
use super::real::Read;
use super::record::Record;
use super::variations::Variations;
use super::{Failure, Hint, Options, Outcome, blame, guard};
use crate::sample::{Goal, Message, NearMisses, Sampler, mentioned_names, shrink};
use counterpart_engine::compat::Refusal;
use counterpart_engine::compat::schema::Schema;

/// The number of failures that are shown.
const FAILURES: usize = 3;
/// The number of failing messages that are examined for that.
const LOOKED_AT: usize = 12;
/// And how many of them that serde refuses alike.
const ALIKE: usize = 3;
/// The number of readable that messages are kept to compare with.
const KEPT: usize = 60;
/// The number of more that messages are made for what chance did not reach.
const EDGES: usize = 8;
/// One near miss is tried for hints of so many messages.
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
    let mut bytes = 0;
    let mut sampler = Sampler::new(schema, options.sampling().guesses());
    for message in sampler.by_ref().take(options.samples) {
        bytes += message.text().len();
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
        let mut near = NearMisses::new(sampler);
        let beside = asking.readable.iter().cycle().take(options.samples);
        let beside = beside.filter_map(|message| near.of(message));
        let beside = beside.take(options.samples / NEAR_MISSES_OF);
        outcome.hints.extend(too_strict(schema, read, beside));
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
    readable: Vec<Message>,
    to_vary: Vec<Message>,
    /// Messages that are refused, with what kind of error it is.
    failing: Vec<(Message, String)>,
    /// serde's error for a message that may have been refused because of a guess.
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
            Answer::Read if self.readable.len() < KEPT => self.readable.push(message.clone()),
            Answer::Read => {}
            Answer::Refused(_) if is_misread(message.value()) => return,
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

    fn outcome(&mut self, contract: &Contract) -> Outcome {
        let found = self.failures(contract);
        let mut outcome = std::mem::take(&mut self.outcome);
        found.into_iter().for_each(|failure| outcome.take(failure));
        let guessed =
            |what: &str| format!("a string {what} had to be guessed, and serde accepts none of the guesses");
        if outcome.asked == 0 {
            let why = match (self.guesses.unread(), &self.unclear) {
                (Some(what), Some(error)) => format!("{}; it says: {error}", guessed(what)),
                (_, Some(error)) => format!("a string had to be guessed, and serde says: {error}"),
                _ => "found no message that the contract accepts".to_owned(),
            };
            outcome.take(contract.unasked(why));
            return outcome;
        }
        self.reach.name(&mut outcome, |goal| {
            match self.guesses.unread_within(goal.node, self.reach.ways()) {
                Some(what) => format!(" was read there: {}", guessed(what)),
                None => " that the contract certainly accepts was made there".to_owned(),
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
            let smallest = shrink(message, &mut |smaller| {
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
/// serde's error for a message.
fn said(read: Read, message: &Message) -> Option<String> {
    match guard::call(|| read(message.text())) {
        Ok(Ok(())) => None,
        Ok(Err(error)) => Some(error),
        Err(panic) => Some(format!("it panics: {panic}")),
    }
}

/// The kind of an error: its text without details of the message.
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
    // The shortest message for each reason: it is quickly made smaller still.
    let mut found: Vec<(Refusal, Message)> = Vec::new();
    let is_same = |one: &Refusal, other: &Refusal| one.schema == other.schema && one.keyword == other.keyword;
    for message in near.filter(|message| said(read, message).is_none()) {
        let Some(refusal) = schema.explain(message.value()).into_iter().next() else {
            continue;
        };
        match found.iter_mut().find(|(other, _)| is_same(other, &refusal)) {
            Some(shortest) if message.text().len() < shortest.1.text().len() => {
                *shortest = (refusal, message)
            }
            Some(_) => {}
            None => found.push((refusal, message)),
        }
    }
    let mut hints = Vec::new();
    for (refusal, message) in found.into_iter().take(FAILURES) {
        let smallest = shrink(message, &mut |smaller| {
            // (An accepted value has no explanation.)
            said(read, smaller).is_none()
                && schema
                    .explain(smaller.value())
                    .iter()
                    .any(|one| is_same(one, &refusal))
        });
        let explained = schema.explain(smallest.value());
        let refusal = explained
            .iter()
            .find(|one| one.keyword == refusal.keyword)
            .unwrap_or(&refusal);
        let at = match refusal.at.to_string() {
            top if top.is_empty() => "the top".to_owned(),
            at => format!("`{at}`"),
        };
        hints.push(Hint(format!(
            "serde reads {smallest}, which the contract refuses (`{}` at {at}): the contract is stricter \
             than necessary for producers",
            refusal.keyword
        )));
    }
    hints
}
