//! The metadata of messages: `envelope`, `reads_with`, `key`, `headers` and `retention`.

use proc_macro2::Span;
use syn::meta::ParseNestedMeta;
use syn::{Ident, LitStr, Type};

use super::envelope::{Envelope, Mode, STANDARD_ATTRIBUTES};
use super::named_types::{drained, named_types};
use super::value::string;
use crate::errors::Errors;

#[derive(Default, Clone)]
pub(crate) struct MessageLayout {
    envelope_at: Option<Ident>,
    pub(crate) envelope: Option<Envelope>,
    pub(super) reads_with_at: Option<Ident>,
    /// The variant of `counterpart::contract::EventReader`. Only for consumed events.
    pub(crate) reader: Option<Ident>,
    key_at: Option<Ident>,
    pub(crate) key: Option<LitStr>,
    headers_at: Option<Ident>,
    pub(crate) headers: Vec<(LitStr, Type)>,
    pub(super) retention_at: Option<Ident>,
    /// How long the messages may be read. Only for emitted events.
    pub(crate) retention: Option<LitStr>,
}

impl MessageLayout {
    /// Reads one key if it is one of these.
    pub(super) fn read(&mut self, meta: &ParseNestedMeta) -> syn::Result<bool> {
        let Some(key) = meta.path.get_ident() else {
            return Ok(false);
        };
        let twice = |slot: &Option<Ident>| match slot {
            Some(_) => Err(meta.error(format!("duplicate `{key}`: remove one"))),
            None => Ok(()),
        };
        if key == "envelope" {
            twice(&self.envelope_at)?;
            self.envelope_at = Some(key.clone());
            self.envelope = Some(Envelope::read(meta)?);
        } else if key == "reads_with" {
            twice(&self.reads_with_at)?;
            self.reads_with_at = Some(key.clone());
            self.reader = Some(reader(meta)?);
        } else if key == "key" {
            twice(&self.key_at)?;
            self.key = Some(string(meta)?);
            self.key_at = Some(key.clone());
        } else if key == "headers" {
            twice(&self.headers_at)?;
            self.headers_at = Some(key.clone());
            self.headers = headers(meta)?;
        } else if key == "retention" {
            twice(&self.retention_at)?;
            self.retention_at = Some(key.clone());
            self.retention = Some(retention(meta)?);
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    /// Returns the first of the given keys.
    pub(super) fn first(&self) -> Option<&Ident> {
        [&self.envelope_at, &self.key_at, &self.headers_at]
            .into_iter()
            .flatten()
            .next()
    }

    /// `reads_with`, if there is no envelope to read.
    pub(super) fn reader_without_envelope(&self) -> Option<&Ident> {
        self.reads_with_at.as_ref().filter(|_| self.envelope_at.is_none())
    }

    /// Attributes of the envelope beyond those of its standard.
    pub(crate) fn extensions(&self) -> &[(LitStr, Type)] {
        self.envelope
            .as_ref()
            .map_or(&[], |envelope| &envelope.extensions)
    }

    /// The same for a producer, who reads nothing.
    pub(super) fn of_producer(&self) -> Self {
        Self {
            reads_with_at: None,
            reader: None,
            ..self.clone()
        }
    }

    /// The same for a consumer, who cannot say how long messages stay.
    pub(super) fn of_consumer(&self) -> Self {
        Self {
            retention_at: None,
            retention: None,
            ..self.clone()
        }
    }

    /// The keys that cannot be together.
    pub(super) fn refuse_contradictions(&self, errors: &mut Errors) {
        let Some(envelope) = &self.envelope else { return };
        let mode = envelope.mode;
        if let (Some(at), true) = (&envelope.binding_at, mode != Mode::Binary) {
            errors.at(
                at,
                "`binding` names the headers of binary mode: write `mode = \"binary\"` too, or remove it",
            );
        }
        match (mode, &self.reads_with_at, &self.reader) {
            (Mode::Binary, Some(key), _) => errors.at(
                key,
                "`reads_with` is for structured mode and batches: in binary mode a contract accepts what all SDKs read",
            ),
            (Mode::Batch, Some(key), Some(reader)) if reader == "Python2" => errors.at(
                key,
                "the SDK of CloudEvents for Python reads no batches: name another reader, or remove `mode = \"batch\"`",
            ),
            _ => {}
        }
        if let (Mode::Batch, Some(key)) = (mode, &self.key_at) {
            errors.at(
                key,
                "a batch has several events, so no field of one is its key: remove `key`, or `mode = \"batch\"`",
            );
        }
        if mode == Mode::Binary {
            let prefix = match &envelope.binding {
                Some(binding) if binding == "Kafka" => "ce_",
                _ => "ce-",
            };
            for (name, _) in &self.headers {
                let lower = name.value().to_ascii_lowercase();
                let attribute = lower.strip_prefix(prefix);
                let is_declared = lower == "content-type"
                    || attribute.is_some_and(|attribute| STANDARD_ATTRIBUTES.contains(&attribute));
                if is_declared {
                    errors.at(name, "`mode = \"binary\"` has this header already: remove it");
                } else if let Some(attribute) = attribute {
                    errors.at(
                        name,
                        format!(
                            "`mode = \"binary\"` has the headers of attributes: for one that the standard does not have, write \
                             `extensions({attribute:?} = Type)` in `envelope(…)`"
                        ),
                    );
                }
            }
        }
    }
}

/// `reads_with = "cloudevents-python-2"`; the ids are those of `counterpart::contract::EventReader`.
fn reader(meta: &ParseNestedMeta) -> syn::Result<Ident> {
    const READERS: [(&str, &str); 4] = [
        ("counterpart-guard", "Guard"),
        ("cloudevents-rust-0.9", "Rust09"),
        ("cloudevents-python-2", "Python2"),
        ("cloudevents-js-10", "JavaScript10"),
    ];
    let id = string(meta)?;
    let found = READERS.iter().find(|(known, _)| *known == id.value());
    found
        .map(|(_, variant)| Ident::new(variant, Span::call_site()))
        .ok_or_else(|| {
            let known: Vec<_> = READERS
                .iter()
                .map(|(known, _)| format!("`\"{known}\"`"))
                .collect();
            let text = format!(
                "unknown reader of CloudEvents: the measured ones are {}",
                known.join(", ")
            );
            syn::Error::new(id.span(), text)
        })
}

/// `retention = "14d"` or `retention = "forever"`; the form is that of `counterpart::retention::Retention`.
fn retention(meta: &ParseNestedMeta) -> syn::Result<LitStr> {
    let value = string(meta)?;
    let text = value.value();
    let problem = match seconds(&text) {
        _ if text == "forever" => return Ok(value),
        Some(Some(seconds)) if seconds <= LONGEST_RETENTION => return Ok(value),
        Some(_) => {
            "the retention is longer than a thousand years (`365000d`): write a shorter one, or \
             `\"forever\"`"
        }
        None => {
            "invalid retention: write a number with a unit, as in `\"14d\"` (`s`, `m`, `h`, `d`, `w`), or `\"forever\"`"
        }
    };
    Err(syn::Error::new(value.span(), problem))
}

/// The longest retention that a contract file can hold, in seconds.
const LONGEST_RETENTION: u64 = 365_000 * 86_400;

/// The seconds of a time such as `14d`: `None` if the text has another form, `Some(None)` if they are too many to
/// count.
fn seconds(text: &str) -> Option<Option<u64>> {
    const UNITS: [(char, u64); 5] = [('s', 1), ('m', 60), ('h', 3_600), ('d', 86_400), ('w', 604_800)];
    let (number, unit) = UNITS
        .iter()
        .find_map(|(unit, seconds)| Some((text.strip_suffix(*unit)?, *seconds)))?;
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| number.parse::<u64>().ok()?.checked_mul(unit))
}

/// `headers("trace-id" = String, "attempt" = Option<u32>)`.
fn headers(meta: &ParseNestedMeta) -> syn::Result<Vec<(LitStr, Type)>> {
    let list;
    syn::parenthesized!(list in meta.input);
    let headers = drained(&list, named_types(&list, "headers", is_header, NO_HEADER))?;
    if headers.is_empty() {
        return Err(meta.error("no header: write `headers(\"name\" = Type, …)`"));
    }
    Ok(headers)
}

const NO_HEADER: &str = "invalid header name: it needs at least one character, and only visible ASCII \
                         characters";

fn is_header(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_graphic())
}
