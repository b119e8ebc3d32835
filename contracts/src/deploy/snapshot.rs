//! A store as it was read for one question.

use super::{DeployError, MainBranches};
use crate::store::{Catalogue, Store, StoreError};

/// A store, its index as it was read, and which branches are main.
pub struct Snapshot<'s> {
    /// The store.
    pub store: &'s dyn Store,
    /// Its index.
    pub catalogue: Catalogue,
    /// Which branches are main.
    pub mains: MainBranches,
}

impl<'s> Snapshot<'s> {
    /// Reads the index of a store.
    ///
    /// # Errors
    /// Where the store refuses.
    pub fn read(store: &'s dyn Store, mains: MainBranches) -> Result<Self, StoreError> {
        Ok(Self {
            catalogue: Catalogue::read(store)?,
            store,
            mains,
        })
    }

    /// Checks that a version is published.
    pub(super) fn check_published(&self, service: &str, version: &str) -> Result<(), DeployError> {
        if self.catalogue.has(service, version) {
            return Ok(());
        }
        let main = self.mains.of(&self.catalogue, service);
        let mut known: Vec<&str> = match main.branch() {
            Some(branch) => self.catalogue.history(service, branch),
            None => self.catalogue.versions(service).collect(),
        };
        known.reverse();
        Err(DeployError::NotPublished {
            service: service.to_owned(),
            version: version.to_owned(),
            known: known.into_iter().take(SHOWN).map(str::to_owned).collect(),
        })
    }
}

/// How many versions an error names.
const SHOWN: usize = 5;
