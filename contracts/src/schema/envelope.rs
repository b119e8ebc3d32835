//! The schema of an envelope around the schema of its payload.

use super::draft::Draft;
use crate::contract::{Envelope, Role};
use crate::json::{self, Json, Object};

/// What is to be around the payload.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Around<'a> {
    /// The envelope.
    pub(crate) envelope: Envelope,
    /// What it calls the event.
    pub(crate) event_type: &'a str,
    /// Whether the payload may be left out.
    pub(crate) may_lack_payload: bool,
}

pub(super) fn put(draft: Draft, around: Around<'_>, role: Role) -> Draft {
    match around.envelope {
        Envelope::CloudEvents => draft.inside("CloudEvent", |payload| cloud_event(payload, around, role)),
    }
}

/// A media type of JSON, with parameters or without.
const JSON_MEDIA_TYPE: &str = "^[A-Za-z0-9!#$&^_.+-]+/([A-Za-z0-9!#$&^_.+-]+\\\\+)?[Jj][Ss][Oo][Nn] *(;.*)?$";

/// CloudEvents 1.0.2, JSON format, structured mode. An attribute without a value may be left out, and whoever reads it
/// takes `null` for that as well. Extension attributes are read by nobody here: they are let pass, and not sent.
fn cloud_event(payload: Json, around: Around<'_>, role: Role) -> Json {
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
        ("const", Json::from(around.event_type)),
    ]);
    if let Some(Json::Object(properties)) = member(&mut event, "properties") {
        properties.insert("type".to_owned(), name);
        properties.insert(around.envelope.payload().to_owned(), payload);
    }
    if let (false, Some(Json::Array(required))) = (around.may_lack_payload, member(&mut event, "required")) {
        required.push(Json::from(around.envelope.payload()));
    }
    event
}

fn member<'a>(schema: &'a mut Json, name: &str) -> Option<&'a mut Json> {
    schema
        .as_object_mut()
        .and_then(|members: &mut Object| members.get_mut(name))
}
