//! The versions that run in each environment, by time.

use std::collections::BTreeSet;

use counterpart_verifier::store::{
    Catalogue, DeploymentChange, RecordError, Store, Timestamp, publish, record,
};

use super::backends::{directory, each_backend};
use super::publishing::publication;

fn at(day: u32) -> Timestamp {
    Timestamp::parse(&format!("2026-11-{day:02}")).unwrap()
}

fn running(store: &dyn Store, day: u32) -> Vec<String> {
    let catalogue = Catalogue::read(store).unwrap();
    let running: BTreeSet<String> = catalogue.running("production", "user", at(day));
    running.into_iter().collect()
}

fn published(store: &dyn Store) {
    for version in ["1", "2", "3"] {
        publish(store, &publication("user", version, "\"type\": \"string\"")).unwrap();
    }
}

#[test]
fn a_deployment_ends_the_one_before_it() {
    each_backend(|backend| {
        let store = backend.open();
        published(&*store);
        // Recorded in another order than it happened.
        for (version, day) in [("2", 5), ("1", 2), ("3", 9)] {
            record(
                &*store,
                "production",
                "user",
                version,
                DeploymentChange::Deployed,
                at(day),
            )
            .unwrap();
        }
        record(
            &*store,
            "production",
            "user",
            "3",
            DeploymentChange::Undeployed,
            at(12),
        )
        .unwrap();
        let store = backend.open();
        let on = |day| running(&*store, day).join(" ");
        assert_eq!(
            [on(1), on(2), on(4), on(5), on(11), on(12)],
            ["", "1", "1", "2", "3", ""]
        );
        let spans = Catalogue::read(&*store).unwrap().spans("production", "user");
        let spans: Vec<_> = spans
            .iter()
            .map(|span| (span.version.as_str(), span.since, span.until))
            .collect();
        assert_eq!(
            spans,
            [
                ("1", at(2), Some(at(5))),
                ("2", at(5), Some(at(9))),
                ("3", at(9), Some(at(12)))
            ]
        );
    });
}

#[test]
fn releases_coexist_until_they_are_withdrawn() {
    let backend = directory();
    let store = backend.open();
    published(&*store);
    record(
        &*store,
        "production",
        "user",
        "1",
        DeploymentChange::Released,
        at(1),
    )
    .unwrap();
    record(
        &*store,
        "production",
        "user",
        "2",
        DeploymentChange::Released,
        at(3),
    )
    .unwrap();
    record(
        &*store,
        "production",
        "user",
        "3",
        DeploymentChange::Deployed,
        at(4),
    )
    .unwrap();
    record(
        &*store,
        "production",
        "user",
        "1",
        DeploymentChange::Withdrawn,
        at(6),
    )
    .unwrap();
    assert_eq!(running(&*store, 5), ["1", "2", "3"]);
    assert_eq!(running(&*store, 6), ["2", "3"]);
}

#[test]
fn version_that_was_never_published_or_deployed_is_not_recorded() {
    let backend = directory();
    let store = backend.open();
    published(&*store);
    let error = record(
        &*store,
        "production",
        "user",
        "4",
        DeploymentChange::Deployed,
        at(1),
    )
    .unwrap_err();
    assert!(matches!(error, RecordError::NotPublished { .. }));
    insta::assert_snapshot!(error, @"version 4 of user is not published: publish it before it is deployed");
    let error = record(
        &*store,
        "production",
        "user",
        "1",
        DeploymentChange::Undeployed,
        at(1),
    )
    .unwrap_err();
    insta::assert_snapshot!(error, @"nothing was ever recorded in production; the environments are: none");
    assert_eq!(Catalogue::read(&*store).unwrap().environments().count(), 0);
}
