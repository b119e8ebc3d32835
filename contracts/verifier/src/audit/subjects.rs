//! The contracts that messages are judged against, compiled by event.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use counterpart::contract::{Envelope, Role};
use counterpart_engine::compat::schema::node::Types;
use counterpart_engine::compat::schema::{Schema, SchemaError};
use counterpart_engine::compat::validate::{Outcome, Scratch, Validator};
use foldhash::HashMap;

use super::framing::Strings;
use crate::lakes::{ENGINES, Reading};
use crate::redaction::Names;
use crate::report::Document;

/// The contracts of one role that messages are judged against, compiled by event.
#[derive(Debug)]
pub struct Subjects {
    role: Role,
    reading: Reading,
    pub(super) documents: Vec<Subject>,
    pub(super) events: Vec<Event>,
    /// The number of groups of all events.
    pub(super) groups: usize,
    by_name: HashMap<Box<str>, usize>,
}

#[derive(Debug)]
pub(super) struct Subject {
    pub(super) document: Arc<Document>,
    /// As it judges: mapped for the engine that exported the messages, if one did.
    pub(super) schema: Arc<Schema>,
    /// The same, if the engine stored the messages with any others; made once a message is refused.
    beside_any: OnceLock<BesideAny>,
    /// The names that it says something about.
    pub(super) names: Names,
    /// How it reads a payload that is a string; `None` if it accepts strings and other values.
    pub(super) strings: Option<Strings>,
    /// Its place in `Subjects::events`.
    pub(super) event: usize,
    /// Its schema by each of [`Reading::all`], made once a message is refused; `None` for one that is too large.
    readings: OnceLock<Vec<Option<Validator>>>,
}

impl Subject {
    /// Returns true if the contract describes whole events of CloudEvents, and not only their data.
    pub(super) fn is_of_whole(&self) -> bool {
        let envelope = self.document.contract.header.metadata.envelope;
        envelope.and_then(Envelope::field).is_some()
    }

    /// Returns true if the contract describes batches of CloudEvents.
    pub(super) fn is_of_batch(&self) -> bool {
        self.document.contract.header.metadata.envelope == Some(Envelope::CloudEventsBatch)
    }

    /// For each of [`Reading::all`], true if it would accept a message that is refused as it is. Readings that make the
    /// schema too large are not tried: this is for a hint, and not worth the time.
    pub(super) fn accepting(&self, text: &[u8], scratch: &mut Scratch) -> [bool; READINGS] {
        // One by one: compiled together, the ways of recursive schemas multiply.
        let readings = self.readings.get_or_init(|| {
            let mapped = Reading::all().filter_map(|reading| reading.widen(&self.schema));
            mapped
                .map(|schema| Validator::within(Arc::new(schema), MOST_STATES))
                .collect()
        });
        let mut accepting = [false; READINGS];
        for (accepts, reading) in accepting.iter_mut().zip(readings) {
            let outcomes = reading
                .as_ref()
                .and_then(|validator| validator.judge(text, scratch).ok());
            *accepts = outcomes.is_some_and(|outcomes| outcomes.first() == Some(&Outcome::Accepted));
        }
        accepting
    }
}

impl Subject {
    /// Returns true if a text that is refused may be accepted if the engine that exported it had stored it with messages
    /// that no contract here describes.
    pub(super) fn accepts_beside_any(&self, reading: &Reading, text: &[u8], scratch: &mut Scratch) -> bool {
        let mapped = self.beside_any.get_or_init(|| {
            let own = self.document.contract.to_schema();
            match own.ok().and_then(|own| reading.widen_beside_any(&own)) {
                None => BesideAny::Same,
                Some(schema) => match Validator::within(Arc::new(schema), MOST_STATES_BESIDE) {
                    Some(validator) => BesideAny::Mapped(validator),
                    None => BesideAny::TooLarge,
                },
            }
        });
        match mapped {
            BesideAny::Same => false,
            BesideAny::TooLarge => true,
            BesideAny::Mapped(validator) => {
                let outcomes = validator.judge(text, scratch).ok();
                outcomes.is_some_and(|outcomes| outcomes.first() != Some(&Outcome::Refused))
            }
        }
    }
}

