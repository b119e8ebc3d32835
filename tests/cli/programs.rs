//! The shape of the test suite itself.

use std::path::Path;

use cargo_metadata::{MetadataCommand, TargetKind};
use fixture::checkout;

/// Each links a crate and all that it depends on once more.
const MOST: usize = 20;

#[test]
fn the_workspace_has_few_test_programs() {
    let metadata = MetadataCommand::new()
        .current_dir(checkout())
        .no_deps()
        .exec()
        .expect("the workspace");
    let targets = metadata.packages.iter().flat_map(|package| &package.targets);
    let tests = targets.filter(|target| target.kind.contains(&TargetKind::Test));
    let names: Vec<&str> = tests.map(|target| target.name.as_str()).collect();
    assert!(names.len() <= MOST, "{} test programs: {names:?}", names.len());
}

/// The names that `needs::skip` is called with in the tests below a folder.
fn lacking(folder: &Path, names: &mut Vec<String>) {
    for file in needs::files_below(folder) {
        if file.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&file).unwrap();
            let calls = text.split(concat!("needs::", "skip(")).skip(1);
            let literal =
                |rest: &str| Some(rest.trim_start().strip_prefix('"')?.split_once('"')?.0.to_owned());
            names.extend(calls.filter_map(literal));
        }
    }
}

#[test]
fn everything_that_a_machine_may_lack_is_named_for_contributors() {
    let mut names = vec!["data".to_owned()];
    for folder in [
        "tests/cli",
        "tests/packages",
        "tests/book",
        "contracts/verifier/tests",
    ] {
        lacking(&checkout().join(folder), &mut names);
    }
    assert!(names.len() > 5, "{names:?}");
    let page = std::fs::read_to_string(checkout().join("CONTRIBUTING.md")).unwrap();
    for name in names {
        assert!(
            page.contains(&format!("`{name}`")),
            "CONTRIBUTING.md does not name {name}"
        );
    }
}
