use crate::compat::schema::{Options, Schema};
use crate::compat::{Finding, Limits, Reason, Verdict, check};

fn unproven(emitted: &str, accepted: &str) -> String {
    let read = |text: &str| Schema::parse(text.as_bytes(), &Options::default()).unwrap();
    let Verdict::Unproven(reasons) = check(&read(emitted), &read(accepted), &Limits::default()) else {
        panic!("decided");
    };
    let line = |reason: &Reason| format!("{} at {}: {}", reason.kind, reason.place, reason.text);
    reasons.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn sentences(emitted: &str, accepted: &str) -> String {
    let read = |text: &str| Schema::parse(text.as_bytes(), &Options::default()).unwrap();
    let Verdict::Incompatible(findings) = check(&read(emitted), &read(accepted), &Limits::default()) else {
        panic!("not incompatible");
    };
    findings
        .iter()
        .map(|finding| finding.sentence.clone())
        .collect::<Vec<_>>()
        .join("\n")
}

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
fn break_in_a_recursive_shape_is_placed_where_it_is_first_met() {
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

#[test]
fn break_in_a_shared_definition_is_reported_at_each_place() {
    let pair = |zip: &str, closed: &str| {
        format!(
            r##"{{"type": "object", "properties": {{"home": {{"$ref": "#/$defs/A"}}, "work": {{"$ref": "#/$defs/A"}}}},
            "$defs": {{"A": {{"type": "object", "properties": {{"zip": {{"type": "{zip}"}}, "near": {{"$ref": "#/$defs/A"}}}}{closed}}}}}}}"##
        )
    };
    let emitted = pair("string", r#", "additionalProperties": false"#);
    insta::assert_snapshot!(findings(&emitted, &pair("integer", "")), @r#"
    type-mismatch at /home/zip: {"home":{"zip":"a"}}
    type-mismatch at /work/zip: {"work":{"zip":"a"}}
    "#);
}

#[test]
fn a_key_that_a_map_refuses_is_named() {
    let map = |pattern: &str| {
        format!(
            r#"{{"type": "object", "properties": {{"m": {{"type": "object", "patternProperties": {{"{pattern}": {{"type": "integer"}}}},
            "additionalProperties": false}}}}}}"#
        )
    };
    let (wide, narrow) = (map("^[0-9]{1,5}$"), map("^[0-9]{1,2}$"));
    insta::assert_snapshot!(findings(&wide, &narrow), @r#"property-denied at /m/*: {"m":{"000":0}}"#);
    insta::assert_snapshot!(sentences(&wide, &narrow), @"the producer may send a property named `000`, and the consumer accepts only names that match `^[0-9]{1,2}$`");
}

#[test]
fn alternatives_without_a_title_are_named_and_compared_with_the_nearest() {
    let either = |kind: &str, more: &str, closed: &str| {
        format!(
            r#"{{"anyOf": [
            {{"type": "object", "properties": {{"a": {{"type": "integer"}}{more}}}, "required": ["a", "b"]{closed}}},
            {{"type": "object", "properties": {{"c": {{"type": "{kind}"}}, "d": {{}}}}, "required": ["c", "d"]{closed}}}]}}"#
        )
    };
    let emitted = either("string", r#", "b": {}"#, r#", "additionalProperties": false"#);
    insta::assert_snapshot!(findings(&emitted, &either("integer", "", "")), @r#"type-mismatch at (an object with c, d)/c: {"c":"a","d":null}"#);
    let other = r#"{"anyOf": [{"type": "object", "required": ["x", "y"]}, {"type": "object", "required": ["x", "z"]},
        {"type": "object", "minProperties": 3}, {"type": "object", "minProperties": 4}]}"#;
    insta::assert_snapshot!(sentences(&either("string", "", ""), other), @"
    the producer may send the alternative `an object with a, b`, and the consumer accepts `an object with x, y`, `an object with x, z`, `an object, no. 3` or `an object, no. 4`
    the producer may send the alternative `an object with c, d`, and the consumer accepts `an object with x, y`, `an object with x, z`, `an object, no. 3` or `an object, no. 4`
    ");
}

