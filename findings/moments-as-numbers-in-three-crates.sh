#!/usr/bin/env bash
# chrono 0.4.45, jiff 0.2.46 and time 0.3.55 (crates.io), moments as numbers through their own modules for serde; seen on 2026-11-29 with Rust 1.95,
# serde 1.0.229, serde_json 1.0.154.
#
# Guess: a module reads what it writes and writes what it reads; a 64-bit number of milliseconds is one that serde holds in a buffer; time's
# feature `serde-well-known` writes a moment as text.
#
# Seen:
# - jiff writes its last moment in milliseconds as 253402207200999, and refuses all above 253402207200000: of its last second it reads no fraction.
# - chrono reads nanoseconds as a `u64`, up to the year 2554, and writes an `i64`, up to 2262. What it read it may not be able to write.
# - time reads milliseconds as an `i128`. In an internally tagged enum, whose content is held in a buffer, it refuses all that it writes.
# - time's own form is a list of nine numbers, with the day of the year second; `serde-well-known` does not turn on the feature for text.
#
# Why it matters here: the range of a contract depends on the crate that reads, on the unit, and on the type around the field.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir src
cat > Cargo.toml <<'END'
[package]
name = "run"
version = "0.0.0"
edition = "2024"
[dependencies]
serde = { version = "=1.0.229", features = ["derive"] }
serde_json = "=1.0.154"
chrono = { version = "=0.4.45", features = ["serde"] }
jiff = { version = "=0.2.46", features = ["serde"] }
time = { version = "=0.3.55", features = ["serde-well-known", "std"] }
END
cat > src/main.rs <<'END'
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// Writes a value, and reads what was written.
fn again<T: Serialize + DeserializeOwned>(what: &str, value: &T) {
    let text = serde_json::to_string(value).expect("it is written");
    match serde_json::from_str::<T>(&text) {
        Ok(_) => println!("{what}: writes {text}, and reads it"),
        Err(error) => println!("{what}: writes {text}, and refuses it: {error}"),
    }
}

/// Reads a text, and writes what was read.
fn read<T: Serialize + DeserializeOwned>(what: &str, text: &str) {
    match serde_json::from_str::<T>(text).map(|value| serde_json::to_string(&value)) {
        Ok(Ok(written)) => println!("{what}: reads {text}, and writes {written}"),
        Ok(Err(error)) => println!("{what}: reads {text}, and cannot write it: {error}"),
        Err(error) => println!("{what}: refuses {text}: {error}"),
    }
}

#[derive(Serialize, Deserialize)]
struct Chrono(#[serde(with = "chrono::serde::ts_nanoseconds")] chrono::DateTime<chrono::Utc>);

#[derive(Serialize, Deserialize)]
struct Jiff(#[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")] jiff::Timestamp);

#[derive(Serialize, Deserialize)]
struct Time(#[serde(with = "time::serde::timestamp::milliseconds")] time::OffsetDateTime);

#[derive(Serialize, Deserialize)]
#[serde(tag = "kind")]
enum Tagged {
    Moment {
        #[serde(with = "time::serde::timestamp::milliseconds")]
        at: time::OffsetDateTime,
    },
}

fn main() {
    let first = time::OffsetDateTime::UNIX_EPOCH;
    again("jiff", &Jiff(jiff::Timestamp::MAX));
    read::<Jiff>("jiff", "253402207200000");
    read::<Chrono>("chrono", "9223372036854775807");
    read::<Chrono>("chrono", "18446744073709551615");
    again("time", &Time(first));
    again("time, in a tagged enum", &Tagged::Moment { at: first });
    again("time, by itself", &first);
}
END
cargo run --quiet > seen
cat > expected <<'END'
jiff: writes 253402207200999, and refuses it: parameter 'Unix timestamp milliseconds' is not in the required range of -377705023201000..=253402207200000 at line 1 column 15
jiff: reads 253402207200000, and writes 253402207200000
chrono: reads 9223372036854775807, and writes 9223372036854775807
chrono: reads 18446744073709551615, and cannot write it: value out of range for a timestamp with nanosecond precision
time: writes 0, and reads it
time, in a tagged enum: writes {"kind":"Moment","at":0}, and refuses it: i128 is not supported
time, by itself: writes [1970,1,0,0,0,0,0,0,0], and reads it
END
diff expected seen && cat seen
