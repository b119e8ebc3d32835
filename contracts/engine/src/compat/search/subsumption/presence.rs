//! The properties that a closed object can have, and what their presence shows.
//!
//! `unevaluatedProperties: false` closes an object around its unions: a property is there only if a branch that
//! evaluates it accepts. Of a `oneOf`, only one branch accepts. So a name shows the branch, and the branch rules out
//! the names of its siblings. Unions with different names do not depend on each other.

use std::collections::BTreeSet;
use std::rc::Rc;

use foldhash::{HashMap, HashSet};

use super::{Choice, DEPTH as PROOF_DEPTH, Inner, Known, MOST_TRIED, Proof};
use crate::compat::schema::node::{Body, Keywords, NodeId, Types};
use crate::compat::search::Search;
use crate::compat::search::goal::{Name, NodeRef, Union};
use crate::compat::search::unions::Index;

/// The number of schemas within each other in which a property is looked for.
const DEPTH: usize = 16;
/// If more branches of a `oneOf` may accept, they are not told apart.
const MOST_REACHED: usize = 8;

type Names = Rc<BTreeSet<Name>>;

/// The unions of which the accepting branch is known, by their nodes.
type Owners = Vec<NodeRef>;

/// What was found out about names so far.
#[derive(Default)]
pub(in crate::compat::search) struct Presence {
    evaluated: HashMap<NodeRef, Option<Names>>,
    /// The same, except for what the branches of some `oneOf`s evaluate.
    beside: HashMap<(NodeRef, Owners), Option<Names>>,
    branches: HashMap<(NodeRef, Union), Rc<ByName>>,
    /// Of an outer union, the branches whose property the inner node may have.
    requiring: HashMap<(NodeRef, Union, NodeRef, Owners), Rc<Vec<u32>>>,
    /// For two `oneOf`s, an inner and an outer one: for each branch of the outer one, a branch of the inner one that
    /// contains it.
    counterparts: HashMap<(NodeRef, NodeRef), Option<Rc<Vec<u32>>>>,
    /// Counterparts are looked for right now.
    is_comparing: bool,
}

/// The branches of a union that may evaluate a property, by its name.
#[derive(Default)]
struct ByName {
    named: HashMap<Name, Vec<u32>>,
    /// Branches that may evaluate any property.
    open: Vec<u32>,
}

/// The names that an object can have.
pub(super) struct Possible {
    beside: Names,
    /// Those of each branch that is known to accept.
    chosen: Vec<Names>,
}

impl Possible {
    pub(super) fn contains(&self, name: &str) -> bool {
        self.beside.contains(name) || self.chosen.iter().any(|names| names.contains(name))
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Name> {
        self.beside
            .iter()
            .chain(self.chosen.iter().flat_map(|names| names.iter()))
    }
}

/// A schema of a property that is applied to it whenever the branches accept the object.
pub(super) struct Evaluator {
    pub(super) property: NodeRef,
    pub(super) choices: Vec<Choice>,
}

/// Parts of the same value whose evaluated properties count, apart from unions.
fn conditional(keywords: &Keywords) -> impl Iterator<Item = NodeId> + '_ {
    let conditions = keywords.condition.iter().flat_map(|condition| {
        [Some(condition.when), condition.then, condition.otherwise]
            .into_iter()
            .flatten()
    });
    conditions.chain(keywords.dependent_schemas.values().copied())
}

/// Different branches that may accept.
#[derive(Default)]
struct Reached {
    branches: BTreeSet<u32>,
}

impl Reached {
    /// Returns true if it is still few branches, each counted once.
    fn add<'b>(&mut self, branches: impl IntoIterator<Item = &'b u32>) -> bool {
        branches.into_iter().all(|branch| {
            self.branches.insert(*branch);
            self.branches.len() <= MOST_REACHED
        })
    }
}

/// The nodes of `oneOf`s of which one branch is chosen.
fn owners(split: &[Choice]) -> Owners {
    let chosen = split.iter().filter(|choice| choice.union == Union::OneOf);
    let mut owners: Owners = chosen.map(|choice| choice.at).collect();
    owners.sort_unstable();
    owners
}

impl<'a> Search<'a> {
    fn denies(&self, at: NodeRef, node: NodeId) -> bool {
        matches!(self.body(self.resolve(at.sibling(node))), Body::Always(false))
    }

