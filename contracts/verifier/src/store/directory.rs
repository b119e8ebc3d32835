//! A store in a folder, on this machine or on a share.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::backend::{Created, Each, MAX_BYTES, NewFile, Store};
use super::error::StoreError;
use super::key::Key;
use crate::timestamp::Timestamp;
use counterpart::bounded::{self, ReadError};

/// The prefix of a file's name before it has its own. No key starts with a dot.
const UNFINISHED: &str = ".counterpart-";

/// A folder that is a store.
#[derive(Debug, Clone)]
pub struct Directory {
    root: PathBuf,
    location: String,
}

impl Directory {
    /// The store in this folder, which need not exist before the first write.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        let root = root.into();
        Self {
            location: root.display().to_string(),
            root,
        }
    }

    fn path(&self, key: &Key) -> PathBuf {
        key.steps().fold(self.root.clone(), |path, step| path.join(step))
    }

    /// Checks that each folder on the way to the file is a real folder, and not a link that leads
    /// elsewhere.
    fn check_way(&self, key: &Key) -> Result<(), StoreError> {
        let mut steps: Vec<&str> = key.steps().collect();
        steps.pop();
        self.check_folders(&steps)
    }

    fn check_folders(&self, steps: &[&str]) -> Result<(), StoreError> {
        let mut path = self.root.clone();
        for step in steps {
            path.push(step);
            match fs::symlink_metadata(&path) {
                Ok(kind) if kind.is_dir() => {}
                Ok(_) => return Err(StoreError::NotAFile(path.display().to_string())),
                Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
                Err(error) => return Err(refused("read", &path, error)),
            }
        }
        Ok(())
    }

    fn list_into(&self, folder: &Path, prefix: &str, keys: &mut Vec<Key>) -> Result<(), StoreError> {
        let entries = match fs::read_dir(folder) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
            entries => entries.map_err(|error| refused("list", folder, error))?,
        };
        for entry in entries {
            let entry = entry.map_err(|error| refused("list", folder, error))?;
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if name.starts_with(UNFINISHED) {
                continue;
            }
            let at = format!("{prefix}{name}");
            let Some(key) = Key::listed(&at)? else {
                continue;
            };
            // The kind of the entry itself: a link is not followed.
            let kind = entry
                .file_type()
                .map_err(|error| refused("list", folder, error))?;
            if kind.is_dir() {
                self.list_into(&entry.path(), &format!("{at}/"), keys)?;
            } else if kind.is_file() {
                keys.push(key);
            } else {
                return Err(StoreError::NotAFile(entry.path().display().to_string()));
            }
        }
        Ok(())
    }

    /// Returns `true` if a plain file exists anywhere below a folder.
    fn holds_file(folder: &Path) -> Result<bool, StoreError> {
        let entries = match fs::read_dir(folder) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
            entries => entries.map_err(|error| refused("list", folder, error))?,
        };
        for entry in entries {
            let entry = entry.map_err(|error| refused("list", folder, error))?;
            let kind = entry
                .file_type()
                .map_err(|error| refused("list", folder, error))?;
            if kind.is_file() || (kind.is_dir() && Self::holds_file(&entry.path())?) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The content of a file after a check of its way.
    fn read_there(&self, key: &Key) -> Result<Option<Vec<u8>>, StoreError> {
        let path = self.path(key);
        let kind = match fs::symlink_metadata(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            kind => kind.map_err(|error| refused("read", &path, error))?,
        };
        if !kind.is_file() {
            return Err(StoreError::NotAFile(path.display().to_string()));
        }
        if kind.len() > MAX_BYTES {
            return Err(StoreError::TooLarge(key.clone()));
        }
        match bounded::read(&path, MAX_BYTES) {
            Ok(content) => Ok(Some(content)),
            Err(ReadError::Io { error, .. }) => Err(refused("read", &path, error)),
            Err(ReadError::TooLarge { .. }) => Err(StoreError::TooLarge(key.clone())),
            Err(_) => Err(StoreError::NotAFile(path.display().to_string())),
        }
    }

    fn create_one(&self, file: &NewFile) -> Result<bool, StoreError> {
        self.check_way(&file.key)?;
        let path = self.path(&file.key);
        let attempt = || {
            let folder = path.parent().unwrap_or(&self.root);
            fs::create_dir_all(folder)?;
            let mut builder = tempfile::Builder::new();
            builder.prefix(UNFINISHED).suffix(".tmp");
            #[cfg(unix)]
            {
                use std::os::unix::fs::PermissionsExt;
                // The user's umask reduces this, as for any file that a program makes.
                builder.permissions(fs::Permissions::from_mode(0o666));
            }
            let mut unfinished = builder.tempfile_in(folder)?;
            unfinished.write_all(&file.content)?;
            unfinished.as_file().sync_all()?;
            match unfinished.persist_noclobber(&path) {
                Ok(_) => Ok(true),
                Err(error) if error.error.kind() == ErrorKind::AlreadyExists => Ok(false),
                Err(error) => Err(error.error),
            }
        };
        // Another writer that empties the folder may remove it before it is used.
        let again = |result: io::Result<bool>| match result {
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::AlreadyExists) => attempt(),
            result => result,
        };
        let written = (0..8).fold(attempt(), |result, _| again(result));
        written.map_err(|error| refused("write", &path, error))
    }
}

