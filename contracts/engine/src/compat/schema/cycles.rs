//! Schemas that apply themselves to the same value.

use super::node::{Body, Cycle, Keywords, Node, NodeId};

/// The in-place steps (references, `allOf`, `not`, …) in a schema.
#[derive(Debug)]
pub(super) struct InPlace {
    /// For each node, whether they lead from it back to it; empty if they do from none.
    cycles: Vec<Cycle>,
    /// At most so many nodes are on a way of them that visits none twice.
    pub(super) longest: usize,
}

impl InPlace {
    pub(super) fn cycle(&self, id: NodeId) -> Cycle {
        self.cycles.get(id.0 as usize).copied().unwrap_or(Cycle::No)
    }
}

/// `applying` has each node from which such a step leads, in the order of nodes.
pub(super) fn in_place(nodes: &[Node], applying: &[NodeId]) -> InPlace {
    forward(nodes, applying).unwrap_or_else(|| with_cycles(nodes))
}

/// If all steps lead to later nodes, as in documents without references, nothing recurs.
fn forward(nodes: &[Node], applying: &[NodeId]) -> Option<InPlace> {
    // The number of nodes after each one.
    let mut after = vec![0_u32; nodes.len()];
    let mut most = 0;
    for id in applying.iter().rev().map(|id| id.0 as usize) {
        let Body::Keywords(keywords) = &nodes[id].body else {
            continue;
        };
        for next in keywords.in_place() {
            let next = next.0 as usize;
            if next <= id {
                return None;
            }
            after[id] = after[id].max(after[next] + 1);
        }
        most = most.max(after[id]);
    }
    Some(InPlace {
        cycles: Vec::new(),
        longest: most as usize + 1,
    })
}

fn with_cycles(nodes: &[Node]) -> InPlace {
    let keywords: Vec<Option<&Keywords>> = nodes
        .iter()
        .map(|node| match &node.body {
            Body::Always(_) => None,
            Body::Keywords(keywords) => Some(&**keywords),
        })
        .collect();
    let component = components(nodes.len(), |id| {
        let keywords = keywords[id].filter(|keywords| keywords.applies_in_place());
        keywords.map(Keywords::in_place)
    });
    let mut of_component = vec![Cycle::No; nodes.len()];
    for (id, keywords) in keywords.iter().enumerate() {
        let Some(keywords) = keywords else { continue };
        let own = component[id];
        if keywords.in_place().any(|next| component[next.0 as usize] == own) && of_component[own] == Cycle::No
        {
            of_component[own] = Cycle::Monotone;
        }
        if keywords
            .in_place_against()
            .any(|next| component[next.0 as usize] == own)
        {
            of_component[own] = Cycle::IllFounded;
        }
    }
    InPlace {
        longest: longest(&keywords, &component),
        cycles: component
            .into_iter()
            .map(|component| of_component[component])
            .collect(),
    }
}

/// A component counts with all its nodes.
fn longest(nodes: &[Option<&Keywords>], component: &[usize]) -> usize {
    let mut by_component: Vec<usize> = (0..nodes.len()).collect();
    by_component.sort_by_key(|&id| component[id]);
    let mut size = vec![0; nodes.len()];
    let mut below = vec![0; nodes.len()];
    for &id in &by_component {
        let own = component[id];
        size[own] += 1;
        for next in nodes[id].into_iter().flat_map(Keywords::in_place) {
            let next = component[next.0 as usize];
            if next != own {
                below[own] = below[own].max(below[next] + size[next]);
            }
        }
    }
    let whole = size.iter().zip(&below).map(|(size, below)| size + below);
    whole.max().unwrap_or(0)
}

