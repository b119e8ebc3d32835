//! The keys of a map stand in a message as strings: integers without a leading zero and within the range of their type,
//! `true` and `false`, one character. schemars says of integers that they are digits, and of the others nothing.

use num_traits::Signed;

use super::super::derived::KEYS;
use super::super::draft::Draft;
use super::super::keywords;
use super::integers;
use crate::json::{Json, Object};

pub(super) fn run(draft: &mut Draft) {
    draft.each(&mut |schema| {
        let Some(members) = schema.as_object_mut() else {
            return;
        };
        if let Some(Json::Object(keys)) = members.shift_remove(KEYS) {
            restrict(members, &keys);
        }
    });
}

/// What schemars says of integer keys.
const DIGITS: [&str; 2] = [r"^\d+$", r"^-?\d+$"];

fn restrict(members: &mut Object, keys: &Object) {
    match keys.get("type").and_then(Json::as_str) {
        Some("integer") => {
            let pattern = integer_pattern(keys);
            let patterns = members.get_mut("patternProperties").and_then(Json::as_object_mut);
            if let (Some(pattern), Some(patterns)) = (pattern, patterns) {
                for digits in DIGITS {
                    if let Some(values) = patterns.shift_remove(digits) {
                        patterns.insert(pattern.clone(), values);
                    }
                }
            }
        }
        Some("boolean") => only(members, "^(true|false)$"),
        Some("string") if is_character(keys) => only(members, r"^[\s\S]$"),
        // A tag beside the keys is no key.
        Some("string") if !members.contains_key("properties") => {
            let says: Object = keys
                .iter()
                .filter(|(keyword, _)| *keyword != "type" && keywords::rank(keyword).is_some())
                .map(|(keyword, value)| (keyword.clone(), value.clone()))
                .collect();
            if !says.is_empty() {
                members.insert("propertyNames".to_owned(), Json::Object(says));
            }
        }
        _ => {}
    }
}

/// A schema of what is no text in Rust, as a schema of its text, where a key of a map could be it.
pub(in super::super) fn as_text(schema: Json) -> Json {
    let pattern = match (&schema, schema.get("type").and_then(Json::as_str)) {
        (Json::Object(members), Some("integer")) => integer_pattern(members),
        (_, Some("boolean")) => Some("^(true|false)$".to_owned()),
        _ => None,
    };
    match pattern {
        Some(pattern) => Json::from([
            ("type", Json::from("string")),
            ("pattern", Json::from(pattern.as_str())),
        ]),
        None => schema,
    }
}

fn is_character(keys: &Object) -> bool {
    let length = |key: &str| keys.get(key).map(ToString::to_string);
    let is_one = |key| length(key).as_deref() == Some("1");
    is_one("minLength") && is_one("maxLength") && !keys.contains_key("pattern") && !keys.contains_key("enum")
}

/// Makes of a map with any keys one whose keys match. (`propertyNames` would ask it of a tag beside the keys as well.)
fn only(members: &mut Object, pattern: &str) {
    if members.contains_key("patternProperties") {
        return;
    }
    let values = members
        .insert("additionalProperties".to_owned(), Json::Bool(false))
        .unwrap_or(Json::Bool(true));
    let patterns = Object::from_iter([(pattern.to_owned(), values)]);
    members.insert("patternProperties".to_owned(), Json::Object(patterns));
}

