//! A document that takes part in a question.

use crate::report::{Counted, Standing};
use crate::timestamp::Timestamp;
use counterpart::config::Allowance;
use counterpart::contract::Identity;

use super::judge::Sample;

/// A document that takes part in a question, of the run itself or of the store.
#[derive(Debug, Clone)]
pub(super) struct Party {
    pub(super) sample: Sample,
    /// Whether the question is about it.
    pub(super) own: bool,
    /// The version of its service that stood there before.
    pub(super) before: Option<Before>,
    /// Since when it stands there; `None` for what is only asked about.
    pub(super) since: Option<Timestamp>,
    /// What its version lets pass.
    pub(super) allow: Vec<Allowance>,
}

/// A version that stood somewhere before another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Before {
    pub(super) version: String,
    /// Since when it stood there; `None` for a branch, where that is when it was published.
    pub(super) since: Option<Timestamp>,
}

impl Party {
    pub(super) fn identity(&self) -> &Identity {
        self.sample.document.identity()
    }

    /// Why it counts, one entry a version and reason.
    pub(super) fn counted(&self) -> impl Iterator<Item = Counted> + '_ {
        let of = |standing: &Standing| Counted {
            service: self.identity().service().to_owned(),
            standing: standing.clone(),
            events: vec![self.identity().event().to_owned()],
        };
        self.sample.document.standing.iter().map(of)
    }
}
