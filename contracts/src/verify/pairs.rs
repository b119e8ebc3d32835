//! Which emitted schema is checked against which contract.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::group::Groups;
use super::transport::{self, Key};
use crate::compat::schema::{self, Schema};
use crate::compat::{self, Limits, Verdict};
use crate::contract::{Assumption, Identity, Role};
use crate::parallel;
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

/// What became of the pairs of one event.
struct Verdicts<'e> {
    problems: Vec<String>,
    /// Emitted, contract, verdict; in the order of contracts.
    pairs: Vec<(&'e Arc<Document>, &'e Arc<Document>, OfPair)>,
}

/// What became of the parts of one pair's messages.
struct OfPair {
    payload: Verdict,
    headers: Verdict,
    key: Key,
}

/// Checks every pair and writes what comes of it into the report.
pub(super) fn check(events: &Events<'_>, limits: &Limits, report: &mut Report) {
    let mut groups = Groups::default();
    let in_order: Vec<&Event<'_>> = events.values().collect();
    let verdicts = parallel::map(&in_order, |event| verdicts(event, limits));
    for (event, verdicts) in in_order.into_iter().zip(verdicts) {
        report.checked.contracts += event.contracts.len();
        report.checked.emitted += event.emitted.len();
        report.problems.extend(verdicts.problems);
        for (emitted, contract, verdict) in verdicts.pairs {
            report.checked.pairs += 1;
            assume(emitted, contract, &mut report.checked.assumptions);
            for document in [emitted, contract] {
                let trusts = document.contract.header.trusts.iter().cloned();
                report.checked.trusts.extend(trusts);
            }
            let mut unproven = Vec::new();
            for (part, verdict) in [(Part::Payload, verdict.payload), (Part::Headers, verdict.headers)] {
                match verdict {
                    Verdict::Compatible => {}
                    Verdict::Incompatible(findings) => groups.add(emitted, contract, part, findings),
                    Verdict::Unproven(reasons) => unproven.extend(reasons),
                }
            }
            match verdict.key {
                Key::Fits => {}
                Key::Differs(finding) => report.keys.push(*finding),
                Key::Unproven(reasons) => unproven.extend(reasons),
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
    report.incompatibilities = groups.into_incompatibilities();
    unmatched(events, report);
}

fn verdicts<'e>(event: &Event<'e>, limits: &Limits) -> Verdicts<'e> {
    let mut problems = Vec::new();
    let emitted = schemas(&event.emitted, &mut problems);
    let contracts = schemas(&event.contracts, &mut problems);
    let mut pairs = Vec::new();
    for (contract, accepted_schema) in &contracts {
        for (emitted, emitted_schema) in &emitted {
            if wants(contract, emitted.identity().service()) {
                let headers = transport::headers(emitted, contract, limits);
                let key = transport::key(emitted, contract, limits);
                let verdict = OfPair {
                    payload: compat::check(emitted_schema, accepted_schema, limits),
                    headers: or_problem(headers, Verdict::Compatible, &mut problems),
                    key: or_problem(key, Key::Fits, &mut problems),
                };
                pairs.push((*emitted, *contract, verdict));
            }
        }
    }
    Verdicts { problems, pairs }
}

/// A problem keeps the run from being whole, whatever else it finds.
fn or_problem<T>(result: Result<T, String>, otherwise: T, problems: &mut Vec<String>) -> T {
    result.unwrap_or_else(|problem| {
        problems.push(problem);
        otherwise
    })
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
            let json = document.contract.shared_schema();
            match Schema::from_shared(json, &schema::Options::default()) {
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
