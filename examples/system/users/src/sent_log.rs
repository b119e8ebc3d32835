//! The log of what was sent: segments of CloudEvents, one a line. It outlives the broker's data, and is what is replayed.
//!
//! A crash may repeat lines, so readers tell events by their id. It loses none: lines are on the disk before the outbox
//! marks their entries as sent.

mod redaction;
#[cfg(test)]
mod tests;

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};

use serde::Deserialize;

/// The log, opened by the only process that writes it.
#[derive(Debug)]
pub struct SentLog {
    folder: PathBuf,
    /// A segment ends after this many bytes.
    most: u64,
    current: Option<Segment>,
    /// Held as long as the log is open.
    _lock: File,
}

#[derive(Debug)]
struct Segment {
    file: File,
    bytes: u64,
}

/// A line of the log, and what of it tells which one it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The place of the event in the stream.
    pub position: u64,
    /// The time of the change, in RFC 3339.
    pub time: String,
    /// The CloudEvent, without a line end.
    pub text: String,
}

/// The members of a line that the log itself reads.
#[derive(Debug, Deserialize)]
struct Head {
    position: u64,
    time: String,
    subject: String,
    #[serde(rename = "type")]
    event: String,
    #[serde(default)]
    redacted: bool,
}

impl SentLog {
    /// Opens the log in this folder, makes it if there is none, and heals the end that a killed writer left: what follows the
    /// last line end is copied to `<segment>.torn` and cut off. The outbox sends it again.
    ///
    /// # Errors
    /// Fails if another process has it open, or the file system refuses.
    pub fn open(folder: impl Into<PathBuf>, most: u64) -> io::Result<Self> {
        let folder = folder.into();
        fs::create_dir_all(&folder)?;
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(folder.join("lock"))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let text = format!(
                    "{} is open in another process: only one writes the log",
                    folder.display()
                );
                return Err(io::Error::new(io::ErrorKind::ResourceBusy, text));
            }
            Err(TryLockError::Error(error)) => return Err(error),
        }
        let current = match segments(&folder)?.pop() {
            Some(path) => Some(healed(&path)?),
            None => None,
        };
        Ok(Self {
            folder,
            most,
            current,
            _lock: lock,
        })
    }

    /// Appends lines, each with the position of its event, and returns after they are on the disk.
    ///
    /// # Errors
    /// Fails if the file system refuses. Then open the log again before the next call: this one's last segment may have a
    /// part of a line at its end.
    pub fn append(&mut self, lines: &[(u64, String)]) -> io::Result<()> {
        let Some((first, _)) = lines.first() else {
            return Ok(());
        };
        let is_full = self
            .current
            .as_ref()
            .is_some_and(|segment| segment.bytes >= self.most);
        let mut segment = match self.current.take().filter(|_| !is_full) {
            Some(segment) => segment,
            None => self.begin(*first)?,
        };
        let mut text = String::new();
        for (_, line) in lines {
            text.push_str(line);
            text.push('\n');
        }
        segment.file.write_all(text.as_bytes())?;
        segment.file.sync_data()?;
        segment.bytes += text.len() as u64;
        // Only a segment that was written to whole is used again.
        self.current = Some(segment);
        Ok(())
    }

    /// Begins a segment. It is named by its number and the first position in it, so that a replay finds its begin.
    fn begin(&self, first: u64) -> io::Result<Segment> {
        let number = segments(&self.folder)?.len() + 1;
        let path = self.folder.join(format!("{number:08}-{first:020}.ndjson"));
        let file = OpenOptions::new().create_new(true).append(true).open(path)?;
        sync(&self.folder)?;
        Ok(Segment { file, bytes: 0 })
    }
}

/// The lines of the log in a folder, oldest first. A line that is still being written is not among them.
///
/// # Errors
/// Fails if the folder cannot be read.
pub fn lines(folder: &Path) -> io::Result<impl Iterator<Item = io::Result<Line>>> {
    Ok(segments(folder)?.into_iter().flat_map(|path| {
        let lines: Box<dyn Iterator<Item = io::Result<Line>>> = match File::open(&path) {
            Ok(file) => Box::new(lines_of(BufReader::new(file), path)),
            Err(error) => Box::new(std::iter::once(Err(error))),
        };
        lines
    }))
}

fn lines_of(mut file: BufReader<File>, path: PathBuf) -> impl Iterator<Item = io::Result<Line>> {
    std::iter::from_fn(move || {
        loop {
            let mut text = String::new();
            match file.read_line(&mut text) {
                Ok(_) if text.pop() != Some('\n') => return None,
                Ok(_) => {}
                Err(error) => return Some(Err(error)),
            }
            return match serde_json::from_str::<Head>(&text) {
                Ok(head) if head.redacted => continue,
                Ok(Head { position, time, .. }) => Some(Ok(Line { position, time, text })),
                Err(error) => Some(Err(io::Error::other(format!("{}: {error}", path.display())))),
            };
        }
    })
}

/// The files of the segments, in order.
fn segments(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for file in fs::read_dir(folder)? {
        let path = file?.path();
        if path.extension().is_some_and(|extension| extension == "ndjson") {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

/// Cuts off what follows the last line end.
fn healed(path: &Path) -> io::Result<Segment> {
    let file = OpenOptions::new().read(true).append(true).open(path)?;
    // A segment is read from its begin, because that is simple and happens once a start.
    let mut lines = BufReader::new(&file);
    let (mut bytes, mut torn) = (0, Vec::new());
    loop {
        lines.read_until(b'\n', &mut torn)?;
        if torn.last() != Some(&b'\n') {
            break;
        }
        bytes += torn.len() as u64;
        torn.clear();
    }
    if !torn.is_empty() {
        let mut kept = OpenOptions::new()
            .create(true)
            .append(true)
            .open(path.with_extension("torn"))?;
        kept.write_all(&torn)?;
        kept.sync_data()?;
        file.set_len(bytes)?;
        file.sync_data()?;
        tracing::warn!(segment = %path.display(), torn = torn.len(), "healed the end of the sent log");
    }
    Ok(Segment { file, bytes })
}

/// A file's name is on the disk once its folder is.
fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}
