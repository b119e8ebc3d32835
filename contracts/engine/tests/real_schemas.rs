//! Real schemas are read.

#[path = "shared_data/files.rs"]
mod files;
mod shared_data;

use counterpart_engine::compat::schema::{Draft, Options, ReferenceProblem, Schema, SchemaError};
use counterpart_engine::json::ErrorKind;

#[test]
fn registries_of_real_schemas_are_read_but_for_references_between_files_and_repeated_keys() {
    let Some(folder) = shared_data::folder() else {
        return;
    };
    for (registry, draft) in [
        ("iglu-central", Draft::Draft4),
        ("github-webhooks/schemas", Draft::Draft7),
    ] {
        let (mut read, mut outside, mut repeated) = (0, 0, 0);
        for file in files::files_below(&folder.join(registry)) {
            let text = std::fs::read(&file).unwrap();
            match Schema::parse(&text, &Options::default().default_draft(draft)) {
                Ok(_) => read += 1,
                Err(SchemaError::Reference {
                    problem: ReferenceProblem::Outside,
                    ..
                }) => outside += 1,
                Err(SchemaError::Json(error)) if matches!(error.kind, ErrorKind::DuplicateKey(_)) => {
                    repeated += 1
                }
                Err(error) => panic!("{}: {error}", file.display()),
            }
        }
        assert!(
            read > 30 && read + outside > 250 && repeated < 5,
            "{registry}: {read} read, {outside} refer to other files, {repeated} repeat a key"
        );
    }
}
