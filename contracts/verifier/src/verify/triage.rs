//! Each finding of a run, with its status.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::allowances::Allowances;
use super::group::Groups;
use super::meant::meant;
use super::past::Before;
use crate::report::{Attribution, Document, Finding, Kind, Part, Report, Status, Warning};
use counterpart::config::{Severities, Severity};
use counterpart_engine::compat::Finding as Broken;

/// The status of a finding, with the number of the allowance that covers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Disposition {
    pub(super) status: Status,
    pub(super) allowance: Option<usize>,
}

impl Disposition {
    pub(super) fn allowed(at: usize) -> Self {
        Self {
            status: Status::Allowed,
            allowance: Some(at),
        }
    }
}

impl From<Status> for Disposition {
    fn from(status: Status) -> Self {
        Self {
            status,
            allowance: None,
        }
    }
}

/// The judgement on one place at which a pair does not fit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Judgement {
    pub(super) disposition: Disposition,
    pub(super) attribution: Option<Attribution>,
}

/// The findings of an unfinished run.
#[derive(Debug, Default)]
pub(super) struct Triage {
    severities: Severities,
    groups: Groups,
    /// Everything that is not an incompatibility.
    others: Vec<(Disposition, Kind)>,
    /// The allowances that cover something.
    used: BTreeSet<usize>,
}

impl Triage {
    /// Has no findings yet. `severities` decides how much each rule counts.
    pub(super) fn new(severities: Severities) -> Self {
        Self {
            severities,
            ..Self::default()
        }
    }

    /// Returns true if a finding of this rule will fail the run.
    pub(super) fn fails(&self, judgement: &Judgement, rule: &str) -> bool {
        judgement.disposition.status == Status::Failing && self.severities.of(rule) == Severity::Error
    }

    /// The final status of a finding of this rule.
    fn weigh(&mut self, disposition: Disposition, rule: &str) -> Disposition {
        self.used.extend(disposition.allowance);
        match (self.severities.of(rule), disposition.status) {
            (Severity::Off, _) => Status::Suppressed.into(),
            (Severity::Warn, Status::Failing) => Status::Warned.into(),
            _ => disposition,
        }
    }

    /// Records the places where a part of a pair's messages does not fit, and the earlier documents
    /// of both sides.
    pub(super) fn record_broken(
        &mut self,
        emitted: &Arc<Document>,
        contract: &Arc<Document>,
        part: Part,
        found: Vec<(Broken, Judgement)>,
        before: Before,
    ) {
        let weighed = found.into_iter().map(|(found, judgement)| {
            let disposition = self.weigh(judgement.disposition, found.rule.id());
            let judgement = Judgement {
                disposition,
                ..judgement
            };
            (found, judgement)
        });
        let weighed = weighed.collect();
        self.groups.add(emitted, contract, part, weighed, before);
    }

    /// Records any other finding.
    pub(super) fn record(&mut self, kind: Kind, disposition: Disposition) {
        let disposition = match &kind {
            // It is of no rule.
            Kind::Unproven(_) => disposition,
            _ => self.weigh(disposition, kind.rule()),
        };
        self.others.push((disposition, kind));
    }

    /// Writes all of it into the report, in the order of [`Report::findings`]. Also reports which
    /// of the run's own allowances are past or unused.
    pub(super) fn finish(self, report: &mut Report, allowances: &Allowances) {
        let broken = self.groups.into_incompatibilities().into_iter();
        let mut all: Vec<(Disposition, Kind)> = broken
            .map(|(disposition, one)| (disposition, Kind::Incompatible(one)))
            .chain(self.others)
            .collect();
        // The sort is stable: findings that are equal in all of this stay as they were found.
        all.sort_by_cached_key(|(disposition, kind)| {
            let (number, of) = match kind {
                Kind::Incompatible(_) => (0, None),
                Kind::Key(_) => (1, None),
                Kind::Unproven(_) => (2, None),
                Kind::File(finding) => (3, Some((finding.document.identity().clone(), finding.rule))),
            };
            (*disposition, number, of)
        });
        let finding = |(disposition, kind): (Disposition, Kind)| Finding {
            kind,
            status: disposition.status,
            allowance: disposition.allowance.map(|at| allowances.get(at).clone()),
        };
        report.findings.extend(all.into_iter().map(finding));
        report.expired = allowances.expired();
        let unused = allowances.unused(&self.used).into_iter();
        let unused = unused.map(|allowance| Warning::UnusedAllowance {
            meant: meant(&allowance, &report.findings),
            allowance,
        });
        let unused: Vec<Warning> = unused.collect();
        report.warnings.extend(unused);
    }
}
