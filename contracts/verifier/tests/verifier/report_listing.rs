//! The flat list of a report, and its document, against the schema that is given out.

use std::collections::{BTreeMap, BTreeSet};

use crate::rich_report::{Words, report, root};
use counterpart_verifier::report::listing::{Asked, Files, Further, Listing, SCHEMA};
use counterpart_verifier::report::{Kind, Outcome, Part, Report, Status};
use counterpart_verifier::timestamp::Timestamp;

fn listing(words: &Words) -> Listing {
    Listing::of(&report(words), &Files { root: root() })
}

fn validator() -> jsonschema::Validator {
    jsonschema::draft202012::new(&serde_json::from_str(SCHEMA).unwrap()).unwrap()
}

fn errors(document: &serde_json::Value) -> Vec<String> {
    let schema = validator();
    let error = |error: jsonschema::ValidationError<'_>| format!("{}: {error}", error.instance_path());
    schema.iter_errors(document).map(error).collect()
}

/// As another program reads it; numbers beyond 64 bits become floats there, which decides nothing of the form.
fn document(listing: &Listing) -> serde_json::Value {
    serde_json::from_str(&listing.to_json().to_pretty()).unwrap()
}

fn with_further(mut listing: Listing) -> Listing {
    listing.further.push(Further {
        event: "paid".into(),
        part: Part::Payload,
        producer: "shop".into(),
        consumer: "books (audit)".into(),
        count: 30,
        text: "books (audit) refuses 30 more".into(),
    });
    listing
}

#[test]
fn every_kind_of_finding_is_in_the_rich_report() {
    let listing = listing(&Words::plain());
    let mut kinds: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for row in &listing.rows {
        kinds.entry(row.status.id()).or_default().insert(row.rule);
    }
    insta::assert_snapshot!(format!("{kinds:#?}\n{:?}", listing.suppressed), @r#"
    {
        "allowed": {
            "null-emitted",
        },
        "failing": {
            "contract-missing",
            "contract-orphaned",
            "contract-stale",
            "event-not-emitted",
            "event-stopped",
            "key-mismatch",
            "property-missing",
            "property-optional",
            "string-content",
            "unproven",
            "value-not-accepted",
        },
        "pending": {
            "property-missing",
        },
        "warned": {
            "property-denied",
        },
    }
    {"number-range": 1}
    "#);
}

#[test]
fn documents_of_all_kinds_match_the_schema() {
    let mut asked = listing(&Words::plain());
    asked.deployment = Some(Asked {
        versions: vec![("s".into(), "1".into())],
        environment: "e".into(),
        at: Timestamp::parse("2026-11-23").unwrap(),
    });
    let hostile = listing(&Words::hostile("<b>`|\u{202e}\n\"\\"));
    let empty = Listing::of(&Report::default(), &Files::default());
    let counted = with_further(Listing::of(&Report::default(), &Files::default()));
    for listing in [asked, hostile, empty, counted] {
        assert_eq!(errors(&document(&listing)), Vec::<String>::new());
    }
}

/// A new key must be entered in the schema, and one that goes is missed: at every object of a document.
#[test]
fn schema_is_closed_and_requires_every_key() {
    let whole = document(&with_further(listing(&Words::plain())));
    let validator = validator();
    let mut pointers = Vec::new();
    objects(&whole, "", &mut pointers);
    assert!(pointers.len() > 100);
    for pointer in pointers {
        // A message holds what it holds; these two are maps.
        if pointer.contains("/message") || ["/checked/assumptions", "/suppressed"].contains(&pointer.as_str())
        {
            continue;
        }
        let mut more = whole.clone();
        more.pointer_mut(&pointer).unwrap()["brand_new"] = 1.into();
        assert!(!validator.is_valid(&more), "{pointer} takes any key");
        let keys: Vec<String> = whole
            .pointer(&pointer)
            .unwrap()
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect();
        for key in keys {
            let mut less = whole.clone();
            less.pointer_mut(&pointer)
                .unwrap()
                .as_object_mut()
                .unwrap()
                .remove(&key);
            assert!(!validator.is_valid(&less), "{pointer} can do without {key}");
        }
    }
}

fn objects(value: &serde_json::Value, at: &str, into: &mut Vec<String>) {
    match value {
        serde_json::Value::Object(members) => {
            into.push(at.to_owned());
            for (key, value) in members {
                objects(
                    value,
                    &format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")),
                    into,
                );
            }
        }
        serde_json::Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                objects(item, &format!("{at}/{index}"), into);
            }
        }
        _ => {}
    }
}

