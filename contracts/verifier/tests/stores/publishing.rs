//! Versions: published once, whole, and found again.

use counterpart::config::Allowance;
use counterpart::contract::ContractFile;
use counterpart::contract::Retention;
use counterpart_engine::json::Json;
use counterpart_verifier::store::{
    Branch, Catalogue, Origin, Publication, PublishError, Published, SETTINGS, Store, StoreError, Timestamp,
    contents, publish,
};

use super::backends::{Backend, directory, each_backend};

fn contract(service: &str, role: &str, event: &str, schema: &str) -> ContractFile {
    let service = Json::from(service);
    let text = format!(
        r#"{{"x-contract": {{"format": 1, "role": "{role}", "service": {service}, "event": "{event}", "assumes": []}}, {schema}}}"#
    );
    ContractFile::parse(text.as_bytes()).unwrap()
}

pub(crate) fn publication(service: &str, version: &str, schema: &str) -> Publication {
    Publication {
        service: service.into(),
        version: version.into(),
        documents: vec![
            contract(service, "emits", "user.registered", schema),
            contract(service, "consumes", "mail.sent", "\"type\": \"object\""),
        ],
        branch: Some(Branch {
            name: "main".into(),
            sequence: 7,
        }),
        origin: Origin::default(),
        retention: None,
        allow: Vec::new(),
        at: Timestamp::parse("2026-11-23").unwrap(),
    }
}

fn allowance(text: &str) -> Allowance {
    let json = counterpart_engine::json::parse(text.as_bytes()).unwrap();
    Allowance::from_json(&json).unwrap()
}

pub(crate) const TEXT: &str = "\"type\": \"string\"";
pub(crate) const NUMBER: &str = "\"type\": \"number\"";

/// The versions that a reader finds, and the latest of main.
pub(crate) fn found(store: &dyn Store, service: &str) -> (Vec<String>, Option<String>) {
    let catalogue = Catalogue::read(store).unwrap();
    let versions: Vec<String> = catalogue.versions(service).map(str::to_owned).collect();
    let all: Vec<_> = versions
        .iter()
        .map(|version| (service.to_owned(), version.clone()))
        .collect();
    // Whatever is listed can be read whole.
    for contents in contents(store, &all).unwrap() {
        assert_eq!(contents.documents.len(), contents.version.files.len());
    }
    (versions, catalogue.latest(service, "main").map(str::to_owned))
}

#[test]
fn a_version_is_published_once_and_read_by_others() {
    each_backend(|backend| {
        let first = publication("user", "1.0", TEXT);
        assert_eq!(publish(&*backend.open(), &first).unwrap(), Published::New);
        assert_eq!(publish(&*backend.open(), &first).unwrap(), Published::Again);
        assert_eq!(
            found(&*backend.open(), "user"),
            (vec!["1.0".into()], Some("1.0".into()))
        );
        let read = contents(&*backend.open(), &[("user".into(), "1.0".into())]).unwrap();
        let documents: Vec<_> = read[0]
            .documents
            .iter()
            .map(|document| document.contract.clone())
            .collect();
        assert_eq!(
            documents,
            [first.documents[1].clone(), first.documents[0].clone()]
        );
    });
}

#[test]
fn the_same_version_with_another_content_is_refused_with_what_differs() {
    let backend = directory();
    let store = backend.open();
    publish(&*store, &publication("user", "1.0", TEXT)).unwrap();
    let bytes_alone = publication("user", "1.0", "\"title\": \"a user\", \"type\": \"string\"");
    assert_eq!(
        publish(&*store, &bytes_alone).unwrap(),
        Published::Again,
        "an annotation is no change"
    );
    let mut changed = publication("user", "1.0", NUMBER);
    changed.documents.pop();
    let error = publish(&*store, &changed).unwrap_err();
    insta::assert_snapshot!(error, @"version 1.0 of user is published already, and differs in 2 of its files: publish the change under another version");
    let PublishError::Changed { changes, .. } = error else {
        panic!()
    };
    let emits = &changes["emits/user.registered.json"];
    assert!(emits.there.as_ref().unwrap().contains("string"));
    assert!(emits.new.as_ref().unwrap().contains("number"));
    let consumes = &changes["consumes/mail.sent.json"];
    assert!(consumes.there.is_some() && consumes.new.is_none());
}

