//! A payout failed: milliseconds by serde_with, an amount by nutype.

use chrono::{DateTime, Utc};
use counterpart::Contract;
use nutype::nutype;
use serde::{Deserialize, Serialize};
use serde_with::formats::Flexible;
use serde_with::{TimestampMilliSeconds, serde_as};

use crate::pair::pair;

#[derive(Contract)]
#[nutype(validate(greater_or_equal = 1), derive(Serialize, Deserialize))]
struct Cents(u32);

#[serde_as]
#[derive(Serialize, Deserialize, Contract)]
#[contract(emits = "payout.failed")]
struct PayoutFailed {
    payout: String,
    amount: Cents,
    #[serde_as(as = "TimestampMilliSeconds<i64>")]
    failed_at: DateTime<Utc>,
    #[serde_as(as = "Option<TimestampMilliSeconds<i64>>")]
    retry_at: Option<DateTime<Utc>>,
    reason: Reason,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "code", content = "detail", rename_all = "snake_case")]
enum Reason {
    AccountClosed,
    Declined { by: String, retry: bool },
    Other(String),
}

/// The support desk.
#[serde_as]
#[derive(Deserialize, Contract)]
#[contract(consumes = "payout.failed")]
struct Payout {
    payout: String,
    amount: Cents,
    #[serde_as(as = "TimestampMilliSeconds<i64, Flexible>")]
    failed_at: DateTime<Utc>,
    #[serde_as(as = "Option<TimestampMilliSeconds<i64>>")]
    retry_at: Option<DateTime<Utc>>,
    reason: Why,
}

#[derive(Deserialize, Contract)]
struct Why {
    code: String,
}

/// A payout of nothing is possible.
#[serde_as]
#[derive(Serialize, Deserialize, Contract)]
struct NextPayoutFailed {
    payout: String,
    amount: u32,
    #[serde_as(as = "TimestampMilliSeconds<i64>")]
    failed_at: DateTime<Utc>,
    reason: Reason,
}

pair!(PayoutFailed => Payout, NextPayoutFailed, "/amount");
