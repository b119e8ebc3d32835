//! A metric was reported: `f32` or `f64` untagged, `Bytes`.

use counterpart::Contract;
use serde::{Deserialize, Serialize};
use serde_with::{Bytes, serde_as};

use crate::pair::pair;

#[serde_as]
#[derive(Serialize, Deserialize, Contract)]
#[contract(emits = "metric.reported")]
struct MetricReported {
    name: String,
    value: Value,
    #[serde_as(as = "Bytes")]
    digest: Vec<u8>,
    labels: bytes::Bytes,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(untagged)]
enum Value {
    Single(f32),
    Double(f64),
    Quantiles(Vec<(f32, f64)>),
}

/// The alerts.
#[serde_as]
#[derive(Deserialize, Contract)]
#[contract(consumes = "metric.reported")]
struct Metric {
    name: String,
    value: Value,
    #[serde_as(as = "Bytes")]
    digest: Vec<u8>,
}

/// Counters that are texts.
#[serde_as]
#[derive(Serialize, Deserialize, Contract)]
struct NextMetricReported {
    name: String,
    value: NextValue,
    #[serde_as(as = "Bytes")]
    digest: Vec<u8>,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(untagged)]
enum NextValue {
    Single(f32),
    Exact(String),
}

pair!(MetricReported => Metric, NextMetricReported, "/value(a string)");
