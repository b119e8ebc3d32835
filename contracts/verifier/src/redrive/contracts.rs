//! The contracts that letters are judged by.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::PathBuf;

use counterpart::contract::{ContractFile, Envelope, Role};
use counterpart::letters::{DeadLetter, Header};
use counterpart_engine::compat::Undecided;
use counterpart_engine::compat::schema::{Options, Schema, SchemaError};
use counterpart_engine::compat::validate::{Finder, Scratch};
use counterpart_engine::json::{self, Json, Object, Pointer};

use super::cause::Cause;
use super::fate::Decision;
use crate::redaction::Names;
use crate::report::Document;

/// The contracts of a version, by service and event.
#[derive(Debug, Default)]
pub struct Contracts {
    all: BTreeMap<(String, String), Vec<Contract>>,
    /// The names that they mention.
    names: BTreeMap<(String, String), Names>,
    /// All services, also those that only emit.
    services: BTreeSet<String>,
    /// The events that only the code declares, with headers or a key.
    only_in_code: BTreeSet<(String, String)>,
}

#[derive(Debug)]
struct Contract {
    name: Option<String>,
    payload: Schema,
    headers: Option<Schema>,
    header_names: Vec<String>,
    key: Option<Pointer>,
    /// Each message is an event of CloudEvents in structured mode, as far as the contract says.
    is_structured: bool,
}

