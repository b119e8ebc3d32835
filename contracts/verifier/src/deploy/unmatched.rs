//! Contracts of a run that nothing is sent for: a name that is wrong, or an event that is not there yet.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::against::Own;
use super::history::History;
use super::party::Party;
use super::standing::Scope;
use super::{DeployError, Snapshot};
use crate::report::{Document, FileFinding, FileRule, Meant, Report};
use crate::store::{StoreError, layout};
use crate::timestamp::Timestamp;
use crate::verify::wants;
use counterpart::contract::{Identity, Role};
use counterpart::near::near;

/// Who emits which event: the run, the latest of each main branch, and what is in an environment.
type Emitted = BTreeMap<String, BTreeSet<String>>;

/// Writes the run's contracts that no emitted schema was checked against into the report. It is a finding where the store
/// knows better: the named producer is there and does not emit the event, a name that is near is, or the version before
/// read an event that is still emitted and that this one does not read. Else the event may come from elsewhere, or later.
pub(super) fn unmatched(
    snapshot: &Snapshot<'_>,
    own: &Own,
    at: Timestamp,
    parties: &[Party],
    history: &mut History<'_>,
    report: &mut Report,
) -> Result<(), DeployError> {
    let emits = |party: &Party, wanted: &Document| {
        let identity = party.identity();
        identity.role() == Role::Emits
            && identity.event() == wanted.identity().event()
            && wants(wanted, identity.service())
    };
    let contracts: Vec<&Arc<Document>> = parties
        .iter()
        .filter(|party| party.own && party.identity().role() == Role::Consumes)
        .map(|party| &party.sample.document)
        .filter(|contract| !parties.iter().any(|party| emits(party, contract)))
        .collect();
    if contracts.is_empty() {
        return Ok(());
    }
    let emitted = emitted(snapshot, own, at, history)?;
    let mut given_up: BTreeMap<&str, Vec<Meant>> = BTreeMap::new();
    for contract in contracts {
        let service = contract.identity().service();
        if !given_up.contains_key(service) {
            given_up.insert(service, no_longer_read(service, own, &emitted, history)?);
        }
        let is_known = |name: &str| {
            let of_run = |document: &Arc<Document>| document.identity().service() == name;
            snapshot.catalogue.services().any(|service| service == name) || own.documents.iter().any(of_run)
        };
        let producer = contract.contract.header.producer.as_deref();
        let is_elsewhere = emitted
            .get(contract.identity().event())
            .is_some_and(|services| services.iter().any(|service| wants(contract, service)));
        let meant = if is_elsewhere {
            // It is emitted, and nothing is wrong with the name: those who do are not among what is looked at.
            Vec::new()
        } else {
            meant(contract.identity(), producer, &emitted, &given_up[service])
        };
        if producer.is_some_and(is_known) || !meant.is_empty() {
            report.files.push(FileFinding {
                rule: FileRule::EventNotEmitted,
                document: Arc::clone(contract),
                wanted_by: Vec::new(),
                meant,
            });
        } else {
            report.unmatched.push(Arc::clone(contract));
        }
    }
    Ok(())
}

fn emitted(
    snapshot: &Snapshot<'_>,
    own: &Own,
    at: Timestamp,
    history: &mut History<'_>,
) -> Result<Emitted, DeployError> {
    let services: BTreeSet<String> = own
        .documents
        .iter()
        .map(|document| document.identity().service().to_owned())
        .collect();
    let standings = Scope::default().standings(snapshot, &services, at)?;
    let versions: Vec<(String, String)> = standings.versions.into_keys().collect();
    let mut emitted = Emitted::new();
    let mut add = |identity: &Identity| {
        if identity.role() == Role::Emits {
            let services = emitted.entry(identity.event().to_owned()).or_default();
            services.insert(identity.service().to_owned());
        }
    };
    own.documents.iter().for_each(|document| add(document.identity()));
    for seal in history.seals(&versions)? {
        seal.identities().for_each(|identity| add(&identity));
    }
    Ok(emitted)
}

/// The events that the version before of a service read, that are emitted, and that its run reads no longer.
fn no_longer_read(
    service: &str,
    own: &Own,
    emitted: &Emitted,
    history: &mut History<'_>,
) -> Result<Vec<Meant>, StoreError> {
    let Some(before) = history.main_before(service, own.version.as_deref()) else {
        return Ok(Vec::new());
    };
    let seal = history.seals(&[(service.to_owned(), before.version)])?.remove(0);
    let reads = |event: &str| {
        own.documents.iter().any(|document| {
            let identity = document.identity();
            identity.role() == Role::Consumes && identity.service() == service && identity.event() == event
        })
    };
    let files = seal.files.iter();
    let events: BTreeSet<String> = files
        .filter_map(|file| layout::identity(service, &file.path))
        .filter(|identity| identity.role() == Role::Consumes && !reads(identity.event()))
        .map(|identity| identity.event().to_owned())
        .collect();
    let meant = |event: String| {
        let producers = emitted.get(&event)?.iter().cloned().collect();
        Some(Meant {
            event,
            producers,
            read_by: Some(seal.version.clone()),
        })
    };
    Ok(events.into_iter().filter_map(meant).collect())
}

/// The events that a contract may have meant: those whose name is near, of a producer that it may name; and those that
/// the version before read.
fn meant(contract: &Identity, producer: Option<&str>, emitted: &Emitted, given_up: &[Meant]) -> Vec<Meant> {
    let takes = |service: &str| match producer {
        None => true,
        Some(named) => named == service || !near(named, [service]).is_empty(),
    };
    let names = emitted.keys().map(String::as_str);
    let same = emitted.contains_key(contract.event()).then_some(contract.event());
    let mut all: Vec<Meant> = Vec::new();
    for event in same.into_iter().chain(near(contract.event(), names)) {
        let services = emitted[event].iter().filter(|service| takes(service.as_str()));
        let producers: Vec<String> = services.cloned().collect();
        if !producers.is_empty() {
            let read_by = given_up.iter().find(|one| one.event == event);
            all.push(Meant {
                event: event.to_owned(),
                producers,
                read_by: read_by.and_then(|one| one.read_by.clone()),
            });
        }
    }
    let others = given_up
        .iter()
        .filter(|one| !all.iter().any(|known| known.event == one.event));
    let others: Vec<Meant> = others.cloned().collect();
    all.extend(others);
    all
}
