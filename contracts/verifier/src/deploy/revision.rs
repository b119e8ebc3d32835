//! The documents of a run, checked against those of a revision of its repository.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::sync::Arc;

use super::attribution::{PairOutcome, attribution};
use super::hashed::HashedDocument;
use super::judge::Judge;
use super::named::{check_consumers, check_events};
use super::timeline::Scope;
use super::{DeployError, against};
use crate::report::{Attribution, Document, Included, Report, Status, WhyIncluded};
use crate::verify::{Before, Emitters, Evaluator, Options, Past, Spot, still_wanted};
use counterpart::contract::{Identity, Role};

/// The number of digits of a commit to show.
const SHOWN: usize = 10;

/// The contracts and emitted schemas of a revision.
#[derive(Debug, Clone)]
pub struct Revision {
    /// The name that the user gave: `main`, `v1.2`.
    pub name: String,
    /// Its commit.
    pub commit: String,
    /// The documents of its contract files.
    pub documents: Vec<Arc<Document>>,
}

/// A document that takes part.
type Participant = crate::verify::Participant<Former>;

/// The known past of a document.
#[derive(Debug, Clone)]
struct Former {
    hashed: HashedDocument,
    /// The revision's document for the same identity.
    before: Option<HashedDocument>,
}

/// Checks the documents of a run against each other, and against those of a revision of its
/// repository. Each side's emitted documents are checked against the contracts of the other. An
/// event that the revision emits and the run does not has stopped if a contract of either wants it.
///
/// An unchanged document takes part once, as a document of the run. A finding is pending if it
/// exists with one side from the revision, and also within the revision. It is shown, and does not
/// fail the run.
///
/// Of `scope`, the events and the consumers count: a revision has no branches and no environments.
///
/// `report` is what is known already (how files differ from the code); what comes of the pairs is added.
///
/// # Errors
/// If `scope` names an event that neither the run nor the revision has, or a consumer without a contract that takes part.
pub fn against_revision(
    own: &[Arc<Document>],
    revision: &Revision,
    scope: &Scope,
    options: &Options,
    mut report: Report,
) -> Result<Report, DeployError> {
    let documents = own.iter().chain(&revision.documents);
    let of_files: Vec<Arc<Document>> = against::files(&report).cloned().collect();
    let events = documents
        .chain(&of_files)
        .map(|document| document.identity().event());
    check_events(scope, events)?;
    against::retain_files(&mut report, scope);
    let has_event = |document: &Document| {
        let events = scope.events.as_ref();
        events.is_none_or(|named| named.contains(document.identity().event()))
    };
    let included = Included {
        version: revision.commit.chars().take(SHOWN).collect(),
        why: WhyIncluded::Revision(revision.name.clone()),
    };
    let mut then: BTreeMap<Identity, HashedDocument> = BTreeMap::new();
    for document in revision.documents.iter().filter(|document| has_event(document)) {
        let mut document = Arc::clone(document);
        Arc::make_mut(&mut document).included = vec![included.clone()];
        then.insert(document.identity().clone(), HashedDocument::of(&document));
    }
    let of_run = own.iter().filter(|document| has_event(document));
    let mut participants = participants(of_run, &then);
    check_consumers(scope, participants.iter().map(Participant::identity))?;
    participants.retain(|one| scope.looks_at(one.identity()));
    let past = RevisionPast {
        judge: Judge::new(&options.limits),
        version: included.version.clone(),
        then: &then,
    };
    let mut evaluator = Evaluator::new(&participants, past, options);
    // For a pair that the revision had on both sides, only the run is responsible, if it still has
    // both.
    let is_of_run = |emitted: &Participant, contract: &Participant| {
        (emitted.own && contract.own) || !(emitted.is_of_revision() && contract.is_of_revision())
    };
    let Ok(_) = evaluator.check(is_of_run, &mut report);
    evaluator.judge_files(&mut report);
    stopped(&then, &participants, &mut evaluator);
    let Ok(()) = evaluator.unmatched(own, &mut report);
    evaluator.finish(&mut report);
    Ok(report)
}

/// The documents of the run, and those of the revision that differ.
fn participants<'a>(
    own: impl Iterator<Item = &'a Arc<Document>>,
    then: &BTreeMap<Identity, HashedDocument>,
) -> Vec<Participant> {
    let of_run = own.map(|document| Participant {
        document: Arc::clone(document),
        own: true,
        allow: Vec::new(),
        past: Former {
            hashed: HashedDocument::of(document),
            before: then.get(document.identity()).cloned(),
        },
    });
    let of_run: Vec<Participant> = of_run.collect();
    let is_changed = |hashed: &&HashedDocument| {
        let identity = hashed.document.identity();
        let mut same = of_run.iter().filter(|one| one.identity() == identity);
        !same.any(Participant::is_of_revision)
    };
    let of_revision = then.values().filter(is_changed).map(|hashed| Participant {
        document: Arc::clone(&hashed.document),
        own: false,
        allow: Vec::new(),
        past: Former {
            hashed: hashed.clone(),
            before: Some(hashed.clone()),
        },
    });
    let of_revision: Vec<Participant> = of_revision.collect();
    of_run.into_iter().chain(of_revision).collect()
}

