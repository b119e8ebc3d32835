//! Users and outbox in SQLite: nothing to install. There is one writer at a time, so positions come in the order of commits.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, TransactionBehavior, params};
use service::fault::{self, Practice};
use tokio::sync::watch;
use user_service::commands::plan_named;
use user_service::dump::{DumpHeader, DumpRow};
use user_service::events::UnixMillis;
use uuid::Uuid;

use super::changes::{self, NewEntry};
use super::{Backlog, Done, DumpLine, Gone, Place, StoreError, Stream};
use crate::command::Command;
use crate::entry::{Entry, EventId};

const TABLES: &str = "
    create table if not exists users (
        -- Without AUTOINCREMENT the id of a deleted user would be given away again.
        user_id integer primary key autoincrement,
        sequence integer not null,
        email text unique,
        plan text not null,
        locale text,
        signed_up_at integer not null
    ) strict;
    create table if not exists outbox (
        position integer primary key autoincrement,
        user_id integer not null,
        sequence integer not null,
        event text not null,
        time integer not null,
        data text not null,
        sent integer not null default 0,
        unique (user_id, sequence)
    ) strict;
    create index if not exists outbox_unsent on outbox (position) where sent = 0;
    create table if not exists last_events (
        user_id integer primary key,
        sequence integer not null
    ) strict;
    create table if not exists answered (
        key text primary key,
        user_id integer not null,
        sequence integer not null,
        time integer not null
    ) strict, without rowid;
    create table if not exists streams (
        number integer primary key autoincrement,
        identity text not null unique
    ) strict;
";

/// A database. Clones share its connections.
#[derive(Debug, Clone)]
pub struct Sqlite {
    path: PathBuf,
    write: Arc<Mutex<Connection>>,
    read: Arc<Mutex<Connection>>,
    commits: watch::Sender<u64>,
}

