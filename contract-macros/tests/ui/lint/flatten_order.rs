use std::collections::BTreeMap;

use counterpart::Contract;

#[derive(Contract)]
struct Part {
    a: u8,
}

#[derive(Contract)]
struct Message {
    #[serde(flatten)]
    before: Part,
    #[serde(flatten)]
    rest: BTreeMap<String, String>,
    id: u8,
    #[serde(flatten)]
    behind: Part,
}

#[derive(Contract)]
struct Value {}

#[derive(Contract)]
struct Twice {
    #[serde(flatten)]
    first: Value,
    #[serde(flatten)]
    second: Option<Box<Value>>,
}

fn main() {}
