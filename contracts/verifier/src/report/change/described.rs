//! Describes the values of a schema in a few words.

use counterpart_engine::compat::schema::node::Types;
use counterpart_engine::json::{Json, Number};

use super::form::Form;
use super::words::{code, short, types};

/// The maximum number of constants in a list.
const LISTED: usize = 4;

/// The bounds of Rust's integers.
const INTEGERS: [(&str, &str, &str); 8] = [
    ("u8", "0", "255"),
    ("u16", "0", "65535"),
    ("u32", "0", "4294967295"),
    ("u64", "0", "18446744073709551615"),
    ("i8", "-128", "127"),
    ("i16", "-32768", "32767"),
    ("i32", "-2147483648", "2147483647"),
    ("i64", "-9223372036854775808", "9223372036854775807"),
];

/// The description of a value of one JSON type: `u32`, `integers up to 5`, ``strings that match
/// `^a` ``, `at most 3 items`.
pub(super) fn described(form: &Form<'_>) -> String {
    let kind = form.types().and(Types(Types::ALL.0 & !Types::NULL.0));
    if let Some(constants) = form.constants() {
        let mut shown: Vec<String> = constants.iter().take(LISTED).map(|one| short(one)).collect();
        if constants.len() > LISTED {
            shown.push(format!("{} other values", constants.len() - LISTED));
        }
        return either(&shown);
    }
    if Types::NUMBER.contains(kind) {
        return numbers(form, kind);
    }
    match kind {
        Types::STRING => texts(form),
        Types::ARRAY => items(form),
        kind => types(kind),
    }
}

fn either(parts: &[String]) -> String {
    match parts {
        [] => "nothing".to_owned(),
        [only] => only.clone(),
        [before @ .., last] => format!("{} or {last}", before.join(", ")),
    }
}

fn numbers(form: &Form<'_>, kind: Types) -> String {
    let number = |keyword: &str| form.keyword(keyword).and_then(Json::as_number);
    let (least, most) = (number("minimum"), number("maximum"));
    let (above, below) = (number("exclusiveMinimum"), number("exclusiveMaximum"));
    let steps = number("multipleOf");
    if let (Types::INTEGER, Some(least), Some(most), None, None, None) =
        (kind, least, most, above, below, steps)
    {
        let is_it = |bound: &Number, text: &str| text.parse::<Number>().is_ok_and(|known| known == *bound);
        let of_rust = INTEGERS
            .iter()
            .find(|(_, from, to)| is_it(least, from) && is_it(most, to));
        if let Some((name, ..)) = of_rust {
            return format!("`{name}`");
        }
    }
    let mut text = if kind == Types::INTEGER {
        "integers"
    } else {
        "numbers"
    }
    .to_owned();
    let bound = |number: &Number| short(&Json::Number(number.clone()));
    match (least, most) {
        (Some(least), Some(most)) => text.push_str(&format!(" from {} to {}", bound(least), bound(most))),
        (Some(least), None) => text.push_str(&format!(" from {} up", bound(least))),
        (None, Some(most)) => text.push_str(&format!(" up to {}", bound(most))),
        (None, None) => {}
    }
    if let Some(above) = above {
        text.push_str(&format!(" above {}", bound(above)));
    }
    if let Some(below) = below {
        text.push_str(&format!(" below {}", bound(below)));
    }
    if let Some(steps) = steps {
        text.push_str(&format!(" in steps of {}", bound(steps)));
    }
    text
}

fn texts(form: &Form<'_>) -> String {
    let mut text = "strings".to_owned();
    if let Some(length) = range(form, "minLength", "maxLength", "character") {
        text.push_str(&format!(" of {length}"));
    }
    if let Some(pattern) = form.keyword("pattern").and_then(Json::as_str) {
        text.push_str(&format!(" that match {}", code(pattern)));
    }
    if let Some(format) = form.keyword("format").and_then(Json::as_str) {
        text.push_str(&format!(" of the format {}", code(format)));
    }
    text
}

fn items(form: &Form<'_>) -> String {
    let count =
        range(form, "minItems", "maxItems", "item").unwrap_or_else(|| "any number of items".to_owned());
    match form.keyword("uniqueItems") {
        Some(Json::Bool(true)) => format!("{count}, all different"),
        _ => count,
    }
}

/// `at most 3 items`; `None` if any number will do.
fn range(form: &Form<'_>, least: &str, most: &str, what: &str) -> Option<String> {
    let number = |keyword: &str| {
        form.keyword(keyword)
            .and_then(Json::as_number)
            .map(ToString::to_string)
    };
    let count = |number: &str| match number {
        "1" => format!("1 {what}"),
        number => format!("{number} {what}s"),
    };
    let least = number(least).filter(|least| least != "0");
    Some(match (least, number(most)) {
        (Some(least), Some(most)) if least == most => format!("exactly {}", count(&most)),
        (Some(least), Some(most)) => format!("{least} to {}", count(&most)),
        (Some(least), None) => format!("at least {}", count(&least)),
        (None, Some(most)) => format!("at most {}", count(&most)),
        (None, None) => return None,
    })
}
