//! Finds the producers that should verify again after a publication.

use std::collections::{BTreeMap, BTreeSet};

use super::backend::Store;
use super::catalogue::{Catalogue, contents, seals};
use super::digest::Digest;
use super::error::StoreError;
use super::layout;
use super::rules::Rules;
use crate::timestamp::Timestamp;
use counterpart::contract::{ContractFile, Identity, Role};

/// The producers for which a publication has more or different requirements. Each has its events,
/// and each event has the contracts that are new or changed.
pub type AffectedProducers = BTreeMap<String, BTreeMap<String, BTreeSet<Identity>>>;

/// The producers of events with new or changed contracts in a version. The contracts are compared
/// with the version before it on its branch, or, for the first there, with the latest of the main
/// branch. A producer emits the event in the latest version of its main branch, or in a version
/// that runs somewhere at `at`.
///
/// # Errors
/// Fails if the store refuses, or a record cannot be read.
pub fn affected_producers(
    store: &dyn Store,
    service: &str,
    version: &str,
    branch: Option<&str>,
    at: Timestamp,
) -> Result<AffectedProducers, StoreError> {
    let catalogue = Catalogue::read(store)?;
    let rules = Rules::read(store)?;
    let before = branch
        .and_then(|branch| before(&catalogue, service, version, branch))
        .or_else(|| {
            let main = rules.main_branch(&catalogue, service)?;
            let mut history = catalogue.history(service, main).into_iter();
            history.rfind(|known| *known != version)
        });
    let old = digests(store, service, before)?;
    let own = contents(store, &[(service.to_owned(), version.to_owned())])?;
    let documents = own.iter().flat_map(|own| &own.documents);
    let mut wanted: BTreeMap<&str, Vec<&ContractFile>> = BTreeMap::new();
    for contract in documents.map(|document| &document.contract) {
        let identity = &contract.header.identity;
        if identity.role() == Role::Consumes && old.get(identity) != Some(&Digest::of(contract)) {
            wanted.entry(identity.event()).or_default().push(contract);
        }
    }
    let mut affected = AffectedProducers::new();
    if wanted.is_empty() {
        return Ok(affected);
    }
    for seal in seals(store, &rules.counting(&catalogue, at))? {
        for event in seal
            .identities()
            .filter(|identity| identity.role() == Role::Emits)
        {
            let contracts = wanted.get(event.event()).into_iter().flatten();
            for contract in contracts.filter(|contract| reads_from(contract, &seal.service)) {
                let events = affected.entry(seal.service.clone()).or_default();
                let contracts = events.entry(event.event().to_owned()).or_default();
                contracts.insert(contract.header.identity.clone());
            }
        }
    }
    Ok(affected)
}

/// The version before one on a branch.
fn before<'c>(catalogue: &'c Catalogue, service: &str, version: &str, branch: &str) -> Option<&'c str> {
    let history = catalogue.history(service, branch);
    let at = history.iter().rposition(|known| *known == version)?;
    history[..at].iter().copied().rfind(|known| *known != version)
}

fn reads_from(contract: &ContractFile, producer: &str) -> bool {
    contract
        .header
        .producer
        .as_deref()
        .is_none_or(|only| only == producer)
}

/// The digests of a version's documents.
fn digests(
    store: &dyn Store,
    service: &str,
    version: Option<&str>,
) -> Result<BTreeMap<Identity, Digest>, StoreError> {
    let name = version.map(|version| (service.to_owned(), version.to_owned()));
    let seals = seals(store, name.as_slice())?;
    let files = seals.iter().flat_map(|seal| &seal.files);
    Ok(files
        .filter_map(|file| Some((layout::identity(service, &file.path)?, file.digest)))
        .collect())
}
