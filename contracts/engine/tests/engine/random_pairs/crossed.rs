//! Schemas that people wrote, crossed: one author's against another's.

use std::path::Path;

use serde_json::{Value, json};

use super::chance::Chance;
use super::judge::{Expected, Pair};

/// The schemas of one collection, and the messages that come with them.
pub(crate) struct Collection {
    schemas: Vec<Value>,
    messages: Vec<Value>,
}

/// Groups of pairs of our own that are about what jsonschema reads otherwise than a schema says, or does not read as 2020-12: it
/// cannot be the second opinion on them.
const WITHOUT_SECOND_OPINION: [&str; 3] = ["adv/draft/", "adv/format/", "adv/pattern/"];

/// The collections in the folder, in the order of their names.
pub(crate) fn collections(folder: &Path) -> Vec<Collection> {
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "jsonl"))
        .collect();
    files.sort();
    files.iter().map(|file| collection(file)).collect()
}

fn collection(file: &Path) -> Collection {
    let (mut schemas, mut messages) = (Vec::new(), Vec::new());
    for line in std::fs::read_to_string(file).expect("a text").lines() {
        // A number beyond serde_json's is beyond the second opinions too.
        let Ok(mut pair) = serde_json::from_str::<Value>(line) else {
            continue;
        };
        let id = pair["id"].as_str().unwrap_or_default();
        if WITHOUT_SECOND_OPINION.iter().any(|group| id.starts_with(group)) {
            continue;
        }
        for side in ["sub", "sup"] {
            let schema = pair[side].take();
            // jsonschema does not test this format.
            let is_tested = !schema.to_string().contains("idn-email");
            if is_tested && !schemas.contains(&schema) && jsonschema::draft202012::new(&schema).is_ok() {
                schemas.push(schema);
            }
        }
        let message = pair["witness"].take();
        if !message.is_null() && !messages.contains(&message) && fits(&message) {
            messages.push(message);
        }
    }
    Collection { schemas, messages }
}

/// Returns true if the second opinions calculate exactly with its numbers: jsonschema divides as `f64` does.
pub(crate) fn fits(message: &Value) -> bool {
    match message {
        Value::Number(number) => number
            .as_f64()
            .is_some_and(|number| number.abs() < 2_f64.powi(53)),
        Value::Array(items) => items.iter().all(fits),
        Value::Object(members) => members.values().all(fits),
        _ => true,
    }
}

/// Returns true if it keeps its meaning inside another schema.
fn embeds(schema: &Value) -> bool {
    let text = schema.to_string();
    ![
        "$ref",
        "$dynamicRef",
        "$id",
        "$anchor",
        "$dynamicAnchor",
        "$schema",
    ]
    .iter()
    .any(|key| text.contains(&format!("\"{key}\"")))
}

impl Collection {
    /// A pair of neighbours, which usually mention the same things.
    pub(crate) fn pair(&self, seed: u64) -> Pair {
        let chance = &mut Chance::of(seed.rotate_left(17));
        let at = chance.below(self.schemas.len());
        let near = |chance: &mut Chance| {
            let other = (at + self.schemas.len() + chance.below(17) - 8) % self.schemas.len();
            self.schemas[other].clone()
        };
        let one = self.schemas[at].clone();
        let other = near(chance);
        let (emitted, accepted, expected) = if embeds(&one) && embeds(&other) {
            match seed % 6 {
                0 | 1 => (one, other, Expected::Open),
                2 => (json!({"allOf": [one, other]}), other, Expected::Contained),
                3 => (one.clone(), json!({"anyOf": [other, one]}), Expected::Contained),
                4 => (json!({"anyOf": [one, other]}), one, Expected::Open),
                _ => (one.clone(), json!({"oneOf": [one, other]}), Expected::Open),
            }
        } else {
            (one, other, Expected::Open)
        };
        let values = (0..24).filter_map(|_| {
            let nearby = chance.below(self.messages.len().max(1));
            self.messages.get(nearby).cloned()
        });
        let values = values.collect();
        Pair {
            emitted,
            accepted,
            values,
            expected,
        }
    }
}
