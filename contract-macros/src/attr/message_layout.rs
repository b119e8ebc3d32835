//! The metadata of messages: `envelope`, `reads_with`, `key`, `headers` and `retention`.

use proc_macro2::{Span, TokenStream};
use syn::ext::IdentExt as _;
use syn::meta::ParseNestedMeta;
use syn::parse::ParseBuffer;
use syn::{Ident, LitStr, Token, Type};

use super::value::string;
use crate::errors::Errors;

#[derive(Default, Clone)]
pub(crate) struct MessageLayout {
    envelope_at: Option<Ident>,
    pub(crate) envelope: Option<Envelope>,
    mode: Option<(LitStr, Mode)>,
    binding: Option<(LitStr, Ident)>,
    /// The envelope's name of the event, if it differs from the event's name.
    pub(crate) event_type: Option<LitStr>,
    /// Whether each event has its time, if the attribute says so.
    pub(crate) requires_time: Option<bool>,
    pub(super) reads_with_at: Option<Ident>,
    /// The variant of `counterpart::contract::EventReader`. Only for consumed events.
    pub(crate) reader: Option<Ident>,
    /// Attributes of the envelope beyond those of its standard.
    pub(crate) extensions: Vec<(LitStr, Type)>,
    key_at: Option<Ident>,
    pub(crate) key: Option<LitStr>,
    headers_at: Option<Ident>,
    pub(crate) headers: Vec<(LitStr, Type)>,
    pub(super) retention_at: Option<Ident>,
    /// How long the messages may be read. Only for emitted events.
    pub(crate) retention: Option<LitStr>,
}

/// The form of a message with an event of CloudEvents.
#[derive(Debug, Clone)]
pub(crate) struct Envelope {
    mode: Mode,
    /// The variant of `counterpart::contract::Envelope`.
    pub(crate) variant: Ident,
    /// The variant of `counterpart::contract::Binding`, in binary mode.
    pub(crate) binding: Option<Ident>,
}

