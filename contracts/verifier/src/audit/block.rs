//! Judges the messages of one block.

use std::borrow::Cow;
use std::ops::Range;

use counterpart::contract::Role;
use counterpart_engine::compat::validate::{Cause, Explanation, Found, Outcome, Scratch};
use counterpart_engine::compat::{Place, ReasonKind, Rule, Undecided};
use foldhash::HashMap;

use super::finding::Kind;
use super::framing::{Framed, Framing, NOTHING_THERE, Payload, Strings};
use super::place::place_of;
use super::subjects::{Group, READINGS, Subjects};
use crate::messages::{Block, Piece, Problem, Record};

/// The maximum number of places at which one contract refuses one message that are told apart.
const MOST_PLACES: usize = 100;

/// Why a string is undecided where a contract accepts strings and other values.
const EITHER: &str = "the payload is a string, and the verdict depends on whether it is the payload itself or holds JSON: set \
     --payload-strings";

/// The maximum length of the name of an event that has no contract, in characters.
const LONGEST_NAME: usize = 200;

/// The same of a reason, which may quote the contract.
const LONGEST_REASON: usize = 600;

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
    fn refuse(&mut self, explained: &[bool; READINGS], beside_others: bool) {
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
    fn at(at: At) -> Self {
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
    fn of(record: &Record<'_>) -> Self {
        Self {
            offset: record.offset,
            line: record.line,
            is_of_array: record.array.is_some(),
        }
    }
}

/// Judges blocks, one after the other. One for each thread.
#[derive(Debug)]
pub(super) struct Judge<'a> {
    subjects: &'a Subjects,
    framing: &'a Framing,
    /// The only event, if it is not looked for in the messages.
    only: Option<Option<usize>>,
    /// For arrays of the block that were opened: the events in them whose contracts are of batches.
    batches: HashMap<u64, Vec<usize>>,
    scratch: Scratch,
}

impl<'a> Judge<'a> {
    pub(super) fn new(subjects: &'a Subjects, framing: &'a Framing) -> Self {
        Self {
            subjects,
            framing,
            only: framing.whole().map(|event| subjects.find(event)),
            batches: HashMap::default(),
            scratch: Scratch::default(),
        }
    }

    /// Judges the messages of a block.
    pub(super) fn judge(&mut self, block: Block) -> Judged {
        let mut out = Judged {
            input: block.index(),
            ..Judged::of(self.subjects)
        };
        self.find_batches(&block);
        let mut found = Vec::new();
        let mut pieces = block.pieces();
        for piece in pieces.by_ref() {
            match piece {
                Piece::Message(record) => self.message(&record, &mut found, &mut out),
                Piece::EmptyArray(record) => self.empty_array(&record, &mut out),
                Piece::Malformed(record, why) => {
                    out.messages += 1;
                    out.refuse(record.range(record.raw_without_mark()));
                    out.note(malformed(None, why.to_owned()), At::of(&record), None);
                }
                Piece::TooLong { offset, line, length } => {
                    out.messages += 1;
                    let text = format!("{length} bytes long, and skipped: --max-message sets the limit");
                    let noted = Noted {
                        kind: Kind::TooLong,
                        text,
                        ..Noted::of_log()
                    };
                    let at = At {
                        offset,
                        line,
                        is_of_array: false,
                    };
                    out.note(noted, at, None);
                }
                Piece::Failed(problem) => out.problem = Some(problem.clone()),
            }
        }
        out.lines = pieces.lines();
        out.block = block;
        out
    }

    /// Finds the events whose contracts are of batches, in each array that was opened.
    fn find_batches(&mut self, block: &Block) {
        self.batches.clear();
        if self.only.is_some() || self.subjects.events.iter().all(|event| event.of_batch.is_none()) {
            return;
        }
        let mut found = Vec::new();
        for piece in block.pieces() {
            let Piece::Message(record) = piece else { continue };
            let Some(array) = record.array else { continue };
            let Ok(framed) = self.framing.frame(record.bytes, &mut self.scratch, &mut found) else {
                continue;
            };
            let event = framed.event.as_ref().filter(|_| framed.is_cloud_event);
            let event = event.and_then(|name| self.subjects.find(name));
            if let Some(event) = event.filter(|event| self.subjects.events[*event].of_batch.is_some()) {
                let events = self.batches.entry(array).or_default();
                if !events.contains(&event) {
                    events.push(event);
                }
            }
        }
    }