impl Participant {
    /// Returns `true` if the revision had the same document.
    fn is_of_revision(&self) -> bool {
        let before = self.past.before.as_ref();
        before.is_some_and(|before| before.digest == self.past.hashed.digest)
    }
}

/// Records the events that were emitted then and are not now, with the contracts that want them.
fn stopped(
    then: &BTreeMap<Identity, HashedDocument>,
    participants: &[Participant],
    evaluator: &mut Evaluator<'_, Former, RevisionPast<'_>>,
) {
    let is_emitted = |identity: &Identity| {
        let mut own = participants.iter().filter(|one| one.own);
        own.any(|one| one.identity() == identity)
    };
    let gone = then
        .iter()
        .filter(|(identity, _)| identity.role() == Role::Emits && !is_emitted(identity));
    for (_, last) in gone {
        // Nobody now sends the old documents.
        let counts = |one: &&Participant| one.own || one.identity().role() == Role::Consumes;
        let documents = participants.iter().filter(counts).map(|one| &one.document);
        let wanted: Vec<Arc<Document>> = still_wanted(&last.document, documents).cloned().collect();
        let mut wanted_by = Vec::new();
        for contract in wanted {
            let is_own = |one: &Participant| one.own && Arc::ptr_eq(&one.document, &contract);
            let judge = &mut evaluator.past.judge;
            let was_given = judge.fits(last, &HashedDocument::of(&contract));
            let status = if was_given || participants.iter().any(is_own) {
                Status::Failing
            } else {
                Status::Pending
            };
            wanted_by.push((contract, status));
        }
        evaluator.event_stopped(&last.document, wanted_by, &[]);
    }
}

/// A revision's knowledge of the time before a run.
struct RevisionPast<'a> {
    judge: Judge,
    /// The commit, in its short form.
    version: String,
    then: &'a BTreeMap<Identity, HashedDocument>,
}

impl Past<Former> for RevisionPast<'_> {
    type Error = Infallible;

    fn is_pending_at(
        &mut self,
        emitted: &Participant,
        contract: &Participant,
        spot: Spot<'_>,
    ) -> Result<bool, Infallible> {
        let contract = &contract.past.hashed;
        let was_given = emitted.past.before.as_ref().is_some_and(|before| {
            self.judge.at(before, contract, spot.part, spot.place) == PairOutcome::Fits
        });
        Ok(!was_given)
    }

    fn is_pending(&mut self, emitted: &Participant, contract: &Participant) -> Result<bool, Infallible> {
        let contract = &contract.past.hashed;
        let before = emitted.past.before.as_ref();
        Ok(!before.is_some_and(|before| self.judge.fits(before, contract)))
    }

    fn broke_before(
        &mut self,
        emitted: &Participant,
        contract: &Participant,
        spot: Spot<'_>,
    ) -> Result<bool, Infallible> {
        let before = contract.past.before.as_ref().filter(|_| !emitted.own);
        Ok(before.is_some_and(|before| {
            let sent = &emitted.past.hashed;
            self.judge.at(sent, before, spot.part, spot.place) == PairOutcome::Breaks
        }))
    }

    fn attribution(
        &mut self,
        emitted: &Participant,
        contract: &Participant,
        spot: Spot<'_>,
    ) -> Result<Option<Attribution>, Infallible> {
        let (sent, wanted) = (&emitted.past, &contract.past);
        let judge = &mut self.judge;
        let mut at = |emitted: Option<&HashedDocument>, contract: Option<&HashedDocument>| {
            Some(judge.at(emitted?, contract?, spot.part, spot.place))
        };
        let old = at(sent.before.as_ref(), wanted.before.as_ref());
        let old_producer = at(sent.before.as_ref(), Some(&wanted.hashed));
        let old_consumer = at(Some(&sent.hashed), wanted.before.as_ref());
        Ok(Some(attribution(old, old_producer, old_consumer)))
    }

    fn before(&mut self, emitted: &Participant, contract: &Participant) -> Result<Before, Infallible> {
        let of = |one: &Participant| one.past.before.as_ref().map(|old| Arc::clone(&old.document));
        Ok(Before {
            emitted: of(emitted),
            contract: of(contract),
            is_partial: false,
        })
    }

    fn knows(&self, service: &str) -> bool {
        self.then.keys().any(|identity| identity.service() == service)
    }

    fn emitted_elsewhere(&mut self) -> Result<Emitters, Infallible> {
        Ok(Emitters::new())
    }

    fn read_before(&mut self, service: &str) -> Result<Option<(String, BTreeSet<String>)>, Infallible> {
        let read: BTreeSet<String> = self
            .then
            .keys()
            .filter(|identity| identity.service() == service && identity.role() == Role::Consumes)
            .map(|identity| identity.event().to_owned())
            .collect();
        Ok((!read.is_empty()).then(|| (self.version.clone(), read)))
    }
}
