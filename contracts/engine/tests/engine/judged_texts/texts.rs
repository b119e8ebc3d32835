//! Texts that are JSON, almost JSON, and not JSON, made from values in ways that no writer of JSON knows.

use serde_json::{Map, Value, json};

use crate::random_pairs::chance::Chance;

/// How a text came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Class {
    Valid,
    NearMiss,
    Mutated,
    Deep,
    Huge,
    Escapes,
    Repeated,
    NotUtf8,
    Truncated,
}

impl Class {
    pub(super) const ALL: [Class; 9] = [
        Class::Valid,
        Class::NearMiss,
        Class::Mutated,
        Class::Deep,
        Class::Huge,
        Class::Escapes,
        Class::Repeated,
        Class::NotUtf8,
        Class::Truncated,
    ];
}

/// A text, and what it would be without what makes it special.
pub(super) struct Made {
    pub(super) text: Vec<u8>,
    /// Of deep and repeated parts: the same text with shallow parts, or with each key once.
    pub(super) plain: Option<Vec<u8>>,
}

impl From<Vec<u8>> for Made {
    fn from(text: Vec<u8>) -> Self {
        Made { text, plain: None }
    }
}

/// How a value is written.
#[derive(Default)]
struct Style {
    /// Of a hundred places, so many have white space.
    space: usize,
    /// Of a hundred characters, so many are written as escapes.
    escape: usize,
    /// Of a hundred integers, so many are written with a point or an exponent.
    respelt: usize,
}

pub(super) fn made(class: Class, value: &Value, chance: &mut Chance) -> Made {
    let plain = Style::default();
    match class {
        Class::Valid => {
            let style = Style {
                space: *chance.one(&[0, 0, 10, 50]),
                escape: 0,
                respelt: *chance.one(&[0, 0, 10]),
            };
            written(value, &style, chance).into()
        }
        Class::Escapes => {
            let style = Style {
                space: 5,
                escape: *chance.one(&[10, 50, 100]),
                respelt: 10,
            };
            written(value, &style, chance).into()
        }
        Class::NearMiss => written(&missed(value, chance), &plain, chance).into(),
        Class::Huge => {
            let mut value = value.clone();
            let place = chance.below(1_000);
            let number = huge(chance);
            // serde_json cannot hold it: it is put into the text.
            replace(&mut value, place, &|_| json!("\u{1}huge"));
            let text = String::from_utf8(written(&value, &plain, chance)).expect("UTF-8");
            text.replace("\"\\u0001huge\"", &number).into_bytes().into()
        }
        Class::Mutated => {
            let mut text = written(
                value,
                &Style {
                    space: 5,
                    escape: 5,
                    respelt: 5,
                },
                chance,
            );
            for _ in 0..1 + chance.below(2) {
                mutate(&mut text, chance);
            }
            text.into()
        }
        Class::Truncated => {
            let mut text = written(
                value,
                &Style {
                    space: 5,
                    escape: 5,
                    respelt: 0,
                },
                chance,
            );
            text.truncate(chance.below(text.len() + 1));
            text.into()
        }
        Class::NotUtf8 => {
            let mut text = written(
                value,
                &Style {
                    space: 0,
                    escape: 0,
                    respelt: 0,
                },
                chance,
            );
            let bytes: &[u8] = chance.one::<&[u8]>(&[
                &b"\xff"[..],
                b"\xc3",
                b"\xed\xa0\x80",
                b"\xc0\x80",
                b"\\ud800",
                b"\\udc00\\ud800",
                b"\\ud83d\\u0041",
            ]);
            // Inside a string, if there is one.
            let quotes: Vec<usize> = (0..text.len()).filter(|at| text[*at] == b'"').collect();
            let at = quotes.chunks(2).map(|pair| pair[0] + 1).collect::<Vec<_>>();
            let at = if at.is_empty() { 0 } else { *chance.one(&at) };
            text.splice(at..at, bytes.iter().copied());
            text.into()
        }
        Class::Deep => {
            let levels = *chance.one(&[20, 100, 126, 127, 128, 300, 511, 513, 2_000]);
            let mut value = value.clone();
            replace(&mut value, chance.below(1_000), &|_| json!("\u{1}deep"));
            if chance.percent(50) {
                extend(&mut value, chance, json!("\u{1}deep"));
            }
            let text = String::from_utf8(written(&value, &plain, chance)).expect("UTF-8");
            let name = *chance.one(&["a", "b", "children", "zz"]);
            let nested = |levels: usize| {
                let (open, close) = match levels % 2 {
                    0 => ("[".to_owned(), "]"),
                    _ => (format!("{{\"{name}\":"), "}"),
                };
                open.repeat(levels) + "1" + &close.repeat(levels)
            };
            let put = |part: &str| text.replace("\"\\u0001deep\"", part).into_bytes();
            // As deep as is read anyway, and of the same kind.
            let shallow = if levels % 2 == 0 { 20 } else { 21 };
            Made {
                text: put(&nested(levels)),
                plain: (levels > 20).then(|| put(&nested(shallow))),
            }
        }
        Class::Repeated => {
            let text = String::from_utf8(written(value, &plain, chance)).expect("UTF-8");
            let mut doubled = value.clone();
            let mut member = None;
            double(&mut doubled, &mut chance.below(6), &mut member);
            let Some((key, one)) = member else {
                return text.into_bytes().into();
            };
            let marked = String::from_utf8(written(&doubled, &plain, chance)).expect("UTF-8");
            let other = if chance.percent(50) {
                one
            } else {
                json!(chance.below(3))
            };
            let spelt = if chance.percent(20) && key.is_ascii() && !key.is_empty() {
                format!(
                    "\"\\u00{:02x}{}\"",
                    key.as_bytes()[0],
                    &json!(key[1..].to_owned()).to_string()[1..].trim_end_matches('"')
                )
            } else {
                json!(key).to_string()
            };
            Made {
                text: marked
                    .replacen("\"\\u0001twice\":0", &format!("{spelt}:{other}"), 1)
                    .into_bytes(),
                plain: Some(text.into_bytes()),
            }
        }
    }
}

