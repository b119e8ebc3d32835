//! Dead letters: a message that a consumer could not take, kept whole, with the reason.
//!
//! The consumer writes a [`DeadLetter`] itself, before it acknowledges the message. What brokers do by themselves comes
//! late, without the payload, or not at all. The library gives the document, as JSON or as headers; transport is up to the
//! service. [`LetterFile`] is a small place for letters where nothing better is at hand.
//!
//! ```
//! use counterpart::letters::{DeadLetter, MessageId};
//! use std::time::{Duration, UNIX_EPOCH};
//!
//! let at = UNIX_EPOCH + Duration::from_secs(1_767_225_600);
//! let letter = DeadLetter::new(MessageId::new("user-service", "e-17"), "user.registered", br#"{"user_id":7}"#)
//!     .key("7")
//!     .headers([("trace-id", "t1")])
//!     .origin("users", "4711")
//!     .consumer("auth-service", env!("CARGO_PKG_VERSION"))
//!     .error("MailboxFull", "the mailbox is full")
//!     .failed(at);
//! let line = letter.to_json();
//! assert_eq!(DeadLetter::from_json(line.as_bytes())?, letter);
//! # Ok::<(), counterpart::letters::LetterError>(())
//! ```
//!
//! `cargo counterpart redrive` tells which letters a version of the service takes. Before a message is sent again, call
//! [`redrive_headers`](DeadLetter::redrive_headers): a broker counts on with the headers that it wrote before.

mod base64;
mod document;
mod error;
mod file;
pub mod foreign;
mod headers;
mod moment;
mod strict;
#[cfg(test)]
mod tests;

use std::time::SystemTime;

use crate::guard::{Message, Refusal, is_binary};

pub use error::{Contradiction, LetterError};
pub use file::{FileError, LetterFile};
pub use foreign::Told;
pub use headers::{LETTER, REDRIVEN, is_of_broker};

/// The version of the document that this library reads and writes.
pub const FORMAT: u32 = 1;

/// The most bytes of a document in a file: 16 MiB. It is the default of `cargo counterpart redrive` for a line.
const MOST: usize = 16 << 20;

/// The JSON Schema (2020-12) of the document, as text. `cargo counterpart schema dead-letter` prints it.
pub const SCHEMA: &str = include_str!("schema.json");

/// A message that a consumer could not take, and why.
///
/// Equality is that of the document: moments count to the millisecond.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeadLetter {
    /// The identity of the message: who sent it, and its id there. Never the broker's number.
    pub id: MessageId,
    /// The event.
    pub event: String,
    /// The key of the message, byte for byte. Letters of one key and one stream are redriven in order.
    pub key: Option<Vec<u8>>,
    /// The headers of the message, in their order. A name may be repeated.
    pub headers: Vec<Header>,
    /// The payload, byte for byte.
    pub payload: Vec<u8>,
    /// The stream that the message was read from.
    pub origin: Option<Origin>,
    /// The service that could not take it.
    pub consumer: Option<Consumer>,
    /// The reason.
    pub cause: Option<Cause>,
    /// The number of attempts, if it is known.
    pub attempts: Option<u64>,
    /// The first failure.
    pub first_failure: Option<SystemTime>,
    /// The last failure.
    pub last_failure: Option<SystemTime>,
    /// How often the message was redriven before.
    pub redriven: u32,
    /// The payload before somebody edited it.
    pub edited: Option<Edited>,
}

/// The identity of a message, the same for each delivery and in each broker.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MessageId {
    /// The sender.
    pub source: String,
    /// The id that the sender gave.
    pub id: String,
}

impl MessageId {
    /// An id as the sender gave it.
    pub fn new(source: impl Into<String>, id: impl Into<String>) -> Self {
        Self {
            source: source.into(),
            id: id.into(),
        }
    }
}

/// A header of a message. Kafka has headers without a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// The name.
    pub name: String,
    /// The value, byte for byte.
    pub value: Option<Vec<u8>>,
}

impl<N: Into<String>, V: Into<Vec<u8>>> From<(N, V)> for Header {
    fn from((name, value): (N, V)) -> Self {
        Self {
            name: name.into(),
            value: Some(value.into()),
        }
    }
}

impl Header {
    /// The value, if it is text.
    pub fn text(&self) -> Option<&str> {
        std::str::from_utf8(self.value.as_deref()?).ok()
    }
}

/// The place that a message was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// A topic with its partition, a stream, a queue.
    pub stream: String,
    /// An offset or a sequence number. Queues have none.
    pub position: Option<String>,
}

/// The service that could not take a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consumer {
    /// The service, as its contracts name it.
    pub service: String,
    /// Its version.
    pub version: Option<String>,
}

/// The reason of a dead letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// The message could not be read.
    Refusal(Box<Refusal>),
    /// The message was read, and the service's own code failed.
    Error(HandlerError),
}

/// An error of the service's own code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandlerError {
    /// The kind of error, the same for the same cause: a type or a code. Letters are grouped by it.
    pub name: String,
    /// Its text. Reports never show it, because it may hold values of the message.
    pub message: Option<String>,
}

/// An edit of the payload by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edited {
    /// The payload as it came, byte for byte.
    pub original: Vec<u8>,
    /// The places that were set, as JSON Pointers.
    pub at: Vec<String>,
}

