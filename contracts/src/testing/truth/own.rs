//! A producer's type writes values that it has read itself: messages of its own contract, and messages one step
//! away from those.

use super::applied::walk;
use super::assumed::breaks_an_assumption;
use super::contract::Contract;
use super::emitted::{Writing, Written, cut, held, written};
use super::guess::{Answer, Guesses};
use super::reach::Reach;
use super::real::Rewrite;
use super::record::Record;
use super::variations::Variations;
use super::{Failure, Hint, Options, blame};
use crate::sample::{Goal, Message, NearMisses, Sampler, find_mut, is_reached, shrink};
use counterpart_engine::compat::schema::Schema;
use counterpart_engine::json::{Json, Pointer};

/// The number of messages that are kept, both of those that are read and of those that are not.
const KEPT: usize = 60;
/// The number of more that messages are made for what chance did not reach.
const EDGES: usize = 8;
/// The number of attempts at a message for one part of the schema.
const AIMS: usize = 3;
/// Into how many messages a part is put.
const INTO: usize = 3;

/// Messages that the type is given to read, so that it writes them again.
pub(super) struct Own<'w, 'c, 'a> {
    accepted: &'a Contract,
    rewrite: Rewrite,
    guesses: Guesses<'a>,
    variations: Variations<'a>,
    /// The parts of the accepted schema for which messages were read.
    read: Reach<'a>,
    readable: Vec<Message>,
    to_vary: Vec<Message>,
    /// The first messages that were not read, with what serde said.
    unread: Vec<(Message, String)>,
    /// The first that was read and could not be written.
    unwritten: Option<(Message, String)>,
    /// serde's error for a message that may not have been read because of a guess.
    unclear: Option<String>,
    writing: &'w mut Writing<'c>,
}

impl<'w, 'c, 'a> Own<'w, 'c, 'a> {
    pub(super) fn of(
        writing: &'w mut Writing<'c>,
        accepted: &'a Contract,
        rewrite: Rewrite,
        record: Option<Record>,
    ) -> Self {
        Self {
            accepted,
            rewrite,
            guesses: Guesses::of(&accepted.schema),
            variations: Variations::of(&accepted.schema, record),
            read: Reach::of(&accepted.schema),
            readable: Vec::new(),
            to_vary: Vec::new(),
            unread: Vec::new(),
            unwritten: None,
            unclear: None,
            writing,
        }
    }

    pub(super) fn run(&mut self, options: &Options) {
        let mut bytes = 0;
        let schema = &self.accepted.schema;
        let mut sampler = Sampler::new(schema, options.sampling().guesses());
        let before = self.writing.outcome.asked;
        for message in sampler.by_ref().take(options.samples) {
            bytes += self.ask(message).unwrap_or(0);
            let asked = self.writing.outcome.asked - before;
            if self.is_enough() || options.is_enough(asked, bytes) {
                break;
            }
        }
        self.reach_all(&mut sampler, options.samples);
        self.write_all(options);
        let near = NearMisses::new(Sampler::new(schema, options.sampling()));
        self.write_beside(near, options);
        for message in std::mem::take(&mut self.to_vary) {
            for variation in self.variations.of_message(&message) {
                if !self.is_enough() {
                    self.write(variation);
                }
            }
        }
    }

    fn is_enough(&self) -> bool {
        self.writing.is_enough()
    }

    /// Gives a message of the accepted schema to the type; returns the length of its output.
    fn ask(&mut self, message: Message) -> Option<usize> {
        let rewrite = self.rewrite;
        let mut last = None;
        let (message, answer) = self
            .guesses
            .ask(message, &mut |message| match written(rewrite, message) {
                Written::Unread(error) => Err(error),
                written => {
                    last = Some(written);
                    Ok(())
                }
            });
        match answer {
            Answer::Unclear(error) => {
                self.unclear.get_or_insert(error);
                None
            }
            Answer::Refused(error) => {
                if self.unread.len() < KEPT {
                    self.unread.push((message, error));
                }
                None
            }
            Answer::Read => {
                if self.read.note(message.value()) {
                    self.to_vary.push(message.clone());
                }
                if self.readable.len() < KEPT {
                    self.readable.push(message.clone());
                }
                self.compare(message, last?)
            }
        }
    }

