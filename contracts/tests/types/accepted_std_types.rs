//! Types of the standard library, where serde is stricter than a schema made from their fields.

#![allow(
    dead_code,
    reason = "serde reads and writes these fields, and nothing else does"
)]

use std::collections::BTreeMap;
use std::ops::{Bound, Range, RangeInclusive};
use std::time::{Duration, SystemTime};

use crate::agreement::agree;
use counterpart::Contract;
use serde::Deserialize;

#[test]
fn std_structs_accept_no_unknown_fields() {
    agree::<Duration>(&[
        r#"{"secs":1,"nanos":1}"#,
        r#"{"secs":18446744073709551615,"nanos":999999999}"#,
        r#"{"secs":18446744073709551615,"nanos":1000000000}"#,
        r#"{"secs":1,"nanos":4294967296}"#,
        r#"{"secs":1,"nanos":1,"x":1}"#,
        r#"{"secs":1}"#,
    ]);
    agree::<SystemTime>(&[
        r#"{"secs_since_epoch":1,"nanos_since_epoch":1}"#,
        r#"{"secs_since_epoch":1,"nanos_since_epoch":1,"x":1}"#,
        r#"{"secs_since_epoch":-1,"nanos_since_epoch":1}"#,
        r#"{"secs_since_epoch":9223372036854775807,"nanos_since_epoch":999999999}"#,
        r#"{"secs_since_epoch":9223372036854775808,"nanos_since_epoch":0}"#,
    ]);
    let ranges = [
        r#"{"start":1,"end":2}"#,
        r#"{"start":2,"end":1}"#,
        r#"{"start":1}"#,
        r#"{"start":1,"end":256}"#,
        r#"{"start":1,"end":2,"x":1}"#,
    ];
    agree::<Range<u8>>(&ranges);
    agree::<RangeInclusive<u8>>(&ranges);
}

#[test]
fn times_are_those_that_a_clock_holds() {
    agree::<Duration>(&[
        r#"{"secs":18446744073709551615,"nanos":999999999}"#,
        r#"{"secs":18446744073709551615,"nanos":1999999999}"#,
        r#"{"secs":18446744073709551611,"nanos":4294967295}"#,
        r#"{"secs":18446744073709551616,"nanos":0}"#,
    ]);
    agree::<Vec<SystemTime>>(&[
        r#"[{"secs_since_epoch":9223372036854775807,"nanos_since_epoch":999999999}]"#,
        r#"[{"secs_since_epoch":9223372036854775807,"nanos_since_epoch":1000000000}]"#,
        r#"[{"secs_since_epoch":9223372036854775803,"nanos_since_epoch":4294967295}]"#,
        r#"[{"secs_since_epoch":9223372036854775808,"nanos_since_epoch":0}]"#,
    ]);
}

