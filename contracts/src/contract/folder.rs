//! A folder of contract files: reading it whole, writing one file at a time.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::replace::replace;
use super::{ContractFile, DocumentError, Identity, Role};
use crate::bounded::{self, MAX_BYTES, ReadError};
use crate::{parallel, system_files};

/// A contract file and its path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// The file.
    pub path: PathBuf,
    /// The text unchanged there.
    pub text: Arc<str>,
    /// Its content.
    pub contract: ContractFile,
}

/// The reason why a folder or a file of it cannot be read or written.
#[derive(Debug)]
#[non_exhaustive]
pub enum FolderError {
    /// The file system refused.
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The attempted action: `read`, `write`, `list`.
        action: &'static str,
        /// Its error.
        error: io::Error,
    },
    /// The file is not a contract file.
    Document {
        /// The file.
        path: PathBuf,
        /// The reason why not.
        error: DocumentError,
    },
    /// The file is larger than 16 MiB.
    TooLarge(PathBuf),
    /// The path is a folder, a pipe or a device.
    NotAFile(PathBuf),
    /// The path of a file to write is a link.
    Link(PathBuf),
    /// Something that belongs to no service, role or event.
    Stray(PathBuf),
    /// Its name ends in `.json` with other case, or makes it hidden, so it would be ignored.
    Misnamed(PathBuf),
    /// The header names another path than the file's own.
    Misplaced {
        /// The file's path.
        path: PathBuf,
        /// The path in its header, within the folder.
        expected: PathBuf,
    },
}

impl fmt::Display for FolderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FolderError::Io { path, action, error } => {
                write!(f, "cannot {action} {}: {error}", path.display())
            }
            FolderError::Document { path, error } => write!(f, "{}: {error}", path.display()),
            FolderError::TooLarge(path) => write!(f, "{} is larger than 16 MiB", path.display()),
            FolderError::NotAFile(path) => {
                write!(f, "{} is not a file", path.display())
            }
            FolderError::Link(path) => write!(
                f,
                "{} is a link, and contract files never replace links",
                path.display()
            ),
            FolderError::Misnamed(path) => write!(
                f,
                "{} would be ignored: the name of a contract file is UTF-8, ends in `.json` in lower case \
                 and does not begin with a dot",
                path.display()
            ),
            FolderError::Stray(path) => write!(
                f,
                "{} is not at a path for contract files: use <service>/consumes/<event>.json or \
                 <service>/emits/<event>.json",
                path.display()
            ),
            FolderError::Misplaced { path, expected } => {
                write!(
                    f,
                    "`x-contract` in {} says that it belongs at {}: move it there",
                    path.display(),
                    expected.display()
                )
            }
        }
    }
}

impl std::error::Error for FolderError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            FolderError::Io { error, .. } => Some(error),
            FolderError::Document { error, .. } => Some(error),
            _ => None,
        }
    }
}

impl From<ReadError> for FolderError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Io { path, error } => FolderError::Io {
                path,
                action: "read",
                error,
            },
            ReadError::NotAFile(path) => FolderError::NotAFile(path),
            ReadError::TooLarge { path, .. } => FolderError::TooLarge(path),
            ReadError::DanglingLink(ref path) | ReadError::NotText(ref path) => FolderError::Io {
                path: path.clone(),
                action: "read",
                error: io::Error::new(io::ErrorKind::InvalidData, error),
            },
        }
    }
}

/// Reads every contract file below `folder`, sorted by path. A missing folder has none. Files that do not end in
/// `.json` are ignored, and so are files that the operating system adds (`.DS_Store`, `Thumbs.db`, `._x`). YAML and
/// similar files among contract files are errors.
///
/// # Errors
/// Fails at the first entry that does not belong into a folder of contract files. Otherwise fails at the first file
/// that cannot be read, is not a contract file, or is not at the path in its header.
pub fn read(folder: &Path) -> Result<Vec<Stored>, FolderError> {
    let read = |path: &PathBuf| {
        let stored = read_file(path)?;
        let expected = stored.contract.header.identity.path();
        if path.ends_with(&expected) {
            Ok(stored)
        } else {
            let path = path.clone();
            Err(FolderError::Misplaced { path, expected })
        }
    };
    parallel::map(&files(folder)?, read).into_iter().collect()
}

