//! Whose change broke it: each row of the table in `contracts/verifier/DEPLOYMENTS.md`.

use counterpart_verifier::deploy::{PairOutcome, attribution};
use counterpart_verifier::report::Report;
use counterpart_verifier::report::listing::{Files, Listing};

use super::shelf::{Shelf, lines};

/// The table of the page, as rows of its cells.
fn table() -> Vec<[String; 4]> {
    let page = include_str!("../../../DEPLOYMENTS.md");
    let (_, rest) = page.split_once("<!-- causes -->").unwrap();
    let (table, _) = rest.split_once("<!-- end of causes -->").unwrap();
    let rows = table.lines().filter(|line| line.starts_with('|')).skip(2);
    rows.map(|row| {
        let cells: Vec<String> = row
            .trim_matches('|')
            .split('|')
            .map(|cell| cell.trim().replace('`', ""))
            .collect();
        cells.try_into().unwrap()
    })
    .collect()
}

fn cells(text: &str) -> Vec<Option<PairOutcome>> {
    match text {
        "fits" => vec![Some(PairOutcome::Fits)],
        "breaks" => vec![Some(PairOutcome::Breaks)],
        "unproven" => vec![Some(PairOutcome::Unclear)],
        "not there" => vec![None],
        "any" => vec![
            Some(PairOutcome::Fits),
            Some(PairOutcome::Breaks),
            Some(PairOutcome::Unclear),
        ],
        "fits or unproven" => vec![Some(PairOutcome::Fits), Some(PairOutcome::Unclear)],
        other => panic!("{other:?} is no cell of the table"),
    }
}

#[test]
fn table_of_the_page_matches_the_computation_completely() {
    let mut said = std::collections::BTreeMap::new();
    for row in table() {
        for old in cells(&row[0]) {
            for old_producer in cells(&row[1]) {
                for old_consumer in cells(&row[2]) {
                    let key = (old, old_producer, old_consumer);
                    let answer = attribution(old, old_producer, old_consumer).id();
                    assert_eq!(answer, row[3], "{key:?}");
                    // The first row that fits is the one that holds.
                    said.entry(key).or_insert(answer);
                }
            }
        }
    }
    let known = [
        Some(PairOutcome::Fits),
        Some(PairOutcome::Breaks),
        Some(PairOutcome::Unclear),
    ];
    for old_producer in known.into_iter().chain([None]) {
        for old_consumer in known.into_iter().chain([None]) {
            // Both old ones are there, and so is their combination; else it is not.
            let olds = match (old_producer, old_consumer) {
                (Some(_), Some(_)) => known.to_vec(),
                _ => vec![None],
            };
            for old in olds {
                assert!(
                    said.contains_key(&(old, old_producer, old_consumer)),
                    "the page says nothing of {old:?}, {old_producer:?}, {old_consumer:?}"
                );
            }
        }
    }
}

/// The cause that a run of the consumer shows, where everything fails: what its producer and it were before and are now.
fn told(old: (&str, &str), new: (&str, &str)) -> String {
    let shelf = Shelf::new();
    for (version, (sends, requires)) in [("1", old), ("2", new)] {
        if sends != "-" {
            shelf.publish(
                &format!("user {version} main {version}"),
                &[("emits paid", sends)],
            );
        }
        if version == "1" && requires != "-" {
            shelf.publish(
                &format!("auth {version} main {version}"),
                &[("consumes paid", requires)],
            );
        }
    }
    let report = shelf.verify("auth", &[("consumes paid", new.1)]);
    let text = lines(&report);
    let line = text
        .lines()
        .nth(1)
        .unwrap_or_else(|| panic!("nothing broke: {text}"));
    line.rsplit_once(", ").unwrap().1.to_owned()
}

#[test]
fn each_attribution_follows_from_four_real_combinations() {
    assert_eq!(told(("id email", "email"), ("id", "email")), "producer-change");
    assert_eq!(told(("id", "id"), ("id", "email")), "consumer-change");
    assert_eq!(told(("a b", "b"), ("a b:integer", "b:boolean")), "both");
    assert_eq!(
        told(("id b?", "id"), ("id b?:integer", "id b?:boolean")),
        "consumer-change"
    );
    assert_eq!(told(("id", "email"), ("id", "email")), "pre-existing");
    assert_eq!(told(("-", "-"), ("id", "email")), "no-baseline");
    // Each change alone fits: the producer begins to send what only the new consumer looks at.
    assert_eq!(told(("id", "id"), ("id b:integer", "id b?")), "interaction");
    // A side that was not there before.
    assert_eq!(told(("-", "id"), ("id", "email")), "consumer-change");
    assert_eq!(told(("-", "email"), ("id", "email")), "no-baseline");
    assert_eq!(told(("id email", "-"), ("id", "email")), "producer-change");
    assert_eq!(told(("id", "-"), ("id", "email")), "no-baseline");
}

