//! Types of the standard library.

use counterpart::Contract;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, LinkedList, VecDeque};
use std::marker::PhantomData;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
use std::num::{NonZeroI32, NonZeroI128, NonZeroU16, NonZeroU64, NonZeroUsize, Wrapping};
use std::ops::{Bound, Range, RangeInclusive};
use std::path::PathBuf;
use std::sync::{Mutex, RwLock};
use std::time::{Duration, SystemTime};

use crate::judge::shape::{Shape, shape};

#[derive(Serialize, Deserialize, Contract)]
struct Numbers {
    a: NonZeroI32,
    b: Option<NonZeroU16>,
    c: Wrapping<u8>,
    d: Wrapping<i16>,
    e: i128,
    f: NonZeroI128,
    g: Vec<NonZeroUsize>,
    h: (f32, f64),
}

#[derive(Serialize, Deserialize, Contract)]
struct Wrappers {
    a: Box<str>,
    b: Box<Box<u8>>,
    c: Box<[u8]>,
    d: Cell<bool>,
    e: RefCell<Vec<u8>>,
    f: Mutex<u8>,
    g: RwLock<Option<u8>>,
    h: Reverse<u8>,
    i: PhantomData<String>,
    j: Cow<'static, [u8]>,
    k: Box<[String]>,
    l: Cow<'static, str>,
}

#[derive(Serialize, Deserialize, Contract)]
struct Collections {
    a: HashSet<i8>,
    b: BTreeSet<char>,
    c: BinaryHeap<u8>,
    d: LinkedList<u8>,
    e: VecDeque<Option<()>>,
    f: BTreeMap<u8, BTreeMap<bool, char>>,
    g: HashMap<String, HashMap<NonZeroU64, Vec<u8>>>,
}

#[derive(Serialize, Deserialize, Contract)]
struct Arrays {
    a: [u8; 32],
    b: [Option<u8>; 3],
    c: [u8; 0],
    d: [[u8; 2]; 2],
    e: ((), (u8,), (u8, (u8, u8))),
}

#[derive(Serialize, Deserialize, Contract)]
struct Nested {
    a: Option<Option<u8>>,
    b: Option<Option<Option<()>>>,
    c: Option<()>,
    d: Vec<Option<Option<u8>>>,
    #[serde(default)]
    e: Option<Option<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    f: Option<Option<u8>>,
    g: Box<Option<u8>>,
    h: Option<Box<Option<u8>>>,
    i: Option<serde_json::Value>,
    j: Option<PhantomData<u8>>,
    k: RefCell<Option<u8>>,
    l: Cow<'static, Option<u8>>,
}

#[derive(Serialize, Deserialize, Contract)]
struct Ranges {
    a: Range<u8>,
    b: RangeInclusive<i64>,
    e: Bound<u8>,
    f: Option<Bound<String>>,
    g: (Bound<u8>, Bound<u8>),
}

#[derive(Serialize, Deserialize, Contract)]
struct Results {
    a: Result<u8, String>,
    b: Option<Result<(), ()>>,
    c: Vec<Result<Option<u8>, Vec<u8>>>,
    d: Result<Result<u8, i8>, bool>,
}

#[derive(Serialize, Deserialize, Contract)]
struct Times {
    a: Duration,
    b: SystemTime,
    c: Option<Duration>,
    d: BTreeMap<String, Duration>,
}

#[derive(Serialize, Deserialize, Contract)]
struct Addresses {
    a: IpAddr,
    b: Ipv4Addr,
    c: Ipv6Addr,
    d: PathBuf,
}

#[derive(Serialize, Deserialize, Contract)]
struct Sockets {
    a: SocketAddr,
    b: SocketAddrV4,
    c: Option<SocketAddrV6>,
    d: Vec<(SocketAddr, u8)>,
}

#[derive(Serialize, Deserialize, Contract)]
struct Newtype<T>(T);

#[derive(Serialize, Deserialize, Contract)]
struct Pair<A, B>(A, B);

