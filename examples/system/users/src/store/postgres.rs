//! Users and outbox in PostgreSQL.
//!
//! Several transactions write at the same time, so neither an id nor a transaction number says in which order they commit: a
//! reader who polls by one of them skips what commits later. Here the relay alone gives positions, to entries that it sees
//! committed. A reader of positions then skips nothing, and no long transaction elsewhere holds anybody up.
//!
//! Entries of one user have ids in the order of their numbers, because both are taken under the lock of the user's row. So
//! the relay, which goes by id, never gives 2 a position before 1.

use std::sync::{Arc, Mutex, MutexGuard};

use ::postgres::error::SqlState;
use ::postgres::fallible_iterator::FallibleIterator as _;
use ::postgres::{Client, GenericClient, IsolationLevel, NoTls, Row, Transaction};
use service::fault::{self, Practice};
use tokio::sync::watch;
use user_service::commands::plan_named;
use user_service::dump::{DumpHeader, DumpRow};
use user_service::events::UnixMillis;
use uuid::Uuid;

use super::changes::{self, NewEntry};
use super::{Backlog, Done, DumpSink, Place, StoreError, Stream};
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
        id bigint generated always as identity primary key,
        user_id bigint not null,
        sequence bigint not null,
        event text not null,
        time bigint not null,
        -- Not jsonb, which writes other numbers than it was given.
        data text not null,
        position bigint unique,
        sent boolean not null default false,
        unique (user_id, sequence)
    );
    create index if not exists outbox_unplaced on outbox (id) where position is null;
    create index if not exists outbox_unsent on outbox (position) where not sent;
    create table if not exists last_position (position bigint not null);
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
    address: Arc<str>,
    idle: Arc<Idle>,
    commits: watch::Sender<u64>,
}

/// Connections that nobody uses now.
#[derive(Default)]
struct Idle {
    clients: Mutex<Vec<Client>>,
}

impl Idle {
    fn held(&self) -> MutexGuard<'_, Vec<Client>> {
        self.clients.lock().unwrap_or_else(|held| held.into_inner())
    }
}

