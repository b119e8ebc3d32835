//! What comes of each pair, sorted into what fails the run, what is pending and what is let pass.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::allowances::{Allowances, Spot, allowed_whole, take_allowed};
use super::group::Groups;
use super::pair::OfPair;
use super::transport::Key;
use crate::report::{
    Allowed, Cause, Document, FileFinding, Found, KeyFinding, Part, Report, Unproven, Warning,
};
use counterpart::config::{Severities, Severity};
use counterpart::contract::Assumption;
use counterpart_engine::compat::{Finding, Place, Reason, Verdict};

/// What becomes of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fate {
    Fails,
    Pending,
    /// By the allowance with this number.
    Allowed(usize),
    /// Its rule is a warning.
    Warned,
    /// Its rule is turned off.
    Off,
}

/// What a finding is marked with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mark {
    pub(crate) fate: Fate,
    pub(crate) cause: Option<Cause>,
}

/// Decides what becomes of the findings of one pair.
pub(crate) trait Marker {
    /// Of a finding.
    fn mark(&mut self, spot: Spot<'_>) -> Mark;
    /// Of a pair that could be neither proven nor refuted.
    fn unproven(&mut self) -> Fate;
}

#[derive(Debug, Default)]
struct Pile {
    groups: Groups,
    keys: Vec<KeyFinding>,
    files: Vec<FileFinding>,
    unproven: Vec<Unproven>,
}

impl Pile {
    fn into_found(self) -> Found {
        Found {
            incompatibilities: self.groups.into_incompatibilities(),
            keys: self.keys,
            files: self.files,
            unproven: self.unproven,
        }
    }
}

/// A report in the making.
#[derive(Debug)]
pub(crate) struct Sheet {
    piles: BTreeMap<Fate, Pile>,
    rules: Severities,
    /// The allowances that let something pass.
    used: BTreeSet<usize>,
}

impl Sheet {
    /// An empty one, whose rules count so much.
    pub(crate) fn new(rules: Severities) -> Self {
        Self {
            piles: BTreeMap::new(),
            rules,
            used: BTreeSet::new(),
        }
    }

    /// What becomes of a finding of this rule in the end.
    fn weigh(&mut self, fate: Fate, rule: &str) -> Fate {
        if let Fate::Allowed(at) = fate {
            self.used.insert(at);
        }
        match (self.rules.of(rule), fate) {
            (Severity::Off, _) => Fate::Off,
            (Severity::Warn, Fate::Fails) => Fate::Warned,
            _ => fate,
        }
    }

    fn pile(&mut self, fate: Fate) -> &mut Pile {
        self.piles.entry(fate).or_default()
    }

    /// Takes what came of one pair.
    pub(crate) fn enter(
        &mut self,
        report: &mut Report,
        emitted: &Arc<Document>,
        contract: &Arc<Document>,
        verdict: OfPair,
        marker: &mut dyn Marker,
    ) {
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
                Verdict::Incompatible(findings) => self.findings(emitted, contract, part, findings, marker),
                Verdict::Unproven(reasons) => unproven.extend(reasons),
            }
        }
        match verdict.key {
            Key::Fits => {}
            Key::Differs(mut finding) => {
                let mark = marker.mark(Spot {
                    part: Part::Key,
                    rule: KeyFinding::RULE,
                    place: &Place::default(),
                });
                finding.cause = mark.cause;
                let fate = self.weigh(mark.fate, KeyFinding::RULE);
                self.pile(fate).keys.push(*finding);
            }
            Key::Unproven(reasons) => unproven.extend(reasons),
        }
        if !unproven.is_empty() {
            let fate = marker.unproven();
            self.pile(fate).unproven.push(Unproven {
                emitted: Arc::clone(emitted),
                contract: Arc::clone(contract),
                reasons: unproven,
            });
        }
    }

    fn findings(
        &mut self,
        emitted: &Arc<Document>,
        contract: &Arc<Document>,
        part: Part,
        findings: Vec<Finding>,
        marker: &mut dyn Marker,
    ) {
        let mut by_fate: BTreeMap<Fate, Vec<(Finding, Option<Cause>)>> = BTreeMap::new();
        for finding in findings {
            let mark = marker.mark(Spot {
                part,
                rule: finding.rule.id(),
                place: &finding.place,
            });
            let fate = self.weigh(mark.fate, finding.rule.id());
            by_fate.entry(fate).or_default().push((finding, mark.cause));
        }
        for (fate, findings) in by_fate {
            self.pile(fate).groups.add(emitted, contract, part, findings);
        }
    }

    /// Takes an event that a consumer wants and its producer does not emit.
    pub(crate) fn enter_file(&mut self, finding: FileFinding, fate: Fate) {
        let fate = self.weigh(fate, finding.rule.id());
        self.pile(fate).files.push(finding);
    }

    /// Writes all of it into the report, and says what of the run's own allowances was of no use.
    pub(crate) fn finish(mut self, report: &mut Report, allowances: &Allowances) {
        for mut finding in std::mem::take(&mut report.files) {
            if let Some(at) = allowed_whole(allowances, &finding) {
                self.enter_file(finding, Fate::Allowed(at));
                continue;
            }
            let emptied = !finding.wanted_by.is_empty();
            for (at, allowed) in take_allowed(allowances, &mut finding) {
                self.enter_file(allowed, Fate::Allowed(at));
            }
            if !(emptied && finding.wanted_by.is_empty()) {
                match self.weigh(Fate::Fails, finding.rule.id()) {
                    Fate::Fails => report.files.push(finding),
                    fate => self.pile(fate).files.push(finding),
                }
            }
        }
        for (fate, pile) in self.piles {
            let found = pile.into_found();
            match fate {
                Fate::Fails => {
                    report.incompatibilities.extend(found.incompatibilities);
                    report.keys.extend(found.keys);
                    report.files.extend(found.files);
                    report.unproven.extend(found.unproven);
                }
                Fate::Pending => report.pending = found,
                Fate::Allowed(at) => {
                    let allowance = allowances.get(at).clone();
                    report.allowed.push(Allowed { allowance, found });
                }
                Fate::Warned => report.warned = found,
                Fate::Off => report.off = found,
            }
        }
        report.expired = allowances.expired();
        let unused = allowances.unused(&self.used).into_iter();
        report.warnings.extend(unused.map(Warning::UnusedAllowance));
    }
}

/// Marks what the run's own allowances let pass; the rest fails.
pub(crate) struct ByAllowance<'a> {
    pub(crate) allowances: &'a Allowances,
    pub(crate) contract: &'a Document,
}

impl Marker for ByAllowance<'_> {
    fn mark(&mut self, spot: Spot<'_>) -> Mark {
        let of_run = self.allowances.of_run();
        let at = self.allowances.of_spot(of_run, self.contract.identity(), spot);
        Mark {
            fate: at.map_or(Fate::Fails, Fate::Allowed),
            cause: None,
        }
    }

    fn unproven(&mut self) -> Fate {
        Fate::Fails
    }
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
