//! A store in a bucket of an object store.
//!
//! A file is created with a conditional put, so that one of two writers gets an error. The async
//! runtime stays inside. Each call runs on a thread of its own, so that a program that has a
//! runtime itself may call from within it.

mod bounded;
mod messages;
mod open;

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::stream::{self, StreamExt, TryStreamExt};
use object_store::path::Path;
use object_store::{ObjectStoreExt, PutMode, PutOptions, PutPayload};
use tokio::runtime::{Builder, Runtime};

use super::backend::{Created, Each, MAX_BYTES, NewFile, Store, TOP};
use super::error::StoreError;
use super::key::Key;
use super::layout;
use crate::timestamp::Timestamp;

use counterpart::config::network::{Network, Notice, PATIENCE};

/// The number of files to ask for at once.
const AT_ONCE: usize = 32;
/// The number of bytes after which read content is handed on.
const HELD: usize = 4 << 20;

/// The file that shows whether a bucket honours conditional puts. It stays, so that one request is
/// enough to check. No list of a store contains it.
const PROBE: &str = "conditional-puts.txt";
const PROBE_TEXT: &str = "Counterpart wrote this file to see whether a second one of the same name is refused, as a store needs it. It may be removed.\n";

/// The variables that configure the clients, with the names that the tools of their clouds use.
const VARIABLES: [&str; 3] = ["AWS_", "AZURE_", "GOOGLE_"];

/// A bucket, or a folder in one, that is a store.
pub struct ObjectStore {
    objects: Arc<dyn object_store::ObjectStore>,
    folder: Path,
    location: String,
    runtime: Option<Runtime>,
    network: Network,
    was_told: AtomicBool,
    is_conditional: AtomicBool,
}

impl fmt::Debug for ObjectStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ObjectStore")
            .field("location", &self.location)
            .finish_non_exhaustive()
    }
}

impl ObjectStore {
    /// The store at `s3://bucket/folder`, `gs://bucket/folder` or `az://container/folder`.
    /// Credentials, region and endpoint come from the environment: `AWS_…`, `GOOGLE_…`, `AZURE_…`.
    /// There is no network request yet.
    ///
    /// # Errors
    /// Fails if the URL is invalid, or the environment lacks a setting that the cloud needs.
    pub fn open(url: &str) -> Result<Self, StoreError> {
        Self::open_within(url, &Network::default())
    }

