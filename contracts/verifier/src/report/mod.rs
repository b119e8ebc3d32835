//! The results of a run of [`verify`](crate::verify), for renderers to show.
//!
//! A [`Report`] contains everything and decides nothing about looks: [`Report::outcome`] is the
//! answer, and the rest is the reason.

pub mod advice;
mod attribution;
pub mod change;
mod file;
mod finding;
mod form;
mod further;
mod included;
mod line;
pub mod listing;
mod notice;
mod renamed;
mod status;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

pub use self::attribution::Attribution;
pub use self::file::{FileFinding, Meant};
pub use self::finding::{Finding, Incompatibility, KeyFinding, Kind, Part, Refusal, Unproven};
pub use self::form::form_of;
pub use self::further::Further;
pub use self::included::{Included, WhyIncluded};
pub use self::line::{Located, MarkedLine, line_of, locate, marked_line};
pub use self::notice::{Unknown, Warning};
pub use self::renamed::{Named, Renamed};
pub use self::status::Status;
use counterpart::config::Allowance;
pub use counterpart::config::FileRule;
use counterpart::contract::{Assumption, ContractFile, Identity, Trust};
use counterpart_engine::compat::Premise;

/// A contract or an emitted schema that took part in a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The path of its file, or the path that it would be written to.
    pub path: PathBuf,
    /// The checked text: the file's own, or the correct text if the code differs.
    pub text: Arc<str>,
    /// The text, read.
    pub contract: ContractFile,
    /// True if code of this run declares it, under the features that its file belongs to.
    pub declared: bool,
    /// For a document from a store, every version that has it and counts. Empty for a file or for
    /// code.
    pub included: Vec<Included>,
}

impl Document {
    /// Service, role, event, name.
    pub fn identity(&self) -> &Identity {
        &self.contract.header.identity
    }

    /// The service, with the name of the contract if it has one: `auth-service`, `auth-service
    /// (audit)`.
    pub fn who(&self) -> String {
        let identity = self.identity();
        match identity.name() {
            Some(name) => format!("{} ({name})", identity.service()),
            None => identity.service().to_owned(),
        }
    }
}

/// The results of a run.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// The reasons why the run is incomplete, as sentences. The lists below are then incomplete
    /// too.
    pub problems: Vec<String>,
    /// The findings, by status, and then by kind.
    pub findings: Vec<Finding>,
    /// Findings that were only counted, by pair.
    pub further: Vec<Further>,
    /// Contracts whose event no service of the run emits. They do not fail the run.
    pub unmatched: Vec<Arc<Document>>,
    /// Expired allowances. They cover nothing, and fail the run until they are removed.
    pub expired: Vec<Allowance>,
    /// The facts that the store does not know and that the answer depends on.
    pub unknown: Vec<Unknown>,
    /// The facts that the store does not know, and that the run was told to ignore.
    pub unknown_allowed: Vec<Unknown>,
    /// The warnings that do not fail the run, but need a look.
    pub warnings: Vec<Warning>,
    /// The versions that the answer is based on, and why each counts.
    pub compared_versions: Vec<ComparedVersion>,
    /// Packages that were built with a different set of features from the one that their contract
    /// files belong to. Their code was checked, their files were not.
    pub not_compared: Vec<String>,
    /// The counts of checked documents and pairs.
    pub checked: Checked,
}

/// A version that the answer is based on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ComparedVersion {
    /// The service.
    pub service: String,
    /// Its version, and why it counts.
    pub included: Included,
    /// The events that it was asked for.
    pub events: Vec<String>,
}

/// The counts of documents and pairs that a run checked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Checked {
    /// Contracts that took part.
    pub contracts: usize,
    /// Emitted schemas that took part.
    pub emitted: usize,
    /// Pairs of both, including those that were found incompatible or unproven.
    pub pairs: usize,
    /// The assumptions of the verdicts, with the number of pairs that rest on each.
    pub assumptions: BTreeMap<Assumption, usize>,
    /// Their assumptions about single formats and patterns, with the number of pairs that rest on
    /// each.
    pub premises: BTreeMap<Premise, usize>,
    /// The places that rest on a person's word about a checked document.
    pub trusts: BTreeSet<Trust>,
}

/// The answer of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Something was checked, and every pair is proven.
    Compatible,
    /// Something needs fixing, in the code or in the files.
    Incompatible,
    /// The run is incomplete, proved nothing, or left a pair undecided.
    Incomplete,
}

impl Report {
    /// The answer.
    ///
    /// An incomplete run is [`Outcome::Incomplete`] whatever else it found. A finding outweighs an
    /// undecided pair: an incompatibility remains, however its neighbours end. A fact that the
    /// store does not know is no better than an incompatibility. A run without a single pair is
    /// incomplete, with three exceptions. There is something to fix, an option accepts that nothing
    /// is known, or a store was read and nobody in it reads the run's events.
    pub fn outcome(&self) -> Outcome {
        let nothing = self.checked.pairs == 0 && self.unknown_allowed.is_empty() && !self.is_unread();
        let is_undecided = self
            .of(Status::Failing)
            .any(|finding| matches!(finding.kind, Kind::Unproven(_)));
        if !self.problems.is_empty() {
            Outcome::Incomplete
        } else if self.is_refuted() || !self.expired.is_empty() || !self.unknown.is_empty() {
            Outcome::Incompatible
        } else if nothing || is_undecided {
            Outcome::Incomplete
        } else {
            Outcome::Compatible
        }
    }

    /// The findings with this status.
    pub fn of(&self, status: Status) -> impl Iterator<Item = &Finding> {
        let is_it = move |finding: &&Finding| finding.status == status;
        self.findings.iter().filter(is_it)
    }

    /// Returns `true` if something fails the run other than undecided pairs.
    fn is_refuted(&self) -> bool {
        self.of(Status::Failing)
            .any(|finding| !matches!(finding.kind, Kind::Unproven(_)))
    }

    /// Returns `true` if the run fails only because of unknown facts.
    pub fn is_only_unknown(&self) -> bool {
        !self.unknown.is_empty() && !self.is_refuted() && self.expired.is_empty() && self.problems.is_empty()
    }

    /// Returns `true` if nobody reads the run's events yet, and that is why nothing was checked.
    pub fn is_unread(&self) -> bool {
        let is_it = |warning: &Warning| matches!(warning, Warning::UnreadEvents { .. });
        self.warnings.iter().any(is_it)
    }

    /// The answer in a few words, for people.
    pub fn answer(&self) -> &'static str {
        let has = |status| self.of(status).next().is_some();
        match self.outcome() {
            Outcome::Compatible if has(Status::Suppressed) => "compatible, but for rules that are turned off",
            Outcome::Compatible if has(Status::Warned) => "compatible, with warnings",
            Outcome::Compatible if self.checked.pairs == 0 && self.is_unread() => {
                "compatible: nobody reads it yet"
            }
            Outcome::Compatible => "compatible",
            Outcome::Incompatible if self.is_only_unknown() => "not known",
            Outcome::Incompatible => "incompatible",
            Outcome::Incomplete => "could not complete",
        }
    }
}
