//! Replaces a file atomically.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

/// The number of names that are tried for a temporary file. Existing ones come from processes that were killed.
const TRIES: usize = 10_000;

/// Writes a file next to the path, and renames it when all of it is on the disk.
pub(super) fn replace(path: &Path, text: &str) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let (mut file, unfinished) = Unfinished::create(folder)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    drop(file);
    unfinished.finish(path)
}

/// A file that is removed unless it gets its name.
struct Unfinished {
    path: Option<PathBuf>,
}

impl Unfinished {
    /// Creates a new file. If an entry with the name exists, even a link to elsewhere, it stays unchanged and
    /// another name is used.
    fn create(folder: &Path) -> io::Result<(File, Self)> {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let mut last = None;
        for _ in 0..TRIES {
            let number = NUMBER.fetch_add(1, Ordering::Relaxed);
            let path = folder.join(format!(".counterpart-{}-{number}.tmp", std::process::id()));
            match File::create_new(&path) {
                Ok(file) => return Ok((file, Self { path: Some(path) })),
                Err(error) if error.kind() == ErrorKind::AlreadyExists => last = Some(error),
                Err(error) => return Err(error),
            }
        }
        Err(last.unwrap_or_else(|| ErrorKind::AlreadyExists.into()))
    }

    fn finish(mut self, path: &Path) -> io::Result<()> {
        if let Some(unfinished) = &self.path {
            fs::rename(unfinished, path)?;
            self.path = None;
        }
        Ok(())
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if let Some(path) = &self.path {
            // It is of no use, and that it stays harms nobody.
            let _ = fs::remove_file(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_is_replaced_and_nothing_else_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        for text in ["one", "two"] {
            replace(&path, text).unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
        assert_eq!(names(folder.path()), ["a.json"]);
    }

    #[test]
    fn temporary_file_is_removed_if_it_cannot_be_renamed() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("a.json/b")).unwrap();
        replace(&folder.path().join("a.json"), "one").unwrap_err();
        assert_eq!(names(folder.path()), ["a.json"]);
    }

    #[test]
    fn existing_file_with_a_temporary_name_stays() {
        let folder = tempfile::tempdir().unwrap();
        for number in 0..200 {
            let name = format!(".counterpart-{}-{number}.tmp", std::process::id());
            fs::write(folder.path().join(name), "others").unwrap();
        }
        let before = names(folder.path()).len();
        replace(&folder.path().join("a.json"), "one").unwrap();
        assert_eq!(names(folder.path()).len(), before + 1);
        for name in names(folder.path()).iter().filter(|name| name.starts_with('.')) {
            assert_eq!(fs::read_to_string(folder.path().join(name)).unwrap(), "others");
        }
    }
}
