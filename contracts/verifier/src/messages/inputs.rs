//! The inputs that a person names: files, folders with all files in them, standard input.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use counterpart::system_files;

use super::position::Problem;

/// The name of standard input.
const STDIN: &str = "-";

/// The files of the named inputs, in a fixed order: as they are named, and in a folder by their
/// names, with what is in its folders. Only the lists of the open folders are held.
///
/// Files and folders that begin with a dot, and those that operating systems add, are not part of a
/// folder. [`ignored`](Inputs::ignored) counts them.
#[derive(Debug)]
pub struct Inputs {
    /// The last is next.
    open: Vec<Entry>,
    ignored: usize,
}

#[derive(Debug)]
enum Entry {
    Named(PathBuf),
    /// In a folder. The folders above it are without links.
    Found(PathBuf, Arc<Vec<PathBuf>>),
}

/// An input to read.
pub(super) struct Opened {
    pub(super) name: String,
    pub(super) bytes: Box<dyn Read + Send>,
    /// True if it may be long until more comes.
    pub(super) is_stream: bool,
}

impl Inputs {
    /// These files and folders; `-` is standard input.
    pub fn new(named: impl IntoIterator<Item = OsString>) -> Self {
        let mut open: Vec<Entry> = named.into_iter().map(|path| Entry::Named(path.into())).collect();
        open.reverse();
        Self { open, ignored: 0 }
    }

    /// The number of files and folders that were ignored so far.
    pub fn ignored(&self) -> usize {
        self.ignored
    }

    /// The size of all files, in bytes; `None` if one of them has none, as a pipe. The files are
    /// looked at, and not read.
    pub fn size(mut self) -> Option<u64> {
        let mut size = 0_u64;
        while let Some(path) = self.next_path() {
            let kind = fs::metadata(path.ok()?).ok()?;
            size = size.checked_add(kind.is_file().then_some(kind.len())?)?;
        }
        Some(size)
    }

    /// Opens the next file.
    pub(super) fn next(&mut self) -> Option<Result<Opened, Problem>> {
        let path = match self.next_path()? {
            Ok(path) => path,
            Err(problem) => return Some(Err(problem)),
        };
        if path == Path::new(STDIN) {
            return Some(Ok(Opened {
                name: "standard input".to_owned(),
                bytes: Box::new(io::stdin()),
                is_stream: true,
            }));
        }
        let opened = fs::File::open(&path).and_then(|file| Ok((file.metadata()?.is_file(), file)));
        Some(match opened {
            Ok((is_file, file)) => Ok(Opened {
                name: shown(&path),
                bytes: Box::new(file),
                is_stream: !is_file,
            }),
            Err(error) => Err(cannot(&path, &error)),
        })
    }

    fn next_path(&mut self) -> Option<Result<PathBuf, Problem>> {
        loop {
            let (path, above) = match self.open.pop()? {
                Entry::Named(path) if path == Path::new(STDIN) => return Some(Ok(path)),
                Entry::Named(path) => (path, None),
                Entry::Found(path, above) => (path, Some(above)),
            };
            let kind = match fs::metadata(&path) {
                Ok(kind) => kind,
                Err(error) => return Some(Err(cannot(&path, &error))),
            };
            if kind.is_dir() {
                let above = above.unwrap_or_default();
                match self.list(&path, &above) {
                    Ok(()) => continue,
                    Err(problem) => return Some(Err(problem)),
                }
            }
            // Opening a pipe waits for its writer: only one that was named is opened.
            if above.is_some() && !kind.is_file() {
                return Some(Err(problem(&path, "is not a file".to_owned())));
            }
            return Some(Ok(path));
        }
    }

    /// Adds the entries of a folder.
    fn list(&mut self, folder: &Path, above: &Arc<Vec<PathBuf>>) -> Result<(), Problem> {
        let real = folder.canonicalize().map_err(|error| cannot(folder, &error))?;
        if above.contains(&real) {
            return Err(problem(folder, "is a link to a folder above it".to_owned()));
        }
        let mut within = above.to_vec();
        within.push(real);
        let within = Arc::new(within);
        let names: io::Result<Vec<OsString>> = fs::read_dir(folder).and_then(|entries| {
            entries
                .map(|entry| entry.map(|entry| entry.file_name()))
                .collect()
        });
        let mut names = names.map_err(|error| cannot(folder, &error))?;
        let all = names.len();
        names.retain(|name| !is_ignored(name));
        self.ignored += all - names.len();
        if names.is_empty() && above.is_empty() {
            return Err(problem(folder, "holds no file".to_owned()));
        }
        names.sort_unstable();
        let entries = names.into_iter().rev();
        self.open
            .extend(entries.map(|name| Entry::Found(folder.join(name), Arc::clone(&within))));
        Ok(())
    }
}

fn is_ignored(name: &OsStr) -> bool {
    let text = name.to_string_lossy();
    text.starts_with('.') || system_files::is_dropped(&text)
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

fn problem(path: &Path, text: String) -> Problem {
    Problem {
        input: shown(path).into(),
        read: 0,
        text,
        hint: None,
    }
}

fn cannot(path: &Path, error: &io::Error) -> Problem {
    problem(path, format!("cannot be read: {error}"))
}
