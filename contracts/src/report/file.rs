//! What can be wrong with a contract file itself.

use std::sync::Arc;

use super::Document;

/// Something wrong with a contract file itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFinding {
    /// What is wrong.
    pub rule: FileRule,
    /// The document of the file: what it should say where the code says it, else what it says.
    pub document: Arc<Document>,
    /// For [`FileRule::EventStopped`], the contracts that still want the event.
    pub wanted_by: Vec<Arc<Document>>,
}

/// What can be wrong with a contract file itself. The ids are stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum FileRule {
    /// The code declares it, and no file says it.
    ContractMissing,
    /// The file says something else than the code.
    ContractStale,
    /// The code that declared it is gone, and the file still stands.
    ContractOrphaned,
    /// The code that emitted an event is gone, and a consumer still has a contract for it.
    EventStopped,
    /// A contract names its producer, and that service does not emit the event.
    EventNotEmitted,
}

impl FileRule {
    /// The stable id, as reports and configuration write it.
    pub fn id(self) -> &'static str {
        match self {
            FileRule::ContractMissing => "contract-missing",
            FileRule::ContractStale => "contract-stale",
            FileRule::ContractOrphaned => "contract-orphaned",
            FileRule::EventStopped => "event-stopped",
            FileRule::EventNotEmitted => "event-not-emitted",
        }
    }
}
