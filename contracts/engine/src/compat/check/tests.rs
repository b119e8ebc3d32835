mod formats;
mod opaque;
mod width;

use std::fmt::Write;

use super::*;
use crate::compat::schema::Options;
use crate::compat::verdict::{ReasonKind, Rule};

fn judge(emitted: &str, accepted: &str) -> Verdict {
    let read = |text: &str| Schema::parse(text.as_bytes(), &Options::default()).unwrap();
    check(&read(emitted), &read(accepted), &Limits::default())
}

/// One line a finding: rule, place, witness, sentence.
fn told(emitted: &str, accepted: &str) -> String {
    match judge(emitted, accepted) {
        Verdict::Compatible => "compatible".to_owned(),
        Verdict::Incompatible(findings) => {
            let line = |finding: &crate::compat::Finding| {
                format!(
                    "{} at {}: {} ({})",
                    finding.rule, finding.place, finding.witness, finding.sentence
                )
            };
            findings.iter().map(line).collect::<Vec<_>>().join("\n")
        }
        Verdict::Unproven(reasons) => {
            let line = |reason: &crate::compat::Reason| format!("unproven: {}: {}", reason.kind, reason.text);
            reasons.iter().map(line).collect::<Vec<_>>().join("\n")
        }
    }
}

const USER: &str = r#"{"type": "object", "properties": {"id": {"type": "integer", "minimum": 0}, "email": {"type": "string"},
    "locale": {"type": ["string", "null"]}}, "required": ["id", "email"], "unevaluatedProperties": false}"#;

#[test]
fn a_consumer_of_fewer_fields_is_content() {
    assert_eq!(
        told(
            USER,
            r#"{"type": "object", "properties": {"id": {"type": "integer"}}, "required": ["id"]}"#
        ),
        "compatible"
    );
}

#[test]
fn every_broken_field_is_a_finding_of_its_own() {
    insta::assert_snapshot!(told(USER, r#"{"type": "object", "properties": {"id": {"type": "integer", "minimum": 1},
        "locale": {"type": "string"}, "name": {"type": "string"}}, "required": ["id", "locale", "name"]}"#), @r#"
    number-range at /id: {"email":"a","id":0,"locale":"a"} (the producer may send 0, and the consumer accepts integers from 1 up)
    property-optional at /locale: {"email":"a","id":1} (the producer may leave `locale` out, and the consumer requires it)
    null-emitted at /locale: {"email":"a","id":1,"locale":null} (the producer may send null, and the consumer accepts a string)
    property-missing at /name: {"email":"a","id":1,"locale":"a"} (the producer never sends `name`, and the consumer requires it)
    "#);
}

