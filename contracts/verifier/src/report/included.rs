//! The version that a document belongs to, and the reason why that version is included.

use std::fmt;

use crate::timestamp::Timestamp;

/// A version of a document, and why it is included.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Included {
    /// The version.
    pub version: String,
    /// Why it is included.
    pub why: WhyIncluded,
}

/// The reason why a version is included.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum WhyIncluded {
    /// The question is about it.
    Asked,
    /// It is the latest of this branch.
    Branch(String),
    /// It is the repository's revision, under the name that the user gave.
    Revision(String),
    /// It runs in an environment.
    Deployed {
        /// The environment.
        environment: String,
        /// From then on.
        since: Timestamp,
    },
    /// It is in users' hands.
    Released {
        /// The environment.
        environment: String,
        /// From then on.
        since: Timestamp,
    },
    /// It has left an environment, and messages that it sent there may still be read.
    InFlight {
        /// The environment.
        environment: String,
        /// When it left.
        left: Timestamp,
        /// The end of its messages' retention; `None` if they are kept forever.
        until: Option<Timestamp>,
    },
}

/// `main`, `in production since 2026-11-23T15:00:00Z`
impl fmt::Display for WhyIncluded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WhyIncluded::Asked => f.write_str("asked about"),
            WhyIncluded::Branch(branch) => write!(f, "latest of {branch}"),
            WhyIncluded::Revision(revision) => write!(f, "of revision {revision}"),
            WhyIncluded::Deployed { environment, since } => write!(f, "in {environment} since {since}"),
            WhyIncluded::Released { environment, since } => {
                write!(f, "released to {environment} since {since}")
            }
            WhyIncluded::InFlight {
                environment,
                left,
                until: Some(until),
            } => write!(
                f,
                "left {environment} at {left}, its messages in flight until {until}"
            ),
            WhyIncluded::InFlight {
                environment,
                left,
                until: None,
            } => write!(f, "left {environment} at {left}, its messages are kept forever"),
        }
    }
}

impl fmt::Display for Included {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.version, self.why)
    }
}
