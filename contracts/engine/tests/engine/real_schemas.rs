//! Real schemas are read.

use counterpart_engine::compat::schema::{Draft, Options, ReferenceProblem, Schema, SchemaError};
use counterpart_engine::json::ErrorKind;

#[test]
fn real_registries_are_read_except_references_between_files_and_repeated_keys() {
    let registries = needs::cases("versions", "iglu-central").into_iter();
    let registries = registries.map(|cases| (cases, Draft::Draft4));
    let webhooks = needs::cases("webhooks/schemas", "github-webhooks/schemas").into_iter();
    let webhooks = webhooks.map(|cases| (cases, Draft::Draft7));
    for (cases, draft) in registries.chain(webhooks) {
        let (mut read, mut outside, mut repeated) = (0, 0, 0);
        for file in needs::files_below(&cases.folder) {
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
            read >= cases.at_least(5, 30) && read + outside >= cases.at_least(30, 250) && repeated < 5,
            "{cases:?}: {read} read, {outside} refer to other files, {repeated} repeat a key"
        );
    }
}
