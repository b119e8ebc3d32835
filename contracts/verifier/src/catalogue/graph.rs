//! A picture of services and events: nodes with positions, and what goes from one to another.

use std::collections::{BTreeMap, BTreeSet};

use super::layout::Shape;
use super::number;
use super::people::{People, State};
use counterpart_engine::json::{Json, Number};

/// A node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Node {
    Service(usize),
    Event(usize),
    Group(usize),
}

/// Nodes and edges. An edge counts the pairs that it stands for, and has the worst of their results.
#[derive(Default)]
pub(super) struct Graph {
    nodes: BTreeMap<Node, String>,
    edges: BTreeMap<(Node, Node), (State, usize)>,
}

/// The maximum number of characters of a label.
const LABEL: usize = 30;

impl Graph {
    pub(super) fn node(&mut self, node: Node, label: &str) {
        self.nodes.entry(node).or_insert_with(|| label.to_owned());
    }

    pub(super) fn edge(&mut self, from: Node, to: Node, state: State) {
        let known = self.edges.entry((from, to)).or_insert((state, 0));
        *known = (known.0.max(state), known.1 + 1);
    }

    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// An event with its producers and consumers. `stands_for` gives the node of a service.
    pub(super) fn event(&mut self, at: usize, people: &People, stands_for: &dyn Fn(usize) -> (Node, String)) {
        let event = &people.events[at];
        self.node(Node::Event(at), &event.name);
        let mut sent: BTreeSet<(usize, State)> = BTreeSet::new();
        let mut wanted: BTreeSet<(usize, State)> = BTreeSet::new();
        for document in &event.emitted {
            sent.extend(
                people
                    .service(document.identity().service())
                    .map(|one| (one, State::Compatible)),
            );
        }
        for document in &event.contracts {
            wanted.extend(
                people
                    .service(document.identity().service())
                    .map(|one| (one, State::Compatible)),
            );
        }
        for ((of_sent, of_wanted), state) in &event.pairs {
            let service = |name: &str| people.service(name);
            sent.extend(service(event.emitted[*of_sent].identity().service()).map(|one| (one, *state)));
            wanted.extend(service(event.contracts[*of_wanted].identity().service()).map(|one| (one, *state)));
        }
        for (service, state) in sent {
            let (node, label) = stands_for(service);
            self.node(node, &label);
            self.edge(node, Node::Event(at), state);
        }
        for (service, state) in wanted {
            let (node, label) = stands_for(service);
            self.node(node, &label);
            self.edge(Node::Event(at), node, state);
        }
    }

    pub(super) fn to_json(&self) -> Json {
        let numbered: BTreeMap<Node, usize> = self
            .nodes
            .keys()
            .enumerate()
            .map(|(at, node)| (*node, at))
            .collect();
        let shape = Shape {
            sizes: self
                .nodes
                .iter()
                .map(|(node, label)| size(*node, label))
                .collect(),
            edges: self
                .edges
                .keys()
                .map(|(from, to)| (numbered[from], numbered[to]))
                .collect(),
        };
        let nodes = self
            .nodes
            .keys()
            .zip(shape.positions())
            .zip(&shape.sizes)
            .map(|((node, at), size)| {
                let (kind, of) = match *node {
                    Node::Service(of) => ("service", of),
                    Node::Event(of) => ("event", of),
                    Node::Group(of) => ("group", of),
                };
                Json::Array(vec![
                    Json::from(kind),
                    number(of),
                    tenth(at.0),
                    tenth(at.1),
                    tenth(size.0),
                    tenth(size.1),
                ])
            });
        let edges = self.edges.iter().map(|((from, to), (state, count))| {
            Json::Array(vec![
                number(numbered[from]),
                number(numbered[to]),
                Json::from(state.id()),
                number(*count),
            ])
        });
        Json::from([
            ("nodes", Json::Array(nodes.collect())),
            ("edges", Json::Array(edges.collect())),
        ])
    }
}

fn size(node: Node, label: &str) -> (f64, f64) {
    let characters = label.chars().count().min(LABEL) as f64;
    match node {
        Node::Service(_) => (characters * 7.4 + 28.0, 34.0),
        Node::Event(_) => (characters * 6.6 + 26.0, 26.0),
        Node::Group(_) => ((characters * 7.8 + 40.0).max(150.0), 56.0),
    }
}

/// A number with one decimal, exactly.
fn tenth(number: f64) -> Json {
    Json::Number(Number::new(((number * 10.0).round() as i64).into(), -1))
}
