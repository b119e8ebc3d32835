//! The level of a stock was set: keys of a map as texts, `NonZeroU32`.

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use counterpart::Contract;
use serde::{Deserialize, Serialize};
use serde_with::{DisplayFromStr, serde_as};

use crate::pair::pair;

#[serde_as]
#[derive(Serialize, Deserialize, Contract)]
#[contract(emits = "stock.level_set")]
struct StockLevelSet {
    sku: String,
    #[serde_as(as = "BTreeMap<DisplayFromStr, _>")]
    by_warehouse: BTreeMap<u64, u32>,
    reorder_at: Option<NonZeroU32>,
    pack: NonZeroU32,
}

/// The purchasing service.
#[serde_as]
#[derive(Deserialize, Contract)]
#[contract(consumes = "stock.level_set")]
struct StockLevel {
    sku: String,
    #[serde_as(as = "BTreeMap<DisplayFromStr, _>")]
    by_warehouse: BTreeMap<u64, i64>,
    reorder_at: Option<u32>,
    #[serde(default = "one")]
    pack: NonZeroU32,
}

fn one() -> NonZeroU32 {
    NonZeroU32::MIN
}

/// Articles are sold by the gram.
#[serde_as]
#[derive(Serialize, Deserialize, Contract)]
struct NextStockLevelSet {
    sku: String,
    #[serde_as(as = "BTreeMap<DisplayFromStr, _>")]
    by_warehouse: BTreeMap<u64, u32>,
    reorder_at: Option<NonZeroU32>,
    pack: u32,
}

pair!(StockLevelSet => StockLevel, NextStockLevelSet, "/pack");