/// The files that should be contract files.
fn files(folder: &Path) -> Result<Vec<PathBuf>, FolderError> {
    let mut found = Vec::new();
    if !folder.exists() {
        return Ok(found);
    }
    for service in entries(folder)? {
        if service.is_dir() && name(&service).starts_with('.') {
            // No service is written so: it is a repository's own, or nobody's.
            continue;
        }
        if !service.is_dir() {
            plain_and_not_json(&service)?;
            continue;
        }
        for role in entries(&service)? {
            let known = [Role::Consumes, Role::Emits]
                .iter()
                .any(|known| role.ends_with(known.as_str()));
            if !role.is_dir() {
                plain_and_not_json(&role)?;
                continue;
            } else if !known {
                return Err(FolderError::Stray(role));
            }
            for path in entries(&role)? {
                if is_json(&path)? {
                    found.push(path);
                } else if path.is_dir() || ends_in(&path, &["json5", "jsonc", "yaml", "yml"]) {
                    return Err(FolderError::Stray(path));
                }
            }
        }
    }
    Ok(found)
}

/// A schema outside the folders of services would be ignored silently, and so would a folder behind a broken link.
fn plain_and_not_json(path: &Path) -> Result<(), FolderError> {
    if !path.is_file() {
        return Err(FolderError::NotAFile(path.to_owned()));
    }
    if is_json(path)? {
        return Err(FolderError::Stray(path.to_owned()));
    }
    Ok(())
}

/// Returns true if the entry at a path should be a contract file, judging by its name.
///
/// # Errors
/// Fails if the name nearly is one, as `ev.JSON` and `.ev.json`: it would be ignored in silence.
pub fn is_json(path: &Path) -> Result<bool, FolderError> {
    if path.file_name().is_some_and(|name| name.to_str().is_none()) {
        return Err(FolderError::Misnamed(path.to_owned()));
    }
    let name = name(path);
    if system_files::is_dropped(name) {
        return Ok(false);
    }
    let (_, extension) = name.rsplit_once('.').unwrap_or_default();
    if !extension.eq_ignore_ascii_case("json") {
        return Ok(false);
    }
    if extension != "json" || name.starts_with('.') {
        return Err(FolderError::Misnamed(path.to_owned()));
    }
    Ok(true)
}

/// The last step of a path; empty if it is not UTF-8, because this tool writes no such names.
fn name(path: &Path) -> &str {
    path.file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default()
}

/// Returns the entries of a folder of contract files that are ignored although nobody sees them: hidden files and
/// folders, except those of version control. Sorted.
///
/// # Errors
/// Fails if the file system refuses.
pub fn hidden(folder: &Path) -> Result<Vec<PathBuf>, FolderError> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    for _ in ["service", "role", "file"] {
        let mut below = Vec::new();
        for folder in folders.iter().filter(|folder| folder.is_dir()) {
            for path in entries(folder)? {
                let name = name(&path);
                if !name.starts_with('.') {
                    below.push(path);
                } else if ![".git", ".hg", ".svn", ".keep"]
                    .iter()
                    .any(|known| name.starts_with(known))
                {
                    found.push(path);
                }
            }
        }
        folders = below;
    }
    found.sort();
    Ok(found)
}

/// Returns true if the name of a file ends in one of these, ignoring case.
fn ends_in(path: &Path, endings: &[&str]) -> bool {
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .to_ascii_lowercase();
    name.rsplit_once('.')
        .is_some_and(|(_, ending)| endings.contains(&ending))
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, FolderError> {
    let list = || {
        let mut names = fs::read_dir(folder)?
            .map(|entry| Ok(entry?.file_name()))
            .collect::<io::Result<Vec<_>>>()?;
        names.retain(|name| !name.to_str().is_some_and(system_files::is_dropped));
        // As names: comparing the paths would take each apart, again and again.
        names.sort_unstable();
        Ok(names.iter().map(|name| folder.join(name)).collect())
    };
    list().map_err(|error| FolderError::Io {
        path: folder.to_owned(),
        action: "list",
        error,
    })
}

/// Reads one contract file.
///
/// # Errors
/// Fails if it cannot be read, is larger than 16 MiB, or is not a contract file.
pub fn read_file(path: &Path) -> Result<Stored, FolderError> {
    let text = bounded::read(path, MAX_BYTES)?;
    let contract = ContractFile::parse(&text).map_err(|error| FolderError::Document {
        path: path.to_owned(),
        error,
    })?;
    Ok(Stored {
        path: path.to_owned(),
        text: contract.shared_text(),
        contract,
    })
}

/// Writes a file atomically: into a temporary file next to it, then under its name. Missing folders are created.
///
/// # Errors
/// Fails if the file system refuses, or if the path is a link, a folder, a pipe or a device; the entry is then
/// unchanged.
pub fn write(path: &Path, text: &str) -> Result<(), FolderError> {
    check_replaceable(path)?;
    let attempt = || {
        let folder = path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder)?;
        replace(path, text)
    };
    attempt().map_err(|error| FolderError::Io {
        path: path.to_owned(),
        action: "write",
        error,
    })
}

