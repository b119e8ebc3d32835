//! The page on `counterpart.toml` has every key that the program knows, and none that it does not.

use std::collections::BTreeSet;

use fixture::pages::Page;
use fixture::{Folder, checkout};

/// The keys that the program names where it meets one that it does not know.
fn known(table: &str) -> BTreeSet<String> {
    let folder = Folder::with(&[("counterpart.toml", &format!("{table}\nno-such-key = 1\n"))]);
    let answer = folder.counterpart(&["config"]);
    let (_, keys) = answer
        .exits(101)
        .stderr
        .split_once("expected one of ")
        .unwrap_or_else(|| panic!("{table}: {}", answer.stderr));
    let keys = keys.lines().next().unwrap().split(", ");
    keys.map(|key| key.trim_matches('`').to_owned()).collect()
}

/// The keys that a table of the page has in its first column, below a heading.
fn on_page(page: &Page, heading: &str) -> BTreeSet<String> {
    let (_, section) = page
        .text
        .split_once(&format!("\n## {heading}\n"))
        .unwrap_or_else(|| panic!("no heading {heading}"));
    let section = section.split("\n## ").next().unwrap();
    let cells = section
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once('`'));
    cells.map(|(key, _)| key.to_owned()).collect()
}

#[test]
fn the_page_on_the_configuration_has_every_key_and_no_other() {
    let page = Page::read(&checkout(), "docs/src/configuration.md");
    for (table, heading) in [("", "Keys"), ("[[allow]]", "`[[allow]]`"), ("[pact]", "`[pact]`")] {
        assert_eq!(on_page(&page, heading), known(table), "{heading}");
    }
}

/// The variables that the program and its library read, by their sources: those for users.
fn variables() -> BTreeSet<String> {
    let mut folders = vec![checkout().join("contracts/src"), checkout().join("cli/src")];
    let mut variables = BTreeSet::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let source = std::fs::read_to_string(path).unwrap();
                let names = source.split('"').filter(|text| text.starts_with("COUNTERPART_"));
                let is_name = |name: &&str| name.chars().all(|c| c.is_ascii_uppercase() || c == '_');
                variables.extend(names.filter(is_name).map(str::to_owned));
            }
        }
    }
    // The variables that `verify` sets for the tests that it runs, and those of this project's own tests.
    let is_own =
        |name: &String| name.starts_with("COUNTERPART_COLLECT") || name.starts_with("COUNTERPART_TEST");
    variables.retain(|name| !is_own(name));
    variables
}

#[test]
fn the_page_has_every_variable_that_the_program_reads() {
    let page = Page::read(&checkout(), "docs/src/configuration.md");
    let mut said = on_page(&page, "Variables");
    said.retain(|name| name.starts_with("COUNTERPART_"));
    assert_eq!(said, variables());
}
