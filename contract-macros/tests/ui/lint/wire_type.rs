use counterpart::Contract;
use serde::Serialize;

#[derive(Serialize, Contract)]
struct Message {
    #[serde(serialize_with = "as_text")]
    number: u64,
    #[serde(with = "nowhere")]
    #[contract(with = "u8", with = "u8")]
    other: u64,
    #[contract(with = "not a type")]
    third: u64,
}

fn main() {}
