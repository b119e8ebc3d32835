//! The environments: what runs where, what is in flight, and whether the latest versions may be deployed there.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::people::{People, Service};
use super::source::{Options, Source};
use crate::deploy::{DeployError, Deployment, can_i_deploy};
use crate::report::listing::{Listing, Locate};
use crate::report::{Report, Status, WhyIncluded};
use crate::verify;
use counterpart::parallel;

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

/// The view of the environments.
#[derive(Serialize)]
pub(super) struct Page {
    at: String,
    environments: Vec<Environment>,
    cells: Vec<Cell>,
    not_asked: usize,
}

#[derive(Serialize)]
struct Environment {
    name: String,
    running: Vec<Running>,
    in_flight: Vec<InFlight>,
}

#[derive(Serialize)]
struct Running {
    service: Option<usize>,
    name: String,
    version: String,
    since: String,
    released: bool,
}

#[derive(Serialize)]
struct InFlight {
    service: Option<usize>,
    name: String,
    version: String,
    why: String,
}

/// Whether the latest version of a service may be deployed to an environment.
#[derive(Serialize)]
struct Cell {
    service: usize,
    environment: String,
    version: Option<String>,
    runs: bool,
    answer: &'static str,
    exit: Option<u8>,
    failing: usize,
    titles: Vec<String>,
    unknown: Vec<String>,
}

/// The view; `None` without a store.
pub(super) fn of(
    source: &Source<'_>,
    people: &People,
    options: &Options,
    locate: &dyn Locate,
) -> Result<Option<Page>, DeployError> {
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
    cells.extend(
        without_answer
            .into_iter()
            .map(|(service, environment, why)| Cell {
                service,
                environment,
                version: None,
                runs: false,
                answer: "no latest version",
                exit: None,
                failing: 0,
                titles: Vec::new(),
                unknown: vec![why],
            }),
    );
    let environments = catalogue.environments().map(|environment| {
        let mut running = Vec::new();
        for service in catalogue.services_in(environment) {
            let spans = catalogue.spans(environment, service).into_iter();
            running.extend(spans.filter(|span| span.covers(at)).map(|span| Running {
                service: people.service(service),
                name: service.to_owned(),
                version: span.version,
                since: span.since.to_string(),
                released: span.released,
            }));
        }
        let left = in_flight.remove(environment).unwrap_or_default();
        let left = left.into_iter().map(|(name, version, why)| InFlight {
            service: people.service(&name),
            name,
            version,
            why,
        });
        Environment {
            name: environment.to_owned(),
            running,
            in_flight: left.collect(),
        }
    });
    Ok(Some(Page {
        at: at.to_string(),
        environments: environments.collect(),
        cells,
        not_asked: left_out,
    }))
}

fn cell(question: &Question<'_>, report: &Report, locate: &dyn Locate) -> Cell {
    let listing = Listing::of(report, locate);
    let failing: Vec<String> = listing
        .rows
        .iter()
        .filter(|row| row.status == Status::Failing)
        .map(|row| row.title.clone())
        .collect();
    Cell {
        service: question.number,
        environment: question.environment.clone(),
        version: Some(question.version.clone()),
        runs: question.runs,
        answer: listing.answer,
        exit: Some(listing.exit_code()),
        failing: failing.len(),
        titles: failing.into_iter().take(SHOWN).collect(),
        unknown: listing.unknown.into_iter().map(|one| one.text).collect(),
    }
}
