//! An order was placed: a ULID, an `IndexMap` of options, one line or many.

use counterpart::Contract;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_with::formats::PreferMany;
use serde_with::{OneOrMany, serde_as};
use ulid::Ulid;

use crate::pair::pair;

#[serde_as]
#[derive(Serialize, Deserialize, Contract)]
#[contract(emits = "order.placed")]
struct OrderPlaced {
    order_id: Ulid,
    customer: Customer,
    #[serde_as(as = "OneOrMany<_>")]
    lines: Vec<Line>,
    #[serde(skip_serializing_if = "IndexMap::is_empty", default)]
    options: IndexMap<String, OptionValue>,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(untagged)]
enum Customer {
    Registered { id: Ulid },
    Guest { email: String },
}

#[derive(Serialize, Deserialize, Contract)]
struct Line {
    sku: String,
    quantity: u16,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    unit_cents: Option<u32>,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(untagged)]
enum OptionValue {
    Flag(bool),
    Number(i32),
    Text(String),
}

/// The warehouse.
#[serde_as]
#[derive(Deserialize, Contract)]
#[contract(consumes = "order.placed")]
struct Order {
    order_id: Ulid,
    #[serde_as(as = "OneOrMany<_, PreferMany>")]
    lines: Vec<Picked>,
    #[serde(default)]
    options: IndexMap<String, serde_json::Value>,
}

#[derive(Deserialize, Contract)]
struct Picked {
    sku: String,
    quantity: u32,
}

/// The identifiers of another service.
#[serde_as]
#[derive(Serialize, Deserialize, Contract)]
struct NextOrderPlaced {
    order_id: uuid::Uuid,
    #[serde_as(as = "OneOrMany<_>")]
    lines: Vec<Line>,
}

pair!(OrderPlaced => Order, NextOrderPlaced, "/order_id");
