//! The database of a service, asked without the service's code. Both kinds answer in text, so a question is written once.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};

/// A row of an answer: a text for each column, or none for NULL.
pub type Row = Vec<Option<String>>;

/// A database.
#[derive(Debug, Clone)]
pub enum Database {
    /// A file of SQLite.
    File(PathBuf),
    /// A server of PostgreSQL, by its address.
    #[cfg(feature = "real")]
    Server(String),
}

/// A connection to a database.
pub enum Connected {
    /// To a file.
    File(Connection),
    /// To a server.
    #[cfg(feature = "real")]
    Server(postgres::Client),
}

impl Database {
    /// Connects. A service may be connected too.
    ///
    /// # Errors
    /// Fails if the database does.
    pub fn connect(&self) -> io::Result<Connected> {
        match self {
            Database::File(path) => Ok(Connected::File(open(path)?)),
            #[cfg(feature = "real")]
            Database::Server(address) => {
                let client = postgres::Client::connect(address, postgres::NoTls);
                Ok(Connected::Server(client.map_err(failed)?))
            }
        }
    }

    /// The answer to a question.
    ///
    /// # Errors
    /// Fails if the database does.
    pub fn rows(&self, sql: &str) -> io::Result<Vec<Row>> {
        waiting(|| self.connect()?.rows(sql))
    }

    /// The number that is the answer to a question.
    ///
    /// # Errors
    /// Fails if the database does, or the answer is no number.
    pub fn number(&self, sql: &str) -> io::Result<u64> {
        number(self.rows(sql)?.first().and_then(|row| row.first()))
    }

    /// Runs statements; returns the number of rows that the last one changed.
    ///
    /// # Errors
    /// Fails if the database does.
    pub fn execute(&self, sql: &str) -> io::Result<u64> {
        waiting(|| self.connect()?.execute(sql))
    }
}

impl Connected {
    /// The answer to a question.
    ///
    /// # Errors
    /// Fails if the database does.
    pub fn rows(&mut self, sql: &str) -> io::Result<Vec<Row>> {
        match self {
            Connected::File(connection) => rows(connection, sql).map_err(io::Error::other),
            #[cfg(feature = "real")]
            Connected::Server(client) => {
                let messages = client.simple_query(sql).map_err(failed)?;
                let rows = messages.iter().filter_map(|message| match message {
                    postgres::SimpleQueryMessage::Row(row) => {
                        Some((0..row.len()).map(|at| row.get(at).map(str::to_owned)).collect())
                    }
                    _ => None,
                });
                Ok(rows.collect())
            }
        }
    }

    fn execute(&mut self, sql: &str) -> io::Result<u64> {
        match self {
            Connected::File(connection) => {
                connection.execute_batch(sql).map_err(io::Error::other)?;
                Ok(connection.changes())
            }
            #[cfg(feature = "real")]
            Connected::Server(client) => {
                let messages = client.simple_query(sql).map_err(failed)?;
                let changed = messages.iter().rev().find_map(|message| match message {
                    postgres::SimpleQueryMessage::CommandComplete(rows) => Some(*rows),
                    _ => None,
                });
                Ok(changed.unwrap_or_default())
            }
        }
    }
}

fn rows(connection: &Connection, sql: &str) -> rusqlite::Result<Vec<Row>> {
    let mut statement = connection.prepare_cached(sql)?;
    let columns = statement.column_count();
    let rows = statement.query_map([], |row| {
        let text = |at| {
            Ok(match row.get_ref(at)? {
                ValueRef::Null => None,
                ValueRef::Integer(number) => Some(number.to_string()),
                ValueRef::Real(number) => Some(number.to_string()),
                ValueRef::Text(text) | ValueRef::Blob(text) => {
                    Some(String::from_utf8_lossy(text).into_owned())
                }
            })
        };
        (0..columns).map(text).collect()
    })?;
    rows.collect()
}

/// A number in an answer.
///
/// # Errors
/// Fails if there is none.
pub fn number(text: Option<&Option<String>>) -> io::Result<u64> {
    let number = text.and_then(|text| text.as_deref()?.parse().ok());
    number.ok_or_else(|| io::Error::other(format!("{text:?} is no number")))
}

#[cfg(feature = "real")]
fn failed(error: postgres::Error) -> io::Error {
    io::Error::other(service::postgres::reason(&error))
}

/// Opens a file that a service may have open too.
fn open(path: &Path) -> io::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE;
    let connection = Connection::open_with_flags(path, flags).map_err(io::Error::other)?;
    connection
        .busy_timeout(Duration::from_secs(5))
        .map_err(io::Error::other)?;
    Ok(connection)
}

/// Waits for a database, also in a runtime, whose threads must not wait otherwise.
fn waiting<T>(work: impl FnOnce() -> T) -> T {
    match tokio::runtime::Handle::try_current() {
        Ok(_) => tokio::task::block_in_place(work),
        Err(_) => work(),
    }
}