/// Marks the place after a member of some object, which is then written again.
fn double(value: &mut Value, skip: &mut usize, member: &mut Option<(String, Value)>) {
    match value {
        Value::Object(members) => {
            if !members.is_empty()
                && (*skip == 0
                    || members
                        .values()
                        .all(|value| !value.is_object() && !value.is_array()))
            {
                let index = *skip % members.len();
                let (key, value) = members.iter().nth(index).expect("a member");
                *member = Some((key.clone(), value.clone()));
                members.insert("\u{1}twice".to_owned(), json!(0));
                return;
            }
            *skip = skip.saturating_sub(1);
            members.values_mut().for_each(|value| {
                if member.is_none() {
                    double(value, skip, member);
                }
            });
        }
        Value::Array(items) => items.iter_mut().for_each(|value| {
            if member.is_none() {
                double(value, skip, member);
            }
        }),
        _ => {}
    }
}

/// Adds a member that most schemas do not read.
fn extend(value: &mut Value, chance: &mut Chance, added: Value) {
    if let Value::Object(members) = value {
        members.insert(chance.one(&["zz", "more", "a", "children"]).to_string(), added);
    }
}

fn huge(chance: &mut Chance) -> String {
    let digits = |chance: &mut Chance, count: usize| -> String {
        let first = char::from(b'1' + chance.below(9) as u8);
        let rest = (1..count).map(|_| char::from(b'0' + chance.below(10) as u8));
        std::iter::once(first).chain(rest).collect()
    };
    match chance.below(10) {
        0 => i64::MAX.to_string(),
        1 => i64::MIN.to_string(),
        2 => u64::MAX.to_string(),
        3 => "18446744073709551616".to_owned(),
        4 => "-9223372036854775809".to_owned(),
        5 => {
            let count = 17 + chance.below(25);
            format!(
                "{}{}",
                if chance.percent(50) { "-" } else { "" },
                digits(chance, count)
            )
        }
        6 => format!("{}e{}", digits(chance, 3), chance.below(400)),
        7 => format!(
            "{}.{}e-{}",
            digits(chance, 2),
            digits(chance, 3),
            chance.below(20)
        ),
        8 => format!("{}e{}", digits(chance, 1), 9_000 + chance.below(2_000)),
        _ => format!("0.{}{}", "0".repeat(chance.below(30)), digits(chance, 25)),
    }
}

fn mutate(text: &mut Vec<u8>, chance: &mut Chance) {
    if text.is_empty() {
        return;
    }
    let at = chance.below(text.len());
    let byte = *chance.one(b"\"\\{}[],:0123456789.-+eEtfn \n\t\r\x00\x1f\x7f\x80\xc3\xffaxu/");
    match chance.below(4) {
        0 => text[at] = byte,
        1 => text.insert(at, byte),
        2 => _ = text.remove(at),
        _ => {
            let other = chance.below(text.len());
            text.swap(at, other);
        }
    }
}

