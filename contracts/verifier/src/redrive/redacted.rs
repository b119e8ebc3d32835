//! A payload without its values: its shape, for people who look for a cause.

use std::collections::BTreeSet;

use counterpart_engine::json::{self, Json, Object};

/// The greatest number of members or items to show, and of levels.
const MOST: usize = 20;
const DEEPEST: usize = 8;

/// The payload with the type of each value in its place. Names of members are shown if the contract
/// says them; others may be values, as the keys of a map are.
pub(super) fn redacted(payload: &[u8], names: &BTreeSet<&str>) -> Json {
    match json::parse(payload) {
        Ok(value) => shape(&value, names, 0),
        Err(_) => Json::from(format!("no JSON: {} bytes", payload.len())),
    }
}

fn shape(value: &Json, names: &BTreeSet<&str>, depth: usize) -> Json {
    match value {
        Json::Object(members) if depth < DEEPEST => {
            let mut shown = Object::default();
            for (name, value) in members {
                if shown.len() == MOST {
                    shown.insert("…".to_owned(), Json::from("more members"));
                    break;
                }
                let name = if names.contains(name.as_str()) { name } else { "*" };
                // Of several unknown members one is enough.
                if !shown.contains_key(name) {
                    shown.insert(name.to_owned(), shape(value, names, depth + 1));
                }
            }
            Json::Object(shown)
        }
        Json::Array(items) if depth < DEEPEST => {
            let mut shown: Vec<Json> = Vec::new();
            for item in items.iter().take(MOST) {
                let item = shape(item, names, depth + 1);
                if !shown.contains(&item) {
                    shown.push(item);
                }
            }
            Json::Array(shown)
        }
        value => Json::from(value.type_name()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_value_and_no_unknown_name_is_shown() {
        let names = BTreeSet::from(["user_id", "email", "lines", "sums"]);
        let payload =
            br#"{"user_id":7,"email":"a@secret","lines":[{"secret":1.5},{"secret":"x"},{"secret":2.5}],
            "sums":{"secret1":null,"secret2":true}}"#;
        let shown = redacted(payload, &names).to_string();
        insta::assert_snapshot!(shown, @r#"{"user_id":"integer","email":"string","lines":[{"*":"number"},{"*":"string"}],"sums":{"*":"null"}}"#);
        insta::assert_snapshot!(redacted(b"secret", &names).to_string(), @r#""no JSON: 6 bytes""#);
    }
}
