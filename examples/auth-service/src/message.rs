//! From the bytes of a message to an event.

use std::fmt;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::events::{EmailChanged, UserDeleted, UserRegistered};

/// An event of those that this service consumes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// `user.registered`
    Registered(UserRegistered),
    /// `user.email_changed`
    EmailChanged(EmailChanged),
    /// `user.deleted`
    Deleted(UserDeleted),
}

/// A message that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// One to act on.
    Ours {
        /// Its place in the producer's outbox. The same event has the same number each time it is delivered.
        sequence: u64,
        /// The event.
        event: Event,
    },
    /// An event that this service does not consume.
    NotOurs,
}

/// The progress of reading a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Not even the name of the event could be read.
    Envelope,
    /// The event is known, and its data is not what this service needs.
    Data,
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Stage::Envelope => "envelope",
            Stage::Data => "data",
        })
    }
}

/// The reason why a message cannot be read.
#[derive(Debug)]
pub struct Unreadable {
    /// The progress of reading.
    pub stage: Stage,
    /// The name of the event, where that much could be read.
    pub event: Option<String>,
    /// The error, and its place in the message.
    pub reason: serde_json::Error,
}

/// The part that is read of every message, whatever its event.
#[derive(Deserialize)]
struct Envelope {
    #[serde(rename = "type")]
    event: String,
    sequence: u64,
}

/// The part that is read of a message whose event is known.
#[derive(Deserialize)]
struct Body<T> {
    data: T,
}

impl Message {
    /// Reads a message: an envelope as of CloudEvents 1.0, with `sequence` beside its attributes.
    ///
    /// # Errors
    /// Fails if it is not JSON, no such envelope, or its data is not what this service needs.
    pub fn read(payload: &[u8]) -> Result<Self, Unreadable> {
        let Envelope { event, sequence } = serde_json::from_slice(payload).map_err(|reason| Unreadable {
            stage: Stage::Envelope,
            event: None,
            reason,
        })?;
        let read = match event.as_str() {
            "user.registered" => data(payload).map(Event::Registered),
            "user.email_changed" => data(payload).map(Event::EmailChanged),
            "user.deleted" => data(payload).map(Event::Deleted),
            _ => return Ok(Message::NotOurs),
        };
        match read {
            Ok(event) => Ok(Message::Ours { sequence, event }),
            Err(reason) => Err(Unreadable {
                stage: Stage::Data,
                event: Some(event),
                reason,
            }),
        }
    }
}

fn data<T: DeserializeOwned>(payload: &[u8]) -> serde_json::Result<T> {
    serde_json::from_slice(payload).map(|Body { data }| data)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::{DeletionReason, Plan};

    fn unreadable(payload: &str) -> String {
        let Unreadable { stage, event, reason } = Message::read(payload.as_bytes()).unwrap_err();
        format!("{stage}, {event:?}: {reason}")
    }

    #[test]
    fn unneeded_fields_are_ignored() {
        let payload =
            br#"{"specversion":"1.0","id":"9","source":"user-service","sequence":9,"type":"user.deleted",
            "data":{"user_id":7,"reason":{"kind":"inactive","days":400},"deleted_at":1795000000000}}"#;
        assert_eq!(
            Message::read(payload).unwrap(),
            Message::Ours {
                sequence: 9,
                event: Event::Deleted(UserDeleted {
                    user_id: 7,
                    reason: DeletionReason::Inactive,
                }),
            }
        );
    }

    #[test]
    fn missing_fields_have_defaults() {
        let payload =
            br#"{"type":"user.registered","sequence":1,"data":{"user_id":7,"email":"ada@example.org"}}"#;
        assert_eq!(
            Message::read(payload).unwrap(),
            Message::Ours {
                sequence: 1,
                event: Event::Registered(UserRegistered {
                    user_id: 7,
                    #[cfg(not(feature = "by-phone"))]
                    email: "ada@example.org".into(),
                    #[cfg(feature = "by-phone")]
                    email: Some("ada@example.org".into()),
                    plan: Plan::Free,
                    locale: None,
                }),
            }
        );
    }

    #[test]
    fn irrelevant_event_is_not_an_error_with_any_data() {
        let payload = br#"{"type":"invoice.paid","sequence":1,"data":["anything"]}"#;
        assert_eq!(Message::read(payload).unwrap(), Message::NotOurs);
    }

    #[test]
    fn unreadable_message_is_reported_with_stage_event_and_place() {
        for (text, reason) in [
            (
                "register ada",
                "envelope, None: expected value at line 1 column 1",
            ),
            (
                r#"{"type":"user.deleted","data":{}}"#,
                "envelope, None: missing field `sequence` at line 1 column 33",
            ),
            (
                r#"{"type":"user.deleted","sequence":3}"#,
                r#"data, Some("user.deleted"): missing field `data` at line 1 column 36"#,
            ),
            #[cfg(not(feature = "by-phone"))]
            (
                r#"{"type":"user.registered","sequence":3,"data":{"user_id":7,"email":null}}"#,
                r#"data, Some("user.registered"): invalid type: null, expected a string at line 1 column 71"#,
            ),
            (
                r#"{"type":"user.deleted","sequence":3,"data":{"user_id":7,"reason":{"kind":"merged"}}}"#,
                r#"data, Some("user.deleted"): unknown variant `merged`, expected one of `requested`, `inactive`, `abuse` at line 1 column 81"#,
            ),
        ] {
            assert_eq!(unreadable(text), reason);
        }
    }
}
