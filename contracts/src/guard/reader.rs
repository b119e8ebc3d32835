//! Reading a message as its contract says.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, SeqAccess, Visitor};

use super::cloud_event::{CloudEvent, Structured};
use super::declared::{Consumes, ConsumesOne, Declared, Derived, Mode, UpcastsFrom, chosen};
use super::explain::{self, Explained, explain};
use super::message::Message;
use super::value::Given;
use super::{Found, Part, Refusal, RefusalRule, binary, key};

/// Reads messages of one event as `T`.
///
/// A type that is declared for one event needs none: [`read`](super::read) is enough. This is for a type that is declared
/// for several, and for one that `contract!` declares. As a constant it is chosen by the compiler, which refuses an event
/// that the type is not declared for.
///
/// ```
/// use counterpart::{Contract, guard::{Message, Reader}};
///
/// #[derive(serde::Deserialize, Contract)]
/// #[contract(consumes = "order.placed")]
/// #[contract(consumes = "order.changed", envelope = "cloudevents")]
/// struct Order {
///     order_id: u64,
/// }
///
/// const PLACED: Reader<Order> = Reader::of("order.placed");
///
/// let order = PLACED.read(&Message::new(br#"{"order_id":7}"#))?;
/// assert_eq!(order.order_id, 7);
/// # Ok::<(), Box<counterpart::guard::Refusal>>(())
/// ```
pub struct Reader<T> {
    declared: &'static Declared,
    message: PhantomData<fn() -> T>,
}

impl<T> Clone for Reader<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Reader<T> {}

impl<T> fmt::Debug for Reader<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Reader").field(&self.declared.event).finish()
    }
}

impl<T> Reader<T> {
    const fn new(declared: &'static Declared) -> Self {
        Self {
            declared,
            message: PhantomData,
        }
    }

    /// For the only event that the derive of `T` declares. Several are a compile error.
    pub const fn only() -> Self
    where
        T: ConsumesOne<Derived>,
    {
        Self::new(&T::CONSUMED[0])
    }

    /// For an event that the derive of `T` declares.
    ///
    /// # Panics
    /// If it declares none for this event, or several of different names. In a constant that is a compile error.
    pub const fn of(event: &str) -> Self
    where
        T: Consumes<Derived>,
    {
        Self::new(chosen(T::CONSUMED, event, None))
    }

    /// For one of several contracts of `T` for an event, by its name.
    ///
    /// # Panics
    /// If there is none. In a constant that is a compile error.
    pub const fn named(event: &str, name: &str) -> Self
    where
        T: Consumes<Derived>,
    {
        Self::new(chosen(T::CONSUMED, event, Some(name)))
    }

    /// For the `contract!` that declares `T`. If this crate has several for one type, the call is ambiguous, and a compile
    /// error.
    ///
    /// ```
    /// use counterpart::{Contract, contract, guard::{Message, Reader}};
    ///
    /// #[derive(serde::Deserialize, Contract)]
    /// struct Page<T> {
    ///     items: Vec<T>,
    /// }
    ///
    /// contract!(Page<u8>, consumes = "page.read");
    ///
    /// # fn main() -> Result<(), Box<counterpart::guard::Refusal>> {
    /// let page = Reader::<Page<u8>>::declared().read(&Message::new(br#"{"items":[7]}"#))?;
    /// assert_eq!(page.items, [7]);
    /// # Ok(())
    /// # }
    /// ```
    pub const fn declared<By>() -> Self
    where
        T: ConsumesOne<By>,
    {
        Self::new(&T::CONSUMED[0])
    }

    /// For an older type of the same event, which `upcasts_from(Old)` declares.
    ///
    /// ```
    /// use counterpart::{Contract, guard::{Message, Reader}};
    ///
    /// #[derive(serde::Deserialize, Contract)]
    /// struct UserV1 {
    ///     mail: String,
    /// }
    ///
    /// #[derive(serde::Deserialize, Contract)]
    /// #[contract(consumes = "user.registered", upcasts_from(UserV1))]
    /// struct User {
    ///     email: String,
    /// }
    ///
    /// let message = Message::new(br#"{"mail":"a@b.c"}"#);
    /// let reader = Reader::<User>::only();
    /// let user = reader.read(&message).or_else(|refusal| {
    ///     let old: UserV1 = reader.older().read(&message).map_err(|_| refusal)?;
    ///     Ok::<_, Box<counterpart::guard::Refusal>>(User { email: old.mail })
    /// })?;
    /// assert_eq!(user.email, "a@b.c");
    /// # Ok::<(), Box<counterpart::guard::Refusal>>(())
    /// ```
    pub const fn older<Old, By>(self) -> Reader<Old>
    where
        T: UpcastsFrom<Old, By>,
    {
        Reader::new(self.declared)
    }

