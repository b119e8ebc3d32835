//! What corrections are made of: single changes of one schema, as it is written.

use counterpart_engine::json::{Json, Number, Object};

/// A schema of these keywords.
pub(super) fn schema<const N: usize>(keywords: [(&str, Json); N]) -> Json {
    let members = keywords.into_iter().map(|(key, value)| (key.to_owned(), value));
    Json::Object(members.collect())
}

/// Texts of a format.
pub(super) fn format(name: &str) -> Json {
    schema([("format", name.into())])
}

/// Texts that fit a pattern.
pub(super) fn pattern(pattern: &str) -> Json {
    schema([("pattern", pattern.into())])
}

/// Returns true if a keyword has this text.
pub(super) fn says(members: &Object, keyword: &str, text: &str) -> bool {
    members.get(keyword).and_then(Json::as_str) == Some(text)
}

/// Returns true for an object whose properties are described one by one.
pub(super) fn has_properties(members: &Object) -> bool {
    let properties = members.get("properties").and_then(Json::as_object);
    properties.is_some_and(|properties| !properties.is_empty())
}

/// Also demands a schema of the same value. Always true, as an answer to whether something changed.
pub(super) fn demand(members: &mut Object, wanted: Json) -> bool {
    match members.get_mut("allOf") {
        Some(Json::Array(parts)) => parts.push(wanted),
        _ => {
            members.insert("allOf".into(), Json::Array(vec![wanted]));
        }
    }
    true
}

/// Demands one of several schemas of the same value. Always true, as an answer to whether something changed.
pub(super) fn demand_one_of(members: &mut Object, alternatives: Vec<Json>) -> bool {
    if members.contains_key("anyOf") {
        return demand(members, schema([("anyOf", Json::Array(alternatives))]));
    }
    members.insert("anyOf".into(), Json::Array(alternatives));
    true
}

/// Takes keywords away. Returns true if one was there.
pub(super) fn drop_keywords(members: &mut Object, keywords: &[&str]) -> bool {
    let before = members.len();
    members.retain(|keyword, _| !keywords.contains(&keyword.as_str()));
    members.len() < before
}

/// Takes a format away, and demands this pattern instead.
pub(super) fn pattern_for_format(members: &mut Object, name: &str, wanted: &str) -> bool {
    says(members, "format", name) && drop_keywords(members, &["format"]) && demand(members, pattern(wanted))
}

/// Also demands a pattern of texts of this format.
pub(super) fn pattern_beside_format(members: &mut Object, name: &str, wanted: &str) -> bool {
    says(members, "format", name) && demand(members, pattern(wanted))
}

/// Lets a pattern decide alone where one of these formats stands beside it.
pub(super) fn pattern_alone(members: &mut Object, formats: &[&str]) -> bool {
    let is_one = formats.iter().any(|name| says(members, "format", name));
    is_one && members.contains_key("pattern") && drop_keywords(members, &["format"])
}

/// Requires the declared properties for which `which` is true. Returns true if one was not required before.
pub(super) fn require(members: &mut Object, which: impl Fn(&Object) -> bool) -> bool {
    let Some(properties) = members.get("properties").and_then(Json::as_object) else {
        return false;
    };
    let missing: Vec<Json> = properties
        .iter()
        .filter(|(name, property)| property.as_object().is_some_and(&which) && !requires(members, name))
        .map(|(name, _)| Json::from(name.as_str()))
        .collect();
    if missing.is_empty() {
        return false;
    }
    match members.get_mut("required") {
        Some(Json::Array(required)) => required.extend(missing),
        _ => {
            members.insert("required".into(), Json::Array(missing));
        }
    }
    true
}

/// Returns true if a property is required.
pub(super) fn requires(members: &Object, name: &str) -> bool {
    let required = members.get("required").and_then(Json::as_array);
    required.is_some_and(|required| required.iter().any(|one| one.as_str() == Some(name)))
}

/// Lets the properties for which `is_meant` is true be missing. Returns true if one was required before.
pub(super) fn not_required(members: &mut Object, is_meant: impl Fn(&str) -> bool) -> bool {
    let Some(Json::Array(required)) = members.get_mut("required") else {
        return false;
    };
    let before = required.len();
    required.retain(|name| !name.as_str().is_some_and(&is_meant));
    required.len() < before
}

/// Requires the properties that have a default. Returns true if one was not required before.
pub(super) fn require_defaults(members: &mut Object) -> bool {
    require(members, |property| property.contains_key("default"))
}

/// Allows members that no property describes. Returns true if they were refused.
pub(super) fn open(members: &mut Object) -> bool {
    let is_closed = members.get("additionalProperties") == Some(&Json::Bool(false));
    is_closed && drop_keywords(members, &["additionalProperties"])
}

/// Refuses members that no property describes. Returns true if they were allowed in so many words.
pub(super) fn close(members: &mut Object) -> bool {
    let is_open = members.get("additionalProperties") == Some(&Json::Bool(true));
    if !is_open || !has_properties(members) {
        return false;
    }
    members.insert("additionalProperties".into(), Json::Bool(false));
    true
}

/// Refuses members whose name fits none of the patterns of a map. Returns true if they were allowed.
pub(super) fn close_map_of_patterns(members: &mut Object) -> bool {
    let of_patterns = members.contains_key("patternProperties") && !has_properties(members);
    if !of_patterns || members.contains_key("additionalProperties") {
        return false;
    }
    members.insert("additionalProperties".into(), Json::Bool(false));
    true
}

