//! A store's contents at the time of one question.

use super::DeployError;
use crate::report::Warning;
use crate::store::{Catalogue, Rules, Store, StoreError};

/// A store, its index, and its rules, all read once.
pub struct Snapshot<'s> {
    /// The store.
    pub store: &'s dyn Store,
    /// Its index.
    pub catalogue: Catalogue,
    /// The rules that hold for everyone who reads it.
    pub rules: Rules,
}

impl<'s> Snapshot<'s> {
    /// Reads the index and the rules of a store.
    ///
    /// # Errors
    /// Fails if the store refuses.
    pub fn read(store: &'s dyn Store) -> Result<Self, StoreError> {
        Ok(Self {
            catalogue: Catalogue::read(store)?,
            rules: Rules::read(store)?,
            store,
        })
    }

    /// The main branch of a service, by the rules of the store.
    pub(super) fn main_branch(&self, service: &str) -> Option<&str> {
        self.rules.main_branch(&self.catalogue, service)
    }

    /// The newest version of a service on a branch, or on its main branch if none is named.
    ///
    /// # Errors
    /// Fails if the service has published nothing, or nothing on that branch. Fails if two versions
    /// came onto the branch at once, so that neither is the newest.
    pub fn latest(&self, service: &str, branch: Option<&str>) -> Result<String, DeployError> {
        if !self.catalogue.services().any(|known| known == service) {
            return Err(DeployError::NoService {
                service: service.to_owned(),
                known: self.catalogue.services().map(str::to_owned).collect(),
            });
        }
        let heads = match branch.or_else(|| self.main_branch(service)) {
            Some(branch) => self.catalogue.heads(service, branch),
            None => Vec::new(),
        };
        match heads.as_slice() {
            [version] => Ok((*version).to_owned()),
            [] => Err(DeployError::NotOnBranch {
                service: service.to_owned(),
                branch: branch.map(str::to_owned),
                known: self.catalogue.branches(service).map(str::to_owned).collect(),
            }),
            several => Err(DeployError::SeveralLatest {
                service: service.to_owned(),
                versions: several.iter().map(|version| (*version).to_owned()).collect(),
            }),
        }
    }

    /// Checks that something was ever recorded in an environment.
    ///
    /// # Errors
    /// Fails if there is no record. The error names the existing environments.
    pub fn check_environment(&self, environment: &str) -> Result<(), DeployError> {
        let known: Vec<&str> = self.catalogue.environments().collect();
        if known.contains(&environment) {
            return Ok(());
        }
        Err(DeployError::NoEnvironment {
            environment: environment.to_owned(),
            known: known.into_iter().map(str::to_owned).collect(),
        })
    }

    /// A warning about a service that has no main branch, instead of silence: no latest version of
    /// it counts.
    pub(super) fn no_main_branch(&self, service: &str) -> Warning {
        let own = self.rules.services.get(service).map(|own| &own.main_branch);
        Warning::NoMainBranch {
            service: service.to_owned(),
            wanted: own.or(self.rules.main_branch.as_ref()).cloned(),
            branches: self.catalogue.branches(service).map(str::to_owned).collect(),
        }
    }

    /// Checks that a version is published.
    ///
    /// # Errors
    /// Fails if it is not. The error names versions that are, or services if none has this name.
    pub fn check_published(&self, service: &str, version: &str) -> Result<(), DeployError> {
        if self.catalogue.has(service, version) {
            return Ok(());
        }
        if !self.catalogue.services().any(|known| known == service) {
            return Err(DeployError::NoService {
                service: service.to_owned(),
                known: self.catalogue.services().map(str::to_owned).collect(),
            });
        }
        let mut known: Vec<&str> = match self.main_branch(service) {
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

/// The maximum number of versions in an error.
const SHOWN: usize = 5;
