//! A store in a git repository, read and written with the `git` program.
//!
//! Nothing is checked out. Files are read from commits and written into new ones. So links, hooks
//! and attributes of the repository have nothing to act on. Git itself manages credentials.

mod address;
mod cache;
mod call;
mod history;
mod import;
mod program;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::sync::{Arc, Mutex};

use super::backend::{Created, MAX_BYTES, NewFile, Store, TOP, Writer};
use super::error::StoreError;
use super::key::Key;
use super::layout;
pub use address::GitAddress;
pub(super) use address::{scp_form, without_password};
use counterpart::config::network::Network;
use counterpart::near::near;
use program::{Git, Pushed};

/// The number of times to retry a push after another writer was first.
const ATTEMPTS: u32 = 64;

/// A branch of a git repository that contains a store.
#[derive(Debug)]
pub struct GitStore {
    address: GitAddress,
    location: String,
    git: Git,
    head: Mutex<Option<String>>,
    /// All files of one commit, once they were asked for.
    listed: Mutex<Option<Listed>>,
}

#[derive(Debug, Clone)]
struct Listed {
    commit: String,
    files: Arc<BTreeMap<Key, Blob>>,
}

/// A file in a commit.
#[derive(Debug, Clone)]
struct Blob {
    id: String,
    bytes: u64,
}

impl GitStore {
    /// Fetches the newest commit of the branch. `cache` is a folder for fetched data, shared by all
    /// stores of a user.
    ///
    /// # Errors
    /// Fails if the `git` program is not there, or refuses: the repository does not exist, or may
    /// not be read.
    pub fn open(address: GitAddress, cache: &Path) -> Result<Self, StoreError> {
        Self::open_within(address, cache, &Network::default())
    }

    /// Like [`open`](Self::open), with these limits on each call of git.
    ///
    /// # Errors
    /// Fails like [`open`](Self::open), or if git exceeds its limits of time or data.
    pub fn open_within(address: GitAddress, cache: &Path, network: &Network) -> Result<Self, StoreError> {
        let location = address.to_string();
        let git = Git::at(cache.join(address.folder()), &address, network)?;
        let store = Self {
            address,
            location,
            git,
            head: Mutex::new(None),
            listed: Mutex::new(None),
        };
        let _lock = store.git.lock()?;
        store.fetch()?;
        Ok(store)
    }

    /// The commit in use; `None` in a repository that has no such branch yet.
    pub fn revision(&self) -> Option<String> {
        self.head
            .lock()
            .unwrap_or_else(|broken| broken.into_inner())
            .clone()
    }

    /// The error that there is no such branch, with the existing ones.
    fn no_branch(&self) -> Result<StoreError, StoreError> {
        Ok(StoreError::NoBranch {
            location: self.location.clone(),
            branch: self.address.branch().to_owned(),
            known: self.git.branches(&self.address)?,
        })
    }

    fn fetch(&self) -> Result<(), StoreError> {
        let found = self.git.fetch(&self.address)?;
        *self.head.lock().unwrap_or_else(|broken| broken.into_inner()) = found;
        Ok(())
    }

    /// All files of the commit. Git is asked once for each commit.
    fn all(&self) -> Result<Arc<BTreeMap<Key, Blob>>, StoreError> {
        let Some(head) = self.revision() else {
            return Ok(Arc::default());
        };
        let mut listed = self.listed.lock().unwrap_or_else(|broken| broken.into_inner());
        if let Some(known) = listed.as_ref().filter(|known| known.commit == head) {
            return Ok(Arc::clone(&known.files));
        }
        let top = TOP.map(|top| format!("{top}/"));
        let files = Arc::new(self.blobs(&head, &top.each_ref().map(String::as_str))?);
        *listed = Some(Listed {
            commit: head,
            files: Arc::clone(&files),
        });
        Ok(files)
    }

