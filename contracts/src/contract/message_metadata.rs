//! The metadata of a message: its envelope, its key, its headers, and how long it may be read.

use super::header::HeaderError;
use crate::contract::Retention;
use counterpart_engine::json::{Json, Object};

/// The metadata of a contract's messages, besides their payload, as far as the contract declares it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MessageMetadata {
    /// The envelope around the Rust type. The schema describes the whole message, envelope included.
    pub envelope: Option<Envelope>,
    /// The field of the Rust type whose value is the key of the message, by its name in the message.
    pub key: Option<String>,
    /// The schema of the headers as one object, with a property for each header. Empty if the contract does not
    /// mention headers.
    pub headers: Object,
    /// How long a message may be read after it was sent, if the producer declares it. Only for emitted schemas.
    pub retention: Option<Retention>,
}

/// A standard form of messages that holds the payload in one of its fields. The ids are stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Envelope {
    /// An event of CloudEvents 1.0 in the structured mode, with the payload in `data`.
    CloudEvents,
}

impl Envelope {
    /// The stable id, as files and attributes write it.
    pub fn id(self) -> &'static str {
        match self {
            Envelope::CloudEvents => "cloudevents",
        }
    }

    /// The envelope of this id.
    pub fn of_id(id: &str) -> Option<Self> {
        (id == Envelope::CloudEvents.id()).then_some(Envelope::CloudEvents)
    }

    /// The field that holds the payload.
    pub fn payload(self) -> &'static str {
        match self {
            Envelope::CloudEvents => "data",
        }
    }
}

impl MessageMetadata {
    pub(super) fn write(&self, members: &mut Object) {
        if let Some(envelope) = self.envelope {
            members.insert("envelope".into(), Json::from(envelope.id()));
        }
        if let Some(key) = &self.key {
            members.insert("key".into(), Json::from(key.as_str()));
        }
        if !self.headers.is_empty() {
            members.insert("headers".into(), Json::Object(self.headers.clone()));
        }
        if let Some(retention) = self.retention {
            members.insert("retention".into(), Json::from(retention.to_string()));
        }
    }

    pub(super) fn read(members: &Object) -> Result<Self, HeaderError> {
        let malformed = |key, expected| HeaderError::Malformed { key, expected };
        let envelope = match members.get("envelope") {
            None => None,
            Some(id) => Some(
                id.as_str()
                    .and_then(Envelope::of_id)
                    .ok_or(malformed("envelope", "`cloudevents`"))?,
            ),
        };
        let key = match members.get("key") {
            None => None,
            Some(key) => Some(key.as_str().ok_or(malformed("key", "a string"))?.to_owned()),
        };
        let headers = match members.get("headers") {
            None => Object::default(),
            Some(headers) => headers
                .as_object()
                .ok_or(malformed("headers", "a schema of an object"))?
                .clone(),
        };
        let retention = match members.get("retention") {
            None => None,
            Some(retention) => {
                let retention = retention.as_str().and_then(Retention::parse);
                Some(retention.ok_or(malformed("retention", Retention::FORM))?)
            }
        };
        Ok(Self {
            envelope,
            key,
            headers,
            retention,
        })
    }
}
