//! A process that is killed between two files.

use std::time::Duration;

use counterpart_verifier::store::{
    Created, Each, Key, NewFile, Publication, PublishError, Published, Store, StoreError, Timestamp,
    contents, prune, publish,
};

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
        Err(StoreError::Contended {
            attempts: 0,
            last: None,
        })
    }
    fn remove(&self, keys: &[Key]) -> Result<(), StoreError> {
        if self.removed >= keys.len() {
            return self.store.remove(keys);
        }
        self.store.remove(&keys[..self.removed])?;
        Err(StoreError::Contended {
            attempts: 0,
            last: None,
        })
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
    let first = Publication {
        branch: None,
        ..publication("user", "0", TEXT)
    };
    publish(&*store, &first).unwrap();
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

fn unsealed(store: &dyn Store, at: Timestamp) -> Vec<String> {
    let plan = prune::plan(store, &pruning(at)).unwrap();
    plan.unsealed
        .keys()
        .map(|(service, version)| format!("{service} {version}"))
        .collect()
}

fn pruning(at: Timestamp) -> prune::Pruning {
    prune::Pruning {
        older_than: Duration::from_secs(86_400),
        retention: None,
        at,
        services: None,
        gone_branches: Default::default(),
    }
}

fn later() -> Timestamp {
    Timestamp::now().after(Duration::from_secs(2 * 86_400))
}

/// A store with a whole version and what a publisher of another left after so many files.
fn with_unsealed(backend: &Backend, after: usize) -> Box<dyn Store> {
    let store = backend.open();
    publish(&*store, &publication("user", "0", TEXT)).unwrap();
    let killed = Killed {
        store: &*store,
        created: after,
        removed: usize::MAX,
    };
    assert!(publish(&killed, &publication("user", "1", TEXT)).is_err());
    store
}

#[test]
fn unsealed_version_of_a_killed_publisher_is_pruned_when_it_is_old() {
    each_backend(|backend| {
        if matches!(backend, Backend::Git(_)) {
            return;
        }
        for after in 1..3 {
            let store = with_unsealed(backend, after);
            let before = store.list(None).unwrap();
            assert_eq!(
                unsealed(&*store, Timestamp::now()),
                Vec::<String>::new(),
                "it may still be at work"
            );
            assert_eq!(unsealed(&*store, later()), ["user 1"]);
            assert_eq!(store.list(None).unwrap(), before, "nothing is removed by looking");
            let plan = prune::plan(&*store, &pruning(later())).unwrap();
            prune::remove_unsealed(&*store, &plan.unsealed).unwrap();
            assert_eq!(store.list(None).unwrap().len(), before.len() - after);
            assert_eq!(found(&*store, "user").0, ["0"]);
            assert_eq!(unsealed(&*store, later()), Vec::<String>::new());
        }
    });
}

/// A store in which something else happens just before a write of its owner.
struct Meanwhile<'s> {
    store: &'s dyn Store,
    before_remove: &'s (dyn Fn() + Sync),
    before_seal: &'s (dyn Fn() + Sync),
}

impl Store for Meanwhile<'_> {
    fn location(&self) -> &str {
        self.store.location()
    }
    fn list(&self, prefix: Option<&Key>) -> Result<Vec<Key>, StoreError> {
        self.store.list(prefix)
    }
    fn read(&self, key: &Key) -> Result<Option<Vec<u8>>, StoreError> {
        self.store.read(key)
    }
    fn create(&self, files: &[NewFile]) -> Result<Created, StoreError> {
        for file in files {
            if file.key.as_str().ends_with("version.json") {
                (self.before_seal)();
            }
            match self.store.create(std::slice::from_ref(file))? {
                Created::All => {}
                taken => return Ok(taken),
            }
        }
        Ok(Created::All)
    }
    fn remove(&self, keys: &[Key]) -> Result<(), StoreError> {
        (self.before_remove)();
        self.store.remove(keys)
    }
}

#[test]
fn a_publisher_that_comes_while_leftovers_are_removed_loses_nothing() {
    each_backend(|backend| {
        if matches!(backend, Backend::Git(_)) {
            return;
        }
        // It seals what was left after that was listed, and before it is removed.
        let store = with_unsealed(backend, 2);
        let plan = prune::plan(&*store, &pruning(later())).unwrap();
        let publishes = || {
            publish(&*store, &publication("user", "1", TEXT)).unwrap();
        };
        let meanwhile = Meanwhile {
            store: &*store,
            before_remove: &publishes,
            before_seal: &|| {},
        };
        prune::remove_unsealed(&meanwhile, &plan.unsealed).unwrap();
        assert_eq!(found(&*store, "user").0, ["0", "1"]);
        contents(&*store, &[("user".to_owned(), "1".to_owned())]).unwrap();
    });
}

#[test]
fn unsealed_file_removed_before_the_seal_is_written_again() {
    each_backend(|backend| {
        if matches!(backend, Backend::Git(_)) {
            return;
        }
        let store = with_unsealed(backend, 2);
        let plan = prune::plan(&*store, &pruning(later())).unwrap();
        assert!(!plan.unsealed.is_empty());
        let clears = || prune::remove_unsealed(&*store, &plan.unsealed).unwrap();
        let meanwhile = Meanwhile {
            store: &*store,
            before_remove: &|| {},
            before_seal: &clears,
        };
        assert_eq!(
            publish(&meanwhile, &publication("user", "1", TEXT)).unwrap(),
            Published::New
        );
        contents(&*store, &[("user".to_owned(), "1".to_owned())]).unwrap();
    });
}
