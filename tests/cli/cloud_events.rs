//! Producers in other languages, whose schemas say how they send CloudEvents, against a consumer of what every SDK reads.

use fixture::{Folder, checkout, schemas};

/// The consumer's contract around any payload, as the derive makes it.
fn consumer() -> String {
    let path = checkout().join("tests/languages/cloudevents/contracts/every-reader.json");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let text = text
        .trim()
        .strip_prefix('{')
        .and_then(|text| text.strip_suffix('}'));
    let members = text
        .expect("an object")
        .replace("\"required\": [", "\"required\": [\"data\", ");
    schemas::file(
        "books consumes order.placed",
        r#" "envelope": "cloudevents","#,
        &members,
    )
}

/// The answer of `verify` for a producer whose events also have these members.
fn verify(members: &str, required: &str) -> String {
    let event = format!(
        r#""type": "object", "properties": {{
    "specversion": {{"const": "1.0"}},
    "id": {{"const": "1"}},
    "source": {{"const": "/orders"}},
    "type": {{"const": "order.placed"}},
    {members}
  }}, "required": ["specversion", "id", "source", "type", {required}], "additionalProperties": false"#
    );
    let event = schemas::file(
        "shop emits order.placed",
        r#" "envelope": "cloudevents","#,
        &event,
    );
    let folder = Folder::with(&[
        ("contracts/books/consumes/order.placed.json", &consumer()),
        ("contracts/shop/emits/order.placed.json", &event),
    ]);
    folder
        .counterpart(&["verify", "--no-build", "--contracts", "contracts"])
        .stdout
}

const ORDER: &str = r#""data": {"type": "object", "properties": {"order": {"type": "integer"}}}"#;

#[test]
fn event_of_the_specification_is_compatible() {
    let plain = verify(
        &format!(
            r#"{ORDER}, "priority": {{"enum": ["high", 7, true]}}, "datacontenttype": {{"const": "application/json"}}"#
        ),
        "\"data\"",
    );
    assert!(
        plain.ends_with("compatible\n") && !plain.contains("incompatible"),
        "{plain}"
    );
}

#[test]
fn payload_in_bytes_is_a_finding_with_its_reason() {
    insta::assert_snapshot!(verify(r#""data_base64": {"const": "eyJvcmRlciI6N30="}"#, "\"data_base64\""), @"");
}

#[test]
fn attribute_that_an_sdk_refuses_is_a_finding() {
    insta::assert_snapshot!(verify(&format!(r#"{ORDER}, "subject": {{"type": ["string", "null"], "minLength": 1}}"#), "\"data\""), @"");
    insta::assert_snapshot!(verify(&format!(r#"{ORDER}, "priority": {{"const": 1.5}}"#), "\"data\""), @"");
    insta::assert_snapshot!(verify(&format!(r#"{ORDER}, "datacontenttype": {{"const": "application/JSON"}}"#), "\"data\""), @"");
    insta::assert_snapshot!(verify(&format!(r#"{ORDER}, "trace_parent": {{"const": "a"}}"#), "\"data\""), @"");
}
