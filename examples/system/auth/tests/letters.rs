//! Batches of the feed, the letters that they leave, and what a redrive makes of them.

use std::path::Path;
use std::sync::Arc;

use auth::copy::Copy;
use auth::feed::Feed;
use auth::letters::{Letters, read_all, rule_of};
use auth::measures::Measures;
use auth::reconcile::Reconciliation;
use auth::redrive::{Summary, redrive, remember};
use auth_service::dump::DumpHeader;
use counterpart::letters::DeadLetter;
use service::client::Client;
use service::metrics::Metrics;

struct Service {
    feed: Feed,
    metrics: Metrics,
    folder: tempfile::TempDir,
}

impl Service {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let metrics = Metrics::default();
        let measures = Measures::new(&metrics);
        let letters = Letters::open(&folder.path().join("letters"), "a.ndjson", measures.clone()).unwrap();
        let feed = Feed {
            client: Client::new("http://127.0.0.1:1"),
            copy: Copy::open(&folder.path().join("accounts.db")).unwrap(),
            letters: Arc::new(letters),
            measures,
        };
        Self {
            feed,
            metrics,
            folder,
        }
    }

    fn letters(&self) -> Vec<DeadLetter> {
        let mut letters = Vec::new();
        read_all(&self.folder.path().join("letters"), |letter| {
            letters.push(letter);
            Ok(())
        })
        .unwrap();
        letters
    }

    fn redrive(&self, letters: &[DeadLetter]) -> Summary {
        let file = self.folder.path().join("take");
        let lines: Vec<String> = letters.iter().map(|letter| letter.to_json() + "\n").collect();
        std::fs::write(&file, lines.concat()).unwrap();
        self.redrive_file(&file)
    }

    fn redrive_file(&self, file: &Path) -> Summary {
        let refused = Letters::open(
            &self.folder.path().join("letters"),
            "b.ndjson",
            Measures::default(),
        )
        .unwrap();
        redrive(file, &self.feed.copy, &refused).unwrap()
    }
}

fn event(user_id: u64, sequence: u64, event: &str, data: &str) -> String {
    format!(
        r#"{{"specversion":"1.0","id":"{user_id}/{sequence}","source":"user-service","type":"{event}","subject":"{user_id}","sequence":{sequence},"position":{},"data":{data}}}"#,
        user_id * 10 + sequence
    )
}

fn batch(events: &[String]) -> String {
    format!("[{}]", events.join(","))
}

