//! Users and outbox in PostgreSQL.
//!
//! Several transactions write at the same time, so neither an id nor a transaction number says in which order they commit: a
//! reader who polls by one of them skips what commits later. Here the relay alone gives positions, to entries that it sees
//! committed. A reader of positions then skips nothing, and no long transaction elsewhere holds anybody up.
//!
//! Entries of one user have ids in the order of their numbers, because both are taken under the lock of the user's row. So
//! the relay, which goes by id, never gives 2 a position before 1.

use std::sync::Arc;

use ::postgres::error::SqlState;
use ::postgres::fallible_iterator::FallibleIterator as _;
use ::postgres::types::ToSql;
use ::postgres::{GenericClient, IsolationLevel, Row, Transaction};
use service::fault::{self, Practice};
use service::postgres::{Connection, Pool, Statements};
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
        user_id bigint generated always as identity primary key,
        sequence bigint not null,
        email text unique,
        plan text not null,
        locale text,
        signed_up_at bigint not null
    );
    create table if not exists outbox (
        -- Not a key: what writes few indexes writes fast, and the relay looks for ids only among entries without a position.
        id bigint generated always as identity,
        user_id bigint not null,
        sequence bigint not null,
        event text not null,
        time bigint not null,
        -- Not jsonb, which writes other numbers than it was given.
        data text not null,
        position bigint,
        primary key (user_id, sequence)
    );
    create index if not exists outbox_unplaced on outbox (id) where position is null;
    create unique index if not exists outbox_placed on outbox (position) where position is not null;
    -- The last position that was given, and the last one that was sent.
    create table if not exists relayed (position bigint not null, sent bigint not null);
    create table if not exists last_events (user_id bigint primary key, sequence bigint not null);
    create table if not exists answered (
        key text primary key,
        user_id bigint not null,
        sequence bigint not null,
        time bigint not null
    );
    create table if not exists streams (
        number bigint generated always as identity primary key,
        identity text not null unique
    );
";

/// The advisory lock of the only one who gives positions.
const POSITIONS: i64 = 0x7573_6572;

/// A database server. Clones share its connections.
#[derive(Clone)]
pub struct Postgres {
    pool: Arc<Pool>,
    commits: watch::Sender<u64>,
}

/// Without the address: it may hold a password.
impl std::fmt::Debug for Postgres {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Postgres").finish_non_exhaustive()
    }
}

impl Postgres {
    /// Connects, and makes the tables if there are none.
    ///
    /// # Errors
    /// Fails if the server does.
    pub fn open(address: &str) -> Result<Self, StoreError> {
        let new = Self {
            pool: Arc::new(Pool::new(address, "")),
            commits: watch::Sender::new(0),
        };
        new.pool.with(|Connection { client, .. }| {
            let mut transaction = client.transaction()?;
            // Two processes that start at the same moment would both make the tables.
            transaction.execute("select pg_advisory_xact_lock($1)", &[&POSITIONS])?;
            transaction.batch_execute(TABLES)?;
            let sql = "insert into relayed select 0, 0 where not exists (select 1 from relayed)";
            transaction.execute(sql, &[])?;
            transaction.execute(
                "insert into streams (identity) select $1 where not exists (select 1 from streams)",
                &[&Uuid::new_v4().to_string()],
            )?;
            transaction.commit()
        })?;
        Ok(new)
    }

    pub(super) fn commits(&self) -> watch::Receiver<u64> {
        self.commits.subscribe()
    }

    pub(super) fn run(&self, key: Option<&str>, command: &Command, now: u64) -> Result<Done, StoreError> {
        let done = self.pool.with(|Connection { client, statements }| {
            let mut transaction = client.transaction()?;
            if let Some(key) = key {
                // Whoever sends the same command at the same time waits here for the first.
                let sql = "insert into answered (key, user_id, sequence, time) values ($1, 0, 0, $2) on conflict do nothing";
                if statements.execute(&mut transaction, sql, &[&key, &signed(now)])? == 0 {
                    let sql = "select user_id, sequence from answered where key = $1";
                    let row = statements.query_one(&mut transaction, sql, &[&key])?;
                    return Ok(Ok(Done {
                        user_id: unsigned(row.get(0)),
                        sequence: unsigned(row.get(1)),
                    }));
                }
            }
            let (done, entry) = match change(&mut transaction, statements, command, now) {
                // The connection is as good as before.
                Err(refused @ (StoreError::EmailTaken | StoreError::UnknownUser(_))) => return Ok(Err(refused)),
                changed => changed?,
            };
            if fault::is_without(Practice::Outbox) {
                append(&mut transaction, statements, key, done, None)?;
                transaction.commit()?;
                fault::point("users.between-state-and-outbox");
                append(client, statements, None, done, entry)?;
            } else {
                append(&mut transaction, statements, key, done, entry)?;
                fault::point("users.before-commit");
                transaction.commit()?;
            }
            Ok::<_, StoreError>(Ok(done))
        })??;
        self.commits.send_modify(|commits| *commits += 1);
        fault::point("users.after-commit");
        Ok(done)
    }