/// The texts of the integers that a schema allows: its format is a type, and only zero may be left out.
fn integer_pattern(keys: &Object) -> Option<String> {
    let (least, greatest) = integers::range(keys.get("format")?.as_str()?)?;
    let one = |key: &str| keys.get(key).map(ToString::to_string);
    let without_zero =
        one("minimum").as_deref() == Some("1") || one("not").as_deref() == Some(r#"{"const":0}"#);
    let mut ways = Vec::new();
    if !without_zero {
        ways.push("0".to_owned());
    }
    ways.extend(positive_up_to(&greatest.to_integer()?.to_string()));
    let least = least.to_integer()?;
    if least.is_negative() {
        let negative = positive_up_to(&least.abs().to_string());
        ways.push(format!("-({})", negative.join("|")));
    }
    Some(format!("^({})$", ways.join("|")))
}

/// The positive integers up to this one, given in digits: those with fewer digits, then those that share the first digits
/// and have a lesser one behind them, then the number itself.
pub(super) fn positive_up_to(greatest: &str) -> Vec<String> {
    let any = |count: usize| match count {
        0 => String::new(),
        1 => "[0-9]".to_owned(),
        _ => format!("[0-9]{{{count}}}"),
    };
    let mut ways = Vec::new();
    match greatest.len() {
        0 | 1 => {}
        2 => ways.push("[1-9]".to_owned()),
        count => ways.push(format!("[1-9][0-9]{{0,{}}}", count - 2)),
    }
    for (at, digit) in greatest.bytes().enumerate() {
        let least = if at == 0 { b'1' } else { b'0' };
        if digit > least {
            let lesser = match digit - 1 {
                last if last == least => char::from(least).to_string(),
                last => format!("[{}-{}]", char::from(least), char::from(last)),
            };
            ways.push(format!(
                "{}{lesser}{}",
                &greatest[..at],
                any(greatest.len() - at - 1)
            ));
        }
    }
    ways.push(greatest.to_owned());
    ways
}

#[cfg(test)]
mod tests {
    use super::super::testing::after;
    use super::{positive_up_to, run};

    #[test]
    fn integer_keys_are_in_the_range_of_their_type() {
        insta::assert_snapshot!(after(run, r#"{"type":"object","patternProperties":{"^\\d+$":{"type":"boolean"}},"additionalProperties":false,
            "x-counterpart-keys":{"type":"integer","format":"uint8","minimum":0,"maximum":255}}"#), @r#"{"type":"object","patternProperties":{"^(0|[1-9][0-9]{0,1}|1[0-9]{2}|2[0-4][0-9]|25[0-4]|255)$":{"type":"boolean"}},"additionalProperties":false}"#);
        insta::assert_snapshot!(after(run, r#"{"type":"object","patternProperties":{"^-?\\d+$":true},"additionalProperties":false,
            "x-counterpart-keys":{"type":"integer","format":"int8","not":{"const":0}}}"#), @r#"{"type":"object","patternProperties":{"^([1-9][0-9]{0,1}|1[0-1][0-9]|12[0-6]|127|-([1-9][0-9]{0,1}|1[0-1][0-9]|12[0-7]|128))$":true},"additionalProperties":false}"#);
    }

    #[test]
    fn other_keys_are_what_they_are_as_values() {
        insta::assert_snapshot!(after(run, r#"{"type":"object","additionalProperties":true,"x-counterpart-keys":{"type":"boolean"}}"#), @r#"{"type":"object","additionalProperties":false,"patternProperties":{"^(true|false)$":true}}"#);
        insta::assert_snapshot!(after(run, r#"{"type":"object","additionalProperties":true,"x-counterpart-keys":{"type":"string","minLength":1,"maxLength":1}}"#), @r#"{"type":"object","additionalProperties":false,"patternProperties":{"^[\\s\\S]$":true}}"#);
        insta::assert_snapshot!(after(run, r#"{"type":"object","additionalProperties":true,"x-counterpart-keys":{"type":"string"}}"#), @r#"{"type":"object","additionalProperties":true}"#);
    }

    #[test]
    fn the_pattern_up_to_a_number_fits_the_numbers_up_to_it() {
        for greatest in [
            1u32, 7, 9, 10, 19, 20, 99, 100, 105, 127, 255, 909, 999, 1000, 1234,
        ] {
            let pattern = format!("^({})$", positive_up_to(&greatest.to_string()).join("|"));
            let pattern = fancy_regex::Regex::new(&pattern).unwrap();
            for number in 0..20_000u32 {
                let fits = pattern.is_match(&number.to_string()).unwrap();
                assert_eq!(
                    fits,
                    (1..=greatest).contains(&number),
                    "{number} up to {greatest}: {pattern}"
                );
            }
            assert!(!pattern.is_match("01").unwrap() && !pattern.is_match("").unwrap());
        }
    }
}
