//! Pairs the participants of a run, checks each pair, and judges the results.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::ops::Range;
use std::sync::Arc;

use super::Options;
use super::allowances::{Allowances, Spot};
use super::metadata::Key;
use super::pair::{self, OfPair};
use super::pairs::{Pair, pairs};
use super::participant::Participant;
use super::past::Past;
use super::triage::{Disposition, Judgement, Triage};
use crate::report::{
    ComparedVersion, Document, FileFinding, FileRule, Further, Included, KeyFinding, Kind, Part, Report,
    Status, Unproven,
};
use counterpart::config::Allowance;
use counterpart::contract::{Assumption, Role};
use counterpart::parallel;
use counterpart_engine::compat::schema::Schema;
use counterpart_engine::compat::{Place, Reason, ReasonKind, Verdict};

/// A run: first [`check`](Self::check), then the findings of files and of contracts without a pair,
/// and [`finish`](Self::finish) in the end.
pub(crate) struct Evaluator<'a, P, H> {
    pub(super) participants: &'a [Participant<P>],
    pub(crate) past: H,
    options: &'a Options,
    allowances: Allowances,
    /// The allowances of each participant's version.
    of_participant: Vec<Vec<usize>>,
    pub(super) triage: Triage,
    /// The producer that stopped an event, and a contract that still wants it.
    pub(super) stopped: Vec<(String, Arc<Document>)>,
}

impl<'a, P: Sync, H: Past<P>> Evaluator<'a, P, H> {
    /// An evaluator that has found nothing yet.
    pub(crate) fn new(participants: &'a [Participant<P>], past: H, options: &'a Options) -> Self {
        let mut allowances = Allowances::own(&options.allow, options.today);
        let of_participant = participants
            .iter()
            .map(|one| allowances.add(&one.allow, options.today).collect())
            .collect();
        Self {
            participants,
            past,
            options,
            allowances,
            of_participant,
            triage: Triage::new(options.rules.clone()),
            stopped: Vec::new(),
        }
    }

    /// Checks every emitted schema against every contract that wants it, if the run is about one of
    /// both, and `takes` accepts the pair. Returns the pairs.
    ///
    /// # Errors
    /// Fails if the past cannot be read.
    pub(crate) fn check(
        &mut self,
        takes: impl Fn(&Participant<P>, &Participant<P>) -> bool,
        report: &mut Report,
    ) -> Result<Vec<Pair>, H::Error> {
        let participants = self.participants;
        let (mut checked, mut verdicts, mut unread) = (Vec::new(), Vec::new(), Vec::new());
        let mut waiting: VecDeque<Pair> = pairs(participants, takes).into();
        // The schemas of a few events at a time are held, not those of all.
        for documents in batches(participants) {
            let schemas: Schemas = documents
                .iter()
                .copied()
                .zip(read(participants, &documents))
                .collect();
            let of_batch = waiting
                .iter()
                .take_while(|pair| schemas.contains_key(&pair.contract))
                .count();
            let mut of_batch: Vec<Pair> = waiting.drain(..of_batch).collect();
            of_batch.retain(|pair| [pair.emitted, pair.contract].iter().all(|at| schemas[at].is_ok()));
            verdicts.extend(self.verdicts(&of_batch, &schemas));
            checked.extend(of_batch);
            unread.extend(
                schemas
                    .into_iter()
                    .filter_map(|(at, schema)| Some((at, schema.err()?))),
            );
        }
        // Pairs and batches are in the order of events, and both documents of a pair are about one event.
        assert!(waiting.is_empty(), "each pair is in the batch of its event");
        unread.sort();
        report
            .problems
            .extend(unread.into_iter().map(|(_, problem)| problem));
        self.count(&checked, report);
        for (pair, (verdict, problems)) in checked.iter().zip(verdicts) {
            report.problems.extend(problems);
            self.record(*pair, verdict, report)?;
        }
        Ok(checked)
    }

    /// Checks pairs whose schemas are read; with the problems of each.
    fn verdicts(&self, pairs: &[Pair], schemas: &Schemas) -> Vec<(OfPair, Vec<String>)> {
        let limits = &self.options.limits;
        parallel::map(pairs, |pair| {
            let side = |at: usize| -> (&_, &Schema) {
                let schema = schemas[&at].as_ref().expect("it was paired because it reads");
                (&self.participants[at].document, schema)
            };
            let mut problems = Vec::new();
            let verdict = pair::check(side(pair.emitted), side(pair.contract), limits, &mut problems);
            (verdict, problems)
        })
    }

