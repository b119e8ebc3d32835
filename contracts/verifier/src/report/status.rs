//! The status of a finding.

/// The status of a finding, the most important first. The ids are stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Status {
    /// It fails the run.
    Failing,
    /// Its rule is a warning here.
    Warned,
    /// A consumer requires data that its producer never sent. The producer sees it, and its run
    /// does not fail.
    Pending,
    /// It would fail the run, but an allowance or `--allow-unproven` accepts it.
    Allowed,
    /// Its rule is turned off here. Renderers only count it.
    Suppressed,
}

impl Status {
    /// The stable id.
    pub fn id(self) -> &'static str {
        match self {
            Status::Failing => "failing",
            Status::Warned => "warned",
            Status::Pending => "pending",
            Status::Allowed => "allowed",
            Status::Suppressed => "suppressed",
        }
    }

    /// The name in formats with three levels: `error`, `warning` or `note`.
    pub fn severity(self) -> &'static str {
        match self {
            Status::Failing => "error",
            Status::Warned => "warning",
            Status::Pending | Status::Allowed | Status::Suppressed => "note",
        }
    }
}
