//! Calls the `git` program, in a bare repository of our own.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::super::StoreError;
use super::address::GitAddress;

/// The repository that holds what was fetched.
#[derive(Debug)]
pub(super) struct Git {
    folder: PathBuf,
    location: String,
}

/// While it lives, no other process works in the repository.
pub(super) struct Alone(#[expect(dead_code, reason = "closing the file frees the lock")] File);

const FETCHED: &str = "refs/counterpart/fetched";

impl Git {
    pub(super) fn at(folder: PathBuf, location: &str) -> Result<Self, StoreError> {
        let git = Self {
            folder,
            location: location.to_owned(),
        };
        fs::create_dir_all(&git.folder).map_err(|error| git.failed("read", error))?;
        let _alone = git.alone()?;
        if !git.folder.join("HEAD").exists() {
            git.run("read", &["init", "--quiet", "--bare", "--template="], &[])?;
        }
        Ok(git)
    }

    pub(super) fn alone(&self) -> Result<Alone, StoreError> {
        let lock = || {
            let file = File::create(self.folder.join("counterpart.lock"))?;
            fs4::fs_std::FileExt::lock_exclusive(&file)?;
            Ok(Alone(file))
        };
        lock().map_err(|error| self.failed("lock", error))
    }

    pub(super) fn failed(&self, action: &'static str, error: io::Error) -> StoreError {
        let error = match error.kind() {
            io::ErrorKind::NotFound => {
                io::Error::new(error.kind(), "the `git` program was not found: install it")
            }
            _ => error,
        };
        StoreError::Backend {
            action,
            place: self.location.clone(),
            error,
        }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("git");
        command
            // What surrounds a call from a hook, or from within a work tree, is not for this repository.
            .env_remove("GIT_DIR")
            .env_remove("GIT_WORK_TREE")
            .env_remove("GIT_INDEX_FILE")
            .env_remove("GIT_OBJECT_DIRECTORY")
            .env_remove("GIT_NAMESPACE")
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("GIT_OPTIONAL_LOCKS", "0")
            .env("LC_ALL", "C")
            .arg("--git-dir")
            .arg(&self.folder)
            .args([
                "-c",
                "protocol.ext.allow=never",
                "-c",
                "core.hooksPath=/dev/null",
                "-c",
                "gc.auto=0",
            ])
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    pub(super) fn spawn(&self, arguments: &[&str]) -> Result<Child, StoreError> {
        self.command(arguments)
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| self.failed("read", error))
    }

    /// Runs git to its end; what it writes to standard output.
    pub(super) fn run(
        &self,
        action: &'static str,
        arguments: &[&str],
        input: &[u8],
    ) -> Result<Vec<u8>, StoreError> {
        let output = self
            .output(arguments, input)
            .map_err(|error| self.failed(action, error))?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        Err(self.failed(action, io::Error::other(said(&output.stderr))))
    }

    fn output(&self, arguments: &[&str], input: &[u8]) -> io::Result<std::process::Output> {
        let mut child = self.command(arguments).spawn()?;
        let mut stdin = child.stdin.take().expect("it is piped");
        std::thread::scope(|scope| {
            // git that ends early closes the pipe; why it did is in its exit code.
            scope.spawn(move || stdin.write_all(input));
            child.wait_with_output()
        })
    }

    /// The newest commit of the branch, fetched; `None` where there is no such branch.
    pub(super) fn fetch(&self, address: &GitAddress) -> Result<Option<String>, StoreError> {
        let reference = format!("refs/heads/{}", address.branch());
        let listed = self.run("read", &["ls-remote", "--", address.url(), &reference], &[])?;
        let listed = String::from_utf8_lossy(&listed);
        let Some(newest) = listed.split_ascii_whitespace().next() else {
            return Ok(None);
        };
        if self
            .run("read", &["cat-file", "-e", &format!("{newest}^{{tree}}")], &[])
            .is_ok()
        {
            return Ok(Some(newest.to_owned()));
        }
        let into = format!("+{reference}:{FETCHED}");
        let fetch = [
            "fetch",
            "--quiet",
            "--depth=1",
            "--no-tags",
            "--no-write-fetch-head",
            "--",
            address.url(),
            &into,
        ];
        self.run("read", &fetch, &[])?;
        let fetched = self.run("read", &["rev-parse", "--verify", FETCHED], &[])?;
        Ok(Some(String::from_utf8_lossy(&fetched).trim().to_owned()))
    }

    /// The branches of the repository, sorted.
    pub(super) fn branches(&self, address: &GitAddress) -> Result<Vec<String>, StoreError> {
        let listed = self.run("read", &["ls-remote", "--heads", "--", address.url()], &[])?;
        let listed = String::from_utf8_lossy(&listed);
        let name = |line: &str| Some(line.split_once("refs/heads/")?.1.to_owned());
        let mut branches: Vec<String> = listed.lines().filter_map(name).collect();
        branches.sort();
        Ok(branches)
    }

    /// Fetches what lies behind the newest commit, where only that was fetched.
    pub(super) fn deepen(&self, address: &GitAddress) -> Result<(), StoreError> {
        let shallow = self.run("read", &["rev-parse", "--is-shallow-repository"], &[])?;
        if shallow.trim_ascii() != b"true" {
            return Ok(());
        }
        let into = format!("+refs/heads/{}:{FETCHED}", address.branch());
        let fetch = [
            "fetch",
            "--quiet",
            "--unshallow",
            "--no-tags",
            "--no-write-fetch-head",
            "--",
            address.url(),
            &into,
        ];
        self.run("read", &fetch, &[]).map(drop)
    }

    /// Whether the commit is the newest of the branch now; `false` where another writer was first.
    pub(super) fn push(&self, address: &GitAddress, commit: &str) -> Result<bool, StoreError> {
        let to = format!("{commit}:refs/heads/{}", address.branch());
        let mut arguments = vec!["push", "--quiet", "--porcelain"];
        if address.is_on_this_machine() {
            // git would run the hooks of that repository here, as this user.
            arguments.push("--receive-pack=git -c core.hooksPath=/dev/null receive-pack");
        }
        arguments.extend(["--", address.url(), &to]);
        let output = self
            .output(&arguments, &[])
            .map_err(|error| self.failed("write", error))?;
        if output.status.success() {
            return Ok(true);
        }
        let answer = format!(
            "{}{}",
            String::from_utf8_lossy(&output.stdout),
            said(&output.stderr)
        );
        let was_late = [
            "fetch first",
            "non-fast-forward",
            "stale info",
            "cannot lock ref",
            "failed to update ref",
            "reference already exists",
        ];
        if was_late.iter().any(|late| answer.contains(late)) {
            return Ok(false);
        }
        Err(self.failed("write", io::Error::other(answer)))
    }
}

/// The end of what git said, which names the cause.
fn said(stderr: &[u8]) -> String {
    let text = String::from_utf8_lossy(stderr);
    let lines: Vec<&str> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    let last = &lines[lines.len().saturating_sub(4)..];
    if last.is_empty() {
        "git failed without a word".to_owned()
    } else {
        last.join("; ").chars().take(600).collect()
    }
}

/// Waits longer the more often others were first, and not as long as they do.
pub(super) fn wait(attempt: u32) {
    let spread = u64::from(std::process::id())
        .wrapping_mul(2_654_435_761)
        .rotate_left(attempt)
        % 64;
    std::thread::sleep(Duration::from_millis(u64::from(attempt.min(16)) * 8 + spread));
}
