//! What can be wrong with a contract file itself.

use std::sync::Arc;

use super::Document;

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

counterpart_engine::__rules! {
    /// What can be wrong with a contract file itself, or with what it is made of. The ids are stable.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    #[non_exhaustive]
    pub enum FileRule {
        /// The code declares it, and no file says it.
        ContractMissing = "contract-missing",
        /// The file says something else than the code.
        ContractStale = "contract-stale",
        /// The code that declared it is gone, and the file still stands.
        ContractOrphaned = "contract-orphaned",
        /// The code that emitted an event is gone, and a consumer still has a contract for it.
        EventStopped = "event-stopped",
        /// A contract is for an event that its producer does not emit, or nobody, where the name is likely wrong.
        EventNotEmitted = "event-not-emitted",
        /// No message that the code writes was held against the emitted schema.
        NotCompared = "not-compared",
    }
}
