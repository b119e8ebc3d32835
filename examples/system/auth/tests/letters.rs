//! Batches of the feed, the letters that they leave, and what a redrive makes of them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use auth::copy::Copy;
use auth::feed::Feed;
use auth::letters::{Letters, read_all, rule_of};
use auth::measures::Measures;
use auth::reconcile::Reconciliation;
use auth::redrive::{Summary, redrive, remember};
use auth_service::dump::DumpHeader;
use auth_service::letter::Letter;
use counterpart::compat::schema::Schema;
use counterpart::contract::ContractFile;
use counterpart::guard::{self, Message};
use counterpart::letters::DeadLetter;
use service::client::Client;
use service::metrics::Metrics;
use trial::each_database;
use trial::fresh::Fresh;

struct Service {
    feed: Feed,
    metrics: Metrics,
    folder: PathBuf,
}

impl Service {
    fn new(fresh: &Fresh) -> Self {
        let folder = fresh.folder.path().to_owned();
        let metrics = Metrics::default();
        let measures = Measures::new(&metrics);
        let letters = Letters::open(&folder.join("letters"), "a.ndjson", measures.clone()).unwrap();
        let feed = Feed {
            client: Client::new("http://127.0.0.1:1"),
            copy: Copy::open(&fresh.file_path(), fresh.address()).unwrap(),
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
        read_all(&self.folder.join("letters"), |letter| {
            letters.push(letter);
            Ok(())
        })
        .unwrap();
        letters
    }

    fn redrive(&self, letters: &[DeadLetter]) -> Summary {
        let file = self.folder.join("take");
        let lines: Vec<String> = letters.iter().map(|letter| letter.to_json() + "\n").collect();
        std::fs::write(&file, lines.concat()).unwrap();
        self.redrive_file(&file)
    }

    fn redrive_file(&self, file: &Path) -> Summary {
        let refused = Letters::open(&self.folder.join("letters"), "b.ndjson", Measures::default()).unwrap();
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

/// The two sides of the contract for letters: what the library writes, and what this service needs.
fn sides() -> [(String, Schema); 2] {
    ["counterpart/emits", "auth-service/consumes"].map(|side| {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../contracts");
        let path = format!("{folder}/{side}/user.dead_letter.json");
        let file = ContractFile::parse(&std::fs::read(&path).unwrap()).unwrap();
        let schema = file.to_schema().unwrap();
        (path, schema)
    })
}

#[test]
fn contract_of_letters_is_the_schema_that_the_library_publishes() {
    let [(_, emitted), _] = sides();
    let schema: serde_json::Value = serde_json::from_str(counterpart::letters::SCHEMA).unwrap();
    let names = |schema: &serde_json::Value| {
        let required = schema["required"].as_array().unwrap().iter();
        let required: BTreeSet<_> = required.map(|name| name.as_str().unwrap().to_owned()).collect();
        let members = schema["properties"].as_object().unwrap().keys().cloned();
        (members.collect::<BTreeSet<_>>(), required)
    };
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../contracts/counterpart/emits/user.dead_letter.json"
    );
    let file: serde_json::Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    assert_eq!(names(&file), names(&schema));
    // What the library takes for no letter is none by the contract either.
    for text in [
        r#"{"format":1}"#,
        r#"{"format":2,"id":{"source":"s","id":"i"},"event":"e","payload":""}"#,
    ] {
        assert!(DeadLetter::from_json(text.as_bytes()).is_err());
        let value = counterpart::json::parse(text.as_bytes()).unwrap();
        assert_eq!(emitted.accepts(&value), Ok(false), "{text}");
    }
}

each_database! {
    fn refused_event_is_a_letter_and_later_events_of_its_user_are_applied(fresh) {
        let service = Service::new(fresh);
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

    fn letters_are_what_their_contract_says_and_are_read_by_it(fresh) {
        let service = Service::new(fresh);
        let of_error = event(9, 1, "user.email_changed", r#"{"user_id":8,"email":"a@b"}"#);
        let of_envelope = r#"{"id":"7/3","source":"user-service"}"#;
        let of_plan = broken(7);
        let texts = [
            of_plan.as_bytes(),
            of_error.as_bytes(),
            of_envelope.as_bytes(),
            b"[\xff]",
        ]
        .map(|text| ("s", text));
        service.feed.absorb(&texts, None).unwrap();
        let text = std::fs::read_to_string(service.folder.join("letters/a.ndjson")).unwrap();
        let mut events = Vec::new();
        for line in text.lines() {
            let value = counterpart::json::parse(line.as_bytes()).unwrap();
            for (path, schema) in &sides() {
                assert_eq!(schema.accepts(&value), Ok(true), "{path}: {line}");
            }
            let read: Letter = guard::read(&Message::new(line.as_bytes())).unwrap();
            let letter = DeadLetter::from_json(line.as_bytes()).unwrap();
            assert_eq!((&read.id.source, &read.id.id), (&letter.id.source, &letter.id.id));
            assert_eq!(read.key.map(String::into_bytes), letter.key);
            assert_eq!(
                read.payload.is_some(),
                std::str::from_utf8(&letter.payload).is_ok()
            );
            assert_ne!(read.payload.is_some(), read.payload_base64.is_some());
            let headers = read.headers.unwrap_or_default();
            let headers = headers
                .iter()
                .map(|header| (&*header.name, header.value.as_deref()));
            let expected = letter.headers.iter().map(|header| (&*header.name, header.text()));
            assert!(headers.eq(expected), "{line}");
            events.push(read.event);
        }
        let expected = [
            "user.registered",
            "user.email_changed",
            "user.feed_entry",
            "user.feed_entry",
        ];
        assert_eq!(events, expected);
    }

    fn batch_that_is_none_changes_nothing(fresh) {
        let service = Service::new(fresh);
        for body in ["", "{}", "[1", r#"[{"id":7}]"#] {
            let error = service.feed.take("s", body.as_bytes()).unwrap_err();
            assert!(error.to_string().starts_with("the "), "{error}");
        }
        service.feed.take("s", b"[]").unwrap();
        assert_eq!(service.feed.copy.position().unwrap(), None);
    }

    fn redriven_letter_is_applied_once_and_an_older_one_changes_nothing(fresh) {
        let service = Service::new(fresh);
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

    fn letter_does_not_bring_back_a_user_whom_a_dump_showed_to_be_gone(fresh) {
        let service = Service::new(fresh);
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
        assert_eq!(reconciliation.end(5, |_| ()).unwrap().gone, 1);
        let mut letters = service.letters();
        let text = String::from_utf8(letters[0].payload.clone()).unwrap();
        letters[0].payload = text.replace("gold", "pro").into_bytes();
        assert_eq!(service.redrive(&letters).superseded, 1);
        assert!(service.feed.copy.account(7).unwrap().unwrap().is_closed());
    }

    fn copy_that_was_restored_hears_of_the_users_of_its_letters(fresh) {
        let service = Service::new(fresh);
        service
            .feed
            .take("s", batch(&[broken(7), broken(8)]).as_bytes())
            .unwrap();
        // The copy is an old one, from before the letters.
        drop(service.feed.copy);
        fresh.database.execute("delete from accounts; delete from inbox; delete from notices; delete from feed").unwrap();
        let old = Copy::open(&fresh.file_path(), fresh.address()).unwrap();
        remember(&service.folder.join("letters"), &old).unwrap();
        remember(&service.folder.join("letters"), &old).unwrap();
        let row = old.account(8).unwrap().unwrap();
        assert_eq!((&*row.stream, row.position, row.sequence), ("s", 81, 1));
        assert_eq!(old.accounts_after(None, 9).unwrap().len(), 2);
    }

    fn redrive_checks_what_contracts_do_not_say(fresh) {
        let service = Service::new(fresh);
        let mismatch = event(7, 1, "user.email_changed", r#"{"user_id":8,"email":"c@d"}"#);
        service.feed.take("s", batch(&[mismatch]).as_bytes()).unwrap();
        let letters = service.letters();
        assert_eq!(rule_of(&letters[0]), "SubjectMismatch");
        assert_eq!(service.redrive(&letters).refused, 1);
        assert_eq!(service.feed.copy.account(8).unwrap(), None);
    }

    fn text_with_a_nul_is_a_letter_and_holds_nothing_up(fresh) {
        let service = Service::new(fresh);
        let nul = event(7, 1, "user.email_changed", r#"{"user_id":7,"email":"a\u0000b"}"#);
        let of_id = event(8, 1, "user.email_changed", r#"{"user_id":8,"email":"a@b"}"#)
            .replace(r#""id":"8/1""#, r#""id":"8/1\u0000""#);
        let good = event(9, 1, "user.email_changed", r#"{"user_id":9,"email":"a@b"}"#);
        service.feed.take("s", batch(&[nul, of_id, good]).as_bytes()).unwrap();
        let letters = service.letters();
        let rules: Vec<&str> = letters.iter().map(rule_of).collect();
        assert_eq!(rules, ["NulInText", "NulInText"]);
        assert_eq!(service.feed.copy.account(9).unwrap().unwrap().sequence, 1);
        // Both are asked for, and refused again, and neither is an error.
        for letter in &letters {
            assert!(!service.feed.copy.has_applied(&letter.id.source, &letter.id.id).unwrap());
        }
        assert_eq!(service.redrive(&letters).refused, 2);
    }
}
