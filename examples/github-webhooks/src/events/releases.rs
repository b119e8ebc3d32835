use counterpart::Contract;
use serde::Deserialize;

use super::{Account, Repository};

/// Something happened to a release.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Contract)]
#[contract(consumes = "github.release", producer = "github")]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum ReleaseEvent {
    /// It is out: the event that the bot announces.
    Published {
        /// The release.
        release: Release,
        /// The repository.
        repository: Repository,
        /// The account that published it.
        sender: Account,
    },
    /// It is taken back.
    Unpublished {
        /// The release.
        release: Release,
        /// The repository.
        repository: Repository,
    },
    /// It is gone.
    Deleted {
        /// The release.
        release: Release,
        /// The repository.
        repository: Repository,
    },
    /// A draft, or what is published in the same moment.
    Created,
    /// Its text is another.
    Edited,
    /// It is out for those who like to try.
    Prereleased,
    /// It is out, and for all.
    Released,
}

/// A release.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Contract)]
pub struct Release {
    /// Its number among all releases.
    pub id: i64,
    /// The tag.
    pub tag_name: String,
    /// The name, where it has another than its tag.
    pub name: Option<String>,
    /// Its notes.
    pub body: Option<String>,
    /// Its page.
    pub html_url: String,
    /// True if it is for those who like to try.
    pub prerelease: bool,
    /// The time of publication.
    pub published_at: Option<String>,
    /// The files to download.
    pub assets: Vec<Asset>,
}

/// A file of a release.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Contract)]
pub struct Asset {
    /// The name.
    pub name: String,
    /// In bytes.
    pub size: i64,
    /// Its address.
    pub browser_download_url: String,
}

/// Somebody likes a repository, or does not any more.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Contract)]
#[contract(consumes = "github.star", producer = "github")]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum StarEvent {
    /// Likes it.
    Created {
        /// Since when.
        starred_at: String,
        /// The repository.
        repository: Repository,
        /// The account.
        sender: Account,
    },
    /// Does not any more.
    Deleted {
        /// The repository.
        repository: Repository,
        /// The account.
        sender: Account,
    },
}
