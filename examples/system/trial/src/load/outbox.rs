//! A long outbox, made by SQL: registrations of users whom nobody else is about.

use std::io;
use std::time::{SystemTime, UNIX_EPOCH};

#[cfg(feature = "real")]
use crate::copies::execute;
use crate::copies::{UserDatabase, open};

/// Adds so many entries that were not sent, about users from `first` on.
///
/// # Errors
/// Fails if the database does.
pub fn fill(database: &UserDatabase, first: u64, entries: u64) -> io::Result<()> {
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
        UserDatabase::File(path) => {
            let sql = format!(
                "with recursive users (n) as (select {first} union all select n + 1 from users where n < {last})
                 {into} {row} from users"
            );
            open(path)?.execute(&sql, []).map_err(io::Error::other)?;
            Ok(())
        }
        #[cfg(feature = "real")]
        UserDatabase::Server(address) => {
            let sql =
                format!("{into} {row} from generate_series({first}::bigint, {last}) n; analyze outbox;");
            execute(address, &sql)
        }
    }
}

/// Removes users and entries. Positions go on.
///
/// # Errors
/// Fails if the database does.
pub fn clear(database: &UserDatabase) -> io::Result<()> {
    match database {
        UserDatabase::File(path) => {
            let sql = "delete from users; delete from outbox; delete from last_events; delete from answered;";
            open(path)?.execute_batch(sql).map_err(io::Error::other)
        }
        #[cfg(feature = "real")]
        UserDatabase::Server(address) => execute(address, "truncate users, outbox, last_events, answered"),
    }
}
