//! What a consumer requires that its producer never gave.

use super::shelf::{Shelf, lines};

#[test]
fn a_new_consumer_never_turns_its_producer_red() {
    let shelf = Shelf::new();
    shelf.publish("user 1 main 1", &[("emits paid", "id")]);
    shelf.publish("auth 1 main 1", &[("consumes paid", "id email")]);
    let of_producer = shelf.verify("user", &[("emits paid", "id")]);
    insta::assert_snapshot!(lines(&of_producer), @"
    compatible, 1 pairs
    pending property-missing at /email: user -> auth 1 (latest of main), no-baseline
    ");
    let of_consumer = shelf.verify("auth", &[("consumes paid", "id email")]);
    insta::assert_snapshot!(lines(&of_consumer), @"
    incompatible, 1 pairs
    property-missing at /email: user 1 (latest of main) -> auth, pre-existing
    ");
}

#[test]
fn one_contract_is_pending_at_one_place_and_broken_at_another() {
    let shelf = Shelf::new();
    shelf.publish("user 1 main 1", &[("emits paid", "id email")]);
    shelf.publish("auth 1 main 1", &[("consumes paid", "id email phone")]);
    let report = shelf.verify("user", &[("emits paid", "id email?")]);
    insta::assert_snapshot!(lines(&report), @"
    incompatible, 1 pairs
    property-optional at /email: user -> auth 1 (latest of main), producer-change
    pending property-missing at /phone: user -> auth 1 (latest of main), no-baseline
    ");
}

#[test]
fn a_break_does_not_legalise_itself_by_being_published() {
    let shelf = Shelf::new();
    shelf.publish("auth 1 main 1", &[("consumes paid", "email")]);
    shelf.publish("user 1 main 1", &[("emits paid", "email")]);
    for version in 2..5 {
        let version = format!("user {version} main {version}");
        shelf.publish(&version, &[("emits paid", "id")]);
    }
    let report = shelf.verify("user", &[("emits paid", "id")]);
    insta::assert_snapshot!(lines(&report), @"
    incompatible, 1 pairs
    property-missing at /email: user -> auth 1 (latest of main), pre-existing
    ");
}

#[test]
fn emission_of_another_branch_is_not_a_promise() {
    let shelf = Shelf::new();
    shelf.publish("auth 1 main 1", &[("consumes paid", "email")]);
    shelf.publish("user 1 main 1", &[("emits paid", "id")]);
    shelf.publish("user 1-topic topic 2", &[("emits paid", "id email")]);
    let report = shelf.verify("user", &[("emits paid", "id")]);
    insta::assert_snapshot!(lines(&report), @"
    compatible, 1 pairs
    pending property-missing at /email: user -> auth 1 (latest of main), pre-existing
    ");
}

#[test]
fn satisfied_contract_is_no_longer_pending_in_any_publication_order() {
    let shelf = Shelf::new();
    shelf.publish("auth 1 main 1", &[("consumes paid", "email")]);
    shelf.publish("user 3 main 3", &[("emits paid", "id")]);
    shelf.publish("user 2 main 2", &[("emits paid", "email")]);
    let report = shelf.verify("user", &[("emits paid", "id")]);
    // Latest is 3, although 2 was published last; and 2 gave it.
    insta::assert_snapshot!(lines(&report), @"
    incompatible, 1 pairs
    property-missing at /email: user -> auth 1 (latest of main), pre-existing
    ");
}

#[test]
fn place_inside_a_refused_value_was_never_satisfied() {
    let shelf = Shelf::new();
    shelf.publish("user 1 main 1", &[("emits paid", "id")]);
    shelf.publish("auth 1 main 1", &[("consumes paid", "address")]);
    // Was lacking, is of another type now: neither gave it.
    let report = shelf.verify("user", &[("emits paid", "id address:integer")]);
    insta::assert_snapshot!(lines(&report), @"
    compatible, 1 pairs
    pending type-mismatch at /address: user -> auth 1 (latest of main), no-baseline
    ");
}

#[test]
fn stopped_event_breaks_satisfied_consumers_and_is_pending_for_later_ones() {
    let shelf = Shelf::new();
    shelf.publish("user 1 main 1", &[("emits paid", "id"), ("emits left", "id")]);
    shelf.publish(
        "auth 1 main 1",
        &[("consumes paid", "id"), ("consumes left", "id")],
    );
    let report = shelf.verify("user", &[("emits left", "id")]);
    insta::assert_snapshot!(lines(&report), @"
    incompatible, 1 pairs
    event-stopped user emits paid wanted by auth
    ");
    // Published, it is no less a break.
    shelf.publish("user 2 main 2", &[("emits left", "id")]);
    let report = shelf.verify("user", &[("emits left", "id")]);
    insta::assert_snapshot!(lines(&report), @"
    incompatible, 1 pairs
    event-stopped user emits paid wanted by auth
    ");
    // Where another producer emits it, a consumer that names no producer lacks nothing.
    shelf.publish("bank 1 main 1", &[("emits paid", "id")]);
    let report = shelf.verify("user", &[("emits left", "id")]);
    insta::assert_snapshot!(lines(&report), @"compatible, 1 pairs");
    // One that names this producer does; but it came when the event was gone.
    shelf.publish("audit 1 main 1", &[("consumes paid of user", "id")]);
    let report = shelf.verify("user", &[("emits left", "id")]);
    insta::assert_snapshot!(lines(&report), @"
    compatible, 1 pairs
    pending event-stopped user emits paid wanted by audit
    ");
}

#[test]
fn an_event_that_came_later_did_not_stop_with_an_older_version() {
    let shelf = Shelf::new();
    shelf.publish("user 1 main 1", &[("emits left", "id")]);
    shelf.publish("user 2 main 2", &[("emits left", "id"), ("emits paid", "id")]);
    shelf.publish(
        "auth 1 main 1",
        &[("consumes paid", "id"), ("consumes left", "id")],
    );
    shelf.publish("user 3 main 3", &[("emits left", "id")]);
    insta::assert_snapshot!(lines(&shelf.verify_version("user", "1")), @"compatible, 1 pairs");
    insta::assert_snapshot!(lines(&shelf.verify_version("user", "3")), @"
    incompatible, 1 pairs
    event-stopped user emits paid wanted by auth
    ");
}

#[test]
fn consumer_of_an_event_never_emitted_by_its_producer_fails_by_itself() {
    let shelf = Shelf::new();
    shelf.publish("user 1 main 1", &[("emits left", "id")]);
    shelf.publish(
        "auth 1 main 1",
        &[("consumes paid of user", "id"), ("consumes left", "id")],
    );
    let of_producer = shelf.verify("user", &[("emits left", "id")]);
    insta::assert_snapshot!(lines(&of_producer), @"compatible, 1 pairs");
    let of_consumer = shelf.verify(
        "auth",
        &[("consumes paid of user", "id"), ("consumes left", "id")],
    );
    insta::assert_snapshot!(lines(&of_consumer), @"
    incompatible, 1 pairs
    event-not-emitted auth consumes paid wanted by
    ");
}

#[test]
fn pruning_keeps_the_fact_and_disturbs_no_answer() {
    let shelf = Shelf::new();
    shelf.publish("auth 1 main 1", &[("consumes paid", "email")]);
    shelf.publish("user 1 main 1", &[("emits paid for 1d", "email")]);
    shelf.publish("user 2 main 2", &[("emits paid for 1d", "id email")]);
    shelf.publish("user 3 main 3", &[("emits paid for 1d", "id email")]);
    shelf.publish("user 4 main 4", &[("emits paid for 1d", "id email")]);
    shelf.publish("user 5 main 5", &[("emits paid for 1d", "id")]);
    for (day, version) in [("01", 1), ("02", 2), ("03", 3)] {
        shelf.record(&format!("2026-11-{day} production user {version} deployed"));
    }
    let can = |version: &str| lines(&shelf.can(&format!("{version} production"), "2026-11-20"));
    let before = [can("auth 1"), can("user 5")];
    let verified = lines(&shelf.verify("user", &[("emits paid for 1d", "id")]));
    // Versions 1, 2 and 4 run nowhere; 1 says that `email` by itself was once sent, and 2 when that ended.
    let removed = shelf.prune("2026-11-20");
    assert_eq!(removed, ["user 4"]);
    assert_eq!([can("auth 1"), can("user 5")], before);
    assert_eq!(
        lines(&shelf.verify("user", &[("emits paid for 1d", "id")])),
        verified
    );
    insta::assert_snapshot!(verified, @"
    incompatible, 1 pairs
    property-missing at /email: user -> auth 1 (latest of main), pre-existing
    ");
}

#[test]
fn new_requirement_for_a_long_dropped_field_leaves_the_producer_green() {
    let shelf = Shelf::new();
    shelf.publish("user 1 main 1", &[("emits paid", "id email")]);
    shelf.publish("user 2 main 2", &[("emits paid", "id")]);
    shelf.publish("auth 1 main 1", &[("consumes paid", "id email")]);
    let report = shelf.verify("user", &[("emits paid", "id")]);
    insta::assert_snapshot!(lines(&report), @"
    compatible, 1 pairs
    pending property-missing at /email: user -> auth 1 (latest of main), no-baseline
    ");
    // Given once more it is owed, whatever is published then.
    shelf.publish("user 3 main 3", &[("emits paid", "id email")]);
    shelf.publish("user 4 main 4", &[("emits paid", "id")]);
    let report = shelf.verify("user", &[("emits paid", "id")]);
    insta::assert_snapshot!(lines(&report), @"
    incompatible, 1 pairs
    property-missing at /email: user -> auth 1 (latest of main), pre-existing
    ");
}

#[test]
fn consumer_version_with_the_same_requirement_is_not_a_new_consumer() {
    let shelf = Shelf::new();
    shelf.publish("user 1 main 1", &[("emits paid", "id email")]);
    shelf.publish("auth 1 main 1", &[("consumes paid", "email")]);
    shelf.publish("user 2 main 2", &[("emits paid", "id")]);
    // Other content, which requires an email as the one before did, and something else besides.
    shelf.publish("auth 2 main 2", &[("consumes paid", "email phone")]);
    let report = shelf.verify("user", &[("emits paid", "id")]);
    insta::assert_snapshot!(lines(&report), @"
    incompatible, 1 pairs
    property-missing at /email: user -> auth 2 (latest of main), pre-existing
    pending property-missing at /phone: user -> auth 2 (latest of main), consumer-change
    ");
    // One that did without in between asks again.
    shelf.publish("auth 3 main 3", &[("consumes paid", "email?")]);
    shelf.publish("auth 4 main 4", &[("consumes paid", "email")]);
    let report = shelf.verify("user", &[("emits paid", "id")]);
    insta::assert_snapshot!(lines(&report), @"
    compatible, 1 pairs
    pending property-missing at /email: user -> auth 4 (latest of main), consumer-change
    ");
}

#[test]
fn emission_in_an_environment_is_owed_there_regardless_of_the_main_branch() {
    let shelf = Shelf::new();
    shelf.publish("user 1 main 1", &[("emits paid for 1d", "id email")]);
    shelf.publish("user 2 main 2", &[("emits paid for 1d", "id")]);
    shelf.publish("auth 1 main 1", &[("consumes paid", "email")]);
    shelf.record("2026-11-01 production user 1 deployed");
    shelf.record("2026-11-03 production auth 1 deployed");
    // The main branch had dropped it before anyone asked, and production still has it.
    insta::assert_snapshot!(lines(&shelf.verify("user", &[("emits paid for 1d", "id")])), @"
    compatible, 1 pairs
    pending property-missing at /email: user -> auth 1 (latest of main) and 1 (in production since 2026-11-03T00:00:00Z), no-baseline
    ");
    insta::assert_snapshot!(lines(&shelf.can("user 2 production", "2026-11-04")), @"
    incompatible, 1 pairs
    property-missing at /email: user 2 (asked about) -> auth 1 (in production since 2026-11-03T00:00:00Z), producer-change
    ");
}

#[test]
fn pruning_keeps_since_when_a_consumer_requires_and_when_a_producer_stopped() {
    let shelf = Shelf::new();
    shelf.publish("user 1 main 1", &[("emits paid", "id email")]);
    shelf.publish("auth 1 main 1", &[("consumes paid", "email")]);
    shelf.publish("auth 2 main 2", &[("consumes paid", "email")]);
    shelf.publish("user 2 main 2", &[("emits paid", "id")]);
    shelf.publish("late 1 main 1", &[("consumes paid", "email")]);
    shelf.publish("user 3 main 3", &[("emits paid", "id")]);
    shelf.publish("auth 3 main 3", &[("consumes paid", "email")]);
    shelf.publish("late 2 main 2", &[("consumes paid", "email")]);
    let verified = || lines(&shelf.verify("user", &[("emits paid", "id")]));
    let before = verified();
    insta::assert_snapshot!(before, @"
    incompatible, 2 pairs
    property-missing at /email: user -> auth 3 (latest of main), pre-existing
    pending property-missing at /email: user -> late 2 (latest of main), pre-existing
    ");
    assert_eq!(shelf.prune("2026-11-20"), ["auth 2"]);
    assert_eq!(verified(), before);
}

#[test]
fn emission_in_the_second_of_the_first_requirement_is_owed() {
    let shelf = Shelf::new();
    shelf.publish("user 1 main 1", &[("emits paid", "id email")]);
    shelf.publish("auth 1 main 1", &[("consumes paid", "email")]);
    shelf.published.set(1);
    shelf.publish("user 2 main 2", &[("emits paid", "id")]);
    insta::assert_snapshot!(lines(&shelf.verify_version("user", "2")), @"
    incompatible, 1 pairs
    property-missing at /email: user 2 (asked about) -> auth 1 (latest of main), producer-change
    ");
}

#[test]
fn deployment_in_the_second_of_the_first_requirement_is_owed_there() {
    let shelf = Shelf::new();
    shelf.publish("user 1 main 1", &[("emits paid for 1s", "id email")]);
    shelf.publish("user 2 main 2", &[("emits paid for 1s", "id")]);
    shelf.publish("auth 1 main 1", &[("consumes paid", "email")]);
    shelf.record("2026-01-01T00:00:30Z production user 1 deployed");
    shelf.record("2026-01-01T00:02:00Z production user 2 deployed");
    shelf.record("2026-01-01T00:03:00Z production auth 1 deployed");
    let report = lines(&shelf.can("user 2 production", "2026-01-02"));
    assert!(report.starts_with("incompatible"), "{report}");
}

#[test]
fn requirement_begins_with_the_first_published_version_in_any_order() {
    let shelf = Shelf::new();
    shelf.publish("user 1 main 1", &[("emits paid", "id email")]);
    shelf.publish("auth 2 main 2", &[("consumes paid", "email")]);
    shelf.publish("user 2 main 2", &[("emits paid", "id")]);
    // A slow job, with an older commit.
    shelf.publish("auth 1 main 1", &[("consumes paid", "email")]);
    insta::assert_snapshot!(lines(&shelf.verify("user", &[("emits paid", "id")])), @"
    incompatible, 1 pairs
    property-missing at /email: user -> auth 2 (latest of main), pre-existing
    ");
}

#[test]
fn a_consumer_dated_later_than_the_question_requires_since_then() {
    let shelf = Shelf::new();
    shelf.publish("user 1 main 1", &[("emits paid", "id email")]);
    shelf.published.set(3);
    shelf.publish("user 2 main 2", &[("emits paid", "id")]);
    shelf.publish("auth 1 main 1", &[("consumes paid", "email")]);
    shelf.record("2026-01-01T00:01:00Z production auth 1 deployed");
    let report = lines(&shelf.can("user 2 production", "2026-01-01T00:02:00Z"));
    assert!(report.starts_with("incompatible"), "{report}");
}
