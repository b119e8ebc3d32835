//! What is known of one user, and its form in the database.

use auth_service::accounts::{Account, Latest, Profile};
use auth_service::events::{DeletionReason, Plan};
use auth_service::message::Event;

use super::CopyError;
use crate::message::Heard;

/// What is known of one user, and how new it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
    /// The facts.
    pub state: State,
    /// The highest number of this user's events that was heard of.
    pub sequence: u64,
    /// The identity of the stream in which the position counts.
    pub stream: String,
    /// The highest place in the stream of anything that was heard of this user.
    pub position: u64,
}

/// The facts about a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// What events said.
    Told(Account, Option<u64>),
    /// A user who is absent from a dump, since this moment in milliseconds since 1970. Nobody said why.
    Absent(u64),
}

impl Default for State {
    fn default() -> Self {
        State::Told(Account::default(), None)
    }
}

impl Row {
    /// Returns true if the user is gone. This holds for good.
    pub fn is_closed(&self) -> bool {
        matches!(self.state, State::Absent(_) | State::Told(Account::Closed(_), _))
    }

    /// Takes an event in; says whether it brought anything new.
    pub(crate) fn apply(&mut self, heard: &Heard, event: Event, now: u64) -> bool {
        self.sequence = self.sequence.max(heard.sequence);
        // A letter of a stream of the past says nothing about the place in this one.
        let is_past = heard.again && !self.stream.is_empty() && self.stream != heard.stream;
        if !is_past {
            self.heard_at(&heard.stream, heard.position);
        }
        match &mut self.state {
            State::Told(account, closed_at) => {
                let is_new = account.apply(heard.sequence, event);
                if is_new && matches!(account, Account::Closed(_)) {
                    *closed_at = Some(now);
                }
                is_new
            }
            // The reason is new, and nothing else.
            State::Absent(since) => match event {
                Event::Deleted(deleted) => {
                    self.state = State::Told(Account::Closed(deleted.reason), Some(*since));
                    true
                }
                _ => false,
            },
        }
    }

    /// Something of this position was heard. Positions of another stream cannot be compared.
    pub(crate) fn heard_at(&mut self, stream: &str, position: u64) {
        self.position = match self.stream == stream {
            true => self.position.max(position),
            false => position,
        };
        stream.clone_into(&mut self.stream);
    }
}

/// The columns of a row besides the user, in the order of [`Columns`].
pub(super) const COLUMNS: &str = "email, email_sequence, plan, locale, profile_sequence, closed, closed_case, closed_at, \
     sequence, stream, position";

/// A row as a database has it. Databases have no `u64`: a number from 2^63 on is kept as the negative one of the same bits.
#[derive(Debug)]
pub(super) struct Columns<T> {
    pub(super) email: Option<T>,
    pub(super) email_sequence: Option<i64>,
    pub(super) plan: Option<T>,
    pub(super) locale: Option<T>,
    pub(super) profile_sequence: Option<i64>,
    pub(super) closed: Option<T>,
    pub(super) closed_case: Option<T>,
    pub(super) closed_at: Option<i64>,
    pub(super) sequence: i64,
    pub(super) stream: T,
    pub(super) position: i64,
}

impl<'r> From<&'r Row> for Columns<&'r str> {
    fn from(row: &'r Row) -> Self {
        let mut columns = Self {
            email: None,
            email_sequence: None,
            plan: None,
            locale: None,
            profile_sequence: None,
            closed: None,
            closed_case: None,
            closed_at: None,
            sequence: row.sequence.cast_signed(),
            stream: &row.stream,
            position: row.position.cast_signed(),
        };
        match &row.state {
            State::Told(Account::Open { email, profile }, _) => {
                columns.email = email.get().map(String::as_str);
                columns.email_sequence = email.sequence().map(u64::cast_signed);
                let known = profile.get();
                columns.plan = known.map(|profile| name_of(profile.plan));
                columns.locale = known.and_then(|profile| profile.locale.as_deref());
                columns.profile_sequence = profile.sequence().map(u64::cast_signed);
            }
            State::Told(Account::Closed(reason), since) => {
                columns.closed = Some(match reason {
                    DeletionReason::Requested => "requested",
                    DeletionReason::Inactive => "inactive",
                    DeletionReason::Abuse { case } => {
                        columns.closed_case = Some(case);
                        "abuse"
                    }
                });
                columns.closed_at = since.map(u64::cast_signed);
            }
            State::Absent(since) => {
                columns.closed = Some("absent");
                columns.closed_at = Some(since.cast_signed());
            }
        }
        columns
    }
}

impl TryFrom<Columns<String>> for Row {
    type Error = CopyError;

    fn try_from(columns: Columns<String>) -> Result<Self, CopyError> {
        let number = |number: Option<i64>| number.map(i64::cast_unsigned);
        let closed_at = number(columns.closed_at);
        let state = match columns.closed.as_deref() {
            None => {
                let email = match (number(columns.email_sequence), columns.email) {
                    (Some(sequence), Some(email)) => Latest::heard(sequence, email),
                    _ => Latest::default(),
                };
                let profile = match (number(columns.profile_sequence), columns.plan) {
                    (Some(sequence), Some(plan)) => {
                        let plan = plan_named(&plan)?;
                        let locale = columns.locale;
                        Latest::heard(sequence, Profile { plan, locale })
                    }
                    _ => Latest::default(),
                };
                State::Told(Account::Open { email, profile }, None)
            }
            Some("absent") => State::Absent(closed_at.unwrap_or_default()),
            Some("requested") => State::Told(Account::Closed(DeletionReason::Requested), closed_at),
            Some("inactive") => State::Told(Account::Closed(DeletionReason::Inactive), closed_at),
            Some("abuse") => {
                let case = columns.closed_case.unwrap_or_default();
                State::Told(Account::Closed(DeletionReason::Abuse { case }), closed_at)
            }
            Some(other) => return Err(unknown("closed", other)),
        };
        Ok(Row {
            state,
            sequence: columns.sequence.cast_unsigned(),
            stream: columns.stream,
            position: columns.position.cast_unsigned(),
        })
    }
}

fn name_of(plan: Plan) -> &'static str {
    match plan {
        Plan::Free => "free",
        Plan::Pro => "pro",
        Plan::Enterprise => "enterprise",
    }
}

fn plan_named(name: &str) -> Result<Plan, CopyError> {
    match name {
        "free" => Ok(Plan::Free),
        "pro" => Ok(Plan::Pro),
        "enterprise" => Ok(Plan::Enterprise),
        other => Err(unknown("plan", other)),
    }
}

fn unknown(column: &'static str, value: &str) -> CopyError {
    let table = "accounts";
    let reason = format!("`{column}` holds {value:?}, which this version does not know");
    CopyError::Table { table, reason }
}
