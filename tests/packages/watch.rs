//! `verify --watch`: verifies again when a file changes.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use fixture::Folder;
use fixture::schemas::{OPTIONAL_EMAIL, REQUIRED_EMAIL, WANTS_EMAIL, file};
use fixture::workspace::{Workspace, declare};

const EMITS: &str = "contracts/user-service/emits/user.registered.json";
const CONSUMES: &str = "contracts/auth-service/consumes/user.registered.json";
/// Far longer than it takes, for machines that do much else.
const LIMIT: Duration = Duration::from_secs(60);

fn emits(schema: &str) -> String {
    file("user-service emits user.registered", "", schema)
}

/// A producer that a consumer agrees with.
fn compatible() -> Folder {
    let consumes = file("auth-service consumes user.registered", "", WANTS_EMAIL);
    Folder::with(&[(EMITS, &emits(REQUIRED_EMAIL)), (CONSUMES, &consumes)])
}

/// The program while it watches.
struct Watching {
    child: Child,
    results: Receiver<String>,
    progress: Receiver<String>,
}

impl Watching {
    fn start(folder: &Folder, more: &[&str]) -> Self {
        Self::of(spawn(folder, more))
    }

    fn of(mut child: Child) -> Self {
        Self {
            results: lines(child.stdout.take().unwrap()),
            progress: lines(child.stderr.take().unwrap()),
            child,
        }
    }

    /// Reads results up to this line.
    #[track_caller]
    fn answers(&self, line: &str) {
        until(&self.results, |read| read == line, line);
    }

    /// Reads progress and errors up to a line that begins so.
    #[track_caller]
    fn says(&self, start: &str) -> String {
        until(&self.progress, |read| read.starts_with(start), start)
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn spawn(folder: &Folder, more: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_cargo-counterpart"))
        .args(["verify", "--no-build", "--contracts", "contracts", "--watch"])
        .args(more)
        .current_dir(folder.path())
        .env_remove("COUNTERPART_CONTRACTS")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn lines(stream: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                return;
            }
        }
    });
    receiver
}

#[track_caller]
fn until(lines: &Receiver<String>, is_it: impl Fn(&str) -> bool, wanted: &str) -> String {
    let mut read = Vec::new();
    loop {
        match lines.recv_timeout(LIMIT) {
            Ok(line) if is_it(&line) => return line,
            Ok(line) => read.push(line),
            Err(error) => panic!("{wanted:?} does not come ({error}) after\n{}", read.join("\n")),
        }
    }
}

