//! Types whose code does something else than their contract says, each in one way: the truth test shows a small message
//! for every one, within the number of messages that it makes by default.

#![allow(
    dead_code,
    reason = "serde reads and writes these fields, and nothing else does"
)]

use std::collections::BTreeMap;
use std::net::SocketAddr;

use counterpart::Contract;
use counterpart::truth::{self, Failure, Options};
use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Value, json};

fn told(failures: &[Failure]) -> String {
    let lines = failures.iter().map(|failure| {
        let serde = failure.serde.split(" at line ").next().unwrap_or_default();
        let field = failure.field.as_deref().unwrap_or("a field");
        let at = failure.at.to_string();
        format!(
            "{} at {at:?}: {serde}; the schema {}; {field}",
            failure.message, failure.schema
        )
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The failures for the messages that `T` reads.
fn read<T: DeserializeOwned + counterpart::__private::schemars::JsonSchema>() -> String {
    told(
        &truth::accepted::<T>(&Options::default())
            .expect("a schema")
            .failures,
    )
}

/// The failures for the output of `T`, for messages that it reads.
fn written<T: Serialize + DeserializeOwned + counterpart::__private::schemars::JsonSchema>() -> String {
    told(
        &truth::emitted::<T>(&Options::default())
            .expect("a schema")
            .failures,
    )
}

/// The failures for the output of these values.
fn written_of<T: Serialize + counterpart::__private::schemars::JsonSchema>(
    values: impl IntoIterator<Item = T>,
) -> String {
    told(&truth::emitted_of(values).expect("a schema").failures)
}

/// Reads a field as it is declared, and refuses some of what was read.
fn only<'de, T, D>(from: D, fits: impl Fn(&T) -> bool) -> Result<T, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    let value = T::deserialize(from)?;
    if fits(&value) {
        Ok(value)
    } else {
        Err(D::Error::custom("not this one"))
    }
}

/// A type of one field that `$reads` reads, while the contract says `$wire`.
macro_rules! reader {
    ($ty:ty, $wire:literal, $reads:expr) => {{
        fn reads<'de, D: Deserializer<'de>>(from: D) -> Result<$ty, D::Error> {
            let reads: fn(D) -> Result<$ty, D::Error> = $reads;
            reads(from)
        }
        #[derive(Deserialize, Contract)]
        struct Message {
            id: String,
            #[serde(deserialize_with = "reads")]
            #[contract(with = $wire)]
            field: $ty,
            more: Vec<u8>,
        }
        read::<Message>()
    }};
}

/// A type of one field that `$writes` writes, while the contract says `$wire`.
macro_rules! writer {
    ($ty:ty, $wire:literal, $writes:expr) => {{
        fn writes<S: Serializer>(value: &$ty, to: S) -> Result<S::Ok, S::Error> {
            let writes: fn(&$ty, S) -> Result<S::Ok, S::Error> = $writes;
            writes(value, to)
        }
        #[derive(Serialize, Deserialize, Contract)]
        struct Message {
            id: String,
            #[serde(serialize_with = "writes")]
            #[contract(with = $wire)]
            field: $ty,
            more: Vec<u8>,
        }
        written::<Message>()
    }};
}

#[test]
fn a_number_is_refused_at_an_edge() {
    insta::assert_snapshot!(reader!(u64, "u64", |from| only(from, |value| *value < 1_000)), @r#"{"field":1000,"more":[],"id":""} at "/field": not this one; the schema accepts it; #[serde(deserialize_with = "reads")] #[contract(with = "u64")] field: u64"#);
    insta::assert_snapshot!(reader!(u64, "u64", |from| only(from, |value| *value != u64::MAX)), @r#"{"field":18446744073709551615,"id":"","more":[]} at "/field": not this one; the schema accepts it; #[serde(deserialize_with = "reads")] #[contract(with = "u64")] field: u64"#);
    insta::assert_snapshot!(reader!(i64, "i64", |from| only(from, |value| *value >= 0)), @r#"{"field":-1,"id":"","more":[]} at "/field": not this one; the schema accepts it; #[serde(deserialize_with = "reads")] #[contract(with = "i64")] field: i64"#);
    insta::assert_snapshot!(reader!(u64, "u64", |from| u32::deserialize(from).map(u64::from)), @r#"{"field":4294967296,"more":[],"id":""} at "/field": invalid value: integer `4294967296`, expected u32; the schema accepts it; #[serde(deserialize_with = "reads")] #[contract(with = "u64")] field: u64"#);
    insta::assert_snapshot!(reader!(u8, "u8", |from| only(from, |value| *value != 0)), @r#"{"field":0,"more":[],"id":""} at "/field": not this one; the schema accepts it; #[serde(deserialize_with = "reads")] #[contract(with = "u8")] field: u8"#);
    insta::assert_snapshot!(reader!(i128, "i128", |from| i64::deserialize(from).map(i128::from)), @r#"{"more":[],"id":"","field":18446744073709551616} at "/field": invalid type: floating point `1.8446744073709552e+19`, expected i64; the schema accepts it; #[serde(deserialize_with = "reads")] #[contract(with = "i128")] field: i128"#);
    insta::assert_snapshot!(reader!(f64, "f64", |from| i64::deserialize(from).map(|value| value as f64)), @r#"{"field":5e-324,"id":"","more":[]} at "/field": invalid type: floating point `5e-324`, expected i64; the schema accepts it; #[serde(deserialize_with = "reads")] #[contract(with = "f64")] field: f64"#);
    insta::assert_snapshot!(reader!(f64, "f64", |from| only(from, |value| *value <= 1e300)), @r#"{"more":[],"id":"","field":1.7976931348623157e308} at "/field": not this one; the schema accepts it; #[serde(deserialize_with = "reads")] #[contract(with = "f64")] field: f64"#);
    insta::assert_snapshot!(reader!(f64, "f64", |from| only(from, |value: &f64| !value.is_sign_negative() || *value != 0.0)), @r#"{"more":[],"field":-0.0,"id":""} at "/field": not this one; the schema accepts it; #[serde(deserialize_with = "reads")] #[contract(with = "f64")] field: f64"#);
    insta::assert_snapshot!(reader!(f64, "f64", |from| match Value::deserialize(from)? {
        Value::Number(number) if number.is_u64() => Err(D::Error::custom("no integers")),
        _ => Ok(0.0),
    }), @r#"{"field":0,"id":"","more":[]} at "/field": no integers; the schema accepts it; #[serde(deserialize_with = "reads")] #[contract(with = "f64")] field: f64"#);
}

#[test]
fn a_string_is_refused() {
    insta::assert_snapshot!(reader!(String, "String", |from| only(from, |text: &String| !text.is_empty())), @r#"{"more":[],"id":"","field":""} at "/field": not this one; the schema accepts it; #[serde(deserialize_with = "reads")] #[contract(with = "String")] field: String"#);
    insta::assert_snapshot!(reader!(String, "String", |from| only(from, |text: &String| text.is_ascii())), @r#"{"more":[],"id":"","field":"\ufeff"} at "/field": not this one; the schema accepts it; #[serde(deserialize_with = "reads")] #[contract(with = "String")] field: String"#);
    insta::assert_snapshot!(reader!(String, "String", |from| only(from, |text: &String| text.len() < 256)), @r#"{"more":[],"id":"","field":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"} at "/field": not this one; the schema accepts it; #[serde(deserialize_with = "reads")] #[contract(with = "String")] field: String"#);
    insta::assert_snapshot!(reader!(String, "String", |from| only(from, |text: &String| !text.contains('\0'))), @r#"{"more":[],"field":"\u0000","id":""} at "/field": not this one; the schema accepts it; #[serde(deserialize_with = "reads")] #[contract(with = "String")] field: String"#);
    insta::assert_snapshot!(reader!(String, "String", |from| SocketAddr::deserialize(from).map(|it| it.to_string())), @r#"{"field":"","id":"","more":[]} at "/field": invalid socket address syntax; the schema accepts it; #[serde(deserialize_with = "reads")] #[contract(with = "String")] field: String"#);
    insta::assert_snapshot!(reader!(String, "String", |from| only(from, |text: &String| text.trim() == text)), @r#"{"more":[],"id":"","field":" "} at "/field": not this one; the schema accepts it; #[serde(deserialize_with = "reads")] #[contract(with = "String")] field: String"#);
    insta::assert_snapshot!(reader!(String, "String", |from| only(from, |text: &String| text.parse::<f64>().is_err())), @r#"{"field":"0","id":"","more":[]} at "/field": not this one; the schema accepts it; #[serde(deserialize_with = "reads")] #[contract(with = "String")] field: String"#);
    insta::assert_snapshot!(reader!(char, "char", |from| only(from, |letter: &char| *letter <= '\u{ffff}')), @r#"{"field":"😀","id":"","more":[]} at "/field": not this one; the schema accepts it; #[serde(deserialize_with = "reads")] #[contract(with = "char")] field: char"#);
    insta::assert_snapshot!(reader!(String, "String", |from| <&str>::deserialize(from).map(str::to_owned)), @r#"{"more":[],"field":"\u0000","id":""} at "/field": invalid type: string "\0", expected a borrowed string; the schema accepts it; #[serde(deserialize_with = "reads")] #[contract(with = "String")] field: String"#);
}

#[test]
fn another_type_is_read() {
    insta::assert_snapshot!(reader!(String, "u8", String::deserialize), @r#"{"field":0,"id":"","more":[]} at "/field": invalid type: integer `0`, expected a string; the schema accepts it; #[serde(deserialize_with = "reads")] #[contract(with = "u8")] field: String"#);
    insta::assert_snapshot!(reader!(u8, "Option<u8>", u8::deserialize), @r#"{"field":null,"id":"","more":[]} at "/field": invalid type: null, expected u8; the schema accepts it; #[serde(deserialize_with = "reads")] #[contract(with = "Option<u8>")] field: u8"#);
    insta::assert_snapshot!(reader!(bool, "bool", |from| only(from, |yes: &bool| !*yes)), @r#"{"field":true,"id":"","more":[]} at "/field": not this one; the schema accepts it; #[serde(deserialize_with = "reads")] #[contract(with = "bool")] field: bool"#);
    insta::assert_snapshot!(reader!(Vec<u8>, "Vec<u8>", |from| only(from, |items: &Vec<u8>| !items.is_empty())), @r#"{"field":[],"id":"","more":[]} at "/field": not this one; the schema accepts it; #[serde(deserialize_with = "reads")] #[contract(with = "Vec<u8>")] field: Vec<u8>"#);
    insta::assert_snapshot!(reader!(Vec<u8>, "Vec<u8>", |from| only(from, |items: &Vec<u8>| items.len() <= 3)), @r#"{"more":[],"id":"","field":[0,0,0,0]} at "/field/0": not this one; the schema accepts it; #[serde(deserialize_with = "reads")] #[contract(with = "Vec<u8>")] field: Vec<u8>"#);
    insta::assert_snapshot!(reader!(Vec<u8>, "Vec<u8>", |from| only(from, |items: &Vec<u8>| {
        items.iter().enumerate().all(|(at, item)| !items[..at].contains(item))
    })), @r#"{"more":[],"id":"","field":[255,255]} at "/field/0": not this one; the schema accepts it; #[serde(deserialize_with = "reads")] #[contract(with = "Vec<u8>")] field: Vec<u8>"#);
    insta::assert_snapshot!(reader!(BTreeMap<String, u8>, "BTreeMap<String, u8>", |from| {
        only(from, |map: &BTreeMap<String, u8>| map.keys().all(|key| !key.is_empty()))
    }), @r#"{"field":{"":0},"id":"","more":[]} at "/field/": not this one; the schema accepts it; #[serde(deserialize_with = "reads")] #[contract(with = "BTreeMap<String, u8>")] field: BTreeMap<String, u8>"#);
    insta::assert_snapshot!(reader!(BTreeMap<String, u8>, "BTreeMap<String, u8>", |from| {
        only(from, |map: &BTreeMap<String, u8>| map.len() < 2)
    }), @r#"{"field":{"a b":0,"":0},"id":"","more":[]} at "/field/a b": not this one; the schema accepts it; #[serde(deserialize_with = "reads")] #[contract(with = "BTreeMap<String, u8>")] field: BTreeMap<String, u8>"#);
    insta::assert_snapshot!(reader!(BTreeMap<i8, u8>, "BTreeMap<i16, u8>", Deserialize::deserialize), @r#"{"field":{"32760":0},"id":"","more":[]} at "/field/32760": invalid value: integer `32760`, expected i8; the schema accepts it; #[serde(deserialize_with = "reads")] #[contract(with = "BTreeMap<i16, u8>")] field: BTreeMap<i8, u8>"#);
    insta::assert_snapshot!(reader!((u8, u8), "Vec<u8>", Deserialize::deserialize), @r#"
        {"more":[],"id":"","field":[0,0,0]} at "/field/0": trailing characters; the schema accepts it; #[serde(deserialize_with = "reads")] #[contract(with = "Vec<u8>")] field: (u8, u8)
        {"field":[],"id":"","more":[]} at "/field": invalid length 0, expected a tuple of size 2; the schema accepts it; #[serde(deserialize_with = "reads")] #[contract(with = "Vec<u8>")] field: (u8, u8)
        "#);
    insta::assert_snapshot!(reader!(Option<u8>, "Option<u8>", |from| only(from, Option::is_some)), @r#"{"field":null,"id":"","more":[]} at "/field": not this one; the schema accepts it; #[serde(deserialize_with = "reads")] #[contract(with = "Option<u8>")] field: Option<u8>"#);
}

/// A schema by hand.
macro_rules! says {
    ($ty:ty, $($schema:tt)*) => {
        impl counterpart::__private::schemars::JsonSchema for $ty {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($ty).into()
            }
            fn json_schema(_: &mut counterpart::__private::schemars::SchemaGenerator) -> counterpart::__private::schemars::Schema {
                counterpart::__private::schemars::Schema::try_from(json!($($schema)*)).expect("a schema")
            }
        }
    };
}

#[test]
fn a_field_is_required_that_the_schema_leaves_free() {
    #[derive(Deserialize)]
    struct Message {
        id: u8,
        name: String,
    }
    says!(Message, { "type": "object", "properties": { "id": { "type": "integer", "minimum": 0, "maximum": 255 }, "name": { "type": "string" } },
        "required": ["id"] });
    insta::assert_snapshot!(read::<Message>(), @r#"{"id":0} at "": missing field `name`; the schema accepts it; a field"#);
}

#[test]
fn an_alias_that_the_schema_does_not_know() {
    #[derive(Deserialize)]
    struct Message {
        id: u8,
        #[serde(default, alias = "title")]
        name: String,
        title_page: Option<u8>,
    }
    // `title` is known to nobody but serde and the Rust type, whose names are given.
    says!(Message, { "type": "object", "properties": { "id": { "type": "integer", "minimum": 0, "maximum": 255 }, "name": { "type": "string" },
        "title_page": { "type": ["integer", "null"], "minimum": 0, "maximum": 255 } }, "required": ["id"] });
    let options = Options::default().names(vec!["title".to_owned()]);
    insta::assert_snapshot!(told(&truth::accepted::<Message>(&options).unwrap().failures), @r#"{"title":true,"id":0} at "/title": invalid type: boolean `true`, expected a string; the schema accepts it; a field"#);
}

#[test]
fn unknown_fields_are_refused() {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Message {
        id: u8,
    }
    says!(Message, { "type": "object", "properties": { "id": { "type": "integer", "minimum": 0, "maximum": 255 } }, "required": ["id"] });
    insta::assert_snapshot!(read::<Message>(), @r#"{"id":0,"":0} at "/": unknown field ``, expected `id`; the schema accepts it; a field"#);
}

#[test]
fn a_tag_that_serde_does_not_know() {
    #[derive(Deserialize)]
    #[serde(tag = "type")]
    enum Message {
        Created { id: u8 },
        Deleted,
    }
    says!(Message, { "oneOf": [
        { "type": "object", "properties": { "type": { "const": "Created" }, "id": { "type": "integer", "minimum": 0, "maximum": 255 } },
          "required": ["type", "id"] },
        { "type": "object", "properties": { "type": { "const": "deleted" } }, "required": ["type"] }] });
    insta::assert_snapshot!(read::<Message>(), @r#"{"type":"deleted"} at "/type": unknown variant `deleted`, expected `Created` or `Deleted`; the schema accepts it; a field"#);
}

#[test]
fn a_format_that_promises_too_much() {
    /// As a clock that knows no leap seconds, and no `t` for `T`.
    struct Moment;
    impl<'de> Deserialize<'de> for Moment {
        fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
            only(from, |text: &String| !text.contains(":60") && text.contains('T')).map(|_| Moment)
        }
    }
    says!(Moment, { "type": "string", "format": "date-time" });
    insta::assert_snapshot!(read::<Moment>(), @r#""9000-02-21T23:59:60Z" at "": not this one; the schema accepts it; a field"#);
    /// Ids in small letters only.
    struct Id;
    impl<'de> Deserialize<'de> for Id {
        fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
            only(from, |text: &String| *text == text.to_lowercase()).map(|_| Id)
        }
    }
    says!(Id, { "type": "string", "format": "uuid" });
    insta::assert_snapshot!(read::<Id>(), @r#""dFF009f6-f6ff-f00c-FAF0-01AaFaaFF89a" at "": not this one; the schema accepts it; a field"#);
    /// Not every text that the expression matches.
    struct Code;
    impl<'de> Deserialize<'de> for Code {
        fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
            only(from, |text: &String| text.len() < 9).map(|_| Code)
        }
    }
    says!(Code, { "type": "string", "pattern": "^[A-Z]{2,3}-[0-9]+$", "maxLength": 12 });
    insta::assert_snapshot!(read::<Code>(), @r#""KH-002909" at "": not this one; the schema accepts it; a field"#);
}

#[test]
fn deep_nesting_is_refused() {
    #[derive(Deserialize, Contract)]
    struct Tree {
        #[serde(deserialize_with = "not_too_high")]
        #[contract(with = "Vec<Tree>")]
        children: Vec<Tree>,
    }
    fn height(trees: &[Tree]) -> usize {
        trees
            .iter()
            .map(|tree| 1 + height(&tree.children))
            .max()
            .unwrap_or(0)
    }
    fn not_too_high<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Tree>, D::Error> {
        only(from, |trees: &Vec<Tree>| height(trees) < 9)
    }
    insta::assert_snapshot!(read::<Tree>(), @r#"{"children":[{"children":[{"children":[{"children":[{"children":[{"children":[{"children":[{"children":[{"children":[{"children":[]}]}]}]}]}]}]}]}]}]} at "/children/0/children/0/children/0/children/0/children/0/children/0/children/0/children/0/children/0": not this one; the schema accepts it; #[serde(deserialize_with = "not_too_high")] #[contract(with = "Vec<Tree>")] children: Vec<Tree>"#);
}

#[test]
fn panicking_reader_is_distinguished_from_a_refusing_one() {
    insta::assert_snapshot!(reader!(u8, "u8", |from| {
        let value = u8::deserialize(from)?;
        assert!(value < 200, "{value} was never meant to be read");
        Ok(value)
    }), @r#"{"field":200,"id":"","more":[]} at "/field": it panics: 200 was never meant to be read; the schema accepts it; #[serde(deserialize_with = "reads")] #[contract(with = "u8")] field: u8"#);
}

#[test]
fn each_lie_of_one_type_is_shown() {
    #[derive(Deserialize)]
    struct Message {
        small: u8,
        text: String,
        #[serde(default)]
        list: [u8; 2],
    }
    says!(Message, { "type": "object", "properties": { "small": { "type": "integer", "minimum": 0, "maximum": 256 },
        "text": { "type": ["string", "null"] }, "list": { "type": "array", "items": { "const": 1 } } }, "required": ["small", "text"] });
    insta::assert_snapshot!(read::<Message>(), @r#"
        {"text":null,"small":0} at "/text": invalid type: null, expected a string; the schema accepts it; a field
        {"list":[],"small":0,"text":""} at "/list": invalid length 0, expected an array of length 2; the schema accepts it; a field
        {"small":0,"list":[1,1,1],"text":""} at "/list/0": trailing characters; the schema accepts it; a field
        "#);
}

#[test]
fn something_else_is_written() {
    insta::assert_snapshot!(writer!(u64, "u64", |value, to| to.collect_str(value)), @r#"{"id":"","field":"0","more":[]} at "/field": writes it; the schema refuses it: `type` at `/properties/field` of the schema; #[serde(serialize_with = "writes")] #[contract(with = "u64")] field: u64"#);
    insta::assert_snapshot!(writer!(u8, "u8", |value, to| (i16::from(*value) + 1).serialize(to)), @r#"{"id":"","field":256,"more":[]} at "/field": writes it; the schema refuses it: `maximum` at `/properties/field` of the schema; #[serde(serialize_with = "writes")] #[contract(with = "u8")] field: u8"#);
    insta::assert_snapshot!(writer!(Option<u8>, "u8", |value, to| value.serialize(to)), @r#"{"id":"","field":null,"more":[]} at "/field": writes it; the schema refuses it: `type` at `/properties/field` of the schema; #[serde(serialize_with = "writes")] #[contract(with = "u8")] field: Option<u8>"#);
    insta::assert_snapshot!(writer!(f64, "f64", |value, to| (1.0 / value).serialize(to)), @r#"{"id":"","field":null,"more":[]} at "/field": writes it; the schema refuses it: `type` at `/properties/field` of the schema. serde_json writes NaN and infinities as null, and the contract assumes finite floats; #[serde(serialize_with = "writes")] #[contract(with = "f64")] field: f64"#);
    insta::assert_snapshot!(writer!(String, "char", |value, to| value.serialize(to)), @r#"
        {"id":"","field":"bc","more":[]} at "/field": writes it; the schema refuses it: `maxLength` at `/properties/field` of the schema; #[serde(serialize_with = "writes")] #[contract(with = "char")] field: String
        {"id":"","field":"","more":[]} at "/field": writes it; the schema refuses it: `minLength` at `/properties/field` of the schema; #[serde(serialize_with = "writes")] #[contract(with = "char")] field: String
        "#);
    insta::assert_snapshot!(writer!(Vec<u8>, "Vec<u8>", |value, to| match value.as_slice() {
        [one] => one.serialize(to),
        more => more.serialize(to),
    }), @r#"{"id":"","field":0,"more":[]} at "/field": writes it; the schema refuses it: `type` at `/properties/field` of the schema; #[serde(serialize_with = "writes")] #[contract(with = "Vec<u8>")] field: Vec<u8>"#);
    insta::assert_snapshot!(writer!(bool, "bool", |value, to| u8::from(*value).serialize(to)), @r#"{"id":"","field":1,"more":[]} at "/field": writes it; the schema refuses it: `type` at `/properties/field` of the schema; #[serde(serialize_with = "writes")] #[contract(with = "bool")] field: bool"#);
}

#[test]
fn a_key_more_is_written_than_is_declared() {
    #[derive(Deserialize)]
    struct Message {
        id: u8,
    }
    impl Serialize for Message {
        fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
            json!({ "id": self.id, "version": 2 }).serialize(to)
        }
    }
    says!(Message, { "type": "object", "properties": { "id": { "type": "integer", "minimum": 0, "maximum": 255 } }, "required": ["id"] });
    insta::assert_snapshot!(written::<Message>(), @r#"{"id":0,"version":2} at "/version": writes it; the schema refuses it: `false` at `/unevaluatedProperties` of the schema; a field"#);
}

#[test]
fn given_values_may_be_outside_of_the_declaration() {
    #[derive(Serialize, Contract)]
    struct Measured {
        id: u8,
        value: f64,
    }
    let value = |value| Measured { id: 1, value };
    insta::assert_snapshot!(written_of([value(0.5), value(f64::NAN)]), @r#"{"id":1,"value":null} at "/value": writes it; the schema refuses it: `type` at `/properties/value` of the schema. serde_json writes NaN and infinities as null, and the contract assumes finite floats; a field"#);
    insta::assert_snapshot!(written_of([value(0.5), value(f64::INFINITY), value(f64::NAN)]), @r#"{"id":1,"value":null} at "/value": writes it; the schema refuses it: `type` at `/properties/value` of the schema. serde_json writes NaN and infinities as null, and the contract assumes finite floats; a field"#);

    #[derive(Serialize, Contract)]
    struct Mapped {
        #[contract(with = "BTreeMap<String, u8>")]
        map: BTreeMap<(u8, u8), u8>,
    }
    insta::assert_snapshot!(written_of([Mapped { map: [((1, 2), 3)].into() }]), @r#"a value of `samples` at "": cannot write it: key must be a string; the schema says that it can be written; a field"#);
}
