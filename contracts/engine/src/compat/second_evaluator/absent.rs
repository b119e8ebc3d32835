//! A build without the feature `second-evaluator` has no second evaluator. Our own evaluator confirms alone.

use std::collections::BTreeSet;

use super::schema::Schema;
use crate::json::{Json, Pointer};

/// The document from which a second evaluator would be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    Slice,
    Full,
}

/// The second evaluator's data for a schema.
#[derive(Debug, Default)]
pub(crate) struct Prepared {}

/// The second evaluator's answers about one schema.
pub(crate) struct Opinions<'a> {
    pub(crate) schema: &'a Schema,
}

impl Schema {
    /// Asks nobody.
    pub(crate) fn with_opinions<T>(&self, ask: impl FnOnce(&mut Opinions<'_>) -> T) -> T {
        ask(&mut Opinions { schema: self })
    }
}

#[expect(clippy::unused_self, reason = "the same questions as with the feature")]
impl Opinions<'_> {
    /// Asks nobody.
    pub(crate) fn of(&mut self, _value: &Json, _extent: Scope) -> Option<bool> {
        None
    }

    /// Asks nobody.
    pub(crate) fn assuming(&self, _value: &Json, _patterns: &BTreeSet<String>) -> Option<bool> {
        None
    }

    /// Asks nobody.
    pub(crate) fn refuses_at(&mut self, _value: &Json, _place: &Pointer) -> bool {
        false
    }
}
