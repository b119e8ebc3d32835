//! What changed between two sets of documents, what it breaks, and for whom.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::report::{
    Document, FileFinding, FileRule, Found, Incompatibility, KeyFinding, Part, Report, Unproven,
};
use crate::store::Digest;
use crate::verify::{Fate, Mark, Marker, Sheet, Spot, check_pair, schema_of, wants};
use counterpart::config::Severities;
use counterpart::contract::{Identity, Role};
use counterpart::parallel;
use counterpart_engine::compat::schema::Schema;
use counterpart_engine::compat::{self, Finding, Limits, Place, Verdict};

/// What changed, what it breaks and what it mends.
#[derive(Debug, Default)]
pub struct Diff {
    /// The documents that are not the same, in the order of identities.
    pub changes: Vec<Changed>,
    /// What breaks with the second set and did not with the first. Its outcome is the answer, but for a diff without a pair
    /// to check, which breaks nothing.
    pub broken: Report,
    /// What broke with the first set and does not with the second.
    pub mended: Found,
    /// How many pairs that were checked break, or are unproven, in no other way than with the first set. They are not
    /// among the pairs of `broken`.
    pub as_before: usize,
}

/// A document that is not the same in both sets.
#[derive(Debug, Clone)]
pub struct Changed {
    /// Service, role, event, name.
    pub identity: Identity,
    /// In the first set.
    pub old: Option<Arc<Document>>,
    /// In the second set.
    pub new: Option<Arc<Document>>,
    /// Messages that the first does not have and the second has: for an emitted schema what is sent now, for a contract
    /// what is accepted now.
    pub more: Vec<Finding>,
    /// Messages that the first has and the second has not.
    pub less: Vec<Finding>,
    /// Whether a side of it could be neither proven nor refuted, so that the two lists are not whole.
    pub unproven: bool,
}

/// Compares two sets of documents. `others` are contracts and emitted schemas of services that are in neither set: what
/// changed is checked against them too.
pub fn diff(old: &[Arc<Document>], new: &[Arc<Document>], others: &[Arc<Document>], limits: &Limits) -> Diff {
    let mut diff = Diff::default();
    let (before, after) = (by_identity(old), by_identity(new));
    let identities: BTreeSet<&Identity> = before.keys().chain(after.keys()).copied().collect();
    for identity in identities {
        let (old, new) = (before.get(identity).copied(), after.get(identity).copied());
        if let (Some(old), Some(new)) = (old, new) {
            if Digest::of(&old.contract) == Digest::of(&new.contract) {
                continue;
            }
        }
        diff.changes
            .push(changed(identity, old, new, limits, &mut diff.broken.problems));
    }
    let touched: BTreeSet<&Identity> = diff.changes.iter().map(|one| &one.identity).collect();
    let services: BTreeSet<&str> = old
        .iter()
        .chain(new)
        .map(|one| one.identity().service())
        .collect();
    let others: Vec<&Arc<Document>> = others
        .iter()
        .filter(|one| !services.contains(one.identity().service()))
        .collect();
    let run = |own: &[Arc<Document>]| {
        let all: Vec<&Arc<Document>> = own.iter().chain(others.iter().copied()).collect();
        check(&all, |document| touched.contains(document.identity()), limits)
    };
    let first = run(old);
    let mut second = run(new);
    diff.mended = not_in(&first, &second);
    let found = not_in(&second, &first);
    let new_pairs = pairs_of(&found.incompatibilities, &found.keys, &found.unproven);
    let all_pairs = pairs_of(&second.incompatibilities, &second.keys, &second.unproven);
    diff.as_before = all_pairs.difference(&new_pairs).count();
    second.checked.pairs -= diff.as_before;
    second.problems.append(&mut diff.broken.problems);
    second.problems.extend(first.problems);
    second.problems.sort();
    second.problems.dedup();
    diff.broken = Report {
        incompatibilities: found.incompatibilities,
        keys: found.keys,
        unproven: found.unproven,
        files: stopped(&diff.changes, new, &others),
        ..second
    };
    diff
}

fn by_identity(documents: &[Arc<Document>]) -> BTreeMap<&Identity, &Arc<Document>> {
    documents
        .iter()
        .map(|document| (document.identity(), document))
        .collect()
}

