#!/usr/bin/env bash
# utoipa 6.0.0 (crates.io), schemas of types held to what serde writes and reads; judged by jsonschema 0.61.2, seen on 2026-12-01 with Rust 1.95,
# serde 1.0.229, serde_json 1.0.154, chrono 0.4.45.
#
# Guess: a schema follows the type of a field, and the attributes of serde that utoipa reads. A map with integer keys, a tuple struct and
# a flattened Option have schemas that take what serde writes.
#
# Seen:
# - The type of a field is known by its last name alone. With the feature `chrono`, which any crate of the build turns on for all, a struct `Date`
#   or `Duration` of one's own is a text in each type that has it, although its own schema is right. `std::time::Duration` is a text, too; serde
#   writes an object. A struct `Value` of one's own is anything.
# - A map with integer keys asks for names that are integers: it takes the empty map alone.
# - The items of a tuple struct of several types must be objects. A tuple in a field is right.
# - An Option that is flattened must be there. `transparent` and `rename(serialize = ...)` are not read.
# - `skip_serializing_if` makes a member optional, also for readers; serde refuses its absence without `default`.
#
# Why it matters here: neither an emitted nor an accepted contract can be taken from such a schema without a test of both directions.
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
chrono = { version = "=0.4.45", features = ["serde"] }
jsonschema = { version = "=0.61.2", default-features = false }
serde = { version = "=1.0.229", features = ["derive"] }
serde_json = "=1.0.154"
utoipa = { version = "=6.0.0", features = ["chrono"] }
[profile.dev]
debug = false
END
cat > src/main.rs <<'END'
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Types of one's own that have the names of others.
mod own {
    use serde::{Deserialize, Serialize};
    use utoipa::ToSchema;

    #[derive(Serialize, Deserialize, ToSchema)]
    pub struct Date {
        pub year: i32,
    }

    #[derive(Serialize, Deserialize, ToSchema)]
    pub struct Duration {
        pub days: i32,
    }

    #[derive(Serialize, Deserialize, ToSchema)]
    pub struct Value {
        pub cents: i32,
    }
}

