//! Answers about sets of texts, kept for the next search of a thread.
//!
//! One check asks about the same set several times, and so do schemas that use the same formats or patterns. The answer and its
//! cost in fuel follow from the set. A search that runs out of fuel has no answer to keep.

use std::cell::RefCell;
use std::fmt::Write;
use std::hash::BuildHasher;

use foldhash::fast::FixedState;

use super::{Search, StringSet};

/// The size of the table.
const KEPT_ANSWERS: usize = 1 << 8;
/// All texts that describe a set are at most so long, in bytes, as is the text that was found in it.
const LONGEST: usize = 2_000;

struct Entry {
    set: Box<str>,
    answer: Search,
    fuel: u64,
}

thread_local! {
    static KEPT: RefCell<Vec<Option<Entry>>> = const { RefCell::new(Vec::new()) };
}

/// A set, as text.
pub(super) struct Key {
    set: String,
    place: usize,
}

impl Key {
    /// `None` if the description is long.
    pub(super) fn of(set: &StringSet<'_>) -> Option<Self> {
        let patterns = || {
            set.within
                .iter()
                .chain(&set.without)
                .map(|pattern| pattern.as_str())
        };
        let texts = || patterns().chain(set.except.iter().copied());
        const FOR_ITS_LENGTH: usize = 8;
        let length = texts().try_fold(0_usize, |length, text| {
            let length = length + text.len() + FOR_ITS_LENGTH;
            (length <= LONGEST).then_some(length)
        });
        let mut all = String::with_capacity(length? + 40);
        let (within, without) = (set.within.len(), set.without.len());
        let (min, max) = (set.min_length, set.max_length);
        write!(all, "{within} {without} {min} {max:?}").expect("a string takes all");
        for text in texts() {
            // The lengths tell where each text ends.
            write!(all, " {}:{text}", text.len()).expect("a string takes all");
        }
        let place = FixedState::default().hash_one(all.as_str()) as usize % KEPT_ANSWERS;
        Some(Self { set: all, place })
    }

    /// The answer, and the fuel that it took.
    pub(super) fn kept(&self) -> Option<(Search, u64)> {
        let find = |kept: &RefCell<Vec<Option<Entry>>>| {
            let kept = kept.borrow();
            let entry = kept.get(self.place)?.as_ref()?;
            (*entry.set == *self.set).then(|| (entry.answer.clone(), entry.fuel))
        };
        KEPT.try_with(find).ok().flatten()
    }

    pub(super) fn keep(self, answer: &Search, fuel: u64) {
        if matches!(answer, Search::Found(text) if text.len() > LONGEST) {
            return;
        }
        let entry = Entry {
            set: self.set.into(),
            answer: answer.clone(),
            fuel,
        };
        // A thread that ends keeps none any longer.
        _ = KEPT.try_with(|kept| {
            let mut kept = kept.borrow_mut();
            if kept.is_empty() {
                kept.resize_with(KEPT_ANSWERS, || None);
            }
            kept[self.place] = Some(entry);
        });
    }
}
