//! Values of BSON, as extended JSON. They are objects with one key.

use schemars::_private::serde_json::{Value, json};

use super::{Asked, Foreign};
use crate::derived::digits::positive_up_to;

pub(super) const TYPES: &[Foreign] = &[
    Foreign {
        of: ("bson", "ObjectId"),
        says: object_id,
    },
    Foreign {
        of: ("bson", "DateTime"),
        says: date_time,
    },
    Foreign {
        of: ("bson", "Uuid"),
        says: |_| Some(json!({ "type": "string", "format": "uuid" })),
    },
];

/// An object that has this key and no other.
fn only(key: &str, value: &Value) -> Value {
    json!({
        "type": "object",
        "properties": { key: value },
        "required": [key],
        "additionalProperties": false,
    })
}

/// Twelve bytes. They are read without the object, too.
fn object_id(asked: &mut Asked) -> Option<Value> {
    let letters = if asked.is_read { "a-fA-F" } else { "a-f" };
    let digits = json!({ "type": "string", "pattern": format!("^[0-9{letters}]{{24}}$") });
    let object = only("$oid", &digits);
    Some(match asked.is_read {
        true => json!({ "anyOf": [object, digits] }),
        false => object,
    })
}

/// Milliseconds since 1970, as text. A number is read, too.
fn date_time(asked: &mut Asked) -> Option<Value> {
    let up_to = |greatest: &str| format!("({})", positive_up_to(greatest).join("|"));
    let (most, least) = (up_to("9223372036854775807"), up_to("9223372036854775808"));
    let pattern = match asked.is_read {
        true => format!("^(\\+?0*{most}|-0*{least}|[+-]?0+)$"),
        false => format!("^({most}|-{least}|0)$"),
    };
    let long = only("$numberLong", &json!({ "type": "string", "pattern": pattern }));
    Some(match asked.is_read {
        true => only(
            "$date",
            &json!({ "anyOf": [long, { "type": "integer", "format": "int64" }] }),
        ),
        false => only("$date", &long),
    })
}
