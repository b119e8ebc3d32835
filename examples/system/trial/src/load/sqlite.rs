//! The writes of commands in SQLite, without a service: one connection, because there is one writer at a time.

use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::{Connection, TransactionBehavior, params};

use super::Rate;
use crate::copies::open;

/// Registers users and changes their addresses in turn for this long; returns how many commands a second were committed.
///
/// # Errors
/// Fails if SQLite does.
pub fn commands(database: &Path, time: Duration) -> io::Result<Rate> {
    let mut connection = open(database)?;
    commanded(&mut connection, time).map_err(io::Error::other)
}

fn commanded(connection: &mut Connection, time: Duration) -> rusqlite::Result<Rate> {
    connection.pragma_update(None, "synchronous", "full")?;
    let begin = Instant::now();
    let mut count = 0;
    let mut user = 0;
    while begin.elapsed() < time {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let address = format!("{count}@bench.example");
        let is_new = count % 2 == 0;
        let (sequence, event) = match is_new {
            true => {
                let sql = "insert into users (sequence, email, plan, locale, signed_up_at)
                    values (1, ?1, 'pro', 'en', 1795000000000)";
                transaction.prepare_cached(sql)?.execute([&address])?;
                user = transaction.last_insert_rowid();
                (1, "user.registered")
            }
            false => {
                let sql = "select sequence, email from users where user_id = ?1";
                let sequence: i64 = transaction
                    .prepare_cached(sql)?
                    .query_row([user], |row| row.get(0))?;
                let sql = "update users set email = ?2, sequence = ?3 where user_id = ?1";
                transaction
                    .prepare_cached(sql)?
                    .execute(params![user, address, sequence + 1])?;
                (sequence + 1, "user.email_changed")
            }
        };
        let sql = "insert into answered (key, user_id, sequence, time) values (?1, ?2, ?3, 1795000000000)";
        let key = format!("bench-{count}");
        transaction
            .prepare_cached(sql)?
            .execute(params![key, user, sequence])?;
        let sql = "insert into outbox (user_id, sequence, event, time, data) values (?1, ?2, ?3, 1795000000000, ?4)";
        let data = format!(
            r#"{{"user_id":{user},"email":"{address}","plan":"pro","locale":"en","signed_up_at":1795000000000}}"#
        );
        transaction
            .prepare_cached(sql)?
            .execute(params![user, sequence, event, data])?;
        let sql = "insert into last_events (user_id, sequence) values (?1, ?2)
            on conflict (user_id) do update set sequence = excluded.sequence";
        transaction
            .prepare_cached(sql)?
            .execute(params![user, sequence])?;
        transaction.commit()?;
        count += 1;
    }
    Ok(Rate::of(count, begin.elapsed()))
}
