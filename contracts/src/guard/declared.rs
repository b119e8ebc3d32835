//! The declarations of a type, as constants that the derive leaves in production code.

use std::marker::PhantomData;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;

use super::explain::{Explained, Refused, explain};
use super::value::{self, Given};
use super::{Part, Refusal, RefusalRule, Role};

/// An event that a type is declared for: what the contract says of its messages besides the payload.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Declared {
    /// The role of the service for the event.
    pub role: Role,
    /// The event.
    pub event: &'static str,
    /// The service.
    pub service: &'static str,
    /// The name of the contract, if the service has several for the event.
    pub name: Option<&'static str>,
    /// The field whose value is the key of the message, by its name in the message.
    pub key: Option<&'static str>,
    /// The name of the event in its CloudEvents envelope, as a list of one; empty if there is no envelope.
    pub event_type: &'static [&'static str],
    /// The mode of CloudEvents, if there is an envelope.
    pub mode: Mode,
    /// True if each event in an envelope has its time.
    pub requires_time: bool,
    /// The extension attributes of the envelope.
    pub extensions: &'static [Header],
    /// The headers.
    pub headers: &'static [Header],
    /// The fields that are written as another type.
    pub(super) with: &'static [With],
}

/// The form of messages with events of CloudEvents, as a contract declares it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Mode {
    /// The message is the event. A reader of this mode also reads events in binary mode.
    Structured,
    /// The message is the payload, and the attributes are headers.
    Binary(Binding),
    /// The message is an array of events.
    Batch,
}

/// The places of CloudEvents' attributes in binary mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Binding {
    /// `ce-id`, with escapes for what is not ASCII: HTTP and NATS.
    Http,
    /// `ce_id`: Kafka.
    Kafka,
}

impl Binding {
    /// The start of a header's name, before that of the attribute.
    pub(super) const fn prefix(self) -> &'static str {
        match self {
            Binding::Http => "ce-",
            Binding::Kafka => "ce_",
        }
    }
}

/// A field that is written as another type: `#[contract(with = "Type")]`.
#[derive(Debug, Clone, Copy)]
pub struct With {
    /// The name of the field in messages.
    pub(super) name: &'static str,
    /// Reads a value as the type.
    pub(super) read: fn(&[u8]) -> Result<(), Explained>,
}

impl With {
    /// The field of this name, whose values are those of `T`.
    #[doc(hidden)]
    pub const fn of<T: DeserializeOwned>(name: &'static str) -> Self {
        Self {
            name,
            read: |text| match serde_json::from_slice::<T>(text) {
                Ok(_) => Ok(()),
                Err(error) => Err(explain(text, PhantomData::<T>, &error)),
            },
        }
    }
}

impl Declared {
    /// Returns true if the payload is in a CloudEvents envelope.
    pub const fn has_envelope(&self) -> bool {
        !self.event_type.is_empty()
    }

    /// Returns true if a message has several events.
    pub const fn is_batch(&self) -> bool {
        self.has_envelope() && matches!(self.mode, Mode::Batch)
    }

    /// The declaration that a macro writes.
    #[doc(hidden)]
    #[allow(clippy::too_many_arguments, reason = "only the macro calls it")]
    pub const fn of(
        role: Role,
        event: &'static str,
        service: &'static str,
        name: Option<&'static str>,
        key: Option<&'static str>,
        event_type: &'static [&'static str],
        mode: Mode,
        requires_time: bool,
        extensions: &'static [Header],
        headers: &'static [Header],
        with: &'static [With],
    ) -> Self {
        Self {
            role,
            event,
            service,
            name,
            key,
            event_type,
            mode,
            requires_time,
            extensions,
            headers,
            with,
        }
    }

    /// A refusal in the name of this declaration.
    pub(super) fn refusal(&self, part: Part, rule: RefusalRule) -> Box<Refusal> {
        let mut refusal = Refusal::new(self.role, self.event, self.service, rule);
        refusal.contract = self.name.map(str::to_owned);
        refusal.part = part;
        Box::new(refusal)
    }
}

