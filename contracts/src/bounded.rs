//! Reads files that others may have put there: a plain file, and not more of it than fits.
//!
//! A pipe that nobody writes to would hold the program for ever, and a link to `/dev/zero` would take all memory.

use std::fmt;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The maximum size of a file that a program makes: a contract, a schema, a pact.
pub const MAX_BYTES: u64 = 16 << 20;

/// The maximum size of a file that people write: `counterpart.toml`, `Cargo.toml`.
pub const MAX_SETTINGS_BYTES: u64 = 1 << 20;

/// The reason why a file was not read.
#[derive(Debug)]
#[non_exhaustive]
pub enum ReadError {
    /// The file system refused.
    Io {
        /// The file.
        path: PathBuf,
        /// Its error.
        error: io::Error,
    },
    /// The path is a folder, a pipe, a socket or a device.
    NotAFile(PathBuf),
    /// The path is a broken link.
    DanglingLink(PathBuf),
    /// The file is larger than it may be.
    TooLarge {
        /// The file.
        path: PathBuf,
        /// The maximum number of bytes.
        most: u64,
    },
    /// The file should be text and is not UTF-8.
    NotText(PathBuf),
}

impl ReadError {
    /// Returns true if nothing exists at the path.
    pub fn is_absent(&self) -> bool {
        matches!(self, ReadError::Io { error, .. } if error.kind() == io::ErrorKind::NotFound)
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReadError::Io { path, error } => write!(f, "cannot read {}: {error}", path.display()),
            ReadError::NotAFile(path) => {
                write!(f, "{} is not a file", path.display())
            }
            ReadError::DanglingLink(path) => {
                write!(f, "{} is a broken link", path.display())
            }
            ReadError::TooLarge { path, most } => {
                write!(f, "{} is larger than {} MiB", path.display(), most >> 20)
            }
            ReadError::NotText(path) => write!(f, "{} is not UTF-8", path.display()),
        }
    }
}

impl std::error::Error for ReadError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            ReadError::Io { error, .. } => Some(error),
            _ => None,
        }
    }
}

/// The bytes of a plain file that has at most `most` of them. Links to one are followed.
///
/// # Errors
/// Fails if it cannot be read, is not a plain file, or is larger.
pub fn read(path: &Path, most: u64) -> Result<Vec<u8>, ReadError> {
    let io = |error| ReadError::Io {
        path: path.to_owned(),
        error,
    };
    let length_of = |kind: fs::Metadata| match kind.is_file() {
        true => Ok(kind.len()),
        false => Err(ReadError::NotAFile(path.to_owned())),
    };
    // Before it is opened, because opening a pipe waits for its writer.
    match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound && path.is_symlink() => {
            return Err(ReadError::DanglingLink(path.to_owned()));
        }
        kind => _ = length_of(kind.map_err(io)?)?,
    }
    let file = fs::File::open(path).map_err(io)?;
    let length = length_of(file.metadata().map_err(io)?)?;
    // With room for all of it, the file is read at once, and not in pieces that grow.
    let mut content = Vec::with_capacity(length.min(most) as usize + 1);
    file.take(most + 1).read_to_end(&mut content).map_err(io)?;
    if content.len() as u64 > most {
        return Err(ReadError::TooLarge {
            path: path.to_owned(),
            most,
        });
    }
    Ok(content)
}

/// The text of a plain file that has at most `most` bytes.
///
/// # Errors
/// Like [`read`], and fails if it is not UTF-8.
pub fn read_text(path: &Path, most: u64) -> Result<String, ReadError> {
    String::from_utf8(read(path, most)?).map_err(|_| ReadError::NotText(path.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_up_to_its_limit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        fs::write(&path, "12345").unwrap();
        assert_eq!(read_text(&path, 5).unwrap(), "12345");
        assert!(matches!(read(&path, 4), Err(ReadError::TooLarge { most: 4, .. })));
        fs::write(&path, b"\xff").unwrap();
        assert!(matches!(read_text(&path, 5), Err(ReadError::NotText(_))));
        assert!(read(&folder.path().join("absent"), 5).unwrap_err().is_absent());
        assert!(matches!(read(folder.path(), 5), Err(ReadError::NotAFile(_))));
    }

    #[cfg(unix)]
    #[test]
    fn devices_pipes_and_broken_links_are_not_files() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        symlink("/dev/zero", path("endless")).unwrap();
        assert!(matches!(read(&path("endless"), 5), Err(ReadError::NotAFile(_))));
        let made = std::process::Command::new("mkfifo").arg(path("pipe")).status();
        assert!(made.unwrap().success());
        assert!(matches!(read(&path("pipe"), 5), Err(ReadError::NotAFile(_))));
        symlink("nothing", path("dangling")).unwrap();
        let error = read(&path("dangling"), 5).unwrap_err();
        assert!(matches!(error, ReadError::DanglingLink(_)) && !error.is_absent());
        fs::write(path("file"), "x").unwrap();
        symlink("file", path("link")).unwrap();
        assert_eq!(read(&path("link"), 5).unwrap(), b"x");
    }
}
