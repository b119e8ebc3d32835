//! What can be wrong with a contract file itself.

use std::sync::Arc;

use super::Document;
use counterpart::config::FileRule;

/// Something wrong with a contract file itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFinding {
    /// What is wrong.
    pub rule: FileRule,
    /// The document of the file: what it should say where the code says it, else what it says. For
    /// [`FileRule::NotCompared`], its header names the types alone that were not compared.
    pub document: Arc<Document>,
    /// For [`FileRule::EventStopped`], the contracts that still want the event.
    pub wanted_by: Vec<Arc<Document>>,
    /// For [`FileRule::EventNotEmitted`], the events that the contract may have meant, the most likely first.
    pub meant: Vec<Meant>,
}

/// An event that is emitted, and that a contract for another one may have meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meant {
    /// The event.
    pub event: String,
    /// Who emits it.
    pub producers: Vec<String>,
    /// The version of the consumer before, where that read it and the one that is checked does not.
    pub read_by: Option<String>,
}
