use std::path::Path;

use super::{Backlog, Done, DumpLine, Place, Sqlite, StoreError};
use crate::command::Command;
use crate::entry::EventId;

fn register(name: &str) -> Command {
    let body = format!(r#"{{"email":"{name}@example.org","plan":"pro"}}"#);
    Command::Register(serde_json::from_str(&body).unwrap())
}

fn change(user_id: u64, name: &str) -> Command {
    let email = format!("{name}@example.org");
    Command::ChangeEmail { user_id, email }
}

fn delete(user_id: u64) -> Command {
    let reason = user_service::events::DeletionReason::Requested;
    Command::Delete { user_id, reason }
}

fn open(folder: &Path) -> Sqlite {
    Sqlite::open(&folder.join("users.db")).unwrap()
}

fn ids(store: &Sqlite, after: u64) -> Vec<String> {
    let entries = store.after(after, 1000).unwrap();
    entries.iter().map(|entry| entry.id.to_string()).collect()
}

fn dump(store: &Sqlite) -> Vec<DumpLine> {
    let mut lines = Vec::new();
    store
        .dump(|line| {
            lines.push(line);
            Ok(())
        })
        .unwrap();
    lines
}

#[test]
fn each_change_has_the_next_number_of_its_user_and_is_there_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    for command in [
        register("ada"),
        register("alan"),
        change(1, "countess"),
        delete(2),
        delete(1),
    ] {
        store.run(None, &command, 5).unwrap();
    }
    let all = ["1/1", "2/1", "1/2", "2/2", "1/3"];
    assert_eq!(ids(&store, 0), all);
    assert_eq!(ids(&store, 3), all[3..]);
    let stream = store.stream().unwrap();
    drop(store);
    let store = open(folder.path());
    assert_eq!(
        (ids(&store, 0), store.stream().unwrap()),
        (all.map(str::to_owned).to_vec(), stream)
    );
    // The address is free again, the id is not.
    let done = store.run(None, &register("ada"), 5).unwrap();
    assert_eq!(
        done,
        Done {
            user_id: 3,
            sequence: 1
        }
    );
}

#[test]
fn refused_command_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    store.run(None, &register("ada"), 5).unwrap();
    store.run(None, &register("alan"), 5).unwrap();
    for (command, refused) in [
        (register("ada"), "another user has this address"),
        (change(1, "alan"), "another user has this address"),
        (change(7, "grace"), "there is no user 7"),
        (change(u64::MAX, "grace"), "there is no user 18446744073709551615"),
        (delete(7), "there is no user 7"),
    ] {
        let error = store.run(Some("key"), &command, 5).unwrap_err();
        assert_eq!(error.to_string(), refused);
    }
    assert_eq!(ids(&store, 0), ["1/1", "2/1"]);
    // The address that a user has already is not a change; and the key was used by nothing that was carried out.
    let done = store.run(Some("key"), &change(1, "ada"), 5).unwrap();
    assert_eq!(
        done,
        Done {
            user_id: 1,
            sequence: 1
        }
    );
    assert_eq!(ids(&store, 0).len(), 2);
}

#[test]
fn command_is_carried_out_once_under_its_key() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let first = store.run(Some("a"), &register("ada"), 5).unwrap();
    assert_eq!(store.run(Some("a"), &register("ada"), 6).unwrap(), first);
    assert!(matches!(
        store.run(Some("b"), &register("ada"), 6),
        Err(StoreError::EmailTaken)
    ));
    assert_eq!(ids(&store, 0), ["1/1"]);
}

