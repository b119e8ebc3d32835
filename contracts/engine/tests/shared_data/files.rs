//! The files of a folder of that material.

use std::path::{Path, PathBuf};

/// All files below the folder but the licences, sorted.
pub(crate) fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
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
