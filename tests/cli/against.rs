//! `verify --against REV`: the contract files of now, against those of a revision of the repository.

use std::path::PathBuf;
use std::process::Command;

use fixture::schemas::{OPTIONAL_EMAIL, REQUIRED_EMAIL, WANTS_EMAIL, file};
use fixture::stores::{CONSUMES, EMITS, git, repository, run};
use fixture::{Answer, Folder};

fn repo(folder: &Folder) -> PathBuf {
    folder.path().join("repo")
}

fn verify(folder: &Folder, revision: &str) -> Answer {
    run(
        folder,
        &format!("verify --no-build --contracts contracts --against {revision}"),
    )
}

fn emits(folder: &Folder, schema: &str) {
    folder.write(
        &format!("repo/{EMITS}"),
        &file("user-service emits user.registered", "", schema),
    );
}

fn consumes(folder: &Folder, schema: &str) {
    folder.write(
        &format!("repo/{CONSUMES}"),
        &file("auth-service consumes user.registered", "", schema),
    );
}

fn wants_nothing() -> String {
    WANTS_EMAIL.replace(r#""required": ["email"]"#, r#""required": []"#)
}

#[test]
fn what_is_emitted_now_is_checked_against_the_contracts_of_then() {
    let folder = repository();
    verify(&folder, "main").exits(0);
    emits(&folder, OPTIONAL_EMAIL);
    consumes(&folder, &wants_nothing());
    // The two of now fit, and the consumer of then is still there while the new producer is rolled out.
    run(&folder, "verify --no-build --contracts contracts").exits(0);
    let answer = verify(&folder, "main");
    insta::assert_snapshot!(answer.exits(100).stdout.replace(&head(&folder), "[COMMIT]"), @r#"
    error[property-optional]: `email` may now be absent from what user-service sends
     --> contracts/user-service/emits/user.registered.json:8:5
      |
    8 |     "email": {"type": "string"}
      |     ^^^^^^^ user-service may leave `email` out
      |
     ::: main:contracts/auth-service/consumes/user.registered.json:9:3
      |
    9 |   "required": ["email"]
      |   ---------- auth-service requires it
      |
      = at: user.registered#/email
      = cause: producer-change: the producer's change alone breaks it
      = version: auth-service [COMMIT] (of revision main)
    example: a message that breaks auth-service
      |
      | {"user_id":0}
      | ^^^^^^^^^^^^^ `email` is missing here
      = help: in user-service: always send `email`
      = help: in auth-service: stop requiring `email`, release it first
      = help: ask the auth-service team when they can release that

    more about this: `cargo counterpart explain property-optional`
    to accept it: `cargo counterpart verify -v` prints the `[[allow]]` to paste

    findings: 1 failing
    checked 3 pairs of 2 emitted events and 2 contracts: 2 compatible, 1
    incompatible
    checked against: auth-service [COMMIT], user-service [COMMIT]
    assumes: unique-keys
    incompatible
    "#);
}

fn head(folder: &Folder) -> String {
    git(&repo(folder), &["rev-parse", "--short=10", "HEAD"])
}

#[test]
fn a_contract_of_now_is_checked_against_what_was_emitted_then() {
    let folder = repository();
    emits(&folder, OPTIONAL_EMAIL);
    consumes(&folder, &wants_nothing());
    git(&repo(&folder), &["commit", "--quiet", "--all", "--message=third"]);
    // Both change at once: messages of then may still be read.
    emits(&folder, REQUIRED_EMAIL);
    consumes(&folder, WANTS_EMAIL);
    run(&folder, "verify --no-build --contracts contracts").exits(0);
    verify(&folder, "main")
        .exits(100)
        .says("consumer-change")
        .says(&format!("user-service {} (of revision main)", head(&folder)));
    verify(&folder, "main~1").exits(0);
}

#[test]
fn an_event_that_is_gone_with_its_contract_is_still_wanted_by_the_contract_of_then() {
    let folder = repository();
    for path in [EMITS, CONSUMES] {
        std::fs::remove_file(repo(&folder).join(path)).unwrap();
    }
    folder.write(
        "repo/contracts/user-service/emits/user.gone.json",
        &file("user-service emits user.gone", "", REQUIRED_EMAIL),
    );
    folder.write(
        "repo/contracts/auth-service/consumes/user.gone.json",
        &file("auth-service consumes user.gone", "", WANTS_EMAIL),
    );
    run(&folder, "verify --no-build --contracts contracts").exits(0);
    verify(&folder, "main").exits(100).says("event-stopped");
}

#[test]
fn a_break_that_is_mended_does_not_fail() {
    let folder = repository();
    emits(&folder, OPTIONAL_EMAIL);
    git(
        &repo(&folder),
        &["commit", "--quiet", "--all", "--message=broken"],
    );
    verify(&folder, "main").exits(100);
    emits(&folder, REQUIRED_EMAIL);
    verify(&folder, "main").exits(0);
    // Mended on the other side.
    emits(&folder, OPTIONAL_EMAIL);
    consumes(&folder, &wants_nothing());
    verify(&folder, "main").exits(0);
}

#[test]
fn a_break_with_then_that_was_there_then_is_pending() {
    let folder = repository();
    emits(&folder, OPTIONAL_EMAIL);
    git(
        &repo(&folder),
        &["commit", "--quiet", "--all", "--message=broken"],
    );
    // The producer is mended, and the consumer changes elsewhere: messages of then break it as they did.
    emits(&folder, REQUIRED_EMAIL);
    consumes(
        &folder,
        &WANTS_EMAIL.replace(
            r#""properties": {"#,
            r#""properties": {"user_id": {"type": "integer"}, "#,
        ),
    );
    verify(&folder, "main")
        .exits(0)
        .says("pending")
        .says("pre-existing")
        .says("pending: it breaks in the revision too, and does not fail this run");
}

#[test]
fn tags_commits_and_folders_are_revisions() {
    let folder = repository();
    let repo = repo(&folder);
    git(&repo, &["tag", "v1.0"]);
    git(&repo, &["update-ref", "refs/remotes/origin/main", "HEAD"]);
    git(&repo, &["mv", "contracts", "moved"]);
    emits(&folder, OPTIONAL_EMAIL);
    consumes(&folder, &wants_nothing());
    let commit = git(&repo, &["rev-parse", "HEAD"]);
    for revision in ["v1.0", "origin/main", &commit, &commit[..12], "main:contracts"] {
        verify(&folder, revision).exits(100);
    }
    git(&repo, &["add", "--all"]);
    git(&repo, &["commit", "--quiet", "--message=moved"]);
    let answer = verify(&folder, "main:moved");
    answer.exits(100);
}

#[test]
fn a_revision_without_contracts_is_said_and_the_run_is_checked_against_itself() {
    let folder = repository();
    verify(&folder, "main~1")
        .exits(0)
        .complains("main~1 has no contract file");
}

#[test]
fn what_names_no_revision_is_refused_with_what_is_near() {
    let folder = repository();
    git(&repo(&folder), &["branch", "release"]);
    let refused = |revision: &str| verify(&folder, revision).exits(101).stderr.clone();
    let all = ["mian", "relaese", "nowhere", "main:contract", "--upload-pack=x"];
    insta::assert_snapshot!(all.map(refused).join("\n"), @"
    error: this git repository has no revision mian
      hint: did you mean `main`?

    error: this git repository has no revision relaese
      hint: did you mean `release`?

    error: this git repository has no revision nowhere
      hint: `git fetch` gets what others pushed; a version of a service needs `--store`

    error: main has no folder contract

    error: unexpected argument '--upload-pack' found

    Usage: cargo counterpart verify --no-build --contracts <DIR>

    For more information, try '--help'.
    ");
    let outside = Folder::with(&[]);
    outside.write(
        "contracts/user-service/emits/user.registered.json",
        &file("user-service emits user.registered", "", REQUIRED_EMAIL),
    );
    let answer = outside.counterpart(&[
        "verify",
        "--no-build",
        "--contracts",
        "contracts",
        "--against",
        "main",
    ]);
    insta::assert_snapshot!(answer.exits(101).stderr, @"
    error: --against main names a revision of git, and [HERE] is in no git repository
      hint: `--store --branch NAME` checks against a branch of the services in a store
    ");
    let both = run(
        &folder,
        "verify --no-build --contracts contracts --against main --store",
    );
    insta::assert_snapshot!(both.exits(101).stderr, @"
    error: the argument '--against <REV>' cannot be used with '--store [<URL>]'

    Usage: cargo counterpart verify --no-build --contracts <DIR> --against <REV>

    For more information, try '--help'.
    ");
}

#[test]
fn a_branch_that_only_the_remote_has_is_named_in_full() {
    let folder = repository();
    let repo = repo(&folder);
    git(&repo, &["switch", "--quiet", "--create", "feature"]);
    git(&repo, &["update-ref", "refs/remotes/origin/main", "main"]);
    git(&repo, &["branch", "--delete", "--force", "main"]);
    verify(&folder, "main")
        .exits(101)
        .complains("hint: did you mean `origin/main`?");
    verify(&folder, "origin/main").exits(0);
}

#[test]
fn the_hint_in_a_shallow_clone_mends_it() {
    let folder = repository();
    let repo = repo(&folder);
    git(&repo, &["switch", "--quiet", "--create", "feature"]);
    git(&repo, &["commit", "--quiet", "--allow-empty", "--message=third"]);
    git(&repo, &["tag", "v1.0", "main"]);
    for (revision, at) in [("main", 0), ("origin/main", 1), ("v1.0", 2), ("feature~1", 3)] {
        let clone = format!("clone-{at}");
        let source = format!("file://{}", repo.canonicalize().unwrap().display());
        git(
            folder.path(),
            &[
                "clone",
                "--quiet",
                "--depth=1",
                "--branch=feature",
                "--no-tags",
                &source,
                &clone,
            ],
        );
        let ask = |folder: &Folder| {
            folder.counterpart_in(
                &clone,
                &[
                    "verify",
                    "--no-build",
                    "--contracts",
                    "contracts",
                    "--against",
                    revision,
                ],
            )
        };
        let answer = ask(&folder);
        answer.exits(101).complains("this clone is shallow");
        let hint = answer.stderr.split('`').nth(1).unwrap().to_owned();
        let words: Vec<&str> = hint.strip_prefix("git ").unwrap().split(' ').collect();
        git(&folder.path().join(&clone), &words);
        ask(&folder).exits(0);
    }
}

#[test]
fn the_document_says_that_a_version_is_of_a_revision() {
    let folder = repository();
    emits(&folder, OPTIONAL_EMAIL);
    consumes(&folder, &wants_nothing());
    let answer = run(
        &folder,
        "verify --no-build --contracts contracts --against main --format json",
    );
    let document: serde_json::Value = serde_json::from_str(&answer.exits(100).stdout).unwrap();
    let consumer = &document["findings"][0]["consumers"][0];
    assert_eq!(consumer["versions"][0]["kind"], "revision");
    assert_eq!(consumer["versions"][0]["version"], head(&folder));
    assert_eq!(consumer["file"], format!("main:{CONSUMES}"));
    let schema = Command::new(fixture::program())
        .args(["schema", "report"])
        .output()
        .unwrap();
    let schema = serde_json::from_slice(&schema.stdout).unwrap();
    assert!(jsonschema::draft202012::new(&schema).unwrap().is_valid(&document));
}

#[test]
fn events_and_consumers_narrow_a_run_against_a_revision() {
    let folder = repository();
    emits(&folder, OPTIONAL_EMAIL);
    folder.write(
        "repo/contracts/shop/emits/order.paid.json",
        &file("shop emits order.paid", "", REQUIRED_EMAIL),
    );
    folder.write(
        "repo/contracts/mails/consumes/order.paid.json",
        &file("mails consumes order.paid", "", WANTS_EMAIL),
    );
    verify(&folder, "main").exits(100);
    verify(&folder, "main --event user.registered")
        .exits(100)
        .says("property-optional");
    verify(&folder, "main --event order.paid")
        .exits(0)
        .says("checked 1 pair");
    verify(&folder, "main --consumer mails")
        .exits(0)
        .says("checked 1 pair");
    verify(&folder, "main --consumer auth-service").exits(100);
    // The revision has the event that stopped.
    for path in [EMITS, CONSUMES] {
        std::fs::remove_file(repo(&folder).join(path)).unwrap();
    }
    verify(&folder, "main --event user.registered")
        .exits(100)
        .says("event-stopped");
    verify(&folder, "main --event order.paid").exits(0);
}

#[test]
fn names_that_match_nothing_of_the_run_and_the_revision_are_refused() {
    let folder = repository();
    let refused = |flags: &str| {
        verify(&folder, &format!("main --quiet {flags}"))
            .exits(101)
            .stderr
            .clone()
    };
    insta::assert_snapshot!(
        [
            "--event user.registred",
            "--event nope --consumer nope",
            "--consumer auth-servce",
            "--event user.registered --consumer nope",
        ]
        .map(refused)
        .join("\n"),
        @"
    error: nothing here emits or consumes user.registred (did you mean `user.registered`?); the events here are: user.registered

    error: nothing here emits or consumes nope; the events here are: user.registered

    error: auth-servce has no contract that this run is checked against (did you mean `auth-service`?); the consumers are: auth-service

    error: nope has no contract that this run is checked against; the consumers are: auth-service
    ");
}

#[test]
fn flags_of_a_store_are_refused_without_one() {
    let folder = repository();
    let refused = |flags: &&str| {
        let command = format!("verify --no-build --contracts contracts {flags}");
        run(&folder, &command).exits(101).stderr.clone()
    };
    let all = [
        "--against main --environment nowhere",
        "--against main --branch nope",
        "--against main --at 2026-11-01",
        "--environment production",
        "--event user.registered",
        "--consumer auth-service",
    ];
    insta::assert_snapshot!(all.each_ref().map(refused).join("\n"), @"
    error: --environment selects versions of a store, and --against main asks no store
      hint: leave out --environment, or replace --against with --store

    error: --branch selects versions of a store, and --against main asks no store
      hint: leave out --branch, or replace --against with --store

    error: --at selects versions of a store, and --against main asks no store
      hint: leave out --at, or replace --against with --store

    error: --environment selects versions of a store, and needs --store
      hint: add --store, or leave out --environment

    error: --event selects what is checked against a store or a revision, and needs --store or --against
      hint: add --store or --against REV, or leave out --event

    error: --consumer selects what is checked against a store or a revision, and needs --store or --against
      hint: add --store or --against REV, or leave out --consumer
    ");
    let help = run(&folder, "verify --help");
    help.exits(0).says("With --store or --against: only this event");
}
