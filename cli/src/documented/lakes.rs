//! The tables on the page about logs from a lake.

use std::fmt::Write;

use counterpart_verifier::lakes::{ENGINES, VALUES};

use super::{compare, filled, root};
use crate::render::lakes::points;

const PAGE: &str = "docs/src/lakes.md";

/// The text between two comments of the page, replaced.
fn with_part(page: &str, name: &str, part: &str) -> String {
    let (begin, end) = (
        format!("<!-- made by `just book`: {name} -->\n"),
        format!("<!-- end of {name} -->"),
    );
    let (before, rest) = page
        .split_once(&begin)
        .unwrap_or_else(|| panic!("{PAGE} has no line {begin}"));
    let (_, after) = rest
        .split_once(&end)
        .unwrap_or_else(|| panic!("{PAGE} has no line {end}"));
    format!("{before}{begin}\n{part}\n{end}{after}")
}

fn table() -> String {
    let mut table = "| |".to_owned();
    ENGINES
        .iter()
        .for_each(|engine| _ = write!(table, " {} |", engine.name));
    table.push_str("\n|---|");
    ENGINES.iter().for_each(|_| table.push_str("---|"));
    table.push('\n');
    for (index, value) in VALUES.iter().enumerate() {
        let _ = write!(table, "| {value} |");
        ENGINES
            .iter()
            .for_each(|engine| _ = write!(table, " {} |", engine.writes[index]));
        table.push('\n');
    }
    table
}

fn engines() -> String {
    let mut text = String::new();
    for engine in &ENGINES {
        let _ = writeln!(text, "### {}\n", engine.name);
        let _ = writeln!(
            text,
            "{}\n",
            filled(&format!(
                "`--exported-by {}`. Measured: {}.",
                engine.id, engine.measured
            ))
        );
        for point in points(engine) {
            let _ = writeln!(text, "- {}", filled(&point).replace('\n', "\n  "));
        }
        text.push('\n');
    }
    text.trim_end().to_owned() + "\n"
}

#[test]
fn page_on_lakes_says_who_writes_what() {
    let page = std::fs::read_to_string(root().join(PAGE))
        .unwrap()
        .replace("\r\n", "\n");
    let page = with_part(&page, "who writes what", &table());
    compare(PAGE, &with_part(&page, "engines", &engines()));
}
