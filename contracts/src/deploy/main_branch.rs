//! Which branch of a service is its main.

use crate::report::Warning;
use crate::store::{Catalogue, Rules};

/// The main branch of a service, by the rules of the store.
///
/// # Errors
/// A service that has none is a warning, not silence: no latest version of it counts.
pub(super) fn main_branch<'r>(
    rules: &'r Rules,
    catalogue: &Catalogue,
    service: &str,
) -> Result<&'r str, Warning> {
    rules.main_branch(catalogue, service).ok_or_else(|| {
        let own = rules.services.get(service).map(|own| &own.main_branch);
        Warning::NoMainBranch {
            service: service.to_owned(),
            wanted: own.or(rules.main_branch.as_ref()).cloned(),
            branches: catalogue.branches(service).map(str::to_owned).collect(),
        }
    })
}
