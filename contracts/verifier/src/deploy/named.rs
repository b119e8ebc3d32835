//! Names in a question. A name that matches nothing is a mistake, even if others match.

use std::collections::BTreeSet;

use super::timeline::{Participant, Scope};
use super::{DeployError, Snapshot};
use counterpart::contract::Role;
use counterpart::near::commits;

impl Snapshot<'_> {
    /// The published version that a text names: the version of this name, or the only commit that
    /// begins with it.
    ///
    /// # Errors
    /// Fails if none is published, or several commits begin with it.
    pub fn version_named(&self, service: &str, named: &str) -> Result<String, DeployError> {
        if self.catalogue.has(service, named) {
            return Ok(named.to_owned());
        }
        match commits(named, self.catalogue.versions(service)).as_slice() {
            [only] => Ok((*only).to_owned()),
            [] => self.check_published(service, named).map(|()| named.to_owned()),
            several => Err(DeployError::SeveralCommits {
                service: service.to_owned(),
                start: named.to_owned(),
                versions: several.iter().map(|version| (*version).to_owned()).collect(),
            }),
        }
    }
}

/// Checks that each named event belongs to the run.
pub(super) fn check_events<'a>(
    scope: &Scope,
    of_run: impl Iterator<Item = &'a str>,
) -> Result<(), DeployError> {
    let Some(named) = &scope.events else { return Ok(()) };
    let known: BTreeSet<&str> = of_run.collect();
    match named.iter().find(|event| !known.contains(event.as_str())) {
        None => Ok(()),
        Some(event) => Err(DeployError::NotOfRun {
            event: event.clone(),
            known: known.into_iter().map(str::to_owned).collect(),
        }),
    }
}

/// Checks that each named consumer has a contract that takes part.
pub(super) fn check_consumers(scope: &Scope, participants: &[Participant]) -> Result<(), DeployError> {
    let Some(named) = &scope.consumers else {
        return Ok(());
    };
    let contracts = participants
        .iter()
        .filter(|one| one.identity().role() == Role::Consumes);
    let known: BTreeSet<&str> = contracts.map(|one| one.identity().service()).collect();
    match named.iter().find(|consumer| !known.contains(consumer.as_str())) {
        None => Ok(()),
        Some(consumer) => Err(DeployError::NotConsuming {
            consumer: consumer.clone(),
            known: known.into_iter().map(str::to_owned).collect(),
        }),
    }
}
