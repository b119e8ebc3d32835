use std::fmt;
use std::io;
use std::path::PathBuf;

use super::key::{Key, KeyError};
use counterpart::contract::{DocumentError, NameError};
use counterpart::near::{did_you_mean, listed};

/// The reason why a store cannot be read or written.
#[derive(Debug)]
#[non_exhaustive]
pub enum StoreError {
    /// The address names no kind of store that this build knows.
    Address {
        /// The given address, without a password.
        address: String,
        /// Why not.
        why: String,
    },
    /// The place has nothing that this tool wrote, and no rules of a store.
    NoStore {
        /// The place.
        location: String,
    },
    /// The git repository has no branch of this name.
    NoBranch {
        /// The place.
        location: String,
        /// The given name.
        branch: String,
        /// The existing branches.
        known: Vec<String>,
    },
    /// The file system, the network or a program refused.
    Backend {
        /// The attempted action: `list`, `read`, `write`, `remove`.
        action: &'static str,
        /// The place.
        place: String,
        /// The message of the backend.
        error: io::Error,
    },
    /// No setting gives a place to keep fetched data.
    NoCache,
    /// The folder for fetched data cannot be made or written to.
    Cache {
        /// The folder.
        folder: PathBuf,
        /// The message of the file system.
        error: io::Error,
    },
    /// A file larger than 16 MiB.
    TooLarge(Key),
    /// The store has something that is not a plain file: a link, a device.
    NotAFile(String),
    /// A name in the store that this tool never writes.
    Key(KeyError),
    /// A name that cannot be one.
    Name(NameError),
    /// A record of the store that cannot be read.
    Record {
        /// The file.
        key: Key,
        /// The mistake in it.
        why: String,
    },
    /// A contract file of the store that cannot be read.
    Document {
        /// The file.
        key: Key,
        /// The mistake in it.
        error: DocumentError,
    },
    /// A version whose writer the store's `store.toml` does not allow.
    Forbidden {
        /// Its seal, or its entry on a branch.
        key: Key,
        /// The commit that brought it.
        commit: String,
        /// The rule that does not hold.
        why: String,
    },
    /// Writers came at the same time too often.
    Contended {
        /// The number of attempts.
        attempts: u32,
        /// The backend's message at the last attempt, if there was one.
        last: Option<String>,
    },
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StoreError::Address { address, why } => write!(f, "the store {address:?} {why}"),
            StoreError::NoStore { location } => write!(
                f,
                "{location} is not a store: it has neither a service nor an environment nor a `store.toml`"
            ),
            StoreError::NoBranch { location, known, .. } if known.is_empty() => {
                write!(f, "the git repository of {location} has no branch yet")
            }
            StoreError::NoBranch {
                location,
                branch,
                known,
            } => write!(
                f,
                "the git repository of {location} has no branch {branch}{}; the branches are: {}",
                did_you_mean(branch, known.iter().map(String::as_str)),
                listed(known)
            ),
            StoreError::Backend { action, place, error } => write!(f, "cannot {action} {place}: {error}"),
            StoreError::NoCache => f.write_str(
                "there is no folder to keep what git fetches: neither COUNTERPART_CACHE nor XDG_CACHE_HOME nor HOME is set",
            ),
            StoreError::Cache { folder, error } => {
                write!(f, "cannot use the cache {}: {error}", folder.display())
            }
            StoreError::TooLarge(key) => write!(f, "{key} in the store is larger than 16 MiB"),
            StoreError::NotAFile(place) => {
                write!(
                    f,
                    "{place} in the store is neither a plain file nor a folder: remove it"
                )
            }
            StoreError::Key(error) => write!(f, "{error}"),
            StoreError::Name(error) => write!(f, "{error}"),
            StoreError::Record { key, why } => write!(f, "{key} in the store {why}"),
            StoreError::Document { key, error } => write!(f, "{key} in the store: {error}"),
            StoreError::Forbidden { key, commit, why } => {
                let commit: String = commit.chars().take(10).collect();
                write!(
                    f,
                    "{key} came into the store by commit {commit}, and may not count: {why}"
                )
            }
            StoreError::Contended { attempts, last: None } => write!(
                f,
                "others wrote to the store at the same time, {attempts} times in a row: try again"
            ),
            StoreError::Contended {
                attempts,
                last: Some(last),
            } => write!(
                f,
                "the store refused to be written to, {attempts} times in a row, because others wrote at the same time or a \
                 lock was left in it: try again, and look at what it said last: {last}"
            ),
        }
    }
}

impl std::error::Error for StoreError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            StoreError::Backend { error, .. } | StoreError::Cache { error, .. } => Some(error),
            StoreError::Document { error, .. } => Some(error),
            _ => None,
        }
    }
}

impl From<KeyError> for StoreError {
    fn from(error: KeyError) -> Self {
        StoreError::Key(error)
    }
}

impl From<NameError> for StoreError {
    fn from(error: NameError) -> Self {
        StoreError::Name(error)
    }
}
