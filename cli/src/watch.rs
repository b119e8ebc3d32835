//! `--watch`: waits until a file that a run reads changes.

mod scope;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, ModifyKind};
use notify::{Config, ErrorKind, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

pub(crate) use self::scope::Scope;
use crate::failure::Failure;
use crate::terminal::foreign;
use crate::terminal::output;

/// An editor and a version control system write many files at once. They are done after this much
/// silence.
const SILENCE: Duration = Duration::from_millis(200);
/// A program that never stops writing does not delay us any longer.
const PATIENCE: Duration = Duration::from_secs(3);
/// The maximum number of changed files to name.
const NAMED: usize = 3;
/// The number of attempts to find folders that appeared meanwhile.
const LISTINGS: usize = 8;

/// The watched files between runs, and during them. A change while a run reads is not lost.
pub(crate) struct Watch {
    scope: Scope,
    watcher: Option<RecommendedWatcher>,
    sender: Sender<notify::Result<Event>>,
    receiver: Receiver<notify::Result<Event>>,
    /// The folders in which changes are noticed.
    folders: BTreeSet<PathBuf>,
}

impl Watch {
    /// Watches the files and folders that are known before the first run.
    pub(crate) fn begin(scope: Scope) -> Result<Self, Failure> {
        let (sender, receiver) = mpsc::channel();
        let mut watch = Self {
            scope: scope.clone(),
            watcher: None,
            sender,
            receiver,
            folders: BTreeSet::new(),
        };
        watch.look_at(scope)?;
        Ok(watch)
    }

    /// Watches this from now on. Call it before reading the files.
    pub(crate) fn look_at(&mut self, scope: Scope) -> Result<(), Failure> {
        // Start all anew, and drop the old one last. Folders that were moved or made again then
        // need no care, and nothing is unwatched at any moment.
        let sender = self.sender.clone();
        let send = move |event: notify::Result<Event>| {
            if event.as_ref().map_or(true, |event| is_change(&event.kind)) {
                // Nobody receives when the program ends.
                let _ = sender.send(event);
            }
        };
        let mut watcher = RecommendedWatcher::new(send, Config::default())
            .map_err(|error| Failure::new(format!("cannot watch files: {error}")))?;
        let mut folders = BTreeSet::new();
        // A folder may come after its neighbours were listed, and before the one above is watched.
        for _ in 0..LISTINGS {
            let found = scope.folders();
            let new: Vec<PathBuf> = found.difference(&folders).cloned().collect();
            if new.is_empty() {
                break;
            }
            for folder in new {
                add(&mut watcher, &folder)?;
                folders.insert(folder);
            }
        }
        self.watcher = Some(watcher);
        self.folders = folders;
        self.scope = scope;
        Ok(())
    }

    /// Waits for a change, and until no others follow. Returns the changed files, for people.
    pub(crate) fn wait(&mut self) -> Result<String, Failure> {
        // A run that failed early did not list the present folders.
        self.look_at(self.scope.clone())?;
        let mut changed = BTreeSet::new();
        // The time to wait for further changes, once something changed.
        let mut until: Option<(Instant, Instant)> = None;
        loop {
            let received = match until {
                None => self.receiver.recv().map_err(|_| RecvTimeoutError::Disconnected),
                Some((silent, last)) => {
                    let left = silent.min(last).saturating_duration_since(Instant::now());
                    self.receiver.recv_timeout(left)
                }
            };
            match received {
                Ok(event) => {
                    if self.note(event, &mut changed)? {
                        let now = Instant::now();
                        let (_, last) = until.unwrap_or((now, now + PATIENCE));
                        until = Some((now + SILENCE, last));
                    }
                }
                Err(RecvTimeoutError::Timeout) => return Ok(self.said(&changed)),
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(Failure::new("files are no longer watched"));
                }
            }
            if until.is_some_and(|(_, last)| Instant::now() >= last) {
                return Ok(self.said(&changed));
            }
        }
    }

    /// Notes the files of an event that count. Returns `true` if there is one.
    fn note(&self, event: notify::Result<Event>, changed: &mut BTreeSet<PathBuf>) -> Result<bool, Failure> {
        let event = event.map_err(|error| {
            let said = error.to_string();
            Failure::new(format!("cannot watch files any longer: {}", foreign::line(&said)))
        })?;
        if event.need_rescan() {
            // The system lost count.
            return Ok(true);
        }
        let is_of_name = !matches!(
            event.kind,
            EventKind::Modify(ModifyKind::Any | ModifyKind::Data(_) | ModifyKind::Metadata(_))
        );
        let mut any = false;
        for path in event.paths {
            // A file in a folder reports its own change. Only the folder's own event reports that
            // the folder came or went.
            let is_folder = path.is_dir() || self.folders.contains(&path);
            let counts = if is_folder {
                is_of_name && self.scope.counts_folder(&path)
            } else {
                self.scope.counts_file(&path)
            };
            if counts {
                any = true;
                changed.insert(path);
            }
        }
        Ok(any)
    }

    fn said(&self, changed: &BTreeSet<PathBuf>) -> String {
        if changed.is_empty() {
            return "changed: more than the system could follow".to_owned();
        }
        let named: Vec<String> = changed
            .iter()
            .take(NAMED)
            .map(|path| foreign::line(&self.shown(path)).into_owned())
            .collect();
        let more = changed.len() - named.len();
        let more = if more == 0 {
            String::new()
        } else {
            format!(" and {more} more")
        };
        format!("changed: {}{more}", named.join(", "))
    }

    fn shown(&self, path: &Path) -> String {
        let below = path.strip_prefix(self.scope.here()).unwrap_or(path);
        below.display().to_string().replace('\\', "/")
    }
}

/// Returns `true` if something was written, and not only read.
fn is_change(kind: &EventKind) -> bool {
    !matches!(kind, EventKind::Access(access) if *access != AccessKind::Close(AccessMode::Write))
}

fn add(watcher: &mut RecommendedWatcher, folder: &Path) -> Result<(), Failure> {
    let Err(error) = watcher.watch(folder, RecursiveMode::NonRecursive) else {
        return Ok(());
    };
    match error.kind {
        ErrorKind::MaxFilesWatch => {
            return Err(
                Failure::new("cannot watch all folders: the limit of the system is reached")
                    .hint("raise fs.inotify.max_user_watches, or watch contract files alone with --no-build"),
            );
        }
        // It went away since it was listed. The folder above has an event for that.
        ErrorKind::PathNotFound => {}
        _ => output::progress(&format!(
            "cannot watch {}: {}",
            foreign::line(&folder.display().to_string()),
            foreign::line(&error.to_string())
        )),
    }
    Ok(())
}
