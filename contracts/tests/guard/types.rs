//! Types of each kind that serde reads in a way of its own. They are declared by hand, because the derive's declarations
//! would make contract files.

use std::borrow::Cow;
use std::collections::BTreeMap;

use counterpart::guard::{Consumes, ConsumesOne, Declared, Mode, Role};
use serde::{Deserialize, Deserializer};

macro_rules! reads {
    ($($type:ty),* $(,)?) => {
        $(impl Consumes for $type {
            const CONSUMED: &'static [Declared] =
                &[Declared::of(Role::Consumes, "e", "s", None, None, &[], Mode::Structured, false, &[], &[], &[])];
        }
        impl ConsumesOne for $type {})*
    };
}

reads!(
    Plain<'_>,
    Topic,
    Adjacent,
    External,
    Untagged,
    Flat,
    Keys,
    Lenient,
    Chain
);

#[derive(Deserialize, Debug, PartialEq)]
pub(crate) struct Plain<'m> {
    pub(crate) id: u64,
    text: &'m str,
    #[serde(borrow)]
    cow: Option<Cow<'m, str>>,
    wide: Option<u128>,
    ratio: Option<f32>,
    letter: Option<char>,
    unit: Option<()>,
    pair: Option<(u8, bool)>,
    bytes: Option<[u8; 2]>,
    #[serde(default)]
    at: Option<uuid::Uuid>,
}

#[derive(Deserialize, Debug, PartialEq)]
#[serde(deny_unknown_fields)]
pub(crate) struct Part {
    n: u8,
    s: Option<String>,
}

#[derive(Deserialize, Debug, PartialEq)]
#[serde(tag = "t", rename_all = "lowercase")]
pub(crate) enum Topic {
    A {
        part: Part,
        list: Vec<Part>,
    },
    B(Part),
    C,
    D {
        plan: External,
        deep: Box<Adjacent>,
        any: Untagged,
    },
}

#[derive(Deserialize, Debug, PartialEq)]
#[serde(tag = "t", content = "c")]
pub(crate) enum Adjacent {
    A(Part),
    B { n: i8 },
    C,
    D(u8, String),
}

#[derive(Deserialize, Debug, PartialEq)]
pub(crate) enum External {
    A,
    B(u8),
    C { part: Part },
    D(u8, bool),
}

#[derive(Deserialize, Debug, PartialEq)]
#[serde(untagged)]
pub(crate) enum Untagged {
    A { n: u8 },
    B(Vec<u8>),
    C(bool),
}

#[derive(Deserialize, Debug, PartialEq)]
pub(crate) struct Flat {
    id: u8,
    #[serde(flatten)]
    part: Inner,
    #[serde(flatten)]
    rest: BTreeMap<String, i16>,
}

#[derive(Deserialize, Debug, PartialEq)]
pub(crate) struct Inner {
    n: u8,
    s: Option<bool>,
    parts: Vec<Part>,
}

#[derive(Deserialize, Debug, PartialEq)]
pub(crate) struct Keys {
    numbers: BTreeMap<i8, u8>,
    truths: BTreeMap<bool, Option<External>>,
    any: Option<serde_json::Value>,
}

/// Errors are swallowed, and the reading goes on.
#[derive(Deserialize, Debug, PartialEq)]
pub(crate) struct Lenient {
    #[serde(deserialize_with = "lenient")]
    maybe: Option<u8>,
    strict: u8,
    #[serde(deserialize_with = "even")]
    even: u8,
}

fn lenient<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u8>, D::Error> {
    Ok(u8::deserialize(deserializer).ok())
}

fn even<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u8, D::Error> {
    let value = u8::deserialize(deserializer)?;
    match value % 2 {
        0 => Ok(value),
        _ => Err(serde::de::Error::custom(format!("{value} is a secret"))),
    }
}

#[derive(Deserialize, Debug, PartialEq)]
pub(crate) struct Chain {
    next: Option<Box<Chain>>,
    #[serde(default)]
    n: u8,
}
