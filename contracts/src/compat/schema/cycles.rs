//! Which schemas apply themselves to the value that they are applied to.

use super::node::{Body, Node, NodeId};

/// For each node, whether in-place steps (references, `allOf`, `not`, …) lead from it back to it: Tarjan's algorithm
/// with a stack of its own, because a chain of references may be as long as the document.
pub(super) fn on_cycle(nodes: &[Node]) -> Vec<bool> {
    const NEW: usize = usize::MAX;
    let next_of = |id: usize| -> Vec<NodeId> {
        match &nodes[id].body {
            Body::Always(_) => Vec::new(),
            Body::Keywords(keywords) => keywords.in_place().collect(),
        }
    };
    let mut on_cycle = vec![false; nodes.len()];
    let mut order = vec![NEW; nodes.len()];
    let mut lowest = vec![NEW; nodes.len()];
    let mut is_open = vec![false; nodes.len()];
    let mut open = Vec::new();
    let mut count = 0;
    for start in 0..nodes.len() {
        if order[start] != NEW {
            continue;
        }
        let mut path: Vec<(usize, std::vec::IntoIter<NodeId>)> = Vec::new();
        let mut enter = Some(start);
        loop {
            if let Some(id) = enter.take() {
                (order[id], lowest[id]) = (count, count);
                count += 1;
                open.push(id);
                is_open[id] = true;
                path.push((id, next_of(id).into_iter()));
            }
            let Some((id, rest)) = path.last_mut() else { break };
            let id = *id;
            match rest.next().map(|next| next.0 as usize) {
                Some(next) if order[next] == NEW => enter = Some(next),
                Some(next) => {
                    on_cycle[id] |= next == id;
                    if is_open[next] {
                        lowest[id] = lowest[id].min(order[next]);
                    }
                }
                None => {
                    path.pop();
                    if let Some(&(parent, _)) = path.last() {
                        lowest[parent] = lowest[parent].min(lowest[id]);
                    }
                    if lowest[id] == order[id] {
                        let first = open.iter().rposition(|&one| one == id).unwrap_or(0);
                        let together = open.len() - first > 1;
                        for member in open.drain(first..) {
                            is_open[member] = false;
                            on_cycle[member] |= together;
                        }
                    }
                }
            }
        }
    }
    on_cycle
}

#[cfg(test)]
mod tests {
    use crate::compat::schema::node::NodeId;
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
        let mut on_cycle: Vec<String> = (0..schema.len() as u32)
            .map(NodeId)
            .filter(|&id| schema.is_on_cycle(id))
            .map(|id| schema.pointer(id).to_string())
            .collect();
        on_cycle.sort();
        assert_eq!(
            on_cycle,
            [
                "/$defs/a",
                "/$defs/a/anyOf/0",
                "/$defs/b",
                "/$defs/b/not",
                "/$defs/c"
            ]
        );
    }
}
