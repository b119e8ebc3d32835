//! Types whose contract says what serde does: the truth test is silent.

#![allow(
    dead_code,
    reason = "serde reads and writes these fields, and nothing else does"
)]

use std::collections::{BTreeMap, HashMap};
use std::fmt::Debug;

use counterpart::Contract;
use counterpart::truth::{self, Options};
use serde::{Deserialize, Serialize};

#[track_caller]
#[allow(clippy::print_stdout, reason = "shown with --nocapture: hints and times")]
fn silent<T>()
where
    T: Serialize + serde::de::DeserializeOwned + counterpart::__private::schemars::JsonSchema,
{
    let samples = std::env::var("COUNTERPART_SAMPLES")
        .ok()
        .and_then(|text| text.parse().ok());
    let options = Options::default().samples(samples.unwrap_or(100));
    let start = std::time::Instant::now();
    let name = std::any::type_name::<T>();
    let read = truth::accepted::<T>(&options).expect("a schema");
    let time = start.elapsed();
    let _ = &time;
    for hint in &read.hints {
        println!("{name}: hint {hint}");
    }
    assert_eq!(read.failures, [], "{name}");
    assert!(read.asked > 0, "{name}");
    let written = truth::emitted::<T>(&options).expect("a schema");
    println!(
        "{name} {:?} read {} {:?}, emitted {}",
        start.elapsed(),
        read.asked,
        time,
        written.asked
    );
    for hint in &written.hints {
        println!("{name}: hint {hint}");
    }
    assert_eq!(written.failures, [], "{name}");
}

#[derive(Serialize, Deserialize, Contract, Debug)]
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

#[derive(Serialize, Deserialize, Contract, Debug)]
struct Address {
    street: String,
    #[serde(default)]
    zip: u16,
    #[serde(alias = "nation")]
    country: String,
}

#[derive(Serialize, Deserialize, Contract, Debug)]
#[serde(rename_all = "snake_case")]
enum Status {
    Active,
    Suspended { until: i64, why: Option<String> },
    Moved(Box<Address>),
    Pair(u8, i8),
}

#[derive(Serialize, Deserialize, Contract, Debug)]
#[serde(tag = "type")]
enum Event {
    Created { id: u32, by: Option<u64> },
    Deleted(Address),
    Nothing,
    Nested { of: Vec<Event> },
}

#[derive(Serialize, Deserialize, Contract, Debug)]
#[serde(tag = "t", content = "c")]
enum Adjacent {
    A,
    B(u8),
    C { x: bool },
    D(u8, String),
}

#[derive(Serialize, Deserialize, Contract, Debug)]
#[serde(untagged)]
enum Untagged {
    Number(i64),
    Text(String),
    List(Vec<u8>),
    Both { a: u8, b: u8 },
    Null,
}

#[derive(Serialize, Deserialize, Contract, Debug)]
struct Tree {
    value: i8,
    children: Vec<Tree>,
    best: Option<Box<Tree>>,
}

#[derive(Serialize, Deserialize, Contract, Debug)]
#[serde(deny_unknown_fields)]
struct Strict {
    a: u8,
    #[serde(alias = "bee")]
    b: Option<i128>,
}

#[derive(Serialize, Deserialize, Contract, Debug)]
struct Flat {
    id: u8,
    #[serde(flatten)]
    address: Address,
    #[serde(flatten)]
    rest: HashMap<String, String>,
}

#[test]
fn first() {
    silent::<Registered>();
    silent::<Status>();
    silent::<Event>();
    silent::<Adjacent>();
    silent::<Untagged>();
    silent::<Tree>();
    silent::<Strict>();
    silent::<Flat>();
}
