//! Tells whether a consumer requires data that its producer never sent.
//!
//! A contract can be satisfied only while there is one. So only some producer versions count. The
//! first is the one on the producer's main branch when the consumer first required the data that is
//! refused now. All that were published there later count too. If the question is about an
//! environment, those that ran there since then also count. Nobody asked for data that was dropped
//! before that.

use super::attribution::PairOutcome;
use super::hashed::HashedDocument;
use super::judge::Judge;
use super::timeline::History;
use crate::report::Part;
use crate::store::StoreError;
use crate::timestamp::Timestamp;
use counterpart_engine::compat::Place;

/// Returns `true` if a contract is pending at a place. It requires data there that `emitted` does
/// not send, and no version on the producer's main branch has satisfied it there since. An unproven
/// version satisfied nobody.
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

/// Returns `true` if no version on the producer's main branch is proven to satisfy all of a
/// contract. They count since the contract requires data that `emitted` is not proven to send.
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

/// Returns `true` if the event left the producer's main branch before the contract asked for it, or
/// never satisfied it.
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

/// The time when the contract began to require the present data. It is the first of the consecutive
/// versions on its service's main branch that all require it. `requires` is asked about older
/// contents. A contract on no main branch requires it since it was published. A version dated later
/// than the question is there now, so it requires it by now.
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
    // A document that is nowhere was never published: it received no data yet.
    Ok(published
        .min()
        .map_or(Timestamp::END, |since| since.min(history.at)))
}
