//! Tests that compare the book with this program. The pages on commands, libraries, encodings and rules are generated, and the program accepts
//! every command line that a page shows.
//!
//! These are unit tests, because only the program itself has its parser.

mod cloudevents;
mod commands;
mod encodings;
mod lakes;
mod libraries;
mod reference;
mod rules;

use std::path::{Path, PathBuf};

/// The root of the repository.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the CLI is in the workspace")
        .to_owned()
}

/// Compares a page with its expected text, or writes it if the environment asks for that.
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
        "{path} is not what the program says; after an intended change, run `just book`, or\n\
         COUNTERPART_TEST_UPDATE=1 cargo test -p cargo-counterpart --bin cargo-counterpart documented\n\n{change}"
    );
}

/// Breaks prose into lines of at most 100 columns, never inside a code span.
fn filled(prose: &str) -> String {
    const COLUMNS: usize = 100;
    let mut words: Vec<String> = Vec::new();
    let mut is_code = false;
    for word in prose.split(' ') {
        match words.last_mut().filter(|_| is_code) {
            Some(span) => *span = format!("{span} {word}"),
            None => words.push(word.to_owned()),
        }
        is_code ^= word.matches('`').count() % 2 == 1;
    }
    let mut lines = vec![String::new()];
    for word in words {
        let line = lines.last_mut().expect("a line");
        if line.is_empty() {
            line.push_str(&word);
        } else if line.chars().count() + 1 + word.chars().count() <= COLUMNS {
            line.push(' ');
            line.push_str(&word);
        } else {
            lines.push(word);
        }
    }
    lines.join("\n")
}

/// Breaks each paragraph and each point of a list into lines.
fn wrapped(text: &str) -> String {
    let line = |line: &str| match line.strip_prefix("- ") {
        Some(point) => format!("- {}", filled(point).replace('\n', "\n  ")),
        None => filled(line),
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn prose_is_broken_between_words_and_not_inside_code() {
    let long = "word ".repeat(30);
    let text = filled(&format!("{long}`one span of code` end"));
    assert!(text.lines().all(|line| line.len() <= 100), "{text}");
    assert!(text.contains("`one span of code`"), "{text}");
    assert_eq!(text.replace('\n', " "), format!("{long}`one span of code` end"));
}
