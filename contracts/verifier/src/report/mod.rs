//! What a run of [`verify`](crate::verify) found, for renderers to show.
//!
//! A [`Report`] says everything and decides nothing about looks: [`Report::outcome`] is the answer, the rest is why.

pub mod advice;
mod attribution;
pub mod change;
mod file;
mod finding;
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
    /// Where its file stands, or would stand if it were written.
    pub path: PathBuf,
    /// The text that was checked: of the file, or what the file should say where the code says otherwise.
    pub text: String,
    /// The text, read.
    pub contract: ContractFile,
    /// Whether code of this run declares it, under the features that its file belongs to.
    pub declared: bool,
    /// Of a document from a store, every version that has it and counts; empty for a file or for code.
    pub included: Vec<Included>,
}

impl Document {
    /// Service, role, event, name.
    pub fn identity(&self) -> &Identity {
        &self.contract.header.identity
    }

    /// The service, with the name of the contract where it has one: `auth-service`, `auth-service (audit)`.
    pub fn who(&self) -> String {
        let identity = self.identity();
        match identity.name() {
            Some(name) => format!("{} ({name})", identity.service()),
            None => identity.service().to_owned(),
        }
    }
}

/// What a run found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// What kept the run from being whole, as sentences. The lists below are then not whole either.
    pub problems: Vec<String>,
    /// What was found, by what becomes of it, and then by kind.
    pub findings: Vec<Finding>,
    /// Contracts whose event no service of the run emits. They do not fail the run.
    pub unmatched: Vec<Arc<Document>>,
    /// Expired allowances. They cover nothing, and fail the run until they are removed.
    pub expired: Vec<Allowance>,
    /// What the store does not know and the answer depends on.
    pub unknown: Vec<Unknown>,
    /// What the store does not know, and the run was told to ignore.
    pub unknown_allowed: Vec<Unknown>,
    /// What does not fail the run, and should be looked at.
    pub warnings: Vec<Warning>,
    /// The versions that the question was answered against, and why each counts.
    pub compared_versions: Vec<ComparedVersion>,
    /// Packages that were built with another set of features than their contract files belong to: what their code says
    /// was checked, their files were not.
    pub not_compared: Vec<String>,
    /// How much was checked.
    pub checked: Checked,
}

/// A version that the question was answered against.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ComparedVersion {
    /// The service.
    pub service: String,
    /// Its version, and why it counts.
    pub included: Included,
    /// The events that it was asked for.
    pub events: Vec<String>,
}

/// How much a run checked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Checked {
    /// Contracts that took part.
    pub contracts: usize,
    /// Emitted schemas that took part.
    pub emitted: usize,
    /// Pairs of both, those that were found incompatible or unproven among them.
    pub pairs: usize,
    /// What the verdicts take for granted, with the number of pairs that rest on it.
    pub assumptions: BTreeMap<Assumption, usize>,
    /// What they take for granted of single formats and patterns, with the number of pairs that rest on it.
    pub premises: BTreeMap<Premise, usize>,
    /// Where a person answers for what a checked document says.
    pub trusts: BTreeSet<Trust>,
}

/// The answer of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Something was checked, and every pair is proven.
    Compatible,
    /// Something needs fixing, in the code or in the files.
    Incompatible,
    /// The run is not whole, proved nothing, or left a pair undecided.
    Incomplete,
}

impl Report {
    /// The answer.
    ///
    /// A run that is not whole is [`Outcome::Incomplete`] whatever else it found. What was found outweighs what could
    /// not be decided: an incompatibility stands, however its neighbours end. What the store does not know is no better
    /// than an incompatibility. A run without a single pair is incomplete unless there is something to mend, somebody let
    /// pass that nothing is known, or a store was read and nobody in it reads what the run emits.
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

    /// The findings of which this becomes.
    pub fn of(&self, status: Status) -> impl Iterator<Item = &Finding> {
        let is_it = move |finding: &&Finding| finding.status == status;
        self.findings.iter().filter(is_it)
    }

    /// Whether something fails the run that is more than undecided.
    fn is_refuted(&self) -> bool {
        self.of(Status::Failing)
            .any(|finding| !matches!(finding.kind, Kind::Unproven(_)))
    }

    /// Whether the run fails for nothing but what is not known.
    pub fn is_only_unknown(&self) -> bool {
        !self.unknown.is_empty() && !self.is_refuted() && self.expired.is_empty() && self.problems.is_empty()
    }

    /// Whether nobody reads yet what the run emits, and that is why nothing was checked.
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
