//! The inputs that a person names: files, folders with all files in them, buckets, standard input.

use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use counterpart::system_files;

use super::bucket::{Bucket, Object};
use super::position::Problem;

/// The name of standard input.
const STDIN: &str = "-";

/// The files of the named inputs, in a fixed order: as they are named, and in a folder by their
/// names, with what is in its folders. Only the lists of the open folders are held. The objects of
/// a bucket are read in the order in which files of these names would be.
///
/// Files and folders that begin with a dot, and those that operating systems add, are not part of a
/// folder or bucket. [`ignored`](Inputs::ignored) counts them.
///
/// Of dead letters, [`each_file_once`](Inputs::each_file_once) and [`without_torn`](Inputs::without_torn) make more of them:
/// letters that are read twice are sent twice.
#[derive(Debug)]
pub struct Inputs {
    /// The last is next.
    open: Vec<Entry>,
    ignored: Ignored,
    /// The files so far, if each is to be read once.
    seen: Option<HashMap<FileId, String>>,
    /// The files that were left out for their ending, if there is one.
    torn: Option<Vec<String>>,
}

/// Files and folders that are not read because of their names. Everything in an ignored folder of files counts as
/// one, and so does each object of a bucket.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ignored {
    /// How many.
    pub count: u64,
    /// The first one that was met.
    pub first: Option<String>,
}

impl Ignored {
    fn add(&mut self, name: impl FnOnce() -> String) {
        self.count += 1;
        self.first.get_or_insert_with(name);
    }
}

/// The ending of the files with what killed writers of letters left.
const TORN: &str = "torn";

/// An input as a person named it.
#[derive(Debug, Clone)]
pub enum Named {
    /// A file or a folder; `-` is standard input.
    Path(PathBuf),
    /// A bucket, or a folder or an object in one.
    Bucket(Arc<dyn Bucket>),
}

#[derive(Debug)]
enum Entry {
    Named(PathBuf),
    Bucket(Arc<dyn Bucket>),
    Object(Arc<dyn Bucket>, Object),
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
        Self::of(named.into_iter().map(|path| Named::Path(path.into())))
    }

    /// These files, folders and buckets.
    pub fn of(named: impl IntoIterator<Item = Named>) -> Self {
        let mut open: Vec<Entry> = named
            .into_iter()
            .map(|input| match input {
                Named::Path(path) => Entry::Named(path),
                Named::Bucket(bucket) => Entry::Bucket(bucket),
            })
            .collect();
        open.reverse();
        Self {
            open,
            ignored: Ignored::default(),
            seen: None,
            torn: None,
        }
    }

    /// Refuses a file that was read before, under another name or through a link.
    #[must_use]
    pub fn each_file_once(mut self) -> Self {
        self.seen = Some(HashMap::new());
        self
    }

    /// Leaves out the files in folders that end in `.torn`: what [`LetterFile`](counterpart::letters::LetterFile) cut off.
    #[must_use]
    pub fn without_torn(mut self) -> Self {
        self.torn = Some(Vec::new());
        self
    }

    /// The files that were left out so far because of that.
    pub fn torn(&self) -> &[String] {
        self.torn.as_deref().unwrap_or_default()
    }

    /// The files and folders that were ignored so far.
    pub fn ignored(&self) -> &Ignored {
        &self.ignored
    }

    /// The size of all files and objects, in bytes; `None` if one of them has none, as a pipe. The
    /// files are looked at, and not read. Buckets are listed.
    pub fn size(mut self) -> Option<u64> {
        let mut size = 0_u64;
        while let Some(found) = self.next_found() {
            size = size.checked_add(match found.ok()? {
                Found::File(path) => {
                    let kind = fs::metadata(path).ok()?;
                    kind.is_file().then_some(kind.len())?
                }
                Found::Object(_, object) => object.size,
            })?;
        }
        Some(size)
    }

    /// Opens the next file.
    pub(super) fn next(&mut self) -> Option<Result<Opened, Problem>> {
        let path = match self.next_found()? {
            Ok(Found::File(path)) => path,
            Ok(Found::Object(bucket, object)) => return Some(opened(bucket, &object)),
            Err(problem) => return Some(Err(problem)),
        };
        if path == Path::new(STDIN) {
            if let Err(problem) = self.see_stdin() {
                return Some(Err(problem));
            }
            return Some(Ok(Opened {
                name: "standard input".to_owned(),
                bytes: Box::new(io::stdin()),
                is_stream: true,
            }));
        }
        let opened = fs::File::open(&path).and_then(|file| Ok((file.metadata()?, file)));
        Some(match opened {
            Ok((kind, file)) => {
                if let Err(problem) = self.see(FileId::of(&kind, &path), shown(&path)) {
                    return Some(Err(problem));
                }
                Ok(Opened {
                    name: shown(&path),
                    bytes: Box::new(file),
                    is_stream: !kind.is_file(),
                })
            }
            Err(error) => Err(cannot(&path, &error)),
        })
    }

    /// Takes note of a file, and fails if it was there before.
    fn see(&mut self, id: Option<FileId>, name: String) -> Result<(), Problem> {
        let (Some(seen), Some(id)) = (&mut self.seen, id) else {
            return Ok(());
        };
        match seen.get(&id) {
            Some(first) => Err(Problem {
                hint: Some("name each file once, and take links to letters out of the folder"),
                ..named(
                    name,
                    format!("is the same file as {first}: its letters would be read twice"),
                )
            }),
            None => {
                seen.insert(id, name);
                Ok(())
            }
        }
    }

    /// Standard input may be a file that is read too.
    fn see_stdin(&mut self) -> Result<(), Problem> {
        let id = FileId::of_stdin().unwrap_or(FileId::Stdin);
        self.see(Some(id), "standard input".to_owned())
    }

    fn next_found(&mut self) -> Option<Result<Found, Problem>> {
        loop {
            let (path, above) = match self.open.pop()? {
                Entry::Object(bucket, object) => return Some(Ok(Found::Object(bucket, object))),
                Entry::Bucket(bucket) => match self.list_bucket(&bucket) {
                    Ok(()) => continue,
                    Err(problem) => return Some(Err(problem)),
                },
                Entry::Named(path) if path == Path::new(STDIN) => return Some(Ok(Found::File(path))),
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
            let is_torn = above.is_some() && path.extension() == Some(OsStr::new(TORN));
            if let Some(torn) = self.torn.as_mut().filter(|_| is_torn) {
                torn.push(shown(&path));
                continue;
            }
            // Opening a pipe waits for its writer: only one that was named is opened.
            if above.is_some() && !kind.is_file() {
                return Some(Err(problem(&path, "is not a file".to_owned())));
            }
            return Some(Ok(Found::File(path)));
        }
    }

    /// Adds the objects of a bucket.
    fn list_bucket(&mut self, bucket: &Arc<dyn Bucket>) -> Result<(), Problem> {
        let location = bucket.location().to_owned();
        let mut objects = bucket
            .list()
            .map_err(|error| named(location.clone(), format!("cannot be listed: {error}")))?;
        let before = self.ignored.count;
        objects.retain(|object| {
            let is_ignored = object.path.iter().any(|step| is_ignored(step.as_ref()));
            if is_ignored {
                self.ignored.add(|| object.name(&**bucket));
            }
            !is_ignored
        });
        if objects.is_empty() {
            return Err(named(location, nothing("object", self.ignored.count - before)));
        }
        let entries = objects.into_iter().rev();
        self.open
            .extend(entries.map(|object| Entry::Object(Arc::clone(bucket), object)));
        Ok(())
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
        // Before it is known which is the first one.
        names.sort_unstable();
        let before = self.ignored.count;
        names.retain(|name| {
            let is_ignored = is_ignored(name);
            if is_ignored {
                self.ignored.add(|| shown(&folder.join(name)));
            }
            !is_ignored
        });
        if names.is_empty() && above.is_empty() {
            return Err(problem(folder, nothing("file", self.ignored.count - before)));
        }
        let entries = names.into_iter().rev();
        self.open
            .extend(entries.map(|name| Entry::Found(folder.join(name), Arc::clone(&within))));
        Ok(())
    }
}

