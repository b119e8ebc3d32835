//! The conditions on one value of a known type, decomposed as far as one branch of the search has come.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::goal::{Atom, Claim, Formula, Goal, Name, NodeRef, ReasonId, Union, ValueId};
use super::subjects::Subjects;
use super::subsumption::{Choice, Question};
use super::{Answer, Search};
use crate::compat::schema::node::{Body, Cycle, Types};
use crate::compat::verdict::ReasonKind;
use crate::json::Json;

/// Among more schemas of one value, not each is compared with each.
const MANY: usize = 64;

#[derive(Clone)]
pub(super) struct State<'a> {
    pub(super) kind: Types,
    /// The conditions on the value as a whole, sorted.
    pub(super) claims: Vec<Claim>,
    pub(super) todo: Vec<Formula<'a>>,
    pub(super) clauses: Vec<Clause<'a>>,
    /// What was asserted since the clauses were weighed.
    pub(super) changed: Subjects,
    /// Unions of which a branch must accept, until it becomes clear which ones can.
    pub(super) unions: Vec<(NodeRef, Union)>,
    /// Only considered once a value was found that violates them.
    pub(super) later: Vec<Atom<'a>>,
    /// Properties that are there, and that are not.
    pub(super) presence: BTreeMap<Name, bool>,
    /// All else that was asserted.
    pub(super) atoms: Vec<Atom<'a>>,
    /// Members whose `unevaluatedProperties` was turned into conditions.
    pub(super) evaluated: BTreeSet<(NodeRef, Name)>,
    /// The branches of `oneOf`s that accept while no other does.
    pub(super) chosen: Vec<Choice>,
    /// Properties whose presence was asked for what it shows.
    pub(super) placed: BTreeSet<Name>,
    /// So many of the atoms were examined for members without a value.
    pub(super) examined: usize,
    /// Refusals that alternatives were compared with.
    pub(super) looked: Vec<Question>,
    /// The schemas that the goal asks to accept the value.
    pub(super) roots: Rc<[NodeRef]>,
    /// The number of properties whose presence was followed.
    pub(super) followed: usize,
    /// The number of atoms whose members were weighed.
    pub(super) weighed_atoms: usize,
    /// The properties of which nothing was known were left out, or put back, once.
    pub(super) has_guessed: bool,
    /// A condition was left out because it cannot be decided.
    pub(super) doubt: Option<ReasonId>,
}

/// Conditions of which at least one must hold.
#[derive(Clone)]
pub(super) struct Clause<'a> {
    pub(super) parts: Rc<[Formula<'a>]>,
    /// What the parts speak of, once they were weighed: unless something of it changes, they weigh the same.
    pub(super) subjects: Option<Subjects>,
    /// Something was asserted of its subjects since it was weighed.
    pub(super) is_stale: bool,
}

/// The result of decomposing.
pub(super) enum Settled {
    /// The conditions contradict each other.
    Dead,
    /// The value is one of few constants, which were all tried.
    Decided(Answer),
    Open,
}

impl<'a> State<'a> {
    pub(super) fn new(kind: Types, goal: &Goal<'a>) -> Self {
        State {
            kind,
            claims: Vec::new(),
            // The first element is taken first.
            todo: goal.atoms.iter().rev().cloned().map(Formula::Atom).collect(),
            clauses: Vec::new(),
            changed: Subjects::default(),
            unions: Vec::new(),
            later: Vec::new(),
            presence: BTreeMap::new(),
            atoms: Vec::new(),
            evaluated: BTreeSet::new(),
            chosen: Vec::new(),
            placed: BTreeSet::new(),
            examined: 0,
            looked: Vec::new(),
            roots: goal.atoms.iter().filter_map(Atom::accepting).collect(),
            followed: 0,
            weighed_atoms: 0,
            has_guessed: false,
            doubt: None,
        }
    }

    pub(super) fn claims(&self, claim: Claim) -> bool {
        self.claims.binary_search(&claim).is_ok()
    }

    /// Properties that are there, in the order of their names.
    pub(super) fn present(&self) -> impl Iterator<Item = &Name> {
        self.presence
            .iter()
            .filter(|(_, there)| **there)
            .map(|(name, _)| name)
    }

    /// Returns true if the presence of the property contradicts nothing.
    fn set_presence(&mut self, name: Name, there: bool) -> bool {
        self.changed.add_name(&name);
        *self.presence.entry(name).or_insert(there) == there
    }

