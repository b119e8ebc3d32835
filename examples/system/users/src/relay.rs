//! Hands on what the outbox has: to the broker, if there is one, then to the sent log, and then it marks it as sent. A crash
//! between any two repeats, and loses nothing.

use std::path::PathBuf;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use service::fault::{self, Practice};
use service::patience::Patience;
use service::stop::Stop;

use crate::entry::moment;
use crate::measures::Measures;
use crate::retention::Retention;
use crate::sent_log::SentLog;
use crate::store::Store;

/// The most entries that are sent in one go.
const MOST: u32 = 500;

/// A reason for which nothing was sent.
type Failure = Box<dyn std::error::Error + Send + Sync>;

/// The relay of a database.
#[derive(Debug)]
pub struct Relay {
    store: Store,
    folder: PathBuf,
    most_bytes: u64,
    log: Option<SentLog>,
    #[cfg(feature = "real")]
    broker: Option<crate::broker::Broker>,
    retention: Retention,
    measures: Measures,
}

impl Relay {
    /// A relay to the log in this folder, whose segments have at most about this many bytes.
    pub fn new(
        store: Store,
        folder: PathBuf,
        most_bytes: u64,
        retention: Retention,
        measures: Measures,
    ) -> Self {
        Self {
            store,
            folder,
            most_bytes,
            log: None,
            #[cfg(feature = "real")]
            broker: None,
            retention,
            measures,
        }
    }

    /// The same relay, to a broker too.
    #[cfg(feature = "real")]
    #[must_use]
    pub fn to(mut self, broker: crate::broker::Broker) -> Self {
        self.broker = Some(broker);
        self
    }

    /// Sends until the process is to end.
    pub async fn run(mut self, stop: Stop) {
        let mut patience = Patience::with_neighbours();
        let mut commits = self.store.commits();
        while !stop.is_stopped() {
            commits.mark_unchanged();
            let step = tokio::task::spawn_blocking(move || {
                let sent = self.step();
                (self, sent)
            });
            let (relay, sent) = match step.await {
                Ok(answer) => answer,
                Err(error) => {
                    tracing::error!(%error, "the relay ended");
                    return;
                }
            };
            self = relay;
            match sent {
                Ok(0) => {
                    patience.worked();
                    tokio::select! {
                        _ = commits.changed() => {}
                        // Another process may have written, too.
                        () = stop.sleep(Duration::from_millis(200)) => {}
                    }
                }
                Ok(_) => patience.worked(),
                Err(error) => {
                    tracing::warn!(error = %error, "cannot send; trying again");
                    self.measures.failed();
                    patience.wait(&stop).await;
                }
            }
        }
    }

    /// Sends at most one batch; returns its size.
    ///
    /// # Errors
    /// Fails if the database or the log fails. Then the batch is sent again by the next call.
    pub fn step(&mut self) -> Result<usize, Failure> {
        #[cfg(feature = "real")]
        if let Some(broker) = &mut self.broker {
            broker.prepare()?;
        }
        let entries = self.store.unsent(MOST)?;
        if entries.is_empty() {
            self.measures.waits(self.store.backlog()?, now());
            if self.retention.is_due() {
                self.forget(now())?;
                self.retention.done();
            }
            return Ok(0);
        }
        let mut lines = Vec::with_capacity(entries.len());
        for entry in &entries {
            lines.push((entry.position, entry.to_line()?));
        }
        #[cfg(feature = "real")]
        if let Some(broker) = &mut self.broker {
            let identity = self.store.stream()?.identity;
            broker.publish(&entries, &lines, &identity)?;
            fault::point("relay.between-publish-and-log");
        }
        fault::point("relay.before-log");
        if !fault::is_without(Practice::SentLog) {
            let mut log = match self.log.take() {
                Some(log) => log,
                None => SentLog::open(&self.folder, self.most_bytes)?,
            };
            log.append(&lines)?;
            // A log that failed is opened again, and healed.
            self.log = Some(log);
        }
        fault::point("relay.between-log-and-mark");
        self.store.mark_sent(&entries)?;
        self.measures.sent(entries.len());
        self.measures.waits(self.store.backlog()?, now());
        fault::point("relay.after-mark");
        Ok(entries.len())
    }

    /// Removes what is older than the retention, as of this moment in milliseconds since 1970.
    ///
    /// # Errors
    /// Fails if the database or the log fails.
    pub fn forget(&mut self, now: u64) -> Result<(), Failure> {
        let entries = self.store.forget(self.retention.outbox_before(now))?;
        let mut log = match self.log.take() {
            Some(log) => log,
            None => SentLog::open(&self.folder, self.most_bytes)?,
        };
        let lines = log.redact(&moment(self.retention.deleted_before(now)))?;
        self.log = Some(log);
        tracing::info!(entries, lines, "removed what is older than the retention");
        Ok(())
    }
}

/// Milliseconds since 1970.
pub fn now() -> u64 {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since_1970.as_millis()).unwrap_or(u64::MAX)
}
