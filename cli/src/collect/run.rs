//! Runs the derived tests, and reads their records.

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use counterpart::collect::{COLLECT, MESSAGES, ROOT, Record};
use counterpart::questions::{ANSWERS, Answer, End, QUESTIONS, SECONDS, each_answer};

use super::capture::Capture;
use super::choose::Chosen;
use super::records::Records;
use super::{Ask, DERIVED, cannot_run, cargo_test};
use crate::failure::Failure;
use crate::project::cargo::{CargoFlags, shown};
use crate::project::workspace::Workspace;
use crate::terminal::output;
use crate::terminal::progress::Progress;

/// The results of the derived tests.
pub(super) struct Run {
    pub(super) records: Vec<Record>,
    /// The answers to questions, if some were asked.
    pub(super) answers: Answers,
    pub(super) passed: bool,
    /// The output of cargo and the tests.
    pub(super) said: Vec<u8>,
}

/// The answers to questions, in no order.
#[derive(Debug, Default)]
pub(crate) struct Answers {
    pub(crate) all: Vec<Answer>,
    /// The questions whose answer took too long. Their test answered none behind them.
    pub(crate) slow: Vec<u64>,
    /// Why a test did not answer all, if it was not slow.
    pub(crate) unfinished: Vec<String>,
}

/// Makes `cargo test` run the derived tests, and reads the records that they leave.
pub(super) fn through_cargo(
    workspace: &Workspace,
    chosen: &Chosen<'_>,
    flags: &CargoFlags,
    ask: Ask<'_>,
) -> Result<Run, Failure> {
    let folder = Records::new()?;
    let mut command = cargo_test(chosen, flags);
    command.args(["--no-fail-fast", "--", DERIVED]);
    command.envs(questions(folder.path(), workspace, ask));
    let cannot_capture =
        |error: io::Error| Failure::new(format!("cannot keep what the derived tests say: {error}"));
    let mut capture = Capture::new().map_err(cannot_capture)?;
    command.stdin(Stdio::null());
    capture.listen_to(&mut command).map_err(cannot_capture)?;
    output::step(2, || format!("running {}", shown(&command)));
    // Cargo shows its own progress while it builds. Its output here is kept.
    let _progress = Progress::of("asking the tests for their contracts");
    let status = command.status().map_err(cannot_run)?;
    Ok(Run {
        records: read_records(folder.path())?,
        answers: read_answers(folder.path())?,
        passed: status.success(),
        said: capture.end().map_err(cannot_capture)?,
    })
}

/// The variables that make a derived test leave its record.
pub(super) fn questions(folder: &Path, workspace: &Workspace, ask: Ask<'_>) -> Vec<(&'static str, OsString)> {
    let mut questions = vec![
        (COLLECT, folder.as_os_str().to_owned()),
        (ROOT, workspace.root().as_os_str().to_owned()),
    ];
    match ask {
        Ask::Contracts => {}
        Ask::ContractsAndMessages => questions.push((MESSAGES, "1".into())),
        Ask::ContractsAndAnswers { file, seconds } => {
            questions.push((QUESTIONS, file.as_os_str().to_owned()));
            questions.push((SECONDS, seconds.to_string().into()));
        }
    }
    questions
}

/// The answers that the executables left, and why some are not complete. Those of one that was stopped are there as far
/// as it came. It may have ended without an error: a `Deserialize` may call `exit`.
pub(super) fn read_answers(folder: &Path) -> Result<Answers, Failure> {
    let mut answers = Answers::default();
    for path in files(folder, ANSWERS)? {
        match each_answer(&path, |answer| answers.all.push(answer)) {
            Ok(End::Whole) => {}
            Ok(End::TooSlow(number)) => answers.slow.push(number),
            Ok(End::Early) => answers
                .unfinished
                .push("a test ended before it had answered all questions about letters".to_owned()),
            Err(error) => answers.unfinished.push(error.to_string()),
        }
    }
    Ok(answers)
}

/// The files with this ending, in order.
fn files(folder: &Path, ending: &str) -> Result<Vec<PathBuf>, Failure> {
    let cannot = |error: io::Error| Failure::new(format!("cannot read {}: {error}", folder.display()));
    let mut paths = Vec::new();
    for entry in folder.read_dir().map_err(cannot)? {
        let path = entry.map_err(cannot)?.path();
        if path.extension() == Some(OsStr::new(ending)) {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

pub(super) fn read_records(folder: &Path) -> Result<Vec<Record>, Failure> {
    let paths = files(folder, "json")?;
    let read = |path: &PathBuf| Record::read(path).map_err(|error| Failure::new(error.to_string()));
    paths.iter().map(read).collect()
}
