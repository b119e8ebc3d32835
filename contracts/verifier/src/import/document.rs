//! From the bytes of a file to a document.

pub(super) use super::yaml::is_yaml;

use super::error::ImportError;
use super::yaml;
use counterpart_engine::compat::schema::{Draft, SchemaError};
use counterpart_engine::json::{self, ErrorKind, Json, Pointer};

/// The document of a file: YAML where its name says so, else JSON.
pub(super) fn parse(file: &str, bytes: &[u8]) -> Result<Json, ImportError> {
    if is_yaml(file) {
        return yaml::parse(bytes).map_err(|error| ImportError::Yaml {
            file: file.to_owned(),
            error,
        });
    }
    json::parse(bytes).map_err(|error| {
        let may_be_yaml = matches!(error.kind, ErrorKind::Expected(_));
        let is_yaml = may_be_yaml && matches!(yaml::parse(bytes), Ok(Json::Object(_)));
        ImportError::Json {
            file: file.to_owned(),
            error,
            is_yaml,
        }
    })
}

/// Refuses documents in a draft before draft-04, where words have other meanings, and a `$schema` that is not a
/// string.
pub(super) fn of_a_draft_that_is_read(file: &str, document: &Json) -> Result<(), ImportError> {
    let Some(schema) = document.get("$schema") else {
        return Ok(());
    };
    let Some(uri) = schema.as_str() else {
        return Err(ImportError::Schema {
            file: file.to_owned(),
            error: SchemaError::Keyword {
                at: Pointer::root().child("$schema"),
                expected: "the URI of a version of JSON Schema",
                found: format!("a value of type {}", schema.type_name()),
            },
        });
    };
    let is_old = ["draft-00", "draft-01", "draft-02", "draft-03"]
        .iter()
        .any(|old| uri.contains(&format!("json-schema.org/{old}/")));
    if is_old {
        return Err(ImportError::OldDraft {
            file: file.to_owned(),
            draft: uri.to_owned(),
        });
    }
    Ok(())
}

/// Returns true if the author of a schema named a draft of JSON Schema for it, at its place or around it.
pub(super) fn declares_a_draft(document: &Json, at: &Pointer) -> bool {
    let names = |value: &Json| {
        let uri = value.get("$schema").and_then(Json::as_str);
        uri.is_some_and(|uri| Draft::of_uri(uri).is_some() || uri.contains("json-schema.org/"))
    };
    let mut value = Some(document);
    let mut names_here = names(document);
    for step in at.steps() {
        value = value.and_then(|value| Pointer::root().child(step.as_str()).find(value));
        names_here |= value.is_some_and(names);
    }
    names_here
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schema_keyword_that_is_not_a_string_is_an_error() {
        let refused = |text: &str| {
            let document = json::parse(text.as_bytes()).unwrap();
            of_a_draft_that_is_read("a.json", &document)
                .err()
                .map(|error| error.to_string())
        };
        for value in ["7", "null", "true", "[]", "{}"] {
            let error = refused(&format!(r#"{{"$schema": {value}}}"#)).expect(value);
            assert!(error.contains("`/$schema`"), "{value}: {error}");
        }
        assert_eq!(refused(r#"{"$schema": "https://example.com/mine"}"#), None);
    }
}
