//! Goals that a message may reach somewhere, and the way to each, so that each part of a schema is reached
//! deliberately and not at random.

use std::collections::{BTreeSet, VecDeque};

use super::depth::{Depths, ENDLESS};
use counterpart_engine::compat::schema::Schema;
use counterpart_engine::compat::schema::node::{Body, Keywords, NodeId, Types};
use counterpart_engine::json::Json;

/// The kinds of values that are distinguished. Numbers are one kind: a float may be whole.
pub(super) const KINDS: [Types; 6] = [
    Types::NULL,
    Types::BOOLEAN,
    Types::NUMBER,
    Types::STRING,
    Types::ARRAY,
    Types::OBJECT,
];

/// From so many constants on a list of them is one goal.
const MANY: usize = 500;

/// Something that a value may be for one schema within the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Goal {
    pub(crate) node: NodeId,
    pub(crate) what: Reached,
}

/// The parts of a schema that a value reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Reached {
    /// It has a value.
    Value,
    /// It has a value of the kind of this number.
    Kind(usize),
    /// It has the constant of this number.
    Constant(usize),
}

/// The goals of a schema, and the shortest way to each.
#[derive(Debug)]
pub(crate) struct Ways {
    /// By node: the previous node on the way to it.
    from: Vec<Option<NodeId>>,
    goals: Vec<Goal>,
}

impl Ways {
    pub(crate) fn of(schema: &Schema) -> Self {
        let depths = Depths::of(schema);
        let mut ways = Self {
            from: vec![None; schema.len()],
            goals: Vec::new(),
        };
        let mut seen = BTreeSet::from([schema.root()]);
        let mut waiting = VecDeque::from([schema.root()]);
        while let Some(node) = waiting.pop_front() {
            ways.goals.extend(goals_of(schema, node));
            let Body::Keywords(keywords) = &schema.node(node).body else {
                continue;
            };
            for next in in_place(keywords).chain(parts(keywords)) {
                let has_values =
                    !matches!(schema.node(next).body, Body::Always(false)) && depths.least(next) != ENDLESS;
                if has_values && seen.insert(next) {
                    ways.from[next.0 as usize] = Some(node);
                    waiting.push_back(next);
                }
            }
        }
        ways
    }

    /// All goals, those nearest to the top first.
    pub(crate) fn goals(&self) -> &[Goal] {
        &self.goals
    }

    /// The node that the way to a node comes from.
    pub(crate) fn above(&self, node: NodeId) -> Option<NodeId> {
        self.from[node.0 as usize]
    }

    /// From the root to a node: each step with its target.
    pub(super) fn to(&self, node: NodeId) -> Vec<(NodeId, NodeId)> {
        let mut way = Vec::new();
        let mut at = node;
        while let Some(from) = self.above(at) {
            way.push((from, at));
            at = from;
        }
        way.reverse();
        way
    }
}

/// Returns true if a value that has come to a node reaches this of it.
pub(crate) fn is_reached(schema: &Schema, node: NodeId, what: Reached, value: &Json) -> bool {
    match what {
        Reached::Value => true,
        Reached::Kind(kind) => KINDS[kind].contains(Types::of(value)),
        Reached::Constant(at) => match &schema.node(node).body {
            Body::Keywords(keywords) => keywords
                .values
                .as_ref()
                .is_some_and(|values| values[at] == *value),
            Body::Always(_) => false,
        },
    }
}

/// The nodes from which a walk may reach the ones that it looks for.
#[derive(Debug)]
pub(crate) struct Leads {
    on_the_way: Vec<bool>,
    /// True if the remainder of other branches leads there: all branches know the remainder.
    is_of_the_rest: bool,
}

