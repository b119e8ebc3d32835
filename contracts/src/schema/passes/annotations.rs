//! Removes everything that decides nothing: titles, descriptions, defaults, examples, formats of numbers, unknown
//! keywords. Rewording a comment does not make a new contract.

use super::super::marks::Marks;
use super::super::working_schema::WorkingSchema;
use counterpart_engine::json::{Json, Object};
use counterpart_engine::keywords;

pub(super) fn run(working: &mut WorkingSchema) {
    working.each(&mut |schema| {
        if let Some(members) = schema.as_object_mut() {
            let trusted = Marks::take(members).trusted;
            members.retain(|keyword, _| keywords::rank(keyword).is_some());
            Marks {
                trusted,
                ..Marks::default()
            }
            .put(members);
            if members.contains_key("type") && !has_type(members, "string") {
                members.shift_remove("format");
            }
        }
    });
}

/// Returns true if `type` allows the type.
pub(super) fn has_type(members: &Object, name: &str) -> bool {
    match members.get("type") {
        Some(Json::String(one)) => one == name,
        Some(Json::Array(several)) => several.iter().any(|one| one.as_str() == Some(name)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::after;
    use super::run;

    #[test]
    fn annotations_are_removed_and_assertions_stay() {
        insta::assert_snapshot!(
            after(run, r#"{"title":"T","description":"d","type":"object","default":{},"examples":[1],"deprecated":true,
                "readOnly":true,"writeOnly":true,"$comment":"c","x-mine":1,"contentMediaType":"text/plain",
                "properties":{"title":{"type":"string","format":"uuid","default":"x"},"f":{"type":"number","format":"double"}}}"#),
            @r#"{"type":"object","properties":{"title":{"type":"string","format":"uuid"},"f":{"type":"number"}}}"#
        );
    }
}