    pub(super) fn user(&self, user_id: u64) -> Result<Option<DumpRow>, StoreError> {
        let Ok(user_id) = i64::try_from(user_id) else {
            return Ok(None);
        };
        self.pool.with(|Connection { client, statements }| {
            let row = statements.query_opt(client, &format!("{ROWS} where user_id = $1"), &[&user_id])?;
            row.as_ref().map(dump_row).transpose()
        })
    }

    pub(super) fn after(&self, position: u64, most: u32) -> Result<Vec<Entry>, StoreError> {
        let sql = format!("{ENTRIES} where position > $1 order by position limit $2");
        self.pool.with(|Connection { client, statements }| {
            let rows = statements.query(client, &sql, &[&signed(position), &i64::from(most)])?;
            Ok(rows.iter().map(entry).collect())
        })
    }

    pub(super) fn place(&self, id: EventId) -> Result<Place, StoreError> {
        let (Ok(user_id), Ok(sequence)) = (i64::try_from(id.user_id), i64::try_from(id.sequence)) else {
            return Ok(Place::Unknown);
        };
        self.pool.with(|Connection { client, statements }| {
            let sql = "select position from outbox where user_id = $1 and sequence = $2";
            if let Some(row) = statements.query_opt(client, sql, &[&user_id, &sequence])? {
                // Nobody was told of an entry without a position.
                return Ok(row
                    .get::<_, Option<i64>>(0)
                    .map_or(Place::Unknown, |position| Place::At(unsigned(position))));
            }
            let sql = "select sequence from last_events where user_id = $1";
            let last: Option<i64> = statements
                .query_opt(client, sql, &[&user_id])?
                .map(|row| row.get(0));
            Ok(match last {
                Some(last) if (1..=last).contains(&sequence) => Place::Expired,
                _ => Place::Unknown,
            })
        })
    }

    pub(super) fn stream(&self) -> Result<Stream, StoreError> {
        self.pool.with(|connection| stream(&mut connection.client))
    }

    pub(super) fn renew_stream(&self) -> Result<Stream, StoreError> {
        self.pool.with(|Connection { client, .. }| {
            let identity = Uuid::new_v4().to_string();
            client.execute("insert into streams (identity) values ($1)", &[&identity])?;
            stream(client)
        })
    }

    /// What has a position and was not sent comes first, after a crash. If there is none, gives positions to what was
    /// committed since. Both are bounded, so that a long outbox takes no more memory than a short one, here and there.
    pub(super) fn unsent(&self, after: u64, most: u32) -> Result<Vec<Entry>, StoreError> {
        let entries: Result<_, StoreError> = self.pool.with(|Connection { client, statements }| {
            let mut transaction = client.transaction()?;
            // Positions appear in their order only if one transaction gives them at a time.
            let sql = "select pg_advisory_xact_lock($1)";
            statements.query(&mut transaction, sql, &[&POSITIONS])?;
            let sql = format!(
                "{ENTRIES} where position > (select greatest(sent, $1) from relayed) order by position limit $2"
            );
            let rows = statements.query(&mut transaction, &sql, &[&signed(after), &i64::from(most)])?;
            if !rows.is_empty() {
                return Ok((rows.iter().map(entry).collect(), false));
            }
            let entries = placed(&mut transaction, statements, most)?;
            let is_new = !entries.is_empty();
            transaction.commit()?;
            Ok((entries, is_new))
        });
        let (entries, is_new) = entries?;
        if is_new {
            self.commits.send_modify(|commits| *commits += 1);
        }
        Ok(entries)
    }

    pub(super) fn mark_sent(&self, entries: &[Entry]) -> Result<(), StoreError> {
        let Some(last) = entries.last() else {
            return Ok(());
        };
        // They were the first that waited, so whatever is before the last one was sent too.
        let sql = "update relayed set sent = $1 where sent < $1";
        self.pool.with(|Connection { client, statements }| {
            statements.execute(client, sql, &[&signed(last.position)])?;
            Ok(())
        })
    }

