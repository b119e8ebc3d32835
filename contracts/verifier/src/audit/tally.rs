//! Puts the results of blocks together, in the order of the log.

use std::collections::BTreeMap;
use std::io::Write;
use std::ops::Range;

use counterpart_engine::compat::validate::Scratch;
use counterpart_engine::compat::{Place, Rule};
use counterpart_engine::json::{self, Json, Pointer};
use foldhash::HashMap;

use super::finding::{Finding, Kind, Seen};
use super::framing::{Framing, Payload, Strings};
use super::judge::as_batch;
use super::judged::{At, Counts, Edges, Judged, Key, Local, Part, Span};
use super::refused::Refused;
use super::results::{Audit, Example, Fitting, Judgement, Unmatched};
use super::subjects::{READINGS, Subjects};
use crate::messages::{Block, Ignored};
use crate::redaction::redacted;

/// The maximum number of findings, of names of events without a contract, and of problems. A log
/// of others has as many as it likes.
const MOST_FINDINGS: usize = 1_000;
const MOST_NAMES: usize = 200;
const MOST_PROBLEMS: usize = 100;

/// A longer message is not an example, in bytes.
const MOST_SHOWN: usize = 1 << 20;

/// Why a batch is undecided that two blocks have parts of.
const IN_PARTS: &str = "the batch is longer than what is read at once, so its events of several types are judged in parts: \
     write each batch on a line of its own";

/// The results so far. Blocks are added in the order of the log.
pub(super) struct Tally<'a> {
    subjects: &'a Subjects,
    framing: &'a Framing,
    /// Where refused messages go.
    refused: Option<Refused>,
    audit: Audit,
    index: HashMap<Key, usize>,
    by_group: Vec<u64>,
    counts: HashMap<usize, Counts>,
    unmatched: BTreeMap<String, Seen>,
    /// The input of the last block, and the lines of it so far.
    input: Option<usize>,
    lines: u64,
    /// The array at the end of what was added.
    last: Option<Part>,
}

/// The message that was parsed last: one that is refused at many places is parsed once.
struct Parsed {
    document: usize,
    bytes: Range<usize>,
    value: Json,
}

impl Parsed {
    fn is_of(&self, document: usize, bytes: &Range<usize>) -> bool {
        self.document == document && self.bytes == *bytes
    }
}

impl<'a> Tally<'a> {
    pub(super) fn new(
        subjects: &'a Subjects,
        framing: &'a Framing,
        refused: Option<Box<dyn Write + Send>>,
    ) -> Self {
        Self {
            subjects,
            framing,
            refused: refused.map(Refused::new),
            audit: Audit {
                role: subjects.role(),
                reading: subjects.reading(),
                fitting: Vec::new(),
                beside_others: 0,
                messages: 0,
                judged: 0,
                inputs: 0,
                documents: Vec::new(),
                findings: Vec::new(),
                further: 0,
                unmatched: Vec::new(),
                unmatched_further: 0,
                unnamed: None,
                empty_arrays: 0,
                problems: Vec::new(),
                problems_further: 0,
                ignored: Ignored::default(),
                is_interrupted: false,
                not_written: None,
            },
            index: HashMap::default(),
            by_group: vec![0; subjects.groups],
            counts: HashMap::default(),
            unmatched: BTreeMap::new(),
            input: None,
            lines: 0,
            last: None,
        }
    }