#[test]
fn edits_say_whose_source_changes_where_and_how() {
    let document = document(&listing(&Words::plain()));
    let all = |value: &serde_json::Value, key: &str| value[key].as_array().unwrap().clone();
    let fixes = all(&document, "findings")
        .into_iter()
        .flat_map(|finding| all(&finding, "fixes"));
    let edits = fixes.flat_map(|fix| all(&fix, "edits"));
    let line = |edit: serde_json::Value| {
        let (change, text) = (&edit["change"], |value: &serde_json::Value| value.to_string());
        let what = [
            &edit["side"],
            &edit["service"],
            &edit["event"],
            &edit["place"],
            &change["kind"],
        ];
        let how = [&change["text"], &change["attribute"], &edit["source"]];
        what.into_iter()
            .chain(how)
            .map(text)
            .collect::<Vec<_>>()
            .join(" ")
            + "\n"
    };
    insta::assert_snapshot!(edits.map(line).collect::<String>(), @r#"
    "consumer" "a-service-with-a-very-long-name-a-service-with-a-very-long-name-" "user.registered" "/email" "optional" null null null
    "consumer" "auth-service" "user.registered" "/email" "optional" null null null
    "consumer" "a-service-with-a-very-long-name-a-service-with-a-very-long-name-" "user.registered" "/email" "attribute" "default" null null
    "consumer" "auth-service" "user.registered" "/email" "attribute" "default" null null
    "consumer" "closed" "user.registered" "" "without-attribute" "deny_unknown_fields" null null
    "consumer" "mail-service" "user.registered" "/phone" "optional" null null null
    "producer" "user-service" "user.registered" "/nick" "attribute" "skip_serializing_if = \"Option::is_none\"" null null
    "consumer" "auth-service" "user.registered" "/nick" "optional" null null null
    "#);
}

#[test]
fn the_most_important_comes_first_and_no_path_is_absolute() {
    let listing = listing(&Words::plain());
    let statuses: Vec<Status> = listing.rows.iter().map(|row| row.status).collect();
    assert!(statuses.is_sorted(), "{statuses:?}");
    assert_eq!(listing.rows[0].consumers.len(), 2, "what breaks most comes first");
    assert_eq!(listing.outcome, Outcome::Incompatible);
    let text = listing.to_json().to_pretty();
    assert!(!text.contains("/work/shop"), "{text}");
    assert!(text.contains("\"file\": \"contracts/user-service/emits/user.registered.json\""));
}

#[test]
fn the_sum_of_pairs_is_all_of_them() {
    let pairs = listing(&Words::plain()).checked.pairs;
    let sum = pairs.compatible
        + pairs.incompatible
        + pairs.unproven
        + pairs.warned
        + pairs.pending
        + pairs.allowed
        + pairs.suppressed;
    assert_eq!(sum, pairs.all);
}

#[test]
fn a_fingerprint_is_of_the_finding_and_not_of_its_lines_and_words() {
    let plain = listing(&Words::plain());
    let prints: BTreeSet<&str> = plain.rows.iter().map(|row| row.fingerprint.as_str()).collect();
    assert_eq!(prints.len(), plain.rows.len(), "no two are the same");
    // Another owner, value and reason, and lines further down.
    let mut words = Words::plain();
    words.owner = "another team".into();
    words.value = "another value".into();
    words.reason = "another reason".into();
    let other = listing(&words);
    let of = |listing: &Listing| -> Vec<String> {
        listing.rows.iter().map(|row| row.fingerprint.clone()).collect()
    };
    assert_eq!(of(&plain), of(&other));
    // Another event is another finding.
    words.event = "user.deleted".into();
    assert!(
        of(&listing(&words))
            .iter()
            .take(3)
            .all(|print| !prints.contains(print.as_str()))
    );
}

#[test]
fn numbers_of_a_message_keep_every_digit() {
    let listing = listing(&Words::plain());
    let text = listing.to_json().to_pretty();
    let exact = counterpart_engine::json::parse(text.as_bytes()).unwrap();
    assert_eq!(exact, listing.to_json());
    let mut report = report(&Words::plain());
    let Kind::Incompatible(found) = &mut report.findings[0].kind else {
        panic!("incompatibilities come first");
    };
    found.refusals[0].witness =
        counterpart_engine::json::parse(b"340282366920938463463374607431768211455").unwrap();
    let text = Listing::of(&report, &Files::default()).to_json().to_pretty();
    assert!(text.contains("\"message\": 340282366920938463463374607431768211455"));
}
