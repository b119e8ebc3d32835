//! The branches that are merged according to git. Versions published from them are part of the main
//! branch.

use std::path::Path;
use std::process::{Command, Stdio};

/// Returns `true` if a branch is gone here, and a commit of it is part of the main branch. Returns
/// `false` if git does not know: in another repository, in a shallow clone, or if the commits were
/// squashed.
pub(crate) fn is_merged(here: &Path, branch: &str, commit: &str, main: &str) -> bool {
    // A text that others published must not act as a revision expression or an option.
    let is_commit = commit.len() >= 40 && commit.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_commit
        && places(branch).iter().all(|place| !is_there(here, place))
        && places(main).iter().any(|place| {
            is_there(here, place) && succeeds(here, &["merge-base", "--is-ancestor", commit, place])
        })
}

/// The places where git keeps a branch: that of this clone, and that of the remote at the last
/// fetch.
fn places(branch: &str) -> [String; 2] {
    [
        format!("refs/heads/{branch}"),
        format!("refs/remotes/origin/{branch}"),
    ]
}

fn is_there(here: &Path, place: &str) -> bool {
    succeeds(here, &["show-ref", "--verify", "--quiet", place])
}

fn succeeds(here: &Path, arguments: &[&str]) -> bool {
    let mut command = Command::new("git");
    command
        .arg("-C")
        .arg(here)
        .args(["-c", "core.fsmonitor=false"])
        .args(arguments)
        .env("GIT_OPTIONAL_LOCKS", "0")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}
