//! `prune` of what was published from branches that are merged or deleted.

use std::path::PathBuf;

use fixture::stores::{git, repository, run, services};
use fixture::{Answer, Folder};

fn repo(folder: &Folder) -> PathBuf {
    folder.path().join("repo")
}

fn publish(folder: &Folder, version: &str, branch: &str, sequence: u32) {
    run(
        folder,
        &format!(
            "publish --no-build --contracts contracts --version {version} --branch {branch} --sequence {sequence} --at \
             2026-11-{sequence:02}"
        ),
    )
    .exits(0);
}

fn prune(folder: &Folder, more: &str) -> Answer {
    run(folder, &format!("prune --older-than 10d --at 2027-03-01 {more}"))
}

/// A version of the main branch, and one of each of these branches.
fn with_branches(folder: &Folder, branches: &[&str]) {
    publish(folder, "1", "main", 1);
    for (at, branch) in (2..).zip(branches) {
        publish(folder, &at.to_string(), branch, at);
    }
}

#[test]
fn a_branch_that_is_named_as_gone_keeps_no_version() {
    let folder = services();
    with_branches(&folder, &["feature/x", "feature/y"]);
    insta::assert_snapshot!(prune(&folder, "").exits(0).stdout, @"
    keep auth-service 1: it is the latest of main
    keep auth-service 2: it is the latest of feature/x
    keep auth-service 3: it is the latest of feature/y
    keep user-service 1: it is the latest of main
    keep user-service 2: it is the latest of feature/x
    keep user-service 3: it is the latest of feature/y
    6 kept, nothing to remove
    ");
    let gone = "--branch-gone feature/x --service user-service";
    insta::assert_snapshot!(prune(&folder, gone).exits(0).stdout, @"
    would remove user-service 2: the latest of feature/x, which is gone
    keep user-service 1: it is the latest of main
    keep user-service 3: it is the latest of feature/y
    2 kept, 1 would be removed; --yes removes them
    ");
    let answer = prune(&folder, &format!("{gone} --service auth-service --yes --json"));
    let document: serde_json::Value = serde_json::from_str(&answer.exits(0).stdout).unwrap();
    assert_eq!(
        document["removed"],
        serde_json::json!([
            {"service": "auth-service", "version": "2", "gone-branch": "feature/x"},
            {"service": "user-service", "version": "2", "gone-branch": "feature/x"},
        ])
    );
    assert!(!folder.has("store/services/user-service/branches/feature%2Fx"));
    assert!(folder.has("store/services/user-service/versions/3"));
}

#[test]
fn what_runs_is_young_or_in_flight_stays_whatever_branch_is_gone() {
    let folder = services();
    with_branches(&folder, &["a", "b", "c"]);
    let record = |what: &str, version: &str, day: &str| {
        run(
            &folder,
            &format!("{what} --service user-service --version {version} --environment test --at {day}"),
        )
        .exits(0);
    };
    record("record-deployment", "2", "2027-02-01");
    record("record-deployment", "3", "2027-02-27");
    let gone = "--service user-service --branch-gone a --branch-gone b --branch-gone c";
    let answer = run(&folder, &format!("prune --older-than 10d --at 2027-03-01 {gone}"));
    insta::assert_snapshot!(answer.exits(0).stdout, @"
    would remove user-service 4: the latest of c, which is gone
    keep user-service 1: it is the latest of main
    keep user-service 2: it ran in test, and how long its messages are kept is not known
    keep user-service 3: it runs in test
    3 kept, 1 would be removed; --yes removes them
    ");
    let young = run(
        &folder,
        &format!("prune --older-than 365d --at 2027-03-01 {gone}"),
    );
    young.exits(0).says("4 kept, nothing to remove");
}

#[test]
fn a_branch_that_git_has_merged_and_deleted_keeps_no_version() {
    let folder = repository();
    let repo = repo(&folder);
    let publish = |branch: &str| {
        git(&repo, &["switch", "--quiet", branch]);
        run(
            &folder,
            "publish --no-build --contracts contracts --at 2026-11-02",
        )
        .exits(0);
    };
    publish("main");
    for branch in ["merged", "open", "alive"] {
        git(&repo, &["switch", "--quiet", "--create", branch, "main"]);
        git(
            &repo,
            &["commit", "--quiet", "--allow-empty", "--message", branch],
        );
        publish(branch);
    }
    git(&repo, &["switch", "--quiet", "main"]);
    for branch in ["merged", "alive"] {
        git(&repo, &["merge", "--quiet", "--no-ff", "--message=merge", branch]);
    }
    publish("main");
    git(&repo, &["branch", "--delete", "--force", "merged", "open"]);
    let version = |branch: &str| {
        let answer = run(
            &folder,
            &format!("versions --service user-service --branch {branch} --json"),
        );
        let document: serde_json::Value = serde_json::from_str(&answer.exits(0).stdout).unwrap();
        document["versions"][0]["version"].as_str().unwrap().to_owned()
    };
    let plan = prune(&folder, "--service user-service").exits(0).stdout.clone();
    let merged = format!(
        "would remove user-service {}: the latest of merged, which was merged\n",
        version("merged")
    );
    assert!(plan.contains(&merged), "{plan}");
    // Nothing says of one that it was merged, and the other one is still there.
    for branch in ["open", "alive"] {
        let kept = format!(
            "keep user-service {}: it is the latest of {branch}\n",
            version(branch)
        );
        assert!(plan.contains(&kept), "{plan}");
    }
    // Elsewhere nothing is known of it.
    let elsewhere = folder.counterpart(&["prune", "--store", "store", "--older-than=10d", "--at=2027-03-01"]);
    assert!(!elsewhere.exits(0).stdout.contains("which was merged"));
    // A remote still has it.
    git(
        &repo,
        &["update-ref", "refs/remotes/origin/merged", &version("merged")],
    );
    assert!(!prune(&folder, "").stdout.contains("which was merged"));
    git(&repo, &["update-ref", "-d", "refs/remotes/origin/merged"]);
    prune(&folder, "--yes").exits(0);
    run(&folder, "versions --service user-service --branch merged")
        .exits(101)
        .complains("has no branch merged");
}

#[test]
fn a_branch_that_cannot_be_gone_is_refused() {
    let folder = services();
    with_branches(&folder, &["feature"]);
    let refused = |more: &str| prune(&folder, more).exits(101).stderr.clone();
    let all = [
        "--branch-gone feature",
        "--branch-gone featrue --service user-service",
        "--branch-gone main --service user-service",
        "--service user-servise",
    ];
    insta::assert_snapshot!(all.map(refused).join("\n"), @"
    error: several services have a branch feature: auth-service, user-service
      hint: say with --service of which of them it is gone

    error: no service that is looked at has a branch featrue (did you mean `feature`?); the branches are: feature, main

    error: main is the main branch of user-service: its latest version counts for everyone
      hint: another main branch is named in `store.toml` of the store

    error: user-servise has published nothing (did you mean `user-service`?); the services are: auth-service, user-service
      hint: `cargo counterpart services` lists them
    ");
}

#[test]
fn nothing_to_remove_is_said_in_words() {
    let folder = services();
    with_branches(&folder, &[]);
    for flags in ["", "--yes"] {
        prune(&folder, flags).exits(0).says("2 kept, nothing to remove\n");
    }
}
