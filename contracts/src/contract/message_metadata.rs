//! The metadata of a message: its envelope, its key, its headers, and how long it may be read.

use std::fmt;

use super::header::HeaderError;
use crate::contract::Retention;
use counterpart_engine::compat::{Place, PlaceStep};
use counterpart_engine::json::{Json, Object};

/// The metadata of a contract's messages, besides their payload, as far as the contract declares it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MessageMetadata {
    /// The envelope around the Rust type. The schema describes the whole message, envelope included. In binary mode
    /// that is the payload, and `headers` has the attributes.
    pub envelope: Option<Envelope>,
    /// The field of the Rust type whose value is the key of the message, by its name in the message.
    pub key: Option<String>,
    /// The schema of the headers as one object, with a property for each header. Empty if the contract does not
    /// mention headers.
    pub headers: Object,
    /// How long a message may be read after it was sent, if the producer declares it. Only for emitted schemas.
    pub retention: Option<Retention>,
}

/// A standard form of messages, with the payload in it. The ids are stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Envelope {
    /// An event of CloudEvents 1.0 in the structured mode, with the payload in `data`.
    CloudEvents,
    /// A batch of such events: an array, which may be empty.
    CloudEventsBatch,
    /// An event in the binary mode: the message is the payload, and the attributes are among its headers.
    CloudEventsBinary(Binding),
}

/// The transport of events in binary mode, which decides the names of their headers. The ids are stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Binding {
    /// HTTP and NATS: `ce-id`.
    Http,
    /// Kafka: `ce_id`.
    Kafka,
}

impl Binding {
    /// All of them.
    pub const ALL: [Binding; 2] = [Binding::Http, Binding::Kafka];

    /// The stable id, as files and attributes write it.
    pub fn id(self) -> &'static str {
        match self {
            Binding::Http => "http",
            Binding::Kafka => "kafka",
        }
    }

    /// The start of a header's name, before that of the attribute.
    pub fn prefix(self) -> &'static str {
        match self {
            Binding::Http => "ce-",
            Binding::Kafka => "ce_",
        }
    }
}

impl Envelope {
    /// What messages are called that are in none.
    #[doc(hidden)]
    pub const NONE: &'static str = "messages without an envelope";

    /// The stable id, as files and attributes write it.
    pub fn id(self) -> &'static str {
        "cloudevents"
    }

    /// The stable id of the mode, as files and attributes write it.
    pub fn mode(self) -> &'static str {
        match self {
            Envelope::CloudEvents => "structured",
            Envelope::CloudEventsBatch => "batch",
            Envelope::CloudEventsBinary(_) => "binary",
        }
    }

    /// The transport, if the form of messages depends on it.
    pub fn binding(self) -> Option<Binding> {
        match self {
            Envelope::CloudEvents | Envelope::CloudEventsBatch => None,
            Envelope::CloudEventsBinary(binding) => Some(binding),
        }
    }

    /// The media type of messages.
    pub fn content_type(self) -> &'static str {
        match self {
            Envelope::CloudEvents => "application/cloudevents+json",
            Envelope::CloudEventsBatch => "application/cloudevents-batch+json",
            Envelope::CloudEventsBinary(_) => "application/json",
        }
    }

    /// The field of each event that holds the payload; `None` if the message is the payload.
    pub fn field(self) -> Option<&'static str> {
        match self {
            Envelope::CloudEvents | Envelope::CloudEventsBatch => Some("data"),
            Envelope::CloudEventsBinary(_) => None,
        }
    }

    /// The place of the payload in a message.
    ///
    /// ```
    /// use counterpart::contract::{Binding, Envelope};
    ///
    /// assert_eq!(Envelope::CloudEvents.payload().to_string(), "/data");
    /// assert_eq!(Envelope::CloudEventsBatch.payload().to_string(), "/*/data");
    /// assert_eq!(Envelope::CloudEventsBinary(Binding::Kafka).payload().to_string(), "");
    /// ```
    pub fn payload(self) -> Place {
        let item = (self == Envelope::CloudEventsBatch).then_some(PlaceStep::AnyItem);
        let field = self.field().map(|field| PlaceStep::Property(field.to_owned()));
        Place(item.into_iter().chain(field).collect())
    }

    /// The steps inside of the payload to a place in a message; `None` if the place is not in the payload.
    pub fn within_payload(self, place: &[PlaceStep]) -> Option<&[PlaceStep]> {
        let event = match (self, place) {
            (Envelope::CloudEventsBatch, [PlaceStep::AnyItem | PlaceStep::Item(_), event @ ..]) => event,
            (Envelope::CloudEventsBatch, _) => return None,
            _ => place,
        };
        match (self.field(), event) {
            (None, _) => Some(event),
            (Some(field), [PlaceStep::Property(first), rest @ ..]) if first == field => Some(rest),
            (Some(_), _) => None,
        }
    }

    fn read(members: &Object) -> Result<Option<Self>, HeaderError> {
        let malformed = |key, expected| HeaderError::Malformed { key, expected };
        let (mode, binding) = (members.get("mode"), members.get("binding"));
        let Some(id) = members.get("envelope") else {
            let stray = [("mode", mode), ("binding", binding)];
            return match stray.into_iter().find(|(_, value)| value.is_some()) {
                Some((key, _)) => Err(malformed(key, "absent: there is no `envelope`")),
                None => Ok(None),
            };
        };
        if id.as_str() != Some("cloudevents") {
            return Err(malformed("envelope", "`cloudevents`"));
        }
        let mode = mode.map_or(Some("structured"), Json::as_str);
        if binding.is_some() && mode != Some("binary") {
            return Err(malformed("binding", "absent: only binary mode has one"));
        }
        Ok(Some(match mode {
            Some("structured") => Envelope::CloudEvents,
            Some("batch") => Envelope::CloudEventsBatch,
            Some("binary") => {
                let id = binding.and_then(Json::as_str);
                let binding = Binding::ALL.into_iter().find(|binding| id == Some(binding.id()));
                Envelope::CloudEventsBinary(binding.ok_or(malformed("binding", "`http` or `kafka`"))?)
            }
            _ => return Err(malformed("mode", "`structured`, `binary` or `batch`")),
        }))
    }
}

impl fmt::Display for Envelope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Envelope::CloudEvents => "CloudEvents in structured mode",
            Envelope::CloudEventsBatch => "batches of CloudEvents",
            Envelope::CloudEventsBinary(Binding::Http) => "CloudEvents in binary mode (`ce-` headers)",
            Envelope::CloudEventsBinary(Binding::Kafka) => "CloudEvents in binary mode (`ce_` headers)",
        })
    }
}

impl MessageMetadata {
    pub(super) fn write(&self, members: &mut Object) {
        if let Some(envelope) = self.envelope {
            members.insert("envelope".into(), Json::from(envelope.id()));
            if envelope != Envelope::CloudEvents {
                members.insert("mode".into(), Json::from(envelope.mode()));
            }
            if let Some(binding) = envelope.binding() {
                members.insert("binding".into(), Json::from(binding.id()));
            }
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
        let envelope = Envelope::read(members)?;
        let key = match members.get("key") {
            None => None,
            Some(_) if envelope == Some(Envelope::CloudEventsBatch) => {
                return Err(malformed("key", "absent: a batch has several events"));
            }
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
