//! What PostgreSQL does when several transactions write at the same time.
#![cfg(feature = "real")]

use std::thread;
use std::time::Duration;

use ::postgres::{Client, NoTls};
use trial::servers;
use user_service::dump::{DumpHeader, DumpRow};
use users::command::Command;
use users::store::{Done, DumpSink, Gone, Place, Postgres, Store, StoreError};

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
        let entries = self.store.unsent(1000).unwrap();
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

#[derive(Default)]
struct Kept(Option<DumpHeader>, Vec<DumpRow>);

impl DumpSink for Kept {
    fn header(&mut self, header: &DumpHeader) -> Result<(), Gone> {
        self.0 = Some(header.clone());
        Ok(())
    }

    fn row(&mut self, row: &DumpRow) -> Result<(), Gone> {
        self.1.push(row.clone());
        Ok(())
    }
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
    let mut kept = Kept::default();
    case.store.dump(&mut kept).unwrap();
    let Kept(Some(header), rows) = kept else {
        panic!("no header")
    };
    assert_eq!(
        (header.watermark, header.last_event_id.as_deref(), rows.len()),
        (1, Some("1/1"), 2)
    );
    case.relayed();
    assert_eq!(case.store.place("2/1".parse().unwrap()).unwrap(), Place::At(2));
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
    let entries = case.store.unsent(1).unwrap();
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
