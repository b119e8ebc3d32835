//! Findings of the real engine, in words.

use std::sync::Arc;

use counterpart::contract::folder::{Stored, path_in};
use counterpart::contract::{ContractFile, Header, Identity, MessageMetadata, Role};
use counterpart_engine::json::{self, Json, Object};

use super::{Renames, headline, renamed};
use crate::report::{Attribution, Document, Finding, Kind, Report};
use crate::verify::{Input, Options, verify};

fn object(schema: &str) -> Object {
    let json = json::parse(schema.as_bytes()).unwrap_or_else(|error| panic!("{error}: {schema}"));
    json.as_object().unwrap().clone()
}

fn stored(service: &str, role: Role, schema: &str, headers: Option<&str>) -> Stored {
    let header = Header {
        identity: Identity::new(service, role, "order.paid", None).unwrap(),
        producer: None,
        owner: None,
        metadata: MessageMetadata {
            headers: headers.map(object).unwrap_or_default(),
            ..MessageMetadata::default()
        },
        types: vec![],
        imported: vec![],
        assumes: vec![],
        trusts: vec![],
    };
    let contract = ContractFile::new(header, object(schema));
    Stored {
        path: path_in("contracts".as_ref(), &contract.header.identity),
        text: contract.to_text().into(),
        contract,
    }
}

fn report(files: Vec<Stored>) -> Report {
    let input = Input {
        others: files,
        ..Input::default()
    };
    verify(input, &Options::default())
}

