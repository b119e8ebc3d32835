//! The settings of this service.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use service::settings::{SettingError, listen, or};

use crate::retention::Retention;

/// All settings.
#[derive(Debug, Clone)]
pub struct Settings {
    /// `LISTEN`: the address of the server, `127.0.0.1:8081`.
    pub listen: SocketAddr,
    /// `DATA`: the folder of the database and the sent log, `data/user-service`.
    pub data: PathBuf,
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
            segment_bytes: or("SEGMENT_BYTES", 64 << 20)?,
            retention: Retention::new(
                *or("OUTBOX_RETENTION", days(7))?,
                *or("DELETED_RETENTION", days(30))?,
            ),
        })
    }

    /// The file of the database.
    pub fn database(&self) -> PathBuf {
        self.data.join("users.db")
    }

    /// The folder of the sent log.
    pub fn sent_log(&self) -> PathBuf {
        self.data.join("sent")
    }
}
