//! From the text of an event to what it says, or to a dead letter.

use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher as _};
use std::time::SystemTime;

use auth_service::events::{DeletionReason, EmailChanged, UserDeleted, UserRegistered};
use auth_service::feed::FeedEntry;
use auth_service::message::Event;
use counterpart::guard::{self, ConsumesOne, Message, Refusal};
use counterpart::letters::{DeadLetter, MessageId};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use crate::{SERVICE, VERSION};

/// The event of letters whose envelope could not be read.
pub const ENVELOPE: &str = "user.feed_entry";

/// What an event says, besides its data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// The sender. With the id it is the identity of the event.
    pub source: String,
    /// The id that the sender gave.
    pub id: String,
    /// The identity of the stream in which the position counts.
    pub stream: String,
    /// The place in the stream.
    pub position: u64,
    /// The number of the event among those of its user.
    pub sequence: u64,
    /// True if it comes from a letter, whose stream may be one of the past.
    pub again: bool,
}

/// A text that was read.
#[derive(Debug)]
pub enum Reading {
    /// An event to act on.
    Ours(Heard, Event),
    /// An event that this service does not consume.
    NotOurs,
    /// The text, kept with the reason.
    Dead(Box<Dead>),
}

/// An event that cannot be read.
#[derive(Debug)]
pub struct Dead {
    /// The letter that keeps it.
    pub letter: DeadLetter,
    /// The user that it is about, if its envelope can be read, and what the envelope says.
    pub about: Option<(u64, Heard)>,
}

/// The reason why data is not what this service needs.
enum Unfit {
    Refused(Box<Refusal>),
    Failed(&'static str, String),
}

impl From<Box<Refusal>> for Unfit {
    fn from(refusal: Box<Refusal>) -> Self {
        Unfit::Refused(refusal)
    }
}

#[derive(Deserialize)]
struct Body<'a> {
    #[serde(borrow)]
    data: Option<&'a RawValue>,
}

/// Reads an event of the stream of this identity.
pub fn read(text: &[u8], stream: &str) -> Reading {
    let entry: FeedEntry = match guard::read(&Message::new(text)) {
        Ok(entry) => entry,
        Err(refusal) => {
            let letter = DeadLetter::new(identity(text), ENVELOPE, text)
                .headers([("stream", stream)])
                .refusal(refusal);
            let letter = finished(letter);
            return Reading::Dead(Box::new(Dead { letter, about: None }));
        }
    };
    // The text is JSON and an object, or the guard would have refused it. Data that is absent is read as null.
    let body: Result<Body<'_>, _> = serde_json::from_slice(text);
    let data = body.ok().and_then(|body| body.data).map_or("null", RawValue::get);
    let heard = Heard {
        source: entry.source,
        id: entry.id,
        stream: stream.to_owned(),
        position: entry.position,
        sequence: entry.sequence,
        again: false,
    };
    let unfit = match event(&entry.event, data.as_bytes()) {
        None => return Reading::NotOurs,
        Some(Ok(event)) => match checked(&heard, &event, &entry.subject) {
            Ok(()) => return Reading::Ours(heard, event),
            Err(unfit) => unfit,
        },
        Some(Err(refusal)) => refusal.into(),
    };
    let user_id = entry
        .subject
        .parse()
        .ok()
        .filter(|user_id| i64::try_from(*user_id).is_ok());
    let letter = DeadLetter::new(MessageId::new(&heard.source, &heard.id), entry.event, data)
        .key(entry.subject)
        .headers([
            ("stream", stream.to_owned()),
            ("position", heard.position.to_string()),
            ("sequence", heard.sequence.to_string()),
        ])
        .origin(format!("{}/{stream}", heard.source), heard.position.to_string());
    let letter = match unfit {
        Unfit::Refused(refusal) => letter.refusal(refusal),
        Unfit::Failed(name, message) => letter.error(name, message),
    };
    let letter = finished(letter);
    let about = user_id.map(|user_id| (user_id, heard));
    Reading::Dead(Box::new(Dead { letter, about }))
}

/// Reads the data of an event by the event's name; `None` for one that this service does not consume.
pub fn event(name: &str, data: &[u8]) -> Option<Result<Event, Box<Refusal>>> {
    fn read<T: ConsumesOne + DeserializeOwned>(data: &[u8]) -> Result<T, Box<Refusal>> {
        guard::read(&Message::new(data))
    }
    Some(match name {
        "user.registered" => read::<UserRegistered>(data).map(Event::Registered),
        "user.email_changed" => read::<EmailChanged>(data).map(Event::EmailChanged),
        "user.deleted" => read::<UserDeleted>(data).map(Event::Deleted),
        _ => return None,
    })
}

/// The user that an event is about.
pub fn user_of(event: &Event) -> u64 {
    match event {
        Event::Registered(event) => event.user_id,
        Event::EmailChanged(event) => event.user_id,
        Event::Deleted(event) => event.user_id,
    }
}

/// Returns true if an event is about this user, and the database can keep it.
pub fn fits(heard: &Heard, event: &Event, subject: &str) -> bool {
    checked(heard, event, subject).is_ok()
}

/// What contracts do not say of an event.
fn checked(heard: &Heard, event: &Event, subject: &str) -> Result<(), Unfit> {
    let user_id = user_of(event);
    if i64::try_from(user_id).is_err() {
        let message = format!("the database keeps ids up to {}", i64::MAX);
        return Err(Unfit::Failed("UserIdTooLarge", message));
    }
    if subject != user_id.to_string() {
        // The sequence number is that of the subject, and would be taken for that of another user.
        let message = "`subject` is not the user of the data".to_owned();
        return Err(Unfit::Failed("SubjectMismatch", message));
    }
    let texts = [&heard.source, &heard.id, &heard.stream].map(|text| Some(&**text));
    if has_nul(texts.into_iter().chain(texts_of(event))) {
        // It would be refused again and again, with all that came with it.
        let message = "PostgreSQL keeps no text with a NUL".to_owned();
        return Err(Unfit::Failed("NulInText", message));
    }
    Ok(())
}

