//! Services and events with their numbers: who sends what, who requires what, and what is broken between them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Serialize;

use super::source::Source;
use crate::report::{Document, Kind, Status};
use crate::verify::wants;
use counterpart::contract::Role;

/// The services and events, sorted by name.
pub(super) struct People {
    pub(super) services: Vec<Service>,
    pub(super) events: Vec<Event>,
    by_service: BTreeMap<String, usize>,
    by_event: BTreeMap<String, usize>,
}

/// A service, and its row in the index.
#[derive(Serialize)]
pub(super) struct Service {
    pub(super) name: String,
    pub(super) owners: BTreeSet<String>,
    pub(super) emits: BTreeSet<usize>,
    pub(super) consumes: BTreeSet<usize>,
    /// The pairs that it is a side of and that fail.
    pub(super) broken: usize,
    #[serde(rename = "branch")]
    pub(super) main_branch: Option<String>,
    pub(super) latest: Option<String>,
    pub(super) versions: usize,
}

/// An event, with the documents that count.
pub(super) struct Event {
    pub(super) name: String,
    pub(super) emitted: Vec<Arc<Document>>,
    pub(super) contracts: Vec<Arc<Document>>,
    /// The number of the service of each of them, in the same order.
    pub(super) producers: Vec<usize>,
    pub(super) consumers: Vec<usize>,
    /// The pairs, by the places of both documents in the lists above.
    pub(super) pairs: BTreeMap<(usize, usize), State>,
}

/// The row of an event in the index.
#[derive(Serialize)]
pub(super) struct EventRow<'p> {
    name: &'p str,
    producers: BTreeSet<usize>,
    consumers: BTreeSet<usize>,
    owners: BTreeSet<&'p str>,
    broken: usize,
    unproven: usize,
}

/// The result of a pair; the worst finding counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum State {
    Compatible,
    Accepted,
    Unproven,
    Incompatible,
}

impl People {
    pub(super) fn of(source: &Source<'_>) -> Self {
        let states = states(source);
        let mut events: BTreeMap<&str, Event> = BTreeMap::new();
        let mut names: BTreeSet<String> = BTreeSet::new();
        for document in &source.documents {
            let identity = document.identity();
            names.insert(identity.service().to_owned());
            let event = events.entry(identity.event()).or_insert_with(|| Event {
                name: identity.event().to_owned(),
                emitted: Vec::new(),
                contracts: Vec::new(),
                producers: Vec::new(),
                consumers: Vec::new(),
                pairs: BTreeMap::new(),
            });
            match identity.role() {
                Role::Emits => event.emitted.push(Arc::clone(document)),
                Role::Consumes => event.contracts.push(Arc::clone(document)),
            }
        }
        if let Some(snapshot) = source.snapshot {
            names.extend(snapshot.catalogue.services().map(str::to_owned));
        }
        let mut events: Vec<Event> = events.into_values().collect();
        let by_event = numbered(events.iter().map(|one| one.name.as_str()));
        let by_service = numbered(names.iter().map(String::as_str));
        let mut services: Vec<Service> = names.into_iter().map(|name| of_name(name, source)).collect();
        for (number, event) in events.iter_mut().enumerate() {
            let number_of = |document: &Arc<Document>| by_service[document.identity().service()];
            event.producers = event.emitted.iter().map(number_of).collect();
            event.consumers = event.contracts.iter().map(number_of).collect();
            for (document, at) in event.emitted.iter().zip(&event.producers) {
                services[*at].add_owner(document);
                services[*at].emits.insert(number);
            }
            for (document, at) in event.contracts.iter().zip(&event.consumers) {
                services[*at].add_owner(document);
                services[*at].consumes.insert(number);
            }
            for (sent, emitted) in event.emitted.iter().enumerate() {
                for (wanted, contract) in event.contracts.iter().enumerate() {
                    if !wants(contract, emitted.identity().service()) {
                        continue;
                    }
                    let state = states.get(&key(emitted, contract)).copied();
                    let state = state.unwrap_or(State::Compatible);
                    event.pairs.insert((sent, wanted), state);
                    if state == State::Incompatible {
                        for side in BTreeSet::from([event.producers[sent], event.consumers[wanted]]) {
                            services[side].broken += 1;
                        }
                    }
                }
            }
        }
        Self {
            services,
            events,
            by_service,
            by_event,
        }
    }

    pub(super) fn service(&self, name: &str) -> Option<usize> {
        self.by_service.get(name).copied()
    }

    pub(super) fn event(&self, name: &str) -> Option<usize> {
        self.by_event.get(name).copied()
    }

    pub(super) fn owners(&self) -> BTreeSet<String> {
        self.services
            .iter()
            .flat_map(|one| one.owners.iter().cloned())
            .collect()
    }
}

impl Service {
    fn add_owner(&mut self, document: &Document) {
        if let Some(owner) = &document.contract.header.owner {
            if !self.owners.contains(owner) {
                self.owners.insert(owner.clone());
            }
        }
    }
}

impl Event {
    pub(super) fn count(&self, state: State) -> usize {
        self.pairs.values().filter(|one| **one == state).count()
    }

    pub(super) fn owners(&self) -> BTreeSet<&str> {
        let owner = |document: &'_ Arc<Document>| document.contract.header.owner.is_some();
        let of = self.emitted.iter().filter(|one| owner(one));
        of.filter_map(|one| one.contract.header.owner.as_deref())
            .collect()
    }

    pub(super) fn row(&self) -> EventRow<'_> {
        EventRow {
            name: &self.name,
            producers: self.producers.iter().copied().collect(),
            consumers: self.consumers.iter().copied().collect(),
            owners: self.owners(),
            broken: self.count(State::Incompatible),
            unproven: self.count(State::Unproven),
        }
    }
}

fn numbered<'n>(names: impl Iterator<Item = &'n str>) -> BTreeMap<String, usize> {
    names
        .enumerate()
        .map(|(at, name)| (name.to_owned(), at))
        .collect()
}

fn of_name(name: String, source: &Source<'_>) -> Service {
    let mut service = Service {
        name,
        owners: BTreeSet::new(),
        emits: BTreeSet::new(),
        consumes: BTreeSet::new(),
        broken: 0,
        main_branch: None,
        latest: None,
        versions: 0,
    };
    if let Some(snapshot) = source.snapshot {
        let catalogue = &snapshot.catalogue;
        let main = snapshot.rules.main_branch(catalogue, &service.name);
        let heads = main.map_or_else(Vec::new, |main| catalogue.heads(&service.name, main));
        service.latest = (!heads.is_empty()).then(|| heads.join(", "));
        service.main_branch = main.map(str::to_owned);
        service.versions = catalogue.versions(&service.name).count();
    }
    service
}

fn key(emitted: &Arc<Document>, contract: &Arc<Document>) -> (usize, usize) {
    (Arc::as_ptr(emitted).addr(), Arc::as_ptr(contract).addr())
}

/// The result of each pair with a finding. Its two documents identify a pair.
fn states(source: &Source<'_>) -> BTreeMap<(usize, usize), State> {
    let mut states = BTreeMap::new();
    for finding in &source.report.findings {
        let state = match (finding.status, &finding.kind) {
            (Status::Failing, Kind::Unproven(_)) => State::Unproven,
            (Status::Failing, _) => State::Incompatible,
            _ => State::Accepted,
        };
        for (emitted, contract) in finding.kind.pairs() {
            let known = states.entry(key(emitted, contract)).or_insert(state);
            *known = state.max(*known);
        }
    }
    states
}
