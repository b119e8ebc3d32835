//! Stores that someone else prepared.

use std::path::Path;

use counterpart_verifier::store::{
    Branch, Catalogue, DeploymentChange, GitAddress, GitStore, Published, Store, Timestamp, begin, contents,
    prune, publish, record, seals,
};

use super::backends::{directory, each_backend, git, run_git};
use super::publishing::{TEXT, publication};
use super::{file, key};

/// Puts a commit on the branch of a git store, made by hand.
fn commit(store: &Path, work: &Path, prepare: impl Fn(&Path)) {
    run_git(work, &["init", "--quiet", "work"]);
    let work = work.join("work");
    prepare(&work);
    run_git(&work, &["add", "--all", "--force"]);
    run_git(&work, &["commit", "--quiet", "--message=by hand"]);
    run_git(
        &work,
        &[
            "push",
            "--quiet",
            &store.display().to_string(),
            "HEAD:refs/heads/contracts",
        ],
    );
}

fn write(folder: &Path, at: &str, content: &[u8]) {
    let path = folder.join(at);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, content).unwrap();
}

/// Prepares the files of a store by hand and gives what `list` and `read` of one key say.
fn said(prepare: impl Fn(&Path), read: &str) -> Vec<String> {
    let mut said = Vec::new();
    for backend in [directory(), git()] {
        let hand = tempfile::tempdir().unwrap();
        match backend.place() {
            place if place.ends_with("store.git") => commit(&place, hand.path(), &prepare),
            place => {
                std::fs::create_dir_all(&place).unwrap();
                prepare(&place);
            }
        }
        let store = backend.open();
        said.push(match (store.list(None), store.read(&key(read))) {
            (Err(error), _) | (_, Err(error)) => error.to_string(),
            (Ok(keys), Ok(content)) => format!("{keys:?} {:?}", content.map(|content| content.len())),
        });
    }
    said
}

#[cfg(unix)]
#[test]
fn a_link_is_not_followed() {
    let outside = tempfile::tempdir().unwrap();
    write(outside.path(), "a/secret", b"1");
    let to_file = |folder: &Path| {
        std::fs::create_dir_all(folder.join("services/a")).unwrap();
        std::os::unix::fs::symlink(outside.path().join("a/secret"), folder.join("services/a/x")).unwrap();
    };
    let to_folder = |folder: &Path| {
        std::fs::create_dir_all(folder.join("services")).unwrap();
        std::os::unix::fs::symlink(outside.path(), folder.join("services/s")).unwrap();
    };
    for answer in said(to_file, "services/a/x")
        .into_iter()
        .chain(said(to_folder, "services/s/a/secret"))
    {
        assert!(answer.contains("neither a plain file nor a folder"), "{answer}");
    }
    // In a folder a link may also stand where all services are.
    let whole = directory();
    std::fs::create_dir_all(whole.place()).unwrap();
    std::os::unix::fs::symlink(outside.path(), whole.place().join("services")).unwrap();
    for prefix in [None, Some(key("services")), Some(key("services/a"))] {
        let error = whole.open().list(prefix.as_ref()).unwrap_err().to_string();
        assert!(error.contains("neither a plain file nor a folder"), "{error}");
    }
    let backend = directory();
    std::fs::create_dir_all(backend.place()).unwrap();
    to_folder(&backend.place());
    assert!(backend.open().list(Some(&key("services/s"))).is_err());
    assert!(backend.open().create(&[file("services/s/a/new", "1")]).is_err());
    assert!(backend.open().remove(&[key("services/s/a/secret")]).is_err());
    assert_eq!(std::fs::read_dir(outside.path().join("a")).unwrap().count(), 1);
}

#[test]
fn names_that_this_tool_never_writes_are_refused() {
    for name in [
        "services/A/x",
        "services/a/.x",
        "services/a/b c",
        "services/ä/x",
        "services/a/x\u{1b}[31m",
    ] {
        for answer in said(|folder| write(folder, name, b"1"), "services/b/x") {
            assert!(answer.contains("in the store has a"), "{name:?}: {answer}");
        }
    }
}

#[test]
fn a_file_of_more_than_16_mib_is_refused_before_it_is_read() {
    let large = vec![b' '; (16 << 20) + 1];
    for answer in said(|folder| write(folder, "services/a/x", &large), "services/a/x") {
        assert_eq!(answer, "services/a/x in the store is larger than 16 MiB");
    }
}

