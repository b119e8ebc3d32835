//! Numbers.

use schemars::_private::serde_json::{Value, json};

use super::{Asked, Foreign};

macro_rules! numbers {
    ($($krate:literal $name:literal: $says:expr;)*) => {
        &[$(Foreign { of: ($krate, $name), says: $says },)*]
    };
}

pub(super) const TYPES: &[Foreign] = numbers! {
    "bigdecimal" "BigDecimal": decimal;
    "num_bigint" "BigInt": |_| Some(json!({
        "type": "array",
        "prefixItems": [{ "type": "integer", "minimum": -1, "maximum": 1 }, digits()],
        "minItems": 2,
        "maxItems": 2,
    }));
    "num_bigint" "BigUint": |_| Some(digits());
    "ordered_float" "NotNan": float;
    "ordered_float" "OrderedFloat": float;
    "rust_decimal" "Decimal": decimal;
};

/// As schemars describes decimal numbers.
fn decimal(asked: &mut Asked) -> Option<Value> {
    Some(match asked.is_read {
        true => json!({ "type": ["string", "number"], "pattern": "^-?\\d+(\\.\\d+)?([eE]\\d+)?$" }),
        false => json!({ "type": "string", "pattern": "^-?\\d+(\\.\\d+)?$" }),
    })
}

/// Digits of 32 bits, the least first.
fn digits() -> Value {
    json!({ "type": "array", "items": { "type": "integer", "minimum": 0, "maximum": u32::MAX } })
}

fn float(asked: &mut Asked) -> Option<Value> {
    let format = match *asked.arguments.first()? {
        "f32" => "float",
        "f64" => "double",
        _ => return None,
    };
    Some(json!({ "type": "number", "format": format }))
}