#[test]
fn texts_of_a_kind_are_of_that_kind() {
    use std::net::{SocketAddr, SocketAddrV6};
    #[derive(Deserialize, Contract, Debug)]
    struct Addresses {
        any: SocketAddr,
        list: Vec<Option<std::net::SocketAddrV4>>,
        by: BTreeMap<SocketAddr, SocketAddrV6>,
    }
    agree::<Addresses>(&[
        r#"{"any":"1.2.3.4:5","list":["1.2.3.4:5",null],"by":{"[::1]:5":"[::1]:5"}}"#,
        r#"{"any":"1.2.3.4","list":[],"by":{}}"#,
        r#"{"any":"[::1]:5","list":["[::1]:5"],"by":{}}"#,
        r#"{"any":"[::1%7]:65535","list":[],"by":{"1.2.3.4:0":"[1::]:00"}}"#,
        r#"{"any":"1.2.3.4:5","list":[],"by":{"1.2.3.4":"[::1]:5"}}"#,
    ]);
    agree::<std::ffi::CString>(&[r#""a""#, "[1,2]", r#""a\u0000b""#, "[0]", "[256]"]);
}

#[test]
fn user_type_named_like_an_address_keeps_its_schema() {
    #[derive(Deserialize, Contract, Debug)]
    struct SocketAddr {
        port: u16,
    }
    #[derive(Deserialize, Contract, Debug)]
    struct Holds {
        at: SocketAddr,
    }
    agree::<Holds>(&[r#"{"at":{"port":1}}"#, r#"{"at":"1.2.3.4:5"}"#]);
}

#[test]
fn wrappers_have_the_schema_of_their_content() {
    use std::cell::{Cell, RefCell};
    use std::collections::{BTreeSet, BinaryHeap, HashSet, LinkedList, VecDeque};
    use std::num::Wrapping;
    use std::sync::{Mutex, RwLock};
    #[derive(Deserialize, Contract, Debug)]
    struct Wrappers<'a> {
        cell: Cell<i8>,
        ref_cell: RefCell<Option<u8>>,
        mutex: Mutex<u8>,
        lock: RwLock<[u8; 2]>,
        wrapping: Wrapping<i8>,
        reverse: std::cmp::Reverse<u8>,
        boxed: Box<str>,
        cow: std::borrow::Cow<'a, [u8]>,
        sets: (BTreeSet<u8>, HashSet<u8>),
        lists: (VecDeque<u8>, LinkedList<u8>, BinaryHeap<u8>),
        unit: (),
        phantom: std::marker::PhantomData<u64>,
        path: std::path::PathBuf,
    }
    let fine = r#"{"cell":-128,"ref_cell":null,"mutex":255,"lock":[1,2],"wrapping":-128,"reverse":1,"boxed":"","cow":[1],
        "sets":[[1,1],[]],"lists":[[1],[],[2,2]],"unit":null,"phantom":null,"path":"/a"}"#;
    let with = |from: &str, to: &str| fine.replacen(from, to, 1);
    let messages = [
        fine.to_owned(),
        with("-128", "-129"),
        with("\"ref_cell\":null", "\"x\":1"),
        with("\"ref_cell\":null", "\"ref_cell\":256"),
        with("[1,2]", "[1,2,3]"),
        with("[[1,1],[]]", "[[1,1]]"),
        with("[[1],[],[2,2]]", "[[1],[],[256]]"),
        with("\"unit\":null", "\"unit\":0"),
        with("\"unit\":null", "\"x\":0"),
        with("\"phantom\":null", "\"phantom\":{}"),
        with("\"/a\"", "1"),
    ];
    agree::<Wrappers>(&messages.each_ref().map(String::as_str));
}

#[test]
fn enums_accept_one_key() {
    agree::<Result<u8, bool>>(&[
        r#"{"Ok":1}"#,
        r#"{"Err":true}"#,
        r#"{"Ok":1,"Err":true}"#,
        r#"{"Ok":1,"x":1}"#,
        "{}",
    ]);
    agree::<Bound<u8>>(&[
        r#""Unbounded""#,
        r#"{"Included":1}"#,
        r#"{"Included":1,"Excluded":1}"#,
        r#"{"Excluded":1,"x":1}"#,
    ]);
}

#[test]
fn a_single_float_is_read_until_it_would_be_infinite() {
    agree::<f32>(&[
        "1e38",
        "-3.4028235e38",
        "3.4028235e38",
        "340282350000000000000000000000000000000",
        "340282366920938463463374607431768211455",
        "-340282366920938463463374607431768211455",
        "3.5e38",
        "1e300",
    ]);
    for greatest in [f32::MAX, f32::MIN] {
        let written = serde_json::to_string(&greatest).unwrap();
        agree::<f32>(&[&written, "1e39"]);
    }
}

#[test]
fn fields_around_flattened_std_types_are_known() {
    #[derive(Deserialize, Contract, Debug)]
    #[serde(tag = "t")]
    enum Tagged {
        Wait(Duration),
    }
    agree::<Tagged>(&[
        r#"{"t":"Wait","secs":1,"nanos":1}"#,
        r#"{"t":"Wait","secs":1,"nanos":1,"x":1}"#,
        r#"{"t":"Wait","secs":1}"#,
    ]);
    #[derive(Deserialize, Contract, Debug)]
    struct Flat {
        id: u8,
        #[serde(flatten)]
        wait: Duration,
    }
    agree::<Flat>(&[
        r#"{"id":1,"secs":1,"nanos":1}"#,
        r#"{"id":1,"secs":1,"nanos":1,"x":1}"#,
        r#"{"id":1,"secs":1}"#,
    ]);
    agree::<BTreeMap<String, Option<Duration>>>(&[
        r#"{"a":{"secs":1,"nanos":1},"b":null}"#,
        r#"{"a":{"secs":1,"nanos":1,"x":1}}"#,
    ]);
}
