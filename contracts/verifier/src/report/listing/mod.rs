//! A report as one flat list: what machines read, and what renderers of machine formats are made of.
//!
//! A [`Listing`] has a row for each finding, the most important first, with everything that is known of it: both sides
//! with their files and lines, the message that breaks, the ways out. [`Listing::to_json`] is the document that
//! `cargo counterpart verify --format json` prints, and [`SCHEMA`] describes it.
//!
//! **What stays as it is.** `format` is [`FORMAT`]. As long as it is the same, a key keeps its name, its place and its
//! meaning, and is always there, `null` or empty where there is nothing to say. Keys are only added, and lists of ids
//! only grow. What cannot be said that way raises the number. Titles, sentences and ways out are for people, and may be
//! worded otherwise at any time; ids and fingerprints are not.

mod blocks;
mod fingerprint;
mod json;
mod locate;
mod remarks;
mod rows;
mod tally;

use std::collections::BTreeMap;

pub use self::blocks::{Block, blocks};
pub(crate) use self::json::included;
pub use self::locate::{Files, Locate, Source};
pub use self::remarks::Remark;
pub use self::tally::Tally;
use super::advice::Fix;
use super::change::Headline;
use super::{
    Attribution, ComparedVersion, Finding, Included, MarkedLine, Outcome, Part, Renamed, Report, Status,
};
use counterpart::config::Allowance;
use counterpart::contract::{Assumption, Trust};
use counterpart_engine::compat::Premise;
use counterpart_engine::json::{Json, Pointer};

/// The version of the form of [`Listing::to_json`].
pub const FORMAT: u32 = 1;

/// The JSON Schema (2020-12) of [`Listing::to_json`], as text.
pub const SCHEMA: &str = include_str!("schema.json");

/// A report as one flat list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// The answer.
    pub outcome: Outcome,
    /// The answer in a few words, for people.
    pub answer: &'static str,
    /// What the question was, where it was whether a version may be deployed.
    pub deployment: Option<Asked>,
    /// How much was checked.
    pub checked: Checked,
    /// The findings and what is unproven, the most important first.
    pub rows: Vec<Row>,
    /// What was found by rules that are turned off, by rule.
    pub suppressed: BTreeMap<&'static str, usize>,
    /// What the store does not know.
    pub unknown: Vec<Notice>,
    /// What does not fail the run, and should be looked at.
    pub warnings: Vec<Notice>,
    /// Allowances whose last day is over. They fail the run.
    pub expired: Vec<Allowance>,
    /// Contracts whose event no service of the run emits.
    pub unmatched: Vec<Unmatched>,
    /// Packages whose code was checked, and whose files were not compared.
    pub not_compared: Vec<String>,
    /// What kept the run from being whole, as sentences.
    pub problems: Vec<String>,
    /// The versions that the question was answered against, and why each counts.
    pub compared_versions: Vec<ComparedVersion>,
    /// The folders, and the store, in which contracts were looked for.
    pub contract_dirs: Vec<String>,
}

/// Versions of which was asked whether they may be deployed together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The versions, as service and version; at least one.
    pub versions: Vec<(String, String)>,
    /// The environment.
    pub environment: String,
    /// The moment that was asked for.
    pub at: crate::timestamp::Timestamp,
}

