//! Files that tests left for review: `<event>.json.new` next to the file that it would replace.

use std::fs;
use std::path::{Path, PathBuf};

use counterpart::contract::folder::{self, Stored};

use crate::failure::Failure;

/// A file that waits for a decision.
#[derive(Debug)]
pub(crate) struct Pending {
    /// The contents and the place of the file.
    pub(crate) stored: Stored,
    /// The contract file that it would become.
    pub(crate) target: PathBuf,
}

impl Pending {
    /// Makes it the contract file. If the program is stopped, either the old file or the new one is
    /// there.
    pub(crate) fn accept(&self) -> Result<(), Failure> {
        folder::write(&self.target, &self.stored.text)?;
        remove(&self.stored.path)
    }

    /// Throws it away.
    pub(crate) fn reject(&self) -> Result<(), Failure> {
        remove(&self.stored.path)
    }
}

/// All files that wait in these folders, with the places that they name, sorted by folder and path.
pub(crate) fn read(folders: &[PathBuf]) -> Result<Vec<Pending>, Failure> {
    let mut pending = Vec::new();
    for folder in folders {
        for path in paths(folder)? {
            let stored = folder::read_file(&path)?;
            let target = folder::path_in(folder, &stored.contract.header.identity);
            if folder::pending_path(&target) != path {
                return Err(Failure::new(format!(
                    "{} belongs to {}, by what it says in `x-contract`",
                    path.display(),
                    target.display()
                ))
                .hint("delete it, and run the tests again; nothing was written"));
            }
            folder::check_replaceable(&target)?;
            pending.push(Pending { stored, target });
        }
    }
    Ok(pending)
}

/// The files that wait in a folder: `<service>/<role>/<event>.json.new`, sorted.
pub(crate) fn paths(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut found = vec![folder.to_owned()];
    for _ in ["service", "role", "file"] {
        let mut below = Vec::new();
        for folder in found.iter().filter(|path| path.is_dir()) {
            let cannot = |error| Failure::new(format!("cannot list {}: {error}", folder.display()));
            for entry in folder.read_dir().map_err(cannot)? {
                below.push(entry.map_err(cannot)?.path());
            }
        }
        found = below;
    }
    found.retain(|path| path.to_string_lossy().ends_with(".json.new"));
    found.sort();
    Ok(found)
}

pub(crate) fn remove(path: &Path) -> Result<(), Failure> {
    fs::remove_file(path).map_err(|error| Failure::new(format!("cannot delete {}: {error}", path.display())))
}