    /// Like [`open`](Self::open), with these limits on each request and on all received data.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn open_within(url: &str, network: &Network) -> Result<Self, StoreError> {
        let variables = std::env::vars_os().filter_map(|(name, value)| {
            let name = name.into_string().ok()?;
            let known = VARIABLES.iter().any(|prefix| name.starts_with(prefix));
            known.then_some((name, value.into_string().ok()?))
        });
        Self::open_with(url, variables, network)
    }

    /// Like [`open_within`](Self::open_within), with these variables instead of the environment's.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn open_with(
        url: &str,
        variables: impl IntoIterator<Item = (String, String)>,
        network: &Network,
    ) -> Result<Self, StoreError> {
        let fail = |why: String| StoreError::Address {
            address: url.to_owned(),
            why,
        };
        let parsed = url::Url::parse(url).map_err(|error| fail(format!("is no URL: {error}")))?;
        let (objects, folder) = open::bucket(&parsed, variables, network)
            .map_err(|error| fail(format!("cannot be opened: {error}")))?;
        let mut store = Self::within(objects, folder, url.trim_end_matches('/'))?;
        store.network = *network;
        Ok(store)
    }

    /// The store in a folder of any object store; `location` is its name for people.
    ///
    /// # Errors
    /// Fails if no thread can be made for the network.
    pub fn within(
        objects: Arc<dyn object_store::ObjectStore>,
        folder: Path,
        location: &str,
    ) -> Result<Self, StoreError> {
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| StoreError::Backend {
            action: "open",
            place: location.to_owned(),
            error,
        })?;
        Ok(Self {
            objects,
            folder,
            location: location.to_owned(),
            runtime: Some(runtime),
            network: Network::default(),
            was_told: AtomicBool::new(false),
            is_conditional: AtomicBool::new(false),
        })
    }

    fn run<T: Send>(&self, work: impl Future<Output = T> + Send) -> T {
        let runtime = self
            .runtime
            .as_ref()
            .expect("it is there until the store is dropped");
        std::thread::scope(|scope| {
            let done = scope.spawn(|| runtime.block_on(self.watched(work))).join();
            done.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        })
    }

    /// Reports once which server is slow, if it takes longer than people wait without wondering.
    async fn watched<T>(&self, work: impl Future<Output = T>) -> T {
        let mut work = pin!(work);
        if let Ok(done) = tokio::time::timeout(PATIENCE, &mut work).await {
            return done;
        }
        if !self.was_told.swap(true, Ordering::Relaxed) {
            (self.network.told)(&Notice::Waiting { whom: &self.location });
        }
        work.await
    }

    /// Runs a request to the server, within its time limit.
    async fn in_time<T>(
        &self,
        action: &'static str,
        key: &str,
        asked: impl Future<Output = Result<T, object_store::Error>>,
    ) -> Result<Result<T, object_store::Error>, StoreError> {
        let done = tokio::time::timeout(self.network.timeout, asked).await;
        done.map_err(|_| StoreError::Backend {
            action,
            place: format!("{}/{key}", self.location),
            error: io::Error::new(io::ErrorKind::TimedOut, self.network.late()),
        })
    }

    fn path(&self, key: &str) -> Result<Path, StoreError> {
        let whole = if self.folder.as_ref().is_empty() {
            key.to_owned()
        } else {
            format!("{}/{key}", self.folder)
        };
        Path::parse(whole).map_err(|error| self.failed("name", key, error.into()))
    }

    fn key(&self, path: &Path) -> Result<Option<Key>, StoreError> {
        let whole = path.as_ref();
        let folder = self.folder.as_ref();
        let within = whole.strip_prefix(folder).unwrap_or(whole);
        Ok(Key::listed(within.strip_prefix('/').unwrap_or(within))?)
    }

    fn failed(&self, action: &'static str, key: &str, error: object_store::Error) -> StoreError {
        let kind = match &error {
            object_store::Error::PermissionDenied { .. } | object_store::Error::Unauthenticated { .. } => {
                io::ErrorKind::PermissionDenied
            }
            object_store::Error::NotImplemented { .. } => io::ErrorKind::Unsupported,
            _ => io::ErrorKind::Other,
        };
        let mut said = error.to_string();
        if matches!(error, object_store::Error::NotImplemented { .. }) {
            said.push_str("; a store needs conditional puts, so that no writer overwrites another");
        }
        StoreError::Backend {
            action,
            place: format!("{}/{key}", self.location),
            error: io::Error::new(kind, said),
        }
    }

    async fn list_below(&self, folder: &str) -> Result<Vec<Key>, StoreError> {
        let path = self.path(folder)?;
        let found: Vec<Path> = self
            .in_time(
                "list",
                folder,
                self.objects
                    .list(Some(&path))
                    .map_ok(|meta| meta.location)
                    .try_collect(),
            )
            .await?
            .map_err(|error| self.failed("list", folder, error))?;
        let keys = found.iter().map(|path| self.key(path));
        keys.filter_map(Result::transpose).collect()
    }

    async fn get(&self, key: &Key) -> Result<Option<Vec<u8>>, StoreError> {
        let path = self.path(key.as_str())?;
        let asked = async {
            let found = self.objects.get(&path).await?;
            match found.meta.size > MAX_BYTES {
                true => Ok(None),
                false => found.bytes().await.map(Some),
            }
        };
        match self.in_time("read", key.as_str(), asked).await? {
            Ok(Some(content)) => Ok(Some(content.to_vec())),
            Ok(None) => Err(StoreError::TooLarge(key.clone())),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(self.failed("read", key.as_str(), error)),
        }
    }

    /// Returns `true` if the file was made, and `false` if one of the name exists.
    async fn put_new(&self, key: &str, content: &[u8]) -> Result<bool, StoreError> {
        let path = self.path(key)?;
        let content = PutPayload::from(content.to_vec());
        let asked = self
            .objects
            .put_opts(&path, content, PutOptions::from(PutMode::Create));
        match self.in_time("write", key, asked).await? {
            Ok(_) => Ok(true),
            Err(object_store::Error::AlreadyExists { .. } | object_store::Error::Precondition { .. }) => {
                Ok(false)
            }
            Err(error) => Err(self.failed("write", key, error)),
        }
    }

    /// Refuses to write if the bucket accepts a file twice: one writer would silently overwrite
    /// another there.
    async fn check_conditional(&self) -> Result<(), StoreError> {
        if self.is_conditional.load(Ordering::Relaxed) {
            return Ok(());
        }
        let text = PROBE_TEXT.as_bytes();
        if self.put_new(PROBE, text).await? && self.put_new(PROBE, text).await? {
            return Err(StoreError::Backend {
                action: "write",
                place: self.location.clone(),
                error: io::Error::new(
                    io::ErrorKind::Unsupported,
                    format!(
                        "it ignores conditional puts (it took {PROBE} twice), so that one writer could overwrite another: \
                         keep the store where they are honoured, in a folder, or in a git repository"
                    ),
                ),
            });
        }
        self.is_conditional.store(true, Ordering::Relaxed);
        Ok(())
    }

    async fn put(&self, file: &NewFile) -> Result<bool, StoreError> {
        Ok(self.put_new(file.key.as_str(), &file.content).await?
            || self.get(&file.key).await?.as_ref() == Some(&file.content))
    }
}

