//! The bot of `examples/github-webhooks` against what GitHub publishes, its schemas and messages that it really sent; and
//! against webhooks of our own, where no others are at hand.

use std::path::{Path, PathBuf};

use fixture::{Folder, checkout};
use github_webhooks::board::Line;
use github_webhooks::events::{
    CheckRunEvent, Fork, IssueCommentEvent, IssuesEvent, Ping, PullRequestEvent, Push, ReleaseEvent,
    StarEvent, WorkflowRunEvent,
};
use serde::de::DeserializeOwned;

pub(crate) const EVENTS: [&str; 10] = [
    "check_run",
    "fork",
    "issue_comment",
    "issues",
    "ping",
    "pull_request",
    "push",
    "release",
    "star",
    "workflow_run",
];

/// The JSON files of a folder, sorted.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    files
}

/// A folder of contract files with what GitHub emits, imported by the binary.
pub(crate) fn imported(github: &Path) -> Folder {
    let folder = Folder::with(&[]);
    let schemas = github.join("schemas");
    for event in EVENTS {
        let name = format!("github.{event}");
        let mut args = vec![
            "import",
            "--emits",
            "--service",
            "github",
            "--contracts",
            "contracts",
        ];
        args.extend(["--event", &name, "--base", schemas.to_str().unwrap()]);
        let files = files(&schemas.join(event));
        args.extend(files.iter().map(|file| file.to_str().unwrap()));
        let answer = folder.counterpart(&args);
        answer
            .exits(0)
            .says(&format!("wrote contracts/github/emits/{name}.json"));
    }
    folder
}

#[test]
fn github_schemas_satisfy_the_bot() {
    for cases in needs::cases("webhooks", "github-webhooks") {
        satisfies(&cases.folder);
    }
}

