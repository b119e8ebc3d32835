//! Hands on what the outbox has: to the broker, if there is one, then to the sent log, and then it marks it as sent. A crash
//! between any two repeats, and loses nothing.

use std::path::PathBuf;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use service::fault::{self, Practice};
use service::patience::Patience;
use service::stop::Stop;

use crate::entry::{Entry, moment};
use crate::measures::Measures;
use crate::retention::Retention;
use crate::sent_log::SentLog;
use crate::store::{Store, StoreError};

/// The most entries that are sent in one go. As many more are read meanwhile.
const MOST: u32 = 1000;

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
    look: Look,
    next: Option<Reading>,
}

/// Entries that are read while those before them are sent.
type Reading = JoinHandle<Result<Vec<Entry>, StoreError>>;

/// The looks at what waits, for the metrics. Counting a long outbox takes its time, so a look that took long is followed by a
/// long pause.
#[derive(Debug, Default)]
struct Look {
    next: Option<Instant>,
}

impl Look {
    /// The pause between two looks that take no time.
    const PAUSE: Duration = Duration::from_millis(500);

    fn is_due(&self) -> bool {
        self.next.is_none_or(|next| next <= Instant::now())
    }

    fn took(&mut self, time: Duration) {
        self.next = Some(Instant::now() + Self::PAUSE.max(time * 20));
    }
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
            look: Look::default(),
            next: None,
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

    /// Sends at most one batch; returns its size. Then it looks at what waits, and that also if nothing could be sent: the
    /// metrics are for those hours.
    ///
    /// # Errors
    /// Fails if the database, the broker or the log fails. Then the batch is sent again by the next call.
    pub fn step(&mut self) -> Result<usize, Failure> {
        let sent = self.send();
        if sent.is_err() {
            self.next = None;
        }
        let looked = match self.look.is_due() {
            true => self.look(),
            false => Ok(()),
        };
        let sent = sent?;
        looked?;
        Ok(sent)
    }

    fn look(&mut self) -> Result<(), Failure> {
        let begin = Instant::now();
        let backlog = self.store.backlog()?;
        self.look.took(begin.elapsed());
        self.measures.waits(backlog, now());
        Ok(())
    }

    /// The next entries to send. If they are many, those behind them are read meanwhile; after a failure these are dropped, and
    /// all is read again from the first that was not sent.
    fn entries(&mut self) -> Result<Vec<Entry>, Failure> {
        let entries = match self.next.take() {
            Some(reading) => reading.join().map_err(|_| "reading the outbox panicked")??,
            None => self.store.unsent(0, MOST)?,
        };
        if let Some(last) = entries.get(MOST as usize - 1) {
            let (store, after) = (self.store.clone(), last.position);
            self.next = Some(thread::spawn(move || store.unsent(after, MOST)));
        }
        Ok(entries)
    }

    fn send(&mut self) -> Result<usize, Failure> {
        #[cfg(feature = "real")]
        if let Some(broker) = &mut self.broker {
            broker.prepare()?;
        }
        let entries = self.entries()?;
        if entries.is_empty() {
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
