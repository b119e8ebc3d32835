//! Exact ranges for integers. schemars gives most of them a `format` only, which validates nothing: 5,000,000,000
//! satisfies its schema of an `i32`, and serde refuses it.

use super::super::marks::Marks;
use super::super::working_schema::WorkingSchema;
use super::annotations::has_type;
use counterpart_engine::json::{self, Json, Number, Object};

pub(super) fn run(working: &mut WorkingSchema) {
    working.each(&mut |schema| {
        if let Some(members) = schema.as_object_mut() {
            let marked = Marks::edit(members, |marks| std::mem::take(&mut marks.range));
            if let Some(range) = of_texts(&marked) {
                within(members, range);
            }
            let range = members.get("format").and_then(Json::as_str).and_then(range);
            if let Some(range) = range.filter(|_| has_type(members, "integer")) {
                members.shift_remove("format");
                within(members, range);
            }
        }
    });
}

/// The range that a mark gives in digits.
pub(super) fn of_texts(range: &[String]) -> Option<(Number, Number)> {
    let number = |text: &String| json::parse(text.as_bytes()).ok()?.as_number().cloned();
    match range {
        [least, greatest] => Some((number(least)?, number(greatest)?)),
        _ => None,
    }
}

fn within(members: &mut Object, (least, greatest): (Number, Number)) {
    let number = |key: &str| members.get(key).and_then(Json::as_number).cloned();
    let least = number("minimum").map_or(least.clone(), |own| own.max(least));
    let greatest = number("maximum").map_or(greatest.clone(), |own| own.min(greatest));
    members.insert("minimum".to_owned(), Json::Number(least));
    members.insert("maximum".to_owned(), Json::Number(greatest));
}

/// `usize` and `isize` have 64 bits by rule: the same type gives the same contract on any machine.
pub(super) fn range(format: &str) -> Option<(Number, Number)> {
    macro_rules! of {
        ($integer:ty) => {
            Some((<$integer>::MIN.into(), <$integer>::MAX.into()))
        };
    }
    match format {
        "int8" => of!(i8),
        "int16" => of!(i16),
        "int32" => of!(i32),
        "int64" | "int" => of!(i64),
        "int128" => of!(i128),
        "uint8" => of!(u8),
        "uint16" => of!(u16),
        "uint32" => of!(u32),
        "uint64" | "uint" => of!(u64),
        "uint128" => of!(u128),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::after;
    use super::run;

    #[test]
    fn a_format_becomes_the_range_of_its_type() {
        let after = |schema| after(run, schema);
        insta::assert_snapshot!(after(r#"{"type":"integer","format":"int32"}"#), @r#"{"type":"integer","minimum":-2147483648,"maximum":2147483647}"#);
        insta::assert_snapshot!(after(r#"{"type":"integer","format":"uint128","minimum":0}"#), @r#"{"type":"integer","minimum":0,"maximum":340282366920938463463374607431768211455}"#);
        insta::assert_snapshot!(after(r#"{"type":"integer","format":"uint","minimum":1}"#), @r#"{"type":"integer","minimum":1,"maximum":18446744073709551615}"#);
        insta::assert_snapshot!(after(r#"{"type":["integer","null"],"format":"int64"}"#), @r#"{"type":["integer","null"],"minimum":-9223372036854775808,"maximum":9223372036854775807}"#);
        insta::assert_snapshot!(after(r#"{"type":"integer","format":"int","not":{"const":0}}"#), @r#"{"type":"integer","not":{"const":0},"minimum":-9223372036854775808,"maximum":9223372036854775807}"#);
    }

    #[test]
    fn marked_range_may_have_more_than_64_bits() {
        insta::assert_snapshot!(after(run, r#"{"type":"integer","format":"int128","x-counterpart":{"range":["-377705116800000000000","9"]}}"#), @r#"{"type":"integer","minimum":-377705116800000000000,"maximum":9}"#);
        insta::assert_snapshot!(after(run, r#"{"type":["integer","null"],"x-counterpart":{"range":["-1","1"]}}"#), @r#"{"type":["integer","null"],"minimum":-1,"maximum":1}"#);
    }

    #[test]
    fn a_narrower_range_stays() {
        insta::assert_snapshot!(after(run, r#"{"type":"integer","format":"uint8","minimum":10,"maximum":1000}"#), @r#"{"type":"integer","minimum":10,"maximum":255}"#);
    }

    #[test]
    fn other_formats_and_properties_of_that_name_are_left() {
        let schema = r#"{"type":"string","format":"int32"}"#;
        assert_eq!(after(run, schema), schema);
        let schema =
            r#"{"type":"object","properties":{"format":{"const":"int32"},"type":{"const":"integer"}}}"#;
        assert_eq!(after(run, schema), schema);
    }
}