impl Sqlite {
    /// Opens the database, and makes it if there is none.
    ///
    /// # Errors
    /// Fails if SQLite fails.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let mut write = connect(path)?;
        let transaction = write.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute_batch(TABLES)?;
        transaction.execute(
            "insert into streams (identity) select ?1 where not exists (select 1 from streams)",
            [Uuid::new_v4().to_string()],
        )?;
        transaction.commit()?;
        Ok(Self {
            path: path.to_owned(),
            write: Arc::new(Mutex::new(write)),
            read: Arc::new(Mutex::new(connect(path)?)),
            commits: watch::Sender::new(0),
        })
    }

    /// Hears of each commit, so that a reader who waits need not ask again and again.
    pub fn commits(&self) -> watch::Receiver<u64> {
        self.commits.subscribe()
    }

    /// Carries a command out at `now`, in milliseconds since 1970. A command that was carried out under this key before is
    /// not carried out again, and has the same answer.
    ///
    /// # Errors
    /// Fails if the command is refused, or the database fails.
    pub fn run(&self, key: Option<&str>, command: &Command, now: u64) -> Result<Done, StoreError> {
        let mut connection = held(&self.write);
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        if let Some(done) = key.map(|key| answered(&transaction, key)).transpose()?.flatten() {
            return Ok(done);
        }
        let (done, entry) = change(&transaction, command, now)?;
        if let Some(key) = key {
            let sql = "insert into answered (key, user_id, sequence, time) values (?1, ?2, ?3, ?4)";
            let answer = params![key, signed(done.user_id), signed(done.sequence), signed(now)];
            transaction.prepare_cached(sql)?.execute(answer)?;
        }
        if fault::is_without(Practice::Outbox) {
            transaction.commit()?;
            fault::point("users.between-state-and-outbox");
            let late = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            append(&late, entry)?;
            late.commit()?;
        } else {
            append(&transaction, entry)?;
            fault::point("users.before-commit");
            transaction.commit()?;
        }
        drop(connection);
        self.commits.send_modify(|commits| *commits += 1);
        fault::point("users.after-commit");
        Ok(done)
    }

    /// The user with this id.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub fn user(&self, user_id: u64) -> Result<Option<DumpRow>, StoreError> {
        let Ok(user_id) = i64::try_from(user_id) else {
            return Ok(None);
        };
        let connection = held(&self.read);
        let mut statement = connection.prepare_cached(&format!("{ROWS} where user_id = ?1"))?;
        Ok(statement.query_row([user_id], dump_row).optional()?)
    }

    /// The entries after this position, at most `most`.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub fn after(&self, position: u64, most: u32) -> Result<Vec<Entry>, StoreError> {
        let connection = held(&self.read);
        let sql = format!("{ENTRIES} where position > ?1 order by position limit ?2");
        let mut statement = connection.prepare_cached(&sql)?;
        let rows = statement.query_map(params![signed(position), most], entry)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The place of an event.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub fn place(&self, id: EventId) -> Result<Place, StoreError> {
        let (Ok(user_id), Ok(sequence)) = (i64::try_from(id.user_id), i64::try_from(id.sequence)) else {
            return Ok(Place::Unknown);
        };
        let connection = held(&self.read);
        let sql = "select position from outbox where user_id = ?1 and sequence = ?2";
        let mut statement = connection.prepare_cached(sql)?;
        let position: Option<i64> = statement
            .query_row([user_id, sequence], |row| row.get(0))
            .optional()?;
        if let Some(position) = position {
            return Ok(Place::At(unsigned(position)));
        }
        let sql = "select sequence from last_events where user_id = ?1";
        let mut statement = connection.prepare_cached(sql)?;
        let last: Option<i64> = statement.query_row([user_id], |row| row.get(0)).optional()?;
        Ok(match last {
            Some(last) if (1..=last).contains(&sequence) => Place::Expired,
            _ => Place::Unknown,
        })
    }

    /// The identity of the stream.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub fn stream(&self) -> Result<Stream, StoreError> {
        stream(&held(&self.read))
    }

    /// Gives the stream another identity, and returns it. Readers then compare their copies with a dump. To be called after
    /// the outbox was repaired by hand or taken from a backup. Positions go on.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub fn renew_stream(&self) -> Result<Stream, StoreError> {
        let connection = held(&self.write);
        let identity = Uuid::new_v4().to_string();
        connection.execute("insert into streams (identity) values (?1)", [identity])?;
        stream(&connection)
    }

    /// The entries after this position that were not sent yet, oldest first, at most `most`.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub fn unsent(&self, after: u64, most: u32) -> Result<Vec<Entry>, StoreError> {
        let connection = held(&self.read);
        let sql = format!("{ENTRIES} where sent = 0 and position > ?1 order by position limit ?2");
        let mut statement = connection.prepare_cached(&sql)?;
        let rows = statement.query_map(params![signed(after), most], entry)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Marks entries as sent.
    ///
    /// # Errors
    /// Fails if the database fails. Then none is marked, and all are sent again.
    pub fn mark_sent(&self, entries: &[Entry]) -> Result<(), StoreError> {
        let mut connection = held(&self.write);
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        {
            let sql = "update outbox set sent = 1 where position = ?1";
            let mut statement = transaction.prepare_cached(sql)?;
            for entry in entries {
                statement.execute([signed(entry.position)])?;
            }
        }
        Ok(transaction.commit()?)
    }

    /// What waits to be sent.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub fn backlog(&self) -> Result<Backlog, StoreError> {
        let connection = held(&self.read);
        // Both are answered by the index of what was not sent: readers wait for this connection.
        let sql = "select (select count(*) from outbox where sent = 0),
            (select time from outbox where sent = 0 order by position limit 1)";
        Ok(connection.query_row(sql, [], |row| {
            Ok(Backlog {
                entries: unsigned(row.get(0)?),
                oldest: row.get::<_, Option<i64>>(1)?.map(unsigned),
            })
        })?)
    }

    /// Hands each line of a dump of all users to `take`, in one snapshot and constant memory.
    ///
    /// # Errors
    /// Fails if the database fails. A reader who goes away is not a failure.
    pub fn dump(&self, mut take: impl FnMut(DumpLine) -> Result<(), Gone>) -> Result<(), StoreError> {
        // A connection of its own, so that a slow reader holds nobody up.
        let mut connection = connect(&self.path)?;
        let snapshot = connection.transaction()?;
        let Stream { identity, earlier } = stream(&snapshot)?;
        let last = snapshot
            .query_row(&format!("{ENTRIES} order by position desc limit 1"), [], entry)
            .optional()?;
        let rows: i64 = snapshot.query_row("select count(*) from users", [], |row| row.get(0))?;
        let header = DumpHeader {
            stream: identity,
            earlier,
            watermark: last.as_ref().map_or(0, |entry| entry.position),
            last_event_id: last.map(|entry| entry.id.to_string()),
            rows: unsigned(rows),
        };
        if take(DumpLine::Header(header)).is_err() {
            return Ok(());
        }
        let mut statement = snapshot.prepare(&format!("{ROWS} order by user_id"))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            if take(DumpLine::Row(dump_row(row)?)).is_err() {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Removes what was sent before this moment, in milliseconds since 1970, and the answers to commands before it. The last
    /// entry stays, so that a reader who has it is not sent back to the dump. Returns the number of entries.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub fn forget(&self, before: u64) -> Result<usize, StoreError> {
        let mut connection = held(&self.write);
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let removed = transaction.execute(
            "delete from outbox where sent = 1 and time < ?1 and position < (select max(position) from outbox)",
            [signed(before)],
        )?;
        transaction.execute("delete from answered where time < ?1", [signed(before)])?;
        transaction.commit()?;
        Ok(removed)
    }
}