    /// Adds the next block, and returns it if its bytes are there.
    pub(super) fn add(&mut self, judged: Judged) -> Option<Block> {
        let is_plain = judged.is_plain();
        let block = judged.block;
        if self.input != Some(judged.input) {
            self.input = Some(judged.input);
            self.lines = 0;
            self.last = None;
            self.audit.inputs += 1;
        }
        self.audit.messages += judged.messages;
        self.audit.judged += judged.judged;
        for (all, here) in self.by_group.iter_mut().zip(&judged.by_group) {
            *all += here;
        }
        for (document, here) in judged.counts {
            let all = self.counts.entry(document).or_default();
            all.refused += here.refused;
            all.undecided += here.undecided;
            all.elsewhere += here.elsewhere;
            all.beside_others += here.beside_others;
            for (all, here) in all.explained.iter_mut().zip(here.explained) {
                *all += here;
            }
        }
        let mut last = None;
        for local in judged.findings {
            self.finding(&block, local, &mut last);
        }
        self.join(&block, judged.edges);
        self.audit.further += judged.further;
        // In the order in which they were met, so that the same ones are named each time.
        let mut unmatched: Vec<(Box<str>, Span)> = judged.unmatched.into_iter().collect();
        unmatched.sort_unstable_by_key(|(_, span)| span.first.offset);
        for (event, span) in unmatched {
            let is_full = self.unmatched.len() >= MOST_NAMES;
            let seen = self.seen(&block, &span);
            match self.unmatched.get_mut(&*event) {
                Some(known) => add(known, seen),
                None if is_full => self.audit.unmatched_further += span.count,
                None => _ = self.unmatched.insert(event.into(), seen),
            }
        }
        self.audit.empty_arrays += judged.empty_arrays;
        if let Some(span) = judged.unnamed {
            let seen = self.seen(&block, &span);
            match &mut self.audit.unnamed {
                Some(known) => add(known, seen),
                none => *none = Some(seen),
            }
        }
        if let Some(problem) = judged.problem {
            if self.audit.problems.len() < MOST_PROBLEMS {
                self.audit.problems.push(problem);
            } else {
                self.audit.problems_further += 1;
            }
        }
        for refused in judged.refused {
            self.write(block.part(refused));
        }
        self.lines += judged.lines;
        (!is_plain).then_some(block)
    }

    /// Joins the parts of an array that two blocks have. A contract of batches judges all events of an array, and those of one
    /// part were not judged by the contracts of events that are in the other part alone.
    fn join(&mut self, block: &Block, edges: Edges) {
        if edges == Edges::default() {
            // A block without a message that is read, as one of a single item that is too long, ends no array.
            return;
        }
        let before = self.last.take();
        let Edges { first, mut last } = edges;
        if let (Some(before), Some(next)) = (before, first)
            && before.array == next.array
        {
            let is_in_both = |event: &usize| before.events.contains(event) && next.events.contains(event);
            let mut events = [&*before.events, &*next.events].concat();
            events.sort_unstable();
            events.dedup();
            for &event in events.iter().filter(|event| !is_in_both(event)) {
                let group = self.subjects.events[event].of_batch.as_ref();
                for &document in group.map_or(&[][..], |group| &group.documents) {
                    self.counts.entry(document).or_default().undecided += 1;
                    self.finding(block, in_parts(event, document, next.at), &mut None);
                }
            }
            if let Some(last) = last.as_mut().filter(|last| last.array == before.array) {
                last.events = events;
            }
        }
        self.last = last;
    }

    /// Returns true if there is no use in reading on.
    pub(super) fn is_over(&self) -> bool {
        self.audit.not_written.is_some()
    }

    /// How many messages there were so far, and how many findings.
    pub(super) fn so_far(&self) -> (u64, usize) {
        (self.audit.messages, self.audit.findings.len())
    }

    /// The results.
    pub(super) fn finish(&mut self, is_interrupted: bool, ignored: Ignored) -> Audit {
        if let Some(refused) = &mut self.refused {
            if let Err(error) = refused.flush() {
                self.audit.not_written.get_or_insert(error.to_string());
            }
        }
        let mut audit = self.audit.clone();
        audit.is_interrupted = is_interrupted;
        audit.ignored = ignored;
        let unmatched = std::mem::take(&mut self.unmatched).into_iter();
        audit.unmatched = unmatched.map(|(event, seen)| Unmatched { event, seen }).collect();
        audit.documents = judgements(self.subjects, &self.by_group, &self.counts);
        audit.fitting = fitting(&self.counts);
        audit.beside_others = self.counts.values().map(|one| one.beside_others).sum();
        audit.findings.sort_by(|one, other| {
            let key = |of: &Finding| {
                (
                    of.document,
                    of.kind.is_undecided(),
                    of.place.clone(),
                    of.kind.id(),
                )
            };
            key(one).cmp(&key(other))
        });
        audit
    }

    fn finding(&mut self, block: &Block, local: Local, last: &mut Option<Parsed>) {
        let seen = self.seen(block, &local.span);
        if let Some(&known) = self.index.get(&local.key) {
            return add(&mut self.audit.findings[known].seen, seen);
        }
        if self.index.len() >= MOST_FINDINGS {
            self.audit.further += local.span.count;
            return;
        }
        self.index.insert(local.key.clone(), self.audit.findings.len());
        let example = self.example(block, &local, last);
        let event = local
            .key
            .event
            .map(|event| self.subjects.events[event].name.as_str().into());
        self.audit.findings.push(Finding {
            kind: local.kind,
            event,
            document: local.key.document,
            place: local.key.place,
            text: local.text,
            cause: local.cause,
            example,
            seen,
        });
    }

