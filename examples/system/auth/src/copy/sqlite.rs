//! The copy in SQLite: nothing to install.

use std::collections::HashSet;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior, params};
use service::fault;

use super::change::{Change, Identity, Transaction, Writes};
use super::row::{COLUMNS, Columns, Row};
use super::{CopyError, Position};

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

/// A file. Clones share its connection.
#[derive(Debug, Clone)]
pub struct Sqlite {
    connection: Arc<Mutex<Connection>>,
}

impl Sqlite {
    /// Opens the file, and makes it if there is none.
    ///
    /// # Errors
    /// Fails if SQLite fails, or the file has other tables of the same names.
    pub fn open(path: &Path) -> Result<Self, CopyError> {
        let mut connection = Connection::open(path)?;
        connection.busy_timeout(Duration::from_secs(5))?;
        connection.pragma_update(None, "journal_mode", "wal")?;
        connection.pragma_update(None, "synchronous", "full")?;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute_batch(TABLES)?;
        transaction.commit()?;
        let accounts = format!("user_id, {COLUMNS}");
        for (table, columns) in [
            ("accounts", &*accounts),
            ("inbox", "source, id, time"),
            ("notices", "number, user_id, event_source, event_id, kind"),
            ("feed", "only_one, stream, last_event_id"),
        ] {
            let sql = format!("select {columns} from {table}");
            if let Err(error) = connection.prepare(&sql) {
                let reason = error.to_string();
                return Err(CopyError::Table { table, reason });
            }
        }
        let connection = Arc::new(Mutex::new(connection));
        Ok(Self { connection })
    }

    pub(super) fn change<T, E: From<CopyError>>(
        &self,
        now: u64,
        work: impl FnOnce(&mut Change<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut connection = self.held();
        // A transaction that only reads at first could not write after another process did.
        let begun = connection.transaction_with_behavior(TransactionBehavior::Immediate);
        let mut transaction = begun.map_err(CopyError::from)?;
        let done = Change::run(&mut transaction, now, work)?;
        transaction.commit().map_err(CopyError::from)?;
        Ok(done)
    }

    pub(super) fn position(&self) -> Result<Option<Position>, CopyError> {
        let sql = "select stream, last_event_id from feed";
        let connection = self.held();
        let mut statement = connection.prepare_cached(sql)?;
        let position = statement.query_row([], |row| {
            Ok(Position {
                stream: row.get(0)?,
                last_event_id: row.get(1)?,
            })
        });
        Ok(position.optional()?)
    }

    pub(super) fn account(&self, user_id: u64) -> Result<Option<Row>, CopyError> {
        load(&self.held(), user_id)
    }

    pub(super) fn accounts_after(
        &self,
        user_id: Option<u64>,
        most: u32,
    ) -> Result<Vec<(u64, Row)>, CopyError> {
        between(&self.held(), user_id, None, most)
    }

    pub(super) fn has_applied(&self, source: &str, id: &str) -> Result<bool, CopyError> {
        let connection = self.held();
        let sql = "select exists (select 1 from inbox where source = ?1 and id = ?2)";
        let mut statement = connection.prepare_cached(sql)?;
        Ok(statement.query_row([source, id], |row| row.get(0))?)
    }

    pub(super) fn closed_before(&self, moment: u64) -> Result<Vec<u64>, CopyError> {
        let connection = self.held();
        let mut statement = connection.prepare_cached("select user_id from accounts where closed_at < ?1")?;
        let users = statement.query_map([moment.cast_signed()], |row| {
            Ok(row.get::<_, i64>(0)?.cast_unsigned())
        })?;
        Ok(users.collect::<Result<_, _>>()?)
    }

    pub(super) fn forget_inbox(&self, before: u64) -> Result<usize, CopyError> {
        let sql = "delete from inbox where time < ?1";
        Ok(self.held().execute(sql, [before.cast_signed()])?)
    }

    fn held(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(|held| held.into_inner())
    }
}

impl Transaction for rusqlite::Transaction<'_> {
    fn enter(&mut self, events: &[Identity], now: i64) -> Result<HashSet<Identity>, CopyError> {
        let sql = "insert into inbox (source, id, time) values (?1, ?2, ?3) on conflict do nothing";
        let mut statement = self.prepare_cached(sql)?;
        let mut new = HashSet::new();
        for (source, id) in events {
            if statement.execute(params![source, id, now])? == 1 {
                new.insert((source.clone(), id.clone()));
            }
        }
        Ok(new)
    }

