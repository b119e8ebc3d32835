//! Types that are read from another one, written as another one, or through functions.

use counterpart::Contract;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::judge::shape::{Shape, shape};

#[derive(Serialize, Deserialize, Contract, Clone)]
#[serde(from = "Celsius", into = "Fahrenheit")]
struct Temperature(f64);

#[derive(Serialize, Deserialize, Contract)]
struct Celsius {
    #[serde(alias = "c")]
    celsius: f64,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(untagged)]
enum Fahrenheit {
    Cold { below: f64 },
    Warm(f64),
}

impl From<Celsius> for Temperature {
    fn from(from: Celsius) -> Self {
        Self(from.celsius)
    }
}

impl From<Temperature> for Fahrenheit {
    fn from(from: Temperature) -> Self {
        if from.0 < 0.0 {
            Self::Cold { below: from.0 }
        } else {
            Self::Warm(from.0)
        }
    }
}

#[derive(Serialize, Deserialize, Contract, Clone)]
#[serde(try_from = "String", into = "String")]
#[contract(trust = "every text is one")]
struct Text(String);

impl TryFrom<String> for Text {
    type Error = std::convert::Infallible;
    fn try_from(from: String) -> Result<Self, Self::Error> {
        Ok(Self(from))
    }
}

impl From<Text> for String {
    fn from(from: Text) -> Self {
        from.0
    }
}

#[derive(Serialize, Deserialize, Contract, Clone)]
#[serde(from = "OneOrMany<T>")]
struct Many<T: Clone>(Vec<T>);

#[derive(Serialize, Deserialize, Contract, Clone)]
#[serde(untagged)]
enum OneOrMany<T> {
    One(T),
    Many(Vec<T>),
}

impl<T: Clone> From<OneOrMany<T>> for Many<T> {
    fn from(from: OneOrMany<T>) -> Self {
        match from {
            OneOrMany::One(one) => Self(vec![one]),
            OneOrMany::Many(many) => Self(many),
        }
    }
}

mod theirs {
    pub(super) struct Point {
        pub(super) x: i32,
        pub(super) y: i32,
    }
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(remote = "theirs::Point")]
struct Point {
    x: i32,
    #[serde(default, rename = "why")]
    y: i32,
}

mod hex {
    use super::*;
    pub(super) fn serialize<S: Serializer>(value: &u32, to: S) -> Result<S::Ok, S::Error> {
        format!("{value:x}").serialize(to)
    }
    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
        let text = String::deserialize(from)?;
        Ok(u32::from_str_radix(&text, 16).unwrap_or(7))
    }
}

fn lenient<'de, D: Deserializer<'de>>(from: D) -> Result<u8, D::Error> {
    let value = serde_json::Value::deserialize(from)?;
    Ok(value
        .as_u64()
        .and_then(|value| u8::try_from(value).ok())
        .unwrap_or(0))
}

fn nullable<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    Option::<String>::deserialize(from).map(Option::unwrap_or_default)
}

fn double<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Option<u8>>, D::Error> {
    Option::<u8>::deserialize(from).map(Some)
}

#[derive(Serialize, Deserialize, Contract)]
struct Through {
    temperature: Temperature,
    temperatures: BTreeMap<String, Temperature>,
    text: Option<Text>,
    many: Many<u8>,
    #[serde(default)]
    maybe_many: Option<Many<String>>,
    #[serde(with = "Point")]
    #[contract(with = "Point")]
    point: theirs::Point,
    #[serde(with = "hex")]
    #[contract(with = "String")]
    hex: u32,
    #[serde(deserialize_with = "lenient")]
    #[contract(with = "serde_json::Value")]
    lenient: u8,
    #[serde(default, deserialize_with = "nullable")]
    #[contract(with = "Option<String>")]
    nullable: String,
    #[serde(default, deserialize_with = "double", skip_serializing_if = "Option::is_none")]
    #[contract(with = "Option<u8>")]
    patch: Option<Option<u8>>,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(transparent)]
struct Transparent {
    value: Option<Inner>,
    #[serde(skip)]
    skipped: u8,
}

#[derive(Serialize, Deserialize, Contract)]
struct Inner {
    a: u8,
}

