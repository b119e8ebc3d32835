//! A picture of services and events: nodes with positions, and what goes from one to another.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Serialize, Serializer};

use super::layout::Shape;
use super::people::{People, State};

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

/// A graph with positions.
#[derive(Serialize)]
pub(super) struct Picture {
    /// Kind, number, middle, width and height.
    nodes: Vec<(&'static str, usize, Tenths, Tenths, Tenths, Tenths)>,
    /// From the node at one place of the list to that at another.
    edges: Vec<(usize, usize, State, usize)>,
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
        sent.extend(event.producers.iter().map(|one| (*one, State::Compatible)));
        wanted.extend(event.consumers.iter().map(|one| (*one, State::Compatible)));
        for ((of_sent, of_wanted), state) in &event.pairs {
            sent.insert((event.producers[*of_sent], *state));
            wanted.insert((event.consumers[*of_wanted], *state));
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

    pub(super) fn picture(&self) -> Picture {
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
        let placed = self.nodes.keys().zip(shape.positions()).zip(&shape.sizes);
        let nodes = placed.map(|((node, at), size)| {
            let (kind, of) = match *node {
                Node::Service(of) => ("service", of),
                Node::Event(of) => ("event", of),
                Node::Group(of) => ("group", of),
            };
            let [x, y, width, height] = [at.0, at.1, size.0, size.1].map(Tenths::of);
            (kind, of, x, y, width, height)
        });
        let edges = self
            .edges
            .iter()
            .map(|((from, to), (state, count))| (numbered[from], numbered[to], *state, *count));
        Picture {
            nodes: nodes.collect(),
            edges: edges.collect(),
        }
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

/// A number with one decimal.
struct Tenths(i64);

impl Tenths {
    fn of(number: f64) -> Self {
        Self((number * 10.0).round() as i64)
    }
}

impl Serialize for Tenths {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 % 10 == 0 {
            serializer.serialize_i64(self.0 / 10)
        } else {
            serializer.serialize_f64(self.0 as f64 / 10.0)
        }
    }
}
