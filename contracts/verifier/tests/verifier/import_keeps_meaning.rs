//! An import preserves the meaning of its file: shown by the engine, on real schemas and on the labelled pairs.

use std::path::Path;

use counterpart::contract::{Identity, Role};
use counterpart_engine::compat::schema::{Draft, Options, Schema};
use counterpart_engine::compat::{Limits, Verdict, check};
use counterpart_engine::json::{self, Json};
use counterpart_verifier::import::{ImportError, Imported, import};

const DRAFT: Draft = Draft::Draft4;

/// Imports a text as it would be from a file.
fn imported(folder: &Path, text: &str, role: Role, draft: Draft) -> Result<Imported, ImportError> {
    let file = folder.join("schema.json");
    std::fs::write(&file, text).unwrap();
    let identity = Identity::new("service", role, "event", None).unwrap();
    let mut options = counterpart_verifier::import::Options::new(identity);
    options.schemas.draft = Some(draft);
    // Some of the pairs are about schemas that accept everything.
    options.schemas.anything = true;
    import(&[file], &options)
}

fn schema(text: &[u8], draft: Draft) -> Schema {
    Schema::parse(text, &Options::default().default_draft(draft)).unwrap()
}

#[derive(Debug, Default)]
struct Counts {
    same: usize,
    undecided: usize,
}

/// The contract of a consumer is the schema; what a producer emits is not more than its schema says, and is something
/// where the schema admits anything.
fn compare(folder: &Path, name: &str, text: &str, draft: Draft, counts: &mut Counts) {
    let limits = Limits {
        steps: 100_000,
        findings: 1,
    };
    let original = schema(text.as_bytes(), draft);
    let consumes =
        imported(folder, text, Role::Consumes, draft).unwrap_or_else(|error| panic!("{name}: {error}"));
    let consumes = schema(consumes.contract.to_text().as_bytes(), DRAFT);
    for (a, b, way) in [(&original, &consumes, "lost"), (&consumes, &original, "gained")] {
        match check(a, b, &limits) {
            Verdict::Compatible => counts.same += 1,
            Verdict::Unproven(_) => counts.undecided += 1,
            Verdict::Incompatible(findings) => panic!("{name}: {way} {findings:?}\n{text}"),
        }
    }

    let emits = imported(folder, text, Role::Emits, draft).unwrap_or_else(|error| panic!("{name}: {error}"));
    let said = emits.contract.to_text();
    let emits = schema(said.as_bytes(), DRAFT);
    if let Verdict::Incompatible(findings) = check(&emits, &original, &limits) {
        panic!("{name}: emits more: {findings:?}\n{said}");
    }
    let nothing = schema(b"false", DRAFT);
    let admits_something = matches!(check(&original, &nothing, &limits), Verdict::Incompatible(_));
    if admits_something {
        let verdict = check(&emits, &nothing, &limits);
        assert!(
            verdict != Verdict::Compatible,
            "{name}: emits nothing any more\n{said}"
        );
    }
}

#[test]
fn a_registry_of_real_schemas_keeps_its_meaning() {
    let folder = tempfile::tempdir().unwrap();
    for cases in needs::cases("versions", "iglu-central") {
        let mut counts = Counts::default();
        for file in needs::files_below(&cases.folder) {
            let text = std::fs::read_to_string(&file).unwrap();
            if json::parse(text.as_bytes()).is_err() {
                continue; // A key stands twice.
            }
            let name = file.display().to_string();
            compare(folder.path(), &name, &text, Draft::Draft4, &mut counts);
        }
        assert!(counts.same >= cases.at_least(60, 500), "{counts:?}");
    }
}

#[test]
fn schemas_made_to_be_hard_keep_their_meaning() {
    for cases in needs::cases("containment", "containment") {
        keep_their_meaning(&cases);
    }
}

fn keep_their_meaning(cases: &needs::Cases) {
    let folder = tempfile::tempdir().unwrap();
    let mut counts = Counts::default();
    for file in needs::files_below(&cases.folder) {
        if file.extension().is_none_or(|extension| extension != "jsonl") {
            continue;
        }
        let lines = std::fs::read_to_string(&file).unwrap();
        // A part of them takes seconds, all take a minute.
        for line in lines.lines().step_by(5) {
            let case = json::parse(line.as_bytes()).unwrap();
            let id = case.get("id").and_then(Json::as_str).unwrap();
            for side in ["sub", "sup"] {
                let text = case.get(side).unwrap().to_string();
                let name = format!("{id} {side}");
                if Schema::parse(text.as_bytes(), &Options::default()).is_err() {
                    continue;
                }
                compare(folder.path(), &name, &text, Draft::Draft202012, &mut counts);
            }
        }
    }
    assert!(
        counts.same >= cases.at_least(250, 2_000) && counts.undecided < 20,
        "{counts:?}"
    );
}
