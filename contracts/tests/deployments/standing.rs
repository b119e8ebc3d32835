//! Which versions count, and where each document stands.

use std::collections::BTreeSet;

use counterpart::deploy::{Branches, Scope};
use counterpart::verify::Options;

use super::shelf::{Shelf, counted, lines};

fn shelf() -> Shelf {
    let shelf = Shelf::new();
    shelf.publish("auth 1 main 1", &[("consumes paid", "id")]);
    shelf.publish("auth 2 main 2", &[("consumes paid", "id")]);
    shelf.publish("auth 3 main 3", &[("consumes paid", "id email?")]);
    shelf.publish("auth 4-topic topic 4", &[("consumes paid", "id phone")]);
    shelf.publish("books 1 trunk 1", &[("consumes paid", "id")]);
    shelf.record("2026-11-01 production auth 1 deployed");
    shelf.record("2026-11-01 test auth 2 deployed");
    shelf.record("2026-11-02 production books 1 released");
    shelf
}

const EMITS: &[(&str, &str)] = &[("emits paid", "id")];

fn with(scope: Scope) -> String {
    let report = shelf().verify_with("user", EMITS, &scope, &Options::default());
    format!("{}\n{}", lines(&report), counted(&report))
}

fn names(names: &[&str]) -> Option<BTreeSet<String>> {
    Some(names.iter().map(|name| (*name).to_owned()).collect())
}

#[test]
fn the_latest_of_main_counts_and_what_is_in_each_environment() {
    // Versions 1 and 2 of auth say the same, and are checked once.
    insta::assert_snapshot!(with(Scope::default()), @"
    compatible, 3 pairs
    warning books has no main branch: neither main nor master; it has trunk, and only what is deployed of it counts
    auth 1 (in production since 2026-11-01T00:00:00Z): paid
    auth 2 (in test since 2026-11-01T00:00:00Z): paid
    auth 3 (latest of main): paid
    books 1 (released to production since 2026-11-02T00:00:00Z): paid
    ");
}

#[test]
fn environments_branch_consumers_and_events_narrow_it() {
    let environments = Some(vec!["production".to_owned()]);
    insta::assert_snapshot!(with(Scope { branches: Branches::None, environments, ..Scope::default() }), @"
    compatible, 2 pairs
    auth 1 (in production since 2026-11-01T00:00:00Z): paid
    books 1 (released to production since 2026-11-02T00:00:00Z): paid
    ");
    let branches = Branches::Named("topic".into());
    insta::assert_snapshot!(with(Scope { branches, environments: Some(vec![]), ..Scope::default() }), @"
    compatible, 1 pairs
    pending property-missing at /phone: user -> auth 4-topic (latest of topic), no-baseline
    auth 4-topic (latest of topic): paid
    ");
    insta::assert_snapshot!(with(Scope { consumers: names(&["books"]), ..Scope::default() }), @"
    compatible, 1 pairs
    warning books has no main branch: neither main nor master; it has trunk, and only what is deployed of it counts
    books 1 (released to production since 2026-11-02T00:00:00Z): paid
    ");
    insta::assert_snapshot!(with(Scope { events: names(&["left"]), ..Scope::default() }), @"
    incomplete, 0 pairs
    warning books has no main branch: neither main nor master; it has trunk, and only what is deployed of it counts
    ");
}

#[test]
fn a_service_without_a_main_branch_is_named() {
    let shelf = shelf();
    shelf.rules("[services.books]\nmain-branch = \"trunk\"");
    let report = shelf.verify("user", EMITS);
    assert!(report.warnings.is_empty());
    assert!(counted(&report).contains("books 1 (latest of trunk)"));
    shelf.rules("main-branch = \"trunk\"");
    let report = shelf.verify("user", EMITS);
    assert!(report.warnings.is_empty());
    // A service without the default branch falls back to main.
    assert!(counted(&report).contains("auth 3 (latest of main)"));
    shelf.publish("stock 1", &[("consumes paid", "id")]);
    insta::assert_snapshot!(lines(&shelf.verify("user", EMITS)), @"
    compatible, 3 pairs
    warning stock has no branch trunk, which store.toml names as its main; it has no branch at all, and only what is deployed of it counts
    ");
}

#[test]
fn my_own_deployed_versions_are_counterparts_and_my_main_is_superseded() {
    let shelf = Shelf::new();
    let both = |fields| [("emits paid", fields), ("consumes paid", fields)];
    shelf.publish("user 1 main 1", &both("id email"));
    shelf.publish("user 2 main 2", &both("id email phone"));
    shelf.record("2026-11-01 production user 1 deployed");
    let report = shelf.verify("user", &both("id"));
    insta::assert_snapshot!(format!("{}\n{}", lines(&report), counted(&report)), @"
    incompatible, 3 pairs
    property-missing at /email: user -> user 1 (in production since 2026-11-01T00:00:00Z), producer-change
    user 1 (in production since 2026-11-01T00:00:00Z): paid
    ");
}
