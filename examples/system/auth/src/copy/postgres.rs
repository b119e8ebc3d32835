//! The copy in PostgreSQL. A batch of events costs a few ways to the server and back, however many they are.

use std::collections::HashSet;
use std::sync::Arc;

use ::postgres::types::{ToSql, Type};
use ::postgres::{Client, IsolationLevel, Row as Found};
use service::fault;
use service::postgres::{Connection, Pool, Statements};

use super::change::{Change, Identity, Transaction, Writes};
use super::row::{COLUMNS, Columns, Row};
use super::{CopyError, Position};

const TABLES: &str = "
    create table if not exists accounts (
        user_id bigint primary key,
        email text,
        email_sequence bigint,
        plan text,
        locale text,
        profile_sequence bigint,
        closed text,
        closed_case text,
        closed_at bigint,
        sequence bigint not null,
        stream text not null,
        position bigint not null
    );
    create table if not exists inbox (
        source text not null,
        id text not null,
        time bigint not null,
        primary key (source, id)
    );
    create table if not exists notices (
        number bigint generated always as identity primary key,
        user_id bigint not null,
        event_source text not null,
        event_id text not null,
        kind text not null
    );
    create table if not exists feed (
        only_one bigint primary key check (only_one = 1),
        stream text not null,
        last_event_id text
    );
";

/// What each connection begins with.
const SETTINGS: &str = "
    -- Rows are looked up by their keys, a batch at a time. Reading all of a table costs less only while it is short, and the
    -- server keeps to what it found then.
    set enable_seqscan = off;
    -- A process whose machine is gone holds nobody up for good.
    select set_config(name, '60s', false)
    from unnest(array['idle_in_transaction_session_timeout', 'lock_timeout']) as name
    where current_setting(name) = '0';
";

/// The advisory lock of the only one who changes the copy.
const CHANGES: i64 = 0x6175_7468;

/// A database of a server. Clones share its connections.
#[derive(Debug, Clone)]
pub struct Postgres {
    pool: Arc<Pool>,
}

impl Postgres {
    /// Connects, and makes the tables if there are none.
    ///
    /// # Errors
    /// Fails if the server cannot be reached or fails, or the database has other tables of the same names.
    pub fn open(address: &str) -> Result<Self, CopyError> {
        let pool = Arc::new(Pool::new(address, SETTINGS));
        pool.with(|Connection { client, .. }| {
            let mut transaction = client.transaction()?;
            // Two processes that start at the same moment would both make the tables.
            transaction.execute("select pg_advisory_xact_lock($1)", &[&CHANGES])?;
            transaction.batch_execute(TABLES)?;
            transaction.commit()?;
            check_tables(client)
        })?;
        Ok(Self { pool })
    }