/// The places of headers and key in a message.
const PARTS: [&str; 2] = ["headers", "key"];

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
        let mut services = BTreeSet::new();
        for document in documents {
            let identity = document.identity();
            services.insert(identity.service().to_owned());
            if identity.role() != Role::Consumes {
                continue;
            }
            let key = (identity.service().to_owned(), identity.event().to_owned());
            let contract = Contract::of(document).map_err(|error| ContractError {
                path: document.path.clone(),
                error,
            })?;
            all.entry(key).or_default().push(contract);
        }
        let names = all.iter().map(|(key, contracts)| {
            let documents = contracts.iter().flat_map(Contract::documents);
            (key.clone(), Names::of(documents).and(PARTS))
        });
        Ok(Self {
            names: names.collect(),
            all,
            services,
            only_in_code: BTreeSet::new(),
        })
    }

    /// Returns true if there is no contract at all.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Adds what the code declares: its service, and the names in a contract that no file has.
    pub(super) fn declared(&mut self, contract: &ContractFile) {
        let identity = &contract.header.identity;
        self.services.insert(identity.service().to_owned());
        if identity.role() == Role::Consumes {
            let key = (identity.service().to_owned(), identity.event().to_owned());
            let metadata = &contract.header.metadata;
            let has_more = metadata.key.is_some() || !metadata.headers.is_empty();
            if has_more && !self.all.contains_key(&key) {
                self.only_in_code.insert(key.clone());
            }
            let schemas = [contract.schema(), &contract.header.metadata.headers];
            let schemas = schemas.map(|schema| Json::Object(schema.clone()));
            self.names
                .entry(key)
                .or_insert_with(|| Names::of(&schemas).and(PARTS));
        }
    }

    /// Returns true if the event has headers or a key that no contract judges: the code is asked about the payload.
    pub(super) fn is_only_in_code(&self, service: &str, event: &str) -> bool {
        let key = (service.to_owned(), event.to_owned());
        self.only_in_code.contains(&key)
    }

    /// The services that have contracts.
    pub(super) fn services(&self) -> &BTreeSet<String> {
        &self.services
    }

    /// Returns true if a contract is one of this service.
    pub(super) fn has_service(&self, service: &str) -> bool {
        self.services.contains(service)
    }

    fn find(&self, service: &str, event: &str) -> &[Contract] {
        let key = (service.to_owned(), event.to_owned());
        self.all.get(&key).map_or(&[], Vec::as_slice)
    }

    /// The names that the contracts of an event mention, if there are contracts.
    pub(super) fn names(&self, service: &str, event: &str) -> Option<&Names> {
        self.names.get(&(service.to_owned(), event.to_owned()))
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
            .any(|one| one.is_structured)
        {
            return None;
        }
        if letter.is_binary_event() {
            return Some("it is a CloudEvent in binary mode, which a redrive does not judge");
        }
        let is_batch = matches!(payload, Ok(Json::Array(_)));
        is_batch.then_some("it is a batch of CloudEvents, which a redrive does not judge")
    }

    /// Judges a letter with this payload, as text and as it was parsed. A service may have several contracts for one event: the
    /// one that refused the message judges, by its name or without one. If none is known, all of them do.
    pub(super) fn judge(
        &self,
        service: &str,
        contract: Option<Option<&str>>,
        letter: &DeadLetter,
        text: &[u8],
        payload: &Result<Json, json::ParseError>,
    ) -> Decision<Cause> {
        let all = self.find(service, &letter.event);
        let is_named = |one: &&Contract| contract == Some(one.name.as_deref());
        let named: Vec<&Contract> = all.iter().filter(is_named).collect();
        let judges = match named.as_slice() {
            [] => all.iter().collect(),
            _ => named,
        };
        if judges.is_empty() {
            return Decision::NoContract;
        }
        if let Some(why) = self.not_judged(service, letter, payload) {
            return Decision::Undecided(why.to_owned());
        }
        let mut decision = Decision::Taken;
        let none = Names::default();
        let names = self.names(service, &letter.event).unwrap_or(&none);
        for judge in judges {
            match judge.judge(letter, text, payload, names) {
                Decision::Taken => {}
                Decision::Open(why) => decision = Decision::Open(why),
                Decision::Undecided(_) if matches!(decision, Decision::Open(_)) => {}
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

/// The most levels that `serde_json` reads.
const DEEPEST: usize = 127;

/// Returns true if a value nests at most so many levels.
fn is_within(value: &Json, levels: usize) -> bool {
    let parts = |mut of: Box<dyn Iterator<Item = &Json> + '_>| match levels.checked_sub(1) {
        Some(levels) => of.all(|part| is_within(part, levels)),
        None => false,
    };
    match value {
        Json::Array(items) => parts(Box::new(items.iter())),
        Json::Object(members) => parts(Box::new(members.values())),
        _ => true,
    }
}

fn no_json() -> Cause {
    Cause {
        expected: "JSON".to_owned(),
        ..Cause::of_rule("malformed-text")
    }
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
        _ if malformed(text) => Decision::Refused(no_json()),
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
            let payload = metadata.envelope.and_then(Envelope::field);
            let root = payload.map_or_else(Pointer::root, |member| Pointer::root().child(member));
            root.child(key.as_str())
        });
        Ok(Self {
            name: header.identity.name().map(str::to_owned),
            payload: schema(document.contract.schema())?,
            headers,
            header_names,
            key,
            is_structured: metadata.envelope == Some(Envelope::CloudEvents),
        })
    }

    /// The schemas.
    fn documents(&self) -> impl Iterator<Item = &Json> {
        let all = [Some(&self.payload), self.headers.as_ref()];
        all.into_iter().flatten().map(Schema::document)
    }

    /// The headers as the guard finds them: the last of a name counts, and one that the contract names may be there in other
    /// ASCII letters.
    fn headers_of(&self, letter: &DeadLetter) -> Result<Json, Cause> {
        let mut last: BTreeMap<&str, &Header> = letter
            .headers
            .iter()
            .map(|header| (header.name.as_str(), header))
            .collect();
        for name in &self.header_names {
            if last.contains_key(name.as_str()) {
                continue;
            }
            let mut headers = letter.headers.iter().rev();
            if let Some(header) = headers.find(|header| header.name.eq_ignore_ascii_case(name)) {
                last.remove(header.name.as_str());
                last.insert(name, header);
            }
        }
        let mut named = self.header_names.iter();
        let is_no_text = |name: &&String| {
            last.get(name.as_str())
                .is_some_and(|header| header.text().is_none())
        };
        if let Some(name) = named.find(is_no_text) {
            return Err(Cause {
                place: Pointer::root().child("headers").child(name.as_str()).to_string(),
                expected: "text in UTF-8".to_owned(),
                ..Cause::of_rule("malformed-text")
            });
        }
        let texts = last.into_iter();
        let texts = texts.filter_map(|(name, header)| Some((name.to_owned(), Json::from(header.text()?))));
        Ok(Json::Object(texts.collect()))
    }

    fn judge(
        &self,
        letter: &DeadLetter,
        text: &[u8],
        payload: &Result<Json, json::ParseError>,
        names: &Names,
    ) -> Decision<Cause> {
        let of_payload = match payload {
            // The exact reader skips a byte order mark, and serde does not.
            Ok(_) if malformed(text) => Decision::Refused(no_json()),
            Ok(value) => match decide(&self.payload, value, &Pointer::root(), names) {
                Decision::Taken if !is_within(value, DEEPEST) => Decision::Undecided(format!(
                    "it nests more than {DEEPEST} levels, which serde refuses where it reads them"
                )),
                decision => decision,
            },
            Err(error) => unreadable(error, text),
        };
        if matches!(of_payload, Decision::Refused(_)) {
            return of_payload;
        }
        // Also if the payload is undecided: the code may decide that, and nothing else.
        if let Some(schema) = &self.headers {
            let headers = match self.headers_of(letter) {
                Ok(headers) => headers,
                Err(cause) => return Decision::Refused(cause),
            };
            match decide(schema, &headers, &Pointer::root().child("headers"), names) {
                Decision::Taken => {}
                Decision::Undecided(why) => return Decision::Open(why),
                other => return other,
            }
        }
        // As the guard: a message without the key is refused too.
        if let Some(place) = &self.key {
            let Ok(value) = payload else {
                return Decision::Open(format!(
                    "the key is not compared with {place}, as the payload is not exact JSON"
                ));
            };
            let said = match place.find(value) {
                Some(Json::String(said)) => Some(said.clone().into_bytes()),
                // As it is written: 7.0 is another key than 7.
                Some(Json::Number(_) | Json::Bool(_)) => written(text, place),
                _ => None,
            };
            if said.is_none() || letter.key != said {
                return Decision::Refused(Cause {
                    place: "/key".to_owned(),
                    expected: format!("the value of {place}"),
                    ..Cause::of_rule("key-mismatch")
                });
            }
        }
        of_payload
    }
}

/// The text of a value, as it is written.
fn written(text: &[u8], place: &Pointer) -> Option<Vec<u8>> {
    let finder = Finder::new(std::slice::from_ref(place));
    let mut found = Vec::new();
    finder.find(text, &mut Scratch::default(), &mut found).ok()?;
    Some(found.first().copied().flatten()?.raw.to_vec())
}

fn decide(schema: &Schema, value: &Json, part: &Pointer, names: &Names) -> Decision<Cause> {
    match schema.accepts(value) {
        Ok(true) => Decision::Taken,
        Ok(false) => {
            let refusals = schema.explain(value);
            let first = refusals
                .first()
                .map(|refusal| Cause::of_schema(schema, value, refusal, part, names));
            // An explanation may run out of steps, the verdict did not.
            Decision::Refused(first.unwrap_or_else(|| Cause::of_rule("forbidden-shape")))
        }
        Err(Undecided { text, .. }) => Decision::Undecided(text),
    }
}
