//! Whose change broke it.

use std::fmt;

/// Whose change broke a pair at a place, told by the four combinations of what both sides are now and were before. The
/// ids are stable; `contracts/verifier/DEPLOYMENTS.md` has the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Cause {
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

impl Cause {
    /// All of them, in the order of `contracts/verifier/DEPLOYMENTS.md`.
    pub const ALL: [Cause; 7] = [
        Cause::ProducerChange,
        Cause::ConsumerChange,
        Cause::Both,
        Cause::Interaction,
        Cause::PreExisting,
        Cause::NoBaseline,
        Cause::Undecided,
    ];

    /// The stable id, as reports write it.
    pub fn id(self) -> &'static str {
        match self {
            Cause::ProducerChange => "producer-change",
            Cause::ConsumerChange => "consumer-change",
            Cause::Both => "both",
            Cause::Interaction => "interaction",
            Cause::PreExisting => "pre-existing",
            Cause::NoBaseline => "no-baseline",
            Cause::Undecided => "undecided",
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}
