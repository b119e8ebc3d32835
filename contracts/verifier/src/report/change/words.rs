//! Names, places and values in a sentence.

use counterpart::contract::Envelope;
use counterpart_engine::compat::schema::node::Types;
use counterpart_engine::compat::{Place, PlaceStep};
use counterpart_engine::json::Json;

use super::super::Part;

/// The length at which names are cut.
const NAME: usize = 40;
/// The length at which values are cut.
const VALUE: usize = 30;
/// The maximum number of names in a list.
const NAMED: usize = 3;

/// A name as code: in backticks. If it has characters that are invisible or end the code, it is
/// written like a string in Rust.
pub(crate) fn code(name: &str) -> String {
    let end = name.char_indices().nth(NAME).map(|(end, _)| end);
    let shown = &name[..end.unwrap_or(name.len())];
    let rest = if end.is_some() { "…" } else { "" };
    let is_plain = |c: char| c != '`' && (matches!(c, '"' | '\'' | '\\') || c.escape_debug().len() == 1);
    if !name.is_empty() && shown.chars().all(is_plain) {
        return format!("`{shown}{rest}`");
    }
    format!("\"{}{rest}\"", escaped(shown))
}

/// The form that Rust writes a text in, with backticks escaped too.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '`' => out.extend(c.escape_unicode()),
            '\'' => out.push(c),
            _ => out.extend(c.escape_debug()),
        }
    }
    out
}

/// A value in a few characters.
pub(crate) fn short(value: &Json) -> String {
    match value {
        Json::Object(_) => "an object".to_owned(),
        Json::Array(items) if items.is_empty() => "an empty array".to_owned(),
        Json::Array(_) => "an array".to_owned(),
        Json::String(text) if text.chars().count() > VALUE => {
            format!("a string of {} characters", text.chars().count())
        }
        Json::String(text) => format!("\"{}\"", escaped(text)),
        other => {
            let text = other.to_string();
            match text.char_indices().nth(VALUE) {
                Some((end, _)) => format!("{}…", &text[..end]),
                None => text,
            }
        }
    }
}

/// The name of a place: `` `email` ``, `` `zip` of `address` ``, `` items of `lines` ``, `the
/// message`, `` the header `tenant` ``. Places in the payload are named without their envelope.
pub(crate) fn subject(part: Part, place: &Place, envelope: Option<Envelope>) -> String {
    let envelope = envelope.filter(|_| part == Part::Payload);
    let in_payload = envelope.and_then(|envelope| envelope.within_payload(&place.0));
    let steps = in_payload.unwrap_or(&place.0);
    let whole = match part {
        Part::Payload => "the message",
        Part::Headers => "the headers",
        Part::Key => "the key",
    };
    let Some((last, above)) = steps.split_last() else {
        return whole.to_owned();
    };
    match last {
        PlaceStep::Property(name) if part == Part::Headers && above.is_empty() => {
            format!("the header {}", code(name))
        }
        PlaceStep::Property(name) => format!("{}{}", code(name), within(above)),
        PlaceStep::AnyItem | PlaceStep::AnyProperty | PlaceStep::Item(_) => {
            let what = match last {
                PlaceStep::AnyItem => "items".to_owned(),
                PlaceStep::AnyProperty => "values".to_owned(),
                _ => parts(last),
            };
            match holder(above) {
                Some(holder) => format!("{what} of {holder}"),
                None => format!("{what} of {whole}"),
            }
        }
        PlaceStep::Alternative(name) => format!("the variant {}{}", code(name), within(above)),
    }
}

/// ` of ` and the thing that contains it, or nothing at the top.
pub(crate) fn within(above: &[PlaceStep]) -> String {
    holder(above).map_or(String::new(), |holder| format!(" of {holder}"))
}

/// The name of the nearest part of a place.
fn holder(above: &[PlaceStep]) -> Option<String> {
    let (last, above) = above.split_last()?;
    Some(match last {
        PlaceStep::Property(name) | PlaceStep::Alternative(name) => code(name),
        PlaceStep::AnyItem | PlaceStep::AnyProperty | PlaceStep::Item(_) => match holder(above) {
            Some(holder) => format!("{} of {holder}", parts(last)),
            None => parts(last),
        },
    })
}

fn parts(step: &PlaceStep) -> String {
    match step {
        PlaceStep::AnyItem => "items".to_owned(),
        PlaceStep::Item(index) => format!("item {index}"),
        _ => "values".to_owned(),
    }
}

