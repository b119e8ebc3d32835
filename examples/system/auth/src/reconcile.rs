//! The copy, compared with a dump of all users.
//!
//! What is older than the dump's row is fixed. What is newer is never overwritten. A user who is absent from the dump is
//! gone, if everything that the copy heard of the user is at or below the dump's watermark, in the same stream. What cannot
//! be decided is reported.

#[cfg(test)]
mod tests;

use std::fmt;

use auth_service::accounts::{Account, Latest, Profile};
use auth_service::dump::{DumpHeader, DumpRow};
use counterpart::guard::Refusal;

use crate::copy::{Change, Copy, CopyError, Row, State};

/// The number of users of the copy that are looked at in one go.
const PAGE: u32 = 500;

/// The undecided cases that a report names; all are counted.
const NAMED: usize = 20;

/// A line of a dump.
#[derive(Debug)]
pub struct ReadRow {
    /// The user, if at least that can be read.
    pub user_id: Option<u64>,
    /// The row, or the reason why it cannot be read.
    pub row: Result<DumpRow, RowError>,
}

/// The reason why a row cannot be read.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum RowError {
    /// It is not what this service needs.
    Refused(Box<Refusal>),
    /// The text at this place has a NUL, which PostgreSQL does not keep.
    NulInText(&'static str),
}

/// What a comparison found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Rows of the dump.
    pub rows: u64,
    /// Users who are the same in both.
    pub same: u64,
    /// Users whom the copy lacked.
    pub missing: u64,
    /// Users whose row in the copy was older.
    pub older: u64,
    /// Users who are gone, and whom the copy had.
    pub gone: u64,
    /// Users whose row in the copy is newer than the dump. That is not a difference.
    pub newer: u64,
    /// Cases that could not be decided.
    pub undecided: u64,
    /// Some of them, with the reason.
    pub named: Vec<(Option<u64>, Undecided)>,
}

/// The reason why a case could not be decided.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Undecided {
    /// The row is not what this service needs: the rule, and the place in it.
    Unreadable(String, String),
    /// Both are of the same number, and say different things.
    Contradiction,
    /// The user is deleted here, and the dump, which is not older, has the user.
    DeletedHere,
    /// The user is absent from the dump, and was last heard of in a stream that it does not know.
    OtherStream,
    /// The user is absent from the dump, or is in a row there whose id cannot be read.
    MaybeUnreadable,
    /// The id is too large for the database.
    IdTooLarge,
}

impl fmt::Display for Undecided {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Undecided::Unreadable(rule, place) => write!(f, "the row cannot be read: {rule} at {place}"),
            Undecided::Contradiction => f.write_str("copy and dump have the same sequence and differ"),
            Undecided::DeletedHere => f.write_str("deleted here, and the dump has the user"),
            Undecided::OtherStream => f.write_str("absent from the dump, and known from another stream"),
            Undecided::MaybeUnreadable => {
                f.write_str("absent from the dump, unless a row without an id is this user's")
            }
            Undecided::IdTooLarge => f.write_str("the database keeps no id as large as this"),
        }
    }
}

impl Report {
    /// The differences that are there, or that were there until they were fixed.
    pub fn differences(&self) -> u64 {
        self.missing + self.older + self.gone + self.undecided
    }

    fn undecided(&mut self, user_id: Option<u64>, reason: Undecided) {
        self.undecided += 1;
        if self.named.len() < NAMED {
            self.named.push((user_id, reason));
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            rows,
            same,
            missing,
            older,
            gone,
            newer,
            undecided,
            named,
        } = self;
        write!(
            f,
            "{rows} rows: {same} same, {missing} missing, {older} older, {gone} gone, {newer} newer here, {undecided} undecided"
        )?;
        for (user_id, reason) in named {
            match user_id {
                Some(user_id) => write!(f, "\n  user {user_id}: {reason}")?,
                None => write!(f, "\n  {reason}")?,
            }
        }
        Ok(())
    }
}

/// A comparison under way. Rows come in the order of their ids, some at a time; they are one change of the copy. So it needs
/// the same memory for any number of users.
#[derive(Debug)]
pub struct Reconciliation {
    copy: Copy,
    header: DumpHeader,
    dry: bool,
    progress: Progress,
}

#[derive(Debug, Clone, Default)]
struct Progress {
    /// The last user of the dump.
    last: Option<u64>,
    /// A row without a readable id came after the last user: it may be that of a user who seems absent.
    is_unsure: bool,
    report: Report,
}

