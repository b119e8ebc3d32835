//! The document: one line of JSON, its members in a fixed order.

use std::time::SystemTime;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::guard::Refusal;

use super::base64;
use super::error::{Contradiction, LetterError};
use super::moment;
use super::strict;
use super::{Cause, Consumer, DeadLetter, Edited, FORMAT, HandlerError, Header, MessageId, Origin};

/// The parts of a letter in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Parts {
    Whole,
    /// Without key, headers and payload, which the message itself has.
    WithoutMessage,
}

impl DeadLetter {
    /// The document, on one line and without a line end: the form in files and streams. The same letter gives the same
    /// bytes.
    pub fn to_json(&self) -> String {
        write(self, Parts::Whole)
    }

    /// Reads a document. Members that this version does not know are ignored.
    ///
    /// ```
    /// use counterpart::letters::{DeadLetter, LetterError};
    ///
    /// let newer = DeadLetter::from_json(br#"{"format":2}"#);
    /// assert_eq!(newer, Err(LetterError::NewerFormat("2".into())));
    /// ```
    ///
    /// # Errors
    /// Fails if it is not a dead letter of this format, or contradicts itself.
    pub fn from_json(text: &[u8]) -> Result<Self, LetterError> {
        read(text, Parts::Whole)
    }
}

#[derive(Serialize)]
struct Document<'a> {
    format: u32,
    id: Id<'a>,
    event: &'a str,
    #[serde(flatten)]
    key: Bytes<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    headers: Vec<HeaderOf<'a>>,
    #[serde(flatten)]
    payload: Bytes<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    origin: Option<OriginOf<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    consumer: Option<ConsumerOf<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refusal: Option<&'a Refusal>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ErrorOf<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attempts: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    first_failure: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_failure: Option<String>,
    #[serde(skip_serializing_if = "is_zero")]
    redriven: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    edited: Option<EditedOf<'a>>,
}

fn is_zero(count: &u32) -> bool {
    *count == 0
}

#[derive(Serialize)]
struct Id<'a> {
    source: &'a str,
    id: &'a str,
}

#[derive(Serialize)]
struct HeaderOf<'a> {
    name: &'a str,
    #[serde(flatten)]
    value: Bytes<'a>,
}

#[derive(Serialize)]
struct OriginOf<'a> {
    stream: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<&'a str>,
}

#[derive(Serialize)]
struct ConsumerOf<'a> {
    service: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<&'a str>,
}

#[derive(Serialize)]
struct ErrorOf<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'a str>,
}

#[derive(Serialize)]
struct EditedOf<'a> {
    at: &'a [String],
    #[serde(flatten)]
    payload: Bytes<'a>,
}

/// Bytes as one member of two names: as text if they are UTF-8, else in base64. Absent bytes have none.
struct Bytes<'a> {
    names: [&'static str; 2],
    bytes: Option<&'a [u8]>,
}

const REFUSAL: &str = "a refusal as `guard` writes it";
const PAYLOAD: [&str; 2] = ["payload", "payload_base64"];
const KEY: [&str; 2] = ["key", "key_base64"];
const VALUE: [&str; 2] = ["value", "value_base64"];

impl Serialize for Bytes<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap as _;
        let mut map = serializer.serialize_map(None)?;
        if let Some(bytes) = self.bytes {
            match std::str::from_utf8(bytes) {
                Ok(text) => map.serialize_entry(self.names[0], text)?,
                Err(_) => map.serialize_entry(self.names[1], &base64::encode(bytes))?,
            }
        }
        map.end()
    }
}

pub(super) fn write(letter: &DeadLetter, parts: Parts) -> String {
    let is_whole = parts == Parts::Whole;
    let of = |names, bytes| Bytes { names, bytes };
    let (refusal, error) = match &letter.cause {
        Some(Cause::Refusal(refusal)) => (Some(&**refusal), None),
        Some(Cause::Error(HandlerError { name, message })) => {
            let message = message.as_deref();
            (None, Some(ErrorOf { name, message }))
        }
        None => (None, None),
    };
    let headers = letter.headers.iter().filter(|_| is_whole);
    let document = Document {
        format: FORMAT,
        id: Id {
            source: &letter.id.source,
            id: &letter.id.id,
        },
        event: &letter.event,
        key: of(KEY, letter.key.as_deref().filter(|_| is_whole)),
        headers: headers
            .map(|header| HeaderOf {
                name: &header.name,
                value: of(VALUE, header.value.as_deref()),
            })
            .collect(),
        payload: of(PAYLOAD, is_whole.then_some(letter.payload.as_slice())),
        origin: letter.origin.as_ref().map(|origin| OriginOf {
            stream: &origin.stream,
            position: origin.position.as_deref(),
        }),
        consumer: letter.consumer.as_ref().map(|consumer| ConsumerOf {
            service: &consumer.service,
            version: consumer.version.as_deref(),
        }),
        refusal,
        error,
        attempts: letter.attempts,
        first_failure: letter.first_failure.map(moment::write),
        last_failure: letter.last_failure.map(moment::write),
        redriven: letter.redriven,
        edited: letter.edited.as_ref().map(|edited| EditedOf {
            at: &edited.at,
            payload: of(PAYLOAD, Some(&edited.original)),
        }),
    };
    serde_json::to_string(&document).expect("texts, numbers and lists of them are JSON")
}

