//! Reads a dump of `user-service` and compares the copy with it.

use std::fmt;
use std::io;
use std::time::{Duration, SystemTime};

use auth_service::dump::{DumpHeader, DumpRow};
use counterpart::guard::{self, Message, Refusal};
use counterpart::letters::{DeadLetter, FileError, MessageId};
use serde::Deserialize;
use service::client::{Answer, AskError, Client};
use service::fault::{self, Practice};

use crate::copy::{Copy, CopyError, Position};
use crate::letters::Letters;
use crate::message::has_nul;
use crate::reconcile::{ReadRow, ReconcileError, Reconciliation, Report, RowError};
use crate::{SERVICE, VERSION};

/// The event of letters that hold a row of a dump.
pub const ROW: &str = "user.dump_row";

/// The longest line, in bytes.
const LONGEST: usize = 1 << 20;

/// The rows that are compared in one change of the copy.
const ROWS: usize = 500;

/// The longest wait for a piece.
const PATIENCE: Duration = Duration::from_secs(30);

/// The reason why a dump could not be read to its end.
#[derive(Debug)]
#[non_exhaustive]
pub enum DumpError {
    /// There is no dump to read.
    Ask(AskError),
    /// The answer is not a dump.
    Status(u16),
    /// A line is longer than a mebibyte.
    LongLine,
    /// The first line cannot be read.
    Header(Box<Refusal>),
    /// There is no line at all.
    Empty,
    /// The comparison failed.
    Reconcile(ReconcileError),
    /// A letter could not be kept.
    Letter(FileError),
}

impl fmt::Display for DumpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DumpError::Ask(error) => write!(f, "the dump cannot be read: {error}"),
            DumpError::Status(status) => write!(f, "the dump cannot be read: the answer is {status}"),
            DumpError::LongLine => write!(f, "the dump has a line of more than {LONGEST} bytes"),
            DumpError::Header(refusal) => write!(f, "the header of the dump cannot be read: {refusal}"),
            DumpError::Empty => f.write_str("the dump is empty: it has not even a header"),
            DumpError::Reconcile(error) => error.fmt(f),
            DumpError::Letter(error) => write!(f, "a dead letter could not be kept: {error}"),
        }
    }
}

impl std::error::Error for DumpError {}

impl From<AskError> for DumpError {
    fn from(error: AskError) -> Self {
        DumpError::Ask(error)
    }
}

impl From<CopyError> for DumpError {
    fn from(error: CopyError) -> Self {
        DumpError::Reconcile(error.into())
    }
}

/// What becomes of a row that cannot be read, and of the place in the feed.
#[derive(Debug, Clone, Copy)]
pub enum Purpose<'a> {
    /// Only reports.
    Look,
    /// Fixes the copy. Rows that cannot be read are reported.
    Fix,
    /// Fixes the copy, and then reads on from the place in the feed that the dump names. A row that cannot be read is kept
    /// as a letter: the events that tell of the user may be gone.
    Continue(&'a Letters),
}

/// Compares the copy with a dump.
///
/// # Errors
/// Fails if the dump cannot be read to its end. What was fixed until then stays.
pub async fn compare(client: &Client, copy: &Copy, purpose: Purpose<'_>) -> Result<Report, DumpError> {
    let answer = client.get("/users/dump", PATIENCE).await?;
    if answer.status() != 200 {
        return Err(DumpError::Status(answer.status().as_u16()));
    }
    let mut lines = Lines {
        answer,
        rest: Vec::new(),
        at: 0,
    };
    let header = lines.next().await?.ok_or(DumpError::Empty)?;
    let header: DumpHeader = guard::read(&Message::new(&header)).map_err(DumpError::Header)?;
    // A copy that was never compared has nothing to lose.
    let is_new = copy.apart(Copy::position).await?.is_none();
    let is_without = !is_new && fault::is_without(Practice::Reconciliation);
    let is_dry = matches!(purpose, Purpose::Look) || is_without;
    let mut reconciliation = Reconciliation::new(copy.clone(), header, is_dry);
    loop {
        let mut rows = Vec::new();
        while rows.len() < ROWS {
            let Some(line) = lines.next().await? else { break };
            let row = row(&line);
            if let (Purpose::Continue(letters), Err(error)) = (purpose, &row.row) {
                let letter = letter(&line, &row, reconciliation.header(), error);
                letters.keep(&letter).map_err(DumpError::Letter)?;
            }
            rows.push(row);
        }
        let is_last = rows.len() < ROWS;
        let compared = copy.apart(move |_| {
            let compared = reconciliation.rows(&rows, now());
            compared.map(|()| reconciliation)
        });
        reconciliation = compared.await.map_err(DumpError::Reconcile)?;
        if is_last {
            break;
        }
    }
    let position = Position {
        stream: reconciliation.header().stream.clone(),
        last_event_id: reconciliation.header().last_event_id.clone(),
    };
    let continues = matches!(purpose, Purpose::Continue(_));
    let ended = copy.apart(move |_| {
        reconciliation.end(now(), |change| {
            if continues {
                change.move_to(&position);
            }
        })
    });
    ended.await.map_err(DumpError::Reconcile)
}

