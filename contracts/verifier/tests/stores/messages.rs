//! The objects of a bucket, read as messages.

use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use counterpart::config::network::{Network, Size};
use counterpart::contract::{ContractFile, Role};
use counterpart_verifier::audit::{Framing, Run, Subjects, run};
use counterpart_verifier::lakes::Reading;
use counterpart_verifier::messages::{Inputs, Limits, Named, Piece, Reader};
use counterpart_verifier::report::Document;
use counterpart_verifier::store::object_store::memory::InMemory;
use counterpart_verifier::store::object_store::path::Path;
use counterpart_verifier::store::{ObjectStore, Store, bucket_of_messages};

use super::objects::{Objects, all, open_within, s3};
use super::{conditions, key};

fn reader(store: ObjectStore) -> Reader {
    Reader::new(
        Inputs::of([Named::Bucket(Arc::new(store))]),
        None,
        Limits::default(),
    )
}

/// Each message with its position, and each problem.
fn seen(reader: &mut Reader) -> Vec<String> {
    let mut seen = Vec::new();
    reader.for_each(|piece, position| {
        seen.push(match piece {
            Piece::Message(record) => format!("{position} {}", String::from_utf8_lossy(record.bytes)),
            Piece::Failed(problem) => format!("! {problem}"),
            other => format!("{position} {other:?}"),
        });
        true
    });
    seen
}

fn gzip(text: &str) -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(text.as_bytes()).unwrap();
    gzip.finish().unwrap()
}

#[test]
fn a_bucket_reads_as_a_folder_of_the_same_files() {
    let long = "9".repeat(5 << 20);
    let files = [
        ("services/a.b", b"1\n2\n".to_vec()),
        ("services/a/x", gzip("3\n4\n")),
        ("services/a/y", long.into_bytes()),
        ("services/b", b"5 6\n7".to_vec()),
        ("services/c", Vec::new()),
    ];
    let folder = tempfile::tempdir().unwrap();
    for (path, content) in &files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }
    let folder = folder.path().join("services");
    let shown = folder.display().to_string();
    let inputs = || Inputs::new([folder.clone().into_os_string()]);
    let expected = seen(&mut Reader::new(inputs(), None, Limits::default()));
    assert_eq!(expected.len(), 7);
    for objects in all() {
        for (at, content) in files.iter().rev() {
            objects.put(at, content.clone());
        }
        // The writer of a store leaves a file of its own above.
        let store = objects.open_below("/services");
        let location = Store::location(&store).to_owned();
        let bucket = Arc::new(store);
        let size = Inputs::of([Named::Bucket(bucket.clone())]).size();
        assert_eq!(size, inputs().size(), "{location}");
        let mut reader = Reader::new(Inputs::of([Named::Bucket(bucket)]), None, Limits::default());
        let read: Vec<String> = seen(&mut reader)
            .iter()
            .map(|line| line.replacen(&location, &shown, 1))
            .collect();
        assert!(read == expected, "{location}: {} lines", read.len());
    }
}

/// In each kind of bucket, emulated ones too: what is refused is told with its object and line.
#[test]
fn messages_of_a_bucket_are_audited() {
    let contract = r#"{"$schema":"https://json-schema.org/draft/2020-12/schema","x-contract":{"format":1,
        "role":"consumes","service":"auth","event":"e","imported":["x"],"assumes":["unique-keys"]},
        "type":"object","properties":{"id":{"type":"integer"}},"required":["id"]}"#;
    let document = Arc::new(Document {
        path: "contracts/auth/consumes/e.json".into(),
        text: contract.into(),
        contract: ContractFile::parse(contract.as_bytes()).unwrap(),
        declared: false,
        included: Vec::new(),
    });
    let good = "{\"id\":1}\n".repeat(300_000);
    for objects in all() {
        objects.put("services/a.gz", gzip(&format!("{good}{{\"id\":\"x\"}}\n")));
        objects.put("services/b", b"{\"id\":1}\n{\"id\":2}\n{}\n".to_vec());
        let store = objects.open_below("/services");
        let location = Store::location(&store).to_owned();
        let audit = run(
            Run {
                subjects: Subjects::new(Role::Consumes, vec![Arc::clone(&document)], Reading::default())
                    .unwrap(),
                framing: Framing::named("e", None),
                reader: reader(store),
                jobs: 2,
                refused: None,
                stop: Arc::default(),
            },
            |_| {},
        );
        assert_eq!(
            (audit.messages, audit.judged, audit.inputs),
            (300_004, 300_004, 2)
        );
        let mut found: Vec<String> = audit
            .findings
            .iter()
            .map(|one| format!("{} {} {}", one.kind.id(), one.place, one.seen.first))
            .collect();
        found.sort();
        let expected = [
            format!("property-missing /id {location}/b:3"),
            format!("type-mismatch /id {location}/a.gz:300001"),
        ];
        assert_eq!(found, expected);
    }
}