    /// Counts the participants: all that the run is about, and the others that were paired.
    fn count(&self, pairs: &[Pair], report: &mut Report) {
        let mut paired = vec![false; self.participants.len()];
        for pair in pairs {
            paired[pair.emitted] = true;
            paired[pair.contract] = true;
        }
        let mut versions: BTreeMap<(String, Included), ComparedVersion> = BTreeMap::new();
        let all = self.participants.iter().zip(paired);
        for (one, _) in all.filter(|(one, is_paired)| one.own || *is_paired) {
            match one.identity().role() {
                Role::Consumes => report.checked.contracts += 1,
                Role::Emits => report.checked.emitted += 1,
            }
            if one.own {
                continue;
            }
            for version in one.compared_versions() {
                let key = (version.service.clone(), version.included.clone());
                match versions.get_mut(&key) {
                    Some(known) => known.events.extend(version.events),
                    None => drop(versions.insert(key, version)),
                }
            }
        }
        report
            .compared_versions
            .extend(versions.into_values().map(|mut one| {
                one.events.sort();
                one.events.dedup();
                one
            }));
    }

    /// Records the result of one pair.
    fn record(&mut self, pair: Pair, verdict: OfPair, report: &mut Report) -> Result<(), H::Error> {
        let participants = self.participants;
        let (emitted, contract) = (
            &participants[pair.emitted].document,
            &participants[pair.contract].document,
        );
        report.checked.pairs += 1;
        assume(emitted, contract, &mut report.checked.assumptions);
        for document in [emitted, contract] {
            let trusts = document.contract.header.trusts.iter().cloned();
            report.checked.trusts.extend(trusts);
        }
        let mut unproven: Vec<Reason> = Vec::new();
        for (part, examination) in [(Part::Payload, verdict.payload), (Part::Headers, verdict.headers)] {
            unproven.extend(examination.undecided);
            for premise in examination.premises {
                *report.checked.premises.entry(premise).or_default() += 1;
            }
            match examination.verdict {
                Verdict::Compatible => {}
                Verdict::Incompatible(findings) => {
                    let mut judged = Vec::new();
                    for finding in findings {
                        let spot = Spot {
                            part,
                            rule: finding.rule.id(),
                            place: &finding.place,
                        };
                        let judgement = self.judge(pair, spot)?;
                        judged.push((finding, judgement));
                    }
                    if examination.further > 0 {
                        let fails = judged
                            .iter()
                            .any(|(finding, judgement)| self.triage.fails(judgement, finding.rule.id()));
                        // What is only counted has no place and no rule of its own.
                        let spot = Spot {
                            part,
                            rule: Further::ID,
                            place: &Place::default(),
                        };
                        if !fails && self.judge(pair, spot)?.disposition.status == Status::Failing {
                            unproven.push(not_judged(examination.further));
                        }
                        report.further.push(Further {
                            emitted: Arc::clone(emitted),
                            contract: Arc::clone(contract),
                            part,
                            count: examination.further,
                        });
                    }
                    let sides = (&participants[pair.emitted], &participants[pair.contract]);
                    let before = self.past.before(sides.0, sides.1)?;
                    self.triage.record_broken(emitted, contract, part, judged, before);
                }
                Verdict::Unproven(reasons) => unproven.extend(reasons),
            }
        }
        match verdict.key {
            Key::Fits => {}
            Key::Differs(mut finding) => {
                let spot = Spot {
                    part: Part::Key,
                    rule: KeyFinding::RULE,
                    place: &Place::default(),
                };
                let judgement = self.judge(pair, spot)?;
                finding.attribution = judgement.attribution;
                self.triage.record(Kind::Key(*finding), judgement.disposition);
            }
            Key::Unproven(reasons) => unproven.extend(reasons),
        }
        if !unproven.is_empty() {
            let status = self.status_of_unproven(pair)?;
            let unproven = Unproven {
                emitted: Arc::clone(emitted),
                contract: Arc::clone(contract),
                reasons: unproven,
            };
            self.triage.record(Kind::Unproven(unproven), status.into());
        }
        Ok(())
    }

