//! The place of what is read, and what it means for errors and changes.

use super::refused::{Cause, Error};
use super::trace::{Change, Marker, Trace};

/// The place of what is read.
#[derive(Clone, Copy)]
pub(super) struct At<'t> {
    pub(super) trace: &'t Trace,
    pub(super) depth: usize,
    pub(super) is_name: bool,
}

impl<'t> At<'t> {
    /// An item or a member.
    pub(super) fn child(self) -> Self {
        Self {
            depth: self.depth + 1,
            ..self
        }
    }

    pub(super) fn named(self, is_name: bool) -> Self {
        Self { is_name, ..self }
    }

    pub(super) fn pass<E: serde::de::Error>(self, error: Error) -> E {
        let mut error = self.trace.placed(error, self.depth);
        error.0.is_name |= self.is_name;
        self.trace.pass(error, self.depth)
    }

    pub(super) fn caught<T, E>(self, result: Result<T, E>) -> Result<T, Error> {
        result.map_err(|_| self.trace.caught(self.depth))
    }

    /// A refused tag: what is refused is the value that has it.
    pub(super) fn tag(self, mut error: Error) -> Error {
        let is_here = error.0.path.as_ref().is_none_or(|path| path.len() == self.depth);
        error.0.is_tag |= is_here && matches!(error.0.cause, Cause::UnknownVariant(_));
        error
    }

    /// Tells whether the value or the name here is to be read as another one.
    pub(super) fn replaced(self) -> Option<Marker> {
        match &self.trace.change {
            Some(Change::Replace { at, is_name, with })
                if *is_name == self.is_name && self.trace.is_at(self.depth, at) =>
            {
                self.trace.is_changed.set(true);
                Some(*with)
            }
            _ => None,
        }
    }

    /// Tells whether the object here gets one more member.
    pub(super) fn inserted(self) -> Option<(&'static str, Marker)> {
        match &self.trace.change {
            Some(Change::Insert { at, name, value }) if self.trace.is_at(self.depth, at) => {
                self.trace.is_changed.set(true);
                Some((name, *value))
            }
            _ => None,
        }
    }
}
