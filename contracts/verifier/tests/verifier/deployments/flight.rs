//! Messages that outlive the version that sent them.

use super::shelf::{Shelf, counted, lines};

/// A producer that stopped sending `email` in version 2, and consumers that require it or not.
fn shelf(retention: &str) -> Shelf {
    let shelf = Shelf::new();
    let emits = format!("emits paid{retention}");
    shelf.publish("user 1 main 1", &[(&emits, "id")]);
    shelf.publish("user 2 main 2", &[(&emits, "id email")]);
    shelf.publish("auth 1 main 1", &[("consumes paid", "id")]);
    shelf.publish("auth 2 main 2", &[("consumes paid", "id email")]);
    shelf.record("2026-10-01 production user 1 deployed");
    shelf.record("2026-11-01 production user 2 deployed");
    shelf
}

#[test]
fn a_consumer_is_checked_against_messages_of_versions_that_have_left() {
    let shelf = shelf(" for 14d");
    let on = |day: &str| {
        let report = shelf.can("auth 2 production", day);
        format!("{}\n{}", lines(&report), counted(&report))
    };
    insta::assert_snapshot!(on("2026-11-14T23:59:59Z"), @"
    incompatible, 2 pairs
    property-missing at /email: user 1 (left production at 2026-11-01T00:00:00Z, its messages in flight until 2026-11-15T00:00:00Z) -> auth 2 (asked about), no-baseline
    user 1 (left production at 2026-11-01T00:00:00Z, its messages in flight until 2026-11-15T00:00:00Z): paid
    user 2 (in production since 2026-11-01T00:00:00Z): paid
    ");
    insta::assert_snapshot!(on("2026-11-15"), @"
    compatible, 1 pairs
    user 2 (in production since 2026-11-01T00:00:00Z): paid
    ");
}

#[test]
fn missing_retention_is_reported_and_the_default_applies() {
    let shelf = shelf("");
    insta::assert_snapshot!(lines(&shelf.can("auth 2 production", "2026-11-02")), @"
    compatible, 1 pairs
    warning user does not say how long messages of paid are kept: versions it no longer runs were not checked
    ");
    insta::assert_snapshot!(lines(&shelf.can("auth 2 production 2d", "2026-11-02")), @"
    incompatible, 2 pairs
    property-missing at /email: user 1 (left production at 2026-11-01T00:00:00Z, its messages in flight until 2026-11-03T00:00:00Z) -> auth 2 (asked about), no-baseline
    ");
    insta::assert_snapshot!(lines(&shelf.can("auth 2 production 2d", "2026-11-03")), @"compatible, 1 pairs");
}

#[test]
fn a_history_shorter_than_the_retention_is_unknown() {
    let shelf = shelf(" for 40d");
    // The first record is of the first of October, and forty days reach behind it until the tenth of November.
    insta::assert_snapshot!(lines(&shelf.can("auth 1 production", "2026-11-09T23:59:59Z")), @"
    incompatible, 2 pairs
    unknown messages of paid are kept for 40d, but user's history in production starts only at 2026-10-01T00:00:00Z
    ");
    insta::assert_snapshot!(lines(&shelf.can("auth 1 production", "2026-11-10")), @"compatible, 2 pairs");
    let forever = self::shelf(" for forever");
    insta::assert_snapshot!(lines(&forever.can("auth 1 production", "2030-01-01")), @"
    incompatible, 2 pairs
    unknown messages of paid are kept forever, but user's history in production starts only at 2026-10-01T00:00:00Z
    ");
}

#[test]
fn undeployed_producer_sends_nothing_and_its_messages_are_still_read() {
    let shelf = shelf(" for 14d");
    shelf.record("2026-11-20 production user 2 undeployed");
    insta::assert_snapshot!(lines(&shelf.can("auth 1 production", "2026-11-21")), @"
    incompatible, 1 pairs
    unknown no service in production emits paid
    ");
}

#[test]
fn nobody_there_is_unknown() {
    let shelf = shelf("");
    insta::assert_snapshot!(lines(&shelf.can("auth 1 test", "2026-11-02")), @"
    incompatible, 0 pairs
    unknown no service in test emits paid
    ");
    insta::assert_snapshot!(lines(&shelf.can("user 1 production", "2026-11-02")), @"
    incompatible, 0 pairs
    unknown nothing in production shares an event with user
    ");
    insta::assert_snapshot!(lines(&shelf.can("user 1 test", "2026-11-02")), @"
    incompatible, 0 pairs
    unknown no deployment to test was ever recorded that user could be checked against; the environments are: production
    ");
}

#[test]
fn a_producer_is_checked_against_each_consumer_that_is_there_released_ones_too() {
    let shelf = Shelf::new();
    shelf.publish("user 1 main 1", &[("emits paid", "id email phone")]);
    shelf.publish("app 1 main 1", &[("consumes paid", "id email")]);
    shelf.publish("app 2 main 2", &[("consumes paid", "id phone")]);
    shelf.publish("app 3 main 3", &[("consumes paid", "id")]);
    shelf.publish("user 2 main 2", &[("emits paid", "id")]);
    for (day, version) in [("01", 1), ("02", 2), ("03", 3)] {
        shelf.record(&format!("2026-11-{day} stores app {version} released"));
    }
    shelf.record("2026-11-05 stores app 2 withdrawn");
    insta::assert_snapshot!(lines(&shelf.can("user 2 stores", "2026-11-04")), @"
    incompatible, 3 pairs
    property-missing at /phone: user 2 (asked about) -> app 2 (released to stores since 2026-11-02T00:00:00Z), consumer-change
    property-missing at /email: user 2 (asked about) -> app 1 (released to stores since 2026-11-01T00:00:00Z), no-baseline
    ");
    insta::assert_snapshot!(lines(&shelf.can("user 2 stores", "2026-11-06")), @"
    incompatible, 2 pairs
    property-missing at /email: user 2 (asked about) -> app 1 (released to stores since 2026-11-01T00:00:00Z), no-baseline
    ");
    // What is recorded for later has not happened yet.
    insta::assert_snapshot!(lines(&shelf.can("user 2 stores", "2026-10-31")), @"
    incompatible, 0 pairs
    unknown nothing in stores shares an event with user
    ");
}

#[test]
fn service_that_reads_itself_reads_messages_of_the_replaced_version() {
    let shelf = Shelf::new();
    let both = |fields| [("emits paid for 1d", fields), ("consumes paid", fields)];
    shelf.publish("user 1 main 1", &both("id"));
    shelf.publish("user 2 main 2", &both("id email"));
    shelf.record("2026-10-01 production user 1 deployed");
    let report = shelf.can("user 2 production", "2026-11-02");
    insta::assert_snapshot!(format!("{}\n{}", lines(&report), counted(&report)), @"
    incompatible, 2 pairs
    property-missing at /email: user 1 (left production at 2026-11-02T00:00:00Z, its messages in flight until 2026-11-03T00:00:00Z) -> user 2 (asked about), consumer-change
    user 1 (left production at 2026-11-02T00:00:00Z, its messages in flight until 2026-11-03T00:00:00Z): paid
    ");
}
