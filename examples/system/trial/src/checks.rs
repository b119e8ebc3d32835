//! What must be true at rest. Each check names the loss that it found.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::io;
use std::path::Path;

use serde::Deserialize;

use crate::copies::{self, EventId};
use crate::database::Database;
use crate::expected::Expected;

/// A kind of loss.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Loss {
    /// What was acknowledged is not in the user service.
    Acknowledged,
    /// What was acknowledged is not in the outbox.
    Event,
    /// What is in the outbox is not in the sent log.
    SentLog,
    /// A message that was refused is in no letter.
    Letter,
    /// An event had its effect more than once.
    Twice,
    /// An event that was read had no effect.
    Never,
    /// The copies differ.
    Copies,
}

impl Loss {
    /// The name of the loss.
    pub fn name(self) -> &'static str {
        match self {
            Loss::Acknowledged => "acknowledged",
            Loss::Event => "event",
            Loss::SentLog => "sent-log",
            Loss::Letter => "letter",
            Loss::Twice => "twice",
            Loss::Never => "never",
            Loss::Copies => "copies",
        }
    }
}

/// The losses that were found, with an example of each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Losses(pub BTreeMap<Loss, String>);

impl Losses {
    /// Adds an example of a loss, if there is one.
    pub fn add(&mut self, loss: Loss, example: Option<String>) {
        if let Some(example) = example {
            self.0.entry(loss).or_insert(example);
        }
    }
}

impl fmt::Display for Losses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (loss, example) in &self.0 {
            writeln!(f, "  lost ({}): {example}", loss.name())?;
        }
        Ok(())
    }
}

/// The data of both services.
#[derive(Debug, Clone, Copy)]
pub struct Data<'a> {
    /// The databases of the user service and of the auth service.
    pub databases: &'a [Database; 2],
    /// The folder of the user service.
    pub users: &'a Path,
    /// The folder of the auth service.
    pub auth: &'a Path,
}

/// The user service has what it acknowledged, and its outbox and its log have all events of it and no others.
///
/// # Errors
/// Fails if its data cannot be read.
pub fn user_service(data: Data<'_>, expected: &Expected, losses: &mut Losses) -> io::Result<()> {
    losses.add(
        Loss::Acknowledged,
        difference(&copies::of_user_service(&data.databases[0])?, &expected.users),
    );
    let outbox = copies::outbox_ids(&data.databases[0])?;
    losses.add(Loss::Event, set_difference(&outbox, &expected.events));
    let log = sent_log(&data.users.join("sent"))?;
    losses.add(Loss::SentLog, set_difference(&log, &outbox));
    Ok(())
}

/// The order in which events reach the auth service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Each after those before it: each has its effect.
    Kept,
    /// Any effect. An event after a newer one of its user has none, and the inbox still notes it.
    Any,
}

/// Each event had its effect once in the auth service, or is in a letter.
///
/// # Errors
/// Fails if its data cannot be read.
pub fn effects(data: Data<'_>, expected: &Expected, order: Order, losses: &mut Losses) -> io::Result<()> {
    twice(data, losses)?;
    let effects = copies::effects(&data.databases[1])?;
    let letters = letters(&data.auth.join("letters"))?;
    let text = |(user_id, sequence): &EventId| format!("{user_id}/{sequence}");
    let missing = expected.refused.iter().map(text).find(|id| !letters.contains(id));
    losses.add(
        Loss::Letter,
        missing.map(|id| format!("{id} was refused and is in no letter")),
    );
    let read = expected.events.difference(&expected.refused);
    let inbox: BTreeSet<String> = match order {
        Order::Kept => BTreeSet::new(),
        Order::Any => copies::inbox(&data.databases[1])?,
    };
    let missing = read
        .map(text)
        .find(|id| !effects.contains_key(id) && !inbox.contains(id));
    losses.add(Loss::Never, missing.map(|id| format!("{id} had no effect")));
    let strange = letters
        .iter()
        .find(|id| !expected.refused.iter().any(|event| text(event) == **id));
    losses.add(
        Loss::Letter,
        strange.map(|id| format!("{id} is in a letter and can be read")),
    );
    Ok(())
}

