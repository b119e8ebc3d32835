//! Calls the `git` program, in a bare repository of our own.

use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::{Duration, Instant};

use super::super::error::StoreError;
use super::address::{GitAddress, secret};
use super::cache::{self, Format};
use super::call::{self, Bounds, Ended, Running};
use counterpart::config::network::{Network, Notice, PATIENCE};

/// The repository with fetched data.
#[derive(Debug)]
pub(super) struct Git {
    folder: PathBuf,
    location: String,
    url: String,
    network: Network,
    was_told: AtomicBool,
    made_anew: AtomicU32,
    /// True if the format was changed because the store has the other one.
    was_other: AtomicBool,
}

/// The result of pushing a commit.
pub(super) enum Pushed {
    Done,
    /// Another writer was first, or holds a lock: git's message.
    Late(String),
}

/// While it lives, no other process of this tool works in the repository.
pub(super) struct RepositoryLock(#[expect(dead_code, reason = "closing the file frees the lock")] File);

const FETCHED: &str = "refs/counterpart/fetched";

/// Git's message if a repository has a different format of ids from the one to push to.
const OTHER_FORMAT: &str = "does not support this repository's hash algorithm";

/// The number of times that a process makes the copy anew.
const ANEW: u32 = 3;

/// The maximum number of packs to look through before they are combined.
const PACKS: usize = 20;

impl Git {
    pub(super) fn at(folder: PathBuf, address: &GitAddress, network: &Network) -> Result<Self, StoreError> {
        let git = Self {
            folder,
            location: address.to_string(),
            url: address.url().to_owned(),
            network: *network,
            was_told: AtomicBool::new(false),
            made_anew: AtomicU32::new(0),
            was_other: AtomicBool::new(false),
        };
        std::fs::create_dir_all(&git.folder).map_err(|error| git.refused(error))?;
        Ok(git)
    }

    /// Waits until no other process of this tool works in the repository, and removes the remains
    /// of a killed one.
    pub(super) fn lock(&self) -> Result<RepositoryLock, StoreError> {
        let file = File::create(self.folder.join(cache::LOCK)).map_err(|error| self.refused(error))?;
        let began = Instant::now();
        while !fs4::fs_std::FileExt::try_lock_exclusive(&file).map_err(|error| self.refused(error))? {
            if began.elapsed() > self.network.timeout {
                return Err(self.refused(io::Error::new(
                    io::ErrorKind::TimedOut,
                    "another process works in it and does not end: end that one, or name another folder in COUNTERPART_CACHE",
                )));
            }
            if began.elapsed() > PATIENCE && !self.was_told.swap(true, Ordering::Relaxed) {
                let whom = format!("another process that works in {}", self.folder.display());
                (self.network.told)(&Notice::Waiting { whom: &whom });
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        cache::clear(&self.folder).map_err(|error| self.refused(error))?;
        Ok(RepositoryLock(file))
    }

    /// The error for an action that git could not do.
    pub(super) fn failed(&self, action: &'static str, error: io::Error) -> StoreError {
        let kind = error.kind();
        let error = match kind {
            io::ErrorKind::NotFound => io::Error::new(kind, "the `git` program was not found: install it"),
            io::ErrorKind::TimedOut => io::Error::new(kind, self.network.late()),
            io::ErrorKind::FileTooLarge => io::Error::new(kind, self.network.too_much()),
            _ => error,
        };
        StoreError::Backend {
            action,
            place: self.location.clone(),
            error,
        }
    }

    /// The error for an action that the file system refused.
    fn refused(&self, error: io::Error) -> StoreError {
        StoreError::Backend {
            action: "use",
            place: format!("{}, the copy of {}", self.folder.display(), self.location),
            error,
        }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("git");
        // The variables of a hook or a work tree around the call are not for this repository.
        for variable in [
            "GIT_ALTERNATE_OBJECT_DIRECTORIES",
            "GIT_COMMON_DIR",
            "GIT_DIR",
            "GIT_GRAFT_FILE",
            "GIT_INDEX_FILE",
            "GIT_NAMESPACE",
            "GIT_OBJECT_DIRECTORY",
            "GIT_QUARANTINE_PATH",
            "GIT_REPLACE_REF_BASE",
            "GIT_SHALLOW_FILE",
            "GIT_WORK_TREE",
        ] {
            command.env_remove(variable);
        }
        let seconds = self.network.timeout.as_secs().max(1);
        command
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("GIT_OPTIONAL_LOCKS", "0")
            .env("GIT_NO_REPLACE_OBJECTS", "1")
            .env("LC_ALL", "C")
            .arg("--git-dir")
            .arg(&self.folder);
        for setting in [
            "protocol.ext.allow=never",
            "core.hooksPath=/dev/null",
            "gc.auto=0",
            "maintenance.auto=false",
            // One pack arrives whole or not at all. Loose files would arrive one by one.
            "fetch.unpackLimit=1",
            // A file larger than a store allows is never held in memory.
            "core.bigFileThreshold=17m",
            // If this process is killed, git does not wait for ever.
            "http.lowSpeedLimit=1",
            &format!("http.lowSpeedTime={seconds}"),
        ] {
            command.args(["-c", setting]);
        }
        command.args(arguments);
        command
    }

    /// Starts git to talk with it.
    pub(super) fn start(&self, arguments: &[&str]) -> Result<Running, StoreError> {
        let mut command = self.command(arguments);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        Running::start(&mut command).map_err(|error| self.failed("read", error))
    }

    /// Runs git to its end, and returns its standard output.
    pub(super) fn run(
        &self,
        action: &'static str,
        arguments: &[&str],
        input: Vec<u8>,
    ) -> Result<Vec<u8>, StoreError> {
        let ended = self
            .output(self.command(arguments), input)
            .map_err(|error| self.failed(action, error))?;
        if ended.status.success() {
            return Ok(ended.stdout);
        }
        Err(self.failed(action, io::Error::other(self.said(&ended.stderr))))
    }

    fn output(&self, command: Command, input: Vec<u8>) -> io::Result<Ended> {
        let packs = self.folder.join("objects").join("pack");
        let before = cache::bytes_in(&packs);
        let mut watch = |elapsed| {
            if elapsed > PATIENCE && !self.was_told.swap(true, Ordering::Relaxed) {
                (self.network.told)(&Notice::Waiting { whom: &self.location });
            }
            match cache::bytes_in(&packs).saturating_sub(before) > self.network.size.0 {
                true => Err(io::ErrorKind::FileTooLarge.into()),
                false => Ok(()),
            }
        };
        let bounds = Bounds {
            timeout: self.network.timeout,
            output: self.network.size.0,
            watch: &mut watch,
        };
        call::run(command, input, bounds)
    }

    /// Git's message, on one line, without a password in the address.
    fn said(&self, stderr: &[u8]) -> String {
        let text = String::from_utf8_lossy(stderr).replace(&self.url, &self.location);
        // Git names the host alone where it asks for a password.
        let text = match secret(&self.url) {
            Some(secret) if !secret.is_empty() => text.replace(&format!("{secret}@"), "…@"),
            _ => text,
        };
        let lines: Vec<&str> = text
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .collect();
        match lines.is_empty() {
            true => "git failed without a word".to_owned(),
            false => lines.join("; "),
        }
    }

    /// The newest commit of the branch, fetched; `None` if there is no such branch. A copy that is
    /// broken, or was made for another format of ids, is made anew.
    pub(super) fn fetch(&self, address: &GitAddress) -> Result<Option<String>, StoreError> {
        if self.format()?.is_none() {
            self.make_anew(Format::Sha1)?;
        }
        let reference = format!("refs/heads/{}", address.branch());
        let listed = self.run("read", &["ls-remote", "--", address.url(), &reference], vec![])?;
        let listed = String::from_utf8_lossy(&listed);
        // git lists every reference with this ending, including `refs/original/refs/heads/main`.
        let mut lines = listed.lines().filter_map(|line| line.split_once('\t'));
        let Some((newest, _)) = lines.find(|(_, name)| *name == reference) else {
            return Ok(None);
        };
        let format = Format::of(newest);
        if self.format()? != Some(format) {
            self.make_anew(format)?;
        }
        if self.has(newest) {
            return Ok(Some(newest.to_owned()));
        }
        if cache::packs_in(&self.folder) > PACKS {
            // If that fails, there are many packs, but all are there.
            let _ = self.run("read", &["repack", "--quiet", "-a", "-d"], vec![]);
        }
        self.fetch_from(&reference)?;
        let fetched = self.run("read", &["rev-parse", "--verify", FETCHED], vec![])?;
        Ok(Some(String::from_utf8_lossy(&fetched).trim().to_owned()))
    }

    /// Returns `true` if the commit was fetched to its end: the reference is set after everything
    /// else is there.
    fn has(&self, commit: &str) -> bool {
        let fetched = self.run("read", &["rev-parse", "--verify", FETCHED], vec![]);
        let tree = format!("{commit}^{{tree}}");
        fetched.is_ok_and(|fetched| fetched.trim_ascii() == commit.as_bytes())
            && self.run("read", &["cat-file", "-e", &tree], vec![]).is_ok()
    }

    /// Fetches a branch, or a commit, without its history. The server answers, so if that fails the
    /// copy may be the cause. It is then made anew.
    fn fetch_from(&self, from: &str) -> Result<(), StoreError> {
        let into = format!("+{from}:{FETCHED}");
        let fetch = [
            "fetch",
            "--quiet",
            "--depth=1",
            "--no-tags",
            "--no-write-fetch-head",
            "--",
            &self.url,
            &into,
        ];
        loop {
            match self.run("read", &fetch, vec![]) {
                Err(error) if may_be_broken(&error) && self.make_anew_again()? => {}
                fetched => return fetched.map(drop),
            }
        }
    }

    /// The branches of the repository, sorted.
    pub(super) fn branches(&self, address: &GitAddress) -> Result<Vec<String>, StoreError> {
        let listed = self.run("read", &["ls-remote", "--heads", "--", address.url()], vec![])?;
        let listed = String::from_utf8_lossy(&listed);
        let name = |line: &str| Some(line.split_once("refs/heads/")?.1.to_owned());
        let mut branches: Vec<String> = listed.lines().filter_map(name).collect();
        branches.sort();
        Ok(branches)
    }

    /// Fetches the history of the newest commit, if only that was fetched.
    pub(super) fn deepen(&self, address: &GitAddress) -> Result<(), StoreError> {
        let shallow = self.run("read", &["rev-parse", "--is-shallow-repository"], vec![])?;
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
        self.run("read", &fetch, vec![]).map(drop)
    }

    /// Makes a broken copy anew and fetches the commit again; `false` if that was done too often.
    ///
    /// # Errors
    /// Fails if the commit cannot be fetched any more. The copy is complete then, and the next
    /// command reads it.
    pub(super) fn heal(&self, commit: &str) -> Result<bool, StoreError> {
        if !self.make_anew_again()? {
            return Ok(false);
        }
        self.fetch_from(commit)?;
        Ok(true)
    }

    /// Returns `true` if the whole copy is broken according to git.
    pub(super) fn is_broken(&self) -> bool {
        self.run("read", &["fsck", "--no-dangling"], vec![]).is_err()
    }

    /// Makes the copy anew, but only a few times. A git whose parent was killed may still be at
    /// work in it, and breaks it once more before it ends. So each attempt is a little later.
    fn make_anew_again(&self) -> Result<bool, StoreError> {
        let times = self.made_anew.fetch_add(1, Ordering::Relaxed);
        if times >= ANEW {
            return Ok(false);
        }
        std::thread::sleep(Duration::from_millis(300) * times);
        self.make_anew(self.format()?.unwrap_or(Format::Sha1))?;
        Ok(true)
    }

    /// Makes an empty repository, whatever exists there.
    fn make_anew(&self, format: Format) -> Result<(), StoreError> {
        cache::empty(&self.folder).map_err(|error| self.refused(error))?;
        let mut command = self.command(&["init", "--quiet", "--bare", "--template="]);
        // The user's settings do not matter: a store has a fixed format.
        command
            .env("GIT_DEFAULT_HASH", format.name())
            .env("GIT_DEFAULT_REF_FORMAT", "files");
        let ended = self
            .output(command, vec![])
            .map_err(|error| self.failed("read", error))?;
        match ended.status.success() {
            true => Ok(()),
            false => Err(self.failed("read", io::Error::other(self.said(&ended.stderr)))),
        }
    }

    /// The format of the copy; `None` if it is not a repository that git can use.
    fn format(&self) -> Result<Option<Format>, StoreError> {
        match self.run("read", &["rev-parse", "--show-object-format"], vec![]) {
            // A git that does not know the question knows only one format.
            Ok(said) => Ok(Format::named(String::from_utf8_lossy(&said).trim()).or(Some(Format::Sha1))),
            Err(error) if may_be_broken(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Makes the commit the newest of the branch.
    pub(super) fn push(&self, address: &GitAddress, commit: &str) -> Result<Pushed, StoreError> {
        let to = format!("{commit}:refs/heads/{}", address.branch());
        let mut arguments = vec!["push", "--quiet", "--porcelain"];
        if address.is_on_this_machine() {
            // git would run the hooks of that repository here, as this user.
            arguments.push("--receive-pack=git -c core.hooksPath=/dev/null receive-pack");
        }
        arguments.extend(["--", address.url(), &to]);
        let ended = self
            .output(self.command(&arguments), vec![])
            .map_err(|error| self.failed("write", error))?;
        if ended.status.success() {
            // The copy has all of it. If this fails, it is fetched again.
            let _ = self.run("write", &["update-ref", FETCHED, commit], vec![]);
            return Ok(Pushed::Done);
        }
        let answer = self.said(&[&ended.stdout[..], b"\n", &ended.stderr].concat());
        let was_late = [
            "fetch first",
            "non-fast-forward",
            "stale info",
            "cannot lock ref",
            "failed to update ref",
            "reference already exists",
        ];
        if was_late.iter().any(|late| answer.contains(late)) {
            return Ok(Pushed::Late(answer));
        }
        if answer.contains(OTHER_FORMAT) {
            // An empty repository does not report its format before it is written to.
            let other = Format::of(commit).other();
            if !self.was_other.swap(true, Ordering::Relaxed) {
                self.make_anew(other)?;
                return Ok(Pushed::Late(answer));
            }
        }
        Err(self.failed("write", io::Error::other(answer)))
    }
}

/// Returns `true` if git may have failed because of a broken copy. A timeout and a missing git have
/// other causes.
pub(super) fn may_be_broken(error: &StoreError) -> bool {
    matches!(error, StoreError::Backend { error, .. } if error.kind() == io::ErrorKind::Other)
}

/// Waits longer the more often others were first, but not as long as they take.
pub(super) fn wait(attempt: u32) {
    let spread = u64::from(std::process::id())
        .wrapping_mul(2_654_435_761)
        .rotate_left(attempt)
        % 64;
    std::thread::sleep(Duration::from_millis(u64::from(attempt.min(16)) * 8 + spread));
}
