//! Containment that shows keyword by keyword.
//!
//! Most pairs of nodes in a search are contained for plain reasons: each keyword of the outer node demands no more
//! than some keyword of the inner one. A containment found here is a proof; the search handles the rest.
//!
//! A proof is a set of pairs, inner and outer. For each pair it was shown that the outer node accepts everything
//! that the inner node accepts, provided that the pairs recorded for its members and items hold. Values are finite,
//! so all pairs of the set hold, by induction on the value, and a pair may recur below itself. Schemas of the value
//! itself (`allOf`, branches, references) are followed at once, and no cycle is followed there.

mod clauses;
mod conditions;
mod contains;
mod keywords;
mod known;
mod presence;
mod questions;
pub(super) mod relevant;
mod split;
#[cfg(test)]
mod tests;
mod words;

use foldhash::HashSet;

use self::known::Known;
pub(super) use self::presence::Presence;
pub(crate) use self::questions::Question;
pub(super) use self::questions::Shown;
use self::split::Wanted;
pub(crate) use self::split::shares_names;
use super::Search;
use super::goal::{NodeRef, Union};
use super::unions::Index;
use crate::compat::schema::node::{Body, Cycle, Keywords, Types};
use crate::json::Json;

/// The number of schemas that on one value are followed within each other.
const DEPTH: usize = 12;
/// The number of unions of the inner side that are split at once.
const MOST_SPLITS: usize = 2;
/// The number of branches of the outer side that are tried.
const MOST_TRIED: usize = 4;
/// A proof of more pairs is given up.
const MOST_PAIRS: usize = 20_000;

/// The pairs that must hold, in the order in which they were recorded.
#[derive(Default)]
struct Proof {
    pairs: Vec<(NodeRef, NodeRef)>,
    /// For each pair, the position of the pair whose proof it was recorded for, if it is one's.
    recorded_for: Vec<Option<usize>>,
    /// The position of the pair that is being shown.
    current: Option<usize>,
    noted: HashSet<(NodeRef, NodeRef)>,
}

/// Pairs of nodes for which the second obviously accepts what the first accepts, and pairs for which that was not
/// found.
#[derive(Default)]
pub(super) struct Contained {
    proven: HashSet<(NodeRef, NodeRef)>,
    not_found: HashSet<(NodeRef, NodeRef)>,
    /// Pairs of schemas of one value that were compared in vain, within a proof.
    not_alone: HashSet<(NodeRef, NodeRef)>,
}

impl Contained {
    fn get(&self, pair: &(NodeRef, NodeRef)) -> Option<bool> {
        if self.proven.contains(pair) {
            Some(true)
        } else {
            self.not_found.contains(pair).then_some(false)
        }
    }

    fn add_answer(&mut self, pair: (NodeRef, NodeRef), is_within: bool) {
        let answers = if is_within {
            &mut self.proven
        } else {
            &mut self.not_found
        };
        answers.insert(pair);
    }

    /// Most searches are one proof, whose pairs are kept as they are.
    fn add(&mut self, proven: HashSet<(NodeRef, NodeRef)>) {
        if self.proven.is_empty() {
            self.proven = proven;
        } else {
            self.proven.extend(proven);
        }
    }
}

impl Proof {
    /// The current pair, and the pairs that its own was recorded for: none of them is shown without it.
    fn failed(&self) -> impl Iterator<Item = (NodeRef, NodeRef)> + '_ {
        let above = |place: &usize| self.recorded_for[*place];
        std::iter::successors(self.current, above).map(|place| self.pairs[place])
    }

    fn forget_from(&mut self, mark: usize) {
        self.recorded_for.truncate(mark);
        for pair in self.pairs.drain(mark..) {
            self.noted.remove(&pair);
        }
    }
}

/// A branch of a node's union that accepts the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Choice {
    pub(crate) at: NodeRef,
    pub(crate) union: Union,
    pub(crate) branch: NodeRef,
}

/// The inner side of a question.
#[derive(Clone, Copy)]
struct Inner<'n> {
    /// All of these accept the value.
    nodes: &'n [NodeRef],
    /// The branches that are among them; of a `oneOf`, no other branch accepts.
    split: &'n [Choice],
    /// A property that is there.
    present: Option<&'n str>,
    depth: usize,
}

impl Inner<'_> {
    fn deeper(self) -> Self {
        Inner {
            depth: self.depth - 1,
            ..self
        }
    }
}

impl<'a> Search<'a> {
    /// Returns true if the outer node plainly accepts whatever the inner one accepts. `false` may also mean that it
    /// was not found out.
    pub(crate) fn within(&mut self, inner: NodeRef, outer: NodeRef) -> bool {
        let pair = (self.resolve(inner), self.resolve(outer));
        if let Some(known) = self.contained.get(&pair) {
            return known;
        }
        if let Some(is_within) = self.within_by_texts(pair.0, pair.1) {
            self.contained.add_answer(pair, is_within);
            return is_within;
        }
        let mut proof = Proof {
            pairs: vec![pair],
            recorded_for: vec![None],
            current: None,
            noted: HashSet::from_iter([pair]),
        };
        if !self.all_hold(&mut proof) {
            self.contained.not_found.insert(pair);
            return false;
        }
        self.contained.add(proof.noted);
        true
    }

