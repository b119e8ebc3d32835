//! The schema of an envelope around the schema of its payload.

pub(crate) mod binary;
mod reading;

use super::check::SchemaError;
use super::generate::{Source, make_in, settings};
use super::headers::HeaderOf;
use super::working_schema::WorkingSchema;
use crate::contract::{Envelope, EventReader, Role};
use crate::derived::by_name::spell_out;
use crate::derived::making;
use counterpart_engine::compat::schema::{Options, Schema};
use counterpart_engine::compat::{self, Limits, Verdict};
use counterpart_engine::json::{self, Json, Object};

/// The envelope around the payload.
#[derive(Debug, Clone, Copy)]
pub(crate) struct EnvelopeSpec<'a> {
    /// The envelope.
    pub(crate) envelope: Envelope,
    /// The envelope's name of the event.
    pub(crate) event_type: &'a str,
    /// The program that reads the event, if a consumer names it.
    pub(crate) reader: Option<EventReader>,
    /// True if each event has its time.
    pub(crate) requires_time: bool,
    /// True if the payload may be left out.
    pub(crate) may_lack_payload: bool,
    /// Those of [`falsy`] that the payload may be.
    pub(crate) falsy: &'a [Json],
    /// True if the payload may be one that not all readers read in this mode.
    pub(crate) may_be_unread: bool,
    /// Attributes beyond those of the standard.
    pub(crate) extensions: &'a [Extension],
}

/// The payloads that JavaScript takes for none.
pub(crate) fn falsy() -> [Json; 3] {
    [Json::Bool(false), Json::Number(0.into()), Json::from("")]
}

/// An extension attribute of an envelope.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Extension {
    pub(crate) name: &'static str,
    pub(crate) schema: Json,
    pub(crate) is_optional: bool,
}

/// The schemas of extension attributes, without references to definitions.
///
/// # Errors
/// Fails if a type of one is infinite.
pub(crate) fn extensions(headers: &[HeaderOf], role: Role) -> Result<Vec<Extension>, SchemaError> {
    let (extensions, _) = making::run(|| {
        let mut generator = settings(role).into_generator();
        let extension = |header: &HeaderOf| {
            let mut schema = (header.schema)(&mut generator);
            spell_out(&mut schema, &generator, 0);
            Extension {
                name: header.name,
                schema: Json::from(schema.as_value()),
                is_optional: (header.is_option)(),
            }
        };
        headers.iter().map(extension).collect()
    })?;
    Ok(extensions)
}

/// The schema of an event around the payload of this source, with the assumptions of nobody.
///
/// # Errors
/// Like [`generate`](super::generate()).
pub fn cloud_event(
    source: Source,
    event_type: &str,
    role: Role,
    reader: Option<EventReader>,
) -> Result<Object, SchemaError> {
    let (message, _) = cloud_event_in(Envelope::CloudEvents, source, event_type, role, reader)?;
    Ok(message)
}

/// The schemas of a message and of its headers, with an event around the payload of this source, and with the assumptions of
/// nobody.
///
/// # Errors
/// Like [`generate`](super::generate()).
pub fn cloud_event_in(
    envelope: Envelope,
    source: Source,
    event_type: &str,
    role: Role,
    reader: Option<EventReader>,
) -> Result<(Object, Object), SchemaError> {
    let payload = make_in(None, &[source], role)?.schema;
    let payload = Schema::from_json(Json::Object(payload), &Options::default());
    let accepts = |value: &Json| {
        payload
            .as_ref()
            .is_ok_and(|payload| payload.accepts(value) == Ok(true))
    };
    let mut falsy = falsy().to_vec();
    falsy.retain(&accepts);
    let read = envelope.binding().and_then(binary::read_payloads);
    let is_within = |read: Json| match (&payload, Schema::from_json(read, &Options::default())) {
        (Ok(payload), Ok(read)) => compat::check(payload, &read, &Limits::default()) == Verdict::Compatible,
        _ => false,
    };
    let spec = EnvelopeSpec {
        envelope,
        event_type,
        reader,
        requires_time: role == Role::Emits,
        may_lack_payload: accepts(&Json::Null),
        falsy: &falsy,
        may_be_unread: read.is_some_and(|read| !is_within(read)),
        extensions: &[],
    };
    let headers = super::headers(&[], Some(spec), role)?;
    Ok((make_in(Some(spec), &[source], role)?.schema, headers))
}

pub(super) fn put(schema: WorkingSchema, envelope: EnvelopeSpec<'_>, role: Role) -> WorkingSchema {
    let event =
        |schema: WorkingSchema| schema.inside("CloudEvent", |payload| around(payload, envelope, role));
    match envelope.envelope {
        Envelope::CloudEvents => event(schema),
        // The standard allows an empty batch, and readers read it.
        Envelope::CloudEventsBatch => event(schema).inside("CloudEvents", |event| {
            Json::from([("type", Json::from("array")), ("items", event)])
        }),
        Envelope::CloudEventsBinary(binding) => match binary::read_payloads(binding) {
            Some(read) if role == Role::Consumes && envelope.may_be_unread => schema
                .inside("Data", |payload| {
                    Json::from([("allOf", Json::Array(vec![payload, read]))])
                }),
            _ => schema,
        },
    }
}

