//! Schemas that are made to hurt, on both sides of a check: each ends, within its steps, on the stack of any thread.

use std::fmt::Write;

use counterpart_engine::compat::schema::{Options, Schema};
use counterpart_engine::compat::{Limits, Verdict, check};

fn read(text: &str) -> Schema {
    Schema::parse(text.as_bytes(), &Options::default())
        .unwrap_or_else(|error| panic!("{}: {error}", &text[..text.len().min(200)]))
}

/// Checks the schema against itself, everything and nothing, on a thread's default stack. Returns the verdicts on
/// itself and on everything.
fn survives(text: &str) -> [Verdict; 2] {
    let judge = || {
        let (one, any, none) = (read(text), read("true"), read("false"));
        let limits = Limits {
            steps: 200_000,
            findings: 5,
        };
        check(&any, &one, &limits);
        check(&one, &none, &limits);
        check(&none, &one, &limits);
        [check(&one, &one, &limits), check(&one, &any, &limits)]
    };
    std::thread::scope(|scope| {
        let small = std::thread::Builder::new().stack_size(2 << 20);
        let thread = small.spawn_scoped(scope, judge).expect("a thread");
        thread.join().expect("no panic")
    })
}

fn proven(text: &str) {
    assert_eq!(survives(text), [Verdict::Compatible, Verdict::Compatible]);
}

/// A schema that is contained in itself and in everything is never called broken.
fn not_refuted(text: &str) {
    for verdict in survives(text) {
        assert!(!matches!(verdict, Verdict::Incompatible(_)), "{verdict:?}");
    }
}

