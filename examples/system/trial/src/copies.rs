//! What both databases hold, read without the services' code.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

/// The users who are there, by id: address, plan and language.
pub type Users = BTreeMap<u64, (Option<String>, Option<String>, Option<String>)>;

/// The identity of an event: the user, and the number among the user's.
pub type EventId = (u64, u64);

/// Opens a database that a service may have open too.
///
/// # Errors
/// Fails if SQLite fails.
pub fn open(path: &Path) -> io::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE;
    let connection = Connection::open_with_flags(path, flags).map_err(io::Error::other)?;
    connection
        .busy_timeout(Duration::from_secs(5))
        .map_err(io::Error::other)?;
    Ok(connection)
}

/// The database of the user service.
#[derive(Debug, Clone)]
pub enum UserDatabase {
    /// A file of SQLite.
    File(PathBuf),
    /// A server of PostgreSQL, by its address.
    #[cfg(feature = "real")]
    Server(String),
}

impl UserDatabase {
    /// The users.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub fn users(&self) -> io::Result<Users> {
        let sql = "select user_id, email, plan, locale from users";
        match self {
            UserDatabase::File(path) => users(&open(path)?, sql).map_err(io::Error::other),
            #[cfg(feature = "real")]
            UserDatabase::Server(address) => {
                let rows = rows(address, sql)?;
                let user = |row: &postgres::Row| (unsigned(row.get(0)), (row.get(1), row.get(2), row.get(3)));
                Ok(rows.iter().map(user).collect())
            }
        }
    }

    /// The number of entries of the outbox, and of those that were not sent.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub fn outbox(&self) -> io::Result<(u64, u64)> {
        match self {
            UserDatabase::File(path) => {
                let sql = "select count(*), coalesce(sum(sent = 0), 0) from outbox";
                let counted =
                    open(path)?.query_row(sql, [], |row| Ok((unsigned(row.get(0)?), unsigned(row.get(1)?))));
                counted.map_err(io::Error::other)
            }
            #[cfg(feature = "real")]
            UserDatabase::Server(address) => {
                let sql =
                    "select count(*), count(*) filter (where outbox.position is null or outbox.position > relayed.sent)
                    from outbox, relayed";
                let rows = rows(address, sql)?;
                Ok((unsigned(rows[0].get(0)), unsigned(rows[0].get(1))))
            }
        }
    }

    /// Returns true if an entry of the outbox was not sent. It costs little, however many there are.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub fn has_unsent(&self) -> io::Result<bool> {
        match self {
            UserDatabase::File(path) => {
                let sql = "select exists (select 1 from outbox where sent = 0)";
                let found = open(path)?.query_row(sql, [], |row| row.get(0));
                found.map_err(io::Error::other)
            }
            #[cfg(feature = "real")]
            UserDatabase::Server(address) => {
                let sql = "select exists (select 1 from outbox where position is null)
                    or exists (select 1 from outbox where position > (select sent from relayed))";
                Ok(rows(address, sql)?[0].get(0))
            }
        }
    }

    /// The ids of the entries of the outbox.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub fn outbox_ids(&self) -> io::Result<BTreeSet<EventId>> {
        let sql = "select user_id, sequence from outbox";
        match self {
            UserDatabase::File(path) => {
                let connection = open(path)?;
                let mut statement = connection.prepare(sql).map_err(io::Error::other)?;
                let rows = statement
                    .query_map([], |row| Ok((unsigned(row.get(0)?), unsigned(row.get(1)?))))
                    .map_err(io::Error::other)?;
                rows.collect::<Result<_, _>>().map_err(io::Error::other)
            }
            #[cfg(feature = "real")]
            UserDatabase::Server(address) => {
                let id = |row: &postgres::Row| (unsigned(row.get(0)), unsigned(row.get(1)));
                Ok(rows(address, sql)?.iter().map(id).collect())
            }
        }
    }
}

/// A short question to a server. It is asked in a runtime, and waits.
#[cfg(feature = "real")]
fn rows(address: &str, sql: &str) -> io::Result<Vec<postgres::Row>> {
    tokio::task::block_in_place(|| {
        let mut client = postgres::Client::connect(address, postgres::NoTls)?;
        client.query(sql, &[])
    })
    .map_err(io::Error::other)
}

/// Runs statements on a server. It is asked in a runtime, and waits.
///
/// # Errors
/// Fails if the server does.
#[cfg(feature = "real")]
pub fn execute(address: &str, sql: &str) -> io::Result<()> {
    tokio::task::block_in_place(|| {
        let mut client = postgres::Client::connect(address, postgres::NoTls)?;
        client.batch_execute(sql)
    })
    .map_err(io::Error::other)
}

fn unsigned(number: i64) -> u64 {
    number.cast_unsigned()
}

/// The users whom the auth service lets sign in.
///
/// # Errors
/// Fails if SQLite fails.
pub fn of_auth_service(connection: &Connection) -> rusqlite::Result<Users> {
    users(
        connection,
        "select user_id, email, plan, locale from accounts where closed is null",
    )
}

fn users(connection: &Connection, sql: &str) -> rusqlite::Result<Users> {
    let mut statement = connection.prepare(sql)?;
    let rows = statement.query_map([], |row| {
        let user_id: i64 = row.get(0)?;
        Ok((user_id.cast_unsigned(), (row.get(1)?, row.get(2)?, row.get(3)?)))
    })?;
    rows.collect()
}

/// How often each event had its effect in the auth service.
///
/// # Errors
/// Fails if SQLite fails.
pub fn effects(connection: &Connection) -> rusqlite::Result<BTreeMap<String, u64>> {
    let mut statement = connection.prepare("select event_id, count(*) from notices group by event_id")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?.cast_unsigned())))?;
    rows.collect()
}

/// The ids of the events that the auth service applied.
///
/// # Errors
/// Fails if SQLite fails.
pub fn inbox(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection.prepare("select id from inbox")?;
    let rows = statement.query_map([], |row| row.get(0))?;
    rows.collect()
}

/// The id of the last event of the outbox, as it is sent.
///
/// # Errors
/// Fails if SQLite fails.
pub fn last_event(connection: &Connection) -> rusqlite::Result<Option<String>> {
    let sql = "select user_id || '/' || sequence from outbox order by position desc limit 1";
    let mut statement = connection.prepare(sql)?;
    let mut rows = statement.query_map([], |row| row.get(0))?;
    rows.next().transpose()
}

/// The id of the last event that the auth service dealt with.
///
/// # Errors
/// Fails if SQLite fails.
pub fn place(connection: &Connection) -> rusqlite::Result<Option<String>> {
    let mut statement = connection.prepare("select last_event_id from feed")?;
    let mut rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.next().transpose()?.flatten())
}