fn changed(
    identity: &Identity,
    old: Option<&Arc<Document>>,
    new: Option<&Arc<Document>>,
    limits: &Limits,
    problems: &mut Vec<String>,
) -> Changed {
    let mut changed = Changed {
        identity: identity.clone(),
        old: old.cloned(),
        new: new.cloned(),
        more: Vec::new(),
        less: Vec::new(),
        unproven: false,
    };
    let (Some(old), Some(new)) = (old, new) else {
        return changed;
    };
    let mut read = |document: &Document| schema_of(document).map_err(|error| problems.push(error)).ok();
    let (Some(old), Some(new)) = (read(old), read(new)) else {
        changed.unproven = true;
        return changed;
    };
    let mut beyond = |from: &Schema, to: &Schema| {
        let examination = compat::examine(from, to, limits);
        changed.unproven |= !examination.undecided.is_empty();
        match examination.verdict {
            Verdict::Compatible => Vec::new(),
            Verdict::Incompatible(findings) => findings,
            Verdict::Unproven(_) => {
                changed.unproven = true;
                Vec::new()
            }
        }
    };
    let (more, less) = (beyond(&new, &old), beyond(&old, &new));
    (changed.more, changed.less) = (more, less);
    changed
}

/// Nothing is allowed and nothing is pending: what is new is told by comparing two reports.
struct Plain;

impl Marker for Plain {
    fn mark(&mut self, _: Spot<'_>) -> Mark {
        Mark {
            fate: Fate::Fails,
            cause: None,
        }
    }

    fn unproven(&mut self) -> Fate {
        Fate::Fails
    }
}

/// Checks every pair of which one side is `touched`.
fn check(all: &[&Arc<Document>], touched: impl Fn(&Document) -> bool, limits: &Limits) -> Report {
    let mut report = Report::default();
    let of = |role: Role| move |one: &&&Arc<Document>| one.identity().role() == role;
    let emitted: Vec<&Arc<Document>> = all.iter().filter(of(Role::Emits)).copied().collect();
    let contracts = all.iter().filter(of(Role::Consumes)).copied();
    let pairs: Vec<(&Arc<Document>, &Arc<Document>)> = contracts
        .flat_map(|contract| emitted.iter().map(move |emitted| (*emitted, contract)))
        .filter(|(emitted, contract)| {
            emitted.identity().event() == contract.identity().event()
                && wants(contract, emitted.identity().service())
                && (touched(emitted) || touched(contract))
        })
        .collect();
    let verdicts = parallel::map(&pairs, |(emitted, contract)| {
        let mut problems = Vec::new();
        let verdict = match (schema_of(emitted), schema_of(contract)) {
            (Ok(sent), Ok(wanted)) => Some(check_pair(
                (emitted, &sent),
                (contract, &wanted),
                limits,
                &mut problems,
            )),
            (sent, wanted) => {
                problems.extend(sent.err().into_iter().chain(wanted.err()));
                None
            }
        };
        (verdict, problems)
    });
    let mut sheet = Sheet::new(Severities::new());
    for ((emitted, contract), (verdict, problems)) in pairs.iter().zip(verdicts) {
        report.problems.extend(problems);
        if let Some(verdict) = verdict {
            sheet.enter(&mut report, emitted, contract, verdict, &mut Plain);
        }
    }
    let taken = |role: Role| -> usize {
        let sides = pairs.iter().map(|(emitted, contract)| match role {
            Role::Emits => emitted.identity(),
            Role::Consumes => contract.identity(),
        });
        sides.collect::<BTreeSet<_>>().len()
    };
    report.checked.emitted = taken(Role::Emits);
    report.checked.contracts = taken(Role::Consumes);
    sheet.finish(&mut report, &Default::default());
    report
}

