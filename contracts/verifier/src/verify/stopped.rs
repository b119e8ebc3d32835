//! Events that are no longer emitted, and the contracts that still want them.

use std::collections::BTreeMap;
use std::sync::Arc;

use counterpart::config::Allowance;
use counterpart::contract::Role;

use super::evaluator::Evaluator;
use super::pair::wants;
use super::past::Past;
use super::triage::Disposition;
use crate::report::{Document, FileFinding, FileRule, Kind, Report, Status};

/// The contracts among `documents` that still want the event of `last`. These are those for its
/// service only, and those for anyone if nobody else emits the event.
pub(crate) fn still_wanted<'d>(
    last: &Document,
    documents: impl Iterator<Item = &'d Arc<Document>> + Clone,
) -> impl Iterator<Item = &'d Arc<Document>> {
    let (event, producer) = (
        last.identity().event().to_owned(),
        last.identity().service().to_owned(),
    );
    let of_event = documents.filter(move |document| document.identity().event() == event);
    let emits = |document: &Document| document.identity().role() == Role::Emits;
    let is_emitted_elsewhere = of_event
        .clone()
        .any(|document| emits(document) && document.identity().service() != producer);
    of_event.filter(move |document| {
        let is_named = document.contract.header.producer.is_some();
        !emits(document) && wants(document, &producer) && (is_named || !is_emitted_elsewhere)
    })
}

impl<P: Sync, H: Past<P>> Evaluator<'_, P, H> {
    /// Judges the findings about files before any pair was checked.
    pub(crate) fn judge_files(&mut self, report: &mut Report) {
        for finding in std::mem::take(&mut report.findings) {
            match finding.kind {
                Kind::File(found) if found.rule == FileRule::EventStopped => {
                    let wanted_by = found.wanted_by.into_iter();
                    let wanted_by = wanted_by.map(|contract| (contract, Status::Failing));
                    self.event_stopped(&found.document, wanted_by.collect(), &[]);
                }
                kind => self.triage.record(kind, finding.status.into()),
            }
        }
    }

    /// Records that an event stopped, with the contracts that still want it and the status of each.
    /// A contract that is reported already is left out. `allow` was published with the version that
    /// stopped it.
    pub(crate) fn event_stopped(
        &mut self,
        last: &Arc<Document>,
        wanted_by: Vec<(Arc<Document>, Status)>,
        allow: &[Allowance],
    ) {
        let of_stopped = self.allow(allow);
        let finding = |wanted_by: Vec<Arc<Document>>| {
            Kind::File(FileFinding {
                rule: FileRule::EventStopped,
                document: Arc::clone(last),
                wanted_by,
                meant: Vec::new(),
            })
        };
        let producer = last.identity().service();
        let mut allowed: BTreeMap<Allowance, (usize, Vec<Arc<Document>>)> = BTreeMap::new();
        let mut rest = Vec::new();
        let mut status = Status::Pending;
        for (contract, of_contract) in wanted_by {
            let is_it = |(known, of): &(String, _)| known == producer && Arc::ptr_eq(of, &contract);
            if self.stopped.iter().any(is_it) {
                continue;
            }
            self.stopped.push((producer.to_owned(), Arc::clone(&contract)));
            match self.allowance_of_file(FileRule::EventStopped, &contract, of_stopped.clone()) {
                Some((at, allowance)) => {
                    let (_, contracts) = allowed.entry(allowance).or_insert((at, Vec::new()));
                    contracts.push(contract);
                }
                None => {
                    status = status.min(of_contract);
                    rest.push(contract);
                }
            }
        }
        for (at, contracts) in allowed.into_values() {
            self.triage.record(finding(contracts), Disposition::allowed(at));
        }
        if !rest.is_empty() {
            self.triage.record(finding(rest), status.into());
        }
    }

    /// Records that nothing declares the document of a file.
    pub(crate) fn orphaned(&mut self, document: &Arc<Document>) {
        let finding = FileFinding {
            rule: FileRule::ContractOrphaned,
            document: Arc::clone(document),
            wanted_by: Vec::new(),
            meant: Vec::new(),
        };
        self.triage.record(Kind::File(finding), Status::Failing.into());
    }

    /// Returns `true` if a finding reports that the event of this contract stopped.
    pub(crate) fn has_stopped(&self, contract: &Arc<Document>) -> bool {
        self.stopped.iter().any(|(_, of)| Arc::ptr_eq(of, contract))
    }
}
