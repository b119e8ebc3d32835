//! Whose change broke it.

use std::fmt;

/// Whose change broke a pair at a place, told by the four combinations of what both sides are now and were before. The
/// ids are stable; `contracts/verifier/DEPLOYMENTS.md` has the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Attribution {
    /// The producer's change alone breaks it.
    ProducerChange,
    /// The consumer's change alone breaks it.
    ConsumerChange,
    /// Each change alone breaks it.
    Both,
    /// Neither change alone breaks it; both together do.
    Interaction,
    /// It was broken before either changed.
    PreExisting,
    /// Too little stood before to tell.
    NoBaseline,
    /// A combination could be neither proven nor refuted.
    Undecided,
}

impl Attribution {
    /// All of them, in the order of `contracts/verifier/DEPLOYMENTS.md`.
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
