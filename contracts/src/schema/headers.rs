//! The schema of headers: an object whose values are texts. A header that is not a text in Rust (a number, a truth)
//! is in a message the text that the key of a map would be.

use schemars::{JsonSchema, Schema, SchemaGenerator};

use super::check::{SchemaError, check};
use super::envelope::{EnvelopeSpec, binary};
use super::generate::settings;
use super::passes;
use super::working_schema::WorkingSchema;
use crate::contract::{Binding, Role};
use crate::derived::making;
use crate::derived::wire::Kind;
use counterpart_engine::json::{Json, Object};

/// A header, or an extension attribute of an envelope.
#[derive(Debug, Clone, Copy)]
pub struct HeaderOf {
    /// The name.
    pub name: &'static str,
    /// True if a message may lack it.
    pub is_option: fn() -> bool,
    /// Makes the schema of a value.
    pub schema: fn(&mut SchemaGenerator) -> Schema,
}

impl HeaderOf {
    /// A header whose values are written as `T` is.
    pub const fn of<T: JsonSchema>(name: &'static str) -> Self {
        Self {
            name,
            is_option: T::_schemars_private_is_option,
            schema: <Kind<T>>::_schemars_private_non_optional_json_schema,
        }
    }
}

/// The schema of these headers in a role, and of the attributes of an event in binary mode; empty if there are none. A sent
/// message has no others.
///
/// # Errors
/// Fails if a header cannot hold a type.
pub(crate) fn headers(
    headers: &[HeaderOf],
    event: Option<EnvelopeSpec<'_>>,
    role: Role,
) -> Result<Object, SchemaError> {
    let event = event.and_then(|spec| Some((spec, spec.envelope.binding()?)));
    if headers.is_empty() && event.is_none() {
        return Ok(Object::default());
    }
    let (document, _) = making::run(|| document(headers, event, role))?;
    let document = passes::run(WorkingSchema::new(document, "Headers")?, role);
    check(&document)?;
    Ok(document)
}

fn document(headers: &[HeaderOf], event: Option<(EnvelopeSpec<'_>, Binding)>, role: Role) -> Json {
    let mut generator = settings(role).into_generator();
    let mut properties = Object::default();
    let mut required = Vec::new();
    for header in headers {
        let schema = Json::from((header.schema)(&mut generator).as_value());
        properties.insert(header.name.to_owned(), passes::as_text(schema));
        if !(header.is_option)() {
            required.push(Json::from(header.name));
        }
    }
    let mut patterns = Object::default();
    if let Some((spec, binding)) = event {
        for attribute in binary::attributes(spec, binding, role) {
            if attribute.is_required {
                required.push(Json::from(attribute.name.as_str()));
            }
            properties.insert(attribute.name, attribute.schema);
        }
        if role == Role::Consumes {
            let (names, more) = binary::unnamed(spec, binding);
            patterns = names;
            properties.extend(more);
        }
    }
    let definitions = serde_json::Value::Object(generator.take_definitions(true));
    let mut document = Json::from([
        ("type", Json::from("object")),
        ("properties", Json::Object(properties)),
        ("patternProperties", Json::Object(patterns)),
        ("required", Json::Array(required)),
        ("$defs", Json::from(&definitions)),
    ]);
    if let Some(members) = document.as_object_mut() {
        members.retain(|keyword, value| match value {
            Json::Array(items) => !items.is_empty(),
            Json::Object(patterns) if keyword == "patternProperties" => !patterns.is_empty(),
            _ => true,
        });
    }
    document
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(counterpart_macros::Contract)]
    #[contract(crate = "crate")]
    #[allow(dead_code, reason = "only its schema is made")]
    struct Chain {
        #[serde(flatten)]
        inner: Option<Box<Chain>>,
    }

    #[test]
    fn a_type_without_end_is_an_error_in_a_header_and_in_an_extension() {
        let chain = [HeaderOf::of::<Chain>("chain")];
        let is_error = |error: SchemaError| matches!(error, SchemaError::InfiniteType(_));
        for role in [Role::Consumes, Role::Emits] {
            assert!(headers(&chain, None, role).is_err_and(is_error));
            assert!(super::super::envelope::extensions(&chain, role).is_err_and(is_error));
            // Nothing of it stays.
            assert!(headers(&[HeaderOf::of::<String>("text")], None, role).is_ok());
        }
    }
}
