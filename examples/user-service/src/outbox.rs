//! Events that are to be sent, in order.
//!
//! In a database this is a table that the same transaction writes as the state; a relay reads it and sends. So an event
//! is never sent for a change that was rolled back, and never lost for one that was not.

use std::io::{self, Write};

use serde::Serialize;

use crate::events::{EmailChanged, UserDeleted, UserRegistered};

/// Something that happened, under the name that stands on the wire.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    /// A user signed up.
    #[serde(rename = "user.registered")]
    Registered(UserRegistered),
    /// A user has another e-mail address now.
    #[serde(rename = "user.email_changed")]
    EmailChanged(EmailChanged),
    /// A user is gone.
    #[serde(rename = "user.deleted")]
    Deleted(UserDeleted),
}

/// An event and its place in the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// 1 for the first event, one more for each that follows. A consumer tells old from new by it.
    pub sequence: u64,
    /// The event.
    pub event: Event,
}

/// The sent form of an entry: the attributes of CloudEvents 1.0, and `sequence`.
#[derive(Serialize)]
struct Envelope<'a> {
    specversion: &'static str,
    id: String,
    source: &'static str,
    sequence: u64,
    #[serde(flatten)]
    event: &'a Event,
}

/// The events of one service, oldest first. Nothing is ever changed or taken out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outbox {
    events: Vec<Event>,
}

impl Outbox {
    /// Appends an event. Only a change of state does so, in its own step.
    pub(crate) fn append(&mut self, event: Event) {
        self.events.push(event);
    }

    /// The entries after this sequence number; all of them after 0.
    pub fn after(&self, sequence: u64) -> impl Iterator<Item = Entry> + '_ {
        (1..)
            .zip(&self.events)
            .skip_while(move |(own, _)| *own <= sequence)
            .map(|(sequence, event)| Entry {
                sequence,
                event: event.clone(),
            })
    }
}

impl Entry {
    /// Writes the entry as one line of JSON.
    ///
    /// # Errors
    /// Fails if the writer fails.
    pub fn send(&self, mut to: impl Write) -> io::Result<()> {
        let envelope = Envelope {
            specversion: "1.0",
            id: self.sequence.to_string(),
            source: env!("CARGO_PKG_NAME"),
            sequence: self.sequence,
            event: &self.event,
        };
        serde_json::to_writer(&mut to, &envelope)?;
        to.write_all(b"\n")
    }
}
