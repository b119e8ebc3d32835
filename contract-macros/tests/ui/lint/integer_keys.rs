use std::collections::{BTreeMap, HashMap};

use counterpart::Contract;

#[derive(serde::Deserialize, Contract)]
#[contract(consumes = "counted")]
struct Message {
    fine: BTreeMap<u32, String>,
    #[serde(flatten)]
    counts: BTreeMap<u32, String>,
}

#[derive(serde::Deserialize, Contract)]
#[contract(consumes = "counted.by")]
#[serde(tag = "by")]
enum Tagged {
    Day { counts: Option<HashMap<i64, String>> },
    Name { counts: HashMap<String, u8> },
}

fn main() {}
