//! Databases for tests, each empty and of its own.

use std::io;
use std::path::PathBuf;
#[cfg(feature = "real")]
use std::sync::atomic::{AtomicU64, Ordering};
#[cfg(feature = "real")]
use std::sync::{Arc, Mutex, Weak};

use crate::database::Database;
#[cfg(feature = "real")]
use crate::servers::Postgres;

/// A database that goes with the test.
#[derive(Debug)]
pub struct Fresh {
    /// The folder of the test.
    pub folder: tempfile::TempDir,
    /// The database: a file that is not there yet, or one of a server.
    pub database: Database,
    #[cfg(feature = "real")]
    _server: Option<Arc<Shared>>,
}

/// A server that all tests of a process share. The last one ends it.
#[cfg(feature = "real")]
#[derive(Debug)]
struct Shared {
    server: Postgres,
    _folder: tempfile::TempDir,
}

impl Fresh {
    /// The file, also if the database is not one.
    pub fn file_path(&self) -> PathBuf {
        self.folder.path().join("accounts.db")
    }

    /// The address, if the database is one of a server.
    pub fn address(&self) -> Option<&str> {
        match &self.database {
            Database::File(_) => None,
            #[cfg(feature = "real")]
            Database::Server(address) => Some(address),
        }
    }

    /// A file of SQLite.
    ///
    /// # Errors
    /// Fails if the file system refuses.
    pub fn file() -> io::Result<Self> {
        let folder = tempfile::tempdir()?;
        Ok(Self {
            database: Database::File(folder.path().join("accounts.db")),
            folder,
            #[cfg(feature = "real")]
            _server: None,
        })
    }

    /// A database of PostgreSQL.
    ///
    /// # Errors
    /// Fails if the server is not installed, or does not start.
    #[cfg(feature = "real")]
    pub fn server() -> io::Result<Self> {
        static SHARED: Mutex<Weak<Shared>> = Mutex::new(Weak::new());
        static NUMBER: AtomicU64 = AtomicU64::new(1);
        let mut shared = SHARED.lock().unwrap_or_else(|held| held.into_inner());
        let server = match shared.upgrade() {
            Some(server) => server,
            None => {
                let folder = crate::servers::folder("fresh-")?;
                let server = Postgres::start(folder.path())?;
                Arc::new(Shared {
                    server,
                    _folder: folder,
                })
            }
        };
        *shared = Arc::downgrade(&server);
        drop(shared);
        let name = format!("fresh_{}", NUMBER.fetch_add(1, Ordering::SeqCst));
        Database::Server(server.server.address()).execute(&format!("create database {name}"))?;
        Ok(Self {
            folder: tempfile::tempdir()?,
            database: Database::Server(server.server.address_of(&name)),
            _server: Some(server),
        })
    }
}

/// The same tests on each kind of database: `each_database! { fn what_holds(fresh) { … } }`. Those on a server need the feature
/// `real` of the crate that is tested.
#[macro_export]
macro_rules! each_database {
    ($(fn $name:ident($fresh:ident) $body:block)*) => {$(
        mod $name {
            use super::*;

            fn holds($fresh: &$crate::fresh::Fresh) $body

            #[test]
            fn on_sqlite() {
                holds(&$crate::fresh::Fresh::file().unwrap());
            }

            #[cfg(feature = "real")]
            #[test]
            fn on_postgresql() {
                holds(&$crate::fresh::Fresh::server().unwrap());
            }
        }
    )*};
}