    /// Returns true if the node evaluates properties that it does not name, or if that is not known.
    fn is_open(&self, at: NodeRef, keywords: &Keywords) -> bool {
        let admits = |node: Option<NodeId>| node.is_some_and(|node| !self.denies(at, node));
        !keywords.unsupported.is_empty()
            || !keywords.pattern_properties.is_empty()
            || admits(keywords.additional_properties)
            || admits(keywords.unevaluated_properties)
    }

    /// The names of all properties that a node evaluates in an object that it accepts. `None`: there may be others.
    fn names_evaluated(&mut self, at: NodeRef) -> Option<Names> {
        let at = self.resolve(at);
        if let Some(known) = self.presence.evaluated.get(&at) {
            return known.clone();
        }
        let names = self.collect_names(at, &[]).map(Rc::new);
        self.presence.evaluated.insert(at, names.clone());
        names
    }

    fn collect_names(&mut self, at: NodeRef, beside: &[NodeRef]) -> Option<BTreeSet<Name>> {
        let mut names = BTreeSet::new();
        let mut seen = HashSet::default();
        let mut pending = vec![at];
        while let Some(at) = pending.pop() {
            let at = self.resolve(at);
            let Some(keywords) = self.keywords(at) else {
                continue;
            };
            if !seen.insert(at) {
                continue;
            }
            self.step();
            if self.is_open(at, keywords) || self.is_out_of_steps() {
                return None;
            }
            names.extend(keywords.properties.keys().cloned());
            let certain = keywords.references.iter().chain(&keywords.all_of);
            pending.extend(certain.chain(&keywords.any_of).map(|node| at.sibling(*node)));
            if !beside.contains(&at) {
                pending.extend(keywords.one_of.iter().map(|node| at.sibling(*node)));
            }
            pending.extend(conditional(keywords).map(|node| at.sibling(node)));
        }
        Some(names)
    }

    /// The node that admits only properties that it evaluates, if the names of these are known.
    pub(super) fn closing(&mut self, known: &Known<'a>) -> Option<NodeRef> {
        known.parts.iter().find_map(|(at, keywords)| {
            let closing = keywords
                .additional_properties
                .or(keywords.unevaluated_properties)?;
            (self.denies(*at, closing) && self.names_evaluated(*at).is_some()).then_some(*at)
        })
    }

    /// The names that an object of the closing node can have, if these branches accept it.
    pub(super) fn possible(&mut self, closing: NodeRef, split: &[Choice]) -> Option<Possible> {
        let owners = owners(split);
        let beside = if owners.is_empty() {
            self.names_evaluated(closing)
        } else {
            let key = (closing, owners);
            match self.presence.beside.get(&key) {
                Some(known) => known.clone(),
                None => {
                    let names = self.collect_names(closing, &key.1).map(Rc::new);
                    self.presence.beside.insert(key, names.clone());
                    names
                }
            }
        };
        let chosen = split.iter().filter(|choice| choice.union == Union::OneOf);
        let chosen = chosen.map(|choice| self.names_evaluated(choice.branch));
        let chosen = chosen.collect::<Option<Vec<Names>>>()?;
        Some(Possible {
            beside: beside?,
            chosen,
        })
    }

    /// The branches of the union that may evaluate the property.
    pub(in crate::compat::search) fn branches_evaluating(
        &mut self,
        at: NodeRef,
        union: Union,
        name: &str,
    ) -> Vec<u32> {
        let known = match self.presence.branches.get(&(at, union)) {
            Some(known) => known.clone(),
            None => {
                let mut by_name = ByName::default();
                for (number, node) in self.branches(at, union).iter().enumerate() {
                    let number = number as u32;
                    match self.names_evaluated(at.sibling(*node)) {
                        None => by_name.open.push(number),
                        Some(names) => names.iter().for_each(|name| {
                            by_name.named.entry(name.clone()).or_default().push(number);
                        }),
                    }
                }
                let known = Rc::new(by_name);
                self.presence.branches.insert((at, union), known.clone());
                known
            }
        };
        let named = known.named.get(name).into_iter().flatten();
        named.chain(&known.open).copied().collect()
    }

