//! A catalogue in a folder: it is there as a whole, or not at all.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::Files;
use super::draft::Draft;
use crate::failure::Failure;

/// The file that only folders of this program have.
pub(crate) const MARK: &str = ".counterpart-catalogue";

/// The number of attempts to put a site in its place, while other runs do the same.
const ATTEMPTS: usize = 10;

/// A folder that is written beside its place, and moved there in the end.
pub(crate) struct Folder {
    named: PathBuf,
    place: PathBuf,
    draft: Draft,
}

impl Folder {
    /// Begins a site at this place. Nothing there is touched yet.
    ///
    /// A folder with other files is refused: they would be lost.
    pub(crate) fn begin(named: &Path) -> Result<Self, Failure> {
        let cannot = |error: io::Error| cannot(named, &error);
        let place = match named.canonicalize() {
            Ok(place) => {
                check_replaceable(named, &place)?;
                place
            }
            Err(_) if named.is_symlink() => {
                return Err(Failure::new(format!("{} is a link to nothing", named.display()))
                    .hint("remove the link, or name another folder with --out"));
            }
            Err(_) => {
                let folder = named.parent().filter(|folder| !folder.as_os_str().is_empty());
                let folder = folder.unwrap_or(Path::new("."));
                let name = named.file_name().ok_or_else(|| {
                    Failure::new(format!("`{}` is not the name of a folder", named.display()))
                        .hint("name a folder with --out")
                })?;
                fs::create_dir_all(folder).map_err(cannot)?;
                folder.canonicalize().map_err(cannot)?.join(name)
            }
        };
        let above = place.parent().ok_or_else(|| {
            Failure::new(format!("{} is the root of a file system", named.display()))
                .hint("name a folder in it")
        })?;
        let draft = Draft::begin(above).map_err(cannot)?;
        for folder in ["site", "site/assets", "site/data"] {
            fs::create_dir(draft.join(folder)).map_err(cannot)?;
        }
        Ok(Self {
            named: named.to_owned(),
            place,
            draft,
        })
    }

    /// Puts the site in its place, instead of the one before.
    pub(crate) fn finish(self) -> Result<(), Failure> {
        let site = self.draft.join("site");
        let mut attempt = 0;
        loop {
            attempt += 1;
            let before = self.draft.join(&format!("before-{attempt}"));
            let is_there = self.place.exists();
            if is_there {
                // It may have got other files since the run began.
                check_replaceable(&self.named, &self.place)?;
                match fs::rename(&self.place, &before) {
                    // Another run has just moved it.
                    Err(error) if error.kind() == io::ErrorKind::NotFound && attempt < ATTEMPTS => continue,
                    moved => moved.map_err(|error| cannot(&self.named, &error))?,
                }
            }
            match fs::rename(&site, &self.place) {
                Ok(()) => return Ok(()),
                // Another run has just put its site here.
                Err(_) if self.place.exists() && attempt < ATTEMPTS => {}
                Err(error) => {
                    if is_there {
                        // The old site goes back. If that fails too, its error says less than the first.
                        let _ = fs::rename(&before, &self.place);
                    }
                    return Err(cannot(&self.named, &error));
                }
            }
        }
    }
}

impl Files for Folder {
    fn file(&self, name: &str, content: &[u8]) -> Result<(), Failure> {
        let path = self.draft.join("site").join(name);
        fs::write(path, content).map_err(|error| cannot(&self.named, &error))
    }
}

fn check_replaceable(named: &Path, place: &Path) -> Result<(), Failure> {
    if !place.is_dir() {
        return Err(
            Failure::new(format!("{} is not a folder", named.display())).hint("name a folder with --out")
        );
    }
    let foreign = if place.join(MARK).is_file() {
        foreign(place)
    } else {
        fs::read_dir(place).and_then(|mut all| all.next().transpose())
    };
    match foreign.map_err(|error| cannot(named, &error))? {
        None => Ok(()),
        Some(entry) => Err(Failure::new(format!(
            "{} has files that are not of a catalogue, and would be lost: {}",
            named.display(),
            entry
                .path()
                .strip_prefix(place)
                .unwrap_or(&entry.path())
                .display()
        ))
        .hint("name a new folder with --out, or an empty one")),
    }
}

/// Something in a catalogue that no run has written, such as a `.git` or a `CNAME`.
fn foreign(place: &Path) -> io::Result<Option<fs::DirEntry>> {
    for (folder, are_files) in [("", false), ("assets", true), ("data", true)] {
        let mut entries: Vec<fs::DirEntry> = match fs::read_dir(place.join(folder)) {
            Ok(entries) => entries.collect::<Result<_, _>>()?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let name = entry.file_name();
            let is_folder = entry.file_type()?.is_dir();
            let is_ours = if are_files {
                let end = Path::new(&name).extension().and_then(|end| end.to_str());
                !is_folder && end.is_some_and(|end| ["css", "js", "svg"].contains(&end))
            } else if is_folder {
                name == "assets" || name == "data"
            } else {
                name == "index.html" || name == MARK
            };
            if !is_ours {
                return Ok(Some(entry));
            }
        }
    }
    Ok(None)
}

fn cannot(place: &Path, error: &io::Error) -> Failure {
    let failure = Failure::new(format!(
        "cannot write the catalogue to {}: {error}",
        place.display()
    ));
    match error.kind() {
        // A mount point, such as a volume of a container.
        io::ErrorKind::ResourceBusy | io::ErrorKind::CrossesDevices => {
            failure.hint("it cannot be replaced as a whole; name a folder in it")
        }
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => failure
            .hint("the folder above it must be writable, too: the site is made there, and moved in the end"),
        _ => failure,
    }
}
