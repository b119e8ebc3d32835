//! A payment was captured: rust_decimal's `serde::str`, time's `rfc3339`, `skip_serializing_none`.

use counterpart::Contract;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::pair::pair;

#[skip_serializing_none]
#[derive(Serialize, Deserialize, Contract)]
#[contract(emits = "payment.captured")]
struct PaymentCaptured {
    payment_id: Uuid,
    #[serde(with = "rust_decimal::serde::str")]
    amount: Decimal,
    currency: Currency,
    #[serde(with = "time::serde::rfc3339")]
    captured_at: OffsetDateTime,
    #[serde(default, with = "time::serde::rfc3339::option")]
    settles_at: Option<OffsetDateTime>,
    #[serde(default, with = "rust_decimal::serde::str_option")]
    fee: Option<Decimal>,
    reference: Option<String>,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "UPPERCASE")]
enum Currency {
    Eur,
    Gbp,
    Usd,
}

/// The ledger.
#[derive(Deserialize, Contract)]
#[contract(consumes = "payment.captured")]
struct Payment {
    payment_id: Uuid,
    amount: Decimal,
    currency: Booked,
    #[serde(with = "time::serde::rfc3339")]
    captured_at: OffsetDateTime,
    #[serde(default, with = "time::serde::rfc3339::option")]
    settles_at: Option<OffsetDateTime>,
}

#[derive(Deserialize, Contract)]
#[serde(rename_all = "UPPERCASE")]
enum Booked {
    Eur,
    Usd,
    #[serde(other)]
    Foreign,
}

/// The date alone of the day on which it settles.
#[skip_serializing_none]
#[derive(Serialize, Deserialize, Contract)]
struct NextPaymentCaptured {
    payment_id: Uuid,
    #[serde(with = "rust_decimal::serde::str")]
    amount: Decimal,
    currency: Currency,
    #[serde(with = "time::serde::rfc3339")]
    captured_at: OffsetDateTime,
    settles_at: Option<chrono::NaiveDate>,
}

pair!(PaymentCaptured => Payment, NextPaymentCaptured, "/settles_at");
