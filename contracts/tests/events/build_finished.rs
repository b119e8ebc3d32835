//! A build was finished: durations with fractions, outcomes by `EnumMap`.

use std::time::Duration;

use counterpart::Contract;
use serde::{Deserialize, Serialize};
use serde_with::{DurationSeconds, DurationSecondsWithFrac, EnumMap, serde_as};

use crate::pair::pair;

#[serde_as]
#[derive(Serialize, Deserialize, Contract)]
#[contract(emits = "build.finished")]
struct BuildFinished {
    build: u64,
    #[serde_as(as = "DurationSecondsWithFrac<f64>")]
    took: Duration,
    #[serde_as(as = "Option<DurationSeconds<u64>>")]
    queued: Option<Duration>,
    #[serde_as(as = "EnumMap")]
    outcomes: Vec<Outcome>,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "snake_case")]
enum Outcome {
    Passed(u32),
    Failed { tests: Vec<String> },
    Flaky(Vec<String>),
}

/// The dashboard.
#[serde_as]
#[derive(Deserialize, Contract)]
#[contract(consumes = "build.finished")]
struct Build {
    build: u64,
    #[serde_as(as = "DurationSecondsWithFrac<f64>")]
    took: Duration,
    outcomes: Outcomes,
}

#[derive(Deserialize, Contract)]
struct Outcomes {
    #[serde(default)]
    passed: u32,
    #[serde(default)]
    flaky: Vec<String>,
}

/// Durations in milliseconds, as a text.
#[serde_as]
#[derive(Serialize, Deserialize, Contract)]
struct NextBuildFinished {
    build: u64,
    #[serde_as(as = "serde_with::DurationMilliSeconds<String>")]
    took: Duration,
    #[serde_as(as = "EnumMap")]
    outcomes: Vec<Outcome>,
}

pair!(BuildFinished => Build, NextBuildFinished, "/took");
