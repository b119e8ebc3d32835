//! Requirements of tests that a machine may lack: programs, permissions, and the schemas and messages next to the
//! checkout.
//!
//! A test that lacks something says so with [`skip`] and returns. At a desk that is a line; where `CI=true`, the test fails
//! unless [`MAY_LACK`] names what is lacking. So no run passes that looked at less than it was meant to look at.

use std::ffi::OsStr;
use std::fmt::Display;
use std::path::{Path, PathBuf};

/// The variable that names what the machine may lack, with commas: `COUNTERPART_TEST_SKIP=data,strace`.
pub const MAY_LACK: &str = "COUNTERPART_TEST_SKIP";

/// Says that the test, or a part of it, does not run, and why.
///
/// # Panics
///
/// Panics if `CI=true` and the variable [`MAY_LACK`] does not name what is lacking.
#[track_caller]
#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
pub fn skip(lacking: &str, reason: impl Display) {
    let is_ci = std::env::var_os("CI").is_some_and(|ci| ci == "true");
    let may_lack = std::env::var_os(MAY_LACK);
    if let Err(refusal) = judge(lacking, is_ci, may_lack.as_deref()) {
        panic!("{reason}; {refusal}");
    }
    eprintln!("skipped ({lacking}): {reason}");
}

fn judge(lacking: &str, is_ci: bool, may_lack: Option<&OsStr>) -> Result<(), String> {
    let named = may_lack.unwrap_or_default().to_string_lossy();
    if !is_ci || named.split(',').any(|name| name.trim() == lacking) {
        return Ok(());
    }
    Err(format!(
        "in CI a test is skipped only where {MAY_LACK} names what the machine lacks: {MAY_LACK}={lacking}"
    ))
}

/// Returns true if strace is there, which kills a program at a call of the system. [Skips](skip) as `strace` otherwise.
#[track_caller]
pub fn strace() -> bool {
    let version = std::process::Command::new("strace").arg("-V").output();
    let is_there = version.is_ok_and(|output| output.status.success());
    if !is_there {
        skip("strace", "killing at a system call needs strace");
    }
    is_there
}

/// The folder of real schemas and messages that are not part of the project: `COUNTERPART_TEST_DATA`, else `../shared/data`
/// beside the checkout. [Skips](skip) as `data` where there is no such folder.
///
/// A suite that reads it has cases of its own in the repository too, and judges those first.
#[track_caller]
pub fn data() -> Option<PathBuf> {
    let configured = std::env::var_os("COUNTERPART_TEST_DATA").map(PathBuf::from);
    let folder = configured.unwrap_or_else(|| checkout().join("../shared/data"));
    if folder.is_dir() {
        return Some(folder);
    }
    skip("data", format!("there is no test data at {}", folder.display()));
    None
}

/// A folder of cases that a suite judges.
#[derive(Debug)]
pub struct Cases {
    /// Their folder.
    pub folder: PathBuf,
    /// True if they are the repository's own, and not of the [data] beside it.
    pub is_own: bool,
}

/// The cases of a suite: its own, below `tests/cases`, and those of the [data] beside the checkout if it is there. So
/// a suite has something to judge on every machine.
///
/// # Panics
///
/// Panics if the repository has no cases of its own for the suite.
#[track_caller]
pub fn cases(own: &str, shared: &str) -> Vec<Cases> {
    let own = checkout().join("tests/cases").join(own);
    assert!(own.is_dir(), "{} is no folder of cases", own.display());
    let own = Cases {
        folder: own,
        is_own: true,
    };
    let shared = data().map(|data| Cases {
        folder: data.join(shared),
        is_own: false,
    });
    std::iter::once(own).chain(shared).collect()
}

impl Cases {
    /// The number of must that have been judged, so that none got lost: of its own, and of the data beside the
    /// checkout.
    pub fn at_least(&self, own: usize, shared: usize) -> usize {
        if self.is_own { own } else { shared }
    }
}

/// All files below a folder but the licences, sorted.
///
/// # Panics
///
/// Panics if a folder cannot be read.
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries =
            std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        for entry in entries {
            let path = entry.expect("an entry of the folder").path();
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

fn checkout() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors()
        .nth(2)
        .expect("this stands two folders below the root")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn skip_at_a_desk_passes() {
        assert_eq!(judge("data", false, None), Ok(()));
    }

    #[test]
    fn skip_in_ci_fails_unless_the_variable_names_what_is_lacking() {
        let refusal = judge("data", true, None).unwrap_err();
        assert!(refusal.ends_with("COUNTERPART_TEST_SKIP=data"), "{refusal}");
        assert_eq!(judge("data", true, Some("strace, data".as_ref())), Ok(()));
        for other in ["", "strace", "database", "data strace"] {
            assert!(judge("data", true, Some(other.as_ref())).is_err(), "{other}");
        }
    }
}
