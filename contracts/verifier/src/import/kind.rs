//! The kind of a document that is not a schema, judged by its marks.

use std::fmt;

use super::candidates::candidates;
use counterpart_engine::compat::schema::Draft;
use counterpart_engine::compat::schema::vocabulary::KEYWORDS;
use counterpart_engine::json::{self, Json, Object, Pointer};

/// The kind of a document that was given as a schema and is not one.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum DocumentKind {
    /// An AsyncAPI document of this version.
    AsyncApi(String),
    /// An OpenAPI document of this version, or a Swagger one.
    OpenApi(String),
    /// A schema of Apache Avro.
    Avro,
    /// A JSON Type Definition (RFC 8927).
    TypeDefinition,
    /// Protocol Buffers, described as JSON.
    Protobuf,
    /// A pact of Pact.
    Pact,
    /// A registry's answer: the schema is a string, at this place.
    Registry(Pointer),
    /// Only definitions.
    Definitions,
    /// Something that holds schemas.
    Holder,
    /// A value with words that are not keywords: an example message, perhaps.
    Message,
    /// A schema that accepts every value.
    Everything,
}

impl fmt::Display for DocumentKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DocumentKind::AsyncApi(version) => write!(f, "is an AsyncAPI document ({version}), not a schema"),
            DocumentKind::OpenApi(version) => write!(f, "is an OpenAPI document ({version}), not a schema"),
            DocumentKind::Avro => f.write_str("is an Avro schema, not a JSON Schema"),
            DocumentKind::TypeDefinition => f.write_str("is a JSON Type Definition, not a JSON Schema"),
            DocumentKind::Protobuf => f.write_str("describes Protocol Buffers and is not a JSON Schema"),
            DocumentKind::Pact => {
                f.write_str("is a pact, not a schema: `cargo counterpart pact import` reads pacts")
            }
            DocumentKind::Registry(at) => write!(
                f,
                "is the answer of a registry and asserts nothing: the schema is the string at `{at}`; save \
                 that as a separate file"
            ),
            DocumentKind::Definitions => f.write_str("only defines schemas and asserts nothing itself"),
            DocumentKind::Holder => f.write_str("asserts nothing itself"),
            DocumentKind::Message => f.write_str(
                "has no keyword that asserts anything: it looks like an example message, not a schema",
            ),
            DocumentKind::Everything => f.write_str("asserts nothing: it accepts every message"),
        }
    }
}

/// Returns the kind of a document that is certainly not a schema, whatever it would assert as one.
pub(super) fn certainly_not_a_schema(document: &Json) -> Option<DocumentKind> {
    let members = document.as_object()?;
    let text = |key: &str| members.get(key).and_then(Json::as_str);
    if let Some(kind) = api(document) {
        return Some(kind);
    }
    let is_pact = ["interactions", "messages"]
        .iter()
        .any(|key| members.get(*key).and_then(Json::as_array).is_some());
    if is_pact && members.contains_key("consumer") && members.contains_key("provider") {
        return Some(DocumentKind::Pact);
    }
    if matches!(text("type"), Some("record" | "enum" | "fixed" | "error")) && text("name").is_some() {
        return Some(DocumentKind::Avro);
    }
    is_message(members).then_some(DocumentKind::Message)
}

/// An OpenAPI or AsyncAPI document.
fn api(document: &Json) -> Option<DocumentKind> {
    let text = |key: &str| document.get(key).and_then(Json::as_str).map(str::to_owned);
    document.get("info").and_then(Json::as_object)?;
    let openapi = || text("openapi").or_else(|| text("swagger"));
    text("asyncapi")
        .map(DocumentKind::AsyncApi)
        .or_else(|| openapi().map(DocumentKind::OpenApi))
}

/// The draft that the schemas of a document are written in by its kind, and what says so.
pub(super) fn draft_by_kind(document: &Json) -> Option<(Draft, String)> {
    match api(document)? {
        DocumentKind::AsyncApi(version) => Some((Draft::Draft7, format!("AsyncAPI {version}"))),
        DocumentKind::OpenApi(version) => {
            let is_old = version.starts_with("2.") || version.starts_with("3.0");
            let dialect = document.get("jsonSchemaDialect").and_then(Json::as_str);
            let draft = match dialect.and_then(Draft::of_uri) {
                _ if is_old => Draft::Draft4,
                Some(draft) => draft,
                None => Draft::Draft202012,
            };
            Some((draft, format!("OpenAPI {version}")))
        }
        _ => None,
    }
}

