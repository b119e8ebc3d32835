//! A batch of events was delivered: `Seq` of pairs, `KeyValueMap`.

use std::collections::BTreeMap;

use counterpart::Contract;
use serde::{Deserialize, Serialize};
use serde_with::{DisplayFromStr, KeyValueMap, Seq, serde_as};

use crate::pair::pair;

#[serde_as]
#[derive(Serialize, Deserialize, Contract)]
#[contract(emits = "batch.delivered")]
struct BatchDelivered {
    #[serde_as(as = "Seq<(_, DisplayFromStr)>")]
    offsets: BTreeMap<String, u64>,
    #[serde_as(as = "KeyValueMap<_>")]
    events: Vec<Delivered>,
}

#[derive(Serialize, Deserialize, Contract)]
struct Delivered {
    #[serde(rename = "$key$")]
    id: String,
    topic: String,
    attempts: u8,
}

/// The monitor.
#[serde_as]
#[derive(Deserialize, Contract)]
#[contract(consumes = "batch.delivered")]
struct Batch {
    #[serde_as(as = "Vec<(_, DisplayFromStr)>")]
    offsets: BTreeMap<String, u64>,
    events: BTreeMap<String, Monitored>,
}

#[derive(Deserialize, Contract)]
struct Monitored {
    topic: String,
}

/// Offsets as an object.
#[serde_as]
#[derive(Serialize, Deserialize, Contract)]
struct NextBatchDelivered {
    #[serde_as(as = "BTreeMap<_, DisplayFromStr>")]
    offsets: BTreeMap<String, u64>,
    #[serde_as(as = "KeyValueMap<_>")]
    events: Vec<Delivered>,
}

pair!(BatchDelivered => Batch, NextBatchDelivered, "/offsets");
