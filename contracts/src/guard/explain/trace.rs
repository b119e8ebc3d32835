//! What the second reading remembers while it goes: the steps to the value that is read, an error that passes through
//! serde_json, and the values that serde keeps for later.

use std::cell::{Cell, RefCell};
use std::fmt;

use serde::de;

use super::refused::{Cause, Error, Refused};

/// The memory of one reading.
#[derive(Default)]
pub(super) struct Trace {
    /// The index of the item or member in each container from the top; it may be longer than the place that is read.
    path: RefCell<Vec<usize>>,
    /// The error that passes through serde_json, whose own errors hold nothing but text.
    passing: RefCell<Option<Box<Refused>>>,
    /// The expectation of the reader, for an error of serde_json's own.
    asked: RefCell<Option<String>>,
    regions: RefCell<Vec<Region>>,
    /// A change to what is read.
    pub(super) change: Option<Change>,
    /// True once the change was made.
    pub(super) is_changed: Cell<bool>,
}

/// A value that serde keeps and reads later, out of sight: the place of an error in it is not known.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Region {
    pub(super) path: Vec<usize>,
    /// True if the value has a tag of its own, so that its reader is the one of an enum.
    pub(super) is_tagged: bool,
}

/// What is read in the place of something else.
#[derive(Debug, Clone)]
pub(super) enum Change {
    /// Another value, or another name of a member.
    Replace {
        at: Vec<usize>,
        is_name: bool,
        with: Marker,
    },
    /// One more member at the end of an object.
    Insert {
        at: Vec<usize>,
        name: &'static str,
        value: Marker,
    },
}

/// A value that serde names only where it was put. It is of a usual size, because the code of a type reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Marker {
    Text,
    Number,
}

impl Marker {
    pub(super) const TEXT: &'static str = "counterpart asks again";
    pub(super) const NUMBER: u64 = 1_618_033_988;

    /// Tells whether the text has one of the markers already.
    pub(super) fn is_in(text: &[u8]) -> bool {
        let has = |marker: &[u8]| text.windows(marker.len()).any(|window| window == marker);
        has(Self::TEXT.as_bytes()) || has(Self::NUMBER.to_string().as_bytes())
    }
}

impl Trace {
    pub(super) fn of(change: Change) -> Self {
        Self {
            change: Some(change),
            ..Self::default()
        }
    }

    /// A reader starts at this depth. Steps below are of values that were read before.
    pub(super) fn enter(&self, depth: usize) {
        self.path.borrow_mut().truncate(depth);
        self.asked.take();
    }

    /// A reader starts with an item or a member of the container at this depth.
    pub(super) fn step(&self, depth: usize, index: usize) {
        let mut path = self.path.borrow_mut();
        path.truncate(depth);
        path.push(index);
    }

    /// The steps to the place at this depth.
    pub(super) fn path(&self, depth: usize) -> Vec<usize> {
        let path = self.path.borrow();
        path[..depth.min(path.len())].to_vec()
    }

    pub(super) fn is_at(&self, depth: usize, place: &[usize]) -> bool {
        self.path.borrow().get(..depth) == Some(place)
    }

    /// The expectation of the reader, in case that serde_json writes an error.
    pub(super) fn ask(&self, expected: &dyn fmt::Display) {
        *self.asked.borrow_mut() = Some(expected.to_string());
    }

    /// An error of a reader at this depth goes out through a deserializer of another error type.
    pub(super) fn pass<E: de::Error>(&self, error: Error, depth: usize) -> E {
        *self.passing.borrow_mut() = Some(self.placed(error, depth).0);
        E::custom("refused")
    }

    /// The error that passed, or the deserializer's own.
    pub(super) fn caught(&self, depth: usize) -> Error {
        if let Some(passed) = self.passing.take() {
            return Error(passed);
        }
        let expected = self.asked.take().unwrap_or_default();
        self.placed(Error(Refused::of(Cause::Text, expected)), depth)
    }

    /// The error with its place: the innermost reader's.
    pub(super) fn placed(&self, mut error: Error, depth: usize) -> Error {
        if error.0.path.is_none() {
            error.0.path = Some(self.path(depth));
        }
        error
    }

    /// serde keeps the value at this depth. Values in it are kept along with it.
    pub(super) fn keep(&self, depth: usize, is_tagged: bool) {
        let path = self.path(depth);
        let mut regions = self.regions.borrow_mut();
        let is_kept = |region: &Region| path.starts_with(&region.path);
        if !regions.last().is_some_and(is_kept) {
            regions.push(Region { path, is_tagged });
        }
    }

    pub(super) fn kept(&self) -> usize {
        self.regions.borrow().len()
    }

    /// The value at this depth was read: nothing below it is kept any more. The value itself may be.
    pub(super) fn done(&self, depth: usize, kept: usize) {
        let mut regions = self.regions.borrow_mut();
        let is_itself = regions.get(kept).is_some_and(|region| region.path.len() == depth);
        regions.truncate(kept + usize::from(is_itself));
    }

    /// The kept values at this place and below.
    pub(super) fn regions(&self, below: &[usize]) -> Vec<Region> {
        let regions = self.regions.borrow();
        let below = regions.iter().filter(|region| region.path.starts_with(below));
        below.cloned().collect()
    }
}
