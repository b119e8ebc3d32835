//! Consumer-driven contract tests for event messages.

#[cfg(feature = "files")]
pub mod collect;
#[cfg(feature = "compat")]
pub mod compat;
#[cfg(feature = "files")]
pub mod config;
#[cfg(feature = "files")]
pub mod contract;
#[cfg(feature = "compat")]
pub mod json;
#[cfg(feature = "verify")]
pub mod report;
#[cfg(feature = "verify")]
pub mod verify;
