//! Whether a consumer requires what its producer never gave.

use super::cause::At;
use super::history::History;
use super::judge::{Judge, Sample};
use crate::compat::Place;
use crate::report::Part;
use crate::store::StoreError;

/// Whether a contract is pending at a place: no version that was ever published on the main branch of the producer
/// satisfied it there. What could not be proven satisfied nobody.
pub(super) fn is_pending_at(
    history: &mut History<'_>,
    judge: &mut Judge,
    producer: &str,
    contract: &Sample,
    part: Part,
    place: &Place,
) -> Result<bool, StoreError> {
    let event = contract.document.identity().event();
    let emitted = history.emitted_on_main(producer, event)?;
    let satisfied = |old: &Sample| judge.at(old, contract, part, place) == At::Fits;
    Ok(!emitted.iter().any(satisfied))
}

/// Whether no version that was ever published on the main branch of the producer is proven to satisfy all of a contract.
pub(super) fn is_pending(
    history: &mut History<'_>,
    judge: &mut Judge,
    producer: &str,
    contract: &Sample,
) -> Result<bool, StoreError> {
    let event = contract.document.identity().event();
    let emitted = history.emitted_on_main(producer, event)?;
    Ok(!emitted.iter().any(|old| judge.fits(old, contract)))
}
