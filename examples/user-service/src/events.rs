//! The events that this service sends. Each change here is checked against the needs of every consumer.

use counterpart::Contract;
use serde::Serialize;

/// A user signed up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Contract)]
#[contract(emits = "user.registered", samples = samples::registered)]
pub struct UserRegistered {
    /// Never used again for another user.
    pub user_id: u64,
    /// The user's mail address; as typed, checked to contain an `@`.
    #[cfg(not(feature = "breaking"))]
    pub email: String,
    /// With the feature `breaking`: `null` for users who sign up by phone. Nothing writes `null` yet, so no test of this
    /// crate notices, and no example message either.
    #[cfg(feature = "breaking")]
    pub email: Option<String>,
    /// The user's plan.
    pub plan: Plan,
    /// The language that the user chose, such as `de-AT`; left out where none was chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// The time of the sign-up.
    pub signed_up_at: UnixMillis,
}

/// A user has another e-mail address now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Contract)]
#[contract(emits = "user.email_changed", samples = samples::email_changed)]
pub struct EmailChanged {
    /// The user.
    pub user_id: u64,
    /// The new address.
    pub email: String,
    /// The address until now.
    pub previous_email: String,
    /// The time of the sign-up.
    pub changed_at: UnixMillis,
}

/// A user is gone, and with it everything this service knew of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Contract)]
#[contract(emits = "user.deleted", samples = samples::deleted)]
pub struct UserDeleted {
    /// The user.
    pub user_id: u64,
    /// Why.
    pub reason: DeletionReason,
    /// The time of the sign-up.
    pub deleted_at: UnixMillis,
}

/// A user's plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Contract)]
#[serde(rename_all = "snake_case")]
pub enum Plan {
    /// Nothing.
    Free,
    /// One seat.
    Pro,
    /// As many seats as the company has people.
    Enterprise,
}

/// The reason why a user was deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Contract)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum DeletionReason {
    /// The user asked for it.
    Requested,
    /// The user has not signed in for a long time.
    Inactive {
        /// For how many days.
        days: u32,
    },
    /// The user broke the rules.
    Abuse {
        /// The case in which it was decided.
        case: String,
    },
}

/// A point in time: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Contract)]
pub struct UnixMillis(pub u64);

#[cfg(test)]
mod samples;
