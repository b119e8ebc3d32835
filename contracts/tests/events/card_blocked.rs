//! A card was blocked: an enum of another crate by `remote`, a number whose check is trusted.

use counterpart::Contract;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};

use crate::pair::pair;

/// The types of another crate, which has no serde.
mod scheme {
    pub(super) enum Reason {
        Lost,
        Stolen { report: u64 },
        Fraud(Vec<u64>),
    }
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(remote = "scheme::Reason", rename_all = "snake_case")]
enum Reason {
    Lost,
    Stolen { report: u64 },
    Fraud(Vec<u64>),
}

#[derive(Serialize, Deserialize, Contract)]
#[contract(emits = "card.blocked")]
struct CardBlocked {
    card: CardNumber,
    #[serde(with = "Reason")]
    reason: scheme::Reason,
}

#[derive(Serialize, Contract)]
#[contract(trust = "what is written has been read, and the last digit checks the others")]
struct CardNumber(String);

impl<'de> Deserialize<'de> for CardNumber {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let card = String::deserialize(from)?;
        let digits = card.chars().rev().map(|digit| digit.to_digit(10));
        let digits: Option<Vec<u32>> = digits.collect();
        let digits = digits.ok_or_else(|| D::Error::custom("not a digit"))?;
        let weighed = digits.iter().enumerate().map(|(at, digit)| match at % 2 {
            0 => *digit,
            _ => digit * 2 / 10 + digit * 2 % 10,
        });
        match weighed.sum::<u32>() % 10 {
            0 => Ok(Self(card)),
            _ => Err(D::Error::custom("the last digit is wrong")),
        }
    }
}

/// The terminals.
#[derive(Deserialize, Contract)]
#[contract(consumes = "card.blocked")]
struct Card {
    card: String,
    #[serde(with = "Reason")]
    reason: scheme::Reason,
}

/// Another reason.
#[derive(Serialize, Deserialize, Contract)]
struct NextCardBlocked {
    card: String,
    reason: NextReason,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "snake_case")]
enum NextReason {
    Lost,
    Expired,
}

pair!(CardBlocked => Card, NextCardBlocked, "/reason");
