//! Flat schemas: nothing but a few properties with constants that are numbers, booleans or null.
//!
//! Whether such a schema accepts an object shows in the few members alone. So a clause of flat schemas is decided as
//! early as one of bare booleans, and a union of them that must refuse is taken apart at once.

use super::Search;
use super::goal::{Atom, Claim, Formula, Name, NodeRef, Union};
use super::state::State;
use crate::compat::schema::node::{Body, Types};
use crate::json::Json;

/// The number of properties, and of constants of each.
const FEW: usize = 8;
/// The number of branches of a union that are refused at once.
const MOST_BRANCHES: usize = 10_000;

impl<'a> Search<'a> {
    /// Returns true if a value shows at once whether the node accepts it. Strings are left to the tags of unions.
    fn is_scalar(&self, at: NodeRef) -> bool {
        let constants = self.constants(self.resolve(at));
        let is_plain = |value: &Json| matches!(value, Json::Null | Json::Bool(_) | Json::Number(_));
        (1..=FEW).contains(&constants.len()) && constants.iter().all(is_plain)
    }

    /// Returns true if the node says nothing of an object but that some properties have constants, and maybe that
    /// they are there.
    pub(super) fn is_flat(&mut self, at: NodeRef) -> bool {
        let at = self.resolve(at);
        if let Some(known) = self.flat.get(&at) {
            return *known;
        }
        let is_flat = self.would_be_flat(at);
        self.flat.insert(at, is_flat);
        is_flat
    }

    fn would_be_flat(&mut self, at: NodeRef) -> bool {
        let Body::Keywords(keywords) = self.body(at) else {
            return false;
        };
        if !(1..=FEW).contains(&keywords.properties.len())
            || keywords.values.is_some()
            || !keywords.pattern_properties.is_empty()
            || keywords.additional_properties.is_some()
            || !keywords
                .properties
                .values()
                .all(|node| self.is_scalar(at.sibling(*node)))
        {
            return false;
        }
        let conditions = self.expand_accepts(at, Types::OBJECT);
        let is_of_members = |part: &Formula<'_>| match part {
            Formula::Atom(Atom::Members(_)) => true,
            Formula::Atom(Atom::Present(name)) => keywords.properties.contains_key(name),
            _ => false,
        };
        conditions.iter().all(is_of_members)
    }

    /// The properties of a flat node, with what it says of each.
    pub(super) fn flat_members(&self, at: NodeRef) -> impl Iterator<Item = (&'a Name, NodeRef)> + use<'a> {
        let at = self.resolve(at);
        let members = self
            .keywords(at)
            .into_iter()
            .flat_map(|keywords| &keywords.properties);
        members.map(move |(name, node)| (name, at.sibling(*node)))
    }

    /// Returns true if a member that is there has none of the constants of the flat node.
    pub(super) fn is_refused_by_a_member(&mut self, state: &State<'a>, at: NodeRef) -> bool {
        let mut members = self.flat_members(at);
        members.any(|(name, node)| {
            state.presence.get(name) == Some(&true)
                && self.is_dead_member(state, name, Some(Claim::Accepts(node)))
        })
    }

    /// Returns true if each member that the flat node speaks of is known to be as it demands.
    pub(super) fn is_accepted_by_each_member(&mut self, state: &State<'a>, at: NodeRef) -> bool {
        let Some(keywords) = self.keywords(self.resolve(at)) else {
            return false;
        };
        let mut members = self.flat_members(at);
        members.all(|(name, node)| match state.presence.get(name) {
            Some(true) => self.is_dead_member(state, name, Some(Claim::Refuses(node))),
            Some(false) => !keywords.required.contains(name),
            None => false,
        })
    }

    /// Returns true if the claim about scalar constants holds of the member that is there.
    pub(super) fn is_known_of_a_member(&mut self, state: &State<'a>, name: &Name, claim: Claim) -> bool {
        let (at, opposite) = match claim {
            Claim::Accepts(at) => (at, Claim::Refuses(at)),
            Claim::Refuses(at) => (at, Claim::Accepts(at)),
            Claim::Is(_) | Claim::IsNot(_) => return false,
        };
        self.is_scalar(at)
            && state.presence.get(name) == Some(&true)
            && self.is_dead_member(state, name, Some(opposite))
    }

    /// Returns true if all branches of the union are flat, so that each refuses in one of few ways.
    pub(super) fn has_flat_branches(&mut self, at: NodeRef, union: Union) -> bool {
        let branches = self.branches(at, union);
        branches.len() <= MOST_BRANCHES && branches.iter().all(|node| self.is_flat(at.sibling(*node)))
    }
}
