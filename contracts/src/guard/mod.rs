//! The contract at run time: a consumer reads messages through it, and a message that cannot be read gives a value that
//! says why.
//!
//! ```
//! use counterpart::{Contract, guard::{self, Message}};
//!
//! #[derive(serde::Deserialize, Contract)]
//! #[contract(consumes = "user.registered", service = "auth-service")]
//! struct UserRegistered {
//!     user_id: u64,
//!     email: String,
//! }
//!
//! let message = Message::new(br#"{"user_id":7,"email":"a@b.c"}"#);
//! assert_eq!(guard::read::<UserRegistered>(&message)?.user_id, 7);
//!
//! let message = Message::new(br#"{"user_id":7,"email":null}"#);
//! let refusal = guard::read::<UserRegistered>(&message).err().unwrap();
//! assert_eq!((refusal.rule.id(), &*refusal.place), ("null-emitted", "/email"));
//! # Ok::<(), Box<guard::Refusal>>(())
//! ```
//!
//! A message that is read costs what `serde_json::from_slice` into the same type costs. A message that is refused is read
//! again by the same `Deserialize`, through a deserializer that follows the place: serde is what refuses.
//!
//! # Rules
//!
//! A [`Refusal`] has the vocabulary of `cargo counterpart verify`: its rules, and its places. A reader distinguishes less,
//! so several rules of `verify` lead to one refusal:
//!
//! | refusal | rules of `verify` |
//! |---|---|
//! | `property-missing` | `property-missing`, `property-optional` |
//! | `string-content` | `string-content`, `format-mismatch` |
//! | `alternative-not-accepted` | `alternative-not-accepted`; of an untagged enum also `type-mismatch` and `null-emitted` |
//! | `forbidden-shape` | `forbidden-shape`; in a value that serde keeps also `format-mismatch` |
//! | `malformed-text`, `property-repeated` | none: `verify` assumes JSON, and unique keys |
//! | any other | the rule of this id |
//!
//! It contains no values of the message unless they are asked for, so that it may stand in logs, headers and dead letters.

mod binary;
mod cloud_event;
mod declared;
mod explain;
mod key;
mod message;
mod reader;
mod refusal;
mod shown;
mod value;
mod write;

pub(crate) use binary::is_binary;
pub use cloud_event::{CloudEvent, Extension};
pub use declared::{
    Binding, Consumes, ConsumesOne, Declared, Derived, Emits, EmitsOne, Header, Mode, UpcastsFrom, With,
};
pub use message::Message;
pub use reader::{Answers, Reader};
pub use refusal::{Found, Part, Refusal, RefusalRule, Role};
pub use write::{Outgoing, Writer};

/// Reads a message as a type that is declared for one event; of an event in an envelope, its data.
///
/// # Errors
/// A refusal, if the message is not what the contract says.
///
/// A contract of batches is a compile error here: see [`Reader::read_batch`].
#[inline]
pub fn read<'m, T>(message: &Message<'m>) -> Result<T, Box<Refusal>>
where
    T: ConsumesOne + serde::Deserialize<'m>,
{
    const { Reader::<T>::only().of_one_event() }.read(message)
}

/// Writes a message of a type that is declared for one event, without envelope and headers.
///
/// # Errors
/// A refusal, if the emitted contract excludes the message: see [`Writer`].
///
/// A contract with an envelope is a compile error here.
pub fn write<T>(message: &T) -> Result<Outgoing, Box<Refusal>>
where
    T: EmitsOne + serde::Serialize,
{
    const { Writer::<T>::only().without_envelope() }.write(message, &[])
}

/// Reads a text as a type, and tells without its values why that failed: the rule, the place, and what was expected.
#[cfg(feature = "testing")]
pub(crate) fn refused_as<'m, T: serde::Deserialize<'m>>(
    text: &'m [u8],
) -> Option<(RefusalRule, String, String)> {
    let read: Result<T, serde_json::Error> = serde_json::from_slice(text);
    let error = read.err()?;
    let explained = explain::explain(text, std::marker::PhantomData::<T>, &error);
    Some((explained.rule, explained.place, explained.expected))
}
