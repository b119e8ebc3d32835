//! What the services of a store published, for commands that look at contracts of the present.

use std::collections::BTreeSet;
use std::sync::Arc;

use counterpart::contract::Identity;
use counterpart_verifier::deploy::{Scope, Snapshot, included_documents};
use counterpart_verifier::report::{Document, WhyIncluded};
use counterpart_verifier::store::{Store, Timestamp, contents};

use crate::failure::Failure;

/// Which documents of a store are meant.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Published<'a> {
    pub(crate) service: Option<&'a str>,
    /// Of this version of the service, if both are named.
    pub(crate) version: Option<&'a str>,
}

impl Published<'_> {
    /// The documents of the named version; else of the latest version of each main branch, and what
    /// only an environment has.
    pub(crate) fn documents(&self, store: &dyn Store) -> Result<Vec<Arc<Document>>, Failure> {
        let snapshot = Snapshot::read(store)?;
        if let (Some(service), Some(version)) = (self.service, self.version) {
            let version = snapshot.version_named(service, version)?;
            let read = contents(store, &[(service.to_owned(), version)])?;
            return Ok(read.into_iter().flat_map(|contents| contents.documents).collect());
        }
        let all = included_documents(&snapshot, &Scope::default(), Timestamp::now())?;
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
