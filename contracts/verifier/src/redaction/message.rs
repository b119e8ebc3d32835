//! A message without its values: each is replaced by its kind.

use counterpart_engine::json::{Json, Object, Pointer};

use super::names::Names;

/// The maximum numbers of members and items of one value, and of levels.
const MOST_MEMBERS: usize = 40;
const MOST_ITEMS: usize = 2;
const MOST_LEVELS: usize = 12;

/// The message with the kind of each value in its place, and the place in it. Names that the
/// contract does not mention are left out, as they may be values: the keys of a map are. If
/// `is_denied`, the contract refuses the last name of the place, which the finding has anyway.
///
/// What is large is cut, except for the way to the place.
pub(crate) fn redacted(message: &Json, at: &Pointer, names: &Names, is_denied: bool) -> (Json, Pointer) {
    let mut way = Vec::new();
    let denied = at
        .steps()
        .last()
        .filter(|name| is_denied && names.shows_denied(name));
    let denied = denied.map(String::as_str);
    let names = Shown { names, denied };
    let value = value(message, Some(at.steps()), names, 0, &mut way);
    (value, Pointer::of(way))
}

/// The names that may be shown.
#[derive(Clone, Copy)]
struct Shown<'a> {
    names: &'a Names,
    /// Only at the end of the way.
    denied: Option<&'a str>,
}

fn value(
    from: &Json,
    way: Option<&[String]>,
    names: Shown<'_>,
    level: usize,
    found: &mut Vec<String>,
) -> Json {
    let next = way.and_then(<[String]>::split_first);
    match from {
        Json::Object(members) if level < MOST_LEVELS || next.is_some() => {
            let mut shown = Object::default();
            let mut others = 0;
            for (name, member) in members {
                let is_way = next.is_some_and(|(step, _)| step == name);
                let is_last = is_way && next.is_some_and(|(_, rest)| rest.is_empty());
                let is_named = names.names.has(name) || (is_last && names.denied == Some(name));
                if !is_way && (!is_named || shown.len() >= MOST_MEMBERS) {
                    others += 1;
                    continue;
                }
                let key = if is_named { name.as_str() } else { ANY };
                let way = next.filter(|_| is_way).map(|(_, rest)| rest);
                if is_way {
                    found.push(key.to_owned());
                }
                let shown_value = value(member, way, names, level + 1, found);
                shown.insert(key.to_owned(), shown_value);
            }
            if others > 0 {
                let members = if others == 1 { "member" } else { "members" };
                shown.insert(
                    "…".to_owned(),
                    Json::from(format!("{others} more {members}").as_str()),
                );
            }
            Json::Object(shown)
        }
        Json::Array(items) if level < MOST_LEVELS || next.is_some() => {
            let wanted = next.and_then(|(step, _)| step.parse::<usize>().ok());
            let mut shown = Vec::new();
            for (index, item) in items.iter().enumerate() {
                let is_way = wanted == Some(index);
                if !is_way && shown.len() >= MOST_ITEMS {
                    if wanted.is_none_or(|wanted| wanted < index) {
                        break;
                    }
                    continue;
                }
                if is_way {
                    found.push(shown.len().to_string());
                }
                let way = next.filter(|_| is_way).map(|(_, rest)| rest);
                shown.push(value(item, way, names, level + 1, found));
            }
            Json::Array(shown)
        }
        Json::Number(number) if number.is_integer() => Json::from("integer"),
        other => Json::from(other.type_name()),
    }
}

/// Stands for a name that the contract does not mention.
const ANY: &str = "*";

#[cfg(test)]
mod tests {
    use counterpart_engine::json;

    use super::*;

    fn shown(schema: &str, message: &str, at: &str) -> String {
        let names = Names::of([&json::parse(schema.as_bytes()).unwrap()]);
        let message = json::parse(message.as_bytes()).unwrap();
        let (value, at) = redacted(&message, &at.parse().unwrap(), &names, at == "/surplus");
        format!("{value} {at}")
    }

    const SCHEMA: &str = r#"{"properties": {"id": {}, "lines": {}, "sku": {}, "by": {}}}"#;

    #[test]
    fn no_value_and_no_unknown_name_is_left() {
        assert_eq!(
            shown(
                SCHEMA,
                r#"{"id":1,"secret":"x","lines":[{"sku":"a"},{"sku":1.5},{"sku":null},{"sku":true}]}"#,
                "/lines/3/sku"
            ),
            r#"{"id":"integer","lines":[{"sku":"string"},{"sku":"number"},{"sku":"boolean"}],"…":"1 more member"} /lines/2/sku"#
        );
        assert_eq!(
            shown(
                SCHEMA,
                r#"{"by":{"ann":{"id":"x"},"bob":{"id":1}}}"#,
                "/by/bob/id"
            ),
            r#"{"by":{"*":{"id":"integer"},"…":"1 more member"}} /by/*/id"#
        );
        assert_eq!(
            shown(SCHEMA, r#"{"surplus":[]}"#, "/surplus"),
            r#"{"surplus":[]} /surplus"#
        );
        assert_eq!(shown(SCHEMA, "\"secret\"", ""), "\"string\" ");
        // What is missing is not there.
        assert_eq!(shown(SCHEMA, r#"{"id":1}"#, "/lines"), r#"{"id":"integer"} "#);
    }

    #[test]
    fn large_message_is_cut() {
        let deep = format!("{}1{}", r#"{"by":"#.repeat(300), "}".repeat(300));
        assert!(shown(SCHEMA, &deep, "").len() < 200);
        let wide = format!("{{\"lines\":[{}]}}", vec!["1"; 10_000].join(","));
        assert_eq!(
            shown(SCHEMA, &wide, "/lines/9999"),
            r#"{"lines":["integer","integer","integer"]} /lines/2"#
        );
    }
}
