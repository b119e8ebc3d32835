//! Asks the test executables themselves, several at once. That costs a fraction of another `cargo
//! test`.
//!
//! Cargo may run them in ways that are unknown here, such as a runner, a library path, or variables
//! of its configuration. So only a complete set of answers counts. After the first fault, cargo
//! runs them all.

use std::collections::BTreeMap;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use cargo_metadata::{Package, PackageId};

use super::executable::Executable;
use super::records::Records;
use super::run::{Run, questions, read_answers, read_records};
use super::{Ask, DERIVED, unanswered};
use crate::failure::Failure;
use crate::project::cargo::program;
use crate::project::inherited;
use crate::project::workspace::Workspace;
use crate::terminal::output;
use crate::terminal::progress::Progress;

/// Runs the derived tests of the executables that declare contracts. `None` if one of them did not
/// pass, or did not report all of its contracts.
pub(super) fn run(
    workspace: &Workspace,
    packages: &[&Package],
    built: &BTreeMap<PackageId, Vec<Executable>>,
    ask: Ask<'_>,
) -> Result<Option<Run>, Failure> {
    let folder = Records::new()?;
    let questions = questions(folder.path(), workspace, ask);
    let mut commands: Vec<Command> = Vec::new();
    let declaring = |package: &Package| built.get(&package.id).into_iter().flatten();
    for package in packages {
        for executable in declaring(package).filter(|executable| executable.declares()) {
            let mut command = command(executable, package);
            command.envs(questions.iter().map(|(name, value)| (name, value)));
            commands.push(command);
        }
    }
    output::step(2, || format!("asking {} test executables", commands.len()));
    let progress = Progress::of("asking the tests for their contracts");
    let passed = AtomicBool::new(true);
    each(&mut commands, |command| {
        // After one fault, cargo runs them all.
        if passed.load(Ordering::Relaxed) && !command.status().is_ok_and(|status| status.success()) {
            passed.store(false, Ordering::Relaxed);
        }
        Ok(())
    })?;
    drop(progress);
    if !passed.into_inner() {
        return Ok(None);
    }
    let records = read_records(folder.path())?;
    let answers = read_answers(folder.path())?;
    let is_faultless = records.iter().all(|record| record.problems.is_empty())
        && packages
            .iter()
            .flat_map(|package| declaring(package))
            .all(|executable| unanswered(executable, &records, true).is_none());
    Ok(is_faultless.then_some(Run {
        records,
        answers,
        passed: true,
        said: Vec::new(),
    }))
}

/// The derived tests of one executable, in the folder and with the variables that cargo gives to a test.
fn command(executable: &Executable, package: &Package) -> Command {
    let mut command = Command::new(&executable.path);
    inherited::forget(&mut command);
    command.arg(DERIVED).env("CARGO", program());
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    if let Some(folder) = package.manifest_path.parent() {
        command.current_dir(folder).env("CARGO_MANIFEST_DIR", folder);
    }
    let version = &package.version;
    command
        .env("CARGO_MANIFEST_PATH", &package.manifest_path)
        .env("CARGO_PKG_NAME", package.name.as_str())
        .env("CARGO_PKG_VERSION", version.to_string())
        .env("CARGO_PKG_VERSION_MAJOR", version.major.to_string())
        .env("CARGO_PKG_VERSION_MINOR", version.minor.to_string())
        .env("CARGO_PKG_VERSION_PATCH", version.patch.to_string())
        .env("CARGO_PKG_VERSION_PRE", version.pre.as_str());
    command
}

/// Calls a function with each item, on as many threads as there are processors, until one fails.
pub(super) fn each<T: Send>(
    items: &mut [T],
    work: impl Fn(&mut T) -> Result<(), Failure> + Sync,
) -> Result<(), Failure> {
    let threads = thread::available_parallelism()
        .map_or(1, usize::from)
        .min(items.len());
    let left = Mutex::new(items.iter_mut());
    let next = || {
        left.lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
            .next()
    };
    thread::scope(|scope| {
        let worker = || {
            while let Some(item) = next() {
                work(item)?;
            }
            Ok(())
        };
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(worker)).collect();
        workers.into_iter().try_for_each(|worker| {
            worker
                .join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        })
    })
}
