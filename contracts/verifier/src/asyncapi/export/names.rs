//! Keys of an AsyncAPI document, which have fewer characters than names of contracts.

use std::collections::{BTreeMap, BTreeSet};

use counterpart::contract::{Identity, Role};

/// The characters of a key that are not letters, digits, `.`, `-` and `_` become `-`.
pub(super) fn plain(name: &str) -> String {
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() || "._-".contains(c) {
            c
        } else {
            '-'
        }
    };
    name.chars().map(plain).collect()
}

/// Keys that are taken.
#[derive(Debug, Default)]
pub(super) struct Keys(BTreeSet<String>);

impl Keys {
    /// Takes the key of a name, with a number if it is taken.
    pub(super) fn take(&mut self, name: &str) -> String {
        let key = plain(name);
        let numbered = |n: usize| if n == 1 { key.clone() } else { format!("{key}-{n}") };
        let free = (1..).map(numbered).find(|key| !self.0.contains(key));
        let free = free.expect("there are more numbers than keys");
        self.0.insert(free.clone());
        free
    }
}

/// The keys of the messages of contracts: the event, with as much more as tells them apart.
pub(super) fn of_messages(identities: &[&Identity]) -> BTreeMap<Identity, String> {
    let services: BTreeSet<&str> = identities.iter().map(|identity| identity.service()).collect();
    let mut keys = Keys::default();
    let mut named = BTreeMap::new();
    for identity in identities {
        let mut name = String::new();
        if services.len() > 1 {
            name.push_str(identity.service());
            name.push('.');
        }
        name.push_str(identity.event());
        if let Some(own) = identity.name() {
            name.push('.');
            name.push_str(own);
        }
        let other_role = identities.iter().any(|other| {
            other.service() == identity.service()
                && other.event() == identity.event()
                && other.role() != identity.role()
        });
        if other_role {
            name.push_str(match identity.role() {
                Role::Emits => ".sent",
                Role::Consumes => ".received",
            });
        }
        named.insert((*identity).clone(), keys.take(&name));
    }
    named
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_plain_and_unique() {
        let mut keys = Keys::default();
        assert_eq!(keys.take("Größe/a"), "Gr--e-a");
        assert_eq!(keys.take("Gr--e-a"), "Gr--e-a-2");
        assert_eq!(keys.take("a.b_c-1"), "a.b_c-1");
    }

    #[test]
    fn message_is_called_by_its_event_unless_that_is_not_enough() {
        let of = |service: &str, role, event: &str, name: Option<&str>| {
            Identity::new(service, role, event, name).unwrap()
        };
        let keys = |identities: &[Identity]| -> Vec<String> {
            let all: Vec<&Identity> = identities.iter().collect();
            of_messages(&all).into_values().collect()
        };
        let placed = of("shop", Role::Emits, "order placed", None);
        assert_eq!(keys(std::slice::from_ref(&placed)), ["order-placed"]);
        assert_eq!(
            keys(&[
                placed.clone(),
                of("shop", Role::Consumes, "order placed", Some("a"))
            ]),
            ["order-placed.a.received", "order-placed.sent"]
        );
        assert_eq!(
            keys(&[placed, of("bill", Role::Consumes, "order placed", None)]),
            ["bill.order-placed", "shop.order-placed"]
        );
    }
}
