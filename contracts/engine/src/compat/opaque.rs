//! Strings of which only some conditions are known.
//!
//! No string can be generated for a format outside the table, or for some patterns with backreferences. If a
//! producer emits one, a witness has an opaque string there. It represents *every* string that meets the conditions, and a verdict
//! on it holds only if it holds for all of them. So a finding with an opaque string has only one premise: that such
//! a string exists.

use std::collections::BTreeSet;

use foldhash::HashMap;

use super::eval::Truth;
use super::formats;
use super::pattern::Pattern;
use super::regex;
use super::schema::Schema;
use crate::json::Json;

/// The common properties of all strings that an opaque string represents.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(crate) struct Conditions {
    /// In code points.
    pub(crate) min_length: u64,
    pub(crate) max_length: Option<u64>,
    /// Regular expressions that match, and that do not.
    pub(crate) matching: BTreeSet<String>,
    pub(crate) not_matching: BTreeSet<String>,
    /// Formats that the text has, and that it does not have.
    pub(crate) formats: BTreeSet<String>,
    pub(crate) not_formats: BTreeSet<String>,
    /// The string equals none of these.
    pub(crate) excluded: BTreeSet<String>,
}

/// An array with more items is not compared item by item if one of them contains an opaque string.
const MOST_COMPARED: usize = 64;

impl Conditions {
    /// Returns true if all of the texts are at least so long.
    pub(crate) fn is_at_least(&self, length: u64) -> Truth {
        match self.max_length {
            _ if self.min_length >= length => Truth::Yes,
            Some(most) if most < length => Truth::No,
            _ => Truth::Unknown,
        }
    }

    /// Returns true if all of the texts are at most so long.
    pub(crate) fn is_at_most(&self, length: u64) -> Truth {
        match self.max_length {
            Some(most) if most <= length => Truth::Yes,
            _ if self.min_length > length => Truth::No,
            _ => Truth::Unknown,
        }
    }

    /// Returns true if the regular expression matches in all of the texts.
    pub(crate) fn matches(&self, source: &str) -> Truth {
        if self.matching.contains(source) {
            Truth::Yes
        } else if self.not_matching.contains(source) {
            Truth::No
        } else {
            Truth::Unknown
        }
    }

    /// Returns true if all of the texts have the format.
    pub(crate) fn has_format(&self, name: &str) -> Truth {
        if self.formats.iter().any(|own| formats::is_within(own, name)) {
            Truth::Yes
        } else if self
            .not_formats
            .iter()
            .any(|lacked| formats::is_within(name, lacked))
        {
            Truth::No
        } else {
            Truth::Unknown
        }
    }

    /// Returns true if all of the texts are this one: never certain, but it can be excluded.
    fn is(&self, text: &str) -> Truth {
        let length = text.chars().count() as u64;
        let lacks = |name: &String| formats::is_valid(name, text) == Some(false);
        let has = |name: &String| formats::is_valid(name, text) == Some(true);
        let is_out = length < self.min_length
            || self.max_length.is_some_and(|most| length > most)
            || self.excluded.contains(text)
            || self.formats.iter().any(lacks)
            || self.not_formats.iter().any(has);
        if is_out { Truth::No } else { Truth::Unknown }
    }
}

/// An opaque text.
#[derive(Debug)]
pub(crate) struct OpaqueText {
    pub(crate) conditions: Conditions,
    /// Some texts that meet all of the conditions that can be decided.
    pub(crate) stand_ins: Vec<String>,
}