#[test]
fn a_file_of_a_gigabyte_is_refused_before_it_is_read() {
    let sparse = |folder: &Path| {
        std::fs::create_dir_all(folder.join("services/a")).unwrap();
        let file = std::fs::File::create(folder.join("services/a/x")).unwrap();
        file.set_len(1 << 30).unwrap();
    };
    let backend = directory();
    sparse(&backend.place());
    let error = backend.open().read(&key("services/a/x")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "services/a/x in the store is larger than 16 MiB"
    );
}

#[test]
fn a_path_that_is_too_long_is_refused() {
    let long = format!("services{}", format!("/{}", "a".repeat(200)).repeat(6));
    for answer in said(|folder| write(folder, &long, b"1"), "services/b/x") {
        assert!(answer.contains("is longer than 1,024 bytes"), "{answer}");
    }
}

#[cfg(unix)]
#[test]
fn a_name_that_is_not_utf_8_is_refused() {
    use std::os::unix::ffi::OsStrExt;
    let name = std::ffi::OsStr::from_bytes(b"x\xff");
    let prepare = |folder: &Path| {
        std::fs::create_dir_all(folder.join("services/a")).unwrap();
        std::fs::write(folder.join("services/a").join(name), b"1").unwrap();
    };
    for answer in said(prepare, "services/b/x") {
        assert!(
            answer.contains("has a character that no name is written with"),
            "{answer}"
        );
    }
}

#[test]
fn records_that_are_not_utf_8_are_refused() {
    let backend = directory();
    let store = backend.open();
    publish(&*store, &publication("user", "1", TEXT)).unwrap();
    let versions = [("user".to_owned(), "1".to_owned())];
    let folder = backend.place().join("services/user/versions/1");
    for (name, said) in [
        (
            "emits/user.registered.json",
            "emits/user.registered.json in the store: not JSON",
        ),
        ("version.json", "version.json in the store is not JSON"),
    ] {
        std::fs::write(folder.join(name), b"{\"a\": \"\xff\"}").unwrap();
        let error = contents(&*store, &versions).unwrap_err().to_string();
        assert!(error.contains(said), "{error}");
    }
    std::fs::write(backend.place().join("store.toml"), b"\xff").unwrap();
    let error = contents(&*store, &versions).unwrap_err().to_string();
    assert_eq!(error, "store.toml in the store is not UTF-8");
}

#[test]
fn names_that_would_leave_the_store_are_refused_before_anything_is_written() {
    each_backend(|backend| {
        let store = backend.open();
        for name in [
            "../../x",
            "..",
            "a/../b",
            "a\\..\\b",
            "a\0b",
            "a\nb",
            "\u{202e}x",
            "",
            " ",
            &"x".repeat(81),
        ] {
            let mut version = publication("user", name, TEXT);
            assert!(publish(&*store, &version).is_err(), "{name:?}");
            version.version = "1".into();
            version.branch = Some(Branch {
                name: name.into(),
                sequence: 1,
            });
            assert!(publish(&*store, &version).is_err(), "{name:?}");
            let at = Timestamp::parse("2026-11-23").unwrap();
            assert!(
                record(&*store, name, "user", "1", DeploymentChange::Deployed, at).is_err(),
                "{name:?}"
            );
        }
        assert_eq!(store.list(None).unwrap(), []);
    });
}

#[test]
fn names_of_any_kind_stay_within_the_store_and_apart() {
    each_backend(|backend| {
        let store = backend.open();
        let names = [
            "user",
            "User",
            "USER",
            "/etc/passwd",
            "C:\\x",
            "nul",
            "a b",
            "größe",
            ".git",
            "x~1",
            "-x",
            "%2e",
        ];
        for name in names {
            publish(&*store, &publication(name, name, TEXT)).unwrap();
        }
        let store = backend.open();
        let mut lower: Vec<String> = store
            .list(None)
            .unwrap()
            .iter()
            .map(|key| key.as_str().to_lowercase())
            .collect();
        assert_eq!(lower.len(), names.len() * 4);
        lower.sort();
        lower.dedup();
        assert_eq!(lower.len(), names.len() * 4, "two keys differ in case alone");
        let catalogue = Catalogue::read(&*store).unwrap();
        for name in names {
            assert!(catalogue.has(name, name), "{name}");
            assert_eq!(catalogue.latest(name, "main"), Some(name));
        }
        contents(&*store, &catalogue.all()).unwrap();
    });
}

#[test]
fn other_entries_next_to_the_store_stay_untouched() {
    for answer in said(|folder| write(folder, "README.md", b"about"), "services/b/x") {
        assert_eq!(answer, "[] None");
    }
    each_backend(|backend| {
        assert!(backend.open().list(Some(&key("services"))).unwrap().is_empty());
    });
}