    /// The files of a commit below some paths.
    fn blobs(&self, head: &str, paths: &[&str]) -> Result<BTreeMap<Key, Blob>, StoreError> {
        // Without a path git lists everything, and the rest of the repository does not concern the
        // store.
        if paths.is_empty() {
            return Ok(BTreeMap::new());
        }
        let mut arguments = vec!["ls-tree", "-r", "-z", "--long", "--full-tree", head, "--"];
        arguments.extend(paths);
        let listed = self.git.run("list", &arguments, vec![])?;
        let mut blobs = BTreeMap::new();
        for line in listed.split(|byte| *byte == 0).filter(|line| !line.is_empty()) {
            let line = String::from_utf8_lossy(line);
            let Some((about, path)) = line.split_once('\t') else {
                continue;
            };
            let about: Vec<&str> = about.split_ascii_whitespace().collect();
            let [mode, "blob", id, bytes] = about.as_slice() else {
                return Err(StoreError::NotAFile(path.to_owned()));
            };
            if *mode == "120000" {
                return Err(StoreError::NotAFile(path.to_owned()));
            }
            let blob = Blob {
                id: (*id).to_owned(),
                // For a file that it cannot read, git gives no number.
                bytes: bytes.parse().map_err(|_| {
                    let why = format!("git cannot tell how large {path:?} is");
                    self.git.failed("list", std::io::Error::other(why))
                })?,
            };
            if let Some(key) = Key::listed(path)? {
                blobs.insert(key, blob);
            }
        }
        Ok(blobs)
    }

    /// Reads from the copy. If that fails, makes the copy anew and reads it again.
    fn mending<T>(&self, mut read: impl FnMut() -> Result<T, StoreError>) -> Result<T, StoreError> {
        let broken = match read() {
            Err(error) if program::may_be_broken(&error) => error,
            done => return done,
        };
        let Some(head) = self.revision() else {
            return Err(broken);
        };
        let _lock = self.git.lock()?;
        // Another process may have made it anew meanwhile.
        match read() {
            Err(error) if program::may_be_broken(&error) && self.git.heal(&head)? => read(),
            done => done,
        }
    }

    /// The requested files that exist.
    fn found(&self, keys: &[Key]) -> Result<Vec<(Key, Blob)>, StoreError> {
        let Some(head) = self.revision() else {
            return Ok(Vec::new());
        };
        // A command line holds a limited number of paths. For more than a few, the whole list is
        // quicker anyway.
        let files = match keys {
            few if few.len() <= 64 => {
                let paths: Vec<&str> = few.iter().map(Key::as_str).collect();
                Arc::new(self.blobs(&head, &paths)?)
            }
            _ => self.all()?,
        };
        let wanted = keys
            .iter()
            .filter_map(|key| Some((key.clone(), files.get(key)?.clone())));
        Ok(wanted.collect())
    }

    /// Reads blobs through one process, in their order, and counts those that were read. The inner
    /// result has the refusals of `each`.
    fn cat(
        &self,
        blobs: &[(Key, Blob)],
        read: &mut usize,
        each: super::Each<'_>,
    ) -> Result<Result<(), StoreError>, StoreError> {
        if blobs.is_empty() {
            return Ok(Ok(()));
        }
        if let Some((key, _)) = blobs.iter().find(|(_, blob)| blob.bytes > MAX_BYTES) {
            return Err(StoreError::TooLarge(key.clone()));
        }
        let mut running = self.git.start(&["cat-file", "--batch"])?;
        let failed = |error: std::io::Error| self.git.failed("read", std::io::Error::other(error));
        let mut asks = running.child.stdin.take().expect("it is piped");
        let ids: Vec<String> = blobs.iter().map(|(_, blob)| format!("{}\n", blob.id)).collect();
        // A thread of its own: git answers before it has read all questions.
        std::thread::spawn(move || ids.iter().try_for_each(|id| asks.write_all(id.as_bytes())));
        let mut answers = BufReader::new(running.child.stdout.take().expect("it is piped"));
        for (key, blob) in blobs {
            let expected = format!("{} blob {}\n", blob.id, blob.bytes);
            let mut head = String::new();
            let longest = expected.len() as u64 + 100;
            answers
                .by_ref()
                .take(longest)
                .read_line(&mut head)
                .map_err(failed)?;
            if head != expected {
                let said = format!("git answers {:?}", head.trim_end());
                return Err(failed(std::io::Error::other(said)));
            }
            let mut content = vec![0; usize::try_from(blob.bytes).expect("at most 16 MiB")];
            answers.read_exact(&mut content).map_err(failed)?;
            answers.read_exact(&mut [0]).map_err(failed)?;
            *read += 1;
            if let Err(error) = each(key, content) {
                return Ok(Err(error));
            }
        }
        Ok(Ok(()))
    }

