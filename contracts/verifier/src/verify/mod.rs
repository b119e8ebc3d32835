//! Pairs every emitted event with every contract for it, and says which pairs do not fit.
//!
//! [`gather`] puts together what takes part: the files of the contracts folders, and over them what the code says now.
//! [`verify`] checks each pair and makes the [`Report`]: it is a run whose participants are all its own, and that has no
//! past. A run with a store ([`deploy`](crate::deploy)) goes through the same evaluator.

mod allowances;
mod assumptions;
mod evaluator;
mod gather;
mod group;
mod meant;
mod metadata;
mod pair;
mod pairs;
mod participant;
mod past;
mod stopped;
#[cfg(test)]
mod tests;
mod triage;
mod unmatched;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

pub(crate) use self::allowances::Spot;
pub use self::assumptions::assumptions;
pub(crate) use self::evaluator::Evaluator;
pub use self::gather::{Change, Gathered, gather};
pub(crate) use self::metadata::{Key, headers as check_headers};
pub(crate) use self::pair::{OfPair, check as check_pair, payload as check_payload, schema_of, wants};
pub(crate) use self::pairs::Pair;
pub(crate) use self::participant::Participant;
pub(crate) use self::past::{Before, Emitters, NoStore, Past};
pub(crate) use self::stopped::still_wanted;
use crate::report::{Document, FileFinding, FileRule, Finding, Kind, Report, Warning};
use counterpart::collect::Record;
use counterpart::config::{Allowance, Date, Severities};
use counterpart::contract::folder::Stored;
use counterpart_engine::compat::Limits;

/// What a run looks at.
#[derive(Debug, Default)]
pub struct Input {
    /// The folder that the code's declarations belong to.
    pub folder: PathBuf,
    /// The files of that folder.
    pub committed: Vec<Stored>,
    /// The files of other folders: contracts and emitted schemas of services that live elsewhere.
    pub others: Vec<Stored>,
    /// What the code says, if it was asked.
    pub collected: Option<Collected>,
}

/// What the test executables of a workspace said.
#[derive(Debug, Default)]
pub struct Collected {
    /// One record an executable.
    pub records: Vec<Record>,
    /// The packages of which every declaration was seen, so that a file of theirs that nothing declares is left over.
    pub whole: BTreeSet<String>,
    /// What kept the collection from being whole, as sentences.
    pub problems: Vec<String>,
    /// What declares contracts and was not asked.
    pub warnings: Vec<Warning>,
}

/// How to check.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// How much work one pair may be.
    pub limits: Limits,
    /// Whether a pair that can be neither proven nor refuted is let pass.
    pub allow_unproven: bool,
    /// What the team lets pass.
    pub allow: Vec<Allowance>,
    /// How much findings of each rule count.
    pub rules: Severities,
    /// The day by which allowances are past; without it none is.
    pub today: Option<Date>,
}

/// Checks every pair of an emitted schema and a contract that share an event.
///
/// A contract that names its producer is checked against that service alone; without one, each producer of the event is
/// checked by itself, the contract's own service included.
///
/// The answer is [`Report::outcome`]. Nothing here writes or prints.
pub fn verify(input: Input, options: &Options) -> Report {
    let mut gathered = gather(input);
    let past = NoStore {
        before: std::mem::take(&mut gathered.replaced),
        is_partial: true,
    };
    let (documents, mut report) = begin(gathered);
    let participants: Vec<_> = documents.iter().map(Participant::own).collect();
    let mut evaluator = Evaluator::new(&participants, past, options);
    let Ok(_) = evaluator.check(|_, _| true, &mut report);
    evaluator.judge_files(&mut report);
    let Ok(()) = evaluator.unmatched(&documents, &mut report);
    evaluator.finish(&mut report);
    report
}

/// What takes part in a run, and a report that says how the files differ from the code, and nothing of pairs yet; what
/// becomes of that is for the run to judge.
pub fn begin(gathered: Gathered) -> (Vec<Arc<Document>>, Report) {
    let report = Report {
        problems: gathered.problems,
        not_compared: gathered.not_compared,
        warnings: gathered.warnings,
        findings: gathered
            .changes
            .into_iter()
            .map(file_finding)
            .chain(gathered.uncompared.into_iter().map(not_compared))
            .map(|found| Finding::failing(Kind::File(found)))
            .collect(),
        ..Report::default()
    };
    (gathered.documents, report)
}

fn not_compared(document: Arc<Document>) -> FileFinding {
    FileFinding {
        rule: FileRule::NotCompared,
        document,
        wanted_by: Vec::new(),
        meant: Vec::new(),
    }
}

fn file_finding(change: Change) -> FileFinding {
    let (rule, document, wanted_by) = match change {
        Change::Missing(document) => (FileRule::ContractMissing, document, Vec::new()),
        Change::Stale(document) => (FileRule::ContractStale, document, Vec::new()),
        Change::Orphaned { document, wanted_by } if wanted_by.is_empty() => {
            (FileRule::ContractOrphaned, document, wanted_by)
        }
        Change::Orphaned { document, wanted_by } => (FileRule::EventStopped, document, wanted_by),
    };
    FileFinding {
        rule,
        document,
        wanted_by,
        meant: Vec::new(),
    }
}
