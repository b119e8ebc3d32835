//! The first deployment of a service: what ran before it, the store cannot know, and a person can say.

use fixture::stores::{publish, run, services};
use fixture::{Answer, Folder};

/// A producer and its consumer, published, and deployed on the day that is asked about.
fn deployed(more: &str) -> Folder {
    let folder = services();
    let config = "store = \"../store\"\nretention = \"14d\"\n";
    folder.write("repo/counterpart.toml", config);
    publish(&folder, "1.0", 1).exits(0);
    let record = |service: &str, more: &str| {
        run(
            &folder,
            &format!(
                "record-deployment --service {service} --version 1.0 --environment production --at 2026-11-20 {more}"
            ),
        )
        .exits(0);
    };
    record("user-service", more);
    record("auth-service", "");
    folder
}

fn can(folder: &Folder) -> Answer {
    run(
        folder,
        "can-i-deploy --service auth-service --version 1.0 --to-environment production --at 2026-11-20",
    )
}

#[test]
fn a_first_deployment_that_is_recorded_as_one_is_green_on_its_day() {
    can(&deployed("--first"))
        .exits(0)
        .says("yes: auth-service 1.0 to production");
}

#[test]
fn a_short_history_names_the_command_that_settles_it_and_the_command_does() {
    let folder = deployed("");
    let answer = can(&folder);
    insta::assert_snapshot!(answer.exits(100).stdout, @"
    unknown: messages of user.registered are kept for 14d, but user-service's
      history in production starts only at 2026-11-20T00:00:00Z [short-history]
    if nothing of user-service ran in production before 2026-11-20T00:00:00Z, say so
      once:
      cargo counterpart record-deployment --first --service user-service --version 1.0 --environment production --at 2026-11-20T00:00:00Z
    unknowns count as no; pass `--allow-unknown=short-history` to ignore them

    checked 1 pair of 1 emitted event and 1 contract: 1 compatible
    checked against:
      - user-service 1.0 (in production since 2026-11-20T00:00:00Z): user.registered
    assumes: unique-keys
    not known: 1 unknown
    unknown: auth-service 1.0 to production, as of 2026-11-20T00:00:00Z
    ");
    let command = answer
        .stdout
        .lines()
        .find_map(|line| line.trim().strip_prefix("cargo counterpart "))
        .expect("it names a command");
    let settled = run(&folder, command);
    insta::assert_snapshot!(settled.exits(0).stdout, @"
    recorded: user-service 1.0 is deployed to production since 2026-11-20T00:00:00Z
    recorded: nothing of user-service ran in production before
    ");
    can(&folder).exits(0);
    // The same again changes nothing.
    let before = folder.snapshot("store");
    run(&folder, command).exits(0);
    assert_eq!(folder.snapshot("store"), before);
    let json: serde_json::Value =
        serde_json::from_str(&run(&folder, &format!("{command} --json")).stdout).unwrap();
    assert_eq!(json["first"], true);
}

#[test]
fn every_format_names_the_command_that_settles_a_short_history() {
    let folder = deployed("");
    let ask = "can-i-deploy --service auth-service --version 1.0 --to-environment production --at 2026-11-20 --format";
    let command = "cargo counterpart record-deployment --first --service user-service --version 1.0 --environment \
                   production --at 2026-11-20T00:00:00Z";
    let json = run(&folder, &format!("{ask} json"));
    let json: serde_json::Value = serde_json::from_str(&json.exits(100).stdout).unwrap();
    assert_eq!(json["unknown"][0]["settled_by"]["command"], command);
    assert_eq!(
        json["unknown"][0]["settled_by"]["where"],
        "nothing of user-service ran in production before 2026-11-20T00:00:00Z"
    );
    run(&folder, &format!("{ask} markdown")).exits(100).says(command);
}

#[test]
fn what_is_recorded_for_earlier_takes_the_beginning_back() {
    let folder = deployed("--first");
    publish(&folder, "1.1", 2).exits(0);
    let record = "record-deployment --service user-service --environment production";
    // Something did run before, and is recorded late.
    run(&folder, &format!("{record} --version 1.1 --at 2026-11-10")).exits(0);
    can(&folder)
        .exits(100)
        .says("--first --service user-service --version 1.1");
    let refused = run(
        &folder,
        &format!("{record} --version 1.0 --at 2026-11-20 --first"),
    );
    insta::assert_snapshot!(refused.exits(101).stderr, @"
    error: version 1.1 of user-service is recorded as deployed in production at 2026-11-10T00:00:00Z, which is earlier: this deployment is not the first
      hint: give --first with the earliest deployment of the service there, or leave it out
    ");
}

#[test]
fn what_leaves_an_environment_is_not_the_first_in_it() {
    let folder = deployed("");
    let refused = run(
        &folder,
        "record-undeployment --first --service user-service --version 1.0 --environment production",
    );
    refused.exits(101).complains("unexpected argument '--first'");
    for command in ["record-undeployment", "record-support-ended"] {
        let help = run(&folder, &format!("{command} --help"));
        let help = &help.exits(0).stdout;
        assert!(
            !help.contains("--first") && !help.contains("--new-environment"),
            "{help}"
        );
    }
    for command in ["record-deployment", "record-release"] {
        let help = run(&folder, &format!("{command} --help"));
        help.exits(0).says("--first").says("--new-environment");
    }
}

#[test]
fn an_environment_without_any_deployment_is_said_in_words() {
    let folder = services();
    publish(&folder, "1.0", 1).exits(0);
    let answer = run(
        &folder,
        "can-i-deploy --service user-service --version 1.0 --to-environment production --at 2026-11-20",
    );
    insta::assert_snapshot!(answer.exits(100).stdout, @"
    unknown: no deployment was ever recorded, to production or elsewhere, that
      user-service could be checked against [nobody]
    unknowns count as no; pass `--allow-unknown=nobody` to ignore them

    nothing was checked: 1 emitted event found, and no contract for any (looked in
    [HERE]/repo/../store)
    not known: 1 unknown
    unknown: user-service 1.0 to production, as of 2026-11-20T00:00:00Z
    ");
    assert!(!answer.stdout.contains("none"), "{}", answer.stdout);
}
