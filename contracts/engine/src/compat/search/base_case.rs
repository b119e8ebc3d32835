//! One step of the search: the consequences of the conditions, the alternatives that they rule out, and the
//! remaining choices.

use std::rc::Rc;

use super::goal::{Atom, Claim, Formula, Goal, Name, NodeRef, ReasonId, Union};
use super::state::{Settled, State};
use super::subsumption::Question;
use super::{Answer, Search};
use crate::compat::schema::node::{Body, Types};
use crate::compat::verdict::ReasonKind;
use crate::json::Json;

/// With more clauses, an alternative that the goal itself rules out is worth finding.
const FEW_CLAUSES: usize = 12;

/// The result of a step of the search.
pub(super) enum Next<'a> {
    Found(Rc<Json>),
    /// This branch of the search holds no value.
    Dead,
    Unknown(ReasonId),
    /// A value fulfils at least one of these.
    Split(Vec<Formula<'a>>),
}

/// The result for a state with conditions of only one kind.
pub(super) enum Leaf<'a> {
    Answer(Answer),
    /// These hold, too.
    More(Vec<Formula<'a>>),
    Split(Vec<Formula<'a>>),
}

impl<'a> Search<'a> {
    pub(super) fn advance(&mut self, state: &mut State<'a>, goal: &Goal<'a>) -> Next<'a> {
        loop {
            if self.is_out_of_steps() {
                return Next::Unknown(self.budget_reason());
            }
            match self.settle(state, goal) {
                Settled::Dead => return Next::Dead,
                Settled::Decided(Answer::Found(value)) => return Next::Found(value),
                Settled::Decided(Answer::Empty) => return Next::Dead,
                Settled::Decided(Answer::Unknown(reason)) => return Next::Unknown(reason),
                Settled::Open => {}
            }
            let closing = self.closed_around(state);
            if let Some(closing) = closing {
                let shown = self.present_show(state, closing);
                state.todo.extend(shown);
                let demanded = self.demanded(state);
                state.todo.extend(demanded);
                if !state.todo.is_empty() {
                    continue;
                }
            }
            if !(state.unions.is_empty() && state.clauses.is_empty()) && self.has_dead_member(state) {
                return Next::Dead;
            }
            if let Some((at, union)) = state.unions.pop() {
                let mut alternatives = self.some_of(state, at, union);
                if let (Some(_), Formula::Any(parts)) = (closing, &mut alternatives) {
                    let refused = self.refused(state);
                    if let Some(left) = self.not_refused(state, parts, &refused) {
                        *parts = left;
                    }
                }
                state.todo.push(alternatives);
                continue;
            }
            if self.follow_presence(state) {
                continue;
            }
            if self.has_member_without_value(state) {
                return Next::Dead;
            }
            if !state.clauses.is_empty() {
                if closing.is_some() {
                    self.look_ahead(state);
                }
                match self.weigh_clauses(state) {
                    Some(Next::Split(alternatives)) => {
                        return Next::Split(self.guess_absences(state, alternatives));
                    }
                    Some(next) => return next,
                    None => continue,
                }
            }
            if self.release_by_tag(state) {
                continue;
            }
            let answer = match self.leaf(state) {
                Leaf::Answer(answer) => answer,
                Leaf::More(formulas) => {
                    state.todo.extend(formulas);
                    continue;
                }
                Leaf::Split(alternatives) => return Next::Split(alternatives),
            };
            match answer {
                Answer::Empty => return Next::Dead,
                Answer::Unknown(reason) => {
                    if !self.release_all(state) {
                        return Next::Unknown(reason);
                    }
                }
                Answer::Found(value) => match self.release_broken(state, &value) {
                    Ok(true) => {}
                    Ok(false) => return self.final_word(state, goal, value),
                    Err(reason) => {
                        if !self.release_all(state) {
                            return Next::Unknown(reason);
                        }
                    }
                },
            }
        }
    }

    /// A value that no condition of the state contradicts.
    fn final_word(&mut self, state: &State<'a>, goal: &Goal<'a>, value: Rc<Json>) -> Next<'a> {
        let Some(doubt) = state.doubt else {
            return Next::Found(value);
        };
        match self.satisfies(goal, &value) {
            Ok(true) => Next::Found(value),
            _ => Next::Unknown(doubt),
        }
    }

    /// Drops dead alternatives. `None`: something follows and is to be settled, or no clause is left.
    fn weigh_clauses(&mut self, state: &mut State<'a>) -> Option<Next<'a>> {
        let mut best: Option<(usize, usize)> = None;
        let mut index = 0;
        while index < state.clauses.len() {
            if self.is_out_of_steps() {
                return Some(Next::Unknown(self.budget_reason()));
            }
            let clause = state.clauses[index].clone();
            let mut live = Vec::with_capacity(clause.len());
            let mut is_fulfilled = false;
            for (place, part) in clause.iter().enumerate() {
                self.step();
                if self.is_fulfilled(state, part) {
                    is_fulfilled = true;
                    break;
                }
                if !self.is_dead(state, part) {
                    live.push(place);
                }
            }
            if is_fulfilled {
                state.clauses.swap_remove(index);
                continue;
            }
            match live.len() {
                0 => return Some(Next::Dead),
                1 => {
                    state.todo.push(clause[live[0]].clone());
                    state.clauses.swap_remove(index);
                    return None;
                }
                count => {
                    if count < clause.len() {
                        state.clauses[index] = live.iter().map(|place| clause[*place].clone()).collect();
                    }
                    if best.is_none_or(|(_, least)| count < least) {
                        best = Some((index, count));
                    }
                }
            }
            index += 1;
        }
        let (index, _) = best?;
        let clause = state.clauses.swap_remove(index);
        Some(Next::Split(clause.to_vec()))
    }

    /// Returns true if the condition holds already.
    fn is_fulfilled(&mut self, state: &State<'a>, formula: &Formula<'a>) -> bool {
        match formula {
            Formula::Atom(Atom::Claim(claim)) => match self.resolve_claim(*claim) {
                Claim::Accepts(at) if matches!(self.body(at), Body::Always(true)) => true,
                Claim::Refuses(at) if matches!(self.body(at), Body::Always(false)) => true,
                claim if state.claims(claim) || self.presence_fulfils(state, claim) => true,
                // Whatever the state rules out is refused.
                Claim::Refuses(at) => {
                    state.clauses.len() >= FEW_CLAUSES && self.is_dead_claim(state, Claim::Accepts(at))
                }
                _ => false,
            },
            Formula::Atom(Atom::Present(name)) => state.presence.get(name) == Some(&true),
            Formula::Atom(Atom::Absent(name)) => state.presence.get(name) == Some(&false),
            Formula::Atom(atom @ (Atom::Member(..) | Atom::Item(..))) => state.atoms.contains(atom),
            Formula::Atom(_) | Formula::Undecided(_) => false,
            Formula::All(parts) => parts.iter().all(|part| self.is_fulfilled(state, part)),
            Formula::Any(parts) => parts.iter().any(|part| self.is_fulfilled(state, part)),
        }
    }

    /// Returns true if the condition obviously contradicts the state, or a member or an item of it.
    pub(super) fn is_dead(&mut self, state: &State<'a>, formula: &Formula<'a>) -> bool {
        match formula {
            Formula::All(parts) => {
                parts.iter().any(|part| self.is_dead(state, part)) || self.presence_contradicts(state, parts)
            }
            Formula::Any(parts) => parts.iter().all(|part| self.is_dead(state, part)),
            Formula::Undecided(_) => false,
            Formula::Atom(atom) => match atom {
                Atom::Claim(claim) => self.is_dead_claim(state, *claim),
                Atom::Absent(name) => state.presence.get(name) == Some(&true),
                Atom::Present(name) => self.is_dead_member(state, name, None),
                Atom::Member(name, claim) => self.is_dead_member(state, name, Some(*claim)),
                Atom::Item(index, claim) => self.is_dead_item(state, *index, *claim),
                Atom::OthersRefuse(at, chosen) => self.has_other_branch(state, *at, *chosen),
                Atom::NoneOf(at, union) => {
                    self.closed_around(state).is_some()
                        && self.is_shown_of(state, Question::Union(*at, *union))
                }
                Atom::TwoOf(at) => {
                    self.closed_around(state).is_some() && self.is_shown_of(state, Question::AtMostOne(*at))
                }
                Atom::SomeItem(from, claim) => self.is_dead_some_item(state, *from, *claim),
                Atom::ItemsAtLeast(least) => most_items(state) < *least,
                Atom::ItemsAtMost(most) => least_items(state) > *most,
                Atom::SomeAdditionalMember(at) => self.closed_names(state).is_some_and(|names| {
                    names
                        .iter()
                        .all(|name| matches!(self.is_named(*at, name), Ok(true)))
                }),
                Atom::MembersAtMost(most) => state.present().count() as u64 > *most,
                Atom::LengthAtLeast(_) | Atom::LengthAtMost(_) => !strings_have_room(state, atom),
                Atom::Format { name, yes } => self.is_dead_format(state, name, *yes),
                Atom::Above { .. } | Atom::Below { .. } | Atom::Multiple(_) | Atom::NotMultiple(_) => {
                    matches!(self.numbers(state, Some(atom)), Answer::Empty)
                }
                _ => false,
            },
        }
    }

    fn is_dead_claim(&mut self, state: &State<'a>, claim: Claim) -> bool {
        match self.resolve_claim(claim) {
            Claim::Accepts(at) => {
                if state.claims(Claim::Refuses(at)) {
                    return true;
                }
                let summary = self.summary(at);
                if !summary.types.intersects(state.kind) {
                    return true;
                }
                if state.kind != Types::OBJECT {
                    return false;
                }
                for name in &summary.required {
                    if state.presence.get(*name) == Some(&false) || self.is_barred(state, name) {
                        return true;
                    }
                }
                for (name, texts) in &summary.tags {
                    if !summary.required.contains(name) && state.presence.get(*name) != Some(&true) {
                        continue;
                    }
                    if self
                        .texts_of_member(state, name)
                        .is_some_and(|known| known.is_disjoint(texts))
                    {
                        return true;
                    }
                }
                false
            }
            Claim::Refuses(at) => match self.body(at) {
                Body::Always(all) => *all,
                Body::Keywords(_) => {
                    state.claims(Claim::Accepts(at))
                        || self.presence_decides(state, at) == Some(true)
                        || state.clauses.len() >= FEW_CLAUSES && self.is_within_roots(state, at)
                }
            },
            Claim::Is(value) => Types::of(&self.values.get(value)) != state.kind,
            Claim::IsNot(value) => state.claims(Claim::Is(value)),
        }
    }

    /// Replaces unions that must refuse by the few reachable branches, if a tag identifies them.
    fn release_by_tag(&mut self, state: &mut State<'a>) -> bool {
        /// If more branches than this have no distinguishing tag, they wait until a value shows which of them
        /// matter.
        const FEW: usize = 3;
        let mut released = false;
        let mut index = 0;
        while index < state.later.len() {
            let Some(union_refused) = Refused::of(&state.later[index]) else {
                index += 1;
                continue;
            };
            let (at, union) = (union_refused.at, union_refused.union);
            match self.branches_in_reach(state, at, union) {
                Some(reach) if reach.by_tag || reach.branches.len() <= FEW => {
                    state.later.swap_remove(index);
                    let mut others = reach.branches;
                    self.retain_refused(&union_refused, &mut others);
                    self.refuse_branches(state, at, union, others.into_iter());
                    released = true;
                }
                _ => index += 1,
            }
        }
        released
    }

    /// Keeps the branches that the condition is about.
    fn retain_refused(&mut self, refused: &Refused, branches: &mut Vec<u32>) {
        branches.retain(|number| Some(*number) != refused.except);
        if let Some(name) = &refused.evaluating {
            let evaluating = self.branches_evaluating(refused.at, refused.union, name);
            branches.retain(|number| evaluating.contains(number));
        }
    }

    fn refuse_branches(
        &self,
        state: &mut State<'a>,
        at: NodeRef,
        union: Union,
        which: impl Iterator<Item = u32>,
    ) {
        let branches = self.branches(at, union);
        for number in which {
            state
                .todo
                .push(Formula::refuses(at.sibling(branches[number as usize])));
        }
    }

    /// Turns what waits, and the value breaks, into conditions. `false`: the value breaks nothing.
    fn release_broken(&mut self, state: &mut State<'a>, value: &Json) -> Result<bool, ReasonId> {
        let mut broken = false;
        for index in 0..state.later.len() {
            match Refused::of(&state.later[index]) {
                Some(refused) => {
                    let (at, union) = (refused.at, refused.union);
                    let mut accepting = self.accepting(at, union, value)?;
                    self.retain_refused(&refused, &mut accepting);
                    broken |= !accepting.is_empty();
                    self.refuse_branches(state, at, union, accepting.into_iter());
                }
                None => {
                    let atom = state.later[index].clone();
                    if !self.holds(&atom, value)? {
                        broken = true;
                        state.todo.push(differs(&mut self.values, value));
                    }
                }
            }
        }
        Ok(broken)
    }

    /// Turns all that waits into conditions. `false`: nothing waits that could be turned.
    fn release_all(&mut self, state: &mut State<'a>) -> bool {
        const MOST: usize = 1_000;
        let mut released = false;
        for atom in std::mem::take(&mut state.later) {
            let Some(refused) = Refused::of(&atom) else {
                state.later.push(atom);
                continue;
            };
            let (at, union) = (refused.at, refused.union);
            let branches = self.branches(at, union);
            if branches.len() > MOST {
                let text = format!(
                    "the union of {} alternatives at `{}`",
                    branches.len(),
                    self.pointer(at)
                );
                state.doubt = Some(self.reason(ReasonKind::Budget, text));
                continue;
            }
            let mut live = Vec::new();
            for (number, node) in branches.iter().enumerate() {
                if refused.except != Some(number as u32)
                    && !self.is_dead(state, &Formula::accepts(at.sibling(*node)))
                {
                    live.push(number as u32);
                }
            }
            self.retain_refused(&refused, &mut live);
            released = true;
            self.refuse_branches(state, at, union, live.into_iter());
        }
        released
    }

    fn leaf(&mut self, state: &mut State<'a>) -> Leaf<'a> {
        match state.kind {
            Types::INTEGER | Types::FRACTION => Leaf::Answer(self.numbers(state, None)),
            Types::STRING => Leaf::Answer(self.strings(state)),
            Types::ARRAY => self.arrays(state),
            _ => self.objects(state),
        }
    }
}

/// Branches of a union that all must refuse.
struct Refused {
    at: NodeRef,
    union: Union,
    /// The one that need not.
    except: Option<u32>,
    /// Only those that evaluate this property.
    evaluating: Option<Name>,
}

impl Refused {
    fn of(atom: &Atom<'_>) -> Option<Self> {
        let (at, union, except, evaluating) = match atom {
            Atom::NoneOf(at, union) => (*at, *union, None, None),
            Atom::NoneEvaluates(at, union, name) => (*at, *union, None, Some(name.clone())),
            Atom::OthersRefuse(at, chosen) => (*at, Union::OneOf, Some(*chosen), None),
            _ => return None,
        };
        Some(Refused {
            at,
            union,
            except,
            evaluating,
        })
    }
}

/// The condition that a value is not this array or object.
fn differs<'a>(values: &mut super::Values, value: &Json) -> Formula<'a> {
    let mut ways: Vec<Formula<'a>> = Vec::new();
    match value {
        Json::Object(members) => {
            for (name, member) in members {
                let name: super::Name = name.as_str().into();
                let other = Claim::IsNot(values.id(member));
                ways.push(Atom::Absent(name.clone()).into());
                ways.push(Atom::Member(name, other).into());
            }
            ways.push(Atom::MembersAtLeast(members.len() as u64 + 1).into());
        }
        Json::Array(items) => {
            if let Some(fewer) = items.len().checked_sub(1) {
                ways.push(Atom::ItemsAtMost(fewer as u64).into());
            }
            for (index, item) in items.iter().enumerate() {
                ways.push(Atom::Item(index as u64, Claim::IsNot(values.id(item))).into());
            }
            ways.push(Atom::ItemsAtLeast(items.len() as u64 + 1).into());
        }
        _ => {}
    }
    Formula::Any(ways)
}

pub(super) fn most_items(state: &State<'_>) -> u64 {
    let bounds = state.atoms.iter().filter_map(|atom| match atom {
        Atom::ItemsAtMost(most) => Some(*most),
        _ => None,
    });
    bounds.min().unwrap_or(u64::MAX)
}

pub(super) fn least_items(state: &State<'_>) -> u64 {
    let bounds = state.atoms.iter().filter_map(|atom| match atom {
        Atom::ItemsAtLeast(least) => Some(*least),
        Atom::Item(index, _) => Some(index + 1),
        Atom::SomeItem(from, _) => Some(from + 1),
        Atom::Contains { at_least, .. } => Some(*at_least),
        Atom::Repeats => Some(2),
        _ => None,
    });
    bounds.max().unwrap_or(0)
}

/// Returns true if lengths are left if this condition holds as well.
fn strings_have_room(state: &State<'_>, added: &Atom<'_>) -> bool {
    let (mut least, mut most) = (0, u64::MAX);
    for atom in state.atoms.iter().chain([added]) {
        match atom {
            Atom::LengthAtLeast(bound) => least = least.max(*bound),
            Atom::LengthAtMost(bound) => most = most.min(*bound),
            _ => {}
        }
    }
    least <= most
}
