//! What the load test measures, and what it compares with: the same work done by the database or the broker alone.

#[cfg(feature = "real")]
pub mod broker;
pub mod delays;
pub mod outbox;
#[cfg(feature = "real")]
pub mod pgbench;
#[cfg(feature = "real")]
pub mod processors;

use std::fmt;
use std::time::Duration;

/// How often a second something was done.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate(pub f64);

impl Rate {
    /// So many within this time.
    pub fn of(count: u64, time: Duration) -> Self {
        Self(count as f64 / time.as_secs_f64())
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.0}/s", self.0)
    }
}