    /// The first message, without its values. What is no JSON has none.
    fn example(&self, block: &Block, local: &Local, last: &mut Option<Parsed>) -> Option<Example> {
        let document = local.key.document?;
        let subject = &self.subjects.documents[document];
        let bytes = local.message.clone()?;
        let at = local
            .cause
            .as_ref()
            .map_or_else(Pointer::root, |cause| cause.at.clone());
        let is_denied = local.kind == Kind::Refused(Rule::PropertyDenied);
        if !last.as_ref().is_some_and(|last| last.is_of(document, &bytes)) {
            let value = self.value(block, document, bytes.clone(), local.span.first)?;
            *last = Some(Parsed {
                document,
                bytes,
                value,
            });
        }
        let (message, at) = redacted(&last.as_ref()?.value, &at, &subject.names, is_denied);
        Some(Example { message, at })
    }

    /// The value of a message that a contract judged.
    fn value(&self, block: &Block, document: usize, bytes: Range<usize>, at: At) -> Option<Json> {
        let subject = &self.subjects.documents[document];
        let message = block.part(bytes);
        let mut found = Vec::new();
        let framed = self
            .framing
            .frame(message, &mut Scratch::default(), &mut found)
            .ok()?;
        let strings = self.framing.known_strings().or(subject.strings);
        let text: &[u8] = match &framed.payload {
            _ if framed.is_cloud_event && subject.is_of_whole() => message,
            Payload::Text(text) => text,
            Payload::Quoted(raw, _) if strings == Some(Strings::Payload) => raw,
            Payload::Quoted(_, content) => content.as_bytes(),
            Payload::Absent(_) => return None,
        };
        let is_opened = subject.is_of_batch() && at.is_of_array && text.len() == message.len();
        let batch = is_opened.then(|| as_batch(text));
        let text = batch.as_deref().unwrap_or(text);
        match text.len() {
            // A tree takes many times the memory of its text.
            MOST_SHOWN.. => None,
            _ => json::parse_last_of_repeated(text).ok(),
        }
    }

    fn seen(&self, block: &Block, span: &Span) -> Seen {
        let position = |at: At| block.position(at.offset, at.line, self.lines);
        Seen {
            count: span.count,
            first: position(span.first),
            last: position(span.last),
        }
    }

    fn write(&mut self, raw: &[u8]) {
        let Some(refused) = &mut self.refused else { return };
        if let Err(error) = refused.write(raw) {
            self.audit.not_written.get_or_insert(error.to_string());
        }
    }
}

/// What is said of an array that two blocks have parts of.
fn in_parts(event: usize, document: usize, at: At) -> Local {
    Local {
        key: Key {
            id: Kind::Undecided.id(),
            event: Some(event),
            document: Some(document),
            place: Place::default(),
            reason: IN_PARTS.into(),
        },
        kind: Kind::Undecided,
        text: IN_PARTS.to_owned(),
        cause: None,
        span: Span::at(at),
        message: None,
    }
}

/// The readings by which contracts would accept nearly all that they refuse.
pub(super) fn fitting(counts: &HashMap<usize, Counts>) -> Vec<Fitting> {
    let explained: [u64; READINGS] =
        std::array::from_fn(|reading| counts.values().map(|one| one.explained[reading]).sum());
    Fitting::of(&explained, counts.values().map(|one| one.refused).sum())
}

/// What each contract said, in their order.
pub(super) fn judgements(
    subjects: &Subjects,
    by_group: &[u64],
    counts: &HashMap<usize, Counts>,
) -> Vec<Judgement> {
    let mut judged = vec![0; subjects.documents.len()];
    for event in &subjects.events {
        for group in event.groups() {
            for &document in &group.documents {
                judged[document] += by_group[group.id];
            }
        }
    }
    let documents = subjects.documents.iter().enumerate();
    documents
        .map(|(index, subject)| {
            let counts = counts.get(&index).copied().unwrap_or_default();
            Judgement {
                document: subject.document.clone(),
                judged: judged[index],
                refused: counts.refused,
                undecided: counts.undecided,
                elsewhere: counts.elsewhere,
            }
        })
        .collect()
}

fn add(known: &mut Seen, more: Seen) {
    known.count += more.count;
    known.last = more.last;
}