const ENTRIES: &str = "select user_id, sequence, position, event, time, data from outbox";
const ROWS: &str = "select user_id, sequence, email, plan, locale, signed_up_at from users";

fn connect(path: &Path) -> Result<Connection, StoreError> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    // In WAL mode anything less forgets confirmed commits when the power goes.
    connection.pragma_update(None, "synchronous", "full")?;
    Ok(connection)
}

/// A panic of another request leaves a connection without an open transaction: dropping it rolled it back.
fn held(connection: &Mutex<Connection>) -> MutexGuard<'_, Connection> {
    connection.lock().unwrap_or_else(|held| held.into_inner())
}

fn answered(transaction: &Transaction<'_>, key: &str) -> Result<Option<Done>, StoreError> {
    let sql = "select user_id, sequence from answered where key = ?1";
    let mut statement = transaction.prepare_cached(sql)?;
    let done = statement.query_row([key], |row| {
        Ok(Done {
            user_id: unsigned(row.get(0)?),
            sequence: unsigned(row.get(1)?),
        })
    });
    Ok(done.optional()?)
}

/// Changes the state; returns the entry that tells of it, if anything changed.
fn change(
    transaction: &Transaction<'_>,
    command: &Command,
    now: u64,
) -> Result<(Done, Option<NewEntry>), StoreError> {
    let entry = match command {
        Command::Register(user) => {
            let sql =
                "insert into users (sequence, email, plan, locale, signed_up_at) values (1, ?1, ?2, ?3, ?4)";
            let values = params![user.email(), changes::plan_of(user)?, user.locale, signed(now)];
            taken(transaction.prepare_cached(sql)?.execute(values))?;
            changes::registered(unsigned(transaction.last_insert_rowid()), user, now)?
        }
        Command::ChangeEmail { user_id, email } => {
            let (sequence, previous) = locked(transaction, *user_id)?;
            if previous.as_deref() == Some(email) {
                let user_id = *user_id;
                return Ok((Done { user_id, sequence }, None));
            }
            let sql = "update users set email = ?2, sequence = ?3 where user_id = ?1";
            let values = params![signed(*user_id), email, signed(sequence + 1)];
            taken(transaction.prepare_cached(sql)?.execute(values))?;
            changes::email_changed(*user_id, sequence + 1, email, previous, now)?
        }
        Command::Delete { user_id, reason } => {
            let (sequence, _) = locked(transaction, *user_id)?;
            let sql = "delete from users where user_id = ?1";
            transaction.prepare_cached(sql)?.execute([signed(*user_id)])?;
            changes::deleted(*user_id, sequence + 1, reason, now)?
        }
    };
    let EventId { user_id, sequence } = entry.id;
    Ok((Done { user_id, sequence }, Some(entry)))
}

