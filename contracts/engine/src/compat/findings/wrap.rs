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
        let mut value: Rc<Json> = Rc::new(local.clone());
        let mut steps: Vec<String> = Vec::new();
        for level in (0..self.frames.len()).rev() {
            let is = Claim::Is(self.search.values.id(&value));
            let frame = &self.frames[level];
            let (atom, step) = match &frame.step {
                Step::Member(name) => (Atom::Member(name.clone(), is), name.to_string()),
                Step::Item(index) => (Atom::Item(*index, is), index.to_string()),
            };
            let (goal, accepted) = (frame.context.clone().with(atom), frame.accepted);
            match self.witness(&goal, accepted) {
                Answer::Found(outer) => value = outer,
                _ => return None,
            }
            steps.push(step);
        }
        let at = steps
            .into_iter()
            .rev()
            .fold(Pointer::root(), |pointer, step| pointer.child(step));
        Some((value.as_ref().clone(), at))
    }
}
