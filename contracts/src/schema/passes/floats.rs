//! The range of an `f32`: up to the greatest one as serde writes it, short, which is a little above its value. serde_json
//! refuses what would round to infinity, and from there to the greatest it reads some numbers as infinity that have more
//! digits than an `f64` holds; no `f32` is written so.

use super::super::working_schema::WorkingSchema;
use super::annotations::has_type;
use counterpart_engine::json::{Json, Number};

/// 3.4028235e38, in digits.
const GREATEST: u128 = 340_282_350_000_000_000_000_000_000_000_000_000_000;

pub(super) fn run(working: &mut WorkingSchema) {
    working.each(&mut |schema| {
        let Some(members) = schema.as_object_mut() else {
            return;
        };
        let is_single = members.get("format").and_then(Json::as_str) == Some("float");
        if !is_single || !has_type(members, "number") {
            return;
        }
        for (keyword, bound) in [
            ("minimum", -Number::from(GREATEST)),
            ("maximum", Number::from(GREATEST)),
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
        insta::assert_snapshot!(after(run, r#"{"type":["number","null"],"format":"float"}"#), @r#"{"type":["number","null"],"format":"float","minimum":-340282350000000000000000000000000000000,"maximum":340282350000000000000000000000000000000}"#);
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
