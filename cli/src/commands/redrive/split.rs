//! Splits letters into files: each letter in exactly one of them, byte for byte and in order.
//!
//! The files are written under other names and synced first. Then they get their names, the one of
//! the letters to take at last. So that file is there only if the split is whole, whenever the
//! program is stopped. The input is not touched.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use counterpart_engine::json::Json;
use counterpart_verifier::redrive::{Edit, Fate, Plan, edited_line};
use tempfile::NamedTempFile;

use super::spool::Spool;
use crate::failure::Failure;

/// The files of a split.
#[derive(Debug, Clone)]
pub(super) struct Targets {
    pub(super) take: PathBuf,
    pub(super) leave: PathBuf,
    pub(super) discarded: Option<PathBuf>,
}

impl Targets {
    fn all(&self) -> impl Iterator<Item = &PathBuf> {
        // In the order in which they get their names.
        [&self.leave]
            .into_iter()
            .chain(&self.discarded)
            .chain([&self.take])
    }

    /// Where its files will be, without links.
    pub(super) fn files(&self) -> Result<Vec<PathBuf>, Failure> {
        self.all().map(|path| real(path)).collect()
    }

    /// Checks that the files can be made, before anything is read.
    pub(super) fn check(&self, inputs: &[PathBuf]) -> Result<(), Failure> {
        let all: Vec<(&PathBuf, PathBuf)> = self
            .all()
            .map(|path| Ok((path, real(path)?)))
            .collect::<Result<_, Failure>>()?;
        for (at, (path, found)) in all.iter().enumerate() {
            if all[..at].iter().any(|(_, other)| other == found) {
                return Err(Failure::new(format!(
                    "{} is named for two parts of the split",
                    path.display()
                )));
            }
            self.check_absent(path)?;
            let inside = inputs.iter().find(|input| {
                let folder = input.canonicalize().ok();
                folder.is_some_and(|folder| folder.is_dir() && found.starts_with(folder))
            });
            if let Some(folder) = inside {
                return Err(Failure::new(format!(
                    "{} is in the folder {}, which is read: the next run would read its letters again",
                    path.display(),
                    folder.display()
                ))
                .hint("name a file in another folder"));
            }
        }
        Ok(())
    }

    fn check_absent(&self, path: &Path) -> Result<(), Failure> {
        if fs::symlink_metadata(path).is_err() {
            return Ok(());
        }
        let failure = Failure::new(format!("{} exists, and a split replaces no file", path.display()));
        Err(
            if *path != self.take && fs::symlink_metadata(&self.take).is_err() {
                failure.hint(format!(
                "if it is of a run that was stopped (there is no {}), delete it; otherwise name another file",
                self.take.display()
            ))
            } else {
                failure.hint("name another file, or delete it if its letters were sent")
            },
        )
    }

    /// Writes the split.
    pub(super) fn write(
        &self,
        spool: Spool,
        plan: &Plan,
        edits: &[Edit],
        reason: &str,
    ) -> Result<(), Failure> {
        let mut take = part(&self.take)?;
        let mut leave = part(&self.leave)?;
        let mut discarded = self.discarded.as_deref().map(part).transpose()?;
        let written = spool.each(|number, line| {
            // A line that the plan does not know stays.
            let fate = plan.fates.get(number).copied().unwrap_or(Fate::Unreadable);
            match (fate, &mut discarded) {
                (Fate::Take, _) => put(&mut take.0, line),
                (Fate::TakeEdited, _) => {
                    let edited = edited_line(line, edits).map_err(io::Error::other)?;
                    let edited = edited.ok_or_else(|| io::Error::other("an edit no longer applies"))?;
                    put(&mut take.0, edited.as_bytes())
                }
                (Fate::Discard(cause), Some((out, _))) => {
                    let rule = plan.causes.get(cause as usize).map_or("", |cause| &cause.rule);
                    let said = Json::from([("rule", Json::from(rule)), ("reason", Json::from(reason))]);
                    write!(out, "{{\"format\":1,\"discarded\":{said},\"letter\":")?;
                    // The line is a letter, so it is one JSON text.
                    out.write_all(line)?;
                    out.write_all(b"}\n")
                }
                _ => put(&mut leave.0, line),
            }
        });
        written.map_err(|error| Failure::new(format!("cannot write the split: {error}")))?;
        let mut ready = Vec::new();
        for (out, path) in [Some(leave), discarded, Some(take)].into_iter().flatten() {
            ready.push((synced(out).map_err(|error| cannot(path, &error))?, path));
        }
        let mut named: Vec<&Path> = Vec::new();
        for (file, path) in ready {
            if let Err(error) = file.persist_noclobber(path) {
                // Without the last one the others mean nothing.
                named.iter().for_each(|path| drop(fs::remove_file(path)));
                return Err(cannot(path, &error.error));
            }
            sync_folder(path).map_err(|error| cannot(path, &error))?;
            named.push(path);
        }
        Ok(())
    }
}

/// A part of the split under another name, and its own.
fn part(path: &Path) -> Result<(BufWriter<NamedTempFile>, &Path), Failure> {
    Ok((BufWriter::new(beside(path)?), path))
}

fn put(out: &mut impl Write, line: &[u8]) -> io::Result<()> {
    out.write_all(line)?;
    out.write_all(b"\n")
}

fn synced(out: BufWriter<NamedTempFile>) -> io::Result<NamedTempFile> {
    let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.as_file().sync_all()?;
    Ok(file)
}

fn folder_of(path: &Path) -> &Path {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new("."))
}

/// The path with its folder as the system knows it, which must be there.
pub(super) fn real(path: &Path) -> Result<PathBuf, Failure> {
    let name = path.file_name();
    let name = name.ok_or_else(|| Failure::new(format!("{} is not the name of a file", path.display())))?;
    let folder = folder_of(path);
    let real = folder.canonicalize();
    let real = real.map_err(|error| Failure::new(format!("cannot find {}: {error}", folder.display())));
    Ok(real?.join(name))
}

/// A new file in the same folder, with the permissions of any new file.
fn beside(path: &Path) -> Result<NamedTempFile, Failure> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".counterpart-").suffix(".tmp");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // The umask reduces it.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder
        .tempfile_in(folder_of(path))
        .map_err(|error| cannot(path, &error))
}

fn sync_folder(path: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(folder_of(path))?.sync_all()?;
    }
    Ok(())
}

fn cannot(path: &Path, error: &io::Error) -> Failure {
    Failure::new(format!("cannot write {}: {error}", path.display()))
}
