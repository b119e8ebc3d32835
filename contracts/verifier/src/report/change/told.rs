//! The description of a change, compared with the messages that the engine found.

use counterpart_engine::compat::{Finding, Place, PlaceStep, Rule};
use counterpart_engine::json::Json;

use super::super::Part;

/// A change at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The part of the message.
    pub part: Part,
    /// The place. For a renamed thing, both places.
    pub places: Vec<Place>,
    /// The words, without a full stop: ``shop no longer sends `email` ``.
    pub text: String,
    /// A message that only one of both has, if the text says less than it.
    pub message: Option<Json>,
    /// True if there are messages now that did not exist before.
    pub(super) widens: bool,
    /// True if there were messages before that no longer exist.
    pub(super) narrows: bool,
}

/// The engine's knowledge of two versions.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Known<'f> {
    /// Messages that only the second has.
    pub(crate) newly_valid: &'f [Finding],
    /// Messages that only the first has.
    pub(crate) no_longer_valid: &'f [Finding],
    /// True if these may be incomplete.
    pub(crate) is_partial: bool,
}

impl<'f> Known<'f> {
    /// All of them, each with a flag for new ones.
    pub(super) fn all(self) -> impl Iterator<Item = (&'f Finding, bool)> {
        let newly = self.newly_valid.iter().map(|one| (one, true));
        newly.chain(self.no_longer_valid.iter().map(|one| (one, false)))
    }
}

impl Difference {
    /// Whether there are messages of it that are new, or that are gone.
    pub(super) fn is_way(&self, newly: bool) -> bool {
        if newly { self.widens } else { self.narrows }
    }

    /// Returns `true` if a message of the engine can belong to this difference.
    /// Returns `true` if this describes everything that the engine found.
    pub(super) fn tells(&self, finding: &Finding, newly: bool) -> bool {
        let at = plain(&finding.place);
        let covers = |place: &Place| {
            let place = plain(place);
            begins(&place, &at) || (finding.rule == Rule::AlternativeNotAccepted && begins(&at, &place))
        };
        self.is_way(newly) && self.places.iter().any(covers)
    }
}

/// The steps that appear in messages.
fn plain(place: &Place) -> Vec<&PlaceStep> {
    let steps = place.0.iter();
    steps
        .filter(|step| !matches!(step, PlaceStep::Alternative(_)))
        .collect()
}

/// Returns `true` if a place begins with another.
fn begins(outer: &[&PlaceStep], inner: &[&PlaceStep]) -> bool {
    use PlaceStep::{AnyItem, AnyProperty, Item, Property};
    let same = |(one, other): (&&PlaceStep, &&PlaceStep)| {
        one == other
            || matches!(
                (one, other),
                (AnyProperty, Property(_))
                    | (Property(_), AnyProperty)
                    | (AnyItem, Item(_))
                    | (Item(_), AnyItem)
            )
    };
    outer.len() <= inner.len() && outer.iter().zip(inner).all(same)
}
