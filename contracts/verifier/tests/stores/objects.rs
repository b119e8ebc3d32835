//! Object stores: in memory, in a folder, and those that emulators of the clouds serve.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use counterpart::config::network::Network;
use counterpart_verifier::store::object_store::ObjectStoreExt;
use counterpart_verifier::store::object_store::local::LocalFileSystem;
use counterpart_verifier::store::object_store::memory::InMemory;
use counterpart_verifier::store::object_store::path::Path as Folder;
use counterpart_verifier::store::{NewFile, ObjectStore, Store};
use tempfile::TempDir;

use super::emulators;

pub(crate) enum Objects {
    Memory(Arc<InMemory>),
    Local(TempDir),
    S3 { endpoint: String, folder: String },
    Azure { endpoint: String, folder: String },
}

impl Objects {
    pub(crate) fn open(&self) -> ObjectStore {
        self.open_below("")
    }

    /// Opens a folder in it: nothing, or `/` and its name.
    pub(crate) fn open_below(&self, below: &str) -> ObjectStore {
        match self {
            Objects::Memory(memory) => {
                let folder = format!("a/folder{below}");
                let location = format!("memory:///{folder}");
                ObjectStore::within(memory.clone(), Folder::from(folder), &location).unwrap()
            }
            Objects::Local(folder) => {
                let local = LocalFileSystem::new_with_prefix(folder.path()).unwrap();
                ObjectStore::within(Arc::new(local), Folder::from(below), &format!("local{below}")).unwrap()
            }
            Objects::S3 { endpoint, folder } => {
                open(&format!("s3://contracts/{folder}{below}"), &s3(endpoint))
            }
            Objects::Azure { endpoint, folder } => {
                open(&format!("az://contracts/{folder}{below}"), &azure(endpoint))
            }
        }
    }

    /// Writes a file. In memory, it may be one that is there, and of any name.
    pub(crate) fn put(&self, at: &str, content: Vec<u8>) {
        let Objects::Memory(memory) = self else {
            let key = super::key(at);
            self.open().create(&[NewFile { key, content }]).unwrap();
            return;
        };
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let path = Folder::parse(format!("a/folder/{at}")).unwrap();
        runtime.block_on(memory.put(&path, content.into())).unwrap();
    }
}

/// The settings for the client of an Azure server at this address.
pub(crate) fn azure(endpoint: &str) -> [(&str, &str); 4] {
    [
        ("AZURE_STORAGE_ACCOUNT_NAME", emulators::AZURE_ACCOUNT),
        ("AZURE_STORAGE_ACCOUNT_KEY", emulators::AZURE_KEY),
        ("AZURE_STORAGE_ENDPOINT", endpoint),
        ("AZURE_ALLOW_HTTP", "true"),
    ]
}

/// The settings for the client of an S3 server at this address.
pub(crate) fn s3(endpoint: &str) -> [(&str, &str); 5] {
    [
        ("AWS_ENDPOINT_URL", endpoint),
        ("AWS_ALLOW_HTTP", "true"),
        ("AWS_ACCESS_KEY_ID", "test"),
        ("AWS_SECRET_ACCESS_KEY", "test"),
        ("AWS_REGION", "us-east-1"),
    ]
}

pub(crate) fn open(url: &str, variables: &[(&str, &str)]) -> ObjectStore {
    open_within(url, variables, &Network::default())
}

pub(crate) fn open_within(url: &str, variables: &[(&str, &str)], network: &Network) -> ObjectStore {
    let variables = variables.iter().copied();
    let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
    ObjectStore::open_with(url, variables, network).unwrap()
}

/// One of each that this machine can bring, empty.
pub(crate) fn all() -> Vec<Objects> {
    static USED: AtomicUsize = AtomicUsize::new(0);
    let mut all = vec![
        Objects::Memory(Arc::default()),
        Objects::Local(tempfile::tempdir().unwrap()),
    ];
    let folder = || format!("store-{}", USED.fetch_add(1, Ordering::Relaxed));
    all.extend(emulators::s3().map(|endpoint| Objects::S3 {
        endpoint: endpoint.to_owned(),
        folder: folder(),
    }));
    all.extend(emulators::azure().map(|endpoint| Objects::Azure {
        endpoint: endpoint.to_owned(),
        folder: folder(),
    }));
    all
}
