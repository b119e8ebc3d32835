//! True if two schemas say the same, in whatever order they say it: the common case of a pair, and hardly any work.
//!
//! Two nodes are the same if their words are equal and their children are the same in pairs. The pairs assume each other, so a
//! recursive schema is the same if nothing distinguishes it. Children of `anyOf`, `oneOf`, `allOf` and of references have no order.
//! They are paired by position first, which is how two copies of a text agree. If that leads nowhere, they are paired by
//! the hashes of their structure. Either way each pair is compared, so a hash never makes nodes the same.

use std::borrow::Cow;
use std::sync::Arc;

use foldhash::HashSet;

use super::Search;
use super::goal::NodeRef;
use crate::compat::distinct::ByValue;
use crate::compat::schema::node::{Body, Condition, Keywords, NodeId};
use crate::json::Json;

/// A comparison by position is given up after so many pairs of nodes.
const MOST_PAIRS: usize = 20_000;

/// How children without an order are paired.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pairing {
    Position,
    Structure,
}

/// What is known of two nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    Same,
    /// No way of pairing their children makes them the same.
    Different,
    /// This way of pairing their children does not make them the same. The other one may.
    DifferentBy(Pairing),
}

impl Known {
    /// Returns true if this way of pairing does not make them the same.
    fn fails(self, pairing: Pairing) -> bool {
        match self {
            Known::Same => false,
            Known::Different => true,
            Known::DifferentBy(failing) => failing == pairing,
        }
    }
}

impl<'a> Search<'a> {
    /// Returns true if two nodes have equal keywords at all levels. Recursive schemas are equal if nothing
    /// distinguishes them. `false` may also mean that it was not determined.
    pub(super) fn same(&mut self, one: NodeRef, other: NodeRef) -> bool {
        if one == other {
            return true;
        }
        // A pair that differs at the top is distinguished before any lookup.
        let mut by_position = Children::new(Pairing::Position);
        if !self.alike(one, other, &mut by_position) {
            return false;
        }
        if by_position.pending.is_empty() {
            return true;
        }
        let known = self.equal.get(&(one, other)).copied();
        match known {
            Some(Known::Same) => return true,
            Some(Known::Different) => return false,
            _ => {}
        }
        let fails = |pairing| known.is_some_and(|known| known.fails(pairing));
        let equal = !fails(Pairing::Position) && self.same_below(one, other, &mut by_position)
            || !fails(Pairing::Structure)
                && (by_position.chose || fails(Pairing::Position))
                && self.same_by_structure(one, other);
        let known = if equal { Known::Same } else { Known::Different };
        self.equal.insert((one, other), known);
        equal
    }

    fn same_by_structure(&mut self, one: NodeRef, other: NodeRef) -> bool {
        self.step();
        let mut children = Children::new(Pairing::Structure);
        self.structure(one) == self.structure(other)
            && self.alike(one, other, &mut children)
            && self.same_below(one, other, &mut children)
    }

    /// The hash of what the node says. Nodes that say the same have the same one.
    pub(super) fn structure(&self, at: NodeRef) -> u64 {
        self.schemas[at.side()].structure(at.node())
    }

    fn same_below(&mut self, one: NodeRef, other: NodeRef, children: &mut Children) -> bool {
        // Each pair, and the place of the pair that it is below.
        let mut assumed = vec![((one, other), 0)];
        let mut seen = HashSet::from_iter([(one, other)]);
        let mut above = vec![0; children.pending.len()];
        while let (Some(pair), Some(parent)) = (children.pending.pop(), above.pop()) {
            self.step();
            if pair.0 == pair.1 || !seen.insert(pair) {
                continue;
            }
            match self.equal.get(&pair) {
                Some(Known::Same) => continue,
                Some(known) if known.fails(children.pairing) => {
                    self.remember_failure(&assumed, parent, children);
                    return false;
                }
                _ => {}
            }
            let is_long = children.pairing == Pairing::Position && assumed.len() > MOST_PAIRS;
            if is_long || self.is_out_of_steps() {
                return false;
            }
            if !self.alike(pair.0, pair.1, children) {
                self.remember_failure(&assumed, parent, children);
                return false;
            }
            assumed.push((pair, parent));
            above.resize(children.pending.len(), assumed.len() - 1);
        }
        let assumed = assumed.into_iter().map(|(pair, _)| (pair, Known::Same));
        self.equal.extend(assumed);
        true
    }

    /// Records that the pair at this place and those above it lead to one that differs. The next question is often about one
    /// of them: without it, each level of a deep schema would walk through all below it again.
    fn remember_failure(
        &mut self,
        assumed: &[((NodeRef, NodeRef), usize)],
        mut place: usize,
        children: &Children,
    ) {
        loop {
            let (pair, parent) = assumed[place];
            let other_way = match children.pairing {
                Pairing::Position => Pairing::Structure,
                Pairing::Structure => Pairing::Position,
            };
            let fails_both =
                !children.chose || self.equal.get(&pair).is_some_and(|known| known.fails(other_way));
            let known = if fails_both {
                Known::Different
            } else {
                Known::DifferentBy(children.pairing)
            };
            self.equal.insert(pair, known);
            if place == 0 {
                return;
            }
            place = parent;
        }
    }