impl Envelope {
    /// The variant of `counterpart::guard::Mode`.
    pub(crate) fn guard_mode(&self) -> Ident {
        let mode = match self.mode {
            Mode::Structured => "Structured",
            Mode::Binary => "Binary",
            Mode::Batch => "Batch",
        };
        Ident::new(mode, Span::call_site())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Structured,
    Binary,
    Batch,
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
            self.read_envelope(meta)?;
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

    /// The id of the envelope, followed by its keys.
    fn read_envelope_keys(&mut self, list: &ParseBuffer<'_>) -> syn::Result<LitStr> {
        let id = list.parse()?;
        let mut known: Vec<String> = Vec::new();
        while !list.is_empty() {
            list.parse::<Token![,]>()?;
            if list.is_empty() {
                break;
            }
            let key = match list.call(Ident::parse_any) {
                Ok(key) if ENVELOPE_KEYS.contains(&key.to_string().as_str()) => key,
                Ok(key) => return Err(syn::Error::new(key.span(), UNKNOWN_ENVELOPE_KEY)),
                Err(error) => return Err(syn::Error::new(error.span(), UNKNOWN_ENVELOPE_KEY)),
            };
            let name = key.to_string();
            if known.contains(&name) {
                return Err(syn::Error::new(
                    key.span(),
                    format!("duplicate `{name}`: remove one"),
                ));
            }
            if name == "extensions" {
                let inner;
                syn::parenthesized!(inner in list);
                let extensions = named_types(&inner, "extensions", is_extension, NO_EXTENSION);
                self.extensions = drained(&inner, extensions)?;
            } else {
                list.parse::<Token![=]>()?;
                let value: LitStr = list.parse()?;
                self.envelope_key(&name, value)?;
            }
            known.push(name);
        }
        Ok(id)
    }

    /// A key of an envelope that has a text.
    fn envelope_key(&mut self, key: &str, value: LitStr) -> syn::Result<()> {
        let error = |text: &str| Err(syn::Error::new(value.span(), text));
        match (key, value.value().as_str()) {
            ("type", "") => return error("empty name: give it at least one character"),
            ("type", _) => self.event_type = Some(value),
            ("time", "required") => self.requires_time = Some(true),
            ("time", "optional") => self.requires_time = Some(false),
            ("time", _) => return error("write `time = \"required\"` or `time = \"optional\"`"),
            ("mode", "structured") => self.mode = Some((value, Mode::Structured)),
            ("mode", "binary") => self.mode = Some((value, Mode::Binary)),
            ("mode", "batch") => self.mode = Some((value, Mode::Batch)),
            ("mode", _) => {
                return error(
                    "unknown mode of CloudEvents: write `\"structured\"`, which is the default, `\"binary\"` or `\"batch\"`",
                );
            }
            ("binding", "http") => self.binding = Some((value, Ident::new("Http", Span::call_site()))),
            ("binding", "kafka") => self.binding = Some((value, Ident::new("Kafka", Span::call_site()))),
            _ => {
                return error(
                    "unknown binding: write `\"http\"` for HTTP and NATS (`ce-id`), which is the default, or `\"kafka\"` \
                     (`ce_id`)",
                );
            }
        }
        Ok(())
    }

    /// `envelope = "cloudevents"` or `envelope("cloudevents", type = "com.example.user.registered", extensions("traceparent" = String))`.
    fn read_envelope(&mut self, meta: &ParseNestedMeta) -> syn::Result<()> {
        let id: LitStr = if meta.input.peek(syn::token::Paren) {
            let list;
            syn::parenthesized!(list in meta.input);
            let rest = self.read_envelope_keys(&list);
            drained(&list, rest)?
        } else {
            string(meta)?
        };
        if id.value() != "cloudevents" {
            return Err(syn::Error::new(
                id.span(),
                "unknown envelope: the only one is `\"cloudevents\"`, of CloudEvents 1.0",
            ));
        }
        let mode = self.mode.as_ref().map_or(Mode::Structured, |(_, mode)| *mode);
        let named = |name: &str| Ident::new(name, Span::call_site());
        self.envelope = Some(match mode {
            Mode::Structured => Envelope {
                mode,
                variant: named("CloudEvents"),
                binding: None,
            },
            Mode::Batch => Envelope {
                mode,
                variant: named("CloudEventsBatch"),
                binding: None,
            },
            Mode::Binary => Envelope {
                mode,
                variant: named("CloudEventsBinary"),
                binding: Some(
                    self.binding
                        .as_ref()
                        .map_or_else(|| named("Http"), |(_, binding)| binding.clone()),
                ),
            },
        });
        Ok(())
    }

    /// The keys that cannot be together.
    pub(super) fn refuse_contradictions(&self, errors: &mut Errors) {
        let mode = self.mode.as_ref().map_or(Mode::Structured, |(_, mode)| *mode);
        if let (Some((at, _)), true) = (&self.binding, mode != Mode::Binary) {
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
            let prefix = match &self.binding {
                Some((_, binding)) if binding == "Kafka" => "ce_",
                _ => "ce-",
            };
            for (name, _) in &self.headers {
                let lower = name.value().to_ascii_lowercase();
                let attribute = lower.strip_prefix(prefix);
                if let Some(attribute) = attribute {
                    errors.at(
                        name,
                        format!(
                            "`mode = \"binary\"` has the headers of attributes: for one that the standard does not have, write \
                             `extensions({attribute:?} = Type)` in `envelope(…)`"
                        ),
                    );
                } else if lower == "content-type" {
                    errors.at(name, "`mode = \"binary\"` has this header already: remove it");
                }
            }
        }
    }
}

const ENVELOPE_KEYS: [&str; 5] = ["type", "time", "mode", "binding", "extensions"];

const UNKNOWN_ENVELOPE_KEY: &str = "unknown key: write `type = \"…\"` for the envelope's name of the event, \
                                    `time = \"required\"` or `time = \"optional\"`, `mode = \"binary\"` or `mode = \"batch\"`, \
                                    `binding = \"kafka\"`, or `extensions(\"name\" = Type, …)`";

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

/// Tokens left in parentheses after an error would cause an error of their own.
fn drained<T>(list: &ParseBuffer<'_>, result: syn::Result<T>) -> syn::Result<T> {
    if result.is_err() {
        list.parse::<TokenStream>()?;
    }
    result
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

const NO_EXTENSION: &str = "invalid name of a CloudEvents extension attribute: it needs one to twenty \
                            lower-case letters and digits, and must not be one of the standard's own";

fn is_extension(name: &str) -> bool {
    const OWN: [&str; 10] = [
        "specversion",
        "id",
        "source",
        "type",
        "subject",
        "time",
        "datacontenttype",
        "dataschema",
        "data",
        "data_base64",
    ];
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    (1..=20).contains(&name.len()) && name.chars().all(fits) && !OWN.contains(&name)
}

/// `"name" = Type, …`, each name once.
fn named_types(
    list: &ParseBuffer<'_>,
    key: &str,
    is_name: fn(&str) -> bool,
    no_name: &str,
) -> syn::Result<Vec<(LitStr, Type)>> {
    let mut headers: Vec<(LitStr, Type)> = Vec::new();
    while !list.is_empty() {
        let name: LitStr = list
            .parse()
            .map_err(|error| syn::Error::new(error.span(), format!("write `{key}(\"name\" = Type, …)`")))?;
        list.parse::<Token![=]>()?;
        let ty = list.parse()?;
        let text = name.value();
        if !is_name(&text) {
            return Err(syn::Error::new(name.span(), no_name));
        }
        if headers
            .iter()
            .any(|(other, _)| other.value().eq_ignore_ascii_case(&text))
        {
            return Err(syn::Error::new(
                name.span(),
                "duplicate name (some brokers ignore case here): remove one",
            ));
        }
        headers.push((name, ty));
        if !list.is_empty() {
            list.parse::<Token![,]>()?;
        }
    }
    Ok(headers)
}
