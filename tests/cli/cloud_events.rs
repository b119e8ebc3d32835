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

/// A producer's schema with these members in its events.
fn event(members: &str, required: &str) -> String {
    format!(
        r#""type": "object", "properties": {{
    "specversion": {{"const": "1.0"}},
    "id": {{"const": "1"}},
    "source": {{"const": "/orders"}},
    "type": {{"const": "order.placed"}},
    {members}
  }}, "required": ["specversion", "id", "source", "type", {required}], "additionalProperties": false"#
    )
}

const STRUCTURED: &str = r#" "envelope": "cloudevents","#;

/// The headers of an event in binary mode.
const BINARY: &str = r#" "headers": {"type": "object", "properties": {"ce-id": {"type": "string"}, "ce-type": {"type": "string"}},
    "required": ["ce-id", "ce-type"]},"#;

/// The answer of `verify` for files of a producer and a consumer.
fn verify_files(shop: &str, books: &str) -> String {
    let folder = Folder::with(&[
        ("contracts/books/consumes/order.placed.json", books),
        ("contracts/shop/emits/order.placed.json", shop),
    ]);
    folder
        .counterpart(&["verify", "--no-build", "--contracts", "contracts"])
        .stdout
}

/// The answer for a producer whose events also have these members.
fn verify(members: &str, required: &str) -> String {
    let shop = schemas::file("shop emits order.placed", STRUCTURED, &event(members, required));
    verify_files(&shop, &consumer())
}

/// The findings, their places and their fixes.
fn findings(answer: &str) -> String {
    let kept = ["error[", "   = at: ", "   = help: ", "  = at: ", "  = help: "];
    let lines = answer
        .lines()
        .filter(|line| kept.iter().any(|start| line.starts_with(start)));
    lines.map(|line| format!("{}\n", line.trim_start())).collect()
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
    let answers = refused.map(|member| findings(&verify(&format!("{ORDER}, {member}"), "\"data\"")));
    insta::assert_snapshot!(answers.join("\n"), @r#"
    error[null-emitted]: shop may send null in `subject`
    = at: order.placed#/subject
    = help: in shop: always set `subject` of the envelope
    = help: in books: accept null in `subject` of the envelope, release it ...
    = help: ask the books team when they can release that

    error[type-mismatch]: shop sends `priority` as nothing, not a string, an integer or a boolean
    = at: order.placed#/priority
    = help: in shop: send `priority` of the envelope as the consumers read it
    = help: in books: accept what is sent in `priority` of the envelope ...
    = help: ask the books team when they can release that

    error[string-content]: shop sends `datacontenttype` as "application/JSON", not strings that match `^((application|text)/json( *;.*)?|[A-Za-…`
    = at: order.placed#/datacontenttype
    = help: in shop: keep `datacontenttype` of the envelope within what the ...
    = help: in books: accept what is sent in `datacontenttype` of the ...
    = help: ask the books team when they can release that

    error[property-denied]: shop may send other keys as the message than are accepted
    = at: order.placed#/*
    = help: in books: accept any key in the message, release it first
    = help: in shop: send only keys that the consumers accept in the message
    = help: ask the books team when they can release that
    "#);
}

#[test]
fn event_that_is_sent_in_another_mode_is_a_finding_with_that_fix() {
    let order = r#""type": "object", "properties": {"order": {"type": "integer"}}, "required": ["order"]"#;
    let closed = format!("{order}, \"additionalProperties\": false");
    let structured = schemas::file("shop emits order.placed", STRUCTURED, &event(ORDER, "\"data\""));
    let binary = schemas::file("shop emits order.placed", BINARY, &closed);
    let reads_binary = schemas::file("books consumes order.placed", BINARY, order);
    insta::assert_snapshot!(findings(&verify_files(&structured, &reads_binary)), @"
    error[forbidden-shape]: shop sends CloudEvents in structured mode, and books reads CloudEvents in binary mode, without declaring it
    = at: order.placed (the whole message)
    = help: in shop: send the event in binary mode of CloudEvents, as the ...
    = help: in books: read the event in structured mode ( ...
    = help: ask the books team when they can release that
    ");
    let answer = verify_files(&binary, &reads_binary);
    assert!(answer.ends_with("\ncompatible\n"), "{answer}");
    let answer = findings(&verify_files(&binary, &consumer()));
    let fix = "in shop: send the event in structured mode (";
    assert!(
        answer.contains("error[")
            && answer.lines().filter(|line| line.starts_with("error[")).count()
                == answer.matches(fix).count(),
        "{answer}"
    );
}

#[test]
fn another_mode_is_never_compatible_however_little_the_schemas_say() {
    let form = |more: &str| format!(r#" "envelope": "cloudevents",{more}"#);
    let binary = |binding: &str, prefix: &str| {
        let headers =
            ["specversion", "id", "source", "type"].map(|name| format!(r#""{prefix}{name}": {{}}"#));
        let headers = headers.join(", ");
        form(&format!(
            r#" "mode": "binary", "binding": "{binding}", "headers": {{"properties": {{{headers}}}}},"#
        ))
    };
    let forms = [
        form(""),
        binary("http", "ce-"),
        binary("kafka", "ce_"),
        form(r#" "mode": "batch","#),
    ];
    let anything = r#""properties": {"specversion": {}}, "items": {"properties": {"specversion": {}}}"#;
    for sent in &forms {
        for read in &forms {
            let shop = schemas::file(
                "shop emits order.placed",
                sent,
                &format!(r#""type": "array", {anything}"#),
            );
            let books = schemas::file("books consumes order.placed", read, anything);
            let answer = verify_files(&shop, &books);
            let is_same = sent == read;
            assert_eq!(
                answer.contains("1 compatible"),
                is_same,
                "{sent} {read}\n{answer}"
            );
            assert_eq!(
                answer.contains("another mode"),
                !is_same,
                "{sent} {read}\n{answer}"
            );
        }
    }
}
