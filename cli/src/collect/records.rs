//! The folder in which test executables leave their records, for the duration of one run.
//!
//! A run that was killed leaves its folder. The next run removes it, because nobody holds its lock.
//! Locks end with their process, so the folder of a running run is never removed.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use fs4::fs_std::FileExt;
use tempfile::TempDir;

use crate::failure::Failure;

/// The prefix of the folders' names. Letters that make each name unique follow it.
const PREFIX: &str = "counterpart-records-";

/// The locked file in it. Records end in `.json`.
const LOCK: &str = "lock";

/// A folder without the file is still being made, or its run was killed at that moment.
const IN_THE_MAKING: Duration = Duration::from_secs(600);

/// The maximum number of entries to look at in the folder for temporary files: it may hold millions
/// of others.
const MOST_ENTRIES: usize = 20_000;

/// The number of attempts, because another run may take the folder before it is locked.
const ATTEMPTS: usize = 8;

/// A folder of records that is removed with this value.
pub(super) struct Records {
    folder: TempDir,
    /// Closing it frees the lock. Programs that are started do not inherit it.
    _lock: File,
}

impl Records {
    /// Makes an empty folder, and removes the folders that killed runs left.
    pub(super) fn new() -> Result<Self, Failure> {
        let temporary = std::env::temp_dir();
        Self::within(&std::path::absolute(&temporary).unwrap_or(temporary))
    }

    fn within(temporary: &Path) -> Result<Self, Failure> {
        let made = (0..ATTEMPTS).find_map(|_| Self::attempt(temporary).transpose());
        let made = made.unwrap_or_else(|| Err(io::Error::other("other runs took it again and again")));
        let made = made.map_err(|error| {
            Failure::new(format!(
                "cannot make a folder for records in {}: {error}",
                temporary.display()
            ))
            .hint(
                "it is the system's folder for temporary files: make room in it, or name another with TMPDIR",
            )
        })?;
        made.remove_those_left(temporary);
        Ok(made)
    }

    /// `None` if another run removed it as a leftover.
    fn attempt(temporary: &Path) -> io::Result<Option<Self>> {
        let folder = tempfile::Builder::new().prefix(PREFIX).tempdir_in(temporary)?;
        let path = folder.path().join(LOCK);
        let lock = match File::create_new(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            lock => lock?,
        };
        let is_ours = match FileExt::try_lock_exclusive(&lock) {
            Ok(is_locked) => is_locked && path.exists(),
            // A file system without locks: nobody can mistake the folder for one that was left.
            Err(_) => true,
        };
        Ok(is_ours.then_some(Self { folder, _lock: lock }))
    }

    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// A folder that cannot be removed stays. That is no reason to fail.
    fn remove_those_left(&self, temporary: &Path) {
        for entry in temporary
            .read_dir()
            .into_iter()
            .flatten()
            .take(MOST_ENTRIES)
            .flatten()
        {
            let is_one = entry
                .file_name()
                .to_str()
                .is_some_and(|name| name.starts_with(PREFIX));
            if is_one && entry.path() != self.path() {
                let _ = self.remove_if_left(&entry.path());
            }
        }
    }

    fn remove_if_left(&self, folder: &PathBuf) -> io::Result<()> {
        let there = fs::symlink_metadata(folder)?;
        if !there.is_dir() || !is_of_one_user(&there, &fs::symlink_metadata(self.path())?) {
            return Ok(());
        }
        let path = folder.join(LOCK);
        let _lock = match fs::symlink_metadata(&path) {
            Ok(kind) if kind.is_file() => {
                let lock = File::open(&path)?;
                if !FileExt::try_lock_exclusive(&lock)? {
                    return Ok(());
                }
                Some(lock)
            }
            Ok(_) => return Ok(()),
            Err(_) => {
                let age = SystemTime::now()
                    .duration_since(there.modified()?)
                    .unwrap_or_default();
                if age < IN_THE_MAKING {
                    return Ok(());
                }
                None
            }
        };
        fs::remove_dir_all(folder)
    }
}

#[cfg(unix)]
fn is_of_one_user(one: &fs::Metadata, other: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    one.uid() == other.uid()
}

#[cfg(not(unix))]
fn is_of_one_user(_: &fs::Metadata, _: &fs::Metadata) -> bool {
    // The folder for temporary files is each user's own.
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new(temporary: &Path) -> Records {
        Records::within(temporary).unwrap()
    }

    #[test]
    fn two_runs_at_once_leave_each_other_s_folder_alone() {
        let temporary = tempfile::tempdir().unwrap();
        let one = new(temporary.path());
        let other = new(temporary.path());
        assert!(one.path().join(LOCK).exists() && other.path().join(LOCK).exists());
        drop((one, other));
        assert_eq!(fs::read_dir(temporary.path()).unwrap().count(), 0);
    }

    #[test]
    fn records_of_a_killed_run_are_removed_by_the_next_one() {
        let temporary = tempfile::tempdir().unwrap();
        let killed = new(temporary.path());
        let left = killed.path().to_owned();
        fs::write(left.join("user-0123.json"), "{}").unwrap();
        // The system does the same: the lock ends, and the folder stays.
        let Records { folder, _lock } = killed;
        let _ = folder.keep();
        drop(_lock);
        assert!(left.exists());
        let next = new(temporary.path());
        assert!(!left.exists());
        assert!(next.path().exists());
    }

    #[test]
    fn a_folder_that_is_being_made_is_removed_by_its_age_alone() {
        let temporary = tempfile::tempdir().unwrap();
        let made = temporary.path().join(format!("{PREFIX}new"));
        fs::create_dir(&made).unwrap();
        let _run = new(temporary.path());
        assert!(made.exists());
        let long_ago = SystemTime::now() - 2 * IN_THE_MAKING;
        File::open(&made).unwrap().set_modified(long_ago).unwrap();
        let _run = new(temporary.path());
        assert!(!made.exists());
    }

    #[cfg(unix)]
    #[test]
    fn other_files_of_such_a_name_stay() {
        let temporary = tempfile::tempdir().unwrap();
        let elsewhere = tempfile::tempdir().unwrap();
        fs::write(elsewhere.path().join("x"), "").unwrap();
        let link = temporary.path().join(format!("{PREFIX}link"));
        std::os::unix::fs::symlink(elsewhere.path(), &link).unwrap();
        let file = temporary.path().join(format!("{PREFIX}file"));
        fs::write(&file, "").unwrap();
        let _run = new(temporary.path());
        assert!(elsewhere.path().join("x").exists() && link.is_symlink() && file.exists());
    }
}
