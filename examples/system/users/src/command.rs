//! The bodies of requests, and the commands that they are.

use serde::Deserialize;
use serde::de::{self, Deserializer};
use user_service::commands::plan_named;
use user_service::events::{DeletionReason, Plan};
use user_service::users::{Refused, check_email};

/// A change that somebody asks for, whose values are checked as far as that needs no database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Registers a user.
    Register(NewUser),
    /// Gives a user another address.
    ChangeEmail {
        /// The user.
        user_id: u64,
        /// The new address.
        email: String,
    },
    /// Deletes a user.
    Delete {
        /// The user.
        user_id: u64,
        /// Why.
        reason: DeletionReason,
    },
}

/// The body of `POST /users`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewUser {
    /// The address.
    #[cfg(not(feature = "breaking"))]
    #[serde(deserialize_with = "address")]
    pub email: String,
    /// The address; none for users who sign up by phone.
    #[cfg(feature = "breaking")]
    #[serde(default, deserialize_with = "optional_address")]
    pub email: Option<String>,
    /// The plan.
    #[serde(deserialize_with = "plan")]
    pub plan: Plan,
    /// The language, if one was chosen.
    #[serde(default, deserialize_with = "optional_text")]
    pub locale: Option<String>,
}

/// The body of `PUT /users/{id}/email`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewEmail {
    /// The address.
    #[serde(deserialize_with = "address")]
    pub email: String,
}

/// The body of `DELETE /users/{id}`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deletion {
    /// Why.
    pub reason: Reason,
}

/// The reason of a deletion, as requests write it.
#[derive(Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Reason {
    /// The user asked for it.
    Requested {},
    /// The user has not signed in for a long time.
    Inactive {
        /// For how many days.
        days: u32,
    },
    /// The user broke the rules.
    Abuse {
        /// The case.
        #[serde(deserialize_with = "text")]
        case: String,
    },
}

impl NewUser {
    /// The address, if the user has one.
    pub fn email(&self) -> Option<&str> {
        #[cfg(not(feature = "breaking"))]
        return Some(&self.email);
        #[cfg(feature = "breaking")]
        self.email.as_deref()
    }
}

impl From<Reason> for DeletionReason {
    fn from(reason: Reason) -> Self {
        match reason {
            Reason::Requested {} => DeletionReason::Requested,
            Reason::Inactive { days } => DeletionReason::Inactive { days },
            Reason::Abuse { case } => DeletionReason::Abuse { case },
        }
    }
}

fn address<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let email = String::deserialize(deserializer)?;
    match check_email(&email) {
        Ok(()) => Ok(email),
        Err(Refused::NotAnEmail(_)) | Err(_) => Err(de::Error::custom("`email` is not an e-mail address")),
    }
}

#[cfg(feature = "breaking")]
fn optional_address<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let email = Option::<String>::deserialize(deserializer)?;
    match email.as_deref().map(check_email) {
        None | Some(Ok(())) => Ok(email),
        Some(Err(_)) => Err(de::Error::custom("`email` is not an e-mail address")),
    }
}

/// A text that every database keeps: PostgreSQL takes no NUL.
fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    if text.contains(char::is_control) {
        return Err(de::Error::custom("control characters are not allowed"));
    }
    Ok(text)
}

fn optional_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    text(deserializer).map(Some)
}

fn plan<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Plan, D::Error> {
    let name = String::deserialize(deserializer)?;
    plan_named(&name).ok_or_else(|| de::Error::custom("`plan` is none of free, pro and enterprise"))
}
