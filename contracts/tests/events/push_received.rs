//! Commits were pushed to a repository: `ts_seconds_option`, camino's paths.

use camino::Utf8PathBuf;
use chrono::{DateTime, Utc};
use counterpart::Contract;
use serde::{Deserialize, Serialize};

use crate::pair::pair;

#[derive(Serialize, Deserialize, Contract)]
#[contract(emits = "repository.push_received")]
struct PushReceived {
    r#ref: String,
    commits: Vec<Commit>,
    #[serde(with = "chrono::serde::ts_seconds_option")]
    pushed_at: Option<DateTime<Utc>>,
    forced: bool,
}

#[derive(Serialize, Deserialize, Contract)]
struct Commit {
    id: String,
    message: String,
    author: Author,
    added: Vec<Utf8PathBuf>,
    removed: Vec<Utf8PathBuf>,
    modified: Vec<Utf8PathBuf>,
}

#[derive(Serialize, Deserialize, Contract)]
struct Author {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
}

/// The builds.
#[derive(Deserialize, Contract)]
#[contract(consumes = "repository.push_received")]
struct Push {
    r#ref: String,
    commits: Vec<Changed>,
    #[serde(default, with = "chrono::serde::ts_seconds_option")]
    pushed_at: Option<DateTime<Utc>>,
}

#[derive(Deserialize, Contract)]
struct Changed {
    id: String,
    added: Vec<Utf8PathBuf>,
    modified: Vec<Utf8PathBuf>,
}

/// Moments as texts.
#[derive(Serialize, Deserialize, Contract)]
struct NextPushReceived {
    r#ref: String,
    commits: Vec<Commit>,
    pushed_at: Option<DateTime<Utc>>,
}

pair!(PushReceived => Push, NextPushReceived, "/pushed_at");
