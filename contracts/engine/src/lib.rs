//! Decides whether every value that one JSON Schema allows is accepted by another, and shows a value where not.
//!
//! ```
//! use counterpart_engine::compat::{Limits, Verdict, check, schema::{Options, Schema}};
//!
//! let read = |text: &str| Schema::parse(text.as_bytes(), &Options::default());
//! let emitted = read(r#"{"type": "object", "properties": {"id": {"type": "integer"}}, "required": ["id"]}"#)?;
//! let accepted = read(r#"{"type": "object", "required": ["id", "name"]}"#)?;
//!
//! let Verdict::Incompatible(findings) = check(&emitted, &accepted, &Limits::default()) else { panic!() };
//! assert_eq!(findings[0].witness.to_string(), r#"{"id":0}"#);
//! # Ok::<(), counterpart_engine::compat::schema::SchemaError>(())
//! ```
//!
//! [`counterpart`](https://docs.rs/counterpart) re-exports both modules.

pub mod compat;
pub mod json;
#[doc(hidden)]
pub mod keywords;
