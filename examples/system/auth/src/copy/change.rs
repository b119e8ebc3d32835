//! A change of the copy. What it reads is kept, and what it writes is written at its end: a batch of events then asks the
//! database a few times, and not a few times for each event.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Bound;

use auth_service::message::Event;
use service::fault::{self, Practice};

use super::{CopyError, Outcome, Position, Row};
use crate::message::{Heard, user_of};

/// The most rows that wait to be written.
const MOST: usize = 2000;

/// The identity of an event: its source, and its id there.
pub(super) type Identity = (String, String);

/// A change of the copy that holds as a whole or not at all.
pub struct Change<'c> {
    transaction: &'c mut dyn Transaction,
    now: u64,
    /// The rows that were read.
    rows: BTreeMap<u64, Option<Row>>,
    /// The events that were entered in the inbox, and whether they are still to be applied.
    entered: HashMap<Identity, bool>,
    writes: Writes,
}

/// The open transaction of a database.
pub(super) trait Transaction {
    /// Enters events in the inbox at `now`; returns those that were not there.
    fn enter(&mut self, events: &[Identity], now: i64) -> Result<HashSet<Identity>, CopyError>;

    /// What is known of these users.
    fn rows(&mut self, users: &[u64]) -> Result<Vec<(u64, Row)>, CopyError>;

    /// What is known of users with ids above `from` and below `to`, by id, at most `most`.
    fn between(
        &mut self,
        from: Option<u64>,
        to: Option<u64>,
        most: u32,
    ) -> Result<Vec<(u64, Row)>, CopyError>;

    /// Writes.
    fn write(&mut self, writes: &Writes) -> Result<(), CopyError>;
}

/// What is to be written.
#[derive(Debug, Default)]
pub(super) struct Writes {
    /// Rows by user.
    pub(super) rows: BTreeMap<u64, Row>,
    /// Notices to users.
    pub(super) notices: Vec<Notice>,
    /// The place in the feed.
    pub(super) position: Option<Position>,
}

/// A notice that is to be sent to a user.
#[derive(Debug)]
pub(super) struct Notice {
    pub(super) user_id: u64,
    pub(super) event: Identity,
    pub(super) kind: &'static str,
}

impl<'c> Change<'c> {
    /// Does the work of a change, and writes what it changed. The transaction is then to be committed.
    pub(super) fn run<T, E: From<CopyError>>(
        transaction: &'c mut dyn Transaction,
        now: u64,
        work: impl FnOnce(&mut Change<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut change = Change {
            transaction,
            now,
            rows: BTreeMap::new(),
            entered: HashMap::new(),
            writes: Writes::default(),
        };
        let done = work(&mut change)?;
        change.write()?;
        Ok(done)
    }

    /// Enters events in the inbox and reads what is known of their users, all at once. Each is then to be applied, or it would
    /// never be. Without this each event asks for its own.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub fn enter<'e>(
        &mut self,
        events: impl IntoIterator<Item = (&'e Heard, &'e Event)>,
    ) -> Result<(), CopyError> {
        let (identities, users): (HashSet<Identity>, HashSet<u64>) = events
            .into_iter()
            .map(|(heard, event)| (identity(heard), user_of(event)))
            .unzip();
        let identities: Vec<Identity> = identities.into_iter().collect();
        let new = self.transaction.enter(&identities, self.now.cast_signed())?;
        for identity in identities {
            let is_new = new.contains(&identity);
            self.entered.entry(identity).or_insert(is_new);
        }
        self.expect_users(&users.into_iter().collect::<Vec<_>>())
    }