/// The value with one thing wrong in it, or one that is only strange.
fn missed(value: &Value, chance: &mut Chance) -> Value {
    let mut value = value.clone();
    let place = chance.below(1_000);
    let choice = chance.below(10);
    let name = *chance.one(&["a", "b", "zz", "kind", ""]);
    replace(&mut value, place, &|old| match (choice, old) {
        (0, _) => json!(null),
        (1, _) => json!("x1"),
        (2, _) => json!(-1),
        (3, Value::String(text)) => json!(text.to_uppercase() + "é"),
        (3, Value::Number(_)) => json!(0.5),
        (4, Value::Object(members)) => {
            let mut fewer = members.clone();
            let first = members.keys().next().cloned();
            first.map(|key| fewer.remove(&key));
            Value::Object(fewer)
        }
        (5, Value::Object(members)) => {
            let mut more = members.clone();
            more.insert(name.to_owned(), json!(1));
            Value::Object(more)
        }
        (6, Value::Object(members)) => {
            let renamed = members
                .iter()
                .map(|(key, value)| (key.to_uppercase(), value.clone()));
            Value::Object(renamed.collect::<Map<_, _>>())
        }
        (4..=6, Value::Array(items)) => {
            let mut more = items.clone();
            more.extend(items.first().cloned());
            Value::Array(more)
        }
        (7, old) => json!([old]),
        (8, old) => json!({name: old}),
        _ => json!({}),
    });
    value
}

/// Replaces one of the values inside a value, or the whole.
fn replace(value: &mut Value, place: usize, by: &dyn Fn(&Value) -> Value) {
    fn count(value: &Value) -> usize {
        1 + match value {
            Value::Array(items) => items.iter().map(count).sum(),
            Value::Object(members) => members.values().map(count).sum(),
            _ => 0_usize,
        }
    }
    fn walk(value: &mut Value, left: &mut usize, by: &dyn Fn(&Value) -> Value) {
        if *left == 0 {
            *value = by(value);
            *left = usize::MAX;
            return;
        }
        if *left == usize::MAX {
            return;
        }
        *left -= 1;
        match value {
            Value::Array(items) => items.iter_mut().for_each(|value| walk(value, left, by)),
            Value::Object(members) => members.values_mut().for_each(|value| walk(value, left, by)),
            _ => {}
        }
    }
    let all = count(value);
    // The whole is replaced less often.
    let mut left = if all > 1 && place % 10 != 0 {
        1 + place % (all - 1)
    } else {
        0
    };
    walk(value, &mut left, by);
}

fn written(value: &Value, style: &Style, chance: &mut Chance) -> Vec<u8> {
    let mut text = String::new();
    write(value, style, chance, &mut text);
    space(style, chance, &mut text);
    text.into_bytes()
}

fn space(style: &Style, chance: &mut Chance, text: &mut String) {
    while style.space > 0 && chance.percent(style.space) {
        text.push(*chance.one(&[' ', '\n', '\t', '\r', ' ']));
    }
}

fn write(value: &Value, style: &Style, chance: &mut Chance, text: &mut String) {
    space(style, chance, text);
    match value {
        Value::String(content) => string(content, style, chance, text),
        Value::Number(number)
            if chance.percent(style.respelt) && !number.to_string().contains(['.', 'e']) =>
        {
            let spelt = match chance.below(3) {
                0 => format!("{number}.0"),
                1 => format!("{number}e0"),
                _ => format!("{number}0E-1"),
            };
            text.push_str(&spelt);
        }
        Value::Array(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                write(item, style, chance, text);
                space(style, chance, text);
            }
            space(style, chance, text);
            text.push(']');
        }
        Value::Object(members) => {
            text.push('{');
            let mut members: Vec<_> = members.iter().collect();
            if members.len() > 1 && chance.percent(50) {
                let at = chance.below(members.len());
                members.rotate_left(at);
            }
            for (index, (key, member)) in members.into_iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                space(style, chance, text);
                string(key, style, chance, text);
                space(style, chance, text);
                text.push(':');
                write(member, style, chance, text);
                space(style, chance, text);
            }
            space(style, chance, text);
            text.push('}');
        }
        other => text.push_str(&other.to_string()),
    }
}

fn string(content: &str, style: &Style, chance: &mut Chance, text: &mut String) {
    if style.escape == 0 {
        text.push_str(&Value::from(content).to_string());
        return;
    }
    text.push('"');
    for character in content.chars() {
        if chance.percent(style.escape) {
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                text.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            let quoted = Value::from(character.to_string()).to_string();
            text.push_str(&quoted[1..quoted.len() - 1]);
        }
    }
    text.push('"');
}
