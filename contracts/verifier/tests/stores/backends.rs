//! The real backends, each in a place of its own.

use std::path::{Path, PathBuf};
use std::process::Command;

use counterpart_verifier::store::{Directory, GitAddress, GitStore, Store};
use tempfile::TempDir;

#[cfg(feature = "object-store")]
use super::objects::Objects;

pub(crate) enum Backend {
    Directory(TempDir),
    Git(TempDir),
    #[cfg(feature = "object-store")]
    Objects(Objects),
}

impl Backend {
    /// As another process would open it.
    pub(crate) fn open(&self) -> Box<dyn Store> {
        match self {
            Backend::Directory(folder) => Box::new(Directory::new(folder.path().join("store"))),
            Backend::Git(folder) => Box::new(self.open_git(&folder.path().join("cache"))),
            #[cfg(feature = "object-store")]
            Backend::Objects(objects) => Box::new(objects.open()),
        }
    }

    /// As another machine would: nothing was fetched before.
    pub(crate) fn open_elsewhere(&self, machine: usize) -> Box<dyn Store> {
        match self {
            Backend::Git(folder) => Box::new(self.open_git(&folder.path().join(format!("cache{machine}")))),
            _ => self.open(),
        }
    }

    fn open_git(&self, cache: &Path) -> GitStore {
        let Backend::Git(folder) = self else {
            unreachable!()
        };
        let address = format!("git+file://{}#contracts", bare(folder.path()).display());
        GitStore::open(GitAddress::parse(&address).unwrap(), cache).unwrap()
    }

    /// The place of the store itself.
    pub(crate) fn place(&self) -> PathBuf {
        match self {
            Backend::Directory(folder) => folder.path().join("store"),
            Backend::Git(folder) => bare(folder.path()),
            #[cfg(feature = "object-store")]
            Backend::Objects(_) => panic!("no files of this machine"),
        }
    }
}

fn bare(folder: &Path) -> PathBuf {
    folder.join("store.git")
}

pub(crate) fn directory() -> Backend {
    Backend::Directory(tempfile::tempdir().unwrap())
}

pub(crate) fn git() -> Backend {
    let folder = tempfile::tempdir().unwrap();
    run_git(folder.path(), &["init", "--quiet", "--bare", "store.git"]);
    Backend::Git(folder)
}

pub(crate) fn run_git(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .current_dir(folder)
        .args(["-c", "user.name=Test", "-c", "user.email=test@example.com"])
        .args(arguments)
        .output()
        .expect("git is there");
    assert!(
        output.status.success(),
        "git {arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// Runs a test on each backend.
pub(crate) fn each_backend(test: impl Fn(&Backend)) {
    #[cfg_attr(
        not(feature = "object-store"),
        expect(unused_mut, reason = "a bucket is one more")
    )]
    let mut backends = vec![directory(), git()];
    #[cfg(feature = "object-store")]
    backends.extend(super::objects::all().into_iter().map(Backend::Objects));
    for backend in backends {
        test(&backend);
    }
}
