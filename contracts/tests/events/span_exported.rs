//! A span was exported: ids as hexadecimal digits, nanoseconds as the digits of a `u64`.

use counterpart::Contract;
use serde::{Deserialize, Serialize};
use serde_with::hex::Hex;
use serde_with::{DisplayFromStr, serde_as};

use crate::pair::pair;

#[serde_as]
#[derive(Serialize, Deserialize, Contract)]
#[contract(emits = "span.exported")]
#[serde(rename_all = "camelCase")]
struct SpanExported {
    #[serde_as(as = "Hex")]
    trace_id: [u8; 16],
    #[serde_as(as = "Hex")]
    span_id: [u8; 8],
    #[serde_as(as = "Option<Hex>")]
    #[serde(skip_serializing_if = "Option::is_none")]
    parent_span_id: Option<[u8; 8]>,
    #[serde_as(as = "DisplayFromStr")]
    start_time_unix_nano: u64,
    #[serde_as(as = "DisplayFromStr")]
    end_time_unix_nano: u64,
}

/// The latencies.
#[serde_as]
#[derive(Deserialize, Contract)]
#[contract(consumes = "span.exported")]
#[serde(rename_all = "camelCase")]
struct Span {
    #[serde_as(as = "Hex")]
    trace_id: Vec<u8>,
    #[serde_as(as = "Option<Hex>")]
    parent_span_id: Option<[u8; 8]>,
    #[serde_as(as = "DisplayFromStr")]
    start_time_unix_nano: u64,
    #[serde_as(as = "DisplayFromStr")]
    end_time_unix_nano: u64,
}

/// Parents have ids of traces.
#[serde_as]
#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "camelCase")]
struct NextSpanExported {
    #[serde_as(as = "Hex")]
    trace_id: [u8; 16],
    #[serde_as(as = "Option<Hex>")]
    parent_span_id: Option<[u8; 16]>,
    #[serde_as(as = "DisplayFromStr")]
    start_time_unix_nano: u64,
    #[serde_as(as = "DisplayFromStr")]
    end_time_unix_nano: u64,
}

pair!(SpanExported => Span, NextSpanExported, "/parentSpanId");
