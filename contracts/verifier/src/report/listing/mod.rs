//! A report as one flat list: for machines, and for renderers of machine formats.
//!
//! A [`Listing`] has a row for each finding, the most important first, with everything known about
//! it: both sides with their files and lines, the message that breaks, the fixes.
//! [`Listing::to_json`] is the document that `cargo counterpart verify --format json` prints, and
//! [`SCHEMA`] describes it.
//!
//! **Stability.** `format` is [`FORMAT`]. As long as it is the same, a key keeps its name, its
//! place and its meaning. It is always there, `null` or empty if it has no value. Keys are only
//! added, and lists of ids only grow. A change that does not fit these rules raises the number.
//! Titles, sentences and fixes are for people, and their words may change at any time. Ids and
//! fingerprints do not change.

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
    /// The question, if it was whether a version may be deployed.
    pub deployment: Option<Asked>,
    /// The counts of checked documents and pairs.
    pub checked: Checked,
    /// The findings and the unproven pairs, the most important first.
    pub rows: Vec<Row>,
    /// Findings that were only counted, by pair.
    pub further: Vec<Further>,
    /// The number of findings of rules that are turned off, by rule.
    pub suppressed: BTreeMap<&'static str, usize>,
    /// The facts that the store does not know.
    pub unknown: Vec<Notice>,
    /// The warnings that do not fail the run, but need a look.
    pub warnings: Vec<Notice>,
    /// Allowances whose last day is over. They fail the run.
    pub expired: Vec<Allowance>,
    /// Contracts whose event no service of the run emits.
    pub unmatched: Vec<Unmatched>,
    /// Packages whose code was checked, and whose files were not compared.
    pub not_compared: Vec<String>,
    /// The reasons why the run is incomplete, as sentences.
    pub problems: Vec<String>,
    /// The versions that the answer is based on, and why each counts.
    pub compared_versions: Vec<ComparedVersion>,
    /// The folders, and the store, that were searched for contracts.
    pub contract_dirs: Vec<String>,
}

/// The versions in the question whether they may be deployed together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The versions, as service and version; at least one.
    pub versions: Vec<(String, String)>,
    /// The environment.
    pub environment: String,
    /// The requested moment.
    pub at: crate::timestamp::Timestamp,
}

/// The counts of checked documents and pairs, and the results.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// Contracts that took part.
    pub contracts: usize,
    /// Emitted schemas that took part.
    pub emitted: usize,
    /// Pairs of both, by their result.
    pub pairs: Tally,
    /// The assumptions of the verdicts, with the number of pairs that rest on each.
    pub assumptions: BTreeMap<Assumption, usize>,
    /// Their assumptions about single formats and patterns, with the number of pairs that rest on
    /// each.
    pub premises: BTreeMap<Premise, usize>,
    /// The places that rest on a person's word about a checked document.
    pub trusts: Vec<Trust>,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The id of the rule, or [`Unproven::ID`](super::Unproven::ID).
    pub rule: &'static str,
    /// The status of the finding.
    pub status: Status,
    /// The allowance that accepts it, if one does.
    pub allowance: Option<Allowance>,
    /// The event.
    pub event: String,
    /// The part of the message.
    pub part: Part,
    /// The places in the message, as allowances name them. The empty text is the whole message.
    /// Empty if a file is wrong.
    pub places: Vec<String>,
    /// The change, and the reaction of the consumers.
    pub headline: Headline,
    /// The thing that seems to have another name on the other side.
    pub renamed: Option<Renamed>,
    /// The change, and the consumers that refuse it: ``user-service may send null in `email`
    /// (auth-service refuses it)``.
    pub title: String,
    /// The exact finding, without a full stop.
    pub sentence: String,
    /// The reasons why it is neither proven nor refuted. Other rows have none.
    pub reasons: Vec<Reason>,
    /// The sent side, if a schema of it is known.
    pub producer: Option<Side>,
    /// The consumers that refuse it, or want it.
    pub consumers: Vec<Consumer>,
    /// Its fixes. A finding that is allowed or pending needs no allowance.
    pub fixes: Vec<Fix>,
    /// The lines of source that the edits of each fix change, as far as they are known.
    pub edit_sources: Vec<Vec<Option<Source>>>,
    /// 64 hexadecimal digits: the same for the same rule, event, services and places, even if lines
    /// and words have changed. Two rows of a listing never share one.
    pub fingerprint: String,
}

