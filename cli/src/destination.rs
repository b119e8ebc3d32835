//! The file that a report goes to. The kind of file decides how: a plain file is replaced whole,
//! and a device or a pipe is opened and written to. A file that a report must not destroy is
//! refused.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use counterpart::bounded;
use counterpart::config;
use counterpart_engine::json::{self, Json};

use crate::failure::Failure;
use crate::terminal::output;

/// Links that follow each other beyond this are a circle. The system has the same limit.
const MOST_LINKS: usize = 40;

/// After this time, the program reports who is slow.
const SILENT: Duration = Duration::from_secs(2);

/// After this time, the other end of a pipe is not coming.
const PATIENT: Duration = Duration::from_secs(60);

/// The destination of a report.
#[derive(Debug)]
pub(crate) struct Destination {
    /// As the user named it.
    named: PathBuf,
    /// Without links.
    real: PathBuf,
    /// The device and inode number of the existing file.
    id: Option<(u64, u64)>,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A plain file, or nothing yet.
    File,
    /// A descriptor that another program opened for this one, such as `/dev/fd/3`.
    Descriptor,
    /// A named pipe, or a device.
    Open,
    /// Standard output by its own name.
    Stdout,
    /// The file that standard output goes to, by another name.
    ThroughStdout,
    Stderr,
}

impl Destination {
    /// Looks at the existing file, and refuses one that a report must not replace. Nothing is
    /// written yet.
    pub(crate) fn find(named: &Path) -> Result<Self, Failure> {
        let cannot = |error| cannot_write(named, error);
        let there = match fs::metadata(named) {
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            there => Some(there.map_err(cannot)?),
        };
        let ends_as_folder = named.as_os_str().as_encoded_bytes().last().copied();
        let ends_as_folder = ends_as_folder.is_some_and(|last| std::path::is_separator(char::from(last)));
        if ends_as_folder || there.as_ref().is_some_and(Metadata::is_dir) {
            return Err(Failure::new(format!("{} is a folder", named.display())).hint("name a file in it"));
        }
        let real = follow(named).map_err(cannot)?;
        let id = there.as_ref().and_then(id);
        let kind = match descriptor(&real).as_deref() {
            Some("1") => Kind::Stdout,
            Some("2") => Kind::Stderr,
            _ if id.is_some() && id == of_stream(&io::stdout()) => Kind::ThroughStdout,
            _ if id.is_some() && id == of_stream(&io::stderr()) => Kind::Stderr,
            descriptor => match &there {
                Some(there) => kind(named, there, descriptor.is_some())?,
                None => Kind::File,
            },
        };
        let found = Self {
            named: named.to_owned(),
            real,
            id,
            kind,
        };
        match kind {
            Kind::Stdout | Kind::Stderr | Kind::Open => Ok(found),
            Kind::File | Kind::Descriptor | Kind::ThroughStdout => found.check_replaceable(),
        }
    }

    /// Returns `true` if it is standard output, by its own name.
    pub(crate) fn is_stdout(&self) -> bool {
        self.kind == Kind::Stdout
    }

