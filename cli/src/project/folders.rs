//! The folders of contract files that a command reads.

use std::path::{Path, PathBuf};

use counterpart::contract::folder::{self, Stored};

use crate::failure::Failure;
use crate::terminal::output;

/// A folder that the user named must be there, unlike the workspace's own.
pub(crate) fn check_named(folders: &[PathBuf]) -> Result<(), Failure> {
    let Some(absent) = folders.iter().find(|folder| !folder.is_dir()) else {
        return Ok(());
    };
    let is = if absent.exists() {
        "is not a folder"
    } else {
        "does not exist"
    };
    Err(Failure::new(format!(
        "{} {is}, but --contracts names it",
        absent.display()
    )))
}

/// Reads a folder of contract files, and reports files that it ignores and that nobody would notice
/// there.
pub(crate) fn read(folder: &Path) -> Result<Vec<Stored>, Failure> {
    let files = folder::read(folder)?;
    if folder.is_dir() {
        for hidden in folder::hidden(folder)? {
            output::progress(&format!(
                "warning: {} is hidden and not a contract file: it is ignored",
                hidden.display()
            ));
        }
    }
    Ok(files)
}

/// Reads the folders that the user named, each once, and not the workspace's own again. A folder
/// without any contract file is a mistake if others are named.
pub(crate) fn read_others(named: &[PathBuf], own: Option<&Path>) -> Result<Vec<Stored>, Failure> {
    check_named(named)?;
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let mut seen: Vec<PathBuf> = own.into_iter().map(real).collect();
    let (mut files, mut empty) = (Vec::new(), Vec::new());
    for folder in named {
        let identity = real(folder);
        if !seen.contains(&identity) {
            let found = read(folder)?;
            if found.is_empty() {
                empty.push(folder);
            }
            files.extend(found);
            seen.push(identity);
        }
    }
    // If there is nothing at all, the report says so, and where it looked.
    match empty.first() {
        Some(folder) if own.is_some() || !files.is_empty() => Err(Failure::new(format!(
            "{} holds no contract file, but --contracts names it",
            folder.display()
        ))
        .hint(
            "contract files are at DIR/<service>/consumes/<event>.json and DIR/<service>/emits/<event>.json",
        )),
        _ => Ok(files),
    }
}
