//! A store in a bucket of an object store.
//!
//! A file is created with a conditional put, so that of two writers one is told. The async runtime stays inside: each
//! call runs on a thread of its own, so that a program that has a runtime itself may call from within it.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::sync::Arc;

use futures_util::future;
use futures_util::stream::{self, StreamExt, TryStreamExt};
use object_store::path::Path;
use object_store::{ObjectStoreExt, PutMode, PutOptions, PutPayload};
use tokio::runtime::{Builder, Runtime};

use super::{Created, Each, Key, MAX_BYTES, NewFile, Store, StoreError, TOP, Timestamp, layout};

/// How many files are asked for at once.
const AT_ONCE: usize = 32;

/// The variables that configure the clients, as the tools of their clouds name them.
const VARIABLES: [&str; 3] = ["AWS_", "AZURE_", "GOOGLE_"];

/// A bucket, or a folder in one, that is a store.
pub struct ObjectStore {
    objects: Arc<dyn object_store::ObjectStore>,
    folder: Path,
    location: String,
    runtime: Option<Runtime>,
}

impl fmt::Debug for ObjectStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ObjectStore")
            .field("location", &self.location)
            .finish_non_exhaustive()
    }
}

impl ObjectStore {
    /// The store at `s3://bucket/folder`, `gs://bucket/folder` or `az://container/folder`. Credentials, region and
    /// endpoint come from the environment: `AWS_…`, `GOOGLE_…`, `AZURE_…`. Nothing is asked of the network yet.
    ///
    /// # Errors
    /// Where the URL is none, or the environment lacks what the cloud needs.
    pub fn open(url: &str) -> Result<Self, StoreError> {
        let variables = std::env::vars_os().filter_map(|(name, value)| {
            let name = name.into_string().ok()?;
            let known = VARIABLES.iter().any(|prefix| name.starts_with(prefix));
            known.then_some((name, value.into_string().ok()?))
        });
        Self::open_with(url, variables)
    }

    /// As [`open`](Self::open), with these variables instead of the environment's.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn open_with(
        url: &str,
        variables: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, StoreError> {
        let fail = |why: String| StoreError::Address {
            address: url.to_owned(),
            why,
        };
        let parsed = url::Url::parse(url).map_err(|error| fail(format!("is no URL: {error}")))?;
        let (objects, folder) = object_store::parse_url_opts(&parsed, variables)
            .map_err(|error| fail(format!("cannot be opened: {error}")))?;
        Self::within(Arc::from(objects), folder, url.trim_end_matches('/'))
    }

    /// The store in a folder of any object store; `location` is how people name it.
    ///
    /// # Errors
    /// Where no thread can be made for the network.
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
        })
    }

    fn run<T: Send>(&self, work: impl Future<Output = T> + Send) -> T {
        let runtime = self
            .runtime
            .as_ref()
            .expect("it is there until the store is dropped");
        std::thread::scope(|scope| {
            let done = scope.spawn(|| runtime.block_on(work)).join();
            done.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
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
        self.objects
            .list(Some(&path))
            .map(|found| match found {
                Ok(meta) => self.key(&meta.location),
                Err(error) => Err(self.failed("list", folder, error)),
            })
            .try_filter_map(|key| future::ready(Ok(key)))
            .try_collect()
            .await
    }

    async fn get(&self, key: &Key) -> Result<Option<Vec<u8>>, StoreError> {
        let failed = |error| self.failed("read", key.as_str(), error);
        let found = match self.objects.get(&self.path(key.as_str())?).await {
            Err(object_store::Error::NotFound { .. }) => return Ok(None),
            found => found.map_err(failed)?,
        };
        if found.meta.size > MAX_BYTES {
            return Err(StoreError::TooLarge(key.clone()));
        }
        Ok(Some(found.bytes().await.map_err(failed)?.to_vec()))
    }

    async fn put(&self, file: &NewFile) -> Result<bool, StoreError> {
        let options = PutOptions::from(PutMode::Create);
        let content = PutPayload::from(file.content.clone());
        let put = self
            .objects
            .put_opts(&self.path(file.key.as_str())?, content, options)
            .await;
        match put {
            Ok(_) => Ok(true),
            Err(object_store::Error::AlreadyExists { .. } | object_store::Error::Precondition { .. }) => {
                Ok(self.get(&file.key).await?.as_ref() == Some(&file.content))
            }
            Err(error) => Err(self.failed("write", file.key.as_str(), error)),
        }
    }
}

/// A runtime may not wait for its threads where another runtime is at work.
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
        // The first file will do: a list of all is asked for a thousand at a time.
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
        // What was read is handed on by the caller's thread, a share at a time, so that `each` need not travel.
        for share in keys.chunks(8 * AT_ONCE) {
            let read: Vec<Option<Vec<u8>>> = self.run(
                stream::iter(share)
                    .map(|key| self.get(key))
                    .buffered(AT_ONCE)
                    .try_collect(),
            )?;
            for (key, content) in share.iter().zip(read) {
                if let Some(content) = content {
                    each(key, content)?;
                }
            }
        }
        Ok(())
    }

    fn create(&self, files: &[NewFile]) -> Result<Created, StoreError> {
        self.run(async {
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
                match self.objects.head(&self.path(key.as_str())?).await {
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
                match self.objects.delete(&self.path(key.as_str())?).await {
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
        let open = |url: &str| ObjectStore::open_with(url, []).unwrap_err().to_string();
        assert!(open("az://container/x").starts_with("the store \"az://container/x\" cannot be opened: "));
    }
}