    fn add(&mut self, atom: Atom<'a>) {
        if !self.atoms.contains(&atom) {
            self.atoms.push(atom);
        }
    }

    /// The number of small things that a copy copies.
    pub(super) fn size(&self) -> usize {
        self.claims.len()
            + self.todo.len()
            + self.clauses.len()
            + self.unions.len()
            + self.later.len()
            + 2 * self.presence.len()
            + self.atoms.len()
            + 2 * self.evaluated.len()
    }
}

impl<'a> Search<'a> {
    /// Takes everything to do apart.
    pub(super) fn settle(&mut self, state: &mut State<'a>, goal: &Goal<'a>) -> Settled {
        while let Some(formula) = state.todo.pop() {
            self.step();
            let settled = match formula {
                Formula::All(parts) => {
                    state.todo.extend(parts.into_iter().rev());
                    continue;
                }
                Formula::Any(mut parts) => match parts.len() {
                    0 => return Settled::Dead,
                    1 => {
                        state.todo.extend(parts.pop());
                        continue;
                    }
                    _ => {
                        self.take_steps_for(parts.len());
                        state.clauses.push(Clause {
                            parts: parts.into(),
                            subjects: None,
                            is_stale: true,
                        });
                        continue;
                    }
                },
                Formula::Undecided(reason) => {
                    state.doubt.get_or_insert(reason);
                    continue;
                }
                Formula::Atom(Atom::Claim(claim)) => self.settle_claim(state, claim, goal),
                Formula::Atom(atom) => self.settle_atom(state, atom),
            };
            match settled {
                Settled::Open => {}
                end => return end,
            }
        }
        Settled::Open
    }

    fn settle_claim(&mut self, state: &mut State<'a>, claim: Claim, goal: &Goal<'a>) -> Settled {
        let claim = self.resolve_claim(claim);
        let Err(place) = state.claims.binary_search(&claim) else {
            return Settled::Open;
        };
        // Some are compared, and all behind the new one are moved.
        self.take_steps_for(4 * state.claims.len().min(MANY) + state.claims.len() / 16);
        state.changed.add_claim(claim);
        let contradicted = match claim {
            Claim::Accepts(at) => self.is_among_refused(state, at),
            Claim::Refuses(at) => self.is_among_accepted(state, at),
            Claim::Is(value) => state.claims(Claim::IsNot(value)),
            Claim::IsNot(value) => state.claims(Claim::Is(value)),
        };
        if contradicted {
            return Settled::Dead;
        }
        state.claims.insert(place, claim);
        if let Claim::Accepts(at) | Claim::Refuses(at) = claim {
            if let Some(end) = self.doubt_cycle(state, claim, at) {
                return end;
            }
        }
        match claim {
            Claim::Accepts(at) => {
                if let Body::Keywords(keywords) = self.body(at) {
                    if let Some(values) = &keywords.values {
                        return Settled::Decided(self.try_constants(values, state.kind, goal));
                    }
                }
                let parts = self.expand_accepts(at, state.kind);
                state.todo.extend(parts);
            }
            Claim::Refuses(at) => {
                let parts = self.expand_refuses(at, state.kind);
                if !parts.iter().any(Formula::is_true) {
                    state.todo.push(Formula::Any(parts));
                }
            }
            Claim::Is(value) => {
                let value = self.values.get(value);
                return Settled::Decided(match self.try_constants([value.as_ref()], state.kind, goal) {
                    Answer::Found(_) => Answer::Found(value),
                    other => other,
                });
            }
            Claim::IsNot(value) => self.exclude(state, value),
        }
        Settled::Open
    }

    /// Returns true if a schema that must refuse covers the node.
    fn is_among_refused(&mut self, state: &State<'a>, at: NodeRef) -> bool {
        // Claims are sorted by their kind.
        let from = state
            .claims
            .partition_point(|claim| matches!(claim, Claim::Accepts(_)));
        let refusing = state.claims[from..].iter().map_while(|claim| match claim {
            Claim::Refuses(refusing) => Some(*refusing),
            _ => None,
        });
        state.claims(Claim::Refuses(at)) || refusing.take(MANY).any(|refusing| self.is_covered(at, refusing))
    }