    /// The ways in which the property can be evaluated by the closing node: if it is there, one of them is real.
    /// `None`: there may be others.
    pub(super) fn evaluators(
        &mut self,
        closing: NodeRef,
        split: &[Choice],
        name: &str,
    ) -> Option<Vec<Evaluator>> {
        let mut found = Vec::new();
        let mut path = Vec::new();
        if !self.add_evaluators(closing, split, name, DEPTH, &mut path, &mut found) {
            return None;
        }
        if let Some(certain) = found.iter().position(|evaluator| evaluator.choices.is_empty()) {
            return Some(vec![found.swap_remove(certain)]);
        }
        Some(found)
    }

    fn add_evaluators(
        &mut self,
        at: NodeRef,
        split: &[Choice],
        name: &str,
        depth: usize,
        path: &mut Vec<Choice>,
        found: &mut Vec<Evaluator>,
    ) -> bool {
        self.step();
        let at = self.resolve(at);
        let Some(keywords) = self.keywords(at) else {
            return true;
        };
        if depth == 0 || self.is_out_of_steps() || self.is_open(at, keywords) {
            return false;
        }
        if let Some(node) = keywords.properties.get(name) {
            found.push(Evaluator {
                property: at.sibling(*node),
                choices: path.clone(),
            });
            if path.is_empty() {
                return true;
            }
        }
        for node in keywords.references.iter().chain(&keywords.all_of) {
            if !self.add_evaluators(at.sibling(*node), split, name, depth - 1, path, found) {
                return false;
            }
        }
        for union in [Union::AnyOf, Union::OneOf] {
            let branches = self.branches(at, union);
            if branches.is_empty() {
                continue;
            }
            let chosen = split
                .iter()
                .find(|choice| choice.at == at && choice.union == union);
            if let Some(chosen) = chosen {
                if !self.add_evaluators(chosen.branch, split, name, depth - 1, path, found) {
                    return false;
                }
                if union == Union::OneOf {
                    continue;
                }
            }
            for number in self.branches_evaluating(at, union, name) {
                let branch = self.resolve(at.sibling(branches[number as usize]));
                path.push(Choice { at, union, branch });
                let is_known = self.add_evaluators(branch, split, name, depth - 1, path, found);
                path.pop();
                if !is_known {
                    return false;
                }
            }
        }
        conditional(keywords).all(|node| {
            let names = self.names_evaluated(at.sibling(node));
            names.is_some_and(|names| !names.contains(name))
        })
    }

    /// The branches that accept in each way in which the property can be evaluated.
    pub(in crate::compat::search) fn ways_to_evaluate(
        &mut self,
        closing: NodeRef,
        chosen: &[Choice],
        name: &str,
    ) -> Option<Vec<Vec<Choice>>> {
        let evaluators = self.evaluators(closing, chosen, name)?;
        Some(
            evaluators
                .into_iter()
                .map(|evaluator| evaluator.choices)
                .collect(),
        )
    }

    /// The names that an object of the closing node can have, if these branches accept it; `None` if any.
    pub(in crate::compat::search) fn possible_names(
        &mut self,
        closing: NodeRef,
        chosen: &[Choice],
    ) -> Option<BTreeSet<Name>> {
        let possible = self.possible(closing, chosen)?;
        Some(possible.iter().cloned().collect())
    }

    /// Returns true if an object of the closing node can have the property, if these branches accept it; `None` if
    /// that is not known.
    pub(in crate::compat::search) fn can_be_there(
        &mut self,
        closing: NodeRef,
        chosen: &[Choice],
        name: &str,
    ) -> Option<bool> {
        let possible = self.possible(closing, chosen)?;
        Some(possible.contains(name))
    }

    /// Returns true if the outer node's `unevaluatedProperties` accepts each property that the value can have.
    pub(super) fn evaluated_within(
        &mut self,
        inner: Inner<'_>,
        known: &Known<'a>,
        outer: NodeRef,
        keywords: &'a Keywords,
        proof: &mut Proof,
    ) -> bool {
        let Some(closing) = self.closing(known) else {
            return false;
        };
        let Some(possible) = self.possible(closing, inner.split) else {
            return false;
        };
        possible.iter().all(|name| {
            keywords.properties.contains_key(name)
                || self.name_evaluated_within(inner, Some(closing), outer, name, proof)
        })
    }

