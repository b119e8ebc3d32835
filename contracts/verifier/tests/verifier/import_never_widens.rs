//! An import for a producer never widens its file: over all available real files, and over random ones.
//!
//! `COUNTERPART_TEST_PAIRS` says how many random schemas are imported, 400 if it is not set.
#![allow(clippy::print_stdout, reason = "a report of what was measured")]

#[path = "../../../engine/tests/engine/random_pairs/chance.rs"]
mod chance;
#[path = "../../../engine/tests/engine/random_pairs/wild.rs"]
#[allow(dead_code, reason = "it makes values, too")]
mod wild;

use std::path::Path;

use counterpart::contract::{Identity, Role};
use counterpart_engine::compat::schema::{Options, Schema};
use counterpart_engine::compat::{Limits, Verdict, check};
use counterpart_engine::json::{self, Json};
use counterpart_verifier::import::{ImportError, Imported, import};

use self::chance::Chance;

#[derive(Debug, Default)]
struct Counts {
    within: usize,
    unproven: usize,
    /// No schema, or one that cannot be imported alone.
    left_out: usize,
}

fn imported(folder: &Path, text: &str, role: Role) -> Result<Imported, ImportError> {
    let file = folder.join("schema.json");
    std::fs::write(&file, text).unwrap();
    let identity = Identity::new("service", role, "event", None).unwrap();
    import(&[file], &counterpart_verifier::import::Options::new(identity))
}

fn schema(text: &str) -> Option<Schema> {
    Schema::parse(text.as_bytes(), &Options::default()).ok()
}

/// The emitted schema of a file against the file, and against what a consumer takes from it.
fn look_at(folder: &Path, name: &str, text: &str, counts: &mut Counts) {
    let (Some(original), Ok(emits), Ok(consumes)) = (
        schema(text),
        imported(folder, text, Role::Emits),
        imported(folder, text, Role::Consumes),
    ) else {
        counts.left_out += 1;
        return;
    };
    let (emits, consumes) = (emits.contract.to_text(), consumes.contract.to_text());
    let emitted = schema(&emits).unwrap();
    let limits = Limits {
        steps: 100_000,
        findings: 1,
    };
    for accepted in [&original, &schema(&consumes).unwrap()] {
        match check(&emitted, accepted, &limits) {
            Verdict::Compatible => counts.within += 1,
            Verdict::Unproven(_) => counts.unproven += 1,
            Verdict::Incompatible(findings) => {
                panic!("{name}: sends what its file refuses: {findings:?}\n{text}\n{emits}")
            }
        }
    }
}

#[test]
fn no_real_file_is_widened() {
    for cases in needs::cases("", "") {
        not_widened(&cases);
    }
}

fn not_widened(cases: &needs::Cases) {
    let folder = tempfile::tempdir().unwrap();
    let mut counts = Counts::default();
    for file in needs::files_below(&cases.folder) {
        let Ok(text) = std::fs::read_to_string(&file) else {
            continue;
        };
        let name = file.display().to_string();
        let lines = name.ends_with(".jsonl");
        // Schemas that were made to be hard are looked at by `import_keeps_meaning`, a part of them.
        if lines && name.contains("containment") {
            continue;
        }
        let texts: Vec<String> = if lines {
            let rows = text.lines().filter_map(|line| json::parse(line.as_bytes()).ok());
            let of = |row: Json| ["schema", "sub", "sup"].map(|key| row.get(key).map(Json::to_string));
            rows.flat_map(of).flatten().collect()
        } else {
            vec![text]
        };
        for text in texts {
            let is_object = json::parse(text.as_bytes()).is_ok_and(|value| value.as_object().is_some());
            // No draft of JSON Schema defines `nullable`.
            if is_object && !text.contains("\"nullable\"") {
                look_at(folder.path(), &name, &text, &mut counts);
            }
        }
    }
    println!("real files: {counts:?}");
    assert!(counts.within >= cases.at_least(60, 1_000), "{counts:?}");
}

#[test]
fn no_random_schema_is_widened() {
    let folder = tempfile::tempdir().unwrap();
    let many = std::env::var("COUNTERPART_TEST_PAIRS").ok();
    let many = many.and_then(|many| many.parse().ok()).unwrap_or(400);
    let mut counts = Counts::default();
    for seed in 0..many {
        let chance = &mut Chance::of(seed);
        let depth = 2 + chance.below(3);
        let text = wild::schema(chance, depth).to_string();
        look_at(
            folder.path(),
            &format!("random schema {seed}"),
            &text,
            &mut counts,
        );
    }
    println!("random schemas: {counts:?}");
    assert!(counts.within > counts.unproven, "{counts:?}");
}