/// What a contract says of messages that an engine stored with any others.
#[derive(Debug)]
enum BesideAny {
    /// The same as without them.
    Same,
    Mapped(Validator),
    /// This is not known.
    TooLarge,
}

/// The size of the largest compiled schema that is asked about messages stored with others.
const MOST_STATES_BESIDE: usize = 20_000;

/// The size of the largest compiled schema that is tried for a hint.
const MOST_STATES: usize = 500;

/// The number of [`Reading::all`].
pub(super) const READINGS: usize = ENGINES.len() + 1;

/// The contracts of one event.
#[derive(Debug)]
pub(super) struct Event {
    pub(super) name: String,
    /// All but those of batches, for a message that is the payload. There may be none.
    pub(super) all: Group,
    /// Those of batches.
    pub(super) of_batch: Option<Group>,
    /// Those of the payload of a CloudEvent, and those of the whole of it.
    pub(super) of_payload: Option<Group>,
    pub(super) of_cloud_event: Option<Group>,
    /// Those of a string in a row. `None` if it holds JSON for all of them.
    pub(super) of_string: Option<OfString>,
}

/// The contracts of one event, by what a string is to them.
#[derive(Debug)]
pub(super) struct OfString {
    pub(super) holds_json: Option<Group>,
    pub(super) is_payload: Option<Group>,
    pub(super) either: Option<Group>,
}

impl Event {
    pub(super) fn groups(&self) -> impl Iterator<Item = &Group> {
        let of_string = self.of_string.iter();
        let of_string = of_string.flat_map(|of| [&of.holds_json, &of.is_payload, &of.either]);
        [&self.of_payload, &self.of_cloud_event, &self.of_batch]
            .into_iter()
            .map(Option::as_ref)
            .chain(of_string.map(Option::as_ref))
            .flatten()
            .chain([&self.all])
    }
}

/// Contracts that judge one text.
#[derive(Debug)]
pub(super) struct Group {
    /// From 0, over all events.
    pub(super) id: usize,
    pub(super) validator: Validator,
    /// Their places in `Subjects::documents`, in the validator's order.
    pub(super) documents: Vec<usize>,
}

/// The reason why a contract cannot judge.
#[derive(Debug)]
pub struct SubjectError {
    /// The file of the contract.
    pub path: PathBuf,
    /// The reason.
    pub error: SchemaError,
}

impl fmt::Display for SubjectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.error)
    }
}

impl std::error::Error for SubjectError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.error)
    }
}

/// How a contract of these types reads a payload that is a string.
fn strings(types: Types) -> Option<Strings> {
    match types {
        Types::STRING => Some(Strings::Payload),
        types if types.intersects(Types::STRING) => None,
        _ => Some(Strings::Json),
    }
}

/// The schemas as they judge. Messages that are the payload are stored in one table, and so are whole CloudEvents.
fn mapped(documents: &[Arc<Document>], mut schemas: Vec<Schema>, reading: &Reading) -> Vec<Schema> {
    let has_envelope = |at: &usize| {
        let envelope = documents[*at].contract.header.metadata.envelope;
        envelope.and_then(Envelope::field).is_some()
    };
    let (of_whole, of_payload): (Vec<usize>, Vec<usize>) = (0..documents.len()).partition(has_envelope);
    for indices in [of_whole, of_payload] {
        let of_table: Vec<&Schema> = indices.iter().map(|&at| &schemas[at]).collect();
        let Some(mapped) = reading.widen_all(&of_table) else {
            return schemas;
        };
        for (at, schema) in indices.into_iter().zip(mapped) {
            schemas[at] = schema;
        }
    }
    schemas
}

