//! Message metadata: the consumer's expectations, and the known metadata of a producer.

use std::collections::BTreeMap;

use pact_models::content_types::ContentType;
use serde_json::Value;

use super::producers::Emitted;
use super::read::Message;
use super::schema;
use counterpart::config::pact::Settings;
use counterpart::sample::Sampler;
use counterpart_engine::compat::schema::{Options, Schema};
use counterpart_engine::json::{Json, Object};

const JSON: &str = "application/json";

/// Keys that belong to the way of a message, and that no declaration of headers lists. Lower case, without signs.
const OF_THE_WAY: [&str; 14] = [
    "contenttype",
    "topic",
    "kafkatopic",
    "key",
    "kafkakey",
    "partition",
    "partitionkey",
    "kafkapartitionkey",
    "exchange",
    "routingkey",
    "queue",
    "subject",
    "channel",
    "destination",
];

pub(super) fn plain(key: &str) -> String {
    let letters = key.chars().filter(char::is_ascii_alphanumeric);
    letters.collect::<String>().to_ascii_lowercase()
}

pub(super) fn is_content_type(key: &str) -> bool {
    plain(key) == "contenttype"
}

/// The known metadata of an event.
pub(super) struct Known {
    /// The schema of an object with a property a key.
    pub(super) emitted: Json,
    /// The same for the consumer's expectations of these keys.
    pub(super) accepted: Json,
    /// The places where Pact accepts more.
    pub(super) narrowings: Vec<schema::Narrowing>,
    /// Metadata that may be sent, with the consumer's expectations for unknown keys.
    pub(super) example: BTreeMap<String, Value>,
    /// Keys about which nothing is known.
    pub(super) unchecked: Vec<String>,
}

impl Known {
    pub(super) fn of(message: &Message, emitted: &Emitted, settings: &Settings) -> Self {
        let configured = settings.metadata.get(emitted.identity().event());
        let headers = &emitted.contract.header.metadata.headers;
        let declared = headers.get("properties").and_then(Json::as_object);
        let mut known = Self {
            emitted: Json::from(true),
            accepted: Json::from(true),
            narrowings: Vec::new(),
            example: BTreeMap::new(),
            unchecked: Vec::new(),
        };
        let (mut sent, mut expected) = (Object::default(), Object::default());
        let mut required: Vec<Json> = Vec::new();
        let sampled = sample(headers);
        for (key, value) in &message.metadata {
            let constant = match configured.and_then(|configured| configured.get(key)) {
                Some(value) => Some(value.as_str()),
                // Messages are JSON; the parameters of the type are up to the transport.
                None if is_content_type(key) && is_json(value) => value.as_str(),
                None if is_content_type(key) => of_whole_events(emitted),
                None => None,
            };
            if let Some(constant) = constant {
                known.example.insert(key.clone(), Value::from(constant));
                if is_content_type(key) && is_json(value) {
                    continue;
                }
                sent.insert(key.clone(), Json::from([("const", Json::from(constant))]));
                required.push(Json::from(key.as_str()));
            } else if let Some(header) = declared.and_then(|declared| declared.get(key)) {
                sent.insert(key.clone(), header.clone());
                if has(headers, key) {
                    required.push(Json::from(key.as_str()));
                }
                if let Some(value) = sampled.get(key) {
                    known.example.insert(key.clone(), value.clone());
                }
            } else if declared.is_some() && !OF_THE_WAY.contains(&plain(key).as_str()) {
                // The producer lists the headers that it sends, and this is not one of them.
            } else {
                known.example.insert(key.clone(), value.clone());
                known.unchecked.push(key.clone());
                continue;
            }
            let accepted = schema::of_metadata(key, value, message.metadata_rules.clone());
            known.narrowings.extend(accepted.narrowings);
            expected.insert(key.clone(), accepted.schema);
        }
        let names = expected.keys().map(|key| Json::from(key.as_str())).collect();
        let mut whole = Object::default();
        whole.insert("type".into(), Json::from("object"));
        whole.insert("properties".into(), Json::Object(sent));
        whole.insert("required".into(), Json::Array(required));
        whole.insert("additionalProperties".into(), Json::from(false));
        if let Some(definitions) = headers.get("$defs") {
            whole.insert("$defs".into(), definitions.clone());
        }
        known.emitted = Json::Object(whole);
        known.accepted = Json::from([
            ("properties", Json::Object(expected)),
            ("required", Json::Array(names)),
        ]);
        known
    }
}

/// The metadata of an event's messages, as far as it is known.
pub(super) fn sent_with(emitted: &Emitted, settings: &Settings) -> BTreeMap<String, Value> {
    let mut around = sample(&emitted.contract.header.metadata.headers);
    if let Some(kind) = of_whole_events(emitted) {
        around.insert("contentType".to_owned(), Value::from(kind));
    }
    if let Some(configured) = settings.metadata.get(emitted.identity().event()) {
        let configured = configured.iter();
        around.extend(configured.map(|(key, value)| (key.clone(), Value::from(value.as_str()))));
    }
    around
}

/// The media type of messages that are whole events of CloudEvents, or batches of them.
fn of_whole_events(emitted: &Emitted) -> Option<&'static str> {
    let envelope = emitted.contract.header.metadata.envelope?;
    envelope.binding().is_none().then(|| envelope.content_type())
}

fn is_json(value: &Value) -> bool {
    let kind = value.as_str().and_then(|kind| ContentType::parse(kind).ok());
    kind.is_some_and(|kind| kind.base_type() == JSON)
}

fn has(headers: &Object, key: &str) -> bool {
    let required = headers.get("required").and_then(Json::as_array).unwrap_or(&[]);
    required.iter().any(|name| name.as_str() == Some(key))
}

/// Headers that may be sent.
fn sample(headers: &Object) -> BTreeMap<String, Value> {
    if headers.is_empty() {
        return BTreeMap::new();
    }
    let Ok(schema) = Schema::from_json(Json::Object(headers.clone()), &Options::default()) else {
        return BTreeMap::new();
    };
    let mut sampler = Sampler::new(&schema, counterpart::sample::Options::default());
    let headers = sampler.next().and_then(|message| message.value().to_serde_json());
    match headers {
        Some(Value::Object(members)) => members.into_iter().collect(),
        _ => BTreeMap::new(),
    }
}
