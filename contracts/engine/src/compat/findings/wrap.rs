//! From a wrong value to a whole message in which, as far as possible, only that value is wrong.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::Walk;
use crate::compat::schema::node::Types;
use crate::compat::search::Answer;
use crate::compat::search::goal::{Atom, Claim, Goal, Name, NodeRef};
use crate::json::{Json, Pointer};

/// One level of the way from the top of the message to the current value.
pub(super) struct Frame<'a> {
    /// The producer's schema for the value at this level.
    pub(super) context: Goal<'a>,
    /// The consumer's schema for it.
    pub(super) accepted: NodeRef,
    pub(super) step: Step,
}

/// If a value is in fewer levels than this, its message is searched level by level, with the value in it: each level
/// takes a time proportional to all those below.
const FEW_LEVELS: usize = 12;

/// A value in its surroundings: the goal of the level above, and the consumer's schema there.
pub(super) type Wrapping<'a> = (Goal<'a>, NodeRef);

/// The step from a level to the one below.
pub(super) enum Step {
    Member(Name),
    Item(u64),
}

impl<'a> Walk<'_, 'a> {
    /// Returns a value of the goal that the schema `beside` does not refuse for another reason, if there is one.
    pub(super) fn witness(&mut self, goal: &Goal<'a>, beside: NodeRef) -> Answer {
        if !goal.types.intersects(Types::OBJECT) {
            return self.ask(goal);
        }
        let said = self.says(beside);
        let outer = std::mem::replace(&mut self.search.preferred, said.clone());
        let mut names = BTreeSet::new();
        for at in said {
            names.extend(
                self.search
                    .keywords(at)
                    .into_iter()
                    .flat_map(|keywords| keywords.required.iter()),
            );
        }
        // What the value lacks is not wanted of it.
        for atom in &goal.atoms {
            if let Atom::Absent(name) = atom {
                names.remove(name);
            }
        }
        let all = names.iter().fold(goal.clone(), |goal, name| {
            goal.with(Atom::Present((*name).clone()))
        });
        let answer = match self.ask(&all) {
            Answer::Found(value) => Answer::Found(value),
            _ => self.with_as_many_as_possible(goal, names),
        };
        self.search.preferred = outer;
        answer
    }

    /// A value with each property that the goal can have for itself, if it can have all of these at once.
    fn with_as_many_as_possible(&mut self, goal: &Goal<'a>, names: BTreeSet<&Name>) -> Answer {
        if matches!(self.ask(goal), Answer::Empty) {
            return Answer::Empty;
        }
        let mut wanted = goal.clone();
        for name in names {
            let with_it = goal.clone().with(Atom::Present(name.clone()));
            if matches!(self.ask(&with_it), Answer::Found(value) if value.as_object().is_some()) {
                wanted = wanted.with(Atom::Present(name.clone()));
            }
        }
        match self.ask(&wanted) {
            Answer::Found(value) => Answer::Found(value),
            _ => self.ask(goal),
        }
    }

    /// The node and its unconditional references.
    fn says(&self, at: NodeRef) -> Vec<NodeRef> {
        const MOST: usize = 64;
        let mut all: Vec<NodeRef> = Vec::new();
        let mut pending = vec![at];
        while let Some(at) = pending.pop() {
            let at = self.search.resolve(at);
            if all.len() == MOST || all.contains(&at) {
                continue;
            }
            all.push(at);
            if let Some(keywords) = self.search.keywords(at) {
                let parts = keywords.references.iter().chain(&keywords.all_of);
                pending.extend(parts.map(|node| at.sibling(*node)));
            }
        }
        all
    }

    /// Returns the message around a value, and the place of the value in it.
    pub(super) fn wrap(&mut self, local: &Json) -> Option<(Json, Pointer)> {
        let steps = self.frames.iter().map(|frame| match &frame.step {
            Step::Member(name) => name.to_string(),
            Step::Item(index) => index.to_string(),
        });
        let at = steps.fold(Pointer::root(), |pointer, step| pointer.child(step));
        let local = Rc::new(local.clone());
        if self.frames.len() > FEW_LEVELS {
            if let Some(message) = self.put_in_surroundings(&local) {
                return Some((message, at));
            }
        }
        let message = self.wrap_level_by_level(local)?;
        Some((message.as_ref().clone(), at))
    }

    fn wrap_level_by_level(&mut self, local: Rc<Json>) -> Option<Rc<Json>> {
        let mut id = self.search.values.id_of_shared(&local);
        let mut value = local;
        for level in (0..self.frames.len()).rev() {
            let frame = &self.frames[level];
            let atom = match &frame.step {
                Step::Member(name) => Atom::Member(name.clone(), Claim::Is(id)),
                Step::Item(index) => Atom::Item(*index, Claim::Is(id)),
            };
            let wrapping = (frame.context.clone().with(atom), frame.accepted);
            let known = self.wrapped.get(&wrapping).cloned();
            value = known.unwrap_or_else(|| match self.witness(&wrapping.0, wrapping.1) {
                Answer::Found(outer) => {
                    self.wrapped.insert(wrapping, Some(outer.clone()));
                    Some(outer)
                }
                _ => {
                    self.wrapped.insert(wrapping, None);
                    None
                }
            })?;
            id = self.search.values.id_of_shared(&value);
        }
        Some(value)
    }

    /// Puts a value that is deep in the message at its place among what may surround it there. The surroundings are
    /// searched once for each level, whatever the value, so that messages are made in a time proportional to their
    /// size. `None` if the value does not go with them.
    fn put_in_surroundings(&mut self, local: &Rc<Json>) -> Option<Json> {
        let mut value = local.as_ref().clone();
        for level in (0..self.frames.len()).rev() {
            let frame = &self.frames[level];
            let atom = match &frame.step {
                Step::Member(name) => Atom::Present(name.clone()),
                Step::Item(index) => Atom::ItemsAtLeast(index + 1),
            };
            let wrapping = (frame.context.clone().with(atom), frame.accepted);
            let known = self.wrapped.get(&wrapping).cloned();
            let around = known.unwrap_or_else(|| {
                let around = match self.witness(&wrapping.0, wrapping.1) {
                    Answer::Found(around) => without(&around, &self.frames[level].step).map(Rc::new),
                    _ => None,
                };
                self.wrapped.insert(wrapping, around.clone());
                around
            })?;
            let mut outer = around.as_ref().clone();
            match (&mut outer, &self.frames[level].step) {
                (Json::Object(members), Step::Member(name)) => {
                    members.insert(name.to_string(), value);
                }
                (Json::Array(items), Step::Item(index)) => {
                    *items.get_mut(usize::try_from(*index).ok()?)? = value;
                }
                _ => return None,
            }
            value = outer;
        }
        let top = [0, 1].map(|side| self.search.schema(side).root());
        let [emitted, accepted] = [NodeRef::emitted(top[0]), NodeRef::accepted(top[1])];
        let is_witness = self.search.accepts(emitted, &value) == Ok(true)
            && self.search.accepts(accepted, &value) == Ok(false);
        is_witness.then_some(value)
    }
}

/// The value with nothing but a place for another one at this step.
fn without(value: &Json, step: &Step) -> Option<Json> {
    match (value, step) {
        (Json::Object(members), Step::Member(name)) => {
            let rest = members.iter().map(|(other, member)| {
                let is_here = **other == **name;
                (other.clone(), if is_here { Json::Null } else { member.clone() })
            });
            Some(Json::Object(rest.collect()))
        }
        (Json::Array(items), Step::Item(index)) => {
            let place = usize::try_from(*index).ok()?;
            let rest = items.iter().enumerate();
            let rest = rest.map(|(at, item)| if at == place { Json::Null } else { item.clone() });
            Some(Json::Array(rest.collect()))
        }
        _ => None,
    }
}
