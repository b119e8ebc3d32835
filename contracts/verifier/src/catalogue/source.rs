//! The input of a catalogue, and its bounds.

use std::sync::Arc;

use crate::deploy::{DeployError, Scope, Snapshot, included_with_allowances};
use crate::redrive::Plan;
use crate::report::{Document, Report};
use crate::timestamp::Timestamp;
use crate::verify::{self, WithAllowances, judge};
use counterpart::config::Severities;
use counterpart::contract::Retention;
use counterpart::contract::folder::Stored;
use counterpart_engine::compat::Limits;

/// The documents of a catalogue, judged, and the store that they come from.
pub struct Source<'s> {
    /// The contracts and emitted schemas that count, each content once.
    pub documents: Vec<Arc<Document>>,
    /// The verdicts about all their pairs.
    pub report: Report,
    /// The store, if they come from one.
    pub snapshot: Option<&'s Snapshot<'s>>,
    /// The moment of the question; only for a store.
    pub at: Option<Timestamp>,
    /// Dead letters by cause, if there are any.
    pub letters: Option<Plan>,
}

impl<'s> Source<'s> {
    /// Contract files, judged among each other as `verify --no-build` judges them.
    pub fn of_files(files: Vec<Stored>, options: &verify::Options) -> Self {
        let (documents, report) = verify::begin(verify::gather(verify::Input {
            others: files,
            ..verify::Input::default()
        }));
        let judged: Vec<WithAllowances> = documents
            .iter()
            .map(|one| (Arc::clone(one), Vec::new()))
            .collect();
        Self {
            report: judge(&judged, report, options),
            documents,
            snapshot: None,
            at: None,
            letters: None,
        }
    }

    /// The latest version of each main branch, and what is in each environment, at a moment. Each emitted schema
    /// among them is judged against each contract for it, as [`impact`](crate::deploy::impact()) does.
    ///
    /// # Errors
    /// Fails if the store refuses.
    pub fn of_store(
        snapshot: &'s Snapshot<'s>,
        at: Timestamp,
        options: &verify::Options,
    ) -> Result<Self, DeployError> {
        let judged = included_with_allowances(snapshot, &Scope::default(), at)?;
        let options = verify::Options {
            today: Some(at.day()),
            ..options.clone()
        };
        let report = judge(&judged, Report::default(), &options);
        Ok(Self {
            documents: judged.into_iter().map(|(document, _)| document).collect(),
            report,
            snapshot: Some(snapshot),
            at: Some(at),
            letters: None,
        })
    }
}

/// The bounds of a catalogue, and the settings that verdicts depend on.
#[derive(Debug, Clone)]
pub struct Options {
    /// The title of the site.
    pub title: String,
    /// The maximum amount of work for one pair.
    pub limits: Limits,
    /// The severity of the findings of each rule, for the matrix of environments.
    pub rules: Severities,
    /// The retention of an event's messages if its producer does not declare one.
    pub retention: Option<Retention>,
    /// The maximum number of fields of an event to probe.
    pub fields: usize,
    /// The maximum number of checks of pairs, over all probed fields. A field takes up to four for each pair.
    pub checks: usize,
    /// The number of messages to make of each document.
    pub samples: usize,
    /// The maximum number of changes of version to compare, for each service.
    pub history: usize,
    /// The maximum number of questions whether a version may be deployed.
    pub questions: usize,
    /// The address of a line of source, with `{service}`, `{version}`, `{file}` and `{line}`.
    pub source_url: Option<String>,
    /// True if pages are to look for a newer catalogue at the server that they come from.
    pub served: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            title: "Contracts".to_owned(),
            limits: Limits::default(),
            rules: Severities::default(),
            retention: None,
            fields: 60,
            checks: 200_000,
            samples: 3,
            history: 10,
            questions: 300,
            source_url: None,
            served: false,
        }
    }
}
