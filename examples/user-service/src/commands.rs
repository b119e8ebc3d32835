//! The program's commands, one a line.

use std::fmt;

use crate::events::{DeletionReason, Plan, UnixMillis};
use crate::users::{Refused, Users};

/// The commands, shown after an unknown one.
pub const USAGE: &str = "\
register EMAIL free|pro|enterprise [LOCALE]
change-email USER_ID EMAIL
delete USER_ID requested|inactive DAYS|abuse CASE";

/// A change that somebody asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Registers a user.
    Register {
        /// The address.
        email: String,
        /// The user's plan.
        plan: Plan,
        /// The language, where one was chosen.
        locale: Option<String>,
    },
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

/// The reason why a line was not carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CommandError {
    /// The line is none of the commands.
    Malformed(String),
    /// The command was understood and refused.
    Refused(Refused),
}

impl fmt::Display for CommandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CommandError::Malformed(line) => write!(f, "{line:?} is none of the commands:\n{USAGE}"),
            CommandError::Refused(refused) => write!(f, "{refused}"),
        }
    }
}

impl std::error::Error for CommandError {}

impl Command {
    /// Reads one line; words are separated by blanks.
    ///
    /// # Errors
    /// Fails if it is none of the commands.
    pub fn parse(line: &str) -> Result<Self, CommandError> {
        let words: Vec<&str> = line.split_whitespace().collect();
        Self::from_words(&words).ok_or_else(|| CommandError::Malformed(line.into()))
    }

    fn from_words(words: &[&str]) -> Option<Self> {
        Some(match *words {
            ["register", email, plan] => Command::Register {
                email: email.into(),
                plan: plan_named(plan)?,
                locale: None,
            },
            ["register", email, plan, locale] => Command::Register {
                email: email.into(),
                plan: plan_named(plan)?,
                locale: Some(locale.into()),
            },
            ["change-email", user_id, email] => Command::ChangeEmail {
                user_id: user_id.parse().ok()?,
                email: email.into(),
            },
            ["delete", user_id, ref reason @ ..] => Command::Delete {
                user_id: user_id.parse().ok()?,
                reason: match *reason {
                    ["requested"] => DeletionReason::Requested,
                    ["inactive", days] => DeletionReason::Inactive {
                        days: days.parse().ok()?,
                    },
                    ["abuse", case] => DeletionReason::Abuse { case: case.into() },
                    _ => return None,
                },
            },
            _ => return None,
        })
    }

    /// Carries the command out.
    ///
    /// # Errors
    /// Fails if the users' rules refuse it.
    pub fn run(self, users: &mut Users, now: UnixMillis) -> Result<(), CommandError> {
        match self {
            Command::Register { email, plan, locale } => {
                users.register(&email, plan, locale.as_deref(), now).map(drop)
            }
            Command::ChangeEmail { user_id, email } => users.change_email(user_id, &email, now),
            Command::Delete { user_id, reason } => users.delete(user_id, reason, now),
        }
        .map_err(CommandError::Refused)
    }
}

/// The plan of this name on the wire.
pub fn plan_named(name: &str) -> Option<Plan> {
    match name {
        "free" => Some(Plan::Free),
        "pro" => Some(Plan::Pro),
        "enterprise" => Some(Plan::Enterprise),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_is_read() {
        let register = |locale: Option<&str>| Command::Register {
            email: "ada@example.org".into(),
            plan: Plan::Enterprise,
            locale: locale.map(str::to_owned),
        };
        let delete = |reason| Command::Delete { user_id: 7, reason };
        let read = [
            ("register ada@example.org enterprise", register(None)),
            (
                "  register  ada@example.org enterprise  de-AT",
                register(Some("de-AT")),
            ),
            (
                "change-email 7 ada@lovelace.example",
                Command::ChangeEmail {
                    user_id: 7,
                    email: "ada@lovelace.example".into(),
                },
            ),
            ("delete 7 requested", delete(DeletionReason::Requested)),
            (
                "delete 7 inactive 400",
                delete(DeletionReason::Inactive { days: 400 }),
            ),
            (
                "delete 7 abuse C-17",
                delete(DeletionReason::Abuse { case: "C-17".into() }),
            ),
        ];
        for (line, command) in read {
            assert_eq!(Command::parse(line), Ok(command), "{line}");
        }
    }

    #[test]
    fn invalid_command_is_answered_with_the_commands() {
        for line in [
            "",
            "register",
            "register a@b gold",
            "delete seven requested",
            "delete 7",
            "delete 7 inactive long",
        ] {
            assert_eq!(Command::parse(line), Err(CommandError::Malformed(line.into())));
        }
        assert_eq!(
            Command::parse("rename 7 Ada").unwrap_err().to_string(),
            "\"rename 7 Ada\" is none of the commands:\n\
             register EMAIL free|pro|enterprise [LOCALE]\n\
             change-email USER_ID EMAIL\n\
             delete USER_ID requested|inactive DAYS|abuse CASE"
        );
    }
}
