//! The combined schema of one value, as a conjunction of keywords: references and `allOf` are followed, and one
//! branch of each union is taken.

use std::rc::Rc;

use super::builder::Builder;
use super::choices::{Choice, Strategy};
use super::depth::ENDLESS;
use super::ways::in_place;
use counterpart_engine::compat::schema::node::{Body, Keywords, NodeId, Types};
use counterpart_engine::json::Number;

/// Keywords that apply together to one value.
#[derive(Debug, Default)]
pub(super) struct Conjunction<'s> {
    pub(super) all: Vec<&'s Keywords>,
    /// The node of each of them.
    pub(super) nodes: Vec<NodeId>,
    /// The identity of this conjunction in the counts of choices.
    pub(super) id: Option<NodeId>,
    /// True if a value made of the keywords may still be refused.
    pub(super) is_rough: bool,
}

impl<'s> Conjunction<'s> {
    pub(super) fn id(&self) -> NodeId {
        self.id.unwrap_or(NodeId(0))
    }

    pub(super) fn types(&self) -> Types {
        let types = self.all.iter().filter_map(|keywords| keywords.types);
        types.fold(Types::ALL, Types::and)
    }

    /// The most of the lower bounds, and whether it is excluded.
    pub(super) fn lower(&self) -> Option<(&'s Number, bool)> {
        let least = self.all.iter().filter_map(|keywords| keywords.minimum.as_ref());
        let above = self
            .all
            .iter()
            .filter_map(|keywords| keywords.exclusive_minimum.as_ref());
        let bounds = least
            .map(|bound| (bound, false))
            .chain(above.map(|bound| (bound, true)));
        bounds.max()
    }

    /// The least of the upper bounds, and whether it is excluded.
    pub(super) fn upper(&self) -> Option<(&'s Number, bool)> {
        let most = self.all.iter().filter_map(|keywords| keywords.maximum.as_ref());
        let below = self
            .all
            .iter()
            .filter_map(|keywords| keywords.exclusive_maximum.as_ref());
        let bounds = most
            .map(|bound| (bound, false))
            .chain(below.map(|bound| (bound, true)));
        bounds.min_by_key(|(bound, excluded)| (*bound, !excluded))
    }
}

impl<'s> Builder<'_, 's> {
    /// Combines the schemas of a value that all of them accept, with one branch of each union. `None` if no value
    /// can satisfy them.
    pub(super) fn conjunction(&mut self, nodes: &[NodeId], depth: usize) -> Option<Rc<Conjunction<'s>>> {
        // Without choices and without a way to follow, the result is always the same.
        let is_free = self.is_without_way();
        if is_free {
            if let Some(known) = self.sampler.settled.get(nodes) {
                return Some(Rc::clone(known));
            }
        }
        let (conjunction, is_chosen) = self.conjoin(nodes, depth)?;
        let conjunction = Rc::new(conjunction);
        if is_free && !is_chosen {
            let settled = &mut self.sampler.settled;
            settled.insert(nodes.to_vec(), Rc::clone(&conjunction));
        }
        Some(conjunction)
    }

    /// The same, made again, and whether a branch was chosen for it.
    fn conjoin(&mut self, nodes: &[NodeId], depth: usize) -> Option<(Conjunction<'s>, bool)> {
        let mut is_chosen = false;
        let mut conjunction = Conjunction::default();
        let mut waiting: Vec<NodeId> = nodes.iter().rev().copied().collect();
        let mut seen: Vec<NodeId> = Vec::new();
        while let Some(node) = waiting.pop() {
            if seen.contains(&node) {
                continue;
            }
            seen.push(node);
            let keywords = match &self.schema().node(node).body {
                Body::Always(true) => continue,
                Body::Always(false) => return None,
                Body::Keywords(keywords) => &**keywords,
            };
            if keywords.is_reference {
                self.go(node);
                waiting.push(keywords.references[0]);
                continue;
            }
            // The way continues in the same value.
            let ahead = self
                .ahead(node)
                .filter(|ahead| in_place(keywords).any(|inner| inner == *ahead));
            if ahead.is_some() {
                self.go(node);
            }
            conjunction.id.get_or_insert(node);
            conjunction.is_rough |= keywords.not.is_some()
                || !keywords.one_of.is_empty()
                || keywords.condition.is_some()
                || keywords.contains.is_some()
                || keywords.multiple_of.is_some()
                || keywords.unique_items
                || !keywords.dependent_schemas.is_empty();
            conjunction.all.push(keywords);
            conjunction.nodes.push(node);
            waiting.extend(keywords.references.iter().chain(&keywords.all_of).rev());
            for branches in [&keywords.any_of, &keywords.one_of] {
                if !branches.is_empty() {
                    is_chosen = true;
                    match ahead.filter(|ahead| branches.contains(ahead)) {
                        Some(ahead) => waiting.push(ahead),
                        None => waiting.push(self.branch(node, branches, depth)?),
                    }
                }
            }
            if let Some(condition) = &keywords.condition {
                is_chosen = true;
                let picked = match ahead {
                    Some(_) if ahead == condition.then => 0,
                    Some(_) if ahead == condition.otherwise => 1,
                    _ => self.pick((node, Choice::Else), 2),
                };
                match picked {
                    0 => waiting.extend([condition.when].into_iter().chain(condition.then)),
                    _ => waiting.extend(condition.otherwise),
                }
            }
        }
        Some((conjunction, is_chosen))
    }

    /// A branch that can still be finished.
    fn branch(&mut self, node: NodeId, branches: &[NodeId], depth: usize) -> Option<NodeId> {
        let least = |index: &usize| self.least(branches[*index]);
        let all: Vec<usize> = (0..branches.len())
            .filter(|index| least(index) != ENDLESS)
            .collect();
        let flattest = all.iter().map(least).min()?;
        let room = self.room(depth);
        let mut allowed: Vec<usize> = all.iter().copied().filter(|index| least(index) <= room).collect();
        if allowed.is_empty() {
            allowed = all.into_iter().filter(|index| least(index) == flattest).collect();
        }
        let goes_deep = |index: &usize| self.is_recursive(branches[*index]);
        if self.goes_deep(depth) && allowed.iter().any(goes_deep) {
            allowed.retain(goes_deep);
        } else if self.is_small() && self.strategy() != Strategy::Plain {
            let flattest = allowed.iter().map(least).min()?;
            allowed.retain(|index| least(index) == flattest);
        }
        let picked = self.pick_of((node, Choice::Branch), branches.len(), &allowed);
        Some(branches[picked])
    }
}
