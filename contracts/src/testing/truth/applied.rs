//! The schemas that apply to each part of a value.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::sample::Leads;
use counterpart_engine::compat::pattern::Pattern;
use counterpart_engine::compat::schema::Schema;
use counterpart_engine::compat::schema::node::{Body, Keywords, NodeId, Types};
use counterpart_engine::json::{Json, Pointer};

/// Steps of the question whether one branch accepts.
const STEPS: u64 = 10_000;

/// The action for each part of a value, with the schemas that apply to it.
pub(super) type Visit<'v> = dyn FnMut(&Place<'_>, &[NodeId], &Json) + 'v;

/// A place in a value, as the walk has come to it: the pointer is made where somebody asks for it.
pub(super) enum Place<'p> {
    Top,
    Item(&'p Place<'p>, usize),
    Member(&'p Place<'p>, &'p str),
}

impl Place<'_> {
    pub(super) fn pointer(&self) -> Pointer {
        let mut steps = Vec::new();
        let mut at = self;
        loop {
            at = match at {
                Place::Top => break,
                Place::Item(above, index) => {
                    steps.push(index.to_string());
                    above
                }
                Place::Member(above, name) => {
                    steps.push((*name).to_owned());
                    above
                }
            };
        }
        steps.reverse();
        Pointer::of(steps)
    }
}

/// Visits a value and all its parts, including the keys of maps, which are at the place of the map. For a union,
/// the schemas are the branches that accept, or that may accept if it is not decided.
pub(super) fn walk(schema: &Schema, value: &Json, visit: &mut Visit<'_>) {
    let mut walk = Walk {
        schema,
        leads: None,
        visit,
    };
    walk.at(&Place::Top, vec![schema.root()], value);
}

/// The same, for callers that only look for some schemas: nodes that lead to none of them may be skipped.
pub(super) fn walk_to(schema: &Schema, leads: &Leads, value: &Json, visit: &mut Visit<'_>) {
    let leads = Some(leads);
    let mut walk = Walk { schema, leads, visit };
    walk.at(&Place::Top, vec![schema.root()], value);
}

/// The schemas that apply to each place of a value, and whether an array with items is there.
pub(super) fn by_place(schema: &Schema, value: &Json) -> BTreeMap<Pointer, (Vec<NodeId>, bool)> {
    let mut all = BTreeMap::new();
    walk(schema, value, &mut |at, nodes, value| {
        let has_items = value.as_array().is_some_and(|items| !items.is_empty());
        // (The keys of a map come after the value at its place.)
        all.entry(at.pointer())
            .or_insert_with(|| (nodes.to_vec(), has_items));
    });
    all
}

struct Walk<'w, 'v> {
    schema: &'w Schema,
    leads: Option<&'w Leads>,
    visit: &'w mut Visit<'v>,
}

impl Walk<'_, '_> {
    fn at(&mut self, at: &Place<'_>, here: Vec<NodeId>, value: &Json) {
        if !leads_on(self.leads, &here) {
            return;
        }
        let nodes = in_place(self.schema, self.leads, here, value);
        (self.visit)(at, &nodes, value);
        match value {
            Json::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    let place = Place::Item(at, index);
                    self.at(&place, item_of(self.schema, &nodes, index, item), item);
                }
            }
            Json::Object(members) => {
                let rules: Vec<NodeId> = keywords_of(self.schema, &nodes)
                    .filter_map(|keywords| keywords.property_names)
                    .collect();
                for (name, member) in members {
                    if !rules.is_empty() && leads_on(self.leads, &rules) {
                        let key = Json::from(name.as_str());
                        let nodes = in_place(self.schema, self.leads, rules.clone(), &key);
                        (self.visit)(at, &nodes, &key);
                    }
                    let place = Place::Member(at, name);
                    self.at(&place, member_of(self.schema, &nodes, name), member);
                }
            }
            _ => {}
        }
    }
}

fn leads_on(leads: Option<&Leads>, nodes: &[NodeId]) -> bool {
    leads.is_none_or(|leads| nodes.iter().any(|node| leads.is_on_the_way(*node)))
}

