//! `#[serde(other)]`: the variant that is read for every tag that no other variant has.

use super::super::marks::Marks;
use super::super::working_schema::WorkingSchema;
use crate::derived::marks::Other;
use counterpart_engine::json::{Json, Object};

pub(super) fn run(working: &mut WorkingSchema) {
    working.each(&mut |schema| {
        let Some(members) = schema.as_object_mut() else {
            return;
        };
        if Marks::edit(members, |marks| marks.other.take()) == Some(Other::Strings) {
            open_strings(members);
        }
        for keyword in ["oneOf", "anyOf"] {
            if let Some(Json::Array(variants)) = members.get_mut(keyword) {
                open_tag(variants);
            }
        }
    });
}

/// An enum whose variants without content are plain strings: any string is one, unless it names a variant with content.
/// A flattened enum has no strings left, and serde reads no unknown variant there.
fn open_strings(members: &mut Object) {
    if is_strings(members) {
        any_but(members, Vec::new());
        return;
    }
    let Some(Json::Array(variants)) = members.get_mut("oneOf") else {
        return;
    };
    let with_content = variants
        .iter()
        .filter_map(|variant| variant.get("required")?.as_array()?.first())
        .cloned()
        .collect();
    let strings = variants
        .iter_mut()
        .filter_map(Json::as_object_mut)
        .find(|variant| is_strings(variant));
    if let Some(strings) = strings {
        any_but(strings, with_content);
    }
}

fn is_strings(members: &Object) -> bool {
    members.get("type").and_then(Json::as_str) == Some("string") && members.contains_key("enum")
}

/// Variants that are distinguished by a key of theirs.
fn open_tag(variants: &mut [Json]) {
    let marked = variants.iter_mut().enumerate().find_map(|(at, variant)| {
        match Marks::edit(variant.as_object_mut()?, |marks| marks.other.take()) {
            Some(Other::Tags(tag)) => Some((at, tag)),
            _ => None,
        }
    });
    let Some((at, tag)) = marked else { return };
    let value = |variant: &Json| variant.get("properties")?.get(&tag)?.get("const").cloned();
    let others = variants
        .iter()
        .enumerate()
        .filter(|(place, _)| *place != at)
        .filter_map(|(_, variant)| value(variant))
        .collect();
    let Some(variant) = variants[at].as_object_mut() else {
        return;
    };
    // Next to the tag of a variant without fields, serde reads anything, even with `deny_unknown_fields`.
    if Marks::of(variant).no_content.is_none() {
        variant.shift_remove("additionalProperties");
        Marks::edit(variant, |marks| marks.denies = None);
    }
    let tag = variant
        .get_mut("properties")
        .and_then(|properties| properties.as_object_mut()?.get_mut(&tag)?.as_object_mut());
    if let Some(tag) = tag {
        any_but(tag, others);
    }
}

/// Any string but those.
fn any_but(members: &mut Object, names: Vec<Json>) {
    members.shift_remove("enum");
    members.shift_remove("const");
    if !names.is_empty() {
        let names = Json::from([("enum", Json::Array(names))]);
        members.insert("not".to_owned(), names);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::after;
    use super::run;

    #[test]
    fn tag_of_the_other_variant_is_any_unused_tag() {
        insta::assert_snapshot!(after(run, r#"{"oneOf":[
            {"properties":{"t":{"type":"string","const":"a"},"x":{}},"required":["t"]},
            {"properties":{"t":{"type":"string","const":"b"}},"required":["t"]},
            {"type":"object","properties":{"t":{"type":"string","const":"other"}},"required":["t"],"additionalProperties":false,"x-counterpart":{"other":"t"}}]}"#), @r#"{"oneOf":[{"properties":{"t":{"type":"string","const":"a"},"x":{}},"required":["t"]},{"properties":{"t":{"type":"string","const":"b"}},"required":["t"]},{"type":"object","properties":{"t":{"type":"string","not":{"enum":["a","b"]}}},"required":["t"]}]}"#);
        insta::assert_snapshot!(after(run, r#"{"oneOf":[{"properties":{"t":{"type":"string","const":"other"}},"required":["t"],"additionalProperties":false,
            "x-counterpart":{"other":"t","no_content":"c"}}]}"#), @r#"{"oneOf":[{"properties":{"t":{"type":"string"}},"required":["t"],"additionalProperties":false,"x-counterpart":{"no_content":"c"}}]}"#);
    }

    #[test]
    fn any_string_is_a_variant_unless_it_names_one_with_content() {
        insta::assert_snapshot!(after(run, r#"{"type":"string","enum":["a","other"],"x-counterpart":{"other":true}}"#), @r#"{"type":"string"}"#);
        insta::assert_snapshot!(after(run, r#"{"oneOf":[{"type":"string","enum":["a","other"]},
            {"type":"object","properties":{"b":{}},"required":["b"],"additionalProperties":false}],"x-counterpart":{"other":true}}"#), @r#"{"oneOf":[{"type":"string","not":{"enum":["b"]}},{"type":"object","properties":{"b":{}},"required":["b"],"additionalProperties":false}]}"#);
    }

    #[test]
    fn a_flattened_enum_has_the_variants_that_it_names() {
        insta::assert_snapshot!(after(run, r#"{"type":"object","properties":{"id":{}},"oneOf":[{"type":"object","properties":{"a":{"type":"null"}},"required":["a"]}],"x-counterpart":{"other":true}}"#), @r#"{"type":"object","properties":{"id":{}},"oneOf":[{"type":"object","properties":{"a":{"type":"null"}},"required":["a"]}]}"#);
    }
}
