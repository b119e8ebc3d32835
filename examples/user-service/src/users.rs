//! The users and the rules about them.

use std::collections::BTreeMap;
use std::fmt;

use crate::events::{DeletionReason, EmailChanged, Plan, UnixMillis, UserDeleted, UserRegistered};
use crate::outbox::{Event, Outbox};

/// Every user, and the events that tell of them. State and outbox change together: a method that is refused changes
/// neither.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Users {
    emails: BTreeMap<u64, String>,
    last_id: u64,
    outbox: Outbox,
}

/// The reason why a change was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refused {
    /// The text has no `@` with something on both sides.
    NotAnEmail(String),
    /// Another user has this address.
    EmailTaken(String),
    /// There is no user with this id, or not any more.
    UnknownUser(u64),
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refused::NotAnEmail(text) => write!(f, "{text:?} is not an e-mail address"),
            Refused::EmailTaken(email) => write!(f, "another user has the address {email}"),
            Refused::UnknownUser(user_id) => write!(f, "there is no user {user_id}"),
        }
    }
}

impl std::error::Error for Refused {}

impl Users {
    /// Registers a user and returns the id.
    ///
    /// # Errors
    /// Fails if `email` is no address, or another user has it.
    pub fn register(
        &mut self,
        email: &str,
        plan: Plan,
        locale: Option<&str>,
        now: UnixMillis,
    ) -> Result<u64, Refused> {
        self.check_email(email)?;
        self.last_id += 1;
        let user_id = self.last_id;
        self.emails.insert(user_id, email.into());
        self.outbox.append(Event::Registered(UserRegistered {
            user_id,
            #[cfg(feature = "breaking")]
            email: Some(email.into()),
            #[cfg(not(feature = "breaking"))]
            email: email.into(),
            plan,
            locale: locale.map(str::to_owned),
            signed_up_at: now,
        }));
        Ok(user_id)
    }

    /// Gives a user another address. The address that the user has already is no change, and no event.
    ///
    /// # Errors
    /// Fails if there is no such user, `email` is no address, or another user has it.
    pub fn change_email(&mut self, user_id: u64, email: &str, now: UnixMillis) -> Result<(), Refused> {
        let previous_email = self
            .email(user_id)
            .ok_or(Refused::UnknownUser(user_id))?
            .to_owned();
        if previous_email == email {
            return Ok(());
        }
        self.check_email(email)?;
        self.emails.insert(user_id, email.into());
        self.outbox.append(Event::EmailChanged(EmailChanged {
            user_id,
            email: email.into(),
            previous_email,
            changed_at: now,
        }));
        Ok(())
    }

    /// Deletes a user. The id is not given away again.
    ///
    /// # Errors
    /// Fails if there is no such user.
    pub fn delete(&mut self, user_id: u64, reason: DeletionReason, now: UnixMillis) -> Result<(), Refused> {
        self.emails
            .remove(&user_id)
            .ok_or(Refused::UnknownUser(user_id))?;
        self.outbox.append(Event::Deleted(UserDeleted {
            user_id,
            reason,
            deleted_at: now,
        }));
        Ok(())
    }

    /// The address of a user who is there.
    pub fn email(&self, user_id: u64) -> Option<&str> {
        self.emails.get(&user_id).map(String::as_str)
    }

    /// The messages to send.
    pub fn outbox(&self) -> &Outbox {
        &self.outbox
    }

    fn check_email(&self, email: &str) -> Result<(), Refused> {
        check_email(email)?;
        if self.emails.values().any(|taken| taken == email) {
            return Err(Refused::EmailTaken(email.into()));
        }
        Ok(())
    }
}

/// Checks that the text has an `@` with something on both sides, and nothing that a database could not keep as text.
///
/// # Errors
/// Fails if it has not.
pub fn check_email(email: &str) -> Result<(), Refused> {
    match email.split_once('@') {
        Some((local, domain))
            if !local.is_empty() && !domain.is_empty() && !email.contains(char::is_control) =>
        {
            Ok(())
        }
        _ => Err(Refused::NotAnEmail(email.into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UnixMillis = UnixMillis(1_795_000_000_000);

    fn events(users: &Users) -> Vec<Event> {
        users.outbox().after(0).map(|entry| entry.event).collect()
    }

    #[test]
    fn each_change_appends_one_event_with_the_next_sequence_number() {
        let mut users = Users::default();
        let ada = users
            .register("ada@example.org", Plan::Pro, Some("en"), NOW)
            .unwrap();
        users.change_email(ada, "ada@lovelace.example", NOW).unwrap();
        users.delete(ada, DeletionReason::Requested, NOW).unwrap();
        let sequences: Vec<_> = users.outbox().after(0).map(|entry| entry.sequence).collect();
        assert_eq!(sequences, [1, 2, 3]);
        assert!(matches!(
            events(&users)[..],
            [Event::Registered(_), Event::EmailChanged(_), Event::Deleted(_)]
        ));
    }

    #[test]
    fn refused_change_leaves_no_state_and_no_event() {
        let mut users = Users::default();
        let ada = users.register("ada@example.org", Plan::Free, None, NOW).unwrap();
        users.register("alan@example.org", Plan::Free, None, NOW).unwrap();
        let before = users.clone();
        let refusals = [
            users
                .register("ada@example.org", Plan::Free, None, NOW)
                .unwrap_err(),
            users.register("@example.org", Plan::Free, None, NOW).unwrap_err(),
            users.change_email(ada, "alan@example.org", NOW).unwrap_err(),
            users.change_email(7, "grace@example.org", NOW).unwrap_err(),
            users.delete(7, DeletionReason::Requested, NOW).unwrap_err(),
        ];
        assert_eq!(
            refusals,
            [
                Refused::EmailTaken("ada@example.org".into()),
                Refused::NotAnEmail("@example.org".into()),
                Refused::EmailTaken("alan@example.org".into()),
                Refused::UnknownUser(7),
                Refused::UnknownUser(7),
            ]
        );
        assert_eq!(users, before);
    }

    #[test]
    fn current_address_is_not_a_change() {
        let mut users = Users::default();
        let ada = users.register("ada@example.org", Plan::Free, None, NOW).unwrap();
        users.change_email(ada, "ada@example.org", NOW).unwrap();
        assert_eq!(users.outbox().after(1).count(), 0);
    }

    #[test]
    fn the_id_of_a_deleted_user_is_never_given_away_again_but_the_address_is() {
        let mut users = Users::default();
        let first = users.register("ada@example.org", Plan::Free, None, NOW).unwrap();
        users
            .delete(first, DeletionReason::Inactive { days: 400 }, NOW)
            .unwrap();
        let second = users.register("ada@example.org", Plan::Free, None, NOW).unwrap();
        assert_ne!(first, second);
        assert_eq!(users.email(first), None);
    }

    #[test]
    fn reader_continues_at_its_last_position() {
        let mut users = Users::default();
        for name in ["ada", "alan", "grace"] {
            users
                .register(&format!("{name}@example.org"), Plan::Free, None, NOW)
                .unwrap();
        }
        let rest: Vec<_> = users.outbox().after(2).map(|entry| entry.sequence).collect();
        assert_eq!(rest, [3]);
        assert_eq!(users.outbox().after(u64::MAX).count(), 0);
    }
}
