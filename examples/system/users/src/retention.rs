//! How long things are kept.

use std::time::{Duration, Instant};

/// The pause between two looks at what is too old.
const PAUSE: Duration = Duration::from_secs(3600);

/// How long the outbox keeps what was sent, and how long the log keeps what it says of deleted users.
#[derive(Debug, Clone)]
pub struct Retention {
    outbox: Duration,
    deleted: Duration,
    looked: Option<Instant>,
}

impl Retention {
    /// Keeps entries, and the data of deleted users, this long.
    pub fn new(outbox: Duration, deleted: Duration) -> Self {
        let looked = None;
        Self {
            outbox,
            deleted,
            looked,
        }
    }

    /// Returns true if it is time to look, which it is at first and once an hour.
    pub fn is_due(&self) -> bool {
        self.looked.is_none_or(|looked| looked.elapsed() >= PAUSE)
    }

    /// What was too old is removed.
    pub fn done(&mut self) {
        self.looked = Some(Instant::now());
    }

    /// Entries before this moment are too old, in milliseconds since 1970.
    pub fn outbox_before(&self, now: u64) -> u64 {
        before(now, self.outbox)
    }

    /// What is said of users who were deleted before this moment is too old, in milliseconds since 1970.
    pub fn deleted_before(&self, now: u64) -> u64 {
        before(now, self.deleted)
    }
}

fn before(now: u64, time: Duration) -> u64 {
    now.saturating_sub(u64::try_from(time.as_millis()).unwrap_or(u64::MAX))
}
