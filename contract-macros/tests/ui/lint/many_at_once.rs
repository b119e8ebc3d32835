use std::collections::BTreeMap;

use counterpart::Contract;

#[derive(Contract)]
#[contract(consumes = "..", name = "audit")]
#[serde(try_from = "u8")]
struct Message<'a> {
    #[serde(with = "nowhere")]
    number: u64,
    text: &'a str,
    #[schemars(length(min = 1))]
    short: String,
    #[serde(flatten)]
    rest: BTreeMap<String, String>,
    #[serde(flatten)]
    part: Part,
}

#[derive(Contract)]
struct Part {}

fn main() {}
