//! A consent was given: `DefaultOnNull`, `BoolFromInt`.

use counterpart::Contract;
use serde::{Deserialize, Serialize};
use serde_with::formats::Flexible;
use serde_with::{BoolFromInt, DefaultOnNull, serde_as};

use crate::pair::pair;

#[serde_as]
#[derive(Serialize, Deserialize, Contract)]
#[contract(emits = "consent.given")]
struct ConsentGiven {
    person: u64,
    #[serde_as(as = "BoolFromInt")]
    marketing: bool,
    #[serde_as(as = "DefaultOnNull<BoolFromInt>")]
    analytics: bool,
    #[serde_as(as = "DefaultOnNull")]
    channels: Vec<Channel>,
    #[serde_as(as = "Vec<(_, BoolFromInt<Flexible>)>")]
    partners: Vec<(String, bool)>,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Channel {
    Email,
    TextMessage,
}

/// The mailing service.
#[serde_as]
#[derive(Deserialize, Contract)]
#[contract(consumes = "consent.given")]
struct Consent {
    person: u64,
    #[serde_as(as = "BoolFromInt")]
    marketing: bool,
    #[serde_as(as = "DefaultOnNull")]
    channels: Vec<Channel>,
}

/// Booleans as such.
#[serde_as]
#[derive(Serialize, Deserialize, Contract)]
struct NextConsentGiven {
    person: u64,
    marketing: bool,
    #[serde_as(as = "DefaultOnNull")]
    channels: Vec<Channel>,
}

pair!(ConsentGiven => Consent, NextConsentGiven, "/marketing");
