//! Contracts of a run that were paired with nothing, because of a wrong name or an event that is
//! not there yet.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::evaluator::Evaluator;
use super::pair::wants;
use super::participant::Participant;
use super::past::{Emitters, Past};
use crate::report::{Document, FileFinding, FileRule, Meant, Report};
use counterpart::contract::{Identity, Role};
use counterpart::near::near;

impl<P: Sync, H: Past<P>> Evaluator<'_, P, H> {
    /// Takes the run's contracts that no emitted schema was checked against. Such a contract is a
    /// finding in three cases. The named producer exists and does not emit the event. An event with
    /// a similar name is emitted. The earlier version read an event that is still emitted, and this
    /// one does not. Otherwise the event may come from elsewhere, or later. A stopped event has a
    /// finding of its own.
    ///
    /// `own` are all the documents of the run, whether they take part or not.
    ///
    /// # Errors
    /// Fails if the past cannot be read.
    pub(crate) fn unmatched(&mut self, own: &[Arc<Document>], report: &mut Report) -> Result<(), H::Error> {
        let participants = self.participants;
        let mut emitting: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let identities = participants.iter().map(Participant::identity);
        for identity in identities.filter(|identity| identity.role() == Role::Emits) {
            let services = emitting.entry(identity.event()).or_default();
            services.push(identity.service());
        }
        let is_matched = |contract: &Document| {
            let services = emitting.get(contract.identity().event()).into_iter().flatten();
            services.into_iter().any(|service| wants(contract, service))
        };
        let is_of_run = |one: &&Participant<P>| one.own && one.identity().role() == Role::Consumes;
        let mut contracts: Vec<&Arc<Document>> = participants
            .iter()
            .filter(is_of_run)
            .map(|one| &one.document)
            .filter(|contract| !self.has_stopped(contract) && !is_matched(contract))
            .collect();
        if contracts.is_empty() {
            return Ok(());
        }
        contracts.sort_by(|a, b| {
            let key = |document: &Document| {
                (
                    document.identity().event().to_owned(),
                    document.identity().clone(),
                )
            };
            key(a).cmp(&key(b))
        });
        let emitters = self.emitters(own)?;
        let mut given_up: BTreeMap<&str, Vec<Meant>> = BTreeMap::new();
        for contract in contracts {
            let service = contract.identity().service();
            if !given_up.contains_key(service) {
                given_up.insert(service, self.no_longer_read(service, own, &emitters)?);
            }
            let producer = contract.contract.header.producer.as_deref();
            let is_elsewhere = emitters
                .get(contract.identity().event())
                .is_some_and(|services| services.iter().any(|service| wants(contract, service)));
            let meant = if is_elsewhere {
                // It is emitted, and its name is right: its producers are outside the scope.
                Vec::new()
            } else {
                meant(contract.identity(), producer, &emitters, &given_up[service])
            };
            let is_known = |name: &str| {
                self.past.knows(name) || own.iter().any(|document| document.identity().service() == name)
            };
            if producer.is_some_and(is_known) || !meant.is_empty() {
                self.event_not_emitted(FileFinding {
                    rule: FileRule::EventNotEmitted,
                    document: Arc::clone(contract),
                    wanted_by: Vec::new(),
                    meant,
                });
            } else {
                report.unmatched.push(Arc::clone(contract));
            }
        }
        Ok(())
    }

    /// The producers of each event: those of the run, and those elsewhere.
    fn emitters(&mut self, own: &[Arc<Document>]) -> Result<Emitters, H::Error> {
        let mut emitters = self.past.emitted_elsewhere()?;
        let identities = own.iter().map(|document| document.identity());
        for identity in identities.filter(|identity| identity.role() == Role::Emits) {
            let services = emitters.entry(identity.event().to_owned()).or_default();
            services.insert(identity.service().to_owned());
        }
        Ok(emitters)
    }

    /// The events that the earlier version of a service read, that are still emitted, and that its
    /// run no longer reads.
    fn no_longer_read(
        &mut self,
        service: &str,
        own: &[Arc<Document>],
        emitters: &Emitters,
    ) -> Result<Vec<Meant>, H::Error> {
        let Some((version, events)) = self.past.read_before(service)? else {
            return Ok(Vec::new());
        };
        let read: BTreeSet<&str> = own
            .iter()
            .map(|document| document.identity())
            .filter(|identity| identity.role() == Role::Consumes && identity.service() == service)
            .map(|identity| identity.event())
            .collect();
        let meant = |event: String| {
            let producers = emitters.get(&event)?.iter().cloned().collect();
            Some(Meant {
                event,
                producers,
                read_by: Some(version.clone()),
            })
        };
        let events = events.into_iter().filter(|event| !read.contains(event.as_str()));
        Ok(events.filter_map(meant).collect())
    }
}

/// The events that a contract may have meant. They have a similar name, and a producer that it may
/// name, or the earlier version read them.
fn meant(contract: &Identity, producer: Option<&str>, emitters: &Emitters, given_up: &[Meant]) -> Vec<Meant> {
    let takes = |service: &str| match producer {
        None => true,
        Some(named) => named == service || !near(named, [service]).is_empty(),
    };
    let names = emitters.keys().map(String::as_str);
    let same = emitters
        .contains_key(contract.event())
        .then_some(contract.event());
    let mut all: Vec<Meant> = Vec::new();
    for event in same.into_iter().chain(near(contract.event(), names)) {
        let services = emitters[event].iter().filter(|service| takes(service.as_str()));
        let producers: Vec<String> = services.cloned().collect();
        if !producers.is_empty() {
            let read_by = given_up.iter().find(|one| one.event == event);
            all.push(Meant {
                event: event.to_owned(),
                producers,
                read_by: read_by.and_then(|one| one.read_by.clone()),
            });
        }
    }
    let others = given_up
        .iter()
        .filter(|one| !all.iter().any(|known| known.event == one.event));
    let others: Vec<Meant> = others.cloned().collect();
    all.extend(others);
    all
}
