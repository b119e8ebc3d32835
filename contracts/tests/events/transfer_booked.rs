//! A transfer was booked: `BigDecimal`, a date of ISO 8601.

use bigdecimal::BigDecimal;
use chrono::NaiveDate;
use counterpart::Contract;
use serde::{Deserialize, Serialize};

use crate::pair::pair;

#[derive(Serialize, Deserialize, Contract)]
#[contract(emits = "transfer.booked")]
struct TransferBooked {
    id: u128,
    amount: BigDecimal,
    booked_on: NaiveDate,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    valued_on: Option<NaiveDate>,
    from: Account,
    to: Account,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "lowercase")]
enum Account {
    Iban(String),
    Internal { number: u64 },
}

/// The statements.
#[derive(Deserialize, Contract)]
#[contract(consumes = "transfer.booked")]
struct Transfer {
    id: u128,
    amount: BigDecimal,
    booked_on: NaiveDate,
    valued_on: Option<NaiveDate>,
    to: Account,
}

/// Booked at a moment.
#[derive(Serialize, Deserialize, Contract)]
struct NextTransferBooked {
    id: u128,
    amount: BigDecimal,
    booked_on: chrono::NaiveDateTime,
    to: Account,
}

pair!(TransferBooked => Transfer, NextTransferBooked, "/booked_on");
