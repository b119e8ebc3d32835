//! `--store` means the same in every command, and the store is known to all that look at contracts.

use fixture::stores::{CONSUMES, EMITS, publish, run, run_with, services};
use fixture::{Answer, Folder};

use fixture::schemas::{OPTIONAL_EMAIL, REQUIRED_EMAIL, WANTS_EMAIL, file};

/// A store with both services, in which one of them runs.
fn published() -> Folder {
    let folder = services();
    publish(&folder, "1.0", 1).exits(0);
    run(
        &folder,
        "record-deployment --service user-service --version 1.0 --environment production --at 2026-11-02",
    )
    .exits(0);
    folder
}

/// Every command that needs a store, or asks one where it is named.
const COMMANDS: [&str; 14] = [
    "services",
    "events",
    "environments",
    "versions --service user-service",
    "can-i-deploy --service auth-service --version 1.0 --to-environment production --allow-unknown",
    "impact user.registered#/email",
    "diff user-service@1.0 contracts",
    "prune",
    "config",
    "sample user.registered",
    "verify --no-build --contracts contracts",
    "review --contracts contracts",
    "record-deployment --service user-service --version 1.0 --environment production --at 2026-11-02",
    "publish --no-build --contracts contracts --version 1.0 --branch main --sequence 1 --at 2026-11-01",
];

fn ask(folder: &Folder, command: &str, store: &str, variable: &str) -> Answer {
    run_with(
        folder,
        &format!("{command} {store}"),
        &[("COUNTERPART_STORE", variable)],
    )
}

#[test]
fn a_store_is_named_in_the_same_ways_in_every_command() {
    let folder = published();
    for command in COMMANDS {
        for store in ["--store", "--store ../store", "--store=../store"] {
            ask(&folder, command, store, "").exits(0);
        }
        // The flag overrides the variable, and the variable the file.
        ask(&folder, command, "--store ../store", "../absent").exits(0);
        ask(&folder, command, "--store", "../store").exits(0);
        if command != "config" && !command.starts_with("publish") && !command.starts_with("review") {
            ask(&folder, command, "--store", "../absent").exits(101);
        }
        // Nothing waits for a review, so that nobody is asked.
        if command != "config" && !command.starts_with("review") {
            let answer = ask(&folder, command, "--store=", "");
            answer.exits(101).complains("is empty");
        }
    }
}

#[test]
fn without_a_store_that_is_configured_the_flag_alone_is_refused() {
    let folder = published();
    folder.write("repo/counterpart.toml", "");
    folder.write(
        &format!("repo/{EMITS}.new"),
        &file("user-service emits user.registered", "", OPTIONAL_EMAIL),
    );
    for command in COMMANDS.into_iter().filter(|command| *command != "config") {
        let answer = ask(&folder, command, "--store", "");
        // Without a terminal, nothing is reviewed.
        if !command.starts_with("review") {
            answer.exits(101).complains("no store is named");
        }
    }
}

#[test]
fn what_can_do_without_a_store_asks_none_that_is_not_named() {
    let folder = published();
    folder.write("repo/counterpart.toml", "");
    for command in [
        "verify --no-build --contracts contracts",
        "impact user.registered#/email --contracts contracts",
        "diff contracts contracts",
        "sample user.registered --contracts contracts",
        "review --contracts contracts",
    ] {
        run(&folder, command).exits(0);
    }
}