/// A comparison of values: ``a wider `total` ``, ``wider items of `lines` ``.
pub(crate) fn of_degree(degree: &str, subject: &str) -> String {
    if subject.starts_with("items ") || subject.starts_with("values ") {
        return format!("{degree} {subject}");
    }
    format!("a {degree} {}", subject.strip_prefix("the ").unwrap_or(subject))
}

/// The first names, and the number of the others: `billing, auth-service and 4 more`.
pub(crate) fn some(names: &[String]) -> String {
    match names {
        [] => "nobody".to_owned(),
        [only] => only.clone(),
        [first, rest @ ..] if names.len() <= NAMED => {
            let (last, between) = rest.split_last().expect("there are two at least");
            let mut text = first.clone();
            between
                .iter()
                .for_each(|name| text.push_str(&format!(", {name}")));
            format!("{text} and {last}")
        }
        _ => format!("{} and {} more", names[..NAMED].join(", "), names.len() - NAMED),
    }
}

/// JSON types: `a string`, `an integer or null`.
pub(crate) fn types(types: Types) -> String {
    let all = [
        (Types::OBJECT, "an object"),
        (Types::ARRAY, "an array"),
        (Types::STRING, "a string"),
        (Types::NUMBER, "a number"),
        (Types::INTEGER, "an integer"),
        (Types::BOOLEAN, "a boolean"),
        (Types::NULL, "null"),
    ];
    if types == Types::ALL {
        return "anything".to_owned();
    }
    let is_there = |kind: Types| match kind {
        Types::INTEGER => types.contains(kind) && !types.contains(Types::NUMBER),
        kind => types.contains(kind),
    };
    let named: Vec<&str> = all
        .into_iter()
        .filter_map(|(kind, name)| is_there(kind).then_some(name))
        .collect();
    match named.as_slice() {
        [] => "nothing".to_owned(),
        [only] => (*only).to_owned(),
        [before @ .., last] => format!("{} or {last}", before.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_code_whatever_it_holds() {
        assert_eq!(code("buyer_id"), "`buyer_id`");
        assert_eq!(code("größe \"x\""), "`größe \"x\"`");
        assert_eq!(code(""), "\"\"");
        assert_eq!(code("a`b"), "\"a\\u{60}b\"");
        assert_eq!(code("a\u{1b}[31m\n\u{202e}"), "\"a\\u{1b}[31m\\n\\u{202e}\"");
        assert_eq!(code(&"x".repeat(5_000)).chars().count(), 43);
        assert_eq!(short(&Json::from("\u{1b}`")), "\"\\u{1b}\\u{60}\"");
    }

    #[test]
    fn a_place_is_called_by_its_last_name_and_what_holds_it() {
        let property = |name: &str| PlaceStep::Property(name.to_owned());
        let said =
            |steps: &[PlaceStep]| subject(Part::Payload, &Place(steps.to_vec()), Some(Envelope::CloudEvents));
        assert_eq!(said(&[]), "the message");
        assert_eq!(said(&[property("data"), property("zip")]), "`zip`");
        assert_eq!(
            said(&[property("address"), property("zip")]),
            "`zip` of `address`"
        );
        assert_eq!(said(&[property("lines"), PlaceStep::AnyItem]), "items of `lines`");
        assert_eq!(
            said(&[property("lines"), PlaceStep::AnyItem, property("sku")]),
            "`sku` of items of `lines`"
        );
        assert_eq!(
            said(&[
                property("reason"),
                PlaceStep::Alternative("abuse".into()),
                property("case")
            ]),
            "`case` of `abuse`"
        );
        assert_eq!(said(&[PlaceStep::AnyItem]), "items of the message");
        let header = Place(vec![property("tenant")]);
        assert_eq!(subject(Part::Headers, &header, None), "the header `tenant`");
        let degrees = ["`x`", "items of `x`", "the header `x`"].map(|subject| of_degree("wider", subject));
        assert_eq!(
            degrees,
            ["a wider `x`", "wider items of `x`", "a wider header `x`"]
        );
    }

    #[test]
    fn three_names_are_listed_and_the_others_counted() {
        let names: Vec<String> = ["a", "b", "c", "d", "e"].map(str::to_owned).to_vec();
        assert_eq!(some(&names[..1]), "a");
        assert_eq!(some(&names[..2]), "a and b");
        assert_eq!(some(&names[..3]), "a, b and c");
        assert_eq!(some(&names), "a, b, c and 2 more");
    }

    #[test]
    fn types_are_in_words() {
        assert_eq!(types(Types::STRING.or(Types::NULL)), "a string or null");
        assert_eq!(types(Types::NUMBER), "a number");
        assert_eq!(types(Types::INTEGER), "an integer");
        assert_eq!(types(Types::ALL), "anything");
    }
}