/// A header, or an extension attribute of an envelope, that a contract names.
#[derive(Debug, Clone, Copy)]
pub struct Header {
    /// Its name.
    pub name: &'static str,
    /// Returns true if a message may lack it.
    pub(super) is_option: fn() -> bool,
    /// Reads its value, and drops it: `None` if it is absent.
    pub(super) read: fn(Option<Given<'_>>) -> Result<(), Box<Refused>>,
}

impl Header {
    /// A header whose values are read as `T`.
    #[doc(hidden)]
    pub const fn read<T: JsonSchema + DeserializeOwned>(name: &'static str) -> Self {
        Self {
            name,
            is_option: T::_schemars_private_is_option,
            read: value::read::<T>,
        }
    }

    /// A header whose values are only sent.
    #[doc(hidden)]
    pub const fn sent<T: JsonSchema>(name: &'static str) -> Self {
        Self {
            name,
            is_option: T::_schemars_private_is_option,
            read: |_| Ok(()),
        }
    }
}

/// The declarations that a derive makes. (A `contract!` is its own, because it may be for a type of another crate.)
#[derive(Debug, Clone, Copy)]
pub enum Derived {}

/// A type that consumes events. `#[derive(Contract)]` implements it for a type with `#[contract(consumes = "…")]`, and
/// [`contract!`](crate::contract!) for the type that it names.
///
/// `By` is [`Derived`] for the derive. Each `contract!` has a type of its own, which is inferred.
#[diagnostic::on_unimplemented(
    message = "`{Self}` declares no event that it consumes",
    label = "needs `#[derive(Contract)]` with `#[contract(consumes = \"event\")]`",
    note = "a type that `contract!` declares is read with `guard::Reader::<Type>::declared()`"
)]
pub trait Consumes<By = Derived> {
    /// The events.
    const CONSUMED: &'static [Declared];
}

/// A type that consumes one event.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not declared for exactly one event that it consumes",
    label = "needs one `#[contract(consumes = \"event\")]`",
    note = "if it is declared for several, choose one: `const READER: guard::Reader<Type> = guard::Reader::of(\"event\");`",
    note = "a type that `contract!` declares is read with `guard::Reader::<Type>::declared()`"
)]
pub trait ConsumesOne<By = Derived>: Consumes<By> {}

/// A type that is emitted as events. `#[derive(Contract)]` implements it for a type with `#[contract(emits = "…")]`, and
/// [`contract!`](crate::contract!) for the type that it names.
#[diagnostic::on_unimplemented(
    message = "`{Self}` declares no event that it is emitted as",
    label = "needs `#[derive(Contract)]` with `#[contract(emits = \"event\")]`",
    note = "a type that `contract!` declares is written with `guard::Writer::<Type>::declared()`"
)]
pub trait Emits<By = Derived> {
    /// The events.
    const EMITTED: &'static [Declared];
}

/// A type that is emitted as one event.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not declared for exactly one event that it is emitted as",
    label = "needs one `#[contract(emits = \"event\")]`",
    note = "if it is declared for several, choose one: `const WRITER: guard::Writer<Type> = guard::Writer::of(\"event\");`",
    note = "a type that `contract!` declares is written with `guard::Writer::<Type>::declared()`"
)]
pub trait EmitsOne<By = Derived>: Emits<By> {}

/// A type that is made of an older one of the same event, as `upcasts_from(Old)` declares it. `By` is as in [`Consumes`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` declares no older type `{Old}`",
    label = "needs `upcasts_from({Old})` beside `consumes`"
)]
pub trait UpcastsFrom<Old, By = Derived> {}

/// The declaration for an event, and of a name if one is given.
pub(super) const fn chosen(
    declared: &'static [Declared],
    event: &str,
    name: Option<&str>,
) -> &'static Declared {
    let mut found = None;
    let mut at = 0;
    while at < declared.len() {
        let one = &declared[at];
        let has_name = match (name, one.name) {
            (None, _) => true,
            (Some(name), Some(other)) => is_same(name, other),
            (Some(_), None) => false,
        };
        if is_same(one.event, event) && has_name {
            assert!(
                found.is_none(),
                "the type has several contracts for this event: choose one with `Reader::named(\"event\", \"name\")`"
            );
            found = Some(one);
        }
        at += 1;
    }
    match found {
        Some(found) => found,
        None => panic!("the type is not declared for this event"),
    }
}

/// `==` for constants.
const fn is_same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    if one.len() != other.len() {
        return false;
    }
    let mut at = 0;
    while at < one.len() {
        if one[at] != other[at] {
            return false;
        }
        at += 1;
    }
    true
}
