//! The duties of a store's backend: one trait, which a folder, a git repository and a bucket
//! implement.

use std::collections::BTreeMap;

use super::error::StoreError;
use super::key::Key;
use super::layout;
use crate::timestamp::Timestamp;

/// The maximum size of one file of a store, in bytes.
pub(super) const MAX_BYTES: u64 = 16 << 20;

/// The folders of a store.
pub(super) const TOP: [&str; 2] = ["environments", "services"];

/// A file to be created.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFile {
    /// The place.
    pub key: Key,
    /// Its whole content.
    pub content: Vec<u8>,
}

/// The result of creating files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Created {
    /// All of them are in the store with their content, written now or before.
    All,
    /// This file is there with different content. If the backend writes files one by one, those
    /// before it in the list were written.
    Taken(Key),
}

/// The commit that brought a file into a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Writer {
    /// The commit.
    pub commit: String,
    /// The e-mail address of its committer.
    pub committer: String,
    /// Git's verdict on its signature, `%G?`: `G` is a good one of a known signer, `N` is none.
    pub signature: char,
}

/// Takes the files that [`Store::read_each`] reads; an error of it ends the reading.
pub type Each<'a> = &'a mut dyn FnMut(&Key, Vec<u8>) -> Result<(), StoreError>;

/// A backend: a place to keep files.
///
/// Implementations guarantee this, and one suite of tests checks it:
/// - a reader sees a file whole or not at all;
/// - of two writers that create one key with different contents, one gets [`Created::Taken`];
/// - files become visible in the order of the list, so that the last one seals those before it.
pub trait Store: Send + Sync {
    /// The name for people, in reports.
    fn location(&self) -> &str;

    /// Checks that somebody began a store here: a version was published, something was recorded, or
    /// `store.toml` is there. Without that, the place may be wrong, and not an empty store.
    ///
    /// # Errors
    /// Fails if nothing of that is there, or the backend refuses.
    fn check_exists(&self) -> Result<(), StoreError> {
        if self.read(&layout::rules())?.is_none() && self.list(None)?.is_empty() {
            return Err(StoreError::NoStore {
                location: self.location().to_owned(),
            });
        }
        Ok(())
    }

    /// Checks that the first write does not go to a place with a mistyped name of an existing one.
    ///
    /// # Errors
    /// Fails if it would, or the backend refuses.
    fn check_new(&self) -> Result<(), StoreError> {
        Ok(())
    }

    /// The keys of all files below `prefix`, or of all files, sorted.
    ///
    /// # Errors
    /// Fails if the backend refuses, or the place has a file that is not of this tool.
    fn list(&self, prefix: Option<&Key>) -> Result<Vec<Key>, StoreError>;

    /// The content of a file; `None` if it is not there.
    ///
    /// # Errors
    /// Fails if the backend refuses, or the file is larger than 16 MiB.
    fn read(&self, key: &Key) -> Result<Option<Vec<u8>>, StoreError>;

    /// Reads many files, one after the other. It skips those that are not there.
    ///
    /// # Errors
    /// Fails like [`read`](Self::read), or with the error of `each`.
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
    /// Fails if the backend refuses. Files written before that stay, and another call continues.
    fn create(&self, files: &[NewFile]) -> Result<Created, StoreError>;

    /// The writers who brought these files into the store, as far as the files are there; `None` if
    /// the backend does not know.
    ///
    /// # Errors
    /// Fails if the backend refuses.
    fn writers(&self, _keys: &[Key]) -> Result<Option<BTreeMap<Key, Writer>>, StoreError> {
        Ok(None)
    }

    /// The times when these files were written, as far as they are there. `None` if files always
    /// come together with their seal, so that no publisher ever leaves anything.
    ///
    /// # Errors
    /// Fails if the backend refuses.
    fn written(&self, _keys: &[Key]) -> Result<Option<BTreeMap<Key, Timestamp>>, StoreError> {
        Ok(None)
    }

    /// Removes files. A file that is not there is not an error.
    ///
    /// # Errors
    /// Fails if the backend refuses.
    fn remove(&self, keys: &[Key]) -> Result<(), StoreError>;
}
