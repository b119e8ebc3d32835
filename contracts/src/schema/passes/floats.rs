//! The range of an `f32`. serde_json refuses what would round to infinity: everything from halfway between the greatest
//! `f32` and the next power of two. (What an `f32` writes may be above the greatest `f32`, since it is written short.)

use super::super::draft::Draft;
use super::annotations::has_type;
use crate::json::{Json, Number};

/// 2^128 - 2^103: the first number that is too great.
const TOO_GREAT: u128 = u128::MAX - (1 << 103) + 1;

pub(super) fn run(draft: &mut Draft) {
    draft.each(&mut |schema| {
        let Some(members) = schema.as_object_mut() else {
            return;
        };
        let is_single = members.get("format").and_then(Json::as_str) == Some("float");
        if !is_single || !has_type(members, "number") {
            return;
        }
        for (keyword, bound) in [
            ("exclusiveMinimum", -Number::from(TOO_GREAT)),
            ("exclusiveMaximum", Number::from(TOO_GREAT)),
        ] {
            members.entry(keyword.to_owned()).or_insert(Json::Number(bound));
        }
    });
}

#[cfg(test)]
mod tests {
    use super::super::testing::after;
    use super::run;

    #[test]
    fn a_single_float_has_the_range_that_is_read() {
        insta::assert_snapshot!(after(run, r#"{"type":["number","null"],"format":"float"}"#), @r#"{"type":["number","null"],"format":"float","exclusiveMinimum":-340282356779733661637539395458142568448,"exclusiveMaximum":340282356779733661637539395458142568448}"#);
    }

    #[test]
    fn other_numbers_are_left() {
        for schema in [
            r#"{"type":"number","format":"double"}"#,
            r#"{"type":"string","format":"float"}"#,
            r#"{"type":"number"}"#,
        ] {
            assert_eq!(after(run, schema), schema);
        }
    }
}
