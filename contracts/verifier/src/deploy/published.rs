//! What the services of a store published, for commands that look at contracts of the present.

use std::collections::BTreeSet;
use std::sync::Arc;

use counterpart::contract::Identity;

use super::{DeployError, Scope, Snapshot, included_documents};
use crate::report::{Document, WhyIncluded};
use crate::store::{Store, Timestamp, contents};

/// Which documents of a store are meant.
#[derive(Debug, Clone, Copy, Default)]
pub struct Published<'a> {
    /// The service whose version is named.
    pub service: Option<&'a str>,
    /// This version of the service, if both are named.
    pub version: Option<&'a str>,
}

impl Published<'_> {
    /// The documents of the named version; else of the latest version of each main branch, and what
    /// only an environment has at this moment.
    ///
    /// # Errors
    /// Fails if the store cannot be read, or the service never published the version.
    pub fn documents(&self, store: &dyn Store, at: Timestamp) -> Result<Vec<Arc<Document>>, DeployError> {
        let snapshot = Snapshot::read(store)?;
        if let (Some(service), Some(version)) = (self.service, self.version) {
            let version = snapshot.version_named(service, version)?;
            let read = contents(store, &[(service.to_owned(), version)])?;
            return Ok(read.into_iter().flat_map(|contents| contents.documents).collect());
        }
        let all = included_documents(&snapshot, &Scope::default(), at)?;
        // For one identity, the latest version of the main branch is meant, if there is one.
        let is_latest = |document: &Document| {
            let mut included = document.included.iter();
            included.any(|one| matches!(one.why, WhyIncluded::Branch(_)))
        };
        let latest: BTreeSet<Identity> = all
            .iter()
            .filter(|document| is_latest(document))
            .map(|document| document.identity().clone())
            .collect();
        let is_meant =
            |document: &Arc<Document>| is_latest(document) || !latest.contains(document.identity());
        Ok(all.into_iter().filter(is_meant).collect())
    }
}