impl OpaqueText {
    /// The premise wherever it occurs: ``some text has the format `phone` ``.
    pub(crate) fn premise(&self) -> String {
        let conditions = &self.conditions;
        let quoted = |names: &BTreeSet<String>| -> Vec<String> {
            names.iter().map(|name| format!("`{name}`")).collect()
        };
        let joined = |names: &BTreeSet<String>| quoted(names).join(" and ");
        let mut parts = Vec::new();
        for (names, word, plural) in [
            (&conditions.formats, "has the format", "has the formats"),
            (&conditions.not_formats, "lacks the format", "lacks the formats"),
            (
                &conditions.matching,
                "matches the pattern",
                "matches the patterns",
            ),
            (
                &conditions.not_matching,
                "does not match the pattern",
                "does not match the patterns",
            ),
        ] {
            match names.len() {
                0 => {}
                1 => parts.push(format!("{word} {}", joined(names))),
                _ => parts.push(format!("{plural} {}", joined(names))),
            }
        }
        match (conditions.min_length, conditions.max_length) {
            (0, None) => {}
            (least, None) => parts.push(format!("has at least {least} characters")),
            (0, Some(most)) => parts.push(format!("has at most {most} characters")),
            (least, Some(most)) => parts.push(format!("has {least} to {most} characters")),
        }
        if !conditions.excluded.is_empty() {
            let excluded: Vec<String> = conditions
                .excluded
                .iter()
                .map(|text| Json::from(text.as_str()).to_string())
                .collect();
            parts.push(format!("is not {}", excluded.join(" or ")));
        }
        format!("some text {}", parts.join(" and "))
    }
}

/// The opaque texts of one check, each under the string that is written for it. No schema of the check has that string.
#[derive(Debug, Default)]
pub(crate) struct OpaqueTexts {
    by_name: HashMap<String, OpaqueText>,
    names: HashMap<Conditions, String>,
    /// Texts of the schemas; read when the first opaque text is made.
    taken: Option<BTreeSet<String>>,
}

impl OpaqueTexts {
    pub(crate) fn is_empty(&self) -> bool {
        self.by_name.is_empty()
    }

    /// The opaque text that the string is written for.
    pub(crate) fn get(&self, text: &str) -> Option<&OpaqueText> {
        if self.by_name.is_empty() {
            return None;
        }
        self.by_name.get(text)
    }

    /// The string for texts of these conditions, if there is one.
    pub(crate) fn name_of(&self, conditions: &Conditions) -> Option<&str> {
        self.names.get(conditions).map(String::as_str)
    }

    /// Makes an opaque text. The string is one that neither schema has.
    pub(crate) fn add(&mut self, text: OpaqueText, schemas: [&Schema; 2]) -> String {
        let taken = self.taken.get_or_insert_with(|| {
            let mut taken = BTreeSet::new();
            for schema in schemas {
                texts_of(schema.document(), &mut taken);
            }
            taken
        });
        let said = format!("<{}>", text.premise());
        let mut name = said.clone();
        let mut number = 1;
        while taken.contains(&name) {
            number += 1;
            name = format!("{said} {number}");
        }
        taken.insert(name.clone());
        self.names.insert(text.conditions.clone(), name.clone());
        self.by_name.insert(name.clone(), text);
        name
    }

    /// Returns true if the value contains an opaque string.
    pub(crate) fn occurs_in(&self, value: &Json) -> bool {
        !self.is_empty() && !self.in_value(value).is_empty()
    }

