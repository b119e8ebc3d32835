//! A document with the digest of its meaning.

use std::sync::Arc;

use crate::report::Document;
use crate::store::Digest;

/// A document with the digest of its meaning.
#[derive(Debug, Clone)]
pub(super) struct HashedDocument {
    pub(super) document: Arc<Document>,
    pub(super) digest: Digest,
}

impl HashedDocument {
    pub(super) fn of(document: &Arc<Document>) -> Self {
        Self {
            document: Arc::clone(document),
            digest: Digest::of(&document.contract),
        }
    }
}