/// Returns the kind of a document that accepts every value, and the schemas that it contains.
pub(super) fn kind_of(document: &Json) -> (DocumentKind, Vec<Pointer>) {
    let found = candidates(document);
    let Some(members) = document.as_object() else {
        return (DocumentKind::Everything, found);
    };
    let is = |key: &str, is: fn(&Json) -> bool| members.get(key).is_some_and(is);
    let is_object = |value: &Json| matches!(value, Json::Object(_));
    let is_text = |value: &Json| matches!(value, Json::String(_));
    let is_list = |value: &Json| matches!(value, Json::Array(_));
    let kind =
        if let Some(kind) = certainly_not_a_schema(document).filter(|kind| *kind != DocumentKind::Message) {
            kind
        } else if ["optionalProperties", "elements", "values"]
            .iter()
            .any(|key| is(key, is_object))
            || is("discriminator", is_text) && is("mapping", is_object)
        {
            DocumentKind::TypeDefinition
        } else if is("nested", is_object)
            || is("messageType", is_list)
            || is("file", is_list) && !found.is_empty()
        {
            DocumentKind::Protobuf
        } else if let Some(at) = text_of_a_schema(members) {
            DocumentKind::Registry(at)
        } else if !found.is_empty() {
            let is_definition = |at: &Pointer| {
                let first = at.steps().first().map(String::as_str);
                matches!(first, Some("$defs" | "definitions"))
            };
            if found.iter().all(is_definition) {
                DocumentKind::Definitions
            } else {
                DocumentKind::Holder
            }
        } else if members
            .iter()
            .any(|(word, value)| is_foreign(word) || word == "id" && value.as_str().is_none())
        {
            DocumentKind::Message
        } else {
            DocumentKind::Everything
        };
    (kind, found)
}

/// The place of a string that is itself a schema, at the top or one level below.
fn text_of_a_schema(members: &Object) -> Option<Pointer> {
    let is_schema = |value: &Json| {
        let text = value.as_str().filter(|text| text.trim_start().starts_with('{'));
        let document = text.and_then(|text| json::parse_last_of_repeated(text.as_bytes()).ok());
        document.is_some_and(|document| {
            let marks = [
                "type",
                "$schema",
                "properties",
                "$ref",
                "openapi",
                "allOf",
                "oneOf",
                "anyOf",
                "fields",
            ];
            marks.iter().any(|mark| document.get(mark).is_some())
        })
    };
    members.iter().find_map(|(key, value)| {
        let at = Pointer::root().child(key.as_str());
        if is_schema(value) {
            return Some(at);
        }
        let below = value.as_object()?.iter().find(|(_, value)| is_schema(value));
        below.map(|(key, _)| at.child(key.as_str()))
    })
}

/// Returns true for a word that is not a keyword, not an annotation of a known vocabulary, and not marked as one.
fn is_foreign(word: &str) -> bool {
    let is_note = word.starts_with("x-") || word.starts_with('$') || word == "self";
    !is_note && !KEYWORDS.contains(&word)
}

/// Returns true if a document has words that are not keywords, besides keywords that a message may well have as
/// names: `format`, `items`, `pattern`.
fn is_message(members: &Object) -> bool {
    const COMMON: [&str; 14] = [
        "format",
        "pattern",
        "items",
        "contains",
        "minimum",
        "maximum",
        "minItems",
        "maxItems",
        "minLength",
        "maxLength",
        "uniqueItems",
        "multipleOf",
        "not",
        "dependencies",
    ];
    const NOTES: [&str; 9] = [
        "title",
        "description",
        "default",
        "examples",
        "deprecated",
        "readOnly",
        "writeOnly",
        "id",
        "$comment",
    ];
    let (mut common, mut foreign) = (false, false);
    for word in members.keys().map(String::as_str) {
        if COMMON.contains(&word) {
            common = true;
        } else if is_foreign(word) {
            foreign = true;
        } else if KEYWORDS.contains(&word) && !NOTES.contains(&word) || word.starts_with('$') {
            return false;
        }
    }
    common && foreign
}
