//! From a text that shows something to a small one that still does.

use counterpart::json::{Json, Number, parse};

use super::mutants::{count, nth, nth_mut};

/// The number of tries that one text is worth.
const TRIES: usize = 4_000;

/// A text with less in it that still shows it.
pub(crate) fn shrunk(text: &str, shows: impl Fn(&str) -> bool) -> String {
    let Ok(mut value) = parse(text.as_bytes()) else {
        return text.to_owned();
    };
    if !shows(&value.to_string()) {
        // The written form matters, so nothing may be changed.
        return text.to_owned();
    }
    let mut tries = 0;
    loop {
        let next = smaller(&value).find(|smaller| {
            tries += 1;
            tries > TRIES || shows(&smaller.to_string())
        });
        match next {
            Some(next) if tries <= TRIES => value = next,
            _ => return value.to_string(),
        }
    }
}

/// Each way to take one thing out of a value, larger things first.
fn smaller(value: &Json) -> impl Iterator<Item = Json> + '_ {
    (0..count(value)).flat_map(move |at| {
        replacements(nth(value, at))
            .into_iter()
            .filter_map(move |replacement| {
                let mut changed = value.clone();
                *nth_mut(&mut changed, at)? = replacement;
                Some(changed)
            })
    })
}

fn replacements(node: Option<&Json>) -> Vec<Json> {
    match node {
        Some(Json::Object(members)) => {
            let without = (0..members.len()).map(|at| {
                let mut fewer = members.clone();
                fewer.shift_remove_index(at);
                Json::Object(fewer)
            });
            without.chain([Json::Null]).collect()
        }
        Some(Json::Array(items)) => {
            let without = (0..items.len()).map(|at| {
                let mut fewer = items.clone();
                fewer.remove(at);
                Json::Array(fewer)
            });
            without.chain([Json::Null]).collect()
        }
        Some(Json::String(text)) if !text.is_empty() => vec![Json::from("")],
        Some(Json::Number(number)) if !number.is_zero() => vec![Json::from(Number::zero())],
        _ => Vec::new(),
    }
}