    /// Returns `true` if both are the same file, under any name.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.real == other.real || (self.id.is_some() && self.id == other.id)
    }

    /// As the user named it.
    pub(crate) fn named(&self) -> &Path {
        &self.named
    }

    /// The path without links.
    pub(crate) fn real(&self) -> &Path {
        &self.real
    }

    /// Replaces the contents of a plain file with the text. A reader sees the old text or the new
    /// one.
    pub(crate) fn write(&self, text: &str) -> Result<(), Failure> {
        match self.kind {
            Kind::File => {
                replace(&self.real, text.as_bytes()).map_err(|error| cannot_write(&self.named, error))
            }
            _ => self.pass_on(text),
        }
    }

    /// Appends the text to a plain file.
    pub(crate) fn append(&self, text: &str) -> Result<(), Failure> {
        match self.kind {
            Kind::File => {
                let opened = OpenOptions::new().append(true).create(true).open(&self.real);
                let written = opened.and_then(|mut file| file.write_all(text.as_bytes()));
                written.map_err(|error| cannot_write(&self.named, error))
            }
            _ => self.pass_on(text),
        }
    }

    /// Writes the text to a target that takes one text after the other.
    fn pass_on(&self, text: &str) -> Result<(), Failure> {
        let cannot = |error| cannot_write(&self.named, error);
        match self.kind {
            Kind::Stdout | Kind::ThroughStdout => output::document(text),
            Kind::Stderr => io::stderr().lock().write_all(text.as_bytes()).map_err(cannot),
            Kind::File | Kind::Descriptor | Kind::Open => {
                // The file behind a descriptor is not ours to empty.
                let mut options = OpenOptions::new();
                let options = options.append(self.kind == Kind::Descriptor).write(true);
                let mut file = open_in_time(&self.named, options.clone(), SILENT, PATIENT)?;
                file.write_all(text.as_bytes()).map_err(cannot)
            }
        }
    }

    /// Refuses a file that the project needs.
    fn check_replaceable(self) -> Result<Self, Failure> {
        let refuse = |what: &str| {
            Err(Failure::new(format!(
                "{} is {what}, and the report would replace it",
                self.named.display()
            ))
            .hint("name another file for the report"))
        };
        let name = self.real.file_name().unwrap_or_default();
        for (known, what) in [
            (config::FILE_NAME, "the configuration"),
            ("Cargo.toml", "a manifest of cargo"),
            ("Cargo.lock", "the lock file of cargo"),
        ] {
            if name == known {
                return refuse(what);
            }
        }
        if is_contract(&self.real) {
            return refuse("a contract file");
        }
        if is_of_store(&self.real) {
            return refuse("a file of a store");
        }
        Ok(self)
    }
}

fn cannot_write(path: &Path, error: io::Error) -> Failure {
    Failure::new(format!("cannot write {}: {error}", path.display()))
}

/// Returns `true` if the file is a contract, even a damaged one. A file larger than a contract may
/// be is not a contract.
fn is_contract(path: &Path) -> bool {
    let Ok(content) = bounded::read(path, bounded::MAX_BYTES) else {
        return false;
    };
    match json::parse(&content) {
        Ok(json) => json
            .get("x-contract")
            .is_some_and(|header| matches!(header, Json::Object(_))),
        Err(_) => {
            content.trim_ascii_start().starts_with(b"{")
                && memchr::memmem::find(&content, b"\"x-contract\"").is_some()
        }
    }
}

/// Returns `true` if a store keeps its files there. A reader of the store would find the report
/// among them.
fn is_of_store(path: &Path) -> bool {
    if path.file_name().is_some_and(|name| name == "store.toml") {
        return true;
    }
    let of_store = path.ancestors().skip(1).filter(|folder| {
        let name = folder.file_name();
        name.is_some_and(|name| name == "services" || name == "environments")
    });
    of_store.filter_map(Path::parent).any(is_store)
}

/// Returns `true` if a folder is a store: it has rules, or a version that was published whole. Code
/// has folders of these names, too.
fn is_store(folder: &Path) -> bool {
    let below = |folder: PathBuf| {
        let entries = folder.read_dir().into_iter().flatten().flatten();
        entries.map(|entry| entry.path())
    };
    folder.join("store.toml").is_file()
        || below(folder.join("services"))
            .flat_map(|service| below(service.join("versions")))
            .any(|version| version.join("version.json").is_file())
}

/// The place that a path leads to, through links. The place need not exist yet.
fn follow(named: &Path) -> io::Result<PathBuf> {
    let mut path = std::path::absolute(named)?;
    for _ in 0..MOST_LINKS {
        if let (Some(folder), Some(name)) = (path.parent(), path.file_name()) {
            path = real_folder(folder).join(name);
        }
        // A descriptor is shown as a link, and its target need not have a name.
        if descriptor(&path).is_some() {
            return Ok(path);
        }
        match fs::symlink_metadata(&path) {
            Ok(kind) if kind.is_symlink() => {
                let to = fs::read_link(&path)?;
                path = path.parent().unwrap_or(Path::new("")).join(to);
            }
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => return Ok(path),
        }
    }
    Err(io::Error::other("its links lead in a circle"))
}

/// The folder without links, as far as it exists.
fn real_folder(folder: &Path) -> PathBuf {
    let known = folder.ancestors().find_map(|above| {
        let real = above.canonicalize().ok()?;
        Some(real.join(folder.strip_prefix(above).ok()?))
    });
    known.unwrap_or_else(|| folder.to_owned())
}