/// Returns true if the path is empty or a plain file, so that a file may be written there.
///
/// # Errors
/// Fails if it is a link, which somebody created for an unknown reason, or not a file.
pub fn check_replaceable(path: &Path) -> Result<(), FolderError> {
    match fs::symlink_metadata(path) {
        Ok(kind) if kind.is_symlink() => Err(FolderError::Link(path.to_owned())),
        Ok(kind) if !kind.is_file() => Err(FolderError::NotAFile(path.to_owned())),
        _ => Ok(()),
    }
}

/// The place of a contract file in a folder.
pub fn path_in(folder: &Path, identity: &Identity) -> PathBuf {
    folder.join(identity.path())
}

/// The path where a new version of a contract file waits for review: `<event>.json.new` next to it.
pub fn pending_path(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Header;
    use counterpart_engine::json::Object;

    fn contract(service: &str, event: &str) -> ContractFile {
        let header = Header {
            identity: Identity::new(service, Role::Emits, event, None).unwrap(),
            producer: None,
            owner: None,
            metadata: Default::default(),
            types: vec![],
            imported: vec!["a.json".into()],
            assumes: vec![],
            trusts: vec![],
        };
        ContractFile::new(header, Object::default())
    }

    fn folder_with(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in files {
            write(&folder.path().join(path), text).unwrap();
        }
        folder
    }

    #[test]
    fn files_are_read_in_the_order_of_their_paths() {
        let folder = tempfile::tempdir().unwrap();
        for (service, event) in [("b", "x"), ("a", "Y"), ("a", "x")] {
            let contract = contract(service, event);
            write(
                &path_in(folder.path(), &contract.header.identity),
                &contract.to_text(),
            )
            .unwrap();
        }
        fs::write(folder.path().join("README.md"), "about").unwrap();
        fs::write(folder.path().join("a/emits/x.json.new"), "pending").unwrap();
        let found = read(folder.path()).unwrap();
        let names: Vec<_> = found
            .iter()
            .map(|stored| stored.contract.header.identity.to_string())
            .collect();
        assert_eq!(names, ["a emits Y", "a emits x", "b emits x"]);
        assert!(read(&folder.path().join("absent")).unwrap().is_empty());
    }

    #[test]
    fn file_that_would_be_skipped_in_silence_is_an_error() {
        let text = contract("a", "x").to_text();
        for (place, why) in [
            ("x.json", "is not at a path for contract files"),
            ("a/x.json", "is not at a path for contract files"),
            ("a/emit/x.json", "is not at a path for contract files"),
            ("a/emits/deep/x.json", "is not at a path for contract files"),
            ("x.JSON", "would be ignored"),
            ("a/.json", "would be ignored"),
            ("a/emits/x.Json", "would be ignored"),
            ("a/emits/.json", "would be ignored"),
            ("a/consumes/x.yaml", "is not at a path for contract files"),
            ("b/emits/x.json", "move it there"),
            ("a/emits/y.json", "move it there"),
            ("a/emits/x.json/y", "is not a file"),
            ("a/emits/x.JSON", "would be ignored"),
            ("a/emits/.x.json", "would be ignored"),
            ("a/x.Json", "would be ignored"),
            (".x.json", "would be ignored"),
        ] {
            let folder = folder_with(&[(place, text.as_str())]);
            let error = read(folder.path()).unwrap_err().to_string();
            assert!(error.contains(why), "{place}: {error}");
        }
        let folder = folder_with(&[("a/emits/x.json", &text[..40])]);
        assert!(
            read(folder.path())
                .unwrap_err()
                .to_string()
                .contains("the text ends inside a value")
        );
    }

    #[test]
    fn system_files_are_ignored_and_other_hidden_files_named() {
        let text = contract("a", "x").to_text();
        let folder = folder_with(&[
            ("a/emits/x.json", text.as_str()),
            ("a/emits/._x.json", "\u{0}\u{5}"),
            ("a/emits/.DS_Store", "x"),
            ("a/Thumbs.db", "x"),
            ("desktop.ini", "x"),
            (".git/emits/y.json", "x"),
            (".gitattributes", "x"),
            ("a/.gitkeep", ""),
            (".vscode/settings/x", "x"),
            ("a/emits/.notes", "x"),
        ]);
        assert_eq!(read(folder.path()).unwrap().len(), 1);
        let named = hidden(folder.path()).unwrap();
        let place = |path: &PathBuf| path.strip_prefix(folder.path()).unwrap().display().to_string();
        let named: Vec<_> = named.iter().map(place).collect();
        assert_eq!(named, [".vscode", "a/emits/.notes"]);
    }

    #[cfg(unix)]
    #[test]
    fn contract_file_replaces_only_a_plain_file() {
        let folder = folder_with(&[("there.json", "old")]);
        let path = |name: &str| folder.path().join(name);
        std::os::unix::fs::symlink("there.json", path("link.json")).unwrap();
        std::os::unix::fs::symlink("later.json", path("dangling.json")).unwrap();
        let pipe = std::process::Command::new("mkfifo")
            .arg(path("pipe.json"))
            .status();
        assert!(pipe.unwrap().success());
        for (name, why) in [
            ("link.json", "is a link"),
            ("dangling.json", "is a link"),
            ("pipe.json", "is not a file"),
        ] {
            let error = write(&path(name), "new").unwrap_err().to_string();
            assert!(error.contains(why), "{error}");
        }
        assert_eq!(fs::read_to_string(path("there.json")).unwrap(), "old");
        assert!(path("link.json").is_symlink() && path("dangling.json").is_symlink());
        assert!(!path("later.json").exists());
    }

    #[test]
    fn failed_write_leaves_nothing() {
        let folder = folder_with(&[("taken", "old")]);
        assert!(write(&folder.path().join("taken/x.json"), "new").is_err());
        fs::create_dir(folder.path().join("dir.json")).unwrap();
        assert!(write(&folder.path().join("dir.json"), "new").is_err());
        let left: Vec<_> = entries(folder.path()).unwrap();
        assert_eq!(left.len(), 2, "{left:?}");
    }

    #[cfg(unix)]
    #[test]
    fn broken_link_and_nameless_file_are_not_skipped() {
        use std::ffi::OsStr;
        use std::os::unix::ffi::OsStrExt;
        use std::os::unix::fs::symlink;
        let text = contract("a", "x").to_text();
        let read_with = |make: &dyn Fn(&Path)| {
            let folder = folder_with(&[("a/emits/x.json", text.as_str())]);
            make(folder.path());
            read(folder.path()).map_err(|error| error.to_string())
        };
        assert!(read_with(&|_| ()).is_ok());
        for (place, to) in [("b", "gone"), ("a/consumes", "gone"), ("b", "b")] {
            let error = read_with(&|folder| symlink(to, folder.join(place)).unwrap()).unwrap_err();
            assert!(error.contains("is not a file"), "{error}");
        }
        let odd = OsStr::from_bytes(b"y\xff.json");
        let error =
            read_with(&|folder| fs::write(folder.join("a/emits").join(odd), &text).unwrap()).unwrap_err();
        assert!(error.contains("would be ignored"), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn contract_files_have_the_usual_permissions() {
        use std::os::unix::fs::PermissionsExt;
        let folder = folder_with(&[("a.json", "x")]);
        fs::write(folder.path().join("plain"), "x").unwrap();
        let mode = |name| {
            fs::metadata(folder.path().join(name))
                .unwrap()
                .permissions()
                .mode()
        };
        assert_eq!(mode("a.json"), mode("plain"));
    }
}
