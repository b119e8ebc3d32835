//! Pulls events from `user-service`, from the place that is kept with the copy.
//!
//! If the place means nothing there (another stream, an event that is unknown or too old), the copy is compared with a dump,
//! and the feed is read on from the event that the dump names.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use counterpart::letters::FileError;
use serde_json::value::RawValue;
use service::client::{AskError, Client};
use service::fault::{self, Practice};
use service::patience::Patience;
use service::stop::Stop;

use crate::copy::{Copy, CopyError, Position};
use crate::dump::{DumpError, Purpose, compare, now};
use crate::letters::Letters;
use crate::measures::Measures;
use crate::message::{Dead, Reading, read};
use crate::settings::Retention;

/// The time that the server is asked to wait for events.
const WAIT: Duration = Duration::from_secs(20);

/// The time to wait for an answer besides.
const GRACE: Duration = Duration::from_secs(10);

/// The largest batch, in bytes.
const LARGEST: usize = 64 << 20;

/// The reader of a feed.
#[derive(Debug, Clone)]
pub struct Feed {
    /// The other service.
    pub client: Client,
    /// The copy.
    pub copy: Copy,
    /// The letters.
    pub letters: Arc<Letters>,
    /// Metrics.
    pub measures: Measures,
}

/// The reason why a step of the reader failed. It is tried again.
#[derive(Debug)]
#[non_exhaustive]
pub enum FeedError {
    /// There is no answer.
    Ask(AskError),
    /// The answer has an unexpected status.
    Status(u16),
    /// The answer does not say of which stream it is.
    NoStream,
    /// The body is not a batch of events.
    NoBatch(String),
    /// The last event of a batch has no id that can be kept, so there is no place to read on from.
    NoId,
    /// The copy failed.
    Copy(CopyError),
    /// A letter could not be kept.
    Letter(FileError),
    /// The dump could not be read.
    Dump(DumpError),
}