/// Refused by every version: the plan is none.
fn broken(user_id: u64) -> String {
    let data = format!(r#"{{"user_id":{user_id},"email":"a@b","plan":"gold"}}"#);
    event(user_id, 1, "user.registered", &data)
}

#[test]
fn refused_event_is_a_letter_and_later_events_of_its_user_are_applied() {
    let service = Service::new();
    let later = event(7, 2, "user.email_changed", r#"{"user_id":7,"email":"c@d"}"#);
    let batch = batch(&[broken(7), later, event(8, 1, "invoice.paid", "[]")]);
    service.feed.take("s", batch.as_bytes()).unwrap();
    // The batch comes again: no second letter, no second effect.
    service.feed.take("s", batch.as_bytes()).unwrap();
    let letters = service.letters();
    assert_eq!(letters.len(), 1);
    assert_eq!(rule_of(&letters[0]), "value-not-accepted");
    let row = service.feed.copy.account(7).unwrap().unwrap();
    assert_eq!(row.sequence, 2);
    let position = service.feed.copy.position().unwrap().unwrap();
    assert_eq!(
        (&*position.stream, position.last_event_id.as_deref()),
        ("s", Some("8/1"))
    );
    let metrics = service.metrics.text();
    for line in [
        "events_total{outcome=\"applied\"} 1",
        "redeliveries_total 1",
        "letters_total{rule=\"value-not-accepted\"} 1",
    ] {
        assert!(metrics.contains(line), "{metrics}");
    }
}

#[test]
fn batch_that_is_none_changes_nothing() {
    let service = Service::new();
    for body in ["", "{}", "[1", r#"[{"id":7}]"#] {
        let error = service.feed.take("s", body.as_bytes()).unwrap_err();
        assert!(error.to_string().starts_with("the "), "{error}");
    }
    service.feed.take("s", b"[]").unwrap();
    assert_eq!(service.feed.copy.position().unwrap(), None);
}

#[test]
fn redriven_letter_is_applied_once_and_an_older_one_changes_nothing() {
    let service = Service::new();
    service
        .feed
        .take("s", batch(&[broken(7), broken(8), broken(9)]).as_bytes())
        .unwrap();
    let gone = event(
        8,
        2,
        "user.deleted",
        r#"{"user_id":8,"reason":{"kind":"requested"}}"#,
    );
    service.feed.take("s", batch(&[gone]).as_bytes()).unwrap();
    let mut letters = service.letters();
    assert_eq!(letters.len(), 3);
    // The payload is mended by hand, as `--edit` does it; the last one is not.
    for letter in &mut letters[..2] {
        let text = String::from_utf8(letter.payload.clone()).unwrap();
        letter.payload = text.replace("gold", "pro").into_bytes();
    }
    let summary = service.redrive(&letters);
    assert_eq!(
        summary,
        Summary {
            applied: 1,
            superseded: 1,
            repeated: 0,
            refused: 1,
        }
    );
    assert!(service.feed.copy.account(8).unwrap().unwrap().is_closed());
    let again = service.redrive(&letters[..2]);
    assert_eq!((again.repeated, again.applied), (2, 0));
    // The refused one is a letter again, and counts how often it was redriven.
    let last = service.letters().pop().unwrap();
    assert_eq!((&*last.id.id, last.redriven, last.attempts), ("9/1", 1, Some(2)));
}

#[test]
fn letter_does_not_bring_back_a_user_whom_a_dump_showed_to_be_gone() {
    let service = Service::new();
    // The registration is a letter, and the deletion was lost with the stream: only the dump tells of it.
    service.feed.take("s", batch(&[broken(7)]).as_bytes()).unwrap();
    let header = DumpHeader {
        stream: "renewed".into(),
        earlier: vec!["s".into()],
        watermark: 100,
        last_event_id: Some("9/1".into()),
        rows: 0,
    };
    let reconciliation = Reconciliation::new(service.feed.copy.clone(), header, false);
    assert_eq!(reconciliation.end(5, |_| Ok(())).unwrap().gone, 1);
    let mut letters = service.letters();
    let text = String::from_utf8(letters[0].payload.clone()).unwrap();
    letters[0].payload = text.replace("gold", "pro").into_bytes();
    assert_eq!(service.redrive(&letters).superseded, 1);
    assert!(service.feed.copy.account(7).unwrap().unwrap().is_closed());
}

#[test]
fn copy_that_was_restored_hears_of_the_users_of_its_letters() {
    let service = Service::new();
    service
        .feed
        .take("s", batch(&[broken(7), broken(8)]).as_bytes())
        .unwrap();
    // The copy is an old one, from before the letters.
    let old = Copy::open(&service.folder.path().join("old.db")).unwrap();
    remember(&service.folder.path().join("letters"), &old).unwrap();
    remember(&service.folder.path().join("letters"), &old).unwrap();
    let row = old.account(8).unwrap().unwrap();
    assert_eq!((&*row.stream, row.position, row.sequence), ("s", 81, 1));
    assert_eq!(old.accounts_after(None, 9).unwrap().len(), 2);
}

#[test]
fn redrive_checks_what_contracts_do_not_say() {
    let service = Service::new();
    let mismatch = event(7, 1, "user.email_changed", r#"{"user_id":8,"email":"c@d"}"#);
    service.feed.take("s", batch(&[mismatch]).as_bytes()).unwrap();
    let letters = service.letters();
    assert_eq!(rule_of(&letters[0]), "SubjectMismatch");
    assert_eq!(service.redrive(&letters).refused, 1);
    assert_eq!(service.feed.copy.account(8).unwrap(), None);
}