    /// Returns true if the outer node's `unevaluatedProperties` accepts the property, if it is there.
    pub(super) fn name_evaluated_within(
        &mut self,
        inner: Inner<'_>,
        closing: Option<NodeRef>,
        outer: NodeRef,
        name: &str,
        proof: &mut Proof,
    ) -> bool {
        let inner = Inner {
            present: Some(name),
            ..inner
        };
        let Some(left) = self
            .keywords(outer)
            .and_then(|keywords| keywords.unevaluated_properties)
        else {
            return true;
        };
        let evaluators = closing.and_then(|closing| self.evaluators(closing, inner.split, name));
        let Some(evaluators) = evaluators else {
            return self.is_evaluated(inner, outer, name, false, proof);
        };
        evaluators.into_iter().all(|evaluator| {
            let mut nodes = inner.nodes.to_vec();
            let mut split = inner.split.to_vec();
            for choice in evaluator.choices {
                nodes.extend([choice.at, choice.branch]);
                split.push(choice);
            }
            let inner = Inner {
                nodes: &nodes,
                split: &split,
                ..inner
            };
            let mark = proof.pairs.len();
            if self.is_evaluated(inner, outer, name, false, proof) {
                return true;
            }
            proof.forget_from(mark);
            !self.denies(outer, left) && self.note(evaluator.property, outer.sibling(left), proof)
        })
    }

    /// Returns true if the node, or a part of it that accepts the value, evaluates the property. The `whole` node also
    /// counts with what it says of other properties.
    fn is_evaluated(
        &mut self,
        inner: Inner<'_>,
        at: NodeRef,
        name: &str,
        whole: bool,
        proof: &mut Proof,
    ) -> bool {
        self.step();
        let at = self.resolve(at);
        let Some(keywords) = self.keywords(at) else {
            return false;
        };
        if inner.depth == 0 || self.is_out_of_steps() || !keywords.unsupported.is_empty() {
            return false;
        }
        if whole && (keywords.additional_properties.is_some() || keywords.unevaluated_properties.is_some())
            || keywords.properties.contains_key(name)
        {
            return true;
        }
        for node in keywords.references.iter().chain(&keywords.all_of) {
            if self.is_evaluated(inner.deeper(), at.sibling(*node), name, true, proof) {
                return true;
            }
        }
        for union in [Union::AnyOf, Union::OneOf] {
            let branches = self.branches(at, union);
            if branches.is_empty() {
                continue;
            }
            let mut evaluating = self.branches_evaluating(at, union, name);
            if evaluating.len() > MOST_TRIED {
                let index = self.union(at, union);
                let Some(known) = self.known(inner.nodes) else {
                    return false;
                };
                let fitting = self.branches_that_fit(&index, &known);
                evaluating.retain(|number| fitting.contains(number));
            }
            for number in evaluating.into_iter().take(MOST_TRIED) {
                let branch = at.sibling(branches[number as usize]);
                let mark = proof.pairs.len();
                if self.is_within(inner.deeper(), branch, proof)
                    && self.is_evaluated(inner.deeper(), branch, name, true, proof)
                {
                    return true;
                }
                proof.forget_from(mark);
            }
        }
        false
    }

    /// The branches of the outer union that may accept an object of the inner side, as tags and the presence of
    /// properties show. `None`: too many.
    pub(super) fn reachable(
        &mut self,
        inner: Inner<'_>,
        known: &Known<'a>,
        (outer, union): (NodeRef, Union),
        index: &Index<'a>,
    ) -> Option<Vec<u32>> {
        if known.types != Types::OBJECT {
            return None;
        }
        let closing = self.closing(known);
        if closing.is_none() && union == Union::OneOf {
            let chosen = inner.split.iter().filter(|choice| choice.union == Union::OneOf);
            for choice in chosen {
                let Some(counterparts) = self.counterparts(choice.at, outer) else {
                    continue;
                };
                // No other branch of the inner `oneOf` accepts, so what they contain does not accept either.
                let inner = self.union(choice.at, Union::OneOf);
                let chosen = inner.positions_of(choice.branch);
                let reached = counterparts.iter().enumerate();
                let reached = reached.filter(|(_, counterpart)| chosen.contains(counterpart));
                let reached: Vec<u32> = reached.map(|(number, _)| number as u32).collect();
                return (reached.len() <= MOST_REACHED).then_some(reached);
            }
        }
        let possible = match closing {
            Some(closing) => self.possible(closing, inner.split),
            None => None,
        };
        let mut reached = Reached::default();
        let tag = index.tag();
        let tag = tag.filter(|tag| possible.as_ref().is_none_or(|possible| possible.contains(tag)));
        let of_tag = match tag.map(|tag| self.texts_of(known, tag)) {
            None => true,
            Some(Some(texts)) => reached.add(texts.iter().flat_map(|text| index.tagged_by(text))),
            Some(None) => reached.add(index.all_tagged()),
        };
        if !of_tag || !reached.add(index.plain_objects()) {
            return None;
        }
        let is_few = if let (Some(closing), Some(possible)) = (closing, possible) {
            let key = (outer, union, closing, owners(inner.split));
            let requiring = match self.presence.requiring.get(&key) {
                Some(known) => known.clone(),
                None => {
                    let names = index.required_names();
                    let names = names.filter(|name| possible.beside.contains(*name));
                    let requiring: Vec<u32> = names.flat_map(|name| index.requiring(name)).copied().collect();
                    let requiring = Rc::new(requiring);
                    self.presence.requiring.insert(key, requiring.clone());
                    requiring
                }
            };
            let chosen = possible.chosen.iter().flat_map(|names| names.iter());
            reached.add(requiring.iter()) && reached.add(chosen.flat_map(|name| index.requiring(name)))
        } else {
            let names = index.required_names();
            reached.add(names.flat_map(|name| index.requiring(name)))
        };
        is_few.then(|| reached.branches.into_iter().collect())
    }

