//! An account was rebuilt from its events: a generic envelope, flattened, and the events' older forms.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use counterpart::{Contract, contract};
use serde::{Deserialize, Serialize};

use crate::pair::pair;

#[derive(Serialize, Deserialize, Contract)]
struct Envelope<T> {
    sequence: u64,
    at: DateTime<Utc>,
    #[serde(flatten)]
    event: T,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    metadata: BTreeMap<String, String>,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "type", content = "data")]
enum Account {
    Opened {
        owner: String,
        limit: i64,
    },
    #[serde(rename = "Deposited.v2")]
    Deposited {
        cents: i64,
        currency: String,
    },
    Closed,
}

contract!(Envelope<Account>, emits = "account.rebuilt");

/// The projection, which still reads the first form of deposits.
#[derive(Deserialize, Contract)]
#[serde(tag = "type", content = "data")]
enum Projected {
    Opened {
        owner: String,
    },
    #[serde(rename = "Deposited.v1", alias = "Deposited")]
    Old {
        cents: i32,
    },
    #[serde(rename = "Deposited.v2")]
    Deposited {
        cents: i64,
        currency: String,
    },
    Closed,
}

#[derive(Deserialize, Contract)]
struct Recorded<T> {
    sequence: u64,
    #[serde(flatten)]
    event: T,
}

contract!(Recorded<Projected>, consumes = "account.rebuilt");

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "type", content = "data")]
enum NextAccount {
    Opened {
        owner: String,
        limit: i64,
    },
    #[serde(rename = "Deposited.v3")]
    Deposited {
        amount: String,
    },
}

pair!(Envelope<Account> => Recorded<Projected>, Envelope<NextAccount>, "(Deposited.v3)");
