//! What nodes say, in whatever order they say it, as a hash of each: nodes that say the same have the same hash.
//!
//! A hash suggests which nodes to compare, and proves nothing: texts come from strangers, who may know the function. It
//! follows from nothing but the text, so that the same schemas are compared in the same order everywhere.

use std::hash::{BuildHasher, Hash, Hasher};

use foldhash::quality::FixedState;

use super::cycles::components;
use super::node::{Body, Keywords, Names, Node, NodeId};
use crate::compat::distinct::ByValue;

/// Nodes that recur below themselves are told apart by what lies up to this far below them.
const MOST_ROUNDS: usize = 64;

/// The children of a node: those that stand in their places, and lists in which no place counts.
struct Children {
    placed: Vec<NodeId>,
    lists: Vec<Vec<NodeId>>,
}

/// The hash of each node.
pub(super) fn hashes(nodes: &[Node]) -> Vec<u64> {
    let target = |id: NodeId| resolve(nodes, id);
    let children: Vec<Option<Children>> = nodes
        .iter()
        .map(|node| match &node.body {
            Body::Keywords(keywords) if !keywords.is_reference => children(keywords, target),
            _ => None,
        })
        .collect();
    let words: Vec<u64> = nodes.iter().map(own_words).collect();
    let component = components(nodes.len(), |id| {
        let children = children[id].as_ref()?;
        Some(
            children
                .placed
                .iter()
                .chain(children.lists.iter().flatten())
                .copied(),
        )
    });
    let mut order: Vec<u32> = (0..nodes.len() as u32).collect();
    order.sort_by_key(|id| component[*id as usize]);
    let mut hashes = words.clone();
    let mut scratch = Vec::new();
    let mut of_node = |id: u32, hashes: &[u64]| match &children[id as usize] {
        Some(children) => with_children(words[id as usize], children, hashes, &mut scratch),
        None => words[id as usize],
    };
    for members in order.chunk_by(|one, other| component[*one as usize] == component[*other as usize]) {
        if let [only] = members {
            // A node may be its own child: its words then count for it there.
            hashes[*only as usize] = of_node(*only, &hashes);
            continue;
        }
        // As many rounds as there is something left to tell apart, and no more: schemas that say the same then take the same
        // number of rounds.
        let mut classes = 0;
        for _ in 0..MOST_ROUNDS {
            let refined: Vec<u64> = members.iter().map(|id| of_node(*id, &hashes)).collect();
            members
                .iter()
                .zip(&refined)
                .for_each(|(id, hash)| hashes[*id as usize] = *hash);
            let mut distinct = refined;
            distinct.sort_unstable();
            distinct.dedup();
            if distinct.len() == classes {
                break;
            }
            classes = distinct.len();
        }
    }
    for id in 0..nodes.len() as u32 {
        let to = target(NodeId(id));
        hashes[id as usize] = hashes[to.0 as usize];
    }
    hashes
}

/// The node behind nodes that are only a reference.
fn resolve(nodes: &[Node], mut at: NodeId) -> NodeId {
    const LONGEST: usize = 100;
    for _ in 0..LONGEST {
        match &nodes[at.0 as usize].body {
            Body::Keywords(keywords) if keywords.is_reference => at = keywords.references[0],
            _ => break,
        }
    }
    at
}

fn children(keywords: &Keywords, target: impl Fn(NodeId) -> NodeId + Copy) -> Option<Children> {
    let condition = keywords.condition.as_ref();
    let of_condition = condition
        .into_iter()
        .flat_map(|condition| [Some(condition.when), condition.then, condition.otherwise]);
    let mut patterns: Vec<_> = keywords.pattern_properties.iter().collect();
    patterns.sort_by_key(|(pattern, _)| pattern);
    let single = [
        keywords.items,
        keywords.contains,
        keywords.unevaluated_items,
        keywords.additional_properties,
        keywords.property_names,
        keywords.unevaluated_properties,
        keywords.not,
    ];
    let placed: Vec<NodeId> = (single.into_iter().chain(of_condition).flatten())
        .chain(keywords.prefix_items.iter().copied())
        .chain(keywords.properties.values().copied())
        .chain(keywords.dependent_schemas.values().copied())
        .chain(patterns.into_iter().map(|(_, node)| *node))
        .map(target)
        .collect();
    let lists = [
        &keywords.references,
        &keywords.all_of,
        &keywords.any_of,
        &keywords.one_of,
    ];
    let lists: Vec<Vec<NodeId>> = lists
        .into_iter()
        .filter(|list| !list.is_empty())
        .map(|list| list.iter().copied().map(target).collect())
        .collect();
    (!placed.is_empty() || !lists.is_empty()).then_some(Children { placed, lists })
}

