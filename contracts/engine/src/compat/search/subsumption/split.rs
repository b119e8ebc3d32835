//! One union of the outer side, shown for each branch of one of the inner side's unions.
//!
//! The other keywords of the outer node are shown by themselves, so several unions cost the sum of their branches,
//! not the product.

use super::{Choice, Inner, Known, MOST_SPLITS, Proof};
use crate::compat::schema::node::Types;
use crate::compat::search::Search;
use crate::compat::search::goal::{Atom, NodeRef, Union};
use crate::compat::search::unions::Index;

/// The outer side of such a question.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Wanted {
    /// A branch accepts the value; of `oneOf`, exactly one.
    Accepted(Union),
    /// At most one branch of `oneOf` accepts it.
    AtMostOne,
}

impl Wanted {
    fn union(self) -> Union {
        match self {
            Wanted::Accepted(union) => union,
            Wanted::AtMostOne => Union::OneOf,
        }
    }
}

impl<'a> Search<'a> {
    pub(super) fn union_within(
        &mut self,
        inner: Inner<'_>,
        known: &Known<'a>,
        outer: NodeRef,
        wanted: Wanted,
        proof: &mut Proof,
    ) -> bool {
        if self.unsplit_union_within(inner, known, outer, wanted, proof) {
            return true;
        }
        for levels in 1..=MOST_SPLITS.saturating_sub(inner.split.len()) {
            if self.split_within(inner, known, outer, wanted, levels, proof) {
                return true;
            }
        }
        false
    }

    fn unsplit_union_within(
        &mut self,
        inner: Inner<'_>,
        known: &Known<'a>,
        outer: NodeRef,
        wanted: Wanted,
        proof: &mut Proof,
    ) -> bool {
        if known.types == Types::NONE {
            return true;
        }
        match wanted {
            Wanted::Accepted(union) => {
                if let Some(constants) = known.constants {
                    let possible = constants
                        .iter()
                        .filter(|value| known.types.intersects(Types::of(value)));
                    let accepts = Atom::SomeOf(outer, union);
                    return possible
                        .into_iter()
                        .all(|value| self.holds(&accepts, value) == Ok(true));
                }
                self.some_branch(inner, known, outer, union, proof)
            }
            Wanted::AtMostOne => {
                let index = self.union(outer, Union::OneOf);
                index.is_exclusive_for(known.types)
                    || self
                        .reachable(inner, known, (outer, Union::OneOf), &index)
                        .is_some_and(|reached| reached.len() <= 1)
                    || self.at_most_one_counterpart(known, outer)
            }
        }
    }

    fn split_within(
        &mut self,
        inner: Inner<'_>,
        known: &Known<'a>,
        outer: NodeRef,
        wanted: Wanted,
        levels: usize,
        proof: &mut Proof,
    ) -> bool {
        if inner.depth == 0 || levels == 0 {
            return false;
        }
        for (at, union) in self.unions_to_split(inner, known, outer, wanted) {
            let mark = proof.pairs.len();
            let mut nodes = inner.nodes.to_vec();
            let mut split = inner.split.to_vec();
            let is_shown = self.branches(at, union).iter().all(|branch| {
                self.step();
                let branch = self.resolve(at.sibling(*branch));
                nodes.truncate(inner.nodes.len());
                split.truncate(inner.split.len());
                nodes.extend([at, branch]);
                split.push(Choice { at, union, branch });
                let of_branch = Inner {
                    nodes: &nodes,
                    split: &split,
                    present: inner.present,
                    depth: inner.depth - 1,
                };
                let Some(known) = self.known(of_branch.nodes) else {
                    return false;
                };
                !self.is_out_of_steps()
                    && (self.unsplit_union_within(of_branch, &known, outer, wanted, proof)
                        || self.split_within(of_branch, &known, outer, wanted, levels - 1, proof))
            });
            if is_shown {
                return true;
            }
            proof.forget_from(mark);
        }
        false
    }

    /// The unions of the inner side that are not split, those first that are told apart as the outer one is.
    fn unions_to_split(
        &mut self,
        inner: Inner<'_>,
        known: &Known<'a>,
        outer: NodeRef,
        wanted: Wanted,
    ) -> Vec<(NodeRef, Union)> {
        let mut unions = Vec::new();
        for (at, keywords) in known.parts.iter() {
            for (union, branches) in [(Union::AnyOf, &keywords.any_of), (Union::OneOf, &keywords.one_of)] {
                let is_split = |choice: &Choice| choice.at == *at && choice.union == union;
                if !branches.is_empty() && !inner.split.iter().any(is_split) {
                    unions.push((*at, union));
                }
            }
        }
        if unions.len() > 1 {
            let outer = self.union(outer, wanted.union());
            unions.sort_by_cached_key(|(at, union)| !shares_names(&self.union(*at, *union), &outer));
        }
        unions
    }
}

/// Returns true if the same properties distinguish branches of both.
pub(crate) fn shares_names(inner: &Index<'_>, outer: &Index<'_>) -> bool {
    const MOST: usize = 8;
    let is_required = |name| !outer.requiring(name).is_empty();
    inner.tag().is_some() && inner.tag() == outer.tag() || inner.required_names().take(MOST).any(is_required)
}