/// The user's sequence number and address. The transaction holds the write lock already.
fn locked(transaction: &Transaction<'_>, user_id: u64) -> Result<(u64, Option<String>), StoreError> {
    let unknown = StoreError::UnknownUser(user_id);
    let Ok(user_id) = i64::try_from(user_id) else {
        return Err(unknown);
    };
    let sql = "select sequence, email from users where user_id = ?1";
    let mut statement = transaction.prepare_cached(sql)?;
    let found = statement
        .query_row([user_id], |row| Ok((unsigned(row.get(0)?), row.get(1)?)))
        .optional()?;
    found.ok_or(unknown)
}

fn append(transaction: &Transaction<'_>, entry: Option<NewEntry>) -> Result<(), StoreError> {
    let Some(NewEntry {
        id,
        event,
        time,
        data,
    }) = entry
    else {
        return Ok(());
    };
    let [user_id, sequence] = [signed(id.user_id), signed(id.sequence)];
    let sql = "insert into outbox (user_id, sequence, event, time, data) values (?1, ?2, ?3, ?4, ?5)";
    let values = params![user_id, sequence, event, signed(time), data];
    transaction.prepare_cached(sql)?.execute(values)?;
    let sql = "insert into last_events (user_id, sequence) values (?1, ?2)
        on conflict (user_id) do update set sequence = excluded.sequence";
    transaction.prepare_cached(sql)?.execute([user_id, sequence])?;
    Ok(())
}

fn taken(result: rusqlite::Result<usize>) -> Result<(), StoreError> {
    match result {
        Err(rusqlite::Error::SqliteFailure(error, _))
            if error.extended_code == rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE =>
        {
            Err(StoreError::EmailTaken)
        }
        Err(error) => Err(error.into()),
        Ok(_) => Ok(()),
    }
}

fn stream(connection: &Connection) -> Result<Stream, StoreError> {
    let mut statement = connection.prepare_cached("select identity from streams order by number")?;
    let identities = statement.query_map([], |row| row.get(0))?;
    let mut earlier: Vec<String> = identities.collect::<Result<_, _>>()?;
    let identity = earlier.pop().unwrap_or_default();
    Ok(Stream { identity, earlier })
}

fn entry(row: &Row<'_>) -> rusqlite::Result<Entry> {
    Ok(Entry {
        id: EventId {
            user_id: unsigned(row.get(0)?),
            sequence: unsigned(row.get(1)?),
        },
        position: unsigned(row.get(2)?),
        event: row.get(3)?,
        time: unsigned(row.get(4)?),
        data: row.get(5)?,
    })
}

fn dump_row(row: &Row<'_>) -> rusqlite::Result<DumpRow> {
    let plan: String = row.get(3)?;
    Ok(DumpRow {
        user_id: unsigned(row.get(0)?),
        sequence: unsigned(row.get(1)?),
        email: row.get(2)?,
        plan: plan_named(&plan)
            .ok_or_else(|| rusqlite::Error::InvalidParameterName(format!("plan {plan}")))?,
        locale: row.get(4)?,
        signed_up_at: UnixMillis(unsigned(row.get(5)?)),
    })
}

/// SQLite has no unsigned numbers. Ids, positions and moments of this service count up from 0 and stay below 2^63.
fn signed(number: u64) -> i64 {
    number.cast_signed()
}

fn unsigned(number: i64) -> u64 {
    number.cast_unsigned()
}