    pub(super) fn change<T, E: From<CopyError>>(
        &self,
        now: u64,
        work: impl FnOnce(&mut Change<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let changed = self.pool.with(|Connection { client, statements }| {
            // Each statement sees what was committed before it. Under another level, which a server may be set to, the moment
            // that is seen lies before the lock.
            let level = IsolationLevel::ReadCommitted;
            let transaction = client.build_transaction().isolation_level(level).start()?;
            let mut open = Open {
                transaction,
                statements,
            };
            open.query("select pg_advisory_xact_lock($1)", &[&CHANGES])
                .map_err(|error| Failed(error.into()))?;
            let done = Change::run(&mut open, now, work).map_err(Failed)?;
            open.transaction.commit()?;
            Ok(done)
        });
        changed.map_err(|Failed(error)| error)
    }

    pub(super) fn position(&self) -> Result<Option<Position>, CopyError> {
        self.pool.with(|Connection { client, statements }| {
            let sql = "select stream, last_event_id from feed";
            let found = statements.query_opt(client, sql, &[])?;
            let position = found.map(|row| {
                let (stream, last_event_id) = (row.try_get(0)?, row.try_get(1)?);
                Ok(Position {
                    stream,
                    last_event_id,
                })
            });
            position.transpose()
        })
    }

    pub(super) fn account(&self, user_id: u64) -> Result<Option<Row>, CopyError> {
        self.pool.with(|Connection { client, statements }| {
            let sql = format!("select user_id, {COLUMNS} from accounts where user_id = $1");
            let found = statements.query_opt(client, &sql, &[&user_id.cast_signed()])?;
            found.map(|row| columns(&row)?.try_into()).transpose()
        })
    }

    pub(super) fn accounts_after(
        &self,
        user_id: Option<u64>,
        most: u32,
    ) -> Result<Vec<(u64, Row)>, CopyError> {
        self.pool.with(|Connection { client, statements }| {
            let values: Between = between(user_id, None, most);
            rows(&statements.query(client, &between_sql(), &[&values.0, &values.1, &values.2])?)
        })
    }

    pub(super) fn has_applied(&self, source: &str, id: &str) -> Result<bool, CopyError> {
        // No text here has a NUL, and a question with one is refused.
        if [source, id].iter().any(|text| text.contains('\0')) {
            return Ok(false);
        }
        self.pool.with(|Connection { client, statements }| {
            let sql = "select exists (select 1 from inbox where source = $1 and id = $2)";
            Ok(statements.query_one(client, sql, &[&source, &id])?.get(0))
        })
    }

    pub(super) fn closed_before(&self, moment: u64) -> Result<Vec<u64>, CopyError> {
        self.pool.with(|Connection { client, .. }| {
            let sql = "select user_id from accounts where closed_at < $1";
            let found = client.query(sql, &[&moment.cast_signed()])?;
            Ok(found
                .iter()
                .map(|row| row.get::<_, i64>(0).cast_unsigned())
                .collect())
        })
    }

    pub(super) fn forget_inbox(&self, before: u64) -> Result<usize, CopyError> {
        self.pool.with(|Connection { client, .. }| {
            let sql = "delete from inbox where time < $1";
            let removed = client.execute(sql, &[&before.cast_signed()])?;
            Ok(usize::try_from(removed).unwrap_or(usize::MAX))
        })
    }
}

/// The error of a change, which may come from its work.
struct Failed<E>(E);

impl<E: From<CopyError>> From<::postgres::Error> for Failed<E> {
    fn from(error: ::postgres::Error) -> Self {
        Failed(CopyError::from(error).into())
    }
}

/// A transaction, with what its connection has prepared.
struct Open<'c> {
    transaction: ::postgres::Transaction<'c>,
    statements: &'c mut Statements,
}

impl Open<'_> {
    fn query(&mut self, sql: &str, values: &[&(dyn ToSql + Sync)]) -> Result<Vec<Found>, CopyError> {
        Ok(self.statements.query(&mut self.transaction, sql, values)?)
    }

    fn execute(&mut self, sql: &str, values: &[&(dyn ToSql + Sync)]) -> Result<(), CopyError> {
        self.statements.execute(&mut self.transaction, sql, values)?;
        Ok(())
    }
}

impl Transaction for Open<'_> {
    fn enter(&mut self, events: &[Identity], now: i64) -> Result<HashSet<Identity>, CopyError> {
        if events.is_empty() {
            return Ok(HashSet::new());
        }
        let (sources, ids): (Vec<&str>, Vec<&str>) =
            events.iter().map(|(source, id)| (&**source, &**id)).unzip();
        let sql = "insert into inbox (source, id, time) select source, id, $3
            from unnest($1::text[], $2::text[]) as new (source, id)
            on conflict (source, id) do nothing returning source, id";
        let found = self.query(sql, &[&sources, &ids, &now])?;
        found
            .iter()
            .map(|row| Ok((row.try_get(0)?, row.try_get(1)?)))
            .collect()
    }

    fn rows(&mut self, users: &[u64]) -> Result<Vec<(u64, Row)>, CopyError> {
        if users.is_empty() {
            return Ok(Vec::new());
        }
        let users: Vec<i64> = users.iter().map(|user_id| user_id.cast_signed()).collect();
        let sql = format!("select user_id, {COLUMNS} from accounts where user_id = any($1)");
        rows(&self.query(&sql, &[&users])?)
    }

    fn between(
        &mut self,
        from: Option<u64>,
        to: Option<u64>,
        most: u32,
    ) -> Result<Vec<(u64, Row)>, CopyError> {
        let values: Between = between(from, to, most);
        rows(&self.query(&between_sql(), &[&values.0, &values.1, &values.2])?)
    }

    fn write(&mut self, writes: &Writes) -> Result<(), CopyError> {
        fault::point("auth.between-inbox-and-copy");
        if !writes.rows.is_empty() {
            self.save(writes)?;
        }
        if !writes.notices.is_empty() {
            let notices = writes.notices.iter();
            let users: Vec<i64> = notices
                .clone()
                .map(|notice| notice.user_id.cast_signed())
                .collect();
            let sources: Vec<&str> = notices.clone().map(|notice| &*notice.event.0).collect();
            let ids: Vec<&str> = notices.clone().map(|notice| &*notice.event.1).collect();
            let kinds: Vec<&str> = notices.map(|notice| notice.kind).collect();
            let sql = "insert into notices (user_id, event_source, event_id, kind)
                select * from unnest($1::bigint[], $2::text[], $3::text[], $4::text[])";
            self.execute(sql, &[&users, &sources, &ids, &kinds])?;
        }
        if let Some(position) = &writes.position {
            let sql = "insert into feed (only_one, stream, last_event_id) values (1, $1, $2)
                on conflict (only_one) do update set stream = excluded.stream, last_event_id = excluded.last_event_id";
            self.execute(sql, &[&position.stream, &position.last_event_id])?;
        }
        Ok(())
    }
}

