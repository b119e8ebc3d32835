//! Pairs with formats that no table has and patterns that are not decided, judged under many meanings of them.
//!
//! A meaning gives each such name a set of strings. A proof must hold under every meaning, and a refutation for
//! every string of the finding.

use std::collections::BTreeSet;

use counterpart_engine::compat::schema::{Options, Schema};
use counterpart_engine::compat::{Examination, Finding, Limits, Premise, Verdict, examine};
use jsonschema::Validator;
use serde_json::{Value, json};

use super::chance::Chance;
use super::{resources, wild};

const FORMATS: [&str; 2] = ["phone", "fax"];
const PATTERNS: [&str; 2] = ["(.)\\1", "(a+)b\\1"];
/// The possible meanings of a name.
const MEANINGS: [&str; 9] = [
    "^a",
    "b$",
    "1",
    "^.{2}$",
    "^$",
    "",
    "^[a-z]*$",
    "^(a|bb|1)$",
    "[0-9.]",
];
const TEXTS: [&str; 14] = [
    "",
    "a",
    "b",
    "1",
    "ab",
    "bb",
    "aa",
    "abc",
    "a1",
    "é",
    "1.2.3.4",
    "aaaa",
    "x",
    "2024-01-31",
];

pub(crate) fn pair(seed: u64) -> (Value, Value) {
    let chance = &mut Chance::of(seed.rotate_left(29) ^ 0x5eed);
    let depth = 1 + chance.below(3);
    let (one, other) = (wild::schema(chance, depth), wild::schema(chance, depth));
    let one = obscured(chance, one);
    let required = |property: Value, rest: Value| json!({"type": "object", "properties": {"a": property, "b": rest}, "required": ["a", "b"]});
    match chance.below(6) {
        0 => (one.clone(), obscured(chance, other)),
        1 => (one.clone(), json!({"anyOf": [other, one]})),
        2 => (json!({"allOf": [one, other]}), one),
        3 => (one.clone(), json!({"not": {"allOf": [{"not": one}, other]}})),
        4 => {
            let text = obscured(chance, json!({"type": "string", "format": "date"}));
            let rest = wild::schema(chance, 1);
            let rest = obscured(chance, rest);
            (required(text, one), required(json!({"type": "string"}), rest))
        }
        _ => {
            let text = obscured(chance, json!({"type": "string", "format": "date"}));
            let accepted = wild::schema(chance, 1);
            let accepted = obscured(chance, accepted);
            (required(text, one), required(accepted, other))
        }
    }
}

/// The schema with some of its texts made undecidable.
fn obscured(chance: &mut Chance, schema: Value) -> Value {
    match schema {
        Value::Array(items) => items.into_iter().map(|item| obscured(chance, item)).collect(),
        Value::Object(members) => {
            let mut members: serde_json::Map<String, Value> = members
                .into_iter()
                .map(|(name, value)| (name, obscured(chance, value)))
                .collect();
            if members.get("pattern").is_some_and(Value::is_string) && chance.percent(50) {
                members.insert("pattern".to_owned(), json!(chance.one(&PATTERNS)));
            }
            let has_format = members.get("format").is_some_and(Value::is_string);
            let is_text = members.get("type") == Some(&json!("string"));
            if (has_format || is_text) && chance.percent(60) {
                members.insert("format".to_owned(), json!(chance.one(&FORMATS)));
            }
            Value::Object(members)
        }
        other => other,
    }
}

