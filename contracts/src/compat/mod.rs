//! Decides whether every message of one JSON Schema is accepted by another, and shows a message where not.
//!
//! This room knows nothing of files, services or Rust types: two schemas in, a [`Verdict`] out.
//!
//! The promise: never [`Verdict::Compatible`] where a witness exists, never [`Verdict::Incompatible`] without a
//! confirmed one, [`Verdict::Unproven`] with its reason for the rest.

mod distinct;
mod pattern;
pub mod schema;
mod verdict;

pub use verdict::{Finding, Limits, Place, PlaceStep, Reason, ReasonKind, Rule, Verdict};