#[derive(Serialize, Deserialize, Contract)]
struct Unit;

#[derive(Serialize, Deserialize, Contract)]
struct EmptyTuple();

#[derive(Serialize, Deserialize, Contract)]
struct Tuples {
    a: Newtype<Option<u8>>,
    b: Option<Newtype<u8>>,
    c: Pair<Option<u8>, Unit>,
    d: Newtype<Newtype<Vec<Pair<u8, bool>>>>,
    e: Unit,
    f: EmptyTuple,
    g: Option<Unit>,
}

#[derive(Serialize, Deserialize, Contract)]
struct Ignored {
    id: u8,
    json: serde_json::Map<String, serde_json::Value>,
    number: serde_json::Number,
    numbers: Option<Vec<serde_json::Number>>,
}

/// A default that is not the one of its fields.
#[derive(Serialize, Deserialize, Contract)]
#[serde(default, rename_all = "kebab-case")]
struct Defaults {
    one_field: u8,
    two_field: Option<u8>,
    #[serde(skip_serializing_if = "String::is_empty")]
    text: String,
    list: Vec<Newtype<u8>>,
    #[serde(default = "ten")]
    own: u8,
    #[serde(skip_deserializing)]
    written: u16,
    #[serde(skip_serializing)]
    read: u16,
    #[serde(skip)]
    never: u16,
}

fn ten() -> u8 {
    10
}

impl Default for Defaults {
    fn default() -> Self {
        Self {
            one_field: 7,
            two_field: Some(1),
            text: "x".to_owned(),
            list: vec![Newtype(1)],
            own: 3,
            written: 1,
            read: 2,
            never: 3,
        }
    }
}