    /// For each branch of the outer `oneOf`, a branch of the inner one that contains it; `None` if one has none.
    fn counterparts(&mut self, inner: NodeRef, outer: NodeRef) -> Option<Rc<Vec<u32>>> {
        if let Some(known) = self.presence.counterparts.get(&(inner, outer)) {
            return known.clone();
        }
        if std::mem::replace(&mut self.presence.is_comparing, true) {
            return None;
        }
        let index = self.union(inner, Union::OneOf);
        let candidates = self.branches(inner, Union::OneOf);
        let mut found = Vec::new();
        for branch in self.branches(outer, Union::OneOf) {
            let branch = outer.sibling(*branch);
            let fitting = match self.known(&[branch]) {
                Some(mut known) => {
                    known.types = known.types.and(Types::OBJECT);
                    self.branches_that_fit(&index, &known)
                }
                None => Vec::new(),
            };
            let mut fitting = fitting.into_iter().take(MOST_TRIED);
            let counterpart =
                fitting.find(|number| self.within(branch, inner.sibling(candidates[*number as usize])));
            match counterpart {
                Some(number) => found.push(number),
                None => break,
            }
        }
        self.presence.is_comparing = false;
        let is_whole = found.len() == self.branches(outer, Union::OneOf).len();
        let found = is_whole.then(|| Rc::new(found));
        self.presence.counterparts.insert((inner, outer), found.clone());
        found
    }

    /// Returns true if two branches of the outer `oneOf` cannot accept, because two branches of an inner one would.
    pub(super) fn at_most_one_counterpart(&mut self, known: &Known<'a>, outer: NodeRef) -> bool {
        known.parts.iter().any(|(at, keywords)| {
            let is_wide_enough = keywords.one_of.len() >= self.branches(outer, Union::OneOf).len();
            is_wide_enough
                && self.counterparts(*at, outer).is_some_and(|counterparts| {
                    let distinct: HashSet<u32> = counterparts.iter().copied().collect();
                    distinct.len() == counterparts.len()
                })
        })
    }

    /// The branches of the union that may accept an object that all the nodes accept, of a `oneOf` with a choice no
    /// other branch; `None` if that does not distinguish them.
    pub(crate) fn branches_that_may_meet(
        &mut self,
        nodes: &[NodeRef],
        choices: &[Choice],
        outer: NodeRef,
        union: Union,
    ) -> Option<Vec<u32>> {
        let index = self.union(outer, union);
        let mut known = self.known(nodes)?;
        known.types = known.types.and(Types::OBJECT);
        let inner = Inner {
            nodes,
            split: choices,
            present: None,
            depth: PROOF_DEPTH,
        };
        self.reachable(inner, &known, (outer, union), &index)
    }

    /// The texts that the property may be, if its schema lists them.
    fn texts_of(&self, known: &Known<'a>, tag: &str) -> Option<Vec<&'a str>> {
        known.parts.iter().find_map(|(at, keywords)| {
            let node = keywords.properties.get(tag)?;
            let constants = self.constants(self.resolve(at.sibling(*node)));
            let texts = constants.iter().map(|value| value.as_str());
            texts
                .collect::<Option<Vec<&str>>>()
                .filter(|texts| !texts.is_empty())
        })
    }
}
