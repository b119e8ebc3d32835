//! A store from the command line: what is published, recorded, listed and pruned.

mod fixture;

use std::path::Path;
use std::process::Command;

use fixture::schemas::{OPTIONAL_EMAIL, REQUIRED_EMAIL, WANTS_EMAIL, file};
use fixture::{Answer, Folder};

const EMITS: &str = "contracts/user-service/emits/user.registered.json";
const CONSUMES: &str = "contracts/auth-service/consumes/user.registered.json";

/// What CI services say, so that the run of this test says nothing.
const NO_CI: [(&str, &str); 9] = [
    ("GITHUB_HEAD_REF", ""),
    ("GITHUB_REF_NAME", ""),
    ("GITHUB_RUN_ID", ""),
    ("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", ""),
    ("CI_COMMIT_BRANCH", ""),
    ("CI_JOB_URL", ""),
    ("CI_PIPELINE_URL", ""),
    ("COUNTERPART_CACHE", "../cache"),
    ("GIT_CONFIG_GLOBAL", "/dev/null"),
];

/// The contract files of two services in a folder `repo` beside an empty store.
fn services() -> Folder {
    let folder = Folder::with(&[]);
    folder.write(
        &format!("repo/{EMITS}"),
        &file("user-service emits user.registered", "", REQUIRED_EMAIL),
    );
    folder.write(
        &format!("repo/{CONSUMES}"),
        &file("auth-service consumes user.registered", "", WANTS_EMAIL),
    );
    folder.write("repo/counterpart.toml", "store = \"../store\"\n");
    folder
}

fn run_with(folder: &Folder, arguments: &str, environment: &[(&str, &str)]) -> Answer {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-counterpart"));
    command
        .args(arguments.split_whitespace())
        .current_dir(folder.path().join("repo"));
    folder.answer_with(command, &[&NO_CI, environment].concat())
}

fn run(folder: &Folder, arguments: &str) -> Answer {
    run_with(folder, arguments, &[])
}

fn publish(folder: &Folder, version: &str, sequence: u32) -> Answer {
    let arguments = format!(
        "publish --no-build --contracts contracts --version {version} --branch main --sequence {sequence} --at \
         2026-11-{sequence:02}"
    );
    run(folder, &arguments)
}

