//! The version of AsyncAPI that a document is written in.

use super::document::Located;
use super::error::AsyncApiError;
use counterpart_engine::json::Json;

/// The two forms of documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// 2.0 to 2.6: operations are inside channels, and say what others do.
    Two,
    /// 3.0 and 3.1: operations are beside channels, and say what the application does.
    Three,
}

/// A version that is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Version {
    pub(super) form: Form,
    /// As the document writes it.
    pub(super) text: String,
}

impl Version {
    /// The version of a document.
    pub(super) fn of(document: &Located) -> Result<Self, AsyncApiError> {
        let Some(version) = document.child("asyncapi") else {
            let other = ["openapi", "swagger"]
                .into_iter()
                .find(|key| document.value().get(key).is_some());
            return Err(document.refused(match other {
                Some(_) => "this is an OpenAPI document, which has no messages: name a schema of it as FILE#POINTER, without \
                            `--asyncapi`",
                None => "this is not an AsyncAPI document: it has no `asyncapi`, which names the version",
            }));
        };
        // YAML reads an unquoted `2.6` as a number.
        let text = match version.value() {
            Json::String(text) => text.clone(),
            Json::Number(number) => number.to_string(),
            other => {
                return Err(version.refused(format!("the version is a value of type {}", other.type_name())));
            }
        };
        let mut parts = text.split('.');
        let mut part = || parts.next().and_then(|part| part.parse::<u32>().ok());
        let form = match (part(), part()) {
            (Some(2), Some(0..=6)) => Form::Two,
            (Some(3), Some(0..=1)) => Form::Three,
            _ => {
                return Err(version.refused(format!(
                    "the version {} of AsyncAPI is not read: 2.0 to 2.6, 3.0 and 3.1 are",
                    Json::from(text.as_str())
                )));
            }
        };
        Ok(Self { form, text })
    }
}
