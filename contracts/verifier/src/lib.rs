//! The library of `cargo counterpart`: pairing, judging, storing, reporting.
//!
//! Internal to `cargo-counterpart`. Everything here may change in any version; what can be relied on is the program, its
//! exit codes and its machine-readable formats, and the crate [`counterpart`].

pub mod deploy;
pub mod import;
pub mod report;
pub mod rules;
pub mod store;
pub mod timestamp;
pub mod verify;
