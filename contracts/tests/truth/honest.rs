//! Types whose contract says what serde does: the truth test finds nothing, however many messages it makes.
//! `COUNTERPART_SAMPLES=10000 cargo test --release -p counterpart --test truth honest:: -- --nocapture` is the long run.

#![allow(
    dead_code,
    reason = "serde reads and writes these fields, and nothing else does"
)]

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::num::{NonZeroI16, NonZeroU64};
use std::time::Duration;

use counterpart::Contract;
use counterpart::truth::{self, Options, Outcome};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

#[track_caller]
#[allow(clippy::print_stdout, reason = "shown with --nocapture: hints and times")]
fn honest<T: Serialize + DeserializeOwned + counterpart::__private::schemars::JsonSchema>() {
    let samples = std::env::var("COUNTERPART_SAMPLES").ok();
    let samples = samples.map_or(300, |text| text.parse().expect("a number"));
    let options = Options::default().samples(samples);
    let name = std::any::type_name::<T>().rsplit("::").next().unwrap_or_default();
    let start = std::time::Instant::now();
    let read = truth::accepted::<T>(&options).expect("a schema");
    let between = std::time::Instant::now();
    let written = truth::emitted::<T>(&options).expect("a schema");
    println!(
        "{name}: reads {} in {:?}, writes {} in {:?}",
        read.asked,
        between - start,
        written.asked,
        between.elapsed()
    );
    for (
        what,
        Outcome {
            asked,
            failures,
            hints,
            ..
        },
    ) in [("reads", read), ("writes", written)]
    {
        for hint in hints {
            println!("{name} {what}: {hint}");
        }
        assert_eq!(failures, [], "{name} {what}");
        assert!(asked > samples / 2, "{name} {what}: {asked}");
    }
}

macro_rules! honest {
    ($($test:ident: $ty:ty;)*) => {
        $(
            #[test]
            fn $test() {
                honest::<$ty>();
            }
        )*
    };
}

honest! {
    a_message_of_many_kinds: Registered;
    an_enum: Status;
    a_tagged_enum_that_holds_itself: Event;
    a_tagged_enum_beside_its_content: Adjacent;
    an_untagged_enum: Untagged;
    a_tree: Tree;
    a_strict_struct_with_an_alias: Strict;
    flattened_structs_and_maps: Flat;
    every_integer: Integers;
    options_and_defaults: Optional;
    tuples_and_newtypes: Tuples;
    maps: Maps;
    renamed: Renamed;
    any_json: Anything;
    an_enum_with_an_other_variant: WithOther;
    a_tag_on_a_struct: Tagged;
    a_transparent_wrapper: Transparent;
    deeply_nested_options: Vec<Option<Vec<Option<u8>>>>;
    a_map_of_enums: BTreeMap<String, Status>;

    skipped: Skipped;
    generic: Envelope<Envelope<Address>>;
    a_flattened_enum: FlatEnum;
    letters: BTreeSet<char>;
    floats: Vec<(f32, f64)>;
    strict_tags: StrictTags;
}

#[derive(Serialize, Deserialize, Contract)]
struct Registered {
    user_id: u64,
    email: String,
    locale: Option<String>,
    tags: Vec<String>,
    more: BTreeMap<String, i32>,
    ratio: f64,
    small: f32,
    letter: char,
    address: Option<Address>,
    status: Status,
}

#[derive(Serialize, Deserialize, Contract)]
struct Address {
    street: String,
    #[serde(default)]
    zip: u16,
    #[serde(alias = "nation")]
    country: String,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "snake_case")]
enum Status {
    Active,
    Suspended { until: i64, why: Option<String> },
    Moved(Box<Address>),
    Pair(u8, i8),
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "type")]
enum Event {
    Created {
        id: u32,
        by: Option<u64>,
    },
    Deleted(Address),
    Nothing,
    #[serde(alias = "nest")]
    Nested {
        of: Vec<Event>,
    },
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "t", content = "c")]
enum Adjacent {
    A,
    B(u8),
    C { x: bool },
    D(u8, String),
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(untagged)]
enum Untagged {
    Number(i64),
    Text(String),
    List(Vec<u8>),
    Both { a: u8, b: u8 },
    Null,
}

#[derive(Serialize, Deserialize, Contract)]
struct Tree {
    value: i8,
    children: Vec<Tree>,
    best: Option<Box<Tree>>,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
struct Strict {
    a: u8,
    #[serde(alias = "bee")]
    b: Option<i128>,
}

#[derive(Serialize, Deserialize, Contract)]
struct Flat {
    id: u8,
    #[serde(flatten)]
    address: Address,
    #[serde(flatten)]
    rest: HashMap<String, String>,
}

#[derive(Serialize, Deserialize, Contract)]
struct Integers {
    a: i8,
    b: u8,
    c: i16,
    d: u16,
    e: i32,
    f: u32,
    g: i64,
    h: u64,
    i: i128,
    j: u128,
    k: isize,
    l: usize,
    m: NonZeroU64,
    n: Option<NonZeroI16>,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(default)]
#[derive(Default)]
struct Optional {
    a: u8,
    b: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    c: Option<i16>,
    d: Vec<bool>,
}

#[derive(Serialize, Deserialize, Contract)]
struct Tuples(u8, Option<String>, Pair, Unit, [i8; 3], (bool, char));

#[derive(Serialize, Deserialize, Contract)]
struct Pair(u8, u8);

#[derive(Serialize, Deserialize, Contract)]
struct Unit;

#[derive(Serialize, Deserialize, Contract)]
struct Maps {
    texts: BTreeMap<String, u8>,
    letters: BTreeMap<char, Option<u8>>,
    flags: BTreeMap<bool, u8>,
    small: BTreeMap<i8, ()>,
    large: BTreeMap<u64, String>,
    known: BTreeMap<Colour, u8>,
}

#[derive(Serialize, Deserialize, Contract, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "kebab-case")]
enum Colour {
    DarkRed,
    #[serde(alias = "blu")]
    Blue,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "camelCase")]
struct Renamed {
    first_name: String,
    #[serde(rename = "type")]
    kind: Colour,
    #[serde(rename(serialize = "out", deserialize = "out"))]
    both: u8,
}

#[derive(Serialize, Deserialize, Contract)]
struct Anything {
    #[contract(with = "counterpart::__private::schemars::Schema")]
    #[serde(skip)]
    nothing: u8,
    list: Vec<Option<bool>>,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "kind")]
enum WithOther {
    Known {
        id: u8,
    },
    #[serde(other)]
    Unknown,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "type")]
struct Tagged {
    id: u8,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(transparent)]
struct Transparent {
    inner: Option<Vec<u8>>,
}

#[derive(Serialize, Deserialize, Contract)]
struct StdTypes {
    duration: Duration,
    range: std::ops::Range<u8>,
    result: Result<u8, String>,
    text: Cow<'static, str>,
    boxed: Box<str>,
    set: BTreeSet<u8>,
}

#[derive(Serialize, Deserialize, Contract)]
struct Skipped {
    a: u8,
    #[serde(skip)]
    b: u8,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    c: Vec<u8>,
}

#[derive(Serialize, Deserialize, Contract)]
struct Envelope<T> {
    id: String,
    body: T,
}

#[derive(Serialize, Deserialize, Contract)]
struct FlatEnum {
    id: u8,
    #[serde(flatten)]
    event: Adjacent,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "type", deny_unknown_fields)]
enum StrictTags {
    A { x: u8 },
    B,
}
