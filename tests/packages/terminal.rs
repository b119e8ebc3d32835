//! The terminal while a command works, and after it is interrupted.
#![cfg(unix)]

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use fixture::workspace::{Workspace, declare};
use rexpect::session::{PtySession, spawn_command};

/// The message while the command waits for the derived tests.
const ASKING: &str = "asking the tests for their contracts";
/// The last output of the scripts. The end of the terminal itself is not a sign: a process that another test starts
/// at the same time may have inherited it, and keep it open.
const ENDED: &str = "ENDED";
const PROGRAM: &str = env!("CARGO_BIN_EXE_cargo-counterpart");

/// A producer and its consumer; the samples of the one take as long as `SLEEP_MS` says, and tell in the file `STARTED` which process they run in.
fn slow(name: &str) -> Workspace {
    let emits = declare("emits", "user.registered", "UserRegistered", "id: u64").replace(
        "emits = \"user.registered\"",
        "emits = \"user.registered\", samples = samples",
    );
    let samples = r#"
        #[cfg(test)]
        fn samples() -> Vec<UserRegistered> {
            if let Ok(file) = std::env::var("STARTED") {
                std::fs::write(file, std::process::id().to_string()).unwrap();
            }
            let pause = std::env::var("SLEEP_MS").map_or(0, |text| text.parse().unwrap());
            std::thread::sleep(std::time::Duration::from_millis(pause));
            vec![UserRegistered { id: 1 }]
        }
    "#;
    let consumes = declare("consumes", "user.registered", "Registered", "id: u64");
    let text = format!("{emits}{samples}{consumes}");
    let workspace = Workspace::of(name, &[("user-service", &[("src/lib.rs", &text)])]);
    workspace.accept();
    workspace
}

/// A shell's line in a terminal of its own.
fn on_a_terminal(workspace: &Workspace, line: &str, environment: &[(&str, &str)]) -> PtySession {
    let mut command = Command::new("sh");
    command
        .args(["-c", line, "sh", PROGRAM])
        .current_dir(workspace.folder.path());
    fixture::clean(&mut command);
    command.env("TERM", "xterm").envs(environment.iter().copied());
    spawn_command(command, Some(120_000)).unwrap()
}

#[test]
fn progress_is_shown_while_waiting_and_results_stay_clean() {
    let workspace = slow("progress_is_shown_while_waiting_and_results_stay_clean");
    let slowly = [("SLEEP_MS", "2000")];
    let mut session = on_a_terminal(
        &workspace,
        r#""$1" verify --format json > out.json; printf ENDED"#,
        &slowly,
    );
    session.exp_string(ASKING).unwrap();
    let rest = session.exp_string(ENDED).unwrap();
    // The line is taken away again, with what terminals understand as that.
    assert!(
        rest.ends_with("\u{1b}[2K") || rest.ends_with("\u{1b}[K") || rest.ends_with("\r"),
        "{rest:?}"
    );
    let results = workspace.folder.read("out.json");
    let report: serde_json::Value = serde_json::from_str(&results).expect("one document and nothing else");
    assert_eq!(report["format"], 1, "{results}");

    let quiet = on_a_terminal(&workspace, r#""$1" verify -q; printf ENDED"#, &slowly)
        .exp_string(ENDED)
        .unwrap();
    assert!(!quiet.contains(ASKING), "{quiet:?}");
    let piped = workspace.counterpart(&["verify"]);
    assert!(!piped.exits(0).stderr.contains(ASKING), "{}", piped.stderr);
}

#[test]
fn ctrl_c_also_ends_the_tests_and_changes_no_file() {
    let workspace = slow("ctrl_c_also_ends_the_tests_and_changes_no_file");
    let before = workspace.folder.snapshot("");
    let elsewhere = tempfile::tempdir().unwrap();
    let started = elsewhere.path().join("started");
    let environment = [("SLEEP_MS", "600000"), ("STARTED", started.to_str().unwrap())];
    let mut session = on_a_terminal(&workspace, r#"exec "$1" accept"#, &environment);
    session.exp_string(ASKING).unwrap();
    let test = std::fs::read_to_string(&started).unwrap();
    assert!(is_running(&test), "the test is waiting");
    session.send_control('c').unwrap();
    let status = session.process().wait().unwrap();
    assert!(format!("{status:?}").contains("SIGINT"), "{status:?}");
    let start = Instant::now();
    while is_running(&test) {
        assert!(start.elapsed() < Duration::from_secs(60), "{test} goes on");
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(
        workspace.folder.snapshot("") == before,
        "a file was changed or left"
    );
}

/// Returns true if a process is there. One that ended and that nobody asked for its status is not.
fn is_running(process: &str) -> bool {
    let stat = Path::new("/proc").join(process).join("stat");
    if cfg!(target_os = "linux") {
        return std::fs::read_to_string(stat).is_ok_and(|stat| !stat.contains(") Z "));
    }
    let answer = Command::new("kill").args(["-0", process]).output().unwrap();
    answer.status.success()
}
