//! The Rust type that a schema is made from, if that shows.

use super::schema_at::At;
use counterpart_engine::json::{Json, Number, Object};

/// The integers of Rust by their ranges, the narrowest first.
macro_rules! integers {
    ($($name:ident),+) => {
        [$((stringify!($name), Number::from($name::MIN), Number::from($name::MAX))),+]
    };
}

/// A plain type: `i64`, `String`, `Option<bool>`. `None` if the schema declares more than such a
/// type does.
pub(super) fn rust_type(at: &At<'_>) -> Option<String> {
    let is_null = |part: &&&Object| part.get("type").and_then(Json::as_str) == Some("null");
    // For an `Option`, this includes both parts and the union around them.
    let has_keywords = |part: &&&Object| {
        let of_union =
            |key: &String| ["anyOf", "oneOf", "$ref", "description", "title"].contains(&key.as_str());
        !part.keys().all(of_union)
    };
    let mut told = at
        .parts()
        .iter()
        .filter(|part| !is_null(part))
        .filter(has_keywords);
    let (only, None) = (told.next()?, told.next()) else {
        return None;
    };
    let plain = plain(only)?;
    Some(if at.is_nullable() {
        format!("Option<{plain}>")
    } else {
        plain.to_owned()
    })
}

fn plain(schema: &Object) -> Option<&'static str> {
    let kind = match schema.get("type")? {
        Json::String(kind) => kind.as_str(),
        Json::Array(kinds) => {
            let mut kinds = kinds
                .iter()
                .filter_map(Json::as_str)
                .filter(|kind| *kind != "null");
            kinds.next().filter(|_| kinds.next().is_none())?
        }
        _ => return None,
    };
    let says_only = |known: &[&str]| {
        let words = ["type", "description", "title", "default"];
        schema
            .keys()
            .all(|key| words.contains(&key.as_str()) || known.contains(&key.as_str()))
    };
    match kind {
        "string" if says_only(&[]) => Some("String"),
        "boolean" if says_only(&[]) => Some("bool"),
        "number"
            if says_only(&["format"]) && schema.get("format").and_then(Json::as_str) != Some("float") =>
        {
            Some("f64")
        }
        "integer" if says_only(&["minimum", "maximum"]) => {
            let bound = |keyword| schema.get(keyword).and_then(Json::as_number);
            let (least, most) = (bound("minimum")?, bound("maximum")?);
            let all = integers!(u8, i8, u16, i16, u32, i32, u64, i64, u128, i128);
            let is_it = |(_, from, to): &(&str, Number, Number)| from == least && to == most;
            all.into_iter().find(is_it).map(|(name, _, _)| name)
        }
        _ => None,
    }
}

/// Returns `true` if a reader of `to` reads everything that a reader of `from` does.
pub(super) fn is_wider(to: &str, from: &str) -> bool {
    let (to, from) = match (option(to), option(from)) {
        (Some(to), Some(from)) => (to, from),
        (Some(to), None) => (to, from),
        (None, None) => (to, from),
        (None, Some(_)) => return false,
    };
    let all = integers!(u8, i8, u16, i16, u32, i32, u64, i64, u128, i128);
    let range = |name: &str| {
        let found = all.iter().find(|(known, _, _)| *known == name);
        found.map(|(_, least, most)| (least, most))
    };
    match (range(to), range(from)) {
        (Some(to), Some(from)) => to.0 <= from.0 && from.1 <= to.1,
        (None, Some(_)) => to == "f64",
        _ => to == from,
    }
}

fn option(name: &str) -> Option<&str> {
    name.strip_prefix("Option<")?.strip_suffix('>')
}

#[cfg(test)]
mod tests {
    use super::is_wider;

    #[test]
    fn a_type_is_wider_where_it_holds_every_value_of_the_other() {
        for (to, from, expected) in [
            ("i64", "u32", true),
            ("i64", "i32", true),
            ("i64", "u64", false),
            ("u64", "u64", true),
            ("f64", "u8", true),
            ("String", "u8", false),
            ("Option<i64>", "u32", true),
            ("i64", "Option<u32>", false),
            ("Option<i64>", "Option<u32>", true),
        ] {
            assert_eq!(is_wider(to, from), expected, "{to} {from}");
        }
    }
}