    fn rows(&mut self, users: &[u64]) -> Result<Vec<(u64, Row)>, CopyError> {
        let mut rows = Vec::with_capacity(users.len());
        for user_id in users {
            rows.extend(load(self, *user_id)?.map(|row| (*user_id, row)));
        }
        Ok(rows)
    }

    fn between(
        &mut self,
        from: Option<u64>,
        to: Option<u64>,
        most: u32,
    ) -> Result<Vec<(u64, Row)>, CopyError> {
        between(self, from, to, most)
    }

    fn write(&mut self, writes: &Writes) -> Result<(), CopyError> {
        fault::point("auth.between-inbox-and-copy");
        let sql = format!(
            "insert or replace into accounts (user_id, {COLUMNS})
             values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)"
        );
        let mut statement = self.prepare_cached(&sql)?;
        for (user_id, row) in &writes.rows {
            let row = Columns::from(row);
            statement.execute(params![
                user_id.cast_signed(),
                row.email,
                row.email_sequence,
                row.plan,
                row.locale,
                row.profile_sequence,
                row.closed,
                row.closed_case,
                row.closed_at,
                row.sequence,
                row.stream,
                row.position,
            ])?;
        }
        let sql = "insert into notices (user_id, event_source, event_id, kind) values (?1, ?2, ?3, ?4)";
        let mut statement = self.prepare_cached(sql)?;
        for notice in &writes.notices {
            let (source, id) = &notice.event;
            statement.execute(params![notice.user_id.cast_signed(), source, id, notice.kind])?;
        }
        if let Some(position) = &writes.position {
            let sql = "insert into feed (only_one, stream, last_event_id) values (1, ?1, ?2)
                on conflict do update set stream = excluded.stream, last_event_id = excluded.last_event_id";
            self.prepare_cached(sql)?
                .execute(params![position.stream, position.last_event_id])?;
        }
        Ok(())
    }
}

fn load(connection: &Connection, user_id: u64) -> Result<Option<Row>, CopyError> {
    let sql = format!("select user_id, {COLUMNS} from accounts where user_id = ?1");
    let mut statement = connection.prepare_cached(&sql)?;
    let found = statement.query_row([user_id.cast_signed()], read).optional()?;
    found.map(|(_, columns)| Row::try_from(columns)).transpose()
}

fn between(
    connection: &Connection,
    from: Option<u64>,
    to: Option<u64>,
    most: u32,
) -> Result<Vec<(u64, Row)>, CopyError> {
    let sql = format!(
        "select user_id, {COLUMNS} from accounts where user_id > ?1 and (?2 is null or user_id < ?2)
         order by user_id limit ?3"
    );
    let (from, to) = (from.map_or(-1, clamped), to.map(clamped));
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map(params![from, to, most], read)?;
    rows.map(|found| {
        let (user_id, columns) = found?;
        Ok((user_id.cast_unsigned(), columns.try_into()?))
    })
    .collect()
}

/// Ids above this one are in no database.
fn clamped(user_id: u64) -> i64 {
    i64::try_from(user_id).unwrap_or(i64::MAX)
}

fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<(i64, Columns<String>)> {
    let columns = Columns {
        email: row.get(1)?,
        email_sequence: row.get(2)?,
        plan: row.get(3)?,
        locale: row.get(4)?,
        profile_sequence: row.get(5)?,
        closed: row.get(6)?,
        closed_case: row.get(7)?,
        closed_at: row.get(8)?,
        sequence: row.get(9)?,
        stream: row.get(10)?,
        position: row.get(11)?,
    };
    Ok((row.get(0)?, columns))
}