/// A runtime may not wait for its threads inside another runtime.
impl Drop for ObjectStore {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Store for ObjectStore {
    fn location(&self) -> &str {
        &self.location
    }

    fn check_exists(&self) -> Result<(), StoreError> {
        if self.read(&layout::rules())?.is_some() {
            return Ok(());
        }
        // The first file is enough: a whole list comes a thousand at a time.
        let is_there = self.run(async {
            for folder in TOP {
                let path = self.path(folder)?;
                match self.objects.list(Some(&path)).next().await {
                    None => {}
                    Some(Ok(_)) => return Ok(true),
                    Some(Err(error)) => return Err(self.failed("list", folder, error)),
                }
            }
            Ok(false)
        })?;
        if is_there {
            return Ok(());
        }
        Err(StoreError::NoStore {
            location: self.location.clone(),
        })
    }

    fn list(&self, prefix: Option<&Key>) -> Result<Vec<Key>, StoreError> {
        let below = match prefix {
            Some(prefix) => vec![prefix.as_str()],
            None => Vec::from(TOP),
        };
        let mut keys = self.run(async {
            let mut keys = Vec::new();
            for folder in below {
                keys.extend(self.list_below(folder).await?);
            }
            Ok::<_, StoreError>(keys)
        })?;
        keys.sort();
        Ok(keys)
    }

    fn read(&self, key: &Key) -> Result<Option<Vec<u8>>, StoreError> {
        self.run(self.get(key))
    }

    fn read_each(&self, keys: &[Key], each: Each<'_>) -> Result<(), StoreError> {
        // The caller's thread hands on the content, a share at a time, so that `each` need not move
        // to another thread.
        let mut rest = keys;
        while !rest.is_empty() {
            let share = &rest[..rest.len().min(8 * AT_ONCE)];
            let read: Vec<Option<Vec<u8>>> = self.run(async {
                let mut contents = stream::iter(0..share.len())
                    .map(|at| self.get(&share[at]))
                    .buffered(AT_ONCE);
                let (mut read, mut held) = (Vec::new(), 0);
                while held < HELD {
                    let Some(content) = contents.next().await.transpose()? else {
                        break;
                    };
                    held += content.as_ref().map_or(0, Vec::len);
                    read.push(content);
                }
                Ok::<_, StoreError>(read)
            })?;
            let (done, left) = rest.split_at(read.len());
            for (key, content) in done.iter().zip(read) {
                if let Some(content) = content {
                    each(key, content)?;
                }
            }
            rest = left;
        }
        Ok(())
    }

