//! Open parts of an emitted schema are closed where that is correct.

use super::*;

#[test]
fn described_objects_are_closed_and_maps_stay_open() {
    let (schema, places) = closed(
        r#"{"type": "object", "properties": {"tags": {"type": "object"}, "attributes": {"type": "object", "additionalProperties": {"type": "string"}}, "open": {"properties": {"a": true}, "additionalProperties": true}, "user": {"type": "object", "properties": {"id": {"type": "integer"}}}, "list": {"items": {"properties": {"x": true}}}}}"#,
    );
    assert_eq!(places, ["", "/properties/list/items", "/properties/user"]);
    insta::assert_snapshot!(schema, @r##"{"type":"object","properties":{"attributes":{"type":"object","additionalProperties":{"type":"string"}},"list":{"items":{"properties":{"x":true},"unevaluatedProperties":false}},"open":{"properties":{"a":true},"additionalProperties":true},"tags":{"type":"object"},"user":{"type":"object","properties":{"id":{"type":"integer"}},"unevaluatedProperties":false}},"unevaluatedProperties":false}"##);
}

#[test]
fn parts_that_describe_one_object_are_closed_once_for_all() {
    let (schema, places) = closed_of(&[
        (
            "a.json",
            r#"{"allOf": [{"$ref": "base.json"}, {"properties": {"extra": {"type": "string"}}}], "properties": {"base": {"$ref": "base.json"}}}"#,
        ),
        (
            "base.json",
            r#"{"properties": {"id": {"type": "integer"}}, "required": ["id"]}"#,
        ),
    ]);
    assert_eq!(places, ["", "/$defs/base"]);
    insta::assert_snapshot!(schema, @r##"{"properties":{"base":{"$ref":"#/$defs/base"}},"allOf":[{"$ref":"#/$defs/base-2"},{"properties":{"extra":{"type":"string"}}}],"unevaluatedProperties":false,"$defs":{"base":{"required":["id"],"properties":{"id":{"type":"integer"}},"unevaluatedProperties":false},"base-2":{"required":["id"],"properties":{"id":{"type":"integer"}}}}}"##);
}

#[test]
fn alternatives_that_alone_describe_an_object_are_closed_separately() {
    let (schema, places) = closed(
        r#"{"oneOf": [{"properties": {"card": true}, "required": ["card"]}, {"properties": {"iban": true}, "required": ["iban"]}, {"type": "object"}, {"type": "null"}]}"#,
    );
    assert_eq!(places, ["/anyOf/0", "/anyOf/1"]);
    insta::assert_snapshot!(schema, @r#"{"oneOf":[{"required":["card"],"properties":{"card":true}},{"required":["iban"],"properties":{"iban":true}},{"type":"object"},{"type":"null"}],"anyOf":[{"required":["card"],"properties":{"card":true},"unevaluatedProperties":false},{"required":["iban"],"properties":{"iban":true},"unevaluatedProperties":false},{"type":"object"},{"type":"null"}]}"#);
}

#[test]
fn alternatives_with_properties_are_closed_as_a_whole() {
    let (schema, places) = closed(
        r#"{"properties": {"kind": true}, "anyOf": [{"properties": {"a": true}}, {"required": ["kind"]}]}"#,
    );
    assert_eq!(places, [""]);
    insta::assert_snapshot!(schema, @r##"{"properties":{"kind":true},"anyOf":[{"properties":{"a":true}},{"required":["kind"]}],"unevaluatedProperties":false}"##);
}

#[test]
fn nullable_reference_is_closed_at_its_target() {
    let (schema, places) = closed_of(&[
        (
            "a.json",
            r#"{"properties": {"user": {"anyOf": [{"$ref": "user.json"}, {"type": "null"}]}}, "additionalProperties": false}"#,
        ),
        (
            "user.json",
            r#"{"type": ["object", "null"], "properties": {"id": true, "boss": {"$ref": "user.json"}}}"#,
        ),
    ]);
    assert_eq!(places, ["/$defs/user"]);
    insta::assert_snapshot!(schema, @r##"{"properties":{"user":{"anyOf":[{"$ref":"#/$defs/user"},{"type":"null"}]}},"additionalProperties":false,"$defs":{"user":{"type":["object","null"],"properties":{"boss":{"$ref":"#/$defs/user"},"id":true},"unevaluatedProperties":false}}}"##);
}

#[test]
fn demanded_property_without_description_may_still_be_sent() {
    // Closed without `total`, no value could be sent, and nothing would break any consumer.
    insta::assert_snapshot!(closed(r#"{"properties": {"id": true}, "required": ["id", "total"]}"#).0, @r##"{"required":["id","total"],"properties":{"id":true,"total":true},"unevaluatedProperties":false}"##);
    insta::assert_snapshot!(closed(r#"{"required": ["kind"], "anyOf": [{"properties": {"kind": true, "a": true}}, {"properties": {"b": true}}]}"#).0, @r##"{"required":["kind"],"anyOf":[{"properties":{"a":true,"kind":true},"unevaluatedProperties":false},{"properties":{"b":true,"kind":true},"unevaluatedProperties":false}]}"##);
    let refuses_itself = closed(
        r##"{"properties": {"id": true}, "not": {"$ref": "#/$defs/b"}, "$defs": {"b": {"not": {"$ref": "#/$defs/b"}, "properties": {"x": true}}}}"##,
    );
    assert_eq!(refuses_itself.1, [""]);
    let (schema, _) =
        closed(r#"{"properties": {"id": true}, "not": {"properties": {"kind": {"const": "old"}}}}"#);
    assert!(
        schema.contains(r#""properties":{"id":true,"kind":true}"#),
        "{schema}"
    );
    for text in [
        r#"{"properties": {"id": false}, "minProperties": 1}"#,
        r#"{"properties": {"id": true}, "propertyNames": {"const": "x"}, "minProperties": 1}"#,
    ] {
        assert!(closed(text).1.is_empty(), "{text}");
    }
    let (_, places) = closed(r#"{"properties": {"id": true}, "minProperties": 2}"#);
    assert!(places.is_empty());
    let (_, places) = closed(
        r#"{"properties": {"id": {"properties": {"x": true}}}, "const": {"id": {"y": 1}, "more": 2}}"#,
    );
    assert!(places.is_empty());
}

#[test]
fn a_property_that_two_parts_describe_is_not_closed_in_each() {
    // Closed in each part, `user` would have to be without `id` and without `name`.
    let (schema, places) = closed(
        r#"{"allOf": [{"properties": {"user": {"properties": {"id": true}, "required": ["id"]}}}, {"properties": {"user": {"properties": {"name": true}, "required": ["name"]}, "other": {"properties": {"x": true}}}}]}"#,
    );
    assert_eq!(places, ["", "/allOf/1/properties/other"]);
    insta::assert_snapshot!(schema, @r##"{"allOf":[{"properties":{"user":{"required":["id"],"properties":{"id":true}}}},{"properties":{"other":{"properties":{"x":true},"unevaluatedProperties":false},"user":{"required":["name"],"properties":{"name":true}}}}],"unevaluatedProperties":false}"##);
    let (_, places) = closed(
        r#"{"allOf": [{"properties": {"user": {"type": "object"}}}, {"properties": {"user": {"properties": {"name": true}}}}]}"#,
    );
    assert_eq!(places, ["", "/allOf/1/properties/user"]);
    let (_, places) = closed(
        r#"{"allOf": [{"items": {"properties": {"a": true}}}, {"items": {"properties": {"b": true}}}]}"#,
    );
    assert!(places.is_empty(), "{places:?}");
}

#[test]
fn refused_or_counted_schemas_stay_unchanged() {
    let (schema, places) = closed(
        r##"{"not": {"$ref": "#/$defs/old"}, "if": {"properties": {"a": {"properties": {"b": true}}}}, "contains": {"properties": {"x": true}}, "maxContains": 1, "properties": {"old": {"$ref": "#/$defs/old"}}, "$defs": {"old": {"properties": {"id": {"type": "string"}}}}}"##,
    );
    assert_eq!(places, ["", "/$defs/old"]);
    insta::assert_snapshot!(schema, @r##"{"contains":{"properties":{"x":true}},"maxContains":1,"properties":{"old":{"$ref":"#/$defs/old"},"id":true},"not":{"$ref":"#/$defs/old-2"},"if":{"properties":{"a":{"properties":{"b":true}}}},"unevaluatedProperties":false,"$defs":{"old":{"properties":{"id":{"type":"string"}},"unevaluatedProperties":false},"old-2":{"properties":{"id":{"type":"string"}}}}}"##);
}

#[test]
fn conditions_count_as_parts() {
    let (schema, places) = closed(
        r#"{"properties": {"kind": true}, "if": {"properties": {"kind": {"const": "a"}}}, "then": {"properties": {"a": true}}, "else": {"properties": {"b": true}}, "dependentSchemas": {"c": {"properties": {"d": true}}}}"#,
    );
    assert_eq!(places, [""]);
    insta::assert_snapshot!(schema, @r##"{"properties":{"kind":true,"c":true},"dependentSchemas":{"c":{"properties":{"d":true}}},"if":{"properties":{"kind":{"const":"a"}}},"then":{"properties":{"a":true}},"else":{"properties":{"b":true}},"unevaluatedProperties":false}"##);
}

#[test]
fn open_keeps_objects_open_and_consumers_are_never_closed() {
    let files = [("a.json", r#"{"properties": {"id": {"type": "integer"}}}"#)];
    let mut open = options(Role::Emits);
    open.schemas.open = true;
    let open = imported(&files, &["a.json"], open);
    insta::assert_snapshot!(schema(&open), @r##"{"properties":{"id":{"type":"integer","minimum":-9223372036854775808,"maximum":9223372036854775807}}}"##);
    assert!(open.closed.is_empty());
    let consumer = imported(&files, &["a.json"], options(Role::Consumes));
    insta::assert_snapshot!(schema(&consumer), @r##"{"properties":{"id":{"type":"integer"}}}"##);
    assert!(consumer.contract.header.assumes.is_empty());
}

#[test]
fn assumptions_are_in_the_header() {
    let assumes = |text: &str| {
        let imported = imported(&[("a.json", text)], &["a.json"], options(Role::Emits));
        let ids = imported
            .contract
            .header
            .assumes
            .iter()
            .map(|assumption| assumption.id());
        ids.skip(4).collect::<Vec<_>>()
    };
    assert_eq!(
        assumes(r#"{"type": "object", "properties": {"a": {"type": "integer"}}}"#),
        ["integers-are-i64", "closed-objects"]
    );
    assert!(assumes(r#"{"type": "object"}"#).is_empty());
}

#[test]
fn producer_of_fractions_is_assumed_to_send_only_finite_floats() {
    let assumes = |property: &str| {
        let text = format!(r#"{{"type": "object", "properties": {{"a": {property}}}}}"#);
        let imported = imported(&[("a.json", &text)], &["a.json"], options(Role::Emits));
        imported
            .contract
            .header
            .assumes
            .contains(&Assumption::FiniteFloats)
    };
    assert!(assumes(r#"{"type": ["number", "null"]}"#));
    assert!(assumes("{}"));
    assert!(!assumes(r#"{"type": "integer"}"#));
    assert!(!assumes(r#"{"type": "string"}"#));
}

#[test]
fn consumer_of_times_is_assumed_to_read_no_leap_seconds() {
    let assumes = |format: &str| {
        let text = format!(
            r#"{{"type": "object", "properties": {{"a": {{"type": "string", "format": "{format}"}}}}}}"#
        );
        let imported = imported(&[("a.json", &text)], &["a.json"], options(Role::Consumes));
        imported.contract.header.assumes
    };
    assert_eq!(assumes("date-time"), [Assumption::NoLeapSeconds]);
    assert!(assumes("date").is_empty());
}

#[test]
fn values_that_fit_two_open_alternatives_are_not_sent() {
    use counterpart_engine::compat::{Limits, Verdict, check};
    let file = r#"{"type": "object", "required": ["details"], "additionalProperties": false, "properties": {"details": {"oneOf": [{"type": "object", "properties": {"type": {"const": "glob"}, "glob": {"type": "string"}}}, {"type": "object", "properties": {"type": {"const": "path"}, "path": {"type": "string"}}}]}}}"#;
    let (schema, places) = closed(file);
    assert_eq!(
        places,
        ["/properties/details/anyOf/0", "/properties/details/anyOf/1"]
    );
    let read = |text: &str| Schema::parse(text.as_bytes(), &schema::Options::default()).unwrap();
    let verdict = |accepted: &str| check(&read(&schema), &read(accepted), &Limits::default());
    assert_eq!(verdict(file), Verdict::Compatible);
    let Verdict::Incompatible(findings) = verdict(
        r#"{"type": "object", "required": ["details"], "properties": {"details": {"type": "object", "properties": {"glob": {"type": "integer"}}}}}"#,
    ) else {
        panic!()
    };
    assert!(
        findings[0].place.to_string().starts_with("/details"),
        "{findings:?}"
    );
    insta::assert_snapshot!(schema, @r#"{"type":"object","required":["details"],"properties":{"details":{"oneOf":[{"type":"object","properties":{"glob":{"type":"string"},"type":{"const":"glob"}}},{"type":"object","properties":{"path":{"type":"string"},"type":{"const":"path"}}}],"anyOf":[{"type":"object","properties":{"glob":{"type":"string"},"type":{"const":"glob"}},"unevaluatedProperties":false},{"type":"object","properties":{"path":{"type":"string"},"type":{"const":"path"}},"unevaluatedProperties":false}]}},"additionalProperties":false}"#);
}

#[test]
fn exclusive_alternatives_are_closed_in_place() {
    for text in [
        r#"{"oneOf": [{"type": "object", "properties": {"kind": {"const": "a"}, "x": true}, "required": ["kind"]}, {"type": "object", "properties": {"kind": {"enum": ["b", "c"]}, "y": true}, "required": ["kind"]}, {"type": "null"}]}"#,
        r#"{"oneOf": [{"type": "object", "properties": {"A": {"properties": {"x": true}}}, "required": ["A"], "additionalProperties": false}, {"type": "object", "properties": {"B": {"properties": {"x": true}}}, "required": ["B"], "additionalProperties": false}, {"enum": ["C"]}]}"#,
    ] {
        let (schema, places) = closed(text);
        assert!(
            !schema.contains("anyOf") && places.len() == 2,
            "{schema} {places:?}"
        );
    }
    // Values of another type may satisfy both, and so may values without a required tag.
    for text in [
        r#"{"oneOf": [{"properties": {"kind": {"const": "a"}}, "required": ["kind"]}, {"properties": {"kind": {"const": "b"}}, "required": ["kind"]}]}"#,
        r#"{"oneOf": [{"type": "object", "properties": {"kind": {"const": "a"}}, "required": ["kind"]}, {"type": "object", "properties": {"kind": {"const": "b"}}}]}"#,
    ] {
        assert!(closed(text).0.contains("anyOf"), "{text}");
    }
}

#[test]
fn conditionally_described_values_can_be_sent_if_the_condition_fails() {
    use counterpart_engine::compat::{Limits, Verdict, check};
    let read = |text: &str| Schema::parse(text.as_bytes(), &schema::Options::default()).unwrap();
    for (file, refusing, message) in [
        (
            r#"{"type": "object", "required": ["k"], "if": {"properties": {"k": {"const": "x"}}}, "then": {"required": ["n"], "properties": {"n": {"type": "string"}}}}"#,
            r#"{"properties": {"k": {"const": "x"}}}"#,
            r#"{"k":"y"}"#,
        ),
        (
            r#"{"type": "object", "properties": {"kind": {"enum": ["x", "y"]}}, "required": ["kind", "b"], "oneOf": [{"properties": {"kind": {"const": "x"}, "b": {"type": "string"}}}, {"properties": {"kind": {"const": "y"}}}]}"#,
            r#"{"properties": {"kind": {"const": "x"}}}"#,
            r#"{"b":null,"kind":"y"}"#,
        ),
        (
            r#"{"type": "object", "required": ["k"], "dependentSchemas": {"n": {"properties": {"k": {"const": "x"}, "n": {"type": "string"}}}}}"#,
            r#"{"required": ["n"]}"#,
            r#"{"k":0}"#,
        ),
        (
            r#"{"type": "object", "properties": {"kind": true}, "required": ["kind"], "oneOf": [{"properties": {"kind": {"const": "x"}}, "required": ["b"]}, {"properties": {"kind": {"const": "y"}, "b": {"type": "string"}}}]}"#,
            r#"{"properties": {"kind": {"const": "y"}}}"#,
            r#"{"b":1,"kind":"x"}"#,
        ),
    ] {
        let emitted = read(&closed(file).0);
        let sent = counterpart_engine::json::parse(message.as_bytes()).unwrap();
        assert_eq!(read(file).accepts(&sent), Ok(true), "{file}");
        assert_eq!(emitted.accepts(&sent), Ok(true), "{file}: {}", emitted.document());
        let verdict = check(&emitted, &read(refusing), &Limits::default());
        assert!(matches!(verdict, Verdict::Incompatible(_)), "{file}: {verdict:?}");
    }
    // A part that describes everything it requires stays closed elsewhere.
    let (schema, _) = closed(
        r#"{"type": "object", "properties": {"kind": true}, "oneOf": [{"properties": {"kind": {"const": "x"}, "b": {"type": "string"}}, "required": ["kind", "b"]}, {"properties": {"kind": {"const": "y"}}, "required": ["kind"]}]}"#,
    );
    let sent = counterpart_engine::json::parse(br#"{"b": "a", "kind": "y"}"#).unwrap();
    assert_eq!(read(&schema).accepts(&sent), Ok(false), "{schema}");
}
