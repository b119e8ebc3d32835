//! No second evaluator: what a build without the feature `second-evaluator` has. Our own evaluator confirms alone.

use std::collections::BTreeSet;

use super::schema::Schema;
use crate::json::Json;

/// Of which document a second evaluator would be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    Slice,
    Full,
}

/// What a schema keeps for a second evaluator.
#[derive(Debug, Default)]
pub(crate) struct Prepared {}

impl Schema {
    /// Nobody is asked.
    #[expect(clippy::unused_self, reason = "the same question as with the feature")]
    pub(crate) fn second_opinion(&self, _value: &Json, _extent: Scope) -> Option<bool> {
        None
    }

    /// Nobody is asked.
    #[expect(clippy::unused_self, reason = "the same question as with the feature")]
    pub(crate) fn second_opinion_assuming(
        &self,
        _value: &Json,
        _patterns: &BTreeSet<String>,
    ) -> Option<bool> {
        None
    }
}
