//! Types that say what is on the wire, for `#[contract(with = "…")]`.
//!
//! serde's own attributes tell the derive everything, except for those that name a function: `with`,
//! `serialize_with`, `deserialize_with`. The types here describe the common results of such functions. No value of
//! them is ever made.
//!
//! ```
//! use counterpart::Contract;
//! use serde::{Deserialize, Serialize};
//!
//! # mod as_seconds {
//! #     use std::time::{Duration, SystemTime, UNIX_EPOCH};
//! #     pub fn serialize<S: serde::Serializer>(at: &SystemTime, to: S) -> Result<S::Ok, S::Error> {
//! #         to.serialize_u64(at.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs())
//! #     }
//! #     pub fn deserialize<'de, D: serde::Deserializer<'de>>(from: D) -> Result<SystemTime, D::Error> {
//! #         let seconds: u32 = serde::Deserialize::deserialize(from)?;
//! #         Ok(UNIX_EPOCH + Duration::from_secs(seconds.into()))
//! #     }
//! # }
//! #[derive(Serialize, Deserialize, Contract)]
//! struct OrderPlaced {
//!     /// Seconds since 1970 that no 32-bit reader refuses.
//!     #[serde(with = "as_seconds")]
//!     #[contract(with = "counterpart::wire::UnixSeconds", min = 0, max = 4294967295)]
//!     at: std::time::SystemTime,
//! }
//! ```
//!
//! A reader may accept more than a writer writes: `+1` and `01` for [`Digits`], capital letters for [`Hex`]. A
//! contract of a consumer accepts the one, that of a producer is the other. The derived test asks serde about both.
//!
//! How much a number may be depends on its reader: chrono's `ts_milliseconds` reads fewer milliseconds than an `i64`
//! holds. For [`UnixSeconds`] and the like, the field's own Rust type decides: `DateTime` of chrono, `OffsetDateTime`
//! of time, `Timestamp` of jiff, and otherwise an `i64`. A narrower range or form is added in the attribute:
//!
//! | | |
//! |---|---|
//! | `min = 0`, `max = 59` | of a number, its value; of a string, its characters; of a list, its items |
//! | `pattern = "^[a-z]+$"` | of a string, a regular expression of ECMA-262, as in JSON Schema. Without `^` and `$` it may match a part of the string |

mod adapted;
mod base64;
mod digits;
mod duration;
mod flags;
mod hex;
mod of_crates;
mod of_jiff;
mod of_time;
mod only_written;
mod restricted;
mod texts;
mod unix;

pub use base64::{Alphabet, Base64, EitherPadding, Padded, Padding, Standard, Unpadded, UrlSafe};
pub use digits::{Digits, Number};
pub use duration::{DurationSeconds, Seconds};
pub use hex::{Hex, HexCase, LowerCase, UpperCase};
pub use texts::{DateOnly, Rfc3339, UuidSimple};
pub use unix::{UnixMicros, UnixMillis, UnixNanos, UnixSeconds};

#[doc(hidden)]
pub use adapted::{
    Adapted, AsText, BoolAsAnyInteger, BoolAsInteger, BoolText, Distinct, KeyedByField, Lenient, ManyFirst,
    Nullable, OneFirst, OrEmpty, PickFirst, Separated, SkipsItems, SkipsValues, Times, VariantsAsKeys, Whole,
    Within,
};
#[doc(hidden)]
pub use base64::UnpaddedReadsBoth;
#[doc(hidden)]
pub use flags::{FlagNames, Flags};
#[doc(hidden)]
pub use of_crates::{
    Bytes, DecimalFloat, DecimalFromStr, DecimalText, FieldBytes, HttpAuthority, HttpHeaders, HttpMethod,
    HttpStatus, HttpUri, HttpVersion, NumberOrText, OptionalDecimal, OptionalHttp, OptionalNumberOrText,
    TextOrNumber,
};
#[doc(hidden)]
pub use of_jiff::{JiffTimeZone, UnsignedFriendly, UnsignedIso};
#[doc(hidden)]
pub use of_time::{Iso8601OfTime, Rfc2822OfTime};
#[doc(hidden)]
pub use only_written::{OnlyWritten, Reason};
#[doc(hidden)]
pub use restricted::{Limits, Restricted, Restriction};
#[doc(hidden)]
pub use unix::MillisI64OfTime;

use schemars::_private::serde_json::json;
use schemars::{Schema, SchemaGenerator};

/// True for a schema of what is read, false for one of what is written.
fn is_read(generator: &SchemaGenerator) -> bool {
    generator.contract().is_deserialize()
}

/// Texts that match.
fn matching(pattern: &str) -> Schema {
    schemars::json_schema!({ "type": "string", "pattern": pattern })
}

/// Texts that match and have a format.
fn formatted(format: &str, pattern: &str) -> Schema {
    let mut schema = matching(pattern);
    schema.insert("format".to_owned(), json!(format));
    schema
}

/// The methods of a wire type that is written out wherever it is.
macro_rules! written_out {
    ($name:literal) => {
        fn inline_schema() -> bool {
            true
        }
        fn schema_name() -> std::borrow::Cow<'static, str> {
            $name.into()
        }
    };
}
use written_out;