    /// Returns true if the node covers a schema that must accept. Among many, only those that the goal names are
    /// compared.
    fn is_among_accepted(&mut self, state: &State<'a>, at: NodeRef) -> bool {
        let accepting = state.claims.iter().filter_map(|claim| match claim {
            Claim::Accepts(accepting) => Some(*accepting),
            _ => None,
        });
        if accepting.clone().nth(MANY).is_none() {
            return accepting
                .into_iter()
                .any(|accepting| self.is_covered(accepting, at));
        }
        state.claims(Claim::Accepts(at)) || self.is_within_roots(state, at)
    }

    /// Returns true if the node covers a schema that the goal asks to accept.
    pub(super) fn is_within_roots(&mut self, state: &State<'a>, at: NodeRef) -> bool {
        state.roots.clone().iter().any(|root| self.is_covered(*root, at))
    }

    /// Records a schema that refers to itself without a step into the value; an answer if the schema has nothing to
    /// decompose.
    fn doubt_cycle(&mut self, state: &mut State<'a>, claim: Claim, at: NodeRef) -> Option<Settled> {
        let cycle = self.cycle(at);
        // The widest meaning that satisfies a monotone cycle: a recurring condition may be assumed true if the
        // schema accepts. If it refuses, something else must refuse, which is only known for a whole value.
        if cycle == Cycle::No || cycle == Cycle::Monotone && matches!(claim, Claim::Accepts(_)) {
            return None;
        }
        let text = format!(
            "the schema at `{}` applies itself to the value that it is applied to",
            self.pointer(at)
        );
        state.doubt = Some(self.reason(ReasonKind::IllFoundedRecursion, text));
        (cycle == Cycle::IllFounded).then_some(Settled::Open)
    }

    fn exclude(&mut self, state: &mut State<'a>, value: ValueId) {
        let atom = Atom::Claim(Claim::IsNot(value));
        let held = self.values.get(value);
        match Types::of(&held) {
            kind if kind != state.kind => {}
            Types::ARRAY | Types::OBJECT => state.later.push(atom),
            _ => {
                state.changed.add_all();
                state.atoms.push(atom);
            }
        }
    }

    fn settle_atom(&mut self, state: &mut State<'a>, atom: Atom<'a>) -> Settled {
        self.take_steps_for(state.atoms.len());
        let consistent = match atom {
            Atom::Present(name) => state.set_presence(name, true),
            Atom::Absent(name) => state.set_presence(name, false),
            Atom::Member(name, claim) => {
                let there = state.set_presence(name.clone(), true);
                state.add(Atom::Member(name, self.resolve_claim(claim)));
                there
            }
            Atom::NoneOf(at, union) => {
                const FEW: usize = 3;
                let branches = self.branches(at, union);
                if self.is_dead(state, &Atom::NoneOf(at, union).into()) {
                    return Settled::Dead;
                }
                if branches.len() <= FEW || state.kind == Types::OBJECT && self.has_flat_branches(at, union) {
                    self.take_steps_for(branches.len());
                    let refused = branches.iter().map(|node| Formula::refuses(at.sibling(*node)));
                    state.todo.extend(refused);
                } else {
                    state.later.push(Atom::NoneOf(at, union));
                }
                true
            }
            Atom::SomeOf(at, union) => {
                state.unions.push((at, union));
                true
            }
            Atom::NoneEvaluates(..) => {
                state.later.push(atom);
                true
            }
            Atom::OthersRefuse(at, number) => {
                let branch = self.branches(at, Union::OneOf)[number as usize];
                state.chosen.push(Choice {
                    at,
                    union: Union::OneOf,
                    branch: self.resolve(at.sibling(branch)),
                });
                state.later.push(atom);
                true
            }
            Atom::TwoOf(at) => {
                const WIDE: usize = 16;
                if self.branches(at, Union::OneOf).len() <= WIDE {
                    if self.is_dead(state, &Atom::TwoOf(at).into()) {
                        return Settled::Dead;
                    }
                    state.todo.push(self.two_of(state, at));
                } else {
                    if self.is_shown_of(state, Question::AtMostOne(at)) {
                        return Settled::Dead;
                    }
                    state.todo.push(self.two_of_many(state, at));
                }
                true
            }
            Atom::AnotherOf(at, first) => {
                let later = self.live_branches(state, at, first as usize + 1).into_iter();
                state.todo.push(Formula::Any(
                    later.map(|(_, branch)| Formula::accepts(branch)).collect(),
                ));
                true
            }
            Atom::NotAmong(_) if state.kind == Types::ARRAY || state.kind == Types::OBJECT => {
                state.later.push(atom);
                true
            }
            Atom::Members(at) => {
                self.change_members(state, at);
                state.add(atom);
                true
            }
            _ => {
                state.changed.add_all();
                state.add(atom);
                true
            }
        };
        if consistent { Settled::Open } else { Settled::Dead }
    }

