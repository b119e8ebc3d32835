//! What comes at one time, or with one number: the later one is in force, or it is refused.

use counterpart_verifier::store::{
    Branch, Catalogue, DeploymentChange, Publication, PublishError, Published, RecordError, Rules, Store,
    Timestamp, prune, publish, record,
};

use super::backends::{Backend, directory, each_backend};
use super::publishing::publication;

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

fn of_branch(version: &str, sequence: u64, published: &str, schema: &str) -> Publication {
    Publication {
        branch: Some(Branch {
            name: "main".into(),
            sequence,
        }),
        at: at(published),
        ..publication("user", version, schema)
    }
}

const TEXT: &str = "\"type\": \"string\"";
const NUMBER: &str = "\"type\": \"integer\"";

fn latest(backend: &Backend) -> String {
    let catalogue = Catalogue::read(&*backend.open()).unwrap();
    catalogue.latest("user", "main").unwrap().to_owned()
}

#[test]
fn later_publication_wins_with_equal_sequence_numbers() {
    each_backend(|backend| {
        let store = backend.open();
        // The order of the names is not that of the times.
        publish(&*store, &of_branch("9", 7, "2026-11-01T00:00:00Z", TEXT)).unwrap();
        publish(&*store, &of_branch("10", 7, "2026-11-01T00:00:01Z", NUMBER)).unwrap();
        assert_eq!(latest(backend), "10");
        publish(&*store, &of_branch("8", 6, "2026-11-02", TEXT)).unwrap();
        assert_eq!(latest(backend), "10", "a lower number is no tie");
    });
}

#[test]
fn a_version_that_would_never_be_the_latest_of_its_sequence_number_is_refused() {
    each_backend(|backend| {
        let store = backend.open();
        publish(&*store, &of_branch("9", 7, "2026-11-05", TEXT)).unwrap();
        for published in ["2026-11-05", "2026-11-04"] {
            let refused = publish(&*store, &of_branch("10", 7, published, NUMBER)).unwrap_err();
            assert!(matches!(refused, PublishError::SameSequence { .. }), "{refused}");
        }
        let catalogue = Catalogue::read(&*backend.open()).unwrap();
        assert!(!catalogue.has("user", "10"), "nothing of it is there");
        // One content under two names hides nothing.
        let same = publish(&*store, &of_branch("9-again", 7, "2026-11-05", TEXT));
        assert_eq!(same.unwrap(), Published::New);
        // The same version again is not an error, whatever stands beside it.
        let again = publish(&*store, &of_branch("9", 7, "2026-11-06", TEXT));
        assert_eq!(again.unwrap(), Published::Again);
    });
}

#[test]
fn second_deployment_in_the_same_second_is_refused() {
    each_backend(|backend| {
        let store = backend.open();
        for version in ["1", "2"] {
            publish(&*store, &publication("user", version, TEXT)).unwrap();
        }
        let when = at("2026-11-05T10:00:00Z");
        let deploy = |version: &str, what, when| record(&*store, "production", "user", version, what, when);
        deploy("2", DeploymentChange::Deployed, when).unwrap();
        deploy("2", DeploymentChange::Deployed, when).unwrap();
        for (version, what) in [
            ("1", DeploymentChange::Deployed),
            ("2", DeploymentChange::Undeployed),
        ] {
            let refused = deploy(version, what, when).unwrap_err();
            assert!(matches!(refused, RecordError::SameTime { .. }), "{refused}");
        }
        // Releases stand beside each other, and beside what is deployed.
        deploy("1", DeploymentChange::Released, when).unwrap();
        deploy("2", DeploymentChange::Released, when).unwrap();
        deploy("1", DeploymentChange::Deployed, at("2026-11-05T10:00:01Z")).unwrap();
        let catalogue = Catalogue::read(&*backend.open()).unwrap();
        let deployed = catalogue.spans("production", "user").into_iter();
        let deployed: Vec<String> = deployed
            .filter(|span| !span.released && span.until.is_none())
            .map(|span| span.version)
            .collect();
        assert_eq!(deployed, ["1"]);
    });
}

/// Writes a record as a writer does that saw nothing of another one.
fn write(store: &dyn Store, key: &str) {
    use counterpart_verifier::store::{Key, NewFile};
    let file = NewFile {
        key: Key::parse(key).unwrap(),
        content: Vec::new(),
    };
    store.create(&[file]).unwrap();
}

#[test]
fn deployments_of_writers_that_came_in_one_second_are_all_in_force() {
    let backend = directory();
    let store = backend.open();
    for (version, sequence) in [("1", 1), ("2", 2)] {
        publish(&*store, &of_branch(version, sequence, "2026-11-01", TEXT)).unwrap();
        write(
            &*store,
            &format!("environments/production/user/20261105t100000z~{version}~deployed"),
        );
    }
    let running = |day: &str| -> Vec<String> {
        let catalogue = Catalogue::read(&*store).unwrap();
        catalogue
            .running("production", "user", at(day))
            .into_iter()
            .collect()
    };
    assert_eq!(running("2026-11-06"), ["1", "2"]);
    record(
        &*store,
        "production",
        "user",
        "1",
        DeploymentChange::Deployed,
        at("2026-11-07"),
    )
    .unwrap();
    assert_eq!(running("2026-11-08"), ["1"], "the next deployment ends both");
}

#[test]
fn versions_of_publishers_that_came_in_one_second_are_all_the_latest() {
    let backend = directory();
    let store = backend.open();
    for (version, schema) in [("1", TEXT), ("2", NUMBER)] {
        let publication = Publication {
            branch: None,
            ..of_branch(version, 0, "2026-11-01", schema)
        };
        publish(&*store, &publication).unwrap();
        write(&*store, &format!("services/user/branches/main/7~{version}"));
    }
    let both = ["1", "2"].map(|version| ("user".to_owned(), version.to_owned()));
    let catalogue = Catalogue::read(&*store).unwrap();
    let counting = Rules::read(&*store)
        .unwrap()
        .counting(&catalogue, at("2026-11-02"));
    assert_eq!(counting, both);
    let pruning = prune::Pruning {
        older_than: std::time::Duration::ZERO,
        retention: None,
        at: at("2030-01-01"),
        services: None,
        gone_branches: Default::default(),
    };
    let removed = prune::plan(&*store, &pruning).unwrap().removed;
    assert!(removed.is_empty(), "{removed:?}");
}
