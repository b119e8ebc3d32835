//! What PostgreSQL does when several transactions write at the same time.
#![cfg(feature = "real")]

use std::thread;
use std::time::Duration;

use ::postgres::{Client, NoTls};
use trial::servers;
use users::command::Command;
use users::entry::Entry;
use users::store::{Backlog, Done, DumpLine, Place, Postgres, Store, StoreError};

struct Case {
    store: Store,
    server: servers::Postgres,
    _folder: tempfile::TempDir,
}

impl Case {
    fn new() -> Self {
        let folder = servers::folder("users-").unwrap();
        let server = servers::Postgres::start(folder.path()).unwrap();
        let store = Store::Postgres(Postgres::open(&server.address()).unwrap());
        Self {
            store,
            server,
            _folder: folder,
        }
    }

    fn run(&self, command: &Command) -> Result<Done, StoreError> {
        self.store.run(None, command, 5)
    }

    fn client(&self) -> Client {
        Client::connect(&self.server.address(), NoTls).unwrap()
    }

    /// What the relay sends next, as it sends it.
    fn relayed(&self) -> Vec<String> {
        let entries = self.store.unsent(0, 1000).unwrap();
        self.store.mark_sent(&entries).unwrap();
        entries.iter().map(|entry| entry.id.to_string()).collect()
    }

    fn feed(&self) -> Vec<String> {
        let entries = self.store.after(0, 1000).unwrap();
        entries.iter().map(|entry| entry.id.to_string()).collect()
    }
}

