//! The side whose change broke a pair.

use std::fmt;

/// Tells whose change broke a pair at a place, from the four combinations of both sides' present
/// and earlier versions. The ids are stable; `contracts/verifier/DEPLOYMENTS.md` has the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Attribution {
    /// Only the producer's change breaks it.
    ProducerChange,
    /// Only the consumer's change breaks it.
    ConsumerChange,
    /// Each change by itself breaks it.
    Both,
    /// Neither change by itself breaks it; both together do.
    Interaction,
    /// It was broken before either changed.
    PreExisting,
    /// Too few earlier versions exist to tell.
    NoBaseline,
    /// A combination could be neither proven nor refuted.
    Undecided,
}

impl Attribution {
    /// All attributions, in the order of `contracts/verifier/DEPLOYMENTS.md`.
    pub const ALL: [Attribution; 7] = [
        Attribution::ProducerChange,
        Attribution::ConsumerChange,
        Attribution::Both,
        Attribution::Interaction,
        Attribution::PreExisting,
        Attribution::NoBaseline,
        Attribution::Undecided,
    ];

    /// The stable id, as reports write it.
    pub fn id(self) -> &'static str {
        match self {
            Attribution::ProducerChange => "producer-change",
            Attribution::ConsumerChange => "consumer-change",
            Attribution::Both => "both",
            Attribution::Interaction => "interaction",
            Attribution::PreExisting => "pre-existing",
            Attribution::NoBaseline => "no-baseline",
            Attribution::Undecided => "undecided",
        }
    }
}

impl fmt::Display for Attribution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}
