//! The versions that pruning keeps, and those that it removes.

use std::time::Duration;

use counterpart::contract::Retention;
use counterpart::contract::Role;
use counterpart_verifier::store::prune::{Kept, Pruning, plan, remove};
use counterpart_verifier::store::{
    Branch, Catalogue, DeploymentChange, Publication, Store, Timestamp, contents, publish, record,
};

use super::backends::{directory, each_backend};
use super::publishing::{NUMBER, TEXT, publication};

const DAY: u64 = 86_400;

fn at(day: u32) -> Timestamp {
    Timestamp::parse(&format!("2026-11-{day:02}")).unwrap()
}

/// Published on its day of November, on a branch.
fn version(number: u32, branch: &str, schema: &str) -> Publication {
    Publication {
        branch: Some(Branch {
            name: branch.into(),
            sequence: number.into(),
        }),
        at: at(number),
        ..publication("user", &number.to_string(), schema)
    }
}

fn pruning(day: u32, retention: Option<&str>) -> Pruning {
    Pruning {
        older_than: Duration::from_secs(2 * DAY),
        retention: retention.and_then(Retention::parse),
        at: at(day),
        services: None,
        gone_branches: Default::default(),
    }
}

fn removed(store: &dyn Store, pruning: &Pruning) -> String {
    let removed = plan(store, pruning).unwrap().removed;
    let removed: Vec<String> = removed.into_iter().map(|(_, version)| version).collect();
    removed.join(" ")
}

#[test]
fn latest_and_young_versions_stay_and_others_are_removed() {
    each_backend(|backend| {
        let store = backend.open();
        for one in [
            version(1, "main", TEXT),
            version(2, "main", TEXT),
            version(3, "feature", TEXT),
            version(4, "feature", TEXT),
            version(5, "main", TEXT),
            version(19, "main", TEXT),
            version(20, "main", TEXT),
        ] {
            publish(&*store, &one).unwrap();
        }
        assert_eq!(removed(&*store, &pruning(20, None)), "2 3 5", "19 is young");
        let plan = plan(&*store, &pruning(20, None)).unwrap();
        let why = |version: &str| plan.kept[&("user".to_owned(), version.to_owned())].clone();
        assert_eq!(
            why("4"),
            Kept::Latest {
                branch: "feature".into()
            }
        );
        assert_eq!(why("19"), Kept::Young);
        assert_eq!(why("1"), Kept::Fact, "it says since when mail is required");
        remove(&*store, &plan.removed).unwrap();
        let store = backend.open();
        let catalogue = Catalogue::read(&*store).unwrap();
        assert_eq!(catalogue.history("user", "main"), ["1", "19", "20"]);
        assert_eq!(catalogue.all().len(), 4);
        assert_eq!(contents(&*store, &catalogue.all()).unwrap().len(), 4);
        assert_eq!(
            store.list(None).unwrap().len(),
            4 * 4,
            "nothing is left of the others"
        );
        assert_eq!(removed(&*store, &pruning(20, None)), "");
    });
}