fn register(name: &str) -> Command {
    let body = format!(r#"{{"email":"{name}@example.org","plan":"pro"}}"#);
    Command::Register(serde_json::from_str(&body).unwrap())
}

fn change(user_id: u64, name: &str) -> Command {
    let email = format!("{name}@example.org");
    Command::ChangeEmail { user_id, email }
}

#[test]
fn transaction_that_began_early_and_locks_late_does_not_put_2_before_1() {
    let case = Case::new();
    case.run(&register("ada")).unwrap();
    // It has its number before the other change begins, and takes the lock of the user's row after that change is done.
    let mut client = case.client();
    let mut early = client.transaction().unwrap();
    let number: String = early
        .query_one("select pg_current_xact_id()::text", &[])
        .unwrap()
        .get(0);
    case.run(&change(1, "second")).unwrap();
    // Meanwhile a transaction elsewhere is open, with a number between the two.
    let mut other = case.client();
    let mut elsewhere = other.transaction().unwrap();
    elsewhere.execute("select pg_current_xact_id()", &[]).unwrap();
    // What was committed is relayed: no open transaction delays it.
    assert_eq!(case.relayed(), ["1/1", "1/2"]);

    early
        .execute("select 1 from users where user_id = 1 for update", &[])
        .unwrap();
    early
        .batch_execute(
            "update users set sequence = 3, email = 'third@example.org' where user_id = 1;
             insert into outbox (user_id, sequence, event, time, data) values (1, 3, 'user.email_changed', 5, '{}');",
        )
        .unwrap();
    assert_eq!(case.relayed(), [""; 0]);
    early.commit().unwrap();
    let later: String = elsewhere
        .query_one("select pg_current_xact_id()::text", &[])
        .unwrap()
        .get(0);
    assert!(number.parse::<u64>().unwrap() < later.parse::<u64>().unwrap());
    case.run(&change(1, "fourth")).unwrap();
    assert_eq!(case.relayed(), ["1/3", "1/4"]);
    assert_eq!(case.feed(), ["1/1", "1/2", "1/3", "1/4"]);
}

#[test]
fn reader_of_positions_skips_nothing_that_commits_late() {
    let case = Case::new();
    // Its entry has the lowest id, and it commits last.
    let mut client = case.client();
    let mut slow = client.transaction().unwrap();
    slow.batch_execute(
        "insert into users (sequence, email, plan, signed_up_at) values (1, 'slow@example.org', 'pro', 5);
         insert into outbox (user_id, sequence, event, time, data) values (1, 1, 'user.registered', 5, '{}');",
    )
    .unwrap();
    case.run(&register("quick")).unwrap();
    assert_eq!(case.relayed(), ["2/1"]);
    let read = case.store.after(0, 10).unwrap();
    let position = read.last().unwrap().position;
    slow.commit().unwrap();
    assert_eq!(case.relayed(), ["1/1"]);
    let rest = case.store.after(position, 10).unwrap();
    assert_eq!(rest.len(), 1);
    assert_eq!(rest[0].id.to_string(), "1/1");
}

#[test]
fn entry_without_a_position_is_no_place_and_not_below_the_watermark() {
    let case = Case::new();
    case.run(&register("ada")).unwrap();
    assert_eq!(case.relayed(), ["1/1"]);
    case.run(&register("alan")).unwrap();
    assert_eq!(case.store.place("2/1".parse().unwrap()).unwrap(), Place::Unknown);
    let mut lines = Vec::new();
    let kept = case.store.dump(|line| {
        lines.push(line);
        Ok(())
    });
    kept.unwrap();
    let [DumpLine::Header(header), DumpLine::Row(_), DumpLine::Row(_)] = &lines[..] else {
        panic!("not a header and two rows: {lines:?}")
    };
    assert_eq!(
        (header.watermark, header.last_event_id.as_deref()),
        (1, Some("1/1"))
    );
    case.relayed();
    assert_eq!(case.store.place("2/1".parse().unwrap()).unwrap(), Place::At(2));
}

#[test]
fn long_transaction_in_another_database_of_the_cluster_delays_nothing() {
    let case = Case::new();
    case.client().batch_execute("create database elsewhere").unwrap();
    let address = case
        .server
        .address()
        .replace("dbname=postgres", "dbname=elsewhere");
    let mut other = Client::connect(&address, NoTls).unwrap();
    let mut long = other.transaction().unwrap();
    // It writes: a relay that goes by `pg_snapshot_xmin` would see nothing until it ends.
    long.batch_execute("create table anything (number bigint); select pg_current_xact_id()")
        .unwrap();
    let mut behind = case.client();
    let hidden = "select pg_current_xact_id() < pg_snapshot_xmin(pg_current_snapshot())";
    assert!(!behind.query_one(hidden, &[]).unwrap().get::<_, bool>(0));
    case.run(&register("ada")).unwrap();
    let oldest = Some(5);
    assert_eq!(case.store.backlog().unwrap(), Backlog { entries: 1, oldest });
    assert_eq!(case.relayed(), ["1/1"]);
    assert_eq!(case.store.backlog().unwrap(), Backlog::default());
    long.rollback().unwrap();
}

#[test]
fn long_outbox_is_given_positions_in_bounded_steps() {
    let case = Case::new();
    for number in 0..5 {
        case.run(&register(&number.to_string())).unwrap();
    }
    let ids = |entries: &[Entry]| {
        entries
            .iter()
            .map(|entry| entry.id.to_string())
            .collect::<Vec<_>>()
    };
    let first = case.store.unsent(0, 2).unwrap();
    assert_eq!(ids(&first), ["1/1", "2/1"]);
    // They were not sent, so they come again, and nothing else does.
    assert_eq!(case.store.unsent(0, 2).unwrap(), first);
    assert_eq!(case.feed(), ["1/1", "2/1"]);
    case.store.mark_sent(&first[..1]).unwrap();
    assert_eq!(ids(&case.store.unsent(0, 2).unwrap()), ["2/1"]);
    case.store.mark_sent(&first).unwrap();
    let rest = case.relayed();
    assert_eq!(rest, ["3/1", "4/1", "5/1"]);
    let positions = case.store.after(0, 10).unwrap();
    let positions: Vec<u64> = positions.iter().map(|entry| entry.position).collect();
    assert_eq!(positions, [1, 2, 3, 4, 5]);
}

#[test]
fn two_relays_give_each_entry_one_position() {
    let case = Case::new();
    for number in 0..40 {
        case.run(&register(&number.to_string())).unwrap();
    }
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..20 {
                    let entries = case.store.unsent(0, 3).unwrap();
                    case.store.mark_sent(&entries).unwrap();
                }
            });
        }
    });
    let entries = case.store.after(0, 100).unwrap();
    let placed: Vec<(u64, u64)> = entries
        .iter()
        .map(|entry| (entry.position, entry.id.user_id))
        .collect();
    let expected: Vec<(u64, u64)> = (1..=40).map(|number| (number, number)).collect();
    assert_eq!(placed, expected);
}

