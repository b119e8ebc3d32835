//! Tells whether a run without anything to compare with is an answer: nobody reads its events yet.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Snapshot;
use super::against::Own;
use super::timeline::{Branches, History, Scope};
use crate::report::{Document, Report, Warning};
use crate::store::StoreError;
use counterpart::contract::{Identity, Role};

/// The emitted events of the run that nobody in the store reads, if that is the whole answer. For
/// that, code made the documents of the run and its files were compared with them. There was no
/// pair to check, and the whole store was looked at.
pub(super) fn unread(
    snapshot: &Snapshot<'_>,
    own: &Own,
    scope: &Scope,
    history: &mut History<'_>,
    report: &Report,
) -> Result<Option<Warning>, StoreError> {
    let is_whole =
        scope.branches == Branches::Main && scope.environments.is_none() && scope.consumers.is_none();
    if report.checked.pairs > 0 || !is_whole || !report.not_compared.is_empty() || own.version.is_some() {
        return Ok(None);
    }
    // An imported document has no code here to ask.
    let is_compared =
        |document: &Arc<Document>| document.declared || document.contract.header.types.is_empty();
    let events: BTreeSet<&str> = own
        .documents
        .iter()
        .map(|document| (document, document.identity()))
        .filter(|(document, identity)| document.declared && identity.role() == Role::Emits)
        .map(|(_, identity)| identity.event())
        .filter(|event| scope.events.as_ref().is_none_or(|named| named.contains(*event)))
        .collect();
    if events.is_empty() || !own.documents.iter().all(is_compared) {
        return Ok(None);
    }
    // No latest version counts for a service without a main branch, but the service may read the
    // events.
    let reads = |identity: &Identity| identity.role() == Role::Consumes && events.contains(identity.event());
    let catalogue = &snapshot.catalogue;
    let without_main = catalogue
        .services()
        .filter(|service| snapshot.main_branch(service).is_none());
    let versions: Vec<(String, String)> = without_main
        .flat_map(|service| {
            let versions = catalogue.versions(service);
            versions.map(move |version| (service.to_owned(), version.to_owned()))
        })
        .collect();
    for seal in history.seals(&versions)? {
        if seal.identities().any(|identity| reads(&identity)) {
            return Ok(None);
        }
    }
    Ok(Some(Warning::UnreadEvents {
        events: events.into_iter().map(str::to_owned).collect(),
    }))
}