#[test]
fn deployed_versions_stay_and_former_ones_as_long_as_their_messages() {
    let backend = directory();
    let store = backend.open();
    for number in [1, 2, 3, 4, 5] {
        publish(&*store, &version(number, "main", TEXT)).unwrap();
    }
    for (version, day) in [("2", 5), ("3", 10), ("4", 12)] {
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
    // 2 ran until the 10th, 3 until the 12th, 4 still does.
    assert_eq!(removed(&*store, &pruning(20, Some("14d"))), "");
    assert_eq!(removed(&*store, &pruning(20, Some("9d"))), "2");
    assert_eq!(removed(&*store, &pruning(20, Some("8d"))), "2 3");
    assert_eq!(removed(&*store, &pruning(20, Some("forever"))), "");
    assert_eq!(removed(&*store, &pruning(20, None)), "", "nobody says how long");
    let plan = plan(&*store, &pruning(20, Some("14d"))).unwrap();
    let why: Vec<String> = plan.kept.values().map(ToString::to_string).collect();
    insta::assert_snapshot!(why.join("\n"), @r#"
    is the first on its main branch that emits or requires what it does
    ran in production, and its messages are kept for 14d
    ran in production, and its messages are kept for 14d
    runs in production
    is the latest of main
    "#);
}

#[test]
fn retention_of_a_version_overrides_that_of_the_pruner() {
    let backend = directory();
    let store = backend.open();
    publish(&*store, &version(1, "main", TEXT)).unwrap();
    for number in [2, 3] {
        let one = Publication {
            retention: Retention::parse("30d"),
            ..version(number, "main", TEXT)
        };
        publish(&*store, &one).unwrap();
        record(
            &*store,
            "production",
            "user",
            &number.to_string(),
            DeploymentChange::Deployed,
            at(number + 3),
        )
        .unwrap();
    }
    assert_eq!(removed(&*store, &pruning(30, Some("1d"))), "");
    let later = Pruning {
        at: at(6).after(Duration::from_secs(30 * DAY)),
        ..pruning(30, Some("1d"))
    };
    assert_eq!(removed(&*store, &later), "2");
}

#[test]
fn event_that_a_main_branch_emitted_once_is_remembered() {
    let backend = directory();
    let store = backend.open();
    for one in [
        version(1, "main", NUMBER),
        version(2, "main", NUMBER),
        version(3, "feature", "\"type\": \"null\""),
        version(4, "feature", TEXT),
        version(5, "main", TEXT),
        version(6, "main", TEXT),
    ] {
        publish(&*store, &one).unwrap();
    }
    // Version 1 shows that main once sent numbers, and 5 shows until when; a null sent on a branch shows nothing.
    assert_eq!(removed(&*store, &pruning(20, None)), "2 3");
    let plan = plan(&*store, &pruning(20, None)).unwrap();
    for version in ["1", "5"] {
        assert_eq!(plan.kept[&("user".to_owned(), version.to_owned())], Kept::Fact);
    }
}

#[test]
fn one_version_with_an_unchanged_emission_is_enough() {
    let backend = directory();
    let store = backend.open();
    let emits = |number, schema| {
        let mut one = version(number, "main", schema);
        one.documents
            .retain(|document| document.header.identity.role() == Role::Emits);
        one
    };
    for number in [1, 2, 3] {
        publish(&*store, &emits(number, NUMBER)).unwrap();
    }
    assert_eq!(removed(&*store, &pruning(20, None)), "1 2", "3 is the latest");
    for number in [4, 5] {
        publish(&*store, &emits(number, TEXT)).unwrap();
    }
    assert_eq!(
        removed(&*store, &pruning(20, None)),
        "1 2",
        "3 tells of numbers, and 4 of their end"
    );
}

#[test]
fn pruning_that_is_stopped_after_any_file_leaves_a_store_that_reads_whole() {
    for stop in 0..8 {
        let backend = directory();
        let store = backend.open();
        for number in [1, 2, 3, 4] {
            publish(&*store, &version(number, "main", TEXT)).unwrap();
        }
        let plan = plan(&*store, &pruning(20, None)).unwrap();
        let stopped = super::killed::Killed::removing(&*store, stop);
        assert!(remove(&stopped, &plan.removed).is_err());
        let catalogue = Catalogue::read(&*store).unwrap();
        assert_eq!(catalogue.latest("user", "main"), Some("4"));
        contents(&*store, &catalogue.all()).unwrap();
        publish(&*store, &version(5, "main", TEXT)).unwrap();
    }
}

#[test]
fn branch_that_is_gone_keeps_no_latest_version_and_the_main_branch_is_never_gone() {
    each_backend(|backend| {
        let store = backend.open();
        for one in [
            version(1, "main", TEXT),
            version(2, "feature", TEXT),
            version(3, "other", TEXT),
        ] {
            publish(&*store, &one).unwrap();
        }
        let gone = |branches: &[&str]| Pruning {
            gone_branches: branches
                .iter()
                .map(|branch| ("user".to_owned(), (*branch).to_owned()))
                .collect(),
            ..pruning(30, None)
        };
        assert_eq!(removed(&*store, &gone(&[])), "");
        assert_eq!(removed(&*store, &gone(&["main", "feature"])), "2");
        assert_eq!(removed(&*store, &gone(&["main", "feature", "other"])), "2 3");
        let of_another = Pruning {
            services: Some(["mails".to_owned()].into()),
            ..gone(&["feature"])
        };
        assert_eq!(removed(&*store, &of_another), "");
        let plan = plan(&*store, &gone(&["feature"])).unwrap();
        let version = ("user".to_owned(), "2".to_owned());
        assert_eq!(plan.latest_of_gone[&version], "feature");
    });
}