    /// Writes a commit on top of the newest one, and repeats that until nobody else was first.
    fn commit(&self, change: impl Fn(&Self) -> Result<Plan, StoreError>) -> Result<Option<Key>, StoreError> {
        self.commit_within(ATTEMPTS, change)
    }

    fn commit_within(
        &self,
        attempts: u32,
        change: impl Fn(&Self) -> Result<Plan, StoreError>,
    ) -> Result<Option<Key>, StoreError> {
        let _lock = self.git.lock()?;
        let mut last = None;
        for attempt in 1..=attempts {
            match self.attempt(&change) {
                Ok(Attempt::Done) => return Ok(None),
                Ok(Attempt::Taken(key)) => return Ok(Some(key)),
                Ok(Attempt::Late(said)) => {
                    last = Some(said);
                    program::wait(attempt);
                }
                Err(error) => {
                    let is_mended = program::may_be_broken(&error)
                        && self.git.is_broken()
                        && match self.revision() {
                            Some(head) => self.git.heal(&head)?,
                            None => false,
                        };
                    if !is_mended {
                        return Err(error);
                    }
                }
            }
        }
        Err(StoreError::Contended { attempts, last })
    }

    /// One attempt to write.
    fn attempt(&self, change: impl Fn(&Self) -> Result<Plan, StoreError>) -> Result<Attempt, StoreError> {
        self.fetch()?;
        let files = match change(self)? {
            Plan::Nothing => return Ok(Attempt::Done),
            Plan::Taken(key) => return Ok(Attempt::Taken(key)),
            Plan::Files(files) => files,
        };
        let made = import::commit(&self.git, self.revision().as_deref(), &files)?;
        if let Pushed::Late(said) = self.git.push(&self.address, &made)? {
            return Ok(Attempt::Late(said));
        }
        *self.head.lock().unwrap_or_else(|broken| broken.into_inner()) = Some(made);
        Ok(Attempt::Done)
    }
}

/// The result of an attempt to write.
enum Attempt {
    Done,
    Taken(Key),
    /// Another writer was first, or holds a lock: git's message.
    Late(String),
}

/// The plan of a commit, seen from the newest one.
enum Plan {
    Nothing,
    Taken(Key),
    Files(Vec<import::File>),
}

impl Store for GitStore {
    fn location(&self) -> &str {
        &self.location
    }

    fn check_exists(&self) -> Result<(), StoreError> {
        if self.revision().is_none() {
            return Err(self.no_branch()?);
        }
        if self.all()?.is_empty() && self.read(&layout::rules())?.is_none() {
            return Err(StoreError::NoStore {
                location: self.location.clone(),
            });
        }
        Ok(())
    }

    fn check_new(&self) -> Result<(), StoreError> {
        if self.revision().is_some() {
            return Ok(());
        }
        let no_branch = self.no_branch()?;
        let StoreError::NoBranch { branch, known, .. } = &no_branch else {
            return Ok(());
        };
        if near(branch, known.iter().map(String::as_str)).is_empty() {
            return Ok(());
        }
        Err(no_branch)
    }

