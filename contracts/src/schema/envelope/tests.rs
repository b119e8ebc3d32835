use super::*;
use crate::contract::Binding;

fn wrapped(role: Role, reader: Option<EventReader>) -> String {
    let source: Source = |settings| {
        settings
            .into_generator()
            .into_root_schema_for::<std::ops::Range<u8>>()
    };
    let made = cloud_event(source, "user.registered", role, reader);
    Json::Object(made.unwrap()).to_string()
}

#[test]
fn consumer_accepts_what_all_readers_read() {
    insta::assert_snapshot!(wrapped(Role::Consumes, None), @r##"{"type":"object","properties":{"data":{"$ref":"#/$defs/Range_of_uint8"},"data_base64":false,"datacontentencoding":false,"datacontenttype":{"type":"string","pattern":"^((application|text)/json( *;.*)?|[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+\\+json)$"},"dataschema":{"type":"string","format":"uri","pattern":"^(https?://([a-z0-9]+(-[a-z0-9]+)*\\.)*[a-z][a-z0-9]*(-[a-z0-9]+)*(:[1-9][0-9]{0,3})?([/?#][!-~]*)?|urn:[a-z0-9][a-z0-9-]*:[!-~]+)$"},"id":{"type":"string","minLength":1},"schemaurl":false,"source":{"type":"string","format":"uri-reference","minLength":1},"specversion":{"type":"string","const":"1.0"},"subject":{"type":"string","minLength":1},"time":{"type":"string","format":"date-time","pattern":"^([1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-5][0-9](\\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})$"},"type":{"type":"string","const":"user.registered"}},"required":["data","id","source","specversion","type"],"propertyNames":{"pattern":"^([a-z0-9]+|data_base64)$"},"additionalProperties":{"type":["boolean","integer","string"],"minimum":-2147483648,"maximum":2147483647},"$defs":{"Range_of_uint8":{"type":"object","properties":{"end":{"type":"integer","minimum":0,"maximum":255},"start":{"type":"integer","minimum":0,"maximum":255}},"required":["end","start"],"additionalProperties":false}}}"##);
}

#[test]
fn named_reader_has_its_own_envelope() {
    insta::assert_snapshot!(wrapped(Role::Consumes, Some(EventReader::Guard)), @r##"{"type":"object","properties":{"data":{"$ref":"#/$defs/Range_of_uint8"},"data_base64":false,"datacontenttype":{"type":["string","null"],"pattern":"^[A-Za-z0-9!#$&^_.+-]+/([A-Za-z0-9!#$&^_.+-]+\\+)?[Jj][Ss][Oo][Nn] *(;.*)?$"},"dataschema":{"type":["string","null"],"format":"uri","minLength":1},"id":{"type":"string","minLength":1},"source":{"type":"string","format":"uri-reference","minLength":1},"specversion":{"type":"string","const":"1.0"},"subject":{"type":["string","null"],"minLength":1},"time":{"type":["string","null"],"format":"date-time"},"type":{"type":"string","const":"user.registered"}},"required":["data","id","source","specversion","type"],"$defs":{"Range_of_uint8":{"type":"object","properties":{"end":{"type":"integer","minimum":0,"maximum":255},"start":{"type":"integer","minimum":0,"maximum":255}},"required":["end","start"],"additionalProperties":false}}}"##);
    insta::assert_snapshot!(wrapped(Role::Consumes, Some(EventReader::Rust09)), @r##"{"type":"object","properties":{"data":{"$ref":"#/$defs/Range_of_uint8"},"data_base64":false,"datacontenttype":{"type":["string","null"],"pattern":"^((application|text)/json( *;.*)?|[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+\\+json)$"},"dataschema":{"type":["string","null"],"format":"uri","pattern":"^(https?://([a-z0-9]+(-[a-z0-9]+)*\\.)*[a-z][a-z0-9]*(-[a-z0-9]+)*(:[1-9][0-9]{0,3})?([/?#][!-~]*)?|urn:[a-z0-9][a-z0-9-]*:[!-~]+)$"},"id":{"type":"string","minLength":1},"source":{"type":"string","format":"uri-reference","minLength":1},"specversion":{"type":"string","const":"1.0"},"subject":{"type":["string","null"],"minLength":1},"time":{"type":["string","null"],"format":"date-time"},"type":{"type":"string","const":"user.registered"}},"required":["data","id","source","specversion","type"],"additionalProperties":{"type":["boolean","integer","null","string"],"minimum":-9223372036854775808,"maximum":9223372036854775807},"$defs":{"Range_of_uint8":{"type":"object","properties":{"end":{"type":"integer","minimum":0,"maximum":255},"start":{"type":"integer","minimum":0,"maximum":255}},"required":["end","start"],"additionalProperties":false}}}"##);
}

#[test]
fn producer_sends_what_all_readers_read_with_its_time() {
    insta::assert_snapshot!(wrapped(Role::Emits, None), @r##"{"type":"object","properties":{"data":{"$ref":"#/$defs/Range_of_uint8"},"datacontenttype":{"type":"string","pattern":"^((application|text)/json( *;.*)?|[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+\\+json)$"},"dataschema":{"type":"string","format":"uri","pattern":"^(https?://([a-z0-9]+(-[a-z0-9]+)*\\.)*[a-z][a-z0-9]*(-[a-z0-9]+)*(:[1-9][0-9]{0,3})?([/?#][!-~]*)?|urn:[a-z0-9][a-z0-9-]*:[!-~]+)$"},"id":{"type":"string","minLength":1},"source":{"type":"string","format":"uri-reference","minLength":1},"specversion":{"type":"string","const":"1.0"},"subject":{"type":"string","minLength":1},"time":{"type":"string","format":"date-time","pattern":"^([1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-5][0-9](\\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})$"},"type":{"type":"string","const":"user.registered"}},"required":["data","id","source","specversion","time","type"],"unevaluatedProperties":false,"$defs":{"Range_of_uint8":{"type":"object","properties":{"end":{"type":"integer","minimum":0,"maximum":255},"start":{"type":"integer","minimum":0,"maximum":255}},"required":["end","start"],"unevaluatedProperties":false}}}"##);
}

fn with_extension(schema: &str, is_optional: bool, role: Role, reader: Option<EventReader>) -> String {
    let extension = Extension {
        name: "sequence",
        schema: parsed(schema),
        is_optional,
    };
    let spec = EnvelopeSpec {
        envelope: Envelope::CloudEvents,
        event_type: "e",
        reader,
        requires_time: false,
        may_lack_payload: false,
        falsy: &falsy(),
        may_be_unread: false,
        extensions: &[extension],
    };
    let event = around(Json::Bool(true), spec, role);
    let of = |name: &str| {
        event
            .get("properties")
            .and_then(|all| all.get(name))
            .unwrap()
            .to_string()
    };
    format!("{} {}", of("sequence"), of("data"))
}

#[test]
fn extension_that_a_reader_does_not_read_is_narrowed() {
    let wide = r#"{"type":"integer","minimum":0,"maximum":18446744073709551615}"#;
    insta::assert_snapshot!(with_extension(wide, false, Role::Consumes, None), @r#"{"allOf":[{"type":"integer","minimum":0,"maximum":18446744073709551615},{"type":["boolean","integer","string"],"minimum":-2147483648,"maximum":2147483647}]} {"allOf":[true,{"not":{"enum":[false,0,""]}}]}"#);
    insta::assert_snapshot!(with_extension(wide, true, Role::Consumes, Some(EventReader::Guard)), @r#"{"anyOf":[{"type":"integer","minimum":0,"maximum":18446744073709551615},{"type":"null"}]} true"#);
    insta::assert_snapshot!(with_extension(wide, true, Role::Emits, None), @r#"{"type":"integer","minimum":0,"maximum":18446744073709551615} true"#);
    insta::assert_snapshot!(with_extension(r#"{"type":"string"}"#, true, Role::Consumes, Some(EventReader::Rust09)), @r#"{"type":["string","null"]} true"#);
}

/// The schema of a message and of its headers.
fn in_mode(envelope: Envelope, role: Role, source: Source) -> String {
    let (message, headers) = cloud_event_in(envelope, source, "user.registered", role, None).unwrap();
    format!("{}\n{}", Json::Object(message), Json::Object(headers))
}

#[test]
fn batch_is_an_array_of_events() {
    let source: Source = |settings| settings.into_generator().into_root_schema_for::<String>();
    insta::assert_snapshot!(in_mode(Envelope::CloudEventsBatch, Role::Emits, source));
    insta::assert_snapshot!(in_mode(Envelope::CloudEventsBatch, Role::Consumes, source));
}

#[test]
fn event_in_binary_mode_is_its_payload_and_its_headers() {
    let object: Source = |settings| {
        settings
            .into_generator()
            .into_root_schema_for::<std::ops::Range<u8>>()
    };
    let any: Source = |settings| settings.into_generator().into_root_schema_for::<Option<u8>>();
    for binding in Binding::ALL {
        let envelope = Envelope::CloudEventsBinary(binding);
        insta::assert_snapshot!(in_mode(envelope, Role::Emits, object));
        insta::assert_snapshot!(in_mode(envelope, Role::Consumes, object));
        // JavaScript reads a number in a body as a text.
        insta::assert_snapshot!(in_mode(envelope, Role::Consumes, any));
    }
}
