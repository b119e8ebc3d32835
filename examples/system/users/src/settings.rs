//! The settings of this service.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use service::settings::{SettingError, database, listen, optional, or};

use crate::retention::Retention;
#[cfg(feature = "real")]
use crate::store::Postgres;
use crate::store::{Sqlite, Store, StoreError};

/// All settings.
#[derive(Clone)]
pub struct Settings {
    /// `LISTEN`: the address of the server, `127.0.0.1:8081`.
    pub listen: SocketAddr,
    /// `DATA`: the folder of the database and the sent log, `data/user-service`.
    pub data: PathBuf,
    /// `DATABASE`: the database server, if there is one.
    pub database: Option<String>,
    /// `NATS`: the broker, such as `nats://127.0.0.1:4222`, if there is one.
    pub nats: Option<String>,
    /// `PUBLISH_WITHIN`, `5s`: an event that the broker does not acknowledge within this time is published again.
    pub publish_within: Duration,
    /// `SEGMENT_BYTES`: a segment of the sent log ends after this many bytes, 64 MiB.
    pub segment_bytes: u64,
    /// `OUTBOX_RETENTION`, `7days`, and `DELETED_RETENTION`, `30days`.
    pub retention: Retention,
}

impl Settings {
    /// Reads the environment.
    ///
    /// # Errors
    /// Fails if a variable has no usable value.
    pub fn read() -> Result<Self, SettingError> {
        let days = |days: u64| humantime::Duration::from(Duration::from_secs(days * 24 * 60 * 60));
        Ok(Self {
            listen: listen(8081)?,
            data: or("DATA", "data/user-service".to_owned())?.into(),
            database: database()?,
            nats: optional("NATS")?,
            publish_within: *or(
                "PUBLISH_WITHIN",
                humantime::Duration::from(Duration::from_secs(5)),
            )?,
            segment_bytes: or("SEGMENT_BYTES", 64 << 20)?,
            retention: Retention::new(
                *or("OUTBOX_RETENTION", days(7))?,
                *or("DELETED_RETENTION", days(30))?,
            ),
        })
    }

    /// Opens the database: the server of `DATABASE`, such as `host=/run/postgresql user=users dbname=users`, or a file in the
    /// folder of data.
    ///
    /// # Errors
    /// Fails if it cannot be opened, or this build has no client for a server.
    pub fn store(&self) -> Result<Store, StoreError> {
        #[cfg(feature = "real")]
        if let Some(database) = &self.database {
            return Ok(Store::Postgres(Postgres::open(database)?));
        }
        #[cfg(not(feature = "real"))]
        if self.database.is_some() {
            let text = "DATABASE is set, and this build knows only files: build it with the feature `real`";
            return Err(StoreError::Database(text.into()));
        }
        Ok(Store::Sqlite(Sqlite::open(&self.data.join("users.db"))?))
    }

    /// The folder of the sent log.
    pub fn sent_log(&self) -> PathBuf {
        self.data.join("sent")
    }
}
