//! Fixes of a key that the sides understand differently.

use super::super::KeyFinding;
use super::allow::let_key_pass;
use super::case::{asked, short};
use super::{Fix, FixKind};

/// The fixes, the best first, and the allowance.
pub(super) fn of_key(found: &KeyFinding) -> Vec<Fix> {
    let key = found.contract.contract.header.metadata.key.as_deref();
    let wanted = short(key.unwrap_or_default());
    let service = |document: &super::super::Document| short(document.identity().service());
    let (producer, consumer) = (service(&found.emitted), service(&found.contract));
    vec![
        Fix::new(
            FixKind::Producer,
            format!("in {producer}: send `{wanted}` as the key, and declare `key = {wanted:?}`"),
        ),
        Fix::new(
            FixKind::Consumer,
            format!(
                "in {consumer}: read `{wanted}` from the payload, drop `key = {wanted:?}`, release it first"
            ),
        ),
        Fix::new(
            FixKind::Ask,
            format!(
                "ask {} when they can release that",
                asked(std::iter::once(&found.contract))
            ),
        ),
        let_key_pass(found),
    ]
}
