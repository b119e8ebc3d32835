//! The part of a message that is refused, and the role of the service that refuses it.

use serde::{Deserialize, Serialize};

/// A part of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Part {
    /// The message itself, with its envelope if the contract has one.
    #[default]
    Payload,
    /// Its headers, as an object of texts.
    Headers,
    /// Its key.
    Key,
}

impl Part {
    /// The stable id, as the JSON form writes it.
    pub const fn id(self) -> &'static str {
        match self {
            Part::Payload => "payload",
            Part::Headers => "headers",
            Part::Key => "key",
        }
    }
}

/// The role of a service for an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The service reads it.
    Consumes,
    /// The service sends it.
    Emits,
}

impl Role {
    /// The stable id, as the JSON form writes it.
    pub const fn id(self) -> &'static str {
        match self {
            Role::Consumes => "consumes",
            Role::Emits => "emits",
        }
    }
}
