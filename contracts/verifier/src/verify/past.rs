//! A run's knowledge of the time before it, and of services outside it.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::sync::Arc;

use super::allowances::Spot;
use super::participant::Participant;
use crate::report::{Attribution, Document};
use counterpart::contract::Identity;

/// The producers of each event.
pub(crate) type Emitters = BTreeMap<String, BTreeSet<String>>;

/// The earlier documents of a pair, as far as they are known.
#[derive(Debug, Clone, Default)]
pub(crate) struct Before {
    pub(crate) emitted: Option<Arc<Document>>,
    pub(crate) contract: Option<Arc<Document>>,
    /// True if a document is known only where it has changed, so that the other side may have changed unseen.
    pub(crate) is_partial: bool,
}

/// A run's knowledge of the time before it, and of services outside it.
pub(crate) trait Past<P> {
    /// The reason why it could not be read.
    type Error;

    /// Returns `true` if the producer never sent the data that the contract requires at a place.
    fn is_pending_at(
        &mut self,
        emitted: &Participant<P>,
        contract: &Participant<P>,
        spot: Spot<'_>,
    ) -> Result<bool, Self::Error>;

    /// Returns `true` if no version of the producer is proven to satisfy the contract.
    fn is_pending(
        &mut self,
        emitted: &Participant<P>,
        contract: &Participant<P>,
    ) -> Result<bool, Self::Error>;

    /// Returns `true` if a contract of the run refused at a place what was sent before the run, and
    /// did so before the run too.
    fn broke_before(
        &mut self,
        _emitted: &Participant<P>,
        _contract: &Participant<P>,
        _spot: Spot<'_>,
    ) -> Result<bool, Self::Error> {
        Ok(false)
    }

    /// Tells whose change broke the pair at a place.
    fn attribution(
        &mut self,
        emitted: &Participant<P>,
        contract: &Participant<P>,
        spot: Spot<'_>,
    ) -> Result<Option<Attribution>, Self::Error>;

    /// The earlier documents of a pair. They may be the same as now.
    fn before(&mut self, emitted: &Participant<P>, contract: &Participant<P>) -> Result<Before, Self::Error>;

    /// Returns `true` if a service outside the run is known.
    fn knows(&self, service: &str) -> bool;

    /// The events that services outside the run emit.
    fn emitted_elsewhere(&mut self) -> Result<Emitters, Self::Error>;

    /// The version of a service of the run before this one, and the events that it read.
    fn read_before(&mut self, service: &str) -> Result<Option<(String, BTreeSet<String>)>, Self::Error>;
}

/// The past of a run without a store: at most, the earlier contents of documents. It explains
/// findings, and decides nothing.
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
