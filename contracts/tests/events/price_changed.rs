//! A price changed: `OrderedFloat`, a number that is also read from a text.

use counterpart::Contract;
use ordered_float::{NotNan, OrderedFloat};
use serde::{Deserialize, Serialize};
use serde_with::{DisplayFromStr, PickFirst, serde_as};

use crate::pair::pair;

#[serde_as]
#[derive(Serialize, Deserialize, Contract)]
#[contract(emits = "price.changed")]
struct PriceChanged {
    sku: String,
    old: Option<OrderedFloat<f64>>,
    new: NotNan<f64>,
    #[serde_as(as = "PickFirst<(DisplayFromStr, _)>")]
    version: u64,
    #[serde(default)]
    tiers: Vec<(u32, OrderedFloat<f32>)>,
}

/// The shop.
#[serde_as]
#[derive(Deserialize, Contract)]
#[contract(consumes = "price.changed")]
struct Price {
    sku: String,
    new: OrderedFloat<f64>,
    #[serde_as(as = "PickFirst<(_, DisplayFromStr)>")]
    version: u64,
    #[serde(default)]
    tiers: Vec<(u64, f64)>,
}

/// Versions count from below zero.
#[serde_as]
#[derive(Serialize, Deserialize, Contract)]
struct NextPriceChanged {
    sku: String,
    new: NotNan<f64>,
    #[serde_as(as = "PickFirst<(DisplayFromStr, _)>")]
    version: i64,
    #[serde(default)]
    tiers: Vec<(u32, OrderedFloat<f32>)>,
}

pair!(PriceChanged => Price, NextPriceChanged, "/version");
