use super::{Refusal, Undecided};
use crate::compat::opaque::OpaqueTexts;
use crate::compat::schema::{Draft, Options, Schema};
use crate::compat::verdict::{Limits, ReasonKind};
use crate::json::{Json, parse};

pub(crate) mod against_the_second;

fn schema(text: &str) -> Schema {
    Schema::parse(text.as_bytes(), &Options::default()).unwrap()
}

fn value(text: &str) -> Json {
    parse(text.as_bytes()).unwrap()
}

/// A schema, values that it accepts, and values that it refuses.
#[track_caller]
fn holds(text: &str, accepted: &[&str], refused: &[&str]) {
    let schema = schema(text);
    let all = accepted.iter().map(|value| (value, true));
    for (text, expected) in all.chain(refused.iter().map(|value| (value, false))) {
        let value = value(text);
        assert_eq!(schema.accepts(&value), Ok(expected), "{text}");
        assert_eq!(schema.explain(&value).is_empty(), expected, "{text}");
    }
}

fn obstacle(schema: &Schema, text: &str) -> ReasonKind {
    obstacle_of(schema, &value(text))
}

#[test]
fn types() {
    holds(
        r#"{"type": "integer"}"#,
        &["1", "1.0", "1e300", "-0"],
        &["0.5", "\"1\"", "null"],
    );
    holds(
        r#"{"type": ["number", "null"]}"#,
        &["1", "0.5", "null"],
        &["true", "[]", "{}"],
    );
    holds("true", &["1"], &[]);
    holds("false", &[], &["1", "{}"]);
}

