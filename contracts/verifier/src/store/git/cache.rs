//! The folder of a repository with fetched data: removing the remains of a killed process, and
//! making the folder anew.

use std::fs;
use std::io;
use std::path::Path;

/// The process that has locked this file is the only one that works in the repository.
pub(super) const LOCK: &str = "counterpart.lock";

/// The depth of a repository's folders.
const DEPTH: usize = 16;

/// A repository's format of ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Sha1,
    Sha256,
}

impl Format {
    /// The format of an id.
    pub(super) fn of(id: &str) -> Self {
        match id.len() {
            64 => Format::Sha256,
            _ => Format::Sha1,
        }
    }

    pub(super) fn named(name: &str) -> Option<Self> {
        [Format::Sha1, Format::Sha256]
            .into_iter()
            .find(|format| format.name() == name)
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Format::Sha1 => "sha1",
            Format::Sha256 => "sha256",
        }
    }

    pub(super) fn other(self) -> Self {
        match self {
            Format::Sha1 => Format::Sha256,
            Format::Sha256 => Format::Sha1,
        }
    }
}

/// Removes the remains of a killed git: its locks and its unfinished files. Only for the process
/// that holds [`LOCK`]: then no other process of this tool is at work there.
pub(super) fn clear(folder: &Path) -> io::Result<()> {
    clear_below(folder, DEPTH)
}

fn clear_below(folder: &Path, depth: usize) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if kind.is_dir() && depth > 0 {
            clear_below(&entry.path(), depth - 1)?;
        } else if name != LOCK && is_left(&name) && !kind.is_dir() {
            absent(fs::remove_file(entry.path()))?;
        }
    }
    Ok(())
}

fn is_left(name: &str) -> bool {
    name.ends_with(".lock")
        || ["tmp_", ".tmp-", "fast_import_crash_"]
            .iter()
            .any(|start| name.starts_with(start))
}

/// Removes everything except the lock.
pub(super) fn empty(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name() == LOCK {
            continue;
        }
        // Remove the entry itself. For a link, its target stays.
        absent(match entry.file_type()?.is_dir() {
            true => fs::remove_dir_all(entry.path()),
            false => fs::remove_file(entry.path()),
        })?;
    }
    Ok(())
}

/// A file that is already gone need not be removed.
fn absent(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}

/// The total size of the files of a folder.
pub(super) fn bytes_in(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .filter_map(|entry| entry.metadata().ok())
        .map(|metadata| metadata.len())
        .sum()
}

/// The number of packs in the repository.
pub(super) fn packs_in(folder: &Path) -> usize {
    let entries = fs::read_dir(folder.join("objects").join("pack"));
    let entries = entries.into_iter().flatten().flatten();
    entries
        .filter(|entry| entry.path().extension().is_some_and(|end| end == "pack"))
        .count()
}
