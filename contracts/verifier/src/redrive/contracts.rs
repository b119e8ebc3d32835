//! The contracts that letters are judged by.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use counterpart::contract::Role;
use counterpart::letters::DeadLetter;
use counterpart_engine::compat::Undecided;
use counterpart_engine::compat::schema::{Options, Schema, SchemaError};
use counterpart_engine::json::{self, Json, Object, Pointer};

use super::cause::Cause;
use super::fate::Decision;
use crate::redaction::Names;
use crate::report::Document;

/// The contracts of a version, by service and event.
#[derive(Debug, Default)]
pub struct Contracts {
    all: BTreeMap<(String, String), Vec<Contract>>,
}

#[derive(Debug)]
struct Contract {
    name: Option<String>,
    payload: Schema,
    headers: Option<Schema>,
    header_names: Vec<String>,
    key: Option<Pointer>,
    has_envelope: bool,
}

/// A contract whose schema cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContractError {
    /// Its file.
    pub path: PathBuf,
    /// The reason.
    pub error: SchemaError,
}

impl fmt::Display for ContractError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.error)
    }
}

impl std::error::Error for ContractError {}

impl Contracts {
    /// The contracts among these documents. Emitted schemas are ignored.
    ///
    /// # Errors
    /// Fails if a schema cannot be used.
    pub fn of<'d>(documents: impl IntoIterator<Item = &'d Document>) -> Result<Self, ContractError> {
        let mut all: BTreeMap<(String, String), Vec<Contract>> = BTreeMap::new();
        let documents = documents.into_iter();
        for document in documents.filter(|document| document.identity().role() == Role::Consumes) {
            let identity = document.identity();
            let key = (identity.service().to_owned(), identity.event().to_owned());
            let contract = Contract::of(document).map_err(|error| ContractError {
                path: document.path.clone(),
                error,
            })?;
            all.entry(key).or_default().push(contract);
        }
        Ok(Self { all })
    }

    /// Returns true if there is no contract at all.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The services that have contracts.
    pub fn services(&self) -> impl Iterator<Item = &str> {
        let mut services: Vec<&str> = self.all.keys().map(|(service, _)| service.as_str()).collect();
        services.dedup();
        services.into_iter()
    }

    fn find(&self, service: &str, event: &str) -> &[Contract] {
        let key = (service.to_owned(), event.to_owned());
        self.all.get(&key).map_or(&[], Vec::as_slice)
    }

    /// The names that the contracts of an event mention.
    pub(super) fn names(&self, service: &str, event: &str) -> Names {
        let contracts = self.find(service, event).iter();
        Names::of(contracts.map(|contract| contract.payload.document()))
    }

    /// Why neither contract nor code is asked about a letter: its payload is not the event that they describe.
    pub(super) fn not_judged(
        &self,
        service: &str,
        letter: &DeadLetter,
        payload: &Result<Json, json::ParseError>,
    ) -> Option<&'static str> {
        if !self
            .find(service, &letter.event)
            .iter()
            .any(|one| one.has_envelope)
        {
            return None;
        }
        if letter.is_binary_event() {
            return Some("it is a CloudEvent in binary mode, which a redrive does not judge");
        }
        let is_batch = matches!(payload, Ok(Json::Array(_)));
        is_batch.then_some("it is a batch of CloudEvents, which a redrive does not judge")
    }

    /// Judges a letter with this payload. A service may have several contracts for one event: the
    /// named one judges if the letter names it, and all of them otherwise.
    pub(super) fn judge(
        &self,
        service: &str,
        contract: Option<&str>,
        letter: &DeadLetter,
        payload: &Result<Json, json::ParseError>,
    ) -> Decision<Cause> {
        let all = self.find(service, &letter.event);
        let named: Vec<&Contract> = all.iter().filter(|one| one.name.as_deref() == contract).collect();
        let judges = match named.as_slice() {
            [] => all.iter().collect(),
            _ => named,
        };
        if judges.is_empty() {
            return Decision::NotAsked;
        }
        if let Some(why) = self.not_judged(service, letter, payload) {
            return Decision::Undecided(why.to_owned());
        }
        let value = match payload {
            Ok(value) => value,
            Err(error) => return unreadable(error, &letter.payload),
        };
        let mut decision = Decision::Taken;
        for judge in judges {
            match judge.judge(letter, value) {
                Decision::Taken => {}
                Decision::Undecided(why) => decision = Decision::Undecided(why),
                other => return other,
            }
        }
        decision
    }
}

/// Returns true if serde reads nothing at all from the text. It looks less closely than the exact
/// reader at what nobody reads, such as the strings of members that are skipped.
pub(super) fn malformed(text: &[u8]) -> bool {
    serde_json::from_slice::<serde::de::IgnoredAny>(text).is_err()
}

