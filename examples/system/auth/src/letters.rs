//! The dead letters of this service: a folder of files, each written by one process.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use counterpart::letters::{Cause, DeadLetter, FileError, LetterFile, MessageId};

use crate::measures::Measures;

/// The letters that a process writes.
#[derive(Debug)]
pub struct Letters {
    measures: Measures,
    inner: Mutex<Inner>,
}

#[derive(Debug)]
struct Inner {
    path: PathBuf,
    /// `None` after a failure: then the file is opened again, and healed.
    file: Option<LetterFile>,
    /// The letters that are in the file. A redelivery of a message that is refused needs no second one.
    known: HashSet<(MessageId, u32)>,
}

impl Letters {
    /// Opens a file of letters in a folder, and makes both if they are not there.
    ///
    /// # Errors
    /// Fails if the file system refuses, or a line of the file is not a letter.
    pub fn open(folder: &Path, name: &str, measures: Measures) -> Result<Self, FileError> {
        let path = folder.join(name);
        fs::create_dir_all(folder).map_err(|error| failed(&path, error))?;
        // Opening heals the end that a killed writer left.
        let file = LetterFile::open(&path)?;
        let mut known = HashSet::new();
        read(&path, |letter| {
            known.insert((letter.id, letter.redriven));
            Ok(())
        })
        .map_err(|error| failed(&path, error))?;
        let file = Some(file);
        let inner = Mutex::new(Inner { path, file, known });
        Ok(Self { measures, inner })
    }

    /// Keeps a letter, and returns after it is on the disk. Only then may the message be given up.
    ///
    /// # Errors
    /// Fails if the file system refuses.
    pub fn keep(&self, letter: &DeadLetter) -> Result<(), FileError> {
        let mut inner = self.inner.lock().unwrap_or_else(|held| held.into_inner());
        let identity = (letter.id.clone(), letter.redriven);
        if inner.known.contains(&identity) {
            return Ok(());
        }
        let file = match inner.file.take() {
            Some(file) => file,
            None => LetterFile::open(&inner.path)?,
        };
        file.append(letter)?;
        inner.file = Some(file);
        inner.known.insert(identity);
        self.measures.letter(rule_of(letter));
        // The rule and the place hold no values of the message; its text is in the letter only.
        tracing::warn!(
            id = %format_args!("{}/{}", letter.id.source, letter.id.id),
            event = letter.event,
            cause = %Shown(letter),
            "dead letter"
        );
        Ok(())
    }

    /// Removes the data of users from the letters that are about them, by the key of the letter. The letters stay, so that
    /// each message is accounted for. Returns the number of letters that lost their data.
    ///
    /// # Errors
    /// Fails if the file system refuses. The file is the old one or the new one then.
    pub fn redact(&self, users: &HashSet<u64>) -> Result<usize, FileError> {
        let mut inner = self.inner.lock().unwrap_or_else(|held| held.into_inner());
        let path = inner.path.clone();
        inner.file = None;
        let redacted = redact(&path, users).map_err(|error| failed(&path, error))?;
        inner.file = Some(LetterFile::open(&path)?);
        Ok(redacted)
    }
}

/// The rule or the error that a letter gives as its cause.
pub fn rule_of(letter: &DeadLetter) -> &str {
    match &letter.cause {
        Some(Cause::Refusal(refusal)) => refusal.rule.id(),
        Some(Cause::Error(error)) => &error.name,
        None => "none",
    }
}

/// The cause of a letter, with its place and without values.
pub struct Shown<'a>(pub &'a DeadLetter);

impl std::fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(rule_of(self.0))?;
        match &self.0.cause {
            Some(Cause::Refusal(refusal)) => write!(f, " at {}", refusal.full_place()),
            _ => Ok(()),
        }
    }
}

/// Hands every letter of a folder to `each`, file by file and in order. A line that is still being written is left out.
///
/// # Errors
/// Fails if the folder cannot be read, a line is not a letter, or `each` fails.
pub fn read_all(folder: &Path, mut each: impl FnMut(DeadLetter) -> io::Result<()>) -> io::Result<()> {
    let mut paths = Vec::new();
    let files = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        files => files?,
    };
    for file in files {
        let path = file?.path();
        if path.extension().is_some_and(|extension| extension == "ndjson") {
            paths.push(path);
        }
    }
    paths.sort();
    paths.iter().try_for_each(|path| read(path, &mut each))
}

