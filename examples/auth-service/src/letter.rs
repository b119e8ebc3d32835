//! A dead letter, as this service needs it to take the message in after a fix. The server that reads it is in
//! `examples/system`; `counterpart::letters` writes it.

use counterpart::Contract;
use serde::Deserialize;

/// A message that could not be read. Why it could not, and when, is for people and for `cargo counterpart redrive`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Contract)]
#[contract(consumes = "user.dead_letter", owner = "team-identity")]
pub struct Letter {
    /// The identity of the message: the inbox tells by it whether the message was applied.
    pub id: Identity,
    /// The event whose contract the message did not keep to.
    pub event: String,
    /// The user's id, if the envelope could be read.
    pub key: Option<String>,
    /// The stream, the position and the sequence number of the event.
    pub headers: Option<Vec<Header>>,
    /// The message, if it is text.
    pub payload: Option<String>,
    /// The message otherwise.
    pub payload_base64: Option<String>,
}

/// The identity of a message.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Contract)]
pub struct Identity {
    /// The sender.
    pub source: String,
    /// The id that the sender gave.
    pub id: String,
}

/// A header of a message.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Contract)]
pub struct Header {
    /// The name.
    pub name: String,
    /// The value, if it is text.
    pub value: Option<String>,
}