#[test]
fn attribution_is_decided_for_each_place() {
    let shelf = Shelf::new();
    shelf.publish("user 1 main 1", &[("emits paid", "a b c")]);
    shelf.publish("user 2 main 2", &[("emits paid", "b c:integer")]);
    shelf.publish("auth 1 main 1", &[("consumes paid", "a")]);
    let report = shelf.verify("auth", &[("consumes paid", "a b:integer c:boolean")]);
    insta::assert_snapshot!(lines(&report), @"
    incompatible, 1 pairs
    property-missing at /a: user 2 (latest of main) -> auth, producer-change
    type-mismatch at /b: user 2 (latest of main) -> auth, consumer-change
    type-mismatch at /c: user 2 (latest of main) -> auth, consumer-change
    ");
}

#[test]
fn old_version_comes_from_the_same_branch_or_environment() {
    let shelf = Shelf::new();
    shelf.publish("auth 1 main 1", &[("consumes paid", "customer_id email")]);
    shelf.publish("user 1 main 1", &[("emits paid", "email")]);
    // Broken on a branch that nobody deploys: no baseline of anyone.
    shelf.publish("user 1-topic topic 9", &[("emits paid", "id")]);
    shelf.publish("user 2 main 2", &[("emits paid", "id")]);
    shelf.publish("user 3 main 3", &[("emits paid", "id")]);
    shelf.record("2026-11-01 production user 1 deployed");
    shelf.record("2026-11-02 production user 3 deployed");
    // On main, version 2 had broken it before; in production, version 3 did.
    let report = shelf.verify("auth", &[("consumes paid", "email")]);
    insta::assert_snapshot!(lines(&report), @"
    incompatible, 1 pairs
    property-missing at /email: user 3 (latest of main) and 3 (in production since 2026-11-02T00:00:00Z) -> auth, pre-existing
    ");
    let report = shelf.can("auth 1 production", "2026-11-03");
    insta::assert_snapshot!(lines(&report), @"
    incompatible, 1 pairs
    property-missing at /customer_id: user 3 (in production since 2026-11-02T00:00:00Z) -> auth 1 (asked about), no-baseline
    property-missing at /email: user 3 (in production since 2026-11-02T00:00:00Z) -> auth 1 (asked about), producer-change
    warning user does not say how long messages of paid are kept: versions it no longer runs were not checked
    ");
    // A published version is compared with the one before it, whatever came after.
    let report = shelf.verify_version("user", "2");
    insta::assert_snapshot!(lines(&report), @"
    incompatible, 1 pairs
    property-missing at /email: user 2 (asked about) -> auth 1 (latest of main), producer-change
    pending property-missing at /customer_id: user 2 (asked about) -> auth 1 (latest of main), pre-existing
    ");
    let report = shelf.verify_version("user", "3");
    insta::assert_snapshot!(lines(&report), @"
    incompatible, 1 pairs
    property-missing at /email: user 3 (asked about) -> auth 1 (latest of main), pre-existing
    pending property-missing at /customer_id: user 3 (asked about) -> auth 1 (latest of main), pre-existing
    ");
}

/// What a run says changed.
fn headlines(report: &Report) -> String {
    let listing = Listing::of(report, &Files::default());
    let titles: Vec<&str> = listing.rows.iter().map(|row| row.title.as_str()).collect();
    titles.join("\n")
}

#[test]
fn headline_says_what_the_main_branch_sent_before() {
    let shelf = Shelf::new();
    shelf.publish("user 1 main 1", &[("emits paid", "id customer_id")]);
    shelf.publish("auth 1 main 1", &[("consumes paid", "customer_id")]);
    let renamed = shelf.verify("user", &[("emits paid", "id buyer_id")]);
    insta::assert_snapshot!(headlines(&renamed), @"user no longer sends `customer_id`; `buyer_id` is new (auth requires `customer_id`)");
    let optional = shelf.verify("user", &[("emits paid", "id customer_id?")]);
    insta::assert_snapshot!(headlines(&optional), @"`customer_id` may now be absent from what user sends (auth requires it)");
    // The producer sends what it always sent.
    let reads = shelf.verify("auth", &[("consumes paid", "client_id")]);
    insta::assert_snapshot!(headlines(&reads), @"auth now reads `client_id`; user sends `customer_id`");
    let requires = shelf.verify("auth", &[("consumes paid", "email")]);
    insta::assert_snapshot!(headlines(&requires), @"auth now reads `email`; user sends `customer_id`");
}