#[test]
fn event_of_a_reader_is_placed_or_is_expired_or_unknown() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    for (command, time) in [(register("ada"), 1), (change(1, "b"), 2), (change(1, "c"), 3)] {
        store.run(None, &command, time).unwrap();
    }
    let id = |sequence| EventId { user_id: 1, sequence };
    assert_eq!(store.place(id(2)).unwrap(), Place::At(2));
    // Nothing was sent yet, so nothing is forgotten.
    assert_eq!(store.forget(100).unwrap(), 0);
    store.mark_sent(&store.unsent(0, 1000).unwrap()).unwrap();
    assert_eq!(store.forget(2).unwrap(), 1);
    assert_eq!(store.place(id(1)).unwrap(), Place::Expired);
    // The last one stays for readers who have it.
    assert_eq!(store.forget(100).unwrap(), 1);
    assert_eq!(store.place(id(3)).unwrap(), Place::At(3));
    for unknown in [
        id(0),
        id(4),
        id(u64::MAX),
        EventId {
            user_id: 2,
            sequence: 1,
        },
    ] {
        assert_eq!(store.place(unknown).unwrap(), Place::Unknown, "{unknown}");
    }
    // A deleted user had events too.
    store.run(None, &delete(1), 200).unwrap();
    assert_eq!(store.place(id(1)).unwrap(), Place::Expired);
}

#[test]
fn dump_is_one_moment_with_its_watermark_and_the_lineage_of_the_stream() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let empty = dump(&store);
    let [DumpLine::Header(header)] = &empty[..] else {
        panic!("not a header alone: {empty:?}")
    };
    assert_eq!(
        (header.watermark, &header.last_event_id, header.rows),
        (0, &None, 0)
    );

    for command in [
        register("ada"),
        register("alan"),
        change(1, "countess"),
        delete(2),
    ] {
        store.run(None, &command, 5).unwrap();
    }
    let renewed = store.renew_stream().unwrap();
    assert_eq!(renewed.earlier, std::slice::from_ref(&header.stream));
    let lines = dump(&store);
    let [DumpLine::Header(header), DumpLine::Row(row)] = &lines[..] else {
        panic!("not a header and a row: {lines:?}")
    };
    assert_eq!(
        (header.watermark, header.last_event_id.as_deref()),
        (4, Some("2/2"))
    );
    assert_eq!(
        (&header.stream, &header.earlier),
        (&renewed.identity, &renewed.earlier)
    );
    assert_eq!((header.rows, row.user_id, row.sequence), (1, 1, 2));
}

#[test]
fn backlog_counts_what_is_not_marked_as_sent() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    assert_eq!(store.backlog().unwrap(), Backlog::default());
    store.run(None, &register("ada"), 5).unwrap();
    store.run(None, &register("alan"), 6).unwrap();
    let oldest = Some(5);
    assert_eq!(store.backlog().unwrap(), Backlog { entries: 2, oldest });
    store.mark_sent(&store.unsent(0, 1).unwrap()).unwrap();
    let oldest = Some(6);
    assert_eq!(store.backlog().unwrap(), Backlog { entries: 1, oldest });
}

#[test]
fn two_processes_write_in_turn_and_neither_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    // A transaction that reads before it writes is refused at once if somebody else wrote in between.
    let stores = [open(folder.path()), open(folder.path())];
    stores[0].run(None, &register("ada"), 5).unwrap();
    std::thread::scope(|scope| {
        for (number, store) in stores.iter().enumerate() {
            scope.spawn(move || {
                for round in 0..50 {
                    store
                        .run(None, &change(1, &format!("{number}-{round}")), 5)
                        .unwrap();
                }
            });
        }
    });
    let expected: Vec<String> = (1..=101).map(|sequence| format!("1/{sequence}")).collect();
    assert_eq!(ids(&stores[0], 0), expected);
}

#[test]
fn position_of_an_entry_that_is_gone_is_not_given_again() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    store.run(None, &register("ada"), 5).unwrap();
    store.run(None, &register("alan"), 5).unwrap();
    rusqlite::Connection::open(folder.path().join("users.db"))
        .unwrap()
        .execute("delete from outbox", [])
        .unwrap();
    store.run(None, &register("grace"), 5).unwrap();
    let entries = store.after(0, 10).unwrap();
    assert_eq!((entries.len(), entries[0].position), (1, 3));
}
