//! What an audit found.

use std::sync::Arc;

use counterpart::contract::Role;
use counterpart_engine::json::{Json, Pointer};

use super::finding::{Finding, Kind, Seen};
use crate::lakes::Reading;
use crate::messages::{Ignored, Problem};
use crate::report::{Document, Outcome};

/// A message without its values, and the place in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// The message, with the kind of each value in its place.
    pub message: Json,
    /// The place in the message. If something is missing, what lacks it.
    pub at: Pointer,
}

/// What one contract said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// The contract.
    pub document: Arc<Document>,
    /// Messages that it judged.
    pub judged: u64,
    /// Of these, those that it refuses.
    pub refused: u64,
    /// Those of which it is not decided.
    pub undecided: u64,
    /// Those that it refuses, and another producer of the event may have sent.
    pub elsewhere: u64,
}

impl Judgement {
    /// The messages that it accepts.
    pub fn accepted(&self) -> u64 {
        self.judged
            .saturating_sub(self.refused + self.undecided + self.elsewhere)
    }
}

/// A reading of the messages by which contracts would accept what they refuse as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fitting {
    /// The reading.
    pub reading: Reading,
    /// So many refusals it explains.
    pub explained: u64,
    /// Of so many.
    pub refused: u64,
}

impl Fitting {
    /// Those of [`Reading::all`] that explain the most refusals, if these are at least nine of ten. `explained` is in the
    /// order of the readings.
    pub(super) fn of(explained: &[u64], refused: u64) -> Vec<Self> {
        let most = explained.iter().copied().max().unwrap_or_default();
        if most == 0 || most < refused - refused / 10 {
            return Vec::new();
        }
        let fitting = Reading::all().zip(explained);
        let fitting = fitting.filter(|(_, explained)| **explained == most);
        fitting
            .map(|(reading, &explained)| Fitting {
                reading,
                explained,
                refused,
            })
            .collect()
    }
}

/// An event without a contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unmatched {
    /// Its name, as the messages have it.
    pub event: String,
    /// Its messages.
    pub seen: Seen,
}

/// What an audit found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audit {
    /// The side that the contracts describe.
    pub role: Role,
    /// What was assumed of how the messages came to be as they are read.
    pub reading: Reading,
    /// Readings by which all or nearly all refused messages would be accepted; none if something is assumed already.
    pub fitting: Vec<Fitting>,
    /// Refusals that the engine that exported the messages may have caused, if it stored them with messages that no
    /// contract here describes.
    pub beside_others: u64,
    /// Messages that were read, with what stands where one should.
    pub messages: u64,
    /// Messages that at least one contract judged.
    pub judged: u64,
    /// Inputs that were read.
    pub inputs: usize,
    /// The contracts, sorted.
    pub documents: Vec<Judgement>,
    /// What is wrong, by contract and place; first what is wrong whatever a contract says.
    pub findings: Vec<Finding>,
    /// How often a message had what is not among the findings, because there are too many.
    pub further: u64,
    /// Events without a contract, sorted.
    pub unmatched: Vec<Unmatched>,
    /// Messages of events without a contract that are not named, because there are too many.
    pub unmatched_further: u64,
    /// Messages that do not name their event.
    pub unnamed: Option<Seen>,
    /// Arrays without items that are of no event: each may be a batch of no events, or hold no messages.
    pub empty_arrays: u64,
    /// Why inputs were not read to their ends.
    pub problems: Vec<Problem>,
    /// The number of problems that are not listed, because there are too many.
    pub problems_further: u64,
    /// Files and folders that were not read because of their names.
    pub ignored: Ignored,
    /// True if it was stopped before the end.
    pub is_interrupted: bool,
    /// The reason why refused messages could not be written to where they should go.
    pub not_written: Option<String>,
}

impl Audit {
    /// The answer. What was not read to its end, judged nothing, or left a message undecided is no
    /// success. A refused message outweighs an undecided one.
    pub fn outcome(&self) -> Outcome {
        let is_whole = self.problems.is_empty() && !self.is_interrupted && self.not_written.is_none();
        let is_refused = self.findings.iter().any(|finding| !finding.kind.is_undecided()) || self.further > 0;
        if !is_whole || self.judged == 0 {
            Outcome::Incomplete
        } else if is_refused {
            Outcome::Incompatible
        } else if !self.findings.is_empty() {
            Outcome::Incomplete
        } else {
            Outcome::Compatible
        }
    }

    /// The answer in a few words, for people.
    pub fn answer(&self) -> &'static str {
        match self.outcome() {
            _ if self.is_interrupted => "interrupted",
            Outcome::Compatible => "every message is accepted",
            Outcome::Incompatible => "messages are refused",
            Outcome::Incomplete if self.judged == 0 => "nothing was judged",
            Outcome::Incomplete
                if !self.findings.is_empty() && self.problems.is_empty() && self.not_written.is_none() =>
            {
                "messages are undecided"
            }
            Outcome::Incomplete => "could not complete",
        }
    }

    /// Why nothing was judged, as a sentence without a full stop, if nothing was.
    pub fn nothing_judged(&self) -> Option<String> {
        if self.judged > 0 {
            return None;
        }
        Some(match (self.messages, &self.unnamed) {
            (0, _) if self.empty_arrays > 0 => {
                "no message was found, only an array without items: if that is a batch of \
                                                CloudEvents, name its event with --event"
                    .to_owned()
            }
            (0, _) => "no message was found".to_owned(),
            (all, Some(unnamed)) if unnamed.count == all => {
                "no message names its event: name it with --event, or its place with --event-at".to_owned()
            }
            (_, _) if !self.unmatched.is_empty() => {
                "no message is of an event that has a contract here".to_owned()
            }
            _ if self.findings.iter().any(|one| one.kind == Kind::Ambiguous) => {
                "all messages that could be read are ambiguous".to_owned()
            }
            _ => "no message could be read".to_owned(),
        })
    }
}
