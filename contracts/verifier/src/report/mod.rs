//! What a run of [`verify`](crate::verify) found, for renderers to show.
//!
//! A [`Report`] says everything and decides nothing about looks: [`Report::outcome`] is the answer, the rest is why.

pub mod advice;
mod cause;
mod file;
mod line;
pub mod listing;
mod notice;
mod standing;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

pub use self::cause::Cause;
pub use self::file::{FileFinding, FileRule, Meant};
pub use self::line::{Located, line_of, locate};
pub use self::notice::{Unknown, Warning};
pub use self::standing::{Stand, Standing};
use counterpart::config::Allowance;
use counterpart::contract::{Assumption, ContractFile, Identity, Trust};
use counterpart_engine::compat::{Place, Premise, Reason, Rule};
use counterpart_engine::json::{Json, Pointer};

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
    pub standing: Vec<Standing>,
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
    /// Messages that a producer can send and a consumer refuses; one entry a cause.
    pub incompatibilities: Vec<Incompatibility>,
    /// Pairs that do not mean the same by the key of a message.
    pub keys: Vec<KeyFinding>,
    /// What is wrong with the files themselves.
    pub files: Vec<FileFinding>,
    /// Pairs that could be neither proven nor refuted.
    pub unproven: Vec<Unproven>,
    /// Whether an unproven pair is let pass.
    pub unproven_allowed: bool,
    /// Contracts whose event no service of the run emits. They do not fail the run.
    pub unmatched: Vec<Arc<Document>>,
    /// What a consumer requires that its producer never gave: said to the producer, and no failure of its run.
    pub pending: Found,
    /// What would fail the run, were it not let pass, by allowance.
    pub allowed: Vec<Allowed>,
    /// What would fail the run, and whose rule is a warning here.
    pub warned: Found,
    /// What was found by rules that are turned off here. Renderers count it and show no more of it.
    pub off: Found,
    /// Allowances whose last day is over. They let nothing pass, and fail the run until they are removed.
    pub expired: Vec<Allowance>,
    /// What the store does not know and the answer hangs on.
    pub unknown: Vec<Unknown>,
    /// What the store does not know, and was let pass.
    pub unknown_allowed: Vec<Unknown>,
    /// What does not fail the run, and should be looked at.
    pub warnings: Vec<Warning>,
    /// The versions that the question was answered against, and why each counts.
    pub counted: Vec<Counted>,
    /// Packages that were built with another set of features than their contract files belong to: what their code says
    /// was checked, their files were not.
    pub not_compared: Vec<String>,
    /// How much was checked.
    pub checked: Checked,
}

/// Findings that do not fail the run.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// Messages that a producer can send and a consumer refuses; one entry a cause.
    pub incompatibilities: Vec<Incompatibility>,
    /// Pairs that do not mean the same by the key of a message.
    pub keys: Vec<KeyFinding>,
    /// Events that a consumer wants and its producer does not emit.
    pub files: Vec<FileFinding>,
    /// Pairs that could be neither proven nor refuted.
    pub unproven: Vec<Unproven>,
}

impl Found {
    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many findings there are.
    pub fn len(&self) -> usize {
        self.incompatibilities.len() + self.keys.len() + self.files.len() + self.unproven.len()
    }
}

/// What an allowance lets pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowed {
    /// The allowance.
    pub allowance: Allowance,
    /// What it matches; never empty.
    pub found: Found,
}

/// A version that the question was answered against.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Counted {
    /// The service.
    pub service: String,
    /// Its version, and why it counts.
    pub standing: Standing,
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
    /// Something is to be mended in the code or in the files.
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
        let found = !self.incompatibilities.is_empty() || !self.keys.is_empty() || !self.files.is_empty();
        let nothing = self.checked.pairs == 0 && self.unknown_allowed.is_empty() && !self.is_unread();
        if !self.problems.is_empty() {
            Outcome::Incomplete
        } else if found || !self.expired.is_empty() || !self.unknown.is_empty() {
            Outcome::Incompatible
        } else if nothing || (!self.unproven.is_empty() && !self.unproven_allowed) {
            Outcome::Incomplete
        } else {
            Outcome::Compatible
        }
    }
}