/// The same JSON in ASCII: other characters are escaped. They are only in strings.
pub(super) fn to_ascii(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for character in json.chars() {
        if (' '..='~').contains(&character) {
            text.push(character);
        } else {
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                text.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    text
}

pub(super) fn read(text: &[u8], parts: Parts) -> Result<DeadLetter, LetterError> {
    let document = strict::parse(text).map_err(|error| match error.is_eof() {
        true => LetterError::CutShort,
        false => LetterError::NotJson(error.to_string()),
    })?;
    let members = document.as_object().ok_or(LetterError::NotALetter)?;
    check_format(members)?;
    let object = |member, expected| of_object(members, member, expected);
    let id = object("id", "an object with `source` and `id`")?.ok_or(LetterError::Missing("id"))?;
    let payload = bytes(members, PAYLOAD, Contradiction::TwoPayloads)?;
    let payload = match parts {
        Parts::Whole => payload.ok_or(LetterError::Missing("payload` or `payload_base64"))?,
        Parts::WithoutMessage => Vec::new(),
    };
    let origin = object("origin", "an object with `stream`")?;
    let origin = origin.map(|origin| -> Result<Origin, LetterError> {
        Ok(Origin {
            stream: required(origin, "stream")?,
            position: text_of(origin, "position")?,
        })
    });
    let consumer = object("consumer", "an object with `service`")?;
    let consumer = consumer.map(|consumer| -> Result<Consumer, LetterError> {
        Ok(Consumer {
            service: required(consumer, "service")?,
            version: text_of(consumer, "version")?,
        })
    });
    let edited = object("edited", "an object with `at` and the payload")?;
    let letter = DeadLetter {
        id: MessageId {
            source: required(id, "source")?,
            id: required(id, "id")?,
        },
        event: required(members, "event")?,
        key: bytes(members, KEY, Contradiction::TwoKeys)?,
        headers: headers(members)?,
        payload,
        origin: origin.transpose()?,
        consumer: consumer.transpose()?,
        cause: cause(members)?,
        attempts: count(members, "attempts")?,
        first_failure: time(members, "first_failure")?,
        last_failure: time(members, "last_failure")?,
        redriven: match count(members, "redriven")? {
            None => 0,
            Some(count) => u32::try_from(count).map_err(|_| LetterError::Malformed {
                member: "redriven",
                expected: "a whole number below 2^32",
            })?,
        },
        edited: edited.map(read_edited).transpose()?,
    };
    check(&letter)?;
    Ok(letter)
}

fn check_format(members: &Map<String, Value>) -> Result<(), LetterError> {
    let format = match members.get("format") {
        Some(Value::Number(format)) => format,
        _ => return Err(LetterError::NotALetter),
    };
    let number = format.as_f64().unwrap_or(f64::NAN);
    if number > f64::from(FORMAT) {
        return Err(LetterError::NewerFormat(format.to_string()));
    }
    if format.as_u64() != Some(u64::from(FORMAT)) {
        return Err(LetterError::OlderFormat(format.to_string()));
    }
    Ok(())
}

/// What cannot be true together.
fn check(letter: &DeadLetter) -> Result<(), LetterError> {
    let failed = letter.first_failure.is_some() || letter.last_failure.is_some() || letter.cause.is_some();
    let found = if letter.attempts == Some(0) && failed {
        Contradiction::FailedWithoutAttempt
    } else if letter.first_failure.is_some() != letter.last_failure.is_some() {
        Contradiction::HalfOfTheTimes
    } else if letter.first_failure > letter.last_failure {
        Contradiction::TimeGoesBack
    } else if matches!(&letter.cause, Some(Cause::Refusal(refusal)) if refusal.event != letter.event) {
        Contradiction::RefusalOfAnotherEvent
    } else {
        return Ok(());
    };
    Err(found.into())
}

fn cause(members: &Map<String, Value>) -> Result<Option<Cause>, LetterError> {
    let refusal = of_object(members, "refusal", REFUSAL)?;
    let error = of_object(members, "error", "an object with `name`")?;
    match (refusal, error) {
        (Some(_), Some(_)) => Err(Contradiction::TwoCauses.into()),
        (Some(refusal), None) => {
            let refusal = serde_json::from_value(Value::Object(refusal.clone()));
            let refusal = refusal.map_err(|_| LetterError::Malformed {
                member: "refusal",
                expected: REFUSAL,
            });
            Ok(Some(Cause::Refusal(Box::new(refusal?))))
        }
        (None, Some(error)) => Ok(Some(Cause::Error(HandlerError {
            name: required(error, "name")?,
            message: text_of(error, "message")?,
        }))),
        (None, None) => Ok(None),
    }
}

fn headers(members: &Map<String, Value>) -> Result<Vec<Header>, LetterError> {
    let malformed = || LetterError::Malformed {
        member: "headers",
        expected: "a list of objects with `name`, and `value` or `value_base64`",
    };
    let Some(headers) = members.get("headers").filter(|headers| !headers.is_null()) else {
        return Ok(Vec::new());
    };
    let header = |header: &Value| {
        let header = header.as_object().ok_or_else(malformed)?;
        Ok(Header {
            name: required(header, "name")?,
            value: bytes(header, VALUE, Contradiction::TwoValues)?,
        })
    };
    headers
        .as_array()
        .ok_or_else(malformed)?
        .iter()
        .map(header)
        .collect()
}

fn read_edited(edited: &Map<String, Value>) -> Result<Edited, LetterError> {
    let malformed = || LetterError::Malformed {
        member: "at",
        expected: "a list of JSON Pointers",
    };
    let original = bytes(edited, PAYLOAD, Contradiction::TwoPayloads)?;
    let at = edited.get("at").and_then(Value::as_array).ok_or_else(malformed)?;
    let pointer = |pointer: &Value| Some(pointer.as_str()?.to_owned());
    Ok(Edited {
        original: original.ok_or(LetterError::Missing("payload` or `payload_base64"))?,
        at: at
            .iter()
            .map(pointer)
            .collect::<Option<_>>()
            .ok_or_else(malformed)?,
    })
}

/// Bytes that are there as text or in base64. `null` is as good as absent.
fn bytes(
    members: &Map<String, Value>,
    [text, in_base64]: [&'static str; 2],
    both: Contradiction,
) -> Result<Option<Vec<u8>>, LetterError> {
    match (text_of(members, text)?, text_of(members, in_base64)?) {
        (Some(_), Some(_)) => Err(both.into()),
        (Some(text), None) => Ok(Some(text.into_bytes())),
        (None, Some(encoded)) => {
            let bytes = base64::decode(&encoded).ok_or(LetterError::Malformed {
                member: in_base64,
                expected: "base64 with padding (RFC 4648, section 4)",
            })?;
            Ok(Some(bytes))
        }
        (None, None) => Ok(None),
    }
}

fn required(members: &Map<String, Value>, member: &'static str) -> Result<String, LetterError> {
    text_of(members, member)?.ok_or(LetterError::Missing(member))
}

fn text_of(members: &Map<String, Value>, member: &'static str) -> Result<Option<String>, LetterError> {
    match members.get(member) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(LetterError::Malformed {
            member,
            expected: "a string",
        }),
    }
}

fn of_object<'a>(
    members: &'a Map<String, Value>,
    member: &'static str,
    expected: &'static str,
) -> Result<Option<&'a Map<String, Value>>, LetterError> {
    match members.get(member) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Object(object)) => Ok(Some(object)),
        Some(_) => Err(LetterError::Malformed { member, expected }),
    }
}

fn count(members: &Map<String, Value>, member: &'static str) -> Result<Option<u64>, LetterError> {
    match members.get(member) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => value.as_u64().map(Some).ok_or(LetterError::Malformed {
            member,
            expected: "a whole number that is not negative",
        }),
    }
}

fn time(members: &Map<String, Value>, member: &'static str) -> Result<Option<SystemTime>, LetterError> {
    let Some(text) = text_of(members, member)? else {
        return Ok(None);
    };
    moment::read(&text).map(Some).ok_or(LetterError::Malformed {
        member,
        expected: "a moment in UTC from 1970 on, as in `2026-11-29T11:41:15.839Z`",
    })
}