impl Store for Directory {
    fn location(&self) -> &str {
        &self.location
    }

    fn check_exists(&self) -> Result<(), StoreError> {
        // Without listing it: a store may have a million files.
        for top in super::backend::TOP {
            self.check_folders(&[top])?;
            if Self::holds_file(&self.root.join(top))? {
                return Ok(());
            }
        }
        match self.read(&super::layout::rules())? {
            Some(_) => Ok(()),
            None => Err(StoreError::NoStore {
                location: self.location.clone(),
            }),
        }
    }

    fn list(&self, prefix: Option<&Key>) -> Result<Vec<Key>, StoreError> {
        let mut keys = Vec::new();
        match prefix {
            Some(prefix) => {
                self.check_folders(&prefix.steps().collect::<Vec<_>>())?;
                self.list_into(&self.path(prefix), &format!("{prefix}/"), &mut keys)?;
            }
            None => {
                // Alongside the tool's own folders people keep a readme, or a checkout its `.git`.
                for top in super::backend::TOP {
                    self.check_folders(&[top])?;
                    self.list_into(&self.root.join(top), &format!("{top}/"), &mut keys)?;
                }
            }
        }
        keys.sort();
        Ok(keys)
    }

    fn read(&self, key: &Key) -> Result<Option<Vec<u8>>, StoreError> {
        self.check_way(key)?;
        self.read_there(key)
    }

    fn read_each(&self, keys: &[Key], each: Each<'_>) -> Result<(), StoreError> {
        // Files of one folder are together in the list, and its way is checked once.
        let mut checked = None;
        for key in keys {
            let folder = key.as_str().rsplit_once('/').map(|(folder, _)| folder);
            if checked != Some(folder) {
                self.check_way(key)?;
                checked = Some(folder);
            }
            if let Some(content) = self.read_there(key)? {
                each(key, content)?;
            }
        }
        Ok(())
    }

    fn create(&self, files: &[NewFile]) -> Result<Created, StoreError> {
        for file in files {
            if !self.create_one(file)? && self.read(&file.key)?.as_ref() != Some(&file.content) {
                return Ok(Created::Taken(file.key.clone()));
            }
        }
        Ok(Created::All)
    }

    fn written(&self, keys: &[Key]) -> Result<Option<BTreeMap<Key, Timestamp>>, StoreError> {
        let mut written = BTreeMap::new();
        for key in keys {
            self.check_way(key)?;
            let path = self.path(key);
            match fs::symlink_metadata(&path).and_then(|metadata| metadata.modified()) {
                Ok(time) => drop(written.insert(key.clone(), Timestamp::of(time))),
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => return Err(refused("read", &path, error)),
            }
        }
        Ok(Some(written))
    }

    fn remove(&self, keys: &[Key]) -> Result<(), StoreError> {
        for key in keys {
            self.check_way(key)?;
            let path = self.path(key);
            match fs::remove_file(&path) {
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    return Err(refused("remove", &path, error));
                }
                _ => {}
            }
            // A folder that is now empty goes too. One that another writer fills stays.
            for folder in path.ancestors().skip(1) {
                if folder == self.root || fs::remove_dir(folder).is_err() {
                    break;
                }
            }
        }
        Ok(())
    }
}

fn refused(action: &'static str, place: &Path, error: io::Error) -> StoreError {
    StoreError::Backend {
        action,
        place: place.display().to_string(),
        error,
    }
}
