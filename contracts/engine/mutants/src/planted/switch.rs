//! Chooses the mutant that is on.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};

/// None is on, and every switch that is met is remembered.
pub const RECORD: u32 = u32::MAX;
/// None is on.
pub const NONE: u32 = u32::MAX - 1;
const UNREAD: u32 = u32::MAX - 2;

static CHOSEN: AtomicU32 = AtomicU32::new(UNREAD);
static MET: [AtomicBool; 8192] = [const { AtomicBool::new(false) }; 8192];

/// Turns one on, [`RECORD`] or [`NONE`].
pub fn choose(number: u32) {
    CHOSEN.store(number, Relaxed);
}

/// The switches met since the last call, under [`RECORD`].
pub fn met() -> Vec<u32> {
    (0..8192u32)
        .filter(|number| MET[*number as usize].swap(false, Relaxed))
        .collect()
}

#[inline]
pub(crate) fn on(number: u32) -> bool {
    let chosen = CHOSEN.load(Relaxed);
    if chosen >= UNREAD {
        seldom(number, chosen)
    } else {
        chosen == number
    }
}

#[cold]
fn seldom(number: u32, chosen: u32) -> bool {
    match chosen {
        RECORD => {
            MET[number as usize].store(true, Relaxed);
            false
        }
        NONE => false,
        _ => {
            let chosen = std::env::var("COUNTERPART_MUTANT").ok();
            choose(chosen.and_then(|number| number.parse().ok()).unwrap_or(NONE));
            on(number)
        }
    }
}

/// One of two iterators.
#[allow(dead_code)]
pub(crate) enum Either<A, B> {
    Original(A),
    Other(B),
}

impl<T, A: Iterator<Item = T>, B: Iterator<Item = T>> Iterator for Either<A, B> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        match self {
            Either::Original(one) => one.next(),
            Either::Other(one) => one.next(),
        }
    }
}
