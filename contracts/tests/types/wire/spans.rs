//! Spans of time as numbers of seconds.

use std::time::Duration;

use chrono::TimeDelta;
use counterpart::Contract;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::super::kinds::judge::{fits, mixed, written};
use super::reads_exactly;

mod whole {
    use super::*;

    pub(super) fn serialize<S: Serializer>(span: &Duration, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_u64(span.as_secs())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
        u64::deserialize(from).map(Duration::from_secs)
    }
}

mod signed {
    use super::*;

    pub(super) fn serialize<S: Serializer>(span: &TimeDelta, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_i64(span.num_seconds())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<TimeDelta, D::Error> {
        let seconds = i64::deserialize(from)?;
        TimeDelta::try_seconds(seconds).ok_or_else(|| serde::de::Error::custom("too long"))
    }
}

mod fraction {
    use super::*;

    pub(super) fn serialize<S: Serializer>(span: &Duration, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_f64(span.as_secs_f64())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
        Duration::try_from_secs_f64(f64::deserialize(from)?).map_err(serde::de::Error::custom)
    }
}

#[derive(Debug, Serialize, Deserialize, Contract)]
struct Whole(
    #[serde(with = "whole")]
    #[contract(with = "counterpart::wire::DurationSeconds")]
    Duration,
);

#[derive(Debug, Serialize, Deserialize, Contract)]
struct Signed(
    #[serde(with = "signed")]
    #[contract(with = "counterpart::wire::DurationSeconds<i64>")]
    TimeDelta,
);

#[derive(Debug, Serialize, Deserialize, Contract)]
struct Fraction(
    #[serde(with = "fraction")]
    #[contract(with = "counterpart::wire::DurationSeconds<f64>")]
    Duration,
);

fn texts() -> Vec<String> {
    let limits: [i128; 7] = [
        0,
        u64::MAX.into(),
        i64::MAX.into(),
        i64::MIN.into(),
        i128::from(i64::MAX / 1_000),
        -i128::from(i64::MAX / 1_000),
        18_446_744_073_709_549_568,
    ];
    let around = limits
        .iter()
        .flat_map(|limit| (-2..=2).map(move |by| (limit + by).to_string()));
    let odd = ["1.5", "\"1\"", "null", "true"];
    around.chain(odd.map(str::to_owned)).collect()
}

#[test]
fn spans_are_numbers_of_seconds_in_the_range_of_their_types() {
    reads_exactly::<Whole>(&texts());
    reads_exactly::<Signed>(&texts());
    // Of the numbers that serde reads as 2^64 when it rounds them down, none is needed.
    let mut fractions = texts();
    fractions.extend(["-1e-300", "1e-300", "1e19", "1.8e19", "1.9e19", "1e300", "-0.0"].map(str::to_owned));
    super::reads::<Fraction>(&fractions);
    let spans = || {
        (0..2_000).map(|at| {
            Duration::new(
                mixed(at) >> (mixed(at + 1) % 64),
                (mixed(at + 2) % 1_000_000_000) as u32,
            )
        })
    };
    written(spans().chain([Duration::MAX, Duration::ZERO]).map(Whole));
    written(spans().filter(|span| span.as_secs() < 1 << 63).map(Fraction));
    written(
        [
            TimeDelta::MAX,
            TimeDelta::MIN,
            TimeDelta::zero(),
            TimeDelta::seconds(-5),
        ]
        .map(Signed),
    );
    fits::<Whole, u64>();
    fits::<Signed, i64>();
}
