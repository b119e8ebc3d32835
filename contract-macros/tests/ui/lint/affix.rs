//! A flattened field with a prefix, which the derive cannot see.

#![allow(dead_code, reason = "only derived")]

use counterpart::Contract;
use serde::{Deserialize, Serialize};

serde_with::with_prefix!(prefix_ship "ship_");

#[derive(Serialize, Deserialize, Contract)]
struct Address {
    street: String,
}

#[derive(Serialize, Deserialize, Contract)]
struct Unsaid {
    #[serde(flatten, with = "prefix_ship")]
    to: Address,
    #[serde(flatten, serialize_with = "prefix_ship::serialize", skip_deserializing, default = "address")]
    only_written: Address,
}

#[derive(Serialize, Deserialize, Contract)]
struct Misplaced {
    #[serde(flatten)]
    #[contract(prefix = "ship_")]
    plain: Address,
    #[serde(with = "prefix_ship")]
    #[contract(suffix = "_ship")]
    nested: Address,
    #[serde(flatten, with = "prefix_ship")]
    #[contract(prefix = "")]
    empty: Address,
    #[serde(flatten, with = "prefix_ship")]
    #[contract(prefix = "ship_", suffix = "_ship")]
    both: Address,
    #[serde(flatten, with = "prefix_ship")]
    #[contract(prefix)]
    without: Address,
}

#[derive(Serialize, Deserialize, Contract)]
enum Variants {
    #[contract(prefix = "ship_")]
    One { a: u8 },
}

fn address() -> Address {
    Address { street: String::new() }
}

fn main() {}
