use std::fmt;

use super::{FORMAT, MOST};

/// The reason why a text is not a dead letter. It never holds values of the message.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum LetterError {
    /// The text is not JSON, or an object repeats a key: the reason, with its line and column.
    NotJson(String),
    /// The text ends inside a value: who wrote it was stopped, or it was cut.
    CutShort,
    /// The document is JSON and not a dead letter: it has no `format`, or no number there.
    NotALetter,
    /// A newer version of the library wrote it.
    NewerFormat(String),
    /// It has a format that no version of the library reads any longer.
    OlderFormat(String),
    /// A member is missing.
    Missing(&'static str),
    /// A member holds something else than it should.
    Malformed {
        /// The member.
        member: &'static str,
        /// The expected content.
        expected: &'static str,
    },
    /// The document has more bytes than `cargo counterpart redrive` reads of one.
    TooLong(usize),
    /// The document says two things that cannot both be true.
    Contradiction(Contradiction),
}

/// Two things in a dead letter that cannot both be true.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Contradiction {
    /// `payload` and `payload_base64`.
    TwoPayloads,
    /// `key` and `key_base64`.
    TwoKeys,
    /// `value` and `value_base64` of one header.
    TwoValues,
    /// `refusal` and `error`.
    TwoCauses,
    /// No attempt, and yet a failure.
    FailedWithoutAttempt,
    /// The last failure is before the first one.
    TimeGoesBack,
    /// One of the two failures has a time, and the other has none.
    HalfOfTheTimes,
    /// The refusal is that of another event.
    RefusalOfAnotherEvent,
}

impl fmt::Display for LetterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LetterError::NotJson(reason) => write!(f, "not JSON: {reason}"),
            LetterError::CutShort => {
                f.write_str("the text ends inside a value: it was cut, or its writer was stopped")
            }
            LetterError::NotALetter => f.write_str(
                "not a dead letter: it has no `format`; `cargo counterpart schema dead-letter` describes one",
            ),
            LetterError::NewerFormat(found) => write!(
                f,
                "format {found} of a dead letter is newer than {FORMAT}, the newest that this version reads: update \
                 counterpart"
            ),
            LetterError::OlderFormat(found) => write!(
                f,
                "format {found} of a dead letter is older than {FORMAT}, the oldest that this version reads"
            ),
            LetterError::Missing(member) => write!(f, "a dead letter needs `{member}`"),
            LetterError::Malformed { member, expected } => write!(f, "`{member}` should be {expected}"),
            LetterError::TooLong(length) => write!(
                f,
                "a document of {length} bytes is longer than {MOST} bytes, the most that `cargo counterpart redrive` reads \
                 of one: keep the payload elsewhere"
            ),
            LetterError::Contradiction(contradiction) => write!(f, "it contradicts itself: {contradiction}"),
        }
    }
}

impl fmt::Display for Contradiction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Contradiction::TwoPayloads => "it has two payloads, `payload` and `payload_base64`",
            Contradiction::TwoKeys => "it has two keys, `key` and `key_base64`",
            Contradiction::TwoValues => "a header has two values, `value` and `value_base64`",
            Contradiction::TwoCauses => "it has two causes, `refusal` and `error`",
            Contradiction::FailedWithoutAttempt => "`attempts` is 0, and something failed",
            Contradiction::TimeGoesBack => "`last_failure` is before `first_failure`",
            Contradiction::HalfOfTheTimes => {
                "only one of `first_failure` and `last_failure` is there: one failure is both"
            }
            Contradiction::RefusalOfAnotherEvent => "the event of `refusal` is not the letter's",
        })
    }
}

impl std::error::Error for LetterError {}

impl From<Contradiction> for LetterError {
    fn from(contradiction: Contradiction) -> Self {
        LetterError::Contradiction(contradiction)
    }
}