    /// The declaration.
    pub const fn declaration(&self) -> &'static Declared {
        self.declared
    }

    /// The same, checked by the compiler where it evaluates it.
    pub(super) const fn of_one_event(self) -> Self {
        assert!(
            !self.declared.is_batch(),
            "the contract is one of batches: use `Reader::<Type>::only().read_batch(…)`"
        );
        self
    }

    /// Reads a message; of an event in an envelope, its data.
    ///
    /// # Errors
    /// A refusal, if the message is not what the contract says.
    ///
    /// # Panics
    /// If the contract is one of batches.
    #[inline]
    pub fn read<'m>(&self, message: &Message<'m>) -> Result<T, Box<Refusal>>
    where
        T: Deserialize<'m>,
    {
        if self.declared.has_envelope() {
            return self.read_event(message).map(|event| event.data);
        }
        if !self.declared.headers.is_empty() {
            check_headers(self.declared, message)?;
        }
        match serde_json::from_slice(message.payload) {
            Ok(read) if self.declared.key.is_none() => Ok(read),
            Ok(read) => key::check(self.declared, message, message.payload, &[]).map(|()| read),
            Err(error) => Err(refused(self.declared, message.payload, PhantomData::<T>, &error)),
        }
    }

    /// Reads a message with its CloudEvents envelope: in binary mode if the contract declares it, and else in structured mode or
    /// in binary mode, whichever the message is in.
    ///
    /// # Errors
    /// A refusal, if the message is not what the contract says.
    ///
    /// # Panics
    /// If the contract has no envelope, or is one of batches.
    #[inline]
    pub fn read_event<'m>(&self, message: &Message<'m>) -> Result<CloudEvent<T>, Box<Refusal>>
    where
        T: Deserialize<'m>,
    {
        assert!(
            self.declared.has_envelope(),
            "the contract has no envelope: declare `envelope = \"cloudevents\"`"
        );
        if !self.declared.headers.is_empty() {
            check_headers(self.declared, message)?;
        }
        assert!(
            !self.declared.is_batch(),
            "the contract is one of batches: use `read_batch`"
        );
        let prefix = match self.declared.mode {
            Mode::Binary(binding) => Some(binding.prefix()),
            _ => binary::prefix(message),
        };
        if let Some(prefix) = prefix {
            return binary::read(self.declared, message, prefix);
        }
        let event = structured(self.declared, message.payload)?;
        if self.declared.key.is_some() {
            key::check(self.declared, message, message.payload, &["data"])?;
        }
        Ok(event)
    }

    /// Reads a batch of CloudEvents in JSON. An event that is refused does not keep the others from being read: each has an
    /// answer of its own, in order. The places of an answer are those in its event; offsets are those in the batch.
    ///
    /// # Errors
    /// A refusal, if the message is not a batch at all.
    ///
    /// # Panics
    /// If the contract has no envelope, or declares binary mode.
    pub fn read_batch<'m>(&self, message: &Message<'m>) -> Result<Answers<T>, Box<Refusal>>
    where
        T: Deserialize<'m>,
    {
        assert!(
            self.declared.has_envelope(),
            "the contract has no envelope: declare `envelope = \"cloudevents\"`"
        );
        assert!(
            !matches!(self.declared.mode, Mode::Binary(_)),
            "the contract is one of events in binary mode: use `read_event`"
        );
        check_headers(self.declared, message)?;
        let text = message.payload;
        let batch = Batch(Structured::<T>::of(self.declared));
        let read = from_slice(text, batch);
        let error = match read {
            Ok(events) if self.declared.key.is_none() => return Ok(events.into_iter().map(Ok).collect()),
            Ok(_) => None,
            Err(error) => Some(error),
        };
        // Text that is no JSON has no events of which some are right.
        if let Err(error) = serde_json::from_slice::<IgnoredAny>(text) {
            return Err(refused(self.declared, text, PhantomData::<IgnoredAny>, &error));
        }
        let children = explain::Children::of(text, explain::start(text, 0));
        let (Some(mut children), Found::Array) = (children, explain::kind(text, explain::start(text, 0)))
        else {
            return match error {
                Some(error) => Err(refused(self.declared, text, batch, &error)),
                None => Ok(Vec::new()),
            };
        };
        let mut answers = Vec::new();
        while let Some((_, start)) = children.next_start() {
            let end = explain::end(text, start).unwrap_or(text.len());
            let answer = structured(self.declared, &text[start..end]).and_then(|event| {
                if self.declared.key.is_some() {
                    key::check(self.declared, message, &text[start..end], &["data"])?;
                }
                Ok(event)
            });
            answers.push(answer.map_err(|mut refusal| {
                refusal.offset = refusal.offset.map(|offset| offset + start as u64);
                refusal
            }));
            if children.skip().is_none() {
                break;
            }
        }
        Ok(answers)
    }
}