pub(crate) fn all() -> Vec<Shape> {
    vec![
        shape::<Numbers>("numbers", r#"{"a":-1,"b":null,"c":255,"d":-1,"e":-170141183460469231731687303715884105728,"f":1,"g":[1],"h":[1.5,2]}"#)
            .and(&[r#"{"a":0,"c":255,"d":-1,"e":0,"f":1,"g":[],"h":[1,2]}"#, r#"{"a":1,"b":0,"c":256,"d":-1,"e":0,"f":1,"g":[],"h":[1,2]}"#, r#"{"a":1,"c":256,"d":-1,"e":0,"f":1,"g":[],"h":[1,2]}"#, r#"{"a":1,"c":2,"d":40000,"e":0,"f":1,"g":[],"h":[1,2]}"#]),
        shape::<Wrappers>("wrappers", r#"{"a":"a","b":1,"c":[1],"d":true,"e":[1],"f":1,"g":null,"h":1,"i":null,"j":[1],"k":["a"],"l":"x"}"#)
            .and(&[r#"{"a":"a","b":1,"c":[1],"d":true,"e":[1],"f":1,"g":null,"h":1,"j":[1],"k":["a"],"l":"x"}"#, r#"{"a":"a","b":1,"c":[1],"d":true,"e":[1],"f":1,"h":1,"i":null,"j":[1],"k":["a"],"l":"x"}"#, r#"{"a":"a","b":1,"c":[1],"d":true,"e":[1],"f":1,"g":null,"h":1,"i":1,"j":[1],"k":["a"],"l":"x"}"#]),
        shape::<Collections>("collections", r#"{"a":[1,1],"b":["a"],"c":[],"d":[],"e":[null],"f":{"1":{"true":"a"}},"g":{"":{"1":[1]}}}"#)
            .and(&[r#"{"a":[],"b":[],"c":[],"d":[],"e":[],"f":{"256":{}},"g":{}}"#, r#"{"a":[],"b":[],"c":[],"d":[],"e":[],"f":{"1":{"yes":"a"}},"g":{}}"#, r#"{"a":[],"b":[],"c":[],"d":[],"e":[],"f":{},"g":{"a":{"0":[]}}}"#]),
        shape::<Arrays>("arrays", r#"{"a":[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0],"b":[1,null,2],"c":[],"d":[[1,2],[3,4]],"e":[null,[1],[1,[1,2]]]}"#),
        shape::<Nested>("nested options", r#"{"a":1,"b":null,"c":null,"d":[null,1],"e":null,"f":1,"g":null,"h":1,"i":null,"j":null,"k":null,"l":1}"#)
            .and(&[r#"{"d":[],"g":1,"k":1,"l":1}"#, r#"{"d":[],"l":1}"#, r#"{"d":[],"g":1,"k":1}"#, r#"{"d":[],"g":1,"k":1,"l":null}"#, r#"{"d":[],"g":1,"l":1}"#]),
        shape::<Ranges>("ranges", r#"{"a":{"start":1,"end":2},"b":{"start":1,"end":2},"e":"Unbounded","f":{"Included":"a"},"g":[{"Excluded":1},"Unbounded"]}"#)
            .and(&[r#"{"a":{"start":1,"end":2,"x":1},"b":{"start":1,"end":2},"e":"Unbounded","g":["Unbounded","Unbounded"]}"#, r#"{"a":{"start":1,"end":2},"b":{"start":1,"end":2},"e":{"Unbounded":null},"g":["Unbounded","Unbounded"]}"#]),
        shape::<Results>("results", r#"{"a":{"Ok":1},"b":{"Err":null},"c":[{"Ok":null}],"d":{"Ok":{"Err":-1}}}"#)
            .and(&[r#"{"a":{"Ok":1,"Err":"x"},"c":[],"d":{"Err":true}}"#, r#"{"a":{},"c":[],"d":{"Err":true}}"#]),
        shape::<Times>("times", r#"{"a":{"secs":1,"nanos":1},"b":{"secs_since_epoch":1,"nanos_since_epoch":1},"c":null,"d":{}}"#),
        shape::<Addresses>("addresses", r#"{"a":"::1","b":"1.2.3.4","c":"::","d":"/a/b"}"#).and(&[r#"{"a":"::1","b":"01.2.3.4","c":"::","d":""}"#, r#"{"a":"::1%1","b":"1.2.3.4","c":"::","d":""}"#, r#"{"a":"::1","b":"1.2.3.4","c":"::ffff:1.2.3.4","d":""}"#]),
        shape::<Sockets>("sockets", r#"{"a":"1.2.3.4:80","b":"1.2.3.4:0","c":"[::1]:65535","d":[["[::1]:1",1]]}"#)
            .and(&[r#"{"a":"1.2.3.4:65536","b":"1.2.3.4:0","d":[]}"#, r#"{"a":"1.2.3.4","b":"1.2.3.4:0","d":[]}"#, r#"{"a":"[::1%5]:080","b":"1.2.3.4:0","d":[]}"#, r#"{"a":"[::1]:80","b":"[::1]:80","d":[]}"#]),
        shape::<Tuples>("tuples", r#"{"a":null,"b":1,"c":[null,null],"d":[[1,true]],"e":null,"f":[],"g":null}"#)
            .and(&[r#"{"c":[null,null],"d":[[1,true]],"e":null,"f":[]}"#, r#"{"a":1,"c":[null,null],"d":[[1,true]],"f":[]}"#, r#"{"a":1,"c":[null,null],"d":[],"e":null,"f":[1]}"#, r#"{"a":1,"c":[null],"d":[],"e":null,"f":[]}"#]),
        shape::<Ignored>("any JSON", r#"{"id":1,"json":{"a":1},"number":1e5,"numbers":[1.5]}"#).and(&[r#"{"id":1,"json":[],"number":1}"#, r#"{"id":1,"json":{},"number":"1"}"#]),
        shape::<Defaults>("defaults", r#"{}"#).and(&[r#"{"one-field":1,"two-field":null,"text":"","list":[1],"own":1,"read":1,"written":"x"}"#, r#"{"one-field":null}"#, r#"{"read":"x"}"#, r#"{"never":"x"}"#, r#"{"own":300}"#]),
    ]
}