impl DeadLetter {
    /// A letter with the whole payload. Add what else is known.
    pub fn new(id: MessageId, event: impl Into<String>, payload: impl Into<Vec<u8>>) -> Self {
        Self {
            id,
            event: event.into(),
            key: None,
            headers: Vec::new(),
            payload: payload.into(),
            origin: None,
            consumer: None,
            cause: None,
            attempts: None,
            first_failure: None,
            last_failure: None,
            redriven: 0,
            edited: None,
        }
    }

    /// Sets the key of the message.
    #[must_use]
    pub fn key(mut self, key: impl Into<Vec<u8>>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// Sets the headers of the message, as they came. A message that was redriven says so in a header, and
    /// [`redriven`](Self::redriven) is set from it.
    #[must_use]
    pub fn headers<H: Into<Header>>(mut self, headers: impl IntoIterator<Item = H>) -> Self {
        self.headers = headers.into_iter().map(Into::into).collect();
        self.redriven = headers::redriven(&self.headers).max(self.redriven);
        self
    }

    /// Sets the place that the message was read from.
    #[must_use]
    pub fn origin(mut self, stream: impl Into<String>, position: impl Into<String>) -> Self {
        self.origin = Some(Origin {
            stream: stream.into(),
            position: Some(position.into()),
        });
        self
    }

    /// Sets the service that could not take the message, and its version.
    #[must_use]
    pub fn consumer(mut self, service: impl Into<String>, version: impl Into<String>) -> Self {
        self.consumer = Some(Consumer {
            service: service.into(),
            version: Some(version.into()),
        });
        self
    }

    /// Sets the refusal of [`guard`](crate::guard) as the reason.
    #[must_use]
    pub fn refusal(mut self, refusal: impl Into<Box<Refusal>>) -> Self {
        self.cause = Some(Cause::Refusal(refusal.into()));
        self
    }

    /// Sets an error of the service's own code as the reason: its kind, and its text.
    #[must_use]
    pub fn error(mut self, name: impl Into<String>, message: impl Into<String>) -> Self {
        self.cause = Some(Cause::Error(HandlerError {
            name: name.into(),
            message: Some(message.into()),
        }));
        self
    }

    /// Counts a failure at this moment. The first call sets the first failure too.
    #[must_use]
    pub fn failed(mut self, at: SystemTime) -> Self {
        let at = moment::to_milliseconds(at);
        self.attempts = Some(self.attempts.unwrap_or(0).saturating_add(1));
        self.first_failure = Some(self.first_failure.map_or(at, |first| first.min(at)));
        self.last_failure = Some(self.last_failure.map_or(at, |last| last.max(at)));
        self
    }

    /// Fills what the letter does not say yet with what a broker or a framework told.
    #[must_use]
    pub fn told(mut self, told: Told) -> Self {
        self.origin = self.origin.or(told.origin);
        if self.attempts.is_none() && self.first_failure.is_none() && self.last_failure.is_none() {
            // Those of two tellers would not fit each other.
            self.attempts = told.attempts;
            self.first_failure = told.first_failure;
            self.last_failure = told.last_failure;
        }
        self.cause = self.cause.or(told.error.map(Cause::Error));
        self.consumer = self.consumer.or(told.consumer.map(|service| Consumer {
            service,
            version: None,
        }));
        self
    }

    /// Returns true if the message is a CloudEvent in binary mode: its attributes are headers, and the payload is its data.
    ///
    /// ```
    /// use counterpart::letters::{DeadLetter, MessageId};
    ///
    /// let letter = DeadLetter::new(MessageId::new("shop", "1"), "order.placed", "{}");
    /// assert!(!letter.is_binary_event());
    /// assert!(letter.headers([("ce-specversion", "1.0")]).is_binary_event());
    /// ```
    pub fn is_binary_event(&self) -> bool {
        let headers = self.headers.iter();
        let headers: Vec<(&str, &[u8])> = headers
            .map(|header| (header.name.as_str(), header.value.as_deref().unwrap_or_default()))
            .collect();
        let message = Message::new(&self.payload).headers(&headers);
        let content_type = message
            .header("content-type")
            .and_then(|text| std::str::from_utf8(text).ok());
        is_binary(&message.content_type(content_type.unwrap_or_default()))
    }

    /// A new id to send the message again with, for brokers that drop an id that they saw:
    /// `user-service/e-17#redrive-1`. The identity of the message stays as it is.
    ///
    /// Two identities never give the same id: `/`, `#` and `%` in a source or an id are percent-encoded.
    ///
    /// ```
    /// use counterpart::letters::{DeadLetter, MessageId};
    ///
    /// let letter = DeadLetter::new(MessageId::new("user-service", "e-17"), "user.registered", "{}");
    /// assert_eq!(letter.redrive_id(), "user-service/e-17#redrive-1");
    ///
    /// let letter = DeadLetter::new(MessageId::new("/users", "e#17"), "user.registered", "{}");
    /// assert_eq!(letter.redrive_id(), "%2Fusers/e%2317#redrive-1");
    /// ```
    pub fn redrive_id(&self) -> String {
        let [source, id] = [&self.id.source, &self.id.id].map(|text| separable(text));
        format!("{source}/{id}#redrive-{}", self.redriven.saturating_add(1))
    }
}

/// The text with the signs that separate the parts of an id percent-encoded.
fn separable(text: &str) -> String {
    text.replace('%', "%25").replace('/', "%2F").replace('#', "%23")
}
