//! The local copy of a git store, broken in every way in which a killed process or a full disk breaks it.

use std::fs;
use std::path::{Path, PathBuf};

use counterpart_verifier::store::{Created, GitAddress, GitStore, Store};

use super::backends::{Backend, git, run_git};
use super::{file, key, text_at};

/// The repository that holds what was fetched, as [`Backend::open`] has it.
fn copy(backend: &Backend) -> PathBuf {
    let cache = backend.place().parent().unwrap().join("cache");
    let mut folders = fs::read_dir(cache).unwrap();
    let copy = folders.next().unwrap().unwrap().path();
    assert!(folders.next().is_none());
    copy
}

/// A store with a few files, some of which were fetched and some written from here.
fn filled() -> Backend {
    let backend = git();
    let create = |store: &dyn Store, at: &str| {
        assert_eq!(store.create(&[file(at, at)]).unwrap(), Created::All);
    };
    for n in 0..3 {
        create(&*backend.open_elsewhere(1), &format!("services/a/{n}"));
    }
    create(&*backend.open(), "services/b/0");
    create(&*backend.open_elsewhere(1), "services/c/0");
    backend.open();
    backend
}

/// Everything is read, also what another wrote meanwhile, and something is written.
fn assert_whole(backend: &Backend, context: &str) {
    let new = "services/d/0";
    let there = backend.open_elsewhere(1).list(None).unwrap();
    let store = backend.open();
    assert_eq!(store.list(None).unwrap(), there, "{context}");
    for key in &there {
        let read = store.read(key);
        let read = read.unwrap_or_else(|error| panic!("{context}: {error}"));
        assert_eq!(read.as_deref(), Some(key.as_str().as_bytes()), "{context}");
    }
    let made = backend.open().create(&[file(new, new)]);
    assert_eq!(made.unwrap(), Created::All, "{context}");
    let store = backend.open();
    assert_eq!(text_at(&*store, new).as_deref(), Some(new), "{context}");
}

#[test]
fn locks_that_a_killed_git_left_are_removed() {
    for lock in [
        "shallow.lock",
        "config.lock",
        "HEAD.lock",
        "packed-refs.lock",
        "index.lock",
        "refs/counterpart/fetched.lock",
        "refs/counterpart/work.lock",
        "objects/info/commit-graphs/commit-graph-chain.lock",
    ] {
        let backend = filled();
        backend
            .open_elsewhere(1)
            .create(&[file("services/e/0", "services/e/0")])
            .unwrap();
        let lock_file = copy(&backend).join(lock);
        fs::create_dir_all(lock_file.parent().unwrap()).unwrap();
        fs::write(&lock_file, "").unwrap();
        assert_whole(&backend, lock);
        assert!(!lock_file.exists(), "{lock}");
    }
}

#[test]
fn incomplete_files_of_a_killed_git_are_removed() {
    let backend = filled();
    let copy = copy(&backend);
    let left = [
        "objects/pack/tmp_pack_a1B2c3",
        "objects/4b/tmp_obj_x",
        "fast_import_crash_12",
    ];
    for left in left {
        fs::create_dir_all(copy.join(left).parent().unwrap()).unwrap();
        fs::write(copy.join(left), "x").unwrap();
    }
    assert_whole(&backend, "rests");
    assert!(left.iter().all(|left| !copy.join(left).exists()));
}

fn below(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            below(&path, found);
        }
        found.push(path);
    }
}

