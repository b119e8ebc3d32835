//! Counts that no value of ours reaches: decided by proof, or left open with a reason that names the count.

use super::{contained, judge};
use crate::compat::Verdict;
use crate::compat::verdict::ReasonKind;

const HUGE: [u64; 4] = [1_000_000_000, 1 << 53, 1 << 63, u64::MAX - 2];

fn shapes(count: u64) -> [String; 5] {
    [
        format!(r#"{{"type": "string", "minLength": {count}}}"#),
        format!(r#"{{"type": "array", "minItems": {count}}}"#),
        format!(
            r#"{{"type": "array", "items": {{"type": "integer"}}, "uniqueItems": true, "minItems": {count}}}"#
        ),
        format!(r#"{{"type": "array", "contains": {{"type": "string"}}, "minContains": {count}}}"#),
        format!(r#"{{"type": "object", "minProperties": {count}}}"#),
    ]
}

#[test]
fn a_proof_needs_no_long_value() {
    for count in HUGE {
        for (inner, outer) in shapes(count).iter().zip(shapes(count - 1)) {
            contained(inner, &outer);
        }
        contained(
            &format!(r#"{{"type": "string", "pattern": "^a{{{count}}}$"}}"#),
            &format!(r#"{{"minLength": {count}}}"#),
        );
        contained(
            &format!(r#"{{"type": "array", "minItems": {count}, "items": false}}"#),
            "false",
        );
        contained(
            &format!(
                r#"{{"type": "array", "contains": {{"const": 1}}, "minContains": {count}, "maxItems": {}}}"#,
                count - 1
            ),
            "false",
        );
    }
}

#[test]
fn a_value_that_is_too_long_is_named_by_its_length() {
    for count in HUGE {
        for (inner, outer) in shapes(count).iter().zip(shapes(count + 1)) {
            let Verdict::Unproven(reasons) = judge(inner, &outer) else {
                panic!("{inner} in {outer} is decided");
            };
            let reason = &reasons[0];
            assert_eq!(reason.kind, ReasonKind::Budget, "{inner}: {}", reason.text);
            let is_named = reason.text.contains(&count.to_string()) || inner.contains("uniqueItems");
            assert!(is_named, "{inner}: {}", reason.text);
            for word in ["pattern", "expression", "search for a text"] {
                assert!(!reason.text.contains(word), "{inner}: {}", reason.text);
            }
        }
        let most = format!(r#"{{"maxLength": {count}}}"#);
        let Verdict::Unproven(reasons) = judge(r#"{"type": "string"}"#, &most) else {
            panic!("{most} is decided");
        };
        assert_eq!(
            reasons[0].text,
            format!("a text of {} characters, which is more than 1000000", count + 1)
        );
    }
}

#[test]
fn reasons_speak_of_patterns_only_if_there_are_some() {
    // A format has an expression of its own, which is not the schema's.
    let long = r#"{"type": "string", "format": "uri", "minLength": 2000000}"#;
    let read = |text: &str| {
        let options = crate::compat::schema::Options::default().format_asserts(true);
        crate::compat::schema::Schema::parse(text.as_bytes(), &options).unwrap()
    };
    let verdict = crate::compat::check(
        &read(long),
        &read(r#"{"minLength": 2000001}"#),
        &crate::compat::Limits::default(),
    );
    let Verdict::Unproven(reasons) = verdict else {
        panic!("decided")
    };
    assert!(!reasons[0].text.contains('^'), "{}", reasons[0].text);
    assert!(reasons[0].text.contains("`uri`"), "{}", reasons[0].text);
}
