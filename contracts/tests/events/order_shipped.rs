//! An order was shipped: a date of time, an address with `with_prefix!`.

use counterpart::Contract;
use serde::{Deserialize, Serialize};
use serde_with::with_prefix;
use time::Date;

use crate::pair::pair;

with_prefix!(ship_to "ship_to_");

#[derive(Serialize, Deserialize, Contract)]
#[contract(emits = "order.shipped")]
struct OrderShipped {
    order: u64,
    shipped_on: Date,
    #[serde(flatten, with = "ship_to")]
    #[contract(prefix = "ship_to_")]
    ship_to: Address,
    carrier: Carrier,
}

#[derive(Serialize, Deserialize, Contract)]
struct Address {
    street: String,
    city: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    line_2: Option<String>,
    country: String,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "kebab-case")]
enum Carrier {
    RoyalMail,
    Dhl,
}

/// The tracking service.
#[derive(Deserialize, Contract)]
#[contract(consumes = "order.shipped")]
struct Shipped {
    order: u64,
    shipped_on: Date,
    ship_to_city: String,
    carrier: String,
}

/// Addresses have no prefix.
#[derive(Serialize, Deserialize, Contract)]
struct NextOrderShipped {
    order: u64,
    shipped_on: Date,
    #[serde(flatten)]
    ship_to: Address,
    carrier: Carrier,
}

pair!(OrderShipped => Shipped, NextOrderShipped, "/ship_to_city");
