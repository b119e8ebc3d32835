//! Publishing from the command line: what names a version, what is refused, what is said.

use fixture::Folder;
use fixture::schemas::{OPTIONAL_EMAIL, REQUIRED_EMAIL, WANTS_EMAIL, file};
use fixture::stores::{CONSUMES, EMITS, PUBLISH, git, publish, repository, run, run_with, services};

#[test]
fn the_commit_names_the_version_and_its_place_on_the_branch() {
    let folder = repository();
    let commit = git(&folder.path().join("repo"), &["rev-parse", "HEAD"]);
    let run_of = [
        ("GITHUB_SERVER_URL", "https://github.com"),
        ("GITHUB_REPOSITORY", "acme/users"),
        ("GITHUB_RUN_ID", "7"),
    ];
    run_with(&folder, &format!("{PUBLISH} --at 2026-11-23"), &run_of).exits(0);
    let seal = folder.read(&format!(
        "store/services/user-service/versions/{commit}/version.json"
    ));
    let seal = seal.replace(&commit, "COMMIT");
    insta::assert_snapshot!(seal, @r#"
    {
      "format": 1,
      "service": "user-service",
      "version": "COMMIT",
      "published": "2026-11-23T00:00:00Z",
      "origin": {
        "commit": "COMMIT",
        "committer": "Test <test@example.com>",
        "run": "https://github.com/acme/users/actions/runs/7"
      },
      "files": [
        {
          "path": "emits/user.registered.json",
          "digest": "sha256:ca53ef1a8a6eb635a79898b10b3505743f4cfda90d7b407ec6a57c0eaaac01c6",
          "bytes": "sha256:1fa0c81fdcd9289504fa3a9429d955fd2c31e763c92dcb19d50fc4f754474efd"
        }
      ]
    }
    "#);
    assert!(folder.has(&format!("store/services/user-service/branches/main/2~{commit}")));
    let repo = folder.path().join("repo");
    git(&repo, &["checkout", "--quiet", "--detach"]);
    insta::assert_snapshot!(run(&folder, PUBLISH).exits(101).stderr, @"
    error: nothing says which branch this is: a commit is checked out, and no branch
      hint: name it with --branch; with --no-branch no branch is recorded
    ");
    run_with(&folder, PUBLISH, &[("CI_COMMIT_BRANCH", "feature/x")]).exits(0);
    assert!(folder.has(&format!(
        "store/services/user-service/branches/feature%2Fx/2~{commit}"
    )));
    run(&folder, &format!("{PUBLISH} --no-branch --version 2")).exits(0);
}

#[test]
fn a_dirty_work_tree_is_not_published() {
    let folder = repository();
    folder.write("repo/contracts/note.txt", "new");
    insta::assert_snapshot!(run(&folder, PUBLISH).exits(101).stderr, @r#"
    error: the working tree has uncommitted changes: contracts/note.txt
      hint: commit or stash them, or publish them anyway with --allow-dirty
    "#);
    assert!(!folder.has("store"));
    run(&folder, &format!("{PUBLISH} --allow-dirty")).exits(0);
}

#[test]
fn a_store_within_the_work_tree_does_not_make_it_dirty() {
    let folder = repository();
    for at in ["--store shared/store", "--store shared/store --version 2"] {
        run(&folder, &format!("{PUBLISH} {at}")).exits(0);
    }
    assert!(folder.has("repo/shared/store/services/user-service/versions/2/version.json"));
}

#[test]
fn shallow_clone_names_the_command_that_fixes_it() {
    let folder = repository();
    let source = format!("file://{}", folder.path().join("repo").display());
    git(
        folder.path(),
        &["clone", "--quiet", "--depth=1", &source, "clone"],
    );
    let repo = folder.path().join("repo");
    std::fs::rename(&repo, folder.path().join("origin")).unwrap();
    std::fs::rename(folder.path().join("clone"), &repo).unwrap();
    insta::assert_snapshot!(run(&folder, PUBLISH).exits(101).stderr, @r#"
    error: this clone is shallow, so the sequence number of the commit is not known
      hint: fetch the history with `git fetch --unshallow` (in GitHub Actions `fetch-depth: 0` of actions/checkout, in GitLab `GIT_DEPTH: 0`), or give a number with --sequence
    "#);
    let origin = format!("file://{}", folder.path().join("origin").display());
    git(&repo, &["remote", "set-url", "origin", &origin]);
    git(&repo, &["fetch", "--quiet", "--unshallow"]);
    run(&folder, PUBLISH).exits(0);
}

#[test]
fn a_version_never_changes() {
    let folder = services();
    publish(&folder, "1.0", 1).exits(0);
    folder.write(
        &format!("repo/{EMITS}"),
        &file("user-service emits user.registered", "", OPTIONAL_EMAIL),
    );
    let before = folder.snapshot("store");
    insta::assert_snapshot!(publish(&folder, "1.0", 1).exits(101).stderr, @r#"
    error: version 1.0 of user-service is published already, and differs in 1 of its files: publish the change under another version
    emits/user.registered.json
    --- published
    +++ to be published
    @@ -23,8 +23,7 @@
         }
       },
       "required": [
    -    "user_id",
    -    "email"
    +    "user_id"
       ],
       "additionalProperties": false
     }
      hint: a version never changes: name another with --version, or commit, so that the commit names one
    "#);
    assert_eq!(folder.snapshot("store"), before);
    publish(&folder, "1.1", 2).exits(0);
}

#[test]
fn affected_producers_are_reported_to_people_and_machines() {
    let folder = services();
    let answer = publish(&folder, "1.0", 1);
    answer
        .exits(0)
        .says("the contract of auth-service for user.registered is new or changed")
        .says("user-service, which emits it, was published too");
    assert!(!answer.stdout.contains("verify again"), "{}", answer.stdout);
    let changed = WANTS_EMAIL.replace(
        "\"required\": [\"email\"]",
        "\"required\": [\"email\", \"user_id\"]",
    );
    folder.write(
        &format!("repo/{CONSUMES}"),
        &file("auth-service consumes user.registered", "", &changed),
    );
    let answer = run(
        &folder,
        &format!(
            "{PUBLISH} --version 1.1 --branch main --sequence 2 --at 2026-11-02 --service auth-service --json"
        ),
    );
    insta::assert_snapshot!(answer.exits(0).stdout, @r#"
    {
      "format": 1,
      "published": [
        {
          "service": "auth-service",
          "version": "1.1",
          "branch": "main",
          "sequence": 2,
          "published": "2026-11-02T00:00:00Z",
          "new": true
        }
      ],
      "verify": [
        {
          "service": "user-service",
          "published-here": false,
          "events": [
            {
              "event": "user.registered",
              "contracts": [
                {
                  "service": "auth-service",
                  "name": null
                }
              ]
            }
          ]
        }
      ]
    }
    "#);
    let answer = publish(&folder, "1.2", 3);
    assert!(
        !answer.exits(0).stdout.contains("new or changed"),
        "nothing changed: {}",
        answer.stdout
    );
}

#[test]
fn publish_asks_the_code() {
    let (checkout, store) = (Folder::checkout(), Folder::with(&[]));
    let at = store.path().join("store").display().to_string();
    let arguments = [
        "publish",
        "--package=user-service",
        "--allow-dirty",
        "--no-branch",
        "--version=1",
        "--at=2026-11-23",
        "--locked",
        "--target-dir=target",
        "--store",
        &at,
    ];
    let answer = checkout.counterpart(&arguments);
    insta::assert_snapshot!(answer.exits(0).stdout, @"published user-service 1, of no branch: contracts 0, emitted events 6");
    let emits = "emits/user.registered.json";
    assert_eq!(
        store.read(&format!("store/services/user-service/versions/1/{emits}")),
        checkout.read(&format!("examples/contracts/user-service/{emits}"))
    );
    assert!(!store.has("store/services/auth-service"), "another package's");
}

/// Forty processes publish forty services into one store.
fn forty_at_once(folder: &Folder, store: &str) {
    for n in 0..40 {
        let service = format!("s{n}");
        folder.write(
            &format!("repo/{service}/{service}/emits/e.json"),
            &file(&format!("{service} emits e"), "", REQUIRED_EMAIL),
        );
    }
    std::thread::scope(|scope| {
        for n in 0..40 {
            scope.spawn(move || {
                let arguments = format!(
                    "publish --no-build --contracts s{n} --version 1 --branch main --sequence 1 --store {store}"
                );
                run(folder, &arguments).exits(0);
            });
        }
    });
    let answer = run(folder, &format!("services --store {store}"));
    for n in 0..40 {
        answer.exits(0).says(&format!("s{n} main 1 1"));
    }
    let answer = run(folder, &format!("events --store {store}"));
    answer.exits(0).says("s7, s8, s9");
}

#[test]
fn forty_processes_at_once_lose_nothing_in_a_folder() {
    let folder = services();
    forty_at_once(&folder, "../store");
}

#[test]
fn forty_processes_at_once_lose_nothing_in_a_git_repository_and_leave_a_line() {
    let folder = services();
    git(folder.path(), &["init", "--quiet", "--bare", "store.git"]);
    let store = folder.path().join("store.git");
    forty_at_once(&folder, &format!("git+file://{}#contracts", store.display()));
    let history = git(&store, &["rev-list", "--parents", "contracts"]);
    assert_eq!(history.lines().count(), 40);
    assert!(
        history.lines().all(|line| line.split(' ').count() <= 2),
        "a merge: {history}"
    );
}
