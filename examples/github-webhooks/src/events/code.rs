use std::collections::BTreeSet;

use counterpart::Contract;
use serde::Deserialize;

use super::Repository;

/// Somebody pushed commits.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Contract)]
#[contract(consumes = "github.push", producer = "github")]
pub struct Push {
    /// The target of the push: `refs/heads/main`, `refs/tags/v1`.
    #[serde(rename = "ref")]
    pub reference: String,
    /// The commit before the push.
    pub before: String,
    /// The commit after it.
    pub after: String,
    /// True if the branch or tag is gone.
    pub deleted: bool,
    /// True if history was rewritten.
    pub forced: bool,
    /// The address of the difference.
    pub compare: String,
    /// The pushed commits.
    pub commits: Vec<Commit>,
    /// The newest of it; none where the branch or tag is gone.
    pub head_commit: Option<Commit>,
    /// The repository.
    pub repository: Repository,
    /// The person who pushed, as git knows them.
    pub pusher: Pusher,
}

/// A commit of a push.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Contract)]
pub struct Commit {
    /// Its hash.
    pub id: String,
    /// Its message.
    pub message: String,
    /// Its time.
    pub timestamp: String,
    /// Its author.
    pub author: Pusher,
    /// Files that it adds.
    #[serde(default)]
    pub added: BTreeSet<String>,
    /// Files that it changes.
    #[serde(default)]
    pub modified: BTreeSet<String>,
    /// Files that it removes.
    #[serde(default)]
    pub removed: BTreeSet<String>,
}

/// Somebody, as git knows them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Contract)]
pub struct Pusher {
    /// The name.
    pub name: String,
    /// The address, where it is public.
    pub email: Option<String>,
}

/// Somebody made a copy of a repository.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Contract)]
#[contract(consumes = "github.fork", producer = "github")]
pub struct Fork {
    /// The copy.
    pub forkee: Repository,
    /// The repository that was copied.
    pub repository: Repository,
}

/// GitHub says that it found the bot.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Contract)]
#[contract(consumes = "github.ping", producer = "github")]
pub struct Ping {
    /// A saying.
    pub zen: String,
    /// The configuration of the webhook.
    pub hook: Hook,
    /// The repository of the webhook, unless it is for a whole organization.
    pub repository: Option<Repository>,
}

/// A webhook.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Contract)]
pub struct Hook {
    /// Its number.
    pub id: i64,
    /// True if it sends anything.
    pub active: bool,
    /// The events that it sends; `*` is all.
    pub events: Vec<String>,
}
