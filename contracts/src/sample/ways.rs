//! What a message may have somewhere, and the way there: so that each part of a schema is reached on purpose, and not by chance.

use std::collections::{BTreeSet, VecDeque};

use super::heights::{ENDLESS, Heights};
use counterpart_engine::compat::schema::Schema;
use counterpart_engine::compat::schema::node::{Body, Keywords, NodeId, Types};
use counterpart_engine::json::Json;

/// The kinds of values that are told apart. Of numbers it is one: a float may be whole.
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

/// What of a schema a value reaches.
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
    /// By node: where the way to it comes from.
    from: Vec<Option<NodeId>>,
    goals: Vec<Goal>,
}

impl Ways {
    pub(crate) fn of(schema: &Schema) -> Self {
        let heights = Heights::of(schema);
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
                    !matches!(schema.node(next).body, Body::Always(false)) && heights.least(next) != ENDLESS;
                if has_values && seen.insert(next) {
                    ways.from[next.0 as usize] = Some(node);
                    waiting.push_back(next);
                }
            }
        }
        ways
    }

    /// All goals, those that are nearest to the top first.
    pub(crate) fn goals(&self) -> &[Goal] {
        &self.goals
    }

    /// The node that the way to a node comes from.
    pub(crate) fn above(&self, node: NodeId) -> Option<NodeId> {
        self.from[node.0 as usize]
    }

    /// From the root to a node: each step with where it leads.
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

/// What a value reaches of a node that it has come to.
pub(crate) fn reached(schema: &Schema, node: NodeId, value: &Json) -> Vec<Goal> {
    let goal = |what| Goal { node, what };
    let is_reached = |goal: &Goal| match goal.what {
        Reached::Value => true,
        Reached::Kind(kind) => KINDS[kind].contains(Types::of(value)),
        Reached::Constant(at) => match &schema.node(node).body {
            Body::Keywords(keywords) => keywords
                .values
                .as_ref()
                .is_some_and(|values| values[at] == *value),
            Body::Always(_) => false,
        },
    };
    let mut all = goals_of(schema, node);
    all.retain(is_reached);
    if !all.contains(&goal(Reached::Value)) {
        all.push(goal(Reached::Value));
    }
    all
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

/// The schemas of the same value, of which a value may take the alternatives one by one.
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

/// The schemas of what stands in the value, of keys too.
fn parts(keywords: &Keywords) -> impl Iterator<Item = NodeId> + '_ {
    let most = keywords
        .max_items
        .map_or(usize::MAX, |most| usize::try_from(most).unwrap_or(usize::MAX));
    let properties = keywords.properties.values().copied();
    let patterns = keywords.pattern_properties.iter().map(|(_, node)| *node);
    let first = keywords.prefix_items.iter().copied().take(most);
    let rest = [keywords.items, keywords.unevaluated_items].into_iter().flatten();
    let rest = rest.filter(move |_| most > keywords.prefix_items.len());
    let contained = keywords.contains.filter(|_| keywords.min_contains > 0);
    let others = [
        keywords.property_names,
        keywords.additional_properties,
        keywords.unevaluated_properties,
    ];
    properties
        .chain(patterns)
        .chain(first)
        .chain(rest)
        .chain(contained)
        .chain(others.into_iter().flatten())
}
