//! A store in a git repository, read and written with the `git` program.
//!
//! Nothing is checked out: files are read from commits and written into new ones, so that a link, a hook or an attribute
//! of the repository has nothing to act on. Credentials are git's own affair.

mod address;
mod history;
mod import;
mod program;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::sync::{Arc, Mutex};

use super::{Created, Key, MAX_BYTES, NewFile, Store, StoreError, TOP, Writer, layout};
use crate::near::near;
pub use address::GitAddress;
pub(super) use address::{scp_form, without_password};
use program::Git;

/// How often a push is tried again after another writer was first.
const ATTEMPTS: u32 = 64;

/// A branch of a git repository that is a store.
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
    /// Fetches the newest commit of the branch. `cache` is a folder for what was fetched, shared by all stores of a user.
    ///
    /// # Errors
    /// Where the `git` program is not there, or refuses: the repository does not exist, or may not be read.
    pub fn open(address: GitAddress, cache: &Path) -> Result<Self, StoreError> {
        let location = address.to_string();
        let git = Git::at(cache.join(address.folder()), &location)?;
        let store = Self {
            address,
            location,
            git,
            head: Mutex::new(None),
            listed: Mutex::new(None),
        };
        let _alone = store.git.alone()?;
        store.fetch()?;
        Ok(store)
    }

    /// The commit that is read; `None` in a repository that has no such branch yet.
    pub fn revision(&self) -> Option<String> {
        self.head
            .lock()
            .unwrap_or_else(|broken| broken.into_inner())
            .clone()
    }

    /// That there is no such branch, with those that there are.
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

    /// All files of the commit. Asked of git once a commit.
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
        let mut arguments = vec!["ls-tree", "-r", "-z", "--long", "--full-tree", head, "--"];
        arguments.extend(paths);
        let listed = self.git.run("list", &arguments, &[])?;
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
                bytes: bytes.parse().unwrap_or(u64::MAX),
            };
            if let Some(key) = Key::listed(path)? {
                blobs.insert(key, blob);
            }
        }
        Ok(blobs)
    }

    /// Reads blobs through one process, in their order.
    fn cat(&self, blobs: &[(Key, Blob)], each: super::Each<'_>) -> Result<(), StoreError> {
        if let Some((key, _)) = blobs.iter().find(|(_, blob)| blob.bytes > MAX_BYTES) {
            return Err(StoreError::TooLarge(key.clone()));
        }
        let mut child = self.git.spawn(&["cat-file", "--batch"])?;
        let failed = |error| self.git.failed("read", error);
        let mut asks = child.stdin.take().expect("it is piped");
        let ids: Vec<String> = blobs.iter().map(|(_, blob)| format!("{}\n", blob.id)).collect();
        // A thread of its own: git answers while it is still asked.
        let asked = std::thread::spawn(move || ids.iter().try_for_each(|id| asks.write_all(id.as_bytes())));
        let mut answers = BufReader::new(child.stdout.take().expect("it is piped"));
        let mut result = Ok(());
        for (key, blob) in blobs {
            let mut head = String::new();
            answers.read_line(&mut head).map_err(failed)?;
            let expected = format!("{} blob {}\n", blob.id, blob.bytes);
            if head != expected {
                result = Err(failed(std::io::Error::other(format!(
                    "git answers {:?}",
                    head.trim_end()
                ))));
                break;
            }
            let mut content = vec![0; usize::try_from(blob.bytes).expect("at most 16 MiB")];
            answers.read_exact(&mut content).map_err(failed)?;
            answers.read_exact(&mut [0]).map_err(failed)?;
            result = each(key, content);
            if result.is_err() {
                break;
            }
        }
        drop(answers);
        let _ = child.kill();
        let _ = child.wait();
        let _ = asked.join();
        result
    }

    /// Writes a commit on top of the newest one, again and again until nobody else was first.
    fn commit(&self, change: impl Fn(&Self) -> Result<Plan, StoreError>) -> Result<Option<Key>, StoreError> {
        let _alone = self.git.alone()?;
        for attempt in 1..=ATTEMPTS {
            self.fetch()?;
            let files = match change(self)? {
                Plan::Nothing => return Ok(None),
                Plan::Taken(key) => return Ok(Some(key)),
                Plan::Files(files) => files,
            };
            let made = import::commit(&self.git, self.revision().as_deref(), &files)?;
            if self.git.push(&self.address, &made)? {
                *self.head.lock().unwrap_or_else(|broken| broken.into_inner()) = Some(made);
                return Ok(None);
            }
            program::wait(attempt);
        }
        Err(StoreError::Contended { attempts: ATTEMPTS })
    }
}

/// What a commit is to do, seen from the newest one.
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
        match (prefix, self.revision()) {
            (None, _) => Ok(self.all()?.keys().cloned().collect()),
            (Some(prefix), Some(head)) => {
                let files = self.blobs(&head, &[&format!("{prefix}/")])?;
                Ok(files.into_keys().collect())
            }
            (Some(_), None) => Ok(Vec::new()),
        }
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
        let Some(head) = self.revision() else {
            return Ok(());
        };
        // A command line holds only so many paths; past a few, the whole list is quicker anyway.
        let files = match keys {
            few if few.len() <= 64 => {
                let paths: Vec<&str> = few.iter().map(Key::as_str).collect();
                Arc::new(self.blobs(&head, &paths)?)
            }
            _ => self.all()?,
        };
        let wanted: Vec<(Key, Blob)> = keys
            .iter()
            .filter_map(|key| Some((key.clone(), files.get(key)?.clone())))
            .collect();
        self.cat(&wanted, each)
    }

    fn create(&self, files: &[NewFile]) -> Result<Created, StoreError> {
        let taken = self.commit(|store| {
            let keys: Vec<Key> = files.iter().map(|file| file.key.clone()).collect();
            let mut there = BTreeMap::new();
            store.read_each(&keys, &mut |key, content| {
                there.insert(key.clone(), content);
                Ok(())
            })?;
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
        let Some(head) = self.revision() else {
            return Ok(Some(BTreeMap::new()));
        };
        let _alone = self.git.alone()?;
        self.git.deepen(&self.address)?;
        history::writers(&self.git, &head, keys).map(Some)
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