/// No event had its effect more than once.
///
/// # Errors
/// Fails if the data of the auth service cannot be read.
pub fn twice(data: Data<'_>, losses: &mut Losses) -> io::Result<()> {
    let effects = copies::effects(&data.databases[1])?;
    let twice = effects.iter().find(|(_, count)| **count > 1);
    losses.add(
        Loss::Twice,
        twice.map(|(id, count)| format!("{id} had its effect {count} times")),
    );
    Ok(())
}

/// The copies are equal, and are what was acknowledged.
///
/// # Errors
/// Fails if the data cannot be read.
pub fn copies(data: Data<'_>, expected: &Expected, losses: &mut Losses) -> io::Result<()> {
    let found = copies::of_auth_service(&data.databases[1])?;
    losses.add(Loss::Copies, difference(&found, &expected.users));
    Ok(())
}

/// The ids of the events that the auth service applied, or keeps as letters in its folder.
///
/// # Errors
/// Fails if its data cannot be read.
pub fn heard(database: &Database, folder: &Path) -> io::Result<BTreeSet<String>> {
    let mut heard = letters(&folder.join("letters"))?;
    heard.extend(copies::inbox(database)?);
    Ok(heard)
}

fn difference<K: Ord + fmt::Debug, V: PartialEq + fmt::Debug>(
    found: &BTreeMap<K, V>,
    expected: &BTreeMap<K, V>,
) -> Option<String> {
    let keys: BTreeSet<&K> = found.keys().chain(expected.keys()).collect();
    let key = keys.into_iter().find(|key| found.get(key) != expected.get(key))?;
    let [found, expected] = [found.get(key), expected.get(key)];
    Some(format!("{key:?}: found {found:?}, expected {expected:?}"))
}

fn set_difference(found: &BTreeSet<EventId>, expected: &BTreeSet<EventId>) -> Option<String> {
    let missing = expected
        .difference(found)
        .next()
        .map(|id| format!("{id:?} is missing"));
    missing.or_else(|| {
        found
            .difference(expected)
            .next()
            .map(|id| format!("{id:?} should not be there"))
    })
}

#[derive(Deserialize)]
struct Line {
    id: String,
}

fn sent_log(folder: &Path) -> io::Result<BTreeSet<EventId>> {
    let mut ids = BTreeSet::new();
    each_line(folder, |line| {
        let Line { id } = serde_json::from_str(line)?;
        let (user_id, sequence) = id
            .split_once('/')
            .ok_or_else(|| io::Error::other("an id without a slash"))?;
        let parse = |text: &str| text.parse::<u64>().map_err(io::Error::other);
        ids.insert((parse(user_id)?, parse(sequence)?));
        Ok(())
    })?;
    Ok(ids)
}

#[derive(Deserialize)]
struct Letter {
    id: Line,
}

/// The ids of events in letters; rows of dumps have others.
fn letters(folder: &Path) -> io::Result<BTreeSet<String>> {
    let mut ids = BTreeSet::new();
    each_line(folder, |line| {
        let Letter { id: Line { id } } = serde_json::from_str(line)?;
        if !id.contains('#') {
            ids.insert(id);
        }
        Ok(())
    })?;
    Ok(ids)
}

fn each_line(folder: &Path, mut each: impl FnMut(&str) -> io::Result<()>) -> io::Result<()> {
    let files = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        files => files?,
    };
    for file in files {
        let path = file?.path();
        if path.extension().is_some_and(|extension| extension == "ndjson") {
            let text = fs::read_to_string(&path)?;
            text.split_inclusive('\n')
                .filter(|line| line.ends_with('\n'))
                .try_for_each(&mut each)?;
        }
    }
    Ok(())
}
