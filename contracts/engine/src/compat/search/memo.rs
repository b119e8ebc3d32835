//! Answers remembered, and recursion.
//!
//! A goal that is met again below itself, always through a step into a member or an item, asks for a smaller value of
//! the same kind: the least one does not go through itself, so the goal counts as empty there. An `Empty` that rests
//! on such an assumption holds only as long as the goal above is open; it becomes final when that goal turns out
//! empty, and is forgotten when it does not.

use foldhash::HashMap;

use super::Answer;
use super::goal::Goal;

#[derive(Clone)]
enum Entry {
    Known(Answer),
    /// Being worked on, at this depth.
    Open(u32),
    /// Empty, if the open goals at this depth and below it are.
    EmptyIf(u32),
}

/// Nothing is assumed.
const NOTHING: u32 = u32::MAX;

#[derive(Default)]
pub(super) struct Memo<'a> {
    entries: HashMap<Goal<'a>, Entry>,
    /// For each open goal the shallowest open goal that its answer rests on so far, and how long `assuming` was.
    open: Vec<(u32, usize)>,
    /// The goals with `EmptyIf`, in the order of their making.
    assuming: Vec<Goal<'a>>,
}

impl<'a> Memo<'a> {
    /// Returns the known answer for the goal. If there is none, the goal is open from now on and must be closed.
    pub(super) fn open(&mut self, goal: &Goal<'a>) -> Option<Answer> {
        let rests_on = match self.entries.get(goal) {
            Some(Entry::Known(answer)) => return Some(answer.clone()),
            Some(Entry::Open(depth) | Entry::EmptyIf(depth)) => *depth,
            None => {
                let depth = self.open.len() as u32;
                self.entries.insert(goal.clone(), Entry::Open(depth));
                self.open.push((NOTHING, self.assuming.len()));
                return None;
            }
        };
        self.rest_on(rests_on);
        Some(Answer::Empty)
    }

    fn rest_on(&mut self, depth: u32) {
        if let Some((rests_on, _)) = self.open.last_mut() {
            *rests_on = depth.min(*rests_on);
        }
    }

    /// The number of goals that are open.
    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    /// Records the answer of the goal that was opened last. `keep` is false for an answer that another way to the
    /// goal may better.
    pub(super) fn close(&mut self, goal: Goal<'a>, answer: &Answer, keep: bool) {
        let (rests_on, mark) = self.open.pop().expect("each close has its open");
        let depth = self.open.len() as u32;
        match answer {
            Answer::Empty if rests_on >= depth => {
                for assumed in self.assuming.drain(mark..) {
                    self.entries.insert(assumed, Entry::Known(Answer::Empty));
                }
                self.entries.insert(goal, Entry::Known(Answer::Empty));
            }
            Answer::Empty => {
                for assumed in &self.assuming[mark..] {
                    if let Some(Entry::EmptyIf(on)) = self.entries.get_mut(assumed) {
                        *on = rests_on.min(*on);
                    }
                }
                self.entries.insert(goal.clone(), Entry::EmptyIf(rests_on));
                self.assuming.push(goal);
                self.rest_on(rests_on);
            }
            Answer::Found(_) | Answer::Unknown(_) => {
                for assumed in self.assuming.drain(mark..) {
                    self.entries.remove(&assumed);
                }
                if keep {
                    self.entries.insert(goal, Entry::Known(answer.clone()));
                } else {
                    self.entries.remove(&goal);
                }
            }
        }
    }
}
