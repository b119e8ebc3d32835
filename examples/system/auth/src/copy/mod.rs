//! This service's copy of the users in SQLite, with what must change together with it: the inbox, the notices that are to
//! be sent to users, and the position in the feed.

mod row;
#[cfg(test)]
mod tests;

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use auth_service::message::Event;
use rusqlite::{Connection, OptionalExtension as _, Transaction, TransactionBehavior, params};
use service::fault::{self, Practice};

use crate::message::{Heard, user_of};

pub use row::{Row, State};

const TABLES: &str = "
    create table if not exists accounts (
        user_id integer primary key,
        email text,
        email_sequence integer,
        plan text,
        locale text,
        profile_sequence integer,
        closed text,
        closed_case text,
        closed_at integer,
        sequence integer not null,
        stream text not null,
        position integer not null
    ) strict;
    create table if not exists inbox (
        source text not null,
        id text not null,
        time integer not null,
        primary key (source, id)
    ) strict, without rowid;
    create table if not exists notices (
        number integer primary key autoincrement,
        user_id integer not null,
        event_source text not null,
        event_id text not null,
        kind text not null
    ) strict;
    create table if not exists feed (
        only_one integer primary key check (only_one = 1),
        stream text not null,
        last_event_id text
    ) strict;
";

/// The copy. Clones share its connection.
#[derive(Debug, Clone)]
pub struct Copy {
    connection: Arc<Mutex<Connection>>,
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

/// A change of the copy that holds as a whole or not at all.
#[derive(Debug)]
pub struct Change<'c> {
    transaction: Transaction<'c>,
    now: u64,
}

impl Copy {
    /// Opens the copy, and makes it if there is none.
    ///
    /// # Errors
    /// Fails if SQLite fails.
    pub fn open(path: &Path) -> rusqlite::Result<Self> {
        let mut connection = Connection::open(path)?;
        connection.busy_timeout(Duration::from_secs(5))?;
        connection.pragma_update(None, "journal_mode", "wal")?;
        connection.pragma_update(None, "synchronous", "full")?;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute_batch(TABLES)?;
        transaction.commit()?;
        let connection = Arc::new(Mutex::new(connection));
        Ok(Self { connection })
    }

    /// Changes the copy at `now`, in milliseconds since 1970. If `work` fails, nothing is changed.
    ///
    /// # Errors
    /// Fails if `work` or SQLite fails.
    pub fn change<T, E: From<rusqlite::Error>>(
        &self,
        now: u64,
        work: impl FnOnce(&Change<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut connection = self.held();
        // A transaction that only reads at first could not write after another process did.
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let change = Change { transaction, now };
        let done = work(&change)?;
        change.transaction.commit()?;
        Ok(done)
    }

    /// The place in the feed; none before the first dump.
    ///
    /// # Errors
    /// Fails if SQLite fails.
    pub fn position(&self) -> rusqlite::Result<Option<Position>> {
        let sql = "select stream, last_event_id from feed";
        let connection = self.held();
        let mut statement = connection.prepare_cached(sql)?;
        let position = statement.query_row([], |row| {
            Ok(Position {
                stream: row.get(0)?,
                last_event_id: row.get(1)?,
            })
        });
        position.optional()
    }

    /// What is known of a user.
    ///
    /// # Errors
    /// Fails if SQLite fails.
    pub fn account(&self, user_id: u64) -> rusqlite::Result<Option<Row>> {
        let Ok(user_id) = i64::try_from(user_id) else {
            return Ok(None);
        };
        row::load(&self.held(), user_id)
    }

    /// What is known of users with ids above this one, by id, at most `most`. `None` begins with the first.
    ///
    /// # Errors
    /// Fails if SQLite fails.
    pub fn accounts_after(&self, user_id: Option<u64>, most: u32) -> rusqlite::Result<Vec<(u64, Row)>> {
        row::between(&self.held(), user_id, None, most)
    }

    /// Returns true if this event was applied.
    ///
    /// # Errors
    /// Fails if SQLite fails.
    pub fn has_applied(&self, source: &str, id: &str) -> rusqlite::Result<bool> {
        let connection = self.held();
        let sql = "select exists (select 1 from inbox where source = ?1 and id = ?2)";
        connection
            .prepare_cached(sql)?
            .query_row([source, id], |row| row.get(0))
    }

    /// The users who were deleted before this moment, in milliseconds since 1970.
    ///
    /// # Errors
    /// Fails if SQLite fails.
    pub fn closed_before(&self, moment: u64) -> rusqlite::Result<Vec<u64>> {
        let connection = self.held();
        let mut statement = connection.prepare_cached("select user_id from accounts where closed_at < ?1")?;
        let users = statement.query_map([moment.cast_signed()], |row| {
            Ok(row.get::<_, i64>(0)?.cast_unsigned())
        })?;
        users.collect()
    }

    /// Removes entries of the inbox that are older than this moment, in milliseconds since 1970. No replay may be older.
    ///
    /// # Errors
    /// Fails if SQLite fails.
    pub fn forget_inbox(&self, before: u64) -> rusqlite::Result<usize> {
        let sql = "delete from inbox where time < ?1";
        self.held().execute(sql, [before.cast_signed()])
    }

    fn held(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(|held| held.into_inner())
    }
}

impl Change<'_> {
    /// Takes an event in: the inbox, the copy and the notice for the user.
    ///
    /// # Errors
    /// Fails if SQLite fails.
    pub fn apply(&self, heard: &Heard, event: Event) -> rusqlite::Result<Outcome> {
        let sql = "insert into inbox (source, id, time) values (?1, ?2, ?3) on conflict do nothing";
        let is_new = self.transaction.prepare_cached(sql)?.execute(params![
            heard.source,
            heard.id,
            self.now.cast_signed()
        ])? == 1;
        if !is_new && !fault::is_without(Practice::Inbox) {
            return Ok(Outcome::Repeated);
        }
        let (user_id, kind) = (user_of(&event), kind(&event));
        let mut row = self.account(user_id)?.unwrap_or_default();
        let is_applied = row.apply(heard, event, self.now);
        self.save(user_id, &row)?;
        // What is not kept by sequence would be done again by a redelivery: that is what the inbox is for.
        if is_applied || fault::is_without(Practice::Inbox) {
            let sql = "insert into notices (user_id, event_source, event_id, kind) values (?1, ?2, ?3, ?4)";
            let mut statement = self.transaction.prepare_cached(sql)?;
            statement.execute(params![user_id.cast_signed(), heard.source, heard.id, kind])?;
        }
        Ok(match is_applied {
            true => Outcome::Applied,
            false => Outcome::Superseded,
        })
    }