/// The strongly connected component of each of so many nodes, numbered so that steps only lead to lower numbers: Tarjan's
/// algorithm with a stack of its own, because a chain of references may be as long as the document.
pub(super) fn components<I: Iterator<Item = NodeId>>(
    count: usize,
    steps: impl Fn(usize) -> Option<I>,
) -> Vec<usize> {
    const NONE: usize = usize::MAX;
    let mut component = vec![NONE; count];
    let mut order = vec![NONE; count];
    let mut lowest = vec![NONE; count];
    let mut open = Vec::new();
    let mut path = Vec::new();
    let (mut visited, mut finished) = (0, 0);
    for start in 0..count {
        if order[start] != NONE {
            continue;
        }
        let first = steps(start);
        if first.is_none() {
            // Most nodes form a component by themselves.
            (order[start], component[start]) = (visited, finished);
            visited += 1;
            finished += 1;
            continue;
        }
        let mut enter = Some((start, first));
        loop {
            if let Some((id, steps)) = enter.take() {
                (order[id], lowest[id]) = (visited, visited);
                visited += 1;
                open.push(id);
                path.push((id, steps));
            }
            let Some((id, rest)) = path.last_mut() else { break };
            let id = *id;
            match rest.as_mut().and_then(Iterator::next).map(|next| next.0 as usize) {
                Some(next) if order[next] == NONE => enter = Some((next, steps(next))),
                Some(next) if component[next] == NONE => lowest[id] = lowest[id].min(order[next]),
                Some(_) => {}
                None => {
                    path.pop();
                    if let Some(&(parent, _)) = path.last() {
                        lowest[parent] = lowest[parent].min(lowest[id]);
                    }
                    if lowest[id] == order[id] {
                        while let Some(member) = open.pop() {
                            component[member] = finished;
                            if member == id {
                                break;
                            }
                        }
                        finished += 1;
                    }
                }
            }
        }
    }
    component
}

#[cfg(test)]
mod tests {
    use crate::compat::schema::node::{Body, Cycle, NodeId};
    use crate::compat::schema::{Options, Schema};

    #[test]
    fn fast_and_full_analysis_agree() {
        for text in [
            r#"{"allOf": [{"anyOf": [true, {"type": "string"}]}, {"not": {"enum": [1]}}], "properties": {"a": {"if": true}}}"#,
            r##"{"properties": {"a": {"$ref": "#/$defs/a"}}, "$defs": {"a": {"allOf": [{"minimum": 1}]}}}"##,
            r#"{"type": "object"}"#,
            "true",
        ] {
            let schema = Schema::parse(text.as_bytes(), &Options::default()).unwrap();
            let nodes: Vec<_> = (0..schema.len() as u32)
                .map(|id| schema.node(NodeId(id)).clone())
                .collect();
            let ids = (0..nodes.len() as u32).map(NodeId);
            let applying: Vec<_> = ids
                .filter(|id| matches!(&nodes[id.0 as usize].body, Body::Keywords(keywords) if keywords.applies_in_place()))
                .collect();
            let quick = super::forward(&nodes, &applying).unwrap();
            let whole = super::with_cycles(&nodes);
            assert_eq!(quick.longest, whole.longest, "{text}");
            assert!(whole.cycles.iter().all(|cycle| *cycle == Cycle::No), "{text}");
        }
    }

    #[test]
    fn only_in_place_steps_make_a_cycle() {
        let schema = Schema::parse(
            br##"{"properties": {"tree": {"$ref": "#"}, "loop": {"$ref": "#/$defs/a"}, "self": {"$ref": "#/$defs/c"}},
                "$defs": {"a": {"anyOf": [{"$ref": "#/$defs/b"}, true]}, "b": {"not": {"$ref": "#/$defs/a"}},
                          "c": {"$ref": "#/$defs/c"}}}"##,
            &Options::default(),
        )
        .unwrap();
        let of = |cycle: Cycle| {
            let ids = (0..schema.len() as u32).map(NodeId);
            let mut places: Vec<String> = ids
                .filter(|&id| schema.cycle(id) == cycle)
                .map(|id| schema.pointer(id).to_string())
                .collect();
            places.sort();
            places
        };
        assert_eq!(
            of(Cycle::IllFounded),
            ["/$defs/a", "/$defs/a/anyOf/0", "/$defs/b", "/$defs/b/not"]
        );
        assert_eq!(of(Cycle::Monotone), ["/$defs/c"]);
        assert_eq!(of(Cycle::No).len(), schema.len() - 5);
        // /properties/loop, the four of the cycle, `true`.
        assert_eq!(schema.longest_in_place(), 6);
    }
}
