use counterpart::Contract;
use serde::Deserialize;

/// A repository, as most events name it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Contract)]
pub struct Repository {
    /// Stays the same when the repository is renamed or moved.
    pub id: i64,
    /// `owner/name`
    pub full_name: String,
    /// True if it may be named in public channels.
    pub private: bool,
    /// Its page.
    pub html_url: String,
    /// The branch that releases are made from.
    pub default_branch: String,
    /// The owner.
    pub owner: Account,
    /// Under what it may be used, where it says so.
    pub license: Option<License>,
}

/// Somebody, or something that acts like somebody.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Contract)]
pub struct Account {
    /// Stays the same when the account is renamed.
    pub id: i64,
    /// The name.
    pub login: String,
    /// The kind of account.
    #[serde(rename = "type")]
    pub kind: AccountKind,
}

/// The kind of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Contract)]
pub enum AccountKind {
    /// A person.
    User,
    /// A program.
    Bot,
    /// Several people.
    Organization,
}

/// A licence.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Contract)]
pub struct License {
    /// The name.
    pub name: String,
    /// Its SPDX identifier.
    pub spdx_id: String,
}
