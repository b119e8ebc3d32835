//! Judges texts against schemas without making a tree of them.
//!
//! [`Validator`] is the compiled form of one or several schemas: it reads a text once, skips what none of
//! them looks at, and says of each whether it accepts the value. It says what
//! [`Schema::accepts`](super::schema::Schema::accepts) says of the parsed value; what its compiled form does
//! not know, it asks the exact evaluator.
//!
//! ```
//! use std::sync::Arc;
//! use counterpart_engine::compat::schema::{Options, Schema};
//! use counterpart_engine::compat::validate::{Outcome, Scratch, Validator};
//!
//! let read = |text: &str| Schema::parse(text.as_bytes(), &Options::default()).map(Arc::new);
//! let validator = Validator::new(vec![
//!     read(r#"{"type": "object", "properties": {"id": {"type": "integer"}}, "required": ["id"]}"#)?,
//!     read(r#"{"type": "object", "required": ["id", "name"]}"#)?,
//! ]);
//! let mut scratch = Scratch::default();
//! let outcomes = validator.judge(br#"{"id": 7, "more": [1, 2]}"#, &mut scratch)?;
//! assert_eq!(outcomes, [Outcome::Accepted, Outcome::Refused]);
//!
//! let malformed = validator.judge(br#"{"id": 7, "more": [1, 2}"#, &mut scratch).unwrap_err();
//! assert_eq!(malformed.to_string(), "expected `,` or `]` at byte 23");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod combine;
mod compile;
mod explanation;
mod find;
mod members;
mod outcome;
mod plain;
mod plans;
mod program;
mod run;
mod scan;
mod shapes;
mod strings;
mod validator;

pub use explanation::{Cause, Explanation};
pub use find::{Finder, Found, Kind, Repeated};
pub use outcome::{Malformed, Outcome};
pub use validator::{Scratch, Validator};
