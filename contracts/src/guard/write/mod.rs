//! Writing a message as its contract says.

mod attributes;
mod checked;
mod event;
mod outgoing;

use std::collections::HashSet;
use std::fmt;
use std::marker::PhantomData;

use serde::Serialize;

use super::cloud_event::CloudEvent;
use super::declared::{Binding, Declared, Derived, Emits, EmitsOne, Mode, chosen};
use super::explain;
use super::key::member;
use super::{Found, Part, Refusal, RefusalRule};
use event::{Attribute, Structured, escaped};

pub use outgoing::Outgoing;

/// Writes messages of one event.
///
/// A type that is declared for one event needs none if its contract has neither envelope nor headers:
/// [`write`](super::write()) is enough.
///
/// ```
/// use counterpart::{Contract, guard::{CloudEvent, Writer}};
///
/// #[derive(serde::Serialize, Contract)]
/// #[contract(emits = "order.placed", envelope = "cloudevents", key = "order_id", headers("trace-id" = String))]
/// struct OrderPlaced {
///     order_id: u64,
/// }
///
/// const PLACED: Writer<OrderPlaced> = Writer::only();
///
/// let mut event = CloudEvent::new("1", "/orders", &OrderPlaced { order_id: 7 });
/// event.time = Some("2026-01-01T00:00:00Z".to_owned());
/// let message = PLACED.write_event(&event, &[("trace-id", "4bf92f35")])?;
/// assert_eq!(message.content_type, "application/cloudevents+json");
/// assert_eq!(message.key.as_deref(), Some("7"));
/// assert_eq!(
///     message.payload,
///     br#"{"specversion":"1.0","type":"order.placed","id":"1","source":"/orders","time":"2026-01-01T00:00:00Z","data":{"order_id":7}}"#
/// );
/// # Ok::<(), Box<counterpart::guard::Refusal>>(())
/// ```
pub struct Writer<T: ?Sized> {
    declared: &'static Declared,
    message: PhantomData<fn(&T)>,
}

impl<T: ?Sized> Clone for Writer<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: ?Sized> Copy for Writer<T> {}

impl<T: ?Sized> fmt::Debug for Writer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Writer").field(&self.declared.event).finish()
    }
}

impl<T: Serialize> Writer<T> {
    const fn new(declared: &'static Declared) -> Self {
        Self {
            declared,
            message: PhantomData,
        }
    }

    /// For the only event that the derive of `T` declares. Several are a compile error.
    pub const fn only() -> Self
    where
        T: EmitsOne<Derived>,
    {
        Self::new(&T::EMITTED[0])
    }

    /// For an event that the derive of `T` declares.
    ///
    /// # Panics
    /// If it declares none for this event. In a constant that is a compile error.
    pub const fn of(event: &str) -> Self
    where
        T: Emits<Derived>,
    {
        Self::new(chosen(T::EMITTED, event, None))
    }

    /// For the `contract!` that declares `T`. If this crate has several for one type, the call is ambiguous, and a compile
    /// error.
    pub const fn declared<By>() -> Self
    where
        T: EmitsOne<By>,
    {
        Self::new(&T::EMITTED[0])
    }

