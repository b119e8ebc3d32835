//! Schemas that tell the same of a value before and after an engine had it.
//!
//! Below `not` and `if` a schema must not become wider. One that is not steady is left out there.

use counterpart_engine::compat::schema::Schema;
use counterpart_engine::compat::schema::node::{Body, Keywords, NodeId, Types};
use counterpart_engine::json::{self, Json};

use super::analysis::keywords;
use super::effects::Effects;

const DEPTH: usize = 6;

/// So many schemas are looked at.
const MOST: usize = 1_000;

/// Returns true if a schema tells the same before and after. `false` says only that this is not known.
pub(super) fn is_steady(schema: &Schema, id: NodeId, effects: &Effects) -> bool {
    effects.is_none() || steady(schema, id, effects, DEPTH, &mut { MOST })
}

fn steady(schema: &Schema, id: NodeId, effects: &Effects, depth: usize, left: &mut usize) -> bool {
    let keywords = match &schema.node(id).body {
        Body::Always(_) => return true,
        Body::Keywords(keywords) => keywords,
    };
    let (Some(depth), Some(less)) = (depth.checked_sub(1), left.checked_sub(1)) else {
        return false;
    };
    *left = less;
    if !keywords.unsupported.is_empty() || keywords.condition.is_some() {
        return false;
    }
    if let Some(values) = &keywords.values {
        return values.iter().all(|value| is_plain_text(value, effects))
            && keywords
                .in_place()
                .all(|id| steady(schema, id, effects, depth, left));
    }
    is_tag(schema, keywords, effects, depth, left)
        && keywords
            .in_place()
            .all(|id| steady(schema, id, effects, depth, left))
}

/// Returns true if it only asks whether required members have one of some texts.
fn is_tag(schema: &Schema, tag: &Keywords, effects: &Effects, depth: usize, left: &mut usize) -> bool {
    let of_objects = tag.types.is_none_or(|types| types == Types::OBJECT);
    let mut of_member = |(name, id): (&std::sync::Arc<str>, &NodeId)| {
        let is_listed = keywords(schema, *id).is_some_and(|keywords| keywords.values.is_some());
        tag.required.contains(name) && is_listed && steady(schema, *id, effects, depth, left)
    };
    let required = tag.required.iter().all(|name| tag.properties.contains_key(name));
    let is_dotted = |name: &std::sync::Arc<str>| effects.split_names && name.contains('.');
    of_objects
        && says_only_members(tag)
        && required
        && tag.properties.iter().all(&mut of_member)
        && !tag.required.iter().any(is_dotted)
}

/// Returns true if nothing asserts but `type`, `properties`, `required` and what is applied to the same value.
fn says_only_members(keywords: &Keywords) -> bool {
    let schemas = [
        keywords.items,
        keywords.additional_properties,
        keywords.contains,
        keywords.unevaluated_items,
        keywords.property_names,
        keywords.unevaluated_properties,
    ];
    let numbers = [
        &keywords.minimum,
        &keywords.maximum,
        &keywords.exclusive_minimum,
        &keywords.exclusive_maximum,
        &keywords.multiple_of,
    ];
    let most = [keywords.max_length, keywords.max_items, keywords.max_properties];
    let least = [keywords.min_length, keywords.min_items, keywords.min_properties];
    schemas.iter().all(Option::is_none)
        && numbers.iter().all(|number| number.is_none())
        && most.iter().all(Option::is_none)
        && least == [0; 3]
        && keywords.format.is_none()
        && keywords.pattern.is_none()
        && !keywords.unique_items
        && keywords.prefix_items.is_empty()
        && keywords.pattern_properties.is_empty()
        && keywords.dependent_required.is_empty()
        && keywords.dependent_schemas.is_empty()
}

/// Returns true for a text that no engine changes, and that nothing else becomes.
fn is_plain_text(value: &Json, effects: &Effects) -> bool {
    let Some(text) = value.as_str() else { return false };
    let mut forms = effects.texts.iter().filter(|form| !form.formats.is_empty());
    !text.is_empty()
        && !matches!(text, "NaN" | "Infinity" | "-Infinity")
        && json::parse(text.as_bytes()).is_err()
        && !forms.any(|form| form.is_of(text))
}
