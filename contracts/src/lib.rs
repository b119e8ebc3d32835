//! Consumer-driven contract tests for event messages.

#[cfg(feature = "compat")]
pub mod compat;
#[cfg(feature = "compat")]
pub mod json;
