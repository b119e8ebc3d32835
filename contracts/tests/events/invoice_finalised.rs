//! An invoice was finalised: chrono's `ts_seconds`, a status of serde_repr.

use chrono::{DateTime, NaiveDate, Utc};
use counterpart::Contract;
use serde::{Deserialize, Serialize};
use serde_repr::{Deserialize_repr, Serialize_repr};

use crate::pair::pair;

#[derive(Serialize, Deserialize, Contract)]
#[contract(emits = "invoice.finalised")]
#[serde(rename_all = "camelCase")]
struct InvoiceFinalised {
    invoice_number: String,
    status: Status,
    #[serde(with = "chrono::serde::ts_seconds")]
    finalised_at: DateTime<Utc>,
    #[serde(
        with = "chrono::serde::ts_seconds_option",
        skip_serializing_if = "Option::is_none",
        default
    )]
    paid_at: Option<DateTime<Utc>>,
    due: NaiveDate,
    lines: Vec<Line>,
    total_cents: i64,
}

#[derive(Serialize_repr, Deserialize_repr, Contract)]
#[repr(u8)]
enum Status {
    Open = 1,
    Paid = 2,
    Void = 4,
}

#[derive(Serialize, Deserialize, Contract)]
struct Line {
    text: String,
    cents: i64,
    quantity: u32,
}

/// The dunning service.
#[derive(Deserialize, Contract)]
#[contract(consumes = "invoice.finalised")]
#[serde(rename_all = "camelCase")]
struct Invoice {
    invoice_number: String,
    status: Status,
    #[serde(with = "chrono::serde::ts_seconds")]
    finalised_at: DateTime<Utc>,
    #[serde(with = "chrono::serde::ts_seconds_option", default)]
    paid_at: Option<DateTime<Utc>>,
    due: NaiveDate,
    #[serde(default)]
    total_cents: i64,
}

#[derive(Serialize_repr, Deserialize_repr, Contract)]
#[repr(u8)]
enum NextStatus {
    Open = 1,
    Paid = 2,
    PartlyPaid = 3,
    Void = 4,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "camelCase")]
struct NextInvoiceFinalised {
    invoice_number: String,
    status: NextStatus,
    #[serde(with = "chrono::serde::ts_seconds")]
    finalised_at: DateTime<Utc>,
    due: NaiveDate,
}

pair!(InvoiceFinalised => Invoice, NextInvoiceFinalised, "/status");