    /// Records that the members are known to have one more shape.
    fn change_members(&mut self, state: &mut State<'a>, at: NodeRef) {
        let Some(keywords) = self.keywords(at) else { return };
        if keywords.pattern_properties.is_empty() && keywords.additional_properties.is_none() {
            self.take_steps_for(keywords.properties.len());
            keywords
                .properties
                .keys()
                .for_each(|name| state.changed.add_name(name));
        } else {
            state.changed.add_all();
        }
    }

    /// The alternatives of a union, without those that the state rules out.
    pub(super) fn some_of(&mut self, state: &State<'a>, at: NodeRef, union: Union) -> Formula<'a> {
        let branches = self.branches(at, union);
        let accepted = self.branch_accepted(state, at, union);
        if accepted.is_some() && union == Union::AnyOf {
            return Formula::TRUE;
        }
        let reach = match self.branches_in_reach(state, at, union) {
            _ if accepted.is_some() => accepted.into_iter().collect(),
            Some(reach) => reach.branches,
            None => (0..branches.len() as u32).collect(),
        };
        self.take_steps_for(4 * reach.len());
        let alternative = |number: u32| {
            let accepts = Formula::accepts(at.sibling(branches[number as usize]));
            match union {
                Union::AnyOf => accepts,
                Union::OneOf => Formula::All(vec![accepts, Atom::OthersRefuse(at, number).into()]),
            }
        };
        Formula::Any(reach.into_iter().map(alternative).collect())
    }

    /// A branch of the union that is known to accept.
    fn branch_accepted(&mut self, state: &State<'a>, at: NodeRef, union: Union) -> Option<u32> {
        let index = self.union(at, union);
        state.claims.iter().find_map(|claim| match claim {
            Claim::Accepts(at) => index.positions_of(*at).first().copied(),
            _ => None,
        })
    }

    /// The branches of the `oneOf` from this one on that the state does not rule out.
    fn live_branches(&mut self, state: &State<'a>, at: NodeRef, from: usize) -> Vec<(u32, NodeRef)> {
        let branches = self.branches(at, Union::OneOf);
        let mut live = Vec::new();
        for (number, node) in branches.iter().enumerate().skip(from) {
            self.step();
            let branch = at.sibling(*node);
            if !self.is_dead(state, &Formula::accepts(branch)) {
                live.push((number as u32, branch));
            }
        }
        live
    }

    /// Two branches of a wide `oneOf`: the second is asked for once the first is chosen.
    fn two_of_many(&mut self, state: &State<'a>, at: NodeRef) -> Formula<'a> {
        let live = self.live_branches(state, at, 0).into_iter();
        let first = |(number, branch)| {
            Formula::All(vec![Formula::accepts(branch), Atom::AnotherOf(at, number).into()])
        };
        Formula::Any(live.map(first).collect())
    }

    fn two_of(&mut self, state: &State<'a>, at: NodeRef) -> Formula<'a> {
        let live: Vec<NodeRef> = self
            .live_branches(state, at, 0)
            .into_iter()
            .map(|(_, branch)| branch)
            .collect();
        let mut pairs = Vec::new();
        for (index, first) in live.iter().enumerate() {
            for second in &live[index + 1..] {
                self.step();
                if self.is_out_of_steps() {
                    return Formula::Undecided(self.budget_reason());
                }
                pairs.push(Formula::All(vec![
                    Formula::accepts(*first),
                    Formula::accepts(*second),
                ]));
            }
        }
        Formula::Any(pairs)
    }

    /// Tries the constants of the type: the goal has no other values.
    pub(super) fn try_constants<'v>(
        &mut self,
        constants: impl IntoIterator<Item = &'v Json>,
        kind: Types,
        goal: &Goal<'a>,
    ) -> Answer {
        let mut unknown = None;
        for value in constants {
            if Types::of(value) != kind {
                continue;
            }
            self.step();
            match self.satisfies(goal, value) {
                Ok(true) => return Answer::Found(Rc::new(value.clone())),
                Ok(false) => {}
                Err(reason) => unknown = Some(reason),
            }
        }
        unknown.map_or(Answer::Empty, Answer::Unknown)
    }
}
