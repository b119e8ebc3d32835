//! The contracts that messages are judged against, compiled by event.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use counterpart::contract::Role;
use counterpart_engine::compat::schema::{Schema, SchemaError};
use counterpart_engine::compat::validate::Validator;
use foldhash::HashMap;

use crate::redaction::Names;
use crate::report::Document;

/// The contracts of one role that messages are judged against, compiled by event.
#[derive(Debug)]
pub struct Subjects {
    role: Role,
    pub(super) documents: Vec<Subject>,
    pub(super) events: Vec<Event>,
    /// The number of groups of all events.
    pub(super) groups: usize,
    by_name: HashMap<Box<str>, usize>,
}

#[derive(Debug)]
pub(super) struct Subject {
    pub(super) document: Arc<Document>,
    pub(super) schema: Arc<Schema>,
    /// The names that it says something about.
    pub(super) names: Names,
    /// Its place in `Subjects::events`.
    pub(super) event: usize,
}

/// The contracts of one event.
#[derive(Debug)]
pub(super) struct Event {
    pub(super) name: String,
    /// All of them, for a message that is the payload.
    pub(super) all: Group,
    /// Those of the payload of a CloudEvent, and those of the whole of it.
    pub(super) of_payload: Option<Group>,
    pub(super) of_cloud_event: Option<Group>,
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

impl Subjects {
    /// Compiles the documents of this role; others are left out.
    ///
    /// # Errors
    /// Fails at the first document whose schema cannot be read.
    pub fn new(role: Role, documents: Vec<Arc<Document>>) -> Result<Self, SubjectError> {
        let mut of_role: Vec<Arc<Document>> = documents
            .into_iter()
            .filter(|document| document.identity().role() == role)
            .collect();
        // The sort is stable: versions of one contract stay in their order.
        of_role.sort_by(|one, other| one.identity().cmp(other.identity()));
        let mut by_event: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        let mut all = Vec::new();
        for (index, document) in of_role.into_iter().enumerate() {
            let schema = document.contract.to_schema().map_err(|error| SubjectError {
                path: document.path.clone(),
                error,
            })?;
            let event = document.identity().event().to_owned();
            by_event.entry(event).or_default().push(index);
            all.push(Subject {
                names: Names::of([schema.document()]),
                schema: Arc::new(schema),
                document,
                event: 0,
            });
        }
        let mut groups = 0;
        let mut group = |indices: &[usize]| {
            groups += 1;
            Group {
                id: groups - 1,
                validator: Validator::new(indices.iter().map(|&at| Arc::clone(&all[at].schema)).collect()),
                documents: indices.to_vec(),
            }
        };
        let events: Vec<Event> = by_event
            .iter()
            .map(|(name, indices)| {
                let has_envelope = |at: &usize| all[*at].document.contract.header.metadata.envelope.is_some();
                let (of_whole, of_payload): (Vec<usize>, Vec<usize>) =
                    indices.iter().copied().partition(has_envelope);
                let all = group(indices);
                let mut some = |indices: &[usize]| (!indices.is_empty()).then(|| group(indices));
                Event {
                    name: name.clone(),
                    all,
                    of_payload: some(&of_payload),
                    of_cloud_event: some(&of_whole),
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
