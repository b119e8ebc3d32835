//! A letter in the headers of its message, for brokers that keep reasons there; and what a redrive sends.

use super::document;
use super::error::LetterError;
use super::{DeadLetter, Header};

/// The header that holds the letter without what the message itself has: key, headers, payload. One header, because a
/// message of SQS has ten at most.
pub const LETTER: &str = "counterpart-dead-letter";

/// The header that counts the redrives of a message.
pub const REDRIVEN: &str = "counterpart-redriven";

/// The beginnings of the names of headers that brokers and frameworks write to a dead letter, or that mean something to
/// a broker when a message is sent: a copy of them is wrong.
const OF_OTHERS: [&str; 11] = [
    // RabbitMQ counts on with a copy of them.
    "x-death",
    "x-first-death-",
    "x-last-death-",
    "x-delivery-count",
    // Kafka Connect, Spring's dead letter topics, its retry topics, and its error handling of deserializers.
    "__connect.errors.",
    "kafka_dlt-",
    "kafka_exception-",
    "kafka_original-",
    "retry_topic-",
    "springDeserializerException",
    // NATS drops a message with an id that it saw, refuses one with an old `Nats-Expected-…`, and purges at `Nats-Rollup`.
    "Nats-",
];

/// Returns true if a header must not be copied to a message that is sent again.
pub fn is_of_broker(name: &str) -> bool {
    let begins = |start: &str| {
        let beginning = name.as_bytes().get(..start.len());
        beginning.is_some_and(|beginning| beginning.eq_ignore_ascii_case(start.as_bytes()))
    };
    OF_OTHERS.iter().copied().any(begins)
}

fn is(header: &Header, name: &str) -> bool {
    header.name.eq_ignore_ascii_case(name)
}

/// How often a message was redriven, according to its headers. The greatest number counts.
pub(super) fn redriven(headers: &[Header]) -> u32 {
    let counts = headers.iter().filter(|header| is(header, REDRIVEN));
    counts
        .filter_map(|header| header.text()?.parse().ok())
        .max()
        .unwrap_or(0)
}

impl DeadLetter {
    /// The headers of the dead message: those that it came with, and one with the letter. The key and the payload of the
    /// dead message are the letter's own. [`from_headers`](Self::from_headers) reads it back.
    ///
    /// The value is ASCII without line breaks, so that every broker takes it.
    ///
    /// ```
    /// use counterpart::letters::{DeadLetter, MessageId};
    ///
    /// let letter = DeadLetter::new(MessageId::new("user-service", "e-17"), "user.registered", "{}").headers([("trace-id", "t1")]);
    /// let (key, payload) = (letter.key.clone(), letter.payload.clone());
    /// let headers = letter.clone().into_headers();
    /// assert_eq!(headers[1].name, "counterpart-dead-letter");
    /// assert_eq!(DeadLetter::from_headers(headers, key, payload)?, Some(letter));
    /// # Ok::<(), counterpart::letters::LetterError>(())
    /// ```
    pub fn into_headers(mut self) -> Vec<Header> {
        let text = document::to_ascii(&document::write(&self, document::Parts::WithoutMessage));
        self.headers.retain(|header| !is(header, LETTER));
        self.headers.push(Header::from((LETTER, text)));
        self.headers
    }

    /// The letter of a dead message that [`into_headers`](Self::into_headers) made; `None` if it has no such header.
    ///
    /// # Errors
    /// Fails if the header is there twice, or is not a letter.
    pub fn from_headers(
        headers: Vec<Header>,
        key: Option<Vec<u8>>,
        payload: Vec<u8>,
    ) -> Result<Option<Self>, LetterError> {
        let (of_letter, headers): (Vec<Header>, Vec<Header>) =
            headers.into_iter().partition(|header| is(header, LETTER));
        let text = match of_letter.as_slice() {
            [] => return Ok(None),
            [one] => one.value.clone().unwrap_or_default(),
            _ => {
                return Err(LetterError::Malformed {
                    member: LETTER,
                    expected: "one header, and the message has several",
                });
            }
        };
        let mut letter = document::read(&text, document::Parts::WithoutMessage)?;
        letter.headers = headers;
        letter.key = key;
        letter.payload = payload;
        Ok(Some(letter))
    }

    /// The headers to send the message again with: its own, without those of brokers and frameworks, and the count of
    /// redrives. The key and the payload are the letter's.
    ///
    /// RabbitMQ counts on with a copy of `x-death`, and NATS drops a message with an id that it saw. Use
    /// [`redrive_id`](Self::redrive_id) where an id is needed.
    ///
    /// ```
    /// use counterpart::letters::{DeadLetter, MessageId};
    ///
    /// let letter = DeadLetter::new(MessageId::new("user-service", "e-17"), "user.registered", "{}")
    ///     .headers([("x-death", "[…]"), ("trace-id", "t1"), ("Nats-Msg-Id", "e-17")]);
    /// let sent: Vec<String> = letter.redrive_headers().into_iter().map(|header| header.name).collect();
    /// assert_eq!(sent, ["trace-id", "counterpart-redriven"]);
    /// ```
    pub fn redrive_headers(&self) -> Vec<Header> {
        let is_own =
            |header: &&Header| !is_of_broker(&header.name) && !is(header, LETTER) && !is(header, REDRIVEN);
        let own = self.headers.iter().filter(is_own).cloned();
        let count = self.redriven.saturating_add(1).to_string();
        own.chain([Header::from((REDRIVEN, count))]).collect()
    }
}
