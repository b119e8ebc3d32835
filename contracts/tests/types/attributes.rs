//! The effect of serde's attributes on the schema, in both roles.

#![allow(
    dead_code,
    reason = "serde reads and writes these fields, and nothing else does"
)]

use counterpart::__private::schemars;
use counterpart::Contract;
use counterpart::contract::Role;
use counterpart::json::Json;
use serde::{Deserialize, Serialize};

fn accepted<T: schemars::JsonSchema>() -> String {
    schema::<T>(Role::Consumes).to_string()
}

fn emitted<T: schemars::JsonSchema>() -> String {
    schema::<T>(Role::Emits).to_string()
}

fn schema<T: schemars::JsonSchema>(role: Role) -> Json {
    Json::Object(counterpart::schema::generate::<T>(role).unwrap())
}

fn never<T>() -> T {
    panic!("a default was called")
}

#[test]
fn defaults_are_never_called_and_make_a_property_optional_for_the_reader_only() {
    #[derive(Serialize, Deserialize, Contract)]
    struct OneField {
        #[serde(default = "never")]
        a: u8,
        b: bool,
        #[serde(skip_deserializing, default = "never")]
        only_written: bool,
    }
    insta::assert_snapshot!(accepted::<OneField>(), @r#"{"type":"object","properties":{"a":{"type":"integer","minimum":0,"maximum":255},"b":{"type":"boolean"}},"required":["b"]}"#);
    insta::assert_snapshot!(emitted::<OneField>(), @r#"{"type":"object","properties":{"a":{"type":"integer","minimum":0,"maximum":255},"b":{"type":"boolean"},"only_written":{"type":"boolean"}},"required":["a","b","only_written"],"unevaluatedProperties":false}"#);

    #[derive(Serialize, Deserialize, Contract)]
    #[serde(default)]
    struct Whole {
        e: Option<bool>,
        #[serde(skip_deserializing)]
        d: bool,
        #[serde(skip_deserializing, skip_serializing_if = "Option::is_none")]
        c: Option<bool>,
        #[serde(flatten)]
        inner: OneField,
    }
    impl Default for Whole {
        fn default() -> Self {
            never()
        }
    }
    insta::assert_snapshot!(accepted::<Whole>(), @r#"{"type":"object","properties":{"a":{"type":"integer","minimum":0,"maximum":255},"b":{"type":"boolean"},"e":{"type":["boolean","null"]}},"required":["b"]}"#);
    insta::assert_snapshot!(emitted::<Whole>(), @r#"{"type":"object","properties":{"a":{"type":"integer","minimum":0,"maximum":255},"b":{"type":"boolean"},"c":{"type":"boolean"},"d":{"type":"boolean"},"e":{"type":["boolean","null"]},"only_written":{"type":"boolean"}},"required":["a","b","d","e","only_written"],"unevaluatedProperties":false}"#);
}

mod text {
    pub(super) fn serialize<T, S: serde::Serializer>(_: &T, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str("")
    }
    pub(super) fn deserialize<'de, T, D: serde::Deserializer<'de>>(_: D) -> Result<T, D::Error> {
        Err(serde::de::Error::custom("not in these tests"))
    }
}

#[test]
fn declared_wire_type_applies_to_fields_with_a_function() {
    #[derive(Serialize, Deserialize, Contract)]
    struct Wires {
        #[serde(with = "text")]
        #[contract(with = "Option<String>")]
        both: Option<bool>,
        #[serde(serialize_with = "text::serialize")]
        #[contract(with = "String")]
        written: Option<bool>,
        #[serde(deserialize_with = "text::deserialize", default)]
        #[contract(with = "String")]
        read: Option<bool>,
    }
    insta::assert_snapshot!(accepted::<Wires>(), @r#"{"type":"object","properties":{"both":{"type":["string","null"]},"read":{"type":"string"},"written":{"type":["boolean","null"]}},"required":["both"]}"#);
    insta::assert_snapshot!(emitted::<Wires>(), @r#"{"type":"object","properties":{"both":{"type":["string","null"]},"read":{"type":["boolean","null"]},"written":{"type":"string"}},"required":["both","read","written"],"unevaluatedProperties":false}"#);
    assert!(serde_json::from_str::<Wires>("{}").is_err());
}

#[test]
fn comments_are_not_part_of_a_contract() {
    /// Described.
    #[derive(Serialize, Deserialize, Contract)]
    enum Kind {
        /// A comment that would make a string of the flattened variant.
        Unit,
        /// Another.
        Other(u8),
    }
    /// A comment that would make it required.
    #[derive(Serialize, Deserialize, Contract)]
    #[serde(transparent)]
    struct Maybe {
        /// A comment.
        value: Option<bool>,
    }
    #[derive(Serialize, Deserialize, Contract)]
    #[deprecated]
    struct Outer {
        #[serde(flatten)]
        kind: Kind,
        maybe: Maybe,
    }
    #[allow(deprecated)]
    let (accepted, emitted) = (accepted::<Outer>(), emitted::<Outer>());
    insta::assert_snapshot!(accepted, @r#"{"type":"object","properties":{"maybe":{"type":["boolean","null"]}},"allOf":[{"oneOf":[{"required":["Other"]},{"required":["Unit"]}]}],"oneOf":[{"type":"object","properties":{"Other":{"type":"integer","minimum":0,"maximum":255}},"required":["Other"]},{"type":"object","properties":{"Unit":{"type":"null"}},"required":["Unit"]}]}"#);
    insta::assert_snapshot!(emitted, @r#"{"type":"object","properties":{"maybe":{"type":["boolean","null"]}},"required":["maybe"],"unevaluatedProperties":false,"oneOf":[{"type":"object","properties":{"Other":{"type":"integer","minimum":0,"maximum":255}},"required":["Other"]},{"type":"object","properties":{"Unit":{"type":"null"}},"required":["Unit"]}]}"#);
}

#[test]
fn names_are_those_of_each_direction() {
    #[derive(Serialize, Deserialize, Contract)]
    #[serde(rename_all(serialize = "camelCase", deserialize = "kebab-case"))]
    struct Renamed {
        two_words: u8,
        #[serde(rename(serialize = "out"))]
        other: bool,
        r#type: bool,
    }
    insta::assert_snapshot!(accepted::<Renamed>(), @r#"{"type":"object","properties":{"other":{"type":"boolean"},"two-words":{"type":"integer","minimum":0,"maximum":255},"type":{"type":"boolean"}},"required":["other","two-words","type"]}"#);
    insta::assert_snapshot!(emitted::<Renamed>(), @r#"{"type":"object","properties":{"out":{"type":"boolean"},"twoWords":{"type":"integer","minimum":0,"maximum":255},"type":{"type":"boolean"}},"required":["out","twoWords","type"],"unevaluatedProperties":false}"#);
}

#[test]
fn types_written_as_another_type_share_its_schema() {
    #[derive(Serialize, Deserialize, Contract, Clone)]
    #[serde(from = "String", into = "u8")]
    struct Converted(bool);
    impl From<String> for Converted {
        fn from(_: String) -> Self {
            Converted(true)
        }
    }
    impl From<Converted> for u8 {
        fn from(_: Converted) -> u8 {
            0
        }
    }
    #[derive(Serialize, Deserialize, Contract)]
    #[contract(with = "String")]
    struct Declared(u64);
    #[derive(Serialize, Deserialize, Contract)]
    struct Holds {
        converted: Converted,
        declared: Declared,
    }
    insta::assert_snapshot!(accepted::<Holds>(), @r##"{"type":"object","properties":{"converted":{"$ref":"#/$defs/Converted"},"declared":{"type":"string"}},"required":["converted","declared"],"$defs":{"Converted":{"type":"string"}}}"##);
    insta::assert_snapshot!(emitted::<Holds>(), @r##"{"type":"object","properties":{"converted":{"$ref":"#/$defs/Converted"},"declared":{"type":"string"}},"required":["converted","declared"],"unevaluatedProperties":false,"$defs":{"Converted":{"type":"integer","minimum":0,"maximum":255}}}"##);
}

#[test]
fn an_implementation_that_is_there_is_used() {
    #[derive(Contract)]
    #[contract(json_schema)]
    struct ByHand;
    impl schemars::JsonSchema for ByHand {
        fn schema_name() -> std::borrow::Cow<'static, str> {
            "ByHand".into()
        }
        fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
            schemars::json_schema!({ "type": "string", "pattern": "^a+$", "title": "dropped" })
        }
    }
    assert_eq!(accepted::<ByHand>(), r#"{"type":"string","pattern":"^a+$"}"#);
}

#[test]
fn integer_keys_of_another_derive_are_refused_only_for_reading() {
    use std::collections::BTreeMap;

    #[derive(Serialize, Deserialize, schemars::JsonSchema, Contract)]
    #[schemars(crate = "counterpart::__private::schemars")]
    #[contract(json_schema)]
    struct Counts {
        of: BTreeMap<u8, String>,
    }
    #[derive(Serialize, Deserialize, Contract)]
    struct Holds {
        counts: Vec<Counts>,
    }
    #[derive(Contract)]
    #[contract(json_schema)]
    struct ByHand;
    impl schemars::JsonSchema for ByHand {
        fn schema_name() -> std::borrow::Cow<'static, str> {
            "ByHand".into()
        }
        fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
            schemars::json_schema!({ "type": "object", "patternProperties": { "^(0|[1-9][0-9]?)$": true } })
        }
    }
    // The pattern of schemars holds both.
    for key in ["007", "256"] {
        assert!(serde_json::from_str::<Counts>(&format!(r#"{{"of":{{"{key}":"a"}}}}"#)).is_err());
    }
    let refused = counterpart::schema::generate::<Holds>(counterpart::contract::Role::Consumes);
    // The map of an argument is none of `json_schema`, and has no other reason.
    #[derive(Serialize, Deserialize, Contract)]
    struct Argument {
        either: either::Either<BTreeMap<u8, String>, bool>,
    }
    let argument = counterpart::schema::generate::<Argument>(counterpart::contract::Role::Consumes);
    insta::assert_snapshot!(argument.expect_err("refused"), @"`Argument.either.Left`: the range of a map's integer keys cannot be seen through an alias or a type argument: write the map's type in the field, or in a newtype; in a `JsonSchema` of your own, give the keys their pattern, `^(0|[1-9][0-9]?)$` or another one, or derive `Contract` instead");
    #[derive(Serialize, Deserialize, Contract)]
    struct OwnCounts(BTreeMap<u8, String>);
    #[derive(Serialize, Deserialize, Contract)]
    struct Advised {
        either: either::Either<OwnCounts, bool>,
    }
    assert!(
        accepted::<Advised>().contains("25[0-4]"),
        "{}",
        accepted::<Advised>()
    );
    insta::assert_snapshot!(refused.expect_err("refused"), @"`Counts.of`: the range of a map's integer keys cannot be seen through an alias or a type argument: write the map's type in the field, or in a newtype; in a `JsonSchema` of your own, give the keys their pattern, `^(0|[1-9][0-9]?)$` or another one, or derive `Contract` instead");
    assert!(counterpart::schema::generate::<Holds>(counterpart::contract::Role::Emits).is_ok());
    assert!(accepted::<ByHand>().contains("patternProperties"));
}

#[test]
fn two_types_of_one_name_are_two() {
    mod one {
        #[derive(counterpart::Contract)]
        pub(super) struct Local {
            a: bool,
        }
    }
    fn hidden() -> (String, String) {
        let first = {
            #[derive(Contract)]
            struct Local {
                b: bool,
            }
            #[derive(Contract)]
            struct Both {
                first: Local,
                other: one::Local,
            }
            accepted::<Both>()
        };
        #[derive(Contract)]
        struct Local {
            c: bool,
        }
        (first, accepted::<Vec<Local>>())
    }
    let (both, alone) = hidden();
    insta::assert_snapshot!(both, @r##"{"type":"object","properties":{"first":{"$ref":"#/$defs/Local2"},"other":{"$ref":"#/$defs/Local"}},"required":["first","other"],"$defs":{"Local":{"type":"object","properties":{"a":{"type":"boolean"}},"required":["a"]},"Local2":{"type":"object","properties":{"b":{"type":"boolean"}},"required":["b"]}}}"##);
    insta::assert_snapshot!(alone, @r##"{"type":"array","items":{"$ref":"#/$defs/Local"},"$defs":{"Local":{"type":"object","properties":{"c":{"type":"boolean"}},"required":["c"]}}}"##);
}

#[test]
fn generic_instances_are_distinguished_and_named_by_content() {
    #[derive(Contract)]
    struct Pair<A, B = A> {
        a: A,
        b: Option<Box<Pair<B>>>,
    }
    #[derive(Contract)]
    struct One {
        x: Pair<u8>,
        y: Pair<bool>,
    }
    #[derive(Contract)]
    struct Other {
        x: Pair<bool>,
        y: Pair<u8>,
    }
    let definitions = |schema: Json| schema.get("$defs").unwrap().to_string();
    assert_eq!(
        definitions(schema::<One>(Role::Consumes)),
        definitions(schema::<Other>(Role::Consumes))
    );
    insta::assert_snapshot!(definitions(schema::<One>(Role::Consumes)), @r##"{"Pair":{"type":"object","properties":{"a":{"type":"boolean"},"b":{"anyOf":[{"$ref":"#/$defs/Pair"},{"type":"null"}]}},"required":["a"]},"Pair2":{"type":"object","properties":{"a":{"type":"integer","minimum":0,"maximum":255},"b":{"anyOf":[{"$ref":"#/$defs/Pair2"},{"type":"null"}]}},"required":["a"]}}"##);
}

#[test]
fn the_schema_for_others_has_the_name_of_the_type_and_no_marks_of_ours() {
    #[derive(Contract)]
    #[serde(rename = "Named")]
    struct Rust {
        next: Option<Box<Rust>>,
    }
    let schema = schemars::schema_for!(Vec<Rust>).to_value().to_string();
    assert!(
        schema.contains("\"#/$defs/Named\"") && !schema.contains("counterpart"),
        "{schema}"
    );
}

#[test]
fn a_property_that_would_be_written_twice_is_refused() {
    #[derive(Serialize, Contract)]
    struct Inner {
        id: u8,
    }
    #[derive(Serialize, Contract)]
    struct Outer {
        id: u8,
        #[serde(flatten)]
        inner: Inner,
    }
    let error = counterpart::schema::generate::<Outer>(Role::Emits).unwrap_err();
    insta::assert_snapshot!(error, @r#"the property "id" would be written twice, and read into only one of two fields: a field and a field of a flattened type share this name; rename one of them"#);
}

#[test]
fn hand_written_schema_that_no_contract_can_contain_is_refused() {
    macro_rules! by_hand {
        ($($schema:tt)*) => {{
            struct ByHand;
            impl schemars::JsonSchema for ByHand {
                fn schema_name() -> std::borrow::Cow<'static, str> {
                    "ByHand".into()
                }
                fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                    schemars::json_schema!($($schema)*)
                }
            }
            counterpart::schema::generate::<ByHand>(Role::Consumes).unwrap_err().to_string()
        }};
    }
    insta::assert_snapshot!(by_hand!({ "$ref": "https://example.com/x" }), @r#"the schema refers to "https://example.com/x", which is not one of its definitions: a hand-written JsonSchema may only refer to definitions made by the generator"#);
    insta::assert_snapshot!(by_hand!({ "properties": { "a": { "$anchor": "x" } } }), @r#"the schema has "$anchor", which a contract cannot contain: remove it from the hand-written JsonSchema"#);
    insta::assert_snapshot!(by_hand!({ "properties": { "a": { "type": "text" } } }), @r#"the schema is not valid JSON Schema 2020-12 at "/properties/a/type": "text" fails the keyword `anyOf` of the metaschema"#);
}
