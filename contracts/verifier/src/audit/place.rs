//! From the place of a value in one message to a place of all messages.

use counterpart_engine::compat::{Place, PlaceStep, Rule};
use counterpart_engine::json::{Json, Pointer};

use crate::redaction::Names;

/// The places of all messages, for one schema: without the keys of maps, which are values.
///
/// ```
/// use counterpart_engine::compat::Rule;
/// use counterpart_engine::json;
/// use counterpart_verifier::audit::Places;
///
/// let schema = json::parse(br#"{"properties": {"by_user": {"additionalProperties": {"type": "integer"}}}}"#)?;
/// let place = Places::of(&schema).of_all(&"/by_user/ann@example.com".parse()?, Rule::TypeMismatch);
/// assert_eq!(place.to_string(), "/by_user/*");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Places(Names);

impl Places {
    /// Those of the messages that a schema describes.
    pub fn of(schema: &Json) -> Self {
        Self(Names::of([schema]))
    }

    /// The place of all messages that a place of one of them belongs to, as an audit reports it. `rule` refuses the value
    /// there. A property that is refused because of its name keeps it, unless schemas say what keys of maps look like.
    pub fn of_all(&self, at: &Pointer, rule: Rule) -> Place {
        place_of(&self.0, at, rule)
    }
}

/// The place of all messages that a place of one of them belongs to: each item of a list is
/// any, and so is each property that the schema does not mention, as the keys of a map are
/// values. A property that is refused because of its name keeps it.
pub(super) fn place_of(names: &Names, at: &Pointer, rule: Rule) -> Place {
    let last = at.steps().len().saturating_sub(1);
    let step = |(index, step): (usize, &String)| {
        let is_denied = index == last && rule == Rule::PropertyDenied && names.shows_denied(step);
        match step.parse() {
            _ if is_denied || names.has(step) => PlaceStep::Property(step.clone()),
            Ok(item) if names.has_tuples() => PlaceStep::Item(item),
            Ok(_) => PlaceStep::AnyItem,
            Err(_) => PlaceStep::AnyProperty,
        }
    };
    Place(at.steps().iter().enumerate().map(step).collect())
}

#[cfg(test)]
mod tests {
    use counterpart_engine::json;

    use super::*;

    #[test]
    fn items_and_keys_of_maps_are_any_and_declared_properties_keep_their_names() {
        let schema = br#"{"properties": {"lines": {"items": {"properties": {"sku": {}}}}, "by_user": {}}, "required": ["id"]}"#;
        let names = Names::of([&json::parse(schema).unwrap()]);
        let place = |at: &str, rule| place_of(&names, &at.parse().unwrap(), rule).to_string();
        assert_eq!(place("/lines/1/sku", Rule::TypeMismatch), "/lines/*/sku");
        assert_eq!(
            place("/by_user/ann@example.com/id", Rule::TypeMismatch),
            "/by_user/*/id"
        );
        assert_eq!(place("/id", Rule::PropertyMissing), "/id");
        assert_eq!(place("/surplus", Rule::PropertyDenied), "/surplus");
        assert_eq!(place("/surplus", Rule::TypeMismatch), "/*");
    }
}
