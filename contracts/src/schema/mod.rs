//! From a Rust type to the schema of a contract.
//!
//! [`generate`](generate()) asks schemars for the type's schema in one role and hands it, as exact JSON, to the
//! passes: one small file each, in an order that `passes/mod.rs` gives. What comes out is checked against the
//! meta-schema of JSON Schema 2020-12.
//!
//! [SERDE.md](https://github.com/counterpart-rs/counterpart/blob/main/contracts/SERDE.md) lists the result for each
//! attribute of serde.

mod alias_shadowing;
mod buffered_content;
mod check;
mod duplicate_property;
pub(crate) mod envelope;
mod flatten_map_capture;
mod generate;
mod headers;
mod infinite_type;
mod marks;
mod misused;
mod passes;
mod places;
mod trusted;
mod working_schema;

pub use check::SchemaError;
#[doc(hidden)]
pub use envelope::{cloud_event, cloud_event_in};
pub use generate::{Made, Source, generate, make, union};
pub(crate) use generate::{as_written, make_in};
#[doc(hidden)]
pub use headers::HeaderOf;
pub(crate) use headers::headers;
pub(crate) use marks::field_of;
