//! What became of each pair.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::{Document, Found, Report};

/// Pairs by what became of each; of several things the worst counts.
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
    /// Refuted at places that the producer never gave.
    pub pending: usize,
    /// Refuted and let pass.
    pub allowed: usize,
    /// Refuted by rules that are turned off.
    pub off: usize,
}

/// The answer for one pair; the worst of what was found counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Answer {
    Off,
    Allowed,
    Pending,
    Warned,
    Unproven,
    Incompatible,
}

impl Tally {
    /// What became of the pairs of a report.
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
            off: count(Answer::Off),
        }
    }
}

/// What became of each pair that is not simply compatible. A pair is known by its two documents.
fn answers(report: &Report) -> BTreeMap<(usize, usize), Answer> {
    let mut answers = BTreeMap::new();
    let mut say = |emitted: &Arc<Document>, contract: &Arc<Document>, answer: Answer| {
        let pair = (Arc::as_ptr(emitted).addr(), Arc::as_ptr(contract).addr());
        let said = answers.entry(pair).or_insert(answer);
        *said = answer.max(*said);
    };
    let mut of_found = |found: &Found, refused: Answer, undecided: Answer| {
        for one in &found.incompatibilities {
            for refusal in &one.refusals {
                say(&one.emitted, &refusal.contract, refused);
            }
        }
        for one in &found.keys {
            say(&one.emitted, &one.contract, refused);
        }
        for one in &found.unproven {
            say(&one.emitted, &one.contract, undecided);
        }
    };
    of_found(&report.fails(), Answer::Incompatible, Answer::Unproven);
    of_found(&report.off, Answer::Off, Answer::Off);
    of_found(&report.warned, Answer::Warned, Answer::Warned);
    of_found(&report.pending, Answer::Pending, Answer::Pending);
    for allowed in &report.allowed {
        of_found(&allowed.found, Answer::Allowed, Answer::Allowed);
    }
    answers
}
