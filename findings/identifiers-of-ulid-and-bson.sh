#!/usr/bin/env bash
# ulid 3.0.0 and bson 3.1.0 (crates.io), identifiers read with serde; seen on 2026-11-29 with Rust 1.95, serde 1.0.229, serde_json 1.0.154.
#
# Guess: 26 letters hold 130 bits, so ulid refuses a text of more than 128; the order of the members of an object decides nothing.
#
# Seen:
# - ulid reads a first letter beyond 7, and loses its upper bits: two texts are one id.
# - bson reads an `$oid` with a member before it, and refuses the same with a member behind it.
#
# Why it matters here: no JSON Schema says "with a member before it". A contract must refuse both, and a text that is another one after it was read.
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
serde = "=1.0.229"
serde_json = "=1.0.154"
bson = { version = "=3.1.0", features = ["serde"] }
ulid = { version = "=3.0.0", features = ["serde"] }
END
cat > src/main.rs <<'END'
use serde::{Serialize, de::DeserializeOwned};

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

fn main() {
    again("ulid", &ulid::Ulid::from(u128::MAX));
    for text in ["\"8ZZZZZZZZZZZZZZZZZZZZZZZZZ\"", "\"0ZZZZZZZZZZZZZZZZZZZZZZZZZ\""] {
        read::<ulid::Ulid>("ulid", text);
    }
    for text in [
        r#"{"$oid":"507f1f77bcf86cd799439011"}"#,
        r#"{"more":1,"$oid":"507f1f77bcf86cd799439011"}"#,
        r#"{"$oid":"507f1f77bcf86cd799439011","more":1}"#,
    ] {
        read::<bson::oid::ObjectId>("object id", text);
    }
}
END
cargo run --quiet > seen
cat > expected <<'END'
ulid: writes "7ZZZZZZZZZZZZZZZZZZZZZZZZZ", and reads it
ulid: reads "8ZZZZZZZZZZZZZZZZZZZZZZZZZ", and writes "0ZZZZZZZZZZZZZZZZZZZZZZZZZ"
ulid: reads "0ZZZZZZZZZZZZZZZZZZZZZZZZZ", and writes "0ZZZZZZZZZZZZZZZZZZZZZZZZZ"
object id: reads {"$oid":"507f1f77bcf86cd799439011"}, and writes {"$oid":"507f1f77bcf86cd799439011"}
object id: reads {"more":1,"$oid":"507f1f77bcf86cd799439011"}, and writes {"$oid":"507f1f77bcf86cd799439011"}
object id: refuses {"$oid":"507f1f77bcf86cd799439011","more":1}: trailing comma at line 1 column 35
END
diff expected seen && cat seen
