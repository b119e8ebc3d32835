//! serde is the judge: what the accepted schema of a type holds, its `Deserialize` reads; what its `Serialize` writes,
//! both schemas hold; and the one is within the other.

use std::fmt::Debug;

use counterpart::__private::schemars::JsonSchema;
use counterpart::compat::schema::{Options, Schema};
use counterpart::compat::{Limits, Verdict, check};
use counterpart::contract::Role;
use counterpart::json::{Json, parse};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde::Serialize;
use serde::de::DeserializeOwned;

pub(crate) fn schema<T: JsonSchema + ?Sized>(role: Role) -> Schema {
    let schema = Json::Object(counterpart::schema::generate::<T>(role).expect("a schema"));
    Schema::from_json(schema, &Options::default()).expect("the engine reads it")
}

/// The schema's answer for a text; `None` if a format in it has no test.
pub(crate) fn holds(schema: &Schema, text: &str) -> Option<bool> {
    schema.accepts(&parse(text.as_bytes()).expect("it is JSON")).ok()
}

/// Every value is written as the emitted schema says, and the accepted schema takes it.
#[track_caller]
pub(crate) fn written<T: Serialize + DeserializeOwned + JsonSchema>(values: impl IntoIterator<Item = T>) {
    let (emitted, accepted) = (schema::<T>(Role::Emits), schema::<T>(Role::Consumes));
    for value in values {
        let text = serde_json::to_string(&value).expect("serde writes it");
        let says = (holds(&emitted, &text), holds(&accepted, &text));
        assert!(
            says.0 != Some(false) && says.1 != Some(false),
            "{text} is emitted, and the schemas say {says:?}: {}\n{}",
            emitted.document(),
            accepted.document()
        );
    }
    fits::<T, T>();
}

/// The second type is proven to read everything that the first type writes.
#[track_caller]
pub(crate) fn fits<P: JsonSchema + ?Sized, C: JsonSchema + ?Sized>() {
    let (emitted, accepted) = (schema::<P>(Role::Emits), schema::<C>(Role::Consumes));
    let verdict = check(&emitted, &accepted, &Limits::default());
    assert!(
        matches!(verdict, Verdict::Compatible),
        "{verdict:#?}\n{}\n{}",
        emitted.document(),
        accepted.document()
    );
}

/// A message that the first type writes and the second refuses, which serde confirms.
#[track_caller]
pub(crate) fn breaks<P: JsonSchema + DeserializeOwned, C: JsonSchema + DeserializeOwned>() -> String {
    let (emitted, accepted) = (schema::<P>(Role::Emits), schema::<C>(Role::Consumes));
    let verdict = check(&emitted, &accepted, &Limits::default());
    let Verdict::Incompatible(findings) = verdict else {
        panic!("{verdict:#?}\n{}\n{}", emitted.document(), accepted.document());
    };
    let witness = findings[0].witness.to_string();
    assert!(serde_json::from_str::<P>(&witness).is_ok(), "{witness}");
    assert!(serde_json::from_str::<C>(&witness).is_err(), "{witness}");
    witness
}

/// serde reads every text that the accepted schema accepts, among these texts, texts near them, and texts that its
/// patterns make. Returns how many were accepted, and how many serde reads although the schema refuses them.
#[track_caller]
pub(crate) fn read<T: DeserializeOwned + Debug + JsonSchema>(texts: &[&str]) -> (usize, usize) {
    let accepted = schema::<T>(Role::Consumes);
    let mut all: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
    for text in texts {
        near(text, &mut all);
    }
    sampled(accepted.document(), &mut all);
    let (mut taken, mut more) = (0, 0);
    for text in all {
        let reads = serde_json::from_str::<T>(&text);
        match (holds(&accepted, &text), &reads) {
            (Some(true), _) => {
                taken += 1;
                assert!(
                    reads.is_ok(),
                    "the schema takes {text}, serde does not ({reads:?}): {}",
                    accepted.document()
                );
            }
            (Some(false), Ok(_)) => more += 1,
            _ => {}
        }
    }
    assert!(
        taken > 0,
        "the schema takes none of the texts: {}",
        accepted.document()
    );
    (taken, more)
}

/// The text with one character changed, added or left out; within a string, so that it stays JSON.
fn near(text: &str, all: &mut Vec<String>) {
    let Some(inner) = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else {
        return;
    };
    let characters: Vec<char> = inner.chars().collect();
    for at in 0..=characters.len() {
        let (before, after) = characters.split_at(at);
        for middle in [
            "", "0", "1", "6", "9", "a", ":", "-", "+", ".", "Z", "T", " ", "é", "[", "e",
        ] {
            let join = |after: &[char]| {
                let text: String = before
                    .iter()
                    .chain(&middle.chars().collect::<Vec<_>>())
                    .chain(after)
                    .collect();
                serde_json::to_string(&text).expect("a string")
            };
            all.push(join(after));
            if let Some((_, rest)) = after.split_first() {
                all.push(join(rest));
            }
        }
    }
}

/// Texts that match the patterns of the schema, the same ones at every run.
fn sampled(document: &Json, all: &mut Vec<String>) {
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let mut patterns = Vec::new();
    collect_patterns(document, &mut patterns);
    for pattern in patterns {
        let inner = pattern.trim_start_matches('^');
        let inner = inner.strip_suffix('$').unwrap_or(inner);
        let Ok(texts) = proptest::string::string_regex(inner) else {
            continue;
        };
        for _ in 0..300 {
            let text = texts.new_tree(&mut runner).expect("a text").current();
            all.push(serde_json::to_string(&text).expect("a string"));
        }
    }
}

fn collect_patterns(document: &Json, patterns: &mut Vec<String>) {
    match document {
        Json::Object(members) => {
            for (key, value) in members {
                match (key.as_str(), value) {
                    ("pattern", Json::String(pattern)) => patterns.push(pattern.clone()),
                    (_, value) => collect_patterns(value, patterns),
                }
            }
        }
        Json::Array(items) => items.iter().for_each(|item| collect_patterns(item, patterns)),
        _ => {}
    }
}

/// A number that follows from its place, without chance.
pub(crate) fn mixed(at: u64) -> u64 {
    let mut word = at.wrapping_add(0x9e37_79b9_7f4a_7c15);
    word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}