/// A reason why a pair is neither proven nor refuted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The id of the kind.
    pub kind: &'static str,
    /// The place in the message.
    pub place: String,
    /// The exact text.
    pub text: String,
}

/// One side, with its place and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    /// The service.
    pub service: String,
    /// The name of the contract, if the service has several for the event.
    pub name: Option<String>,
    /// The cargo package of its type, where it is made from one.
    pub package: Option<String>,
    /// The team to ask.
    pub owner: Option<String>,
    /// The contract file, relative to the root of the repository, or in the store.
    pub file: String,
    /// True if the file is in a store, and not in this repository.
    pub in_store: bool,
    /// The place in the file.
    pub pointer: Pointer,
    /// The line of that place, from 1, and the line itself without the space around it.
    pub line: Option<(usize, String)>,
    /// The same line unchanged, with the place marked.
    pub marked: Option<MarkedLine>,
    /// The Rust source, if it is known.
    pub source: Option<Source>,
    /// The versions that have it, and why each counts; empty for a file of this repository and for code.
    pub versions: Vec<Included>,
}

/// One consumer of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consumer {
    /// The contract of the consumer.
    pub side: Side,
    /// The places in the message that it refuses.
    pub places: Vec<String>,
    /// A message that the producer can send and the consumer refuses, and the place of the wrong
    /// value in it.
    pub witness: Option<(Json, Pointer)>,
    /// The missing property of the message there, if that is the mistake.
    pub missing: Option<String>,
    /// The assumptions about that message. Empty for most.
    pub premises: Vec<Premise>,
    /// The side whose change broke it, if a store was asked.
    pub attribution: Option<Attribution>,
}

/// A notice in addition to the findings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The stable id.
    pub id: &'static str,
    /// The text of the notice.
    pub text: String,
    /// True if the run was told to ignore it.
    pub allowed: bool,
    /// The condition, and the command that records it. Only for facts that the store does not know,
    /// if there is such a command.
    pub settled_by: Option<(String, String)>,
}

/// Findings of one pair that were only counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Further {
    /// The event.
    pub event: String,
    /// The part of the message.
    pub part: Part,
    /// The producer.
    pub producer: String,
    /// The consumer, with the name of the contract if it has one.
    pub consumer: String,
    /// The number of them, at least.
    pub count: usize,
    /// The same as a sentence, without a full stop.
    pub text: String,
}

/// A contract whose event no service of the run emits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unmatched {
    /// The consumer, with the name of the contract if it has one.
    pub consumer: String,
    /// The event.
    pub event: String,
    /// The only service whose messages it accepts.
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
    /// From 1, in characters. The second is the first column that does not belong to it.
    pub columns: Option<(usize, usize)>,
}

impl Listing {
    /// The flat list of a report, with the places that `locate` knows.
    pub fn of(report: &Report, locate: &dyn Locate) -> Self {
        rows::listing(report, locate)
    }

    /// The exit code of a program with this answer.
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

    /// The title of a pair that does not fit, with the given names of the consumers.
    pub fn title_naming(&self, consumers: &str) -> String {
        let producer = self.producer.as_ref().map_or("", |side| side.service.as_str());
        let refuse = if self.names().len() == 1 {
            "refuses"
        } else {
            "refuse"
        };
        format!("{}: {producer} can send what {consumers} {refuse}", self.event)
    }

    /// The best place to show it in this repository: on the producer's side first, in source before
    /// contract files. `None` if neither side is here.
    pub fn location(&self) -> Option<Location> {
        self.locations().into_iter().next().map(|(location, _)| location)
    }

    /// Every place of it in this repository, the best first, with its text.
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

    /// The whole finding in one sentence without a full stop: who, what, and where.
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
        // A mistake in a file names its event.
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
    /// The service, with the name of the contract if it has one.
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
