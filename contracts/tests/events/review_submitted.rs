//! A review was submitted: an untagged author, `NoneAsEmptyString`.

use counterpart::Contract;
use serde::{Deserialize, Serialize};
use serde_with::{NoneAsEmptyString, serde_as};

use crate::pair::pair;

#[serde_as]
#[derive(Serialize, Deserialize, Contract)]
#[contract(emits = "review.submitted")]
struct ReviewSubmitted {
    product: String,
    author: Author,
    stars: u8,
    #[serde_as(as = "NoneAsEmptyString")]
    title: Option<String>,
    #[serde_as(as = "NoneAsEmptyString")]
    order: Option<u64>,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(untagged)]
enum Author {
    Id(u64),
    Name(String),
    Profile {
        id: u64,
        #[serde(rename = "displayName")]
        display_name: String,
    },
}

/// The product pages.
#[serde_as]
#[derive(Deserialize, Contract)]
#[contract(consumes = "review.submitted")]
struct Review {
    product: String,
    author: Author,
    stars: u8,
    title: String,
    #[serde_as(as = "NoneAsEmptyString")]
    order: Option<u64>,
}

/// No title is `null`.
#[serde_as]
#[derive(Serialize, Deserialize, Contract)]
struct NextReviewSubmitted {
    product: String,
    author: Author,
    stars: u8,
    title: Option<String>,
    #[serde_as(as = "NoneAsEmptyString")]
    order: Option<u64>,
}

pair!(ReviewSubmitted => Review, NextReviewSubmitted, "/title");
