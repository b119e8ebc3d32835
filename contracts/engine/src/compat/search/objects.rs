//! Objects: which properties are there, what their values must be, and how many.

use std::rc::Rc;

use super::base_case::Leaf;
use super::goal::{Atom, Claim, Formula, Goal, Name, NodeRef, ReasonId};
use super::state::State;
use super::{Answer, Search};
use crate::compat::schema::node::Body;
use crate::json::{Json, Object};

impl<'a> Search<'a> {
    /// Returns true if `properties` or `patternProperties` of the node cover the name.
    pub(crate) fn is_named(&mut self, at: NodeRef, name: &str) -> Result<bool, ReasonId> {
        let Body::Keywords(keywords) = self.body(at) else {
            return Ok(false);
        };
        if keywords.properties.contains_key(name) {
            return Ok(true);
        }
        for (pattern, _) in &keywords.pattern_properties {
            if self.matches(at.side(), pattern, name)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The claims of the state about the member with this name, if it is present.
    pub(super) fn member_claims(&mut self, state: &State<'a>, name: &str, claims: &mut Vec<Claim>) {
        self.take_steps_for(state.atoms.len());
        for atom in &state.atoms {
            match atom {
                Atom::Members(at) => self.shape_claims(*at, name, claims),
                Atom::Member(other, claim) if **other == *name => claims.push(*claim),
                _ => {}
            }
        }
    }

    pub(crate) fn shape_claims(&mut self, at: NodeRef, name: &str, claims: &mut Vec<Claim>) {
        let Body::Keywords(keywords) = self.body(at) else {
            return;
        };
        let mut is_named = false;
        if let Some(node) = keywords.properties.get(name) {
            is_named = true;
            claims.push(Claim::Accepts(self.resolve(at.sibling(*node))));
        }
        let mut undecided = Vec::new();
        for (pattern, node) in &keywords.pattern_properties {
            let node = self.resolve(at.sibling(*node));
            match self.matches(at.side(), pattern, name) {
                Ok(true) => {
                    is_named = true;
                    claims.push(Claim::Accepts(node));
                }
                Ok(false) => {}
                // What an unmatchable pattern asks of the names that it covers is left out; `unmatched` records the
                // doubt.
                Err(_) => undecided.push(node),
            }
        }
        let Some(rest) = keywords.additional_properties.filter(|_| !is_named) else {
            return;
        };
        let rest = self.resolve(at.sibling(rest));
        // A name that such a pattern may cover is an additional one or not: that has to make no difference.
        if undecided
            .into_iter()
            .all(|covered| self.is_covered(covered, rest))
        {
            claims.push(Claim::Accepts(rest));
        }
    }

    fn member_goal(&mut self, state: &State<'a>, name: &str, added: Option<Claim>) -> Goal<'a> {
        let mut claims: Vec<Claim> = added.map(|claim| self.resolve_claim(claim)).into_iter().collect();
        self.member_claims(state, name, &mut claims);
        claims.retain(|claim| !self.is_trivial(*claim));
        Goal::of_claims(claims)
    }

    pub(crate) fn is_trivial(&self, claim: Claim) -> bool {
        match claim {
            Claim::Accepts(at) => matches!(self.body(at), Body::Always(true)),
            Claim::Refuses(at) => matches!(self.body(at), Body::Always(false)),
            _ => false,
        }
    }

    /// Returns true if the state's shapes plainly leave no room for the property.
    pub(super) fn is_barred(&mut self, state: &State<'a>, name: &str) -> bool {
        let mut claims = Vec::new();
        self.member_claims(state, name, &mut claims);
        let denied =
            |search: &Self, at: NodeRef| matches!(search.body(search.resolve(at)), Body::Always(false));
        if claims
            .iter()
            .any(|claim| matches!(claim, Claim::Accepts(at) if denied(self, *at)))
        {
            return true;
        }
        for atom in &state.atoms {
            let Atom::UnevaluatedMembers(at) = atom else {
                continue;
            };
            let Body::Keywords(keywords) = self.body(*at) else {
                continue;
            };
            let Some(left) = keywords.unevaluated_properties else {
                continue;
            };
            if !denied(self, at.sibling(left)) {
                continue;
            }
            let can_be_there = match self.can_be_there(*at, &state.chosen, name) {
                Some(known) => known,
                None => {
                    let evaluated = self.evaluates_beside(*at, name, true);
                    super::evaluated::is_constant(&evaluated) != Some(false)
                }
            };
            if !can_be_there {
                return true;
            }
        }
        false
    }

    pub(super) fn is_dead_member(&mut self, state: &State<'a>, name: &Name, claim: Option<Claim>) -> bool {
        if state.presence.get(name) == Some(&false) || self.is_barred(state, name) {
            return true;
        }
        let goal = self.member_goal(state, name, claim);
        !goal.atoms.is_empty() && matches!(self.solve(&goal), Answer::Empty)
    }

    /// Returns true if a member that a new condition speaks of has no value left. While there are choices, that is
    /// cheaper to know before they are made.
    pub(super) fn has_member_without_value(&mut self, state: &mut State<'a>) -> bool {
        /// With fewer clauses, members are looked at when the object is made.
        const FEW_CLAUSES: usize = 4;
        /// Of larger objects, not each member is looked at again.
        const FEW_NAMES: usize = 4;
        if state.clauses.len() < FEW_CLAUSES {
            return false;
        }
        let first = std::mem::replace(&mut state.weighed_atoms, state.atoms.len());
        let mut names: Vec<Name> = Vec::new();
        for atom in state.atoms.iter().skip(first) {
            match atom {
                Atom::Member(name, _) => names.push(name.clone()),
                Atom::Members(at) => {
                    let named = self.keywords(*at).map(|keywords| &keywords.properties);
                    let few = named.filter(|named| named.len() <= FEW_NAMES);
                    let named = few.into_iter().flat_map(|named| named.keys());
                    names.extend(
                        named
                            .filter(|name| state.presence.get(*name) == Some(&true))
                            .cloned(),
                    );
                }
                _ => {}
            }
        }
        names.into_iter().any(|name| {
            for _ in 0..=state.atoms.len() / 16 {
                self.step();
            }
            let goal = self.member_goal(state, &name, None);
            !goal.atoms.is_empty() && matches!(self.solve(&goal), Answer::Empty)
        })
    }

    pub(super) fn objects(&mut self, state: &mut State<'a>) -> Leaf<'a> {
        if let Some(leaf) = self.names_fit(state) {
            return leaf;
        }
        let more = self.evaluate_present(state);
        if !more.is_empty() {
            return Leaf::More(more);
        }
        if let Some(index) = state.atoms.iter().position(is_demand) {
            let demand = state.atoms.swap_remove(index);
            state.examined = state.examined.min(index);
            return match self.members_that_fulfil(state, &demand) {
                Ok(ways) => Leaf::Split(ways),
                Err(reason) => Leaf::Answer(Answer::Unknown(reason)),
            };
        }
        let (mut least, mut most) = (0, u64::MAX);
        for atom in &state.atoms {
            match atom {
                Atom::MembersAtLeast(bound) => least = least.max(*bound),
                Atom::MembersAtMost(bound) => most = most.min(*bound),
                _ => {}
            }
        }
        let count = state.present().count() as u64;
        if count > most || least > most {
            return Leaf::Answer(Answer::Empty);
        }
        if count < least {
            return match self.members_that_fill(state, least - count) {
                Ok(ways) => Leaf::Split(ways),
                Err(reason) => Leaf::Answer(Answer::Unknown(reason)),
            };
        }
        Leaf::Answer(self.build_object(state))
    }

    /// `propertyNames` on the present members; an answer if it fails or is not decided.
    fn names_fit(&mut self, state: &State<'a>) -> Option<Leaf<'a>> {
        for atom in &state.atoms {
            let Atom::Names(at) = atom else { continue };
            for name in state.present() {
                match self.accepts_name(*at, name) {
                    Ok(true) => {}
                    Ok(false) => return Some(Leaf::Answer(Answer::Empty)),
                    Err(reason) => return Some(Leaf::Answer(Answer::Unknown(reason))),
                }
            }
        }
        for name in state.present() {
            if let Err(reason) = self.unmatched(state, name) {
                return Some(Leaf::Answer(Answer::Unknown(reason)));
            }
        }
        None
    }

    /// Returns true if every pattern of the state's shapes can be matched with the name.
    fn unmatched(&mut self, state: &State<'a>, name: &str) -> Result<(), ReasonId> {
        for atom in &state.atoms {
            if let Atom::Members(at) = atom {
                self.is_named(*at, name)?;
            }
        }
        Ok(())
    }

    /// The demands of `unevaluatedProperties` on the members that are present, once for each.
    fn evaluate_present(&mut self, state: &mut State<'a>) -> Vec<Formula<'a>> {
        let mut more = Vec::new();
        for index in 0..state.atoms.len() {
            let Atom::UnevaluatedMembers(at) = state.atoms[index] else {
                continue;
            };
            let Body::Keywords(keywords) = self.body(at) else {
                continue;
            };
            let Some(left) = keywords.unevaluated_properties else {
                continue;
            };
            let present: Vec<Name> = state.present().cloned().collect();
            self.take_steps_for(4 * present.len());
            for name in present {
                let evaluated = self.evaluates_beside(at, &name, true);
                if evaluated.is_true() || !state.evaluated.insert((at, name.clone())) {
                    continue;
                }
                let left = Atom::Member(name, Claim::Accepts(at.sibling(left))).into();
                more.push(Formula::Any(vec![evaluated, left]));
            }
        }
        more
    }

    fn build_object(&mut self, state: &State<'a>) -> Answer {
        // Demands on single members are the most likely to be unsatisfiable, so they are examined before others are
        // made.
        for atom in &state.atoms {
            if let Atom::Member(name, _) = atom {
                let goal = self.member_goal(state, name, None);
                if matches!(self.solve(&goal), Answer::Empty) {
                    return Answer::Empty;
                }
            }
        }
        let names: Vec<Name> = state.present().cloned().collect();
        let mut members = Object::default();
        let mut unknown = None;
        for name in names {
            let goal = self.member_goal(state, &name, None);
            match self.solve_preferring(state, &name, goal) {
                Answer::Found(value) => {
                    members.insert(String::from(&*name), Rc::unwrap_or_clone(value));
                }
                Answer::Empty => return Answer::Empty,
                Answer::Unknown(reason) => unknown = unknown.or(Some(reason)),
            }
        }
        match unknown {
            None => Answer::Found(Rc::new(Json::Object(members))),
            Some(reason) => Answer::Unknown(reason),
        }
    }

    /// A value that, if possible, is not a reason of its own for the refusal that the state asks for.
    fn solve_preferring(&mut self, state: &State<'a>, name: &Name, goal: Goal<'a>) -> Answer {
        let refused = goal
            .atoms
            .iter()
            .any(|atom| !matches!(atom, Atom::Claim(Claim::Accepts(_))));
        if !refused {
            let mut claims: Vec<Claim> = Vec::new();
            let refusing = state.claims.iter().filter_map(|claim| match claim {
                Claim::Refuses(at) => Some(at),
                _ => None,
            });
            for at in refusing.chain(&self.preferred) {
                let Body::Keywords(keywords) = self.body(*at) else {
                    continue;
                };
                if let Some(node) = keywords.properties.get(name) {
                    claims.push(Claim::Accepts(self.resolve(at.sibling(*node))));
                }
            }
            claims.retain(|claim| !self.is_trivial(*claim));
            if !claims.is_empty() {
                claims.extend(goal.atoms.iter().filter_map(|atom| match atom {
                    Atom::Claim(claim) => Some(*claim),
                    _ => None,
                }));
                if let Answer::Found(value) = self.solve(&Goal::of_claims(claims)) {
                    return Answer::Found(value);
                }
            }
        }
        self.solve(&goal)
    }
}

/// Returns true if the condition asks for a member that is not named.
fn is_demand(atom: &Atom<'_>) -> bool {
    matches!(
        atom,
        Atom::SomeMatchingMember(..)
            | Atom::SomeAdditionalMember(_)
            | Atom::SomeName(_)
            | Atom::SomeUnevaluatedMember(_)
    )
}
