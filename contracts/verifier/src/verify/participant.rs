//! A document that takes part in a run.

use std::sync::Arc;

use crate::report::{ComparedVersion, Document, Included};
use counterpart::config::Allowance;
use counterpart::contract::Identity;

/// A document that takes part in a run, of the run itself or of a store. `P` is its known past.
#[derive(Debug, Clone)]
pub(crate) struct Participant<P = ()> {
    pub(crate) document: Arc<Document>,
    /// True if the run is about it.
    pub(crate) own: bool,
    /// The allowances that were published with its version.
    pub(crate) allow: Vec<Allowance>,
    pub(crate) past: P,
}

impl Participant {
    /// A document of the run itself, without a known past.
    pub(super) fn own(document: &Arc<Document>) -> Self {
        Self {
            document: Arc::clone(document),
            own: true,
            allow: Vec::new(),
            past: (),
        }
    }
}

impl<P> Participant<P> {
    pub(crate) fn identity(&self) -> &Identity {
        self.document.identity()
    }

    /// The versions that it belongs to, one entry for each reason to include a version.
    pub(super) fn compared_versions(&self) -> impl Iterator<Item = ComparedVersion> + '_ {
        let of = |included: &Included| ComparedVersion {
            service: self.identity().service().to_owned(),
            included: included.clone(),
            events: vec![self.identity().event().to_owned()],
        };
        self.document.included.iter().map(of)
    }
}