fn git(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .current_dir(folder)
        .args([
            "-c",
            "user.name=Test",
            "-c",
            "user.email=test@example.com",
            "-c",
            "init.defaultBranch=main",
        ])
        .args(arguments)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "git {arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// The same, as a repository of two commits.
fn repository() -> Folder {
    let folder = services();
    let repo = folder.path().join("repo");
    git(&repo, &["init", "--quiet"]);
    git(&repo, &["commit", "--quiet", "--allow-empty", "--message=first"]);
    git(&repo, &["add", "--all"]);
    git(&repo, &["commit", "--quiet", "--message=second"]);
    folder
}

const PUBLISH: &str = "publish --no-build --contracts contracts";

#[test]
fn what_is_published_and_recorded_is_found_again() {
    let folder = services();
    let answer = publish(&folder, "1.0", 1);
    insta::assert_snapshot!(answer.exits(0).stdout, @r#"
    published auth-service 1.0, of branch main, place 1: contracts 1, emitted events 0
    published user-service 1.0, of branch main, place 1: contracts 0, emitted events 1
    user-service should verify again: it emits user.registered, and new or changed is the contract of auth-service
    "#);
    insta::assert_snapshot!(publish(&folder, "1.0", 1).exits(0).stdout, @r#"
    already published, the same: auth-service 1.0, of branch main, place 1
    already published, the same: user-service 1.0, of branch main, place 1
    user-service should verify again: it emits user.registered, and new or changed is the contract of auth-service
    "#);
    publish(&folder, "1.1", 2).exits(0);
    let record = |what: &str, service: &str, version: &str, at: &str| {
        run(
            &folder,
            &format!("{what} --service {service} --version {version} --environment production --at {at}"),
        )
    };
    let answer = record("record-deployment", "user-service", "1.0", "2026-11-03");
    insta::assert_snapshot!(answer.exits(0).stdout, @"recorded: user-service 1.0 is deployed to production since 2026-11-03T00:00:00Z");
    record("record-deployment", "user-service", "1.1", "2026-11-04").exits(0);
    record("record-release", "auth-service", "1.0", "2026-11-04").exits(0);
    record("record-release", "auth-service", "1.1", "2026-11-05").exits(0);
    let answer = run(&folder, "environments --at 2026-11-06");
    insta::assert_snapshot!(answer.exits(0).stdout, @r#"
    environment  service       version  since
    production   auth-service  1.0      2026-11-04T00:00:00Z
    production   auth-service  1.1      2026-11-05T00:00:00Z
    production   user-service  1.1      2026-11-04T00:00:00Z
    "#);
    record("record-undeployment", "user-service", "1.1", "2026-11-07").exits(0);
    record("record-support-ended", "auth-service", "1.0", "2026-11-07").exits(0);
    let answer = run(&folder, "environments --at 2026-11-07 --json");
    insta::assert_snapshot!(answer.exits(0).stdout, @r#"
    {
      "format": 1,
      "at": "2026-11-07T00:00:00Z",
      "environments": [
        {
          "environment": "production",
          "running": [
            {
              "service": "auth-service",
              "version": "1.1",
              "since": "2026-11-05T00:00:00Z"
            }
          ]
        }
      ]
    }
    "#);
    insta::assert_snapshot!(run(&folder, "services").exits(0).stdout, @r#"
    service       main branch  latest  versions
    auth-service  main         1.1     2
    user-service  main         1.1     2
    "#);
    insta::assert_snapshot!(run(&folder, "events").exits(0).stdout, @r#"
    event            producers     consumers
    user.registered  user-service  auth-service
    "#);
    let answer = run(&folder, "versions --service auth-service --at 2026-11-07");
    insta::assert_snapshot!(answer.exits(0).stdout, @r#"
    version  published             branches  runs in     committer
    1.1      2026-11-02T00:00:00Z  main      production  -
    1.0      2026-11-01T00:00:00Z  main      -           -
    "#);
    let answer = record("record-deployment", "user-service", "9", "2026-11-08");
    insta::assert_snapshot!(answer.exits(101).stderr, @r#"
    error: version 9 of user-service is not published: publish it before it is deployed
      hint: `cargo counterpart versions --service user-service` lists what is published
    "#);
}

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
    insta::assert_snapshot!(run(&folder, PUBLISH).exits(101).stderr, @r#"
    error: nothing says which branch this is: a commit is checked out, and no branch
      hint: name it with --branch; with --no-branch the version is one of no branch
    "#);
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
    error: the work tree is not what its commit says: contracts/note.txt
      hint: commit or stash the changes; with --allow-dirty they are published all the same
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
fn a_shallow_clone_says_which_command_mends_it() {
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
    error: this clone is shallow, so the commit's place in its history is not known
      hint: fetch the history with `git fetch --unshallow` (in GitHub Actions `fetch-depth: 0` of actions/checkout, in GitLab `GIT_DEPTH: 0`), or say the place with --sequence
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
fn who_should_verify_again_is_said_to_people_and_to_machines() {
    let folder = services();
    let answer = publish(&folder, "1.0", 1);
    answer.exits(0).says("user-service should verify again");
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
        !answer.exits(0).stdout.contains("verify again"),
        "nothing changed: {}",
        answer.stdout
    );
}

#[test]
fn pruning_lists_first_and_keeps_what_is_needed() {
    let folder = services();
    for (version, sequence) in [("1", 1), ("2", 2), ("3", 3)] {
        publish(&folder, version, sequence).exits(0);
    }
    run(
        &folder,
        "record-deployment --service user-service --version 1 --environment production --at 2026-11-04",
    )
    .exits(0);
    let before = folder.snapshot("store");
    let answer = run(&folder, "prune --older-than 10d --at 2027-01-01");
    insta::assert_snapshot!(answer.exits(0).stdout, @r#"
    would remove auth-service 1
    would remove auth-service 2
    would remove user-service 2
    keep auth-service 3: it is the latest of main
    keep user-service 1: it runs in production
    keep user-service 3: it is the latest of main
    3 kept, 3 would be removed; --yes removes them
    "#);
    assert_eq!(folder.snapshot("store"), before, "a dry run");
    let answer = run(&folder, "prune --older-than 10d --at 2027-01-01 --yes --json");
    insta::assert_snapshot!(answer.exits(0).stdout, @r#"
    {
      "format": 1,
      "done": true,
      "removed": [
        {
          "service": "auth-service",
          "version": "1"
        },
        {
          "service": "auth-service",
          "version": "2"
        },
        {
          "service": "user-service",
          "version": "2"
        }
      ],
      "kept": [
        {
          "service": "auth-service",
          "version": "3",
          "why": "is the latest of main"
        },
        {
          "service": "user-service",
          "version": "1",
          "why": "runs in production"
        },
        {
          "service": "user-service",
          "version": "3",
          "why": "is the latest of main"
        }
      ]
    }
    "#);
    run(&folder, "versions --service user-service")
        .exits(0)
        .says("production");
    assert!(!folder.has("store/services/auth-service/versions/1"));
    insta::assert_snapshot!(run(&folder, "prune --older-than soon").exits(101).stderr, @r#"
    error: invalid value 'soon' for '--older-than <TIME>': write a number with a unit, as in `90d` (`s`, `m`, `h`, `d`, `w`)

    For more information, try '--help'.
    "#);
}

#[test]
fn a_store_that_is_none_is_refused_with_what_is() {
    let folder = services();
    for store in ["-x", "ext::sh", "https://host/x", "git+-x", "../absent"] {
        let answer = run(&folder, &format!("services --store={store}"));
        answer.exits(101);
        assert!(answer.stderr.contains("store"), "{}", answer.stderr);
    }
    std::fs::remove_file(folder.path().join("repo/counterpart.toml")).unwrap();
    insta::assert_snapshot!(run(&folder, "services").exits(101).stderr, @r#"
    error: no store is named
      hint: name one with --store, COUNTERPART_STORE or `store` in counterpart.toml: a folder, git+ssh://…, git+https://…, git+file://…, s3://…, gs://… or az://…
    "#);
}

#[test]
fn what_is_in_force_is_shown_with_where_it_comes_from() {
    let folder = services();
    folder.write(
        "repo/counterpart.toml",
        "store = \"git+ssh://git@host/contracts.git#main\"\nretention = \"14d\"\n[[allow]]\nevent = \
         \"user.registered\"\nreason = \"moving\"\nuntil = 2026-12-31\n",
    );
    let answer = run_with(&folder, "config", &[("COUNTERPART_RETENTION", "2d")]);
    insta::assert_snapshot!(answer.exits(0).stdout, @r#"
    counterpart.toml

    setting    value                                  from
    contracts  contracts                              the default
    store      git+ssh://git@host/contracts.git#main  counterpart.toml
    retention  2d                                     the variable COUNTERPART_RETENTION
    allow      1                                      counterpart.toml
    cache      ../cache                               the variable COUNTERPART_CACHE

    allowed: user.registered
      because moving
      until 2026-12-31
    "#);
    folder.write("repo/counterpart.toml", "retain = \"14d\"\n");
    insta::assert_snapshot!(run(&folder, "config").exits(101).stderr, @r#"
    error: [HERE]/repo/counterpart.toml: TOML parse error at line 1, column 1
      |
    1 | retain = "14d"
      | ^^^^^^
    unknown field `retain`, expected one of `contracts`, `store`, `retention`, `allow`
    "#);
}

#[test]
fn a_new_workspace_gets_a_configuration_and_a_workflow_and_keeps_what_it_has() {
    let folder = Folder::with(&[
        (
            "repo/Cargo.toml",
            "[package]\nname = \"a\"\nversion = \"0.1.0\"\nedition = \"2024\"\n",
        ),
        ("repo/src/lib.rs", ""),
    ]);
    insta::assert_snapshot!(run(&folder, "init").exits(0).stdout, @r#"
    wrote counterpart.toml
    wrote .github/workflows/counterpart.yml
    "#);
    run(&folder, "config")
        .exits(0)
        .says("contracts contracts counterpart.toml");
    let workflow = folder.read("repo/.github/workflows/counterpart.yml");
    assert!(workflow.contains("cargo counterpart verify"));
    folder.write("repo/counterpart.toml", "# mine\n");
    folder.write("repo/.gitlab-ci.yml", "# mine\n");
    insta::assert_snapshot!(run(&folder, "init").exits(0).stdout, @r"
    left as it is: counterpart.toml
    wrote .gitlab/counterpart.yml
    add to .gitlab-ci.yml:
      include:
        - local: .gitlab/counterpart.yml
    ");
    assert_eq!(folder.read("repo/counterpart.toml"), "# mine\n");
    assert_eq!(folder.read("repo/.gitlab-ci.yml"), "# mine\n");
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
