//! The terminal: its style, the only place that writes to it, and foreign text made harmless.

pub(crate) mod foreign;
pub(crate) mod options;
pub(crate) mod output;
pub(crate) mod progress;
pub(crate) mod screen;
