//! Users and their outbox in a database: both change in one transaction, or neither does.

mod changes;
#[cfg(feature = "real")]
mod postgres;
mod sqlite;
#[cfg(test)]
mod tests;

use std::fmt;

use serde::Serialize;
use tokio::sync::watch;
use user_service::dump::{DumpHeader, DumpRow};

use crate::command::Command;
use crate::entry::{Entry, EventId};

#[cfg(feature = "real")]
pub use postgres::Postgres;
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

#[cfg(feature = "real")]
impl From<::postgres::Error> for StoreError {
    fn from(error: ::postgres::Error) -> Self {
        StoreError::Database(service::postgres::reason(&error).into())
    }
}

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

/// A line of a dump: the header comes first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum DumpLine {
    /// The moment that the dump shows.
    Header(DumpHeader),
    /// A user.
    Row(DumpRow),
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

/// A database. Clones share its connections. Every call waits for the database, so call it where waiting is allowed.
#[derive(Debug, Clone)]
pub enum Store {
    /// A file.
    Sqlite(Sqlite),
    /// A server.
    #[cfg(feature = "real")]
    Postgres(Postgres),
}

/// The same call of any database.
macro_rules! each {
    ($store:expr, $own:ident => $call:expr) => {
        match $store {
            Store::Sqlite($own) => $call,
            #[cfg(feature = "real")]
            Store::Postgres($own) => $call,
        }
    };
}

impl Store {
    /// Hears of each commit of this process, so that a reader who waits need not ask again and again.
    pub fn commits(&self) -> watch::Receiver<u64> {
        each!(self, own => own.commits())
    }

    /// Carries a command out at `now`, in milliseconds since 1970. A command that was carried out under this key before is
    /// not carried out again, and has the same answer.
    ///
    /// # Errors
    /// Fails if the command is refused, or the database fails.
    pub fn run(&self, key: Option<&str>, command: &Command, now: u64) -> Result<Done, StoreError> {
        each!(self, own => own.run(key, command, now))
    }

    /// The user with this id.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub fn user(&self, user_id: u64) -> Result<Option<DumpRow>, StoreError> {
        each!(self, own => own.user(user_id))
    }

    /// The entries after this position, at most `most`.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub fn after(&self, position: u64, most: u32) -> Result<Vec<Entry>, StoreError> {
        each!(self, own => own.after(position, most))
    }

    /// The place of an event.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub fn place(&self, id: EventId) -> Result<Place, StoreError> {
        each!(self, own => own.place(id))
    }

    /// The identity of the stream.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub fn stream(&self) -> Result<Stream, StoreError> {
        each!(self, own => own.stream())
    }

    /// Gives the stream another identity, and returns it. Readers then compare their copies with a dump. To be called after
    /// the outbox was repaired by hand or taken from a backup. Positions go on.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub fn renew_stream(&self) -> Result<Stream, StoreError> {
        each!(self, own => own.renew_stream())
    }

    /// The entries after this position that were not sent yet, oldest first, at most `most`. Only the relay asks.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub fn unsent(&self, after: u64, most: u32) -> Result<Vec<Entry>, StoreError> {
        each!(self, own => own.unsent(after, most))
    }

    /// Marks entries as sent: all that [`Store::unsent`] returned, or the first of them.
    ///
    /// # Errors
    /// Fails if the database fails. Then none is marked, and all are sent again.
    pub fn mark_sent(&self, entries: &[Entry]) -> Result<(), StoreError> {
        each!(self, own => own.mark_sent(entries))
    }

    /// What waits to be sent.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub fn backlog(&self) -> Result<Backlog, StoreError> {
        each!(self, own => own.backlog())
    }

    /// Hands each line of a dump of all users to `take`, in one snapshot and constant memory.
    ///
    /// # Errors
    /// Fails if the database fails. A reader who goes away is not a failure.
    pub fn dump(&self, take: impl FnMut(DumpLine) -> Result<(), Gone>) -> Result<(), StoreError> {
        each!(self, own => own.dump(take))
    }

    /// Removes what was sent before this moment, in milliseconds since 1970, and the answers to commands before it. The last
    /// entry stays, so that a reader who has it is not sent back to the dump. Returns the number of entries.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub fn forget(&self, before: u64) -> Result<usize, StoreError> {
        each!(self, own => own.forget(before))
    }
}
