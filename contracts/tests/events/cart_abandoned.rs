//! A cart was abandoned: a `Timestamp` of jiff 1, `CompactString`.

use compact_str::CompactString;
use counterpart::Contract;
use jiff1 as jiff;
use jiff1::Timestamp;
use jiff1::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

use crate::pair::pair;

#[derive(Serialize, Deserialize, Contract)]
#[contract(emits = "cart.abandoned")]
struct CartAbandoned {
    cart: CompactString,
    last_seen: Timestamp,
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    created: Timestamp,
    remind_on: Option<Date>,
    items: Vec<Item>,
}

#[derive(Serialize, Deserialize, Contract)]
struct Item {
    sku: CompactString,
    quantity: u8,
}

/// The mailing service.
#[derive(Deserialize, Contract)]
#[contract(consumes = "cart.abandoned")]
struct Cart {
    cart: CompactString,
    last_seen: Timestamp,
    remind_on: Option<Date>,
    items: Vec<Reminded>,
}

#[derive(Deserialize, Contract)]
struct Reminded {
    sku: CompactString,
}

/// Moments of a day without its offset.
#[derive(Serialize, Deserialize, Contract)]
struct NextCartAbandoned {
    cart: CompactString,
    last_seen: DateTime,
    remind_on: Option<Date>,
    items: Vec<Item>,
}

pair!(CartAbandoned => Cart, NextCartAbandoned, "/last_seen");
