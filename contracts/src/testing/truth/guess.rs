//! Strings whose format or pattern is not decided are guesses. serde says which of them it reads, so that a refusal
//! can be distinguished from a wrong guess.

use std::collections::{BTreeMap, BTreeSet};

use super::applied::walk_to;
use super::blame;
use crate::sample::{Guessing, Leads, Message, Ways, find_mut};
use counterpart_engine::compat::ReasonKind;
use counterpart_engine::compat::schema::Schema;
use counterpart_engine::compat::schema::node::NodeId;
use counterpart_engine::json::{Json, Pointer};

/// The number of messages that are given to serde to find texts that it reads, for one contract.
const TRIES: usize = 1_200;
/// The number of times that all candidates are tried for one schema before giving up.
const GIVEN_UP: usize = 3;

pub(super) struct Guesses<'c> {
    schema: &'c Schema,
    guessing: Guessing,
    /// The nodes from which a guess may be reached.
    leads: Leads,
    /// Strings that serde has read, by the schema that they match.
    good: BTreeMap<NodeId, Vec<String>>,
    /// How often serde read no candidate.
    failed: BTreeMap<NodeId, usize>,
    tries: usize,
    turn: usize,
}

/// serde's answer for a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Answer {
    Read,
    Refused(String),
    /// It is refused, and perhaps for a text that was a wrong guess.
    Unclear(String),
}

/// Reads a message; the error is serde's.
pub(super) type Ask<'a> = dyn FnMut(&Message) -> Result<(), String> + 'a;

struct Guess {
    at: Pointer,
    node: NodeId,
    text: String,
}

impl<'c> Guesses<'c> {
    pub(super) fn of(schema: &'c Schema) -> Self {
        let guessing = Guessing::of(schema);
        Self {
            schema,
            leads: Leads::to(schema, |node| guessing.of_node(node).is_some()),
            guessing,
            good: BTreeMap::new(),
            failed: BTreeMap::new(),
            tries: TRIES,
            turn: 0,
        }
    }

    fn in_value(&self, value: &Json) -> Vec<Guess> {
        let mut guesses = Vec::new();
        if self.guessing.is_empty() {
            return guesses;
        }
        walk_to(self.schema, &self.leads, value, &mut |at, nodes, value| {
            let guessed = nodes.iter().find(|node| self.guessing.of_node(**node).is_some());
            if let (Some(node), Json::String(text)) = (guessed, value) {
                guesses.push(Guess {
                    at: at.pointer(),
                    node: *node,
                    text: text.clone(),
                });
            }
        });
        guesses
    }

    /// Asks serde about a message, with other strings if those of the message are refused and may be wrong guesses.
    pub(super) fn ask(&mut self, mut message: Message, ask: &mut Ask<'_>) -> (Message, Answer) {
        let guesses = self.in_value(message.value());
        if guesses.is_empty() {
            let answer = match ask(&message) {
                Ok(()) => Answer::Read,
                Err(error) => Answer::Refused(error),
            };
            return (message, answer);
        }
        for guess in &guesses {
            let good = self.good.get(&guess.node);
            if let Some(good) = good.filter(|good| !good.contains(&guess.text)) {
                self.turn += 1;
                message = with_text(&message, &guess.at, &good[self.turn % good.len()]);
            }
        }
        let Err(mut error) = ask(&message) else {
            return self.read(message);
        };
        for guess in &guesses {
            if self.good.contains_key(&guess.node) || self.is_given_up(guess.node) {
                continue;
            }
            let was_here = blame::stopped_at(&message, &error).as_ref() == Some(&guess.at);
            let mut found = false;
            for text in Guessing::candidates() {
                if self.tries == 0 {
                    break;
                }
                self.tries -= 1;
                let other = with_text(&message, &guess.at, text);
                let Err(now) = ask(&other) else {
                    return self.read(other);
                };
                let stopped = blame::stopped_at(&other, &now);
                if was_here && stopped.is_some_and(|at| !is_within(&guess.at, &at)) {
                    self.learn(guess.node, text);
                    (message, error, found) = (other, now, true);
                    break;
                }
            }
            if !found && was_here {
                *self.failed.entry(guess.node).or_default() += 1;
            }
        }
        let guesses = self.in_value(message.value());
        let is_known = |guess: &Guess| {
            let good = self.good.get(&guess.node);
            good.is_some_and(|good| good.contains(&guess.text))
        };
        let open: Vec<&Guess> = guesses.iter().filter(|guess| !is_known(guess)).collect();
        let is_of_structure = ["missing field", "unknown field", "duplicate field"]
            .iter()
            .any(|start| error.starts_with(start));
        let stopped = blame::stopped_at(&message, &error);
        let is_elsewhere =
            |guess: &&Guess| is_of_structure || stopped.as_ref().is_some_and(|at| !is_within(&guess.at, at));
        match open.iter().all(is_elsewhere) {
            true => (message, Answer::Refused(error)),
            false => (message, Answer::Unclear(error)),
        }
    }