fn satisfies(github: &Path) {
    let folder = imported(github);
    for contract in files(&checkout().join("examples/contracts/github-webhooks/consumes")) {
        let name = contract.file_name().unwrap().to_str().unwrap();
        let text = std::fs::read_to_string(&contract).unwrap();
        folder.write(&format!("contracts/github-webhooks/consumes/{name}"), &text);
    }
    let verify = ["verify", "--no-build", "--contracts", "contracts"];
    let answer = folder.counterpart(&verify);
    // The same of both.
    insta::allow_duplicates! {
    insta::assert_snapshot!(answer.exits(0).stdout, @"
    checked 10 pairs of 10 emitted events and 10 contracts: 10 compatible
    checked against: the contract files in contracts
    assumes: plain-integers, numbers-fit-f64 and 4 more (-v lists them)
    compatible
    ");
    }

    // GitHub does not promise that an issue says its labels. Had the bot no default for them, it would be told.
    let issues = "contracts/github-webhooks/consumes/github.issues.json";
    let strict = folder
        .read(issues)
        .replace(r#""title","#, r#""title", "labels","#);
    folder.write(issues, &strict);
    folder
        .counterpart(&verify)
        .exits(100)
        .says("`labels` of `issue` may be absent from what github sends")
        .says("property-optional")
        .says("9 compatible, 1 incompatible");
}

#[test]
fn import_is_the_same_for_any_order_of_files() {
    for cases in needs::cases("webhooks/schemas", "github-webhooks/schemas") {
        same_in_any_order(&cases.folder);
    }
}

fn same_in_any_order(schemas: &Path) {
    let mut files = files(&schemas.join("issues"));
    let mut import = |folder: &Folder| {
        files.reverse();
        let mut args = vec![
            "import",
            "--emits",
            "--service",
            "github",
            "--event",
            "github.issues",
        ];
        args.extend(["--contracts", "contracts", "--base", schemas.to_str().unwrap()]);
        args.extend(files.iter().map(|file| file.to_str().unwrap()));
        folder.counterpart(&args).exits(0);
        folder.read("contracts/github/emits/github.issues.json")
    };
    let folder = Folder::with(&[]);
    assert_eq!(import(&folder), import(&folder));
}

#[test]
fn every_message_that_github_really_sent_fits_its_imported_schema() {
    for cases in needs::cases("webhooks", "github-webhooks") {
        fit(&cases);
    }
}

fn fit(cases: &needs::Cases) {
    let github = &cases.folder;
    let folder = imported(github);
    let mut seen = 0;
    for event in EVENTS {
        let schema = format!("contracts/github/emits/github.{event}.json");
        for payload in files(&github.join("examples").join(event)) {
            let message = std::fs::read_to_string(&payload).unwrap();
            folder.write("message.json", &format!(r#"{{"const": {message}}}"#));
            let name = payload.file_name().unwrap().to_str().unwrap();
            // Of these GitHub says `created_at` is a date-time, and sent "2018-04-25 20:42:10".
            let no_date = event == "check_run" && name.starts_with("rerequested.");
            let check = ["check", "message.json", &schema];
            folder.counterpart(&check).exits(if no_date { 100 } else { 0 });
            if no_date {
                let answer = folder.counterpart(&[&check[..], &["--no-format"]].concat());
                answer.exits(0);
            }
            seen += 1;
        }
    }
    assert!(seen >= cases.at_least(20, 81), "{seen}");
}

#[test]
fn the_bot_reads_every_message_that_github_really_sent() {
    for cases in needs::cases("webhooks/examples", "github-webhooks/examples") {
        let board = board(&cases.folder);
        if cases.is_own {
            insta::assert_snapshot!(board, @r##"
            lint fails in harbour/crane at eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee
            mira copied harbour/crane
            tom asks at harbour/crane#3: hide
            done: harbour/crane#3 The hook swings
            new: harbour/crane#3 The hook swings
            not done after all: harbour/crane#3 The hook swings
            listening to the organization
            listening to harbour/crane
            merged: harbour/crane#4 Hold the hook
            to review: harbour/crane#4 Hold the hook
            mira pushed to harbour/crane: Grease the winch
            mira released harbour/crane The long arm
            tom likes harbour/crane
            tests fails in harbour/crane: https://forge.example/harbour/crane/runs/31
            "##);
        } else {
            insta::assert_snapshot!(board, @r##"
            Octocoders-linter fails in Codertocat/Hello-World at ec26c3e57ca3a959ca5aad62de7213c562f8c821
            Octocoders copied Codertocat/Hello-World
            new: Codertocat/Hello-World#1 Spelling error in the README file
            not done after all: Codertocat/Hello-World#1 Spelling error in the README file
            listening to Octocoders/Hello-World
            listening to the organization
            to review: Codertocat/Hello-World#2 Update the README with new information.
            Codertocat pushed to Codertocat/Hello-World: Initial commit
            Codertocat released Codertocat/Hello-World 0.0.1
            Codertocat likes Codertocat/Hello-World
            "##);
        }
    }
}

/// The bot's output for all messages below a folder.
fn board(messages: &Path) -> String {
    let read = |event: &str| -> Vec<(PathBuf, String)> {
        let files = files(&messages.join(event)).into_iter();
        let messages: Vec<_> = files
            .map(|file| {
                let text = std::fs::read_to_string(&file).unwrap();
                (file, text)
            })
            .collect();
        assert!(!messages.is_empty(), "{event}");
        messages
    };
    fn lines<T: DeserializeOwned + Line>(messages: Vec<(PathBuf, String)>) -> Vec<String> {
        let read = messages.into_iter().map(|(file, text)| {
            let message: T =
                serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
            message.line()
        });
        let mut lines: Vec<_> = read.flatten().collect();
        lines.dedup();
        lines
    }
    let mut board = Vec::new();
    board.extend(lines::<CheckRunEvent>(read("check_run")));
    board.extend(lines::<Fork>(read("fork")));
    board.extend(lines::<IssueCommentEvent>(read("issue_comment")));
    board.extend(lines::<IssuesEvent>(read("issues")));
    board.extend(lines::<Ping>(read("ping")));
    board.extend(lines::<PullRequestEvent>(read("pull_request")));
    board.extend(lines::<Push>(read("push")));
    board.extend(lines::<ReleaseEvent>(read("release")));
    board.extend(lines::<StarEvent>(read("star")));
    board.extend(lines::<WorkflowRunEvent>(read("workflow_run")));
    board.join("\n")
}