/// The words of a node that stand in no schema below it, and which keywords have such schemas.
fn own_words(node: &Node) -> u64 {
    let mut hasher = FixedState::default().build_hasher();
    let keywords = match &node.body {
        Body::Always(all) => {
            all.hash(&mut hasher);
            return hasher.finish();
        }
        Body::Keywords(keywords) => keywords,
    };
    let state = &mut hasher;
    keywords.types.hash(state);
    let of_value = |value| FixedState::default().hash_one(ByValue(value));
    let values = keywords.values.as_ref();
    let sum = values.map(|values| {
        (
            values.len(),
            values.iter().map(of_value).fold(0, u64::wrapping_add),
        )
    });
    sum.hash(state);
    (&keywords.minimum, &keywords.maximum).hash(state);
    (&keywords.exclusive_minimum, &keywords.exclusive_maximum).hash(state);
    keywords.multiple_of.hash(state);
    (
        keywords.min_length,
        keywords.max_length,
        &keywords.pattern,
        &keywords.format,
    )
        .hash(state);
    (keywords.min_contains, keywords.max_contains).hash(state);
    (keywords.min_items, keywords.max_items, keywords.unique_items).hash(state);
    (keywords.min_properties, keywords.max_properties).hash(state);
    hash_names(&keywords.required, state);
    for (name, needed) in &keywords.dependent_required {
        name.hash(state);
        hash_names(needed, state);
    }
    let condition = keywords.condition.as_ref();
    let condition = condition.map(|condition| (condition.then.is_some(), condition.otherwise.is_some()));
    condition.hash(state);
    let is_there = [
        keywords.items,
        keywords.contains,
        keywords.unevaluated_items,
        keywords.additional_properties,
        keywords.property_names,
        keywords.unevaluated_properties,
        keywords.not,
    ];
    is_there.map(|node| node.is_some()).hash(state);
    let lists = [
        &keywords.prefix_items,
        &keywords.references,
        &keywords.all_of,
        &keywords.any_of,
        &keywords.one_of,
    ];
    lists.map(Vec::len).hash(state);
    for name in keywords
        .properties
        .keys()
        .chain(keywords.dependent_schemas.keys())
    {
        name.hash(state);
    }
    let mut patterns: Vec<_> = keywords
        .pattern_properties
        .iter()
        .map(|(pattern, _)| pattern)
        .collect();
    patterns.sort();
    patterns.hash(state);
    hasher.finish()
}

fn hash_names(names: &Names, state: &mut impl Hasher) {
    names.len().hash(state);
    names.iter().for_each(|name| name.hash(state));
}

fn with_children(words: u64, children: &Children, hashes: &[u64], scratch: &mut Vec<u64>) -> u64 {
    let mut hasher = FixedState::default().build_hasher();
    words.hash(&mut hasher);
    let hash = |node: &NodeId| hashes[node.0 as usize];
    for node in &children.placed {
        hash(node).hash(&mut hasher);
    }
    for list in &children.lists {
        scratch.clear();
        scratch.extend(list.iter().map(hash));
        scratch.sort_unstable();
        scratch.hash(&mut hasher);
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use crate::compat::schema::{Options, Schema};

    fn of(text: &str) -> u64 {
        let schema = Schema::parse(text.as_bytes(), &Options::default()).unwrap();
        schema.structure(schema.root())
    }

    #[test]
    fn order_and_names_of_definitions_do_not_matter() {
        let one = r##"{"type": "object", "required": ["a", "b"], "properties": {"a": {"$ref": "#/$defs/tree"}, "b": {"enum": [1, {"x": 1, "y": 2}]}},
            "$defs": {"tree": {"anyOf": [{"type": "null"}, {"items": {"$ref": "#/$defs/tree"}, "type": "array"}, {"$ref": "#"}]}}}"##;
        let other = r##"{"$defs": {"baum": {"anyOf": [{"$ref": "#"}, {"type": "array", "items": {"$ref": "#/$defs/baum"}}, {"type": "null"}]}},
            "properties": {"b": {"enum": [{"y": 2.0, "x": 1}, 1]}, "a": {"$ref": "#/$defs/baum"}}, "required": ["b", "a"], "type": "object"}"##;
        assert_eq!(of(one), of(other));
    }

    #[test]
    fn places_of_items_and_words_matter() {
        let texts = [
            r#"{"prefixItems": [{"type": "null"}, {"minimum": 1}]}"#,
            r#"{"prefixItems": [{"minimum": 1}, {"type": "null"}]}"#,
            r#"{"allOf": [{"minimum": 1}, {"type": "null"}]}"#,
            r#"{"anyOf": [{"minimum": 1}, {"type": "null"}]}"#,
            r#"{"oneOf": [{"minimum": 1}, {"type": "null"}]}"#,
            r#"{"oneOf": [{"minimum": 2}, {"type": "null"}]}"#,
            r#"{"items": {"minimum": 1}}"#,
            r#"{"contains": {"minimum": 1}}"#,
            r#"{"items": {"items": {"minimum": 1}}}"#,
            r##"{"items": {"$ref": "#"}}"##,
            r##"{"items": {"$ref": "#"}, "minItems": 1}"##,
            r##"{"items": {"items": {"$ref": "#"}, "minItems": 1}}"##,
            "true",
            "false",
        ];
        let mut hashes: Vec<u64> = texts.into_iter().map(of).collect();
        hashes.sort_unstable();
        hashes.dedup();
        assert_eq!(hashes.len(), texts.len());
    }

    #[test]
    fn what_lies_far_below_tells_recursive_nodes_apart() {
        let ring = |marked: usize| {
            let nodes = (0..20).map(|number| {
                let title = if number == marked {
                    r#""minItems": 1, "#
                } else {
                    ""
                };
                format!(
                    r##""{number}": {{{title}"items": {{"$ref": "#/$defs/{}"}}}}"##,
                    (number + 1) % 20
                )
            });
            let nodes: Vec<String> = nodes.collect();
            format!(
                r##"{{"items": {{"$ref": "#/$defs/0"}}, "$defs": {{{}}}}}"##,
                nodes.join(", ")
            )
        };
        assert_ne!(of(&ring(18)), of(&ring(19)));
        assert_eq!(of(&ring(19)), of(&ring(19)));
    }
}
