//! A store's knowledge of the time before a run, and of services outside it.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::attribution::{PairOutcome, attribution};
use super::hashed::HashedDocument;
use super::judge::Judge;
use super::pending::{is_pending, is_pending_at};
use super::timeline::{History, Lineage, Participant, Scope};
use super::{DeployError, Snapshot};
use crate::report::{Attribution, Document};
use crate::store::{StoreError, layout};
use crate::timestamp::Timestamp;
use crate::verify::{Before, Emitters, Past, Spot};
use counterpart::contract::{Identity, Role};
use counterpart_engine::compat::Limits;

/// A store's knowledge of the time before a run.
pub(super) struct StorePast<'s> {
    snapshot: &'s Snapshot<'s>,
    pub(super) history: History<'s>,
    pub(super) judge: Judge,
    /// The services of the run.
    services: BTreeSet<String>,
    /// The version that the run is about; `None` for code and files that belong to none yet.
    version: Option<String>,
    /// The old sides of the last pair in question.
    old: Option<(Sides, OldSides)>,
}

/// The documents of a pair, by their addresses.
type Sides = (usize, usize);

/// The earlier documents of a pair, the producer first.
type OldSides = (Option<HashedDocument>, Option<HashedDocument>);

impl<'s> StorePast<'s> {
    pub(super) fn new(
        snapshot: &'s Snapshot<'s>,
        history: History<'s>,
        limits: &Limits,
        services: BTreeSet<String>,
        version: Option<String>,
    ) -> Self {
        Self {
            snapshot,
            history,
            judge: Judge::new(limits),
            services,
            version,
            old: None,
        }
    }

    fn at(&self) -> Timestamp {
        self.history.at
    }

    fn old(&mut self, emitted: &Participant, contract: &Participant) -> Result<OldSides, StoreError> {
        let sides = [emitted, contract].map(|one| Arc::as_ptr(&one.document).addr());
        let sides = (sides[0], sides[1]);
        if let Some((known, old)) = &self.old {
            if *known == sides {
                return Ok(old.clone());
            }
        }
        let history = &mut self.history;
        let mut of = |one: &Participant| match &one.past.before {
            Some(before) => history.document(&before.version, one.identity()),
            None => Ok(None),
        };
        let mut old = (of(emitted)?, of(contract)?);
        // A document without an earlier one is its own old one, if it already existed when the
        // other side's old version came.
        let mut was_there =
            |one: &Participant, other: &Participant| match (one.past.since, &other.past.before) {
                (Some(since), Some(before)) => {
                    let came = history.since(other.identity().service(), before)?;
                    Ok::<_, StoreError>(since <= came)
                }
                _ => Ok(false),
            };
        match &old {
            (None, Some(_)) if emitted.past.before.is_none() && was_there(emitted, contract)? => {
                old.0 = Some(emitted.hashed());
            }
            (Some(_), None) if contract.past.before.is_none() && was_there(contract, emitted)? => {
                old.1 = Some(contract.hashed());
            }
            _ => {}
        }
        self.old = Some((sides, old.clone()));
        Ok(old)
    }
}

impl Past<Lineage> for StorePast<'_> {
    type Error = DeployError;

    fn is_pending_at(
        &mut self,
        emitted: &Participant,
        contract: &Participant,
        spot: Spot<'_>,
    ) -> Result<bool, DeployError> {
        Ok(is_pending_at(
            &mut self.history,
            &mut self.judge,
            &emitted.hashed(),
            &contract.hashed(),
            spot.part,
            spot.place,
        )?)
    }

    fn is_pending(&mut self, emitted: &Participant, contract: &Participant) -> Result<bool, DeployError> {
        let (emitted, contract) = (emitted.hashed(), contract.hashed());
        Ok(is_pending(
            &mut self.history,
            &mut self.judge,
            &emitted,
            &contract,
        )?)
    }

    fn attribution(
        &mut self,
        emitted: &Participant,
        contract: &Participant,
        spot: Spot<'_>,
    ) -> Result<Option<Attribution>, DeployError> {
        let (old_emitted, old_contract) = self.old(emitted, contract)?;
        let (emitted, contract) = (emitted.hashed(), contract.hashed());
        let judge = &mut self.judge;
        let mut at =
            |emitted: Option<&HashedDocument>, contract: Option<&HashedDocument>| -> Option<PairOutcome> {
                Some(judge.at(emitted?, contract?, spot.part, spot.place))
            };
        let old = at(old_emitted.as_ref(), old_contract.as_ref());
        let old_producer = at(old_emitted.as_ref(), Some(&contract));
        let old_consumer = at(Some(&emitted), old_contract.as_ref());
        Ok(Some(attribution(old, old_producer, old_consumer)))
    }

    fn before(&mut self, emitted: &Participant, contract: &Participant) -> Result<Before, DeployError> {
        let (emitted, contract) = self.old(emitted, contract)?;
        Ok(Before {
            emitted: emitted.map(|old| old.document),
            contract: contract.map(|old| old.document),
            is_partial: false,
        })
    }

    fn knows(&self, service: &str) -> bool {
        self.snapshot.catalogue.services().any(|known| known == service)
    }

    fn emitted_elsewhere(&mut self) -> Result<Emitters, DeployError> {
        let included = Scope::default().inclusions(self.snapshot, &self.services, self.at())?;
        let versions: Vec<(String, String)> = included.versions.into_keys().collect();
        let mut emitters = Emitters::new();
        for seal in self.history.seals(&versions)? {
            let of_seal = seal
                .identities()
                .filter(|identity| identity.role() == Role::Emits);
            for identity in of_seal {
                let services = emitters.entry(identity.event().to_owned()).or_default();
                services.insert(identity.service().to_owned());
            }
        }
        Ok(emitters)
    }

    fn read_before(&mut self, service: &str) -> Result<Option<(String, BTreeSet<String>)>, DeployError> {
        let Some(before) = self.history.main_before(service, self.version.as_deref()) else {
            return Ok(None);
        };
        let seal = self
            .history
            .seals(&[(service.to_owned(), before.version)])?
            .remove(0);
        let events = seal
            .files
            .iter()
            .filter_map(|file| layout::identity(service, &file.path))
            .filter(|identity| identity.role() == Role::Consumes)
            .map(|identity| identity.event().to_owned());
        Ok(Some((seal.version.clone(), events.collect())))
    }
}

/// The services of documents.
pub(super) fn services(documents: &[Arc<Document>]) -> BTreeSet<String> {
    let identities = documents.iter().map(|document| document.identity());
    identities.map(Identity::service).map(str::to_owned).collect()
}
