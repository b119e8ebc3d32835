//! A part of messages does not know who uses it. What no consumer may have is refused where it is consumed.

#![allow(
    dead_code,
    reason = "serde reads and writes these fields, and nothing else does"
)]

use std::borrow::Cow;
use std::collections::BTreeMap;

use counterpart::Contract;
use counterpart::contract::Role;
use counterpart::schema::generate;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Contract)]
struct Part<'a> {
    #[serde(borrow)]
    owned_where_needed: Cow<'a, str>,
    text: Option<&'a str>,
}

#[derive(Serialize, Deserialize, Contract)]
struct Newtype<'a>(#[serde(borrow)] Part<'a>);

#[derive(Serialize, Deserialize, Contract)]
struct Message<'a> {
    #[serde(borrow)]
    parts: Vec<Newtype<'a>>,
}

#[test]
fn borrowed_text_is_refused_only_for_reading() {
    let message = r#"{"parts":[{"owned_where_needed":"\n","text":"\n"}]}"#;
    assert!(serde_json::from_str::<Message>(message).is_err());
    let error = generate::<Message>(Role::Consumes).unwrap_err();
    insta::assert_snapshot!(error, @"`Part.text`: serde can only read a borrowed value if the message contains it unescaped, so a contract cannot promise it: use `String`, or `Cow<'_, str>` with `#[serde(borrow)]`");
    assert!(generate::<Message>(Role::Emits).is_ok());
}

#[test]
fn borrowed_text_in_a_tuple_or_a_trusted_type() {
    #[derive(Contract)]
    struct Tuple<'a>(u8, &'a [u8]);
    assert!(generate::<Tuple>(Role::Consumes).is_err());
    #[derive(Contract)]
    struct Trusted<'a> {
        #[contract(trust = "the producer escapes nothing")]
        text: &'a str,
    }
    assert!(generate::<Trusted>(Role::Consumes).is_ok());
    #[derive(Contract)]
    struct OnlyWritten<'a> {
        #[serde(skip_deserializing)]
        text: &'a str,
    }
    assert!(generate::<OnlyWritten>(Role::Consumes).is_ok());
}

#[test]
fn opaque_key_types_are_refused_behind_an_alias() {
    /// A text, by a `JsonSchema` by hand.
    #[derive(Deserialize, PartialEq, Eq, PartialOrd, Ord)]
    struct Code(String);
    impl counterpart::__private::schemars::JsonSchema for Code {
        fn schema_name() -> std::borrow::Cow<'static, str> {
            "Code".into()
        }
        fn json_schema(
            _: &mut counterpart::__private::schemars::SchemaGenerator,
        ) -> counterpart::__private::schemars::Schema {
            counterpart::__private::schemars::json_schema!({ "type": "string", "maxLength": 3 })
        }
    }
    type Counts = BTreeMap<Code, u8>;
    #[derive(Deserialize, Contract)]
    struct Aliased {
        counts: Option<Counts>,
    }
    let error = generate::<Aliased>(Role::Consumes).unwrap_err();
    insta::assert_snapshot!(error, @"`Aliased.counts`: the keys of a map cannot be seen through an alias or a type argument: write the map's type in the field, or in a newtype");
    assert!(generate::<Aliased>(Role::Emits).is_ok());
    #[derive(Deserialize, Contract)]
    struct Written {
        counts: Option<BTreeMap<Code, u8>>,
    }
    assert!(generate::<Written>(Role::Consumes).is_ok());
}

