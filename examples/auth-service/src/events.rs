//! The parts of events that this service needs, and nothing else: a producer is free to change the rest.

use std::fmt;

use counterpart::Contract;
use serde::Deserialize;

/// A user signed up.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Contract)]
#[contract(consumes = "user.registered", owner = "team-identity")]
pub struct UserRegistered {
    /// Never used again for another user.
    pub user_id: u64,
    /// The address with which the user signs in.
    #[cfg(not(feature = "by-phone"))]
    pub email: String,
    /// With the feature `by-phone`: none for users who signed up by phone.
    #[cfg(feature = "by-phone")]
    pub email: Option<String>,
    /// Free where a message does not say.
    #[serde(default)]
    pub plan: Plan,
    /// The language to write to the user in; English where a message does not say.
    pub locale: Option<String>,
}

/// A user has another e-mail address now.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Contract)]
#[contract(consumes = "user.email_changed", owner = "team-identity")]
pub struct EmailChanged {
    /// The user.
    pub user_id: u64,
    /// The new address.
    pub email: String,
}

/// A user is gone.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Contract)]
#[contract(consumes = "user.deleted", owner = "team-identity")]
pub struct UserDeleted {
    /// The user.
    pub user_id: u64,
    /// Why: what a user is told who tries to sign in.
    pub reason: DeletionReason,
}

/// The user's plan, which decides how long a session lasts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Contract)]
#[serde(rename_all = "snake_case")]
pub enum Plan {
    /// Nothing.
    #[default]
    Free,
    /// One seat.
    Pro,
    /// Seats for a company.
    Enterprise,
}

/// The reason why a user was deleted.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Contract)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum DeletionReason {
    /// The user asked for it.
    Requested,
    /// The user has not signed in for a long time; this service ignores for how long.
    Inactive,
    /// The user broke the rules.
    Abuse {
        /// The case to name to the user.
        case: String,
    },
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Plan::Free => "free",
            Plan::Pro => "pro",
            Plan::Enterprise => "enterprise",
        })
    }
}

impl fmt::Display for DeletionReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DeletionReason::Requested => f.write_str("on request"),
            DeletionReason::Inactive => f.write_str("for inactivity"),
            DeletionReason::Abuse { case } => write!(f, "for abuse, case {case}"),
        }
    }
}
