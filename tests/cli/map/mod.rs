//! ARCHITECTURE.md's table of rooms against the imports of the code.
//!
//! Each source file belongs to the row with the longest path that leads to it. What a row may use is what its files name,
//! neither more nor less, and stands in a row above it; so there is no circle between rooms, and none can come back unseen.

mod imports;

use std::collections::{BTreeMap, BTreeSet};

use fixture::checkout;
use imports::{Place, imports};

/// The crates of the map, by the name that code has for them.
const CRATES: [(&str, &str); 6] = [
    ("counterpart_engine", "contracts/engine/src"),
    ("counterpart", "contracts/src"),
    ("counterpart_macros", "contract-macros/src"),
    ("counterpart_verifier", "contracts/verifier/src"),
    ("counterpart_pact", "contracts/pact/src"),
    ("cargo_counterpart", "cli/src"),
];

/// Names that a crate re-exports of another one, or of a room that is private.
const ELSEWHERE: [(&str, &str); 5] = [
    ("counterpart::compat", "contracts/engine/src/compat"),
    ("counterpart::json", "contracts/engine/src/json"),
    ("counterpart::declared", "contracts/src/testing"),
    ("counterpart::truth", "contracts/src/testing"),
    ("counterpart::__private", "contracts/src/private"),
];

/// Names at the top of a crate that are no rooms: macros.
const NO_ROOMS: [&str; 3] = ["Contract", "contract", "__rules"];

struct Row {
    path: String,
    uses: BTreeSet<String>,
}

impl Row {
    /// Its name in other rows: `engine/json`, `config`, `cli/render`.
    fn name(&self) -> String {
        let path = self.path.replace("/src", "");
        let path = path.strip_suffix(".rs").unwrap_or(&path);
        match path.strip_prefix("contracts/") {
            Some(inside) => inside.to_owned(),
            None => path.to_owned(),
        }
    }
}

/// The names in backticks.
fn names(cell: &str) -> BTreeSet<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

fn table() -> Vec<Row> {
    let page = std::fs::read_to_string(checkout().join("ARCHITECTURE.md")).unwrap();
    let (_, rooms) = page.split_once("\n## The rooms\n").expect("the chapter on rooms");
    let (rooms, _) = rooms.split_once("\n## ").expect("a chapter behind it");
    let lines = rooms.lines().filter(|line| line.starts_with("| `"));
    let rows: Vec<Row> = lines
        .map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
            let [path, _, uses] = &cells[..] else {
                panic!("not three cells: {line}")
            };
            Row {
                path: path.trim_matches('`').to_owned(),
                uses: names(uses),
            }
        })
        .collect();
    assert!(rows.len() > 20, "{} rows", rows.len());
    rows
}

/// The row that a file, or what a path in the code leads to, belongs to.
fn row_of<'r>(rows: &'r [Row], path: &str) -> Option<&'r Row> {
    let leads = |row: &&Row| {
        let room = row.path.strip_suffix(".rs").unwrap_or(&row.path);
        path.strip_prefix(room)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || rest.starts_with('.'))
    };
    rows.iter().filter(leads).max_by_key(|row| row.path.len())
}

/// The path below the checkout that a place in the code stands for.
fn path_of(place: &Place, own: &str) -> Option<String> {
    let root = place.root.as_deref().unwrap_or(own);
    let (_, source) = CRATES.iter().find(|(name, _)| *name == root)?;
    let first = place.steps.first()?;
    if place.steps.len() == 1 && (NO_ROOMS.contains(&first.as_str()) || first.starts_with("__counterpart_")) {
        return None;
    }
    let exported = format!("{root}::{first}");
    if let Some((_, room)) = ELSEWHERE.iter().find(|(name, _)| *name == exported) {
        return Some((*room).to_owned());
    }
    Some(format!("{source}/{}", place.steps.join("/")))
}

#[test]
fn every_crate_that_is_published_is_on_the_map() {
    let metadata = cargo_metadata::MetadataCommand::new()
        .current_dir(checkout())
        .no_deps()
        .exec()
        .expect("the workspace");
    let published = metadata
        .packages
        .iter()
        .filter(|package| package.publish.is_none());
    let names: BTreeSet<String> = published.map(|package| package.name.replace('-', "_")).collect();
    let on_the_map: BTreeSet<String> = CRATES.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(names, on_the_map);
}

#[test]
fn table_of_rooms_matches_the_imports() {
    let rows = table();
    let mut used: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut wrong = Vec::new();
    let mut files = 0;
    for (own, source) in CRATES {
        for file in needs::files_below(&checkout().join(source)) {
            let path = file
                .strip_prefix(checkout())
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned();
            let inside = path.strip_prefix(source).unwrap().trim_start_matches('/');
            let is_root = matches!(inside, "lib.rs" | "main.rs") && !is_a_room(&rows, source);
            if !inside.ends_with(".rs") || is_root || is_test(inside) {
                continue;
            }
            files += 1;
            let Some(row) = row_of(&rows, &path) else {
                wrong.push(format!("{path} is in no row"));
                continue;
            };
            let uses = used.entry(row.name()).or_default();
            for place in imports(&std::fs::read_to_string(&file).unwrap(), inside) {
                let Some(target) = path_of(&place, own) else {
                    continue;
                };
                match row_of(&rows, &target) {
                    Some(room) if room.path == row.path => {}
                    Some(room) => {
                        uses.insert(room.name());
                    }
                    None => wrong.push(format!("{path} names {target}, which is in no row")),
                }
            }
        }
    }
    assert!(files > 300, "{files} files");

    let mut above = BTreeSet::new();
    for row in &rows {
        let name = row.name();
        let found = used.remove(&name).unwrap_or_default();
        if found != row.uses {
            let cell: Vec<String> = found.iter().map(|room| format!("`{room}`")).collect();
            wrong.push(format!("{name} uses {}", cell.join(", ")));
        }
        let below: Vec<&String> = row.uses.difference(&above).collect();
        if !below.is_empty() {
            wrong.push(format!("{name} uses what is not above it: {below:?}"));
        }
        above.insert(name);
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Returns true if a crate is one room as a whole.
fn is_a_room(rows: &[Row], source: &str) -> bool {
    rows.iter().any(|row| row.path == source)
}

/// Tests may name whatever they judge.
fn is_test(inside: &str) -> bool {
    inside.ends_with("tests.rs") || inside.contains("tests/") || inside.starts_with("documented")
}
