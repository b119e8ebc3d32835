//! A union of the outer side that another union says, in whatever order.

use super::{Inner, Known, Proof};
use crate::compat::search::goal::{NodeRef, Union};
use crate::compat::search::{KINDS, Search};

/// Wider pairs of unions are not compared branch by branch.
const MOST_PAIRS: usize = 64;

impl<'a> Search<'a> {
    /// Returns true if each branch of some union of the inner side is plainly contained in a branch of the outer one. Of
    /// `oneOf`, no two branches of the outer side may share a value.
    pub(super) fn some_union_within(
        &mut self,
        inner: Inner<'_>,
        known: &Known<'a>,
        outer: NodeRef,
        union: Union,
        proof: &mut Proof,
    ) -> bool {
        let branches = self.branches(outer, union);
        if union == Union::OneOf {
            let index = self.union(outer, union);
            let mut kinds = KINDS.into_iter().filter(|kind| known.types.intersects(*kind));
            if !kinds.all(|kind| index.is_exclusive(kind)) {
                return false;
            }
        }
        for (part, keywords) in known.parts.iter() {
            for own in [&keywords.any_of, &keywords.one_of] {
                if own.is_empty() || own.len() * branches.len() > MOST_PAIRS {
                    continue;
                }
                let mark = proof.pairs.len();
                let is_within = own.iter().all(|own| {
                    branches.iter().any(|branch| {
                        self.is_alone_within(inner, part.sibling(*own), outer.sibling(*branch), proof)
                    })
                });
                if is_within {
                    return true;
                }
                proof.forget_from(mark);
            }
        }
        false
    }
}
