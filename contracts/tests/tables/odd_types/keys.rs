//! Maps: keys of every kind, in the field's type, behind aliases, in newtypes and arguments.

use counterpart::Contract;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;
use std::num::NonZeroU8;

use crate::judge::shape::{Shape, shape};

#[derive(Serialize, Deserialize, Contract, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[serde(rename_all = "kebab-case")]
enum Colour {
    /// As fire.
    Red,
    #[serde(alias = "navy")]
    DarkBlue,
}

#[derive(Serialize, Deserialize, Contract, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[serde(transparent)]
struct Id(u16);

#[derive(Serialize, Deserialize, Contract, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Name<'a>(Cow<'a, str>);

#[derive(Serialize, Deserialize, Contract, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Odd {
    A,
    #[serde(other)]
    Other,
}

#[derive(Serialize, Deserialize, Contract)]
struct Direct {
    colours: BTreeMap<Colour, u8>,
    ids: HashMap<Id, Vec<Colour>>,
    names: BTreeMap<Name<'static>, Option<bool>>,
    odd: BTreeMap<Odd, u8>,
    ips: BTreeMap<IpAddr, u8>,
    cow: BTreeMap<Cow<'static, str>, u8>,
    boxed: BTreeMap<Box<u8>, u8>,
    options: BTreeMap<Option<String>, u8>,
}

type Counts = HashMap<u8, u32>;
type Flags = BTreeMap<bool, u8>;
type Letters = BTreeMap<char, u8>;
type ByColour = BTreeMap<Colour, u8>;
type ById = BTreeMap<Id, u8>;
type Inner<K> = BTreeMap<String, BTreeMap<K, u8>>;

#[derive(Serialize, Deserialize, Contract)]
struct Aliased {
    counts: Counts,
    maybe: Option<Counts>,
    list: Vec<Counts>,
    deep: BTreeMap<String, Vec<(Counts, Flags)>>,
    flags: Flags,
    letters: Letters,
    inner: Inner<i8>,
    inner_flags: Option<Inner<bool>>,
    non_zero: Inner<NonZeroU8>,
    big: Inner<i128>,
}

#[derive(Serialize, Deserialize, Contract)]
struct AliasedOwn {
    colours: ByColour,
    ids: ById,
    inner: Inner<Colour>,
}

#[derive(Serialize, Deserialize, Contract)]
struct Holds<T> {
    value: T,
    list: Vec<T>,
    maybe: Option<T>,
}

#[derive(Serialize, Deserialize, Contract)]
struct Keyed<K: Ord> {
    map: BTreeMap<K, u8>,
}

#[derive(Serialize, Deserialize, Contract)]
struct Arguments {
    a: Holds<Counts>,
    b: Holds<BTreeMap<i8, bool>>,
    c: Keyed<u8>,
    d: Keyed<Id>,
    e: Holds<Vec<BTreeMap<bool, u8>>>,
    f: Holds<BTreeMap<char, BTreeMap<u16, u8>>>,
}

#[derive(Serialize, Deserialize, Contract)]
struct Newtyped(Counts);

#[derive(Serialize, Deserialize, Contract)]
struct Newtypes {
    a: Newtyped,
    b: Vec<Newtyped>,
}

#[derive(Serialize, Deserialize, Contract)]
enum InEnum {
    A(Counts),
    B { flags: Flags },
    C(u8, Letters),
}