#[cfg(unix)]
#[test]
fn hooks_of_the_machine_that_fetches_do_not_run() {
    use std::os::unix::fs::PermissionsExt;
    let backend = git();
    backend.open().create(&[file("services/a", "1")]).unwrap();
    let folder = backend.place().parent().unwrap().join("cache");
    let cache = std::fs::read_dir(folder).unwrap().next().unwrap().unwrap().path();
    let ran = cache.join("ran");
    for hook in ["pre-push", "reference-transaction", "post-checkout"] {
        let path = cache.join("hooks").join(hook);
        write(
            &cache.join("hooks"),
            hook,
            format!("#!/bin/sh\ntouch '{}'\n", ran.display()).as_bytes(),
        );
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    backend.open().create(&[file("services/b", "1")]).unwrap();
    assert!(!ran.exists());
}

#[cfg(unix)]
#[test]
fn hooks_of_a_repository_on_this_machine_do_not_run() {
    use std::os::unix::fs::PermissionsExt;
    let backend = git();
    let ran = backend.place().join("ran");
    for hook in [
        "pre-receive",
        "update",
        "post-receive",
        "post-update",
        "reference-transaction",
        "proc-receive",
    ] {
        let path = backend.place().join("hooks").join(hook);
        let script = format!("#!/bin/sh\ntouch '{}'\n", ran.display());
        write(&backend.place().join("hooks"), hook, script.as_bytes());
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    backend.open().create(&[file("services/a", "1")]).unwrap();
    assert!(!ran.exists());
    assert_eq!(backend.open().list(None).unwrap(), [key("services/a")]);
}

#[test]
fn a_repository_that_is_not_there_is_named_without_its_password() {
    let cache = tempfile::tempdir().unwrap();
    let address = GitAddress::parse("git+file:///no/such/repository.git").unwrap();
    let error = GitStore::open(address, cache.path()).unwrap_err().to_string();
    assert!(
        error.starts_with("cannot read git+file:///no/such/repository.git#main: "),
        "{error}"
    );
    assert!(
        error.contains("does not appear to be a git repository"),
        "{error}"
    );
}

#[test]
fn other_files_of_a_repository_do_not_affect_the_store() {
    let backend = git();
    let hand = tempfile::tempdir().unwrap();
    commit(&backend.place(), hand.path(), |work| {
        std::fs::write(work.join("README.md"), "# Contracts").unwrap();
        std::fs::write(work.join("LICENSE"), "").unwrap();
        std::fs::create_dir_all(work.join(".github/workflows")).unwrap();
        std::fs::write(work.join(".github/workflows/ci.yml"), "").unwrap();
    });
    let nothing_is_asked = |store: &dyn Store| {
        let mut read = 0;
        let each = &mut |_: &_, _| {
            read += 1;
            Ok(())
        };
        store.read_each(&[], each).unwrap();
        assert_eq!(read, 0);
        assert!(store.writers(&[]).unwrap().unwrap().is_empty());
        assert!(store.create(&[]).is_ok());
        assert!(seals(store, &[]).unwrap().is_empty());
        assert!(contents(store, &[]).unwrap().is_empty());
        let pruning = prune::Pruning {
            older_than: std::time::Duration::ZERO,
            retention: None,
            at: Timestamp::parse("2030-01-01").unwrap(),
            services: None,
            gone_branches: Default::default(),
        };
        let plan = prune::plan(store, &pruning).unwrap();
        assert!(plan.removed.is_empty());
    };
    let store = backend.open();
    nothing_is_asked(&*store);
    begin(&*store).unwrap();
    nothing_is_asked(&*backend.open());
    let first = publish(&*store, &publication("user", "1", TEXT)).unwrap();
    assert_eq!(first, Published::New);
    nothing_is_asked(&*backend.open());
    assert_eq!(Catalogue::read(&*store).unwrap().all().len(), 1);
}

#[test]
fn only_the_branch_with_the_exact_name_is_the_store() {
    let backend = git();
    publish(&*backend.open(), &publication("user", "1", TEXT)).unwrap();
    let place = backend.place();
    // As `git filter-branch` leaves it; of the two, this one is listed first.
    let old = "refs/aside/refs/heads/contracts";
    run_git(&place, &["update-ref", old, "refs/heads/contracts"]);
    publish(&*backend.open_elsewhere(1), &publication("user", "2", TEXT)).unwrap();
    let versions = |machine| {
        let store = backend.open_elsewhere(machine);
        Catalogue::read(&*store).unwrap().all().len()
    };
    assert_eq!(versions(2), 2);
    run_git(&place, &["update-ref", "-d", "refs/heads/contracts"]);
    assert_eq!(versions(3), 0, "no such branch");
}
