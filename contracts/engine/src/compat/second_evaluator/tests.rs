mod demands;

use crate::compat::schema::{Draft, Options, Schema};
use crate::compat::second_evaluator::{Scope, part};
use crate::json::{Json, parse};

fn schema(text: &str) -> Schema {
    Schema::parse(text.as_bytes(), &Options::default()).unwrap()
}

fn second(schema: &Schema, value: &str) -> Option<bool> {
    schema.second()?.accepts(&parse(value.as_bytes()).unwrap())
}

#[test]
fn library_answers_if_its_numbers_can_hold_schema_and_value() {
    let bounded = schema(r#"{"maximum": 18446744073709551615, "minimum": 0.1}"#);
    assert_eq!(second(&bounded, "18446744073709551615"), Some(true));
    assert_eq!(second(&bounded, "0.05"), Some(false));
    assert_eq!(second(&bounded, "340282366920938463463374607431768211455"), None);
    let wide = schema(r#"{"maximum": 340282366920938463463374607431768211455}"#);
    assert_eq!(second(&wide, "1"), None);
    let fractions = schema(r#"{"multipleOf": 0.01}"#);
    assert_eq!(second(&fractions, "4.35"), None);
    assert_eq!(second(&fractions, r#""a""#), Some(true));
    let integers = schema(r#"{"multipleOf": 3}"#);
    assert_eq!(
        (second(&integers, "9"), second(&integers, "10")),
        (Some(true), Some(false))
    );
    assert_eq!(second(&integers, "9007199254740993"), None);
}

#[test]
fn library_sees_the_bounds_of_integer_formats_and_the_table_of_formats() {
    let byte = schema(r#"{"items": {"type": "integer", "format": "uint8", "allOf": [true]}}"#);
    assert_eq!(
        (second(&byte, "[255]"), second(&byte, "[256]")),
        (Some(true), Some(false))
    );
    let huge = schema(r#"{"type": "integer", "format": "uint128"}"#);
    assert_eq!(second(&huge, "1"), None);
    let ip = schema(r#"{"format": "ip"}"#);
    assert_eq!(
        (second(&ip, r#""::1""#), second(&ip, r#""a""#)),
        (Some(true), Some(false))
    );
    let described = Options::default().format_asserts(false);
    let described = Schema::parse(br#"{"format": "ip"}"#, &described).unwrap();
    assert_eq!(second(&described, r#""a""#), Some(true));
}

#[test]
fn library_reads_the_document_in_its_draft() {
    let text = br#"{"const": 1, "minimum": 5, "exclusiveMinimum": true}"#;
    let old = Schema::parse(text, &Options::default().default_draft(Draft::Draft4)).unwrap();
    assert_eq!((second(&old, "5"), second(&old, "6")), (Some(false), Some(true)));
    let unknown = schema(r#"{"$schema": "https://example.com/own", "const": 1}"#);
    assert_eq!(
        (second(&unknown, "1"), second(&unknown, "2")),
        (Some(true), Some(false))
    );
    let encoded =
        schema(r#"{"$schema": "http://json-schema.org/draft-07/schema#", "contentEncoding": "base64"}"#);
    assert_eq!(
        second(&encoded, r#""???""#),
        Some(true),
        "content is described, not asserted"
    );
}

#[test]
fn library_is_not_asked_if_it_would_overflow_the_stack() {
    let mut chain = String::from(r##"{"$ref": "#/$defs/d0", "$defs": {"d20000": {"type": "null"}"##);
    for i in 0..20_000 {
        chain += &format!(r##","d{i}": {{"$ref": "#/$defs/d{}"}}"##, i + 1);
    }
    let chain = schema(&(chain + "}}"));
    assert_eq!(chain.accepts(&Json::Null), Ok(true));
    assert_eq!(second(&chain, "null"), None);
}

/// The answer of the part that the value touches, and the length of its text.
fn touched(text: &str, value: &str) -> (Option<bool>, usize) {
    let schema = schema(text);
    let value = parse(value.as_bytes()).unwrap();
    let part = part::touched_by(&schema, &value).expect("there is a part");
    let opinion = schema.second_opinion(&value, Scope::Slice);
    assert_eq!(
        opinion,
        schema.second_opinion(&value, Scope::Full),
        "{value}: {part}"
    );
    (opinion, part.to_string().len())
}

#[test]
fn only_the_touched_part_of_a_wide_union_is_prepared() {
    let branches: Vec<String> = (0..200)
        .map(|i| {
            format!(r##"{{"type": "object", "required": ["t", "c"], "properties": {{"t": {{"const": "v{i}"}}, "c": {{"$ref": "#/$defs/c"}}}}}}"##)
        })
        .collect();
    let schema = format!(
        r#"{{"oneOf": [{}], "$defs": {{"c": {{"type": "integer", "format": "uint8"}}}}}}"#,
        branches.join(", ")
    );
    for (value, expected) in [
        (r#"{"t": "v7", "c": 255}"#, true),
        (r#"{"t": "v7", "c": 256}"#, false),
        (r#"{"t": "v200", "c": 1}"#, false),
        (r#"{"c": 1}"#, false),
        ("7", false),
    ] {
        let (opinion, length) = touched(&schema, value);
        assert_eq!(opinion, Some(expected), "{value}");
        assert!(value == "7" || length < 400, "{value}: {length}");
    }
}

#[test]
fn omitted_parts_do_not_change_the_answer() {
    for (schema, values) in [
        // Two branches accept: `oneOf` refuses.
        (
            r#"{"oneOf": [{"required": ["a"]}, {"required": ["b"]}, {"required": ["c"]}]}"#,
            &[r#"{"a": 1, "b": 1}"#, r#"{"b": 1}"#, "{}", "1"][..],
        ),
        // A name that the remaining part does not declare is still undeclared.
        (
            r#"{"properties": {"a": true, "b": true}, "additionalProperties": {"type": "null"}}"#,
            &[r#"{"a": 1}"#, r#"{"c": 1}"#, r#"{"c": null, "a": 1}"#],
        ),
        (
            r#"{"anyOf": [{"properties": {"a": true}, "required": ["z"]}, {"properties": {"b": true}}], "unevaluatedProperties": false}"#,
            &[r#"{"a": 1}"#, r#"{"b": 1}"#, r#"{"a": 1, "z": 1}"#],
        ),
        (
            r##"{"$id": "https://example.com/tree", "properties": {"value": {"type": "integer"}, "next": {"$ref": "#"}, "all": {"items": {"$ref": "#"}}}}"##,
            &[
                r#"{"next": {"next": {"value": 1}}}"#,
                r#"{"next": {"next": {"value": "1"}}}"#,
                r#"{"all": [{"value": "1"}]}"#,
                r#"{"all": []}"#,
            ],
        ),
        (
            r#"{"prefixItems": [{"const": 1}, {"const": 2}], "items": {"const": 3}, "contains": {"const": 9}, "minContains": 0}"#,
            &["[1]", "[1, 2]", "[1, 2, 3]", "[1, 2, 4]", "[2]"],
        ),
        (
            r#"{"dependentSchemas": {"a": {"required": ["b"]}}, "propertyNames": {"maxLength": 1}, "patternProperties": {"^a": {"type": "integer"}}}"#,
            &[
                r#"{"a": 1}"#,
                r#"{"a": 1, "b": 1}"#,
                r#"{"aa": 1}"#,
                r#"{"a": "1", "b": 1}"#,
            ],
        ),
    ] {
        for value in values {
            touched(schema, value);
        }
    }
}

#[test]
fn part_with_another_meaning_is_not_made() {
    for (schema_text, value) in [
        (
            r##"{"properties": {"a": {"$ref": "#x"}}, "$defs": {"x": {"$anchor": "x"}}}"##,
            r#"{"a": 1}"#,
        ),
        (
            r##"{"properties": {"a": {"$id": "urn:a", "$ref": "#/$defs/x", "$defs": {"x": false}}}}"##,
            r#"{"a": 1}"#,
        ),
        (r##"{"items": {"$ref": "#"}}"##, "[[1], [2]]"),
        (
            r##"{"$ref": "#/$defs/a%20b", "$defs": {"a b": {"type": "null"}}}"##,
            "1",
        ),
    ] {
        let schema = schema(schema_text);
        let value = parse(value.as_bytes()).unwrap();
        assert_eq!(part::touched_by(&schema, &value), None, "{schema_text}");
        assert_eq!(
            schema.second_opinion(&value, Scope::Slice),
            schema.second_opinion(&value, Scope::Full)
        );
    }
}

#[test]
fn whole_schema_is_prepared_when_parts_have_cost_as_much() {
    let schema = schema(r#"{"properties": {"a": {"type": "integer"}, "b": {"type": "string"}}}"#);
    let value = parse(br#"{"a": 1}"#).unwrap();
    // The part has two of the three schemas.
    for is_prepared in [false, false, true] {
        assert_eq!(schema.second_opinion(&value, Scope::Slice), Some(true));
        assert_eq!(schema.prepared.whole.get().is_some(), is_prepared);
    }
}

#[test]
fn validator_that_is_kept_is_of_its_document_and_its_options() {
    for _ in 0..2 {
        for (draft, is_refused) in [(Draft::Draft4, false), (Draft::Draft6, true)] {
            let options = Options::default().default_draft(draft);
            let constant = Schema::parse(br#"{"const": 1}"#, &options).unwrap();
            assert_eq!(second(&constant, "2"), Some(!is_refused), "{draft:?}");
        }
        for asserts in [true, false] {
            let options = Options::default().format_asserts(asserts);
            let format = Schema::parse(br#"{"format": "ip"}"#, &options).unwrap();
            assert_eq!(second(&format, r#""a""#), Some(!asserts));
        }
        for most in 0..100 {
            let bounded = schema(&format!(r#"{{"maximum": {most}}}"#));
            assert_eq!(second(&bounded, &most.to_string()), Some(true));
            assert_eq!(second(&bounded, &(most + 1).to_string()), Some(false));
        }
    }
}

#[test]
fn validator_of_a_small_document_is_made_once() {
    let made = |text: &str| second_validator(&schema(text));
    let small = r#"{"items": {"type": "integer"}}"#;
    assert!(std::sync::Arc::ptr_eq(&made(small), &made(small)));
    let large = format!(r#"{{"enum": [{}]}}"#, ["1"; 1_000].join(","));
    let large = format!(r#"{{"prefixItems": [{}]}}"#, [&*large; 2].join(","));
    assert!(!std::sync::Arc::ptr_eq(&made(&large), &made(&large)));
}

fn second_validator(schema: &Schema) -> std::sync::Arc<jsonschema::Validator> {
    std::sync::Arc::clone(&schema.second().expect("the library reads it").validator)
}