    pub(super) fn backlog(&self) -> Result<Backlog, StoreError> {
        self.pool.with(|Connection { client, statements }| {
            let sql = "select count(*), min(time) from (
                    select time from outbox where position is null
                    union all select time from outbox where position > (select sent from relayed)
                ) as waiting";
            let row = statements.query_one(client, sql, &[])?;
            Ok(Backlog {
                entries: unsigned(row.get(0)),
                oldest: row.get::<_, Option<i64>>(1).map(unsigned),
            })
        })
    }

    pub(super) fn dump(&self, mut take: impl FnMut(DumpLine) -> Result<(), Gone>) -> Result<(), StoreError> {
        // A connection of its own, so that slow readers hold nobody up.
        let Connection { mut client, .. } = self.pool.apart()?;
        let mut snapshot = client
            .build_transaction()
            .isolation_level(IsolationLevel::RepeatableRead)
            .read_only(true)
            .start()?;
        let Stream { identity, earlier } = stream(&mut snapshot)?;
        let sql = format!("{ENTRIES} where position is not null order by position desc limit 1");
        let last = snapshot.query_opt(&sql, &[])?.as_ref().map(entry);
        let rows: i64 = snapshot.query_one("select count(*) from users", &[])?.get(0);
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
        let portal = snapshot.bind(&format!("{ROWS} order by user_id"), &[])?;
        loop {
            let mut page = snapshot.query_portal_raw(&portal, 1000)?;
            let mut is_empty = true;
            while let Some(row) = page.next()? {
                is_empty = false;
                if take(DumpLine::Row(dump_row(&row)?)).is_err() {
                    return Ok(());
                }
            }
            if is_empty {
                return Ok(());
            }
        }
    }

    pub(super) fn forget(&self, before: u64) -> Result<usize, StoreError> {
        self.pool.with(|Connection { client, .. }| {
            let mut transaction = client.transaction()?;
            let removed = transaction.execute(
                "delete from outbox where time < $1 and position <= (select sent from relayed)
                 and position < (select max(position) from outbox)",
                &[&signed(before)],
            )?;
            transaction.execute("delete from answered where time < $1", &[&signed(before)])?;
            transaction.commit()?;
            Ok(usize::try_from(removed).unwrap_or(usize::MAX))
        })
    }
}

const ENTRIES: &str = "select user_id, sequence, position, event, time, data from outbox";
const ROWS: &str = "select user_id, sequence, email, plan, locale, signed_up_at from users";

/// Gives positions to entries that were committed and have none, at most `most`, in the order of their ids.
fn placed(
    transaction: &mut Transaction<'_>,
    statements: &mut Statements,
    most: u32,
) -> Result<Vec<Entry>, StoreError> {
    let sql = "select user_id, sequence, 0::bigint, event, time, data, id from outbox
        where position is null order by id limit $1";
    let rows = statements.query(transaction, sql, &[&i64::from(most)])?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let sql = "update relayed set position = position + $1 returning position";
    let count = rows.len() as u64;
    let last = statements.query_one(transaction, sql, &[&signed(count)])?;
    let first = unsigned(last.get(0)) - count + 1;
    let entries: Vec<Entry> = rows
        .iter()
        .zip(first..)
        .map(|(row, position)| Entry {
            position,
            ..entry(row)
        })
        .collect();
    let ids: Vec<i64> = rows.iter().map(|row| row.get(6)).collect();
    let positions: Vec<i64> = entries.iter().map(|entry| signed(entry.position)).collect();
    // The ids are few, so each is looked up, however long the outbox is.
    let sql = "update outbox set position = new.position from unnest($1::bigint[], $2::bigint[]) as new (id, position)
        where outbox.id = new.id and outbox.position is null";
    statements.execute(transaction, sql, &[&ids, &positions])?;
    Ok(entries)
}

