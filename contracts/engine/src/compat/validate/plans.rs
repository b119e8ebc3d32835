//! Nodes of several schemas that say exactly the same, as one.
//!
//! Nodes are told apart by their own words, and then by the classes of the nodes below them, until that
//! tells none apart any longer. What is left in one class says the same, also where it recurs below itself;
//! unlike a hash this is exact.

use std::sync::Arc;

use foldhash::HashMap;

use crate::compat::schema::Schema;
use crate::compat::schema::node::{Body, Cycle, Keywords, NodeId};

/// A class of nodes, by its number.
pub(super) type Plan = u32;

/// The classes of the nodes of some schemas.
#[derive(Debug)]
pub(super) struct Plans {
    schemas: Vec<Arc<Schema>>,
    /// For each schema, the class of each node.
    of: Vec<Vec<Plan>>,
    /// For each class, one of its nodes: the schema and the node.
    nodes: Vec<(usize, NodeId)>,
}

/// Schemas that take more rounds are long chains, whose nodes are then all taken for different.
const MOST_ROUNDS: usize = 200;

impl Plans {
    pub(super) fn of(schemas: &[Arc<Schema>]) -> Self {
        let nodes: Vec<(usize, NodeId)> = schemas
            .iter()
            .enumerate()
            .flat_map(|(number, schema)| (0..schema.len() as u32).map(move |id| (number, NodeId(id))))
            .collect();
        let starts: Vec<usize> = schemas
            .iter()
            .scan(0, |next, schema| {
                *next += schema.len();
                Some(*next - schema.len())
            })
            .collect();
        let place = |number: usize, id: NodeId| starts[number] + id.0 as usize;
        let targets: Vec<usize> = nodes
            .iter()
            .map(|(number, id)| place(*number, resolved(&schemas[*number], *id)))
            .collect();
        let below: Vec<Vec<usize>> = nodes
            .iter()
            .map(|(number, id)| match &schemas[*number].node(*id).body {
                Body::Keywords(keywords) => children(keywords)
                    .into_iter()
                    .map(|id| targets[place(*number, id)])
                    .collect(),
                Body::Always(_) => Vec::new(),
            })
            .collect();
        let words = nodes.iter().map(|(number, id)| words(&schemas[*number], *id));
        let mut classes = numbered(words);
        let mut count = distinct(&classes);
        for round in 0.. {
            let refined = numbered((0..nodes.len()).map(|at| {
                let own = std::iter::once(classes[at]);
                own.chain(below[at].iter().map(|below| classes[*below]))
                    .collect::<Vec<Plan>>()
            }));
            let refined_count = distinct(&refined);
            classes = refined;
            if refined_count == count {
                break;
            }
            count = refined_count;
            if round == MOST_ROUNDS {
                classes = (0..nodes.len() as u32).collect();
                break;
            }
        }
        let mut of_class: HashMap<Plan, Plan> = HashMap::default();
        let mut first = Vec::new();
        let plans: Vec<Plan> = (0..nodes.len())
            .map(|at| {
                let target = targets[at];
                *of_class.entry(classes[target]).or_insert_with(|| {
                    first.push(nodes[target]);
                    first.len() as Plan - 1
                })
            })
            .collect();
        let of = (schemas.iter().zip(&starts))
            .map(|(schema, start)| plans[*start..*start + schema.len()].to_vec())
            .collect();
        Self {
            schemas: schemas.to_vec(),
            of,
            nodes: first,
        }
    }

    /// The class of a node.
    pub(super) fn plan(&self, schema: usize, node: NodeId) -> Plan {
        self.of[schema][node.0 as usize]
    }

    /// The class of a node in the schema of another class.
    pub(super) fn beside(&self, plan: Plan, node: NodeId) -> Plan {
        self.plan(self.nodes[plan as usize].0, node)
    }

    /// A schema and a node of the class.
    pub(super) fn node(&self, plan: Plan) -> (usize, NodeId) {
        self.nodes[plan as usize]
    }

    pub(super) fn schema(&self, plan: Plan) -> &Schema {
        &self.schemas[self.nodes[plan as usize].0]
    }

    pub(super) fn body(&self, plan: Plan) -> &Body {
        let (_, node) = self.node(plan);
        &self.schema(plan).node(node).body
    }
}

