//! Parts of events that do not describe themselves. contracts/tests/events has each with what the advice says: the derive on
//! the newtype of nutype, or the line.

#![allow(dead_code, reason = "only derived")]

use counterpart::Contract;
use nutype::nutype;
use serde::{Deserialize, Serialize};

#[nutype(validate(greater_or_equal = 1), derive(Serialize, Deserialize))]
struct Cents(u32);

#[derive(Serialize, Contract)]
struct PayoutFailed {
    amount: Cents,
}

#[nutype(validate(len_char_max = 60), derive(Serialize, Deserialize))]
struct Email(String);

#[derive(Serialize, Contract)]
struct AccountOpened {
    email: Email,
    #[serde(serialize_with = "exposed")]
    invitation: String,
}

fn exposed<S: serde::Serializer>(secret: &str, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(secret)
}

#[derive(Serialize, Deserialize)]
struct MacAddress(String);

#[derive(Serialize, Contract)]
struct DeviceProvisioned {
    mac: MacAddress,
}

fn main() {}