/// Changes the state; returns the entry that tells of it, if anything changed.
fn change(
    transaction: &mut Transaction<'_>,
    statements: &mut Statements,
    command: &Command,
    now: u64,
) -> Result<(Done, Option<NewEntry>), StoreError> {
    let entry = match command {
        Command::Register(user) => {
            let sql =
                "insert into users (sequence, email, plan, locale, signed_up_at) values (1, $1, $2, $3, $4)
                returning user_id";
            let plan = changes::plan_of(user)?;
            let row = statements.query_one(
                transaction,
                sql,
                &[&user.email(), &plan, &user.locale, &signed(now)],
            );
            changes::registered(unsigned(taken(row)?.get(0)), user, now)?
        }
        Command::ChangeEmail { user_id, email } => {
            let (sequence, previous) = locked(transaction, statements, *user_id)?;
            if previous.as_deref() == Some(email) {
                let user_id = *user_id;
                return Ok((Done { user_id, sequence }, None));
            }
            let sql = "update users set email = $2, sequence = $3 where user_id = $1";
            let values: [&(dyn ToSql + Sync); 3] = [&signed(*user_id), email, &signed(sequence + 1)];
            taken(statements.execute(transaction, sql, &values))?;
            changes::email_changed(*user_id, sequence + 1, email, previous, now)?
        }
        Command::Delete { user_id, reason } => {
            let (sequence, _) = locked(transaction, statements, *user_id)?;
            let sql = "delete from users where user_id = $1";
            statements.execute(transaction, sql, &[&signed(*user_id)])?;
            changes::deleted(*user_id, sequence + 1, reason, now)?
        }
    };
    let EventId { user_id, sequence } = entry.id;
    Ok((Done { user_id, sequence }, Some(entry)))
}

/// The user's sequence number and address, and the lock of the row until the end of the transaction.
fn locked(
    transaction: &mut Transaction<'_>,
    statements: &mut Statements,
    user_id: u64,
) -> Result<(u64, Option<String>), StoreError> {
    let unknown = StoreError::UnknownUser(user_id);
    let Ok(user_id) = i64::try_from(user_id) else {
        return Err(unknown);
    };
    let sql = "select sequence, email from users where user_id = $1 for update";
    let row = statements
        .query_opt(transaction, sql, &[&user_id])?
        .ok_or(unknown)?;
    Ok((unsigned(row.get(0)), row.get(1)))
}

/// Appends the entry, if there is one, and writes the answer under its key, if it has one: one statement, because each costs
/// a way to the server and back.
fn append(
    client: &mut impl GenericClient,
    statements: &mut Statements,
    key: Option<&str>,
    done: Done,
    entry: Option<NewEntry>,
) -> Result<(), StoreError> {
    let [user_id, sequence] = [signed(done.user_id), signed(done.sequence)];
    let Some(NewEntry {
        event, time, data, ..
    }) = entry
    else {
        let sql = "update answered set user_id = $2, sequence = $3 where key = $1";
        statements.execute(client, sql, &[&key, &user_id, &sequence])?;
        return Ok(());
    };
    let sql = "with entry as (
            insert into outbox (user_id, sequence, event, time, data) values ($1, $2, $3, $4, $5)
        ), answer as (
            update answered set user_id = $1, sequence = $2 where key = $6
        )
        insert into last_events (user_id, sequence) values ($1, $2)
        on conflict (user_id) do update set sequence = excluded.sequence";
    let values: [&(dyn ToSql + Sync); 6] = [&user_id, &sequence, &event, &signed(time), &data, &key];
    statements.execute(client, sql, &values)?;
    Ok(())
}

fn taken<T>(result: Result<T, ::postgres::Error>) -> Result<T, StoreError> {
    result.map_err(|error| match error.code() {
        Some(code) if *code == SqlState::UNIQUE_VIOLATION => StoreError::EmailTaken,
        _ => error.into(),
    })
}

fn stream(client: &mut impl GenericClient) -> Result<Stream, StoreError> {
    let rows = client.query("select identity from streams order by number", &[])?;
    let mut earlier: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
    let identity = earlier.pop().unwrap_or_default();
    Ok(Stream { identity, earlier })
}

fn entry(row: &Row) -> Entry {
    Entry {
        id: EventId {
            user_id: unsigned(row.get(0)),
            sequence: unsigned(row.get(1)),
        },
        position: unsigned(row.get(2)),
        event: row.get(3),
        time: unsigned(row.get(4)),
        data: row.get(5),
    }
}

fn dump_row(row: &Row) -> Result<DumpRow, StoreError> {
    let plan: String = row.get(3);
    Ok(DumpRow {
        user_id: unsigned(row.get(0)),
        sequence: unsigned(row.get(1)),
        email: row.try_get(2)?,
        plan: plan_named(&plan)
            .ok_or_else(|| StoreError::Database(format!("{plan} is not a plan").into()))?,
        locale: row.get(4),
        signed_up_at: UnixMillis(unsigned(row.get(5))),
    })
}

/// Ids, positions and moments of this service count up from 0 and stay below 2^63.
fn signed(number: u64) -> i64 {
    number.cast_signed()
}

fn unsigned(number: i64) -> u64 {
    number.cast_unsigned()
}
