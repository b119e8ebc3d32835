//! The producers of events, and messages that represent each event.

use std::collections::{BTreeMap, BTreeSet};

use counterpart::collect::Record;
pub use counterpart::collect::Sample;
use counterpart::contract::{ContractFile, Envelope, Identity, Role};
use counterpart::sample::Sampler;
use counterpart_engine::compat::schema::{self, Schema};
use counterpart_engine::json::{self, Json, Object};

/// The number of messages that are made from a schema if the type has no samples.
const MADE: usize = 20;

/// The events that the services here emit.
#[derive(Debug, Default)]
pub struct Producers {
    emitted: BTreeMap<Identity, Emitted>,
}

/// One event of one service.
#[derive(Debug)]
pub struct Emitted {
    /// Its contract file.
    pub contract: ContractFile,
    /// Messages of it.
    pub samples: Vec<Sample>,
    /// True if these were made from the schema, because the type gives none.
    pub made: bool,
}

impl Producers {
    /// Collects the emitted events from contract files and from the records of the code; contracts of consumers are
    /// ignored.
    ///
    /// # Errors
    /// Fails if a schema cannot be read, or what a function of `samples` gives is not a message; as a sentence.
    pub fn new(
        contracts: impl IntoIterator<Item = ContractFile>,
        records: &[Record],
    ) -> Result<Self, String> {
        let mut written: BTreeMap<(String, String), Vec<Sample>> = BTreeMap::new();
        for messages in records.iter().flat_map(|record| &record.samples) {
            let key = (messages.service.clone(), messages.event.clone());
            written
                .entry(key)
                .or_default()
                .extend(messages.samples.iter().cloned());
        }
        let mut producers = Self::default();
        for contract in contracts {
            let identity = contract.header.identity.clone();
            if identity.role() != Role::Emits {
                continue;
            }
            let key = (identity.service().to_owned(), identity.event().to_owned());
            let own = written.remove(&key).unwrap_or_default();
            let emitted = Emitted::new(contract, own).map_err(|why| format!("{identity}: {why}"))?;
            producers.emitted.insert(identity, emitted);
        }
        Ok(producers)
    }

    /// Returns the events that this executable declares, for a test of the crate that declares them.
    ///
    /// # Errors
    /// Fails if a declaration becomes no contract, as a sentence.
    #[cfg(feature = "testing")]
    pub fn declared() -> Result<Self, String> {
        let record = counterpart::declared()?;
        Self::new(record.contracts.clone(), &[record])
    }

    /// The services that emit something, sorted.
    pub fn services(&self) -> BTreeSet<&str> {
        self.emitted.keys().map(Identity::service).collect()
    }

    /// Everything that is emitted, in the order of identities.
    pub fn emitted(&self) -> impl Iterator<Item = &Emitted> {
        self.emitted.values()
    }

    /// The events of a service, each with the names of its Rust types.
    pub(super) fn events_of(&self, service: &str) -> Vec<(&str, Vec<String>)> {
        let of_service = self
            .emitted
            .values()
            .filter(|emitted| emitted.identity().service() == service);
        of_service
            .map(|emitted| {
                let types = emitted.contract.header.types.iter();
                let last = |path: &str| path.rsplit("::").next().unwrap_or(path).to_owned();
                (
                    emitted.identity().event(),
                    types.map(|rust| last(&rust.path)).collect(),
                )
            })
            .collect()
    }

    pub(super) fn get(&self, service: &str, event: &str) -> Option<&Emitted> {
        let identity = Identity::new(service, Role::Emits, event, None).ok()?;
        self.emitted.get(&identity)
    }
}

impl Emitted {
    fn new(contract: ContractFile, written: Vec<Sample>) -> Result<Self, String> {
        let made = written.is_empty();
        let samples = match made {
            true => made_of(&contract)?,
            false => {
                let wrapped: Result<Vec<Sample>, String> = written
                    .into_iter()
                    .map(|sample| {
                        Ok(Sample {
                            text: wrap(&contract, &sample.text)?,
                            name: sample.name,
                        })
                    })
                    .collect();
                wrapped?
            }
        };
        Ok(Self {
            contract,
            samples,
            made,
        })
    }

    /// Its identity.
    pub fn identity(&self) -> &Identity {
        &self.contract.header.identity
    }
}

