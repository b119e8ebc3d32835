//! An event in the outbox, and the form in which it is sent.

use std::fmt;
use std::str::FromStr;
use std::time::{Duration, UNIX_EPOCH};

use serde_json::value::RawValue;
use user_service::feed::{FeedEntry, MediaType, Specversion};

/// The source of every event of this service.
pub const SOURCE: &str = "user-service";

/// The id of an event: the user, and the number of the event among that user's. Written `7/2`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EventId {
    /// The user.
    pub user_id: u64,
    /// 1 for the user's first event.
    pub sequence: u64,
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.user_id, self.sequence)
    }
}

/// A text that is not an id of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoEventId;

impl fmt::Display for NoEventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ids of events are written USER_ID/SEQUENCE")
    }
}

impl std::error::Error for NoEventId {}

impl FromStr for EventId {
    type Err = NoEventId;

    fn from_str(text: &str) -> Result<Self, NoEventId> {
        let (user_id, sequence) = text.split_once('/').ok_or(NoEventId)?;
        let id = Self {
            user_id: user_id.parse().map_err(|_| NoEventId)?,
            sequence: sequence.parse().map_err(|_| NoEventId)?,
        };
        // `+7/2` and `07/2` would be other texts for the same event.
        if id.to_string() == text {
            Ok(id)
        } else {
            Err(NoEventId)
        }
    }
}

/// An event in the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The identity.
    pub id: EventId,
    /// The place in the stream of all events.
    pub position: u64,
    /// The event, such as `user.registered`.
    pub event: String,
    /// The time of the change, in milliseconds since 1970.
    pub time: u64,
    /// The data as JSON, made in Rust and kept as text. SQL would write other numbers than serde reads.
    pub data: String,
}

impl Entry {
    /// The CloudEvent as one line of JSON, without a line end. The same entry gives the same bytes.
    ///
    /// # Errors
    /// Fails if the data is not JSON: then the database was changed by hand.
    pub fn to_line(&self) -> serde_json::Result<String> {
        let data: &RawValue = serde_json::from_str(&self.data)?;
        serde_json::to_string(&FeedEntry {
            specversion: Specversion::V1,
            id: self.id.to_string(),
            source: SOURCE.to_owned(),
            event: self.event.clone(),
            subject: self.id.user_id.to_string(),
            time: moment(self.time),
            datacontenttype: MediaType::Json,
            sequence: self.id.sequence,
            position: self.position,
            data,
        })
    }
}

/// A moment in RFC 3339 and UTC, to the millisecond.
pub fn moment(milliseconds: u64) -> String {
    humantime::format_rfc3339_millis(UNIX_EPOCH + Duration::from_millis(milliseconds)).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_is_a_cloud_event_whose_data_is_the_text_of_the_outbox() {
        let entry = Entry {
            id: "7/2".parse().unwrap(),
            position: 17,
            event: "user.deleted".into(),
            time: 1_795_000_000_001,
            data: r#"{"user_id":7,"amount":1.50}"#.into(),
        };
        assert_eq!(
            entry.to_line().unwrap(),
            r#"{"specversion":"1.0","id":"7/2","source":"user-service","type":"user.deleted","subject":"7","time":"2026-11-18T11:06:40.001Z","datacontenttype":"application/json","sequence":2,"position":17,"data":{"user_id":7,"amount":1.50}}"#
        );
    }

    #[test]
    fn one_event_has_one_id() {
        for text in ["", "7", "7/", "/2", "+7/2", "07/2", "7/2/3", "7/ 2", "-7/2"] {
            assert_eq!(text.parse::<EventId>(), Err(NoEventId), "{text:?}");
        }
    }
}