    /// Compares the output for a message with the emitted schema, if the type reads the message.
    fn write(&mut self, message: Message) -> Option<usize> {
        let written = written(self.rewrite, &message);
        self.compare(message, written)
    }

    fn compare(&mut self, message: Message, made: Written) -> Option<usize> {
        let rewrite = self.rewrite;
        let text = match made {
            Written::As(text) => text,
            // A message that cannot be read is not a value of the type.
            Written::Unread(_) => return None,
            Written::Not(error) => {
                self.unwritten.get_or_insert((message, error));
                return None;
            }
        };
        self.writing.outcome.asked += 1;
        let failure = self.writing.refused(&text);
        let emitted = self.writing.emitted;
        let is_assumed_away =
            |message: &Message, text: &str| breaks_an_assumption(message.value(), text, emitted);
        let Some(failure) = failure.filter(|_| !is_assumed_away(&message, &text)) else {
            return Some(text.len());
        };
        let reason = failure.schema.clone();
        let again = |message: &Message| match written(rewrite, message) {
            Written::As(text) => held(emitted, &text)
                .err()
                .map(|failure| *failure)
                .filter(|_| !is_assumed_away(message, &text)),
            _ => None,
        };
        let smallest = shrink(message, &mut |smaller| {
            again(smaller).is_some_and(|failure| failure.schema == reason)
        });
        self.writing.note(again(&smallest).or(Some(failure)));
        Some(text.len())
    }

    /// Makes messages for the parts that were not read yet: the smallest ones first, then ones that add only that
    /// part to a readable message. A part that random messages missed gets several, so that its edges are written
    /// too.
    fn reach_all(&mut self, sampler: &mut Sampler<'a>, most: usize) {
        let missing = self.read.missing();
        for goal in &missing {
            for _ in 0..AIMS {
                if self.read.is_reached(goal) || self.is_enough() {
                    break;
                }
                let Some(message) = sampler.reaching(*goal, self.read.ways()) else {
                    break;
                };
                self.ask(message.clone());
                if !self.read.is_reached(goal) {
                    self.graft(&message, *goal);
                }
            }
        }
        let again = missing.iter().cycle().take(missing.len() * EDGES);
        for goal in again.take(most) {
            if self.is_enough() {
                return;
            }
            if self.read.is_reached(goal) {
                let message = sampler.reaching(*goal, self.read.ways());
                message.and_then(|message| self.ask(message));
            }
        }
    }

    /// Makes messages for parts that were not written yet: values outside the accepted schema may still be
    /// readable.
    fn write_all(&mut self, options: &Options) {
        let mut sampler = Sampler::new(&self.writing.emitted.schema, options.sampling().guesses());
        for goal in self.writing.reach.missing() {
            if self.writing.reach.is_reached(&goal) || self.is_enough() {
                continue;
            }
            if let Some(message) = sampler.reaching(goal, self.writing.reach.ways()) {
                self.write(message);
            }
        }
    }

    /// Writes the values read from messages that are one change away from those that were made.
    fn write_beside(&mut self, mut near: NearMisses<'_>, options: &Options) {
        let unread = self.unread.iter().map(|(message, _)| message);
        let beside: Vec<Message> = self.readable.iter().chain(unread).cloned().collect();
        let (mut tried, mut bytes) = (0, 0);
        for message in beside.iter().cycle().take(options.samples) {
            if self.is_enough() || options.is_enough(tried, bytes) {
                return;
            }
            tried += 1;
            bytes += message.text().len();
            near.of(message).and_then(|message| self.write(message));
        }
    }