impl Report {
    /// Whether nobody reads yet what the run emits, and that is why nothing was checked.
    pub fn is_unread(&self) -> bool {
        let is_it = |warning: &Warning| matches!(warning, Warning::UnreadEvents { .. });
        self.warnings.iter().any(is_it)
    }

    /// What fails the run, by itself.
    pub fn fails(&self) -> Found {
        Found {
            incompatibilities: self.incompatibilities.clone(),
            keys: self.keys.clone(),
            files: self.files.clone(),
            unproven: self.unproven.clone(),
        }
    }
}

/// One cause on the producer's side, and everyone whom it breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incompatibility {
    /// Which kind.
    pub rule: Rule,
    /// Where in the message the places below are.
    pub part: Part,
    /// What the producer sends.
    pub emitted: Arc<Document>,
    /// Where the cause stands in the producer's document.
    pub emitted_at: Pointer,
    /// What may be emitted there and what is accepted, without a full stop.
    pub sentence: String,
    /// The contracts that refuse it; never empty.
    pub refusals: Vec<Refusal>,
}

/// A part of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[non_exhaustive]
pub enum Part {
    /// The message itself, with its envelope where it has one.
    #[default]
    Payload,
    /// Its headers, as an object of texts.
    Headers,
    /// Its key.
    Key,
}

impl Part {
    /// The stable id, as reports write it.
    pub fn id(self) -> &'static str {
        match self {
            Part::Payload => "payload",
            Part::Headers => "headers",
            Part::Key => "key",
        }
    }

    /// A place in this part, as allowances name it: a header stands below `/headers`, the key is `/key`.
    ///
    /// ```
    /// use counterpart_engine::compat::{Place, PlaceStep};
    /// use counterpart_verifier::report::Part;
    ///
    /// let place = Place(vec![PlaceStep::Property("tenant".to_owned())]);
    /// assert_eq!(Part::Payload.place(&place), "/tenant");
    /// assert_eq!(Part::Headers.place(&place), "/headers/tenant");
    /// ```
    pub fn place(self, place: &Place) -> String {
        match self {
            Part::Payload => place.to_string(),
            Part::Headers => format!("/headers{place}"),
            Part::Key => "/key".to_owned(),
        }
    }
}

/// A consumer takes the key of a message for the value of a field, and the producer sends another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyFinding {
    /// What the producer sends.
    pub emitted: Arc<Document>,
    /// The contract.
    pub contract: Arc<Document>,
    /// What is sent and what is taken for it, without a full stop.
    pub sentence: String,
    /// A message that the producer can send: an object of `key` (null where none is sent) and `payload`.
    pub witness: Json,
    /// Whose change broke it, where a store was asked.
    pub cause: Option<Cause>,
}

impl KeyFinding {
    /// The stable id of the only rule there is of keys.
    pub const RULE: &'static str = "key-mismatch";
}

/// One contract's refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The contract.
    pub contract: Arc<Document>,
    /// The keyword that refuses: where in the contract's document.
    pub accepted_at: Pointer,
    /// Where in the message; several places where they share a definition. Never empty.
    pub places: Vec<Place>,
    /// A message that the producer can send and the consumer refuses.
    pub witness: Json,
    /// Where in the witness the wrong value stands.
    pub witness_at: Pointer,
    /// What the refusal takes for granted. Empty for most.
    pub premises: Vec<Premise>,
    /// Whose change broke it, where a store was asked.
    pub cause: Option<Cause>,
}

/// A pair that could be neither proven nor refuted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unproven {
    /// What the producer sends.
    pub emitted: Arc<Document>,
    /// What the consumer accepts.
    pub contract: Arc<Document>,
    /// Why; never empty.
    pub reasons: Vec<Reason>,
}
