//! What shows about an object before its unions are split.
//!
//! An object that `unevaluatedProperties: false` closes has only properties that a branch evaluates. So a property
//! that is there can decide a union, a demand for some property is one for few names, and plain containment rules
//! out most branches before they are tried.

use super::Search;
use super::goal::{Atom, Claim, Formula, Name, NodeRef, Union};
use super::state::State;
use super::subsumption::{Choice, Question};
use crate::compat::schema::node::{Body, Types};

/// If so many alternatives of a union stay, plain containment is not tried for the others.
const MOST_MISSES: usize = 3;

impl<'a> Search<'a> {
    /// The node that closes the object around its unions.
    pub(super) fn closed_around(&self, state: &State<'a>) -> Option<NodeRef> {
        if state.kind != Types::OBJECT {
            return None;
        }
        state.atoms.iter().find_map(|atom| match atom {
            Atom::UnevaluatedMembers(at) if self.denies_unevaluated(*at) => Some(*at),
            _ => None,
        })
    }

    fn denies_unevaluated(&self, at: NodeRef) -> bool {
        let left = self
            .keywords(at)
            .and_then(|keywords| keywords.unevaluated_properties);
        left.is_some_and(|left| matches!(self.body(self.resolve(at.sibling(left))), Body::Always(false)))
    }

    /// Returns true if plain containment answers the question for each value of the state.
    pub(super) fn is_shown_of(&mut self, state: &State<'a>, question: Question) -> bool {
        let nodes: Vec<NodeRef> = accepting(state).collect();
        self.is_shown(&nodes, &state.chosen, question)
    }

    /// The alternatives of a union, without those of which plain containment shows that the state refuses them.
    pub(super) fn not_refused(
        &mut self,
        state: &State<'a>,
        alternatives: &[Formula<'a>],
        refused: &[Question],
    ) -> Option<Vec<Formula<'a>>> {
        if alternatives.len() < 2 || refused.is_empty() {
            return None;
        }
        let mut nodes: Vec<NodeRef> = accepting(state).collect();
        let mut choices = state.chosen.clone();
        let known = (nodes.len(), choices.len());
        let mut left = Vec::new();
        for (index, alternative) in alternatives.iter().enumerate() {
            let (branch, owner) = branch_of(alternative)?;
            nodes.truncate(known.0);
            choices.truncate(known.1);
            let branch = self.resolve(branch);
            nodes.push(branch);
            choices.extend(owner.map(|at| Choice {
                at,
                union: Union::OneOf,
                branch,
            }));
            let is_shown = refused
                .iter()
                .any(|question| self.is_shown(&nodes, &choices, question.clone()));
            if is_shown {
                continue;
            }
            left.push(alternative.clone());
            if left.len() > MOST_MISSES {
                left.extend_from_slice(&alternatives[index + 1..]);
                break;
            }
        }
        (left.len() < alternatives.len()).then_some(left)
    }

    /// What the state says that nothing may do.
    pub(super) fn refused(&self, state: &State<'a>) -> Vec<Question> {
        // The innermost is the easiest to show.
        let claims = state.claims.iter().rev().filter_map(|claim| match claim {
            Claim::Refuses(at) => Some(Question::Accepted(*at)),
            _ => None,
        });
        let unions = state.later.iter().filter_map(|atom| match atom {
            Atom::NoneOf(at, union) => Some(Question::Union(*at, *union)),
            _ => None,
        });
        unions.chain(claims).collect()
    }

    /// Drops the alternatives of all clauses that plain containment rules out, once for each refusal.
    pub(super) fn look_ahead(&mut self, state: &mut State<'a>) {
        let mut refused = self.refused(state);
        refused.retain(|question| !state.looked.contains(question));
        if refused.is_empty() {
            return;
        }
        for index in 0..state.clauses.len() {
            let clause = state.clauses[index].clone();
            if let Some(left) = self.not_refused(state, &clause, &refused) {
                state.clauses[index] = left.into();
            }
        }
        state.looked.extend(refused);
    }

