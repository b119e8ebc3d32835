//! True if two schemas say the same, word for word: the common case of a pair, and no work.

use super::Search;
use super::goal::NodeRef;
use crate::compat::schema::node::{Body, Condition, Keywords, NodeId};

/// A comparison is given up for the search after so many pairs of nodes.
const MOST_PAIRS: usize = 20_000;

impl<'a> Search<'a> {
    /// Returns true if two nodes have equal keywords at all levels. Recursive schemas are equal if nothing
    /// distinguishes them. `false` may also mean that it was not determined.
    pub(super) fn same(&mut self, one: NodeRef, other: NodeRef) -> bool {
        if one == other {
            return true;
        }
        // A pair that differs at the top is distinguished before any lookup.
        let mut pending = Vec::new();
        if !self.alike(one, other, &mut pending) {
            return false;
        }
        if pending.is_empty() {
            return true;
        }
        if let Some(known) = self.equal.get(&(one, other)) {
            return *known;
        }
        let equal = self.same_below(one, other, pending);
        self.equal.insert((one, other), equal);
        equal
    }

    fn same_below(&mut self, one: NodeRef, other: NodeRef, mut pending: Vec<(NodeRef, NodeRef)>) -> bool {
        let mut assumed = vec![(one, other)];
        let mut seen = foldhash::HashSet::from_iter([(one, other)]);
        while let Some(pair) = pending.pop() {
            self.step();
            if pair.0 == pair.1 || !seen.insert(pair) {
                continue;
            }
            match self.equal.get(&pair) {
                Some(true) => continue,
                Some(false) => return false,
                None => {}
            }
            if assumed.len() > MOST_PAIRS || !self.alike(pair.0, pair.1, &mut pending) {
                return false;
            }
            assumed.push(pair);
        }
        self.equal.extend(assumed.into_iter().map(|pair| (pair, true)));
        true
    }

    /// Returns true if the two agree except for their children, which are added to `pending`.
    fn alike(&self, one: NodeRef, other: NodeRef, pending: &mut Vec<(NodeRef, NodeRef)>) -> bool {
        let (one, other) = (self.resolve(one), self.resolve(other));
        if one == other {
            return true;
        }
        let (left, right) = match (self.body(one), self.body(other)) {
            (Body::Always(left), Body::Always(right)) => return left == right,
            (Body::Keywords(left), Body::Keywords(right)) => (left, right),
            _ => return false,
        };
        if !left.unsupported.is_empty() || !right.unsupported.is_empty() || !equal_words(left, right) {
            return false;
        }
        let mut lists = Pairs { one, other, pending };
        lists.add(&left.prefix_items, &right.prefix_items)
            && lists.add(&left.references, &right.references)
            && lists.add(&left.all_of, &right.all_of)
            && lists.add(&left.any_of, &right.any_of)
            && lists.add(&left.one_of, &right.one_of)
            && lists.add(left.items.as_slice(), right.items.as_slice())
            && lists.add(left.contains.as_slice(), right.contains.as_slice())
            && lists.add(
                left.unevaluated_items.as_slice(),
                right.unevaluated_items.as_slice(),
            )
            && lists.add(
                left.additional_properties.as_slice(),
                right.additional_properties.as_slice(),
            )
            && lists.add(left.property_names.as_slice(), right.property_names.as_slice())
            && lists.add(
                left.unevaluated_properties.as_slice(),
                right.unevaluated_properties.as_slice(),
            )
            && lists.add(left.not.as_slice(), right.not.as_slice())
            && lists.add_named(left.properties.iter(), right.properties.iter())
            && lists.add_named(left.dependent_schemas.iter(), right.dependent_schemas.iter())
            && lists.add_named(
                left.pattern_properties
                    .iter()
                    .map(|(pattern, node)| (pattern, node)),
                right
                    .pattern_properties
                    .iter()
                    .map(|(pattern, node)| (pattern, node)),
            )
            && lists.add_conditions(&left.condition, &right.condition)
    }
}

/// All keywords that hold no schemas.
fn equal_words(left: &Keywords, right: &Keywords) -> bool {
    left.types == right.types
        && left.values == right.values
        && left.minimum == right.minimum
        && left.maximum == right.maximum
        && left.exclusive_minimum == right.exclusive_minimum
        && left.exclusive_maximum == right.exclusive_maximum
        && left.multiple_of == right.multiple_of
        && left.min_length == right.min_length
        && left.max_length == right.max_length
        && left.pattern == right.pattern
        && left.format == right.format
        && left.min_contains == right.min_contains
        && left.max_contains == right.max_contains
        && left.min_items == right.min_items
        && left.max_items == right.max_items
        && left.unique_items == right.unique_items
        && left.required == right.required
        && left.min_properties == right.min_properties
        && left.max_properties == right.max_properties
        && left.dependent_required == right.dependent_required
}

struct Pairs<'p> {
    one: NodeRef,
    other: NodeRef,
    pending: &'p mut Vec<(NodeRef, NodeRef)>,
}

impl Pairs<'_> {
    fn push(&mut self, left: NodeId, right: NodeId) {
        self.pending
            .push((self.one.sibling(left), self.other.sibling(right)));
    }

    fn add(&mut self, left: &[NodeId], right: &[NodeId]) -> bool {
        for (left, right) in left.iter().zip(right) {
            self.push(*left, *right);
        }
        left.len() == right.len()
    }

    fn add_named<'n, K: PartialEq + 'n>(
        &mut self,
        left: impl ExactSizeIterator<Item = (&'n K, &'n NodeId)>,
        right: impl ExactSizeIterator<Item = (&'n K, &'n NodeId)>,
    ) -> bool {
        if left.len() != right.len() {
            return false;
        }
        for ((name, left), (other, right)) in left.zip(right) {
            if name != other {
                return false;
            }
            self.push(*left, *right);
        }
        true
    }

    fn add_conditions(&mut self, left: &Option<Condition>, right: &Option<Condition>) -> bool {
        let (left, right) = match (left, right) {
            (None, None) => return true,
            (Some(left), Some(right)) => (left, right),
            _ => return false,
        };
        self.push(left.when, right.when);
        self.add(left.then.as_slice(), right.then.as_slice())
            && self.add(left.otherwise.as_slice(), right.otherwise.as_slice())
    }
}