/// Returns true if a text has a NUL, which PostgreSQL does not keep.
pub fn has_nul<'t>(texts: impl IntoIterator<Item = Option<&'t str>>) -> bool {
    texts.into_iter().flatten().any(|text| text.contains('\0'))
}

fn texts_of(event: &Event) -> [Option<&str>; 2] {
    match event {
        #[cfg(not(feature = "by-phone"))]
        Event::Registered(event) => [Some(&event.email), event.locale.as_deref()],
        #[cfg(feature = "by-phone")]
        Event::Registered(event) => [event.email.as_deref(), event.locale.as_deref()],
        Event::EmailChanged(event) => [Some(&event.email), None],
        Event::Deleted(event) => match &event.reason {
            DeletionReason::Abuse { case } => [Some(case), None],
            _ => [None, None],
        },
    }
}

fn finished(letter: DeadLetter) -> DeadLetter {
    letter.consumer(SERVICE, VERSION).failed(SystemTime::now())
}

/// The identity of an event whose envelope cannot be read, as far as it has one. Else it is made of the text, so that it is
/// the same at each delivery.
fn identity(text: &[u8]) -> MessageId {
    #[derive(Deserialize)]
    struct Loose {
        source: Option<String>,
        id: Option<String>,
    }
    let loose: Option<Loose> = serde_json::from_slice(text).ok();
    match loose {
        Some(Loose {
            source: Some(source),
            id: Some(id),
        }) => MessageId::new(source, id),
        _ => {
            let mut hasher = DefaultHasher::new();
            text.hash(&mut hasher);
            MessageId::new("unknown", format!("text-{:016x}", hasher.finish()))
        }
    }
}

impl fmt::Display for Heard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.source, self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use counterpart::letters::Cause;

    fn text(event: &str, more: &str, data: &str) -> String {
        format!(
            r#"{{"specversion":"1.0","id":"7/2","source":"user-service","type":"{event}","subject":"7","sequence":2,"position":9{more}{data}}}"#
        )
    }

    fn dead(text: &str) -> DeadLetter {
        match read(text.as_bytes(), "s") {
            Reading::Dead(dead) => dead.letter,
            other => panic!("{other:?}"),
        }
    }

    fn cause(letter: &DeadLetter) -> String {
        match &letter.cause {
            Some(Cause::Refusal(refusal)) => format!("{} {}", refusal.rule.id(), refusal.full_place()),
            Some(Cause::Error(error)) => error.name.clone(),
            None => "none".into(),
        }
    }

    #[test]
    fn event_is_read_with_its_identity_and_its_place() {
        let text = text("user.email_changed", "", r#","data":{"user_id":7,"email":"a@b"}"#);
        let Reading::Ours(heard, Event::EmailChanged(changed)) = read(text.as_bytes(), "s") else {
            panic!("not read");
        };
        assert_eq!(heard.to_string(), "user-service/7/2");
        assert_eq!((heard.position, heard.sequence, &*heard.stream), (9, 2, "s"));
        assert_eq!(changed.email, "a@b");
        let other = super::tests::text("invoice.paid", "", r#","data":[]"#);
        assert!(matches!(read(other.as_bytes(), "s"), Reading::NotOurs));
    }

    #[test]
    fn letter_has_the_data_byte_for_byte_with_rule_and_place() {
        let data = r#"{"user_id" : 7, "email":null ,"x":1.50}"#;
        let letter = dead(&text("user.email_changed", "", &format!(r#","data":{data}"#)));
        assert_eq!(letter.payload, data.as_bytes());
        assert_eq!(cause(&letter), "null-emitted /email");
        assert_eq!(
            (letter.id, letter.key),
            (MessageId::new("user-service", "7/2"), Some(b"7".to_vec()))
        );
        assert_eq!(letter.event, "user.email_changed");
    }

    #[test]
    fn what_no_contract_says_is_checked_too() {
        let big = r#","data":{"user_id":9223372036854775808,"email":"a@b"}"#;
        assert_eq!(
            cause(&dead(&text("user.email_changed", "", big))),
            "UserIdTooLarge"
        );
        let other = r#","data":{"user_id":8,"email":"a@b"}"#;
        assert_eq!(
            cause(&dead(&text("user.email_changed", "", other))),
            "SubjectMismatch"
        );
        let nul = r#","data":{"user_id":7,"email":"a\u0000b"}"#;
        assert_eq!(cause(&dead(&text("user.email_changed", "", nul))), "NulInText");
        assert_eq!(cause(&dead(&text("user.email_changed", "", ""))), "null-emitted ");
    }

    #[test]
    fn envelope_that_cannot_be_read_is_kept_whole_under_the_same_identity_each_time() {
        let broken = text("user.deleted", r#","sequence":3"#, "");
        let letter = dead(&broken);
        assert_eq!(
            (&*letter.event, &letter.payload[..]),
            (ENVELOPE, broken.as_bytes())
        );
        let letter = dead(r#"{"id":"7/2","source":"user-service"}"#);
        assert_eq!(letter.id, MessageId::new("user-service", "7/2"));
        let nothing = dead("[1]");
        assert_eq!(nothing.id, dead("[1]").id);
        assert_ne!(nothing.id, dead("[2]").id);
    }
}