/// CloudEvents 1.0.2, JSON format, structured mode. Unnamed extension attributes are accepted, and not sent.
fn around(payload: Json, spec: EnvelopeSpec<'_>, role: Role) -> Json {
    let reading = match role {
        Role::Consumes => reading::of(spec.reader),
        Role::Emits => reading::SHARED,
    };
    let optional = |schema: Json| match reading.takes_null {
        true => or_null(schema),
        false => schema,
    };
    let mut properties = Object::default();
    let mut put = |name: &str, schema: Json| {
        properties.insert(name.to_owned(), schema);
    };
    put("specversion", parsed(r#"{"type":"string","const":"1.0"}"#));
    put("id", parsed(FILLED));
    put(
        "source",
        parsed(r#"{"type":"string","format":"uri-reference","minLength":1}"#),
    );
    put("type", constant(spec.event_type));
    put("subject", optional(parsed(FILLED)));
    put(
        "time",
        match spec.requires_time {
            true => parsed(reading.time),
            false => optional(parsed(reading.time)),
        },
    );
    let media_type = format!(r#"{{"type":"string","pattern":"{}"}}"#, reading.media_type);
    put("datacontenttype", optional(parsed(&media_type)));
    put("dataschema", optional(parsed(reading.dataschema)));
    put(
        DATA,
        match role {
            Role::Consumes if reading.loses_falsy_data && !spec.falsy.is_empty() => {
                let lost = Json::from([("enum", Json::Array(spec.falsy.to_vec()))]);
                Json::from([("allOf", Json::Array(vec![payload, Json::from([("not", lost)])]))])
            }
            _ => payload,
        },
    );
    let mut required: Vec<&str> = vec!["specversion", "id", "source", "type"];
    for extension in spec.extensions {
        let schema = match role {
            Role::Emits => extension.schema.clone(),
            Role::Consumes => {
                let read = as_read(&extension.schema, reading.extension);
                if extension.is_optional {
                    optional(read)
                } else {
                    read
                }
            }
        };
        put(extension.name, schema);
        if !extension.is_optional {
            required.push(extension.name);
        }
    }
    if spec.requires_time {
        required.push("time");
    }
    if !spec.may_lack_payload {
        required.push(DATA);
    }
    let mut event = Json::from([("type", Json::from("object"))]);
    let mut set = |keyword: &str, value: Json| {
        if let Some(members) = event.as_object_mut() {
            members.insert(keyword.to_owned(), value);
        }
    };
    if role == Role::Consumes {
        // A payload in `data_base64` is one that no contract describes.
        let named = |name: &&&str| spec.extensions.iter().all(|extension| extension.name != **name);
        for name in ["data_base64"].iter().chain(reading.denied.iter().filter(named)) {
            properties.insert((*name).to_owned(), Json::Bool(false));
        }
        if let Some(names) = reading.names {
            let names = Json::from([("pattern", Json::from(names))]);
            set("propertyNames", names);
        }
        match parsed(reading.extension) {
            Json::Bool(true) => {}
            extension => set("additionalProperties", extension),
        }
    }
    set("properties", Json::Object(properties));
    set(
        "required",
        Json::Array(required.into_iter().map(Json::from).collect()),
    );
    event
}

/// The field with the payload.
const DATA: &str = "data";

const FILLED: &str = r#"{"type":"string","minLength":1}"#;

fn parsed(schema: &str) -> Json {
    json::parse(schema.as_bytes()).expect("the envelope is JSON")
}

fn constant(text: &str) -> Json {
    Json::from([("type", Json::from("string")), ("const", Json::from(text))])
}

/// The schema with `null`, which readers take for absent.
fn or_null(mut schema: Json) -> Json {
    let names_its_values = ["const", "enum"]
        .iter()
        .any(|keyword| schema.get(keyword).is_some());
    let is_string = schema.get("type").and_then(Json::as_str) == Some("string");
    match schema.as_object_mut() {
        Some(members) if is_string && !names_its_values => {
            let types = vec![Json::from("string"), Json::from("null")];
            members.insert("type".to_owned(), Json::Array(types));
            schema
        }
        _ => {
            let null = Json::from([("type", Json::from("null"))]);
            Json::from([("anyOf", Json::Array(vec![schema, null]))])
        }
    }
}

/// The values of a type that the reader hands on: all of them, or those that it reads.
fn as_read(schema: &Json, reads: &str) -> Json {
    let of = |schema: &Json| Schema::from_json(schema.clone(), &Options::default()).ok();
    let reads = parsed(reads);
    let is_read = match (of(schema), of(&reads)) {
        (Some(sent), Some(read)) => compat::check(&sent, &read, &Limits::default()) == Verdict::Compatible,
        _ => false,
    };
    match is_read {
        true => schema.clone(),
        false => Json::from([("allOf", Json::Array(vec![schema.clone(), reads]))]),
    }
}

#[cfg(test)]
mod tests;