#[test]
fn constants_are_compared_by_value() {
    holds(
        r#"{"const": {"a": [1, 2.0]}}"#,
        &[r#"{"a": [1.0, 2]}"#],
        &[r#"{"a": [2, 1]}"#, "1"],
    );
    holds(
        r#"{"enum": [1, "1", null, false]}"#,
        &["1.0", "\"1\"", "null", "false"],
        &["0", "true", "[]"],
    );
    holds(r#"{"enum": []}"#, &[], &["1"]);
}

#[test]
fn numbers_are_exact() {
    holds(
        r#"{"maximum": 0.1}"#,
        &["0.1", "0.09999999999999999999999"],
        &["0.10000000000000000000001"],
    );
    holds(
        r#"{"exclusiveMinimum": 5}"#,
        &["5.0000000000000000000001", "\"a\""],
        &["5", "5.0"],
    );
    holds(
        r#"{"multipleOf": 0.01}"#,
        &["4.35", "0", "-0.07", "1e20"],
        &["4.355", "1e-3"],
    );
    holds(r#"{"multipleOf": 1e-300}"#, &["1", "1e-300"], &["1e-301"]);
    holds(
        r#"{"maximum": 340282366920938463463374607431768211455}"#,
        &["340282366920938463463374607431768211455"],
        &["340282366920938463463374607431768211456", "1e400"],
    );
}

#[test]
fn strings_count_code_points() {
    holds(
        r#"{"minLength": 2, "maxLength": 2}"#,
        &["\"é😀\"", "5"],
        &["\"😀\"", "\"abc\""],
    );
    holds(r#"{"pattern": "^a+$"}"#, &["\"aa\"", "5"], &["\"ab\"", "\"\""]);
    holds(
        r#"{"format": "uuid"}"#,
        &["\"123e4567-e89b-12d3-a456-426614174000\"", "5"],
        &["\"a\""],
    );
    holds(
        r#"{"type": ["integer", "string"], "format": "uint8"}"#,
        &["255", "\"a\""],
        &["256", "-1"],
    );
}

#[test]
fn arrays() {
    holds(
        r#"{"prefixItems": [{"type": "string"}], "items": {"type": "integer"}, "minItems": 1, "maxItems": 3}"#,
        &[r#"["a"]"#, r#"["a", 1, 2]"#, "{}"],
        &["[]", "[1]", r#"["a", "b"]"#, r#"["a", 1, 2, 3]"#],
    );
    holds(
        r#"{"uniqueItems": true}"#,
        &["[1, true, \"1\", {\"a\": 1}, [1]]"],
        &["[1, 1.0]", "[{\"a\":1,\"b\":2},{\"b\":2,\"a\":1}]"],
    );
    holds(r#"{"contains": {"const": 1}}"#, &["[0, 1]", "5"], &["[]", "[0]"]);
    holds(
        r#"{"contains": {"const": 1}, "minContains": 0, "maxContains": 1}"#,
        &["[]", "[0]", "[1]"],
        &["[1, 1]"],
    );
}

#[test]
fn objects() {
    holds(
        r#"{"properties": {"a": {"type": "integer"}}, "patternProperties": {"^x": {"type": "string"}},
            "additionalProperties": {"type": "null"}, "required": ["a"], "minProperties": 1, "maxProperties": 3}"#,
        &[r#"{"a": 1}"#, r#"{"a": 1, "xy": "s", "z": null}"#, "[]"],
        &[
            "{}",
            r#"{"a": "1"}"#,
            r#"{"a": 1, "xy": 1}"#,
            r#"{"a": 1, "z": 1}"#,
            r#"{"a":1,"b":null,"c":null,"d":null}"#,
        ],
    );
    holds(
        r#"{"propertyNames": {"maxLength": 1}}"#,
        &[r#"{"a": 1}"#],
        &[r#"{"ab": 1}"#],
    );
    holds(
        r#"{"dependentRequired": {"a": ["b"]}, "dependentSchemas": {"c": {"required": ["d"]}}}"#,
        &["{}", r#"{"a": 1, "b": 2}"#, r#"{"c": 1, "d": 2}"#],
        &[r#"{"a": 1}"#, r#"{"c": 1}"#],
    );
}

#[test]
fn combinations() {
    holds(
        r#"{"allOf": [{"minimum": 1}, {"maximum": 2}]}"#,
        &["1", "\"a\""],
        &["0", "3"],
    );
    holds(
        r#"{"anyOf": [{"maximum": 1}, {"minimum": 5}]}"#,
        &["1", "5"],
        &["3"],
    );
    holds(
        r#"{"oneOf": [{"maximum": 3}, {"minimum": 2}]}"#,
        &["1", "4"],
        &["2", "\"a\""],
    );
    holds(r#"{"not": {"type": "null"}}"#, &["1"], &["null"]);
    holds(
        r#"{"if": {"minimum": 5}, "then": {"multipleOf": 2}, "else": {"multipleOf": 3}}"#,
        &["6", "3"],
        &["7", "4"],
    );
    holds(r#"{"then": false, "else": false}"#, &["1"], &[]);
}

#[test]
fn evaluated_properties_are_seen_through_every_in_place_keyword() {
    holds(
        r##"{"$ref": "#/$defs/a", "allOf": [{"properties": {"b": true}}], "anyOf": [{"required": ["c"], "properties": {"c": true}}, true],
            "if": {"properties": {"d": {"const": 1}}, "required": ["d"]}, "then": {"properties": {"e": true}},
            "dependentSchemas": {"f": {"properties": {"f": true, "g": true}}}, "not": {"properties": {"n": true}, "required": ["never"]},
            "unevaluatedProperties": false, "$defs": {"a": {"properties": {"a": true}}}}"##,
        &[r#"{"a":1,"b":1,"c":1}"#, r#"{"d":1,"e":1}"#, r#"{"f":1,"g":1}"#],
        &[r#"{"n":1}"#, r#"{"e":1}"#, r#"{"d":2}"#, r#"{"g":1}"#],
    );
    holds(
        r#"{"prefixItems": [true], "contains": {"type": "string"}, "anyOf": [{"prefixItems": [true, {"const": 1}]}, true],
            "unevaluatedItems": {"type": "null"}}"#,
        &[r#"[0, 1, "a", null]"#, r#"[0, null, "a"]"#],
        &[r#"[0, 2, "a"]"#, r#"[0, 1, 2, "a"]"#],
    );
    holds(
        r#"{"allOf": [{"properties": {"a": true}, "unevaluatedProperties": false}], "properties": {"b": true}}"#,
        &[r#"{"a": 1}"#],
        &[r#"{"a": 1, "b": 1}"#],
    );
    holds(
        r#"{"not": {"not": {"properties": {"a": true}}}, "unevaluatedProperties": false}"#,
        &["{}"],
        &[r#"{"a":1}"#],
    );
}

#[test]
fn the_items_that_contains_finds_count_as_evaluated_from_2020_on() {
    let text = r#"{"contains": {"const": 1}, "unevaluatedItems": false}"#;
    holds(text, &["[1]"], &["[1, 2]"]);
    let old = Schema::parse(
        text.as_bytes(),
        &Options::default().default_draft(Draft::Draft201909),
    )
    .unwrap();
    assert_eq!(obstacle(&old, "[1]"), ReasonKind::Unsupported);
}

#[test]
fn recursion_through_child_values_is_decided_also_under_not() {
    // A chain is accepted if the rest of it is refused: those of even length are refused.
    let chain = |length: usize| (1..length).fold("{}".to_owned(), |rest, _| format!(r#"{{"next": {rest}}}"#));
    let (odd, even) = ([1, 3, 5].map(chain), [2, 4, 6].map(chain));
    holds(
        r##"{"properties": {"next": {"not": {"$ref": "#"}}}}"##,
        &odd.each_ref().map(String::as_str),
        &even.each_ref().map(String::as_str),
    );
}

#[test]
fn recursion_on_one_value_has_the_widest_meaning_or_none() {
    holds(r##"{"$ref": "#"}"##, &["1"], &[]);
    holds(
        r##"{"allOf": [{"$ref": "#"}, {"type": "string"}]}"##,
        &["\"a\""],
        &["1"],
    );
    holds(r##"{"anyOf": [{"$ref": "#"}, {"type": "string"}]}"##, &["1"], &[]);
    for text in [
        r##"{"not": {"$ref": "#"}}"##,
        r##"{"oneOf": [{"$ref": "#"}, {"type": "string"}]}"##,
        r##"{"if": {"$ref": "#"}, "then": false}"##,
    ] {
        assert_eq!(
            obstacle(&schema(text), "1"),
            ReasonKind::IllFoundedRecursion,
            "{text}"
        );
    }
}

#[test]
fn undecided_part_affects_only_its_dependents() {
    let unknown = r#"{"format": "iban"}"#;
    assert_eq!(obstacle(&schema(unknown), "\"a\""), ReasonKind::UnknownFormat);
    assert_eq!(schema(unknown).accepts(&Json::Null), Ok(true));
    let with = |text: &str| schema(&text.replace("?", unknown));
    assert_eq!(with(r#"{"anyOf": [?, true]}"#).accepts(&"a".into()), Ok(true));
    assert_eq!(with(r#"{"allOf": [?, false]}"#).accepts(&"a".into()), Ok(false));
    assert_eq!(
        with(r#"{"oneOf": [true, ?, true]}"#).accepts(&"a".into()),
        Ok(false)
    );
    assert_eq!(
        with(r#"{"if": ?, "then": {"const": 1}, "else": {"const": 2}}"#).accepts(&"a".into()),
        Ok(false)
    );
    assert_eq!(
        with(r#"{"contains": ?, "maxContains": 1}"#).accepts(&value("[1, 2]")),
        Ok(false)
    );
    for text in [
        r#"{"not": ?}"#,
        r#"{"oneOf": [?, true]}"#,
        r#"{"allOf": [?, true]}"#,
        r#"{"if": ?, "else": false}"#,
    ] {
        assert_eq!(
            obstacle(&with(text), "\"a\""),
            ReasonKind::UnknownFormat,
            "{text}"
        );
    }
    let marks =
        with(r#"{"anyOf": [{"properties": {"a": ?}}, true], "unevaluatedProperties": {"const": "a"}}"#);
    assert_eq!(marks.accepts(&value(r#"{"a": "a"}"#)), Ok(true));
    assert_eq!(obstacle(&marks, r#"{"a": "b"}"#), ReasonKind::UnknownFormat);
    assert_eq!(marks.accepts(&value(r#"{"a": "b", "c": "b"}"#)), Ok(false));
}

#[test]
fn patterns_that_are_not_supported_are_kept_and_undecided() {
    let reference = schema(r#"{"pattern": "(.)\\1", "patternProperties": {"(.)\\1": {"const": 1}}}"#);
    assert_eq!(obstacle(&reference, "\"aa\""), ReasonKind::Pattern);
    assert_eq!(obstacle(&reference, r#"{"aa": 2}"#), ReasonKind::Pattern);
    assert_eq!(reference.accepts(&value(r#"{"aa": 1}"#)), Ok(true));
}

#[test]
fn levels_that_double_the_ways_are_each_checked_once() {
    // Each level asks both alternatives about the level below: 2^60 ways.
    let doubling = schema(
        r##"{"type": "object", "anyOf": [{"properties": {"a": {"$ref": "#"}}}, {"properties": {"a": {"$ref": "#"}}}]}"##,
    );
    let deep = (0..60).fold(Json::Null, |inner, _| Json::from([("a", inner)]));
    assert_eq!(doubling.accepts(&deep), Ok(false));
    let deep = (0..60).fold(Json::Object(Default::default()), |inner, _| {
        Json::from([("a", inner)])
    });
    assert_eq!(doubling.accepts(&deep), Ok(true));
}

#[test]
fn checking_is_bounded() {
    let Err(Undecided { kind, .. }) = schema(r#"{"items": {"type": "null"}}"#).node_accepts(
        crate::compat::schema::node::NodeId(0),
        &Json::Array(vec![Json::Null; 1000]),
        100,
    ) else {
        panic!("decided in 100 steps")
    };
    assert_eq!(kind, ReasonKind::Budget);
}

#[test]
fn deep_values_and_long_chains_do_not_overflow_the_stack() {
    let deep = |depth: usize, inner: Json| (0..depth).fold(inner, |inner, _| Json::Array(vec![inner]));
    let check = move || {
        let plain = schema(r##"{"type": ["array", "null"], "items": {"$ref": "#"}}"##);
        assert_eq!(plain.accepts(&deep(512, Json::Null)), Ok(true));
        assert_eq!(plain.accepts(&deep(512, Json::Bool(true))), Ok(false));
        assert!(!plain.explain(&deep(512, Json::Bool(true))).is_empty());

        let nested = schema(
            r##"{"anyOf": [{"type": "null"}, {"oneOf": [{"type": "array", "items": {"$ref": "#"}}]}]}"##,
        );
        assert_eq!(nested.accepts(&deep(128, Json::Null)), Ok(true));
        assert_eq!(nested.accepts(&deep(128, Json::Bool(true))), Ok(false));
        assert!(!nested.explain(&deep(128, Json::Bool(true))).is_empty());
        assert_eq!(obstacle_of(&nested, &deep(512, Json::Null)), ReasonKind::Budget);

        let mut chain =
            String::from(r##"{"allOf": [{"$ref": "#/$defs/d0"}], "$defs": {"d5000": {"type": "null"}"##);
        for i in 0..5_000 {
            chain += &format!(r##","d{i}": {{"allOf": [{{"$ref": "#/$defs/d{}"}}]}}"##, i + 1);
        }
        assert_eq!(
            obstacle_of(&schema(&(chain + "}}")), &Json::Null),
            ReasonKind::Budget
        );
    };
    // Half of what a thread has by default.
    let thread = std::thread::Builder::new()
        .stack_size(1 << 20)
        .spawn(check)
        .unwrap();
    thread.join().unwrap();
}

fn obstacle_of(schema: &Schema, value: &Json) -> ReasonKind {
    schema.accepts(value).unwrap_err().kind
}

fn told(text: &str, text_of_value: &str) -> String {
    let told = |refusal: &Refusal| format!("{} at `{}` by `{}`", refusal.keyword, refusal.at, refusal.schema);
    let refusals = schema(text).explain(&value(text_of_value));
    refusals.iter().map(told).collect::<Vec<_>>().join("\n")
}

#[test]
fn refusals_name_the_deepest_place_and_the_written_keyword() {
    insta::assert_snapshot!(
        told(
            r##"{"properties": {"plan": {"$ref": "#/$defs/plan"}, "id": {"type": "integer", "format": "uint8"}},
                "dependencies": {"id": ["name"]}, "required": ["email"],
                "$defs": {"plan": {"allOf": [{"properties": {"seats": {"minimum": 1}}}]}}}"##,
            r#"{"plan": {"seats": 0}, "id": 300}"#
        ),
        @"
        required at `` by ``
        dependencies at `` by ``
        minimum at `/plan/seats` by `/$defs/plan/allOf/0/properties/seats`
        format at `/id` by `/properties/id`
        "
    );
    insta::assert_snapshot!(
        told(
            r##"{"oneOf": [{"properties": {"kind": {"const": "a"}, "n": {"type": "integer"}}, "required": ["kind"]},
                          {"properties": {"kind": {"const": "b"}, "s": {"type": "string"}}, "required": ["kind"]}]}"##,
            r#"{"kind": "c"}"#
        ),
        @"oneOf at `` by ``"
    );
    insta::assert_snapshot!(
        told(r#"{"anyOf": [{"type": "null"}, {"type": "object", "properties": {"a": {"type": "string"}}}]}"#, r#"{"a": 1}"#),
        @"type at `/a` by `/anyOf/1/properties/a`"
    );
    insta::assert_snapshot!(
        told(r#"{"allOf": [{"properties": {"a": true}}], "unevaluatedProperties": false}"#, r#"{"a": 1, "b": 2}"#),
        @"false at `/b` by `/unevaluatedProperties`"
    );
    insta::assert_snapshot!(
        told(r#"{"$schema": "http://json-schema.org/draft-07/schema#", "items": [true], "additionalItems": false}"#, "[1, 2]"),
        @"false at `/1` by `/additionalItems`"
    );
}

/// A union that refers to itself, and two alternatives of which go into the same parts.
const RECURSIVE: &str = r##"{"anyOf": [
    {"type": "object", "properties": {"a": {"$ref": "#"}}, "required": ["a"]},
    {"type": "object", "additionalProperties": {"$ref": "#"}, "minProperties": 2},
    {"type": "array", "items": {"$ref": "#"}},
    {"type": "null"}
]}"##;

/// The refusals, as places, and the steps that it took to tell them.
fn explained(schema: &Schema, value: &Json, allowed: u64) -> (Vec<Refusal>, u64) {
    let mut left = allowed;
    let refusals = schema.explain_at(schema.root(), value, &mut left, &OpaqueTexts::default());
    (refusals, allowed - left)
}

#[test]
fn refusal_below_many_unions_takes_few_steps_to_explain() {
    let recursive = schema(RECURSIVE);
    for depth in [2, 20, 116] {
        let text = format!("{}1{}", r#"{"a":"#.repeat(depth), "}".repeat(depth));
        let (refusals, steps) = explained(&recursive, &value(&text), Limits::default().steps);
        // The first alternative gets furthest, down to the number.
        let places: Vec<String> = refusals.iter().map(|one| one.at.to_string()).collect();
        // Three schemas are applied within each other on each level, and 200 of them are explained.
        assert_eq!(places, ["/a".repeat(depth.min(67))], "{depth}");
        let keyword = if depth > 67 { "$ref" } else { "anyOf" };
        assert_eq!((refusals[0].keyword, refusals[0].is_cut), (keyword, depth > 67));
        assert!(steps < 200 * depth as u64, "{steps} steps for {depth} levels");
    }
}

#[test]
fn refusal_is_told_whenever_there_are_steps_to_find_it() {
    let recursive = schema(RECURSIVE);
    let text = format!("{}[1,{{\"b\":2}}]{}", r#"{"a":"#.repeat(10), "}".repeat(10));
    let value = value(&text);
    let (mut cut, mut whole) = (0, 0);
    for allowed in (1..4_000).step_by(7) {
        let decided = recursive.node_accepts(recursive.root(), &value, allowed);
        let (refusals, _) = explained(&recursive, &value, allowed);
        assert_eq!(refusals.is_empty(), decided.is_err(), "{allowed} steps");
        if refusals.iter().any(|one| one.is_cut) {
            cut += 1;
        } else if !refusals.is_empty() {
            whole += 1;
        }
    }
    assert!(cut > 20 && whole > 20, "{cut} were cut, and {whole} were whole");
}

#[test]
fn very_many_refusals_in_deep_places_are_cut() {
    let depth = 180;
    let items = vec!["1"; 450].join(",");
    let text = format!("{}[{items}]{}", r#"{"a":"#.repeat(depth), "}".repeat(depth));
    let nested = (0..depth).fold(
        r#"{"anyOf": [{"items": {"type": "null"}}, {"items": {"minimum": 5}}, {"items": {"multipleOf": 7}}]}"#.to_owned(),
        |inner, _| format!(r#"{{"properties": {{"a": {inner}}}}}"#),
    );
    let nested = schema(&nested);
    let (refusals, _) = explained(&nested, &value(&text), Limits::default().steps);
    assert!(!refusals.is_empty());
    assert!(refusals.iter().any(|one| one.is_cut));
}
