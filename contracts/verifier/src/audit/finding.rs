//! One thing that was found in a log, however often.

use std::sync::Arc;

use counterpart_engine::compat::validate::Cause;
use counterpart_engine::compat::{Place, Rule};

use crate::messages::Position;

/// How often, and where first and last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The number of messages.
    pub count: u64,
    /// The first one.
    pub first: Position,
    /// The last one.
    pub last: Position,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// A contract refuses something at a place.
    Refused(Rule),
    /// A contract refuses a text because its reader cannot read a part of it, although it is JSON.
    Unreadable,
    /// Neither accepted nor refused.
    Undecided,
    /// Two readers may read it differently.
    Ambiguous,
    /// Not JSON.
    Malformed,
    /// Longer than the limit, and skipped.
    TooLong,
    /// A message of an event with a contract that has no payload.
    NoPayload,
}

impl Kind {
    /// The stable id: that of a rule of `verify`, or one of an audit's own.
    pub fn id(&self) -> &'static str {
        match self {
            Kind::Refused(rule) => rule.id(),
            Kind::Unreadable => "message-unreadable",
            Kind::Undecided => "unproven",
            Kind::Ambiguous => "message-ambiguous",
            Kind::Malformed => "message-malformed",
            Kind::TooLong => "message-too-long",
            Kind::NoPayload => "payload-missing",
        }
    }

    /// Returns true if it is neither good nor bad.
    pub fn is_undecided(&self) -> bool {
        matches!(self, Kind::Undecided | Kind::Ambiguous)
    }
}

/// One thing that was found in a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What is wrong.
    pub kind: Kind,
    /// The event; `None` where it is not known.
    pub event: Option<Arc<str>>,
    /// The place of the contract in [`Audit::documents`](super::Audit::documents); `None` if it is
    /// wrong whatever a contract says.
    pub document: Option<usize>,
    /// The place in the message.
    pub place: Place,
    /// What is wrong, as a fragment without values of the message.
    pub text: String,
    /// The keyword that refused the first message, and what it found there.
    pub cause: Option<Cause>,
    /// The first message, without its values.
    pub example: Option<super::Example>,
    /// How often.
    pub seen: Seen,
}