#[test]
fn samples_are_made_of_what_the_store_has() {
    let folder = published();
    std::fs::remove_dir_all(folder.path().join("repo/contracts")).unwrap();
    let made = run(&folder, "sample user.registered --store -n 3");
    assert_eq!(made.exits(0).stdout.lines().count(), 3);
    for line in made.stdout.lines() {
        let message: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(
            message["email"].is_string() && message["user_id"].is_number(),
            "{line}"
        );
    }
    run(&folder, "sample user.registered --store --role consumes").exits(0);
    let refused = |more: &str| run(&folder, &format!("sample {more}")).exits(101).stderr.clone();
    let all = [
        "user.registred --store",
        "user.registered --store --service user-servise",
        "user.registered --store --service user-service --version 1.1",
    ];
    insta::assert_snapshot!(all.map(refused).join("\n"), @"
    error: no contract file of `user.registred` is there that fits
      hint: did you mean `user.registered`?

    error: `user-servise` has no contract file of `user.registered`
      hint: did you mean `user-service`?

    error: version 1.1 of user-service is not published; there is 1.0
      hint: publish it first, or see `cargo counterpart versions --service user-service`
    ");
}

#[test]
fn a_sample_is_of_the_latest_version_or_of_the_one_that_is_named() {
    let folder = published();
    folder.write(
        &format!("repo/{EMITS}"),
        &file(
            "user-service emits user.registered",
            "",
            &REQUIRED_EMAIL.replace("email", "mail"),
        ),
    );
    publish(&folder, "1.1", 2).exits(0);
    let made = |more: &str| {
        let answer = run(&folder, &format!("sample user.registered --store {more}"));
        let message: serde_json::Value = serde_json::from_str(&answer.exits(0).stdout).unwrap();
        message.get("mail").is_some()
    };
    assert!(made(""));
    assert!(made("--service user-service --version 1.1"));
    assert!(!made("--service user-service --version 1.0"));
}

#[cfg(unix)]
mod in_a_terminal {
    use std::process::Command;

    use rexpect::session::{PtySession, spawn_command};

    use super::*;

    fn review(folder: &Folder, more: &[&str]) -> PtySession {
        let mut command = Command::new(fixture::program());
        command
            .args(["review", "--contracts", "contracts"])
            .args(more)
            .current_dir(folder.path().join("repo"))
            .env_remove("COUNTERPART_STORE")
            .env("TERM", "xterm");
        spawn_command(command, Some(30_000)).unwrap()
    }

    #[test]
    fn a_review_says_who_in_the_store_a_change_is_compatible_with() {
        let folder = published();
        folder.write(
            "other/mails/consumes/user.registered.json",
            &file("mails consumes user.registered", "", WANTS_EMAIL),
        );
        let wants_id = WANTS_EMAIL
            .replace("email", "user_id")
            .replace("string", "integer");
        folder.write(
            "other/audit/consumes/user.registered.json",
            &file("audit consumes user.registered", "", &wants_id),
        );
        run(
            &folder,
            "publish --no-build --contracts ../other --version 7 --branch main --sequence 7 --at 2026-11-07",
        )
        .exits(0);
        // This one would break with the change, too, and has no file here: only the store knows it.
        std::fs::remove_file(folder.path().join("repo").join(CONSUMES)).unwrap();
        folder.write(
            &format!("repo/{EMITS}.new"),
            &file("user-service emits user.registered", "", OPTIONAL_EMAIL),
        );
        // The break with the committed file is not new.
        let committed = folder.read(&format!("repo/{EMITS}"));
        folder.write(
            &format!("repo/{EMITS}"),
            &folder.read(&format!("repo/{EMITS}.new")),
        );
        let mut session = review(&folder, &[]);
        session
            .exp_string("in the store: not new: the committed file already breaks mails at /email [property-optional]")
            .unwrap();
        session.send("q").unwrap();
        session.flush().unwrap();
        session.exp_eof().unwrap();
        folder.write(&format!("repo/{EMITS}"), &committed);
        for more in [&[][..], &["--store"], &["--store", "../store"]] {
            let mut session = review(&folder, more);
            session
                .exp_string("in the store: breaks auth-service at /email [property-optional]")
                .unwrap();
            session
                .exp_string("in the store: breaks mails at /email [property-optional]")
                .unwrap();
            session
                .exp_string("in the store: compatible with audit 7 (latest of main)")
                .unwrap();
            session.exp_string("quit (q)?").unwrap();
            session.send("q").unwrap();
            session.flush().unwrap();
            session.exp_eof().unwrap();
        }
        // One that is configured and out of reach does not end a review of files.
        std::fs::remove_dir_all(folder.path().join("store")).unwrap();
        let mut session = review(&folder, &[]);
        session.exp_string("the store was not asked").unwrap();
        session.exp_string("quit (q)?").unwrap();
        session.send("q").unwrap();
        session.flush().unwrap();
        session.exp_eof().unwrap();
        let mut session = review(&folder, &["--store"]);
        session.exp_string("does not exist").unwrap();
        session.exp_eof().unwrap();
    }
}