/// The schemas that apply to a value where these do.
fn in_place(schema: &Schema, leads: Option<&Leads>, mut here: Vec<NodeId>, value: &Json) -> Vec<NodeId> {
    let may_accept = |node: &NodeId| schema.node_accepts(*node, value, STEPS) != Ok(false);
    let mut nodes: Vec<NodeId> = Vec::new();
    here.reverse();
    while let Some(node) = here.pop() {
        if nodes.contains(&node) {
            continue;
        }
        nodes.push(node);
        let Body::Keywords(keywords) = &schema.node(node).body else {
            continue;
        };
        here.extend(keywords.references.iter().chain(&keywords.all_of));
        for branches in [&keywords.any_of, &keywords.one_of] {
            let mut possible: Vec<NodeId> = branches.clone();
            possible.retain(|branch| is_possible(schema, *branch, value));
            // A skipped branch accepts, if any branch does.
            if possible.len() > 1 {
                possible.retain(|branch| {
                    leads.is_none_or(|leads| leads.needs_branch(*branch)) && may_accept(branch)
                });
            }
            here.extend(possible);
        }
        if let Some(condition) = &keywords.condition {
            here.extend(match may_accept(&condition.when) {
                true => condition.then,
                false => condition.otherwise,
            });
        }
    }
    nodes
}

/// Returns true if a schema may accept a value, by its type, its tags and the names of its members: a look that costs
/// nothing, where deep messages of large unions would be evaluated whole at each of their levels.
fn is_possible(schema: &Schema, mut node: NodeId, value: &Json) -> bool {
    /// The number of references that are followed.
    const REFERENCES: usize = 16;
    for _ in 0..REFERENCES {
        let keywords = match &schema.node(node).body {
            Body::Always(all) => return *all,
            Body::Keywords(keywords) => keywords,
        };
        if keywords.is_reference {
            node = keywords.references[0];
            continue;
        }
        let is_of_types = keywords
            .types
            .is_none_or(|types| types.contains(Types::of(value)));
        let is_constant = |keywords: &Keywords, value: &Json| {
            keywords
                .values
                .as_ref()
                .is_none_or(|values| values.contains(value))
        };
        let Json::Object(members) = value else {
            return is_of_types && is_constant(keywords, value);
        };
        let fits =
            |(name, inner): (&Arc<str>, &NodeId)| match (members.get(&**name), &schema.node(*inner).body) {
                (Some(member), Body::Keywords(keywords)) => is_constant(keywords, member),
                (Some(_), Body::Always(all)) => *all,
                (None, _) => true,
            };
        let is_closed = keywords.pattern_properties.is_empty()
            && keywords
                .additional_properties
                .is_some_and(|rest| matches!(schema.node(rest).body, Body::Always(false)));
        return is_of_types
            && keywords.required.iter().all(|name| members.contains_key(&**name))
            && keywords.properties.iter().all(fits)
            && (!is_closed
                || members
                    .keys()
                    .all(|name| keywords.properties.contains_key(name.as_str())));
    }
    true
}

fn keywords_of<'s>(schema: &'s Schema, nodes: &[NodeId]) -> impl Iterator<Item = &'s Keywords> {
    nodes.iter().filter_map(|node| match &schema.node(*node).body {
        Body::Keywords(keywords) => Some(&**keywords),
        Body::Always(_) => None,
    })
}

/// The schemas of one member of an object.
pub(super) fn member_of(schema: &Schema, nodes: &[NodeId], name: &str) -> Vec<NodeId> {
    let mut parts: Vec<NodeId> = Vec::new();
    for keywords in keywords_of(schema, nodes) {
        let before = parts.len();
        parts.extend(keywords.properties.get(name));
        for (pattern, part) in &keywords.pattern_properties {
            if matches!(schema.pattern(pattern), Pattern::Supported(compiled) if compiled.is_match(name)) {
                parts.push(*part);
            }
        }
        if parts.len() == before {
            parts.extend(keywords.additional_properties);
        }
    }
    if parts.is_empty() {
        parts.extend(keywords_of(schema, nodes).filter_map(|keywords| keywords.unevaluated_properties));
    }
    parts
}

/// The schemas of one item of an array.
pub(super) fn item_of(schema: &Schema, nodes: &[NodeId], index: usize, item: &Json) -> Vec<NodeId> {
    let mut parts: Vec<NodeId> = Vec::new();
    for keywords in keywords_of(schema, nodes) {
        parts.extend(keywords.prefix_items.get(index).copied().or(keywords.items));
        let contained = keywords
            .contains
            .filter(|node| schema.node_accepts(*node, item, STEPS) == Ok(true));
        parts.extend(contained);
    }
    if parts.is_empty() {
        parts.extend(keywords_of(schema, nodes).filter_map(|keywords| keywords.unevaluated_items));
    }
    parts
}