/// How much was checked, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// Contracts that took part.
    pub contracts: usize,
    /// Emitted schemas that took part.
    pub emitted: usize,
    /// Pairs of both, by what became of each.
    pub pairs: Tally,
    /// What the verdicts take for granted, with the number of pairs that rest on it.
    pub assumptions: BTreeMap<Assumption, usize>,
    /// What they take for granted of single formats and patterns, with the number of pairs that rest on it.
    pub premises: BTreeMap<Premise, usize>,
    /// Where a person answers for what a checked document says.
    pub trusts: Vec<Trust>,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The id of the rule, or [`Unproven::ID`](super::Unproven::ID).
    pub rule: &'static str,
    /// What becomes of it.
    pub status: Status,
    /// The allowance that accepts it, if one does.
    pub allowance: Option<Allowance>,
    /// The event.
    pub event: String,
    /// Which part of the message is meant.
    pub part: Part,
    /// Where in the message, as allowances name it; the empty text is the whole message. Empty where a file is wrong.
    pub places: Vec<String>,
    /// What changed, and what the consumers make of it.
    pub headline: Headline,
    /// What seems to have another name on the other side.
    pub renamed: Option<Renamed>,
    /// What changed and who refuses it: ``user-service may send null in `email` (auth-service refuses it)``.
    pub title: String,
    /// What exactly, without a full stop.
    pub sentence: String,
    /// Why it is neither proven nor refuted; of no other row.
    pub reasons: Vec<Reason>,
    /// What is sent, where a schema of it is known.
    pub producer: Option<Side>,
    /// Who refuses it, or wants it.
    pub consumers: Vec<Consumer>,
    /// Its fixes. A finding that is allowed or pending needs no allowance.
    pub fixes: Vec<Fix>,
    /// The lines of source that the edits of each fix change, as far as they are known.
    pub edit_sources: Vec<Vec<Option<Source>>>,
    /// 64 hexadecimal digits: the same for the same rule, event, services and places, whatever lines and words have
    /// become. Two rows of a listing never share one.
    pub fingerprint: String,
}

/// Why a pair is neither proven nor refuted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The id of the kind.
    pub kind: &'static str,
    /// Where in the message.
    pub place: String,
    /// What exactly.
    pub text: String,
}

/// What one side says, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    /// The service.
    pub service: String,
    /// The name of the contract, where the service has several for the event.
    pub name: Option<String>,
    /// The cargo package of its type, where it is made from one.
    pub package: Option<String>,
    /// The team to ask.
    pub owner: Option<String>,
    /// The contract file, relative to the root of the repository, or in the store.
    pub file: String,
    /// Whether the file stands in a store, and not in this repository.
    pub in_store: bool,
    /// Where in the file.
    pub pointer: Pointer,
    /// The line of that, from 1, and the line itself without the space around it.
    pub line: Option<(usize, String)>,
    /// The same line as it is in the file, with the place marked.
    pub marked: Option<MarkedLine>,
    /// The Rust source, where it is known.
    pub source: Option<Source>,
    /// The versions that have it, and why each counts; empty for a file of this repository and for code.
    pub versions: Vec<Included>,
}

/// One consumer of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consumer {
    /// What it says.
    pub side: Side,
    /// Where in the message it refuses.
    pub places: Vec<String>,
    /// A message that the producer can send and the consumer refuses, and where in it the wrong value stands.
    pub witness: Option<(Json, Pointer)>,
    /// The property that the message lacks there, where that is what is wrong.
    pub missing: Option<String>,
    /// What is taken for granted of that message. Empty for most.
    pub premises: Vec<Premise>,
    /// Whose change broke it, where a store was asked.
    pub attribution: Option<Attribution>,
}

/// Something to be said beside the findings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The stable id.
    pub id: &'static str,
    /// What it says.
    pub text: String,
    /// Whether the run was told to ignore it.
    pub allowed: bool,
    /// What must be so, and the command that records it; of what the store does not know, where there is such a command.
    pub settled_by: Option<(String, String)>,
}

/// A contract whose event no service of the run emits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unmatched {
    /// The consumer, with the name of the contract where it has one.
    pub consumer: String,
    /// The event.
    pub event: String,
    /// The only service whose messages it takes.
    pub producer: Option<String>,
    /// The contract.
    pub side: Side,
}

/// A place that an editor or a code host can show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// The file, relative to the root of the repository, with `/`.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// From 1, in characters; the second is the first that does not belong to it.
    pub columns: Option<(usize, usize)>,
}