#[test]
fn open_consumer_accepts_everything_from_a_closed_producer() {
    let optional = r#"{"type": "object", "properties": {"x": {"type": "integer"}}}"#;
    assert_eq!(told(USER, optional), "compatible");
    let open = r#"{"type": "object", "properties": {"id": {"type": "integer"}}}"#;
    insta::assert_snapshot!(told(open, optional), @r#"
    null-emitted at /x: {"x":null} (the producer may send null, and the consumer accepts an integer)
    type-mismatch at /x: {"x":true} (the producer may send true, and the consumer accepts an integer)
    "#);
}

/// The four forms in which serde writes an enum, with the last variant left out.
fn forms(variants: &[&str], closed: bool) -> [String; 4] {
    let close = if closed {
        r#", "additionalProperties": false"#
    } else {
        ""
    };
    let list = |each: &dyn Fn(&str) -> String, word: &str| {
        let branches: Vec<String> = variants.iter().map(|variant| each(variant)).collect();
        format!(r#"{{"{word}": [{}]}}"#, branches.join(","))
    };
    let body = |variant: &str| {
        format!(
            r#"{{"type": "object", "properties": {{"{variant}_seats": {{"type": "integer"}}}}, "required": ["{variant}_seats"]{close}}}"#
        )
    };
    [
        list(
            &|variant| {
                format!(
                    r#"{{"type": "object", "properties": {{"{variant}": {}}}, "required": ["{variant}"], "additionalProperties": false}}"#,
                    body(variant)
                )
            },
            "oneOf",
        ),
        list(
            &|variant| {
                format!(
                    r#"{{"type": "object", "properties": {{"type": {{"const": "{variant}"}}, "seats": {{"type": "integer"}}}}, "required": ["type", "seats"]{close}}}"#
                )
            },
            "oneOf",
        ),
        list(
            &|variant| {
                format!(
                    r#"{{"type": "object", "properties": {{"t": {{"const": "{variant}"}}, "c": {}}}, "required": ["t", "c"]{close}}}"#,
                    body(variant)
                )
            },
            "oneOf",
        ),
        list(&body, "anyOf"),
    ]
}

#[test]
fn enums_in_all_four_forms_are_contained_in_themselves_and_in_wider_ones() {
    for (emitted, accepted) in forms(&["Free", "Pro"], true)
        .iter()
        .zip(&forms(&["Free", "Pro", "Trial"], false))
    {
        assert_eq!(told(emitted, accepted), "compatible");
        assert_eq!(told(emitted, emitted), "compatible");
    }
}

#[test]
fn a_variant_that_the_consumer_does_not_know_is_one_finding_in_all_four_forms() {
    for (emitted, accepted) in forms(&["Free", "Pro", "Trial"], true)
        .iter()
        .zip(&forms(&["Free", "Pro"], false))
    {
        let Verdict::Incompatible(findings) = judge(emitted, accepted) else {
            panic!("{emitted}")
        };
        assert_eq!(findings.len(), 1, "{findings:?}");
        assert_eq!(findings[0].rule, Rule::AlternativeNotAccepted);
        assert!(findings[0].witness.to_string().contains("Trial"), "{findings:?}");
    }
}

#[test]
fn recursion_is_decided_under_other_names_and_with_a_wider_leaf() {
    let tree = |name: &str, leaf: &str| {
        format!(
            r##"{{"$defs": {{"{name}": {{"type": "object", "properties": {{"v": {leaf}, "kids": {{"type": "array", "items": {{"$ref": "#/$defs/{name}"}}}}}},
            "required": ["v", "kids"], "additionalProperties": false}}}}, "$ref": "#/$defs/{name}"}}"##
        )
    };
    let (narrow, wide) = (
        tree("T", r#"{"type": "integer"}"#),
        tree("Node", r#"{"type": "number"}"#),
    );
    assert_eq!(told(&narrow, &wide), "compatible");
    insta::assert_snapshot!(told(&wide, &narrow), @r#"
    type-mismatch at /v: {"kids":[],"v":0.5} (the producer may send 0.5, and the consumer accepts an integer)
    "#);
    let one_level = r#"{"type": "object", "properties": {"kids": {"items": {"required": ["v"]}}}}"#;
    assert_eq!(told(&narrow, one_level), "compatible");
}

#[test]
fn mutual_recursion_and_lists_are_decided() {
    let list = |leaf: &str| {
        format!(
            r##"{{"anyOf": [{{"type": "null"}}, {{"type": "object", "properties": {{"v": {leaf}, "next": {{"$ref": "#"}}}}, "required": ["v", "next"]}}]}}"##
        )
    };
    assert_eq!(
        told(&list(r#"{"const": 1}"#), &list(r#"{"type": "integer"}"#)),
        "compatible"
    );
    insta::assert_snapshot!(told(&list(r#"{"type": "integer"}"#), &list(r#"{"const": 1}"#)), @r#"value-not-accepted at /v: {"next":null,"v":0} (the producer may send 0, and the consumer accepts 1)"#);
    let mutual = |name: &str, other: &str| {
        format!(
            r##"{{"$defs": {{"{name}": {{"properties": {{"b": {{"$ref": "#/$defs/{other}"}}}}}}, "{other}": {{"type": "object", "properties": {{"a": {{"$ref": "#/$defs/{name}"}}}}}}}}, "$ref": "#/$defs/{name}"}}"##
        )
    };
    assert_eq!(told(&mutual("A", "B"), &mutual("X", "Y")), "compatible");
    let endless = r##"{"type": "object", "properties": {"next": {"$ref": "#"}}, "required": ["next"]}"##;
    assert_eq!(told(endless, "false"), "compatible");
}

#[test]
fn numbers_are_exact_however_large() {
    assert_eq!(
        told(
            r#"{"type": "integer", "minimum": 0, "maximum": 4294967295}"#,
            r#"{"type": "integer", "maximum": 4294967295}"#
        ),
        "compatible"
    );
    insta::assert_snapshot!(told(r#"{"type": "integer", "minimum": 0}"#, r#"{"type": "integer", "maximum": 340282366920938463463374607431768211455}"#), @"number-range at : 340282366920938463463374607431768211456 (the producer may send 340282366920938463463374607431768211456, and the consumer accepts integers up to 340282366920938463463374607431768211455)");
    assert_eq!(
        told(r#"{"multipleOf": 0.3}"#, r#"{"multipleOf": 0.1}"#),
        "compatible"
    );
    assert_eq!(
        told(
            r#"{"type": "number", "multipleOf": 1e-300, "maximum": 1e300}"#,
            r#"{"maximum": 1e301}"#
        ),
        "compatible"
    );
    assert_eq!(
        told(
            r#"{"type": "integer", "multipleOf": 6}"#,
            r#"{"allOf": [{"multipleOf": 2}, {"multipleOf": 3}]}"#
        ),
        "compatible"
    );
}

#[test]
fn recursion_on_the_same_value_is_undecided() {
    let Verdict::Unproven(reasons) = judge("true", r##"{"not": {"$ref": "#"}}"##) else {
        panic!()
    };
    assert_eq!(reasons[0].kind, ReasonKind::IllFoundedRecursion);
    // A tree through `not` and `oneOf` steps into the value and is well founded.
    let tree =
        r##"{"oneOf": [{"type": "integer"}, {"type": "array", "items": {"not": {"not": {"$ref": "#"}}}}]}"##;
    assert_eq!(told(tree, tree), "compatible");
}

#[test]
fn formats_are_compared_with_lengths_and_patterns() {
    let format = |name: &str| format!(r#"{{"type": "string", "format": "{name}"}}"#);
    let pattern = |text: &str| format!(r#"{{"type": "string", "pattern": "{text}"}}"#);
    let most = |length: u32| format!(r#"{{"type": "string", "maxLength": {length}}}"#);
    for (emitted, accepted) in [
        (format("uuid"), most(36)),
        (format("uuid"), r#"{"minLength": 36}"#.to_owned()),
        (format("email"), most(320)),
        (format("hostname"), most(253)),
        (format("date"), pattern("^[0-9]{4}-[01][0-9]-[0-3][0-9]$")),
        (
            pattern("^20[0-9]{2}-0[1-9]-(0[1-9]|1[0-9]|2[0-8])$"),
            format("date"),
        ),
        (
            pattern("^[0-9a-f]{8}-0000-4000-8000-[0-9a-f]{12}$"),
            format("uuid"),
        ),
        (pattern("^10[.][0-9][.]0[.]1$"), format("ipv4")),
        (pattern("^10[.][0-9][.]0[.]1$"), format("ip")),
        (
            format("date-time"),
            pattern("^[0-9]{4}-.*[Tt].*([zZ]|:[0-9]{2})$"),
        ),
        (r#"{"enum": ["P1D", "PT5M"]}"#.to_owned(), format("duration")),
        // No text is both.
        (
            r#"{"type": "string", "allOf": [{"format": "uuid"}, {"format": "date"}]}"#.to_owned(),
            "false".to_owned(),
        ),
        (
            r#"{"type": "string", "format": "date", "maxLength": 9}"#.to_owned(),
            "false".to_owned(),
        ),
    ] {
        assert_eq!(told(&emitted, &accepted), "compatible", "{emitted} in {accepted}");
    }
    for (emitted, accepted) in [
        (format("uuid"), most(35)),
        (format("email"), most(254)),
        (format("email"), most(317)),
        (format("uri"), most(2048)),
        (format("hostname"), most(252)),
        (format("date"), pattern("^[0-9]{4}-(0[1-9]|10|11)-")),
        (
            pattern("^20[0-9]{2}-[01][0-9]-(0[1-9]|1[0-9]|2[0-8])$"),
            format("date"),
        ),
        (pattern("^[0-9]{4}-02-29$"), format("date")),
        (pattern("^10[.][0-9]+[.]0[.]1$"), format("ipv4")),
        (format("date-time"), pattern("Z$")),
        (
            r#"{"type": "string", "format": "time", "pattern": "^23:59:60"}"#.to_owned(),
            "false".to_owned(),
        ),
        (
            r#"{"type": "string", "format": "ipv6", "minLength": 39}"#.to_owned(),
            "false".to_owned(),
        ),
        (
            r#"{"type": "string", "format": "email", "pattern": "^zz@[a-f]+$"}"#.to_owned(),
            format("date"),
        ),
    ] {
        let Verdict::Incompatible(findings) = judge(&emitted, &accepted) else {
            panic!("{emitted} in {accepted}: {}", told(&emitted, &accepted))
        };
        assert_eq!(findings.len(), 1, "{emitted} in {accepted}");
    }
    insta::assert_snapshot!(told(&format("date"), &pattern("^[0-9]{4}-(0[1-9]|10|11)-")), @r#"string-content at : "2000-12-01" (the producer may send "2000-12-01", and the consumer accepts strings that match `^[0-9]{4}-(0[1-9]|10|11)-`)"#);
    // A quoted local part with a space matches none of the expressions that strings are made of. One such string is
    // among those that programs disagree about.
    assert!(
        told(
            r#"{"type": "string", "format": "email", "pattern": "^.a b.@"}"#,
            "false"
        )
        .contains(r#""\"a b\"@c.d""#)
    );
    insta::assert_snapshot!(
        told(r#"{"type": "string", "format": "email", "pattern": "^.b c.@"}"#, "false"),
        @"unproven: unknown-format: a text of the format `email` under more conditions"
    );
}

#[test]
fn formats_are_named_sets() {
    let format = |name: &str| format!(r#"{{"type": "string", "format": "{name}"}}"#);
    assert_eq!(told(&format("uuid"), &format("uuid")), "compatible");
    assert_eq!(told(&format("my-own"), &format("my-own")), "compatible");
    insta::assert_snapshot!(told(r#"{"type": "string"}"#, &format("uuid")), @r#"format-mismatch at : "a" (the producer may send "a", and the consumer accepts strings of the format `uuid`)"#);
    insta::assert_snapshot!(told(&format("uuid"), &format("date")), @r#"format-mismatch at : "123e4567-e89b-12d3-a456-426614174000" (the producer may send "123e4567-e89b-12d3-a456-426614174000", and the consumer accepts strings of the format `date`)"#);
    let Verdict::Unproven(reasons) = judge(&format("my-own"), &format("uuid")) else {
        panic!()
    };
    assert_eq!(reasons[0].kind, ReasonKind::UnknownFormat);
}

#[test]
fn texts_that_are_not_of_a_format_are_found_too() {
    let not = |name: &str| format!(r#"{{"type": "string", "not": {{"format": "{name}"}}}}"#);
    for name in crate::compat::formats::names() {
        let told = told(&not(name), r#"{"const": "x"}"#);
        assert!(
            !told.starts_with("unproven") && told != "compatible",
            "{name}: {told}"
        );
    }
    let format = |name: &str| format!(r#"{{"format": "{name}"}}"#);
    for (emitted, unwanted) in [("email", "regex"), ("json-pointer", "uri-reference")] {
        let accepted = format!(
            r#"{{"not": {{"allOf": [{}, {}]}}}}"#,
            not(unwanted),
            format(emitted)
        );
        assert!(
            matches!(judge("true", &accepted), Verdict::Incompatible(_)),
            "{accepted}"
        );
    }
    assert_eq!(told(&format("ipv6"), &format("regex")), "compatible");
}

#[test]
fn arrays_are_counted_matched_and_kept_distinct() {
    assert_eq!(
        told(
            r#"{"type": "array", "items": {"type": "boolean"}, "uniqueItems": true}"#,
            r#"{"maxItems": 2}"#
        ),
        "compatible"
    );
    assert_eq!(
        told(
            r#"{"type": "array", "prefixItems": [{"const": 1}], "minItems": 1}"#,
            r#"{"contains": {"type": "integer"}}"#
        ),
        "compatible"
    );
    insta::assert_snapshot!(told(r#"{"type": "array", "items": {"type": "integer"}}"#, r#"{"uniqueItems": true, "maxItems": 3}"#), @r"
    array-length at : [0,0,0,0] (the producer may send an array of 4 items, and the consumer accepts at most 3 items)
    array-content at : [0,0] (the producer may send [0,0], and the consumer accepts items that are all different)
    ");
    insta::assert_snapshot!(told(r#"{"type": "array", "items": {"type": "string"}}"#, r#"{"contains": {"const": "a"}}"#), @r#"array-content at : [] (the producer may send [], and the consumer wants at least 1 item that are "a")"#);
}

#[test]
fn maps_are_broken_under_any_name() {
    let map = |of: &str| format!(r#"{{"type": "object", "additionalProperties": {of}}}"#);
    assert_eq!(
        told(&map(r#"{"type": "integer"}"#), &map(r#"{"type": "number"}"#)),
        "compatible"
    );
    insta::assert_snapshot!(told(&map(r#"{"type": "number"}"#), &map(r#"{"type": "integer"}"#)), @r#"type-mismatch at /*: {"a":0.5} (the producer may send 0.5, and the consumer accepts an integer)"#);
    insta::assert_snapshot!(told(r#"{"type": "object", "properties": {"a": true}, "additionalProperties": false}"#, r#"{"additionalProperties": false}"#), @r#"property-denied at /a: {"a":null} (the producer may send the property `a`, and the consumer denies it)"#);
}

#[test]
fn hostile_pairs_end_within_their_budget() {
    let mut wide = String::from(r#"{"anyOf": ["#);
    for n in 0..5_000 {
        write!(
            wide,
            r#"{{"required": ["p{n}"], "properties": {{"p{n}": {{"type": "integer"}}}}}},"#
        )
        .unwrap();
    }
    wide.push_str("false]}");
    assert_eq!(judge(&wide, &wide), Verdict::Compatible);
    assert!(matches!(judge("true", &wide), Verdict::Incompatible(_)));

    let names: Vec<String> = (0..10_000).map(|n| format!(r#""p{n}""#)).collect();
    let properties: Vec<String> = names
        .iter()
        .map(|name| format!(r#"{name}: {{"type": "integer"}}"#))
        .collect();
    let many = |word: &str| {
        format!(
            r#"{{"type": "object", "properties": {{{}}}, "required": [{}]{word}}}"#,
            properties.join(","),
            names.join(",")
        )
    };
    assert_eq!(
        judge(&many(""), &many(r#", "title": "other""#)),
        Verdict::Compatible
    );
    assert_eq!(
        judge(&many(r#", "additionalProperties": false"#), &many("")),
        Verdict::Compatible
    );

    let deep = |leaf: &str| {
        format!(
            "{}{leaf}{}",
            r#"{"properties": {"a": "#.repeat(120),
            "}}".repeat(120)
        )
    };
    assert!(!matches!(
        judge(&deep("true"), &deep("false")),
        Verdict::Compatible
    ));
    let few = Limits {
        steps: 100,
        ..Limits::default()
    };
    let read = |text: &str| Schema::parse(text.as_bytes(), &Options::default()).unwrap();
    let verdict = check(&read(&many("")), &read(&many(r#", "maxProperties": 3"#)), &few);
    assert!(matches!(verdict, Verdict::Unproven(_)), "{verdict:?}");
    assert_ne!(judge("true", r#"{"minItems": 1000000000}"#), Verdict::Compatible);
    assert_ne!(
        judge(
            r#"{"type": "array", "minItems": 1000000000}"#,
            r#"{"items": {"type": "string"}}"#
        ),
        Verdict::Compatible
    );
}