impl Subjects {
    /// Compiles the documents of this role; others are left out. `reading` says how the messages came to be as they are
    /// read.
    ///
    /// # Errors
    /// Fails at the first document whose schema cannot be read.
    pub fn new(role: Role, documents: Vec<Arc<Document>>, reading: Reading) -> Result<Self, SubjectError> {
        let mut of_role: Vec<Arc<Document>> = documents
            .into_iter()
            .filter(|document| document.identity().role() == role)
            .collect();
        // The sort is stable: versions of one contract stay in their order.
        of_role.sort_by(|one, other| one.identity().cmp(other.identity()));
        let mut by_event: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        let mut all = Vec::new();
        let mut schemas = Vec::with_capacity(of_role.len());
        for document in &of_role {
            schemas.push(document.contract.to_schema().map_err(|error| SubjectError {
                path: document.path.clone(),
                error,
            })?);
        }
        let said: Vec<(Names, Option<Strings>)> = schemas
            .iter()
            .map(|schema| (Names::of([schema.document()]), strings(schema.types())))
            .collect();
        let schemas = mapped(&of_role, schemas, &reading);
        let all_of_role = of_role.into_iter().zip(schemas).zip(said);
        for (index, ((document, schema), (names, strings))) in all_of_role.enumerate() {
            let event = document.identity().event().to_owned();
            by_event.entry(event).or_default().push(index);
            all.push(Subject {
                names,
                strings,
                schema: Arc::new(schema),
                beside_any: OnceLock::new(),
                document,
                event: 0,
                readings: OnceLock::new(),
            });
        }
        let subjects = &all;
        let mut groups = 0;
        let mut group = |indices: &[usize]| {
            groups += 1;
            Group {
                id: groups - 1,
                validator: Validator::new(
                    indices
                        .iter()
                        .map(|&at| Arc::clone(&subjects[at].schema))
                        .collect(),
                ),
                documents: indices.to_vec(),
            }
        };
        let events: Vec<Event> = by_event
            .iter()
            .map(|(name, indices)| {
                let (of_batch, indices): (Vec<usize>, Vec<usize>) = indices
                    .iter()
                    .copied()
                    .partition(|at| subjects[*at].is_of_batch());
                let (of_whole, of_payload): (Vec<usize>, Vec<usize>) = indices
                    .iter()
                    .copied()
                    .partition(|at| subjects[*at].is_of_whole());
                let all = group(&indices);
                let mut some = |indices: &[usize]| (!indices.is_empty()).then(|| group(indices));
                let of = |strings: Option<Strings>| -> Vec<usize> {
                    let of_these = indices.iter().copied();
                    of_these.filter(|at| subjects[*at].strings == strings).collect()
                };
                let [holds_json, is_payload, either] =
                    [Some(Strings::Json), Some(Strings::Payload), None].map(of);
                Event {
                    name: name.clone(),
                    all,
                    of_payload: some(&of_payload),
                    of_cloud_event: some(&of_whole),
                    of_batch: some(&of_batch),
                    of_string: (holds_json.len() < indices.len()).then(|| OfString {
                        holds_json: some(&holds_json),
                        is_payload: some(&is_payload),
                        either: some(&either),
                    }),
                }
            })
            .collect();
        let names = events.iter().enumerate();
        let by_name = names
            .map(|(index, event)| (Box::from(event.name.as_str()), index))
            .collect();
        for (index, (_, indices)) in by_event.iter().enumerate() {
            indices.iter().for_each(|&at| all[at].event = index);
        }
        Ok(Self {
            role,
            reading,
            documents: all,
            events,
            groups,
            by_name,
        })
    }

    /// The side of messages that these contracts describe.
    pub fn role(&self) -> Role {
        self.role
    }

    /// How the messages came to be as they are read.
    pub fn reading(&self) -> Reading {
        self.reading
    }

    /// Returns true if there is none.
    pub fn is_empty(&self) -> bool {
        self.documents.is_empty()
    }

    /// The events that have a contract, sorted.
    pub fn events(&self) -> impl Iterator<Item = &str> {
        self.events.iter().map(|event| event.name.as_str())
    }

    /// The place of an event in `events`, if it has a contract.
    pub(super) fn find(&self, event: &str) -> Option<usize> {
        self.by_name.get(event).copied()
    }
}
