//! Which emitted schema is checked against which contract.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Options;
use super::allowances::Allowances;
use super::pair::{self, OfPair, wants};
use super::sheet::{ByAllowance, Sheet};
use crate::report::{Document, FileFinding, FileRule, Report};
use counterpart::contract::{Identity, Role};
use counterpart::parallel;
use counterpart_engine::compat::Limits;
use counterpart_engine::compat::schema::Schema;

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

/// Checks every pair and writes what comes of it into the report.
pub(super) fn check(events: &Events<'_>, options: &Options, allowances: &Allowances, report: &mut Report) {
    let mut sheet = Sheet::new(options.rules.clone());
    let in_order: Vec<&Event<'_>> = events.values().collect();
    let verdicts = parallel::map(&in_order, |event| verdicts(event, &options.limits));
    for (event, verdicts) in in_order.into_iter().zip(verdicts) {
        report.checked.contracts += event.contracts.len();
        report.checked.emitted += event.emitted.len();
        report.problems.extend(verdicts.problems);
        for (emitted, contract, verdict) in verdicts.pairs {
            let mut marker = ByAllowance { allowances, contract };
            sheet.enter(report, emitted, contract, verdict, &mut marker);
        }
    }
    unmatched(events, report);
    sheet.finish(report, allowances);
}

fn verdicts<'e>(event: &Event<'e>, limits: &Limits) -> Verdicts<'e> {
    let mut problems = Vec::new();
    let emitted = schemas(&event.emitted, &mut problems);
    let contracts = schemas(&event.contracts, &mut problems);
    let mut pairs = Vec::new();
    for (contract, accepted_schema) in &contracts {
        for (emitted, emitted_schema) in &emitted {
            if wants(contract, emitted.identity().service()) {
                let (of_emitted, of_contract) = ((*emitted, emitted_schema), (*contract, accepted_schema));
                let verdict = pair::check(of_emitted, of_contract, limits, &mut problems);
                pairs.push((*emitted, *contract, verdict));
            }
        }
    }
    Verdicts { problems, pairs }
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
                    meant: Vec::new(),
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
        .filter_map(|document| match pair::schema_of(document) {
            Ok(schema) => Some((*document, schema)),
            Err(problem) => {
                problems.push(problem);
                None
            }
        })
        .collect()
}
