//! No document that is not a schema is taken for one, and every real schema is.

#[path = "../../engine/tests/shared_data/files.rs"]
mod files;
#[path = "../../engine/tests/shared_data/mod.rs"]
mod shared_data;

use std::path::Path;

use counterpart_engine::compat::schema::Draft;
use counterpart::contract::{Identity, Role};
use counterpart_verifier::import::{ImportError, Options, Reading, SchemaFile, import};
use counterpart_engine::json::{self, Json};

fn options(role: Role) -> Options {
    Options::new(Identity::new("service", role, "event", None).unwrap())
}

/// Whether a file is taken, by either of the two that take schemas.
fn is_taken(path: &Path) -> bool {
    let alone = SchemaFile::read(path, &Reading::default()).is_ok();
    let roles = [Role::Consumes, Role::Emits];
    let is_imported = |role| import(&[path.to_owned()], &options(role)).is_ok();
    alone || roles.into_iter().any(is_imported)
}

#[test]
fn no_message_and_no_pact_is_taken_for_a_schema() {
    let Some(data) = shared_data::folder() else { return };
    let mut taken = Vec::new();
    let mut asked = 0;
    for below in ["github-webhooks/examples", "pact-consumers", "pact-specification"] {
        for path in files::files_below(&data.join(below)) {
            if path.extension().is_some_and(|extension| extension == "json") {
                asked += 1;
                taken.extend(is_taken(&path).then_some(path));
            }
        }
    }
    assert!(asked > 300, "{asked}");
    assert!(taken.is_empty(), "{taken:#?}");
}

#[test]
fn no_document_that_was_reported_to_be_taken_is_taken() {
    let Some(data) = shared_data::folder() else { return };
    let mut asked = 0;
    for path in files::files_below(&data.join("reports/a02-no-schema-at-all")) {
        if path.extension().is_some_and(|extension| extension == "json") {
            asked += 1;
            assert!(!is_taken(&path), "{}", path.display());
        }
    }
    assert!(asked > 0);
}

/// The lines of the folder's lists: each is a record that holds schemas, and no schema.
#[test]
fn no_record_that_holds_schemas_is_taken_for_one() {
    let Some(data) = shared_data::folder() else { return };
    let scratch = tempfile::tempdir().unwrap();
    let path = scratch.path().join("record.json");
    let mut asked = 0;
    for below in ["containment", "languages", "adversarial"] {
        for list in files::files_below(&data.join(below)) {
            if list.extension().is_none_or(|extension| extension != "jsonl") {
                continue;
            }
            let text = std::fs::read_to_string(&list).unwrap();
            for line in text.lines().step_by(5) {
                let Ok(record) = json::parse(line.as_bytes()) else {
                    continue;
                };
                std::fs::write(&path, line).unwrap();
                asked += 1;
                assert!(!is_taken(&path), "{}: {line}", list.display());
                // The message on the wire is none either, unless it is written like one.
                if let Some(wire) = record.get("wire").and_then(Json::as_str) {
                    std::fs::write(&path, wire).unwrap();
                    assert!(!is_taken(&path), "{wire}");
                }
            }
        }
    }
    assert!(asked > 500, "{asked}");
}

#[test]
fn every_real_schema_is_taken() {
    let Some(data) = shared_data::folder() else { return };
    let mut read = 0;
    for (registry, draft, base) in [
        ("iglu-central", Draft::Draft4, None),
        (
            "github-webhooks/schemas",
            Draft::Draft7,
            Some("github-webhooks/schemas"),
        ),
    ] {
        for path in files::files_below(&data.join(registry)) {
            let options = Options {
                draft: Some(draft),
                base: base.map(|base| data.join(base)),
                ..options(Role::Consumes)
            };
            match import(std::slice::from_ref(&path), &options) {
                Ok(_) => read += 1,
                Err(ImportError::Json { .. }) => {}
                Err(error) => panic!("{}: {error}", path.display()),
            }
        }
    }
    assert!(read > 500, "{read}");
}