#[test]
fn a_document_nested_too_deep_is_refused_in_words() {
    for (open, close) in [
        (r#"{"not":"#, "}"),
        (r#"{"properties":{"a":"#, "}}"),
        (r#"{"allOf":["#, "]}"),
        (r#"{"items":"#, "}"),
    ] {
        let text = format!("{}true{}", open.repeat(100_000), close.repeat(100_000));
        let error = Schema::parse(text.as_bytes(), &Options::default()).unwrap_err();
        assert!(error.to_string().contains("deep"), "{error}");
        let deepest = format!("{}true{}", open.repeat(250), close.repeat(250));
        not_refuted(&deepest);
    }
}

#[test]
fn reference_chain_of_any_length_is_followed() {
    let mut text = String::from(r##"{"$ref": "#/$defs/d0", "$defs": {"##);
    for n in 0..20_000 {
        write!(text, r##""d{n}": {{"$ref": "#/$defs/d{}"}},"##, n + 1).unwrap();
    }
    not_refuted(&(text + r#""d20000": {"type": "null"}}}"#));
    let mut nested = String::from(r##"{"$ref": "#/$defs/d0", "$defs": {"##);
    for n in 0..5_000 {
        write!(
            nested,
            r##""d{n}": {{"type": "object", "properties": {{"a": {{"$ref": "#/$defs/d{}"}}}}}},"##,
            n + 1
        )
        .unwrap();
    }
    not_refuted(&(nested + r#""d5000": {"type": "null"}}}"#));
}

#[test]
fn numbers_of_any_size_cost_the_same() {
    let refused = Schema::parse(br#"{"maximum": 1e1000000000}"#, &Options::default()).unwrap_err();
    assert!(refused.to_string().contains("digits"), "{refused}");
    proven(r#"{"type": "number", "multipleOf": 1e-300, "maximum": 1e300}"#);
    proven(r#"{"type": "integer", "multipleOf": 1e-300, "exclusiveMinimum": 1e-300}"#);
    not_refuted(
        r#"{"allOf": [{"multipleOf": 1e-300}, {"multipleOf": 7e-299}, {"not": {"multipleOf": 3e-300}}]}"#,
    );
    not_refuted(
        r#"{"minLength": 1e300, "minItems": 1e300, "minProperties": 1e300, "minContains": 1e300, "contains": true}"#,
    );
    not_refuted(r#"{"type": "string", "minLength": 1000000000, "pattern": "^(ab)*$"}"#);
}

#[test]
fn patterns_that_blow_up_elsewhere_end_here() {
    for pattern in [
        "(a|a)*{1000}",
        "((a|a)*){1000}",
        "^(a|a)*b$",
        "^(a+)+$",
        "^(([a-z])+.)+[A-Z]([a-z])+$",
        "(((a{30}){30}){30}){30}",
        "^(?=.*a.{20}b)(?=.*b.{20}a)[ab]*$",
        "[ab]*a[ab]{40}",
    ] {
        let schema = format!(r#"{{"type": "string", "pattern": {pattern:?}}}"#);
        if Schema::parse(schema.as_bytes(), &Options::default()).is_ok() {
            not_refuted(&schema);
            not_refuted(&format!(
                r#"{{"patternProperties": {{{pattern:?}: {{"type": "null"}}}}, "propertyNames": {{"not": {{"pattern": {pattern:?}}}}}}}"#
            ));
        }
    }
}

#[test]
fn schemas_that_lead_nowhere_but_to_themselves_end() {
    for text in [
        r##"{"$ref": "#"}"##,
        r##"{"allOf": [{"$ref": "#"}]}"##,
        r##"{"not": {"$ref": "#"}}"##,
        r##"{"oneOf": [{"$ref": "#"}, true]}"##,
        r##"{"anyOf": [{"$ref": "#"}, {"$ref": "#"}]}"##,
        r##"{"if": {"$ref": "#"}, "then": false, "else": true}"##,
        r##"{"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}}"##,
        r##"{"dependentSchemas": {"a": {"$ref": "#"}}, "unevaluatedProperties": {"$ref": "#"}}"##,
        r##"{"dependentSchemas": {"a": {"$ref": "#"}}, "properties": {"b": {"type": "null"}}}"##,
        r##"{"properties": {"a": {"$ref": "#"}}, "required": ["a"], "type": "object"}"##,
        r##"{"items": {"$ref": "#"}, "contains": {"$ref": "#"}, "type": "array", "uniqueItems": true, "minItems": 2}"##,
        r##"{"$dynamicAnchor": "a", "$dynamicRef": "#a"}"##,
    ] {
        not_refuted(text);
    }
}

#[test]
fn ten_thousand_properties_and_five_thousand_branches_are_weighed() {
    let mut properties = String::new();
    let mut branches = String::new();
    for n in 0..10_000 {
        write!(properties, r#""p{n}": {{"type": "integer"}},"#).unwrap();
    }
    for n in 0..5_000 {
        write!(
            branches,
            r#"{{"type": "object", "properties": {{"t": {{"const": "v{n}"}}, "x": {{"type": "integer"}}}}, "required": ["t", "x"]}},"#
        )
        .unwrap();
    }
    let properties = properties.trim_end_matches(',');
    let branches = branches.trim_end_matches(',');
    proven(&format!(
        r#"{{"type": "object", "properties": {{{properties}}}, "additionalProperties": false}}"#
    ));
    not_refuted(&format!(
        r#"{{"type": "object", "minProperties": 9999, "properties": {{{properties}}}, "additionalProperties": false}}"#
    ));
    for union in ["oneOf", "anyOf"] {
        proven(&format!(r#"{{"{union}": [{branches}]}}"#));
        not_refuted(&format!(r#"{{"not": {{"{union}": [{branches}]}}}}"#));
    }
    let plain: Vec<String> = (0..1_000)
        .map(|n| format!(r#"{{"minLength": {n}, "maxLength": {n}}}"#))
        .collect();
    not_refuted(&format!(r#"{{"oneOf": [{}]}}"#, plain.join(",")));
    let nots: Vec<String> = (0..1_000)
        .map(|n| format!(r#"{{"not": {{"multipleOf": {}}}}}"#, n + 2))
        .collect();
    not_refuted(&format!(r#"{{"allOf": [{}]}}"#, nots.join(",")));
}

#[test]
fn definitions_that_fan_out_are_read_and_reported_within_limits() {
    let fan = |leaf: &str| {
        let mut text = String::from(r##"{"$ref": "#/$defs/d0", "$defs": {"##);
        for n in 0..40 {
            let next = format!(r##"{{"$ref": "#/$defs/d{}"}}"##, n + 1);
            write!(
                text,
                r#""d{n}": {{"type": "object", "properties": {{"a": {next}, "b": {next}}}, "required": ["a"]}},"#
            )
            .unwrap();
        }
        text + &format!(r#""d40": {{"type": "{leaf}"}}}}}}"#)
    };
    not_refuted(&fan("string"));
    let limits = Limits {
        steps: 200_000,
        findings: 10,
    };
    let verdict = check(&read(&fan("string")), &read(&fan("integer")), &limits);
    match verdict {
        Verdict::Incompatible(findings) => assert!(findings.len() <= 10),
        Verdict::Unproven(_) => {}
        Verdict::Compatible => panic!("a string is no integer"),
    }
}
