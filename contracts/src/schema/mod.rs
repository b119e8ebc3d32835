//! From a Rust type to the schema of a contract.
//!
//! [`generate`](generate()) asks schemars for the type's schema in one role and hands it, as exact JSON, to the
//! passes: one small file each, in an order that `passes/mod.rs` gives. What comes out is checked against the
//! meta-schema of JSON Schema 2020-12.
//!
//! What comes of each attribute of serde is told by
//! [SERDE.md](https://github.com/counterpart-rs/counterpart/blob/main/contracts/SERDE.md).

mod by_name;
mod denied;
pub(crate) mod derived;
mod digits;
mod flattened;
mod namesakes;
mod socket;
pub(crate) mod wire;

#[cfg(feature = "testing")]
mod buffered;
#[cfg(feature = "testing")]
mod check;
#[cfg(feature = "testing")]
mod draft;
#[cfg(feature = "testing")]
mod endless;
#[cfg(feature = "testing")]
pub(crate) mod envelope;
#[cfg(feature = "testing")]
mod generate;
#[cfg(feature = "testing")]
mod headers;
#[cfg(feature = "testing")]
mod passes;
#[cfg(feature = "testing")]
mod repeated;
#[cfg(feature = "testing")]
mod shadowed;
#[cfg(feature = "testing")]
mod swallowed;
#[cfg(feature = "testing")]
mod trusted;

#[cfg(feature = "testing")]
use counterpart_engine::keywords;

#[cfg(feature = "testing")]
pub use check::SchemaError;
#[cfg(feature = "testing")]
pub(crate) use derived::FIELD;
#[cfg(feature = "testing")]
pub use generate::{Made, Source, generate, make, union};
#[cfg(feature = "testing")]
pub(crate) use generate::{as_written, make_in};
#[cfg(feature = "testing")]
pub(crate) use headers::headers;