/// The reason why a comparison ended early. What was fixed until then stays, and is right.
#[derive(Debug)]
#[non_exhaustive]
pub enum ReconcileError {
    /// The copy failed.
    Copy(CopyError),
    /// A row came after one with a larger id, or with the same.
    Order {
        /// The id before.
        before: u64,
        /// The id that came then.
        then: u64,
    },
    /// The dump ended before the number of rows that its header says, or after it.
    Rows {
        /// The rows that came.
        came: u64,
        /// The rows that the header says.
        said: u64,
    },
}

impl fmt::Display for ReconcileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReconcileError::Copy(error) => error.fmt(f),
            ReconcileError::Order { before, then } => {
                write!(
                    f,
                    "the dump is out of order: user {then} came after user {before}"
                )
            }
            ReconcileError::Rows { came, said } => {
                write!(
                    f,
                    "the dump has {came} rows, and its header says {said}: it was cut"
                )
            }
        }
    }
}

impl std::error::Error for ReconcileError {}

impl From<CopyError> for ReconcileError {
    fn from(error: CopyError) -> Self {
        ReconcileError::Copy(error)
    }
}

impl Reconciliation {
    /// Begins to compare the copy with the dump of this header. With `dry` it only reports.
    pub fn new(copy: Copy, header: DumpHeader, dry: bool) -> Self {
        let progress = Progress::default();
        Self {
            copy,
            header,
            dry,
            progress,
        }
    }

    /// The header of the dump.
    pub fn header(&self) -> &DumpHeader {
        &self.header
    }

    /// Compares the next rows at `now`, in milliseconds since 1970.
    ///
    /// # Errors
    /// Fails if the rows are out of order or the copy fails. Then nothing is changed by them.
    pub fn rows(&mut self, rows: &[ReadRow], now: u64) -> Result<(), ReconcileError> {
        let mut progress = self.progress.clone();
        self.copy.change(now, |change| {
            let users = rows.iter().filter_map(|row| row.user_id.and_then(kept));
            change.expect_users(&users.collect::<Vec<_>>())?;
            rows.iter()
                .try_for_each(|row| self.row(change, row, &mut progress))
        })?;
        self.progress = progress;
        Ok(())
    }