    /// What the properties that are there show about unions, once for each.
    pub(super) fn present_show(&mut self, state: &mut State<'a>, closing: NodeRef) -> Vec<Formula<'a>> {
        let names: Vec<Name> = state.present().cloned().collect();
        let mut shown = Vec::new();
        for name in names {
            if state.placed.contains(&name) {
                continue;
            }
            state.placed.insert(name.clone());
            let Some(mut ways) = self.ways_to_evaluate(closing, &state.chosen, &name) else {
                continue;
            };
            match ways.len() {
                0 => shown.push(Formula::FALSE),
                1 => shown.extend(
                    ways.remove(0)
                        .into_iter()
                        .map(|choice| Formula::accepts(choice.branch)),
                ),
                _ => {}
            }
        }
        shown
    }

    /// Returns true if no value is left for a member that is asked for. Each is examined once.
    pub(super) fn has_dead_member(&mut self, state: &mut State<'a>) -> bool {
        while let Some(atom) = state.atoms.get(state.examined) {
            state.examined += 1;
            if let Atom::Member(name, claim) = atom {
                let (name, claim) = (name.clone(), *claim);
                if self.is_dead_member(state, &name, Some(claim)) {
                    return true;
                }
            }
        }
        false
    }

    /// A demand for some property, as alternatives of a closed object.
    pub(super) fn demanded(&mut self, state: &mut State<'a>) -> Option<Formula<'a>> {
        let place = state
            .atoms
            .iter()
            .position(|atom| matches!(atom, Atom::SomeUnevaluatedMember(_)))?;
        let Atom::SomeUnevaluatedMember(at) = state.atoms[place] else {
            return None;
        };
        let closing = self.closed_around(state)?;
        let names = self.possible_names(closing, &state.chosen)?;
        let demand = state.atoms.swap_remove(place);
        state.examined = state.examined.min(place);
        let mut ways = Vec::new();
        for name in names {
            let evaluated = self
                .ways_to_evaluate(closing, &state.chosen, &name)
                .unwrap_or_else(|| vec![Vec::new()]);
            for choices in evaluated {
                if self.is_property_shown(state, &choices, at, &name) {
                    continue;
                }
                let mut parts: Vec<Formula<'a>> = Vec::new();
                parts.extend(choices.iter().map(|choice| Formula::accepts(choice.branch)));
                match self.way(state, &demand, &name) {
                    Ok(None) => continue,
                    Ok(Some(way)) => parts.push(way),
                    Err(reason) => parts.push(Formula::Undecided(reason)),
                }
                ways.push(Formula::All(parts));
            }
        }
        Some(Formula::Any(ways))
    }

    /// Returns true if `unevaluatedProperties` of the node plainly accepts the property, if these branches accept the
    /// object.
    fn is_property_shown(
        &mut self,
        state: &State<'a>,
        branches: &[Choice],
        at: NodeRef,
        name: &Name,
    ) -> bool {
        let mut nodes: Vec<NodeRef> = accepting(state).collect();
        nodes.extend(branches.iter().flat_map(|choice| [choice.at, choice.branch]));
        let choices = [state.chosen.as_slice(), branches].concat();
        self.is_shown(&nodes, &choices, Question::Property(at, name.clone()))
    }

    /// Returns true if another branch of the `oneOf` is known to accept.
    pub(super) fn has_other_branch(&mut self, state: &State<'a>, at: NodeRef, chosen: u32) -> bool {
        let branches = self.branches(at, Union::OneOf);
        let index = self.union(at, Union::OneOf);
        let chosen = branches.get(chosen as usize).map(|node| at.sibling(*node));
        accepting(state).any(|claim| {
            let numbers = index.positions_of(claim);
            numbers
                .iter()
                .any(|number| Some(at.sibling(branches[*number as usize])) != chosen)
        })
    }
}

fn accepting<'s>(state: &'s State<'_>) -> impl Iterator<Item = NodeRef> + 's {
    state.claims.iter().filter_map(|claim| match claim {
        Claim::Accepts(at) => Some(*at),
        _ => None,
    })
}

/// The branch that an alternative of a union is about, and the node of its `oneOf`.
fn branch_of(alternative: &Formula<'_>) -> Option<(NodeRef, Option<NodeRef>)> {
    match alternative {
        Formula::Atom(Atom::Claim(Claim::Accepts(branch))) => Some((*branch, None)),
        Formula::All(parts) => match parts.as_slice() {
            [
                Formula::Atom(Atom::Claim(Claim::Accepts(branch))),
                Formula::Atom(Atom::OthersRefuse(at, _)),
            ] => Some((*branch, Some(*at))),
            _ => None,
        },
        _ => None,
    }
}
