//! A process that is killed between two files.

use counterpart::store::{Created, Each, Key, NewFile, PublishError, Published, Store, StoreError, publish};

use super::backends::{Backend, each_backend};
use super::publishing::{NUMBER, TEXT, found, publication};

/// A store whose process is killed after so many files.
pub(crate) struct Killed<'s> {
    store: &'s dyn Store,
    created: usize,
    removed: usize,
}

impl<'s> Killed<'s> {
    pub(crate) fn removing(store: &'s dyn Store, removed: usize) -> Self {
        Self {
            store,
            created: usize::MAX,
            removed,
        }
    }
}

impl Store for Killed<'_> {
    fn location(&self) -> &str {
        self.store.location()
    }
    fn list(&self, prefix: Option<&Key>) -> Result<Vec<Key>, StoreError> {
        self.store.list(prefix)
    }
    fn read(&self, key: &Key) -> Result<Option<Vec<u8>>, StoreError> {
        self.store.read(key)
    }
    fn read_each(&self, keys: &[Key], each: Each<'_>) -> Result<(), StoreError> {
        self.store.read_each(keys, each)
    }
    fn create(&self, files: &[NewFile]) -> Result<Created, StoreError> {
        if self.created >= files.len() {
            return self.store.create(files);
        }
        self.store.create(&files[..self.created])?;
        Err(StoreError::Contended { attempts: 0 })
    }
    fn remove(&self, keys: &[Key]) -> Result<(), StoreError> {
        if self.removed >= keys.len() {
            return self.store.remove(keys);
        }
        self.store.remove(&keys[..self.removed])?;
        Err(StoreError::Contended { attempts: 0 })
    }
}

#[test]
fn a_publisher_that_is_killed_after_any_file_leaves_a_store_that_reads_whole() {
    const FILES: usize = 4;
    for after in 0..FILES {
        for next in [TEXT, NUMBER] {
            each_backend(|backend| killed_after(backend, after, next, after == FILES - 1));
        }
    }
}

fn killed_after(backend: &Backend, after: usize, next: &str, is_sealed: bool) {
    if matches!(backend, Backend::Git(_)) {
        // There all files of a version come with one push.
        return;
    }
    let store = backend.open();
    publish(&*store, &publication("user", "0", TEXT)).unwrap();
    let killed = Killed {
        store: &*store,
        created: after,
        removed: usize::MAX,
    };
    assert!(publish(&killed, &publication("user", "1", TEXT)).is_err());
    let versions = found(&*store, "user").0;
    assert_eq!(versions.contains(&"1".to_owned()), is_sealed, "after {after}");
    let again = publish(&*store, &publication("user", "1", next));
    match (is_sealed, next) {
        (false, _) => assert_eq!(again.unwrap(), Published::New, "after {after}"),
        (true, TEXT) => assert_eq!(again.unwrap(), Published::Again),
        _ => assert!(matches!(again, Err(PublishError::Changed { .. }))),
    }
    assert_eq!(found(&*store, "user").0, ["0", "1"]);
}
