//! Media types: of messages, and of the schemas that describe them.

use crate::import::WhyDraft;
use counterpart::contract::Envelope;
use counterpart_engine::compat::schema::Draft;

/// The language of a schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Format {
    /// JSON Schema of this draft, and who says so.
    Draft(Draft, WhyDraft),
    /// JSON Schema of a draft that the media type does not name.
    AnyDraft,
    /// Another language, by its name for people.
    Other(String),
}

/// The language that a `schemaFormat` names.
pub(super) fn of_schema(format: &str) -> Format {
    let (media, version) = parts(format);
    let base = ["+json", "+yaml"]
        .into_iter()
        .find_map(|suffix| media.strip_suffix(suffix));
    let version = version.unwrap_or_default();
    match base.unwrap_or(&media) {
        "application/vnd.aai.asyncapi" => {
            let kind = if version.is_empty() {
                "AsyncAPI".to_owned()
            } else {
                format!("AsyncAPI {version}")
            };
            Format::Draft(Draft::Draft7, WhyDraft::Kind(kind))
        }
        "application/schema" => match version.trim_start_matches("draft-") {
            "" => Format::AnyDraft,
            "04" | "4" => Format::Draft(Draft::Draft4, WhyDraft::Declared),
            "06" | "6" => Format::Draft(Draft::Draft6, WhyDraft::Declared),
            "07" | "7" => Format::Draft(Draft::Draft7, WhyDraft::Declared),
            "2019-09" => Format::Draft(Draft::Draft201909, WhyDraft::Declared),
            "2020-12" => Format::Draft(Draft::Draft202012, WhyDraft::Declared),
            other => Format::Other(format!("JSON Schema {other}")),
        },
        "application/vnd.oai.openapi" => {
            let draft = if version.starts_with("2.") || version.starts_with("3.0") || version.is_empty() {
                Draft::Draft4
            } else {
                Draft::Draft202012
            };
            Format::Draft(
                draft,
                WhyDraft::Kind(format!("OpenAPI {version}").trim_end().to_owned()),
            )
        }
        "application/vnd.apache.avro" => Format::Other("Avro".to_owned()),
        "application/vnd.google.protobuf" | "application/x-protobuf" | "application/protobuf" => {
            Format::Other("Protocol Buffers".to_owned())
        }
        "application/raml" => Format::Other("RAML".to_owned()),
        _ => Format::Other(format.to_owned()),
    }
}

/// The form of a message, as far as a contract can describe it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// JSON.
    Json,
    /// Events of CloudEvents in JSON: one in the structured mode, or a batch.
    CloudEvents(Envelope),
    /// Something else.
    Other,
}

/// The form that a `contentType` names.
pub(super) fn of_message(content: &str) -> Content {
    let (media, _) = parts(content);
    match media.as_str() {
        "application/cloudevents+json" => Content::CloudEvents(Envelope::CloudEvents),
        "application/cloudevents-batch+json" => Content::CloudEvents(Envelope::CloudEventsBatch),
        "application/json" | "text/json" => Content::Json,
        other if other.ends_with("+json") && other.contains('/') => Content::Json,
        _ => Content::Other,
    }
}

/// A media type in small letters, without its parameters, and the parameter `version`.
fn parts(text: &str) -> (String, Option<String>) {
    let mut parts = text.split(';').map(str::trim);
    let media = parts.next().unwrap_or_default().to_ascii_lowercase();
    let version = parts.find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let value = value.trim().trim_matches('"').to_ascii_lowercase();
        name.trim().eq_ignore_ascii_case("version").then_some(value)
    });
    (media, version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schema_formats_name_their_drafts() {
        let draft = |format: &str| match of_schema(format) {
            Format::Draft(draft, why) => format!("{} {why:?}", draft.name()),
            other => format!("{other:?}"),
        };
        assert_eq!(
            draft("application/vnd.aai.asyncapi+yaml;version=2.4.0"),
            r#"draft-07 Kind("AsyncAPI 2.4.0")"#
        );
        assert_eq!(
            draft("application/schema+json;version=draft-07"),
            "draft-07 Declared"
        );
        assert_eq!(
            draft("application/schema+yaml; Version=\"draft-04\""),
            "draft-04 Declared"
        );
        assert_eq!(draft("Application/Schema;version=2020-12"), "2020-12 Declared");
        assert_eq!(
            draft("application/schema+json;version=draft/2019-09"),
            r#"Other("JSON Schema draft/2019-09")"#
        );
        assert_eq!(draft("application/schema+json"), "AnyDraft");
        assert_eq!(
            draft("application/vnd.oai.openapi;version=3.0.0"),
            r#"draft-04 Kind("OpenAPI 3.0.0")"#
        );
        assert_eq!(
            draft("application/vnd.oai.openapi+json;version=3.1.0"),
            r#"2020-12 Kind("OpenAPI 3.1.0")"#
        );
        assert_eq!(
            draft("application/vnd.apache.avro;version=1.9.0"),
            r#"Other("Avro")"#
        );
        assert_eq!(
            draft("application/vnd.google.protobuf;version=3"),
            r#"Other("Protocol Buffers")"#
        );
        assert_eq!(draft("application/xml"), r#"Other("application/xml")"#);
    }

    #[test]
    fn content_types_of_json_are_known_by_their_suffix() {
        for json in [
            "application/json",
            "APPLICATION/JSON; charset=utf-8",
            "application/vnd.shop.v2+json",
            "text/json",
        ] {
            assert_eq!(of_message(json), Content::Json, "{json}");
        }
        assert_eq!(
            of_message("application/cloudevents+json; charset=UTF-8"),
            Content::CloudEvents(Envelope::CloudEvents)
        );
        assert_eq!(
            of_message("application/cloudevents-batch+json"),
            Content::CloudEvents(Envelope::CloudEventsBatch)
        );
        for other in [
            "application/cloudevents",
            "avro/binary",
            "text/plain",
            "+json",
            "",
        ] {
            assert_eq!(of_message(other), Content::Other, "{other}");
        }
    }
}
