//! Whether a consumer requires what its producer never gave it.
//!
//! A contract can be satisfied only while there is one. So what counts is what stood on the producer's main branch when the
//! consumer first required what is refused now, and whatever was published there later; and where the question is about an
//! environment, what ran there since. What was dropped before that was dropped with nobody asking for it.

use super::attribution::PairOutcome;
use super::hashed::HashedDocument;
use super::judge::Judge;
use super::timeline::History;
use crate::report::Part;
use crate::store::StoreError;
use crate::timestamp::Timestamp;
use counterpart_engine::compat::Place;

/// Whether a contract is pending at a place: since it requires there what `emitted` does not give, no version on the main
/// branch of the producer satisfied it there. What could not be proven satisfied nobody.
pub(super) fn is_pending_at(
    history: &mut History<'_>,
    judge: &mut Judge,
    emitted: &HashedDocument,
    contract: &HashedDocument,
    part: Part,
    place: &Place,
) -> Result<bool, StoreError> {
    let identity = emitted.document.identity();
    let since = required_since(history, contract, |older| {
        judge.at(emitted, older, part, place) == PairOutcome::Breaks
    })?;
    let given = history.emitted_since(identity.service(), identity.event(), since)?;
    Ok(!given
        .iter()
        .any(|old| judge.at(old, contract, part, place) == PairOutcome::Fits))
}

/// Whether no version on the main branch of the producer is proven to satisfy all of a contract, since it requires what
/// `emitted` is not proven to give.
pub(super) fn is_pending(
    history: &mut History<'_>,
    judge: &mut Judge,
    emitted: &HashedDocument,
    contract: &HashedDocument,
) -> Result<bool, StoreError> {
    let identity = emitted.document.identity();
    let since = required_since(history, contract, |older| !judge.fits(emitted, older))?;
    let given = history.emitted_since(identity.service(), identity.event(), since)?;
    Ok(!given.iter().any(|old| judge.fits(old, contract)))
}

/// Whether the event was gone from the main branch of the producer before the contract asked for it, or never satisfied it.
pub(super) fn is_pending_event(
    history: &mut History<'_>,
    judge: &mut Judge,
    producer: &str,
    contract: &HashedDocument,
) -> Result<bool, StoreError> {
    let since = required_since(history, contract, |_| true)?;
    let event = contract.document.identity().event();
    let given = history.emitted_since(producer, event, since)?;
    let whole = Place::default();
    Ok(!given
        .iter()
        .any(|old| judge.at(old, contract, Part::Payload, &whole) == PairOutcome::Fits))
}

/// When the contract began to require what it requires now: the first of the versions of its service's main branch that
/// follow on each other and all do. `requires` is asked of older contents. One that is on no main branch requires it since
/// it was published. What is dated later than the question is there now, so it requires it by now.
fn required_since(
    history: &mut History<'_>,
    contract: &HashedDocument,
    mut requires: impl FnMut(&HashedDocument) -> bool,
) -> Result<Timestamp, StoreError> {
    let identity = contract.document.identity();
    let mut since: Option<Timestamp> = None;
    for one in history.documents_on_main(identity)?.iter().rev() {
        let older = &one.document;
        let is_it = older
            .as_ref()
            .is_some_and(|older| older.digest == contract.digest);
        match (since, older) {
            (None, _) if !is_it => {}
            (Some(_), Some(older)) if !is_it && !requires(older) => break,
            (Some(_), None) => break,
            // CI jobs end in any order, so a later version may have come first.
            _ => since = Some(since.map_or(one.published, |since| since.min(one.published))),
        }
    }
    if let Some(since) = since {
        return Ok(since.min(history.at));
    }
    let included = contract.document.included.iter();
    let versions: Vec<_> = included
        .map(|one| (identity.service().to_owned(), one.version.clone()))
        .collect();
    let published = history.seals(&versions)?.into_iter().map(|seal| seal.published);
    // What stands nowhere was never published: nothing was given to it yet.
    Ok(published
        .min()
        .map_or(Timestamp::END, |since| since.min(history.at)))
}