#[test]
fn an_object_that_vanishes_or_changes_while_it_is_read_is_read_up_to_there() {
    for (replaced, why) in [
        (None, "it was removed while it was read"),
        (
            Some(b"1\n".to_vec()),
            "it was changed while it was read; run the audit again",
        ),
    ] {
        let objects = Objects::Memory(Arc::default());
        objects.put("services/a", "1\n".repeat(3 << 20).into_bytes());
        objects.put("services/b", b"2\n".to_vec());
        let (mut messages, mut problems, mut last) = (0, Vec::new(), String::new());
        reader(objects.open()).for_each(|piece, _| {
            match piece {
                Piece::Message(record) => {
                    if messages == 0 {
                        match &replaced {
                            None => objects.open().remove(&[key("services/a")]).unwrap(),
                            Some(content) => objects.put("services/a", content.clone()),
                        }
                    }
                    messages += 1;
                    last = String::from_utf8_lossy(record.bytes).into_owned();
                }
                Piece::Failed(problem) => problems.push(problem.to_string()),
                other => panic!("{other:?}"),
            }
            true
        });
        // One part of the first, and the one message of the other.
        assert_eq!(messages, (2 << 20) + 1);
        assert_eq!(last, "2");
        assert_eq!(problems.len(), 1);
        let named = format!("memory:///a/folder/services/a: cannot be read: {why}");
        assert!(problems[0].starts_with(&named), "{problems:?}");
        assert!(
            problems[0].contains("(after 4194304 bytes of messages)"),
            "{problems:?}"
        );
    }
}

#[test]
fn a_bucket_may_be_one_object_and_one_without_any_is_a_problem() {
    let memory = Arc::new(InMemory::new());
    let objects = Objects::Memory(memory.clone());
    objects.put("services/a", b"1\n".to_vec());
    objects.put(".hidden/x", b"2\n".to_vec());
    let at = |path: &str| {
        ObjectStore::within(memory.clone(), Path::from(path), &format!("memory:///{path}")).unwrap()
    };
    assert_eq!(
        seen(&mut reader(at("a/folder/services/a"))),
        ["memory:///a/folder/services/a:1 1"]
    );
    assert_eq!(
        seen(&mut reader(at("nothing"))),
        ["! memory:///nothing: holds no object"]
    );
    let mut whole = reader(at("a"));
    assert_eq!(seen(&mut whole), ["memory:///a/folder/services/a:1 1"]);
    assert_eq!(whole.ignored().count, 1);
    let first = whole.ignored().first.clone();
    assert_eq!(first.as_deref(), Some("memory:///a/folder/.hidden/x"));
}

#[test]
fn a_bucket_that_refuses_or_never_answers_is_a_problem_without_secrets() {
    let network = Network {
        timeout: Duration::from_secs(2),
        size: Size(u64::MAX),
        ..Network::default()
    };
    for (each, why) in [
        (
            conditions::silent as fn(std::net::TcpStream),
            "no complete answer within 2s",
        ),
        (
            conditions::forbidding,
            "the server refuses access; set credentials",
        ),
    ] {
        let store = open_within("s3://contracts/folder", &s3(&conditions::server(each)), &network);
        let problems = seen(&mut reader(store));
        assert_eq!(problems.len(), 1);
        let named = format!("! s3://contracts/folder: cannot be listed: {why}");
        assert!(problems[0].starts_with(&named), "{problems:?}");
        assert!(!problems[0].contains("SECRET"), "{problems:?}");
    }
}

#[test]
fn addresses_of_buckets_are_known_by_their_schemes() {
    let asked = |text| bucket_of_messages(text, &Network::default());
    assert!(asked("logs/s3").is_none());
    assert!(asked("./s3://x").is_none());
    let error = asked("s3://user:secret@bucket/x")
        .unwrap()
        .unwrap_err()
        .to_string();
    assert!(error.contains("names no bucket"), "{error}");
}
