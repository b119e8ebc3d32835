//! A file of letters, one document a line: append, sync, and heal what a killed writer left.

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use super::{DeadLetter, LetterError, MOST};

/// A file of letters, one document a line (NDJSON).
///
/// [`append`](Self::append) returns after the letter is on the disk: acknowledge the message after it. A writer that was
/// killed may leave the beginning of a letter at the end of the file. It was never acknowledged, so the broker sends the
/// message again, and [`open`](Self::open) cuts it off, after a copy to `<file>.torn`.
///
/// Threads share one `LetterFile`. Open a file only once at a time, in all processes: there is no lock, and
/// [`open`](Self::open) would cut off a letter that another one is just writing. So give each process its own file;
/// `cargo counterpart redrive` takes a folder of files. Even then a failed [`append`](Self::append) removes only the bytes
/// that it wrote itself, and only from the end of the file.
///
/// ```
/// use counterpart::letters::{DeadLetter, LetterFile, MessageId};
///
/// let folder = tempfile::tempdir()?;
/// let letters = LetterFile::open(folder.path().join("letters.ndjson"))?;
/// letters.append(&DeadLetter::new(MessageId::new("user-service", "e-17"), "user.registered", "{}"))?;
/// assert_eq!(letters.read()?.len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct LetterFile {
    path: PathBuf,
    torn: u64,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    file: File,
    is_broken: bool,
}

/// The reason why a file of letters cannot be used.
#[derive(Debug)]
#[non_exhaustive]
pub enum FileError {
    /// The file system refused.
    Io {
        /// The file.
        path: PathBuf,
        /// Its error.
        error: io::Error,
    },
    /// The letter cannot be appended, because nobody could read it again.
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The reason.
        error: LetterError,
    },
    /// A line is not a letter.
    Line {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// The reason.
        error: LetterError,
    },
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FileError::Io { path, error } => write!(f, "{}: {error}", path.display()),
            FileError::Unreadable { path, error } => {
                write!(f, "{}: the letter is not appended: {error}", path.display())
            }
            FileError::Line { path, line, error } => write!(f, "{}:{line}: {error}", path.display()),
        }
    }
}

impl std::error::Error for FileError {}

/// The bytes to look at in one go for the last line end.
const WINDOW: u64 = 64 << 10;

impl LetterFile {
    /// Opens the file, makes it if there is none, and heals its end.
    ///
    /// # Errors
    /// Fails if the file system refuses.
    pub fn open(path: impl Into<PathBuf>) -> Result<Self, FileError> {
        let path = path.into();
        let opened = Self::opened(&path);
        let (file, torn) = opened.map_err(|error| FileError::Io {
            path: path.clone(),
            error,
        })?;
        let is_broken = false;
        let state = State { file, is_broken };
        Ok(Self {
            path,
            torn,
            state: Mutex::new(state),
        })
    }

    fn opened(path: &Path) -> io::Result<(File, u64)> {
        // A pipe would hold the program, and a device has no end.
        let is_new = match fs::metadata(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => true,
            there => {
                if !there?.is_file() {
                    return Err(io::Error::other("not a file: name a plain file for letters"));
                }
                false
            }
        };
        let mut file = OpenOptions::new()
            .create(true)
            .read(true)
            .append(true)
            .open(path)?;
        let length = file.seek(SeekFrom::End(0))?;
        let whole = end_of_last_line(&mut file, length)?;
        let mut torn = Vec::new();
        file.seek(SeekFrom::Start(whole))?;
        file.read_to_end(&mut torn)?;
        if !torn.is_empty() {
            if DeadLetter::from_json(&torn).is_ok() {
                // Only the line end is missing.
                file.write_all(b"\n")?;
                torn.clear();
            } else {
                keep_torn(path, &torn)?;
                file.set_len(whole)?;
            }
            file.sync_data()?;
        }
        if is_new {
            sync_folder(path)?;
        }
        Ok((file, torn.len() as u64))
    }

    /// The path of the file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The number of bytes that [`open`](Self::open) cut off, because they were only the beginning of a letter.
    pub fn torn(&self) -> u64 {
        self.torn
    }

