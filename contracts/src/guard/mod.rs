//! The contract at run time: a consumer reads messages through it, and a message that cannot be read gives a value that
//! says why.
//!
//! A [`Refusal`] has the vocabulary of `cargo counterpart verify`: its rules, and its places. It contains no values of
//! the message unless they are asked for, so that it may stand in logs, headers and dead letters.

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

pub use cloud_event::{CloudEvent, Extension};
pub use declared::{Consumes, ConsumesOne, Declared, Derived, Emits, EmitsOne, Header, UpcastsFrom, With};
pub use message::Message;
pub use reader::Reader;
pub use refusal::{Found, Part, Refusal, RefusalRule, Role};
pub use write::{Binding, Outgoing, Writer};

/// Reads a message as a type that is declared for one event; of an event in an envelope, its data.
///
/// # Errors
/// A refusal, if the message is not what the contract says.
#[inline]
pub fn read<'m, T>(message: &Message<'m>) -> Result<T, Box<Refusal>>
where
    T: ConsumesOne + serde::Deserialize<'m>,
{
    const { Reader::<T>::only() }.read(message)
}

/// Writes a message of a type that is declared for one event, without envelope and headers.
///
/// # Errors
/// A refusal, if the emitted contract excludes the message: see [`Writer`].
///
/// # Panics
/// If the contract has an envelope.
pub fn write<T>(message: &T) -> Result<Outgoing, Box<Refusal>>
where
    T: EmitsOne + serde::Serialize,
{
    const { Writer::<T>::only() }.write(message, &[])
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
