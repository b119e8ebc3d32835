//! Pairs every emitted event with every contract for it, and says which pairs do not fit.
//!
//! [`gather`] puts together what takes part: the files of the contracts folders, and over them what the code says now.
//! [`verify`] checks each pair and makes the [`Report`].

mod allowances;
mod assumptions;
mod gather;
mod group;
mod pair;
mod pairs;
mod sheet;
#[cfg(test)]
mod tests;
mod transport;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

pub(crate) use self::allowances::{Allowances, Spot};
pub use self::assumptions::assumptions;
pub use self::gather::{Change, Gathered, gather};
pub(crate) use self::pair::{OfPair, check as check_pair, payload as check_payload, schema_of, wants};
pub(crate) use self::sheet::{Fate, Mark, Marker, Sheet};
pub(crate) use self::transport::Key;
use crate::report::{Document, FileFinding, FileRule, Report, Warning};
use counterpart::collect::Record;
use counterpart::config::Allowance;
use counterpart::config::Date;
use counterpart::config::Severities;
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
    let (documents, mut report) = begin(gather(input));
    report.unproven_allowed = options.allow_unproven;
    let events = pairs::by_event(&documents);
    let allowances = allowances::Allowances::own(&options.allow, options.today);
    pairs::check(&events, options, &allowances, &mut report);
    for files in [&mut report.files, &mut report.warned.files, &mut report.off.files] {
        files.sort_by(|a, b| {
            let key = |finding: &FileFinding| (finding.document.identity().clone(), finding.rule);
            key(a).cmp(&key(b))
        });
    }
    report
}

/// What takes part in a run, and a report that says how the files differ from the code, and nothing of pairs yet.
pub fn begin(gathered: Gathered) -> (Vec<Arc<Document>>, Report) {
    let report = Report {
        problems: gathered.problems,
        not_compared: gathered.not_compared,
        warnings: gathered.warnings,
        files: gathered
            .changes
            .into_iter()
            .map(file_finding)
            .chain(gathered.uncompared.into_iter().map(not_compared))
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