    /// Ends the comparison, with one more change of the copy.
    ///
    /// # Errors
    /// Fails if rows are missing, or the copy fails.
    pub fn end(mut self, now: u64, and: impl FnOnce(&mut Change<'_>)) -> Result<Report, ReconcileError> {
        let (came, said) = (self.progress.report.rows, self.header.rows);
        if came != said {
            return Err(ReconcileError::Rows { came, said });
        }
        let mut progress = std::mem::take(&mut self.progress);
        self.copy.change(now, |change| {
            self.absent_before(change, None, &mut progress)?;
            and(change);
            Ok::<_, CopyError>(())
        })?;
        Ok(progress.report)
    }

    fn row(
        &self,
        change: &mut Change<'_>,
        read: &ReadRow,
        progress: &mut Progress,
    ) -> Result<(), ReconcileError> {
        progress.report.rows += 1;
        let Some(user_id) = read.user_id.and_then(kept) else {
            progress.is_unsure = true;
            let reason = match &read.row {
                Err(error) => unreadable(error),
                Ok(_) => Undecided::IdTooLarge,
            };
            progress.report.undecided(read.user_id, reason);
            return Ok(());
        };
        if let Some(before) = progress.last.filter(|last| *last >= user_id) {
            let then = user_id;
            return Err(ReconcileError::Order { before, then });
        }
        self.absent_before(change, Some(user_id), progress)?;
        (progress.last, progress.is_unsure) = (Some(user_id), false);
        match &read.row {
            Err(error) => {
                progress.report.undecided(Some(user_id), unreadable(error));
                if !self.dry {
                    // The user is there: a later dump may show that this is over.
                    let DumpHeader {
                        stream, watermark, ..
                    } = &self.header;
                    let known = change.account(user_id)?;
                    if !known.is_some_and(|own| is_after(&own, &self.header)) {
                        change.heard_of(user_id, 0, stream, *watermark)?;
                    }
                }
            }
            Ok(row) => compare(change, &self.header, self.dry, row, &mut progress.report)?,
        }
        Ok(())
    }

    /// Decides on the users of the copy between the last user of the dump and the next.
    fn absent_before(
        &self,
        change: &mut Change<'_>,
        next: Option<u64>,
        progress: &mut Progress,
    ) -> Result<(), CopyError> {
        let mut from = progress.last;
        loop {
            let page = change.accounts_between(from, next, PAGE)?;
            for (user_id, row) in &page {
                absent(change, &self.header, self.dry, *user_id, row, progress)?;
            }
            match page.last() {
                Some((user_id, _)) => from = Some(*user_id),
                None => return Ok(()),
            }
        }
    }
}

fn unreadable(error: &RowError) -> Undecided {
    match error {
        RowError::Refused(refusal) => {
            Undecided::Unreadable(refusal.rule.id().to_owned(), refusal.full_place().to_string())
        }
        RowError::NulInText(place) => Undecided::Unreadable("NulInText".to_owned(), (*place).to_owned()),
    }
}

/// The id, if the database can keep it.
fn kept(user_id: u64) -> Option<u64> {
    i64::try_from(user_id).is_ok().then_some(user_id)
}

fn absent(
    change: &mut Change<'_>,
    header: &DumpHeader,
    dry: bool,
    user_id: u64,
    row: &Row,
    progress: &mut Progress,
) -> Result<(), CopyError> {
    if row.is_closed() {
        return Ok(());
    }
    let report = &mut progress.report;
    if progress.is_unsure {
        report.undecided(Some(user_id), Undecided::MaybeUnreadable);
        return Ok(());
    }
    if row.stream != header.stream && !header.earlier.contains(&row.stream) {
        report.undecided(Some(user_id), Undecided::OtherStream);
        return Ok(());
    }
    if row.position > header.watermark {
        report.newer += 1;
        return Ok(());
    }
    report.gone += 1;
    if dry {
        return Ok(());
    }
    let mut row = row.clone();
    row.state = State::Absent(change.now());
    row.heard_at(&header.stream, header.watermark);
    change.save(user_id, row)
}

fn compare(
    change: &mut Change<'_>,
    header: &DumpHeader,
    dry: bool,
    row: &DumpRow,
    report: &mut Report,
) -> Result<(), CopyError> {
    let known = change.account(row.user_id)?;
    let is_missing = known.is_none();
    let mut own = known.unwrap_or_default();
    if own.is_closed() {
        match own.sequence > row.sequence || is_after(&own, header) {
            true => report.newer += 1,
            false => report.undecided(Some(row.user_id), Undecided::DeletedHere),
        }
        return Ok(());
    }
    let State::Told(Account::Open { email, profile }, _) = &mut own.state else {
        return Ok(());
    };
    let of_dump = Profile {
        plan: row.plan,
        locale: row.locale.clone(),
    };
    let facts = [
        fact(email, row.email.as_ref(), row.sequence),
        fact(profile, Some(&of_dump), row.sequence),
    ];
    match facts {
        _ if facts.contains(&Fact::Contradiction) => {
            report.undecided(Some(row.user_id), Undecided::Contradiction);
            return Ok(());
        }
        _ if is_missing => report.missing += 1,
        _ if facts.contains(&Fact::Older) => report.older += 1,
        _ if facts.contains(&Fact::Newer) || own.sequence > row.sequence => report.newer += 1,
        _ => report.same += 1,
    }
    if dry {
        return Ok(());
    }
    own.sequence = own.sequence.max(row.sequence);
    // What is known from a later place of the same stream stays known from there.
    if !is_after(&own, header) {
        own.heard_at(&header.stream, header.watermark);
    }
    change.save(row.user_id, own)
}

/// Returns true if something was heard of the user after the dump.
fn is_after(own: &Row, header: &DumpHeader) -> bool {
    let is_comparable = own.stream == header.stream || header.earlier.contains(&own.stream);
    is_comparable && own.position > header.watermark
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fact {
    Same,
    Older,
    Newer,
    Contradiction,
}

/// Compares a fact with that of a dump's row of this number, and takes over what is newer there.
fn fact<T: Clone + PartialEq>(own: &mut Latest<T>, of_dump: Option<&T>, sequence: u64) -> Fact {
    let found = match own.sequence() {
        Some(known) if known > sequence => return Fact::Newer,
        _ if own.get() == of_dump => Fact::Same,
        Some(known) if known == sequence => return Fact::Contradiction,
        // Nobody loses an address: a dump without one is no newer fact.
        Some(_) if of_dump.is_none() => return Fact::Contradiction,
        _ => Fact::Older,
    };
    if let Some(value) = of_dump {
        *own = Latest::heard(sequence, value.clone());
    }
    found
}
