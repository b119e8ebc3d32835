//! Pairs every emitted event with every contract for it, and reports the pairs that do not fit.
//!
//! [`gather`] combines the participants: the files of the contracts folders, updated with the
//! present declarations of the code. [`verify`] checks each pair and makes the [`Report`]. It is a
//! run whose participants are all its own, and that has no past. A run with a store
//! ([`deploy`](crate::deploy)) goes through the same evaluator.

mod allowances;
mod assumptions;
mod evaluator;
mod event_mode;
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
pub(crate) use self::event_mode::Modes;
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

/// The input of a run.
#[derive(Debug, Default)]
pub struct Input {
    /// The folder that the code's declarations belong to.
    pub folder: PathBuf,
    /// The files of that folder.
    pub committed: Vec<Stored>,
    /// The files of other folders: contracts and emitted schemas of services that live elsewhere.
    pub others: Vec<Stored>,
    /// The declarations of the code, if it was asked.
    pub collected: Option<Collected>,
}

/// The declarations from the test executables of a workspace.
#[derive(Debug, Default)]
pub struct Collected {
    /// One record for each executable.
    pub records: Vec<Record>,
    /// The packages whose declarations were all seen. A file of theirs that nothing declares is
    /// left over.
    pub whole: BTreeSet<String>,
    /// The reasons why the collection is incomplete, as sentences.
    pub problems: Vec<String>,
    /// The declarations of contracts that were not asked.
    pub warnings: Vec<Warning>,
}

/// The options for checking.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The maximum amount of work for one pair.
    pub limits: Limits,
    /// True if a pair that can be neither proven nor refuted does not fail the run.
    pub allow_unproven: bool,
    /// The allowances of the team.
    pub allow: Vec<Allowance>,
    /// The severity of the findings of each rule.
    pub rules: Severities,
    /// The day for checking whether allowances are past. Without it none is.
    pub today: Option<Date>,
}

/// Checks every pair of an emitted schema and a contract that share an event.
///
/// A contract that names its producer is checked only against that service. Without a name, each
/// producer of the event is checked by itself, including the contract's own service.
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

/// A document, with the allowances that were published with its version.
pub type WithAllowances = (Arc<Document>, Vec<Allowance>);

/// Judges every pair of documents that are simply there: none is in question, and none has a past.
///
/// `report` holds what is known already; the findings of the pairs are added.
///
/// ```
/// use counterpart_verifier::verify::{Options, judge};
///
/// assert_eq!(judge(&[], Default::default(), &Options::default()).checked.pairs, 0);
/// ```
pub fn judge(documents: &[WithAllowances], mut report: Report, options: &Options) -> Report {
    let participants: Vec<Participant> = documents
        .iter()
        .map(|(document, allow)| Participant {
            allow: allow.clone(),
            ..Participant::own(document)
        })
        .collect();
    let mut evaluator = Evaluator::new(&participants, NoStore::default(), options);
    let Ok(_) = evaluator.check(|_, _| true, &mut report);
    let all: Vec<Arc<Document>> = documents.iter().map(|(one, _)| Arc::clone(one)).collect();
    let Ok(()) = evaluator.unmatched(&all, &mut report);
    evaluator.finish(&mut report);
    report
}

/// The documents that take part in a run, and a report on how the files differ from the code. The
/// report has no pairs yet; the run judges these.
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
