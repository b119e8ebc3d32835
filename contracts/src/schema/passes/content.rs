//! The content of a variant that has none: where a message has the key all the same, serde reads `null` there only. Where
//! the content would stand beside the tag, serde reads over anything, `deny_unknown_fields` or not.

use super::super::derived::CONTENT;
use super::super::draft::Draft;
use crate::json::Json;

pub(super) fn run(draft: &mut Draft) {
    draft.each(&mut |schema| {
        let Some(members) = schema.as_object_mut() else {
            return;
        };
        let content = match members.shift_remove(CONTENT) {
            Some(Json::String(content)) => content,
            Some(Json::Bool(false)) => {
                members.shift_remove("additionalProperties");
                return;
            }
            _ => return,
        };
        if let Some(properties) = members.get_mut("properties").and_then(Json::as_object_mut) {
            properties
                .entry(content)
                .or_insert_with(|| Json::from([("type", Json::from("null"))]));
        }
    });
}

#[cfg(test)]
mod tests {
    use super::super::testing::after;
    use super::run;

    #[test]
    fn the_content_of_a_unit_variant_is_null_where_it_is_there() {
        insta::assert_snapshot!(after(run, r#"{"type":"object","properties":{"t":{"const":"a"}},"required":["t"],"x-counterpart-content":"c"}"#), @r#"{"type":"object","properties":{"t":{"const":"a"},"c":{"type":"null"}},"required":["t"]}"#);
    }

    #[test]
    fn beside_the_tag_of_a_unit_variant_anything_is_read() {
        insta::assert_snapshot!(after(run, r#"{"oneOf":[
            {"type":"object","properties":{"t":{"const":"a"}},"required":["t"],"additionalProperties":false,"x-counterpart-content":false},
            {"type":"object","properties":{"t":{"const":"b"}},"required":["t"],"additionalProperties":false}]}"#), @r#"{"oneOf":[{"type":"object","properties":{"t":{"const":"a"}},"required":["t"]},{"type":"object","properties":{"t":{"const":"b"}},"required":["t"],"additionalProperties":false}]}"#);
    }
}
