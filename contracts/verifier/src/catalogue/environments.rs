//! The environments: what runs where, what is in flight, and whether the latest versions may be deployed there.

use std::collections::{BTreeMap, BTreeSet};

use super::people::{People, Service};
use super::source::{Options, Source};
use super::{number, optional, texts};
use crate::deploy::{DeployError, Deployment, can_i_deploy};
use crate::report::listing::{Listing, Locate};
use crate::report::{Report, Status, WhyIncluded};
use crate::verify;
use counterpart::parallel;
use counterpart_engine::json::Json;

/// A question whether the latest version of a service may be deployed to an environment.
struct Question<'p> {
    number: usize,
    service: &'p Service,
    version: String,
    environment: String,
    runs: bool,
}

/// The titles of findings that one answer shows.
const SHOWN: usize = 5;

/// The view; `None` without a store.
pub(super) fn of(
    source: &Source<'_>,
    people: &People,
    options: &Options,
    locate: &dyn Locate,
) -> Result<Option<Json>, DeployError> {
    let (Some(snapshot), Some(at)) = (source.snapshot, source.at) else {
        return Ok(None);
    };
    let catalogue = &snapshot.catalogue;
    let mut questions = Vec::new();
    let mut without_answer = Vec::new();
    for environment in catalogue.environments() {
        for (number, service) in people.services.iter().enumerate() {
            match snapshot.latest(&service.name, None) {
                Ok(version) => questions.push(Question {
                    number,
                    service,
                    runs: catalogue
                        .running(environment, &service.name, at)
                        .contains(&version),
                    version,
                    environment: environment.to_owned(),
                }),
                // No main branch, or two newest versions: the command cannot answer either.
                Err(error) => without_answer.push((number, environment.to_owned(), error.to_string())),
            }
        }
    }
    // A version that is not there yet is what people ask about.
    questions.sort_by(|a, b| (a.runs, &a.environment, a.number).cmp(&(b.runs, &b.environment, b.number)));
    let left_out = questions.len().saturating_sub(options.questions);
    questions.truncate(options.questions);
    let judging = verify::Options {
        limits: options.limits.clone(),
        rules: options.rules.clone(),
        ..verify::Options::default()
    };
    let answers: Vec<Result<Report, DeployError>> = parallel::map(&questions, |question| {
        let deployment = Deployment {
            versions: vec![(question.service.name.clone(), question.version.clone())],
            environment: question.environment.clone(),
            new_environment: false,
            retention: options.retention,
            allow_unknown: BTreeSet::new(),
        };
        can_i_deploy(snapshot, &deployment, at, &judging)
    });
    let mut in_flight: BTreeMap<&str, BTreeSet<(String, String, String)>> = BTreeMap::new();
    let mut cells = Vec::new();
    for (question, answer) in questions.iter().zip(answers) {
        let report = answer?;
        for one in &report.compared_versions {
            if let WhyIncluded::InFlight { .. } = &one.included.why {
                in_flight.entry(&question.environment).or_default().insert((
                    one.service.clone(),
                    one.included.version.clone(),
                    one.included.why.to_string(),
                ));
            }
        }
        cells.push(cell(question, &report, locate));
    }
    cells.extend(without_answer.into_iter().map(|(number_of, environment, why)| {
        Json::from([
            ("service", number(number_of)),
            ("environment", Json::from(environment)),
            ("version", Json::Null),
            ("runs", Json::Bool(false)),
            ("answer", Json::from("no latest version")),
            ("exit", Json::Null),
            ("failing", number(0)),
            ("titles", texts(Vec::<String>::new())),
            ("unknown", texts([why])),
        ])
    }));
    let environments = catalogue.environments().map(|environment| {
        let mut running = Vec::new();
        for service in catalogue.services_in(environment) {
            for span in catalogue
                .spans(environment, service)
                .into_iter()
                .filter(|span| span.covers(at))
            {
                running.push(Json::from([
                    ("service", people.service(service).map_or(Json::Null, number)),
                    ("name", Json::from(service)),
                    ("version", Json::from(span.version.as_str())),
                    ("since", Json::from(span.since.to_string())),
                    ("released", Json::Bool(span.released)),
                ]));
            }
        }
        let left = in_flight
            .get(environment)
            .into_iter()
            .flatten()
            .map(|(service, version, why)| {
                Json::from([
                    ("service", people.service(service).map_or(Json::Null, number)),
                    ("name", Json::from(service.as_str())),
                    ("version", Json::from(version.as_str())),
                    ("why", Json::from(why.as_str())),
                ])
            });
        let left: Vec<Json> = left.collect();
        Json::from([
            ("name", Json::from(environment)),
            ("running", Json::Array(running)),
            ("in_flight", Json::Array(left)),
        ])
    });
    Ok(Some(Json::from([
        ("at", optional(Some(&at.to_string()))),
        ("environments", Json::Array(environments.collect())),
        ("cells", Json::Array(cells)),
        ("not_asked", number(left_out)),
    ])))
}

fn cell(question: &Question<'_>, report: &Report, locate: &dyn Locate) -> Json {
    let listing = Listing::of(report, locate);
    let failing: Vec<&str> = listing
        .rows
        .iter()
        .filter(|row| row.status == Status::Failing)
        .map(|row| row.title.as_str())
        .collect();
    let unknown = listing.unknown.iter().map(|one| one.text.as_str());
    Json::from([
        ("service", number(question.number)),
        ("environment", Json::from(question.environment.as_str())),
        ("version", Json::from(question.version.as_str())),
        ("runs", Json::Bool(question.runs)),
        ("answer", Json::from(listing.answer)),
        ("exit", number(usize::from(listing.exit_code()))),
        ("failing", number(failing.len())),
        ("titles", texts(failing.iter().take(SHOWN).copied())),
        ("unknown", texts(unknown)),
    ])
}
