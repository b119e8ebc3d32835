//! Publishers that are killed at any point: what they leave reads whole, and the next one succeeds.

use std::path::Path;
use std::process::Command;

use fixture::schemas::{REQUIRED_EMAIL, WANTS_EMAIL, file};
use fixture::{Answer, Folder};

const BINARY: &str = env!("CARGO_BIN_EXE_cargo-counterpart");

/// A service with two contract files, and nothing in the store.
fn service() -> Folder {
    Folder::with(&[
        (
            "contracts/mailer/emits/mail.sent.json",
            &file("mailer emits mail.sent", "", REQUIRED_EMAIL),
        ),
        (
            "contracts/mailer/consumes/user.registered.json",
            &file("mailer consumes user.registered", "", WANTS_EMAIL),
        ),
    ])
}

fn publish(version: &str, sequence: u32, store: &str) -> Vec<String> {
    let arguments = format!(
        "publish --no-build --contracts contracts --version {version} --branch main --sequence {sequence} --store {store}"
    );
    arguments.split(' ').map(str::to_owned).collect()
}

const CACHE: (&str, &str) = ("COUNTERPART_CACHE", "cache");

fn run(folder: &Folder, arguments: &[String], environment: &[(&str, &str)]) -> Answer {
    let mut command = Command::new(BINARY);
    command.args(arguments).current_dir(folder.path());
    folder.answer_with(command, &[&[CACHE], environment].concat())
}

/// The store reads whole, with the version before; and who publishes next succeeds.
fn check(folder: &Folder, store: &str, context: &str) {
    let look = |arguments: &str| {
        let arguments: Vec<String> = format!("{arguments} --store {store}")
            .split(' ')
            .map(str::to_owned)
            .collect();
        run(folder, &arguments, &[])
    };
    let read = look("versions --service mailer");
    assert_eq!(read.code, 0, "{context}: {}", read.stderr);
    assert!(read.stdout.contains("\n1 "), "{context}: {}", read.stdout);
    let pruned = look("prune --older-than 0s --at 2030-01-01");
    assert_eq!(pruned.code, 0, "{context}: {}", pruned.stderr);
    for (version, sequence) in [("2", 2), ("3", 3)] {
        let again = run(folder, &publish(version, sequence, store), &[]);
        assert_eq!(again.code, 0, "{context}: {}", again.stderr);
    }
    let services = look("services");
    services.exits(0).says("mailer main 3 3");
    assert_eq!(look("events").exits(0).stdout.lines().count(), 3, "{context}");
}

#[test]
fn a_publisher_that_is_killed_at_any_step_in_a_folder_leaves_it_whole() {
    if !needs::strace() {
        return;
    }
    let mut kills = 0;
    // One call of the system each, before which the process is killed: the first time that it makes it, the second, ...
    for call in [
        "mkdir",
        "write",
        "fsync",
        "renameat2",
        "linkat",
        "link",
        "rename",
        "unlink",
    ] {
        for time in 1.. {
            let folder = service();
            run(&folder, &publish("1", 1, "store"), &[]).exits(0);
            let mut command = Command::new("strace");
            command
                .args(["-qq", "-o", "/dev/null", "-e", &format!("trace={call}"), "-e"])
                .arg(format!("inject={call}:signal=KILL:when={time}"))
                .arg(BINARY)
                .args(publish("2", 2, "store"))
                .current_dir(folder.path());
            let answer = folder.answer_with(command, &[CACHE]);
            if answer.code == 0 {
                break;
            }
            assert!(time < 100, "{call} never ends: {}", answer.stderr);
            kills += 1;
            check(&folder, "store", &format!("killed before {call} {time}"));
        }
    }
    assert!(
        kills >= 12,
        "{kills} kills: the files of a version are 4, each made with several calls"
    );
}

/// Counts the calls of git, and kills who called at one of them: before git does anything, or after.
const GIT: &str = r#"#!/bin/sh
count=$(($(cat "$COUNT" 2>/dev/null || echo 0) + 1))
echo "$count" > "$COUNT"
if [ "$count" = "$KILL_AT" ]; then
    [ "$KILL" = after ] && "$REAL_GIT" "$@" > /dev/null 2>&1
    kill -9 "$PPID"
    exit 1
fi
exec "$REAL_GIT" "$@"
"#;

#[cfg(unix)]
#[test]
fn a_publisher_that_is_killed_at_any_call_of_git_leaves_the_repository_whole() {
    use std::os::unix::fs::PermissionsExt;
    let path = std::env::var("PATH").unwrap();
    let real = std::env::split_paths(&path)
        .map(|folder| folder.join("git"))
        .find(|git| git.is_file());
    let real = real.expect("git is there").display().to_string();
    for when in ["before", "after"] {
        for time in 1.. {
            let folder = service();
            folder.write("bin/git", GIT);
            let script = folder.path().join("bin/git");
            std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o755)).unwrap();
            let bare = folder.path().join("store.git");
            let made = Command::new("git")
                .args(["init", "--quiet", "--bare"])
                .arg(&bare)
                .status();
            assert!(made.unwrap().success());
            let store = format!("git+file://{}#contracts", bare.display());
            run(&folder, &publish("1", 1, &store), &[]).exits(0);
            let count = folder.path().join("count").display().to_string();
            let killing = [
                ("PATH", format!("{}:{path}", folder.path().join("bin").display())),
                ("REAL_GIT", real.clone()),
                ("COUNT", count),
                ("KILL_AT", time.to_string()),
                ("KILL", when.to_owned()),
            ];
            let killing: Vec<(&str, &str)> = killing
                .iter()
                .map(|(name, value)| (*name, value.as_str()))
                .collect();
            let answer = run(&folder, &publish("2", 2, &store), &killing);
            if answer.code == 0 {
                assert!(time > 8, "git was called {time} times alone");
                break;
            }
            assert!(time < 100, "git is called without end: {}", answer.stderr);
            check(&folder, &store, &format!("killed {when} call {time} of git"));
            assert_linear(&bare);
        }
    }
}

fn assert_linear(bare: &Path) {
    let log = Command::new("git")
        .arg("--git-dir")
        .arg(bare)
        .args(["rev-list", "--parents", "contracts"])
        .output()
        .unwrap();
    let log = String::from_utf8(log.stdout).unwrap();
    assert!(log.lines().count() >= 3);
    assert!(
        log.lines().all(|line| line.split(' ').count() <= 2),
        "a merge: {log}"
    );
}
