//! One suite of behaviour, held by every backend.

mod backends;
mod concurrency;
#[cfg(feature = "object-store")]
mod conditions;
mod deployments;
#[cfg(feature = "object-store")]
mod emulators;
mod healing;
mod hostile;
mod killed;
mod kills;
#[cfg(feature = "object-store")]
mod messages;
#[cfg(feature = "object-store")]
mod objects;
mod pruning;
mod publishing;
mod rules;
mod ties;

use backends::{Backend, each_backend};
use counterpart_verifier::store::{Created, Key, NewFile, Store, StoreError, begin};

fn key(text: &str) -> Key {
    Key::parse(text).unwrap()
}

fn file(at: &str, content: &str) -> NewFile {
    NewFile {
        key: key(at),
        content: content.as_bytes().to_vec(),
    }
}

fn text_at(store: &dyn Store, at: &str) -> Option<String> {
    let content = store.read(&key(at)).unwrap()?;
    Some(String::from_utf8(content).unwrap())
}

#[test]
fn created_file_is_read_by_others() {
    each_backend(|backend: &Backend| {
        let store = backend.open();
        assert_eq!(store.list(None).unwrap(), []);
        assert_eq!(text_at(&*store, "services/a/x"), None);
        let files = [
            file("services/a/x", "1"),
            file("services/b/y/z", "{\n}\0"),
            file("environments/p/a/1", ""),
        ];
        assert_eq!(store.create(&files).unwrap(), Created::All);
        let other = backend.open();
        let all = [
            key("environments/p/a/1"),
            key("services/a/x"),
            key("services/b/y/z"),
        ];
        assert_eq!(other.list(None).unwrap(), all);
        assert_eq!(other.list(Some(&key("services/b"))).unwrap(), all[2..]);
        assert_eq!(other.list(Some(&key("services/nobody"))).unwrap(), []);
        assert_eq!(text_at(&*other, "services/b/y/z").as_deref(), Some("{\n}\0"));
        assert_eq!(text_at(&*other, "environments/p/a/1").as_deref(), Some(""));
    });
}

#[test]
fn a_file_is_written_once() {
    each_backend(|backend| {
        let store = backend.open();
        store.create(&[file("services/a/x", "1")]).unwrap();
        assert_eq!(
            store.create(&[file("services/a/x", "1")]).unwrap(),
            Created::All,
            "the same again"
        );
        let taken = store
            .create(&[file("services/a/w", "0"), file("services/a/x", "2")])
            .unwrap();
        assert_eq!(taken, Created::Taken(key("services/a/x")));
        assert_eq!(text_at(&*backend.open(), "services/a/x").as_deref(), Some("1"));
    });
}

#[test]
fn many_files_are_read_in_one_go_in_the_order_in_which_they_were_asked_for() {
    each_backend(|backend| {
        let files: Vec<NewFile> = (0..200)
            .map(|n| file(&format!("services/a/{n}"), &n.to_string()))
            .collect();
        backend.open().create(&files).unwrap();
        let mut keys: Vec<Key> = files.iter().rev().map(|file| file.key.clone()).collect();
        keys.insert(7, key("services/a/absent"));
        let mut read = Vec::new();
        let each = &mut |key: &Key, content: Vec<u8>| {
            assert_eq!(
                key.as_str(),
                format!("services/a/{}", String::from_utf8_lossy(&content))
            );
            read.push(key.clone());
            Ok(())
        };
        backend.open().read_each(&keys, each).unwrap();
        keys.remove(7);
        assert_eq!(read, keys);
    });
}

#[test]
fn removed_file_is_gone_and_removing_it_again_succeeds() {
    each_backend(|backend| {
        let store = backend.open();
        store
            .create(&[file("services/a/x/y", "1"), file("services/b", "2")])
            .unwrap();
        store
            .remove(&[key("services/a/x/y"), key("services/a/x/z")])
            .unwrap();
        store.remove(&[key("services/a/x/y")]).unwrap();
        assert_eq!(backend.open().list(None).unwrap(), [key("services/b")]);
        assert_eq!(
            store.create(&[file("services/a/x/y", "3")]).unwrap(),
            Created::All
        );
    });
}

#[test]
fn place_is_a_store_once_it_has_content() {
    each_backend(|backend| {
        let store = backend.open();
        let refused = store.check_exists().unwrap_err();
        assert!(
            matches!(refused, StoreError::NoStore { .. } | StoreError::NoBranch { .. }),
            "{refused}"
        );
        assert!(store.check_new().is_ok());
        begin(&*store).unwrap();
        assert!(backend.open().check_exists().is_ok());
        begin(&*store).unwrap();
    });
    each_backend(|backend| {
        let store = backend.open();
        store.create(&[file("environments/p/a/1", "")]).unwrap();
        assert!(backend.open().check_exists().is_ok());
    });
}
