//! Findings beyond the limit: they are counted, and what is counted is there.

use std::collections::BTreeSet;

use crate::compat::schema::{Options, Schema};
use crate::compat::{Examination, Finding, Limits, Verdict, check, examine};

fn read(text: &str) -> Schema {
    Schema::parse(text.as_bytes(), &Options::default()).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn examined(emitted: &str, accepted: &str, most: usize) -> (Vec<Finding>, usize) {
    let limits = Limits {
        findings: most,
        ..Limits::default()
    };
    let (emitted, accepted) = (read(emitted), read(accepted));
    let Examination { verdict, further, .. } = examine(&emitted, &accepted, &limits);
    assert_eq!(check(&emitted, &accepted, &limits), verdict);
    match verdict {
        Verdict::Incompatible(findings) => (findings, further),
        _ => {
            assert_eq!(further, 0);
            (Vec::new(), 0)
        }
    }
}

fn counts(emitted: &str, accepted: &str, most: usize) -> (usize, usize) {
    let (findings, further) = examined(emitted, accepted, most);
    (findings.len(), further)
}

/// An object of so many members.
fn object(size: usize, schema: &str, required: bool, rest: &str) -> String {
    let members: Vec<String> = (0..size)
        .map(|number| format!(r#""p{number}": {schema}"#))
        .collect();
    let names: Vec<String> = (0..size).map(|number| format!(r#""p{number}""#)).collect();
    let required = if required { names.join(", ") } else { String::new() };
    format!(
        r#"{{"type": "object", "properties": {{{}}}, "required": [{required}]{rest}}}"#,
        members.join(", ")
    )
}

const CLOSED: &str = r#", "additionalProperties": false"#;

#[test]
fn findings_beyond_the_limit_are_counted_for_each_rule() {
    let (text, number) = (r#"{"type": "string"}"#, r#"{"type": "integer"}"#);
    for required in [true, false] {
        let emitted = object(150, text, required, CLOSED);
        assert_eq!(
            counts(&emitted, &object(150, number, required, ""), 100),
            (100, 50)
        );
        assert_eq!(counts(&emitted, &object(150, number, required, ""), 7), (7, 143));
        // Not all of them are of another type.
        assert_eq!(counts(&emitted, &object(130, number, false, ""), 100), (100, 30));
        // Nothing is accepted.
        for rest in ["additionalProperties", "unevaluatedProperties"] {
            let nothing = format!(r#"{{"type": "object", "{rest}": false}}"#);
            assert_eq!(counts(&emitted, &nothing, 100), (100, 50), "{rest}");
        }
    }
    let emitted = object(150, text, false, CLOSED);
    assert_eq!(counts(&emitted, &object(150, text, true, ""), 100), (100, 50));
    assert_eq!(counts(&emitted, &object(150, text, false, ""), 100), (0, 0));
}

#[test]
fn findings_in_members_of_members_and_in_variants_are_counted() {
    let (text, number) = (r#"{"type": "string"}"#, r#"{"type": "integer"}"#);
    let of = |schema: &str, rest: &str| object(3, &object(60, schema, true, rest), true, rest);
    assert_eq!(counts(&of(text, CLOSED), &of(number, ""), 100), (100, 80));
    let variants = |width: usize, schema: &str| {
        let variant = |number: usize| {
            format!(
                r#"{{"type": "object", "properties": {{"t": {{"const": "V{number}"}}, "c": {schema}}}, "required": ["t", "c"]}}"#
            )
        };
        let variants: Vec<String> = (0..width).map(variant).collect();
        format!(r#"{{"oneOf": [{}]}}"#, variants.join(", "))
    };
    assert_eq!(
        counts(&variants(150, text), &variants(150, number), 100),
        (100, 50)
    );
    assert_eq!(counts(&variants(152, text), &variants(2, text), 100), (100, 50));
}

#[test]
fn few_messages_of_very_many_values_are_built() {
    let (text, number) = (r#"{"type": "string"}"#, r#"{"type": "integer"}"#);
    let (findings, further) = examined(
        &object(3_000, text, true, CLOSED),
        &object(3_000, number, true, ""),
        100,
    );
    assert_eq!(findings.len() + further, 3_000);
    assert!(findings.len() < 100, "{}", findings.len());
    assert!(findings.len() > 10, "{}", findings.len());
}

/// Whatever relates the members of an object with each other: what is counted is what would be built.
#[test]
fn as_many_are_counted_as_would_be_built() {
    let mut seed = 7_u64;
    let mut random = |below: u64| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    let mut refuted = 0;
    for round in 0..120 {
        let mut sides = Vec::new();
        for side in 0..2 {
            let mut members = Vec::new();
            let mut required = Vec::new();
            for number in 0..20 {
                let schema = match random(if side == 0 { 7 } else { 6 }) {
                    0 => r#"{"type": "string"}"#,
                    1 => r#"{"type": "integer"}"#,
                    2 => r##"{"$ref": "#/$defs/text"}"##,
                    3 => r#"{"type": ["integer", "null"]}"#,
                    4 => r#"{"enum": ["a"]}"#,
                    5 => "true",
                    _ => "false",
                };
                if random(5) > 0 {
                    members.push(format!(r#""p{number}": {schema}"#));
                }
                if random(4) == 0 && schema != "false" {
                    required.push(format!(r#""p{number}""#));
                }
            }
            let more = [
                "",
                "",
                r#", "additionalProperties": false"#,
                r#", "unevaluatedProperties": false"#,
                r#", "additionalProperties": {"type": "integer"}"#,
                r#", "maxProperties": 9"#,
                r#", "minProperties": 3"#,
                r#", "propertyNames": {"maxLength": 2}"#,
                r#", "dependentRequired": {"p1": ["p2"], "p3": ["p4"]}"#,
                r##", "allOf": [{"properties": {"p1": {"type": "string"}}, "required": ["p1"]}, {"$ref": "#/$defs/more"}]"##,
                r#", "patternProperties": {"^p1": {"type": "string"}}"#,
                r#", "not": {"required": ["p5"]}"#,
                r#", "anyOf": [{"required": ["p6"]}, {"required": ["p7"]}]"#,
            ][random(13) as usize];
            sides.push(format!(
                r##"{{"type": "object", "properties": {{{}}}, "required": [{}]{more},
                    "$defs": {{"text": {{"type": "string"}}, "more": {{"properties": {{"p8": {{"type": "string"}}}}}}}}}}"##,
                members.join(", "),
                required.join(", ")
            ));
        }
        let (all, further) = examined(&sides[0], &sides[1], 1_000);
        assert_eq!(further, 0, "{round}");
        refuted += usize::from(!all.is_empty());
        let (some, further) = examined(&sides[0], &sides[1], 1);
        // A member of one place counts once, whatever is wrong with it.
        let places: BTreeSet<_> = all.iter().map(|finding| &finding.place).collect();
        let counted = some.len() + further;
        assert!(
            places.len() <= counted && counted <= all.len(),
            "{round}: {counted} counted, {} of {} places built\n{}\n{}\n{all:#?}",
            all.len(),
            places.len(),
            sides[0],
            sides[1]
        );
    }
    assert!(refuted > 60, "{refuted}");
}
