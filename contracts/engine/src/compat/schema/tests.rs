use std::time::Instant;

use super::node::{Body, Keywords, NodeId, Types};
use super::{Draft, Options, Schema, SchemaError};
use crate::compat::second_evaluator::Scope;
use crate::json::{Json, Number, Object};

fn read(text: &str) -> Schema {
    Schema::parse(text.as_bytes(), &Options::default()).unwrap()
}

fn read_as(draft: Draft, text: &str) -> Schema {
    Schema::parse(text.as_bytes(), &Options::default().default_draft(draft)).unwrap()
}

fn refused(text: &str) -> String {
    Schema::parse(text.as_bytes(), &Options::default())
        .unwrap_err()
        .to_string()
}

fn keywords(schema: &Schema, id: NodeId) -> &Keywords {
    match &schema.node(id).body {
        Body::Keywords(keywords) => keywords,
        Body::Always(all) => panic!("{id:?} is {all}"),
    }
}

fn top(schema: &Schema) -> &Keywords {
    keywords(schema, schema.root())
}

fn number(value: i64) -> Option<Number> {
    Some(Number::from(value))
}

#[test]
fn one_text_keeps_its_meaning_in_each_draft_and_under_each_option() {
    // Schemas without others in them are shared between all that are written alike, within a thread.
    let leaf = r#"{"type": ["integer", "string"], "const": 5, "format": "int8", "title": "T"}"#;
    let text = format!(r#"{{"properties": {{"a": {leaf}, "b": {leaf}}}}}"#);
    for _ in 0..2 {
        for draft in [Draft::Draft4, Draft::Draft202012, Draft::Draft7] {
            for asserts in [true, false] {
                let options = Options::default().default_draft(draft).format_asserts(asserts);
                let schema = Schema::parse(text.as_bytes(), &options).unwrap();
                for name in ["a", "b"] {
                    let id = top(&schema).properties[name];
                    let own = keywords(&schema, id);
                    assert_eq!(own.values.is_some(), draft > Draft::Draft4, "{draft:?}");
                    assert_eq!(own.minimum, number(-128).filter(|_| asserts), "{draft:?}");
                    assert_eq!(schema.node(id).title.as_deref(), Some("T"));
                    assert_eq!(schema.pointer(id).to_string(), format!("/properties/{name}"));
                }
                let formats = schema
                    .integer_formats()
                    .iter()
                    .map(|(id, format)| (id.0, format.name));
                let expected: &[(u32, &str)] = if asserts { &[(1, "int8"), (2, "int8")] } else { &[] };
                assert_eq!(formats.collect::<Vec<_>>(), expected);
            }
        }
    }
}

#[test]
fn schema_that_leads_elsewhere_is_not_taken_for_another_of_its_text() {
    // In each pair the same text means something else.
    let one = read(
        r##"{"properties": {"a": {"$ref": "#/$defs/x"}, "b": {"not": true}, "c": {"items": [true]}},
        "$defs": {"x": {"type": "string"}}}"##,
    );
    let other = read(
        r##"{"properties": {"z": {"pattern": "^a$"}, "a": {"$ref": "#/$defs/x"}, "b": {"not": true},
        "c": {"items": [true]}, "d": {"pattern": "^a$"}}, "$defs": {"x": {"type": "null"}}}"##,
    );
    for schema in [&one, &other] {
        for (_, id) in &top(schema).properties {
            let own = keywords(schema, *id);
            let parts = own.references.iter().chain(&own.not).chain(&own.prefix_items);
            parts.for_each(|part| assert!((part.0 as usize) < schema.len()));
            own.pattern.iter().for_each(|pattern| _ = schema.pattern(pattern));
        }
    }
    let types = |schema: &Schema| {
        let reference = keywords(schema, top(schema).properties["a"]).references[0];
        keywords(schema, reference).types
    };
    assert_eq!(types(&one), Some(Types::STRING));
    assert_eq!(types(&other), Some(Types::NULL));
    let not = keywords(&other, top(&other).properties["b"]).not.unwrap();
    assert_eq!(other.pointer(not).to_string(), "/properties/b/not");
    assert_eq!(other.patterns().count(), 1);
}

