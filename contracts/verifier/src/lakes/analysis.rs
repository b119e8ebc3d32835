//! Questions about a schema before it is mapped.

use counterpart_engine::compat::schema::Schema;
use counterpart_engine::compat::schema::node::{Body, Keywords, NodeId, Types};
use counterpart_engine::json::Json;
use foldhash::HashSet;

use super::contexts::Known;
use super::effects::{Effects, Form};

/// So many schemas are applied to one value at most, as far as this looks.
const MOST_IN_PLACE: usize = 1_000;

/// Steps of one question to the evaluator.
const STEPS: u64 = 10_000;

/// An object in an object is looked into so far, and so many members of all of them.
const DEPTH: usize = 4;
const MOST_MEMBERS: usize = 5_000;

/// The keywords of a node, unless it accepts everything or nothing.
pub(super) fn keywords(schema: &Schema, id: NodeId) -> Option<&Keywords> {
    match &schema.node(id).body {
        Body::Keywords(keywords) => Some(keywords),
        Body::Always(_) => None,
    }
}

/// The node behind nodes that are only a reference.
pub(super) fn resolved(schema: &Schema, mut id: NodeId) -> NodeId {
    const LONGEST: usize = 100;
    for _ in 0..LONGEST {
        match keywords(schema, id) {
            Some(keywords) if keywords.is_reference => id = keywords.references[0],
            _ => break,
        }
    }
    id
}

/// A node and those that it applies to the same value: all of them, or those that always apply.
pub(super) fn applied(schema: &Schema, id: NodeId, always: bool) -> Vec<NodeId> {
    let mut found = vec![id];
    let mut seen: HashSet<NodeId> = HashSet::default();
    seen.insert(id);
    let mut next = 0;
    while let Some(&id) = found.get(next) {
        next += 1;
        let Some(keywords) = keywords(schema, id) else {
            continue;
        };
        let below: Vec<NodeId> = match always {
            true => keywords
                .references
                .iter()
                .chain(&keywords.all_of)
                .copied()
                .collect(),
            false => keywords.in_place().collect(),
        };
        for id in below {
            if found.len() < MOST_IN_PLACE && seen.insert(id) {
                found.push(id);
            }
        }
    }
    found
}

/// Adds what a schema says of the members of every object that it accepts.
pub(super) fn learn(schema: &Schema, id: NodeId, effects: &Effects, known: &mut Known) {
    learn_within(
        schema,
        id,
        effects,
        known,
        &mut Budget {
            members: MOST_MEMBERS,
            depth: DEPTH,
        },
    );
}

/// What is left to look at. What is not looked at is not known, and the mapping becomes wider.
struct Budget {
    members: usize,
    depth: usize,
}

fn learn_within(schema: &Schema, id: NodeId, effects: &Effects, known: &mut Known, budget: &mut Budget) {
    for id in applied(schema, id, true) {
        let Some(keywords) = keywords(schema, id) else {
            continue;
        };
        known.required.extend(keywords.required.iter().cloned());
        for (name, member) in keywords.properties.iter() {
            let Some(left) = budget.members.checked_sub(1) else {
                return;
            };
            budget.members = left;
            if schema.node_accepts(*member, &Json::Null, STEPS) == Ok(false) {
                known.not_null.insert(name.clone());
                let types = schema.types_of_node(resolved(schema, *member));
                if !effects.null_for_nan || !types.intersects(Types::FRACTION) {
                    known.never_null.insert(name.clone());
                }
            }
            if !effects.absent_for_empty || !may_be_empty(schema, *member, effects, budget) {
                known.staying.insert(name.clone());
            }
        }
    }
}

/// Returns true if a value may be an object of which every member may be left out.
fn may_be_empty(schema: &Schema, id: NodeId, effects: &Effects, budget: &mut Budget) -> bool {
    if !schema
        .types_of_node(resolved(schema, id))
        .intersects(Types::OBJECT)
    {
        return false;
    }
    let Some(depth) = budget.depth.checked_sub(1) else {
        return true;
    };
    budget.depth = depth;
    let mut known = Known::default();
    learn_within(schema, id, effects, &mut known, budget);
    budget.depth = depth + 1;
    !known.required.iter().any(|name| known.stays(name, effects))
}

/// The forms that an engine gives to texts which a schema accepts, where they would not be accepted.
pub(super) fn forms<'e>(schema: &Schema, applied: &[NodeId], effects: &'e Effects) -> Vec<&'e Form> {
    let mut forms: Vec<&Form> = Vec::new();
    for keywords in applied.iter().filter_map(|id| keywords(schema, *id)) {
        let is_constrained =
            keywords.pattern.is_some() || keywords.min_length > 0 || keywords.max_length.is_some();
        for form in &effects.texts {
            let is_listed = |values: &Vec<Json>| {
                let mut texts = values.iter().filter_map(Json::as_str);
                texts.any(|text| form.is_of(text))
            };
            let is_met = match (&keywords.format, &keywords.values) {
                (_, Some(values)) => is_listed(values),
                (Some(format), None) => form.formats.contains(&&**format),
                (None, None) => is_constrained,
            };
            if is_met && !forms.contains(&form) {
                forms.push(form);
            }
        }
    }
    forms
}