    /// An event about a user was heard of, and could not be read. That alone is kept: if a dump shows that the user is gone,
    /// the letter must not bring the user back.
    ///
    /// # Errors
    /// Fails if SQLite fails.
    pub fn heard_of(&self, user_id: u64, sequence: u64, stream: &str, position: u64) -> rusqlite::Result<()> {
        let mut row = self.account(user_id)?.unwrap_or_default();
        row.sequence = row.sequence.max(sequence);
        row.heard_at(stream, position);
        self.save(user_id, &row)
    }

    /// The time of the change, in milliseconds since 1970.
    pub fn now(&self) -> u64 {
        self.now
    }

    /// What is known of a user.
    ///
    /// # Errors
    /// Fails if SQLite fails.
    pub fn account(&self, user_id: u64) -> rusqlite::Result<Option<Row>> {
        row::load(&self.transaction, user_id.cast_signed())
    }

    /// What is known of users with ids above `from` and below `to`, by id, at most `most`.
    ///
    /// # Errors
    /// Fails if SQLite fails.
    pub fn accounts_between(
        &self,
        from: Option<u64>,
        to: Option<u64>,
        most: u32,
    ) -> rusqlite::Result<Vec<(u64, Row)>> {
        row::between(&self.transaction, from, to, most)
    }

    /// Sets what is known of a user.
    ///
    /// # Errors
    /// Fails if SQLite fails.
    pub fn save(&self, user_id: u64, row: &Row) -> rusqlite::Result<()> {
        row::save(&self.transaction, user_id.cast_signed(), row)
    }

    /// Sets the place in the feed.
    ///
    /// # Errors
    /// Fails if SQLite fails.
    pub fn move_to(&self, position: &Position) -> rusqlite::Result<()> {
        let sql = "insert into feed (only_one, stream, last_event_id) values (1, ?1, ?2)
            on conflict do update set stream = excluded.stream, last_event_id = excluded.last_event_id";
        let mut statement = self.transaction.prepare_cached(sql)?;
        statement.execute(params![position.stream, position.last_event_id])?;
        Ok(())
    }
}

fn kind(event: &Event) -> &'static str {
    match event {
        Event::Registered(_) => "welcome",
        Event::EmailChanged(_) => "new address",
        Event::Deleted(_) => "farewell",
    }
}
