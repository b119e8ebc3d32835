//! Strings that cannot be generated: the breaks that they hide, and those that they do not.

use super::*;
use crate::compat::examine;

fn examined(emitted: &str, accepted: &str) -> Examination {
    let read = |text: &str| Schema::parse(text.as_bytes(), &Options::default()).unwrap();
    examine(&read(emitted), &read(accepted), &Limits::default())
}

/// All of an examination, one line a thing.
fn all(emitted: &str, accepted: &str) -> String {
    let examination = examined(emitted, accepted);
    let mut lines = Vec::new();
    match &examination.verdict {
        Verdict::Compatible => lines.push("compatible".to_owned()),
        Verdict::Unproven(reasons) => lines.extend(
            reasons
                .iter()
                .map(|reason| format!("unproven at {}: {}: {}", reason.place, reason.kind, reason.text)),
        ),
        Verdict::Incompatible(findings) => {
            for found in findings {
                lines.push(format!("{} at {}: {}", found.rule, found.place, found.witness));
                lines.extend(found.premises.iter().map(|premise| format!("  if {premise}")));
            }
        }
    }
    let beside = examination.undecided.iter();
    lines
        .extend(beside.map(|reason| format!("beside at {}: {}: {}", reason.place, reason.kind, reason.text)));
    lines.extend(
        examination
            .premises
            .iter()
            .map(|premise| format!("all if {}: {premise}", premise.id())),
    );
    lines.join("\n")
}

fn closed(properties: &str, required: &str) -> String {
    format!(
        r#"{{"type": "object", "required": {required}, "properties": {{{properties}}}, "additionalProperties": false}}"#
    )
}

