//! The settings of this service.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use service::settings::{SettingError, database, listen, optional, or};

use crate::copy::{Copy, CopyError};

/// All settings.
#[derive(Clone)]
pub struct Settings {
    /// `LISTEN`: the address of the server, `127.0.0.1:8082`.
    pub listen: SocketAddr,
    /// `DATA`: the folder of the letters, and of the copy if it is a file, `data/auth-service`.
    pub data: PathBuf,
    /// `DATABASE`: the server that has the copy, if there is one.
    pub database: Option<String>,
    /// `USERS`: the address of the user service, `http://127.0.0.1:8081`.
    pub users: String,
    /// `NATS`: the broker, such as `nats://127.0.0.1:4222`, if events come from one.
    pub nats: Option<String>,
    /// `ACKNOWLEDGE_WITHIN`, `30s`: the broker delivers an event again if it is not acknowledged within this time.
    pub acknowledge_within: Duration,
    /// `INBOX_RETENTION`, `365days`, and `DELETED_RETENTION`, `30days`.
    pub retention: Retention,
}

/// How long things are kept.
#[derive(Debug, Clone)]
pub struct Retention {
    inbox: Duration,
    deleted: Duration,
    looked: Option<Instant>,
}

impl Settings {
    /// Reads the environment.
    ///
    /// # Errors
    /// Fails if a variable has no usable value.
    pub fn read() -> Result<Self, SettingError> {
        let days = |days: u64| humantime::Duration::from(Duration::from_secs(days * 24 * 60 * 60));
        Ok(Self {
            listen: listen(8082)?,
            data: or("DATA", "data/auth-service".to_owned())?.into(),
            database: database()?,
            users: or("USERS", "http://127.0.0.1:8081".to_owned())?,
            nats: optional("NATS")?,
            acknowledge_within: *or(
                "ACKNOWLEDGE_WITHIN",
                humantime::Duration::from(Duration::from_secs(30)),
            )?,
            retention: Retention {
                // Longer than the log of what was sent can be replayed.
                inbox: *or("INBOX_RETENTION", days(365))?,
                deleted: *or("DELETED_RETENTION", days(30))?,
                looked: None,
            },
        })
    }

    /// Opens the copy: in the database of `DATABASE`, or in a file in the folder of data.
    ///
    /// # Errors
    /// See [`Copy::open`].
    pub fn copy(&self) -> Result<Copy, CopyError> {
        Copy::open(&self.data.join("accounts.db"), self.database.as_deref())
    }

    /// The folder of the letters.
    pub fn letters(&self) -> PathBuf {
        self.data.join("letters")
    }
}

impl Retention {
    /// Returns true if it is time to look for what is too old, which it is at first and once an hour.
    pub fn is_due(&self) -> bool {
        self.looked
            .is_none_or(|looked| looked.elapsed() >= Duration::from_secs(3600))
    }

    /// What was too old is removed.
    pub fn done(&mut self) {
        self.looked = Some(Instant::now());
    }

    /// Entries of the inbox before this moment are too old, in milliseconds since 1970.
    pub fn inbox_before(&self, now: u64) -> u64 {
        before(now, self.inbox)
    }

    /// What is said of users who were deleted before this moment is too old, in milliseconds since 1970.
    pub fn deleted_before(&self, now: u64) -> u64 {
        before(now, self.deleted)
    }
}

fn before(now: u64, time: Duration) -> u64 {
    now.saturating_sub(u64::try_from(time.as_millis()).unwrap_or(u64::MAX))
}