    /// Judges an array without items, which is a batch of no events if the only event comes in batches.
    fn empty_array(&mut self, record: &Record<'_>, out: &mut Judged) {
        let event = self.only.flatten();
        let group = event.and_then(|event| Some((event, self.subjects.events[event].of_batch.as_ref()?)));
        match group {
            Some((event, group)) => {
                out.messages += 1;
                let is_judged = self.text(record, event, group, b"[]", out);
                out.judged += u64::from(is_judged);
            }
            None => out.empty_arrays += 1,
        }
    }

    /// Judges an item of an array as a part of a batch of other events: a contract of batches describes each event in it.
    fn as_part_of_batch(&mut self, record: &Record<'_>, event: Option<usize>, out: &mut Judged) {
        let others = record.array.and_then(|array| self.batches.get(&array));
        for other in others.cloned().unwrap_or_default() {
            if let Some(group) = &self.subjects.events[other].of_batch
                && event != Some(other)
            {
                self.batch(record, other, group, out);
            }
        }
    }

    pub(super) fn message<'b>(
        &mut self,
        record: &Record<'b>,
        found: &mut Vec<Option<Found<'b>>>,
        out: &mut Judged,
    ) where
        'a: 'b,
    {
        if let Some(Some(event)) = self.only {
            return self.payload(record, event, out);
        }
        out.messages += 1;
        let framed = match self.framing.frame(record.bytes, &mut self.scratch, found) {
            Ok(framed) => framed,
            Err(error) => {
                out.refused.push(record.range(record.raw_without_mark()));
                let noted = malformed(None, error.why);
                return out.note(noted, At::of(record), Some(record.range(record.bytes)));
            }
        };
        let event = framed.event.as_ref().and_then(|name| self.subjects.find(name));
        self.as_part_of_batch(record, event, out);
        match (framed.ambiguous, event, &framed.event) {
            (Some(what), event, _) if event.is_some() || what.is_of_event() => {
                let noted = Noted {
                    kind: Kind::Ambiguous,
                    event: event.filter(|_| !what.is_of_event()),
                    reason: what.text().into(),
                    text: what.text().to_owned(),
                    ..Noted::of_log()
                };
                out.note(noted, At::of(record), None);
            }
            (_, Some(event), _) => self.framed(record, event, &framed, out),
            (_, None, Some(name)) => out.unmatched(name, At::of(record)),
            (_, None, None) => out.unnamed(At::of(record)),
        }
    }

    /// Judges a message that is the payload of an event.
    pub(super) fn payload(&mut self, record: &Record<'_>, event: usize, out: &mut Judged) {
        out.messages += 1;
        let of_event = &self.subjects.events[event];
        let mut is_judged = false;
        if !of_event.all.documents.is_empty() {
            is_judged |= self.text(record, event, &of_event.all, record.bytes, out);
        }
        if let Some(group) = &of_event.of_batch {
            is_judged |= self.batch(record, event, group, out);
        }
        out.judged += u64::from(is_judged);
    }

    fn framed(&mut self, record: &Record<'_>, event: usize, framed: &Framed<'_>, out: &mut Judged) {
        let of_event = &self.subjects.events[event];
        let (of_whole, of_payload) = match framed.is_cloud_event {
            true => (of_event.of_cloud_event.as_ref(), of_event.of_payload.as_ref()),
            false => (None, Some(&of_event.all).filter(|all| !all.documents.is_empty())),
        };
        let mut is_judged = false;
        let whole = match (framed.is_cloud_event, &framed.payload) {
            (true, _) => None,
            (false, Payload::Text(text)) => Some(&**text),
            (false, Payload::Quoted(_, content)) => Some(content.as_bytes()),
            (false, Payload::Absent(_)) => None,
        };
        match (&of_event.of_batch, whole) {
            (Some(group), _) if framed.is_cloud_event => {
                is_judged |= self.batch(record, event, group, out);
            }
            (Some(group), Some(whole)) => is_judged |= self.text(record, event, group, whole, out),
            _ => {}
        }
        // A row without a payload is refused once.
        let lacks_payload = !framed.is_cloud_event && whole.is_none();
        let of_payload = of_payload.or(of_event.of_batch.as_ref().filter(|_| lacks_payload));
        if let Some(group) = of_whole {
            is_judged |= self.text(record, event, group, record.bytes, out);
        }
        match (of_payload, &framed.payload) {
            (None, _) => {}
            (Some(group), Payload::Text(text)) => {
                is_judged |= self.text(record, event, group, text, out);
            }
            (Some(group), Payload::Quoted(raw, content)) => {
                is_judged |= self.string(record, event, group, (raw, content.as_bytes()), out);
            }
            (Some(group), Payload::Absent(NOTHING_THERE))
                if self.subjects.reading().leaves_out_empty_objects() =>
            {
                is_judged |= self.text(record, event, group, b"{}", out);
            }
            (Some(_), Payload::Absent(why)) => {
                out.refuse(record.range(record.raw_without_mark()));
                let message = Some(record.range(record.bytes));
                out.note(without_payload(event, why), At::of(record), message);
            }
        }
        out.judged += u64::from(is_judged);
    }

    /// Judges a batch as it is. An item of an array that the reader of the log opened counts as a batch of one, and a
    /// single event does not.
    fn batch(&mut self, record: &Record<'_>, event: usize, group: &Group, out: &mut Judged) -> bool {
        let text = record.bytes;
        if record.array.is_none() {
            return self.text(record, event, group, text, out);
        }
        let batch = as_batch(text);
        // Two texts without a bracket are no JSON, and would be a batch in brackets.
        let is_malformed = group.validator.judge(text, &mut self.scratch).is_err();
        let text = if is_malformed { text } else { &*batch };
        self.text(record, event, group, text, out)
    }

    /// Judges a payload that is a string: the string itself, or its content. Returns true if one was judged.
    fn string(
        &mut self,
        record: &Record<'_>,
        event: usize,
        group: &Group,
        (raw, content): (&[u8], &[u8]),
        out: &mut Judged,
    ) -> bool {
        let of_string = self.subjects.events[event].of_string.as_ref();
        match (self.framing.known_strings(), of_string) {
            (Some(Strings::Payload), _) => self.text(record, event, group, raw, out),
            (Some(Strings::Json), _) | (None, None) => self.text(record, event, group, content, out),
            (None, Some(of_string)) => {
                let mut is_judged = false;
                if let Some(group) = &of_string.holds_json {
                    is_judged |= self.text(record, event, group, content, out);
                }
                if let Some(group) = &of_string.is_payload {
                    is_judged |= self.text(record, event, group, raw, out);
                }
                if let Some(group) = &of_string.either {
                    is_judged |= self.either(record, event, group, (raw, content), out);
                }
                is_judged
            }
        }
    }

    /// Judges both the string itself and the JSON in it, if there is JSON.
    fn either(
        &mut self,
        record: &Record<'_>,
        event: usize,
        group: &Group,
        (raw, content): (&[u8], &[u8]),
        out: &mut Judged,
    ) -> bool {
        let Ok(of_content) = group.validator.judge(content, &mut self.scratch) else {
            return self.text(record, event, group, raw, out);
        };
        let mut outcomes = of_content.to_vec();
        let Ok(of_string) = group.validator.judge(raw, &mut self.scratch) else {
            return self.text(record, event, group, content, out);
        };
        for (outcome, of_string) in outcomes.iter_mut().zip(of_string) {
            if outcome != of_string {
                *outcome = Outcome::Undecided(Undecided {
                    kind: ReasonKind::Unsupported,
                    text: EITHER.to_owned(),
                });
            }
        }
        out.by_group[group.id] += 1;
        if outcomes.iter().any(|outcome| *outcome != Outcome::Accepted) {
            self.not_accepted(record, event, group, content, &outcomes, out);
        }
        true
    }

    /// Judges a text. Returns true if it is JSON.
    #[inline]
    fn text(
        &mut self,
        record: &Record<'_>,
        event: usize,
        group: &Group,
        text: &[u8],
        out: &mut Judged,
    ) -> bool {
        match group.validator.judge(text, &mut self.scratch) {
            Ok(outcomes) => {
                out.by_group[group.id] += 1;
                if !outcomes.iter().all(|outcome| *outcome == Outcome::Accepted) {
                    let outcomes = outcomes.to_vec();
                    self.not_accepted(record, event, group, text, &outcomes, out);
                }
                true
            }
            Err(error) => {
                out.refuse(record.range(record.raw_without_mark()));
                let noted = malformed(Some(event), error.why);
                out.note(noted, At::of(record), Some(record.range(record.bytes)));
                false
            }
        }
    }

    /// For each contract that refuses a text, the readings by which it would not be refused. Where somebody has to declare
    /// a message, one contract that accepts it is enough.
    fn explained(
        &mut self,
        group: &Group,
        text: &[u8],
        outcomes: &[Outcome],
        is_union: bool,
    ) -> Vec<[bool; READINGS]> {
        let mut all = vec![[false; READINGS]; outcomes.len()];
        if !self.subjects.reading().is_plain() {
            return all;
        }
        let refused = outcomes.iter().enumerate();
        for (index, _) in refused.filter(|(_, outcome)| **outcome == Outcome::Refused) {
            let subject = &self.subjects.documents[group.documents[index]];
            all[index] = subject.accepting(text, &mut self.scratch);
        }
        if is_union {
            let any = std::array::from_fn(|reading| all.iter().any(|one| one[reading]));
            all.fill(any);
        }
        all
    }

    /// For each contract that refuses a text, true if the engine that exported it may have changed it because of messages
    /// that no contract here describes.
    fn beside_others(
        &mut self,
        group: &Group,
        text: &[u8],
        outcomes: &[Outcome],
        is_union: bool,
    ) -> Vec<bool> {
        let mut all = vec![false; outcomes.len()];
        let reading = self.subjects.reading();
        if reading.exported_by.is_none() {
            return all;
        }
        let refused = outcomes.iter().enumerate();
        for (index, _) in refused.filter(|(_, outcome)| **outcome == Outcome::Refused) {
            let subject = &self.subjects.documents[group.documents[index]];
            all[index] = subject.accepts_beside_any(&reading, text, &mut self.scratch);
        }
        if is_union {
            let any = all.contains(&true);
            all.fill(any);
        }
        all
    }

    #[cold]
    fn not_accepted(
        &mut self,
        record: &Record<'_>,
        event: usize,
        group: &Group,
        text: &[u8],
        outcomes: &[Outcome],
        out: &mut Judged,
    ) {
        // Whoever emits may have sent it, and of these nobody knows who did.
        let is_union = self.subjects.role() == Role::Emits && outcomes.len() > 1;
        let may_be_other = is_union && outcomes.iter().any(|outcome| *outcome != Outcome::Refused);
        let is_other = is_union && outcomes.contains(&Outcome::Accepted);
        let explained = self.explained(group, text, outcomes, is_union);
        let beside_others = self.beside_others(group, text, outcomes, is_union);
        for (index, outcome) in outcomes.iter().enumerate() {
            let document = group.documents[index];
            let at = At::of(record);
            let message = Some(record.range(record.bytes));
            match outcome {
                Outcome::Accepted => {}
                _ if is_other => out.count(document).elsewhere += 1,
                Outcome::Undecided(why) => {
                    out.count(document).undecided += 1;
                    out.note(undecided(event, document, why), at, message);
                }
                Outcome::Refused if may_be_other => out.count(document).elsewhere += 1,
                Outcome::Refused => match group.validator.explain(index, text) {
                    Explanation::Refused(causes) => {
                        out.count(document)
                            .refuse(&explained[index], beside_others[index]);
                        out.refuse(record.range(record.raw_without_mark()));
                        let names = &self.subjects.documents[document].names;
                        let mut noted: Vec<(Rule, Place)> = Vec::new();
                        for cause in causes {
                            let place = place_of(names, &cause.at, cause.rule);
                            if noted
                                .iter()
                                .any(|(rule, known)| *rule == cause.rule && *known == place)
                            {
                                continue;
                            }
                            if noted.len() == MOST_PLACES {
                                out.further += 1;
                                continue;
                            }
                            noted.push((cause.rule, place.clone()));
                            out.note(refused(event, document, place, cause), at, message.clone());
                        }
                    }
                    Explanation::Unreadable(error) => {
                        out.count(document).refused += 1;
                        out.refuse(record.range(record.raw_without_mark()));
                        let noted = Noted {
                            kind: Kind::Unreadable,
                            event: Some(event),
                            document: Some(document),
                            reason: error.why.as_str().into(),
                            text: error.why,
                            ..Noted::of_log()
                        };
                        out.note(noted, at, message);
                    }
                    Explanation::Undecided(why) => {
                        // It is refused, and only the place is not known.
                        out.count(document)
                            .refuse(&explained[index], beside_others[index]);
                        out.refuse(record.range(record.raw_without_mark()));
                        let noted = Noted {
                            kind: Kind::Refused(Rule::ForbiddenShape),
                            ..undecided(event, document, &why)
                        };
                        out.note(noted, at, message);
                    }
                    explanation => {
                        let why = Undecided {
                            kind: ReasonKind::Unconfirmed,
                            text: format!("it is refused, and the explanation is {explanation:?}"),
                        };
                        out.count(document).undecided += 1;
                        out.note(undecided(event, document, &why), at, message);
                    }
                },
            }
        }
    }
}

