//! The attributes of an event in binary mode, as headers.
//!
//! Each header is a text that every measured SDK reads as it was sent. In HTTP the standard escapes blanks, `"`, `%` and what is
//! not ASCII, but two SDKs neither write nor read the escapes. So a producer's contract has none of these characters, and a
//! consumer's has blanks and `"`, but no `%`.

use super::{EnvelopeSpec, parsed, reading};
use crate::contract::{Binding, Role};
use crate::schema::passes;
use counterpart_engine::json::{Json, Object};

/// The characters of a header in HTTP that are sent as they are.
const SENT: &str = "^[!#$&-~]+$";
/// The same with those that all SDKs read as they are.
const READ: &str = "^[!-$&-~]([ -$&-~]*[!-$&-~])?$";

/// A header, its schema, and whether each message has it.
pub(crate) struct Attribute {
    pub(crate) name: String,
    pub(crate) schema: Json,
    pub(crate) is_required: bool,
}

/// The form of texts in headers, if the transport limits it.
fn texts(binding: Binding, role: Role) -> Option<&'static str> {
    match (binding, role) {
        (Binding::Http, Role::Emits) => Some(SENT),
        (Binding::Http, Role::Consumes) => Some(READ),
        (Binding::Kafka, _) => None,
    }
}

/// Returns true if a text is sent as it is in a header.
pub(crate) fn is_sent_as_is(binding: Binding, text: &str) -> bool {
    match binding {
        Binding::Http => {
            !text.is_empty()
                && text
                    .bytes()
                    .all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'%'))
        }
        Binding::Kafka => true,
    }
}

/// The schema with the form of texts, which is none for values that are always within it.
fn as_text(mut schema: Json, form: Option<&str>) -> Json {
    let Some(form) = form else { return schema };
    let pattern = Json::from(form);
    match schema.as_object_mut() {
        Some(members)
            if !["pattern", "enum", "const", "$ref"]
                .iter()
                .any(|word| members.contains_key(*word)) =>
        {
            members.shift_remove("minLength");
            members.insert("pattern".to_owned(), pattern);
            schema
        }
        _ => Json::from([(
            "allOf",
            Json::Array(vec![schema, Json::from([("pattern", pattern)])]),
        )]),
    }
}

/// The attributes of the standard, and the extension attributes that the contract names.
pub(crate) fn attributes(spec: EnvelopeSpec<'_>, binding: Binding, role: Role) -> Vec<Attribute> {
    let form = texts(binding, role);
    let text = |schema: &str| as_text(parsed(schema), form);
    let dataschema = match binding {
        Binding::Http => reading::SHARED.dataschema.replace("[!-~]", "[!-$&-~]"),
        Binding::Kafka => reading::SHARED.dataschema.to_owned(),
    };
    let of_standard = [
        ("specversion", parsed(r#"{"type":"string","const":"1.0"}"#), true),
        ("id", text(super::FILLED), true),
        (
            "source",
            text(r#"{"type":"string","format":"uri-reference","minLength":1}"#),
            true,
        ),
        ("type", super::constant(spec.event_type), true),
        ("subject", text(super::FILLED), false),
        ("time", parsed(reading::SHARED.time), spec.requires_time),
        ("dataschema", parsed(&dataschema), false),
    ];
    let of_extensions = spec.extensions.iter().map(|extension| {
        let written = passes::as_text(extension.schema.clone());
        let schema = match written == extension.schema {
            true => as_text(written, form),
            // The digits of a number, `true` and `false` are sent as they are.
            false => written,
        };
        (extension.name, schema, !extension.is_optional)
    });
    let named = of_standard.into_iter().chain(of_extensions);
    let attributes = named.map(|(name, schema, is_required)| Attribute {
        name: format!("{}{name}", binding.prefix()),
        schema,
        is_required,
    });
    // JavaScript reads a body of another media type as a text.
    let content_type = Attribute {
        name: "content-type".to_owned(),
        schema: parsed(r#"{"type":"string","enum":["application/json","application/json; charset=utf-8"]}"#),
        is_required: true,
    };
    attributes.chain([content_type]).collect()
}

/// What a consumer says of attributes that it does not name: patterns of names, and names. With others, a reader refuses the
/// event, or reads something else.
pub(crate) fn unnamed(spec: EnvelopeSpec<'_>, binding: Binding) -> (Object, Object) {
    let prefix = binding.prefix();
    let mut patterns = Object::default();
    let mut text = Object::from_iter([("type".to_owned(), Json::from("string"))]);
    if let Some(form) = texts(binding, Role::Consumes) {
        text.insert("pattern".to_owned(), Json::from(form));
    }
    patterns.insert(format!("^{prefix}[a-z0-9]+$"), Json::Object(text));
    patterns.insert(format!("^{prefix}(.*[^a-z0-9].*)?$"), Json::Bool(false));
    let named = |name: &&str| spec.extensions.iter().all(|extension| extension.name != *name);
    let denied = ["data"]
        .into_iter()
        .chain(reading::SHARED.denied.iter().copied().filter(named));
    let denied = denied.map(|name| (name, Json::Bool(false)));
    // JavaScript sends it beside `content-type` in Kafka, and readers take either.
    let media_type = parsed(r#"{"type":"string","const":"application/json"}"#);
    let properties = denied.chain([("datacontenttype", media_type)]);
    let properties = properties.map(|(name, schema)| (format!("{prefix}{name}"), schema));
    (patterns, properties.collect())
}

/// The payloads that all SDKs read: in HTTP, JavaScript reads a number, a boolean and `null` as texts.
pub(crate) fn read_payloads(binding: Binding) -> Option<Json> {
    (binding == Binding::Http).then(|| parsed(r#"{"type":["array","object","string"]}"#))
}
