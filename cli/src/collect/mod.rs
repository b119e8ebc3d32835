//! Asks the code: builds the tests of the packages, runs the derived ones, and reads their records.

mod capture;
mod choose;
mod declared;
mod direct;
mod executable;
mod passed;
mod records;
mod run;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use cargo_metadata::{Message, Package, PackageId, Target};
use counterpart::collect::Record;
use counterpart_verifier::report::Warning;
use counterpart_verifier::verify::Collected;

use self::choose::{Chosen, choose, is_lib};
use self::executable::Executable;
use self::passed::Passed;
pub(crate) use self::run::Answers;
use self::run::Run;
use crate::failure::Failure;
use crate::project::cargo::{CargoFlags, program, shown};
use crate::project::workspace::Workspace;
use crate::terminal::output;

/// The question for the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ask<'q> {
    Contracts,
    /// The same, and messages as the code writes them.
    #[cfg_attr(not(feature = "pact"), allow(dead_code, reason = "pacts ask for messages"))]
    ContractsAndMessages,
    /// The same as the first, and answers to the questions in a file, each within so many seconds.
    ContractsAndAnswers {
        file: &'q Path,
        seconds: u64,
    },
}

/// The treatment of cargo's messages while it builds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BuildMessages {
    /// People read it.
    Rendered,
    /// Programs read them, as messages of cargo on standard output.
    PassedOn,
}

/// The prefix of the names of derived tests.
const DERIVED: &str = "contract_of_";

/// Builds and asks the test executables of those `selected` packages that can declare contracts.
///
/// Cargo's messages during a build reach the user at once. The output of the tests is shown only if
/// they failed or left something out. [`Collected::problems`] says why single executables did not
/// answer. If the tests cannot be built or nothing can be asked, that is the error.
pub(crate) fn collect(
    workspace: &Workspace,
    selected: &[&Package],
    flags: &CargoFlags,
    ask: Ask<'_>,
) -> Result<Collected, Failure> {
    collect_with(workspace, selected, flags, ask, BuildMessages::Rendered)
}

/// Like [`collect`], but the messages of cargo may go to programs.
pub(crate) fn collect_with(
    workspace: &Workspace,
    selected: &[&Package],
    flags: &CargoFlags,
    ask: Ask<'_>,
    messages: BuildMessages,
) -> Result<Collected, Failure> {
    let (collected, _) = collect_all(workspace, selected, flags, ask, messages)?;
    Ok(collected)
}

/// Builds the test executables, and asks them the questions in a file. An executable answers those
/// about its own contracts, each within so many seconds. An answer that its test did not live to give
/// is not among them.
pub(crate) fn answers(
    workspace: &Workspace,
    selected: &[&Package],
    flags: &CargoFlags,
    file: &Path,
    seconds: u64,
) -> Result<(Collected, Answers), Failure> {
    let ask = Ask::ContractsAndAnswers { file, seconds };
    collect_all(workspace, selected, flags, ask, BuildMessages::Rendered)
}

fn collect_all(
    workspace: &Workspace,
    selected: &[&Package],
    flags: &CargoFlags,
    ask: Ask<'_>,
    messages: BuildMessages,
) -> Result<(Collected, Answers), Failure> {
    let chosen = choose(selected, &workspace.packages(), flags)?;
    let asked = &chosen.packages;
    output::step(1, || {
        let names: Vec<_> = asked.iter().map(|package| package.name.as_str()).collect();
        format!("building the tests of {}", names.join(", "))
    });
    let passed = (messages == BuildMessages::PassedOn).then(|| Passed::of(workspace));
    let built = build(&chosen, flags, passed.as_ref())?;
    output::step(1, || {
        let holding = built
            .values()
            .flatten()
            .filter(|executable| executable.declares());
        let named: Vec<String> = holding.map(Executable::name).collect();
        format!("contracts are declared in {}", named.join(", "))
    });
    let Run {
        records,
        answers,
        passed,
        said,
    } = if built.values().flatten().any(Executable::declares) {
        match direct::run(workspace, asked, &built, ask)? {
            Some(run) => run,
            None => {
                output::step(2, || {
                    "one of them has a fault on its own, so cargo runs them".to_owned()
                });
                run::through_cargo(workspace, &chosen, flags, ask)?
            }
        }
    } else {
        Run {
            records: Vec::new(),
            answers: Answers::default(),
            passed: true,
            said: Vec::new(),
        }
    };

    let mut collected = Collected::default();
    for package in selected {
        let none = Vec::new();
        let executables = built.get(&package.id).unwrap_or(&none);
        let problems: Vec<String> = executables
            .iter()
            .filter_map(|executable| unanswered(executable, &records, passed))
            .collect();
        let is_seen = !chosen.not_whole.contains(package.name.as_str());
        if problems.is_empty() && is_seen && is_whole(package, executables, &records, flags) {
            collected.whole.insert(package.name.to_string());
        }
        collected.problems.extend(problems);
        collected.warnings.extend(choose::hidden(package, executables));
    }
    if !passed || !collected.problems.is_empty() {
        output::passed_on(&said);
    }
    let explained =
        !collected.problems.is_empty() || records.iter().any(|record| !record.problems.is_empty());
    if !passed && !explained && answers.slow.is_empty() {
        collected
            .problems
            .push("derived tests failed; see their output above".to_owned());
    }
    // Another problem is why.
    if collected.problems.is_empty() {
        collected.problems.clone_from(&answers.unfinished);
    }
    collected.records = records;
    collected.warnings.extend(chosen.warnings);
    Ok((collected, answers))
}