#[test]
fn a_contract_file_that_changes_is_verified_again() {
    let folder = compatible();
    let watching = Watching::start(&folder, &["--format", "json=out/report.json", "--format", "text"]);
    watching.answers("compatible");
    watching.says("waiting for a file to change");
    assert!(
        folder
            .read("out/report.json")
            .contains(r#""outcome": "compatible""#)
    );
    folder.write(EMITS, &emits(OPTIONAL_EMAIL));
    watching.answers("incompatible");
    assert_eq!(watching.says("changed: "), format!("changed: {EMITS}"));
    watching.says("waiting for a file to change");
    assert!(
        folder
            .read("out/report.json")
            .contains(r#""outcome": "incompatible""#)
    );
    folder.write(EMITS, &emits(REQUIRED_EMAIL));
    watching.answers("compatible");
}

#[test]
fn code_that_changes_is_built_and_asked_again() {
    const SOURCE: &str = "user-service/src/lib.rs";
    let emits = |email| {
        declare(
            "emits",
            "user.registered",
            "UserRegistered",
            &format!("email: {email}"),
        )
    };
    let consumes = declare("consumes", "user.registered", "Registered", "email: String");
    let workspace = Workspace::of(
        "code_that_changes_is_built_and_asked_again",
        &[
            ("user-service", &[("src/lib.rs", &emits("String"))]),
            ("auth-service", &[("src/lib.rs", &consumes)]),
        ],
    );
    workspace.accept();
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-counterpart"));
    command
        .args(["verify", "--watch"])
        .current_dir(workspace.folder.path());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    fixture::clean(&mut command);
    let watching = Watching::of(command.spawn().unwrap());
    watching.answers("compatible");
    watching.says("waiting for a file to change");
    workspace.write(SOURCE, &emits("Option<String>"));
    // The file says what the code said before.
    watching.answers("incompatible");
    assert_eq!(watching.says("changed: "), format!("changed: {SOURCE}"));
    watching.says("waiting for a file to change");
    workspace.write(SOURCE, "no Rust");
    watching.says("error: cargo could not build the tests");
    watching.says("waiting for a file to change");
    workspace.write(SOURCE, &emits("String"));
    watching.answers("compatible");
}

#[test]
fn unreadable_file_is_shown_and_the_watch_continues() {
    let folder = compatible();
    let watching = Watching::start(&folder, &[]);
    watching.answers("compatible");
    folder.write(EMITS, "{");
    let error = watching.says("error: ");
    assert!(error.contains("user.registered.json"), "{error}");
    watching.says("waiting for a file to change");
    folder.write(EMITS, &emits(OPTIONAL_EMAIL));
    watching.answers("incompatible");
}

#[test]
fn files_are_seen_in_folders_that_were_not_there_at_first() {
    let folder = Folder::with(&[]);
    let watching = Watching::start(&folder, &[]);
    let error = watching.says("error: ");
    assert!(error.contains("does not exist"), "{error}");
    folder.write(EMITS, &emits(REQUIRED_EMAIL));
    let consumes = file("auth-service consumes user.registered", "", WANTS_EMAIL);
    folder.write(CONSUMES, &consumes);
    watching.answers("compatible");
    std::fs::rename(folder.path().join("contracts"), folder.path().join("away")).unwrap();
    watching.says("error: ");
    folder.write(CONSUMES, &consumes);
    folder.write(EMITS, &emits(OPTIONAL_EMAIL));
    watching.answers("incompatible");
}

#[test]
fn settings_are_read_again_when_they_change() {
    let folder = compatible();
    folder.write(EMITS, &emits(OPTIONAL_EMAIL));
    folder.write("counterpart.toml", "");
    let watching = Watching::start(&folder, &[]);
    watching.answers("incompatible");
    watching.says("waiting for a file to change");
    folder.write("counterpart.toml", "[rules]\nproperty-optional = \"warn\"\n");
    watching.answers("compatible, with warnings");
}

#[test]
fn irrelevant_files_do_not_trigger_a_run() {
    let folder = compatible();
    let watching = Watching::start(&folder, &[]);
    watching.answers("compatible");
    watching.says("waiting for a file to change");
    folder.write(&format!("{EMITS}.new"), "{");
    folder.write("contracts/README.md", "about");
    folder.write("src/lib.rs", "");
    // The first line written is the first line reported.
    folder.write(EMITS, &emits(OPTIONAL_EMAIL));
    assert_eq!(watching.says("changed: "), format!("changed: {EMITS}"));
}

#[test]
fn watch_ends_when_nobody_reads() {
    let folder = compatible();
    let mut child = spawn(&folder, &[]);
    let mut results: BufReader<ChildStdout> = BufReader::new(child.stdout.take().unwrap());
    let progress = lines(child.stderr.take().unwrap());
    let mut line = String::new();
    while line != "compatible\n" {
        line.clear();
        assert!(results.read_line(&mut line).unwrap() > 0, "it ended");
    }
    drop(results);
    until(&progress, |line| line.starts_with("waiting"), "waiting");
    folder.write(EMITS, &emits(OPTIONAL_EMAIL));
    // Its standard error ends with it.
    while progress.recv_timeout(LIMIT) != Err(mpsc::RecvTimeoutError::Disconnected) {}
    assert_eq!(
        child.wait().unwrap().code(),
        Some(100),
        "the answer stays the answer"
    );
}

#[test]
fn a_published_version_has_no_files_to_watch() {
    let folder = compatible();
    let args = [
        "verify",
        "--watch",
        "--store",
        "store",
        "--service",
        "a",
        "--version",
        "1",
    ];
    folder
        .counterpart(&args)
        .exits(101)
        .complains("cannot be used with");
}
