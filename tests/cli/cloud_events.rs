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
    insta::assert_snapshot!(verify(r#""data_base64": {"const": "eyJvcmRlciI6N30="}"#, "\"data_base64\""), @r#"
    error[property-missing]: shop does not send `data`; it sends `data_base64`
      --> contracts/shop/emits/order.placed.json:1:1
       |
     1 | {
       | ^ shop never sends `data`
       |
      ::: contracts/books/consumes/order.placed.json:63:3
       |
    63 |   "required": ["data",
       |   ---------- books requires it
       |
       = at: order.placed#/data
       = status: 2 failing (property-missing, property-denied)
       = also at: order.placed#/data_base64
    example: a message that breaks books
       |
       | {"data_base64":"eyJvcmRlciI6N30=","id":"1","source":"/orders",...}
       | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ ...
       = help: in shop: send JSON in `data`, not bytes in `data_base64`: hand ...

    more about each: `cargo counterpart explain RULE`, with property-denied,
      property-missing
    to accept it: `cargo counterpart verify -v` prints the `[[allow]]` to paste

    findings: 2 failing
    checked 1 pair of 1 emitted event and 1 contract: 0 compatible, 1 incompatible
    checked against: the contract files in contracts
    assumes: unique-keys
    incompatible
    "#);
}

#[test]
fn attribute_that_an_sdk_refuses_is_a_finding() {
    let refused = [
        r#""subject": {"type": ["string", "null"], "minLength": 1}"#,
        r#""priority": {"const": 1.5}"#,
        r#""datacontenttype": {"const": "application/JSON"}"#,
        r#""trace_parent": {"const": "a"}"#,
    ];
    let mut shown = String::new();
    for member in refused {
        let answer = verify(&format!("{ORDER}, {member}"), "\"data\"");
        let lines = answer
            .lines()
            .take_while(|line| !line.starts_with("    more about"));
        let kept = ["error[", "   = at: ", "   = help: "];
        for line in lines.filter(|line| kept.iter().any(|start| line.starts_with(start))) {
            shown.push_str(&format!("{line}\n"));
        }
    }
    insta::assert_snapshot!(shown, @"");
}