/// The headlines of a pair, with the earlier schema if it is known, each once.
fn said_of(report: Report, before: Option<Stored>, attribution: Option<Attribution>) -> String {
    let before = before.map(|before| Arc::new(Document::from(before)));
    let mut lines: Vec<String> = Vec::new();
    for mut finding in report.findings {
        if let Kind::Incompatible(found) = &mut finding.kind {
            found.before.clone_from(&before);
            found
                .refusals
                .iter_mut()
                .for_each(|refusal| refusal.attribution = attribution);
            found.renamed = renamed(found, &[], &Renames::default());
        }
        let line = line(&finding);
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines.join("\n")
}

fn line(finding: &Finding) -> String {
    let names: Vec<String> = match &finding.kind {
        Kind::Incompatible(found) => found.refusals.iter().map(|one| one.contract.who()).collect(),
        Kind::Key(found) => vec![found.contract.who()],
        _ => Vec::new(),
    };
    headline(&finding.kind).naming(&names)
}

fn pair(sent: &str, read: &str) -> Report {
    report(vec![
        stored("shop", Role::Emits, sent, None),
        stored("mail", Role::Consumes, read, None),
    ])
}

fn said(sent: &str, read: &str) -> String {
    said_of(pair(sent, read), None, None)
}

fn said_after(before: &str, sent: &str, read: &str) -> String {
    let before = stored("shop", Role::Emits, before, None);
    said_of(pair(sent, read), Some(before), None)
}

/// An object with these fields only, all of them required.
fn closed(fields: &[(&str, &str)]) -> String {
    let open = open(fields);
    format!(
        r#"{}, "unevaluatedProperties": false}}"#,
        open.strip_suffix('}').unwrap()
    )
}

/// An object that requires these fields.
fn open(fields: &[(&str, &str)]) -> String {
    let quoted = |text: &str| Json::from(text).to_string();
    let all: Vec<String> = fields
        .iter()
        .map(|(name, of)| format!("{}: {of}", quoted(name)))
        .collect();
    let names: Vec<String> = fields.iter().map(|(name, _)| quoted(name)).collect();
    format!(
        r#"{{"type": "object", "properties": {{{}}}, "required": [{}]}}"#,
        all.join(", "),
        names.join(", ")
    )
}

/// The same with optional fields.
fn optional(fields: &[(&str, &str)]) -> String {
    let mut schema = object(&closed(fields));
    schema.shift_remove("required");
    Json::Object(schema).to_string()
}

fn constant(text: &str) -> String {
    format!(r#"{{"type": "string", "const": {text:?}}}"#)
}

fn one_of(branches: &[String]) -> String {
    format!(r#"{{"oneOf": [{}]}}"#, branches.join(", "))
}

const ID: &str = r#"{"type": "integer", "minimum": 0, "maximum": 18446744073709551615}"#;
const TEXT: &str = r#"{"type": "string"}"#;
const FLAG: &str = r#"{"type": "boolean"}"#;

#[test]
fn a_field_with_another_name_is_a_rename_and_is_new_where_the_past_says_so() {
    let (old, new) = (
        closed(&[("customer_id", ID), ("total", ID)]),
        closed(&[("buyer_id", ID), ("total", ID)]),
    );
    let read = open(&[("customer_id", ID), ("total", ID)]);
    insta::assert_snapshot!(said(&new, &read), @"shop does not send `customer_id`; it sends `buyer_id` (mail requires `customer_id`)");
    insta::assert_snapshot!(said_after(&old, &new, &read), @"shop no longer sends `customer_id`; `buyer_id` is new (mail requires `customer_id`)");
    // A consumer that denies unknown properties refuses it for the same reason.
    let strict = closed(&[("customer_id", ID), ("total", ID)]);
    insta::assert_snapshot!(said_after(&old, &new, &strict), @"shop no longer sends `customer_id`; `buyer_id` is new (mail requires `customer_id`)");
    let denies = optional(&[("customer_id", ID), ("total", ID)]);
    insta::assert_snapshot!(said_after(&old, &new, &denies), @"shop no longer sends `customer_id`; `buyer_id` is new (mail denies `buyer_id`)");
    // A field that was sent all along did not get another name now.
    let kept = closed(&[("customer_id", ID), ("buyer_id", ID), ("total", ID)]);
    insta::assert_snapshot!(said_after(&kept, &new, &read), @"shop no longer sends `customer_id` (mail requires it)");
    // The producer did not change: the consumer has another name for it.
    let report = pair(&old, &open(&[("buyer_id", ID), ("total", ID)]));
    let before = stored("shop", Role::Emits, &old, None);
    insta::assert_snapshot!(said_of(report, Some(before), Some(Attribution::ConsumerChange)), @"mail now reads `buyer_id`; shop sends `customer_id`");
}

#[test]
fn no_rename_is_said_between_types_that_have_nothing_in_common() {
    let kinds = [
        ID,
        TEXT,
        FLAG,
        r#"{"type": "null"}"#,
        r#"{"type": "array", "items": {"type": "string"}}"#,
        r#"{"type": "object", "properties": {"x": {"type": "string"}}, "required": ["x"]}"#,
        r#"{"type": "number", "minimum": 0.5, "maximum": 0.75}"#,
        r#"{"enum": [1, 2, 3.5]}"#,
    ];
    for (row, one) in kinds.iter().enumerate() {
        for (column, other) in kinds.iter().enumerate() {
            let (sent, read) = (closed(&[("user_id", one)]), open(&[("user_ids", other)]));
            for before in [
                None,
                Some(stored("shop", Role::Emits, &closed(&[("user_ids", other)]), None)),
            ] {
                for finding in pair(&sent, &read).findings {
                    let Kind::Incompatible(mut found) = finding.kind else {
                        continue;
                    };
                    found.before = before.clone().map(|before| Arc::new(Document::from(before)));
                    assert_eq!(
                        renamed(&found, &[], &Renames::default()).is_some(),
                        row == column,
                        "{one} {other}"
                    );
                }
            }
        }
    }
}

#[test]
fn a_rename_is_found_wherever_the_object_is() {
    let customer = |name: &str, make: fn(&[(&str, &str)]) -> String| make(&[(name, TEXT), ("vip", FLAG)]);
    let (sent, read) = (customer("mail_address", closed), customer("email_address", open));
    for (around, place) in [
        (
            r#"{"type": "object", "properties": {"customer": HERE}, "required": ["customer"]}"#,
            "of `customer`",
        ),
        (
            r##"{"type": "object", "properties": {"customer": {"$ref": "#/$defs/Customer"}}, "required": ["customer"], "$defs": {"Customer": HERE}}"##,
            "of `customer`",
        ),
        (
            r#"{"type": "object", "properties": {"lines": {"type": "array", "items": HERE, "minItems": 1}}, "required": ["lines"]}"#,
            "of items of `lines`",
        ),
        (
            r#"{"type": "object", "properties": {"by_id": {"type": "object", "additionalProperties": HERE, "minProperties": 1}}, "required": ["by_id"]}"#,
            "of values of `by_id`",
        ),
        (r#"{"allOf": [HERE]}"#, ""),
        (
            r#"{"type": "object", "properties": {"customer": {"anyOf": [HERE, {"type": "null"}]}}, "required": ["customer"]}"#,
            "of `customer`",
        ),
    ] {
        let said = said(&around.replace("HERE", &sent), &around.replace("HERE", &read));
        let place = if place.is_empty() {
            String::new()
        } else {
            format!(" {place}")
        };
        assert_eq!(
            said,
            format!(
                "shop does not send `email_address`{place}; it sends `mail_address` (mail requires `email_address`)"
            ),
            "{around}"
        );
    }
}

#[test]
fn a_header_with_another_name_is_a_rename() {
    let files = vec![
        stored("shop", Role::Emits, "{}", Some(&closed(&[("tenant", TEXT)]))),
        stored("mail", Role::Consumes, "{}", Some(&open(&[("tenant-id", TEXT)]))),
    ];
    insta::assert_snapshot!(said_of(report(files), None, None), @"shop does not send the header `tenant-id`; it sends `tenant` (mail requires `tenant-id`)");
}

/// An enum in the field `plan`.
fn plan(of: &str) -> String {
    closed(&[("plan", of)])
}

#[test]
fn a_variant_with_another_name_is_a_rename_however_it_is_written() {
    let texts = |names: &[&str]| plan(&format!(r#"{{"type": "string", "enum": {names:?}}}"#));
    let (old, new, read) = (
        texts(&["free", "gold"]),
        texts(&["free", "golden"]),
        texts(&["free", "gold"]),
    );
    insta::assert_snapshot!(said(&new, &read), @"shop does not send the variant `gold` of `plan`; it sends `golden` (mail does not know `golden`)");
    insta::assert_snapshot!(said_after(&old, &new, &read), @"shop no longer sends the variant `gold` of `plan`; `golden` is new (mail does not know `golden`)");
    // The texts share only that they are texts.
    let premium = texts(&["free", "premium"]);
    insta::assert_snapshot!(said(&premium, &read), @"shop sends the variant `premium` of `plan` (mail does not know it)");
    insta::assert_snapshot!(said_after(&old, &premium, &read), @"shop no longer sends the variant `gold` of `plan`; `premium` is new (mail does not know `premium`)");
    insta::assert_snapshot!(said_after(&old, &texts(&["free", "gold", "a", "b", "c", "d"]), &read), @"shop sends new variants `a`, `b`, `c` and 1 more of `plan` (mail does not know them)");
    insta::assert_snapshot!(said_after(&old, &texts(&["free", "gold", "premium"]), &read), @"shop sends a new variant `premium` of `plan` (mail does not know it)");

    let seats = r#"{"type": "object", "properties": {"seats": {"type": "integer"}}, "required": ["seats"]}"#;
    let key = |name: &str| {
        format!(
            r#"{{"type": "object", "properties": {{"{name}": {seats}}}, "required": ["{name}"], "additionalProperties": false}}"#
        )
    };
    let keys = |names: [&str; 2]| plan(&one_of(&[key(names[0]), key(names[1]), constant("free")]));
    insta::assert_snapshot!(said(&keys(["team", "company"]), &keys(["team", "business"])), @"shop sends the variant `company` of `plan` (mail does not know it)");

    insta::assert_snapshot!(said_after(&keys(["team", "business"]), &keys(["team", "company"]), &keys(["team", "business"])), @"shop no longer sends the variant `business` of `plan`; `company` is new (mail does not know `company`)");

    let tagged = |name: &str| {
        format!(
            r#"{{"type": "object", "properties": {{"kind": {}, "seats": {ID}}}, "required": ["kind", "seats"]}}"#,
            constant(name)
        )
    };
    let tags = |names: [&str; 2]| plan(&one_of(&[tagged(names[0]), tagged(names[1])]));
    insta::assert_snapshot!(said(&tags(["team", "company"]), &tags(["team", "business"])), @"shop sends the variant `company` of `plan` (mail does not know it)");
    insta::assert_snapshot!(said_after(&tags(["team", "business"]), &tags(["team", "company"]), &tags(["team", "business"])), @"shop no longer sends the variant `business` of `plan`; `company` is new (mail does not know `company`)");
}

#[test]
fn a_tag_with_another_name_is_one_rename_for_all_variants() {
    let variant = |tag: &str, name: &str, field: &str, make: fn(&[(&str, &str)]) -> String| {
        make(&[(tag, &constant(name)), (field, TEXT)])
    };
    let of = |tag: &str, make| {
        plan(&one_of(&[
            variant(tag, "requested", "by", make),
            variant(tag, "abuse", "case", make),
            variant(tag, "inactive", "since", make),
        ]))
    };
    let (old, new, read) = (of("kind", closed), of("type", closed), of("kind", open));
    insta::assert_snapshot!(said(&new, &read), @"shop does not send the tag `kind` of `plan`; it sends `type` (mail requires `kind`)");
    insta::assert_snapshot!(said_after(&old, &new, &read), @"shop no longer sends the tag `kind` of `plan`; `type` is new (mail requires `kind`)");
    // Neither side is closed.
    insta::assert_snapshot!(said(&of("type", open), &read), @"shop does not send the tag `kind` of `plan`; it sends `type` (mail does not know `type`)");
    // Without a tag, nothing is in its place.
    let untagged = plan(&one_of(&[
        closed(&[("by", TEXT)]),
        closed(&[("case", TEXT)]),
        closed(&[("since", TEXT)]),
    ]));
    insta::assert_snapshot!(said_after(&old, &untagged, &read), @"shop no longer sends the tag `kind` of `plan` (mail requires it)");
}

#[test]
fn a_headline_says_what_is_sent_in_words_of_the_code() {
    let field = |schema: &str| closed(&[("x", schema)]);
    for (before, sent, read, wanted) in [
        (
            Some(TEXT),
            None,
            TEXT,
            "shop no longer sends `x` (mail requires it)",
        ),
        (None, None, TEXT, "shop does not send `x` (mail requires it)"),
        (
            None,
            Some(TEXT),
            ID,
            "shop sends `x` as a string, not an integer (mail refuses it)",
        ),
        (
            Some(ID),
            Some(TEXT),
            ID,
            "shop now sends `x` as a string, not an integer (mail refuses it)",
        ),
        (
            None,
            Some(r#"{"type": ["string", "integer"]}"#),
            r#"{"type": "integer"}"#,
            "shop may send a string in `x` (mail refuses it)",
        ),
        (
            None,
            Some(r#"{"type": ["string", "null"]}"#),
            TEXT,
            "shop may send null in `x` (mail refuses it)",
        ),
        (
            Some(TEXT),
            Some(r#"{"anyOf": [{"type": "string"}, {"type": "null"}]}"#),
            TEXT,
            "shop may now send null in `x` (mail refuses it)",
        ),
        (
            None,
            Some(r#"{"type": "integer"}"#),
            r#"{"type": "integer", "maximum": 5}"#,
            "shop sends a wider `x`: integers, not integers up to 5 (mail refuses it)",
        ),
        (
            Some(r#"{"type": "integer", "maximum": 5}"#),
            Some(r#"{"type": "integer"}"#),
            r#"{"type": "integer", "maximum": 5}"#,
            "shop now sends a wider `x`: integers, not integers up to 5 (mail refuses it)",
        ),
        (
            None,
            Some(r#"{"type": "integer", "minimum": 0, "maximum": 4294967295}"#),
            r#"{"type": "integer", "minimum": -128, "maximum": 127}"#,
            "shop sends `x` as `u32`, not `i8` (mail refuses it)",
        ),
        (
            None,
            Some(TEXT),
            r#"{"type": "string", "maxLength": 5}"#,
            "shop sends a wider `x`: strings, not strings of at most 5 characters (mail refuses it)",
        ),
        (
            None,
            Some(r#"{"type": "string", "format": "date"}"#),
            r#"{"type": "string", "format": "date-time"}"#,
            "shop sends `x` in the format `date`, not `date-time` (mail refuses it)",
        ),
        (
            None,
            Some(TEXT),
            r#"{"type": "string", "enum": ["a", "b"]}"#,
            "shop may send other strings in `x` than are accepted (mail accepts \"a\" or \"b\")",
        ),
        (
            None,
            Some(r#"{"type": "array", "items": {"type": "string"}}"#),
            r#"{"type": "array", "items": {"type": "integer"}}"#,
            "shop sends items of `x` as a string, not an integer (mail refuses it)",
        ),
        (
            None,
            Some(r#"{"type": "array", "maxItems": 3}"#),
            r#"{"type": "array", "minItems": 1}"#,
            "shop may send 0 items in `x` (mail accepts at least 1 item)",
        ),
        (
            None,
            Some(r#"{"type": "array", "items": {"type": "boolean"}}"#),
            r#"{"type": "array", "uniqueItems": true}"#,
            "shop may repeat items of `x` (mail refuses it)",
        ),
        (
            None,
            Some(FLAG),
            r#"{"not": {"const": true}}"#,
            "shop may send true in `x` (mail forbids it)",
        ),
    ] {
        let sent = sent.map_or_else(|| closed(&[("y", FLAG)]), field);
        let before = before.map(|before| stored("shop", Role::Emits, &field(before), None));
        let report = pair(&sent, &open(&[("x", read)]));
        assert_eq!(said_of(report, before, None), wanted);
    }
}

#[test]
fn a_message_that_is_something_else_is_said_as_a_whole() {
    insta::assert_snapshot!(said(TEXT, &open(&[])), @"shop sends a string as the message, not an object (mail refuses it)");
    insta::assert_snapshot!(said(r#"{"type": "integer"}"#, r#"{"type": "integer", "maximum": 5}"#), @"shop may send 6 as the message (mail accepts integers up to 5)");
}

#[test]
fn an_absent_or_a_denied_field_is_said_by_what_was_before() {
    let read = open(&[("x", TEXT)]);
    let sent = optional(&[("x", TEXT)]);
    insta::assert_snapshot!(said(&sent, &read), @"`x` may be absent from what shop sends (mail requires it)");
    insta::assert_snapshot!(said_after(&closed(&[("x", TEXT)]), &sent, &read), @"`x` may now be absent from what shop sends (mail requires it)");
    insta::assert_snapshot!(said_after(&sent, &sent, &read), @"`x` may be absent from what shop sends (mail requires it)");
    let (more, strict) = (closed(&[("x", TEXT), ("y", TEXT)]), closed(&[("x", TEXT)]));
    insta::assert_snapshot!(said(&more, &strict), @"shop sends `y` (mail denies it)");
    insta::assert_snapshot!(said_after(&strict, &more, &strict), @"shop newly sends `y` (mail denies it)");
}

#[test]
fn names_of_others_stay_harmless_and_short() {
    let lure = "a`b\u{1b}[31m\u{202e}\n::error::".to_owned() + &"x".repeat(3_000);
    let (sent, read) = (closed(&[("id", FLAG)]), open(&[(&lure, TEXT)]));
    let said = said(&sent, &read);
    assert!(said.chars().count() < 160, "{said}");
    assert!(
        !said.contains(|c: char| c.is_control() || c == '\u{202e}'),
        "{said:?}"
    );
    assert_eq!(said.matches('`').count(), 0, "{said}");
}
