//! The schema of an envelope around the schema of its payload.

use super::check::SchemaError;
use super::generate::settings;
use super::headers::HeaderOf;
use super::working_schema::WorkingSchema;
use crate::contract::{Envelope, Role};
use crate::derived::by_name::spell_out;
use crate::derived::making;
use counterpart_engine::json::{self, Json, Object};

/// The envelope around the payload.
#[derive(Debug, Clone, Copy)]
pub(crate) struct EnvelopeSpec<'a> {
    /// The envelope.
    pub(crate) envelope: Envelope,
    /// The envelope's name of the event.
    pub(crate) event_type: &'a str,
    /// True if the payload may be left out.
    pub(crate) may_lack_payload: bool,
    /// Attributes beyond those of the standard.
    pub(crate) extensions: &'a [Extension],
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

pub(super) fn put(schema: WorkingSchema, envelope: EnvelopeSpec<'_>, role: Role) -> WorkingSchema {
    match envelope.envelope {
        Envelope::CloudEvents => schema.inside("CloudEvent", |payload| cloud_event(payload, envelope, role)),
    }
}

/// A media type of JSON, with parameters or without.
const JSON_MEDIA_TYPE: &str = "^[A-Za-z0-9!#$&^_.+-]+/([A-Za-z0-9!#$&^_.+-]+\\\\+)?[Jj][Ss][Oo][Nn] *(;.*)?$";

/// CloudEvents 1.0.2, JSON format, structured mode. An attribute without a value may be left out, and readers treat
/// `null` as absent too. Unnamed extension attributes are accepted, and not sent.
fn cloud_event(payload: Json, spec: EnvelopeSpec<'_>, role: Role) -> Json {
    let optional = match role {
        Role::Consumes => r#"["string","null"]"#,
        Role::Emits => r#""string""#,
    };
    let text = format!(
        r#"{{"type":"object","properties":{{
            "specversion":{{"type":"string","const":"1.0"}},
            "id":{{"type":"string","minLength":1}},
            "source":{{"type":"string","format":"uri-reference","minLength":1}},
            "subject":{{"type":{optional},"minLength":1}},
            "time":{{"type":{optional},"format":"date-time"}},
            "datacontenttype":{{"type":{optional},"pattern":"{JSON_MEDIA_TYPE}"}},
            "dataschema":{{"type":{optional},"format":"uri","minLength":1}}}},
            "required":["specversion","id","source","type"]}}"#
    );
    let mut event = json::parse(text.as_bytes()).expect("the envelope is JSON");
    let name = Json::from([
        ("type", Json::from("string")),
        ("const", Json::from(spec.event_type)),
    ]);
    if let Some(Json::Object(properties)) = member(&mut event, "properties") {
        properties.insert("type".to_owned(), name);
        properties.insert(spec.envelope.payload().to_owned(), payload);
        for extension in spec.extensions {
            let schema = match (role, extension.is_optional) {
                (Role::Consumes, true) => {
                    let null = Json::from([("type", Json::from("null"))]);
                    Json::from([("anyOf", Json::Array(vec![extension.schema.clone(), null]))])
                }
                _ => extension.schema.clone(),
            };
            properties.insert(extension.name.to_owned(), schema);
        }
    }
    for extension in spec.extensions.iter().filter(|extension| !extension.is_optional) {
        if let Some(Json::Array(required)) = member(&mut event, "required") {
            required.push(Json::from(extension.name));
        }
    }
    if let (false, Some(Json::Array(required))) = (spec.may_lack_payload, member(&mut event, "required")) {
        required.push(Json::from(spec.envelope.payload()));
    }
    event
}

fn member<'a>(schema: &'a mut Json, name: &str) -> Option<&'a mut Json> {
    schema
        .as_object_mut()
        .and_then(|members: &mut Object| members.get_mut(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::make_in;

    fn wrapped(role: Role, may_lack_payload: bool) -> String {
        let envelope = EnvelopeSpec {
            envelope: Envelope::CloudEvents,
            event_type: "user.registered",
            may_lack_payload,
            extensions: &[],
        };
        let made = make_in(
            Some(envelope),
            &[|settings| {
                settings
                    .into_generator()
                    .into_root_schema_for::<std::ops::Range<u8>>()
            }],
            role,
        );
        Json::Object(made.unwrap().schema).to_string()
    }

    #[test]
    fn consumer_treats_null_as_absent_and_accepts_extensions() {
        insta::assert_snapshot!(wrapped(Role::Consumes, false), @r##"{"type":"object","properties":{"data":{"$ref":"#/$defs/Range_of_uint8"},"datacontenttype":{"type":["string","null"],"pattern":"^[A-Za-z0-9!#$&^_.+-]+/([A-Za-z0-9!#$&^_.+-]+\\+)?[Jj][Ss][Oo][Nn] *(;.*)?$"},"dataschema":{"type":["string","null"],"format":"uri","minLength":1},"id":{"type":"string","minLength":1},"source":{"type":"string","format":"uri-reference","minLength":1},"specversion":{"type":"string","const":"1.0"},"subject":{"type":["string","null"],"minLength":1},"time":{"type":["string","null"],"format":"date-time"},"type":{"type":"string","const":"user.registered"}},"required":["data","id","source","specversion","type"],"$defs":{"Range_of_uint8":{"type":"object","properties":{"end":{"type":"integer","minimum":0,"maximum":255},"start":{"type":"integer","minimum":0,"maximum":255}},"required":["end","start"],"additionalProperties":false}}}"##);
    }

    #[test]
    fn a_producer_sends_what_the_standard_has_and_may_lack_its_data() {
        insta::assert_snapshot!(wrapped(Role::Emits, true), @r##"{"type":"object","properties":{"data":{"$ref":"#/$defs/Range_of_uint8"},"datacontenttype":{"type":"string","pattern":"^[A-Za-z0-9!#$&^_.+-]+/([A-Za-z0-9!#$&^_.+-]+\\+)?[Jj][Ss][Oo][Nn] *(;.*)?$"},"dataschema":{"type":"string","format":"uri","minLength":1},"id":{"type":"string","minLength":1},"source":{"type":"string","format":"uri-reference","minLength":1},"specversion":{"type":"string","const":"1.0"},"subject":{"type":"string","minLength":1},"time":{"type":"string","format":"date-time"},"type":{"type":"string","const":"user.registered"}},"required":["id","source","specversion","type"],"unevaluatedProperties":false,"$defs":{"Range_of_uint8":{"type":"object","properties":{"end":{"type":"integer","minimum":0,"maximum":255},"start":{"type":"integer","minimum":0,"maximum":255}},"required":["end","start"],"unevaluatedProperties":false}}}"##);
    }

    #[test]
    fn the_media_type_of_data_is_one_of_json() {
        let pattern = fancy_regex::Regex::new(&JSON_MEDIA_TYPE.replace("\\\\", "\\")).unwrap();
        for text in [
            "application/json",
            "application/JSON; charset=utf-8",
            "text/json",
            "application/vnd.x.y+json;v=1",
        ] {
            assert!(pattern.is_match(text).unwrap(), "{text}");
        }
        for text in [
            "application/xml",
            "json",
            "application/jsonx",
            "application/x+jsons",
            "",
        ] {
            assert!(!pattern.is_match(text).unwrap(), "{text}");
        }
    }
}
