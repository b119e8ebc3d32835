//! The mistakes that a contract file itself can have.

use std::sync::Arc;

use super::Document;
use counterpart::config::FileRule;

/// A mistake in a contract file itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFinding {
    /// The mistake.
    pub rule: FileRule,
    /// The document of the file: the correct one if the code declares it, else the present one. For
    /// [`FileRule::NotCompared`], its header names only the types that were not compared.
    pub document: Arc<Document>,
    /// For [`FileRule::EventStopped`], the contracts that still want the event.
    pub wanted_by: Vec<Arc<Document>>,
    /// For [`FileRule::EventNotEmitted`], the events that the contract may have meant, the most likely first.
    pub meant: Vec<Meant>,
}

/// An emitted event that a contract for another event may have meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meant {
    /// The event.
    pub event: String,
    /// The producers of it.
    pub producers: Vec<String>,
    /// The earlier version of the consumer, if it read the event and the checked version does not.
    pub read_by: Option<String>,
}
