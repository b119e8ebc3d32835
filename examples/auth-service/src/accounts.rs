//! This service's own copy of the users.

use std::collections::BTreeMap;
use std::fmt;

use crate::events::{DeletionReason, EmailChanged, Plan, UserDeleted, UserRegistered};
use crate::message::Event;

/// The copy. Whatever the order in which events arrive, and however often, it comes out the same: of two events about
/// one fact the one with the higher sequence number holds, and a deletion holds for good.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Accounts {
    by_user: BTreeMap<u64, Account>,
}

/// The known facts about one user. Sequence numbers are those of the user's own events, or any that grow with them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Account {
    /// A user who is there, as far as was heard.
    Open {
        /// The address with which the user signs in.
        email: Latest<String>,
        /// The content of `user.registered`; unknown if that message is late or in the dead letters.
        profile: Latest<Profile>,
    },
    /// A user who is gone. Nothing else is kept.
    Closed(DeletionReason),
}

/// Data that does not change after the sign-up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// The user's plan.
    pub plan: Plan,
    /// The language to write to the user in.
    pub locale: Option<String>,
}

/// A fact, and how new it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Latest<T> {
    heard: Option<(u64, T)>,
}

impl<T> Default for Latest<T> {
    fn default() -> Self {
        Self { heard: None }
    }
}

impl<T> Latest<T> {
    /// A fact that was heard of under this sequence number: for a copy that is read from a database.
    pub fn heard(sequence: u64, value: T) -> Self {
        Self {
            heard: Some((sequence, value)),
        }
    }

    /// The sequence number under which the fact was heard of.
    pub fn sequence(&self) -> Option<u64> {
        self.heard.as_ref().map(|(sequence, _)| *sequence)
    }

    /// The fact, where it was heard of.
    pub fn get(&self) -> Option<&T> {
        self.heard.as_ref().map(|(_, value)| value)
    }

    /// Takes the value unless one at least as new is there; says whether it did.
    fn hear(&mut self, sequence: u64, value: T) -> bool {
        let newer = self.heard.as_ref().is_none_or(|(heard, _)| *heard < sequence);
        if newer {
            self.heard = Some((sequence, value));
        }
        newer
    }
}

impl Accounts {
    /// Takes an event into the copy; says whether it brought anything new.
    pub fn apply(&mut self, sequence: u64, event: Event) -> bool {
        let user_id = match &event {
            Event::Registered(UserRegistered { user_id, .. })
            | Event::EmailChanged(EmailChanged { user_id, .. })
            | Event::Deleted(UserDeleted { user_id, .. }) => *user_id,
        };
        self.by_user.entry(user_id).or_default().apply(sequence, event)
    }

    /// The account of a user, where anything was heard of one.
    pub fn get(&self, user_id: u64) -> Option<&Account> {
        self.by_user.get(&user_id)
    }

    /// Every account, by user id.
    pub fn iter(&self) -> impl Iterator<Item = (u64, &Account)> {
        self.by_user.iter().map(|(user_id, account)| (*user_id, account))
    }
}

impl Default for Account {
    /// A user that no event was about.
    fn default() -> Self {
        Account::Open {
            email: Latest::default(),
            profile: Latest::default(),
        }
    }
}

impl Account {
    /// Takes an event about this user into the account; says whether it brought anything new.
    pub fn apply(&mut self, sequence: u64, event: Event) -> bool {
        let Account::Open { email, profile } = self else {
            return false;
        };
        match event {
            Event::Registered(registered) => {
                let UserRegistered {
                    email: address,
                    plan,
                    locale,
                    ..
                } = registered;
                #[cfg(not(feature = "by-phone"))]
                let address = Some(address);
                let new_email = address.is_some_and(|address| email.hear(sequence, address));
                let new_profile = profile.hear(sequence, Profile { plan, locale });
                new_email || new_profile
            }
            Event::EmailChanged(changed) => email.hear(sequence, changed.email),
            Event::Deleted(deleted) => {
                *self = Account::Closed(deleted.reason);
                true
            }
        }
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Account::Open { email, profile } => {
                f.write_str(email.get().map_or("no address yet", String::as_str))?;
                match profile.get() {
                    Some(Profile { plan, locale: None }) => write!(f, ", {plan}"),
                    Some(Profile {
                        plan,
                        locale: Some(locale),
                    }) => write!(f, ", {plan}, writes {locale}"),
                    None => f.write_str(", not registered yet"),
                }
            }
            Account::Closed(reason) => write!(f, "deleted {reason}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn registered(email: &str) -> Event {
        Event::Registered(UserRegistered {
            user_id: 7,
            #[cfg(not(feature = "by-phone"))]
            email: email.into(),
            #[cfg(feature = "by-phone")]
            email: Some(email.into()),
            plan: Plan::Pro,
            locale: None,
        })
    }

    fn email_changed(email: &str) -> Event {
        Event::EmailChanged(EmailChanged {
            user_id: 7,
            email: email.into(),
        })
    }

    fn deleted() -> Event {
        Event::Deleted(UserDeleted {
            user_id: 7,
            reason: DeletionReason::Requested,
        })
    }

    /// The copy after these events, each under its sequence number.
    fn after<'a>(events: impl IntoIterator<Item = &'a (u64, Event)>) -> Accounts {
        let mut accounts = Accounts::default();
        for (sequence, event) in events {
            accounts.apply(*sequence, event.clone());
        }
        accounts
    }

    fn orders<T: Clone>(items: &[T]) -> Vec<Vec<T>> {
        if items.is_empty() {
            return vec![vec![]];
        }
        (0..items.len())
            .flat_map(|first| {
                let mut rest = items.to_vec();
                let first = rest.remove(first);
                orders(&rest).into_iter().map(move |mut order| {
                    order.insert(0, first.clone());
                    order
                })
            })
            .collect()
    }

    #[test]
    fn copy_is_the_same_for_any_order_and_repetition_of_events() {
        let history = [
            (1, registered("ada@example.org")),
            (4, email_changed("ada@lovelace.example")),
            (6, email_changed("countess@lovelace.example")),
            (9, deleted()),
        ];
        for heard in 1..=history.len() {
            let expected = after(&history[..heard]);
            for order in orders(&history[..heard]) {
                assert_eq!(after(&order), expected, "{order:?}");
                assert_eq!(after(order.iter().chain(&order)), expected, "twice {order:?}");
            }
        }
    }

    #[test]
    fn an_older_event_never_overwrites_a_newer_one_but_fills_what_is_unknown() {
        let accounts = after(&[(4, email_changed("ada@lovelace.example"))]);
        assert_eq!(
            accounts.get(7).unwrap().to_string(),
            "ada@lovelace.example, not registered yet"
        );
        let accounts = after(&[
            (4, email_changed("ada@lovelace.example")),
            (1, registered("ada@example.org")),
        ]);
        assert_eq!(accounts.get(7).unwrap().to_string(), "ada@lovelace.example, pro");
    }

    #[test]
    fn repeated_event_changes_nothing() {
        let mut accounts = Accounts::default();
        assert!(accounts.apply(1, registered("ada@example.org")));
        assert!(!accounts.apply(1, registered("ada@example.org")));
        assert!(accounts.apply(2, deleted()));
        assert!(!accounts.apply(2, deleted()));
    }

    #[test]
    fn only_the_reason_is_kept_of_a_deleted_user() {
        let accounts = after(&[
            (1, registered("ada@example.org")),
            (2, deleted()),
            (3, email_changed("ada@lovelace.example")),
        ]);
        assert_eq!(accounts.get(7), Some(&Account::Closed(DeletionReason::Requested)));
    }
}