#[derive(Serialize, Deserialize, Contract)]
struct OfTransparent {
    one: Transparent,
    #[serde(default)]
    two: Transparent2,
    list: Vec<Transparent>,
}

#[derive(Serialize, Deserialize, Contract, Default)]
#[serde(transparent)]
struct Transparent2(BTreeMap<u8, Vec<u8>>);

#[derive(Serialize, Deserialize, Contract)]
struct Cows {
    text: Cow<'static, str>,
    #[serde(default)]
    maybe: Option<Cow<'static, str>>,
    list: Vec<Cow<'static, str>>,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(bound(deserialize = "T: Deserialize<'de> + Default"))]
struct Bounded<T> {
    #[serde(default)]
    value: T,
    other: Option<T>,
}

#[derive(Serialize, Deserialize, Contract, Clone)]
#[serde(into = "u8", try_from = "u8")]
#[contract(with = "Bit")]
struct Flag(bool);

#[derive(Serialize, Deserialize, Contract)]
#[serde(untagged)]
enum Bit {
    Any(Byte),
}

/// The type that is read and written.
#[derive(Serialize, Deserialize, Contract)]
struct Byte(u8);

impl From<Flag> for u8 {
    fn from(from: Flag) -> Self {
        u8::from(from.0)
    }
}

impl TryFrom<u8> for Flag {
    type Error = std::convert::Infallible;
    fn try_from(from: u8) -> Result<Self, Self::Error> {
        Ok(Self(from > 0))
    }
}

#[derive(Serialize, Deserialize, Contract)]
struct OfFlags {
    flag: Flag,
    flags: Option<Vec<Flag>>,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "t")]
enum VariantFunctions {
    #[serde(with = "pair")]
    #[contract(with = "Inner")]
    Pair(u8),
    Plain {
        a: u8,
    },
}

mod pair {
    use super::*;
    pub(super) fn serialize<S: Serializer>(value: &u8, to: S) -> Result<S::Ok, S::Error> {
        Inner { a: *value }.serialize(to)
    }
    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<u8, D::Error> {
        Inner::deserialize(from).map(|inner| inner.a)
    }
}

pub(crate) fn all() -> Vec<Shape> {
    vec![
        shape::<Through>("through others", r#"{"temperature":{"c":-1},"temperatures":{"a":{"celsius":1}},"text":"a","many":1,"maybe_many":["a"],"point":{"x":1},"hex":"ff","lenient":[],"nullable":null,"patch":null}"#)
            .and(&[r#"{"temperature":{"c":"x"},"temperatures":{},"many":[1,2],"point":{"x":1,"why":2},"hex":"","lenient":1}"#, r#"{"temperature":{"c":1},"temperatures":{},"many":[1,2],"point":{"x":1,"why":2},"hex":"","lenient":1}"#, r#"{"temperature":{"c":1},"temperatures":{},"many":[1,"2"],"point":{"x":1},"hex":"","lenient":1}"#, r#"{"temperature":{"c":1},"temperatures":{},"many":[],"point":{"x":1},"hex":""}"#]),
        shape::<OfTransparent>("transparent", r#"{"one":null,"list":[null,{"a":1}]}"#).and(&[r#"{"list":[]}"#, r#"{"one":{"a":1},"two":{"1":[1]},"list":[]}"#, r#"{"one":{"a":1},"two":{"256":[1]},"list":[]}"#]),
        shape::<Cows>("cows", r#"{"text":"a","plain":"b","list":[]}"#).and(&[r#"{"text":"\n","maybe":null,"plain":"\u00e9","list":["a"]}"#]),
        shape::<Bounded<u8>>("bounds", r#"{}"#).and(&[r#"{"value":1,"other":null}"#, r#"{"value":null}"#]),
        shape::<OfFlags>("a declared type", r#"{"flag":1}"#).and(&[r#"{"flag":true}"#, r#"{"flag":255,"flags":[0]}"#, r#"{"flag":256}"#]),
        shape::<VariantFunctions>("a variant through functions", r#"{"t":"Pair","a":1}"#).and(&[r#"{"t":"Pair"}"#, r#"{"t":"Plain","a":256}"#]),
    ]
}
