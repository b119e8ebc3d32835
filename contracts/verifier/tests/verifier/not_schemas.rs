//! No document that is not a schema is taken for one, and every real schema is.

use std::path::Path;

use counterpart::contract::{Identity, Role};
use counterpart_engine::compat::schema::Draft;
use counterpart_engine::json::{self, Json};
use counterpart_verifier::import::{ImportError, Options, Reading, SchemaFile, import};

fn options(role: Role) -> Options {
    Options::new(Identity::new("service", role, "event", None).unwrap())
}

/// Returns true if a file is taken, by either of the two that take schemas.
fn is_taken(path: &Path) -> bool {
    let alone = SchemaFile::read(path, &Reading::default()).is_ok();
    let roles = [Role::Consumes, Role::Emits];
    let is_imported = |role| import(&[path.to_owned()], &options(role)).is_ok();
    alone || roles.into_iter().any(is_imported)
}

#[test]
fn messages_and_pacts_are_not_read_as_schemas() {
    let mut taken = Vec::new();
    for (own, shared, at_least) in [
        ("webhooks/examples", "github-webhooks/examples", (20, 200)),
        ("pact-consumers", "pact-consumers", (2, 4)),
        ("pact-specification", "pact-specification", (50, 60)),
    ] {
        for cases in needs::cases(own, shared) {
            let mut asked = 0;
            for path in needs::files_below(&cases.folder) {
                if path.extension().is_some_and(|extension| extension == "json") {
                    asked += 1;
                    taken.extend(is_taken(&path).then_some(path));
                }
            }
            assert!(
                asked >= cases.at_least(at_least.0, at_least.1),
                "{cases:?}: {asked}"
            );
        }
    }
    assert!(taken.is_empty(), "{taken:#?}");
}

#[test]
fn no_document_of_another_kind_is_taken() {
    for cases in needs::cases("not-schemas", "reports/a02-no-schema-at-all") {
        let mut asked = 0;
        for path in needs::files_below(&cases.folder) {
            if path.extension().is_some_and(|extension| extension == "json") {
                asked += 1;
                assert!(!is_taken(&path), "{}", path.display());
            }
        }
        assert!(asked >= cases.at_least(20, 1), "{cases:?}: {asked}");
    }
}

/// The lines of the folder's lists: each is a record that holds schemas, and no schema.
#[test]
fn records_that_contain_schemas_are_not_read_as_schemas() {
    let scratch = tempfile::tempdir().unwrap();
    let path = scratch.path().join("record.json");
    for cases in needs::cases("containment", "") {
        let mut asked = 0;
        for list in needs::files_below(&cases.folder) {
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
        assert!(asked >= cases.at_least(70, 500), "{asked}");
    }
}

#[test]
fn every_real_schema_is_taken() {
    let registries = needs::cases("versions", "iglu-central").into_iter();
    let registries = registries.map(|cases| (cases, Draft::Draft4, false));
    let webhooks = needs::cases("webhooks/schemas", "github-webhooks/schemas").into_iter();
    let webhooks = webhooks.map(|cases| (cases, Draft::Draft7, true));
    for (cases, draft, refers_to_files) in registries.chain(webhooks) {
        let mut read = 0;
        for path in needs::files_below(&cases.folder) {
            let mut options = options(Role::Consumes);
            options.schemas.draft = Some(draft);
            options.schemas.base = refers_to_files.then(|| cases.folder.clone());
            match import(std::slice::from_ref(&path), &options) {
                Ok(_) => read += 1,
                Err(ImportError::Json { .. }) => {}
                Err(error) => panic!("{}: {error}", path.display()),
            }
        }
        assert!(read >= cases.at_least(30, 240), "{cases:?}: {read}");
    }
}
