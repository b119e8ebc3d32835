//! CloudEvents in binary mode: the attributes are headers, and the payload is the data.

use std::borrow::Cow;
use std::marker::PhantomData;

use serde::Deserialize;

use super::cloud_event::{CloudEvent, Extension};
use super::declared::{Declared, Mode};
use super::explain::{self, explain};
use super::message::Message;
use super::reader::with;
use super::value::Given;
use super::{Found, Part, Refusal, RefusalRule, key};

/// The prefixes of attributes in headers, and the attribute that each event has: of HTTP and NATS, of Kafka, and of AMQP.
const PREFIXES: [(&str, &str); 4] = [
    ("ce-", "ce-specversion"),
    ("ce_", "ce_specversion"),
    ("cloudEvents:", "cloudEvents:specversion"),
    ("cloudEvents_", "cloudEvents_specversion"),
];

/// The prefix of a message's attributes, if it is in binary mode. A content type of CloudEvents is the sign of structured
/// mode, whatever headers there are.
#[inline]
pub(super) fn prefix(message: &Message<'_>) -> Option<&'static str> {
    const STRUCTURED: &str = "application/cloudevents";
    if message.has_no_headers() {
        return None;
    }
    let content_type = message.content_type.unwrap_or_default().trim_ascii();
    let start = content_type.get(..STRUCTURED.len()).unwrap_or_default();
    if start.eq_ignore_ascii_case(STRUCTURED) {
        return None;
    }
    let mut prefixes = PREFIXES.into_iter();
    let found = prefixes.find(|(_, specversion)| message.header(specversion).is_some());
    found.map(|(prefix, _)| prefix)
}

/// Returns true if the message is in binary mode.
pub(crate) fn is_binary(message: &Message<'_>) -> bool {
    prefix(message).is_some()
}

pub(super) fn read<'m, T: Deserialize<'m>>(
    declared: &'static Declared,
    message: &Message<'m>,
    prefix: &'static str,
) -> Result<CloudEvent<T>, Box<Refusal>> {
    let attributes = Attributes {
        declared,
        message,
        prefix,
    };
    attributes.one_of("specversion", &["1.0"])?;
    attributes.one_of("type", declared.event_type)?;
    let id = attributes.required("id")?;
    let source = attributes.required("source")?;
    let subject = attributes.filled("subject")?;
    let time = match declared.requires_time {
        true => Some(Cow::Owned(attributes.required("time")?)),
        false => attributes.text("time")?,
    };
    let dataschema = attributes.filled("dataschema")?;
    let mut extensions = Vec::new();
    for extension in declared.extensions {
        let value = attributes.text(extension.name)?;
        let is_there = value.is_some();
        let text = value.as_deref().map(str::to_owned);
        extensions.extend(text.map(|text| (extension.name, Extension::Text(text))));
        if let Err(refused) = (extension.read)(value.map(Given::Text)) {
            let found = if is_there { Found::String } else { Found::Absent };
            let (rule, expected, found) = explain::of_text(*refused, extension.name, found);
            return Err(attributes.refusal(extension.name, rule, &expected, found));
        }
    }
    let data = match serde_json::from_slice(message.payload) {
        Ok(data) => data,
        Err(error) => {
            let explained = explain(message.payload, PhantomData::<T>, &error);
            return Err(with(declared, explained, attributes.data()));
        }
    };
    if declared.key.is_some() {
        key::check(declared, message, message.payload, &[])?;
    }
    Ok(CloudEvent {
        id,
        source,
        subject,
        time: time.map(Cow::into_owned),
        datacontenttype: attributes.content_type(),
        dataschema,
        extensions,
        data,
    })
}

struct Attributes<'a, 'm> {
    declared: &'static Declared,
    message: &'a Message<'m>,
    prefix: &'static str,
}

impl<'m> Attributes<'_, 'm> {
    /// The place is the one that the contract describes: in a contract of the structured mode, the one of that mode.
    fn refusal(&self, name: &str, rule: RefusalRule, expected: &str, found: Found) -> Box<Refusal> {
        let mut refusal = match self.declared.mode {
            Mode::Binary(_) => {
                let mut refusal = self.declared.refusal(Part::Headers, rule);
                refusal.set_place(&format!("/{}{name}", self.prefix), false);
                refusal.set_expected(expected);
                refusal
            }
            _ => {
                let mut refusal = self.declared.refusal(Part::Payload, rule);
                refusal.set_place(&format!("/{name}"), false);
                refusal.set_expected(&format!("{expected} (in the header `{}{name}`)", self.prefix));
                refusal
            }
        };
        refusal.found = found;
        refusal
    }

    /// The place of the payload in the contract.
    fn data(&self) -> &'static str {
        match self.declared.mode {
            Mode::Binary(_) => "",
            _ => "/data",
        }
    }

    fn content_type(&self) -> Option<String> {
        let header = || std::str::from_utf8(self.message.header("content-type")?).ok();
        let content_type = self.message.content_type.or_else(header);
        content_type.map(|text| text.trim_ascii().to_owned())
    }

    fn text(&self, name: &str) -> Result<Option<Cow<'m, str>>, Box<Refusal>> {
        let Some(value) = self.message.header(&format!("{}{name}", self.prefix)) else {
            return Ok(None);
        };
        // HTTP and NATS have no UTF-8 in headers.
        let value = match self.prefix {
            "ce-" => unescaped(value),
            _ => Cow::Borrowed(value),
        };
        let text = match value {
            Cow::Borrowed(bytes) => std::str::from_utf8(bytes).ok().map(Cow::Borrowed),
            Cow::Owned(bytes) => String::from_utf8(bytes).ok().map(Cow::Owned),
        };
        let malformed = || {
            self.refusal(
                name,
                RefusalRule::MalformedText,
                "text in UTF-8",
                Found::Malformed,
            )
        };
        text.map(Some).ok_or_else(malformed)
    }

    fn filled(&self, name: &str) -> Result<Option<String>, Box<Refusal>> {
        match self.text(name)? {
            Some(text) if text.is_empty() => {
                let expected = "a string that is not empty";
                Err(self.refusal(name, RefusalRule::StringContent, expected, Found::String))
            }
            text => Ok(text.map(Cow::into_owned)),
        }
    }

    fn required(&self, name: &str) -> Result<String, Box<Refusal>> {
        let missing = || {
            let expected = format!("the attribute `{name}`");
            self.refusal(name, RefusalRule::PropertyMissing, &expected, Found::Absent)
        };
        self.filled(name)?.ok_or_else(missing)
    }

    fn one_of(&self, name: &str, values: &[&str]) -> Result<(), Box<Refusal>> {
        let text = self.required(name)?;
        if values.contains(&&*text) {
            return Ok(());
        }
        let expected = format!("`{}`", values.join("`, `"));
        Err(self.refusal(name, RefusalRule::ValueNotAccepted, &expected, Found::String))
    }
}

/// The bytes that percent escapes stand for.
fn unescaped(value: &[u8]) -> Cow<'_, [u8]> {
    if !value.contains(&b'%') {
        return Cow::Borrowed(value);
    }
    let mut bytes = Vec::with_capacity(value.len());
    let mut at = 0;
    while let Some(byte) = value.get(at) {
        let digits = value
            .get(at + 1..at + 3)
            .filter(|digits| digits.iter().all(u8::is_ascii_hexdigit))
            .and_then(|digits| std::str::from_utf8(digits).ok());
        let escaped = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match (byte, escaped) {
            (b'%', Some(escaped)) => {
                bytes.push(escaped);
                at += 3;
            }
            (byte, _) => {
                bytes.push(*byte);
                at += 1;
            }
        }
    }
    Cow::Owned(bytes)
}
