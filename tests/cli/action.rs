//! The action for GitHub: its steps are run here as the runner runs them.
#![cfg(unix)]

use std::path::Path;
use std::process::Command;

use fixture::schemas::{OPTIONAL_EMAIL, REQUIRED_EMAIL, WANTS_EMAIL, file};
use fixture::{Answer, Folder, checkout};
use saphyr::{LoadableYamlNode as _, Yaml};

/// The script of the step with this name.
fn script(step: &str) -> String {
    let text = std::fs::read_to_string(checkout().join(".github/actions/verify/action.yml")).unwrap();
    let documents = Yaml::load_from_str(&text).unwrap();
    let steps = documents[0]["runs"]["steps"].as_sequence().unwrap();
    let step = steps
        .iter()
        .find(|one| one["name"].as_str() == Some(step))
        .unwrap();
    step["run"].as_str().unwrap().to_owned()
}

fn services(emitted: &str) -> Folder {
    let owner = r#" "owner": "::error::evil","#;
    Folder::with(&[
        (
            "c/auth/consumes/user.json",
            &file("auth consumes user", owner, WANTS_EMAIL),
        ),
        ("c/user/emits/user.json", &file("user emits user", "", emitted)),
        ("runner/summary.md", ""),
    ])
}

/// Runs a script of the action with the program that was built.
fn run(folder: &Folder, script: &str, args: &str) -> Answer {
    let program = Path::new(env!("CARGO_BIN_EXE_cargo-counterpart"))
        .parent()
        .unwrap();
    let path = std::env::var("PATH").unwrap();
    let mut command = Command::new("bash");
    command
        .args(["-e", "-c", script])
        .current_dir(folder.path())
        .env("PATH", format!("{}:{path}", program.display()))
        .env("ARGS", args)
        .env("RUNNER_TEMP", folder.path().join("runner"))
        .env("GITHUB_OUTPUT", folder.path().join("runner/output"))
        .env("GITHUB_STEP_SUMMARY", folder.path().join("runner/summary.md"));
    folder.answer(command)
}

const FILES: &str = "--no-build --contracts c";

#[test]
fn step_annotates_summarises_and_reports_its_result() {
    let folder = services(OPTIONAL_EMAIL);
    let answer = run(&folder, &script("Verify"), FILES);
    answer
        .exits(0)
        .says("error[property-optional]: `email` may be absent from what user sends");
    assert_eq!(folder.read("runner/output"), "exit-code=100\n");
    let comment = folder.read("runner/counterpart.md");
    assert!(comment.starts_with("<!-- counterpart -->\n### Counterpart: incompatible\n"));
    assert_eq!(folder.read("runner/summary.md"), comment);
    // Commands run only after the text for people, in which none is meant.
    let mut lines = answer.stdout.lines();
    let stop = lines
        .find_map(|line| line.strip_prefix("::stop-commands::"))
        .unwrap();
    let mut after = lines.skip_while(|line| *line != format!("::{stop}::")).skip(1);
    let first = after.next().unwrap();
    assert!(
        first.starts_with("::error file=c/user/emits/user.json,line="),
        "{first}"
    );
}

#[test]
fn compatible_run_annotates_nothing_and_a_failed_start_is_reported() {
    let folder = services(REQUIRED_EMAIL);
    let answer = run(&folder, &script("Verify"), FILES);
    answer.exits(0);
    assert_eq!(folder.read("runner/output"), "exit-code=0\n");
    assert!(!answer.stdout.contains("::error"), "{}", answer.stdout);

    let folder = services(REQUIRED_EMAIL);
    let answer = run(&folder, &script("Verify"), "--no-build --contracts nowhere");
    answer.exits(0).complains("nowhere");
    assert_eq!(folder.read("runner/output"), "exit-code=101\n");
    assert!(!folder.has("runner/counterpart.md"));
}

#[test]
fn each_script_is_one_that_bash_reads() {
    let folder = Folder::with(&[]);
    for step in [
        "Install cargo-counterpart",
        "Verify",
        "Comment on the pull request",
        "Fail as the verification did",
    ] {
        let mut command = Command::new("bash");
        command
            .args(["-n", "-c", &script(step)])
            .current_dir(folder.path());
        folder.answer(command).exits(0);
    }
}