/// What is read of a batch: an answer for each event.
pub type Answers<T> = Vec<Result<CloudEvent<T>, Box<Refusal>>>;

struct Batch<T>(Structured<T>);

impl<T> Clone for Batch<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Batch<T> {}

impl<'de, T: Deserialize<'de>> DeserializeSeed<'de> for Batch<T> {
    type Value = Vec<CloudEvent<T>>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for Batch<T> {
    type Value = Vec<CloudEvent<T>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a batch of CloudEvents")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut events = Vec::new();
        while let Some(event) = items.next_element_seed(self.0)? {
            events.push(event);
        }
        Ok(events)
    }
}

/// `serde_json::from_slice` for a seed.
#[inline]
fn from_slice<'m, S: DeserializeSeed<'m>>(text: &'m [u8], seed: S) -> serde_json::Result<S::Value> {
    let mut deserializer = serde_json::Deserializer::from_slice(text);
    let read = seed.deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(read)
}

#[inline]
fn structured<'m, T: Deserialize<'m>>(
    declared: &'static Declared,
    text: &'m [u8],
) -> Result<CloudEvent<T>, Box<Refusal>> {
    let seed = Structured::of(declared);
    from_slice(text, seed).map_err(|error| refused(declared, text, seed, &error))
}

#[cold]
#[inline(never)]
pub(super) fn refused<'m, S: DeserializeSeed<'m> + Copy>(
    declared: &Declared,
    text: &'m [u8],
    seed: S,
    error: &serde_json::Error,
) -> Box<Refusal> {
    with(declared, explain(text, seed, error), "")
}

/// The refusal, of a part that starts at this place.
pub(super) fn with(declared: &Declared, explained: Explained, above: &str) -> Box<Refusal> {
    let mut refusal = declared.refusal(Part::Payload, explained.rule);
    refusal.set_place(&format!("{above}{}", explained.place), explained.is_within);
    refusal.set_expected(&explained.expected);
    refusal.found = explained.found;
    refusal.offset = Some(explained.offset);
    refusal
}

/// Each header that the contract names must be a text of its type.
fn check_headers(declared: &Declared, message: &Message<'_>) -> Result<(), Box<Refusal>> {
    for header in declared.headers {
        let value = message.header(header.name);
        let refused = match value.map(std::str::from_utf8).transpose() {
            Ok(value) => {
                let given = value.map(|text| Given::Text(text.into()));
                let Err(refused) = (header.read)(given) else {
                    continue;
                };
                let found = if value.is_some() {
                    Found::String
                } else {
                    Found::Absent
                };
                explain::of_text(*refused, header.name, found)
            }
            Err(_) => (
                RefusalRule::MalformedText,
                "text in UTF-8".to_owned(),
                Found::Malformed,
            ),
        };
        return Err(of_header(declared, header.name, refused));
    }
    Ok(())
}

fn of_header(
    declared: &Declared,
    name: &str,
    (rule, expected, found): (RefusalRule, String, Found),
) -> Box<Refusal> {
    let mut refusal = declared.refusal(Part::Headers, rule);
    let mut place = String::new();
    explain::push_step(&mut place, name);
    refusal.set_place(&place, false);
    refusal.set_expected(&expected);
    refusal.found = found;
    refusal
}