#[test]
fn value_that_is_not_an_object_is_never_flattened() {
    #[derive(Deserialize, Contract)]
    struct Holds<T> {
        id: u8,
        #[serde(flatten)]
        part: T,
    }
    assert!(serde_json::from_str::<Holds<u8>>(r#"{"id":1}"#).is_err());
    let error = generate::<Holds<u8>>(Role::Consumes).unwrap_err();
    insta::assert_snapshot!(error, @"`Holds`: serde can only flatten objects and maps, so it refuses every message: give the field a name");
    assert!(generate::<Holds<Vec<u8>>>(Role::Consumes).is_err());
    assert!(generate::<Holds<()>>(Role::Consumes).is_ok());
}

#[test]
fn an_alias_that_is_the_name_of_a_flattened_field() {
    #[derive(Deserialize, Contract)]
    struct Part {
        kind: Option<u8>,
    }
    #[derive(Deserialize, Contract)]
    struct Message {
        #[serde(alias = "kind")]
        name: String,
        #[serde(flatten)]
        part: Part,
    }
    assert!(serde_json::from_str::<Message>(r#"{"name":"a","kind":1}"#).is_err());
    let error = generate::<Message>(Role::Consumes).unwrap_err();
    insta::assert_snapshot!(error, @r#"`Message.name`: its alias "kind" is the name of another field, which serde then no longer reads: remove the alias, or rename the other field"#);
    assert!(generate::<Message>(Role::Emits).is_ok());
}

#[test]
fn a_field_that_has_the_name_of_a_flattened_field() {
    #[derive(Serialize, Deserialize, Contract)]
    struct Part {
        created_at: u8,
    }
    #[derive(Serialize, Deserialize, Contract)]
    struct Aliased {
        #[serde(flatten)]
        part: Part,
        #[serde(alias = "legacy", skip_serializing)]
        created_at: u8,
    }
    assert!(serde_json::from_str::<Aliased>(r#"{"created_at":1}"#).is_err());
    assert!(serde_json::from_str::<Aliased>(r#"{"created_at":1,"legacy":1}"#).is_err());
    let error = generate::<Aliased>(Role::Consumes).unwrap_err();
    insta::assert_snapshot!(error, @r#"the property "created_at" would be written twice, and read into only one of two fields: a field and a field of a flattened type share this name; rename one of them"#);
    assert!(generate::<Aliased>(Role::Emits).is_ok());

    #[derive(Serialize, Deserialize, Contract)]
    struct Defaulted {
        #[serde(flatten)]
        part: Part,
        #[serde(default)]
        created_at: u8,
    }
    assert!(serde_json::from_str::<Defaulted>(r#"{"created_at":1}"#).is_err());
    assert!(generate::<Defaulted>(Role::Consumes).is_err());
    assert!(generate::<Defaulted>(Role::Emits).is_err());

    #[derive(Serialize, Deserialize, Contract)]
    #[serde(rename_all(deserialize = "camelCase"))]
    struct RenamedWhereRead {
        created_at: u8,
        #[serde(flatten)]
        part: Part,
    }
    assert!(generate::<RenamedWhereRead>(Role::Consumes).is_ok());
    assert!(generate::<RenamedWhereRead>(Role::Emits).is_err());
}

#[test]
fn two_flattened_fields_that_share_a_name() {
    #[derive(Serialize, Deserialize, Contract)]
    struct Needed {
        created_at: u8,
    }
    #[derive(Serialize, Deserialize, Contract)]
    struct Defaulted {
        #[serde(default)]
        created_at: u8,
    }
    #[derive(Serialize, Deserialize, Contract)]
    struct Both {
        #[serde(flatten)]
        first: Defaulted,
        #[serde(flatten)]
        second: Option<Needed>,
    }
    assert!(generate::<Both>(Role::Consumes).is_err());
    #[derive(Serialize, Deserialize, Contract)]
    struct Deep {
        #[serde(flatten)]
        both: Both,
    }
    assert!(generate::<Deep>(Role::Consumes).is_err());
    #[derive(Serialize, Deserialize, Contract)]
    struct Held {
        deep: Vec<Deep>,
    }
    assert!(generate::<Held>(Role::Emits).is_err());
}

#[test]
fn the_fields_of_a_variant_have_names_of_their_own() {
    #[derive(Serialize, Deserialize, Contract)]
    struct Part {
        at: u8,
    }
    macro_rules! tagged {
        ($name:ident $(, $attribute:meta)?) => {
            #[derive(Serialize, Deserialize, Contract)]
            $(#[$attribute])?
            enum $name {
                Same {
                    #[serde(default)]
                    at: u8,
                    #[serde(flatten)]
                    part: Part,
                },
            }
        };
    }
    tagged!(External);
    tagged!(Internal, serde(tag = "t"));
    tagged!(Adjacent, serde(tag = "t", content = "c"));
    tagged!(Untagged, serde(untagged));
    assert!(serde_json::from_str::<External>(r#"{"Same":{"at":1}}"#).is_err());
    for refused in [
        generate::<External>(Role::Consumes),
        generate::<Internal>(Role::Consumes),
        generate::<Adjacent>(Role::Consumes),
        generate::<Untagged>(Role::Consumes),
    ] {
        assert!(refused.is_err(), "{refused:?}");
    }
    #[derive(Serialize, Deserialize, Contract)]
    enum Apart {
        One {
            at: u8,
        },
        #[serde(rename_all = "UPPERCASE")]
        Two {
            at: u8,
            #[serde(flatten)]
            part: Part,
        },
    }
    assert!(serde_json::from_str::<Apart>(r#"{"Two":{"at":1,"AT":2}}"#).is_ok());
    assert!(generate::<Apart>(Role::Consumes).is_ok());
}

#[test]
fn deny_unknown_fields_is_refused_with_a_flattened_field_that_consumes_no_keys() {
    #[derive(Serialize, Deserialize, Contract)]
    #[serde(tag = "kind")]
    enum Tagged {
        Known,
    }
    #[derive(Serialize, Deserialize, Contract)]
    #[serde(deny_unknown_fields)]
    struct Message {
        #[serde(flatten)]
        tagged: Tagged,
    }
    assert!(serde_json::from_str::<Message>(r#"{"kind":"Known"}"#).is_err());
    let error = generate::<Message>(Role::Consumes).unwrap_err();
    insta::assert_snapshot!(error, @"`Message`: `deny_unknown_fields` denies the keys of this flattened field, because its type consumes none (an untagged or internally tagged enum, or a struct that flattens something itself): remove `deny_unknown_fields`, or give the field a name");
    assert!(generate::<Message>(Role::Emits).is_ok());

    #[derive(Serialize, Deserialize, Contract)]
    struct Inner {
        id: Option<u8>,
    }
    #[derive(Serialize, Deserialize, Contract)]
    struct Outer {
        #[serde(flatten)]
        inner: Inner,
    }
    #[derive(Serialize, Deserialize, Contract)]
    #[serde(deny_unknown_fields)]
    enum Variant {
        One {
            #[serde(flatten)]
            outer: Outer,
        },
    }
    assert!(serde_json::from_str::<Variant>(r#"{"One":{}}"#).is_ok());
    assert!(serde_json::from_str::<Variant>(r#"{"One":{"id":1}}"#).is_err());
    assert!(generate::<Variant>(Role::Consumes).is_err());

    #[derive(Serialize, Deserialize, Contract)]
    enum Chosen {
        First(Inner),
    }
    #[derive(Serialize, Deserialize, Contract)]
    #[serde(deny_unknown_fields)]
    struct Takes {
        #[serde(flatten)]
        inner: Inner,
        #[serde(flatten)]
        chosen: Option<Chosen>,
    }
    assert!(serde_json::from_str::<Takes>(r#"{"id":1,"First":{"id":2}}"#).is_ok());
    assert!(serde_json::from_str::<Takes>(r#"{"id":1,"more":2}"#).is_err());
    assert!(generate::<Takes>(Role::Consumes).is_ok());
}

#[test]
fn part_with_a_flattened_value_consumes_no_keys() {
    #[derive(Serialize, Deserialize, Contract)]
    struct Part {
        value: u8,
        #[serde(flatten)]
        rest: serde_json::Value,
    }
    #[derive(Serialize, Deserialize, Contract)]
    #[serde(deny_unknown_fields)]
    struct Denies {
        #[serde(flatten)]
        part: Part,
    }
    assert!(serde_json::from_str::<Denies>(r#"{"value":1}"#).is_err());
    let error = generate::<Denies>(Role::Consumes).unwrap_err();
    insta::assert_snapshot!(error, @"`Denies`: `deny_unknown_fields` denies the keys of this flattened field, because its type consumes none (an untagged or internally tagged enum, or a struct that flattens something itself): remove `deny_unknown_fields`, or give the field a name");
    assert!(generate::<Denies>(Role::Emits).is_ok());

    #[derive(Serialize, Deserialize, Contract)]
    struct Counts {
        value: u8,
        #[serde(flatten)]
        counts: BTreeMap<String, u8>,
    }
    #[derive(Serialize, Deserialize, Contract)]
    #[serde(deny_unknown_fields)]
    struct DeniesCounts {
        #[serde(flatten)]
        part: Counts,
    }
    assert!(serde_json::from_str::<DeniesCounts>(r#"{"value":1}"#).is_err());
    assert!(generate::<DeniesCounts>(Role::Consumes).is_err());
}

#[test]
fn flattened_map_consumes_no_keys() {
    #[derive(Serialize, Deserialize, Contract, PartialEq, Eq, PartialOrd, Ord)]
    enum Letter {
        A,
        B,
    }
    #[derive(Serialize, Deserialize, Contract)]
    #[serde(deny_unknown_fields)]
    struct Denies {
        #[serde(flatten)]
        letters: BTreeMap<Letter, u8>,
    }
    assert!(serde_json::from_str::<Denies>(r#"{"A":1}"#).is_err());
    assert!(generate::<Denies>(Role::Consumes).is_err());
    assert!(generate::<Denies>(Role::Emits).is_ok());
}