fn open(properties: &str, required: &str) -> String {
    format!(r#"{{"type": "object", "required": {required}, "properties": {{{properties}}}}}"#)
}

const PHONE: &str = r#""tel": {"type": "string", "format": "phone"}"#;
const N: &str = r#""n": {"type": ["integer", "null"]}"#;

#[test]
fn string_of_an_unknown_format_hides_no_null() {
    insta::assert_snapshot!(all(
        &closed(&format!("{PHONE}, {N}"), r#"["tel", "n"]"#),
        &open(
            r#""n": {"type": "integer"}, "tel": {"type": "string"}"#,
            r#"["tel", "n"]"#
        )
    ));
}

#[test]
fn a_text_of_an_unknown_format_hides_no_missing_property() {
    insta::assert_snapshot!(all(
        &closed(PHONE, r#"["tel"]"#),
        &open(
            r#""id": {"type": "string"}, "tel": {"type": "string"}"#,
            r#"["tel", "id"]"#
        )
    ));
}

#[test]
fn a_text_of_an_unknown_format_is_a_text() {
    insta::assert_snapshot!(all(
        &closed(PHONE, r#"["tel"]"#),
        &open(r#""tel": {"type": "integer"}"#, r#"["tel"]"#)
    ));
}

#[test]
fn string_of_an_undecided_pattern_hides_no_null() {
    for pattern in [r"(.)\\1", r"(a*)b\\1"] {
        let tel = format!(r#""tel": {{"type": "string", "pattern": "{pattern}"}}"#);
        let told = all(
            &closed(&format!("{tel}, {N}"), r#"["tel", "n"]"#),
            &open(
                r#""n": {"type": "integer"}, "tel": {"type": "string"}"#,
                r#"["tel", "n"]"#,
            ),
        );
        assert!(told.starts_with("null-emitted at /n: "), "{told}");
        assert!(told.contains("  if some text matches the pattern "), "{told}");
    }
}

#[test]
fn an_optional_text_of_an_unknown_format_is_left_out_of_the_message() {
    insta::assert_snapshot!(all(
        &closed(&format!("{PHONE}, {N}"), r#"["n"]"#),
        &open(r#""n": {"type": "integer"}"#, r#"["n"]"#)
    ), @r#"null-emitted at /n: {"n":null}"#);
}

#[test]
fn only_places_that_depend_on_the_string_stay_undecided() {
    insta::assert_snapshot!(all(
        &closed(&format!("{PHONE}, {N}"), r#"["tel", "n"]"#),
        &open(
            r#""n": {"type": "integer"}, "tel": {"type": "string", "maxLength": 12}"#,
            r#"["tel", "n"]"#
        )
    ));
    insta::assert_snapshot!(all(
        &closed(&format!("{PHONE}, {N}"), r#"["tel", "n"]"#),
        &open(r#""tel": {"type": "string", "maxLength": 12}"#, r#"["tel", "n"]"#)
    ));
}

#[test]
fn string_that_other_keywords_rule_out_is_not_assumed() {
    let none = r#""tel": {"type": "string", "format": "phone", "minLength": 3, "maxLength": 2}"#;
    let accepted = open(r#""n": {"type": "integer"}"#, r#"["tel", "n"]"#);
    assert_eq!(
        all(&closed(&format!("{none}, {N}"), r#"["tel", "n"]"#), &accepted),
        "compatible"
    );
}

#[test]
fn lengths_of_the_producer_count_for_a_text_of_an_unknown_format() {
    let emitted = r#"{"type": "string", "format": "phone", "minLength": 5, "maxLength": 15}"#;
    insta::assert_snapshot!(all(emitted, r#"{"maxLength": 4}"#));
    assert_eq!(
        all(emitted, r#"{"maxLength": 15, "format": "phone"}"#),
        "compatible"
    );
    assert!(all(emitted, r#"{"maxLength": 14}"#).starts_with("unproven"));
    assert!(all(emitted, r#"{"not": {"const": "+49 30 1234"}}"#).starts_with("unproven"));
}

#[test]
fn a_constant_that_may_be_the_text_decides_nothing() {
    let emitted = r#"{"type": "string", "format": "phone", "minLength": 5}"#;
    assert!(all(emitted, r#"{"enum": ["+49 30 1234", "x"]}"#).starts_with("unproven"));
    insta::assert_snapshot!(all(emitted, r#"{"enum": ["+49", "x"]}"#));
}

#[test]
fn alternatives_of_a_producer_have_separate_premises() {
    let emitted =
        r#"{"oneOf": [{"type": "string", "format": "phone"}, {"type": "string", "format": "email"}]}"#;
    insta::assert_snapshot!(all(emitted, r#"{"type": "integer"}"#));
    insta::assert_snapshot!(all(
        r#"{"oneOf": [{"type": "string", "format": "phone"}, {"type": "string", "format": "fax"}]}"#,
        r#"{"type": "integer"}"#
    ));
}

#[test]
fn string_that_lacks_an_unknown_format_hides_nothing() {
    let tel = r#""tel": {"type": "string", "not": {"format": "phone"}}"#;
    insta::assert_snapshot!(all(
        &closed(&format!("{tel}, {N}"), r#"["tel", "n"]"#),
        &open(r#""n": {"type": "integer"}"#, r#"["tel", "n"]"#)
    ), @r#"
    null-emitted at /n: {"n":null,"tel":"<some text lacks the format `phone`>"}
      if some text lacks the format `phone`
    all if some-text: some text lacks the format `phone`
    "#);
}

#[test]
fn a_text_that_an_array_repeats_is_the_same_text() {
    let emitted = r#"{"type": "array", "items": {"type": "string", "format": "phone"}, "minItems": 2}"#;
    insta::assert_snapshot!(all(emitted, r#"{"uniqueItems": true}"#));
    let distinct = r#"{"type": "array", "items": {"type": "string", "format": "phone"}, "minItems": 2, "uniqueItems": true}"#;
    assert!(all(distinct, r#"{"maxItems": 1}"#).starts_with("unproven"));
}

#[test]
fn an_unknown_format_of_names_stays_undecided() {
    let emitted = r#"{"type": "object", "propertyNames": {"format": "phone"}, "minProperties": 1}"#;
    assert!(all(emitted, r#"{"maxProperties": 0}"#).starts_with("unproven"));
}

#[test]
fn format_of_only_the_consumer_hides_nothing() {
    insta::assert_snapshot!(all(
        &closed(&format!(r#""tel": {{"type": "string"}}, {N}"#), r#"["tel", "n"]"#),
        &open(
            &format!(r#""n": {{"type": "integer"}}, {PHONE}"#),
            r#"["tel", "n"]"#
        )
    ));
}

#[test]
fn a_schema_cannot_write_an_opaque_text() {
    let shown = r#"<some text has the format `phone`>"#;
    let emitted = format!(
        r#"{{"type": "object", "required": ["a", "tel"], "properties": {{"a": {{"const": "{shown}"}}, {PHONE}}}, "additionalProperties": false}}"#
    );
    insta::assert_snapshot!(all(&emitted, r#"{"properties": {"a": {"maxLength": 3}}}"#));
    let accepted = format!(r#"{{"properties": {{"tel": {{"not": {{"const": "{shown}"}}}}}}}}"#);
    assert!(all(&closed(PHONE, r#"["tel"]"#), &accepted).starts_with("unproven at /tel"));
}

#[test]
fn pattern_decides_for_an_unknown_format_beside_it() {
    let bare = r#"{"type": "string", "pattern": "^[a-z]{21}$"}"#;
    let named = r#"{"type": "string", "pattern": "^[a-z]{21}$", "format": "nanoid-x"}"#;
    insta::assert_snapshot!(all(bare, named), @"
    compatible
    all if pattern-for-format: the format `nanoid-x` says no more than the pattern beside it
    ");
    assert_eq!(all(named, bare), "compatible");
    assert_eq!(all(named, named), "compatible");
    assert_eq!(all(named, r#"{"format": "nanoid-x"}"#), "compatible");
    insta::assert_snapshot!(all(named, r#"{"maxLength": 20}"#));
    insta::assert_snapshot!(all(r#"{"type": "string"}"#, named));
}

#[test]
fn constant_accepted_only_by_its_pattern_names_the_premise() {
    let accepted = r#"{"format": "phone", "pattern": "."}"#;
    let premise =
        "compatible\nall if pattern-for-format: the format `phone` says no more than the pattern beside it";
    for emitted in [r#"{"const": "a"}"#, r#"{"enum": ["a", 1, "b"]}"#] {
        assert_eq!(all(emitted, accepted), premise, "{emitted}");
    }
    let member = |schema: &str| closed(&format!(r#""tel": {schema}"#), r#"["tel"]"#);
    assert_eq!(all(&member(r#"{"const": "a"}"#), &member(accepted)), premise);
    let union = format!(r#"{{"anyOf": [{{"type": "null"}}, {accepted}]}}"#);
    assert_eq!(all(r#"{"enum": [null, "a"]}"#, &union), premise);
    assert_eq!(
        all(r#"{"const": 1}"#, accepted),
        "compatible",
        "nothing is said of a number"
    );
}
