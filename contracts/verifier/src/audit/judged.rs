//! What was found in one block.

use std::ops::Range;

use counterpart_engine::compat::Place;
use counterpart_engine::compat::validate::Cause;
use foldhash::HashMap;

use super::finding::Kind;
use super::noted::{Noted, cut, without_payload};
use super::subjects::{READINGS, Subjects};
use crate::messages::{Block, Problem, Record};

/// The maximum length of the name of an event that has no contract, in characters.
const LONGEST_NAME: usize = 200;

/// What was found in one block.
#[derive(Debug, Default)]
pub(super) struct Judged {
    pub(super) block: Block,
    /// The place of the input among all inputs, from 0.
    pub(super) input: usize,
    /// Lines that end in it.
    pub(super) lines: u64,
    pub(super) messages: u64,
    /// Messages that at least one contract judged.
    pub(super) judged: u64,
    /// Texts that were judged, by group of contracts.
    pub(super) by_group: Vec<u64>,
    /// By contract.
    pub(super) counts: HashMap<usize, Counts>,
    pub(super) findings: Vec<Local>,
    index: HashMap<Key, usize>,
    /// Events without a contract.
    pub(super) unmatched: HashMap<Box<str>, Span>,
    pub(super) unnamed: Option<Span>,
    /// Arrays without items that are of no event.
    pub(super) empty_arrays: u64,
    /// Refusals at more places than are told apart.
    pub(super) further: u64,
    /// The messages that were refused, as they were read.
    pub(super) refused: Vec<Range<usize>>,
    pub(super) problem: Option<Problem>,
    /// The arrays at its edges, of which the blocks before and after it may have parts.
    pub(super) edges: Edges,
}

/// The arrays in which the first and the last item of a block are, if contracts of batches judge them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Edges {
    pub(super) first: Option<Part>,
    pub(super) last: Option<Part>,
}

/// The part of an array in a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    /// The array, among those of its input.
    pub(super) array: u64,
    /// The events in this part whose contracts are of batches.
    pub(super) events: Vec<usize>,
    /// Where the part begins.
    pub(super) at: At,
}

/// What one contract said, besides of the messages that it accepts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) refused: u64,
    pub(super) undecided: u64,
    /// Another schema of the event accepts, or may accept, what this one refuses.
    pub(super) elsewhere: u64,
    /// Of those that are refused: for each of [`Reading::all`](crate::lakes::Reading::all), those that it would accept.
    pub(super) explained: [u64; READINGS],
    /// Of those that are refused: those that the engine may have changed, if it stored them with messages that no contract
    /// here describes.
    pub(super) beside_others: u64,
}

impl Counts {
    /// Counts a refusal, and the readings by which it would be none.
    pub(super) fn refuse(&mut self, explained: &[bool; READINGS], beside_others: bool) {
        self.refused += 1;
        self.beside_others += u64::from(beside_others);
        for (count, accepts) in self.explained.iter_mut().zip(explained) {
            *count += u64::from(*accepts);
        }
    }
}

/// What makes two messages one finding.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub(super) id: &'static str,
    pub(super) event: Option<usize>,
    pub(super) document: Option<usize>,
    pub(super) place: Place,
    /// For what has no rule: the reason.
    pub(super) reason: Box<str>,
}

/// A finding in one block.
#[derive(Debug)]
pub(super) struct Local {
    pub(super) key: Key,
    pub(super) kind: Kind,
    pub(super) text: String,
    pub(super) cause: Option<Cause>,
    pub(super) span: Span,
    /// The first message, if it was held.
    pub(super) message: Option<Range<usize>>,
}

/// How often, where first, and where last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) count: u64,
    pub(super) first: At,
    pub(super) last: At,
}

/// A position in a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct At {
    pub(super) offset: u64,
    pub(super) line: u64,
    /// True for an item of an array that was opened.
    pub(super) is_of_array: bool,
}

impl Span {
    pub(super) fn at(at: At) -> Self {
        Self {
            count: 1,
            first: at,
            last: at,
        }
    }

    fn add(&mut self, at: At) {
        self.count += 1;
        self.last = at;
    }
}

impl At {
    pub(super) fn of(record: &Record<'_>) -> Self {
        Self {
            offset: record.offset,
            line: record.line,
            is_of_array: record.array.is_some(),
        }
    }
}

impl Judged {
    pub(super) fn of(subjects: &Subjects) -> Self {
        Self {
            by_group: vec![0; subjects.groups],
            ..Self::default()
        }
    }

    /// Forgets what was found in messages, and keeps how many there were.
    pub(super) fn forget(&mut self) {
        self.findings.clear();
        self.index.clear();
        self.unmatched.clear();
        self.unnamed = None;
        self.refused.clear();
    }

    pub(super) fn is_unmatched(&self) -> bool {
        !self.unmatched.is_empty()
    }

    pub(super) fn is_unnamed(&self) -> bool {
        self.unnamed.is_some()
    }

    /// Returns true if there is nothing to say of the block but numbers, so that its bytes are of no use any more.
    pub(super) fn is_plain(&self) -> bool {
        self.counts.is_empty()
            && self.findings.is_empty()
            && self.unmatched.is_empty()
            && self.unnamed.is_none()
            && self.further == 0
            && self.refused.is_empty()
            && self.problem.is_none()
            && self.edges == Edges::default()
    }

    /// Returns true if the next block may become a part of this one.
    pub(super) fn takes(&self, next: &Judged) -> bool {
        self.input == next.input && next.is_plain()
    }

    /// Adds the numbers of the next block.
    pub(super) fn append(&mut self, next: &Judged) {
        self.lines += next.lines;
        self.messages += next.messages;
        self.judged += next.judged;
        self.empty_arrays += next.empty_arrays;
        for (all, next) in self.by_group.iter_mut().zip(&next.by_group) {
            *all += next;
        }
    }

    pub(super) fn count(&mut self, document: usize) -> &mut Counts {
        self.counts.entry(document).or_default()
    }

    /// Remembers a message that is refused, once.
    pub(super) fn refuse(&mut self, raw: Range<usize>) {
        if self.refused.last() != Some(&raw) {
            self.refused.push(raw);
        }
    }

    /// Notes a message of an event that has no payload, and is in no block.
    pub(super) fn lacks_payload(&mut self, event: usize, why: &'static str) {
        self.messages += 1;
        let at = At::of(&Record::held(&[]));
        self.note(without_payload(event, why), at, None);
    }

    pub(super) fn unnamed(&mut self, at: At) {
        match &mut self.unnamed {
            Some(span) => span.add(at),
            none => *none = Some(Span::at(at)),
        }
    }

    pub(super) fn unmatched(&mut self, event: &str, at: At) {
        let event = cut(event, LONGEST_NAME);
        match self.unmatched.get_mut(&*event) {
            Some(span) => span.add(at),
            None => _ = self.unmatched.insert(event.into(), Span::at(at)),
        }
    }

    pub(super) fn note(&mut self, noted: Noted, at: At, message: Option<Range<usize>>) {
        let key = Key {
            id: noted.kind.id(),
            event: noted.event,
            document: noted.document,
            place: noted.place,
            reason: noted.reason,
        };
        if let Some(&known) = self.index.get(&key) {
            return self.findings[known].span.add(at);
        }
        self.index.insert(key.clone(), self.findings.len());
        self.findings.push(Local {
            key,
            kind: noted.kind,
            text: noted.text,
            cause: noted.cause,
            span: Span::at(at),
            message,
        });
    }
}