/// The pairs of which something was found, by their documents.
fn pairs_of(
    incompatibilities: &[Incompatibility],
    keys: &[KeyFinding],
    unproven: &[Unproven],
) -> BTreeSet<(usize, usize)> {
    let pair = |emitted: &Arc<Document>, contract: &Arc<Document>| {
        (Arc::as_ptr(emitted).addr(), Arc::as_ptr(contract).addr())
    };
    let refused = incompatibilities.iter().flat_map(|one| {
        let refusals = one.refusals.iter();
        refusals.map(|refusal| pair(&one.emitted, &refusal.contract))
    });
    refused
        .chain(keys.iter().map(|one| pair(&one.emitted, &one.contract)))
        .chain(unproven.iter().map(|one| pair(&one.emitted, &one.contract)))
        .collect()
}

/// Where a pair is refused, whichever version of its documents.
type Where = (Identity, Identity, Part, String, Place);

fn places(report: &Report) -> BTreeSet<Where> {
    let refusals = report.incompatibilities.iter().flat_map(|one| {
        one.refusals.iter().flat_map(move |refusal| {
            refusal.places.iter().map(move |place| {
                let sides = (
                    one.emitted.identity().clone(),
                    refusal.contract.identity().clone(),
                );
                (
                    sides.0,
                    sides.1,
                    one.part,
                    one.rule.id().to_owned(),
                    place.clone(),
                )
            })
        })
    });
    refusals.collect()
}

/// What one report says and another does not.
fn not_in(report: &Report, other: &Report) -> Found {
    let known = places(other);
    let mut incompatibilities: Vec<Incompatibility> = report.incompatibilities.clone();
    for one in &mut incompatibilities {
        let (part, rule, emitted) = (one.part, one.rule.id(), one.emitted.identity().clone());
        for refusal in &mut one.refusals {
            let contract = refusal.contract.identity().clone();
            let is_new = |place: &Place| {
                let at = (
                    emitted.clone(),
                    contract.clone(),
                    part,
                    rule.to_owned(),
                    place.clone(),
                );
                !known.contains(&at)
            };
            refusal.places.retain(is_new);
        }
        one.refusals.retain(|refusal| !refusal.places.is_empty());
    }
    incompatibilities.retain(|one| !one.refusals.is_empty());
    let pair = |emitted: &Arc<Document>, contract: &Arc<Document>| {
        (emitted.identity().clone(), contract.identity().clone())
    };
    let of_key = |one: &KeyFinding| pair(&one.emitted, &one.contract);
    let of_unproven = |one: &Unproven| pair(&one.emitted, &one.contract);
    let known_keys: BTreeSet<_> = other.keys.iter().map(of_key).collect();
    let known_unproven: BTreeSet<_> = other.unproven.iter().map(of_unproven).collect();
    let keys = report
        .keys
        .iter()
        .filter(|one| !known_keys.contains(&of_key(one)));
    let unproven = report
        .unproven
        .iter()
        .filter(|one| !known_unproven.contains(&of_unproven(one)));
    Found {
        incompatibilities,
        keys: keys.cloned().collect(),
        files: Vec::new(),
        unproven: unproven.cloned().collect(),
    }
}

/// Events that the second set emits no more, and the contracts that still want them of that producer or of anyone, where
/// nobody else emits them.
fn stopped(changes: &[Changed], new: &[Arc<Document>], others: &[&Arc<Document>]) -> Vec<FileFinding> {
    let all: Vec<&Arc<Document>> = new.iter().chain(others.iter().copied()).collect();
    let gone = changes
        .iter()
        .filter(|one| one.identity.role() == Role::Emits && one.new.is_none());
    gone.filter_map(|one| {
        let (event, producer) = (one.identity.event(), one.identity.service());
        let of_event = |role: Role| {
            let is_it = move |document: &&&Arc<Document>| {
                document.identity().role() == role && document.identity().event() == event
            };
            all.iter().filter(is_it)
        };
        let emitted_elsewhere = of_event(Role::Emits).next().is_some();
        let wanted_by: Vec<Arc<Document>> = of_event(Role::Consumes)
            .filter(|contract| {
                let named = contract.contract.header.producer.is_some();
                wants(contract, producer) && (named || !emitted_elsewhere)
            })
            .map(|contract| Arc::clone(contract))
            .collect();
        let document = one.old.clone()?;
        (!wanted_by.is_empty()).then_some(FileFinding {
            rule: FileRule::EventStopped,
            document,
            wanted_by,
            meant: Vec::new(),
        })
    })
    .collect()
}