/// An event as a batch of one; a batch is one already.
pub(super) fn as_batch(text: &[u8]) -> Cow<'_, [u8]> {
    if text.trim_ascii_start().first() == Some(&b'[') {
        return Cow::Borrowed(text);
    }
    Cow::Owned([b"[", text, b"]"].concat())
}

/// What is noted of one message.
struct Noted {
    kind: Kind,
    event: Option<usize>,
    document: Option<usize>,
    place: Place,
    reason: Box<str>,
    text: String,
    cause: Option<Cause>,
}

impl Noted {
    fn of_log() -> Self {
        Self {
            kind: Kind::Malformed,
            event: None,
            document: None,
            place: Place::default(),
            reason: Box::default(),
            text: String::new(),
            cause: None,
        }
    }
}

fn malformed(event: Option<usize>, why: String) -> Noted {
    Noted {
        event,
        reason: why.as_str().into(),
        text: why,
        ..Noted::of_log()
    }
}

fn without_payload(event: usize, why: &'static str) -> Noted {
    Noted {
        kind: Kind::NoPayload,
        event: Some(event),
        text: why.to_owned(),
        reason: Box::from(why),
        ..Noted::of_log()
    }
}

fn undecided(event: usize, document: usize, why: &Undecided) -> Noted {
    Noted {
        kind: Kind::Undecided,
        event: Some(event),
        document: Some(document),
        // Other texts have the offset in one message.
        reason: if why.text == EITHER { EITHER } else { why.kind.id() }.into(),
        text: cut(&why.text, LONGEST_REASON).into_owned(),
        ..Noted::of_log()
    }
}

/// The text, with at most so many characters.
fn cut(text: &str, most: usize) -> Cow<'_, str> {
    match text.char_indices().nth(most) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => Cow::Borrowed(text),
    }
}

fn refused(event: usize, document: usize, place: Place, cause: Cause) -> Noted {
    Noted {
        kind: Kind::Refused(cause.rule),
        event: Some(event),
        document: Some(document),
        place,
        text: cause.text(),
        cause: Some(cause),
        ..Noted::of_log()
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

    fn count(&mut self, document: usize) -> &mut Counts {
        self.counts.entry(document).or_default()
    }

    /// Remembers a message that is refused, once.
    fn refuse(&mut self, raw: Range<usize>) {
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

    fn unnamed(&mut self, at: At) {
        match &mut self.unnamed {
            Some(span) => span.add(at),
            none => *none = Some(Span::at(at)),
        }
    }

    fn unmatched(&mut self, event: &str, at: At) {
        let event = cut(event, LONGEST_NAME);
        match self.unmatched.get_mut(&*event) {
            Some(span) => span.add(at),
            None => _ = self.unmatched.insert(event.into(), Span::at(at)),
        }
    }

    fn note(&mut self, noted: Noted, at: At, message: Option<Range<usize>>) {
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
