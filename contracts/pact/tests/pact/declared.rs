//! A producer's own test: the events that its crate declares, against the pacts of its consumers.

use counterpart::Contract;
use counterpart_pact::{ByProof, Options, Outcome, Producers, verify};
use serde::Serialize;

/// A message whose type gives samples.
#[derive(Serialize, Contract)]
#[contract(emits = "order.placed", samples = orders)]
struct OrderPlaced {
    order_id: String,
    cents: i64,
    note: Option<String>,
}

fn orders() -> [(&'static str, OrderPlaced); 2] {
    let order = |note: Option<&str>| OrderPlaced {
        order_id: "o-1".to_owned(),
        cents: 5,
        note: note.map(str::to_owned),
    };
    [("plain", order(None)), ("with a note", order(Some("ring twice")))]
}

/// One without, of the same crate.
#[derive(Serialize, Contract)]
#[contract(emits = "order.shipped")]
struct OrderShipped {
    order_id: String,
}

/// A folder with one pact for the service of this crate.
fn pacts(interactions: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let pact = format!(
        r#"{{"consumer": {{"name": "billing"}}, "provider": {{"name": "counterpart-pact"}}, "interactions": [{interactions}],
            "metadata": {{"pactSpecification": {{"version": "4.0"}}}}}}"#
    );
    std::fs::write(folder.path().join("billing-counterpart.json"), pact).unwrap();
    folder
}

fn interaction(description: &str, more: &str, contents: &str, rules: &str) -> String {
    format!(
        r#"{{"type": "Asynchronous/Messages", "description": "{description}", {more}
            "contents": {{"content": {contents}, "contentType": "application/json", "encoded": false}},
            "matchingRules": {{"body": {rules}}}}}"#
    )
}

const ANY_CENTS: &str =
    r#"{"$.order_id": {"matchers": [{"match": "type"}]}, "$.cents": {"matchers": [{"match": "integer"}]}}"#;

#[test]
fn declared_events_have_the_samples_of_their_types() {
    let producers = Producers::declared().unwrap();
    assert_eq!(
        producers.services().into_iter().collect::<Vec<_>>(),
        ["counterpart-pact"]
    );
    let found: Vec<_> = producers
        .emitted()
        .map(|emitted| {
            let names = emitted.samples.iter().filter_map(|sample| sample.name.as_deref());
            (
                emitted.identity().event().to_owned(),
                emitted.made,
                names.map(str::to_owned).collect::<Vec<_>>(),
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            (
                "order.placed".to_owned(),
                false,
                vec!["plain".to_owned(), "with a note".to_owned()]
            ),
            ("order.shipped".to_owned(), true, vec![]),
        ]
    );
    let texts: Vec<&str> = producers
        .emitted()
        .flat_map(|emitted| &emitted.samples)
        .map(|sample| sample.text.as_str())
        .take(2)
        .collect();
    assert_eq!(
        texts,
        [
            r#"{"order_id":"o-1","cents":5,"note":null}"#,
            r#"{"order_id":"o-1","cents":5,"note":"ring twice"}"#
        ]
    );
}

#[test]
fn pacts_that_hold_pass_at_both_levels() {
    let placed = interaction(
        "order.placed",
        "",
        r#"{"order_id": "o-9", "cents": 1}"#,
        ANY_CENTS,
    );
    let shipped = interaction(
        "an OrderShipped event",
        "",
        r#"{"order_id": "o-9"}"#,
        r#"{"$.order_id": {"matchers": [{"match": "type"}]}}"#,
    );
    let folder = pacts(&format!("{placed}, {shipped}"));
    let producers = Producers::declared().unwrap();
    let report = verify(&[folder.path().to_owned()], &producers, &Options::default()).unwrap();
    report.assert();
    assert_eq!(report.checked.len(), 2);
    for checked in &report.checked {
        assert!(matches!(checked.proof, Some(ByProof::Proven)), "{report}");
    }
    let of_samples = report.checked[0].example.as_ref().unwrap();
    assert_eq!(
        (of_samples.asked, of_samples.mismatched.len()),
        (2, 0),
        "{report}"
    );
}

#[test]
fn a_state_of_the_provider_chooses_the_sample_of_that_name() {
    let noted = interaction(
        "order.placed",
        r#""providerStates": [{"name": "with a note"}],"#,
        r#"{"note": "x"}"#,
        r#"{"$.note": {"matchers": [{"match": "type"}]}}"#,
    );
    let folder = pacts(&noted);
    let producers = Producers::declared().unwrap();
    let report = verify(&[folder.path().to_owned()], &producers, &Options::default()).unwrap();
    // The chosen sample passes; the type may also send none, which only the proof sees.
    assert_eq!(report.outcome(), Outcome::Failed, "{report}");
    let checked = &report.checked[0];
    assert!(matches!(checked.proof, Some(ByProof::Refuted(_))), "{report}");
    assert!(
        checked.example.as_ref().unwrap().mismatched.is_empty(),
        "{report}"
    );
}

#[test]
#[should_panic(expected = "the consumer accepts null")]
fn a_pact_that_does_not_hold_fails_the_test_of_the_producer() {
    let wrong = interaction(
        "order.placed",
        "",
        r#"{"cents": 1}"#,
        r#"{"$.cents": {"matchers": [{"match": "null"}]}}"#,
    );
    let folder = pacts(&wrong);
    let producers = Producers::declared().unwrap();
    verify(&[folder.path().to_owned()], &producers, &Options::default())
        .unwrap()
        .assert();
}