    /// Puts a part of a message that is not read into messages that are.
    fn graft(&mut self, message: &Message, goal: Goal) {
        let schema = &self.accepted.schema;
        let Some(place) = place_of(schema, message.value(), goal) else {
            return;
        };
        let into: Vec<Message> = self.readable.iter().take(INTO).cloned().collect();
        let lengths = (1..=place.steps().len()).rev();
        for at in lengths.map(|length| Pointer::of(&place.steps()[..length])) {
            let Some(part) = at.find(message.value()) else {
                continue;
            };
            for other in &into {
                let grafted = put(other, &at, part.clone());
                let is_fine = |value: &Message| schema.accepts(value.value()) != Ok(false);
                if let Some(grafted) = grafted.filter(is_fine) {
                    self.ask(grafted);
                    if self.read.is_reached(&goal) {
                        return;
                    }
                }
            }
        }
    }

    /// Reports the places where the type itself reads nothing, so that nothing was compared there. Values from the
    /// user count as compared.
    pub(super) fn unreached(self, is_alone: bool) {
        if let Some((message, error)) = self.unwritten {
            let read = message.to_string();
            self.writing.outcome.hints.push(Hint(format!(
                "`Serialize` cannot write the value that was read from {}: {error}",
                cut(&read)
            )));
        }
        // Output that is not allowed has to be fixed first.
        if !is_alone || self.writing.has_found() {
            return;
        }
        let trusted = |(message, error): &(Message, String)| {
            let at = blame::stopped_at(message, error)?;
            self.accepted.trusted_at(message.value(), &at)
        };
        if self.writing.outcome.asked == 0 {
            let trusts: Option<Vec<String>> = self.unread.iter().map(trusted).collect();
            let place = trusts.and_then(|trusts| trusts.into_iter().next());
            let why = match (self.unread.first(), self.unclear) {
                (Some((message, error)), _) => format!(
                    "it reads no message of its own contract; for {} it says: {error}",
                    cut(&message.to_string())
                ),
                (None, Some(error)) => format!(
                    "a string {}had to be guessed, and it accepts none of the guesses: {error}",
                    self.guesses
                        .unread()
                        .map(|what| format!("{what} "))
                        .unwrap_or_default()
                ),
                (None, None) => "found no message of its own contract".to_owned(),
            };
            let mut failure = self.accepted.unasked(why);
            failure.trusted = failure.trusted.or(place);
            self.writing.outcome.take(failure);
            return;
        }
        for goal in self.read.outermost() {
            // Trusting a place covers everything inside it.
            let mut around = std::iter::successors(Some(goal.node), |node| self.read.ways().above(*node));
            let is_trusted = around.any(|node| self.accepted.trusted_node(node).is_some());
            let is_guessed = self.guesses.unread_within(goal.node, self.read.ways()).is_some();
            if is_trusted || is_guessed {
                continue;
            }
            let shown = self.unread.iter().rev().find_map(|(message, error)| {
                let at = place_of(&self.accepted.schema, message.value(), goal)?;
                Some((message, error, at))
            });
            if let Some((message, error, at)) = shown {
                let schema = self.accepted.schema.pointer(goal.node);
                let about = format!("describes such messages (at `{schema}` of its schema)");
                self.writing.note(Some(Failure {
                    is_unasked: true,
                    ..Failure::new(cut(&message.to_string()), at, about, error.clone())
                }));
            }
        }
    }
}

/// The place where a message reaches a goal.
fn place_of(schema: &Schema, value: &Json, goal: Goal) -> Option<Pointer> {
    let mut place = None;
    walk(schema, value, &mut |at, nodes, value| {
        let is_there = nodes.contains(&goal.node) && is_reached(schema, goal.node, goal.what, value);
        if place.is_none() && is_there {
            place = Some(at.pointer());
        }
    });
    place
}

/// A message with another part at a place, which may be directly after the end of an array.
fn put(message: &Message, at: &Pointer, part: Json) -> Option<Message> {
    let (last, above) = at.steps().split_last()?;
    let mut value = message.value().clone();
    match find_mut(&mut value, &Pointer::of(above))? {
        Json::Object(members) => {
            members.insert(last.clone(), part);
        }
        Json::Array(items) => match items.get_mut(last.parse::<usize>().ok()?) {
            Some(item) => *item = part,
            None => items.push(part),
        },
        _ => return None,
    }
    Some(message.with_value(value))
}
