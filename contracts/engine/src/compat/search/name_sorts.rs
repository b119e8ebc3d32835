//! Names on demand, where many patterns distinguish them.
//!
//! `n` patterns that overlap make up to `2^n` sorts of names. Few of them matter: a name is made, and if no member of
//! that name can be as it must, the conditions to blame say what another name has to do without. Each of these is a
//! pattern that it must not match, or one of the patterns that it must match to be no additional property. So the
//! sorts are ruled out in bulk, and none is looked at twice.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::goal::{Atom, Claim, Formula, Goal, Name, NodeRef, ReasonId};
use super::state::State;
use super::{Answer, Search};
use crate::compat::schema::node::{Body, Types};
use crate::compat::verdict::ReasonKind;

/// Why a member of a name has to satisfy a schema.
#[derive(Clone, Copy)]
enum Cause<'a> {
    Pattern {
        pattern: &'a str,
        side: usize,
    },
    /// No pattern of the node matches the name.
    Additional(NodeRef),
}

/// A condition on the member of a name, and all its causes.
struct Condition<'a> {
    claim: Claim,
    causes: Vec<Cause<'a>>,
}

/// What names are looked for.
pub(super) struct Wanted<'a, 's> {
    pub(super) names: &'s BTreeSet<Name>,
    pub(super) demand: Option<&'s Atom<'a>>,
    pub(super) refused_by: Option<Claim>,
}