    /// The declaration.
    pub const fn declaration(&self) -> &'static Declared {
        self.declared
    }

    /// The same, checked by the compiler where it evaluates it.
    pub(super) const fn without_envelope(self) -> Self {
        assert!(
            !self.declared.has_envelope(),
            "the contract has an envelope: use `Writer::<Type>::only().write_event(…)`"
        );
        self
    }

    /// Writes a message without an envelope. `headers` are all that the contract names, but for optional ones.
    ///
    /// # Errors
    /// A refusal, if the emitted contract excludes the message.
    ///
    /// # Panics
    /// If the contract has an envelope.
    pub fn write(&self, message: &T, headers: &[(&str, &str)]) -> Result<Outgoing, Box<Refusal>> {
        assert!(
            !self.declared.has_envelope(),
            "the contract has an envelope: use `write_event`"
        );
        let payload = self.payload(message, "")?;
        self.outgoing(payload, "application/json", None, Vec::new(), headers)
    }

    /// Writes an event in the mode that the contract declares; as a batch of one, if it is one of batches.
    ///
    /// # Errors
    /// A refusal, if the emitted contract excludes the message.
    ///
    /// # Panics
    /// If the contract has no envelope.
    pub fn write_event(
        &self,
        event: &CloudEvent<&T>,
        headers: &[(&str, &str)],
    ) -> Result<Outgoing, Box<Refusal>> {
        match self.declared.mode {
            Mode::Structured => {}
            Mode::Binary(binding) => return self.write_binary(event, binding, headers),
            Mode::Batch => return self.write_batch(std::slice::from_ref(event), headers),
        }
        let attributes = self.attributes(event, "")?;
        let structured = Structured {
            attributes: &attributes,
            data: event.data,
        };
        let payload = self.payload(&structured, "")?;
        let content_type = "application/cloudevents+json";
        self.outgoing(payload, content_type, Some("data"), Vec::new(), headers)
    }

    /// Writes a batch of events, which may be empty.
    ///
    /// ```
    /// use counterpart::{Contract, guard::{CloudEvent, Writer}};
    ///
    /// #[derive(serde::Serialize, Contract)]
    /// #[contract(emits = "order.placed", envelope("cloudevents", mode = "batch", time = "optional"))]
    /// struct OrderPlaced {
    ///     order_id: u64,
    /// }
    ///
    /// const PLACED: Writer<OrderPlaced> = Writer::only();
    ///
    /// let order = OrderPlaced { order_id: 7 };
    /// let message = PLACED.write_batch(&[CloudEvent::new("1", "/orders", &order)], &[])?;
    /// assert_eq!(message.content_type, "application/cloudevents-batch+json");
    /// assert_eq!(
    ///     message.payload,
    ///     br#"[{"specversion":"1.0","type":"order.placed","id":"1","source":"/orders","data":{"order_id":7}}]"#
    /// );
    /// # Ok::<(), Box<counterpart::guard::Refusal>>(())
    /// ```
    ///
    /// # Errors
    /// A refusal, if the emitted contract excludes one of the events.
    ///
    /// # Panics
    /// If the contract is not one of batches.
    pub fn write_batch(
        &self,
        events: &[CloudEvent<&T>],
        headers: &[(&str, &str)],
    ) -> Result<Outgoing, Box<Refusal>> {
        assert!(
            self.declared.is_batch(),
            "the contract is not one of batches: declare `envelope(\"cloudevents\", mode = \"batch\")`"
        );
        let attributes = events
            .iter()
            .enumerate()
            .map(|(index, event)| self.attributes(event, &format!("/{index}")))
            .collect::<Result<Vec<_>, _>>()?;
        let structured: Vec<_> = events
            .iter()
            .zip(&attributes)
            .map(|(event, attributes)| Structured {
                attributes,
                data: event.data,
            })
            .collect();
        let payload = self.payload(&structured, "")?;
        let content_type = "application/cloudevents-batch+json";
        self.outgoing(payload, content_type, Some("data"), Vec::new(), headers)
    }

    /// Writes an event in binary mode: the payload is the data, and the attributes are headers.
    ///
    /// # Errors
    /// A refusal, if the emitted contract excludes the message.
    ///
    /// # Panics
    /// If the contract has no envelope, is one of batches, or declares binary mode for another transport.
    pub fn write_binary(
        &self,
        event: &CloudEvent<&T>,
        binding: Binding,
        headers: &[(&str, &str)],
    ) -> Result<Outgoing, Box<Refusal>> {
        assert!(
            matches!(self.declared.mode, Mode::Structured) || self.declared.mode == Mode::Binary(binding),
            "the contract declares another mode: use `write_event`"
        );
        let attributes = self.attributes(event, "")?;
        let attributes = attributes
            .into_iter()
            .filter(|(name, _)| *name != "datacontenttype");
        let attributes = attributes.map(|(name, value)| match binding {
            Binding::Http => (format!("ce-{name}"), escaped(&value.text())),
            Binding::Kafka => (format!("ce_{name}"), value.text()),
        });
        let is_declared = self.declared.mode == Mode::Binary(binding);
        let payload = self.payload(event.data, if is_declared { "" } else { "/data" })?;
        let content_type = attributes::content_type(event.datacontenttype.as_deref());
        self.outgoing(payload, content_type, None, attributes.collect(), headers)
    }

    fn payload<V: Serialize + ?Sized>(&self, value: &V, above: &str) -> Result<Vec<u8>, Box<Refusal>> {
        checked::to_vec(value).map_err(|unfit| {
            let mut refusal = self.declared.refusal(Part::Payload, unfit.rule);
            refusal.set_place(&format!("{above}{}", unfit.place), false);
            refusal.set_expected(unfit.expected);
            refusal.found = unfit.found;
            refusal
        })
    }

    fn outgoing(
        &self,
        payload: Vec<u8>,
        content_type: &'static str,
        inside: Option<&str>,
        mut all: Vec<(String, String)>,
        headers: &[(&str, &str)],
    ) -> Result<Outgoing, Box<Refusal>> {
        let is_in_data = self.declared.has_envelope() && !matches!(self.declared.mode, Mode::Binary(_));
        let above = if is_in_data { "/data" } else { "" };
        match self.declared.is_batch() {
            false => self.check_with(&payload, object(&payload, inside), above)?,
            true => {
                let mut events = explain::Children::of(&payload, explain::start(&payload, 0));
                let mut index = 0;
                while let Some((_, event)) = events.as_mut().and_then(|events| events.next_start()) {
                    let data = inside.and_then(|name| member(&payload, event, name));
                    self.check_with(&payload, data, &format!("/{index}{above}"))?;
                    index += 1;
                    if events.as_mut().and_then(|events| events.skip()).is_none() {
                        break;
                    }
                }
            }
        }
        let key = match self.declared.key {
            None => None,
            Some(field) => Some(self.key(&payload, inside, field)?),
        };
        all.extend(self.headers(headers)?);
        Ok(Outgoing {
            payload,
            content_type,
            key,
            headers: all,
        })
    }

    /// Each field that is written as another type must be a value of that type.
    fn check_with(&self, payload: &[u8], object: Option<usize>, above: &str) -> Result<(), Box<Refusal>> {
        for with in self.declared.with {
            let Some(at) = object.and_then(|object| member(payload, object, with.name)) else {
                continue;
            };
            let end = explain::end(payload, at).unwrap_or(payload.len());
            if let Err(mut explained) = (with.read)(&payload[at..end]) {
                let mut above = above.to_owned();
                explain::push_step(&mut above, with.name);
                explained.offset += at as u64;
                return Err(super::reader::with(self.declared, explained, &above));
            }
        }
        Ok(())
    }

    /// The text of the field that is the key.
    fn key(&self, payload: &[u8], inside: Option<&str>, field: &str) -> Result<String, Box<Refusal>> {
        let value = object(payload, inside).and_then(|at| member(payload, at, field));
        let text = value.and_then(|at| {
            let token = at..explain::end(payload, at)?;
            match explain::kind(payload, at) {
                Found::String => Some(explain::decoded(payload, &token)),
                Found::Number | Found::Boolean => String::from_utf8(payload.get(token)?.to_vec()).ok(),
                _ => None,
            }
        });
        text.ok_or_else(|| {
            let mut refusal = self.declared.refusal(Part::Key, RefusalRule::KeyMismatch);
            refusal.set_expected(&format!("text, an integer or a boolean in the member `{field}`"));
            refusal.found = value.map_or(Found::Absent, |at| explain::kind(payload, at));
            refusal
        })
    }

    /// The headers that the contract names, and no others.
    fn headers(&self, given: &[(&str, &str)]) -> Result<Vec<(String, String)>, Box<Refusal>> {
        let refusal = |name: &str, rule, expected: &str, found| {
            let mut refusal = self.declared.refusal(Part::Headers, rule);
            let mut place = String::new();
            explain::push_step(&mut place, name);
            refusal.set_place(&place, false);
            refusal.set_expected(expected);
            refusal.found = found;
            refusal
        };
        if let Some(name) = repeated(given.iter().map(|(name, _)| *name)) {
            let rule = RefusalRule::PropertyRepeated;
            return Err(refusal(name, rule, "each header once", Found::String));
        }
        let mut headers = Vec::new();
        for header in self.declared.headers {
            match given.iter().find(|(name, _)| *name == header.name) {
                Some((name, value)) => headers.push(((*name).to_owned(), (*value).to_owned())),
                None if (header.is_option)() => {}
                None => {
                    let expected = format!("the header `{}`", header.name);
                    let rule = RefusalRule::PropertyMissing;
                    return Err(refusal(header.name, rule, &expected, Found::Absent));
                }
            }
        }
        let is_named = |name: &str| self.declared.headers.iter().any(|header| header.name == name);
        match given.iter().find(|(name, _)| !is_named(name)) {
            None => Ok(headers),
            Some((name, _)) => {
                let expected = "only headers that the contract names";
                Err(refusal(
                    name,
                    RefusalRule::PropertyDenied,
                    expected,
                    Found::String,
                ))
            }
        }
    }

    /// The attributes of an event, in the order in which they are written. `above` is the place of the event in a batch.
    fn attributes<'e>(
        &self,
        event: &'e CloudEvent<&T>,
        above: &str,
    ) -> Result<Vec<(&'static str, Attribute<'e>)>, Box<Refusal>> {
        assert!(
            self.declared.has_envelope(),
            "the contract has no envelope: declare `envelope = \"cloudevents\"`"
        );
        let declared = match self.declared.mode {
            Mode::Binary(binding) => Some(binding),
            _ => None,
        };
        let refusal = |name: &str, rule, expected: &str, found| {
            let (part, place) = match declared {
                Some(_) if name == "datacontenttype" => (Part::Headers, "/content-type".to_owned()),
                Some(binding) => (Part::Headers, format!("/{}{name}", binding.prefix())),
                None => (Part::Payload, format!("{above}/{name}")),
            };
            let mut refusal = self.declared.refusal(part, rule);
            refusal.set_place(&place, false);
            refusal.set_expected(expected);
            refusal.found = found;
            refusal
        };
        let mut attributes = vec![
            ("specversion", Attribute::Text("1.0")),
            ("type", Attribute::Text(self.declared.event_type[0])),
        ];
        for (name, value) in [
            ("id", Some(&event.id)),
            ("source", Some(&event.source)),
            ("subject", event.subject.as_ref()),
            ("time", event.time.as_ref()),
            ("datacontenttype", event.datacontenttype.as_ref()),
            ("dataschema", event.dataschema.as_ref()),
        ] {
            match value {
                None if name == "time" && self.declared.requires_time => {
                    let rule = RefusalRule::PropertyMissing;
                    return Err(refusal(name, rule, "the attribute `time`", Found::Absent));
                }
                None => {}
                Some(text) => {
                    let in_binary = || attributes::unfit_in_binary(declared?, name, text);
                    if let Some(expected) = attributes::unfit(name, text).or_else(in_binary) {
                        return Err(refusal(name, RefusalRule::StringContent, expected, Found::String));
                    }
                    attributes.push((name, Attribute::Text(text)));
                }
            }
        }
        if let Some(name) = repeated(event.extensions.iter().map(|(name, _)| *name)) {
            let rule = RefusalRule::PropertyRepeated;
            return Err(refusal(name, rule, "each attribute once", Found::String));
        }
        for extension in self.declared.extensions {
            match event.extensions.iter().find(|(name, _)| *name == extension.name) {
                Some((_, value)) => {
                    let text = Attribute::Extension(value).text();
                    let unfit =
                        declared.and_then(|to| attributes::unfit_in_binary(to, extension.name, &text));
                    if let Some(expected) = unfit {
                        let rule = RefusalRule::StringContent;
                        return Err(refusal(extension.name, rule, expected, Found::String));
                    }
                    attributes.push((extension.name, Attribute::Extension(value)));
                }
                None if (extension.is_option)() => {}
                None => {
                    let expected = format!("the attribute `{}`", extension.name);
                    let rule = RefusalRule::PropertyMissing;
                    return Err(refusal(extension.name, rule, &expected, Found::Absent));
                }
            }
        }
        let is_named = |name: &str| self.declared.extensions.iter().any(|one| one.name == name);
        match event.extensions.iter().find(|(name, _)| !is_named(name)) {
            None => Ok(attributes),
            Some((name, _)) => {
                let expected = "only extension attributes that the contract names";
                Err(refusal(
                    name,
                    RefusalRule::PropertyDenied,
                    expected,
                    Found::String,
                ))
            }
        }
    }
}

/// The first name that was there before.
fn repeated<'n>(names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let mut before = HashSet::new();
    let mut names = names.filter(|name| !before.insert(*name));
    names.next()
}

/// The start of the object that the fields of the type are in.
fn object(payload: &[u8], inside: Option<&str>) -> Option<usize> {
    let top = explain::start(payload, 0);
    match inside {
        None => Some(top),
        Some(name) => member(payload, top, name),
    }
}
