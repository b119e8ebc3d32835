//! Users and their outbox in a database: both change in one transaction, or neither does.

mod sqlite;
#[cfg(test)]
mod tests;

use std::fmt;

use user_service::dump::{DumpHeader, DumpRow};

use crate::entry::EventId;

pub use sqlite::Sqlite;

/// The answer to a command that was carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Done {
    /// The user.
    pub user_id: u64,
    /// The sequence number of the user's last event.
    pub sequence: u64,
}

/// The reason why a command was not carried out. Nothing was written then.
#[derive(Debug)]
#[non_exhaustive]
pub enum StoreError {
    /// Another user has this address.
    EmailTaken,
    /// There is no user with this id, or not any more.
    UnknownUser(u64),
    /// The database failed. Whether the command was carried out is unknown: send it again under the same key.
    Database(Box<dyn std::error::Error + Send + Sync>),
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StoreError::EmailTaken => f.write_str("another user has this address"),
            StoreError::UnknownUser(user_id) => write!(f, "there is no user {user_id}"),
            StoreError::Database(error) => write!(f, "the database failed: {error}"),
        }
    }
}

impl std::error::Error for StoreError {}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        StoreError::Database(Box::new(error))
    }
}

/// The identity of a stream of events. Positions of one stream mean nothing in another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stream {
    /// The identity.
    pub identity: String,
    /// The identities that it had before, oldest first.
    pub earlier: Vec<String>,
}

/// The place of an event that a reader names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The event has this position.
    At(u64),
    /// The event was there, and is older than the retention.
    Expired,
    /// There never was such an event.
    Unknown,
}

/// The entries that wait to be sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Backlog {
    /// How many.
    pub entries: u64,
    /// The time of the oldest, in milliseconds since 1970.
    pub oldest: Option<u64>,
}

/// A dump under way, read in one snapshot: the header, and then rows until there is none.
pub trait DumpSink {
    /// Takes the header.
    ///
    /// # Errors
    /// Fails if nobody reads any longer.
    fn header(&mut self, header: &DumpHeader) -> Result<(), Gone>;

    /// Takes a row.
    ///
    /// # Errors
    /// Fails if nobody reads any longer.
    fn row(&mut self, row: &DumpRow) -> Result<(), Gone>;
}

/// Nobody reads any longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gone;

impl fmt::Display for Gone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("nobody reads any longer")
    }
}

impl std::error::Error for Gone {}

/// The entry of the outbox that a command makes.
struct NewEntry {
    id: EventId,
    event: &'static str,
    time: u64,
    data: String,
}
