//! Dead letters, applied again after a version that can read them was deployed.
//!
//! They go the way of every event: through the guard, the inbox and the copy. State is kept by sequence, so a letter that is
//! older than what is known changes nothing, and the summary says so.

use std::fmt;
use std::io;
use std::path::Path;
use std::time::SystemTime;

use auth_service::message::Event;
use counterpart::letters::DeadLetter;

use crate::copy::{Copy, Outcome};
use crate::dump::{ROW, now, row};
use crate::letters::{self, Letters};
use crate::message::{ENVELOPE, Heard, Reading, event, fits, read};
use crate::{SERVICE, VERSION};

/// What became of letters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    /// They brought something new.
    pub applied: u64,
    /// They were read, and changed nothing, because something newer is known.
    pub superseded: u64,
    /// They had been applied before.
    pub repeated: u64,
    /// They are refused again, and are letters again.
    pub refused: u64,
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            applied,
            superseded,
            repeated,
            refused,
        } = self;
        let all = applied + superseded + repeated + refused;
        write!(
            f,
            "redriven {all}: {applied} applied, {superseded} changed nothing because something newer is known, \
             {repeated} had been applied before, {refused} refused again"
        )
    }
}

/// Applies the letters of a file in their order. Those that are refused again are kept by `refused`.
///
/// # Errors
/// Fails if the file cannot be read, or the copy or the letters fail. Then begin again: what was applied is not applied twice.
pub fn redrive(file: &Path, copy: &Copy, refused: &Letters) -> io::Result<Summary> {
    let mut summary = Summary::default();
    letters::read(file, |letter| {
        let count = match one(&letter, copy)? {
            Some(Outcome::Applied) => &mut summary.applied,
            Some(Outcome::Superseded) => &mut summary.superseded,
            Some(Outcome::Repeated) => &mut summary.repeated,
            None => {
                let mut again = letter.consumer(SERVICE, VERSION).failed(SystemTime::now());
                again.redriven = again.redriven.saturating_add(1);
                refused.keep(&again).map_err(io::Error::other)?;
                &mut summary.refused
            }
        };
        *count += 1;
        Ok(())
    })?;
    Ok(summary)
}

/// Makes sure that the copy has heard of each user whom a letter is about. If it was restored from a backup, letters may be
/// newer than it, and a dump that shows such a user to be gone would leave no trace.
///
/// # Errors
/// Fails if the letters or the copy fail.
pub fn remember(folder: &Path, copy: &Copy) -> io::Result<()> {
    letters::read_all(folder, |letter| {
        let user_id = letter
            .key
            .as_deref()
            .and_then(|key| std::str::from_utf8(key).ok());
        let user_id = user_id
            .and_then(|key| key.parse().ok())
            .filter(|id| i64::try_from(*id).is_ok());
        let position = header(&letter, "position").and_then(|text| text.parse().ok());
        let (Some(user_id), Some(position)) = (user_id, position) else {
            return Ok(());
        };
        let is_known = copy.account(user_id)?.is_some();
        if is_known {
            return Ok(());
        }
        let sequence = header(&letter, "sequence")
            .and_then(|text| text.parse().ok())
            .unwrap_or_default();
        let stream = header(&letter, "stream").unwrap_or_default();
        copy.change(now(), |change| {
            Ok(change.heard_of(user_id, sequence, stream, position)?)
        })
    })
}

fn header<'a>(letter: &'a DeadLetter, name: &str) -> Option<&'a str> {
    let mut headers = letter.headers.iter().filter(|header| header.name == name);
    headers.find_map(|header| header.text())
}

/// The outcome of one letter; `None` if it is refused again.
fn one(letter: &DeadLetter, copy: &Copy) -> io::Result<Option<Outcome>> {
    let Some((heard, event)) = readable(letter) else {
        return Ok(None);
    };
    copy.change(now(), |change| Ok(Some(change.apply(&heard, event)?)))
}

fn readable(letter: &DeadLetter) -> Option<(Heard, Event)> {
    let header = |name: &str| {
        let headers = letter.headers.iter();
        headers
            .filter(|header| header.name == name)
            .find_map(|header| header.text())
    };
    let stream = header("stream").unwrap_or_default().to_owned();
    if letter.event == ENVELOPE {
        return match read(&letter.payload, &stream) {
            Reading::Ours(heard, event) => Some((Heard { again: true, ..heard }, event)),
            _ => None,
        };
    }
    let position = header("position")?.parse().ok()?;
    let (sequence, event) = match &*letter.event {
        ROW => row_as_event(&letter.payload)?,
        name => (
            header("sequence")?.parse().ok()?,
            event(name, &letter.payload)?.ok()?,
        ),
    };
    // What contracts do not say was checked before the letter was written, and is checked again.
    let subject = std::str::from_utf8(letter.key.as_deref()?).ok()?;
    let heard = Heard {
        source: letter.id.source.clone(),
        id: letter.id.id.clone(),
        stream,
        position,
        sequence,
        again: true,
    };
    fits(&heard, &event, subject).then_some((heard, event))
}

/// A row says what the registration of this user would say now.
fn row_as_event(payload: &[u8]) -> Option<(u64, Event)> {
    let row = row(payload).row.ok()?;
    let registered = auth_service::events::UserRegistered {
        user_id: row.user_id,
        #[cfg(not(feature = "by-phone"))]
        email: row.email?,
        #[cfg(feature = "by-phone")]
        email: row.email,
        plan: row.plan,
        locale: row.locale,
    };
    Some((row.sequence, Event::Registered(registered)))
}
