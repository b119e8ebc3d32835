//! Does a reader that is not written in Rust keep to its contract?
//!
//! The contract says which messages it reads. Messages that the contract accepts, and near misses that it refuses, are
//! given to the reader itself; where the two disagree, the message is made smaller until it shows little else.

mod program;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;
use std::time::Instant;

use counterpart::contract::{Assumption, ContractFile, leap_seconds};
use counterpart::sample::{Message, NearMisses, Options as Making, Sampler, shrink, to_blame};
use counterpart_engine::compat::schema::{Options as Parsing, Schema, SchemaError};
use counterpart_engine::json::{Json, Pointer};

pub use program::{Program, ProgramError};

/// Something that reads messages, or refuses them.
pub trait Reader {
    /// Asks about one message, a JSON text on one line.
    ///
    /// # Errors
    /// Fails if there is no answer.
    fn ask(&mut self, message: &str) -> Result<Answer, ProgramError>;
}

/// A reader's answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// It read the message.
    Read,
    /// It refused the message, and said why on one line.
    Refused(String),
}

/// How much is asked.
#[derive(Debug, Clone)]
pub struct Options {
    /// The number of valid messages, and of near misses.
    pub count: usize,
    /// The same seed makes the same messages.
    pub seed: u64,
    /// When to end.
    pub until: Instant,
}

/// What came of asking a reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conformance {
    /// The messages that the contract accepts.
    pub valid: Asked,
    /// The messages that it refuses.
    pub invalid: Asked,
    /// Where reader and contract disagree, in the order in which it was found.
    pub differences: Vec<Difference>,
    /// The number of places that were not looked into, because there are too many.
    pub further: usize,
}

/// Messages of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Asked {
    /// The number of messages that the reader was asked about.
    pub messages: usize,
    /// The number of those on which the reader and the contract disagree.
    pub differing: usize,
}

/// A place at which a reader and its contract disagree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The reader's own words, if it refuses what the contract accepts; else it reads what the contract refuses.
    pub refusal: Option<String>,
    /// The place in the message.
    pub place: Pointer,
    /// The smallest message that was found.
    pub message: String,
    /// The number of messages that differ at this place, or at one of the same kind: another item, another key of a map.
    pub count: usize,
    /// False if the time was up before the message was as small as it gets.
    pub is_smallest: bool,
}

/// The reason why a reader could not be asked.
#[derive(Debug)]
#[non_exhaustive]
pub enum ConformError {
    /// The contract accepts nothing that could be made.
    NoMessage,
    /// The reader did not answer.
    Program(ProgramError),
    /// The time was up before all messages were asked about.
    Late {
        /// The number of messages with an answer.
        answered: usize,
    },
}

impl Conformance {
    /// Returns true if the reader reads all that the contract accepts. Then no message is lost; it may read more.
    pub fn keeps_its_promises(&self) -> bool {
        self.valid.differing == 0
    }
}

impl fmt::Display for ConformError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ConformError::NoMessage => f.write_str("no message was found that the contract accepts"),
            ConformError::Program(error) => error.fmt(f),
            ConformError::Late { answered } => {
                write!(
                    f,
                    "the time was up after {answered} messages, before all were asked about"
                )
            }
        }
    }
}

impl std::error::Error for ConformError {}

impl From<ProgramError> for ConformError {
    fn from(error: ProgramError) -> Self {
        ConformError::Program(error)
    }
}

/// The most places of one kind that are looked into. A reader that differs everywhere has one cause.
const MOST_PLACES: usize = 20;
/// The readable messages whose parts are put in the place of refused ones.
const REPLACEMENTS: usize = 8;

/// The messages that a reader is asked about: those of the contract, but for what it assumes never to be sent.
///
/// # Errors
/// Fails if the contract's schema cannot be read.
pub fn asked(contract: &ContractFile) -> Result<Schema, SchemaError> {
    let mut schema = Json::Object(contract.schema().clone());
    if contract.header.assumes.contains(&Assumption::NoLeapSeconds) {
        schema = leap_seconds::left_out(schema);
    }
    Schema::from_json(schema, &Parsing::default())
}

