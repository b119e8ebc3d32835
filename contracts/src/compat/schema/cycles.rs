//! Which schemas apply themselves to the value that they are applied to.

use super::node::{Body, Cycle, Keywords, Node};

/// For each node, whether in-place steps (references, `allOf`, `not`, …) lead from it back to it.
pub(super) fn cycles(nodes: &[Node]) -> Vec<Cycle> {
    let keywords: Vec<Option<&Keywords>> = nodes
        .iter()
        .map(|node| match &node.body {
            Body::Always(_) => None,
            Body::Keywords(keywords) => Some(&**keywords),
        })
        .collect();
    let component = components(&keywords);
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
    component
        .into_iter()
        .map(|component| of_component[component])
        .collect()
}

/// The strongly connected component of each node: Tarjan's algorithm with a stack of its own, because a chain of
/// references may be as long as the document.
fn components(nodes: &[Option<&Keywords>]) -> Vec<usize> {
    const NONE: usize = usize::MAX;
    let mut component = vec![NONE; nodes.len()];
    let mut order = vec![NONE; nodes.len()];
    let mut lowest = vec![NONE; nodes.len()];
    let mut open = Vec::new();
    let (mut visited, mut finished) = (0, 0);
    for start in 0..nodes.len() {
        if order[start] != NONE {
            continue;
        }
        let mut path = Vec::new();
        let mut enter = Some(start);
        loop {
            if let Some(id) = enter.take() {
                (order[id], lowest[id]) = (visited, visited);
                visited += 1;
                open.push(id);
                path.push((id, nodes[id].map(Keywords::in_place)));
            }
            let Some((id, rest)) = path.last_mut() else { break };
            let id = *id;
            match rest.as_mut().and_then(Iterator::next).map(|next| next.0 as usize) {
                Some(next) if order[next] == NONE => enter = Some(next),
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
    use crate::compat::schema::node::{Cycle, NodeId};
    use crate::compat::schema::{Options, Schema};

    #[test]
    fn only_steps_that_stay_on_the_value_make_a_cycle() {
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
    }
}
