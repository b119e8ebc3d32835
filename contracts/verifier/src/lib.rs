//! The library of `cargo counterpart`: pairing, judging, storing, reporting.
//!
//! Internal to `cargo-counterpart`. Everything here may change in any version. You can rely on the
//! program, its exit codes and its machine-readable formats, and the crate [`counterpart`].

pub mod audit;
pub mod deploy;
pub mod import;
pub mod messages;
mod redaction;
pub mod redrive;
pub mod report;
pub mod rules;
pub mod store;
pub mod timestamp;
pub mod verify;