#[test]
fn more_requests_than_connections_wait_for_their_turn() {
    let case = Case::new();
    // The server allows 60 connections.
    thread::scope(|scope| {
        for number in 0..100 {
            let case = &case;
            scope.spawn(move || case.run(&register(&number.to_string())).unwrap());
        }
    });
    assert_eq!(case.relayed().len(), 100);
}

#[test]
fn server_that_answers_before_the_disk_has_it_is_told_to_wait() {
    let mut case = Case::new();
    case.client()
        .batch_execute("alter system set synchronous_commit = off")
        .unwrap();
    case.server.kill().unwrap();
    case.server.restart().unwrap();
    case.store = Store::Postgres(Postgres::open(&case.server.address()).unwrap());
    for number in 0..300 {
        case.run(&register(&number.to_string())).unwrap();
    }
    case.server.kill().unwrap();
    case.server.restart().unwrap();
    let sql = "select count(*) from users";
    let kept: i64 = case.client().query_one(sql, &[]).unwrap().get(0);
    assert_eq!(kept, 300);
}

#[test]
fn commands_at_the_same_time_are_numbered_without_gaps_and_carried_out_once() {
    let case = Case::new();
    case.run(&register("ada")).unwrap();
    thread::scope(|scope| {
        for thread in 0..4 {
            let store = &case.store;
            scope.spawn(move || {
                for round in 0..10 {
                    let key = format!("{round}");
                    // The same command under the same key, from all: one of them is carried out.
                    store.run(Some(&key), &change(1, &key), 5).unwrap();
                    store
                        .run(None, &change(1, &format!("{thread}-{round}")), 5)
                        .unwrap();
                }
            });
        }
    });
    let expected: Vec<String> = (1..=51).map(|sequence| format!("1/{sequence}")).collect();
    assert_eq!(case.relayed(), expected);
    assert!(matches!(
        case.run(&change(9, "x")),
        Err(StoreError::UnknownUser(9))
    ));
    case.run(&register("alan")).unwrap();
    let taken = case.store.user(1).unwrap().unwrap().email.unwrap();
    let taken = taken.trim_end_matches("@example.org");
    assert!(matches!(case.run(&change(2, taken)), Err(StoreError::EmailTaken)));
    assert_eq!(case.relayed(), ["2/1"]);
}

#[test]
fn data_is_kept_as_the_text_that_was_written() {
    let case = Case::new();
    case.run(&register("ada")).unwrap();
    let data = r#"{"price":1.50,"big":1e400,"id":18446744073709551615,  "at":1e3}"#;
    case.client()
        .execute("update outbox set data = $1", &[&data])
        .unwrap();
    let entries = case.store.unsent(0, 1).unwrap();
    assert!(
        entries[0]
            .to_line()
            .unwrap()
            .ends_with(&format!(r#""data":{data}}}"#))
    );
}

#[test]
fn killed_server_keeps_what_was_answered() {
    let mut case = Case::new();
    for number in 0..20 {
        case.run(&register(&number.to_string())).unwrap();
    }
    case.server.kill().unwrap();
    assert!(matches!(
        case.run(&register("lost")),
        Err(StoreError::Database(_))
    ));
    case.server.restart().unwrap();
    thread::sleep(Duration::from_millis(10));
    assert_eq!(case.relayed().len(), 20);
    case.run(&register("lost")).unwrap();
}