/// Asks a reader about messages of a contract.
///
/// # Errors
/// Fails if the contract accepts no message, the reader does not answer, or the time is up.
pub fn conform(
    schema: &Schema,
    reader: &mut dyn Reader,
    options: &Options,
) -> Result<Conformance, ConformError> {
    let sampler = || Sampler::new(schema, Making::default().seed(options.seed));
    let mut asking = Asking {
        reader,
        answers: HashMap::new(),
        until: options.until,
        failed: None,
    };
    let (mut read, mut refused) = (Vec::new(), Vec::new());
    for message in distinct(sampler(), options.count) {
        match asking.answer(&message)? {
            Answer::Read => read.push(message),
            Answer::Refused(_) => refused.push(message),
        }
    }
    let valid = Asked {
        messages: read.len() + refused.len(),
        differing: refused.len(),
    };
    if valid.messages == 0 {
        return Err(ConformError::NoMessage);
    }
    let mut misses = 0;
    let mut taken = Vec::new();
    for message in distinct(NearMisses::new(sampler()), options.count) {
        misses += 1;
        if asking.answer(&message)? == Answer::Read {
            taken.push(message);
        }
    }
    let invalid = Asked {
        messages: misses,
        differing: taken.len(),
    };
    let (mut differences, mut further) = asking.refused(schema, &refused, &read);
    let (more, further_taken) = asking.taken(schema, &taken);
    differences.extend(more);
    further += further_taken;
    match asking.failed {
        Some(error) => Err(error.into()),
        None => Ok(Conformance {
            valid,
            invalid,
            differences,
            further,
        }),
    }
}

/// At most so many messages, none of them twice.
fn distinct(messages: impl Iterator<Item = Message>, most: usize) -> impl Iterator<Item = Message> {
    // A schema of few messages makes the same ones again and again.
    const TRIES: usize = 8;
    let mut seen = HashSet::new();
    messages
        .take(most.saturating_mul(TRIES))
        .filter(move |message| seen.insert(message.to_string()))
        .take(most)
}

struct Asking<'r> {
    reader: &'r mut dyn Reader,
    /// By message, because making one smaller comes to the same ones again.
    answers: HashMap<String, Answer>,
    until: Instant,
    /// The first failure while messages were made smaller.
    failed: Option<ProgramError>,
}