/// The number of the descriptor that a path without links in its folder means.
fn descriptor(path: &Path) -> Option<String> {
    let folder = path.parent()?;
    let is_descriptors =
        folder == Path::new("/dev/fd") || (folder.starts_with("/proc") && folder.ends_with("fd"));
    let name = path.file_name()?.to_str()?;
    let is_number = name.bytes().all(|byte| byte.is_ascii_digit());
    (cfg!(unix) && is_descriptors && is_number).then(|| name.to_owned())
}

#[cfg(unix)]
fn id(there: &Metadata) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt as _;
    Some((there.dev(), there.ino()))
}

#[cfg(not(unix))]
fn id(_: &Metadata) -> Option<(u64, u64)> {
    None
}

/// The file that a stream of this process goes to.
#[cfg(unix)]
fn of_stream(stream: &impl std::os::fd::AsFd) -> Option<(u64, u64)> {
    let own = stream.as_fd().try_clone_to_owned().ok()?;
    id(&File::from(own).metadata().ok()?)
}

#[cfg(not(unix))]
fn of_stream<T>(_: &T) -> Option<(u64, u64)> {
    None
}

#[cfg(unix)]
fn kind(named: &Path, there: &Metadata, is_descriptor: bool) -> Result<Kind, Failure> {
    use std::os::unix::fs::FileTypeExt as _;
    let kind = there.file_type();
    let refused = if kind.is_block_device() {
        "a disk"
    } else if kind.is_socket() {
        "a socket"
    } else if kind.is_fifo() || kind.is_char_device() {
        return Ok(Kind::Open);
    } else if is_descriptor {
        return Ok(Kind::Descriptor);
    } else {
        return Ok(Kind::File);
    };
    Err(Failure::new(format!(
        "{} is {refused}, and a report cannot be written to one",
        named.display()
    ))
    .hint("name a file, or a pipe that something reads"))
}

#[cfg(not(unix))]
fn kind(_: &Path, _: &Metadata, _: bool) -> Result<Kind, Failure> {
    Ok(Kind::File)
}

/// Opens a file that may wait for another program, such as the reader of a pipe. It uses a thread
/// of its own, because `open` cannot be interrupted.
fn open_in_time(
    path: &Path,
    options: OpenOptions,
    silent: Duration,
    patient: Duration,
) -> Result<File, Failure> {
    let (tell, told) = mpsc::channel();
    let place = path.to_owned();
    thread::spawn(move || tell.send(options.open(place)));
    let opened = told.recv_timeout(silent).or_else(|_| {
        output::progress(&format!(
            "waiting until something reads {}, where the report goes",
            path.display()
        ));
        told.recv_timeout(patient)
    });
    match opened {
        Ok(opened) => opened.map_err(|error| cannot_write(path, error)),
        Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => Err(Failure::new(format!(
            "nothing opened {} within {} seconds to read the report",
            path.display(),
            (silent + patient).as_secs()
        ))
        .hint("start what reads it first, or name a file")),
    }
}

/// Replaces a plain file whole, and makes its folder. The file is written in place if no other can
/// replace it, as on a mount of this file only.
fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let old = fs::metadata(path).ok();
    let refused = match beside(folder, old.as_ref()) {
        Ok(mut new) => {
            new.write_all(content)?;
            match new.persist(path) {
                Ok(_) => return Ok(()),
                Err(error) => error.error,
            }
        }
        Err(error) => error,
    };
    if old.is_none() {
        return Err(refused);
    }
    OpenOptions::new()
        .write(true)
        .truncate(true)
        .open(path)?
        .write_all(content)
}

/// A new file that may replace the old one. It has the old file's permissions, or else those of any
/// other new file.
fn beside(folder: &Path, old: Option<&Metadata>) -> io::Result<tempfile::NamedTempFile> {
    let mut new = tempfile::Builder::new();
    new.prefix(".counterpart-").suffix(".tmp");
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, fchown};
        // The umask reduces it.
        new.permissions(fs::Permissions::from_mode(0o666));
        let new = new.tempfile_in(folder)?;
        if let Some(old) = old {
            // Only a superuser can keep another owner. Otherwise the file belongs to its writer.
            let _ = fchown(new.as_file(), Some(old.uid()), Some(old.gid()));
            let rights = fs::Permissions::from_mode(old.mode() & 0o777);
            new.as_file().set_permissions(rights)?;
        }
        Ok(new)
    }
    #[cfg(not(unix))]
    {
        let _ = old;
        new.tempfile_in(folder)
    }
}

#[cfg(test)]
mod tests;
