//! The network of services and events: whole if it is small, else grouped by owner and by domain.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::graph::{Graph, Node, Picture};
use super::people::{People, State};

/// The maximum number of nodes of a picture that opens as a whole.
const WHOLE: usize = 140;
/// The maximum number of services of a group; a larger one is shown in parts.
const SERVICES: usize = 100;
/// The maximum number of groups; the smallest are put together.
const GROUPS: usize = 60;
/// The maximum number of events in the picture of a group.
const EVENTS: usize = 160;

/// What groups are made by.
#[derive(Clone, Copy)]
enum By {
    Owner,
    Domain,
}

impl By {
    fn id(self) -> &'static str {
        match self {
            By::Owner => "owner",
            By::Domain => "domain",
        }
    }
}

/// The view of the network.
#[derive(Serialize)]
pub(super) struct Network {
    whole: Option<Picture>,
    groupings: Vec<Grouping>,
}

#[derive(Serialize)]
struct Grouping {
    by: &'static str,
    /// The group of each service.
    of: Vec<usize>,
    groups: Vec<GroupRow>,
    graph: Picture,
}

#[derive(Serialize)]
struct GroupRow {
    name: String,
    services: usize,
    events: usize,
    broken: usize,
}

/// The view of a group.
#[derive(Serialize)]
pub(super) struct Group {
    name: String,
    nodes: usize,
    left_out: usize,
    graph: Picture,
}

/// The view of the network, and those of its groups with their names.
pub(super) fn of(people: &People) -> (Network, Vec<(String, Group)>) {
    let mut whole = Graph::default();
    for (at, service) in people.services.iter().enumerate() {
        whole.node(Node::Service(at), &service.name);
    }
    let is_small = people.services.len() + people.events.len() <= WHOLE;
    if is_small {
        for at in 0..people.events.len() {
            whole.event(at, people, &|service| {
                (Node::Service(service), people.services[service].name.clone())
            });
        }
    }
    let mut views = Vec::new();
    let mut groupings = Vec::new();
    for by in [By::Owner, By::Domain] {
        let groups = groups(people, by);
        if groups.len() < 2 && is_small {
            continue;
        }
        groupings.push(overview(people, by, &groups));
        let of_service = by_service(&groups);
        for (at, (name, services)) in groups.iter().enumerate() {
            views.push((
                format!("group-{}-{at}", by.id()),
                picture(people, &groups, &of_service, (at, name, services)),
            ));
        }
    }
    let network = Network {
        whole: is_small.then(|| whole.picture()),
        groupings,
    };
    (network, views)
}

type Groups = Vec<(String, BTreeSet<usize>)>;

fn groups(people: &People, by: By) -> Groups {
    let mut named: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for (at, service) in people.services.iter().enumerate() {
        let name = match by {
            By::Owner => service
                .owners
                .first()
                .cloned()
                .unwrap_or_else(|| "no owner".to_owned()),
            By::Domain => {
                let event = service.emits.first().or(service.consumes.first());
                event.map_or_else(
                    || "no event".to_owned(),
                    |at| domain(&people.events[*at].name).to_owned(),
                )
            }
        };
        named.entry(name).or_default().insert(at);
    }
    let mut by_size: Vec<(String, BTreeSet<usize>)> = named.into_iter().collect();
    by_size.sort_by(|a, b| (b.1.len(), &a.0).cmp(&(a.1.len(), &b.0)));
    if by_size.len() > GROUPS {
        let small = by_size.split_off(GROUPS - 1);
        let name = format!("{} small groups", small.len());
        by_size.push((
            name,
            small.into_iter().flat_map(|(_, services)| services).collect(),
        ));
    }
    by_size.sort();
    let mut groups = Vec::new();
    for (name, services) in by_size {
        let services: Vec<usize> = services.into_iter().collect();
        let parts = services.len().div_ceil(SERVICES);
        let share = services.len().div_ceil(parts.max(1)).max(1);
        for (at, part) in services.chunks(share).enumerate() {
            let name = if parts > 1 {
                format!("{name} ({} of {parts})", at + 1)
            } else {
                name.clone()
            };
            groups.push((name, part.iter().copied().collect()));
        }
    }
    groups
}

/// The first word of an event's name.
fn domain(event: &str) -> &str {
    let end = event.find(['.', '/', ':', '_', '-']).filter(|at| *at > 0);
    &event[..end.unwrap_or(event.len())]
}

fn by_service(groups: &Groups) -> BTreeMap<usize, usize> {
    let all = groups.iter().enumerate();
    all.flat_map(|(at, (_, services))| services.iter().map(move |service| (*service, at)))
        .collect()
}

/// The groups, and what goes from one to another.
fn overview(people: &People, by: By, groups: &Groups) -> Grouping {
    let of_service = by_service(groups);
    let mut graph = Graph::default();
    for (at, (name, _)) in groups.iter().enumerate() {
        graph.node(Node::Group(at), name);
    }
    for event in &people.events {
        for ((sent, wanted), state) in &event.pairs {
            let (from, to) = (event.producers[*sent], event.consumers[*wanted]);
            if of_service[&from] != of_service[&to] {
                graph.edge(
                    Node::Group(of_service[&from]),
                    Node::Group(of_service[&to]),
                    *state,
                );
            }
        }
    }
    let rows = groups.iter().map(|(name, services)| {
        let events: BTreeSet<usize> = services
            .iter()
            .flat_map(|service| people.services[*service].emits.iter().copied())
            .collect();
        let broken: usize = services
            .iter()
            .map(|service| people.services[*service].broken)
            .sum();
        GroupRow {
            name: name.clone(),
            services: services.len(),
            events: events.len(),
            broken,
        }
    });
    Grouping {
        by: by.id(),
        of: of_service.into_values().collect(),
        groups: rows.collect(),
        graph: graph.picture(),
    }
}

/// The services of a group with their events. Other groups are one node each. What is broken comes first where not
/// all events have room.
fn picture(
    people: &People,
    groups: &Groups,
    of_service: &BTreeMap<usize, usize>,
    (own, name, services): (usize, &str, &BTreeSet<usize>),
) -> Group {
    let mut graph = Graph::default();
    let mut events: Vec<usize> = services
        .iter()
        .flat_map(|service| {
            let service = &people.services[*service];
            service.emits.iter().chain(&service.consumes).copied()
        })
        .collect::<BTreeSet<usize>>()
        .into_iter()
        .collect();
    for service in services {
        graph.node(Node::Service(*service), &people.services[*service].name);
    }
    let is_emitted_here = |event: &usize| {
        services
            .iter()
            .any(|one| people.services[*one].emits.contains(event))
    };
    events.sort_by_cached_key(|event| {
        let is_broken = people.events[*event].count(State::Incompatible) > 0;
        (!is_broken, !is_emitted_here(event), *event)
    });
    let left_out = events.len().saturating_sub(EVENTS);
    events.truncate(EVENTS);
    for event in events {
        graph.event(event, people, &|service| {
            let group = of_service[&service];
            if group == own {
                (Node::Service(service), people.services[service].name.clone())
            } else {
                (Node::Group(group), groups[group].0.clone())
            }
        });
    }
    Group {
        name: name.to_owned(),
        nodes: graph.len(),
        left_out,
        graph: graph.picture(),
    }
}
