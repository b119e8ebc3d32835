//! Texts, and bytes.

use schemars::_private::serde_json::{Value, json};

use super::{Asked, Foreign};

macro_rules! texts {
    ($($krate:literal $name:literal: $says:expr;)*) => {
        &[$(Foreign { of: ($krate, $name), says: $says },)*]
    };
}

pub(super) const TYPES: &[Foreign] = texts! {
    "camino" "Utf8Path": any_text;
    "camino" "Utf8PathBuf": any_text;
    "compact_str" "CompactString": any_text;
    "ecow" "EcoString": any_text;
    "semver" "Version": |_| Some(json!({ "type": "string", "pattern": SEMVER }));
    "semver" "VersionReq": |_| Some(json!({ "type": "string", "format": "semver-requirement", "minLength": 1 }));
    "smol_str" "SmolStr": any_text;
    "secrecy" "SecretBox": secret;
    "serde_json" "RawValue": |_| Some(json!(true));
    "serde_bytes" "ByteBuf": bytes;
    "bytes" "Bytes": bytes;
    "bytes" "BytesMut": bytes;
    "ulid" "Ulid": ulid;
    "uuid" "Uuid": |_| Some(json!({ "type": "string", "format": "uuid" }));
    "url" "Url": |_| Some(json!({ "type": "string", "format": "uri" }));
};

// (Up to 32 comparisons with versions of three numbers up to 2^64: a pattern of these takes too many steps to compare, so the
// set of a `VersionReq` has a name.)

/// The beginning of schemars' pattern, by which the passes know the type.
const SEMVER: &str = r"^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)";

fn any_text(_: &mut Asked) -> Option<Value> {
    Some(json!({ "type": "string" }))
}

/// The value itself, if it is a text.
fn secret(asked: &mut Asked) -> Option<Value> {
    let of_text = ["str", "alloc::string::String"];
    let is_text = asked
        .arguments
        .first()
        .is_some_and(|inner| of_text.contains(inner));
    is_text.then(|| json!({ "type": "string" }))
}

/// A list of numbers. The bytes of a text are read as well.
fn bytes(asked: &mut Asked) -> Option<Value> {
    let types = if asked.is_read {
        json!(["array", "string"])
    } else {
        json!("array")
    };
    Some(json!({ "type": types, "items": { "type": "integer", "minimum": 0, "maximum": 255 } }))
}

/// 26 letters of Crockford's base32. The first has three bits: a greater one is read too, and loses bits.
fn ulid(asked: &mut Asked) -> Option<Value> {
    Some(match asked.is_read {
        true => json!({ "type": "string", "pattern": "^[0-7][0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{25}$" }),
        false => json!({ "type": "string", "pattern": "^[0-7][0-9A-HJKMNP-TV-Z]{25}$" }),
    })
}
