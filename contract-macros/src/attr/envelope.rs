//! `envelope = "cloudevents"`, and its keys in parentheses.

use proc_macro2::Span;
use syn::ext::IdentExt as _;
use syn::meta::ParseNestedMeta;
use syn::parse::ParseBuffer;
use syn::{Ident, LitStr, Token, Type};

use super::named_types::{drained, named_types};
use super::value::string;

/// The form of a message with an event of CloudEvents.
#[derive(Clone)]
pub(crate) struct Envelope {
    pub(super) mode: Mode,
    /// The variant of `counterpart::contract::Envelope`.
    pub(crate) variant: Ident,
    /// The variant of `counterpart::contract::Binding`, in binary mode.
    pub(crate) binding: Option<Ident>,
    pub(super) binding_at: Option<LitStr>,
    /// The envelope's name of the event, if it differs from the event's name.
    pub(crate) event_type: Option<LitStr>,
    /// Whether each event has its time, if the attribute says so.
    pub(crate) requires_time: Option<bool>,
    /// Attributes beyond those of the standard.
    pub(crate) extensions: Vec<(LitStr, Type)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Mode {
    #[default]
    Structured,
    Binary,
    Batch,
}

impl Envelope {
    /// Reads `envelope = "cloudevents"` or
    /// `envelope("cloudevents", type = "com.example.user.registered", extensions("traceparent" = String))`.
    pub(super) fn read(meta: &ParseNestedMeta) -> syn::Result<Self> {
        let mut keys = Keys::default();
        let id: LitStr = if meta.input.peek(syn::token::Paren) {
            let list;
            syn::parenthesized!(list in meta.input);
            let rest = keys.read(&list);
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
        Ok(keys.envelope())
    }

    /// The variant of `counterpart::guard::Mode`.
    pub(crate) fn guard_mode(&self) -> Ident {
        variant(match self.mode {
            Mode::Structured => "Structured",
            Mode::Binary => "Binary",
            Mode::Batch => "Batch",
        })
    }
}

#[derive(Default)]
struct Keys {
    mode: Mode,
    binding: Option<(LitStr, &'static str)>,
    event_type: Option<LitStr>,
    requires_time: Option<bool>,
    extensions: Vec<(LitStr, Type)>,
}

impl Keys {
    /// The id of the envelope, followed by its keys.
    fn read(&mut self, list: &ParseBuffer<'_>) -> syn::Result<LitStr> {
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
                self.text(&name, value)?;
            }
            known.push(name);
        }
        Ok(id)
    }

    /// A key of an envelope that has a text.
    fn text(&mut self, key: &str, value: LitStr) -> syn::Result<()> {
        let error = |text: &str| Err(syn::Error::new(value.span(), text));
        match (key, value.value().as_str()) {
            ("type", "") => return error("empty name: give it at least one character"),
            ("type", _) => self.event_type = Some(value),
            ("time", "required") => self.requires_time = Some(true),
            ("time", "optional") => self.requires_time = Some(false),
            ("time", _) => return error("write `time = \"required\"` or `time = \"optional\"`"),
            ("mode", "structured") => self.mode = Mode::Structured,
            ("mode", "binary") => self.mode = Mode::Binary,
            ("mode", "batch") => self.mode = Mode::Batch,
            ("mode", _) => {
                return error(
                    "unknown mode of CloudEvents: write `\"structured\"`, which is the default, `\"binary\"` or `\"batch\"`",
                );
            }
            ("binding", "http") => self.binding = Some((value, "Http")),
            ("binding", "kafka") => self.binding = Some((value, "Kafka")),
            _ => {
                return error(
                    "unknown binding: write `\"http\"` for HTTP and NATS (`ce-id`), which is the default, or `\"kafka\"` \
                     (`ce_id`)",
                );
            }
        }
        Ok(())
    }

    fn envelope(self) -> Envelope {
        let (binding_at, binding) = self.binding.unzip();
        let (name, binding) = match self.mode {
            Mode::Structured => ("CloudEvents", None),
            Mode::Batch => ("CloudEventsBatch", None),
            Mode::Binary => ("CloudEventsBinary", Some(variant(binding.unwrap_or("Http")))),
        };
        Envelope {
            mode: self.mode,
            variant: variant(name),
            binding,
            binding_at,
            event_type: self.event_type,
            requires_time: self.requires_time,
            extensions: self.extensions,
        }
    }
}

fn variant(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

const ENVELOPE_KEYS: [&str; 5] = ["type", "time", "mode", "binding", "extensions"];

const UNKNOWN_ENVELOPE_KEY: &str = "unknown key: write `type = \"…\"` for the envelope's name of the event, \
                                    `time = \"required\"` or `time = \"optional\"`, `mode = \"binary\"` or `mode = \"batch\"`, \
                                    `binding = \"kafka\"`, or `extensions(\"name\" = Type, …)`";

/// The attributes of the standard, and the members that hold the payload.
pub(super) const STANDARD_ATTRIBUTES: [&str; 10] = [
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

const NO_EXTENSION: &str = "invalid name of a CloudEvents extension attribute: it needs one to twenty \
                            lower-case letters and digits, and must not be one of the standard's own";

fn is_extension(name: &str) -> bool {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    (1..=20).contains(&name.len()) && name.chars().all(fits) && !STANDARD_ATTRIBUTES.contains(&name)
}
