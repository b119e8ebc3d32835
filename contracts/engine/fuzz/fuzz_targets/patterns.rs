//! Two regular expressions and a text: reading, matching, containment and emptiness.
//!
//! `cargo +nightly fuzz run patterns` in `contracts/engine`. The first byte says whether the expressions are made by
//! a grammar or are the bytes unchanged. Matching runs a program, containment takes derivatives: they are compared
//! with each other.
#![no_main]

use counterpart_engine::compat::Verdict;
use counterpart_engine::compat::schema::{Options, Schema};
use counterpart_engine::json::Json;
use counterpart_fuzz::{Chance, judge};
use libfuzzer_sys::fuzz_target;

const ATOMS: [&str; 24] = [
    "a",
    "b",
    "ab",
    "[ab]",
    "[^a]",
    ".",
    "\\d",
    "\\w",
    "\\S",
    "\\b",
    "\\B",
    "^",
    "$",
    "\\p{L}",
    "\\u{1F600}",
    "é",
    "[b-é]",
    "[^]",
    "\\n",
    "-",
    "_",
    "[\\d_]",
    "1",
    "\\.",
];
const CHARACTERS: [char; 12] = ['a', 'b', 'c', '1', '_', '-', '.', '\n', 'é', '😀', ' ', 'A'];

fn expression(chance: &mut Chance, depth: usize) -> String {
    if depth == 0 || chance.percent(20) {
        return chance.one(&ATOMS).to_string();
    }
    let one = |chance: &mut Chance| expression(chance, depth - 1);
    match chance.below(9) {
        0..=2 => one(chance) + &one(chance),
        3 => format!("(?:{}|{})", one(chance), one(chance)),
        4 => format!("({})*", one(chance)),
        5 => format!("(?:{})+", one(chance)),
        6 => {
            let least = chance.below(3);
            format!("(?:{}){{{least},{}}}", one(chance), least + chance.below(4))
        }
        7 => format!("({})?", one(chance)),
        _ => format!("(?{}{})", chance.one(&["=", "!"]), one(chance)),
    }
}

fn schema(pattern: &str) -> Option<Schema> {
    let members = [("type", Json::from("string")), ("pattern", Json::from(pattern))];
    Schema::from_json(Json::from(members), &Options::default()).ok()
}

/// The expression that this text alone matches.
fn literal(text: &str) -> String {
    let characters = text
        .chars()
        .map(|character| format!("\\u{{{:x}}}", u32::from(character)));
    format!("^{}$", characters.collect::<String>())
}

fuzz_target!(|bytes: &[u8]| {
    let Some((&kind, bytes)) = bytes.split_first() else {
        return;
    };
    let (one, other, text) = if kind % 4 == 0 {
        let text = String::from_utf8_lossy(bytes);
        let mut parts = text.split('\0').map(str::to_owned);
        let mut next = || parts.next().unwrap_or_default();
        (next(), next(), next())
    } else {
        let chance = &mut Chance::of(bytes);
        let length = chance.below(6);
        let text = (0..length).map(|_| *chance.one(&CHARACTERS)).collect();
        (expression(chance, 4), expression(chance, 4), text)
    };
    let (Some(one), Some(other)) = (schema(&one), schema(&other)) else {
        return;
    };
    judge(&one, &other);
    let Some(alone) = schema(&literal(&text)) else {
        return;
    };
    let matches = one.accepts(&Json::from(text.as_str()));
    match judge(&alone, &one) {
        Verdict::Compatible => assert_eq!(matches, Ok(true)),
        Verdict::Incompatible(findings) => {
            assert_eq!(findings[0].witness.as_str(), Some(text.as_str()));
            assert_eq!(matches, Ok(false));
        }
        Verdict::Unproven(_) => {}
    }
});
