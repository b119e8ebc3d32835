//! Events that a service no longer emits, and the status of the contracts that still want them.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::hashed::HashedDocument;
use super::judge::Judge;
use super::past::StorePast;
use super::pending::is_pending_event;
use super::timeline::{History, Lineage, Participant, Scope};
use super::{DeployError, PairOutcome};
use crate::report::{Document, FileRule, Finding, Included, Kind, Part, Report, Status, WhyIncluded};
use crate::store::{Span, StoreError, layout};
use crate::timestamp::Timestamp;
use crate::verify::{Evaluator, still_wanted};
use counterpart::config::Allowance;
use counterpart::contract::{Identity, Role};
use counterpart_engine::compat::Place;

/// An event that a service emitted, and that the documents in question do not emit.
pub(super) struct Stopped {
    /// The last emitted document.
    last: HashedDocument,
    /// The allowances that were published with the version that does not emit it.
    allow: Vec<Allowance>,
    source: Source,
}

/// The source of the knowledge that the event was emitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Source {
    /// A version of the main branch.
    Main,
    /// The version that is in the environment now. Consumers rely on the events that it emits.
    Replaced,
    /// A file that the code has no declaration for.
    File,
}

impl Stopped {
    /// The event.
    pub(super) fn event(&self) -> &str {
        self.identity().event()
    }

    fn identity(&self) -> &Identity {
        self.last.document.identity()
    }
}

/// The files of emitted events that no code declares, taken out of the report. The demand for such
/// an event is known only where all participants are known.
pub(super) fn left_over(report: &mut Report) -> Vec<Stopped> {
    let is_left_over = |finding: &Finding| match &finding.kind {
        Kind::File(found) => {
            matches!(found.rule, FileRule::EventStopped | FileRule::ContractOrphaned)
                && found.document.identity().role() == Role::Emits
        }
        _ => false,
    };
    let all = std::mem::take(&mut report.findings).into_iter();
    let (left_over, rest): (Vec<Finding>, Vec<Finding>) = all.partition(is_left_over);
    report.findings = rest;
    let stopped = left_over.into_iter().filter_map(|finding| match finding.kind {
        Kind::File(found) => Some(Stopped {
            last: HashedDocument::of(&found.document),
            allow: Vec::new(),
            source: Source::File,
        }),
        _ => None,
    });
    stopped.collect()
}

/// The events that services of the run emitted on their main branch once, and do not emit now.
/// Events `known` to have stopped are left out.
pub(super) fn since_main(
    services: &BTreeSet<String>,
    asked: Option<&str>,
    own: &[Participant],
    known: &[Stopped],
    scope: &Scope,
    history: &mut History<'_>,
) -> Result<Vec<Stopped>, StoreError> {
    let mut stopped = Vec::new();
    for service in services {
        for (event, (seal, file)) in history.ever_emitted(service, asked)? {
            let is_it = |identity: &Identity| {
                identity.role() == Role::Emits && identity.service() == service && identity.event() == event
            };
            let is_known = known.iter().any(|one| is_it(one.identity()));
            let is_emitted = own.iter().any(|one| is_it(one.identity()));
            let is_looked_at = scope.events.as_ref().is_none_or(|named| named.contains(&event));
            if is_looked_at && !is_known && !is_emitted {
                stopped.push(Stopped {
                    last: history.documents(&[(&seal, &file)])?.remove(0),
                    allow: match asked {
                        Some(version) => history.allowances(service, version)?,
                        None => Vec::new(),
                    },
                    source: Source::Main,
                });
            }
        }
    }
    Ok(stopped)
}

/// The events that the version in an environment emits, and that its replacement does not. Released
/// versions of the service stay, and their events have not stopped.
pub(super) fn by_replacement(
    (service, version): (&str, &str),
    replaced: &Span,
    spans: &[Span],
    own: &[Participant],
    at: Timestamp,
    history: &mut History<'_>,
) -> Result<Vec<Stopped>, StoreError> {
    let stay = spans.iter().filter(|span| span.covers(at) && span.released);
    let stay: Vec<_> = stay
        .map(|span| (service.to_owned(), span.version.clone()))
        .collect();
    let mut emitted: BTreeSet<Identity> = own.iter().map(|one| one.identity().clone()).collect();
    for seal in history.seals(&stay)? {
        emitted.extend(seal.identities());
    }
    let seal = history
        .seals(&[(service.to_owned(), replaced.version.clone())])?
        .remove(0);
    let mut stopped = Vec::new();
    for file in &seal.files {
        let identity = layout::identity(service, &file.path);
        if identity.is_some_and(|one| one.role() == Role::Emits && !emitted.contains(&one)) {
            stopped.push(Stopped {
                last: history.documents(&[(&seal, file)])?.remove(0),
                allow: history.allowances(service, version)?,
                source: Source::Replaced,
            });
        }
    }
    Ok(stopped)
}

/// Judges the stopped events, with the contracts that still want them.
pub(super) fn judge(
    stopped: &[Stopped],
    participants: &[Participant],
    evaluator: &mut Evaluator<'_, Lineage, StorePast<'_>>,
) -> Result<(), DeployError> {
    for one in stopped {
        let wanted_by = wanted_by(one, participants, &mut evaluator.past)?;
        let is_for_now = wanted_by.iter().any(|(_, status)| *status != Status::Pending);
        // A file that nothing declares fails the run even if all contracts for its event are
        // pending.
        if one.source == Source::File && !is_for_now {
            evaluator.orphaned(&one.last.document);
        }
        evaluator.event_stopped(&one.last.document, wanted_by, &one.allow);
    }
    Ok(())
}

/// The contracts that still want an event that stopped, and what becomes of each: pending where it was never given to
/// them.
fn wanted_by(
    stopped: &Stopped,
    participants: &[Participant],
    past: &mut StorePast<'_>,
) -> Result<Vec<(Arc<Document>, Status)>, StoreError> {
    let takes_part = |one: &&Participant| one.identity().role() == Role::Consumes || runs(&one.document);
    let documents = participants.iter().filter(takes_part).map(|one| &one.document);
    let mut wanted_by = Vec::new();
    for contract in still_wanted(&stopped.last.document, documents) {
        let is_it = |one: &&Participant| Arc::ptr_eq(&one.document, contract);
        let Some(one) = participants.iter().find(is_it) else {
            continue;
        };
        let status = if !one.own && is_pending(stopped, one, &mut past.history, &mut past.judge)? {
            Status::Pending
        } else {
            Status::Failing
        };
        wanted_by.push((Arc::clone(contract), status));
    }
    Ok(wanted_by)
}

fn is_pending(
    stopped: &Stopped,
    contract: &Participant,
    history: &mut History<'_>,
    judge: &mut Judge,
) -> Result<bool, StoreError> {
    let contract = contract.hashed();
    let is_given = stopped.source == Source::Replaced
        && judge.at(&stopped.last, &contract, Part::Payload, &Place::default()) == PairOutcome::Fits;
    Ok(!is_given && is_pending_event(history, judge, stopped.identity().service(), &contract)?)
}

/// Returns `true` if a document is of a current version, and not only of messages that still exist.
pub(super) fn runs(document: &Document) -> bool {
    let is_there = |one: &Included| !matches!(one.why, WhyIncluded::InFlight { .. });
    document.included.is_empty() || document.included.iter().any(is_there)
}
