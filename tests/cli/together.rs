//! `can-i-deploy` with the newest version of a branch, and with several services at once.

use fixture::schemas::{OPTIONAL_EMAIL, REQUIRED_EMAIL, WANTS_EMAIL, file};
use fixture::stores::{CONSUMES, EMITS, publish, run, services};
use fixture::{Answer, Folder};

fn can(folder: &Folder, what: &str) -> Answer {
    run(
        folder,
        &format!("can-i-deploy {what} --to-environment production --at 2026-11-20"),
    )
}

fn record(folder: &Folder, service: &str, version: &str) {
    run(
        folder,
        &format!("record-deployment --first --service {service} --version {version} --environment production --at 2026-11-10"),
    )
    .exits(0);
}

/// In version 2 the producer may leave the email out, and the consumer does without it.
fn changed() -> Folder {
    let folder = services();
    publish(&folder, "1", 1).exits(0);
    folder.write(
        &format!("repo/{EMITS}"),
        &file("user-service emits user.registered", "", OPTIONAL_EMAIL),
    );
    let optional = WANTS_EMAIL.replace(r#""required": ["email"]"#, r#""required": []"#);
    folder.write(
        &format!("repo/{CONSUMES}"),
        &file("auth-service consumes user.registered", "", &optional),
    );
    publish(&folder, "2", 2).exits(0);
    record(&folder, "user-service", "1");
    record(&folder, "auth-service", "1");
    folder
}

#[test]
fn services_that_are_deployed_together_are_checked_against_each_other() {
    let folder = changed();
    can(&folder, "--service user-service --version 2").exits(100);
    let both = can(
        &folder,
        "--service user-service --version 2 --service auth-service --version 2",
    );
    insta::assert_snapshot!(both.exits(0).stdout, @"
    checked 1 pair of 1 emitted event and 1 contract: 1 compatible
    taken for granted: unique-keys
    compatible
    yes: user-service 2 and auth-service 2 to production, as of 2026-11-20T00:00:00Z
    ");
    // Without its consumer's change it breaks, also beside a service that is as it was.
    can(
        &folder,
        "--service user-service --version 2 --service auth-service --version 1",
    )
    .exits(100)
    .says("no: user-service 2 and auth-service 1 to production");
}

#[test]
fn services_that_are_deployed_together_are_checked_against_what_else_is_there() {
    let folder = changed();
    folder.write(
        "other/mails/consumes/user.registered.json",
        &file("mails consumes user.registered", "", WANTS_EMAIL),
    );
    run(
        &folder,
        "publish --no-build --contracts ../other --version 7 --branch main --sequence 7 --at 2026-11-07",
    )
    .exits(0);
    record(&folder, "mails", "7");
    can(
        &folder,
        "--service user-service --version 2 --service auth-service --version 2",
    )
    .exits(100)
    .says("mails");
}

#[test]
fn the_first_two_services_of_an_environment_can_be_deployed_together() {
    let folder = services();
    publish(&folder, "1", 1).exits(0);
    can(&folder, "--service user-service --version 1")
        .exits(100)
        .says("[nobody]");
    can(&folder, "--service auth-service --version 1")
        .exits(100)
        .says("[no-producer]");
    can(
        &folder,
        "--service user-service --version 1 --service auth-service --version 1",
    )
    .exits(0);
}

#[test]
fn a_service_of_several_that_nothing_is_checked_against_is_named() {
    let folder = changed();
    folder.write(
        "other/mails/emits/mail.sent.json",
        &file("mails emits mail.sent", "", REQUIRED_EMAIL),
    );
    run(
        &folder,
        "publish --no-build --contracts ../other --version 7 --branch main --sequence 7 --at 2026-11-07",
    )
    .exits(0);
    can(
        &folder,
        "--service user-service --latest --service auth-service --latest --service mails --latest",
    )
    .exits(100)
    .says("unknown: nothing in production shares an event with mails [nobody]");
}

#[test]
fn the_newest_version_of_a_branch_can_be_asked_about() {
    let folder = changed();
    let ask = |latest: &str| {
        let what = format!("--service user-service {latest} --service auth-service --latest main");
        can(&folder, &what)
    };
    for latest in ["--latest main", "--latest=main", "--latest"] {
        ask(latest)
            .exits(0)
            .says("yes: user-service 2 and auth-service 2 to production");
    }
    insta::assert_snapshot!(ask("--latest mian").exits(101).stderr, @"error: user-service has no branch mian (did you mean `main`?); its branches are: main");
    // One service may have its version before it.
    can(&folder, "--version 1 --service user-service").exits(0);
    can(&folder, "--latest main --service user-service").exits(100);
}

#[test]
fn a_service_needs_one_version_and_a_version_its_service() {
    let folder = changed();
    let refused = |what: &str| can(&folder, what).exits(101).stderr.clone();
    let all = [
        "--service user-service",
        "--service user-service --version 1 --latest main",
        "--version 1 --service user-service --service auth-service --version 1",
        "--service user-service --version 1 --service user-service --version 2",
        "--latest main",
    ];
    insta::assert_snapshot!(all.map(refused).join("\n"), @"
    error: --service user-service has no version
      hint: write `--service user-service --version VERSION`, or `--latest` for the newest of its main branch

    error: --service user-service has both --version 1 and --latest main behind it
      hint: name one of them, or another --service between them

    error: --version 1 comes before any --service
      hint: write each --version or --latest behind the --service that it belongs to

    error: --service user-service is given twice
      hint: name one version of each service

    error: the following required arguments were not provided:
      --service <SERVICE>

    Usage: cargo counterpart can-i-deploy --service <SERVICE> --to-environment <NAME> --latest [<BRANCH>] --at <TIME>

    For more information, try '--help'.
    ");
}

#[test]
fn the_document_names_all_versions_that_are_asked_about() {
    let folder = changed();
    let answer = can(
        &folder,
        "--service user-service --version 2 --service auth-service --latest --format json",
    );
    let document: serde_json::Value = serde_json::from_str(&answer.exits(0).stdout).unwrap();
    assert_eq!(document["deployment"]["service"], "user-service");
    assert_eq!(
        document["deployment"]["versions"],
        serde_json::json!([
            {"service": "user-service", "version": "2"},
            {"service": "auth-service", "version": "2"},
        ])
    );
    let schema = run(&folder, "schema report").exits(0).stdout.clone();
    let schema = jsonschema::draft202012::new(&serde_json::from_str(&schema).unwrap()).unwrap();
    assert!(schema.is_valid(&document));
    can(
        &folder,
        "--service user-service --version 2 --service auth-service --latest --format markdown",
    )
    .says("`user-service` `2` and `auth-service` `2` to `production`");
}
