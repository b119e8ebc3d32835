//! The page of a service.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::history::{Entry, History};
use super::people::{People, Service, State};
use super::source::Source;
use crate::deploy::DeployError;
use crate::store::seals;
use counterpart::contract::Role;

/// The maximum number of versions that a page lists.
const VERSIONS: usize = 100;

/// The view of a service.
#[derive(Serialize)]
pub(super) struct Page<'p> {
    name: &'p str,
    emits: Vec<EventOf>,
    consumes: Vec<EventOf>,
    versions: Vec<Version>,
    versions_left_out: usize,
    branches: Vec<Branch>,
    history: Vec<&'p Entry>,
}

/// One event of a service, with the services on the other side and the worst result with each.
#[derive(Serialize)]
struct EventOf {
    event: usize,
    others: Vec<Other>,
}

#[derive(Serialize)]
struct Other {
    service: usize,
    state: State,
}

#[derive(Serialize)]
struct Version {
    version: String,
    published: String,
    branches: Vec<String>,
    running: Vec<String>,
    commit: Option<String>,
    committer: Option<String>,
    run: Option<String>,
}

#[derive(Serialize)]
struct Branch {
    branch: String,
    main: bool,
    latest: Vec<String>,
}

pub(super) fn of<'p>(
    source: &Source<'_>,
    number: usize,
    people: &'p People,
    history: &'p History,
) -> Result<Page<'p>, DeployError> {
    let service = &people.services[number];
    let of_role = |role: Role, events: &BTreeSet<usize>| {
        let events = events.iter().map(|at| event(*at, role, number, people));
        events.collect()
    };
    let mut versions = versions(source, service)?;
    let versions_left_out = versions.len().saturating_sub(VERSIONS);
    versions.truncate(VERSIONS);
    Ok(Page {
        name: &service.name,
        emits: of_role(Role::Emits, &service.emits),
        consumes: of_role(Role::Consumes, &service.consumes),
        versions,
        versions_left_out,
        branches: branches(source, service),
        history: history.of_service(&service.name),
    })
}

fn event(at: usize, role: Role, service: usize, people: &People) -> EventOf {
    let event = &people.events[at];
    let mut others: BTreeMap<usize, State> = BTreeMap::new();
    for ((sent, wanted), state) in &event.pairs {
        let (producer, consumer) = (event.producers[*sent], event.consumers[*wanted]);
        let (own, other) = match role {
            Role::Emits => (producer, consumer),
            Role::Consumes => (consumer, producer),
        };
        if own == service {
            let known = others.entry(other).or_insert(*state);
            *known = (*known).max(*state);
        }
    }
    let others = others
        .into_iter()
        .map(|(service, state)| Other { service, state });
    EventOf {
        event: at,
        others: others.collect(),
    }
}

/// The versions of a service, the newest first.
fn versions(source: &Source<'_>, service: &Service) -> Result<Vec<Version>, DeployError> {
    let (Some(snapshot), Some(at)) = (source.snapshot, source.at) else {
        return Ok(Vec::new());
    };
    let (catalogue, name) = (&snapshot.catalogue, service.name.as_str());
    let named: Vec<(String, String)> = catalogue
        .versions(name)
        .map(|version| (name.to_owned(), version.to_owned()))
        .collect();
    let mut found = seals(snapshot.store, &named)?;
    found.sort_by(|a, b| (b.published, &b.version).cmp(&(a.published, &a.version)));
    let on_branches: Vec<(&str, Vec<&str>)> = catalogue
        .branches(name)
        .map(|branch| (branch, catalogue.history(name, branch)))
        .collect();
    let versions = found.into_iter().map(|seal| {
        let branches = on_branches
            .iter()
            .filter(|(_, on)| on.contains(&seal.version.as_str()))
            .map(|(branch, _)| (*branch).to_owned());
        let running = catalogue
            .environments()
            .filter(|environment| catalogue.running(environment, name, at).contains(&seal.version))
            .map(str::to_owned);
        Version {
            published: seal.published.to_string(),
            branches: branches.collect(),
            running: running.collect(),
            version: seal.version,
            commit: seal.origin.commit,
            committer: seal.origin.committer,
            run: seal.origin.run,
        }
    });
    Ok(versions.collect())
}

fn branches(source: &Source<'_>, service: &Service) -> Vec<Branch> {
    let Some(snapshot) = source.snapshot else {
        return Vec::new();
    };
    let (catalogue, name) = (&snapshot.catalogue, service.name.as_str());
    let branches = catalogue.branches(name).map(|branch| Branch {
        branch: branch.to_owned(),
        main: service.main_branch.as_deref() == Some(branch),
        latest: catalogue
            .heads(name, branch)
            .into_iter()
            .map(str::to_owned)
            .collect(),
    });
    branches.collect()
}