pub(crate) fn all() -> Vec<Shape> {
    vec![
        shape::<Direct>("direct", r#"{"colours":{"red":1},"ids":{"1":["navy"]},"names":{"a":null},"odd":{"A":1,"zzz":2},"ips":{"::1":1},"cow":{},"boxed":{"255":1},"options":{"a":1}}"#)
            .and(&[
                r#"{"colours":{"green":1},"ids":{},"names":{},"odd":{},"ips":{},"cow":{},"boxed":{},"options":{}}"#,
                r#"{"colours":{},"ids":{"65536":[]},"names":{},"odd":{},"ips":{},"cow":{},"boxed":{},"options":{}}"#,
                r#"{"colours":{},"ids":{},"names":{},"odd":{},"ips":{"1":1},"cow":{},"boxed":{},"options":{}}"#,
                r#"{"colours":{},"ids":{},"names":{},"odd":{},"ips":{},"cow":{},"boxed":{"256":1},"options":{}}"#,
                r#"{"colours":{"navy":1},"ids":{},"names":{},"odd":{},"ips":{},"cow":{},"boxed":{},"options":{}}"#,
            ]),
        shape::<Aliased>("behind aliases", r#"{"counts":{"1":1},"list":[{"2":2}],"deep":{"a":[[{"3":3},{"true":1}]]},"flags":{"false":1},"letters":{"a":1},"inner":{"x":{"-1":1}},"non_zero":{},"big":{}}"#)
            .and(&[
                r#"{"counts":{"256":1},"list":[],"deep":{},"flags":{},"letters":{},"inner":{},"non_zero":{},"big":{}}"#,
                r#"{"counts":{},"maybe":{"300":1},"list":[],"deep":{},"flags":{},"letters":{},"inner":{},"non_zero":{},"big":{}}"#,
                r#"{"counts":{},"list":[{"-1":1}],"deep":{},"flags":{},"letters":{},"inner":{},"non_zero":{},"big":{}}"#,
                r#"{"counts":{},"list":[],"deep":{"a":[[{},{"maybe":1}]]},"flags":{},"letters":{},"inner":{},"non_zero":{},"big":{}}"#,
                r#"{"counts":{},"list":[],"deep":{},"flags":{"yes":1},"letters":{},"inner":{},"non_zero":{},"big":{}}"#,
                r#"{"counts":{},"list":[],"deep":{},"flags":{},"letters":{"ab":1},"inner":{},"non_zero":{},"big":{}}"#,
                r#"{"counts":{},"list":[],"deep":{},"flags":{},"letters":{},"inner":{"a":{"-129":1}},"non_zero":{},"big":{}}"#,
                r#"{"counts":{},"list":[],"deep":{},"flags":{},"letters":{},"inner":{},"inner_flags":{"a":{"b":1}},"non_zero":{},"big":{}}"#,
                r#"{"counts":{},"list":[],"deep":{},"flags":{},"letters":{},"inner":{},"non_zero":{"a":{"0":1}},"big":{}}"#,
            ]),
        shape::<AliasedOwn>("own keys behind aliases", r#"{"colours":{"red":1},"ids":{"1":1},"inner":{"a":{"dark-blue":1}}}"#)
            .and(&[r#"{"colours":{"green":1},"ids":{},"inner":{}}"#, r#"{"colours":{},"ids":{"65536":1},"inner":{}}"#, r#"{"colours":{},"ids":{},"inner":{"a":{"green":1}}}"#, r#"{"colours":{"navy":1},"ids":{},"inner":{}}"#]),
        shape::<Arguments>("in arguments", r#"{"a":{"value":{"1":1},"list":[]},"b":{"value":{"-1":true},"list":[]},"c":{"map":{"1":1}},"d":{"map":{"1":1}},"e":{"value":[{"true":1}],"list":[]},"f":{"value":{"a":{"1":1}},"list":[]}}"#)
            .and(&[
                r#"{"a":{"value":{"256":1},"list":[]},"b":{"value":{},"list":[]},"c":{"map":{}},"d":{"map":{}},"e":{"value":[],"list":[]},"f":{"value":{},"list":[]}}"#,
                r#"{"a":{"value":{},"list":[]},"b":{"value":{},"list":[{"128":true}]},"c":{"map":{}},"d":{"map":{}},"e":{"value":[],"list":[]},"f":{"value":{},"list":[]}}"#,
                r#"{"a":{"value":{},"list":[]},"b":{"value":{},"list":[]},"c":{"map":{"256":1}},"d":{"map":{}},"e":{"value":[],"list":[]},"f":{"value":{},"list":[]}}"#,
                r#"{"a":{"value":{},"list":[]},"b":{"value":{},"list":[]},"c":{"map":{}},"d":{"map":{"65536":1}},"e":{"value":[],"list":[]},"f":{"value":{},"list":[]}}"#,
                r#"{"a":{"value":{},"list":[]},"b":{"value":{},"list":[]},"c":{"map":{}},"d":{"map":{}},"e":{"value":[{"x":1}],"list":[]},"f":{"value":{},"list":[]}}"#,
                r#"{"a":{"value":{},"list":[]},"b":{"value":{},"list":[]},"c":{"map":{}},"d":{"map":{}},"e":{"value":[],"list":[]},"f":{"value":{"a":{"70000":1}},"list":[]}}"#,
            ]),
        shape::<Newtypes>("in newtypes", r#"{"a":{"1":1},"b":[]}"#).and(&[r#"{"a":{"256":1},"b":[]}"#, r#"{"a":{},"b":[{"256":1}]}"#]),
        shape::<InEnum>("in variants", r#"{"A":{"1":1}}"#).and(&[r#"{"A":{"256":1}}"#, r#"{"B":{"flags":{"x":1}}}"#, r#"{"C":[1,{"ab":1}]}"#]),
    ]
}