impl Listing {
    /// The flat list of a report, with places as `locate` knows them.
    pub fn of(report: &Report, locate: &dyn Locate) -> Self {
        rows::listing(report, locate)
    }

    /// The exit code of a program that answers so.
    pub fn exit_code(&self) -> u8 {
        match self.outcome {
            Outcome::Compatible => 0,
            Outcome::Incompatible => 100,
            Outcome::Incomplete => 101,
        }
    }

    /// The document of this listing, in the form of [`SCHEMA`].
    ///
    /// ```
    /// use counterpart_verifier::report::Report;
    /// use counterpart_verifier::report::listing::{Files, Listing};
    ///
    /// let listing = Listing::of(&Report::default(), &Files::default());
    /// let document = listing.to_json();
    /// assert_eq!(document.get("outcome").and_then(|outcome| outcome.as_str()), Some("incomplete"));
    /// ```
    pub fn to_json(&self) -> Json {
        json::of(self)
    }
}

impl Row {
    /// The row of one finding, without the fingerprint that only a whole listing gives.
    pub fn of(finding: &Finding, locate: &dyn Locate) -> Self {
        rows::row(finding, locate)
    }

    /// The title of a pair that does not fit, with the consumers named like this.
    pub fn title_naming(&self, consumers: &str) -> String {
        let producer = self.producer.as_ref().map_or("", |side| side.service.as_str());
        let refuse = if self.names().len() == 1 {
            "refuses"
        } else {
            "refuse"
        };
        format!("{}: {producer} can send what {consumers} {refuse}", self.event)
    }

    /// Where it is best shown in this repository: on the producer's side first, in source before contract files. `None`
    /// where neither side is here.
    pub fn location(&self) -> Option<Location> {
        self.locations().into_iter().next().map(|(location, _)| location)
    }

    /// Every place of it in this repository, the best first, with what is said there.
    pub fn locations(&self) -> Vec<(Location, String)> {
        let producer = self.producer.iter().map(|side| (side, "sends"));
        let consumers = self.consumers.iter().map(|one| (&one.side, "accepts"));
        let here = producer.chain(consumers).filter(|(side, _)| !side.in_store);
        let mut found: Vec<(bool, Location, String)> = here
            .map(|(side, does)| {
                let location = side.location();
                let is_file = side.source.is_none();
                (is_file, location, format!("{} {does}", side.who()))
            })
            .collect();
        found.sort_by_key(|(is_file, ..)| *is_file);
        found
            .into_iter()
            .map(|(_, location, says)| (location, says))
            .collect()
    }

    /// All of it in one sentence without a full stop: who, what, and where.
    pub fn summary(&self) -> String {
        let mut text = self.title.clone();
        let is_of_file = self.places.is_empty();
        if !is_of_file && !self.title.ends_with(&self.sentence) {
            text.push_str(&format!(": {}", self.sentence));
        }
        let place = |place: &String| {
            if place.is_empty() {
                "the whole message".to_owned()
            } else {
                place.clone()
            }
        };
        let places: Vec<String> = self.places.iter().map(place).collect();
        // What is wrong with a file names its event.
        if !is_of_file {
            text.push_str(&format!(" ({} at {})", self.event, places.join(", ")));
        }
        text
    }

    /// The consumers, each once.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for consumer in &self.consumers {
            let name = consumer.side.who();
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }
}

impl Side {
    /// The service, with the name of the contract where it has one.
    pub fn who(&self) -> String {
        match &self.name {
            Some(name) => format!("{} ({name})", self.service),
            None => self.service.clone(),
        }
    }

    /// The line of Rust source, else of the contract file.
    pub fn location(&self) -> Location {
        match &self.source {
            Some(source) => Location {
                file: source.path.clone(),
                line: source.line,
                columns: source.columns,
            },
            None => Location {
                file: self.file.clone(),
                line: self.line.as_ref().map_or(1, |(line, _)| *line),
                columns: None,
            },
        }
    }
}
