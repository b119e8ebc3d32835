//! What is accepted, openly.

use counterpart::config::Allowance;
use counterpart::config::Date;
use counterpart_verifier::deploy::Scope;
use counterpart_verifier::verify::Options;

use super::shelf::{Shelf, allowance, lines};

fn shelf() -> Shelf {
    let shelf = Shelf::new();
    shelf.publish("auth 1 main 1", &[("consumes paid", "id email")]);
    shelf.publish("user 1 main 1", &[("emits paid", "id email")]);
    shelf
}

fn with(members: &[(&str, &str)]) -> String {
    let options = Options {
        allow: vec![allowance(
            &[&[("event", "paid"), ("reason", "moving")], members].concat(),
        )],
        today: Date::parse("2026-12-31"),
        ..Options::default()
    };
    let emits = &[("emits paid", "id:integer email?")];
    lines(&shelf().verify_with("user", emits, &Scope::default(), &options))
}

#[test]
fn allowance_accepts_only_the_findings_it_names() {
    insta::assert_snapshot!(with(&[]), @"
    compatible, 1 pairs
    allowed property-optional at /email: user -> auth 1 (latest of main), producer-change
    allowed type-mismatch at /id: user -> auth 1 (latest of main), producer-change
    ");
    insta::assert_snapshot!(with(&[("consumer", "auth"), ("place", "/email"), ("rule", "property-optional")]), @"
    incompatible, 1 pairs
    type-mismatch at /id: user -> auth 1 (latest of main), producer-change
    allowed property-optional at /email: user -> auth 1 (latest of main), producer-change
    ");
}

#[test]
fn unmatched_allowance_is_reported() {
    for other in [
        ("consumer", "books"),
        ("place", "/phone"),
        ("rule", "null-emitted"),
    ] {
        let said = with(&[other]);
        assert!(said.starts_with("incompatible"), "{said}");
        assert!(said.contains("warning the allowance of paid"), "{said}");
        assert!(!said.contains("allowed "), "{said}");
    }
}

#[test]
fn expired_allowance_fails_and_is_reported() {
    assert!(!with(&[("until", "2026-12-31")]).contains("expired"));
    insta::assert_snapshot!(with(&[("until", "2026-12-30"), ("place", "/email")]), @"
    incompatible, 1 pairs
    property-optional at /email: user -> auth 1 (latest of main), producer-change
    type-mismatch at /id: user -> auth 1 (latest of main), producer-change
    expired paid at /email
    ");
    // Even where it would match nothing.
    insta::assert_snapshot!(with(&[("until", "2026-12-30"), ("place", "/phone")]), @"
    incompatible, 1 pairs
    property-optional at /email: user -> auth 1 (latest of main), producer-change
    type-mismatch at /id: user -> auth 1 (latest of main), producer-change
    expired paid at /phone
    ");
}

#[test]
fn published_allowance_counts_with_its_version() {
    let shelf = shelf();
    let allow = [allowance(&[
        ("event", "paid"),
        ("consumer", "auth"),
        ("place", "/email"),
        ("reason", "auth reads it no more"),
        ("until", "2026-11-30"),
    ])];
    shelf.publish_with("user 2 main 2", &[("emits paid", "id")], &allow);
    shelf.record("2026-11-01 production auth 1 deployed");
    shelf.record("2026-11-01 production user 1 deployed");
    insta::assert_snapshot!(lines(&shelf.can("user 2 production", "2026-11-30")), @"
    compatible, 1 pairs
    allowed property-missing at /email: user 2 (asked about) -> auth 1 (in production since 2026-11-01T00:00:00Z), producer-change
    ");
    insta::assert_snapshot!(lines(&shelf.can("user 2 production", "2026-12-01")), @"
    incompatible, 1 pairs
    property-missing at /email: user 2 (asked about) -> auth 1 (in production since 2026-11-01T00:00:00Z), producer-change
    expired paid for auth at /email
    ");
    shelf.record("2026-11-02 production user 2 deployed");
    // The consumer's next version does not have to mend what the producer answers for.
    shelf.publish("auth 2 main 2", &[("consumes paid", "id email")]);
    insta::assert_snapshot!(lines(&shelf.can("auth 2 production", "2026-11-03")), @"
    compatible, 1 pairs
    allowed property-missing at /email: user 2 (in production since 2026-11-02T00:00:00Z) -> auth 2 (asked about), producer-change
    warning user does not say how long messages of paid are kept: versions it no longer runs were not checked
    ");
    // An allowance of somebody else does not count.
    let other = Shelf::new();
    other.publish_with("books 1 main 1", &[("consumes paid", "id")], &allow);
    other.publish("auth 1 main 1", &[("consumes paid", "id email")]);
    other.publish("user 1 main 1", &[("emits paid", "id email")]);
    let report = other.verify("user", &[("emits paid", "id")]);
    insta::assert_snapshot!(lines(&report), @"
    incompatible, 2 pairs
    property-missing at /email: user -> auth 1 (latest of main), producer-change
    ");
}

#[test]
fn published_allowances_count_when_the_version_is_verified_again() {
    let shelf = shelf();
    let allow = [allowance(&[
        ("event", "paid"),
        ("consumer", "auth"),
        ("place", "/email"),
        ("reason", "auth reads it no more"),
    ])];
    shelf.publish_with("user 2 main 2", &[("emits paid", "id")], &allow);
    insta::assert_snapshot!(lines(&shelf.verify_version("user", "2")), @"
    compatible, 1 pairs
    allowed property-missing at /email: user 2 (asked about) -> auth 1 (latest of main), producer-change
    ");
    // Code that was not published allows nothing by that.
    let report = lines(&shelf.verify("user", &[("emits paid", "id")]));
    assert!(report.starts_with("incompatible"), "{report}");
}

/// Two consumers of an event that the user service emitted, and of one that it still does.
fn stopping(allow: &[Allowance]) -> Shelf {
    let shelf = Shelf::new();
    for consumer in ["auth 1 main 1", "books 1 main 1"] {
        shelf.publish(consumer, &[("consumes paid", "id"), ("consumes kept", "id")]);
    }
    shelf.publish("user 1 main 1", &[("emits paid", "id"), ("emits kept", "id")]);
    shelf.publish_with("user 2 main 2", &[("emits kept", "id")], allow);
    shelf
}

fn stopped_for(consumer: &str) -> Allowance {
    allowance(&[
        ("event", "paid"),
        ("consumer", consumer),
        ("rule", "event-stopped"),
        ("reason", "it moves"),
    ])
}

#[test]
fn stopped_event_is_allowed_for_the_named_consumer() {
    let said = |allow: Vec<Allowance>| {
        let options = Options {
            allow,
            ..Options::default()
        };
        let emits = &[("emits kept", "id")];
        lines(&stopping(&[]).verify_with("user", emits, &Scope::default(), &options))
    };
    insta::assert_snapshot!(said(vec![stopped_for("auth")]), @"
    incompatible, 2 pairs
    event-stopped user emits paid wanted by books
    allowed event-stopped user emits paid wanted by auth
    ");
    insta::assert_snapshot!(said(vec![stopped_for("auth"), stopped_for("books")]), @"
    compatible, 2 pairs
    allowed event-stopped user emits paid wanted by auth
    allowed event-stopped user emits paid wanted by books
    ");
}

#[test]
fn stopped_event_is_allowed_by_a_published_allowance() {
    let shelf = stopping(&[stopped_for("auth"), stopped_for("books")]);
    insta::assert_snapshot!(lines(&shelf.verify_version("user", "2")), @"
    compatible, 2 pairs
    allowed event-stopped user emits paid wanted by auth
    allowed event-stopped user emits paid wanted by books
    ");
}