/// Hands every letter of a file to `each`.
///
/// # Errors
/// Fails if the file cannot be read, a line is not a letter, or `each` fails.
pub fn read(path: &Path, mut each: impl FnMut(DeadLetter) -> io::Result<()>) -> io::Result<()> {
    let mut file = BufReader::new(File::open(path)?);
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        file.read_until(b'\n', &mut line)?;
        if line.pop() != Some(b'\n') {
            break;
        }
        let letter = DeadLetter::from_json(&line)
            .map_err(|error| io::Error::other(format!("{}:{number}: {error}", path.display())))?;
        each(letter)?;
    }
    Ok(())
}

fn redact(path: &Path, users: &HashSet<u64>) -> io::Result<usize> {
    let new = path.with_extension("redacted");
    let mut to = io::BufWriter::new(File::create(&new)?);
    let mut redacted = 0;
    read(path, |mut letter| {
        let user = letter
            .key
            .as_deref()
            .and_then(|key| std::str::from_utf8(key).ok());
        let user: Option<u64> = user.and_then(|user| user.parse().ok());
        if let Some(user) = user.filter(|user| users.contains(user)) {
            let payload = format!(r#"{{"user_id":{user},"redacted":true}}"#).into_bytes();
            if letter.payload != payload {
                letter.payload = payload;
                letter.edited = None;
                redacted += 1;
            }
        }
        writeln!(to, "{}", letter.to_json())
    })?;
    let to = to.into_inner().map_err(io::IntoInnerError::into_error)?;
    to.sync_all()?;
    match redacted {
        0 => fs::remove_file(&new)?,
        _ => {
            fs::rename(&new, path)?;
            File::open(path.parent().unwrap_or(Path::new(".")))?.sync_all()?;
        }
    }
    Ok(redacted)
}

fn failed(path: &Path, error: io::Error) -> FileError {
    let path = path.to_owned();
    FileError::Io { path, error }
}

#[cfg(test)]
mod tests {
    use super::*;
    use service::metrics::Metrics;

    fn open(folder: &Path) -> Letters {
        Letters::open(folder, "a.ndjson", Measures::new(&Metrics::default())).unwrap()
    }

    fn letter(id: &str) -> DeadLetter {
        let key = id.split('/').next().unwrap().to_owned();
        DeadLetter::new(
            MessageId::new("user-service", id),
            "user.registered",
            r#"{"email":null}"#,
        )
        .key(key)
        .error("MailboxFull", "the mailbox is full")
        .failed(std::time::SystemTime::now())
    }

    fn ids(folder: &Path) -> Vec<String> {
        let mut ids = Vec::new();
        read_all(folder, |letter| {
            ids.push(letter.id.id);
            Ok(())
        })
        .unwrap();
        ids
    }

    #[test]
    fn redelivered_message_has_one_letter_also_after_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let letters = open(folder.path());
        letters.keep(&letter("7/1")).unwrap();
        letters.keep(&letter("7/1")).unwrap();
        drop(letters);
        let letters = open(folder.path());
        letters.keep(&letter("7/1")).unwrap();
        letters.keep(&letter("7/2")).unwrap();
        let mut again = letter("7/1");
        again.redriven = 1;
        letters.keep(&again).unwrap();
        assert_eq!(ids(folder.path()), ["7/1", "7/2", "7/1"]);
    }

    #[test]
    fn torn_letter_is_not_read_and_the_next_one_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        open(folder.path()).keep(&letter("7/1")).unwrap();
        let path = folder.path().join("a.ndjson");
        let whole = fs::read_to_string(&path).unwrap();
        fs::write(&path, format!("{whole}{}", &whole[..40])).unwrap();
        assert_eq!(ids(folder.path()), ["7/1"]);
        open(folder.path()).keep(&letter("7/2")).unwrap();
        assert_eq!(ids(folder.path()), ["7/1", "7/2"]);
    }

    #[test]
    fn letters_about_deleted_users_lose_their_data_and_stay() {
        let folder = tempfile::tempdir().unwrap();
        let letters = open(folder.path());
        for id in ["7/1", "8/1", "7/2"] {
            letters.keep(&letter(id)).unwrap();
        }
        assert_eq!(letters.redact(&HashSet::from([7])).unwrap(), 2);
        assert_eq!(letters.redact(&HashSet::from([7])).unwrap(), 0);
        letters.keep(&letter("9/1")).unwrap();
        assert_eq!(ids(folder.path()), ["7/1", "8/1", "7/2", "9/1"]);
        let text = fs::read_to_string(folder.path().join("a.ndjson")).unwrap();
        assert_eq!(text.matches("email").count(), 2);
    }
}
