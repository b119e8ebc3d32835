use counterpart::Contract;
use serde::Serialize;

#[derive(Serialize, Contract)]
struct Message {
    #[contract(pattern = "^a$")]
    alone: String,
    #[contract(with = "u8", min = 1, min = 2)]
    twice: u8,
    #[contract(with = "u8", max = "9")]
    text: u8,
    #[contract(with = "i128", min = -9223372036854775809)]
    wide: i128,
    #[contract(with = "String", pattern = 1)]
    number: String,
    #[contract(with = "f64", min = 0, max = 1.5)]
    good: f64,
}

fn main() {}
