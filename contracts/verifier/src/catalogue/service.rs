//! The page of a service.

use std::collections::BTreeMap;

use super::history::History;
use super::number;
use super::people::{People, Service, State};
use super::source::Source;
use super::{optional, texts};
use crate::deploy::DeployError;
use crate::store::seals;
use counterpart::contract::Role;
use counterpart_engine::json::Json;

/// The maximum number of versions that a page lists.
const VERSIONS: usize = 100;

pub(super) fn of(
    source: &Source<'_>,
    service: &Service,
    people: &People,
    history: &History,
) -> Result<Json, DeployError> {
    let of_role = |role: Role| {
        let events = match role {
            Role::Emits => &service.emits,
            Role::Consumes => &service.consumes,
        };
        Json::Array(
            events
                .iter()
                .map(|at| event(*at, role, service, people))
                .collect(),
        )
    };
    let (versions, left_out, branches) = versions(source, service)?;
    Ok(Json::from([
        ("name", Json::from(service.name.as_str())),
        ("emits", of_role(Role::Emits)),
        ("consumes", of_role(Role::Consumes)),
        ("versions", versions),
        ("versions_left_out", number(left_out)),
        ("branches", branches),
        ("history", history.of_service(&service.name)),
    ]))
}

/// One event of a service, with the services on the other side and the worst result with each.
fn event(at: usize, role: Role, service: &Service, people: &People) -> Json {
    let event = &people.events[at];
    let mut others: BTreeMap<usize, State> = BTreeMap::new();
    for ((sent, wanted), state) in &event.pairs {
        let (emitted, contract) = (&event.emitted[*sent], &event.contracts[*wanted]);
        let (own, other) = match role {
            Role::Emits => (emitted, contract),
            Role::Consumes => (contract, emitted),
        };
        if own.identity().service() == service.name {
            if let Some(other) = people.service(other.identity().service()) {
                let known = others.entry(other).or_insert(*state);
                *known = (*known).max(*state);
            }
        }
    }
    let others = others.into_iter().map(|(service, state)| {
        Json::from([("service", number(service)), ("state", Json::from(state.id()))])
    });
    Json::from([("event", number(at)), ("others", Json::Array(others.collect()))])
}

/// The versions of a service, the newest first, the number of those that are not listed, and the branches.
fn versions(source: &Source<'_>, service: &Service) -> Result<(Json, usize, Json), DeployError> {
    let (Some(snapshot), Some(at)) = (source.snapshot, source.at) else {
        return Ok((Json::Array(Vec::new()), 0, Json::Array(Vec::new())));
    };
    let (catalogue, name) = (&snapshot.catalogue, service.name.as_str());
    let named: Vec<(String, String)> = catalogue
        .versions(name)
        .map(|version| (name.to_owned(), version.to_owned()))
        .collect();
    let mut found = seals(snapshot.store, &named)?;
    found.sort_by(|a, b| (b.published, &b.version).cmp(&(a.published, &a.version)));
    let left_out = found.len().saturating_sub(VERSIONS);
    let on_branches: Vec<(&str, Vec<&str>)> = catalogue
        .branches(name)
        .map(|branch| (branch, catalogue.history(name, branch)))
        .collect();
    let versions = found.iter().take(VERSIONS).map(|seal| {
        let branches = on_branches
            .iter()
            .filter(|(_, on)| on.contains(&seal.version.as_str()));
        let running = catalogue
            .environments()
            .filter(|environment| catalogue.running(environment, name, at).contains(&seal.version));
        Json::from([
            ("version", Json::from(seal.version.as_str())),
            ("published", Json::from(seal.published.to_string())),
            ("branches", texts(branches.map(|(branch, _)| *branch))),
            ("running", texts(running)),
            ("commit", optional(seal.origin.commit.as_deref())),
            ("committer", optional(seal.origin.committer.as_deref())),
            ("run", optional(seal.origin.run.as_deref())),
        ])
    });
    let branches = on_branches.iter().map(|(branch, _)| {
        Json::from([
            ("branch", Json::from(*branch)),
            (
                "main",
                Json::Bool(service.main_branch.as_deref() == Some(*branch)),
            ),
            ("latest", texts(catalogue.heads(name, branch))),
        ])
    });
    Ok((
        Json::Array(versions.collect()),
        left_out,
        Json::Array(branches.collect()),
    ))
}
