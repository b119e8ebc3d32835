//! The terminal, and the one place that writes to it.

pub(crate) mod look;
pub(crate) mod output;
pub(crate) mod progress;
