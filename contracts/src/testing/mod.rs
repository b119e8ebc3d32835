//! What the derived tests call.
//!
//! One call is one test of one declaration. It makes the contract files of all declarations in the executable
//! (`build`), because types of one event form one file, and then either leaves them for `cargo counterpart verify`
//! (`collect`) or compares its own with the one in the repository (`snapshot`).

mod build;
mod environment;
mod features;
mod manifest;
mod place;
mod snapshot;
mod source;

use std::sync::OnceLock;

use crate::collect::Record;
use crate::declaration::Declaration;

use build::Built;
use environment::Environment;
use place::Place;

inventory::collect!(Declaration);

/// Runs the derived test `test` of `module`.
///
/// # Panics
/// Where the contract file is missing or stale, or no file can be made; the message says what to do.
pub fn run(module: &str, test: &str) {
    let outcome = Environment::read().and_then(|environment| check(&environment, module, test));
    match outcome {
        Ok(None) => {}
        // A test's words are shown with `--nocapture` and beside a failure, and nowhere else.
        #[allow(clippy::print_stderr)]
        Ok(Some(note)) => eprintln!("counterpart: {note}"),
        Err(problem) => panic!("\n\n{problem}\n"),
    }
}

fn check(environment: &Environment, module: &str, test: &str) -> Result<Option<String>, String> {
    let declarations: Vec<&Declaration> = inventory::iter::<Declaration>.into_iter().collect();
    let own = declarations
        .iter()
        .find(|declaration| declaration.module == module && declaration.test == test)
        .ok_or_else(|| {
            format!(
                "the declaration of `{test}` is not registered in this executable: \
                 inventory does not work on this platform"
            )
        })?;
    let place = Place::find(environment, own)?;
    let built = build::build(&place, &declarations);
    if let Some(folder) = &environment.collect {
        static LEFT: OnceLock<Result<(), String>> = OnceLock::new();
        LEFT.get_or_init(|| {
            record(&place, &built)
                .write(folder)
                .map_err(|error| error.to_string())
        })
        .clone()?;
    }
    let problems = built.problems_of(own);
    if !problems.is_empty() {
        return Err(problems.join("\n\n"));
    }
    if environment.collect.is_some() {
        return Ok(None);
    }
    if !place.compared {
        return Ok(Some(place.why_not_compared(own)));
    }
    snapshot::compare(&place, environment.update, built.file_of(own))
}

fn record(place: &Place, built: &Built) -> Record {
    let executable = std::env::current_exe()
        .map(|path| path.display().to_string())
        .unwrap_or_default();
    Record {
        executable,
        package: place.package.clone(),
        compared: place.compared,
        contracts: built.files.iter().map(|made| made.file.clone()).collect(),
        problems: built
            .problems
            .iter()
            .map(|problem| problem.text.clone())
            .collect(),
    }
}
