//! Texts near a given one: a step away from what a type reads, where a schema that is a little too wide or too narrow
//! shows.

use counterpart::json::{Json, Number, Object, parse};

use super::chance::Chance;

/// The words of a schema: the names of its properties, its constants, its patterns' letters are not among them.
pub(crate) fn words(schema: &Json) -> Vec<String> {
    let mut words = Vec::new();
    collect(schema, &mut words);
    words.sort();
    words.dedup();
    words
}

fn collect(schema: &Json, words: &mut Vec<String>) {
    match schema {
        Json::Object(members) => {
            for (keyword, value) in members {
                match (keyword.as_str(), value) {
                    ("properties", Json::Object(properties)) => words.extend(properties.keys().cloned()),
                    ("const", Json::String(word)) => words.push(word.clone()),
                    ("enum" | "required", Json::Array(all)) => {
                        words.extend(all.iter().filter_map(Json::as_str).map(str::to_owned));
                    }
                    _ => {}
                }
                collect(value, words);
            }
        }
        Json::Array(items) => items.iter().for_each(|item| collect(item, words)),
        _ => {}
    }
}

/// One to three changes of a text.
pub(crate) fn mutant(text: &str, words: &[String], chance: &mut Chance) -> Option<String> {
    let mut value = parse(text.as_bytes()).ok()?;
    for _ in 0..=chance.below(3) {
        let all = count(&value);
        let at = chance.below(all);
        let elsewhere = nth(&value, chance.below(all))?.clone();
        let node = nth_mut(&mut value, at)?;
        change(node, elsewhere, words, chance);
    }
    Some(value.to_string())
}

/// The number of values that a value is made of.
pub(crate) fn count(value: &Json) -> usize {
    1 + match value {
        Json::Array(items) => items.iter().map(count).sum(),
        Json::Object(members) => members.values().map(count).sum(),
        _ => 0,
    }
}

/// One of them; the whole is the first.
pub(crate) fn nth(value: &Json, at: usize) -> Option<&Json> {
    if at == 0 {
        return Some(value);
    }
    let mut before = 1;
    for inner in inner(value) {
        let size = count(inner);
        if at < before + size {
            return nth(inner, at - before);
        }
        before += size;
    }
    None
}

fn inner(value: &Json) -> Vec<&Json> {
    match value {
        Json::Array(items) => items.iter().collect(),
        Json::Object(members) => members.values().collect(),
        _ => Vec::new(),
    }
}

/// Like [`nth`], to be changed.
pub(crate) fn nth_mut(value: &mut Json, at: usize) -> Option<&mut Json> {
    if at == 0 {
        return Some(value);
    }
    let all: Vec<&mut Json> = match value {
        Json::Array(items) => items.iter_mut().collect(),
        Json::Object(members) => members.values_mut().collect(),
        _ => Vec::new(),
    };
    let mut before = 1;
    for inner in all {
        let size = count(inner);
        if at < before + size {
            return nth_mut(inner, at - before);
        }
        before += size;
    }
    None
}

fn change(node: &mut Json, elsewhere: Json, words: &[String], chance: &mut Chance) {
    let fresh = fresh(words, chance);
    match (&mut *node, chance.below(6)) {
        (Json::Object(members), 0 | 1) if !members.is_empty() => {
            members.shift_remove_index(chance.below(members.len()));
        }
        (Json::Object(members), 2) => {
            members.insert(word(words, chance), fresh);
        }
        (Json::Object(members), 3) => {
            members.insert(word(words, chance), elsewhere);
        }
        (Json::Object(members), 4) if !members.is_empty() => {
            let at = chance.below(members.len());
            let renamed: Object = members
                .drain(..)
                .enumerate()
                .map(|(place, (key, value))| match place == at {
                    true => (word(words, chance), value),
                    false => (key, value),
                })
                .collect();
            *members = renamed;
        }
        (Json::Array(items), 0 | 1) if !items.is_empty() => {
            items.remove(chance.below(items.len()));
        }
        (Json::Array(items), 2) => items.push(elsewhere),
        (Json::Array(items), 3) => items.push(fresh),
        (Json::Array(items), 4) => items.reverse(),
        (Json::String(_), 0) => *node = Json::String(word(words, chance)),
        (Json::String(text), 1) => text.push('x'),
        (Json::String(text), 2) => {
            text.pop();
        }
        (Json::Number(number), 0) => *number = number.plus(&Number::from(1)),
        (Json::Number(number), 1) => *number = number.plus(&Number::from(-1)),
        (Json::Bool(yes), 0) => *yes = !*yes,
        (_, 5) if chance.percent(50) => *node = Json::from([(word(words, chance).as_str(), node.clone())]),
        (_, 5) => *node = Json::Array(vec![node.clone()]),
        (_, 4) => *node = elsewhere,
        _ => *node = fresh,
    }
}

fn word(words: &[String], chance: &mut Chance) -> String {
    if words.is_empty() || chance.percent(15) {
        (*chance.one(&["", "a", "Z", "0", "-1", "300", "true", "x y", "é", "2024-02-30"])).to_owned()
    } else {
        chance.one(words).clone()
    }
}

/// Edges of the types that there are.
const EDGES: [&str; 38] = [
    "null",
    "true",
    "false",
    "0",
    "-1",
    "1",
    "127",
    "128",
    "-128",
    "-129",
    "255",
    "256",
    "32768",
    "65535",
    "65536",
    "2147483647",
    "2147483648",
    "-2147483649",
    "4294967295",
    "4294967296",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551615",
    "18446744073709551616",
    "340282366920938463463374607431768211456",
    "0.5",
    "-1.5",
    "3.5e38",
    "1e300",
    "\"\"",
    "\"a\"",
    "\"é\"",
    "\"\\u0000\"",
    "[]",
    "[null]",
    "{}",
    "[[]]",
    "[1,2]",
];

fn fresh(words: &[String], chance: &mut Chance) -> Json {
    if chance.percent(20) {
        return Json::String(word(words, chance));
    }
    parse(chance.one(&EDGES).as_bytes()).unwrap_or(Json::Null)
}