    fn read(&mut self, message: Message) -> (Message, Answer) {
        for guess in self.in_value(message.value()) {
            self.learn(guess.node, &guess.text);
        }
        (message, Answer::Read)
    }

    fn learn(&mut self, node: NodeId, text: &str) {
        let good = self.good.entry(node).or_default();
        if !good.iter().any(|known| known == text) {
            good.push(text.to_owned());
        }
    }

    fn is_given_up(&self, node: NodeId) -> bool {
        self.failed.get(&node).is_some_and(|failed| *failed >= GIVEN_UP)
    }

    /// The texts of a message that are guesses.
    pub(super) fn texts(&self, value: &Json) -> BTreeSet<String> {
        let guesses = self.in_value(value).into_iter();
        guesses.map(|guess| guess.text).collect()
    }

    /// Returns true if the contract allows a value: it accepts it, or only guesses are undecided, and these are
    /// known to be readable or among `texts`.
    pub(super) fn admits(&self, value: &Json, texts: &BTreeSet<String>) -> bool {
        match self.schema.accepts(value) {
            Ok(accepts) => accepts,
            Err(undecided) => {
                let is_of_text = matches!(undecided.kind, ReasonKind::UnknownFormat | ReasonKind::Pattern);
                let is_fine = |guess: &Guess| {
                    let good = self.good.get(&guess.node);
                    texts.contains(&guess.text) || good.is_some_and(|good| good.contains(&guess.text))
                };
                is_of_text && self.in_value(value).iter().all(is_fine)
            }
        }
    }

    /// The format or pattern of a string that was guessed and never read, if there is one.
    pub(super) fn unread(&self) -> Option<&str> {
        self.never_read().map(|(_, what)| what).next()
    }

    /// The same, if the string matches this schema or one that only occurs within it.
    pub(super) fn unread_within(&self, node: NodeId, ways: &Ways) -> Option<&str> {
        let is_within =
            |inner| std::iter::successors(Some(inner), |node| ways.above(*node)).any(|at| at == node);
        let mut never_read = self.never_read().filter(|(inner, _)| is_within(*inner));
        never_read.next().map(|(_, what)| what)
    }

    fn never_read(&self) -> impl Iterator<Item = (NodeId, &str)> {
        let all = self.guessing.all();
        all.filter(|(node, _)| !self.good.contains_key(node))
    }
}

/// Returns true if one place is the other or inside it.
fn is_within(inner: &Pointer, outer: &Pointer) -> bool {
    inner.steps().starts_with(outer.steps())
}

fn with_text(message: &Message, at: &Pointer, text: &str) -> Message {
    let mut value = message.value().clone();
    if let Some(place @ Json::String(_)) = find_mut(&mut value, at) {
        text.clone_into(match place {
            Json::String(text) => text,
            _ => return message.clone(),
        });
    }
    message.with_value(value)
}
