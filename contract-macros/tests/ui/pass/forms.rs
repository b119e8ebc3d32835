#![deny(warnings)]
#![allow(dead_code, reason = "serde reads and writes these fields, and nothing else does")]
use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Debug;
use std::marker::PhantomData;

use counterpart::Contract;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Contract)]
struct Borrowed<'a, 'b: 'a> {
    #[serde(borrow)]
    a: Cow<'a, str>,
    b: &'b str,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(bound(deserialize = "T: Deserialize<'de> + Debug"))]
struct Generic<T: Debug, U = u8, const N: usize = 2>
where
    U: Copy,
{
    items: Vec<T>,
    #[serde(skip)]
    marker: PhantomData<U>,
    next: Option<Box<Generic<T, U, N>>>,
}

trait HasId {
    type Id;
}

#[derive(Contract)]
struct Associated<T: HasId>
where
    T::Id: counterpart::__private::schemars::JsonSchema,
    T: counterpart::__private::schemars::JsonSchema,
{
    id: T::Id,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(transparent)]
struct Transparent {
    value: Option<Box<Transparent2>>,
    #[serde(default, skip)]
    marker: PhantomData<u8>,
}

#[derive(Serialize, Deserialize, Contract)]
struct Transparent2(HashMap<String, Transparent>);

#[derive(Serialize, Deserialize, Contract)]
struct Unit;

#[derive(Serialize, Deserialize, Contract)]
enum Never {}

mod text {
    pub fn serialize<S: serde::Serializer>(value: &u64, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(value)
    }
    pub fn deserialize<'de, D: serde::Deserializer<'de>>(from: D) -> Result<u64, D::Error> {
        let text: String = serde::Deserialize::deserialize(from)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[derive(Serialize, Deserialize, Contract)]
#[repr(u8)]
enum Variants {
    #[serde(rename = "a")]
    A = 1,
    B { #[serde(with = "text")] #[contract(with = "String")] number: u64 },
    C(#[serde(serialize_with = "text::serialize")] #[contract(with = "String")] u64),
    #[serde(skip)]
    D(Box<dyn Fn()>),
}

mod private {
    use super::*;
    #[derive(Serialize, Deserialize, Contract)]
    #[contract(crate = ::counterpart)]
    pub(super) struct Outer {
        inner: Inner,
        size: [u8; Self::SIZE],
    }
    #[derive(Serialize, Deserialize, Contract)]
    struct Inner(u8);
    impl Outer {
        const SIZE: usize = 4;
    }
}

struct Foreign {
    id: u8,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(remote = "Foreign")]
struct ForeignDef {
    id: u8,
}

#[derive(Serialize, Deserialize, Contract)]
struct Holds {
    #[serde(with = "ForeignDef")]
    #[contract(with = ForeignDef)]
    foreign: Foreign,
}

#[derive(Deserialize, Contract)]
#[serde(try_from = "String")]
#[contract(with = "String")]
struct Parsed(u8);

impl TryFrom<String> for Parsed {
    type Error = std::num::ParseIntError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse().map(Parsed)
    }
}

macro_rules! message {
    ($name:ident, $ty:ty) => {
        #[derive(Serialize, Deserialize, Contract)]
        struct $name {
            field: $ty,
            own: Option<Box<Self>>,
        }
    };
}
message!(Made, Vec<u8>);

pub struct NoContract;

/// Types that are not on the wire need none.
#[derive(Contract)]
pub struct OnTheWire {
    #[contract(with = "u8")]
    ours: NoContract,
    #[schemars(with = "u8")]
    theirs: Option<NoContract>,
    marker: std::marker::PhantomData<NoContract>,
    hashed: std::collections::HashMap<String, u8, std::hash::BuildHasherDefault<std::hash::DefaultHasher>>,
}

/// All of it is written otherwise.
#[derive(Contract)]
#[contract(with = "String")]
pub struct Declared(NoContract);

/// One variant is.
#[derive(Contract)]
pub enum Partly {
    #[contract(with = "String")]
    Declared(NoContract),
    Plain(u8),
}

fn main() {
    #[derive(Contract)]
    struct Local {
        made: Made,
    }
}
