//! Exact JSON: numbers of any size keep every digit, nesting is limited, keys are unique.
//!
//! `serde_json::Value` holds numbers as `u64`, `i64` or `f64` (unless a feature is on that would change the
//! meaning of the user's own code), so it cannot carry `u128::MAX`, a bound of `0.1` or `1e400`. Contracts need
//! all three, and a verdict must not depend on rounding. This room reads, holds, compares and writes such values.
//!
//! ```
//! use counterpart_engine::json::{self, Json};
//!
//! let value = json::parse(br#"{"max": 340282366920938463463374607431768211455, "same": [1, 1.0, 1e0]}"#)?;
//! assert_eq!(value.to_string(), r#"{"max":340282366920938463463374607431768211455,"same":[1,1,1]}"#);
//! # Ok::<(), json::ParseError>(())
//! ```

#[doc(hidden)]
pub mod flat;
mod number;
mod parse;
mod pointer;
mod value;
mod write;

pub use number::{Number, NumberError};
#[doc(hidden)]
pub use parse::parse_members;
pub use parse::{ErrorKind, MAX_DEPTH, MAX_EXPONENT, ParseError, parse, parse_last_of_repeated};
pub(crate) use parse::{fingerprint, parse_flat};
pub use pointer::{Pointer, PointerError};
pub use value::{Json, Object};
