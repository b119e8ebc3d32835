//! What pruning keeps, and what it takes.

use std::time::Duration;

use counterpart::retention::Retention;
use counterpart::store::prune::{Kept, Pruning, plan, remove};
use counterpart::store::{Branch, Catalogue, Publication, Store, Timestamp, What, contents, publish, record};

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
    }
}

fn removed(store: &dyn Store, pruning: &Pruning) -> String {
    let removed = plan(store, pruning).unwrap().removed;
    let removed: Vec<String> = removed.into_iter().map(|(_, version)| version).collect();
    removed.join(" ")
}

#[test]
fn the_latest_of_each_branch_and_what_is_young_stay_and_the_rest_goes() {
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
        assert_eq!(removed(&*store, &pruning(20, None)), "1 2 3 5", "19 is young");
        let plan = plan(&*store, &pruning(20, None)).unwrap();
        let why = |version: &str| plan.kept[&("user".to_owned(), version.to_owned())].clone();
        assert_eq!(
            why("4"),
            Kept::Latest {
                branch: "feature".into()
            }
        );
        assert_eq!(why("19"), Kept::Young);
        remove(&*store, &plan.removed).unwrap();
        let store = backend.open();
        let catalogue = Catalogue::read(&*store).unwrap();
        assert_eq!(catalogue.history("user", "main"), ["19", "20"]);
        assert_eq!(catalogue.all().len(), 3);
        assert_eq!(contents(&*store, &catalogue.all()).unwrap().len(), 3);
        assert_eq!(
            store.list(None).unwrap().len(),
            3 * 4,
            "nothing is left of the others"
        );
        assert_eq!(removed(&*store, &pruning(20, None)), "");
    });
}

#[test]
fn what_runs_stays_and_what_ran_stays_as_long_as_its_messages() {
    let backend = directory();
    let store = backend.open();
    for number in [1, 2, 3, 4] {
        publish(&*store, &version(number, "main", TEXT)).unwrap();
    }
    for (version, day) in [("1", 5), ("2", 10), ("3", 12)] {
        record(&*store, "production", "user", version, What::Deployed, at(day)).unwrap();
    }
    // 1 ran until the 10th, 2 until the 12th, 3 still does.
    assert_eq!(removed(&*store, &pruning(20, Some("14d"))), "");
    assert_eq!(removed(&*store, &pruning(20, Some("9d"))), "1");
    assert_eq!(removed(&*store, &pruning(20, Some("8d"))), "1 2");
    assert_eq!(removed(&*store, &pruning(20, Some("forever"))), "");
    assert_eq!(removed(&*store, &pruning(20, None)), "", "nobody says how long");
    let plan = plan(&*store, &pruning(20, Some("14d"))).unwrap();
    let why: Vec<String> = plan.kept.values().map(ToString::to_string).collect();
    insta::assert_snapshot!(why.join("\n"), @r#"
    ran in production, and its messages stay 14d
    ran in production, and its messages stay 14d
    runs in production
    is the latest of main
    "#);
}

#[test]
fn the_retention_of_a_version_stands_over_that_of_who_prunes() {
    let backend = directory();
    let store = backend.open();
    for number in [1, 2] {
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
            What::Deployed,
            at(number + 4),
        )
        .unwrap();
    }
    assert_eq!(removed(&*store, &pruning(30, Some("1d"))), "");
    let later = Pruning {
        at: at(6).after(Duration::from_secs(30 * DAY)),
        ..pruning(30, Some("1d"))
    };
    assert_eq!(removed(&*store, &later), "1");
}

#[test]
fn what_a_main_branch_emitted_once_is_not_forgotten() {
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
    // That main sent numbers once is told by 2; that a branch sent null tells nothing.
    assert_eq!(removed(&*store, &pruning(20, None)), "1 3 5");
    let plan = plan(&*store, &pruning(20, None)).unwrap();
    assert_eq!(plan.kept[&("user".to_owned(), "2".to_owned())], Kept::Fact);
}

#[test]
fn pruning_that_is_stopped_after_any_file_leaves_a_store_that_reads_whole() {
    for stop in 0..8 {
        let backend = directory();
        let store = backend.open();
        for number in [1, 2, 3] {
            publish(&*store, &version(number, "main", TEXT)).unwrap();
        }
        let plan = plan(&*store, &pruning(20, None)).unwrap();
        let stopped = super::killed::Killed::removing(&*store, stop);
        assert!(remove(&stopped, &plan.removed).is_err());
        let catalogue = Catalogue::read(&*store).unwrap();
        assert_eq!(catalogue.latest("user", "main"), Some("3"));
        contents(&*store, &catalogue.all()).unwrap();
        publish(&*store, &version(4, "main", TEXT)).unwrap();
    }
}
