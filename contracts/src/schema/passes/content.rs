//! The content of a variant. Content that is an `Option` may be left out. If a variant has no content but a message
//! has its key anyway, serde only reads `null` there. If the content would be next to the tag, serde ignores
//! anything there, even with `deny_unknown_fields`.

use super::super::marks::Marks;
use super::super::working_schema::WorkingSchema;
use crate::derived::marks::NoContent;
use counterpart_engine::json::{Json, Object};

pub(super) fn run(working: &mut WorkingSchema) {
    working.each(&mut |schema| {
        let Some(members) = schema.as_object_mut() else {
            return;
        };
        may_lack(members);
        let content = match Marks::edit(members, |marks| marks.no_content.take()) {
            Some(NoContent::Under(content)) => content,
            Some(NoContent::BesideTag) => {
                members.shift_remove("additionalProperties");
                Marks::edit(members, |marks| marks.denies = None);
                return;
            }
            None => return,
        };
        if let Some(properties) = members.get_mut("properties").and_then(Json::as_object_mut) {
            properties
                .entry(content)
                .or_insert_with(|| Json::from([("type", Json::from("null"))]));
        }
    });
}

/// Asks no longer for the properties that a message may lack.
fn may_lack(members: &mut Object) {
    let Some(properties) = members.get_mut("properties").and_then(Json::as_object_mut) else {
        return;
    };
    let mut lacked = Vec::new();
    for (name, schema) in properties.iter_mut() {
        let take = |marks: &mut Marks| std::mem::take(&mut marks.may_be_absent);
        if schema
            .as_object_mut()
            .is_some_and(|schema| Marks::edit(schema, take))
        {
            lacked.push(name.clone());
        }
    }
    if let Some(Json::Array(required)) = members.get_mut("required") {
        required.retain(|name| !lacked.iter().any(|lacked| name.as_str() == Some(lacked)));
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::after;
    use super::run;

    #[test]
    fn content_of_a_unit_variant_is_null_if_present() {
        insta::assert_snapshot!(after(run, r#"{"type":"object","properties":{"t":{"const":"a"}},"required":["t"],"x-counterpart":{"no_content":"c"}}"#), @r#"{"type":"object","properties":{"t":{"const":"a"},"c":{"type":"null"}},"required":["t"]}"#);
    }

    #[test]
    fn the_content_of_an_option_may_be_absent() {
        insta::assert_snapshot!(after(run, r#"{"type":"object","properties":{"t":{"const":"a"},"c":{"type":["integer","null"],"x-counterpart":{"may_be_absent":true}}},"required":["t","c"]}"#), @r#"{"type":"object","properties":{"t":{"const":"a"},"c":{"type":["integer","null"]}},"required":["t"]}"#);
    }

    #[test]
    fn anything_is_read_next_to_the_tag_of_a_unit_variant() {
        insta::assert_snapshot!(after(run, r#"{"oneOf":[
            {"type":"object","properties":{"t":{"const":"a"}},"required":["t"],"additionalProperties":false,"x-counterpart":{"no_content":true}},
            {"type":"object","properties":{"t":{"const":"b"}},"required":["t"],"additionalProperties":false}]}"#), @r#"{"oneOf":[{"type":"object","properties":{"t":{"const":"a"}},"required":["t"]},{"type":"object","properties":{"t":{"const":"b"}},"required":["t"],"additionalProperties":false}]}"#);
    }
}
