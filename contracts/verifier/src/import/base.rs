//! The base folder: the only place that files are read from.

use std::fs;
use std::path::{Component, Path, PathBuf};

use super::document;
use super::error::ImportError;
use counterpart::bounded;
use counterpart::contract::folder;
use counterpart_engine::json::Json;

/// The number of files that are searched for an `$id`.
const MAX_LISTED: usize = 20_000;

/// A folder, and the names of files in it: relative to it, with `/`, without links on the way.
pub(crate) struct Base {
    /// Without links on the way.
    folder: PathBuf,
    /// As the user knows it.
    pub(crate) shown: PathBuf,
}

/// The target of a name.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Place {
    File(String),
    Missing,
    Outside,
}

impl Base {
    /// The folder that was named, or the innermost one that holds all files.
    pub(crate) fn open(files: &[PathBuf], named: Option<&Path>) -> Result<Self, ImportError> {
        let shown = match named {
            Some(named) => named.to_owned(),
            None => common_folder(files)?,
        };
        let unusable = |error| ImportError::Base(shown.clone(), error);
        let folder = fs::canonicalize(&shown).map_err(unusable)?;
        if !folder.is_dir() {
            return Err(unusable(std::io::ErrorKind::NotADirectory.into()));
        }
        Ok(Self { folder, shown })
    }

    /// The name of a file that the user named.
    pub(crate) fn name_of(&self, file: &Path) -> Result<String, ImportError> {
        let whole = fs::canonicalize(file).map_err(|error| unreadable(file, error))?;
        let inner = whole
            .strip_prefix(&self.folder)
            .map_err(|_| ImportError::NotInBase {
                file: file.to_owned(),
                base: self.shown.clone(),
            })?;
        name(inner).ok_or_else(|| ImportError::PathNotUtf8(file.to_owned()))
    }

    /// The target of `path`, as a reference writes it, from the folder `from` (a name, or empty for the base
    /// itself).
    pub(crate) fn find(&self, from: &str, path: &str) -> Place {
        let Some(joined) = join(from, path) else {
            return Place::Outside;
        };
        let Ok(whole) = fs::canonicalize(self.folder.join(&joined)) else {
            return Place::Missing;
        };
        // A link on the way may lead anywhere.
        let Ok(inner) = whole.strip_prefix(&self.folder) else {
            return Place::Outside;
        };
        match name(inner) {
            Some(name) if whole.is_file() => Place::File(name),
            _ => Place::Missing,
        }
    }

    /// Reads a file of the folder.
    pub(crate) fn read(&self, name: &str) -> Result<Json, ImportError> {
        let text = bounded::read(&self.folder.join(name), bounded::MAX_BYTES);
        let text = text.map_err(|error| ImportError::Read(error.into()))?;
        document::parse(name, &text)
    }

    /// The names of all files of JSON or YAML below the folder, sorted. Hidden folders, links and what cannot be
    /// listed are ignored.
    pub(crate) fn list(&self) -> Result<Vec<String>, ImportError> {
        let mut names = Vec::new();
        let mut folders = vec![self.folder.clone()];
        let mut seen = 0;
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                seen += 1;
                if seen > MAX_LISTED {
                    return Err(ImportError::TooMuch(
                        "20,000 files below the base folder to look for an `$id` in: name a narrower one with `--base DIR`",
                    ));
                }
                let path = entry.path();
                let Ok(kind) = entry.file_type() else { continue };
                let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
                if kind.is_dir() && !hidden {
                    folders.push(path);
                } else if kind.is_file() && is_document(&path) {
                    names.extend(path.strip_prefix(&self.folder).ok().and_then(name));
                }
            }
        }
        names.sort();
        Ok(names)
    }
}

/// Returns true if a file is JSON or YAML by its name.
fn is_document(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    matches!(extension, Some("json" | "yaml" | "yml"))
}

fn unreadable(path: &Path, error: std::io::Error) -> ImportError {
    ImportError::Read(folder::FolderError::Io {
        path: path.to_owned(),
        action: "read",
        error,
    })
}

fn common_folder(files: &[PathBuf]) -> Result<PathBuf, ImportError> {
    let mut common: Option<PathBuf> = None;
    for file in files {
        let whole = std::path::absolute(file).map_err(|error| unreadable(file, error))?;
        let folder = whole.parent().unwrap_or(&whole);
        common = Some(match common {
            None => folder.to_owned(),
            Some(known) => known
                .components()
                .zip(folder.components())
                .take_while(|(a, b)| a == b)
                .map(|(step, _)| step)
                .collect(),
        });
    }
    common.ok_or(ImportError::NoFiles)
}

/// A path below the base folder as a name.
fn name(path: &Path) -> Option<String> {
    let steps = path.components().map(|step| match step {
        Component::Normal(step) => step.to_str(),
        _ => None,
    });
    Some(steps.collect::<Option<Vec<_>>>()?.join("/"))
}

/// `path` as seen from the folder `from`; nothing if it leaves the base folder.
fn join(from: &str, path: &str) -> Option<String> {
    if path.starts_with('/') || path.contains('\\') {
        return None;
    }
    let mut steps: Vec<&str> = from.split('/').filter(|step| !step.is_empty()).collect();
    for step in path.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop()?;
            }
            step => steps.push(step),
        }
    }
    Some(steps.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_leaves_the_base_folder_is_seen_without_asking_the_file_system() {
        assert_eq!(join("a/b", "../c.json").as_deref(), Some("a/c.json"));
        assert_eq!(join("", "./x//y.json").as_deref(), Some("x/y.json"));
        for path in ["../x", "a/../../x", "/etc/passwd", "..\\x", "\\\\host\\x"] {
            assert_eq!(join("", path), None, "{path}");
        }
        assert_eq!(join("a", "../../a/x"), None);
    }

    #[test]
    fn the_innermost_common_folder_is_the_base_unless_one_is_named() {
        let common = |files: &[&str]| {
            let files: Vec<_> = files.iter().map(PathBuf::from).collect();
            common_folder(&files).unwrap()
        };
        assert_eq!(
            common(&["/s/star/a.json", "/s/star/b.json"]),
            Path::new("/s/star")
        );
        assert_eq!(common(&["/s/star/a.json", "/s/push/b.json"]), Path::new("/s"));
        assert_eq!(common(&["/s/star/a.json"]), Path::new("/s/star"));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_leaves_the_base_folder_is_outside() {
        let folder = tempfile::tempdir().unwrap();
        let base = folder.path().join("base");
        fs::create_dir_all(base.join("inner")).unwrap();
        fs::write(folder.path().join("secret.json"), "{}").unwrap();
        fs::write(base.join("inner/a.json"), "{}").unwrap();
        std::os::unix::fs::symlink("../secret.json", base.join("link.json")).unwrap();
        std::os::unix::fs::symlink("inner/a.json", base.join("kept.json")).unwrap();
        std::os::unix::fs::symlink("..", base.join("up")).unwrap();
        let base = Base::open(&[], Some(&base)).unwrap();
        assert_eq!(base.find("", "link.json"), Place::Outside);
        assert_eq!(base.find("", "up/secret.json"), Place::Outside);
        assert_eq!(
            base.find("inner", "../kept.json"),
            Place::File("inner/a.json".into())
        );
        assert_eq!(base.find("", "inner"), Place::Missing);
        assert_eq!(base.find("", "absent.json"), Place::Missing);
        assert_eq!(base.list().unwrap(), ["inner/a.json"]);
    }
}
