//! serde's functions for a type, with the type erased.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeOwned, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::record::{Record, names_leaked};
use crate::guard;
use crate::questions::Refused;

/// Reads a message; the error is serde's.
pub(crate) type Read = fn(&str) -> Result<(), String>;

/// Reads a message, and tells without its values why that failed.
pub(crate) type Refuse = fn(&str) -> Option<Refused>;

/// Reads a message and writes what was read: the outer error is that it was not read, the inner that it was not written.
pub(crate) type Rewrite = fn(&str) -> Result<Result<String, String>, String>;

/// Writes so many values at most.
pub(crate) type Samples = fn(usize) -> Vec<Written>;

/// Whole messages as the service sends them, so many at most.
pub(crate) type Messages = fn(usize) -> Vec<Vec<u8>>;

/// A value that the user gave, written.
pub struct Written {
    pub name: Option<&'static str>,
    pub text: Result<String, String>,
}

/// An item that a `samples` function returns: a value, or a value with a name.
pub trait Given<T> {
    fn given(self) -> (Option<&'static str>, T);
}

impl<T> Given<T> for T {
    fn given(self) -> (Option<&'static str>, T) {
        (None, self)
    }
}

impl<T> Given<T> for (&'static str, T) {
    fn given(self) -> (Option<&'static str>, T) {
        (Some(self.0), self.1)
    }
}

/// The real `Deserialize` and `Serialize` of a type.
#[derive(Clone, Copy, Default)]
pub struct Real {
    /// Reads a message.
    pub read: Option<Read>,
    /// Reads a message in its envelope.
    pub read_in_envelope: Option<Read>,
    /// Reads a message, and tells why that failed.
    pub refuse: Option<Refuse>,
    /// The same for a message in its envelope.
    pub refuse_in_envelope: Option<Refuse>,
    /// Reads a message and writes it again.
    pub rewrite: Option<Rewrite>,
    /// Writes the values that the user gives.
    pub samples: Option<Samples>,
    /// Whole messages that the user gives.
    pub messages: Option<Messages>,
    /// Records the names that the type asks for.
    pub record: Option<Record>,
}

impl fmt::Debug for Real {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Real").finish_non_exhaustive()
    }
}

/// Asks whether `T` has a trait, without the bound: if it has, the constant of the type is found before the one of
/// [`Unreadable`].
///
/// It asks for `Deserialize<'static>`, which every type that is read has. Whether a type is read from a message of any
/// lifetime cannot be asked in this way: the compiler looks at lifetimes when the choice is made.
pub struct Probe<T: ?Sized>(PhantomData<T>);

/// The negative answer.
pub trait Unreadable {
    /// Reads a message.
    const READ: Option<Read> = None;
    /// Reads a message, and tells why that failed.
    const REFUSE: Option<Refuse> = None;
    /// Reads a message and writes it again.
    const REWRITE: Option<Rewrite> = None;
    /// Records the names that the type asks for.
    const RECORD: Option<Record> = None;
}

impl<T: ?Sized> Unreadable for Probe<T> {}

impl<T: Deserialize<'static>> Probe<T> {
    /// Reads a message.
    pub const READ: Option<Read> = Some(read_leaked::<T>);
    /// Reads a message, and tells why that failed.
    pub const REFUSE: Option<Refuse> = Some(refuse_leaked::<T>);
    /// Records the names that the type asks for.
    pub const RECORD: Option<Record> = Some(names_leaked::<T>);
}

impl<T: Deserialize<'static> + Serialize> Probe<T> {
    /// Reads a message and writes it again.
    pub const REWRITE: Option<Rewrite> = Some(rewrite_leaked::<T>);
}

/// Writes a value.
pub(crate) type Write<T> = fn(&T) -> Result<String, String>;

/// The negative answer to whether a type is written.
pub trait Unwritable {
    /// The type.
    type Asked: ?Sized;
    /// Writes a value.
    const WRITE: Option<Write<Self::Asked>> = None;
}

impl<T: ?Sized> Unwritable for Probe<T> {
    type Asked = T;
}

impl<T: Serialize> Probe<T> {
    /// Writes a value.
    pub const WRITE: Option<Write<T>> = Some(written::<T>);
}

pub(crate) fn read<T: DeserializeOwned>(message: &str) -> Result<(), String> {
    let read: Result<T, _> = serde_json::from_str(message);
    read.map(drop).map_err(|error| error.to_string())
}

pub(crate) fn rewrite<T: DeserializeOwned + Serialize>(
    message: &str,
) -> Result<Result<String, String>, String> {
    let read: Result<T, _> = serde_json::from_str(message);
    read.map(|value| written(&value))
        .map_err(|error| error.to_string())
}

/// A type that may borrow for as long as `'static` needs a message that is never freed. A test makes few of them, and its
/// process ends.
fn read_leaked<T: Deserialize<'static>>(message: &str) -> Result<(), String> {
    let read: Result<T, _> = serde_json::from_str(leak(message));
    read.map(drop).map_err(|error| error.to_string())
}

fn refuse_leaked<T: Deserialize<'static>>(message: &str) -> Option<Refused> {
    let (rule, place, expected) = guard::refused_as::<T>(leak(message).as_bytes())?;
    Some(Refused {
        rule: rule.id().to_owned(),
        place,
        expected,
    })
}

fn rewrite_leaked<T: Deserialize<'static> + Serialize>(
    message: &str,
) -> Result<Result<String, String>, String> {
    let read: Result<T, _> = serde_json::from_str(leak(message));
    read.map(|value| written(&value))
        .map_err(|error| error.to_string())
}

fn leak(message: &str) -> &'static str {
    Box::leak(message.to_owned().into_boxed_str())
}

pub(crate) fn written<T: Serialize>(value: &T) -> Result<String, String> {
    serde_json::to_string(value).map_err(|error| error.to_string())
}

/// An event of CloudEvents in the structured mode, as programs read it.
#[derive(Deserialize)]
#[allow(dead_code, reason = "it is read, and nothing else")]
pub struct CloudEvent<T> {
    specversion: String,
    id: String,
    source: String,
    #[serde(rename = "type")]
    event_type: String,
    subject: Option<String>,
    time: Option<String>,
    datacontenttype: Option<String>,
    dataschema: Option<String>,
    // (For a field of type `Option`, `Deserialize` requires nothing of the type.)
    data: Option<T>,
}

/// A value in text form: an integer as its digits, as in the key of a map.
pub struct Text<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Text<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneKey<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for OneKey<T> {
            type Value = Text<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map of one key")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Text<T>, A::Error> {
                while map.next_key::<T>()?.is_some() {
                    map.next_value::<IgnoredAny>()?;
                }
                Ok(Text(PhantomData))
            }
        }
        deserializer.deserialize_map(OneKey(PhantomData))
    }
}

/// Writes values, so many at most.
pub fn written_of<T: Serialize, I: IntoIterator<Item: Given<T>>>(values: I, most: usize) -> Vec<Written> {
    let write = |(name, value): (_, T)| Written {
        name,
        text: written(&value),
    };
    values
        .into_iter()
        .take(most)
        .map(|value| write(value.given()))
        .collect()
}

/// Whole messages, so many at most.
pub fn sent_of<M: AsRef<[u8]>, I: IntoIterator<Item = M>>(messages: I, most: usize) -> Vec<Vec<u8>> {
    let bytes = |message: M| message.as_ref().to_vec();
    messages.into_iter().take(most).map(bytes).collect()
}