#[test]
fn allowances_are_published_with_the_version_and_never_change() {
    each_backend(|backend| {
        let store = backend.open();
        let moving = allowance(r#"{"event": "user.registered", "reason": "moving", "until": "2026-12-31"}"#);
        let mut one = publication("user", "1.0", TEXT);
        one.allow = vec![moving.clone()];
        one.retention = Retention::parse("14d");
        publish(&*store, &one).unwrap();
        let read = &contents(&*store, &[("user".into(), "1.0".into())]).unwrap()[0].version;
        assert_eq!(
            (&read.allow, read.retention),
            (&vec![moving], Retention::parse("2w"))
        );
        one.retention = Some(Retention::Forever);
        let PublishError::Changed { changes, .. } = publish(&*store, &one).unwrap_err() else {
            panic!()
        };
        let change = &changes[SETTINGS];
        assert!(change.there.as_ref().unwrap().contains("14d"));
        assert!(change.new.as_ref().unwrap().contains("forever"));
    });
}

#[test]
fn foreign_repeated_and_empty_publications_are_refused() {
    let backend = directory();
    let store = backend.open();
    let mut foreign = publication("user", "1", TEXT);
    foreign.service = "auth".into();
    assert!(matches!(
        publish(&*store, &foreign),
        Err(PublishError::Foreign(_))
    ));
    let mut twice = publication("user", "1", TEXT);
    twice.documents.push(twice.documents[0].clone());
    assert!(matches!(publish(&*store, &twice), Err(PublishError::Twice(_))));
    let mut empty = publication("user", "1", TEXT);
    empty.documents.clear();
    assert!(matches!(
        publish(&*store, &empty),
        Err(PublishError::Nothing { .. })
    ));
    let mut named = publication("user", "../1", TEXT);
    named.branch = None;
    assert!(matches!(
        publish(&*store, &named),
        Err(PublishError::Store(StoreError::Name(_)))
    ));
    assert!(store.list(None).unwrap().is_empty());
}

#[test]
fn the_latest_of_a_branch_never_goes_back_when_ci_jobs_end_out_of_order() {
    each_backend(|backend| {
        for (version, sequence) in [("c", 12), ("a", 9), ("b", 11)] {
            let mut one = publication("user", version, TEXT);
            one.branch = Some(Branch {
                name: "main".into(),
                sequence,
            });
            publish(&*backend.open(), &one).unwrap();
        }
        let catalogue = Catalogue::read(&*backend.open()).unwrap();
        assert_eq!(catalogue.history("user", "main"), ["a", "b", "c"]);
        assert_eq!(catalogue.latest("user", "main"), Some("c"));
        assert_eq!(catalogue.latest("user", "other"), None);
    });
}

#[test]
fn forty_services_publish_at_once() {
    each_backend(|backend| {
        std::thread::scope(|scope| {
            for service in 0..40 {
                scope.spawn(move || {
                    let service = format!("s{service}");
                    let one = publication(&service, "1", TEXT);
                    assert_eq!(publish(&*backend.open(), &one).unwrap(), Published::New);
                });
            }
        });
        let store = backend.open();
        assert_eq!(Catalogue::read(&*store).unwrap().services().count(), 40);
        for service in 0..40 {
            assert_eq!(found(&*store, &format!("s{service}")).1.as_deref(), Some("1"));
        }
    });
}

#[test]
fn one_of_several_conflicting_publishers_wins() {
    each_backend(|backend: &Backend| {
        let results: Vec<_> = std::thread::scope(|scope| {
            let publishers: Vec<_> = (0..6)
                .map(|n| {
                    scope.spawn(move || {
                        let one = publication("user", "1", if n % 2 == 0 { TEXT } else { NUMBER });
                        publish(&*backend.open(), &one)
                    })
                })
                .collect();
            publishers
                .into_iter()
                .map(|publisher| publisher.join().unwrap())
                .collect()
        });
        let agree = results.iter().filter(|result| result.is_ok()).count();
        let refused = results
            .iter()
            .filter(|result| matches!(result, Err(PublishError::Changed { .. })));
        assert_eq!((agree, refused.count()), (3, 3), "{results:?}");
        found(&*backend.open(), "user");
    });
}

#[test]
fn a_document_that_was_changed_by_hand_is_named() {
    let backend = directory();
    let store = backend.open();
    publish(&*store, &publication("user", "1", TEXT)).unwrap();
    let wanted = [("user".to_owned(), "1".to_owned())];
    let path = backend
        .place()
        .join("services/user/versions/1/emits/user.registered.json");
    let text = std::fs::read_to_string(&path).unwrap();
    let error = |text: &str| {
        std::fs::write(&path, text).unwrap();
        contents(&*store, &wanted).unwrap_err().to_string()
    };
    insta::assert_snapshot!(error(&text.replace("string", "number")), @"services/user/versions/1/emits/user.registered.json in the store is not what was published: its digest is another one than the version's seal says");
    insta::assert_snapshot!(error(&text.replace("user.registered", "user.gone")), @"services/user/versions/1/emits/user.registered.json in the store says in `x-contract` that it belongs elsewhere: the store was changed by hand");
    insta::assert_snapshot!(error(&text[..60]), @"services/user/versions/1/emits/user.registered.json in the store: not JSON: the text ends inside a value at line 2, column 15");
    std::fs::remove_file(&path).unwrap();
    insta::assert_snapshot!(contents(&*store, &wanted).unwrap_err(), @"services/user/versions/1/emits/user.registered.json in the store is not there, and the version's seal names it: the store was changed by hand");
    insta::assert_snapshot!(contents(&*store, &[("user".into(), "2".into())]).unwrap_err(), @"services/user/versions/2/version.json in the store is not there: the version was never published, or was pruned");
}