    /// Returns true if the two agree except for their children, which become pending.
    fn alike(&mut self, one: NodeRef, other: NodeRef, children: &mut Children) -> bool {
        let (one, other) = (self.resolve(one), self.resolve(other));
        if one == other {
            return true;
        }
        let (left, right) = match (self.body(one), self.body(other)) {
            (Body::Always(left), Body::Always(right)) => return left == right,
            (Body::Keywords(left), Body::Keywords(right)) => (&**left, &**right),
            _ => return false,
        };
        if std::ptr::eq(left, right) && !left.has_schemas() {
            return left.unsupported.is_empty();
        }
        self.take_steps_for(left.required.len().min(right.required.len()));
        self.take_steps_for(left.properties.len().min(right.properties.len()));
        if !left.unsupported.is_empty()
            || !right.unsupported.is_empty()
            || !equal_words(left, right)
            || !self.equal_values(left.values.as_deref(), right.values.as_deref())
        {
            return false;
        }
        let lists = [
            (&left.references, &right.references),
            (&left.all_of, &right.all_of),
            (&left.any_of, &right.any_of),
            (&left.one_of, &right.one_of),
        ];
        let mut placed = Placed {
            one,
            other,
            pending: &mut children.pending,
        };
        let agree = placed.add(&left.prefix_items, &right.prefix_items)
            && placed.add(left.items.as_slice(), right.items.as_slice())
            && placed.add(left.contains.as_slice(), right.contains.as_slice())
            && placed.add(
                left.unevaluated_items.as_slice(),
                right.unevaluated_items.as_slice(),
            )
            && placed.add(
                left.additional_properties.as_slice(),
                right.additional_properties.as_slice(),
            )
            && placed.add(left.property_names.as_slice(), right.property_names.as_slice())
            && placed.add(
                left.unevaluated_properties.as_slice(),
                right.unevaluated_properties.as_slice(),
            )
            && placed.add(left.not.as_slice(), right.not.as_slice())
            && placed.add_named(left.properties.iter(), right.properties.iter())
            && placed.add_named(left.dependent_schemas.iter(), right.dependent_schemas.iter())
            && placed.add_named(
                by_pattern(left).iter().map(|(pattern, node)| (pattern, node)),
                by_pattern(right).iter().map(|(pattern, node)| (pattern, node)),
            )
            && placed.add_conditions(&left.condition, &right.condition);
        agree
            && lists
                .into_iter()
                .all(|(left, right)| self.add_unordered((one, left), (other, right), children))
    }

    /// Pairs the nodes of two lists whose order does not matter.
    fn add_unordered(
        &self,
        (one, left): (NodeRef, &[NodeId]),
        (other, right): (NodeRef, &[NodeId]),
        children: &mut Children,
    ) -> bool {
        if left.len() != right.len() {
            return false;
        }
        children.chose |= left.len() > 1;
        if left.len() <= 1 || children.pairing == Pairing::Position {
            let pairs = left.iter().zip(right);
            children
                .pending
                .extend(pairs.map(|(left, right)| (one.sibling(*left), other.sibling(*right))));
            return true;
        }
        let by_structure = |at: NodeRef, list: &[NodeId]| {
            let nodes = list.iter().map(|node| at.sibling(*node));
            let mut nodes: Vec<(u64, NodeRef)> = nodes.map(|node| (self.structure(node), node)).collect();
            nodes.sort_by_key(|(hash, _)| *hash);
            nodes
        };
        let pairs = by_structure(one, left)
            .into_iter()
            .zip(by_structure(other, right));
        for ((hash, left), (other_hash, right)) in pairs {
            if hash != other_hash {
                return false;
            }
            children.pending.push((left, right));
        }
        true
    }

    /// Returns true if two `enum`s have the same values. The values of each are distinct.
    fn equal_values(&mut self, left: Option<&[Json]>, right: Option<&[Json]>) -> bool {
        let (left, right) = match (left, right) {
            (None, None) => return true,
            (Some(left), Some(right)) if left.len() == right.len() => (left, right),
            _ => return false,
        };
        self.take_steps_for(left.len());
        let agreeing = left.iter().zip(right).take_while(|(left, right)| left == right);
        let first = agreeing.count();
        let (left, right) = (&left[first..], &right[first..]);
        if left.len() < 2 {
            return left.is_empty();
        }
        self.take_steps(left.len() as u64);
        let left: HashSet<ByValue<'_>> = left.iter().map(ByValue).collect();
        right.iter().all(|value| left.contains(&ByValue(value)))
    }
}

/// The pairs of children that are still to be compared.
struct Children {
    pairing: Pairing,
    pending: Vec<(NodeRef, NodeRef)>,
    /// There was another way to pair them.
    chose: bool,
}

impl Children {
    fn new(pairing: Pairing) -> Self {
        Children {
            pairing,
            pending: Vec::new(),
            chose: false,
        }
    }
}

fn by_pattern(keywords: &Keywords) -> Cow<'_, [(Arc<str>, NodeId)]> {
    let mut patterns = Cow::Borrowed(keywords.pattern_properties.as_slice());
    if !patterns.is_sorted_by_key(|(pattern, _)| pattern) {
        patterns.to_mut().sort_by(|(one, _), (other, _)| one.cmp(other));
    }
    patterns
}

/// All keywords that hold no schemas, except `enum`.
fn equal_words(left: &Keywords, right: &Keywords) -> bool {
    left.types == right.types
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

/// Pairs of children that have a place or a name.
struct Placed<'p> {
    one: NodeRef,
    other: NodeRef,
    pending: &'p mut Vec<(NodeRef, NodeRef)>,
}

impl Placed<'_> {
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