    /// Appends a letter, and returns after it is on the disk.
    ///
    /// # Errors
    /// Fails if the file system refuses. Then no part of the letter is in the file, and the message must not be
    /// acknowledged. If not even the part that was written could be taken back, every later call fails too: open the file
    /// again.
    ///
    /// Fails with [`FileError::Unreadable`] if nobody could read the letter again: it contradicts itself, or its document
    /// has more than 16 MiB. Then nothing is written.
    pub fn append(&self, letter: &DeadLetter) -> Result<(), FileError> {
        let mut line = letter.to_json();
        // A second reading costs little beside the disk, and proves it.
        let read = match line.len() {
            length if length > MOST => Err(LetterError::TooLong(length)),
            _ => DeadLetter::from_json(line.as_bytes()),
        };
        if let Err(error) = read {
            let path = self.path.clone();
            return Err(FileError::Unreadable { path, error });
        }
        line.push('\n');
        let io = |error| FileError::Io {
            path: self.path.clone(),
            error,
        };
        let mut state = self.state.lock().unwrap_or_else(|poisoned| {
            let mut state = poisoned.into_inner();
            state.is_broken = true;
            state
        });
        if state.is_broken {
            return Err(io(io::Error::other(
                "an earlier write failed and could not be taken back: open the file again",
            )));
        }
        let mut written = Written::default();
        let appended = written.append(&mut state.file, line.as_bytes());
        appended.and_then(|()| state.file.sync_data()).map_err(|error| {
            state.is_broken = written.take_back(&state.file).is_err();
            io(error)
        })
    }

    /// Reads all letters, in their order. For large files, read line by line with [`DeadLetter::from_json`].
    ///
    /// # Errors
    /// Fails if the file cannot be read, or a line of it is not a letter.
    pub fn read(&self) -> Result<Vec<DeadLetter>, FileError> {
        let content = fs::read(&self.path).map_err(|error| FileError::Io {
            path: self.path.clone(),
            error,
        })?;
        let lines = content.split(|byte| *byte == b'\n').enumerate();
        let letters = lines.filter(|(_, line)| !line.trim_ascii().is_empty());
        letters
            .map(|(number, line)| {
                DeadLetter::from_json(line).map_err(|error| FileError::Line {
                    path: self.path.clone(),
                    line: number + 1,
                    error,
                })
            })
            .collect()
    }
}

/// What one append wrote so far.
#[derive(Default)]
struct Written {
    /// The place of its first byte and the one behind its last.
    range: Option<(u64, u64)>,
    /// True if the range may hold what somebody else wrote.
    is_uncertain: bool,
}

impl Written {
    fn append(&mut self, file: &mut File, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            match file.write(bytes) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(count) => {
                    self.count(file, count)?;
                    bytes = &bytes[count..];
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Bytes were written: the system put them at the end of the file, wherever that was.
    fn count(&mut self, file: &mut File, count: usize) -> io::Result<()> {
        let was_uncertain = std::mem::replace(&mut self.is_uncertain, true);
        let end = file.stream_position()?;
        let start = end.saturating_sub(count as u64);
        let (first, before) = self.range.unwrap_or((start, start));
        if before != start {
            return Err(another_writes());
        }
        self.range = Some((first, end));
        self.is_uncertain = was_uncertain;
        Ok(())
    }

    /// Takes back what was written, unless somebody else wrote behind it or between it.
    fn take_back(&self, file: &File) -> io::Result<()> {
        if self.is_uncertain {
            return Err(another_writes());
        }
        let Some((start, end)) = self.range else {
            return Ok(());
        };
        if file.metadata()?.len() != end {
            return Err(another_writes());
        }
        file.set_len(start)?;
        file.sync_data()
    }
}

fn another_writes() -> io::Error {
    io::Error::other("another one writes to the file: give each process its own")
}

/// The place behind the last line end.
fn end_of_last_line(file: &mut File, length: u64) -> io::Result<u64> {
    let mut end = length;
    while end > 0 {
        let start = end.saturating_sub(WINDOW);
        let mut window = vec![0; usize::try_from(end - start).unwrap_or(0)];
        file.seek(SeekFrom::Start(start))?;
        file.read_exact(&mut window)?;
        if let Some(at) = window.iter().rposition(|byte| *byte == b'\n') {
            return Ok(start + at as u64 + 1);
        }
        end = start;
    }
    Ok(0)
}

/// Copies the beginning of a letter beside the file, before it is cut off.
fn keep_torn(path: &Path, torn: &[u8]) -> io::Result<()> {
    let mut name = path.as_os_str().to_owned();
    name.push(".torn");
    let mut file = OpenOptions::new().create(true).append(true).open(name)?;
    file.write_all(torn)?;
    file.write_all(b"\n")?;
    file.sync_data()
}

/// A new file is there for good once its folder is on the disk.
fn sync_folder(path: &Path) -> io::Result<()> {
    if cfg!(unix) {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