    /// Returns true if each recorded pair is shown, and each that is recorded for that.
    fn all_hold(&mut self, proof: &mut Proof) -> bool {
        let mut next = 0;
        while let Some(&(inner, outer)) = proof.pairs.get(next) {
            proof.current = Some(next);
            let question = Inner {
                nodes: &[inner],
                split: &[],
                present: None,
                depth: DEPTH,
            };
            if proof.pairs.len() > MOST_PAIRS {
                return false;
            }
            if !self.is_within(question, outer, proof) {
                self.contained.not_found.extend(proof.failed());
                return false;
            }
            next += 1;
        }
        true
    }

    /// Returns true if the outer node accepts what all the inner ones accept, provided that the recorded pairs
    /// hold.
    fn is_within(&mut self, inner: Inner<'_>, outer: NodeRef, proof: &mut Proof) -> bool {
        self.step();
        if inner.depth == 0 || self.is_out_of_steps() {
            return false;
        }
        let outer = self.resolve(outer);
        if inner.nodes.contains(&outer) || matches!(self.body(outer), Body::Always(true)) {
            return true;
        }
        let known = match inner.nodes {
            [node] if self.is_wide(*node) => self.known_about(*node, outer),
            nodes => self.known(nodes),
        };
        let Some(known) = known else {
            return false;
        };
        if known.types == Types::NONE {
            return true;
        }
        if let Some(constants) = known.constants {
            let possible = |value: &&Json| known.types.intersects(Types::of(value));
            return constants
                .iter()
                .filter(possible)
                .all(|value| self.accepts(outer, value) == Ok(true));
        }
        let Body::Keywords(keywords) = self.body(outer) else {
            return false;
        };
        if self.cycle(outer) != Cycle::No || !keywords.unsupported.is_empty() {
            return false;
        }
        let mark = proof.pairs.len();
        let is_same = |search: &mut Self| matches!(inner.nodes, [only] if search.same(*only, outer));
        if self.own_keywords_within(inner, &known, outer, keywords, proof) {
            let are_shown = self.parts_within(inner, &known, outer, keywords, proof);
            if are_shown && self.own_condition_within(inner, &known, outer, keywords, proof) {
                return true;
            }
            if !are_shown {
                proof.forget_from(mark);
                return is_same(self);
            }
        }
        proof.forget_from(mark);
        is_same(self) || self.branch_by_branch(inner, &known, outer, proof)
    }

    /// Returns true if each assertion of the outer node, except for those of its parts, is shown.
    fn own_keywords_within(
        &mut self,
        inner: Inner<'_>,
        known: &Known<'a>,
        outer: NodeRef,
        keywords: &'a Keywords,
        proof: &mut Proof,
    ) -> bool {
        if keywords.values.is_some()
            || keywords.not.is_some()
            || keywords.types.is_some_and(|types| !types.contains(known.types))
        {
            return false;
        }
        if known.types.intersects(Types::NUMBER) && !keywords::numbers(known, keywords)
            || known.types.intersects(Types::STRING) && !keywords::strings(known, keywords)
            || known.types.intersects(Types::ARRAY)
                && !self.arrays_within(inner, known, outer, keywords, proof)
            || known.types.intersects(Types::OBJECT)
                && !self.objects_within(inner, known, outer, keywords, proof)
        {
            return false;
        }
        true
    }

    /// Returns true if each part of the outer node for the same value is shown. No branch of the inner side shows
    /// more of the whole than of each part.
    fn parts_within(
        &mut self,
        inner: Inner<'_>,
        known: &Known<'a>,
        outer: NodeRef,
        keywords: &'a Keywords,
        proof: &mut Proof,
    ) -> bool {
        for node in keywords.references.iter().chain(&keywords.all_of) {
            if !self.is_within(inner.deeper(), outer.sibling(*node), proof) {
                return false;
            }
        }
        for (union, branches) in [(Union::AnyOf, &keywords.any_of), (Union::OneOf, &keywords.one_of)] {
            if branches.is_empty() {
                continue;
            }
            let mark = proof.pairs.len();
            if !self.union_within(inner, known, outer, Wanted::Accepted(union), proof) {
                proof.forget_from(mark);
                if !self.some_union_within(inner, known, outer, union, proof) {
                    return false;
                }
            }
        }
        true
    }

    /// Returns true if the outer node has no condition, or it is shown.
    fn own_condition_within(
        &mut self,
        inner: Inner<'_>,
        known: &Known<'a>,
        outer: NodeRef,
        keywords: &'a Keywords,
        proof: &mut Proof,
    ) -> bool {
        keywords.condition.as_ref().is_none_or(|condition| {
            let asks = condition.then.is_some() || condition.otherwise.is_some();
            !asks || self.condition_within(inner, known, outer, condition, proof)
        })
    }

