//! What both databases hold, read without the services' code.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use crate::database::{Database, number};

/// The users who are there, by id: address, plan and language.
pub type Users = BTreeMap<u64, (Option<String>, Option<String>, Option<String>)>;

/// The identity of an event: the user, and the number among the user's.
pub type EventId = (u64, u64);

/// The users of the user service.
///
/// # Errors
/// Fails if the database does.
pub fn of_user_service(database: &Database) -> io::Result<Users> {
    users(database, "select user_id, email, plan, locale from users")
}

/// The users whom the auth service lets sign in.
///
/// # Errors
/// Fails if the database does.
pub fn of_auth_service(database: &Database) -> io::Result<Users> {
    users(
        database,
        "select user_id, email, plan, locale from accounts where closed is null",
    )
}

fn users(database: &Database, sql: &str) -> io::Result<Users> {
    let rows = database.rows(sql)?.into_iter().map(|row| {
        let user_id = number(row.first())?;
        let mut texts = row.into_iter().skip(1);
        let mut text = || texts.next().flatten();
        Ok((user_id, (text(), text(), text())))
    });
    rows.collect()
}

/// The number of entries of the outbox, and of those that were not sent.
///
/// # Errors
/// Fails if the database does.
pub fn outbox(database: &Database) -> io::Result<(u64, u64)> {
    let sql = match database {
        Database::File(_) => "select count(*), coalesce(sum(sent = 0), 0) from outbox",
        #[cfg(feature = "real")]
        Database::Server(_) => {
            "select count(*), count(*) filter (where outbox.position is null or outbox.position > relayed.sent)
             from outbox, relayed"
        }
    };
    let rows = database.rows(sql)?;
    let row = rows.first().map_or(&[][..], |row| row);
    Ok((number(row.first())?, number(row.get(1))?))
}

/// Returns true if an entry of the outbox was not sent. It costs little, however many there are.
///
/// # Errors
/// Fails if the database does.
pub fn has_unsent(database: &Database) -> io::Result<bool> {
    let sql = match database {
        Database::File(_) => "select count(*) from (select 1 from outbox where sent = 0 limit 1) as one",
        #[cfg(feature = "real")]
        Database::Server(_) => {
            "select count(*) from (
                (select 1 from outbox where position is null limit 1) union all
                (select 1 from outbox where position > (select sent from relayed) limit 1)
             ) as found"
        }
    };
    Ok(database.number(sql)? > 0)
}

/// The ids of the entries of the outbox.
///
/// # Errors
/// Fails if the database does.
pub fn outbox_ids(database: &Database) -> io::Result<BTreeSet<EventId>> {
    let rows = database.rows("select user_id, sequence from outbox")?;
    let id = |row: &crate::database::Row| Ok((number(row.first())?, number(row.get(1))?));
    rows.iter().map(id).collect()
}

/// How often each event had its effect in the auth service.
///
/// # Errors
/// Fails if the database does.
pub fn effects(database: &Database) -> io::Result<BTreeMap<String, u64>> {
    let sql = "select event_id, count(*) from notices group by event_id";
    let rows = database.rows(sql)?.into_iter().map(|row| {
        let count = number(row.get(1))?;
        Ok((row.into_iter().next().flatten().unwrap_or_default(), count))
    });
    rows.collect()
}

/// The ids of the events that the auth service applied.
///
/// # Errors
/// Fails if the database does.
pub fn inbox(database: &Database) -> io::Result<BTreeSet<String>> {
    let rows = database.rows("select id from inbox")?;
    Ok(rows.into_iter().filter_map(first).collect())
}

/// The id of the last event of the outbox, as it is sent.
///
/// # Errors
/// Fails if the database does.
pub fn last_event(database: &Database) -> io::Result<Option<String>> {
    let sql = "select user_id || '/' || sequence from outbox order by position desc limit 1";
    Ok(database.rows(sql)?.into_iter().find_map(first))
}

/// The id of the last event that the auth service dealt with.
///
/// # Errors
/// Fails if the database does.
pub fn place(database: &Database) -> io::Result<Option<String>> {
    let rows = database.rows("select last_event_id from feed")?;
    Ok(rows.into_iter().find_map(first))
}

/// The identity of the stream in which the auth service has its place; none before the first dump.
///
/// # Errors
/// Fails if the database does, or has no tables yet.
pub fn stream(database: &Database) -> io::Result<Option<String>> {
    Ok(database
        .rows("select stream from feed")?
        .into_iter()
        .find_map(first))
}

fn first(row: crate::database::Row) -> Option<String> {
    row.into_iter().next().flatten()
}