/// Warnings about packages that declare contracts and were neither `selected` nor excluded by the
/// workspace.
pub(crate) fn outside(workspace: &Workspace, selected: &[&Package]) -> Result<Vec<Warning>, Failure> {
    let excluded = workspace.excluded()?;
    let is_outside = |package: &&Package| {
        let mut known = selected.iter().chain(&excluded);
        !known.any(|one| one.id == package.id)
    };
    Ok(choose::outside(
        workspace.packages().into_iter().filter(is_outside),
    ))
}

/// `cargo test` for the chosen targets.
fn cargo_test(chosen: &Chosen<'_>, flags: &CargoFlags) -> Command {
    let packages = &chosen.packages;
    let mut command = flags.test();
    for package in packages {
        command.arg("--package").arg(&package.id.repr);
    }
    let targets = || packages.iter().flat_map(|package| &package.targets);
    if targets().any(is_lib) {
        command.arg("--lib");
    }
    if targets().any(Target::is_bin) {
        command.arg("--bins");
    }
    for target in &chosen.tests {
        let kind = if target.is_bench() { "--bench" } else { "--test" };
        let kind = if target.is_example() { "--example" } else { kind };
        command.arg(kind).arg(&target.name);
    }
    command
}

/// Builds the tests, and returns the test executables of each package.
fn build(
    chosen: &Chosen<'_>,
    flags: &CargoFlags,
    passed: Option<&Passed>,
) -> Result<BTreeMap<PackageId, Vec<Executable>>, Failure> {
    let mut command = cargo_test(chosen, flags);
    let format = match passed {
        None => "--message-format=json-render-diagnostics",
        Some(_) => "--message-format=json",
    };
    command.args(["--no-run", format]);
    command.stdin(Stdio::null()).stdout(Stdio::piped());
    output::step(2, || format!("running {}", shown(&command)));
    let mut child = command.spawn().map_err(cannot_run)?;
    let stdout = child.stdout.take().expect("standard output is piped");
    let mut built: BTreeMap<PackageId, Vec<Executable>> = BTreeMap::new();
    let mut unreadable = None;
    for line in BufReader::new(stdout).lines() {
        let message = line.and_then(|line| {
            let message = Message::parse_stream(line.as_bytes()).next().transpose()?;
            Ok((line, message))
        });
        let message = match message {
            Ok((line, Some(message))) => {
                if let Some(passed) = passed {
                    passed.pass_on(&line, &message)?;
                }
                message
            }
            Ok((_, None)) => continue,
            Err(error) => {
                unreadable = Some(error);
                continue;
            }
        };
        match message {
            Message::CompilerArtifact(artifact) if artifact.profile.test => {
                if let Some(path) = artifact.executable {
                    let executable = Executable::new(path.into_std_path_buf(), artifact.target);
                    built.entry(artifact.package_id).or_default().push(executable);
                }
            }
            _ => {}
        }
    }
    let status = child.wait().map_err(cannot_run)?;
    if !status.success() {
        let said = match passed {
            None => "see cargo's own message above",
            Some(_) => "cargo's own messages are among the diagnostics",
        };
        return Err(
            Failure::new("cargo could not build the tests, so the code was not asked")
                .hint(format!("{said}; `--no-build` checks only the contract files")),
        );
    }
    if let Some(error) = unreadable {
        return Err(Failure::new(format!("cannot read what cargo says: {error}")));
    }
    let mut executables: Vec<&mut Executable> = built.values_mut().flatten().collect();
    direct::each(&mut executables, |executable| executable.read_markers())?;
    Ok(built)
}

fn cannot_run(error: io::Error) -> Failure {
    Failure::new(format!("cannot run {}: {error}", program().display()))
}

/// The record that an executable left.
fn record_of<'a>(executable: &Executable, records: &'a [Record]) -> Option<&'a Record> {
    let name = executable.path.file_name();
    records
        .iter()
        .find(|record| Path::new(&record.executable).file_name() == name)
}

/// The reason why an executable that holds contracts did not report all of them.
fn unanswered(executable: &Executable, records: &[Record], passed: bool) -> Option<String> {
    let said: BTreeSet<&str> = match record_of(executable, records) {
        Some(record) if !record.problems.is_empty() => return None,
        Some(record) => record
            .contracts
            .iter()
            .map(|contract| contract.header.identity.event())
            .collect(),
        None => BTreeSet::new(),
    };
    let unsaid: Vec<&str> = executable
        .events
        .iter()
        .map(String::as_str)
        .filter(|event| !said.contains(event))
        .collect();
    let why = if passed {
        "either the target has `harness = false` in Cargo.toml, or the contracts are declared inside a function, \
         where no test runs; declare them in a module of a target with the usual harness"
    } else {
        "its tests failed; see their output above"
    };
    (!unsaid.is_empty()).then(|| {
        format!(
            "the tests of {} hold contracts for {} and did not report them: {why}",
            executable.name(),
            unsaid.join(", ")
        )
    })
}

/// Returns `true` if the run saw every declaration of the package, under the features that its
/// files belong to.
fn is_whole(package: &Package, executables: &[Executable], records: &[Record], flags: &CargoFlags) -> bool {
    let of_package: Vec<_> = executables
        .iter()
        .filter_map(|executable| record_of(executable, records))
        .collect();
    if of_package
        .iter()
        .any(|record| !record.compared || !record.problems.is_empty())
    {
        return false;
    }
    // Without a record, nothing says whether the features are those of the files.
    let other_features =
        flags.chooses_features() || package.metadata["counterpart"].get("features").is_some();
    if of_package.is_empty() && other_features {
        return false;
    }
    // A program was not built if it needs features that are off. It may have declarations that
    // nobody saw.
    package
        .targets
        .iter()
        .filter(|target| !target.required_features.is_empty() && target.is_bin())
        .all(|target| {
            executables
                .iter()
                .any(|executable| executable.target.name == target.name && executable.target.is_bin())
        })
}