macro_rules! types {
    ($($item:item)*) => { $(#[derive(serde::Serialize, serde::Deserialize, ToSchema)] $item)* };
}

types! {
    struct Day { on: own::Date }
    struct Parental { leave: own::Duration }
    struct Voucher { worth: own::Value }
    struct Waited { time: std::time::Duration }
    struct Stock { by_shelf: BTreeMap<u32, bool> }
    struct Row(u32, String);
    struct Cell { at: (u32, String) }
    struct Address { street: String }
    struct Order { id: u32, #[serde(flatten)] address: Option<Address> }
    #[serde(transparent)]
    struct Sku { text: String }
    struct Renamed { #[serde(rename(serialize = "orderId", deserialize = "order_id"))] id: u32 }
    struct Basket { #[serde(skip_serializing_if = "Vec::is_empty")] lines: Vec<u32> }
}

/// Shows whether the schema takes a message, beside what serde does with it.
fn show<T: ToSchema + Serialize + DeserializeOwned>(value: Option<T>, read: &str) {
    let mut parts = Vec::new();
    T::schemas(&mut parts);
    let parts: serde_json::Map<String, Json> = parts.into_iter().map(|(name, part)| (name, json!(part))).collect();
    let schema = json!(T::schema());
    let mut whole = schema.clone();
    whole["components"] = json!({ "schemas": parts });
    let judge = jsonschema::draft202012::options().should_validate_formats(true).build(&whole).expect("it is a schema");
    let takes = |text: &str| match judge.is_valid(&serde_json::from_str(text).expect("it is JSON")) {
        true => "takes",
        false => "refuses",
    };
    println!("{} {schema}", T::name());
    if let Some(value) = value {
        let text = serde_json::to_string(&value).expect("it is written");
        println!("  {} {text}, which serde writes", takes(&text));
    }
    if !read.is_empty() {
        let reads = serde_json::from_str::<T>(read).map_or_else(|error| format!("refuses: {error}"), |_| "reads".to_owned());
        println!("  {} {read}, which serde {reads}", takes(read));
    }
}

fn main() {
    show(Some(own::Date { year: 2026 }), "");
    show(Some(Day { on: own::Date { year: 2026 } }), r#"{"on":"2026-12-01"}"#);
    show(Some(Parental { leave: own::Duration { days: 3 } }), r#"{"leave":"three days"}"#);
    show(Some(Voucher { worth: own::Value { cents: 5 } }), r#"{"worth":null}"#);
    show(Some(Waited { time: std::time::Duration::from_secs(1) }), "");
    show(Some(Stock { by_shelf: BTreeMap::from([(7, true)]) }), r#"{"by_shelf":{}}"#);
    show(Some(Row(1, "a".to_owned())), "");
    show(Some(Cell { at: (1, "a".to_owned()) }), "");
    show(Some(Order { id: 1, address: None }), r#"{"id":1}"#);
    show(Some(Sku { text: "A-1".to_owned() }), r#"{"text":"A-1"}"#);
    show(Some(Renamed { id: 1 }), r#"{"order_id":1}"#);
    show(Some(Basket { lines: vec![] }), "{}");
}
END
cargo fetch --quiet || exit 2
cargo run --quiet > seen
cat > expected <<'END'
Date {"properties":{"year":{"format":"int32","type":"integer"}},"required":["year"],"type":"object"}
  takes {"year":2026}, which serde writes
Day {"properties":{"on":{"format":"date","type":"string"}},"required":["on"],"type":"object"}
  refuses {"on":{"year":2026}}, which serde writes
  takes {"on":"2026-12-01"}, which serde refuses: invalid type: string "2026-12-01", expected struct Date at line 1 column 18
Parental {"properties":{"leave":{"type":"string"}},"required":["leave"],"type":"object"}
  refuses {"leave":{"days":3}}, which serde writes
  takes {"leave":"three days"}, which serde refuses: invalid type: string "three days", expected struct Duration at line 1 column 21
Voucher {"properties":{"worth":{}},"required":["worth"],"type":"object"}
  takes {"worth":{"cents":5}}, which serde writes
  takes {"worth":null}, which serde refuses: invalid type: null, expected struct Value at line 1 column 13
Waited {"properties":{"time":{"type":"string"}},"required":["time"],"type":"object"}
  refuses {"time":{"secs":1,"nanos":0}}, which serde writes
Stock {"properties":{"by_shelf":{"additionalProperties":{"type":"boolean"},"propertyNames":{"format":"int32","minimum":0,"type":"integer"},"type":"object"}},"required":["by_shelf"],"type":"object"}
  refuses {"by_shelf":{"7":true}}, which serde writes
  takes {"by_shelf":{}}, which serde reads
Row {"items":{"type":"object"},"maxItems":2,"minItems":2,"type":"array"}
  refuses [1,"a"], which serde writes
Cell {"properties":{"at":{"items":false,"prefixItems":[{"format":"int32","minimum":0,"type":"integer"},{"type":"string"}],"type":"array"}},"required":["at"],"type":"object"}
  takes {"at":[1,"a"]}, which serde writes
Order {"allOf":[{"oneOf":[{"$ref":"#/components/schemas/Address"},{"type":"null"}]},{"properties":{"id":{"format":"int32","minimum":0,"type":"integer"}},"required":["id"],"type":"object"}]}
  refuses {"id":1}, which serde writes
  refuses {"id":1}, which serde reads
Sku {"properties":{"text":{"type":"string"}},"required":["text"],"type":"object"}
  refuses "A-1", which serde writes
  takes {"text":"A-1"}, which serde refuses: invalid type: map, expected a string at line 1 column 0
Renamed {"properties":{"id":{"format":"int32","minimum":0,"type":"integer"}},"required":["id"],"type":"object"}
  refuses {"orderId":1}, which serde writes
  refuses {"order_id":1}, which serde reads
Basket {"properties":{"lines":{"items":{"format":"int32","minimum":0,"type":"integer"},"type":"array"}},"type":"object"}
  takes {}, which serde writes
  takes {}, which serde refuses: missing field `lines` at line 1 column 2
END
diff expected seen && cat seen