/// A connection says goodbye and waits for it, which is not allowed where requests are answered.
impl Drop for Idle {
    fn drop(&mut self) {
        let clients = std::mem::take(&mut *self.held());
        if std::thread::spawn(move || drop(clients)).join().is_err() {
            tracing::warn!("connections to the database were not closed in order");
        }
    }
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
            address: address.into(),
            idle: Arc::default(),
            commits: watch::Sender::new(0),
        };
        new.with(|client| {
            let mut transaction = client.transaction()?;
            // Two processes that start at the same moment would both make the tables.
            transaction.execute("select pg_advisory_xact_lock($1)", &[&POSITIONS])?;
            transaction.batch_execute(TABLES)?;
            let sql = "insert into last_position select 0 where not exists (select 1 from last_position)";
            transaction.execute(sql, &[])?;
            transaction.execute(
                "insert into streams (identity) select $1 where not exists (select 1 from streams)",
                &[&Uuid::new_v4().to_string()],
            )?;
            Ok(transaction.commit()?)
        })?;
        Ok(new)
    }

    /// Works with a connection of its own. One that failed is not used again.
    fn with<T>(&self, work: impl FnOnce(&mut Client) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let idle = self.idle.held().pop();
        let mut client = match idle.filter(|client| !client.is_closed()) {
            Some(client) => client,
            None => Client::connect(&self.address, NoTls)?,
        };
        let done = work(&mut client);
        if !matches!(done, Err(StoreError::Database(_))) {
            self.idle.held().push(client);
        }
        done
    }

    pub(super) fn commits(&self) -> watch::Receiver<u64> {
        self.commits.subscribe()
    }

    pub(super) fn run(&self, key: Option<&str>, command: &Command, now: u64) -> Result<Done, StoreError> {
        let done = self.with(|client| {
            let mut transaction = client.transaction()?;
            if let Some(key) = key {
                // Whoever sends the same command at the same time waits here for the first.
                let sql = "insert into answered (key, user_id, sequence, time) values ($1, 0, 0, $2) on conflict do nothing";
                if transaction.execute(sql, &[&key, &signed(now)])? == 0 {
                    let row = transaction.query_one("select user_id, sequence from answered where key = $1", &[&key])?;
                    return Ok(Done {
                        user_id: unsigned(row.get(0)),
                        sequence: unsigned(row.get(1)),
                    });
                }
            }
            let (done, entry) = change(&mut transaction, command, now)?;
            if let Some(key) = key {
                let sql = "update answered set user_id = $2, sequence = $3 where key = $1";
                transaction.execute(sql, &[&key, &signed(done.user_id), &signed(done.sequence)])?;
            }
            if fault::is_without(Practice::Outbox) {
                transaction.commit()?;
                fault::point("users.between-state-and-outbox");
                append(client, entry)?;
            } else {
                append(&mut transaction, entry)?;
                fault::point("users.before-commit");
                transaction.commit()?;
            }
            Ok(done)
        })?;
        self.commits.send_modify(|commits| *commits += 1);
        fault::point("users.after-commit");
        Ok(done)
    }

    pub(super) fn user(&self, user_id: u64) -> Result<Option<DumpRow>, StoreError> {
        let Ok(user_id) = i64::try_from(user_id) else {
            return Ok(None);
        };
        self.with(|client| {
            let row = client.query_opt(&format!("{ROWS} where user_id = $1"), &[&user_id])?;
            row.as_ref().map(dump_row).transpose()
        })
    }

    pub(super) fn after(&self, position: u64, most: u32) -> Result<Vec<Entry>, StoreError> {
        let sql = format!("{ENTRIES} where position > $1 order by position limit $2");
        self.with(|client| {
            let rows = client.query(&sql, &[&signed(position), &i64::from(most)])?;
            Ok(rows.iter().map(entry).collect())
        })
    }

    pub(super) fn place(&self, id: EventId) -> Result<Place, StoreError> {
        let (Ok(user_id), Ok(sequence)) = (i64::try_from(id.user_id), i64::try_from(id.sequence)) else {
            return Ok(Place::Unknown);
        };
        self.with(|client| {
            let sql = "select position from outbox where user_id = $1 and sequence = $2";
            if let Some(row) = client.query_opt(sql, &[&user_id, &sequence])? {
                // Nobody was told of an entry without a position.
                return Ok(row
                    .get::<_, Option<i64>>(0)
                    .map_or(Place::Unknown, |position| Place::At(unsigned(position))));
            }
            let sql = "select sequence from last_events where user_id = $1";
            let last: Option<i64> = client.query_opt(sql, &[&user_id])?.map(|row| row.get(0));
            Ok(match last {
                Some(last) if (1..=last).contains(&sequence) => Place::Expired,
                _ => Place::Unknown,
            })
        })
    }

    pub(super) fn stream(&self) -> Result<Stream, StoreError> {
        self.with(stream)
    }

    pub(super) fn renew_stream(&self) -> Result<Stream, StoreError> {
        self.with(|client| {
            let identity = Uuid::new_v4().to_string();
            client.execute("insert into streams (identity) values ($1)", &[&identity])?;
            stream(client)
        })
    }

    /// Gives positions to what was committed since, and returns what was not sent.
    pub(super) fn unsent(&self, most: u32) -> Result<Vec<Entry>, StoreError> {
        self.with(|client| {
            let mut transaction = client.transaction()?;
            // Positions appear in their order only if one transaction gives them at a time.
            transaction.execute("select pg_advisory_xact_lock($1)", &[&POSITIONS])?;
            let placed = transaction.execute(
                "with unplaced as (
                     select id, row_number() over (order by id) as number from outbox where position is null
                 )
                 update outbox set position = last_position.position + unplaced.number
                 from unplaced, last_position where outbox.id = unplaced.id",
                &[],
            )?;
            let sql = "update last_position set position = position + $1";
            transaction.execute(sql, &[&i64::try_from(placed).unwrap_or(i64::MAX)])?;
            transaction.commit()?;
            if placed > 0 {
                self.commits.send_modify(|commits| *commits += 1);
            }
            let sql = format!("{ENTRIES} where not sent and position is not null order by position limit $1");
            let rows = client.query(&sql, &[&i64::from(most)])?;
            Ok(rows.iter().map(entry).collect())
        })
    }

    pub(super) fn mark_sent(&self, entries: &[Entry]) -> Result<(), StoreError> {
        let positions: Vec<i64> = entries.iter().map(|entry| signed(entry.position)).collect();
        self.with(|client| {
            client.execute(
                "update outbox set sent = true where position = any ($1)",
                &[&positions],
            )?;
            Ok(())
        })
    }

    pub(super) fn backlog(&self) -> Result<Backlog, StoreError> {
        self.with(|client| {
            let row = client.query_one("select count(*), min(time) from outbox where not sent", &[])?;
            Ok(Backlog {
                entries: unsigned(row.get(0)),
                oldest: row.get::<_, Option<i64>>(1).map(unsigned),
            })
        })
    }

    pub(super) fn dump(&self, sink: &mut impl DumpSink) -> Result<(), StoreError> {
        self.with(|client| {
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
            if sink.header(&header).is_err() {
                return Ok(());
            }
            let portal = snapshot.bind(&format!("{ROWS} order by user_id"), &[])?;
            loop {
                let mut page = snapshot.query_portal_raw(&portal, 1000)?;
                let mut is_empty = true;
                while let Some(row) = page.next()? {
                    is_empty = false;
                    if sink.row(&dump_row(&row)?).is_err() {
                        return Ok(());
                    }
                }
                if is_empty {
                    return Ok(());
                }
            }
        })
    }

    pub(super) fn forget(&self, before: u64) -> Result<usize, StoreError> {
        self.with(|client| {
            let mut transaction = client.transaction()?;
            let removed = transaction.execute(
                "delete from outbox where sent and time < $1 and position < (select max(position) from outbox)",
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

/// Changes the state; returns the entry that tells of it, if anything changed.
fn change(
    transaction: &mut Transaction<'_>,
    command: &Command,
    now: u64,
) -> Result<(Done, Option<NewEntry>), StoreError> {
    let entry =
        match command {
            Command::Register(user) => {
                let row = transaction.query_one(
                "insert into users (sequence, email, plan, locale, signed_up_at) values (1, $1, $2, $3, $4)
                 returning user_id",
                &[&user.email(), &changes::plan_of(user)?, &user.locale, &signed(now)],
            );
                changes::registered(unsigned(taken(row)?.get(0)), user, now)?
            }
            Command::ChangeEmail { user_id, email } => {
                let (sequence, previous) = locked(transaction, *user_id)?;
                if previous.as_deref() == Some(email) {
                    let user_id = *user_id;
                    // What was written of the key holds, too.
                    return Ok((Done { user_id, sequence }, None));
                }
                let updated = transaction.execute(
                    "update users set email = $2, sequence = $3 where user_id = $1",
                    &[&signed(*user_id), email, &signed(sequence + 1)],
                );
                taken(updated)?;
                changes::email_changed(*user_id, sequence + 1, email, previous, now)?
            }
            Command::Delete { user_id, reason } => {
                let (sequence, _) = locked(transaction, *user_id)?;
                transaction.execute("delete from users where user_id = $1", &[&signed(*user_id)])?;
                changes::deleted(*user_id, sequence + 1, reason, now)?
            }
        };
    let EventId { user_id, sequence } = entry.id;
    Ok((Done { user_id, sequence }, Some(entry)))
}

/// The user's sequence number and address, and the lock of the row until the end of the transaction.
fn locked(transaction: &mut Transaction<'_>, user_id: u64) -> Result<(u64, Option<String>), StoreError> {
    let unknown = StoreError::UnknownUser(user_id);
    let Ok(user_id) = i64::try_from(user_id) else {
        return Err(unknown);
    };
    let sql = "select sequence, email from users where user_id = $1 for update";
    let row = transaction.query_opt(sql, &[&user_id])?.ok_or(unknown)?;
    Ok((unsigned(row.get(0)), row.get(1)))
}

fn append(client: &mut impl GenericClient, entry: Option<NewEntry>) -> Result<(), StoreError> {
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
    client.execute(
        "with entry as (
             insert into outbox (user_id, sequence, event, time, data) values ($1, $2, $3, $4, $5)
         )
         insert into last_events (user_id, sequence) values ($1, $2)
         on conflict (user_id) do update set sequence = excluded.sequence",
        &[&user_id, &sequence, &event, &signed(time), &data],
    )?;
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
