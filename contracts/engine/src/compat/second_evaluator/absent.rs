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

impl Schema {
    /// Asks nobody.
    #[expect(clippy::unused_self, reason = "the same question as with the feature")]
    pub(crate) fn second_opinion(&self, _value: &Json, _extent: Scope) -> Option<bool> {
        None
    }

    /// Asks nobody.
    #[expect(clippy::unused_self, reason = "the same question as with the feature")]
    pub(crate) fn second_opinion_assuming(
        &self,
        _value: &Json,
        _patterns: &BTreeSet<String>,
    ) -> Option<bool> {
        None
    }

    /// Asks nobody.
    #[expect(clippy::unused_self, reason = "the same question as with the feature")]
    pub(crate) fn second_refuses_at(&self, _value: &Json, _place: &Pointer) -> bool {
        false
    }
}