impl fmt::Display for FeedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FeedError::Ask(error) => write!(f, "the feed cannot be read: {error}"),
            FeedError::Status(status) => write!(f, "the feed cannot be read: the answer is {status}"),
            FeedError::NoStream => {
                f.write_str("the feed does not name its stream in the header `stream-identity`")
            }
            FeedError::NoBatch(error) => write!(f, "the feed is not a batch of events: {error}"),
            FeedError::NoId => f.write_str("the last event of the feed has no id to read on from"),
            FeedError::Copy(error) => error.fmt(f),
            FeedError::Letter(error) => write!(f, "a dead letter could not be kept: {error}"),
            FeedError::Dump(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for FeedError {}

impl From<CopyError> for FeedError {
    fn from(error: CopyError) -> Self {
        FeedError::Copy(error)
    }
}

/// What the server said.
enum Next {
    Batch(String, Vec<u8>),
    Restart(&'static str),
}

impl Feed {
    /// Reads until the process is to end.
    pub async fn run(self, retention: Retention, stop: Stop) {
        let mut patience = Patience::with_neighbours();
        let mut retention = retention;
        while !stop.is_stopped() {
            self.forget_if_due(&mut retention).await;
            let step = tokio::select! {
                step = self.step() => step,
                // A step that is left changed nothing, or changed it as a whole.
                () = stop.stopped() => return,
            };
            match step {
                Ok(()) => patience.worked(),
                Err(error) => {
                    self.measures.failed();
                    tracing::warn!(%error, "trying again");
                    patience.wait(&stop).await;
                }
            }
        }
    }

    /// Reads one batch, or a dump.
    ///
    /// # Errors
    /// Fails if there is none, or it could not be kept. The next call asks for the same again.
    pub async fn step(&self) -> Result<(), FeedError> {
        let Some(position) = self.copy.apart(Copy::position).await? else {
            return self.begin_with_dump("the copy is new").await;
        };
        match self.ask(&position).await? {
            Next::Restart(reason) => self.begin_with_dump(reason).await,
            Next::Batch(stream, body) => {
                let own = self.clone();
                self.copy.apart(move |_| own.take(&stream, &body)).await
            }
        }
    }

    async fn ask(&self, position: &Position) -> Result<Next, FeedError> {
        let mut path = format!("/events?timeout={}", WAIT.as_millis());
        if let Some(id) = &position.last_event_id {
            path = format!("{path}&lastEventId={}", encoded(id));
        }
        let answer = self
            .client
            .get(&path, WAIT + GRACE)
            .await
            .map_err(FeedError::Ask)?;
        match answer.status().as_u16() {
            200 => {}
            410 => {
                return Ok(Next::Restart(
                    "the feed does not know the last event, or no longer",
                ));
            }
            status => return Err(FeedError::Status(status)),
        }
        let stream = answer
            .header("stream-identity")
            .ok_or(FeedError::NoStream)?
            .to_owned();
        if stream != position.stream && !fault::is_without(Practice::StreamIdentity) {
            return Ok(Next::Restart("the stream is another one"));
        }
        let body = answer.body(LARGEST, GRACE).await.map_err(FeedError::Ask)?;
        Ok(Next::Batch(stream, body.to_vec()))
    }

    pub(crate) async fn begin_with_dump(&self, reason: &str) -> Result<(), FeedError> {
        tracing::info!(reason, "reading a dump");
        let report = compare(&self.client, &self.copy, Purpose::Continue(&self.letters)).await;
        let report = report.map_err(FeedError::Dump)?;
        self.measures.dumped();
        measure(&self.measures, &report);
        tracing::info!(%report, "read a dump");
        Ok(())
    }

    /// Brings a batch into the copy or to the letters; the place in the feed moves with it.
    ///
    /// # Errors
    /// Fails if the copy or the letters fail. Then the copy is as it was, and the batch is read again.
    pub fn take(&self, stream: &str, body: &[u8]) -> Result<(), FeedError> {
        let events: Vec<&RawValue> =
            serde_json::from_slice(body).map_err(|error| FeedError::NoBatch(error.to_string()))?;
        let Some(last) = events.last() else {
            return Ok(());
        };
        let position = Position {
            stream: stream.to_owned(),
            last_event_id: Some(id_of(last.get()).ok_or(FeedError::NoId)?),
        };
        let texts: Vec<(&str, &[u8])> = events
            .iter()
            .map(|text| (stream, text.get().as_bytes()))
            .collect();
        self.absorb(&texts, Some(&position))
    }

    /// Brings events, each with the identity of its stream, into the copy or to the letters; the place in the feed moves with
    /// them.
    ///
    /// # Errors
    /// Fails if the copy or the letters fail. Then the copy is as it was.
    pub fn absorb(&self, events: &[(&str, &[u8])], position: Option<&Position>) -> Result<(), FeedError> {
        let moved = position.filter(|_| fault::is_without(Practice::AcknowledgeAfterCommit));
        if let Some(position) = moved {
            self.copy.change(now(), |change| {
                change.move_to(position);
                Ok::<_, CopyError>(())
            })?;
            fault::point("auth.between-acknowledgement-and-commit");
        }
        let readings: Vec<Reading> = events.iter().map(|(stream, text)| read(text, stream)).collect();
        let outcomes = self.copy.change(now(), |change| {
            change.enter(readings.iter().filter_map(|reading| match reading {
                Reading::Ours(heard, event) => Some((heard, event)),
                _ => None,
            }))?;
            let mut outcomes = Vec::new();
            for reading in readings {
                match reading {
                    Reading::Ours(heard, event) => outcomes.push(change.apply(&heard, event)?),
                    Reading::NotOurs => {}
                    Reading::Dead(dead) => {
                        let Dead { letter, about } = *dead;
                        // On the disk before the place moves: a crash in between writes no second one, it is known by its id.
                        if !fault::is_without(Practice::DeadLetter) {
                            self.letters.keep(&letter).map_err(FeedError::Letter)?;
                        }
                        fault::point("auth.after-letter");
                        if let Some((user_id, heard)) = about {
                            change.heard_of(user_id, heard.sequence, &heard.stream, heard.position)?;
                        }
                    }
                }
                fault::point("auth.before-commit");
            }
            if let Some(position) = position {
                change.move_to(position);
            }
            Ok::<_, FeedError>(outcomes)
        })?;
        fault::point("auth.after-commit");
        outcomes
            .into_iter()
            .for_each(|outcome| self.measures.event(outcome));
        Ok(())
    }

    /// Removes what is older than the retention, if it is time to.
    pub(crate) async fn forget_if_due(&self, retention: &mut Retention) {
        if !retention.is_due() {
            return;
        }
        let (own, due) = (self.clone(), retention.clone());
        if let Err(error) = self.copy.apart(move |_| own.forget(&due)).await {
            tracing::warn!(%error, "cannot remove what is too old");
        }
        retention.done();
    }

    fn forget(&self, retention: &Retention) -> Result<(), FeedError> {
        let users = self.copy.closed_before(retention.deleted_before(now()))?;
        let letters = match users.is_empty() {
            true => 0,
            false => self
                .letters
                .redact(&users.into_iter().collect())
                .map_err(FeedError::Letter)?,
        };
        let entries = self.copy.forget_inbox(retention.inbox_before(now()))?;
        tracing::info!(letters, entries, "removed what is older than the retention");
        Ok(())
    }
}

/// Counts what a comparison found.
pub fn measure(measures: &Measures, report: &crate::reconcile::Report) {
    measures.differences("missing", report.missing);
    measures.differences("older", report.older);
    measures.differences("gone", report.gone);
    measures.differences("undecided", report.undecided);
}

fn id_of(text: &str) -> Option<String> {
    #[derive(serde::Deserialize)]
    struct Id {
        id: String,
    }
    let id = serde_json::from_str(text).ok().map(|Id { id }| id);
    // A database keeps no NUL.
    id.filter(|id| !id.contains('\0'))
}

/// An id as a value in a query.
fn encoded(id: &str) -> String {
    let mut text = String::with_capacity(id.len());
    for byte in id.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => {
                text.push(byte.into())
            }
            byte => text.push_str(&format!("%{byte:02X}")),
        }
    }
    text
}
