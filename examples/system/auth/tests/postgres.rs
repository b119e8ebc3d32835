//! What PostgreSQL does to changes of the copy that are cut, hang, or meet others.
#![cfg(feature = "real")]

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use auth::copy::{Copy, CopyError, Row};
use auth::message::Heard;
use auth_service::events::EmailChanged;
use auth_service::message::Event;
use trial::copies::{effects, inbox};
use trial::database::Database;
use trial::fresh::Fresh;
use trial::servers::{self, Postgres};

fn opened(address: &str) -> Copy {
    Copy::open("never".as_ref(), Some(address)).unwrap()
}

fn heard(user_id: u64, sequence: u64) -> Heard {
    Heard {
        source: "user-service".into(),
        id: format!("{user_id}/{sequence}"),
        stream: "s".into(),
        position: sequence,
        sequence,
        again: false,
    }
}

fn event(user_id: u64) -> Event {
    let email = format!("{user_id}@example.org");
    Event::EmailChanged(EmailChanged { user_id, email })
}

fn apply(copy: &Copy, user_id: u64, sequence: u64) -> Result<(), CopyError> {
    copy.change(5, |change| {
        change.apply(&heard(user_id, sequence), event(user_id)).map(drop)
    })
}

fn rows(copy: &Copy) -> Vec<(u64, Row)> {
    copy.accounts_after(None, 10_000).unwrap()
}

#[test]
fn copy_is_on_the_disk_before_a_change_is_confirmed() {
    let folder = servers::folder("auth-").unwrap();
    let mut server = Postgres::start(folder.path()).unwrap();
    Database::Server(server.address())
        .execute("alter system set synchronous_commit = off")
        .unwrap();
    server.kill().unwrap();
    server.restart().unwrap();
    let copy = opened(&server.address());
    for user_id in 0..300 {
        apply(&copy, user_id, 1).unwrap();
    }
    server.kill().unwrap();
    // Without the server nothing holds, and all goes on when it is back.
    assert!(matches!(apply(&copy, 300, 1), Err(CopyError::Database(_))));
    server.restart().unwrap();
    assert_eq!(rows(&copy).len(), 300);
    apply(&copy, 300, 1).unwrap();
    assert_eq!(inbox(&Database::Server(server.address())).unwrap().len(), 301);
}

#[test]
fn connection_that_is_cut_leaves_all_of_a_change_or_nothing() {
    let fresh = Fresh::server().unwrap();
    let copy = opened(fresh.address().unwrap());
    let cut = || {
        let sql = "select pg_terminate_backend(pid, 5000) from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid()";
        fresh.database.rows(sql).unwrap();
    };
    for sequence in 1..=5 {
        // Before anything was written, and after a part of it was.
        for is_written in [false, true] {
            let changed = copy.change(5, |change| {
                change.apply(&heard(7, sequence), event(7))?;
                if is_written {
                    change.accounts_between(None, None, 9)?;
                }
                cut();
                Ok::<_, CopyError>(())
            });
            assert!(matches!(changed, Err(CopyError::Database(_))), "{changed:?}");
            assert_eq!(rows(&copy).len(), usize::from(sequence > 1));
            assert_eq!(effects(&fresh.database).unwrap().len() as u64, sequence - 1);
        }
        apply(&copy, 7, sequence).unwrap();
    }
    assert_eq!(inbox(&fresh.database).unwrap().len(), 5);
}

#[test]
fn process_that_hangs_within_a_change_holds_nobody_up_for_good() {
    let fresh = Fresh::server().unwrap();
    // The service's own limit is a minute, and an operator's goes before it.
    fresh
        .database
        .execute(
            "do $$ begin execute format('alter database %I set idle_in_transaction_session_timeout = ''300ms''', \
             current_database()); end $$",
        )
        .unwrap();
    let [hanging, other] = [0, 1].map(|_| opened(fresh.address().unwrap()));
    let (begun, is_begun) = mpsc::channel();
    let (done, is_done) = mpsc::channel::<()>();
    thread::scope(|scope| {
        let hung = scope.spawn(move || {
            hanging.change(5, |change| {
                change.apply(&heard(7, 2), event(7))?;
                begun.send(()).unwrap();
                is_done.recv_timeout(Duration::from_secs(30)).unwrap();
                Ok::<_, CopyError>(())
            })
        });
        is_begun.recv().unwrap();
        apply(&other, 7, 1).unwrap();
        done.send(()).unwrap();
        assert!(matches!(hung.join().unwrap(), Err(CopyError::Database(_))));
    });
    let rows = rows(&other);
    assert_eq!((rows.len(), rows[0].1.sequence), (1, 1));
}

#[test]
fn changes_come_in_turn_also_where_the_server_has_another_isolation_level() {
    let fresh = Fresh::server().unwrap();
    fresh
        .database
        .execute(
            "do $$ begin execute format('alter database %I set default_transaction_isolation = ''serializable''', \
             current_database()); end $$",
        )
        .unwrap();
    let copies = [0, 1].map(|_| opened(fresh.address().unwrap()));
    thread::scope(|scope| {
        for copy in &copies {
            scope.spawn(move || {
                for sequence in 1..=50 {
                    // No attempt fails.
                    apply(copy, 7, sequence).unwrap();
                }
            });
        }
    });
    assert!(
        effects(&fresh.database)
            .unwrap()
            .values()
            .all(|count| *count == 1)
    );
    assert_eq!(rows(&copies[0])[0].1.sequence, 50);
}

#[test]
fn two_processes_that_start_at_the_same_moment_make_the_tables_once() {
    let fresh = Fresh::server().unwrap();
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| opened(fresh.address().unwrap()));
        }
    });
    assert_eq!(fresh.database.number("select count(*) from accounts").unwrap(), 0);
}

#[test]
fn column_of_another_type_is_named_before_anything_is_changed() {
    let fresh = Fresh::server().unwrap();
    fresh
        .database
        .execute("create table inbox (source text, id integer, time bigint)")
        .unwrap();
    let error = Copy::open("never".as_ref(), fresh.address()).unwrap_err();
    assert!(
        error.to_string().contains("table inbox") && error.to_string().contains("`id` is int4, and not text"),
        "{error}"
    );
}

#[test]
fn no_error_and_no_debug_text_has_the_password() {
    let fresh = Fresh::server().unwrap();
    let address = format!("{} password=sesame", fresh.address().unwrap());
    let copy = opened(&address);
    assert!(!format!("{copy:?}").contains("sesame"));
    for (wrong, reason) in [
        (
            address.replace("user=users", "user=nobody"),
            r#"role "nobody" does not exist (28000)"#,
        ),
        (address.replace("dbname=", "dbname=no_"), "does not exist (3D000)"),
        (
            "host=127.0.0.1 port=1 user=users password=sesame connect_timeout=2".to_owned(),
            "refused",
        ),
        (
            "postgres://users:sesame@no-such-host.invalid/auth".to_owned(),
            ": ",
        ),
    ] {
        let error = Copy::open("never".as_ref(), Some(&wrong)).unwrap_err();
        let texts = format!("{error} {error:?}");
        assert!(!texts.contains("sesame"), "{texts}");
        let text = error.to_string();
        assert!(
            text.starts_with("the copy failed: ") && text.contains(reason),
            "{text}"
        );
    }
}
