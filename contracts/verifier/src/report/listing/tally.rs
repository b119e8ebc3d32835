//! The results of all pairs.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::{Kind, Report, Status};

/// Pairs by their result. If a pair has several, the worst counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// All pairs.
    pub all: usize,
    /// Proven.
    pub compatible: usize,
    /// Refuted.
    pub incompatible: usize,
    /// Neither.
    pub unproven: usize,
    /// Refuted by rules that are warnings here.
    pub warned: usize,
    /// Refuted at places for which the producer never sent the data.
    pub pending: usize,
    /// Refuted and allowed.
    pub allowed: usize,
    /// Refuted by rules that are turned off.
    pub suppressed: usize,
}

/// The answer for one pair. The worst finding counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Answer {
    Suppressed,
    Allowed,
    Pending,
    Warned,
    Unproven,
    Incompatible,
}

impl Tally {
    /// Counts the results of the pairs of a report.
    pub fn of(report: &Report) -> Self {
        let answers = answers(report);
        let count = |answer: Answer| answers.values().filter(|&&one| one == answer).count();
        Self {
            all: report.checked.pairs,
            compatible: report.checked.pairs.saturating_sub(answers.len()),
            incompatible: count(Answer::Incompatible),
            unproven: count(Answer::Unproven),
            warned: count(Answer::Warned),
            pending: count(Answer::Pending),
            allowed: count(Answer::Allowed),
            suppressed: count(Answer::Suppressed),
        }
    }
}

/// The result of each pair that is not simply compatible. Its two documents identify a pair.
fn answers(report: &Report) -> BTreeMap<(usize, usize), Answer> {
    let mut answers = BTreeMap::new();
    for finding in &report.findings {
        let answer = match (finding.status, &finding.kind) {
            (Status::Failing | Status::Allowed, Kind::Unproven(_)) => Answer::Unproven,
            (Status::Failing, _) => Answer::Incompatible,
            (Status::Warned, _) => Answer::Warned,
            (Status::Pending, _) => Answer::Pending,
            (Status::Allowed, _) => Answer::Allowed,
            (Status::Suppressed, _) => Answer::Suppressed,
        };
        for (emitted, contract) in finding.kind.pairs() {
            let pair = (Arc::as_ptr(emitted).addr(), Arc::as_ptr(contract).addr());
            let known = answers.entry(pair).or_insert(answer);
            *known = answer.max(*known);
        }
    }
    answers
}
