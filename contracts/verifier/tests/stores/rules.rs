//! The permission to publish, according to the `store.toml` of a git store.

use std::path::Path;

use counterpart_verifier::store::{Catalogue, GitAddress, GitStore, StoreError, contents, publish, seals};

use super::backends::{Backend, git, run_git};
use super::publishing::{TEXT, publication};

/// Changes the store as people do: with a commit of their own.
fn change_by_hand(backend: &Backend, change: impl Fn(&Path)) {
    let hand = tempfile::tempdir().unwrap();
    let store = backend.place().display().to_string();
    run_git(
        hand.path(),
        &["clone", "--quiet", "--branch=contracts", &store, "work"],
    );
    let work = hand.path().join("work");
    change(&work);
    run_git(&work, &["add", "--all"]);
    let settings = ["-c", "commit.gpgSign=false"];
    let commit = ["commit", "--quiet", "--message=by hand"];
    run_git(&work, &[&settings[..], &commit].concat());
    run_git(&work, &["push", "--quiet", "origin", "HEAD:contracts"]);
}

fn set_rules(backend: &Backend, rules: &str) {
    change_by_hand(backend, |work| {
        std::fs::write(work.join("store.toml"), rules).unwrap();
    });
}

/// Opens the store as a machine with a git configuration of its own, which git finds in the folder of what was fetched.
fn open_as(backend: &Backend, machine: &Path, settings: &[(&str, &str)]) -> GitStore {
    let address = format!("git+file://{}#contracts", backend.place().display());
    let cache = machine.join("cache");
    let open = || GitStore::open(GitAddress::parse(&address).unwrap(), &cache).unwrap();
    drop(open());
    let fetched = std::fs::read_dir(&cache).unwrap().next().unwrap().unwrap().path();
    for (name, value) in settings {
        run_git(&fetched, &["config", name, value]);
    }
    open()
}

fn wanted() -> [(String, String); 1] {
    [("user".to_owned(), "1".to_owned())]
}

#[test]
fn versions_of_a_restricted_service_count_only_from_a_committer_who_is_named() {
    let backend = git();
    let machine = tempfile::tempdir().unwrap();
    let store = open_as(
        &backend,
        machine.path(),
        &[("user.name", "Ci"), ("user.email", "ci@example.com")],
    );
    publish(&store, &publication("other", "1", TEXT)).unwrap();
    publish(&store, &publication("user", "1", TEXT)).unwrap();
    publish(&store, &publication("user", "2", TEXT)).unwrap();
    set_rules(
        &backend,
        "[[publish]]\nservices = [\"us*\"]\ncommitters = [\"ci@example.com\"]",
    );
    // A reader that has the newest commit alone fetches the history when it is needed.
    let reader = tempfile::tempdir().unwrap();
    let store = open_as(&backend, reader.path(), &[]);
    contents(&store, &wanted()).unwrap();
    set_rules(
        &backend,
        "[[publish]]\nservices = [\"user\"]\ncommitters = [\"release@example.com\"]",
    );
    let store = open_as(&backend, reader.path(), &[]);
    let error = contents(&store, &wanted()).unwrap_err();
    let StoreError::Forbidden { ref commit, .. } = error else {
        panic!("{error}")
    };
    let error = error.to_string().replace(&commit[..10], "COMMIT");
    insta::assert_snapshot!(error, @"services/user/versions/1/version.json came into the store by commit COMMIT, and may not count: its committer is ci@example.com, and `store.toml` allows release@example.com");
    assert!(matches!(
        seals(&store, &wanted()),
        Err(StoreError::Forbidden { .. })
    ));
    contents(&store, &[("other".into(), "1".into())]).unwrap();
    assert_eq!(Catalogue::read(&store).unwrap().all().len(), 3);
}

