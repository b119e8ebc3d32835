#!/usr/bin/env bash
# serde_with 3.25.0 (crates.io); seen on 2026-11-29 with Rust 1.95, serde 1.0.229, serde_json 1.0.154.
#
# Guess: what an adapter writes, it reads. A strict form reads one spelling: `Padded` wants padding, a number in a text is a number in decimal, a
# negative duration is refused. `OneOrMany` reads every type that serde_json reads.
#
# Seen:
# - `DurationSecondsWithFrac<String>` computes the fraction as a float. Of 1.798912672 s it writes seventeen digits, and refuses more than nine.
# - It reads `++1`, and `1.+5` as 1.05.
# - `DurationSeconds<f64>` rounds before it looks at the sign: -0.4 is read, and -0.6 is refused.
# - `Base64<_, Padded>` reads unpadded text, too.
# - `OneOrMany` holds the message in a buffer, where keys are texts: of maps with integer keys it reads neither one nor many.
#
# Why it matters here: a contract that is made of the adapter's name, or of its own JSON Schema, is wrong in one of the two roles.
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
serde_with = { version = "=3.25.0", features = ["base64"] }
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

use serde_with::base64::{Base64, Standard};
use serde_with::formats::Padded;
use serde_with::{DurationSeconds, DurationSecondsWithFrac, OneOrMany, serde_as};
use std::{collections::BTreeMap, time::Duration};

#[serde_as]
#[derive(Serialize, Deserialize)]
struct Fraction(#[serde_as(as = "DurationSecondsWithFrac<String>")] Duration);

#[serde_as]
#[derive(Serialize, Deserialize)]
struct Rounded(#[serde_as(as = "DurationSeconds<f64>")] Duration);

#[serde_as]
#[derive(Serialize, Deserialize)]
struct Bytes(#[serde_as(as = "Base64<Standard, Padded>")] Vec<u8>);

#[serde_as]
#[derive(Serialize, Deserialize)]
struct Many(#[serde_as(as = "OneOrMany<_>")] Vec<BTreeMap<u8, bool>>);

fn main() {
    again("fraction", &Fraction(Duration::new(1, 500_000_000)));
    again("fraction", &Fraction(Duration::new(1, 798_912_672)));
    for text in ["\"++1\"", "\"1.+5\"", "\"1e3\""] {
        read::<Fraction>("fraction", text);
    }
    for text in ["-0.4", "-0.6"] {
        read::<Rounded>("whole seconds as a float", text);
    }
    for text in ["\"QQ==\"", "\"QQ\""] {
        read::<Bytes>("padded", text);
    }
    let is_read = ["{\"1\":true}", "[{\"1\":true}]"].map(|text| serde_json::from_str::<Many>(text).is_ok());
    println!("one or many maps with integer keys: reads one: {}, many: {}", is_read[0], is_read[1]);
}
END
cargo run --quiet > seen
cat > expected <<'END'
fraction: writes "1.5", and reads it
fraction: writes "1.7989126720000002", and refuses it: Duration and Timestamps with no more than 9 digits precision, but '1.7989126720000002' has more
fraction: reads "++1", and writes "1"
fraction: reads "1.+5", and writes "1.05"
fraction: refuses "1e3": invalid value: string "1e3", expected a string containing an integer or float
whole seconds as a float: reads -0.4, and writes 0.0
whole seconds as a float: refuses -0.6: std::time::Duration cannot be negative
padded: reads "QQ==", and writes "QQ=="
padded: reads "QQ", and writes "QQ=="
one or many maps with integer keys: reads one: false, many: false
END
diff expected seen && cat seen
