//! The folder in which a site is made, beside its place.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use fs4::fs_std::FileExt;
use tempfile::TempDir;

/// Names of such folders begin with it.
const PREFIX: &str = ".counterpart-catalogue-";
/// The file that is locked as long as a run makes the site. The system unlocks it if the run is killed.
const LOCK: &str = "lock";
/// Its name until it is locked.
const NEW_LOCK: &str = "new-lock";

/// A folder that is removed when the run ends. One of a run that was killed is removed by the next run.
pub(super) struct Draft {
    // Closed first: some systems remove no open file.
    _lock: File,
    folder: TempDir,
}

impl Draft {
    /// Makes such a folder in this one.
    pub(super) fn begin(above: &Path) -> io::Result<Self> {
        remove_abandoned(above);
        let folder = tempfile::Builder::new().prefix(PREFIX).tempdir_in(above)?;
        let new = folder.path().join(NEW_LOCK);
        let lock = File::create_new(&new)?;
        FileExt::lock_exclusive(&lock)?;
        fs::rename(new, folder.path().join(LOCK))?;
        Ok(Self { _lock: lock, folder })
    }

    /// A place in it.
    pub(super) fn join(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

/// Removes folders of runs that were killed. What cannot be removed does not matter to this run.
fn remove_abandoned(above: &Path) {
    let Ok(entries) = fs::read_dir(above) else {
        return;
    };
    for entry in entries.flatten() {
        if !entry.file_name().to_string_lossy().starts_with(PREFIX) {
            continue;
        }
        let Ok(lock) = File::open(entry.path().join(LOCK)) else {
            continue;
        };
        if matches!(FileExt::try_lock_exclusive(&lock), Ok(true)) {
            drop(lock);
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}