/// The emitted schema, to be checked.
pub(super) fn schema_of(contract: &ContractFile) -> Result<Schema, String> {
    let document = Json::Object(contract.schema().clone());
    Schema::from_json(document, &schema::Options::default()).map_err(|error| error.to_string())
}

/// Different messages that the schema allows, the same ones every time.
fn made_of(contract: &ContractFile) -> Result<Vec<Sample>, String> {
    let schema = schema_of(contract)?;
    let mut texts = BTreeSet::new();
    texts.extend(
        Sampler::new(&schema, counterpart::sample::Options::default())
            .take(MADE)
            .map(|message| message.to_string()),
    );
    Ok(texts
        .into_iter()
        .map(|text| Sample { name: None, text })
        .collect())
}

/// A value of the type is the payload; if the contract has an envelope, it is wrapped in one.
fn wrap(contract: &ContractFile, text: &str) -> Result<String, String> {
    let Some((envelope, data)) = contract
        .header
        .metadata
        .envelope
        .and_then(|envelope| Some((envelope, envelope.field()?)))
    else {
        return Ok(text.to_owned());
    };
    let payload = json::parse(text.as_bytes()).map_err(|error| format!("a sample is not JSON: {error}"))?;
    let schema = schema_of(contract)?;
    let mut envelopes = Sampler::new(&schema, counterpart::sample::Options::default()).take(MADE);
    let made = envelopes.find_map(|message| {
        let is_batch = envelope == Envelope::CloudEventsBatch;
        let event = match is_batch {
            true => message.value().as_array()?.first()?,
            false => message.value(),
        };
        let mut members: Object = event.as_object()?.clone();
        members.insert(data.to_owned(), payload.clone());
        let event = Json::Object(members);
        let whole = if is_batch { Json::Array(vec![event]) } else { event };
        (schema.accepts(&whole) == Ok(true)).then(|| whole.to_string())
    });
    // The first of them fits, unless the contract does not allow the value itself.
    made.ok_or_else(|| format!("the contract does not allow the sample {text}, with or without an envelope"))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use counterpart::contract::Header;

    pub(in super::super) fn contract(event: &str, schema: &str) -> ContractFile {
        let header = Header {
            identity: Identity::new("shop", Role::Emits, event, None).unwrap(),
            producer: None,
            owner: None,
            metadata: Default::default(),
            types: vec![],
            imported: vec![],
            assumes: vec![],
            trusts: vec![],
        };
        let schema = json::parse(schema.as_bytes()).unwrap();
        ContractFile::new(header, schema.as_object().unwrap().clone())
    }

    pub(in super::super) fn producers(events: &[&str]) -> Producers {
        let contracts = events
            .iter()
            .map(|event| contract(event, r#"{"type": "object"}"#));
        Producers::new(contracts, &[]).unwrap()
    }

    #[test]
    fn a_sample_is_wrapped_in_the_envelope_of_its_contract() {
        let schema = r#"{"type": "object", "properties": {"id": {"type": "string"}, "data": {"type": "object", "properties": {"n": {"const": 1}},
            "required": ["n"]}}, "required": ["id", "data"], "unevaluatedProperties": false}"#;
        let mut contract = contract("e", schema);
        contract.header.metadata.envelope = Some(counterpart::contract::Envelope::CloudEvents);
        let wrapped = json::parse(wrap(&contract, r#"{"n":1}"#).unwrap().as_bytes()).unwrap();
        assert_eq!(
            wrapped.get("data").map(Json::to_string).as_deref(),
            Some(r#"{"n":1}"#)
        );
        assert!(wrapped.get("id").is_some());
        assert!(
            wrap(&contract, r#"{"n":2}"#)
                .unwrap_err()
                .contains("does not allow the sample")
        );
    }

    #[test]
    fn messages_come_from_the_schema_if_the_type_has_no_samples() {
        let schema = r#"{"type": "object", "properties": {"a": {"type": "integer", "minimum": 1, "maximum": 2}},
            "required": ["a"], "unevaluatedProperties": false}"#;
        let producers = Producers::new([contract("e", schema)], &[]).unwrap();
        let emitted = producers.get("shop", "e").unwrap();
        let texts: Vec<&str> = emitted
            .samples
            .iter()
            .map(|sample| sample.text.as_str())
            .collect();
        assert_eq!((texts, emitted.made), (vec![r#"{"a":1}"#, r#"{"a":2}"#], true));
    }
}
