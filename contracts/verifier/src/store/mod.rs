//! The shared place for contracts and emitted schemas of services that live in different repositories.
//!
//! A store is a set of files that are **written once and never changed**: versions of services, entries of branches,
//! records of deployments. Nothing in it is updated in place. So a backend needs one operation only that must be
//! atomic, to create a file that is not there yet, and writers that come at once cannot undo each other's work.
//!
//! ```text
//! services/<service>/versions/<version>/consumes/<event>[@<name>].json
//! services/<service>/versions/<version>/emits/<event>.json
//! services/<service>/versions/<version>/version.json           written last: with it, the version is there
//! services/<service>/branches/<branch>/<sequence>~<version>    the latest of a branch has the highest sequence
//! environments/<environment>/<service>/<time>~<version>~<what> deployed, undeployed, released, withdrawn
//! store.toml                                                   written by people: rules for everyone who reads
//! ```
//!
//! Names are percent-encoded ([`Key`]); what this tool never writes is refused where it is met.

mod address;
mod affected;
mod cache;
mod catalogue;
mod deployment;
mod digest;
mod directory;
mod error;
mod git;
mod key;
pub(crate) mod layout;
mod leftovers;
#[cfg(feature = "object-store")]
mod object;
pub mod prune;
mod publish;
mod rules;
mod version;

use std::collections::BTreeMap;

pub use crate::timestamp::Timestamp;
pub use address::{Address, open};
pub use affected::{Affected, affected};
pub use cache::cache_folder;
pub use catalogue::{Catalogue, Contents, Event, Span, contents, documents, seals};
pub use deployment::{Holds, RecordError, holds, record};
pub use digest::Digest;
pub use directory::Directory;
pub use error::StoreError;
pub use git::{GitAddress, GitStore};
pub use key::{Key, KeyError};
pub use layout::What;
#[cfg(feature = "object-store")]
pub use object::ObjectStore;
/// The crate whose object stores [`ObjectStore::within`] takes.
#[cfg(feature = "object-store")]
pub use object_store;
pub use publish::{Branch, Change, Publication, PublishError, Published, SETTINGS, publish, sealed};
pub use rules::{PublishRule, Rules, ServiceRules, Writer, begin};
pub use version::{Origin, Version, VersionFile};

/// How large one file of a store may be, in bytes.
const MAX_BYTES: u64 = 16 << 20;

/// The folders of a store.
const TOP: [&str; 2] = ["environments", "services"];

/// A file to be created.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFile {
    /// Where.
    pub key: Key,
    /// Its whole content.
    pub content: Vec<u8>,
}

/// What became of files that were to be created.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Created {
    /// All of them stand in the store with their content, written now or before.
    All,
    /// This one is there with another content. Where the backend writes files one by one, those before it in the list
    /// were written.
    Taken(Key),
}

/// Takes the files that [`Store::read_each`] reads; an error of it ends the reading.
pub type Each<'a> = &'a mut dyn FnMut(&Key, Vec<u8>) -> Result<(), StoreError>;

/// A backend: somewhere to keep files.
///
/// Implementations hold this, and one suite of tests holds them to it:
/// - a reader sees a file whole or not at all;
/// - of two writers that create one key with different contents, one gets [`Created::Taken`];
/// - files become visible in the order of the list, so that the last one seals what stands before it.
pub trait Store: Send + Sync {
    /// How people name it, for reports.
    fn location(&self) -> &str;

    /// Checks that somebody began a store here: a version was published, something was recorded, or `store.toml` stands
    /// there. What is read without it may be the wrong place, and no empty store.
    ///
    /// # Errors
    /// Where nothing of that is there, or the backend refuses.
    fn check_exists(&self) -> Result<(), StoreError> {
        if self.read(&layout::rules())?.is_none() && self.list(None)?.is_empty() {
            return Err(StoreError::NoStore {
                location: self.location().to_owned(),
            });
        }
        Ok(())
    }

    /// Checks that what is written first does not go to a place whose name is a slip for one that is there.
    ///
    /// # Errors
    /// Where it would, or the backend refuses.
    fn check_new(&self) -> Result<(), StoreError> {
        Ok(())
    }

    /// The keys of all files below `prefix`, or of all files, sorted.
    ///
    /// # Errors
    /// Where the backend refuses, or something stands there that is not of this tool.
    fn list(&self, prefix: Option<&Key>) -> Result<Vec<Key>, StoreError>;

    /// The content of a file; `None` where it is not there.
    ///
    /// # Errors
    /// Where the backend refuses, or the file is larger than 16 MiB.
    fn read(&self, key: &Key) -> Result<Option<Vec<u8>>, StoreError>;

    /// Reads many files, one after the other; those that are not there are passed over.
    ///
    /// # Errors
    /// As [`read`](Self::read), and what `each` returns.
    fn read_each(&self, keys: &[Key], each: Each<'_>) -> Result<(), StoreError> {
        for key in keys {
            if let Some(content) = self.read(key)? {
                each(key, content)?;
            }
        }
        Ok(())
    }

    /// Creates the files that are not there yet.
    ///
    /// # Errors
    /// Where the backend refuses. What was written before that stays, and calling again goes on.
    fn create(&self, files: &[NewFile]) -> Result<Created, StoreError>;

    /// Who brought these files into the store, as far as they are there; `None` where the backend does not know it.
    ///
    /// # Errors
    /// Where the backend refuses.
    fn writers(&self, _keys: &[Key]) -> Result<Option<BTreeMap<Key, Writer>>, StoreError> {
        Ok(None)
    }

    /// When these files were written, as far as they are there; `None` where files come with their seal at once, so that
    /// nothing is ever left of a publisher.
    ///
    /// # Errors
    /// Where the backend refuses.
    fn written(&self, _keys: &[Key]) -> Result<Option<BTreeMap<Key, Timestamp>>, StoreError> {
        Ok(None)
    }

    /// Removes files; one that is not there is no error.
    ///
    /// # Errors
    /// Where the backend refuses.
    fn remove(&self, keys: &[Key]) -> Result<(), StoreError>;
}