/// A payload that the exact reader does not read. What is no JSON is that for everybody; the rest is
/// up to the code.
fn unreadable(error: &json::ParseError, text: &[u8]) -> Decision<Cause> {
    use json::ErrorKind;
    match &error.kind {
        ErrorKind::Depth | ErrorKind::Exponent | ErrorKind::Size => Decision::Undecided(error.kind_text()),
        ErrorKind::DuplicateKey(_) => {
            Decision::Undecided("a member is repeated, and the contract assumes that none is".to_owned())
        }
        _ if malformed(text) => Decision::Refused(Cause {
            expected: "JSON".to_owned(),
            ..Cause::of_rule("malformed-text")
        }),
        _ => Decision::Undecided(
            "a string or a number in it is not exact JSON, and serde may skip it".to_owned(),
        ),
    }
}

trait KindText {
    fn kind_text(&self) -> String;
}

impl KindText for json::ParseError {
    /// The limit of the exact reader, without a position.
    fn kind_text(&self) -> String {
        use json::ErrorKind;
        match &self.kind {
            ErrorKind::Depth => format!("it is nested deeper than {} levels", json::MAX_DEPTH),
            ErrorKind::Exponent => format!("a number has more than {} digits", json::MAX_EXPONENT),
            _ => "it is too large".to_owned(),
        }
    }
}

impl Contract {
    fn of(document: &Document) -> Result<Self, SchemaError> {
        let header = &document.contract.header;
        let schema = |schema: &Object| Schema::from_json(Json::Object(schema.clone()), &Options::default());
        let metadata = &header.metadata;
        let headers = match metadata.headers.is_empty() {
            true => None,
            false => Some(schema(&metadata.headers)?),
        };
        let declared = metadata.headers.get("properties").and_then(Json::as_object);
        let header_names = declared.map_or(Vec::new(), |names| names.keys().cloned().collect());
        let key = metadata.key.as_ref().map(|key| {
            let payload = metadata.envelope.map(counterpart::contract::Envelope::payload);
            let root = payload.map_or_else(Pointer::root, |member| Pointer::root().child(member));
            root.child(key.as_str())
        });
        Ok(Self {
            name: header.identity.name().map(str::to_owned),
            payload: schema(document.contract.schema())?,
            headers,
            header_names,
            key,
            has_envelope: metadata.envelope.is_some(),
        })
    }

    fn judge(&self, letter: &DeadLetter, value: &Json) -> Decision<Cause> {
        let decision = decide(&self.payload, value, &Pointer::root());
        if decision != Decision::Taken {
            return decision;
        }
        if let Some(schema) = &self.headers {
            // The last header of a name counts.
            let last: BTreeMap<&str, _> = letter
                .headers
                .iter()
                .map(|header| (header.name.as_str(), header))
                .collect();
            let mut named = self.header_names.iter();
            if let Some(name) = named.find(|name| {
                last.get(name.as_str())
                    .is_some_and(|header| header.text().is_none())
            }) {
                return Decision::Refused(Cause {
                    place: Pointer::root().child("headers").child(name.as_str()).to_string(),
                    expected: "text in UTF-8".to_owned(),
                    ..Cause::of_rule("malformed-text")
                });
            }
            let headers = last.values();
            let headers =
                headers.filter_map(|header| Some((header.name.clone(), Json::from(header.text()?))));
            let headers = Json::Object(headers.collect());
            let decision = decide(schema, &headers, &Pointer::root().child("headers"));
            if decision != Decision::Taken {
                return decision;
            }
        }
        // As the guard: a message without the key is refused too.
        if let Some(place) = &self.key {
            let said = place.find(value).map(|value| match value {
                Json::String(text) => text.clone(),
                value => value.to_string(),
            });
            let is_same = |key: &Vec<u8>| said.is_some_and(|said| said.as_bytes() == key);
            if !letter.key.as_ref().is_some_and(is_same) {
                return Decision::Refused(Cause {
                    place: "/key".to_owned(),
                    expected: format!("the value of {place}"),
                    ..Cause::of_rule("key-mismatch")
                });
            }
        }
        Decision::Taken
    }
}

fn decide(schema: &Schema, value: &Json, part: &Pointer) -> Decision<Cause> {
    match schema.accepts(value) {
        Ok(true) => Decision::Taken,
        Ok(false) => {
            let refusals = schema.explain(value);
            let first = refusals
                .first()
                .map(|refusal| Cause::of_schema(schema, value, refusal, part));
            // An explanation may run out of steps, the verdict did not.
            Decision::Refused(first.unwrap_or_else(|| Cause::of_rule("forbidden-shape")))
        }
        Err(Undecided { text, .. }) => Decision::Undecided(text),
    }
}
