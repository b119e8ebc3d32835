//! The origin of a document that takes part.

use crate::deploy::hashed::HashedDocument;
use crate::store::Digest;
use crate::timestamp::Timestamp;
use crate::verify;

/// A document that takes part in a question to a store.
pub(in crate::deploy) type Participant = verify::Participant<Lineage>;

/// The known past of a document.
#[derive(Debug, Clone)]
pub(in crate::deploy) struct Lineage {
    /// The digest of the document's meaning.
    pub(in crate::deploy) digest: Digest,
    /// The version of its service that was there before.
    pub(in crate::deploy) before: Option<Baseline>,
    /// The time when it came; `None` for a document that is only in question.
    pub(in crate::deploy) since: Option<Timestamp>,
}

/// A version that was somewhere before another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::deploy) struct Baseline {
    pub(in crate::deploy) version: String,
    /// The time when it came; `None` for a branch, where that is the time of publication.
    pub(in crate::deploy) since: Option<Timestamp>,
}

impl Participant {
    /// The document with its digest.
    pub(in crate::deploy) fn hashed(&self) -> HashedDocument {
        HashedDocument {
            document: self.document.clone(),
            digest: self.past.digest,
        }
    }
}
