//! Git's information about the folder that the command was called in.

use std::path::{Path, PathBuf};
use std::process::Command;

use counterpart_verifier::store::Address;

use crate::failure::Failure;

/// A work tree of git.
#[derive(Debug)]
pub(crate) struct Checkout {
    root: PathBuf,
    /// The commit; `None` if nothing was committed yet.
    pub(crate) commit: Option<String>,
}

impl Checkout {
    /// The work tree that a folder is in; `None` if it is in none, or git is not there.
    pub(crate) fn find(folder: &Path) -> Option<Self> {
        let root = PathBuf::from(ask(folder, &["rev-parse", "--show-toplevel"]).ok()?);
        let commit = ask(&root, &["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]).ok();
        Some(Self { root, commit })
    }

    /// Refuses a work tree that differs from its commit. The store itself may be inside it.
    pub(crate) fn check_clean(&self, store: &Address) -> Result<(), Failure> {
        let mut arguments = vec!["status".to_owned(), "--porcelain".into(), "--".into(), ".".into()];
        let within = store.folder().and_then(|folder| {
            let (folder, root) = (real(folder), real(&self.root));
            Some(folder.strip_prefix(root).ok()?.to_str()?.replace('\\', "/"))
        });
        arguments.extend(
            within
                .filter(|path| !path.is_empty())
                .map(|path| format!(":(exclude,literal){path}")),
        );
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let said = ask(&self.root, &arguments).map_err(|said| self.failed("status", &said))?;
        if said.is_empty() {
            return Ok(());
        }
        let changed: Vec<&str> = said
            .lines()
            .map(|line| line.get(2..).unwrap_or(line).trim())
            .collect();
        let mut shown = changed[..changed.len().min(5)].join(", ");
        if changed.len() > 5 {
            shown.push_str(&format!(" and {} more", changed.len() - 5));
        }
        Err(
            Failure::new(format!("the working tree has uncommitted changes: {shown}"))
                .hint("commit or stash them, or publish them anyway with --allow-dirty"),
        )
    }

    /// The branch that is checked out; `None` if only a commit is.
    pub(crate) fn branch(&self) -> Option<String> {
        ask(&self.root, &["symbolic-ref", "--quiet", "--short", "HEAD"]).ok()
    }

    /// The sequence number of the commit: the number of its ancestors, including itself.
    pub(crate) fn sequence(&self) -> Result<u64, Failure> {
        let shallow = ask(&self.root, &["rev-parse", "--is-shallow-repository"]);
        if shallow.map_err(|said| self.failed("rev-parse", &said))? == "true" {
            return Err(Failure::new(
                "this clone is shallow, so the sequence number of the commit is not known",
            )
            .hint(
                "fetch the history with `git fetch --unshallow` (in GitHub Actions `fetch-depth: 0` of actions/checkout, in \
                 GitLab `GIT_DEPTH: 0`), or give a number with --sequence",
            ));
        }
        let count = ask(&self.root, &["rev-list", "--count", "HEAD"])
            .map_err(|said| self.failed("rev-list", &said))?;
        count.parse().map_err(|_| self.failed("rev-list", &count))
    }

    /// The author of the commit: `Name <address>`.
    pub(crate) fn committer(&self) -> Option<String> {
        ask(
            &self.root,
            &["log", "-1", "--no-show-signature", "--format=%cn <%ce>"],
        )
        .ok()
    }

    fn failed(&self, what: &str, said: &str) -> Failure {
        Failure::new(format!("git {what} in {} fails: {said}", self.root.display()))
    }
}

/// Git's answer without the last line end, or its message if it fails.
fn ask(folder: &Path, arguments: &[&str]) -> Result<String, String> {
    let output = Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(["-c", "core.quotePath=false", "-c", "core.fsmonitor=false"])
        .args(arguments)
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("LC_ALL", "C")
        .output()
        .map_err(|error| error.to_string())?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).trim_end().to_owned())
    } else {
        Err(String::from_utf8_lossy(&output.stderr).trim().to_owned())
    }
}

/// The path without links, as far as it exists.
fn real(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let known = absolute.ancestors().find_map(|above| {
        let real = above.canonicalize().ok()?;
        Some(real.join(absolute.strip_prefix(above).ok()?))
    });
    known.unwrap_or(absolute)
}
