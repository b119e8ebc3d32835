//! Names that narrow a question: one that matches nothing is a mistake, also beside others that match.

use std::collections::BTreeSet;

use super::DeployError;
use super::timeline::{Participant, Scope};
use counterpart::contract::Role;

/// Checks that each event that is named is one of the run's.
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

/// Checks that each consumer that is named has a contract that takes part.
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