    /// Returns true if one branch of the outer union accepts everything, and no other one can accept any of it if
    /// that counts.
    fn some_branch(
        &mut self,
        inner: Inner<'_>,
        known: &Known<'a>,
        outer: NodeRef,
        union: Union,
        proof: &mut Proof,
    ) -> bool {
        let index = self.union(outer, union);
        let branches = self.branches(outer, union);
        let mut fitting = self.branches_that_fit(&index, known);
        if fitting.is_empty() {
            return false;
        }
        if union == Union::OneOf && !index.is_exclusive_for(known.types) {
            match self.reachable(inner, known, (outer, union), &index).as_deref() {
                Some([only]) => fitting.retain(|number| number == only),
                _ => return false,
            }
        }
        if fitting.len() > MOST_TRIED {
            return false;
        }
        for number in fitting {
            let mark = proof.pairs.len();
            if self.is_within(inner.deeper(), outer.sibling(branches[number as usize]), proof) {
                return true;
            }
            proof.forget_from(mark);
        }
        false
    }

    /// Returns true if one branch of the outer union plainly accepts whatever the inner node accepts. `false` may
    /// also mean that it was not found out.
    pub(crate) fn within_some_branch(&mut self, inner: NodeRef, outer: NodeRef, union: Union) -> bool {
        let index = self.union(outer, union);
        let Some(known) = self.known(&[inner]) else {
            return false;
        };
        let fitting = self.branches_that_fit(&index, &known);
        if fitting.len() > MOST_TRIED {
            return false;
        }
        let branches = self.branches(outer, union);
        let mut fitting = fitting.into_iter();
        fitting.any(|number| self.within(inner, outer.sibling(branches[number as usize])))
    }

    /// The branches of a union that may accept all known values.
    fn branches_that_fit(&self, index: &Index<'a>, known: &Known<'a>) -> Vec<u32> {
        let required = known.parts.iter().flat_map(|(_, keywords)| &keywords.required);
        let text = index.tag().and_then(|tag| self.text_of(known, tag));
        index.that_may_contain(known.types, text, required)
    }

    /// A string that the property may be, if only some are possible.
    fn text_of(&self, known: &Known<'a>, tag: &str) -> Option<&'a str> {
        known.parts.iter().find_map(|(at, keywords)| {
            let node = keywords.properties.get(tag)?;
            let constants = self.constants(self.resolve(at.sibling(*node)));
            constants.first()?.as_str()
        })
    }

    /// Returns true if the outer node accepts each branch of a union of the inner side.
    fn branch_by_branch(
        &mut self,
        inner: Inner<'_>,
        known: &Known<'a>,
        outer: NodeRef,
        proof: &mut Proof,
    ) -> bool {
        if inner.split.len() >= MOST_SPLITS {
            return false;
        }
        let is_split = |at: NodeRef| inner.split.iter().any(|choice| choice.at == at);
        let union = known.parts.iter().find(|(at, keywords)| {
            let width = keywords.any_of.len() + keywords.one_of.len();
            width > 0 && !is_split(*at)
        });
        let Some((at, keywords)) = union else {
            return false;
        };
        let (union, branches) = if keywords.any_of.is_empty() {
            (Union::OneOf, &keywords.one_of)
        } else {
            (Union::AnyOf, &keywords.any_of)
        };
        let mut split = inner.split.to_vec();
        let mut nodes = inner.nodes.to_vec();
        for branch in branches {
            let branch = self.resolve(at.sibling(*branch));
            nodes.truncate(inner.nodes.len());
            split.truncate(inner.split.len());
            nodes.extend([*at, branch]);
            split.push(Choice {
                at: *at,
                union,
                branch,
            });
            let of_branch = Inner {
                nodes: &nodes,
                split: &split,
                present: inner.present,
                depth: inner.depth - 1,
            };
            if !self.is_within(of_branch, outer, proof) {
                return false;
            }
        }
        true
    }

    /// Records that the pair must hold. Returns `false` if it is known that this cannot be determined.
    fn note(&mut self, inner: NodeRef, outer: NodeRef, proof: &mut Proof) -> bool {
        let pair = (self.resolve(inner), self.resolve(outer));
        if pair.0 == pair.1 || matches!(self.body(pair.1), Body::Always(true)) {
            return true;
        }
        if let Some(values) = self
            .keywords(pair.0)
            .and_then(|keywords| keywords.values.as_ref())
        {
            // At once: a different tag ends the proof before anything else is recorded.
            return values.iter().all(|value| self.accepts(pair.1, value) == Ok(true));
        }
        if let Some(shown) = self.words_within(pair.0, pair.1) {
            // At once too: nothing would be pending.
            return shown;
        }
        if let Some(known) = self.contained.get(&pair) {
            return known;
        }
        match self.within_by_texts(pair.0, pair.1) {
            Some(is_within) => {
                self.contained.add_answer(pair, is_within);
                is_within
            }
            None => {
                if proof.noted.insert(pair) {
                    proof.pairs.push(pair);
                    proof.recorded_for.push(proof.current);
                }
                true
            }
        }
    }
}