/// Reads a line as a row.
pub fn row(line: &[u8]) -> ReadRow {
    #[derive(Deserialize)]
    struct Loose {
        user_id: u64,
    }
    let row: Result<DumpRow, _> = guard::read(&Message::new(line));
    let row = row.map_err(RowError::Refused).and_then(|row| {
        let texts = [
            ("/email", row.email.as_deref()),
            ("/locale", row.locale.as_deref()),
        ];
        let with_nul = texts.into_iter().find(|(_, text)| has_nul([*text]));
        match with_nul.map(|(place, _)| place) {
            Some(place) => Err(RowError::NulInText(place)),
            None => Ok(row),
        }
    });
    let user_id = match &row {
        Ok(row) => Some(row.user_id),
        Err(_) => serde_json::from_slice(line).ok().map(|Loose { user_id }| user_id),
    };
    ReadRow { user_id, row }
}

fn letter(line: &[u8], row: &ReadRow, header: &DumpHeader, error: &RowError) -> DeadLetter {
    let user = row
        .user_id
        .map_or("unknown".to_owned(), |user_id| user_id.to_string());
    let id = format!("{user}#dump-{}-{}", header.stream, header.watermark);
    let letter = DeadLetter::new(MessageId::new("user-service", id), ROW, line)
        .key(user)
        .headers([
            ("stream", header.stream.clone()),
            ("position", header.watermark.to_string()),
        ])
        .origin(
            format!("user-service/{}/dump", header.stream),
            header.watermark.to_string(),
        )
        .consumer(SERVICE, VERSION)
        .failed(SystemTime::now());
    match error {
        RowError::Refused(refusal) => letter.refusal(refusal.clone()),
        RowError::NulInText(place) => letter.error(
            "NulInText",
            format!("PostgreSQL keeps no text with a NUL, as at {place}"),
        ),
    }
}

/// Milliseconds since 1970.
pub fn now() -> u64 {
    let since_1970 = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    u64::try_from(since_1970.as_millis()).unwrap_or(u64::MAX)
}

/// The lines of a body as it comes.
struct Lines {
    answer: Answer,
    rest: Vec<u8>,
    at: usize,
}

impl Lines {
    /// The next line, without its end. A line without an end is a line too: the number of rows tells whether it was cut.
    async fn next(&mut self) -> Result<Option<Vec<u8>>, DumpError> {
        loop {
            if let Some(end) = self.rest[self.at..].iter().position(|byte| *byte == b'\n') {
                let line = self.rest[self.at..self.at + end].to_vec();
                self.at += end + 1;
                return Ok(Some(line));
            }
            self.rest.drain(..self.at);
            self.at = 0;
            if self.rest.len() > LONGEST {
                return Err(DumpError::LongLine);
            }
            match self.answer.piece(PATIENCE).await? {
                Some(piece) => self.rest.extend_from_slice(&piece),
                None if self.rest.is_empty() => return Ok(None),
                None => return Ok(Some(std::mem::take(&mut self.rest))),
            }
        }
    }
}

impl From<DumpError> for io::Error {
    fn from(error: DumpError) -> Self {
        io::Error::other(error.to_string())
    }
}
