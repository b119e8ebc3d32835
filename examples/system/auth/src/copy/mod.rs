//! This service's copy of the users in a database, with what must change together with it: the inbox, the notices that are
//! to be sent to users, and the position in the feed.

mod change;
#[cfg(feature = "real")]
mod postgres;
mod row;
mod sqlite;
#[cfg(test)]
pub(crate) mod tests;

use std::fmt;
use std::path::Path;

pub use change::Change;
#[cfg(feature = "real")]
pub use postgres::Postgres;
pub use row::{Row, State};
pub use sqlite::Sqlite;

/// The copy. Clones share its connections. Every call waits for the database, so call it where waiting is allowed, or within
/// [`Copy::apart`].
#[derive(Debug, Clone)]
pub enum Copy {
    /// A file.
    Sqlite(Sqlite),
    /// A server.
    #[cfg(feature = "real")]
    Postgres(Postgres),
}

/// The place in the feed up to which everything is in the copy or in the letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    /// The identity of the stream.
    pub stream: String,
    /// The id of the last event; none before the first one.
    pub last_event_id: Option<String>,
}

/// What an event did to the copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// It brought something new.
    Applied,
    /// Something newer was known already.
    Superseded,
    /// It was applied before: a redelivery.
    Repeated,
}

/// The reason why the copy could not be read or changed.
#[derive(Debug)]
#[non_exhaustive]
pub enum CopyError {
    /// The database failed, or cannot be reached. Whether a change that was to be committed holds is unknown: make it again.
    Database(Box<dyn std::error::Error + Send + Sync>),
    /// A table is that of another version of this service, or of somebody else.
    Table {
        /// The table.
        table: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// The work was ended.
    Ended,
}

impl fmt::Display for CopyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CopyError::Database(error) => write!(f, "the copy failed: {error}"),
            CopyError::Table { table, reason } => write!(
                f,
                "the table {table} is not the one that this version keeps its copy in: {reason}; give the service a \
                 database of its own, or move the tables away: a new copy is made from a dump"
            ),
            CopyError::Ended => f.write_str("the work was ended"),
        }
    }
}

impl std::error::Error for CopyError {}

impl From<rusqlite::Error> for CopyError {
    fn from(error: rusqlite::Error) -> Self {
        CopyError::Database(Box::new(error))
    }
}

#[cfg(feature = "real")]
impl From<::postgres::Error> for CopyError {
    fn from(error: ::postgres::Error) -> Self {
        CopyError::Database(service::postgres::reason(&error).into())
    }
}

impl From<CopyError> for std::io::Error {
    fn from(error: CopyError) -> Self {
        std::io::Error::other(error)
    }
}

/// The same call of any database.
macro_rules! each {
    ($copy:expr, $own:ident => $call:expr) => {
        match $copy {
            Copy::Sqlite($own) => $call,
            #[cfg(feature = "real")]
            Copy::Postgres($own) => $call,
        }
    };
}

impl Copy {
    /// Opens the copy, and makes it if there is none: in the database of a server, such as
    /// `host=/run/postgresql user=auth dbname=auth`, or else in a file.
    ///
    /// # Errors
    /// Fails if the database cannot be reached or fails, or has other tables of the same names; or if this build has no client
    /// for a server.
    pub fn open(file: &Path, server: Option<&str>) -> Result<Self, CopyError> {
        match server {
            None => Ok(Copy::Sqlite(Sqlite::open(file)?)),
            #[cfg(feature = "real")]
            Some(address) => Ok(Copy::Postgres(Postgres::open(address)?)),
            #[cfg(not(feature = "real"))]
            Some(_) => {
                let text =
                    "DATABASE is set, and this build knows only files: build it with the feature `real`";
                Err(CopyError::Database(text.into()))
            }
        }
    }

    /// Changes the copy at `now`, in milliseconds since 1970. There is one change at a time, also of several processes, so
    /// what it read is still so when it is written. If `work` fails, nothing is changed.
    ///
    /// # Errors
    /// Fails if `work` or the database fails.
    pub fn change<T, E: From<CopyError>>(
        &self,
        now: u64,
        work: impl FnOnce(&mut Change<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        each!(self, own => own.change(now, work))
    }

    /// The place in the feed; none before the first dump.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub fn position(&self) -> Result<Option<Position>, CopyError> {
        each!(self, own => own.position())
    }

    /// What is known of a user.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub fn account(&self, user_id: u64) -> Result<Option<Row>, CopyError> {
        match i64::try_from(user_id) {
            Ok(_) => each!(self, own => own.account(user_id)),
            Err(_) => Ok(None),
        }
    }

    /// What is known of users with ids above this one, by id, at most `most`. `None` begins with the first.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub fn accounts_after(&self, user_id: Option<u64>, most: u32) -> Result<Vec<(u64, Row)>, CopyError> {
        each!(self, own => own.accounts_after(user_id, most))
    }

    /// Returns true if this event was applied.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub fn has_applied(&self, source: &str, id: &str) -> Result<bool, CopyError> {
        each!(self, own => own.has_applied(source, id))
    }

    /// The users who were deleted before this moment, in milliseconds since 1970.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub fn closed_before(&self, moment: u64) -> Result<Vec<u64>, CopyError> {
        each!(self, own => own.closed_before(moment))
    }

    /// Removes entries of the inbox that are older than this moment, in milliseconds since 1970. No replay may be older.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub fn forget_inbox(&self, before: u64) -> Result<usize, CopyError> {
        each!(self, own => own.forget_inbox(before))
    }

    /// Does work with the copy on a thread that may wait, while this one goes on.
    ///
    /// # Errors
    /// Fails if the work does.
    pub async fn apart<T, E>(&self, work: impl FnOnce(&Copy) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<CopyError> + Send + 'static,
    {
        let own = self.clone();
        let done = tokio::task::spawn_blocking(move || work(&own)).await;
        done.unwrap_or_else(|_| Err(CopyError::Ended.into()))
    }
}
