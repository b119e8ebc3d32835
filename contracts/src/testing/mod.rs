//! The functions that derived tests call.
//!
//! One call is one test of one declaration. It makes the contract files of all declarations in the executable
//! (`build`), because types of one event form one file. It then either records them for `cargo counterpart verify`
//! (`collect`) or compares its own with the one in the repository (`snapshot`). It also asks the real `Deserialize`
//! or `Serialize` whether the contract is true (`truth`).

mod answers;
mod build;
mod environment;
mod features;
mod manifest;
mod message_layout;
mod place;
mod snapshot;
mod source;
pub mod truth;
mod watch;

use std::path::Path;
use std::sync::OnceLock;
use std::time::Duration;

use crate::collect::Record;
use crate::contract::Role;
use crate::declaration::Declaration;

use build::Built;
use environment::Environment;
use place::Place;

inventory::collect!(Declaration);

/// Runs the derived test `test` of `module`.
///
/// # Panics
/// Panics if the contract file is missing or stale, or no file can be made; the message says what to do.
pub fn run(module: &str, test: &str) {
    let outcome = Environment::read().and_then(|environment| check(&environment, module, test));
    match outcome {
        Ok(None) => {}
        // The output of a test is only shown with `--nocapture` and after a failure.
        #[allow(clippy::print_stderr)]
        Ok(Some(note)) => eprintln!("counterpart: {note}"),
        Err(problem) => panic!("\n\n{problem}\n"),
    }
}

fn check(environment: &Environment, module: &str, test: &str) -> Result<Option<String>, String> {
    let declarations: Vec<&'static Declaration> = inventory::iter::<Declaration>.into_iter().collect();
    let own = declarations
        .iter()
        .find(|declaration| declaration.module == module && declaration.test == test)
        .ok_or_else(|| {
            format!(
                "the declaration of `{test}` is not registered in this executable: inventory does not \
                 support this platform"
            )
        })?;
    let (place, built) = match made(environment, &declarations) {
        Ok(made) => made,
        Err(problem) => {
            leave(environment, || record(own, None, std::slice::from_ref(problem)))?;
            return Err(problem.clone());
        }
    };
    leave(environment, || {
        let made: Vec<_> = declarations
            .iter()
            .filter(|declaration| built.problems_of(declaration).is_empty())
            .copied()
            .collect();
        let outcomes = truth::test_all(&made, &environment.truth);
        let untrue: Vec<String> = outcomes
            .iter()
            .filter_map(|outcome| outcome.as_ref().err().cloned())
            .collect();
        let is_uncompared = |one: &Declaration| {
            let mut all = made.iter().zip(&outcomes);
            all.any(|(made, outcome)| {
                std::ptr::eq(*made, one) && is_never_compared(one, outcome.as_ref().ok())
            })
        };
        let mut record = record(own, Some((place, built)), &untrue);
        record.uncompared = built.uncompared(place, is_uncompared);
        let reached = outcomes.iter().filter_map(|outcome| outcome.as_ref().ok());
        // Values of each kind are for who writes the samples to give; at a place without any nothing is known.
        let unreached = reached
            .flat_map(|outcome| &outcome.not_reached)
            .filter(|place| place.is_whole);
        record.unreached = unreached.map(ToString::to_string).collect();
        if environment.messages {
            record.samples = built.samples(environment.truth.samples);
        }
        record
    })?;
    if let (Some(questions), Some(folder)) = (&environment.questions, &environment.collect) {
        answer(questions, folder, built, environment.limit)?;
    }
    let problems = built.problems_of(own);
    if !problems.is_empty() {
        return Err(problems.join("\n\n"));
    }
    if environment.collect.is_some() {
        // The record says whether it is true.
        return Ok(None);
    }
    let outcome = truth::test(own, &environment.truth)?;
    let note = if place.compared {
        snapshot::compare(place, environment.update, built.file_of(own))?
    } else {
        Some(place.why_not_compared(own))
    };
    let notes: Vec<String> = note.into_iter().chain(outcome.notes()).collect();
    Ok((!notes.is_empty()).then(|| notes.join("\n")))
}

/// The paths and contents of the files, or the reason why they are unknown.
type MadeFiles = Result<(Place, Built<'static>), String>;

/// Makes the files of all declarations, once for all tests of a process: types of one event form one file, so each
/// test needs the other declarations. All declarations of an executable belong to one package, because only its own
/// code is built for tests.
fn made(
    environment: &Environment,
    declarations: &[&'static Declaration],
) -> Result<&'static (Place, Built<'static>), &'static String> {
    static MADE: OnceLock<MadeFiles> = OnceLock::new();
    MADE.get_or_init(|| {
        let any = declarations.first().ok_or("nothing is declared")?;
        let place = Place::find(environment, any)?;
        let built = build::build(&place, declarations);
        Ok((place, built))
    })
    .as_ref()
}

/// Leaves the record of this executable, once, if there is a folder for it.
fn leave(environment: &Environment, record: impl FnOnce() -> Record) -> Result<(), String> {
    static LEFT: OnceLock<Result<(), String>> = OnceLock::new();
    match &environment.collect {
        Some(folder) => LEFT
            .get_or_init(|| record().write(folder).map_err(|error| error.to_string()))
            .clone(),
        None => Ok(()),
    }
}

/// Answers the questions about single messages, once.
fn answer(questions: &Path, folder: &Path, built: &Built<'_>, limit: Duration) -> Result<(), String> {
    static ANSWERED: OnceLock<Result<(), String>> = OnceLock::new();
    let answer = || {
        truth::with_stack(|| answers::leave(questions, folder, built, limit)).and_then(|answered| answered)
    };
    ANSWERED.get_or_init(answer).clone()
}

fn record(own: &Declaration, made: Option<(&Place, &Built)>, problems: &[String]) -> Record {
    let executable = std::env::current_exe()
        .map(|path| path.display().to_string())
        .unwrap_or_default();
    let built = made.map(|(_, built)| built);
    let contracts = built.into_iter().flat_map(|built| &built.files);
    let more = built.into_iter().flat_map(|built| &built.problems);
    Record {
        executable,
        package: own.package.to_owned(),
        features: place::active(own),
        compared: made.is_some_and(|(place, _)| place.compared),
        contracts: contracts.map(|made| made.file.clone()).collect(),
        problems: problems
            .iter()
            .cloned()
            .chain(more.map(|problem| problem.text.clone()))
            .collect(),
        uncompared: Vec::new(),
        unreached: Vec::new(),
        samples: Vec::new(),
    }
}

/// Returns true if nothing that serde writes of a type was compared with its emitted schema.
fn is_never_compared(declaration: &Declaration, outcome: Option<&truth::Outcome>) -> bool {
    declaration.role == Role::Emits && outcome.is_some_and(|outcome| outcome.not_compared.is_some())
}

/// Returns the declarations of this executable, with the messages that its `samples` functions return.
pub fn declared() -> Result<Record, String> {
    let environment = Environment::read()?;
    let declarations: Vec<&'static Declaration> = inventory::iter::<Declaration>.into_iter().collect();
    let own = declarations
        .first()
        .ok_or("this executable declares no event: call this in a test of the crate that declares events")?;
    let place = Place::find(&environment, own)?;
    let built = build::build(&place, &declarations);
    if let Some(problem) = built.problems.first() {
        return Err(problem.text.clone());
    }
    let mut record = record(own, Some((&place, &built)), &[]);
    record.samples = built.samples(environment.truth.samples);
    Ok(record)
}
