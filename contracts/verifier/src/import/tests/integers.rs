//! Integers without bounds get some.

use super::*;

fn bounded(text: &str, integers: Integers) -> String {
    let mut options = options(Role::Emits);
    options.schemas.integers = integers;
    schema(&imported(&[("a.json", text)], &["a.json"], options))
}

#[test]
fn integers_without_bounds_get_those_of_their_size() {
    let text = r#"{"items": {"type": ["integer", "null"]}}"#;
    insta::assert_snapshot!(bounded(text, Integers::I64), @r##"{"items":{"type":["integer","null"],"minimum":-9223372036854775808,"maximum":9223372036854775807}}"##);
    insta::assert_snapshot!(bounded(text, Integers::U53), @r##"{"items":{"type":["integer","null"],"minimum":-9007199254740991,"maximum":9007199254740991}}"##);
    insta::assert_snapshot!(bounded(text, Integers::Unbounded), @r##"{"items":{"type":["integer","null"]}}"##);
}

#[test]
fn bounds_that_are_there_count() {
    insta::assert_snapshot!(bounded(r#"{"type": "integer", "minimum": 0}"#, Integers::I64), @r##"{"type":"integer","minimum":0,"maximum":9223372036854775807}"##);
    insta::assert_snapshot!(bounded(r#"{"type": "integer", "exclusiveMaximum": 1e30}"#, Integers::I64), @r##"{"type":"integer","exclusiveMaximum":1000000000000000000000000000000,"minimum":-9223372036854775808}"##);
    insta::assert_snapshot!(bounded(r#"{"type": "integer", "format": "uint64"}"#, Integers::I64), @r##"{"type":"integer","minimum":0,"maximum":18446744073709551615}"##);
    insta::assert_snapshot!(bounded(r#"{"type": "integer", "enum": [1, 1e30]}"#, Integers::I64), @r##"{"type":"integer","enum":[1,1000000000000000000000000000000]}"##);
    insta::assert_snapshot!(bounded(r##"{"allOf": [{"$ref": "#/$defs/id"}, {"maximum": 1e30}], "$defs": {"id": {"type": "integer"}}}"##, Integers::I64), @r##"{"allOf":[{"$ref":"#/$defs/id"},{"maximum":1000000000000000000000000000000}],"$defs":{"id":{"type":"integer","minimum":-9223372036854775808}}}"##);
    insta::assert_snapshot!(bounded(r#"{"type": "number"}"#, Integers::I64), @r##"{"type":"number"}"##);
}

#[test]
fn integer_under_not_is_not_bounded() {
    insta::assert_snapshot!(bounded(r##"{"type": "integer", "not": {"$ref": "#/$defs/id"}, "prefixItems": [{"$ref": "#/$defs/id"}], "$defs": {"id": {"type": "integer"}}}"##, Integers::U53), @r##"{"type":"integer","minimum":-9007199254740991,"maximum":9007199254740991,"prefixItems":[{"$ref":"#/$defs/id"}],"not":{"$ref":"#/$defs/id-2"},"$defs":{"id":{"type":"integer","minimum":-9007199254740991,"maximum":9007199254740991},"id-2":{"type":"integer"}}}"##);
}

#[test]
fn explicit_bounds_override_the_default_range() {
    // With both bounds nothing could be sent.
    for text in [
        r#"{"type":"integer","minimum":18446744073709551614}"#,
        r#"{"type":"integer","maximum":-18446744073709551614}"#,
        r#"{"type":"integer","anyOf":[{"const":18446744073709551614},{"const":-18446744073709551614}]}"#,
    ] {
        assert_eq!(bounded(text, Integers::Unbounded), text);
        let bounded = bounded(text, Integers::I64);
        assert!(
            !bounded.contains("9223372036854775807") || !text.contains(":18"),
            "{bounded}"
        );
        assert!(
            !bounded.contains("-9223372036854775808") || !text.contains(":-18"),
            "{bounded}"
        );
    }
}

#[test]
fn an_integer_beyond_the_range_does_not_slip_past_its_alternative() {
    insta::assert_snapshot!(bounded(r#"{"oneOf": [{"type": "integer"}, {"type": "number"}], "anyOf": [true]}"#, Integers::U53), @r#"{"anyOf":[true],"oneOf":[{"type":"integer"},{"type":"number"}],"allOf":[{"anyOf":[{"type":"integer","minimum":-9007199254740991,"maximum":9007199254740991},{"type":"number"}]}]}"#);
}