    /// Reads what is known of these users, all at once.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub fn expect_users(&mut self, users: &[u64]) -> Result<(), CopyError> {
        let mut rows: HashMap<u64, Row> = self.transaction.rows(users)?.into_iter().collect();
        for user_id in users {
            self.rows.entry(*user_id).or_insert_with(|| rows.remove(user_id));
        }
        Ok(())
    }

    /// Takes an event in: the inbox, the copy and the notice for the user.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub fn apply(&mut self, heard: &Heard, event: Event) -> Result<Outcome, CopyError> {
        let identity = identity(heard);
        if !self.entered.contains_key(&identity) {
            self.enter([(heard, &event)])?;
        }
        let is_new = self.entered.insert(identity.clone(), false) == Some(true);
        if !is_new && !fault::is_without(Practice::Inbox) {
            return Ok(Outcome::Repeated);
        }
        let (user_id, kind) = (user_of(&event), kind(&event));
        let mut row = self.account(user_id)?.unwrap_or_default();
        let is_applied = row.apply(heard, event, self.now);
        self.save(user_id, row)?;
        // What is not kept by sequence would be done again by a redelivery: that is what the inbox is for.
        if is_applied || fault::is_without(Practice::Inbox) {
            self.writes.notices.push(Notice {
                user_id,
                event: identity,
                kind,
            });
        }
        Ok(match is_applied {
            true => Outcome::Applied,
            false => Outcome::Superseded,
        })
    }

    /// An event about a user was heard of, and could not be read. That alone is kept: if a dump shows that the user is gone,
    /// the letter must not bring the user back.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub fn heard_of(
        &mut self,
        user_id: u64,
        sequence: u64,
        stream: &str,
        position: u64,
    ) -> Result<(), CopyError> {
        let mut row = self.account(user_id)?.unwrap_or_default();
        row.sequence = row.sequence.max(sequence);
        row.heard_at(stream, position);
        self.save(user_id, row)
    }

    /// The time of the change, in milliseconds since 1970.
    pub fn now(&self) -> u64 {
        self.now
    }

    /// What is known of a user.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub fn account(&mut self, user_id: u64) -> Result<Option<Row>, CopyError> {
        if let Some(row) = self.writes.rows.get(&user_id) {
            return Ok(Some(row.clone()));
        }
        if !self.rows.contains_key(&user_id) {
            self.expect_users(&[user_id])?;
        }
        Ok(self.rows.get(&user_id).cloned().flatten())
    }

    /// What is known of users with ids above `from` and below `to`, by id, at most `most`.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub fn accounts_between(
        &mut self,
        from: Option<u64>,
        to: Option<u64>,
        most: u32,
    ) -> Result<Vec<(u64, Row)>, CopyError> {
        let range = (
            from.map_or(Bound::Unbounded, Bound::Excluded),
            to.map_or(Bound::Unbounded, Bound::Excluded),
        );
        let is_empty = from.zip(to).is_some_and(|(from, to)| from >= to);
        if is_empty {
            return Ok(Vec::new());
        }
        // The database must know what changed before it can tell.
        if self.writes.rows.range(range).next().is_some() {
            self.write()?;
        }
        self.transaction.between(from, to, most)
    }

    /// Sets what is known of a user.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub fn save(&mut self, user_id: u64, row: Row) -> Result<(), CopyError> {
        self.writes.rows.insert(user_id, row);
        // A dump may show that any number of users is gone.
        match self.writes.rows.len() < MOST {
            true => Ok(()),
            false => self.write(),
        }
    }

    /// Sets the place in the feed.
    pub fn move_to(&mut self, position: &Position) {
        self.writes.position = Some(position.clone());
    }

    fn write(&mut self) -> Result<(), CopyError> {
        self.transaction.write(&self.writes)?;
        self.writes = Writes::default();
        // What was read before is not so any longer.
        self.rows.clear();
        Ok(())
    }
}

impl std::fmt::Debug for Change<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Change")
            .field("now", &self.now)
            .finish_non_exhaustive()
    }
}

fn identity(heard: &Heard) -> Identity {
    (heard.source.clone(), heard.id.clone())
}

fn kind(event: &Event) -> &'static str {
    match event {
        Event::Registered(_) => "welcome",
        Event::EmailChanged(_) => "new address",
        Event::Deleted(_) => "farewell",
    }
}
