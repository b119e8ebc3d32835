use crate::compat::schema::{Options, Schema};
use crate::compat::{Finding, Limits, Verdict, check};

/// One line a finding: rule, place, witness.
fn findings(emitted: &str, accepted: &str) -> String {
    let read = |text: &str| Schema::parse(text.as_bytes(), &Options::default()).unwrap();
    let Verdict::Incompatible(findings) = check(&read(emitted), &read(accepted), &Limits::default()) else {
        panic!("not incompatible");
    };
    let line = |finding: &Finding| format!("{} at {}: {}", finding.rule, finding.place, finding.witness);
    findings.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_field_retyped_inside_an_alternative_is_placed_there_by_the_tag() {
    let one_of = |a: &str, b: &str, closed: &str| {
        format!(
            r#"{{"oneOf": [
                {{"type": "object", "properties": {{"t": {{"const": "A"}}, "x": {a}}}, "required": ["t", "x"]{closed}}},
                {{"type": "object", "properties": {{"t": {{"const": "B"}}, "y": {b}}}, "required": ["t"]{closed}}}]}}"#
        )
    };
    let (text, number) = (r#"{"type": "string"}"#, r#"{"type": "integer"}"#);
    let emitted = one_of(text, text, r#", "unevaluatedProperties": false"#);
    insta::assert_snapshot!(findings(&emitted, &one_of(number, text, "")), @r#"type-mismatch at (A)/x: {"t":"A","x":"a"}"#);
    insta::assert_snapshot!(findings(&emitted, &one_of(number, number, "")), @r#"
    type-mismatch at (A)/x: {"t":"A","x":"a"}
    type-mismatch at (B)/y: {"t":"B","y":"a"}
    "#);
}

#[test]
fn a_field_required_inside_the_only_alternative_of_its_type_needs_no_name() {
    let emitted = r#"{"oneOf": [
        {"type": "object", "properties": {"A": {"type": "object", "properties": {"x": {"type": "string"}},
            "required": ["x"], "unevaluatedProperties": false}}, "required": ["A"], "unevaluatedProperties": false},
        {"const": "B"}]}"#;
    let accepted = r#"{"oneOf": [
        {"type": "object", "properties": {"A": {"type": "object", "properties": {"x": {"type": "string"}, "z": {}},
            "required": ["x", "z"]}}, "required": ["A"], "additionalProperties": false},
        {"const": "B"}]}"#;
    insta::assert_snapshot!(findings(emitted, accepted), @r#"property-missing at /A/z: {"A":{"x":"a"}}"#);
}

#[test]
fn what_a_recursive_shape_breaks_is_placed_where_it_is_met_first() {
    let list = |value: &str, closed: &str| {
        format!(
            r##"{{"$ref": "#/$defs/L", "$defs": {{"L": {{"type": "object", "properties": {{"v": {value},
            "next": {{"anyOf": [{{"$ref": "#/$defs/L"}}, {{"type": "null"}}]}}}}, "required": ["v"]{closed}}}}}}}"##
        )
    };
    let emitted = list(r#"{"type": "integer"}"#, r#", "unevaluatedProperties": false"#);
    let accepted = list(r#"{"type": "integer", "maximum": 5}"#, "");
    insta::assert_snapshot!(findings(&emitted, &accepted), @r#"number-range at /v: {"v":6}"#);
}
