//! A long outbox, made by SQL: registrations of users whom nobody else is about.

use std::io;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::database::Database;

/// Adds so many entries that were not sent, about users from `first` on.
///
/// # Errors
/// Fails if the database does.
pub fn fill(database: &Database, first: u64, entries: u64) -> io::Result<()> {
    let last = first + entries - 1;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let now = now.as_millis();
    let into = "insert into outbox (user_id, sequence, event, time, data)";
    // Whole numbers are all that SQL writes here besides text.
    let data = format!(
        r#"'{{"user_id":' || n || ',"email":"' || n || '@example.org","plan":"pro","locale":"en","signed_up_at":{now}}}'"#
    );
    let row = format!("select n, 1, 'user.registered', {now}, {data}");
    match database {
        Database::File(_) => {
            let sql = format!(
                "with recursive users (n) as (select {first} union all select n + 1 from users where n < {last})
                 {into} {row} from users"
            );
            database.execute(&sql).map(drop)
        }
        #[cfg(feature = "real")]
        Database::Server(_) => {
            let sql =
                format!("{into} {row} from generate_series({first}::bigint, {last}) n; analyze outbox;");
            database.execute(&sql).map(drop)
        }
    }
}

/// Removes users and entries. Positions go on.
///
/// # Errors
/// Fails if the database does.
pub fn clear(database: &Database) -> io::Result<()> {
    let sql = match database {
        Database::File(_) => {
            "delete from users; delete from outbox; delete from last_events; delete from answered"
        }
        #[cfg(feature = "real")]
        Database::Server(_) => "truncate users, outbox, last_events, answered",
    };
    database.execute(sql).map(drop)
}