    /// Decides the status of a place at which a pair does not fit.
    fn judge(&mut self, pair: Pair, spot: Spot<'_>) -> Result<Judgement, H::Error> {
        let participants = self.participants;
        let (emitted, contract) = (&participants[pair.emitted], &participants[pair.contract]);
        let of_sides = [pair.emitted, pair.contract].map(|side| self.of_participant[side].iter().copied());
        let allow = self.allowances.of_run().chain(of_sides.into_iter().flatten());
        let disposition = match self.allowances.of_spot(allow, contract.identity(), spot) {
            Some(at) => Disposition::allowed(at),
            None if self.past.broke_before(emitted, contract, spot)? => Status::Pending.into(),
            // In its own run, a consumer must fix its own requirements.
            None if contract.own => Status::Failing.into(),
            None if self.past.is_pending_at(emitted, contract, spot)? => Status::Pending.into(),
            None => Status::Failing.into(),
        };
        Ok(Judgement {
            disposition,
            attribution: self.past.attribution(emitted, contract, spot)?,
        })
    }

    fn status_of_unproven(&mut self, pair: Pair) -> Result<Status, H::Error> {
        let (emitted, contract) = (
            &self.participants[pair.emitted],
            &self.participants[pair.contract],
        );
        Ok(if !contract.own && self.past.is_pending(emitted, contract)? {
            Status::Pending
        } else if self.options.allow_unproven {
            Status::Allowed
        } else {
            Status::Failing
        })
    }

    /// Records a contract for an event that is not emitted.
    pub(super) fn event_not_emitted(&mut self, finding: FileFinding) {
        let allowance = self.allowance_of_file(finding.rule, &finding.document, 0..0);
        let disposition = allowance.map_or(Status::Failing.into(), |(at, _)| Disposition::allowed(at));
        self.triage.record(Kind::File(finding), disposition);
    }

    /// Adds the allowances of a version that has no document here to bring them, and returns their
    /// numbers.
    pub(super) fn allow(&mut self, more: &[Allowance]) -> Range<usize> {
        self.allowances.add(more, self.options.today)
    }

    /// The allowance that covers a finding about a contract's demand, with its number: one of the
    /// run, of the contract's version, or of `more`.
    pub(super) fn allowance_of_file(
        &self,
        rule: FileRule,
        contract: &Arc<Document>,
        more: Range<usize>,
    ) -> Option<(usize, Allowance)> {
        let all = self.participants.iter().zip(&self.of_participant);
        let of_contract = all
            .filter(|(one, _)| Arc::ptr_eq(&one.document, contract))
            .flat_map(|(_, of)| of.iter().copied());
        let spot = Spot {
            part: Part::Payload,
            rule: rule.id(),
            place: &Place::default(),
        };
        let allow = self.allowances.of_run().chain(of_contract).chain(more);
        let at = self.allowances.of_spot(allow, contract.identity(), spot)?;
        Some((at, self.allowances.get(at).clone()))
    }

    /// Writes the findings into the report.
    pub(crate) fn finish(self, report: &mut Report) {
        self.triage.finish(report, &self.allowances);
    }
}

/// The schemas of participants, by their places, or why they cannot be read.
type Schemas = HashMap<usize, Result<Schema, String>>;

/// The maximum number of documents in a batch, unless one event has more.
const BATCH: usize = 512;

/// The participants in the order of their events, in groups that hold all of each event.
fn batches<P>(participants: &[Participant<P>]) -> Vec<Vec<usize>> {
    let mut of_event: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, one) in participants.iter().enumerate() {
        of_event.entry(one.identity().event()).or_default().push(at);
    }
    let mut batches: Vec<Vec<usize>> = Vec::new();
    for event in of_event.into_values() {
        match batches.last_mut() {
            Some(batch) if batch.len() + event.len() <= BATCH => batch.extend(event),
            _ => batches.push(event),
        }
    }
    batches
}

fn read<P: Sync>(participants: &[Participant<P>], documents: &[usize]) -> Vec<Result<Schema, String>> {
    parallel::map(documents, |&at| pair::schema_of(&participants[at].document))
}

/// The reason why a pair is undecided if all findings that were judged are accepted, and others were counted.
fn not_judged(further: usize) -> Reason {
    let findings = if further == 1 {
        "finding was"
    } else {
        "findings were"
    };
    Reason {
        kind: ReasonKind::Budget,
        place: Place::default(),
        text: format!("{further} further {findings} only counted, and nothing accepts those"),
    }
}

fn assume(emitted: &Document, contract: &Document, assumptions: &mut BTreeMap<Assumption, usize>) {
    let of_sides = [emitted, contract];
    let of_pair: BTreeSet<Assumption> = of_sides
        .iter()
        .flat_map(|document| document.contract.header.assumes.iter().copied())
        .collect();
    for assumption in of_pair {
        *assumptions.entry(assumption).or_default() += 1;
    }
}