    /// The opaque texts in the value, by the strings that are written for them.
    pub(crate) fn in_value<'v>(&self, value: &'v Json) -> BTreeSet<&'v str> {
        let mut found = BTreeSet::new();
        let mut pending = vec![value];
        while let Some(value) = pending.pop() {
            match value {
                Json::String(text) if self.get(text).is_some() => {
                    found.insert(text.as_str());
                }
                Json::Array(items) => pending.extend(items),
                Json::Object(members) => pending.extend(members.values()),
                _ => {}
            }
        }
        found
    }

    /// Returns true if two values are equal. One that has an opaque text may be equal to another.
    pub(crate) fn equal(&self, one: &Json, other: &Json) -> Truth {
        if self.is_empty() {
            return Truth::of(one == other);
        }
        match (one, other) {
            (Json::String(one), Json::String(other)) => {
                if one == other {
                    return Truth::Yes;
                }
                match (self.get(one), self.get(other)) {
                    (None, None) => Truth::No,
                    (Some(opaque), None) => opaque.conditions.is(other),
                    (None, Some(opaque)) => opaque.conditions.is(one),
                    (Some(_), Some(_)) => Truth::Unknown,
                }
            }
            (Json::Array(one), Json::Array(other)) => {
                if one.len() != other.len() {
                    return Truth::No;
                }
                let pairs = one.iter().zip(other);
                pairs.fold(Truth::Yes, |truth, (one, other)| {
                    truth.and(self.equal(one, other))
                })
            }
            (Json::Object(one), Json::Object(other)) => {
                if one.len() != other.len() {
                    return Truth::No;
                }
                one.iter()
                    .fold(Truth::Yes, |truth, (name, value)| match other.get(name) {
                        Some(other) => truth.and(self.equal(value, other)),
                        None => Truth::No,
                    })
            }
            _ => Truth::of(one == other),
        }
    }

    /// Returns true if two of the items are equal.
    pub(crate) fn some_equal(&self, items: &[Json]) -> Truth {
        if items.len() > MOST_COMPARED {
            return Truth::Unknown;
        }
        let mut truth = Truth::No;
        for (index, item) in items.iter().enumerate() {
            for earlier in &items[..index] {
                match self.equal(earlier, item) {
                    Truth::Yes => return Truth::Yes,
                    Truth::Unknown => truth = Truth::Unknown,
                    Truth::No => {}
                }
            }
        }
        truth
    }

    /// Returns the value with a concrete string for each opaque one: its stand-in with this number, or its last
    /// one.
    pub(crate) fn concrete(&self, value: &Json, number: usize) -> Json {
        match value {
            Json::String(text) => match self.get(text) {
                Some(opaque) => {
                    let last = opaque.stand_ins.len().saturating_sub(1);
                    opaque
                        .stand_ins
                        .get(number.min(last))
                        .map_or_else(|| value.clone(), |text| Json::from(text.as_str()))
                }
                None => value.clone(),
            },
            Json::Array(items) => Json::Array(items.iter().map(|item| self.concrete(item, number)).collect()),
            Json::Object(members) => Json::Object(
                members
                    .iter()
                    .map(|(name, value)| (name.clone(), self.concrete(value, number)))
                    .collect(),
            ),
            other => other.clone(),
        }
    }

    /// Returns true if a library that knows none of the formats can have a say on the value; and the patterns that it
    /// has to take as matching then.
    pub(crate) fn patterns_to_assume(&self, value: &Json, schema: &Schema) -> Option<BTreeSet<String>> {
        let is_unread = |source: &String| matches!(schema.pattern(source), Pattern::Unsupported(_));
        let mut assumed = BTreeSet::new();
        for text in self.in_value(value) {
            let conditions = &self.get(text)?.conditions;
            let lacks_unknown = conditions
                .not_formats
                .iter()
                .any(|name| formats::named(name).is_none());
            if lacks_unknown || conditions.not_matching.iter().any(is_unread) {
                return None;
            }
            let unread = conditions.matching.iter().filter(|source| is_unread(source));
            assumed.extend(unread.cloned());
        }
        Some(assumed)
    }

    /// Returns the maximum number of stand-ins of one opaque string.
    pub(crate) fn stand_ins(&self, value: &Json) -> usize {
        let texts = self.in_value(value).into_iter().filter_map(|text| self.get(text));
        texts.map(|text| text.stand_ins.len()).max().unwrap_or(0)
    }
}

/// Names and texts of a document.
fn texts_of(document: &Json, into: &mut BTreeSet<String>) {
    let mut pending = vec![document];
    while let Some(value) = pending.pop() {
        match value {
            Json::String(text) => {
                into.insert(text.clone());
            }
            Json::Array(items) => pending.extend(items),
            Json::Object(members) => {
                for (name, value) in members {
                    into.insert(name.clone());
                    pending.push(value);
                }
            }
            _ => {}
        }
    }
}

/// The decided expressions, as compiled by the schema.
pub(crate) fn decided<'s>(schema: &'s Schema, sources: &BTreeSet<String>) -> Vec<&'s regex::Pattern> {
    let compiled = sources.iter().map(|source| schema.pattern(source));
    compiled
        .filter_map(|pattern| match pattern {
            Pattern::Supported(pattern) => Some(pattern),
            Pattern::Unsupported(_) => None,
        })
        .collect()
}
