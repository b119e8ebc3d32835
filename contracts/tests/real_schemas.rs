//! Real schemas are read.

mod shared_data;

use std::path::{Path, PathBuf};

use counterpart::compat::schema::{Draft, Options, ReferenceProblem, Schema, SchemaError};
use counterpart::json::ErrorKind;

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.file_name().is_some_and(|name| name != "LICENSE") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

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
        for file in files_below(&folder.join(registry)) {
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