impl Leads {
    pub(crate) fn to(schema: &Schema, is_looked_for: impl Fn(NodeId) -> bool) -> Self {
        let nodes = || (0..schema.len() as u32).map(NodeId);
        let mut on_the_way: Vec<bool> = nodes().map(is_looked_for).collect();
        let mut is_settled = false;
        while !is_settled {
            is_settled = true;
            for node in nodes().rev() {
                let Body::Keywords(keywords) = &schema.node(node).body else {
                    continue;
                };
                let leads = |node: NodeId| on_the_way[node.0 as usize];
                if !leads(node) && (in_place(keywords).any(leads) || all_parts(keywords).any(leads)) {
                    on_the_way[node.0 as usize] = true;
                    is_settled = false;
                }
            }
        }
        let rest = nodes().filter_map(|node| match &schema.node(node).body {
            Body::Keywords(keywords) => Some([keywords.unevaluated_properties, keywords.unevaluated_items]),
            Body::Always(_) => None,
        });
        let is_of_the_rest = rest.flatten().flatten().any(|node| on_the_way[node.0 as usize]);
        Self {
            on_the_way,
            is_of_the_rest,
        }
    }

    pub(crate) fn is_on_the_way(&self, node: NodeId) -> bool {
        self.on_the_way[node.0 as usize]
    }

    /// Returns true if it matters that a branch applies.
    pub(crate) fn needs_branch(&self, branch: NodeId) -> bool {
        self.is_of_the_rest || self.is_on_the_way(branch)
    }
}

fn goals_of(schema: &Schema, node: NodeId) -> Vec<Goal> {
    let goal = |what| Goal { node, what };
    let mut goals = vec![goal(Reached::Value)];
    let Body::Keywords(keywords) = &schema.node(node).body else {
        return goals;
    };
    let types = keywords.types.unwrap_or(Types::ALL);
    match &keywords.values {
        Some(values) if values.len() <= MANY => {
            let fits = (0..values.len()).filter(|at| types.contains(Types::of(&values[*at])));
            goals.extend(fits.map(|at| goal(Reached::Constant(at))));
        }
        Some(_) => {}
        None if keywords.types.is_some() => {
            let kinds = (0..KINDS.len()).filter(|kind| types.intersects(KINDS[*kind]));
            goals.extend(kinds.map(|kind| goal(Reached::Kind(kind))));
        }
        None => {}
    }
    // Of one alternative the value says it all.
    if goals.len() == 2 {
        goals.pop();
    }
    goals
}

/// The schemas of the same value whose alternatives a value may take separately.
pub(crate) fn in_place(keywords: &Keywords) -> impl Iterator<Item = NodeId> + '_ {
    let condition = keywords.condition.iter();
    let branches = condition.flat_map(|condition| [condition.then, condition.otherwise]);
    [
        &keywords.references,
        &keywords.all_of,
        &keywords.any_of,
        &keywords.one_of,
    ]
    .into_iter()
    .flatten()
    .copied()
    .chain(branches.flatten())
}

/// The schemas of a value's parts, including its keys.
fn parts(keywords: &Keywords) -> impl Iterator<Item = NodeId> + '_ {
    let most = keywords
        .max_items
        .map_or(usize::MAX, |most| usize::try_from(most).unwrap_or(usize::MAX));
    let first = keywords.prefix_items.iter().copied().take(most);
    let rest = [keywords.items, keywords.unevaluated_items].into_iter().flatten();
    let rest = rest.filter(move |_| most > keywords.prefix_items.len());
    let contained = keywords.contains.filter(|_| keywords.min_contains > 0);
    named_parts(keywords)
        .chain(first)
        .chain(rest)
        .chain(contained)
        .chain(other_parts(keywords))
}

/// The same, with the schemas of items that there may not be.
fn all_parts(keywords: &Keywords) -> impl Iterator<Item = NodeId> + '_ {
    let items = [keywords.items, keywords.unevaluated_items, keywords.contains];
    named_parts(keywords)
        .chain(keywords.prefix_items.iter().copied())
        .chain(items.into_iter().flatten())
        .chain(other_parts(keywords))
}

fn named_parts(keywords: &Keywords) -> impl Iterator<Item = NodeId> + '_ {
    let patterns = keywords.pattern_properties.iter().map(|(_, node)| *node);
    keywords.properties.values().copied().chain(patterns)
}

fn other_parts(keywords: &Keywords) -> impl Iterator<Item = NodeId> {
    let others = [
        keywords.property_names,
        keywords.additional_properties,
        keywords.unevaluated_properties,
    ];
    others.into_iter().flatten()
}