impl Asking<'_> {
    fn answer(&mut self, message: &Message) -> Result<Answer, ConformError> {
        let text = message.to_string();
        if let Some(answer) = self.answers.get(&text) {
            return Ok(answer.clone());
        }
        if self.is_late() {
            return Err(ConformError::Late {
                answered: self.answers.len(),
            });
        }
        let answer = self.reader.ask(&text)?;
        self.answers.insert(text, answer.clone());
        Ok(answer)
    }

    fn is_late(&self) -> bool {
        Instant::now() >= self.until
    }

    /// The answer while a message is made smaller; nothing if the time is up, or if there is none.
    fn answer_if_possible(&mut self, message: &Message) -> Option<Answer> {
        if self.failed.is_some() {
            return None;
        }
        match self.answer(message) {
            Ok(answer) => Some(answer),
            Err(ConformError::Program(error)) => {
                self.failed = Some(error);
                None
            }
            Err(_) => None,
        }
    }

    fn reads(&mut self, message: &Message) -> bool {
        self.answer_if_possible(message) == Some(Answer::Read)
    }

    /// What the contract accepts and the reader refuses, by place.
    fn refused(
        &mut self,
        schema: &Schema,
        refused: &[Message],
        read: &[Message],
    ) -> (Vec<Difference>, usize) {
        let readable = &read[..read.len().min(REPLACEMENTS)];
        let mut places: BTreeMap<String, (Pointer, Message, usize)> = BTreeMap::new();
        let mut order = Vec::new();
        for message in refused {
            let at = to_blame(message, readable, &mut |other| self.reads(other)).unwrap_or_default();
            note(&mut places, &mut order, same_place(&at), at, message);
        }
        let further = order.len().saturating_sub(MOST_PLACES);
        let mut differences: Vec<Difference> = Vec::new();
        for key in order.into_iter().take(MOST_PLACES) {
            let (_, message, count) = places.remove(&key).expect("each place is noted once");
            let smallest = shrink(message, &mut |smaller| {
                let is_valid = schema.accepts(smaller.value()) == Ok(true);
                is_valid && matches!(self.answer_if_possible(smaller), Some(Answer::Refused(_)))
            });
            let is_smallest = !self.is_late() && self.failed.is_none();
            let at = to_blame(&smallest, readable, &mut |other| self.reads(other)).unwrap_or_default();
            let refusal = match self.answers.get(&smallest.to_string()) {
                Some(Answer::Refused(why)) => why.clone(),
                _ => String::new(),
            };
            let difference = Difference {
                refusal: Some(refusal),
                place: at,
                message: smallest.to_string(),
                count,
                is_smallest,
            };
            // Several causes in one message are blamed on what is around them, until it is small.
            let is_same = |other: &&mut Difference| same_place(&other.place) == same_place(&difference.place);
            match differences.iter_mut().find(is_same) {
                Some(known) => known.count += difference.count,
                None => differences.push(difference),
            }
        }
        (differences, further)
    }

    /// What the contract refuses and the reader reads, by place.
    fn taken(&mut self, schema: &Schema, taken: &[Message]) -> (Vec<Difference>, usize) {
        let mut places: BTreeMap<String, (Pointer, Message, usize)> = BTreeMap::new();
        let mut order = Vec::new();
        for message in taken {
            // By the place in the schema: keys of a map are as many as there are messages.
            let refusal = schema.explain(message.value()).into_iter().next();
            let (key, at) = refusal.map_or_else(Default::default, |refusal| {
                (refusal.schema.to_string(), refusal.at)
            });
            note(&mut places, &mut order, key, at, message);
        }
        let further = order.len().saturating_sub(MOST_PLACES);
        let mut differences: Vec<Difference> = Vec::new();
        for key in order.into_iter().take(MOST_PLACES) {
            let (at, message, count) = places.remove(&key).expect("each place is noted once");
            let smallest = shrink(message, &mut |smaller| {
                // And it is refused for nothing else.
                let refusals = schema.explain(smaller.value());
                let is_same = !refusals.is_empty() && refusals.iter().all(|refusal| refusal.at == at);
                is_same && self.reads(smaller)
            });
            differences.push(Difference {
                refusal: None,
                place: at,
                message: smallest.to_string(),
                count,
                is_smallest: !self.is_late() && self.failed.is_none(),
            });
        }
        (differences, further)
    }
}

/// Counts a message under its key, and keeps the first one with its place.
fn note(
    places: &mut BTreeMap<String, (Pointer, Message, usize)>,
    order: &mut Vec<String>,
    key: String,
    at: Pointer,
    message: &Message,
) {
    match places.get_mut(&key) {
        Some((.., count)) => *count += 1,
        None => {
            places.insert(key.clone(), (at, message.clone(), 1));
            order.push(key);
        }
    }
}

/// The same text for places that differ only in numbers of items.
fn same_place(at: &Pointer) -> String {
    let is_number = |step: &str| !step.is_empty() && step.bytes().all(|byte| byte.is_ascii_digit());
    let same = |step: &String| {
        if is_number(step) {
            "0".to_owned()
        } else {
            step.clone()
        }
    };
    Pointer::of(at.steps().iter().map(same).collect::<Vec<_>>()).to_string()
}

#[cfg(test)]
mod tests;
