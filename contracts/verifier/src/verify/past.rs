//! What a run knows of the time before it, and of services that take no part in it.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::sync::Arc;

use super::allowances::Spot;
use super::participant::Participant;
use crate::report::{Attribution, Document};
use counterpart::contract::Identity;

/// Who emits an event, by event.
pub(crate) type Emitters = BTreeMap<String, BTreeSet<String>>;

/// What a pair said before, as far as it is known.
#[derive(Debug, Clone, Default)]
pub(crate) struct Before {
    pub(crate) emitted: Option<Arc<Document>>,
    pub(crate) contract: Option<Arc<Document>>,
    /// True if a document is known only where it has changed, so that the other side may have changed unseen.
    pub(crate) is_partial: bool,
}

/// What a run knows of the time before it, and of services that take no part in it.
pub(crate) trait Past<P> {
    /// Why it could not be read.
    type Error;

    /// Whether the producer never gave what the contract requires at a place.
    fn is_pending_at(
        &mut self,
        emitted: &Participant<P>,
        contract: &Participant<P>,
        spot: Spot<'_>,
    ) -> Result<bool, Self::Error>;

    /// Whether nothing that the producer gave is proven to satisfy the contract.
    fn is_pending(
        &mut self,
        emitted: &Participant<P>,
        contract: &Participant<P>,
    ) -> Result<bool, Self::Error>;

    /// Whether a contract of the run refused at a place what was sent before the run, and did so before the run too.
    fn broke_before(
        &mut self,
        _emitted: &Participant<P>,
        _contract: &Participant<P>,
        _spot: Spot<'_>,
    ) -> Result<bool, Self::Error> {
        Ok(false)
    }

    /// Whose change broke the pair at a place.
    fn attribution(
        &mut self,
        emitted: &Participant<P>,
        contract: &Participant<P>,
        spot: Spot<'_>,
    ) -> Result<Option<Attribution>, Self::Error>;

    /// What a pair said before; it may be the same as now.
    fn before(&mut self, emitted: &Participant<P>, contract: &Participant<P>) -> Result<Before, Self::Error>;

    /// Whether a service is known that takes no part in the run.
    fn knows(&self, service: &str) -> bool;

    /// What services emit that take no part in the run.
    fn emitted_elsewhere(&mut self) -> Result<Emitters, Self::Error>;

    /// The version of a service of the run before this one, and the events that it read.
    fn read_before(&mut self, service: &str) -> Result<Option<(String, BTreeSet<String>)>, Self::Error>;
}

/// The past of a run without a store: at most, what documents said before. It explains findings, and decides nothing.
#[derive(Debug, Clone, Default)]
pub(crate) struct NoStore {
    pub(crate) before: BTreeMap<Identity, Arc<Document>>,
    /// True if these are only the files that the code has left behind.
    pub(crate) is_partial: bool,
}

impl<P> Past<P> for NoStore {
    type Error = Infallible;

    fn is_pending_at(
        &mut self,
        _: &Participant<P>,
        _: &Participant<P>,
        _: Spot<'_>,
    ) -> Result<bool, Infallible> {
        Ok(false)
    }

    fn is_pending(&mut self, _: &Participant<P>, _: &Participant<P>) -> Result<bool, Infallible> {
        Ok(false)
    }

    fn attribution(
        &mut self,
        _: &Participant<P>,
        _: &Participant<P>,
        _: Spot<'_>,
    ) -> Result<Option<Attribution>, Infallible> {
        Ok(None)
    }

    fn before(&mut self, emitted: &Participant<P>, contract: &Participant<P>) -> Result<Before, Infallible> {
        let of = |one: &Participant<P>| self.before.get(one.identity()).cloned();
        Ok(Before {
            emitted: of(emitted),
            contract: of(contract),
            is_partial: self.is_partial,
        })
    }

    fn knows(&self, _: &str) -> bool {
        false
    }

    fn emitted_elsewhere(&mut self) -> Result<Emitters, Infallible> {
        Ok(Emitters::new())
    }

    fn read_before(&mut self, _: &str) -> Result<Option<(String, BTreeSet<String>)>, Infallible> {
        Ok(None)
    }
}
