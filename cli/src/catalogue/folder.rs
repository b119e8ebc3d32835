//! A catalogue in a folder: it is there as a whole, or not at all.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::Files;
use crate::failure::Failure;

/// The file that only folders of this program have.
pub(crate) const MARK: &str = ".counterpart-catalogue";

/// A folder that is written beside its place, and moved there in the end.
pub(crate) struct Folder {
    place: PathBuf,
    /// Removed again if the site is not finished.
    beside: TempDir,
    site: PathBuf,
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
            Err(_) => {
                let folder = named.parent().filter(|folder| !folder.as_os_str().is_empty());
                let folder = folder.unwrap_or(Path::new("."));
                fs::create_dir_all(folder).map_err(cannot)?;
                let name = named.file_name().ok_or_else(|| {
                    Failure::new(format!("{} is not the name of a folder", named.display()))
                })?;
                folder.canonicalize().map_err(cannot)?.join(name)
            }
        };
        let above = place.parent().ok_or_else(|| {
            Failure::new(format!("{} is the root of a file system", named.display()))
                .hint("name a folder in it")
        })?;
        let beside = tempfile::Builder::new()
            .prefix(".catalogue-")
            .tempdir_in(above)
            .map_err(cannot)?;
        let site = beside.path().join("site");
        for folder in ["", "assets", "data"] {
            fs::create_dir(site.join(folder)).map_err(cannot)?;
        }
        Ok(Self { place, beside, site })
    }

    /// Puts the site in its place, instead of the one before.
    pub(crate) fn finish(self) -> Result<(), Failure> {
        let before = self.beside.path().join("before");
        let is_there = self.place.exists();
        let cannot = |error: io::Error| cannot(&self.place, &error);
        if is_there {
            fs::rename(&self.place, &before).map_err(cannot)?;
        }
        if let Err(error) = fs::rename(&self.site, &self.place) {
            if is_there {
                // The old site goes back. If that fails too, its error says less than the first.
                let _ = fs::rename(&before, &self.place);
            }
            return Err(cannot(error));
        }
        Ok(())
    }
}

impl Files for Folder {
    fn file(&mut self, name: &str, content: Vec<u8>) -> Result<(), Failure> {
        fs::write(self.site.join(name), content).map_err(|error| cannot(&self.place, &error))
    }
}

fn check_replaceable(named: &Path, place: &Path) -> Result<(), Failure> {
    if !place.is_dir() {
        return Err(
            Failure::new(format!("{} is not a folder", named.display())).hint("name a folder with --out")
        );
    }
    let is_empty = fs::read_dir(place)
        .map_err(|error| cannot(named, &error))?
        .next()
        .is_none();
    if is_empty || place.join(MARK).is_file() {
        return Ok(());
    }
    Err(Failure::new(format!(
        "{} has files that are not of a catalogue, and would be lost",
        named.display()
    ))
    .hint("name a new folder with --out, or an empty one"))
}

fn cannot(place: &Path, error: &io::Error) -> Failure {
    Failure::new(format!(
        "cannot write the catalogue to {}: {error}",
        place.display()
    ))
}
