//! Types that hold a type.

use std::borrow::Cow;
use std::num::Saturating;
use std::ops::{RangeFrom, RangeTo};

use counterpart::Contract;
use ecow::EcoVec;
use serde::{Deserialize, Serialize};
use ulid::Ulid;

use super::super::kinds::judge::{breaks, fits, mixed, written};
use super::{held, reads_exactly};

held! {
    Full: Saturating<u8>;
    From: RangeFrom<u8>;
    Until: RangeTo<Option<i8>>;
    Ids: EcoVec<Ulid>;
    Names: EcoVec<Cow<'static, str>>;
    Map: hashbrown::HashMap<u8, Saturating<i8>>;
    Set: hashbrown::HashSet<u8>;
    Nested: Vec<Option<RangeFrom<Saturating<u8>>>>;
}

#[test]
fn types_of_the_standard_library_without_a_schema_have_one() {
    let integers = [
        "0",
        "255",
        "256",
        "-1",
        "18446744073709551615",
        "18446744073709551616",
        "-9223372036854775809",
        "1.5",
        "null",
    ];
    reads_exactly::<Full>(&integers);
    let starts = [
        r#"{"start":0}"#,
        r#"{"start":255}"#,
        r#"{"start":256}"#,
        r#"{"start":1,"end":2}"#,
        "{}",
        "null",
    ];
    reads_exactly::<From>(&starts);
    reads_exactly::<Until>(&[
        r#"{"end":0}"#,
        r#"{"end":null}"#,
        r#"{"start":1}"#,
        r#"{"end":128}"#,
    ]);
    reads_exactly::<Nested>(&[r#"[{"start":1},null]"#, "[]", r#"[{"start":256}]"#, "null"]);
    written((0..=u8::MAX).map(|number| Full(Saturating(number))));
    written((0..=u8::MAX).map(|number| From(number..)));
    written(
        (i8::MIN..=i8::MAX)
            .map(|number| Until(..Some(number)))
            .chain([Until(..None)]),
    );
    written([Nested(vec![None, Some(Saturating(1)..)])]);
    fits::<Full, u8>();
    fits::<u16, Full>();
    breaks::<u128, Full>();
}

#[test]
fn lists_and_maps_of_other_crates_are_those_of_the_standard_library() {
    reads_exactly::<Ids>(&[
        "[]",
        r#"["01ARZ3NDEKTSV4RRFFQ69G5FAV"]"#,
        r#"["a"]"#,
        "null",
        "{}",
    ]);
    reads_exactly::<Names>(&["[]", r#"["a",""]"#, "[1]", "null"]);
    reads_exactly::<Map>(&[
        "{}",
        r#"{"1":-128}"#,
        r#"{"256":0}"#,
        r#"{"a":0}"#,
        r#"{"1":128}"#,
        "[]",
    ]);
    reads_exactly::<Set>(&["[]", "[1,1]", "[256]", "null"]);
    written((0..100).map(|at| Ids((0..at % 5).map(|more| Ulid(mixed(at + more).into())).collect())));
    written((0..100).map(|at| {
        Map((0..at as u8 % 5)
            .map(|key| (key, Saturating(key as i8)))
            .collect())
    }));
    written((0..100).map(|at| Set((0..at as u8 % 5).collect())));
}

#[test]
fn generic_type_keeps_its_parameter() {
    #[derive(Debug, Serialize, Deserialize, Contract)]
    struct Holder<T> {
        by_name: hashbrown::HashMap<String, T>,
        ids: Vec<Ulid>,
    }
    reads_exactly::<Holder<u8>>(&[
        r#"{"by_name":{"a":1},"ids":[]}"#,
        r#"{"by_name":{},"ids":["01ARZ3NDEKTSV4RRFFQ69G5FAV"]}"#,
        r#"{"by_name":{"a":256},"ids":[]}"#,
        r#"{"by_name":{},"ids":["a"]}"#,
    ]);
}
