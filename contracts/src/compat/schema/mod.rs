//! A JSON Schema, read and resolved.

pub(crate) mod node;