#[test]
fn commit_must_be_signed_if_the_store_requires_it() {
    let keys = tempfile::tempdir().unwrap();
    let key = keys.path().join("key");
    let made = std::process::Command::new("ssh-keygen")
        .args(["-q", "-t", "ed25519", "-N", "", "-C", "ci", "-f"])
        .arg(&key)
        .status();
    if !made.is_ok_and(|status| status.success()) {
        needs::skip("ssh-keygen", "signed commits need ssh-keygen");
        return;
    }
    let public = std::fs::read_to_string(key.with_extension("pub")).unwrap();
    let trusted = keys.path().join("trusted");
    std::fs::write(&trusted, format!("ci@example.com {public}")).unwrap();
    let nobody = keys.path().join("nobody");
    std::fs::write(&nobody, "").unwrap();
    let (key, trusted) = (key.display().to_string(), trusted.display().to_string());
    let plain = [("user.name", "Ci"), ("user.email", "ci@example.com")];
    let signing = [
        plain[0],
        plain[1],
        ("gpg.format", "ssh"),
        ("user.signingKey", key.as_str()),
        ("commit.gpgSign", "true"),
    ];

    let backend = git();
    let (unsigned, signed) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    publish(
        &open_as(&backend, signed.path(), &signing),
        &publication("user", "1", TEXT),
    )
    .unwrap();
    publish(
        &open_as(&backend, unsigned.path(), &plain),
        &publication("user", "2", TEXT),
    )
    .unwrap();
    set_rules(
        &backend,
        "[[publish]]\nservices = [\"user\"]\ncommitters = [\"ci@example.com\"]\nsigned = true",
    );
    let reader = tempfile::tempdir().unwrap();
    let store = open_as(
        &backend,
        reader.path(),
        &[("gpg.format", "ssh"), ("gpg.ssh.allowedSignersFile", &trusted)],
    );
    contents(&store, &wanted()).unwrap();
    let error = contents(&store, &[("user".into(), "2".into())])
        .unwrap_err()
        .to_string();
    assert!(
        error.ends_with("it has no signature, and `store.toml` asks for a signed commit"),
        "{error}"
    );

    let stranger = tempfile::tempdir().unwrap();
    let nobody = nobody.display().to_string();
    let store = open_as(
        &backend,
        stranger.path(),
        &[("gpg.format", "ssh"), ("gpg.ssh.allowedSignersFile", &nobody)],
    );
    let error = contents(&store, &wanted()).unwrap_err().to_string();
    assert!(
        error.ends_with("and `store.toml` asks for a signed commit"),
        "{error}"
    );
}

#[test]
fn author_of_a_seal_changed_by_hand_is_its_publisher() {
    let backend = git();
    let machine = tempfile::tempdir().unwrap();
    let store = open_as(
        &backend,
        machine.path(),
        &[("user.name", "Ci"), ("user.email", "ci@example.com")],
    );
    publish(&store, &publication("user", "1", TEXT)).unwrap();
    set_rules(
        &backend,
        "[[publish]]\nservices = [\"user\"]\ncommitters = [\"ci@example.com\"]",
    );
    change_by_hand(&backend, |work| {
        let seal = work.join("services/user/versions/1/version.json");
        let text = std::fs::read_to_string(&seal).unwrap();
        std::fs::write(&seal, text.replace("2026", "2025")).unwrap();
    });
    let error = contents(&open_as(&backend, machine.path(), &[]), &wanted()).unwrap_err();
    assert!(
        error.to_string().contains("its committer is test@example.com"),
        "{error}"
    );
}

#[test]
fn making_an_old_version_the_latest_needs_permission_to_publish_it() {
    let backend = git();
    let machine = tempfile::tempdir().unwrap();
    let store = open_as(
        &backend,
        machine.path(),
        &[("user.name", "Ci"), ("user.email", "ci@example.com")],
    );
    for version in ["1", "2"] {
        publish(&store, &publication("user", version, TEXT)).unwrap();
    }
    set_rules(
        &backend,
        "[[publish]]\nservices = [\"user\"]\ncommitters = [\"ci@example.com\"]",
    );
    change_by_hand(&backend, |work| {
        std::fs::write(work.join("services/user/branches/main/9~1"), "").unwrap();
    });
    let store = open_as(&backend, machine.path(), &[]);
    assert_eq!(Catalogue::read(&store).unwrap().latest("user", "main"), Some("1"));
    let error = seals(&store, &wanted()).unwrap_err();
    let StoreError::Forbidden { ref commit, .. } = error else {
        panic!("{error}")
    };
    let error = error.to_string().replace(&commit[..10], "COMMIT");
    insta::assert_snapshot!(error, @"services/user/branches/main/9~1 came into the store by commit COMMIT, and may not count: its committer is test@example.com, and `store.toml` allows ci@example.com");
    contents(&store, &[("user".into(), "2".into())]).unwrap();
}
