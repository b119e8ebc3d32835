//! The engine under mutation, with one build for all mutants.
//!
//! - `counterpart-mutants plant LIST PROJECT COPY` makes a copy of the project in which every mutant sleeps behind a switch: the
//!   list as `cargo mutants --list --json` prints it, the project, and the folder that the copy becomes.
//! - `counterpart-mutants test COPY` runs the unit tests of the engine under each of them.
//! - `counterpart-mutants judge COPY PAIRS` judges a file of pairs under each of them, and compares with the
//!   original: a pair that is only compatible under the mutant is unsound.

mod edits;
mod listed;
mod plant;
mod planted_copy;
mod run;

use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["plant", list, project, copy] => {
            let mutants = listed::read(Path::new(list))?;
            planted_copy::make(&mutants, Path::new(project), Path::new(copy))
        }
        ["test", copy] => run::test(Path::new(copy)),
        ["judge", copy, pairs] => run::judge(Path::new(copy), &Path::new(pairs).canonicalize()?),
        _ => Err("usage: plant LIST PROJECT COPY | test COPY | judge COPY PAIRS".into()),
    }
}