#[test]
fn lists_of_names_are_equal_only_if_their_texts_are_alike() {
    let required = |text: &str| {
        top(&read(text))
            .required
            .iter()
            .map(|name| name.to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(required(r#"{"required": ["b", "a", "b"]}"#), ["a", "b"]);
    assert_eq!(required(r#"{"required": ["b", "a"]}"#), ["a", "b"]);
    assert_eq!(required(r#"{"required": ["b","a"]}"#), ["a", "b"]);
    assert_eq!(required(r#"{"required": ["b", "\u0061"]}"#), ["a", "b"]);
    assert_eq!(required(r#"{"required": []}"#), [""; 0]);
    let problem = r#"expected an array of property names (strings) at `/required`, found an array"#;
    // Twice, because what was read once is known.
    assert_eq!(
        [refused(r#"{"required": [1]}"#), refused(r#"{"required": [1]}"#)],
        [problem, problem]
    );
}

#[test]
fn identities_are_found_wherever_a_schema_may_name_itself() {
    // `id` is a keyword of draft-04 alone, whatever the draft of the schema around it.
    for (text, target) in [
        (
            r#"{"properties": {"id": {"$ref": "x:y"}, "a": {"$schema": "http://json-schema.org/draft-04/schema#", "id": "x:y"}}}"#,
            "/properties/a",
        ),
        (
            r##"{"properties": {"a": {"$ref": "#b"}}, "$defs": {"b": {"$anchor": "b"}}}"##,
            "/$defs/b",
        ),
        (
            r##"{"properties": {"a": {"$ref": "#b"}}, "$defs": {"b": {"\u0024anchor": "b"}}}"##,
            "/$defs/b",
        ),
        (
            r#"{"properties": {"a": {"$ref": "b"}}, "$defs": {"b": {"$id": "b"}}}"#,
            "/$defs/b",
        ),
    ] {
        let schema = read(text);
        let targets: Vec<String> = (0..schema.len() as u32)
            .filter_map(|id| match &schema.node(NodeId(id)).body {
                Body::Keywords(keywords) => keywords.references.first(),
                Body::Always(_) => None,
            })
            .map(|target| schema.pointer(*target).to_string())
            .collect();
        assert_eq!(targets, [target], "{text}");
    }
    let missing = refused(r#"{"properties": {"id": {"$ref": "x:y"}, "a": {"id": "x:y"}}}"#);
    assert!(missing.contains("leads out of the document"), "{missing}");
}

#[test]
fn omitted_members_of_the_top_are_no_part_of_the_schema() {
    const OMITTED: &[&str] = &["x-contract", "$schema"];
    let options = Options::default();
    let parse = |text: &str| Schema::parse_without(&text.into(), OMITTED, &options);
    let rest = r##"{"properties": {"id": {"$ref": "#/$defs/a"}}, "$defs": {"a": {"type": "string"}}}"##;
    let whole = rest.replacen(
        '{',
        r#"{"x-contract": {"properties": {"b": 1}}, "$schema": 5, "#,
        1,
    );
    let (whole, rest) = (parse(&whole).unwrap(), read(rest));
    assert_eq!(whole.document(), rest.document());
    assert_eq!(whole.len(), rest.len());
    for id in (0..rest.len() as u32).map(NodeId) {
        assert_eq!(whole.pointer(id), rest.pointer(id));
    }
    assert!(whole.is_one_resource());
    let error = parse(r##"{"$ref": "#/x-contract", "x-contract": true}"##).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("a place that the document does not have"),
        "{error}"
    );
}

#[test]
fn every_node_knows_its_place() {
    let schema = read(
        r##"{"properties": {"a/b": {"items": {"anyOf": [{"type": "null"}, {"$ref": "#/$defs/x"}]}}},
            "$defs": {"x": {"not": {"const": 1}}}}"##,
    );
    let pointers: Vec<String> = (0..schema.len() as u32)
        .map(|id| schema.pointer(NodeId(id)).to_string())
        .collect();
    assert_eq!(
        pointers,
        [
            "",
            "/properties/a~1b",
            "/properties/a~1b/items",
            "/properties/a~1b/items/anyOf/0",
            "/properties/a~1b/items/anyOf/1",
            "/$defs/x",
            "/$defs/x/not",
        ]
    );
}

#[test]
fn annotations_and_unknown_keywords_assert_nothing() {
    let schema = read(r#"{"title": "T", "default": 5, "examples": [1], "x-contract": {"type": "nonsense"}}"#);
    assert!(matches!(schema.node(schema.root()).body, Body::Always(true)));
    assert_eq!(schema.node(schema.root()).title.as_deref(), Some("T"));
}

#[test]
fn older_drafts_are_lifted() {
    let schema = read_as(
        Draft::Draft4,
        r##"{"id": "http://a/b", "definitions": {"x": {"type": "string"}},
            "minimum": 1, "exclusiveMinimum": true, "maximum": 9, "exclusiveMaximum": false,
            "items": [{"$ref": "#/definitions/x", "minLength": 5}], "additionalItems": false,
            "dependencies": {"a": ["b"], "c": {"required": ["d"]}}, "const": 5}"##,
    );
    let top = top(&schema);
    assert_eq!((&top.minimum, &top.exclusive_minimum), (&None, &number(1)));
    assert_eq!((&top.maximum, &top.exclusive_maximum), (&number(9), &None));
    assert_eq!(top.values, None, "draft-04 has no `const`");
    let item = keywords(&schema, top.prefix_items[0]);
    assert_eq!(
        (item.min_length, item.references.len()),
        (0, 1),
        "a `$ref` stands alone"
    );
    assert_eq!(schema.pointer(item.references[0]).to_string(), "/definitions/x");
    assert!(matches!(
        schema.node(top.items.unwrap()).body,
        Body::Always(false)
    ));
    assert_eq!(schema.pointer(top.items.unwrap()).to_string(), "/additionalItems");
    assert!(top.dependent_required["a"].contains("b"));
    assert!(
        keywords(&schema, top.dependent_schemas["c"])
            .required
            .contains("d")
    );
}

#[test]
fn a_draft_names_its_own_keywords_only() {
    let text = r#"{"$schema": "SCHEMA", "contains": true, "if": true, "then": false, "minContains": 2,
        "dependentRequired": {"a": ["b"]}, "prefixItems": [false]}"#;
    let of = |uri: &str| read(&text.replace("SCHEMA", uri));
    let seen = |schema: &Schema| match &schema.node(schema.root()).body {
        Body::Always(_) => (false, false, false, false),
        Body::Keywords(top) => (
            top.contains.is_some(),
            top.condition.is_some(),
            !top.dependent_required.is_empty() && top.min_contains == 2,
            !top.prefix_items.is_empty(),
        ),
    };
    let draft_4 = of("http://json-schema.org/draft-04/schema#");
    assert_eq!(draft_4.draft(), Draft::Draft4);
    assert_eq!(seen(&draft_4), (false, false, false, false));
    assert_eq!(
        seen(&of("http://json-schema.org/draft-06/schema#")),
        (true, false, false, false)
    );
    assert_eq!(
        seen(&of("http://json-schema.org/draft-07/schema")),
        (true, true, false, false)
    );
    assert_eq!(
        seen(&of("https://json-schema.org/draft/2019-09/schema")),
        (true, true, true, false)
    );
    assert_eq!(
        seen(&of("https://json-schema.org/draft/2020-12/schema")),
        (true, true, true, true)
    );
    assert_eq!(of("https://example.com/own").draft(), Draft::Draft202012);
}

#[test]
fn a_tuple_of_an_old_draft_is_read_in_a_document_without_a_draft() {
    let schema = read(r#"{"items": [{"type": "string"}, true], "additionalItems": false}"#);
    assert_eq!(top(&schema).prefix_items.len(), 2);
    assert!(top(&schema).items.is_some());
    let modern = read(r#"{"items": {"type": "string"}, "additionalItems": false}"#);
    assert!(matches!(
        modern.node(top(&modern).items.unwrap()).body,
        Body::Keywords(_)
    ));
}

#[test]
fn integer_formats_become_ranges_and_only_of_numbers() {
    let schema = read(r#"{"type": ["integer", "null"], "format": "uint8", "maximum": 300, "minimum": 3}"#);
    assert_eq!(
        (&top(&schema).minimum, &top(&schema).maximum),
        (&number(3), &number(255))
    );
    assert_eq!(top(&schema).format, None);
    let wide = read(r#"{"type": "integer", "format": "uint128"}"#);
    assert_eq!(top(&wide).maximum, Some(u128::MAX.into()));
    let text = read(r#"{"type": "string", "format": "int64"}"#);
    assert_eq!(
        (&top(&text).format.as_deref(), &top(&text).maximum),
        (&Some("int64"), &None)
    );
    let float = read(r#"{"type": "number", "format": "double"}"#);
    assert_eq!((&top(&float).format, &top(&float).maximum), (&None, &None));
    let described = Options::default().format_asserts(false);
    let described = Schema::parse(br#"{"type": "integer", "format": "uint8"}"#, &described).unwrap();
    assert_eq!(top(&described).maximum, None);
}

#[test]
fn types_and_constants_are_sets() {
    let schema =
        read(r#"{"type": ["number", "null"], "enum": [1, 1.0, null, {"a": 1, "b": 2}, {"b": 2, "a": 1}]}"#);
    assert_eq!(top(&schema).types, Some(Types::NUMBER.or(Types::NULL)));
    assert_eq!(top(&schema).values.as_ref().unwrap().len(), 3);
    let both = read(r#"{"const": 1, "enum": [2]}"#);
    assert_eq!(top(&both).values.as_ref().unwrap().len(), 0);
}

#[test]
fn references_find_pointers_anchors_and_identities_inside_the_document() {
    for reference in [
        "#/$defs/x",
        "#/%24defs/x",
        "#x",
        "http://a.b/dir/top.json#x",
        "/dir/top.json#/$defs/x",
        "top.json#x",
        "inner/part.json#/properties/up",
        "inner/part.json#up",
    ] {
        let text = r#"{"$id": "http://a.b/dir/top.json", "$ref": "REF", "$defs": {
            "x": {"$anchor": "x", "const": 1},
            "part": {"$id": "inner/part.json", "properties": {"up": {"$anchor": "up", "$ref": "../top.json#x"}}}}}"#;
        let schema = read(&text.replace("REF", reference));
        let mut node = schema.root();
        while let Some(&next) = keywords(&schema, node).references.first() {
            node = next;
        }
        assert_eq!(schema.pointer(node).to_string(), "/$defs/x", "{reference}");
    }
}

#[test]
fn anchor_is_found_in_every_place_for_schemas() {
    for holder in [
        r#""not": HERE"#,
        r#""if": HERE"#,
        r#""contains": HERE"#,
        r#""additionalProperties": HERE"#,
        r#""propertyNames": HERE"#,
        r#""unevaluatedItems": HERE"#,
        r#""items": HERE"#,
        r#""prefixItems": [true, HERE]"#,
        r#""anyOf": [true, HERE]"#,
        r#""properties": {"a": HERE}"#,
        r#""patternProperties": {"a": HERE}"#,
        r#""dependentSchemas": {"a": HERE}"#,
        r#""$schema": "http://json-schema.org/draft-07/schema#", "items": [true, HERE]"#,
        r#""$schema": "http://json-schema.org/draft-07/schema#", "items": HERE"#,
        r#""$schema": "http://json-schema.org/draft-07/schema#", "dependencies": {"a": HERE}"#,
    ] {
        let anchor = if holder.contains("draft-07") {
            r##"{"$id": "#x", "const": 1}"##
        } else {
            r#"{"$anchor": "x", "const": 1}"#
        };
        let holder = holder.replace("HERE", anchor);
        let schema = read(&format!(r##"{{"allOf": [{{"$ref": "#x"}}], {holder}}}"##));
        let inner = top(&schema).all_of[0];
        let target = keywords(&schema, inner).references[0];
        assert!(keywords(&schema, target).values.is_some(), "{holder}");
    }
}

#[test]
fn reference_may_lead_outside_of_schema_keywords() {
    let schema = read(
        r##"{"$ref": "#/components/schemas/User", "components": {"schemas": {
            "User": {"properties": {"id": {"$ref": "#/components/schemas/Id"}}}, "Id": {"type": "integer"}}}}"##,
    );
    assert_eq!(schema.len(), 4);
    assert_eq!(schema.pointer(NodeId(3)).to_string(), "/components/schemas/Id");
}

#[test]
fn a_dynamic_reference_leads_to_the_outermost_resource() {
    let text = r##"{"$id": "http://a.b/list-of-strings", "$ref": "list", "$defs": {
        "content": {"$dynamicAnchor": "content", "type": "string"},
        "list": {"$id": "list", "items": {"$dynamicRef": "#content"}, "$defs": {
            "default": {"$dynamicAnchor": "content"}}}}}"##;
    let schema = read(text);
    let list = keywords(&schema, top(&schema).references[0]);
    let item = keywords(&schema, list.items.unwrap());
    assert_eq!(schema.pointer(item.references[0]).to_string(), "/$defs/content");
}

#[test]
fn place_with_two_dynamic_targets_becomes_two_nodes() {
    let text = r##"{"$id": "http://a.b/top", "properties": {"s": {"$ref": "strings"}, "n": {"$ref": "numbers"}},
        "$defs": {
            "strings": {"$id": "strings", "$ref": "list", "$defs": {"c": {"$dynamicAnchor": "c", "type": "string"}}},
            "numbers": {"$id": "numbers", "$ref": "list", "$defs": {"c": {"$dynamicAnchor": "c", "type": "number"}}},
            "list": {"$id": "list", "items": {"$dynamicRef": "#c"}, "$defs": {"c": {"$dynamicAnchor": "c"}}}}}"##;
    let schema = read(text);
    let content = |name: &str| {
        let property = keywords(&schema, top(&schema).properties[name]);
        let outer = keywords(&schema, property.references[0]);
        let list = keywords(&schema, outer.references[0]);
        let item = keywords(&schema, list.items.unwrap());
        schema.pointer(item.references[0]).to_string()
    };
    assert_eq!(content("s"), "/$defs/strings/$defs/c");
    assert_eq!(content("n"), "/$defs/numbers/$defs/c");
}

#[test]
fn a_recursive_reference_of_2019_leads_to_the_outermost_recursive_anchor() {
    let text = r##"{"$schema": "https://json-schema.org/draft/2019-09/schema", "$id": "http://a.b/strict",
        "$recursiveAnchor": true, "$ref": "tree", "unevaluatedProperties": false, "$defs": {
            "tree": {"$id": "tree", "$recursiveAnchor": ANCHOR, "properties": {"child": {"$recursiveRef": "#"}}}}}"##;
    for (anchor, target) in [("true", ""), ("false", "/$defs/tree")] {
        let schema = read(&text.replace("ANCHOR", anchor));
        let tree = keywords(&schema, top(&schema).references[0]);
        let child = keywords(&schema, tree.properties["child"]);
        assert_eq!(schema.pointer(child.references[0]).to_string(), target);
    }
}

#[test]
fn the_schemas_of_json_schema_itself_are_at_hand() {
    let of = |reference: &str| {
        read(&format!(
            r#"{{"properties": {{"s": {{"$ref": "{reference}"}}}}}}"#
        ))
    };
    let value = |s: &str| crate::json::parse(format!(r#"{{"s": {s}}}"#).as_bytes()).unwrap();
    let decides = |reference: &str, good: &str, bad: &str| {
        let schema = of(reference);
        for (text, expected) in [(good, true), (bad, false)] {
            let value = value(text);
            assert_eq!(schema.accepts(&value), Ok(expected), "{reference}: {value}");
            let second = schema.second().and_then(|second| second.accepts(&value));
            assert_eq!(second, Some(expected), "{reference}: {value}");
            let touched = schema.second_opinion(&value, Scope::Slice);
            assert_eq!(touched, Some(expected), "{reference}: {value}");
        }
    };
    for uri in [
        "http://json-schema.org/draft-04/schema#",
        "http://json-schema.org/draft-06/schema",
        "http://json-schema.org/draft-07/schema#",
        "https://json-schema.org/draft/2019-09/schema",
        "https://json-schema.org/draft/2020-12/schema",
    ] {
        // The wrong keyword is inside another schema, so the recursive and dynamic references are followed.
        let inside = |inner: &str| format!(r#"{{"properties": {{"a": {{"not": {inner}}}}}}}"#);
        decides(
            uri,
            &inside(r#"{"minLength": 3}"#),
            &inside(r#"{"minLength": -3}"#),
        );
    }
    decides(
        "https://json-schema.org/draft/2020-12/meta/validation",
        r#"{"maxItems": 3}"#,
        r#"{"maxItems": "3"}"#,
    );
    let length = "http://json-schema.org/draft-07/schema#/definitions/nonNegativeInteger";
    decides(length, "3", "-3");
    let refusals = of(length).explain(&value("-3"));
    insta::assert_snapshot!(
        format!("{} {}", refusals[0].schema, refusals[0].keyword),
        @"/properties/s/$ref/definitions/nonNegativeInteger minimum"
    );
    insta::assert_snapshot!(
        refused(r#"{"$ref": "http://json-schema.org/draft-07/schema#/definitions/gone"}"#),
        @r#"the reference "http://json-schema.org/draft-07/schema#/definitions/gone" at `/$ref` leads to a place that the document does not have: correct it, or add what it names"#
    );
}

#[test]
fn an_anchor_that_several_schemas_carry_leads_nowhere() {
    let anchors = |first: &str, second: &str| {
        format!(
            r##"{{"$ref": "#x", "$defs": {{"a": {{"{first}": "x", "type": "string"}}, "b": {{"{second}": "x", "type": "null"}}}}}}"##
        )
    };
    let kinds = ["$anchor", "$dynamicAnchor"];
    for (first, second) in kinds
        .iter()
        .flat_map(|first| kinds.map(|second| (*first, second)))
    {
        let error = refused(&anchors(first, second));
        assert!(
            error.contains("several schemas of the document carry"),
            "{first} {second}: {error}"
        );
    }
    let old = r##"{"$schema": "http://json-schema.org/draft-07/schema#", "allOf": [{"$ref": "#x"}],
        "definitions": {"a": {"$id": "#x", "type": "string"}, "b": {"$id": "#x", "type": "null"}}}"##;
    assert!(refused(old).contains("several schemas of the document carry"));
    // One schema may be called so twice, and each resource has names of its own.
    let fine = r##"{"$ref": "#x", "$defs": {"a": {"$anchor": "x", "$dynamicAnchor": "x"}, "b": {"$id": "b", "$anchor": "x"}}}"##;
    assert!(Schema::parse(fine.as_bytes(), &Options::default()).is_ok());
    // Nothing refers to the repeated one.
    let unused = anchors("$anchor", "$anchor").replace(r##""$ref": "#x""##, r##""title": "x""##);
    assert!(Schema::parse(unused.as_bytes(), &Options::default()).is_ok());
}

#[test]
fn references_that_cannot_be_followed_are_named_with_the_way_out() {
    insta::assert_snapshot!(
        refused(r#"{"properties": {"a": {"$ref": "https://example.com/user.json#/x"}}}"#),
        @r#"the reference "https://example.com/user.json#/x" at `/properties/a/$ref` leads out of the document, and nothing is fetched: bundle what it names under `$defs`"#
    );
    insta::assert_snapshot!(
        refused(r##"{"$ref": "#/definitions/gone"}"##),
        @r##"the reference "#/definitions/gone" at `/$ref` leads to a place that the document does not have: correct it, or add what it names"##
    );
    insta::assert_snapshot!(
        refused(r#"{"allOf": [{"$ref": "file:///etc/passwd"}]}"#),
        @r#"the reference "file:///etc/passwd" at `/allOf/0/$ref` leads out of the document, and nothing is fetched: bundle what it names under `$defs`"#
    );
    insta::assert_snapshot!(
        refused(r#"{"$ref": "http://[/"}"#),
        @r#"the reference "http://[/" at `/$ref` is no URI reference: percent-encode what a URI cannot hold"#
    );
    insta::assert_snapshot!(
        refused(r#"{"$ref": "a", "$defs": {"1": {"$id": "a"}, "2": {"$id": "a"}}}"#),
        @r#"the reference "a" at `/$ref` names an `$id` or an anchor that several schemas of the document carry: make each unique"#
    );
}

#[test]
fn malformed_keywords_are_refused_at_their_places() {
    let all: Vec<String> = [
        r#"[]"#,
        r#"{"type": "strin"}"#,
        r#"{"type": ["null", 5]}"#,
        r#"{"type": []}"#,
        r#"{"properties": {"a": {"minimum": "x"}}}"#,
        r#"{"properties": {"a": 5}}"#,
        r#"{"properties": []}"#,
        r#"{"required": [1]}"#,
        r#"{"required": true}"#,
        r#"{"minLength": -1}"#,
        r#"{"maxItems": 1.5}"#,
        r#"{"multipleOf": 0}"#,
        r#"{"allOf": []}"#,
        r#"{"allOf": [true, null]}"#,
        r#"{"uniqueItems": "yes"}"#,
        r#"{"enum": "a"}"#,
        r#"{"$ref": 5}"#,
        r#"{"pattern": {"a": 1}}"#,
        r#"{"dependentRequired": {"a": "b"}}"#,
        r#"{"prefixItems": [true], "items": [true]}"#,
    ]
    .map(refused)
    .to_vec();
    insta::assert_snapshot!(all.join("\n"), @r#"
    expected a schema (an object, true or false) at the top of the schema, found an empty array
    expected `null`, `boolean`, `integer`, `number`, `string`, `array`, `object`, or an array of these at `/type`, found "strin"
    expected `null`, `boolean`, `integer`, `number`, `string`, `array`, `object`, or an array of these at `/type/1`, found 5
    expected `null`, `boolean`, `integer`, `number`, `string`, `array`, `object`, or an array of these at `/type`, found an empty array
    expected a number at `/properties/a/minimum`, found "x"
    expected a schema (an object, true or false) at `/properties/a`, found 5
    expected an object at `/properties`, found an empty array
    expected an array of property names (strings) at `/required`, found an array
    expected an array of property names (strings) at `/required`, found true
    expected a whole number that is not negative at `/minLength`, found -1
    expected a whole number that is not negative at `/maxItems`, found 1.5
    expected a number above zero at `/multipleOf`, found 0
    expected an array of at least one schema at `/allOf`, found an empty array
    expected a schema (an object, true or false) at `/allOf/1`, found null
    expected true or false at `/uniqueItems`, found "yes"
    expected an array at `/enum`, found "a"
    expected a string at `/$ref`, found 5
    expected a string at `/pattern`, found an object
    expected an array of property names (strings) at `/dependentRequired/a`, found "b"
    expected one schema for the items after `prefixItems` at `/items`, found an array
    "#);
}

#[test]
fn invalid_pattern_decides_nothing_and_is_reported_at_its_place() {
    for (text, place) in [
        (r#"{"pattern": "["}"#, "/pattern"),
        (
            r#"{"items": {"patternProperties": {"(": true}}}"#,
            "/items/patternProperties/(",
        ),
    ] {
        let foreign = read(text).foreign_patterns();
        assert_eq!(foreign[0].at.to_string(), place);
        assert!(foreign[0].problem.contains("never closed"), "{foreign:?}");
    }
}

#[test]
fn oversized_counts_become_the_maximum() {
    let schema = read(r#"{"minLength": 1e400, "maxItems": 2.0}"#);
    assert_eq!(
        (top(&schema).min_length, top(&schema).max_items),
        (u64::MAX, Some(2))
    );
}

#[test]
fn hostile_documents_are_refused_or_read_without_harm() {
    let deep = r#"{"not":"#.repeat(100_000);
    assert!(matches!(
        Schema::parse(deep.as_bytes(), &Options::default()),
        Err(SchemaError::Json(_))
    ));
    let mut deep = Json::Bool(true);
    for _ in 0..100_000 {
        deep = Json::from([("not", deep)]);
    }
    assert_eq!(
        Schema::from_json(deep, &Options::default()).unwrap_err(),
        SchemaError::Depth
    );
    let cycle = read(r##"{"$ref": "#"}"##);
    assert_eq!(top(&cycle).references, [cycle.root()]);
    let pair =
        read(r##"{"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}}"##);
    assert_eq!(pair.len(), 3);
}

#[test]
fn wide_and_long_documents_are_read_in_linear_time() {
    let start = Instant::now();
    let wide: Object = (0..10_000)
        .map(|i| (format!("p{i}"), Json::from([("type", Json::from("string"))])))
        .collect();
    let wide = Json::from([("properties", Json::from(wide))]);
    assert_eq!(
        Schema::from_json(wide, &Options::default()).unwrap().len(),
        10_001
    );

    let branches: Vec<Json> = (0..5_000)
        .map(|i| Json::from([("const", Json::Number(i.into()))]))
        .collect();
    let branches = Json::from([("oneOf", Json::from(branches))]);
    assert_eq!(
        Schema::from_json(branches, &Options::default()).unwrap().len(),
        5_001
    );

    let constants: Vec<Json> = (0..20_000)
        .map(|i| Json::from([("a", Json::Number(i.into()))]))
        .collect();
    let constants = Json::from([("enum", Json::from(constants))]);
    Schema::from_json(constants, &Options::default()).unwrap();

    let mut chain: Object = (0..20_000)
        .map(|i| {
            (
                format!("d{i}"),
                Json::from([("$ref", Json::from(format!("#/$defs/d{}", i + 1)))]),
            )
        })
        .collect();
    chain.insert("d20000".to_owned(), Json::Bool(true));
    let chain = Json::from([("$ref", Json::from("#/$defs/d0")), ("$defs", Json::from(chain))]);
    assert_eq!(
        Schema::from_json(chain, &Options::default()).unwrap().len(),
        20_002
    );

    // Minutes if anything above is quadratic; well under a second otherwise, also unoptimized.
    assert!(start.elapsed().as_secs() < 20);
}

#[test]
fn scopes_that_multiply_are_bounded() {
    // Each of 12 resources may be entered or not on the way to the last: 2^12 scopes if all were distinguished.
    let mut defs = Object::default();
    for i in 0..12 {
        let next = format!("r{}", i + 1);
        let text = format!(r##"{{"$id": "r{i}", "anyOf": [{{"$ref": "{next}"}}, {{"$ref": "s{i}"}}]}}"##);
        defs.insert(format!("r{i}"), crate::json::parse(text.as_bytes()).unwrap());
        let text = format!(
            r##"{{"$id": "s{i}", "$ref": "{next}", "$defs": {{"a": {{"$dynamicAnchor": "a{i}", "const": {i}}}}}}}"##
        );
        defs.insert(format!("s{i}"), crate::json::parse(text.as_bytes()).unwrap());
    }
    let last = r##"{"$id": "r12", "$dynamicRef": "#a", "$defs": {"a": {"$dynamicAnchor": "a"}}}"##;
    defs.insert("r12".to_owned(), crate::json::parse(last.as_bytes()).unwrap());
    let document = Json::from([("$ref", Json::from("r0")), ("$defs", Json::from(defs))]);
    let schema = Schema::from_json(document, &Options::default()).unwrap();
    assert!(schema.len() < 64 * 100, "{}", schema.len());
    let unsupported = (0..schema.len() as u32)
        .filter_map(|id| match &schema.node(NodeId(id)).body {
            Body::Keywords(keywords) => Some(keywords),
            Body::Always(_) => None,
        })
        .any(|keywords| keywords.unsupported == ["$dynamicRef"]);
    assert!(unsupported);
}