/// What makes two names the same file.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum FileId {
    /// The device, and the number on it.
    #[cfg(unix)]
    Number(u64, u64),
    /// The path without links.
    #[cfg(not(unix))]
    Path(PathBuf),
    /// Standard input that is not a file.
    Stdin,
}

impl FileId {
    /// `None` if it is not a file: a pipe gives other bytes each time.
    #[cfg(unix)]
    fn of(kind: &fs::Metadata, _: &Path) -> Option<Self> {
        use std::os::unix::fs::MetadataExt as _;
        kind.is_file().then(|| Self::Number(kind.dev(), kind.ino()))
    }

    #[cfg(not(unix))]
    fn of(kind: &fs::Metadata, path: &Path) -> Option<Self> {
        let path = path.canonicalize().ok()?;
        kind.is_file().then_some(Self::Path(path))
    }

    #[cfg(unix)]
    fn of_stdin() -> Option<Self> {
        use std::os::fd::AsFd as _;
        let file = fs::File::from(io::stdin().as_fd().try_clone_to_owned().ok()?);
        Self::of(&file.metadata().ok()?, Path::new(STDIN))
    }

    #[cfg(not(unix))]
    fn of_stdin() -> Option<Self> {
        None
    }
}

/// What is next, and is no folder.
enum Found {
    File(PathBuf),
    Object(Arc<dyn Bucket>, Object),
}

fn opened(bucket: Arc<dyn Bucket>, object: &Object) -> Result<Opened, Problem> {
    let name = object.name(&*bucket);
    match bucket.open(object) {
        Ok(bytes) => Ok(Opened {
            name,
            bytes,
            is_stream: false,
        }),
        Err(error) => Err(named(name, format!("cannot be read: {error}"))),
    }
}

fn nothing(what: &str, ignored: u64) -> String {
    match ignored {
        0 => format!("holds no {what}"),
        _ => format!("holds no {what} but {ignored} that are ignored because of their names"),
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
    named(shown(path), text)
}

fn named(input: String, text: String) -> Problem {
    Problem {
        input: input.into(),
        read: 0,
        text,
        hint: None,
    }
}

fn cannot(path: &Path, error: &io::Error) -> Problem {
    problem(path, format!("cannot be read: {error}"))
}
