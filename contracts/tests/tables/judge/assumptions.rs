//! The assumptions that every verdict names, as excuses of one text.

use counterpart::json::Json;

use super::Answer;

/// serde reads nothing that nests deeper.
const DEEPEST: usize = 127;

/// The assumption that a text does not keep, where that alone explains why serde refuses it. `judge` judges the same
/// message, written in the plain way.
pub(crate) fn broken(text: &str, value: &Json, judge: impl FnOnce(&str) -> Answer) -> Option<&'static str> {
    if depth(value) > DEEPEST {
        return Some("nesting-under-128");
    }
    if !numbers_fit(value) {
        return Some("numbers-fit-f64");
    }
    let plain = value.to_string();
    (plain != text && judge(&plain) == Answer::Taken).then_some("plain-integers")
}

fn depth(value: &Json) -> usize {
    match value {
        Json::Array(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Json::Object(members) => 1 + members.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}

fn numbers_fit(value: &Json) -> bool {
    match value {
        // serde_json does not round as it should, and so refuses some numbers that are just below the greatest `f64`.
        Json::Number(number) => {
            number.to_f64().is_finite() && serde_json::from_str::<f64>(&number.to_string()).is_ok()
        }
        Json::Array(items) => items.iter().all(numbers_fit),
        Json::Object(members) => members.values().all(numbers_fit),
        _ => true,
    }
}