type Harm = (&'static str, fn(&Path));

/// Ways to break a file.
const HARMS: [Harm; 3] = [
    ("removed", |path| {
        if path.is_dir() {
            fs::remove_dir_all(path).unwrap();
        } else {
            fs::remove_file(path).unwrap();
        }
    }),
    ("emptied", |path| {
        if path.is_file() {
            fs::remove_file(path).unwrap();
            fs::write(path, "").unwrap();
        }
    }),
    ("garbled", |path| {
        if path.is_file() {
            let length = fs::metadata(path).unwrap().len();
            fs::remove_file(path).unwrap();
            fs::write(path, "\0x".repeat(usize::try_from(length / 2 + 1).unwrap())).unwrap();
        }
    }),
];

#[test]
fn broken_local_copy_is_fetched_again() {
    let mut broken = 0;
    let backend = filled();
    let whole = copy(&backend);
    let kept = whole.parent().unwrap().with_file_name("kept");
    copy_folder(&whole, &kept);
    let mut parts = Vec::new();
    below(&kept, &mut parts);
    for part in parts {
        let name = part.strip_prefix(&kept).unwrap();
        for (how, harm) in HARMS {
            fs::remove_dir_all(&whole).unwrap();
            copy_folder(&kept, &whole);
            harm(&whole.join(name));
            assert_whole(&backend, &format!("{} {how}", name.display()));
            broken += 1;
        }
    }
    assert!(broken > 30, "{broken}");
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

#[test]
fn a_copy_that_breaks_while_it_is_open_is_fetched_again_and_the_same_commit_is_read() {
    let backend = filled();
    let reading = backend.open();
    backend
        .open_elsewhere(1)
        .create(&[file("services/e/0", "services/e/0")])
        .unwrap();
    let copy = copy(&backend);
    fs::remove_dir_all(copy.join("objects")).unwrap();
    let keys = reading.list(None).unwrap();
    assert_eq!(keys.len(), 5, "what was there when it was opened");
    fs::remove_dir_all(copy.join("objects")).unwrap();
    fs::create_dir(copy.join("objects")).unwrap();
    assert!(reading.read(&key("services/a/0")).unwrap().is_some());
    assert_whole(&backend, "the next");
}

#[test]
fn half_a_repository_is_made_whole() {
    for there in [&["HEAD"][..], &["HEAD", "config"], &["config"], &[]] {
        let backend = filled();
        let copy = copy(&backend);
        let mut parts = Vec::new();
        below(&copy, &mut parts);
        for part in parts {
            if part.is_dir() {
                fs::remove_dir(&part).unwrap();
            } else if !there.iter().any(|name| part == copy.join(name)) {
                fs::remove_file(&part).unwrap();
            }
        }
        assert_whole(&backend, &format!("{there:?}"));
    }
}

#[test]
fn a_store_has_ids_of_either_format_and_may_come_to_have_the_other() {
    let folder = tempfile::tempdir().unwrap();
    let address = format!("git+file://{}/store.git#contracts", folder.path().display());
    let cache = folder.path().join("cache");
    let open = || GitStore::open(GitAddress::parse(&address).unwrap(), &cache).unwrap();
    for (time, format) in ["sha1", "sha256", "sha256", "sha1"].into_iter().enumerate() {
        let _ = fs::remove_dir_all(folder.path().join("store.git"));
        let format = format!("--object-format={format}");
        run_git(
            folder.path(),
            &["init", "--quiet", "--bare", &format, "store.git"],
        );
        if time % 2 == 0 {
            // A reader does not know the format before the store has content.
            assert_eq!(open().list(None).unwrap(), []);
        }
        for name in ["services/a", "services/b"] {
            assert_eq!(open().create(&[file(name, "1")]).unwrap(), Created::All);
        }
        assert_eq!(open().list(None).unwrap().len(), 2, "{format}");
    }
}

#[test]
fn many_small_fetches_leave_few_packs() {
    let backend = git();
    for n in 0..30 {
        let at = format!("services/a/{n}");
        backend.open_elsewhere(1).create(&[file(&at, "1")]).unwrap();
        backend.open();
    }
    let packs = fs::read_dir(copy(&backend).join("objects/pack")).unwrap();
    let packs = packs.filter(|entry| {
        let path = entry.as_ref().unwrap().path();
        path.extension().is_some_and(|end| end == "pack")
    });
    assert!(packs.count() <= 22);
    assert_eq!(backend.open().list(None).unwrap().len(), 30);
}