#[test]
fn undecided_part_is_reported_at_its_place() {
    let emitted = r#"{"type": "object", "properties": {"x": {"type": "string"}, "y": {"type": "array", "items": {"type": "string"}}}}"#;
    let accepted = r#"{"properties": {"x": {"pattern": "(.)\\1"}, "y": {"items": {"format": "iban"}}}}"#;
    insta::assert_snapshot!(unproven(emitted, accepted), @r"
    pattern at /x: the pattern `(.)\1`: a backreference to a group that matches more than 1,000 texts
    unknown-format at /y: the format `iban` is not in the table of formats
    ");
}

#[test]
fn the_part_that_was_too_dear_is_named() {
    // Many sets with lookaheads in each other's way.
    let costly = (0..14).map(|n| format!("(?=.*a.{{{n}}}b)")).collect::<String>();
    let emitted = r#"{"type": "object", "properties": {"cheap": {"type": "string", "maxLength": 9}, "dear": {"type": "string"}}, "additionalProperties": false}"#;
    let accepted = format!(
        r#"{{"properties": {{"cheap": {{"maxLength": 99}}, "dear": {{"not": {{"pattern": "^{costly}[ab]*$"}}}}}}}}"#
    );
    let read = |text: &str| Schema::parse(text.as_bytes(), &Options::default()).unwrap();
    let limits = Limits {
        steps: 3_000,
        findings: 10,
    };
    let Verdict::Unproven(reasons) = check(&read(emitted), &read(&accepted), &limits) else {
        panic!("decided")
    };
    let places: Vec<String> = reasons.iter().map(|reason| reason.place.to_string()).collect();
    assert_eq!(places, ["/dear"], "{reasons:?}");
}

#[test]
fn a_number_beyond_a_huge_bound_is_short() {
    let numbers = r#"{"type": "number"}"#;
    insta::assert_snapshot!(findings(numbers, r#"{"minimum": -1.7976931348623157e308, "maximum": 1.7976931348623157e308}"#), @"
    number-range at : 2e308
    number-range at : -2e308
    ");
    insta::assert_snapshot!(findings(r#"{"type": "integer"}"#, r#"{"maximum": 18446744073709551615}"#), @"number-range at : 18446744073709551616");
    insta::assert_snapshot!(findings(r#"{"type": "integer"}"#, r#"{"maximum": 1e50}"#), @"number-range at : 100000000000000000000000000000000000000000000000001");
}

#[test]
fn sentence_names_the_constraints_of_each_type_and_counts_a_long_text() {
    let sentences = |emitted: &str, accepted: &str| {
        let read = |text: &str| Schema::parse(text.as_bytes(), &Options::default()).unwrap();
        let Verdict::Incompatible(findings) = check(&read(emitted), &read(accepted), &Limits::default())
        else {
            panic!("not broken")
        };
        findings
            .iter()
            .map(|finding| finding.sentence.clone())
            .collect::<Vec<_>>()
            .join("\n")
    };
    insta::assert_snapshot!(sentences(
        r#"{"type": ["string", "integer", "null"]}"#,
        r#"{"type": ["string", "integer", "null"], "format": "email", "minimum": 1}"#
    ), @r#"
        the producer may send 0, and the consumer accepts strings of the format `email`, integers from 1 up or null
        the producer may send "a", and the consumer accepts strings of the format `email`, integers from 1 up or null
        "#);
    insta::assert_snapshot!(sentences(r#"{"type": "string"}"#, r#"{"type": "string", "maxLength": 4096}"#), @"the producer may send a string of 4097 characters, and the consumer accepts strings of at most 4096 characters");
}

#[test]
fn each_property_that_is_denied_is_a_finding() {
    let emitted = |required: &str, rest: &str| {
        format!(
            r#"{{"type": "object", "properties": {{"a": {{"type": "integer"}}, "b": {{"type": "string"}}, "z": {{"type": "integer"}}}},
                "required": [{required}], "{rest}": false}}"#
        )
    };
    let accepted = |rest: &str| {
        format!(
            r#"{{"type": "object", "properties": {{"a": {{"type": "integer"}}}}, "required": ["a"], "{rest}": false}}"#
        )
    };
    for rest in ["additionalProperties", "unevaluatedProperties"] {
        for required in [r#""a""#, r#""a", "b", "z""#, r#""a", "z""#] {
            let found = findings(&emitted(required, rest), &accepted(rest));
            let places: Vec<&str> = found
                .lines()
                .map(|line| line.split(':').next().unwrap())
                .collect();
            let expected = ["property-denied at /b", "property-denied at /z"];
            assert_eq!(places, expected, "{rest}, required {required}: {found}");
        }
    }
}

#[test]
fn each_named_property_that_is_denied_is_a_finding_beside_those_without_a_name() {
    let found = findings(
        r#"{"type": "object", "properties": {"a": {}, "b": {"type": "string"}, "z": {"type": "integer"}}, "required": ["a"]}"#,
        r#"{"type": "object", "properties": {"a": {}}, "additionalProperties": false}"#,
    );
    let places: Vec<&str> = found
        .lines()
        .map(|line| line.split(':').next().unwrap())
        .collect();
    assert_eq!(
        places,
        [
            "property-denied at /b",
            "property-denied at /z",
            "property-denied at /*"
        ],
        "{found}"
    );
}

mod further;
