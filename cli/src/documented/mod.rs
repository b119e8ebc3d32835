//! What the book says of this program, held to the program: its pages on the commands and on the rules are made from them,
//! and every command line that a page shows is one that the program takes.
//!
//! These are unit tests, because nothing but the program itself has its parser.

mod commands;
mod reference;
mod rules;

use std::path::{Path, PathBuf};

/// The root of the repository.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the CLI stands in the workspace")
        .to_owned()
}

/// Compares a page with what it should be, or writes it where that is asked for.
#[track_caller]
fn compare(path: &str, text: &str) {
    let place = root().join(path);
    if std::env::var_os("COUNTERPART_TEST_UPDATE").is_some() {
        std::fs::write(&place, text).expect("the page is written");
        return;
    }
    let written = std::fs::read_to_string(&place)
        .unwrap_or_default()
        .replace("\r\n", "\n");
    let change = similar::TextDiff::from_lines(written.as_str(), text);
    let change = change
        .unified_diff()
        .header("written", "as the program has it")
        .to_string();
    assert!(
        written == text,
        "{path} is not what the program says; after a change that is meant, run `just book`, or\n\
         COUNTERPART_TEST_UPDATE=1 cargo test -p cargo-counterpart --bin cargo-counterpart documented\n\n{change}"
    );
}
