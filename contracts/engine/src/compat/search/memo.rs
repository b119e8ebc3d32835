//! Answers remembered, and recursion.
//!
//! A goal that is met again below itself, always through a step into a member or an item, asks for a smaller value of
//! the same kind: the least one does not go through itself, so the goal counts as empty there. An `Empty` that rests
//! on such an assumption holds only as long as the goal above is open; it becomes final when that goal turns out
//! empty, and is forgotten when it does not.

use foldhash::HashMap;

use super::Answer;
use super::goal::{Goal, ReasonId};

#[derive(Clone)]
enum Entry {
    Known(Answer),
    /// Being worked on, at this depth.
    Open(u32),
    /// Empty, if the open goals at this depth and below it are.
    EmptyIf(u32),
    /// Not decided at this depth, because something in it was too deep. So it is at any greater depth; at a smaller
    /// one there is more room.
    TooDeep(u32, ReasonId),
}

/// What is remembered of a goal.
pub(super) enum Known {
    Answer(Answer),
    /// It is not decided, because something in it is too deep.
    TooDeep(ReasonId),
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
    /// Returns what is known of the goal. If nothing is, the goal is open from now on and must be closed.
    pub(super) fn open(&mut self, goal: &Goal<'a>) -> Option<Known> {
        let depth = self.open.len() as u32;
        let rests_on = match self.entries.get(goal) {
            Some(Entry::Known(answer)) => return Some(Known::Answer(answer.clone())),
            Some(Entry::TooDeep(at, reason)) if depth >= *at => return Some(Known::TooDeep(*reason)),
            Some(Entry::Open(depth) | Entry::EmptyIf(depth)) => *depth,
            Some(Entry::TooDeep(..)) | None => {
                self.entries.insert(goal.clone(), Entry::Open(depth));
                self.open.push((NOTHING, self.assuming.len()));
                return None;
            }
        };
        self.rest_on(rests_on);
        Some(Known::Answer(Answer::Empty))
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

    /// Records the answer of the goal that was opened last. `is_cut` is true if it is not decided because something in
    /// it was too deep.
    pub(super) fn close(&mut self, goal: &Goal<'a>, answer: &Answer, is_cut: bool) {
        let (rests_on, mark) = self.open.pop().expect("each close has its open");
        let depth = self.open.len() as u32;
        match answer {
            Answer::Empty if rests_on >= depth => {
                for assumed in self.assuming.drain(mark..) {
                    self.entries.insert(assumed, Entry::Known(Answer::Empty));
                }
                self.record(goal, Entry::Known(Answer::Empty));
            }
            Answer::Empty => {
                for assumed in &self.assuming[mark..] {
                    if let Some(Entry::EmptyIf(on)) = self.entries.get_mut(assumed) {
                        *on = rests_on.min(*on);
                    }
                }
                self.record(goal, Entry::EmptyIf(rests_on));
                self.assuming.push(goal.clone());
                self.rest_on(rests_on);
            }
            Answer::Found(_) | Answer::Unknown(_) => {
                for assumed in self.assuming.drain(mark..) {
                    self.entries.remove(&assumed);
                }
                let entry = match answer {
                    Answer::Unknown(reason) if is_cut => Entry::TooDeep(depth, *reason),
                    known => Entry::Known(known.clone()),
                };
                self.record(goal, entry);
            }
        }
    }

    /// Records what is known of a goal that was opened.
    fn record(&mut self, goal: &Goal<'a>, known: Entry) {
        match self.entries.get_mut(goal) {
            Some(entry) => *entry = known,
            None => _ = self.entries.insert(goal.clone(), known),
        }
    }
}
