//! An account was opened: a secret that is only read, an address of nutype.

use counterpart::Contract;
use nutype::nutype;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize, Serializer};

use crate::pair::pair;

#[nutype(
    validate(len_char_max = 60, predicate = is_address),
    derive(Serialize, Deserialize)
)]
struct Email(String);

fn is_address(text: &str) -> bool {
    let is_part = |part: &str| !part.is_empty() && !part.contains([' ', '@']);
    text.split_once('@')
        .is_some_and(|(name, host)| is_part(name) && is_part(host))
}

#[derive(Serialize, Deserialize, Contract)]
#[contract(emits = "account.opened")]
struct AccountOpened {
    account: u64,
    #[contract(with = "String", pattern = "^[^@ ]+@[^@ ]+$", max = 60)]
    email: Email,
    #[serde(serialize_with = "exposed")]
    #[contract(with = "String")]
    invitation: SecretString,
}

fn exposed<S: Serializer>(secret: &SecretString, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(secret.expose_secret())
}

/// The welcome mails.
#[derive(Deserialize, Contract)]
#[contract(consumes = "account.opened")]
struct Account {
    account: u64,
    email: String,
    invitation: SecretString,
}

/// Invitations have ended.
#[derive(Serialize, Deserialize, Contract)]
struct NextAccountOpened {
    account: u64,
    #[contract(with = "String", pattern = "^[^@ ]+@[^@ ]+$", max = 60)]
    email: Email,
}

pair!(AccountOpened => Account, NextAccountOpened, "/invitation");
