//! Which versions count, and where each document stands.

use std::collections::BTreeSet;

use counterpart_verifier::deploy::{Branches, Deployment, Scope, can_i_deploy};
use counterpart_verifier::verify::Options;

use super::shelf::{Shelf, at, counted, lines};

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
    insta::assert_snapshot!(with(Scope { events: names(&["paid"]), consumers: names(&["books"]), ..Scope::default() }), @"
    compatible, 1 pairs
    warning books has no main branch: neither main nor master; it has trunk, and only what is deployed of it counts
    books 1 (released to production since 2026-11-02T00:00:00Z): paid
    ");
}

#[test]
fn filter_that_matches_nothing_is_refused_along_with_matching_ones() {
    let shelf = shelf();
    let refused = |scope: Scope| shelf.refuses("user", EMITS, &scope);
    insta::assert_snapshot!(refused(Scope { events: names(&["paid", "payed"]), ..Scope::default() }), @"nothing here emits or consumes payed (did you mean `paid`?); the events here are: paid");
    insta::assert_snapshot!(refused(Scope { consumers: names(&["auth", "boks"]), ..Scope::default() }), @"boks has no contract that this run is checked against (did you mean `books`?); the consumers are: auth, books");
    let environments = Some(vec!["production".to_owned(), "tets".to_owned()]);
    insta::assert_snapshot!(refused(Scope { environments, ..Scope::default() }), @"nothing was ever deployed to tets (did you mean `test`?); the environments are: production, test");
    // One that has none of what is looked at matches nothing there, although it has elsewhere.
    let test_alone = Scope {
        branches: Branches::None,
        environments: Some(vec!["test".to_owned()]),
        consumers: names(&["auth", "books"]),
        ..Scope::default()
    };
    insta::assert_snapshot!(refused(test_alone), @"books has no contract that this run is checked against; the consumers are: auth");
}

#[test]
fn an_environment_without_a_record_is_refused_where_others_have_one() {
    let shelf = Shelf::new();
    shelf.publish("user 1 main 1", EMITS);
    let ask = |environment: &str, is_new: bool| {
        let deployment = Deployment {
            versions: vec![("user".into(), "1".into())],
            environment: environment.into(),
            new_environment: is_new,
            retention: None,
            allow_unknown: ["nobody".to_owned()].into(),
        };
        let asked = can_i_deploy(
            &shelf.snapshot(),
            &deployment,
            at("2026-11-09"),
            &Options::default(),
        );
        asked.map_or_else(
            |error| error.to_string(),
            |report| format!("{:?}", report.outcome()),
        )
    };
    assert_eq!(ask("production", false), "Compatible", "the first of all");
    shelf.record("2026-11-01 production user 1 deployed");
    insta::assert_snapshot!(ask("prodcution", false), @"nothing was ever deployed to prodcution (did you mean `production`?); the environments are: production");
    insta::assert_snapshot!(ask("live", false), @"nothing was ever deployed to live; the environments are: production");
    assert_eq!(ask("live", true), "Compatible");
}

#[test]
fn versions_that_share_the_highest_place_of_a_branch_all_count() {
    let shelf = Shelf::new();
    shelf.publish("auth 1 main 1", &[("consumes paid", "id")]);
    shelf.publish("auth 2", &[("consumes paid", "id email?")]);
    // In the same second as the one before.
    shelf.published.set(1);
    shelf.publish("auth 3", &[("consumes paid", "id email")]);
    shelf.place("auth 2 main 7");
    shelf.place("auth 3 main 7");
    let report = shelf.verify("user", EMITS);
    insta::assert_snapshot!(format!("{}\n{}", lines(&report), counted(&report)), @"
    compatible, 2 pairs
    pending property-missing at /email: user -> auth 3 (latest of main), consumer-change
    auth 2 (latest of main): paid
    auth 3 (latest of main): paid
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