/// The meaning of each name.
struct Meaning {
    formats: [&'static str; 2],
    patterns: [&'static str; 2],
    /// A format beside a pattern that is decided says no more than the pattern.
    pattern_decides: bool,
}

impl Meaning {
    fn of(&self, name: &str) -> Option<&'static str> {
        let formats = FORMATS.iter().zip(self.formats);
        let mut known = formats.chain(PATTERNS.iter().zip(self.patterns));
        known.find_map(|(known, meaning)| (*known == name).then_some(meaning))
    }

    fn has(&self, name: &str, text: &str) -> bool {
        let meaning = self.of(name).unwrap_or(name);
        validator(&json!({"pattern": meaning})).is_valid(&json!(text))
    }

    /// The schema with everything decided.
    fn plain(&self, schema: &Value) -> Value {
        match schema {
            Value::Array(items) => items.iter().map(|item| self.plain(item)).collect(),
            Value::Object(members) => {
                let mut plain: serde_json::Map<String, Value> = members
                    .iter()
                    .map(|(name, value)| (name.clone(), self.plain(value)))
                    .collect();
                let pattern = members.get("pattern").and_then(Value::as_str);
                let meant = pattern.and_then(|pattern| self.of(pattern));
                if let Some(meant) = meant {
                    plain.insert("pattern".to_owned(), json!(meant));
                }
                let format = members.get("format").and_then(Value::as_str);
                let Some(format_means) = format.and_then(|format| self.of(format)) else {
                    return Value::Object(plain);
                };
                plain.remove("format");
                if !(self.pattern_decides && pattern.is_some() && meant.is_none()) {
                    let all = plain.entry("allOf").or_insert_with(|| json!([]));
                    all.as_array_mut()
                        .expect("a list")
                        .push(json!({"pattern": format_means}));
                }
                Value::Object(plain)
            }
            other => other.clone(),
        }
    }
}

fn validator(schema: &Value) -> Validator {
    super::judge::validator(schema)
}

/// Returns the error in the verdict on the pair, and whether the verdict depends on strings that cannot be
/// generated.
pub(crate) fn judge(seed: u64, (emitted, accepted): &(Value, Value)) -> (Vec<String>, Told) {
    let read = |schema: &Value| Schema::parse(schema.to_string().as_bytes(), &Options::default()).unwrap();
    let examination = examine(&read(emitted), &read(accepted), &Limits::default());
    let told = Told::of(&examination);
    let mut wrong = Vec::new();
    let chance = &mut Chance::of(seed ^ 0xfade);
    let values = wild::values();
    for _ in 0..4 {
        let mut meaning = Meaning {
            formats: [*chance.one(&MEANINGS), *chance.one(&MEANINGS)],
            patterns: [*chance.one(&MEANINGS), *chance.one(&MEANINGS)],
            pattern_decides: examination.premises.iter().any(is_of_pattern),
        };
        let mut against = |meaning: &Meaning, problem: String| {
            wrong.push(format!(
                "pair {seed}: {problem}, where formats are {:?} and patterns {:?}\n  emitted {emitted}\n  accepted {accepted}",
                meaning.formats, meaning.patterns
            ));
        };
        let validators = |meaning: &Meaning| {
            [emitted, accepted].map(|schema| validator(&resources::by_reference(&meaning.plain(schema))))
        };
        match &examination.verdict {
            Verdict::Compatible => {
                let [sub, sup] = validators(&meaning);
                if let Some(value) = values
                    .iter()
                    .find(|value| sub.is_valid(value) && !sup.is_valid(value))
                {
                    against(&meaning, format!("compatible, and {value} breaks it"));
                }
            }
            Verdict::Incompatible(findings) => {
                for finding in findings {
                    meaning.pattern_decides = finding.premises.iter().any(is_of_pattern);
                    let [sub, sup] = validators(&meaning);
                    let only_names = finding.premises.iter().all(speaks_of_names_alone);
                    for message in messages(finding, &meaning) {
                        if only_names && !sub.is_valid(&message) {
                            against(
                                &meaning,
                                format!("{message} is not emitted, for {}", finding.witness),
                            );
                        }
                        if sub.is_valid(&message) && sup.is_valid(&message) {
                            against(
                                &meaning,
                                format!("{message} is accepted, for {}", finding.witness),
                            );
                        }
                    }
                }
            }
            Verdict::Unproven(_) => {}
        }
    }
    (wrong, told)
}

/// Returns true if [`is_meant`] knows all that the premise says.
fn speaks_of_names_alone(premise: &Premise) -> bool {
    let text = premise.to_string();
    !text.contains("is not ")
}

fn is_of_pattern(premise: &Premise) -> bool {
    matches!(premise, Premise::PatternForFormat { .. })
}

/// The messages of a finding: its witness with each string of its premise.
fn messages(finding: &Finding, meaning: &Meaning) -> Vec<Value> {
    let witness: Value = serde_json::from_str(&finding.witness.to_string()).unwrap();
    let mut messages = vec![witness];
    for premise in &finding.premises {
        let Premise::SomeText { shown, text } = premise else {
            continue;
        };
        let texts: Vec<&str> = TEXTS
            .into_iter()
            .filter(|candidate| is_meant(text, candidate, meaning))
            .collect();
        messages = messages
            .iter()
            .flat_map(|message| texts.iter().map(|text| put(message, shown, text)))
            .collect();
    }
    messages
}

fn put(value: &Value, shown: &str, text: &str) -> Value {
    match value {
        Value::String(known) if known == shown => json!(text),
        Value::Array(items) => items.iter().map(|item| put(item, shown, text)).collect(),
        Value::Object(members) => Value::Object(
            members
                .iter()
                .map(|(name, value)| (name.clone(), put(value, shown, text)))
                .collect(),
        ),
        other => other.clone(),
    }
}

/// Returns true if the candidate has as many characters as the premise says.
fn has_its_length(premise: &str, candidate: &str) -> bool {
    let length = candidate.chars().count();
    let words: Vec<&str> = premise.split_whitespace().collect();
    let number = |word: &str| word.parse::<usize>().ok();
    let Some(at) = words.iter().position(|word| *word == "characters") else {
        return true;
    };
    let (before, last) = (
        words[at - 2],
        number(words[at - 1]).expect("a number of characters"),
    );
    match before {
        "least" => length >= last,
        "most" => length <= last,
        "to" => number(words[at - 3]).is_some_and(|least| (least..=last).contains(&length)),
        other => panic!("a bound in other words, `{other}`: {premise}"),
    }
}

/// Returns true if the candidate is one of the strings of the premise, as far as formats, patterns and lengths go.
fn is_meant(premise: &str, candidate: &str, meaning: &Meaning) -> bool {
    if !has_its_length(premise, candidate) {
        return false;
    }
    let mut wanted = true;
    let mut parts = premise.split('`');
    while let (Some(words), Some(name)) = (parts.next(), parts.next()) {
        if words.contains("lacks") || words.contains("does not") {
            wanted = false;
        } else if words.contains("has") || words.contains("matches") {
            wanted = true;
        }
        let has = if meaning.of(name).is_some() || !words.contains("format") && !words.trim().is_empty() {
            meaning.has(name, candidate)
        } else {
            validator(&json!({"format": name})).is_valid(&json!(candidate))
        };
        if has != wanted {
            return false;
        }
    }
    true
}

/// The result of an examination.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Told {
    Compatible,
    Incompatible,
    /// Only with texts that cannot be made.
    IncompatibleIf,
    Unproven,
}

impl Told {
    fn of(examination: &Examination) -> Self {
        match &examination.verdict {
            Verdict::Compatible => Told::Compatible,
            Verdict::Unproven(_) => Told::Unproven,
            Verdict::Incompatible(findings) if findings.iter().any(Finding::has_message) => {
                Told::Incompatible
            }
            Verdict::Incompatible(_) => Told::IncompatibleIf,
        }
    }
}

/// The verdicts that occur.
pub(crate) fn kinds(told: &[Told]) -> BTreeSet<Told> {
    told.iter().copied().collect()
}