/// The node behind nodes that are only a reference. A circle of them is left as it is.
fn resolved(schema: &Schema, id: NodeId) -> NodeId {
    let mut at = id;
    while schema.cycle(at) == Cycle::No {
        match &schema.node(at).body {
            Body::Keywords(keywords) if keywords.is_reference => at = keywords.references[0],
            _ => break,
        }
    }
    at
}

fn numbered<T: std::hash::Hash + Eq>(keys: impl Iterator<Item = T>) -> Vec<Plan> {
    let mut known: HashMap<T, Plan> = HashMap::default();
    keys.map(|key| {
        let next = known.len() as Plan;
        *known.entry(key).or_insert(next)
    })
    .collect()
}

fn distinct(classes: &[Plan]) -> usize {
    classes.iter().max().map_or(0, |most| *most as usize + 1)
}

/// All nodes below a node, in an order that its words determine.
fn children(keywords: &Keywords) -> Vec<NodeId> {
    let condition = keywords.condition.as_ref();
    let of_condition = condition
        .into_iter()
        .flat_map(|condition| [Some(condition.when), condition.then, condition.otherwise]);
    let single = [
        keywords.items,
        keywords.contains,
        keywords.unevaluated_items,
        keywords.additional_properties,
        keywords.property_names,
        keywords.unevaluated_properties,
        keywords.not,
    ];
    let lists = [
        &keywords.prefix_items,
        &keywords.references,
        &keywords.all_of,
        &keywords.any_of,
        &keywords.one_of,
    ];
    (single.into_iter().chain(of_condition).flatten())
        .chain(lists.into_iter().flatten().copied())
        .chain(keywords.properties.values().copied())
        .chain(keywords.dependent_schemas.values().copied())
        .chain(keywords.pattern_properties.iter().map(|(_, node)| *node))
        .collect()
}

/// Everything that a node says but for the nodes below it, as a text that no other words have. What is done
/// by the schema that the node is in, as it recurs on the same value, keeps it apart from all others.
fn words(schema: &Schema, id: NodeId) -> String {
    use std::fmt::Write as _;
    let keywords = match &schema.node(id).body {
        Body::Always(all) => return all.to_string(),
        Body::Keywords(keywords) => keywords,
    };
    let mut text = String::new();
    let mut add = |part: &dyn std::fmt::Debug| {
        // Writing to a text cannot fail.
        _ = write!(text, "{part:?};");
    };
    if schema.cycle(id) != Cycle::No {
        add(&(std::ptr::from_ref(schema) as usize, id));
    }
    add(&(&keywords.types, &keywords.values, &keywords.format));
    add(&(
        &keywords.minimum,
        &keywords.maximum,
        &keywords.exclusive_minimum,
        &keywords.exclusive_maximum,
    ));
    add(&(
        &keywords.multiple_of,
        keywords.min_length,
        keywords.max_length,
        &keywords.pattern,
    ));
    add(&(
        keywords.min_contains,
        keywords.max_contains,
        keywords.min_items,
        keywords.max_items,
    ));
    add(&(
        keywords.unique_items,
        keywords.min_properties,
        keywords.max_properties,
    ));
    add(&(
        &keywords.required,
        &keywords.dependent_required,
        &keywords.unsupported,
    ));
    let condition = keywords.condition.as_ref();
    add(&condition.map(|condition| (condition.then.is_some(), condition.otherwise.is_some())));
    let single = [
        keywords.items,
        keywords.contains,
        keywords.unevaluated_items,
        keywords.additional_properties,
        keywords.property_names,
        keywords.unevaluated_properties,
        keywords.not,
    ];
    add(&single.map(|node| node.is_some()));
    let lists = [
        &keywords.prefix_items,
        &keywords.references,
        &keywords.all_of,
        &keywords.any_of,
        &keywords.one_of,
    ];
    add(&lists.map(Vec::len));
    keywords.properties.keys().for_each(|name| add(name));
    add(&());
    keywords.dependent_schemas.keys().for_each(|name| add(name));
    add(&());
    keywords
        .pattern_properties
        .iter()
        .for_each(|(pattern, _)| add(pattern));
    text
}
