//! Adapters of serde_with that no schema describes exactly.

#![allow(dead_code, reason = "only derived")]

use counterpart::Contract;
use serde::{Deserialize, Serialize};

#[serde_with::serde_as]
#[derive(Serialize, Deserialize, Contract)]
struct Account {
    #[serde_as(as = "Vec<Option<serde_with::DisplayFromStr>>")]
    owners: Vec<Option<Owner>>,
    // A part that may only be written is described.
    #[serde_as(as = "serde_with::json::JsonString")]
    limits: Vec<u8>,
    #[serde_as(as = "serde_with::SetPreventDuplicates<_>")]
    tags: std::collections::BTreeSet<std::net::IpAddr>,
    #[serde_as(as = "serde_with::base64::Base64<serde_with::base64::Crypt>")]
    hash: Vec<u8>,
    #[serde_as(as = "serde_with::DisplayFromStr")]
    known: u8,
    // Nothing is said of a field that is declared or trusted.
    #[serde_as(as = "serde_with::DisplayFromStr")]
    #[contract(with = "String", pattern = "^o[0-9]+$")]
    declared: Owner,
    #[serde_as(as = "serde_with::json::JsonString")]
    #[contract(trust = "checked by hand")]
    trusted: Vec<u8>,
}

#[serde_with::serde_as]
#[derive(Deserialize, Contract)]
#[contract(consumes = "limits.set")]
struct LimitsSet {
    #[serde_as(as = "Option<serde_with::json::JsonString>")]
    limits: Option<Vec<u8>>,
    #[serde_as(as = "serde_with::TryFromInto<u16>")]
    owner: Owner,
    #[serde_as(as = "Option<serde_with::json::JsonString>")]
    #[contract(with = "Option<String>", trust = "the producer writes JSON")]
    trusted: Option<Vec<u8>>,
}

struct Owner(u8);

impl TryFrom<u16> for Owner {
    type Error = std::num::TryFromIntError;
    fn try_from(number: u16) -> Result<Self, Self::Error> {
        number.try_into().map(Self)
    }
}

impl std::fmt::Display for Owner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "o{}", self.0)
    }
}

impl std::str::FromStr for Owner {
    type Err = std::num::ParseIntError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.trim_start_matches('o').parse().map(Self)
    }
}

fn main() {}