impl Open<'_> {
    fn save(&mut self, writes: &Writes) -> Result<(), CopyError> {
        let users: Vec<i64> = writes.rows.keys().map(|user_id| user_id.cast_signed()).collect();
        let rows: Vec<Columns<&str>> = writes.rows.values().map(Columns::from).collect();
        macro_rules! column {
            ($name:ident) => {
                &rows.iter().map(|row| row.$name).collect::<Vec<_>>()
            };
        }
        let values: [&(dyn ToSql + Sync); 12] = [
            &users,
            column!(email),
            column!(email_sequence),
            column!(plan),
            column!(locale),
            column!(profile_sequence),
            column!(closed),
            column!(closed_case),
            column!(closed_at),
            column!(sequence),
            column!(stream),
            column!(position),
        ];
        let sql = format!(
            "insert into accounts (user_id, {COLUMNS})
             select * from unnest($1::bigint[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::bigint[], $7::text[],
                $8::text[], $9::bigint[], $10::bigint[], $11::text[], $12::bigint[])
             on conflict (user_id) do update set ({COLUMNS}) = (excluded.email, excluded.email_sequence, excluded.plan,
                excluded.locale, excluded.profile_sequence, excluded.closed, excluded.closed_case, excluded.closed_at,
                excluded.sequence, excluded.stream, excluded.position)"
        );
        self.execute(&sql, &values)
    }
}

/// Fails if a table lacks a column, or has it with another type.
fn check_tables(client: &mut Client) -> Result<(), CopyError> {
    let [text, number] = [Type::TEXT, Type::INT8];
    let accounts = format!("user_id, {COLUMNS}");
    let numbers = ["user_id", "position", "time", "number", "only_one", "closed_at"];
    for (table, columns) in [
        ("accounts", &*accounts),
        ("inbox", "source, id, time"),
        ("notices", "number, user_id, event_source, event_id, kind"),
        ("feed", "only_one, stream, last_event_id"),
    ] {
        let statement = match client.prepare(&format!("select {columns} from {table}")) {
            Ok(statement) => statement,
            Err(error) => match error.as_db_error() {
                Some(reason) => {
                    let reason = reason.message().to_owned();
                    return Err(CopyError::Table { table, reason });
                }
                None => return Err(error.into()),
            },
        };
        for column in statement.columns() {
            let name = column.name();
            let is_number = numbers.contains(&name) || name.ends_with("sequence");
            let expected = if is_number { &number } else { &text };
            if column.type_() != expected {
                let reason = format!("`{name}` is {}, and not {expected}", column.type_());
                return Err(CopyError::Table { table, reason });
            }
        }
    }
    Ok(())
}

type Between = (i64, Option<i64>, i64);

fn between_sql() -> String {
    format!(
        "select user_id, {COLUMNS} from accounts where user_id > $1 and ($2::bigint is null or user_id < $2)
         order by user_id limit $3"
    )
}

fn between(from: Option<u64>, to: Option<u64>, most: u32) -> Between {
    // Ids above the largest are in no database.
    let clamped = |user_id: u64| i64::try_from(user_id).unwrap_or(i64::MAX);
    (from.map_or(-1, clamped), to.map(clamped), most.into())
}

fn rows(found: &[Found]) -> Result<Vec<(u64, Row)>, CopyError> {
    found
        .iter()
        .map(|row| {
            Ok((
                row.try_get::<_, i64>(0)?.cast_unsigned(),
                columns(row)?.try_into()?,
            ))
        })
        .collect()
}

fn columns(row: &Found) -> Result<Columns<String>, CopyError> {
    Ok(Columns {
        email: row.try_get(1)?,
        email_sequence: row.try_get(2)?,
        plan: row.try_get(3)?,
        locale: row.try_get(4)?,
        profile_sequence: row.try_get(5)?,
        closed: row.try_get(6)?,
        closed_case: row.try_get(7)?,
        closed_at: row.try_get(8)?,
        sequence: row.try_get(9)?,
        stream: row.try_get(10)?,
        position: row.try_get(11)?,
    })
}
