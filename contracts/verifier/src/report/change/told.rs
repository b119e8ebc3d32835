//! What is said of a change, against the messages that the engine found.

use counterpart_engine::compat::{Finding, Place, PlaceStep, Rule};
use counterpart_engine::json::Json;

use super::super::Part;

/// What changed at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// In which part of the message.
    pub part: Part,
    /// Where; of something with another name, both places.
    pub places: Vec<Place>,
    /// In words, without a full stop: ``shop no longer sends `email` ``.
    pub text: String,
    /// A message that only one of both has, where the text says less than it.
    pub message: Option<Json>,
    /// Whether there are messages now that were not there before.
    pub(super) widens: bool,
    /// Whether there were messages before that are not there now.
    pub(super) narrows: bool,
}

/// What the engine knows of two versions.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Known<'f> {
    /// Messages that the second has and the first has not.
    pub(crate) newly_valid: &'f [Finding],
    /// Messages that the first has and the second has not.
    pub(crate) no_longer_valid: &'f [Finding],
    /// Whether these may be not all.
    pub(crate) is_partial: bool,
}

impl<'f> Known<'f> {
    /// All, each with whether it is new.
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

    /// Whether this says all of what the engine found.
    pub(super) fn tells(&self, finding: &Finding, newly: bool) -> bool {
        let at = plain(&finding.place);
        let covers = |place: &Place| {
            let place = plain(place);
            begins(&place, &at) || (finding.rule == Rule::AlternativeNotAccepted && begins(&at, &place))
        };
        self.is_way(newly) && self.places.iter().any(covers)
    }
}

/// The steps that are in messages.
fn plain(place: &Place) -> Vec<&PlaceStep> {
    let steps = place.0.iter();
    steps
        .filter(|step| !matches!(step, PlaceStep::Alternative(_)))
        .collect()
}

/// Whether a place is in what begins with another.
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
