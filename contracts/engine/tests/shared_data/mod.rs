//! Where tests find real schemas and messages that are not part of the project.

use std::path::PathBuf;

/// The folder of that material: `COUNTERPART_TEST_DATA`, else `../shared/data` beside the workspace. `None`, with a
/// line that says so, where there is no such folder.
pub(crate) fn folder() -> Option<PathBuf> {
    let configured = std::env::var_os("COUNTERPART_TEST_DATA").map(PathBuf::from);
    let workspace = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let beside = || workspace.join("../shared/data");
    let folder = configured.unwrap_or_else(beside);
    if folder.is_dir() {
        return Some(folder);
    }
    #[expect(clippy::print_stdout, reason = "a skipped test says so")]
    {
        println!("skipped: there is no test data at {}", folder.display());
    }
    None
}