    fn create(&self, files: &[NewFile]) -> Result<Created, StoreError> {
        self.run(async {
            self.check_conditional().await?;
            for file in files {
                if !self.put(file).await? {
                    return Ok(Created::Taken(file.key.clone()));
                }
            }
            Ok(Created::All)
        })
    }

    fn written(&self, keys: &[Key]) -> Result<Option<BTreeMap<Key, Timestamp>>, StoreError> {
        self.run(async {
            let mut written = BTreeMap::new();
            for key in keys {
                let path = self.path(key.as_str())?;
                match self
                    .in_time("read", key.as_str(), self.objects.head(&path))
                    .await?
                {
                    Ok(found) => {
                        written.insert(key.clone(), Timestamp::of(found.last_modified.into()));
                    }
                    Err(object_store::Error::NotFound { .. }) => {}
                    Err(error) => return Err(self.failed("read", key.as_str(), error)),
                }
            }
            Ok(Some(written))
        })
    }

    fn remove(&self, keys: &[Key]) -> Result<(), StoreError> {
        self.run(async {
            for key in keys {
                let path = self.path(key.as_str())?;
                match self
                    .in_time("remove", key.as_str(), self.objects.delete(&path))
                    .await?
                {
                    Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
                    Err(error) => return Err(self.failed("remove", key.as_str(), error)),
                }
            }
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use object_store::memory::InMemory;

    fn memory(objects: &Arc<InMemory>) -> ObjectStore {
        ObjectStore::within(objects.clone(), Path::from("folder"), "memory").unwrap()
    }

    #[test]
    fn a_program_with_a_runtime_of_its_own_may_call_from_within_it() {
        let runtime = Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let store = memory(&Arc::default());
            let file = NewFile {
                key: Key::parse("services/a/x").unwrap(),
                content: b"1".to_vec(),
            };
            let key = file.key.clone();
            assert_eq!(store.create(&[file]).unwrap(), Created::All);
            assert_eq!(store.read(&key).unwrap(), Some(b"1".to_vec()));
            drop(store);
        });
    }

    #[test]
    fn what_this_tool_never_writes_is_refused_and_what_lies_beside_the_folder_is_let_be() {
        let objects = Arc::new(InMemory::new());
        let store = memory(&objects);
        let put = |path: &str, bytes: usize| {
            let content = PutPayload::from(vec![b' '; bytes]);
            store
                .run(async { objects.put(&Path::parse(path).unwrap(), content).await.map(drop) })
                .unwrap();
        };
        put("services/x", 1);
        put("folder2/services/x", 1);
        put("folder/readme", 1);
        assert_eq!(store.list(None).unwrap(), []);
        put("folder/services/a/large", usize::try_from(MAX_BYTES).unwrap() + 1);
        let error = store.read(&Key::parse("services/a/large").unwrap()).unwrap_err();
        insta::assert_snapshot!(error, @"services/a/large in the store is larger than 16 MiB");
        put("folder/services/A", 1);
        insta::assert_snapshot!(store.list(None).unwrap_err(), @r#""services/A" in the store has a character that no name is written with: remove it"#);
    }

    #[test]
    fn a_bucket_that_cannot_be_opened_is_said() {
        let open = |url: &str| {
            ObjectStore::open_with(url, [], &Network::default())
                .unwrap_err()
                .to_string()
        };
        assert!(open("az://container/x").starts_with("the store \"az://container/x\" cannot be opened: "));
    }
}