impl<'a> Search<'a> {
    /// Ways to have a member that no schema names and that fulfils the demand, or any; none only if there is none.
    pub(super) fn members_on_demand(
        &mut self,
        state: &State<'a>,
        wanted: &Wanted<'a, '_>,
    ) -> Result<Vec<Formula<'a>>, ReasonId> {
        let Some((base, claim)) = self.asked_of_names(state, wanted) else {
            return Err(self.too_many_sorts());
        };
        let mut open = vec![base];
        let mut unknown = None;
        while let Some(atoms) = open.pop() {
            self.step();
            if self.is_out_of_steps() {
                return Err(self.budget_reason());
            }
            if contradict(&atoms) {
                continue;
            }
            let name = match self.other_name(wanted.names, &atoms) {
                Answer::Found(name) => name,
                Answer::Empty => continue,
                Answer::Unknown(reason) => {
                    unknown = Some(reason);
                    continue;
                }
            };
            let Some(name) = name.as_str().map(Name::from) else {
                continue;
            };
            let conditions = match self.conditions_on(state, &name) {
                Ok(conditions) => conditions,
                Err(reason) => {
                    unknown = Some(reason);
                    continue;
                }
            };
            let every: Vec<usize> = (0..conditions.len()).collect();
            if self.are_contradictory(claim, &conditions, &every) {
                let core = self.core(claim, &conditions);
                if core.is_empty() {
                    return Ok(Vec::new());
                }
                if !self.without_each(&atoms, &conditions, &core, &mut open) {
                    unknown = Some(self.too_many_sorts());
                }
                continue;
            }
            let way = match wanted.demand {
                Some(demand) => self.way(state, demand, &name)?,
                None => Some(Atom::Present(name).into()),
            };
            let rest = unknown.unwrap_or_else(|| self.too_many_sorts());
            return match way {
                Some(way) if !self.is_dead(state, &way) => Ok(vec![way, Formula::Undecided(rest)]),
                _ => Err(rest),
            };
        }
        match unknown {
            None => Ok(Vec::new()),
            Some(reason) => Err(reason),
        }
    }

    fn too_many_sorts(&mut self) -> ReasonId {
        let text = "names that many patterns distinguish".to_owned();
        self.reason(ReasonKind::Budget, text)
    }

    /// The conditions on a name itself, and the one on its member that the demand makes.
    fn asked_of_names(
        &mut self,
        state: &State<'a>,
        wanted: &Wanted<'a, '_>,
    ) -> Option<(Vec<Atom<'a>>, Option<Claim>)> {
        let mut base: Vec<Atom<'a>> = wanted.refused_by.map(Atom::Claim).into_iter().collect();
        for atom in &state.atoms {
            if let Atom::Names(at) = atom {
                base.push(Atom::Claim(Claim::Accepts(*at)));
            }
        }
        let claim = match wanted.demand {
            None | Some(Atom::SomeName(_)) => None,
            Some(Atom::SomeMatchingMember(at, index)) => {
                let (pattern, node) = &self.keywords(*at)?.pattern_properties[*index as usize];
                base.push(matches(pattern, at.side(), true));
                Some(Claim::Refuses(at.sibling(*node)))
            }
            Some(Atom::SomeAdditionalMember(at)) => {
                let keywords = self.keywords(*at)?;
                let patterns = keywords.pattern_properties.iter();
                base.extend(patterns.map(|(pattern, _)| matches(pattern, at.side(), false)));
                Some(Claim::Refuses(at.sibling(keywords.additional_properties?)))
            }
            Some(_) => return None,
        };
        Some((base, claim.map(|claim| self.resolve_claim(claim))))
    }

    /// A name that none of these is.
    fn other_name(&mut self, names: &BTreeSet<Name>, atoms: &[Atom<'a>]) -> Answer {
        let outer = self.avoided.replace(Rc::new(names.clone()));
        let goal = Goal {
            types: Types::STRING,
            atoms: atoms.to_vec(),
        };
        let answer = self.solve_kind(&goal, Types::STRING);
        self.avoided = outer;
        answer
    }

    /// What the shapes of the state ask of a member that they do not name.
    fn conditions_on(&mut self, state: &State<'a>, name: &str) -> Result<Vec<Condition<'a>>, ReasonId> {
        let mut conditions: Vec<Condition<'a>> = Vec::new();
        let mut add =
            |claim: Claim, cause: Cause<'a>| match conditions.iter_mut().find(|known| known.claim == claim) {
                Some(known) => known.causes.push(cause),
                None => conditions.push(Condition {
                    claim,
                    causes: vec![cause],
                }),
            };
        for atom in &state.atoms {
            let Atom::Members(at) = atom else { continue };
            let Some(keywords) = self.keywords(*at) else {
                continue;
            };
            let mut is_named = false;
            for (pattern, node) in &keywords.pattern_properties {
                if self.matches(at.side(), pattern, name)? {
                    is_named = true;
                    let claim = Claim::Accepts(self.resolve(at.sibling(*node)));
                    let side = at.side();
                    add(claim, Cause::Pattern { pattern, side });
                }
            }
            if let (false, Some(node)) = (is_named, keywords.additional_properties) {
                let claim = Claim::Accepts(self.resolve(at.sibling(node)));
                add(claim, Cause::Additional(*at));
            }
        }
        Ok(conditions)
    }

    /// Returns true if no value fulfils the claim and those of the conditions.
    fn are_contradictory(
        &mut self,
        claim: Option<Claim>,
        conditions: &[Condition<'a>],
        which: &[usize],
    ) -> bool {
        let claims = which.iter().map(|index| conditions[*index].claim).chain(claim);
        let claims: Vec<Claim> = claims.filter(|claim| !self.is_trivial(*claim)).collect();
        !claims.is_empty() && matches!(self.solve(&Goal::of_claims(claims)), Answer::Empty)
    }

    /// Conditions that contradict the claim together, and none of which can be spared.
    fn core(&mut self, claim: Option<Claim>, conditions: &[Condition<'a>]) -> Vec<usize> {
        let mut core: Vec<usize> = (0..conditions.len()).collect();
        for index in 0..conditions.len() {
            self.step();
            let without: Vec<usize> = core.iter().copied().filter(|kept| *kept != index).collect();
            if self.are_contradictory(claim, conditions, &without) {
                core = without;
            }
        }
        core
    }

    /// Adds the sorts of names that are free of at least one condition of the core. `false`: not all could be told.
    fn without_each(
        &self,
        atoms: &[Atom<'a>],
        conditions: &[Condition<'a>],
        core: &[usize],
        open: &mut Vec<Vec<Atom<'a>>>,
    ) -> bool {
        let mut is_complete = true;
        let mut held: Vec<Atom<'a>> = atoms.to_vec();
        for index in core {
            let mut free = held.clone();
            let mut additional = None;
            for cause in &conditions[*index].causes {
                match cause {
                    Cause::Pattern { pattern, side } => free.push(matches(pattern, *side, false)),
                    Cause::Additional(at) if additional.is_none() => additional = Some(*at),
                    Cause::Additional(_) => is_complete = false,
                }
            }
            match additional {
                None => open.push(free),
                Some(at) => {
                    for (pattern, _) in self.patterns_of(at) {
                        let mut matching = free.clone();
                        matching.push(matches(pattern, at.side(), true));
                        open.push(matching);
                        free.push(matches(pattern, at.side(), false));
                    }
                }
            }
            // The next ones have this condition.
            match conditions[*index].causes[..] {
                [Cause::Pattern { pattern, side }] => held.push(matches(pattern, side, true)),
                [Cause::Additional(at)] => {
                    let patterns = self.patterns_of(at).iter();
                    held.extend(patterns.map(|(pattern, _)| matches(pattern, at.side(), false)));
                }
                _ => {}
            }
        }
        is_complete
    }

    fn patterns_of(&self, at: NodeRef) -> &'a [(std::sync::Arc<str>, crate::compat::schema::node::NodeId)] {
        match self.body(at) {
            Body::Keywords(keywords) => &keywords.pattern_properties,
            Body::Always(_) => &[],
        }
    }
}

fn matches(pattern: &str, side: usize, yes: bool) -> Atom<'_> {
    Atom::Matches { pattern, side, yes }
}

/// Returns true if a name would have to match a pattern and not to match it.
fn contradict(atoms: &[Atom<'_>]) -> bool {
    let of = |wanted: bool| {
        atoms.iter().filter_map(move |atom| match atom {
            Atom::Matches { pattern, yes, .. } if *yes == wanted => Some(*pattern),
            _ => None,
        })
    };
    of(true).any(|pattern| of(false).any(|other| other == pattern))
}
