//! The schema of headers: an object whose values are texts. A header that is no text in Rust (a number, a truth) stands
//! in a message as the text that the key of a map would be.

use schemars::generate::SchemaSettings;

use super::check::{SchemaError, check};
use super::derived::OURS;
use super::draft::Draft;
use super::passes;
use crate::contract::Role;
use crate::declaration::HeaderOf;
use counterpart_engine::json::{Json, Object};

/// The schema of these headers in a role; empty where there are none. What is sent has no others.
///
/// # Errors
/// Where a type is none that a header can hold.
pub(crate) fn headers(headers: &[HeaderOf], role: Role) -> Result<Object, SchemaError> {
    if headers.is_empty() {
        return Ok(Object::new());
    }
    let settings = SchemaSettings::draft2020_12().with(|settings| settings.meta_schema = Some(OURS.into()));
    let mut generator = match role {
        Role::Consumes => settings.for_deserialize(),
        Role::Emits => settings.for_serialize(),
    }
    .into_generator();
    let mut properties = Object::new();
    let mut required = Vec::new();
    for header in headers {
        let schema = Json::from((header.schema)(&mut generator).as_value());
        properties.insert(header.name.to_owned(), passes::as_text(schema));
        if !(header.is_option)() {
            required.push(Json::from(header.name));
        }
    }
    let definitions = serde_json::Value::Object(generator.take_definitions(true));
    let mut document = Json::from([
        ("type", Json::from("object")),
        ("properties", Json::Object(properties)),
        ("required", Json::Array(required)),
        ("$defs", Json::from(&definitions)),
    ]);
    if let Some(members) = document.as_object_mut() {
        members.retain(|_, value| value.as_array().is_none_or(|items| !items.is_empty()));
    }
    let document = passes::run(Draft::new(document, "Headers")?, role);
    check(&document)?;
    Ok(document)
}
