//! What is known of one user, and its form in the database.

use auth_service::accounts::{Account, Latest, Profile};
use auth_service::events::{DeletionReason, Plan};
use auth_service::message::Event;
use rusqlite::{Connection, OptionalExtension as _, params};

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

const COLUMNS: &str = "user_id, email, email_sequence, plan, locale, profile_sequence, closed, closed_case, closed_at, \
     sequence, stream, position";

pub(super) fn load(connection: &Connection, user_id: i64) -> rusqlite::Result<Option<Row>> {
    let sql = format!("select {COLUMNS} from accounts where user_id = ?1");
    let mut statement = connection.prepare_cached(&sql)?;
    Ok(statement
        .query_row([user_id], read)
        .optional()?
        .map(|(_, row)| row))
}

pub(super) fn between(
    connection: &Connection,
    from: Option<u64>,
    to: Option<u64>,
    most: u32,
) -> rusqlite::Result<Vec<(u64, Row)>> {
    let sql = format!(
        "select {COLUMNS} from accounts where user_id > ?1 and (?2 is null or user_id < ?2)
         order by user_id limit ?3"
    );
    let (from, to) = (from.map_or(-1, clamped), to.map(clamped));
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map(params![from, to, most], read)?;
    rows.collect()
}

fn clamped(user_id: u64) -> i64 {
    i64::try_from(user_id).unwrap_or(i64::MAX)
}

fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<(u64, Row)> {
    let number = |at| Ok::<_, rusqlite::Error>(row.get::<_, Option<i64>>(at)?.map(i64::cast_unsigned));
    let closed: Option<String> = row.get(6)?;
    let closed_at = number(8)?;
    let state = match closed.as_deref() {
        None => {
            let email = match (number(2)?, row.get::<_, Option<String>>(1)?) {
                (Some(sequence), Some(email)) => Latest::heard(sequence, email),
                _ => Latest::default(),
            };
            let profile = match (number(5)?, row.get::<_, Option<String>>(3)?) {
                (Some(sequence), Some(plan)) => {
                    let plan = plan_named(&plan)?;
                    let locale = row.get(4)?;
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
            let case = row.get(7)?;
            State::Told(Account::Closed(DeletionReason::Abuse { case }), closed_at)
        }
        Some(other) => return Err(unknown("closed", other)),
    };
    let row = Row {
        state,
        sequence: number(9)?.unwrap_or_default(),
        stream: row.get(10)?,
        position: number(11)?.unwrap_or_default(),
    };
    Ok((number(0)?.unwrap_or_default(), row))
}

pub(super) fn save(connection: &Connection, user_id: i64, row: &Row) -> rusqlite::Result<()> {
    let (mut email, mut profile, mut closed, mut case, mut closed_at) = (None, None, None, None, None);
    match &row.state {
        State::Told(
            Account::Open {
                email: address,
                profile: known,
            },
            _,
        ) => {
            email = address.sequence().zip(address.get());
            profile = known.sequence().zip(known.get());
        }
        State::Told(Account::Closed(reason), since) => {
            closed = Some(match reason {
                DeletionReason::Requested => "requested",
                DeletionReason::Inactive => "inactive",
                DeletionReason::Abuse { case: of } => {
                    case = Some(of);
                    "abuse"
                }
            });
            closed_at = *since;
        }
        State::Absent(since) => {
            closed = Some("absent");
            closed_at = Some(*since);
        }
    }
    let sql = format!(
        "insert or replace into accounts ({COLUMNS}) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)"
    );
    connection.prepare_cached(&sql)?.execute(params![
        user_id,
        email.map(|(_, email)| email),
        email.map(|(sequence, _)| sequence.cast_signed()),
        profile.map(|(_, profile)| profile.plan.to_string()),
        profile.and_then(|(_, profile)| profile.locale.as_deref()),
        profile.map(|(sequence, _)| sequence.cast_signed()),
        closed,
        case,
        closed_at.map(u64::cast_signed),
        row.sequence.cast_signed(),
        row.stream,
        row.position.cast_signed(),
    ])?;
    Ok(())
}

fn plan_named(name: &str) -> rusqlite::Result<Plan> {
    match name {
        "free" => Ok(Plan::Free),
        "pro" => Ok(Plan::Pro),
        "enterprise" => Ok(Plan::Enterprise),
        other => Err(unknown("plan", other)),
    }
}

fn unknown(column: &str, value: &str) -> rusqlite::Error {
    let error = format!("`{column}` holds {value:?}, which this version does not know");
    rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, error.into())
}
