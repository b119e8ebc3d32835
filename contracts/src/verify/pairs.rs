//! Which emitted schema is checked against which contract.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::group::Groups;
use super::transport;
use crate::compat::schema::{self, Schema};
use crate::compat::{self, Limits, Verdict};
use crate::contract::{Assumption, Identity, Role};
use crate::json::Json;
use crate::report::{Document, FileFinding, FileRule, Part, Report, Unproven};

/// Who emits an event and who consumes it.
#[derive(Debug, Default)]
pub(super) struct Event<'a> {
    emitted: Vec<&'a Arc<Document>>,
    contracts: Vec<&'a Arc<Document>>,
}

/// By the name of the event.
pub(super) type Events<'a> = BTreeMap<&'a str, Event<'a>>;

pub(super) fn by_event(documents: &[Arc<Document>]) -> Events<'_> {
    let mut events = Events::new();
    for document in documents {
        let identity = document.identity();
        let event = events.entry(identity.event()).or_default();
        match identity.role() {
            Role::Emits => event.emitted.push(document),
            Role::Consumes => event.contracts.push(document),
        }
    }
    events
}

/// Whether the contract is for what this service emits.
fn wants(contract: &Document, producer: &str) -> bool {
    let named = contract.contract.header.producer.as_deref();
    named.is_none_or(|named| named == producer)
}

/// The contracts that want what `emitted` was for.
pub(super) fn wanted_by(emitted: &Document, events: &Events<'_>) -> Vec<Arc<Document>> {
    let identity = emitted.identity();
    if identity.role() != Role::Emits {
        return Vec::new();
    }
    let contracts = events
        .get(identity.event())
        .map_or(&[][..], |event| event.contracts.as_slice());
    contracts
        .iter()
        .filter(|contract| wants(contract, identity.service()))
        .map(|contract| Arc::clone(contract))
        .collect()
}

/// Checks every pair and writes what comes of it into the report.
pub(super) fn check(events: &Events<'_>, limits: &Limits, report: &mut Report) {
    let mut groups = Groups::default();
    for event in events.values() {
        report.checked.contracts += event.contracts.len();
        report.checked.emitted += event.emitted.len();
        let emitted = schemas(&event.emitted, &mut report.problems);
        let contracts = schemas(&event.contracts, &mut report.problems);
        for (contract, accepted_schema) in &contracts {
            for (emitted, emitted_schema) in &emitted {
                if !wants(contract, emitted.identity().service()) {
                    continue;
                }
                report.checked.pairs += 1;
                assume(emitted, contract, &mut report.checked.assumptions);
                for document in [emitted, contract] {
                    let trusts = document.contract.header.trusts.iter().cloned();
                    report.checked.trusts.extend(trusts);
                }
                let payload = compat::check(emitted_schema, accepted_schema, limits);
                let headers = or_problem(
                    transport::headers(emitted, contract, limits),
                    &mut report.problems,
                );
                let mut unproven = Vec::new();
                for (part, verdict) in [(Part::Payload, Some(payload)), (Part::Headers, headers)] {
                    match verdict {
                        None | Some(Verdict::Compatible) => {}
                        Some(Verdict::Incompatible(findings)) => {
                            groups.add(emitted, contract, part, findings)
                        }
                        Some(Verdict::Unproven(reasons)) => unproven.extend(reasons),
                    }
                }
                match or_problem(transport::key(emitted, contract, limits), &mut report.problems) {
                    None | Some(transport::Key::Fits) => {}
                    Some(transport::Key::Differs(finding)) => report.keys.push(*finding),
                    Some(transport::Key::Unproven(reasons)) => unproven.extend(reasons),
                }
                if !unproven.is_empty() {
                    report.unproven.push(Unproven {
                        emitted: Arc::clone(emitted),
                        contract: Arc::clone(contract),
                        reasons: unproven,
                    });
                }
            }
        }
    }
    report.incompatibilities = groups.into_incompatibilities();
    unmatched(events, report);
}

fn or_problem<T>(result: Result<T, String>, problems: &mut Vec<String>) -> Option<T> {
    result.map_err(|problem| problems.push(problem)).ok()
}

/// Contracts that no emitted schema was checked against. One that names its producer, when that service is there and
/// does not emit the event, is a finding: a name that is wrong, or an event that never came to be.
fn unmatched(events: &Events<'_>, report: &mut Report) {
    let services: BTreeSet<&str> = events
        .values()
        .flat_map(|event| event.emitted.iter().chain(&event.contracts))
        .map(|document| document.identity().service())
        .collect();
    let said: BTreeSet<Identity> = report
        .files
        .iter()
        .flat_map(|finding| &finding.wanted_by)
        .map(|contract| contract.identity().clone())
        .collect();
    for event in events.values() {
        for contract in &event.contracts {
            let matched = event
                .emitted
                .iter()
                .any(|emitted| wants(contract, emitted.identity().service()));
            if matched || said.contains(contract.identity()) {
                continue;
            }
            let named = contract.contract.header.producer.as_deref();
            if named.is_some_and(|producer| services.contains(producer)) {
                report.files.push(FileFinding {
                    rule: FileRule::EventNotEmitted,
                    document: Arc::clone(contract),
                    wanted_by: Vec::new(),
                });
            } else {
                report.unmatched.push(Arc::clone(contract));
            }
        }
    }
}

/// The documents whose schemas can be read; the others become problems.
fn schemas<'a>(
    documents: &[&'a Arc<Document>],
    problems: &mut Vec<String>,
) -> Vec<(&'a Arc<Document>, Schema)> {
    documents
        .iter()
        .filter_map(|document| {
            let json = Json::Object(document.contract.schema().clone());
            match Schema::from_json(json, &schema::Options::default()) {
                Ok(schema) => Some((*document, schema)),
                Err(error) => {
                    problems.push(format!("{}: {error}", document.path.display()));
                    None
                }
            }
        })
        .collect()
}

fn assume(emitted: &Document, contract: &Document, assumptions: &mut BTreeMap<Assumption, usize>) {
    let mut of_pair: Vec<_> = [emitted, contract]
        .iter()
        .flat_map(|document| document.contract.header.assumes.iter().copied())
        .collect();
    of_pair.sort();
    of_pair.dedup();
    for assumption in of_pair {
        *assumptions.entry(assumption).or_default() += 1;
    }
}