    fn list(&self, prefix: Option<&Key>) -> Result<Vec<Key>, StoreError> {
        self.mending(|| match (prefix, self.revision()) {
            (None, _) => Ok(self.all()?.keys().cloned().collect()),
            (Some(prefix), Some(head)) => {
                let files = self.blobs(&head, &[&format!("{prefix}/")])?;
                Ok(files.into_keys().collect())
            }
            (Some(_), None) => Ok(Vec::new()),
        })
    }

    fn read(&self, key: &Key) -> Result<Option<Vec<u8>>, StoreError> {
        let mut found = None;
        self.read_each(std::slice::from_ref(key), &mut |_, content| {
            found = Some(content);
            Ok(())
        })?;
        Ok(found)
    }

    fn read_each(&self, keys: &[Key], each: super::Each<'_>) -> Result<(), StoreError> {
        let wanted = self.mending(|| self.found(keys))?;
        let mut read = 0;
        self.mending(|| {
            let rest = &wanted[read..];
            self.cat(rest, &mut read, each)
        })?
    }

    fn create(&self, files: &[NewFile]) -> Result<Created, StoreError> {
        let taken = self.commit(|store| {
            let keys: Vec<Key> = files.iter().map(|file| file.key.clone()).collect();
            let mut there = BTreeMap::new();
            store.cat(&store.found(&keys)?, &mut 0, &mut |key, content| {
                there.insert(key.clone(), content);
                Ok(())
            })??;
            let mut new = Vec::new();
            for file in files {
                match there.get(&file.key) {
                    None => new.push(import::File::written(&file.key, &file.content)),
                    Some(content) if *content == file.content => {}
                    Some(_) => return Ok(Plan::Taken(file.key.clone())),
                }
            }
            Ok(if new.is_empty() {
                Plan::Nothing
            } else {
                Plan::Files(new)
            })
        })?;
        Ok(taken.map_or(Created::All, Created::Taken))
    }

    fn writers(&self, keys: &[Key]) -> Result<Option<BTreeMap<Key, Writer>>, StoreError> {
        let Some(head) = self.revision().filter(|_| !keys.is_empty()) else {
            return Ok(Some(BTreeMap::new()));
        };
        let _lock = self.git.lock()?;
        let read = || {
            self.git.deepen(&self.address)?;
            history::writers(&self.git, &head, keys).map(Some)
        };
        match read() {
            Err(error) if program::may_be_broken(&error) && self.git.heal(&head)? => read(),
            done => done,
        }
    }

    fn remove(&self, keys: &[Key]) -> Result<(), StoreError> {
        self.commit(|store| {
            let there = store.all()?;
            let gone: Vec<_> = keys
                .iter()
                .filter(|key| there.contains_key(key))
                .map(import::File::removed)
                .collect();
            Ok(if gone.is_empty() {
                Plan::Nothing
            } else {
                Plan::Files(gone)
            })
        })
        .map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_push_that_a_lock_refuses_to_the_end_says_what_git_said() {
        let folder = tempfile::tempdir().unwrap();
        let bare = folder.path().join("store.git");
        let made = std::process::Command::new("git")
            .args(["init", "--quiet", "--bare"])
            .arg(&bare)
            .status();
        assert!(made.unwrap().success());
        let address = GitAddress::parse(&format!("git+file://{}", bare.display())).unwrap();
        let store = GitStore::open(address, &folder.path().join("cache")).unwrap();
        std::fs::write(bare.join("refs/heads/main.lock"), "").unwrap();
        let plan = |_: &GitStore| {
            let file = import::File::written(&layout::rules(), b"");
            Ok(Plan::Files(vec![file]))
        };
        let error = store.commit_within(2, plan).unwrap_err().to_string();
        assert!(error.contains("2 times in a row"), "{error}");
        assert!(error.contains("main.lock"), "{error}");
        assert!(!error.contains('\n'), "{error}");
        std::fs::remove_file(bare.join("refs/heads/main.lock")).unwrap();
        assert!(store.commit_within(2, plan).unwrap().is_none());
    }
}
