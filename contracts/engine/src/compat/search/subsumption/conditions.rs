//! `if`, `then` and `else` of the outer side.

use super::{Inner, Known, Proof};
use crate::compat::schema::node::Condition;
use crate::compat::search::Search;
use crate::compat::search::goal::NodeRef;

impl<'a> Search<'a> {
    /// Returns true if the outer condition plainly holds of all values of the inner side: a condition of the inner side
    /// says at least the same, or what has to follow follows in any case.
    pub(super) fn condition_within(
        &mut self,
        inner: Inner<'_>,
        known: &Known<'a>,
        outer: NodeRef,
        condition: &Condition,
        proof: &mut Proof,
    ) -> bool {
        let when = outer.sibling(condition.when);
        let then = condition.then.map(|node| outer.sibling(node));
        let otherwise = condition.otherwise.map(|node| outer.sibling(node));
        then.is_none_or(|then| self.then_within(inner, known, when, then, proof))
            && otherwise.is_none_or(|otherwise| self.otherwise_within(inner, known, when, otherwise, proof))
    }

    fn then_within(
        &mut self,
        inner: Inner<'_>,
        known: &Known<'a>,
        when: NodeRef,
        then: NodeRef,
        proof: &mut Proof,
    ) -> bool {
        for (part, keywords) in known.parts.iter() {
            let Some(own) = &keywords.condition else { continue };
            let Some(follows) = own.then else { continue };
            if self.is_alone_within(inner, when, part.sibling(own.when), proof)
                && self.is_alone_within(inner, part.sibling(follows), then, proof)
            {
                return true;
            }
        }
        if self.names_follow(inner, known, when, then) {
            return true;
        }
        if !inner.split.is_empty() {
            return false;
        }
        let nodes = [inner.nodes, &[when]].concat();
        let with_when = Inner {
            nodes: &nodes,
            ..inner.deeper()
        };
        let mark = proof.pairs.len();
        let is_within = self.is_within(with_when, then, proof);
        if !is_within {
            proof.forget_from(mark);
        }
        is_within
    }

    fn otherwise_within(
        &mut self,
        inner: Inner<'_>,
        known: &Known<'a>,
        when: NodeRef,
        otherwise: NodeRef,
        proof: &mut Proof,
    ) -> bool {
        for (part, keywords) in known.parts.iter() {
            let Some(own) = &keywords.condition else { continue };
            let Some(follows) = own.otherwise else { continue };
            // Whatever this test accepts, the outer one has to accept as well.
            if self.is_alone_within(inner, part.sibling(own.when), when, proof)
                && self.is_alone_within(inner, part.sibling(follows), otherwise, proof)
            {
                return true;
            }
        }
        if !inner.split.is_empty() {
            return false;
        }
        let mark = proof.pairs.len();
        let is_within = self.is_within(inner.deeper(), otherwise, proof);
        if !is_within {
            proof.forget_from(mark);
        }
        is_within
    }

    /// Returns true if one node plainly accepts what another one does, provided that the recorded pairs hold.
    pub(super) fn is_alone_within(
        &mut self,
        inner: Inner<'_>,
        one: NodeRef,
        other: NodeRef,
        proof: &mut Proof,
    ) -> bool {
        if self.same(one, other) {
            return true;
        }
        let pair = (self.resolve(one), self.resolve(other));
        if self.contained.not_alone.contains(&pair) {
            return false;
        }
        let alone = Inner {
            nodes: &[one],
            split: &[],
            present: None,
            depth: inner.depth - 1,
        };
        let mark = proof.pairs.len();
        let is_within = self.is_within(alone, other, proof);
        if !is_within {
            proof.forget_from(mark);
            self.contained.not_alone.insert(pair);
        }
        is_within
    }

    /// Returns true if the names that one schema asks for bring those that the other one asks for, and nothing else is
    /// asked.
    fn names_follow(&mut self, inner: Inner<'_>, known: &Known<'a>, when: NodeRef, then: NodeRef) -> bool {
        let (Some(when), Some(then)) = (
            self.keywords(self.resolve(when)),
            self.keywords(self.resolve(then)),
        ) else {
            return false;
        };
        // Values of other types have to be accepted by `then`, too.
        if !then.asserts_only_required() || !then.types.is_none_or(|types| types.contains(known.types)) {
            return false;
        }
        then.required.iter().all(|to| {
            let mut from = when.required.iter();
            from.any(|from| self.presence_leads(inner.nodes, from, to))
        })
    }
}
