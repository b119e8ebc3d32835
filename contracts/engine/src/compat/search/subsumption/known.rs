//! The known facts about a value that some nodes accept.

use std::ops::Deref;

use crate::compat::schema::node::{Body, Cycle, Keywords, Types};
use crate::compat::search::Search;
use crate::compat::search::goal::NodeRef;
use crate::json::Json;

/// The number of nodes that may describe one value at once.
const MOST_PARTS: usize = 32;

/// What holds of each value that some nodes accept.
pub(super) struct Known<'a> {
    /// The nodes that accept it, their references, and their `allOf`.
    pub(super) parts: Parts<'a>,
    pub(super) types: Types,
    pub(super) constants: Option<&'a [Json]>,
}

impl<'a> Known<'a> {
    /// What one node says that has no parts.
    pub(super) fn of_one(at: NodeRef, keywords: &'a Keywords, types: Types) -> Self {
        Known {
            parts: Parts::One((at, keywords)),
            types,
            constants: None,
        }
    }
}

type Part<'a> = (NodeRef, &'a Keywords);

/// A list of nodes with their keywords. Most have one element, and then no memory of their own.
pub(super) enum Parts<'a> {
    None,
    One(Part<'a>),
    Several(Vec<Part<'a>>),
}

impl<'a> Parts<'a> {
    fn push(&mut self, part: Part<'a>) {
        match self {
            Parts::None => *self = Parts::One(part),
            Parts::One(first) => *self = Parts::Several(vec![*first, part]),
            Parts::Several(parts) => parts.push(part),
        }
    }
}

impl<'a> Deref for Parts<'a> {
    type Target = [Part<'a>];

    fn deref(&self) -> &[Part<'a>] {
        match self {
            Parts::None => &[],
            Parts::One(part) => std::slice::from_ref(part),
            Parts::Several(parts) => parts,
        }
    }
}

impl<'a> Search<'a> {
    /// `None` if a node applies itself to its own value, or if there is too much to know.
    pub(super) fn known(&self, nodes: &[NodeRef]) -> Option<Known<'a>> {
        let mut known = Known {
            parts: Parts::None,
            types: Types::ALL,
            constants: None,
        };
        // Most nodes have no parts, and nothing is pending then.
        let mut pending: Vec<NodeRef> = Vec::new();
        let mut nodes = nodes.iter().rev();
        while let Some(at) = pending.pop().or_else(|| nodes.next().copied()) {
            let at = self.resolve(at);
            let keywords = match self.body(at) {
                Body::Always(true) => continue,
                Body::Always(false) => {
                    known.types = Types::NONE;
                    continue;
                }
                Body::Keywords(keywords) => keywords,
            };
            if known.parts.iter().any(|(part, _)| *part == at) {
                continue;
            }
            if self.cycle(at) != Cycle::No || known.parts.len() == MOST_PARTS {
                return None;
            }
            known.parts.push((at, keywords));
            known.types = known.types.and(keywords.types.unwrap_or(Types::ALL));
            if let Some(values) = &keywords.values {
                let types = values.iter().map(Types::of).fold(Types::NONE, Types::or);
                known.types = known.types.and(types);
                known.constants = Some(values);
            }
            let children = keywords.references.iter().chain(&keywords.all_of);
            pending.extend(children.map(|node| at.sibling(*node)));
        }
        Some(known)
    }
}
