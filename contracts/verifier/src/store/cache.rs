//! The folder for fetched data, shared by all stores of a user.

use std::fs;
use std::path::{Path, PathBuf};

use super::error::StoreError;

/// The folder for fetched data: `COUNTERPART_CACHE`, else the user's cache folder.
///
/// # Errors
/// Fails if neither is known.
pub fn cache_folder() -> Result<PathBuf, StoreError> {
    let named = |variable: &str| {
        std::env::var_os(variable)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    named("COUNTERPART_CACHE")
        .or_else(|| Some(named("XDG_CACHE_HOME")?.join("counterpart")))
        .or_else(|| Some(named("LOCALAPPDATA")?.join("counterpart")))
        .or_else(|| Some(named("HOME")?.join(".cache").join("counterpart")))
        .ok_or(StoreError::NoCache)
}

/// Makes the folder of one store in the cache, and checks that it is writable. A cache that another
/// user made is better reported here than by a program that fails in it later.
pub(super) fn prepare(folder: &Path) -> Result<(), StoreError> {
    let attempt = || {
        fs::create_dir_all(folder)?;
        tempfile::Builder::new()
            .prefix(".counterpart-")
            .tempfile_in(folder)
            .map(drop)
    };
    attempt().map_err(|error| StoreError::Cache {
        folder: folder.to_owned(),
        error,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cache_that_cannot_be_used_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        let error = prepare(&file.join("store")).unwrap_err().to_string();
        assert!(
            error.starts_with(&format!("cannot use the cache {}", file.display())),
            "{error}"
        );
        let made = folder.path().join("new/store");
        prepare(&made).unwrap();
        assert_eq!(fs::read_dir(&made).unwrap().count(), 0, "the trial is gone");
    }
}