/// Characters that are one unit of UTF-16 each.
const OF_ONE_UNIT: &str = r"^[\u0000-\uFFFF]*$";

fn count(members: &Object, keyword: &str) -> Option<u64> {
    let number = members.get(keyword)?.as_number()?.to_integer()?;
    number.try_into().ok()
}

/// Narrows lengths of texts for a reader that counts units of UTF-16: a character beyond U+FFFF is two of them.
pub(super) fn read_in_units(members: &mut Object) -> bool {
    let Some(most) = count(members, "maxLength") else {
        return false;
    };
    let half = schema([("maxLength", Json::Number(Number::from(most / 2)))]);
    demand_one_of(members, vec![pattern(OF_ONE_UNIT), half])
}

/// Widens lengths of texts for a writer that counts units of UTF-16.
pub(super) fn written_in_units(members: &mut Object) -> bool {
    let Some(least) = count(members, "minLength").filter(|least| *least > 1) else {
        return false;
    };
    members.insert("minLength".into(), Json::Number(Number::from(least.div_ceil(2))));
    true
}

/// Returns true if there is a pattern that may match any character: without the flag `u`, one beyond U+FFFF is two for it.
/// The patterns that libraries write beside their own formats match no such character.
fn matches_any_character(members: &Object) -> bool {
    if members.contains_key("format") {
        return false;
    }
    let pattern = members.get("pattern").and_then(Json::as_str);
    pattern.is_some_and(has_wide_part)
}

/// Returns true if a pattern has a dot, a class of all characters but some, or a character from the surrogates on: as an end of
/// a range it includes halves of others, and beyond U+FFFF it is two.
fn has_wide_part(pattern: &str) -> bool {
    let mut letters = pattern.chars();
    let mut is_in_class = false;
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next() {
                Some('D' | 'W' | 'S' | 'P') => return true,
                Some('u') if is_beyond_surrogates(letters.as_str()) => return true,
                _ => {}
            },
            FIRST_BEHIND_SURROGATES.. => return true,
            '.' if !is_in_class => return true,
            '[' if !is_in_class => {
                is_in_class = true;
                if letters.as_str().starts_with('^') {
                    return true;
                }
            }
            ']' => is_in_class = false,
            _ => {}
        }
    }
    false
}

const FIRST_BEHIND_SURROGATES: char = '\u{E000}';

/// Returns true for what stands behind `\u` of a surrogate or a character behind them.
fn is_beyond_surrogates(rest: &str) -> bool {
    let digits = rest
        .get(..4)
        .and_then(|digits| u32::from_str_radix(digits, 16).ok());
    digits.is_some_and(|code| code >= 0xD800)
}

/// Narrows a pattern for a reader without the flag `u`.
pub(super) fn matched_in_units(members: &mut Object) -> bool {
    matches_any_character(members) && demand(members, pattern(OF_ONE_UNIT))
}

/// Widens a pattern for a writer without the flag `u`.
pub(super) fn written_by_units(members: &mut Object) -> bool {
    if !matches_any_character(members) {
        return false;
    }
    let Some(as_written) = members.shift_remove("pattern") else {
        return false;
    };
    let beyond = pattern(r"[\u{10000}-\u{10FFFF}]");
    demand_one_of(members, vec![schema([("pattern", as_written)]), beyond])
}

/// Leaves undecided which texts hold JSON of the right kind.
pub(super) fn json_in_a_text(members: &mut Object) -> bool {
    let holds_json = says(members, "contentMediaType", "application/json");
    if holds_json {
        members.insert("format".into(), "json".into());
    }
    holds_json
}

/// Base64 with padding.
const BASE64: &str = "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$";

/// Demands base64 with padding in place of this format.
pub(super) fn base64_for_format(members: &mut Object, name: &str) -> bool {
    pattern_for_format(members, name, BASE64)
}

/// Demands base64 with padding where `contentEncoding`, which asserts nothing, says so.
pub(super) fn encoded_in_base64(members: &mut Object) -> bool {
    says(members, "contentEncoding", "base64") && demand(members, pattern(BASE64))
}

/// Refuses `t` and `z` in lower case in a time.
pub(super) fn upper_case_times(members: &mut Object) -> bool {
    let is_time = says(members, "format", "date-time") || says(members, "format", "time");
    is_time && demand(members, pattern("^[^tz]*$"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_negated_classes_and_surrogates_match_characters_beyond_u_ffff() {
        for wide in [
            ".",
            "^a.$",
            "[^a]",
            r"\D",
            r"[\W]",
            r"\\.",
            r"(?!.*x)a",
            "[👍👎]",
            r"[\u00C0-\uFFFF]",
            r"\ud83c[\udf00-\udfff]",
            "[à-\u{ffff}]",
        ] {
            assert!(has_wide_part(wide), "{wide}");
        }
        for narrow in [
            "a",
            r"\.",
            "[.]",
            r"[\].]",
            r"^\d{4}$",
            "",
            r"\",
            "[a-z",
            r"[\u4e00-\u9fff]",
            "[à-ÿ]",
        ] {
            assert!(!has_wide_part(narrow), "{narrow}");
        }
    }
}
