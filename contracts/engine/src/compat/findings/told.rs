//! The findings so far: the first ones with a message, the number of further ones.

use std::hash::{DefaultHasher, Hash, Hasher};

use foldhash::HashSet;

use crate::compat::place::{Place, PlaceStep};
use crate::compat::verdict::{Finding, Rule};
use crate::json::Pointer;

/// At most so many values are in the messages of all findings together. Of an object with many required members, few
/// findings fit.
const MOST_VALUES: usize = 250_000;

/// What was found.
pub(super) struct Told {
    pub(super) findings: Vec<Finding>,
    /// The number of findings that are built.
    most: usize,
    /// True if further ones are counted. Otherwise the walk ends with the last that is built.
    counts: bool,
    /// The number of further findings.
    pub(super) further: usize,
    /// The number of values in all messages.
    values: usize,
    /// Hashes of everything that was found: 64 bits of each, because there may be many.
    known: HashSet<u64>,
}

/// The identity of a finding: the same demand at another place is another finding, unless the schema recurred.
pub(super) struct Identity {
    anywhere: u64,
    here: u64,
}

impl Identity {
    pub(super) fn of(rule: Rule, accepted: &Pointer, place: &Place) -> Self {
        let hash = |place: Option<&Place>| {
            let mut state = DefaultHasher::new();
            (rule, accepted, place).hash(&mut state);
            state.finish()
        };
        Self {
            anywhere: hash(None),
            here: hash(Some(place)),
        }
    }
}

impl Told {
    pub(super) fn new(most: usize, counts: bool) -> Self {
        Self {
            findings: Vec::new(),
            most,
            counts,
            further: 0,
            values: 0,
            known: HashSet::default(),
        }
    }

    /// The number of all findings.
    pub(super) fn count(&self) -> usize {
        self.findings.len() + self.further
    }

    /// Returns true if no further finding is built.
    pub(super) fn is_full(&self) -> bool {
        self.findings.len() >= self.most || self.values >= MOST_VALUES
    }

    /// Returns true if nothing is left to do.
    pub(super) fn is_done(&self) -> bool {
        self.is_full() && !self.counts
    }

    /// Returns true if it was found before. In a schema that recurs, the place does not matter.
    pub(super) fn is_known(&self, identity: &Identity, recurs: bool) -> bool {
        self.known.contains(&identity.here) || recurs && self.known.contains(&identity.anywhere)
    }

    /// Returns true if a finding with a message is at the place or below it.
    pub(super) fn is_told_from(&self, place: &[PlaceStep]) -> bool {
        self.findings.iter().any(|known| known.place.0.starts_with(place))
    }

    /// Returns true if a finding with a message is below the place.
    pub(super) fn is_told_below(&self, place: &[PlaceStep]) -> bool {
        let is_below = |known: &Place| known.0.len() > place.len() && known.0.starts_with(place);
        self.findings.iter().any(|known| is_below(&known.place))
    }

    pub(super) fn add(&mut self, identity: &Identity, finding: Finding) {
        self.known.extend([identity.here, identity.anywhere]);
        self.values += finding.witness.count();
        self.findings.push(finding);
    }

    /// Counts a finding without a message.
    pub(super) fn add_further(&mut self, identity: &Identity) {
        self.known.extend([identity.here, identity.anywhere]);
        self.further += 1;
    }
}
