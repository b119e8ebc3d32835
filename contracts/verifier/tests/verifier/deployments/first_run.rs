//! Runs that have nothing to be compared with: which of them have an answer.

use counterpart_verifier::deploy::{Branches, Scope};
use counterpart_verifier::report::Report;
use counterpart_verifier::verify::Options;

use super::shelf::{Shelf, lines};

const EMITS: &[(&str, &str)] = &[("emits paid", "id"), ("emits shipped", "id")];

/// A store in which services read other events.
fn shelf() -> Shelf {
    let shelf = Shelf::new();
    shelf.publish("auth 1 main 1", &[("consumes user.joined", "id")]);
    shelf
}

fn verify(shelf: &Shelf, documents: &[(&str, &str)], scope: Scope) -> Report {
    shelf.verify_with("shop", documents, &scope, &Options::default())
}

#[test]
fn events_without_consumers_in_the_store_are_an_answer() {
    insta::assert_snapshot!(lines(&verify(&shelf(), EMITS, Scope::default())), @"
    compatible, 0 pairs
    warning 2 events are emitted, and nobody reads them yet: paid, shipped
    ");
    insta::assert_snapshot!(lines(&verify(&Shelf::new(), &EMITS[..1], Scope::default())), @"
    compatible, 0 pairs
    warning 1 event is emitted, and nobody reads it yet: paid
    ");
    // What the first service publishes is found by the next one, and then there is a pair.
    let shelf = Shelf::new();
    shelf.publish("shop 1 main 1", EMITS);
    insta::assert_snapshot!(lines(&shelf.verify("books", &[("consumes paid", "id")])), @"compatible, 1 pairs");
}

#[test]
fn a_run_that_only_waits_for_events_that_nobody_emits_proves_nothing() {
    let wants = &[("consumes payment.settled", "id")];
    insta::assert_snapshot!(lines(&verify(&shelf(), wants, Scope::default())), @"incomplete, 0 pairs");
    insta::assert_snapshot!(lines(&verify(&Shelf::new(), wants, Scope::default())), @"incomplete, 0 pairs");
    insta::assert_snapshot!(lines(&verify(&shelf(), &[], Scope::default())), @"incomplete, 0 pairs");
}

#[test]
fn partial_run_has_no_unread_events_answer() {
    let shelf = shelf();
    shelf.record("2026-11-01 production auth 1 deployed");
    let environments = Some(vec!["production".to_owned()]);
    for scope in [
        Scope {
            branches: Branches::None,
            environments,
            ..Scope::default()
        },
        Scope {
            branches: Branches::Named("main".into()),
            environments: Some(vec![]),
            ..Scope::default()
        },
    ] {
        insta::allow_duplicates! {
            insta::assert_snapshot!(lines(&verify(&shelf, EMITS, scope)), @"incomplete, 0 pairs");
        }
    }
    // Files alone say what they say, whatever the code does.
    let report = shelf.verify_files("shop", EMITS);
    insta::assert_snapshot!(lines(&report), @"incomplete, 0 pairs");
    // A version that was published was built elsewhere.
    shelf.publish("shop 1 main 2", EMITS);
    insta::assert_snapshot!(lines(&shelf.verify_version("shop", "1")), @"incomplete, 0 pairs");
}

#[test]
fn consumer_without_a_main_branch_is_not_absent() {
    let shelf = shelf();
    shelf.publish("books 1 topic 1", &[("consumes shipped", "id")]);
    insta::assert_snapshot!(lines(&verify(&shelf, EMITS, Scope::default())), @"
    incomplete, 0 pairs
    warning books has no main branch: neither main nor master; it has topic, and only what is deployed of it counts
    ");
    insta::assert_snapshot!(lines(&verify(&shelf, &EMITS[..1], Scope::default())), @"
    compatible, 0 pairs
    warning books has no main branch: neither main nor master; it has topic, and only what is deployed of it counts
    warning 1 event is emitted, and nobody reads it yet: paid
    ");
}
