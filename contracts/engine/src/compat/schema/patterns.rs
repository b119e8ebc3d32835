//! Patterns that are not ECMA-262: their places, and the document with all patterns rewritten.

use std::collections::BTreeMap;
use std::fmt;

use super::node::{Body, NodeId};
use super::{ReferenceProblem, Schema, SchemaError};
use crate::compat::pattern::{self, Pattern};
use crate::compat::regex;
use crate::json::{Json, Object, Pointer};

pub use crate::compat::regex::Dialect;

/// A pattern that nothing is decided by, because it is not read alike in every dialect.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct ForeignPattern {
    /// The place in the document.
    pub at: Pointer,
    /// The pattern as written.
    pub pattern: String,
    /// The problem with it.
    pub problem: String,
    /// Its forms in ECMA-262, each with the dialects that have that meaning.
    pub readings: Vec<(String, Vec<Dialect>)>,
}

/// The message about its place, with the fixes: its form in each dialect.
impl fmt::Display for ForeignPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = Json::from(self.pattern.as_str());
        write!(
            f,
            "is the pattern {text}, which decides nothing: {}",
            self.problem
        )?;
        for (rewritten, dialects) in &self.readings {
            let names: Vec<&str> = dialects.iter().map(|dialect| dialect.id()).collect();
            let rewritten = Json::from(rewritten.as_str());
            write!(f, "; read as {} it is {rewritten}", names.join(", "))?;
        }
        Ok(())
    }
}

/// A document whose patterns were rewritten.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Rewritten {
    /// The document.
    pub document: Json,
    /// Patterns without a form in ECMA-262. They decide nothing.
    pub kept: Vec<ForeignPattern>,
}

impl Schema {
    /// The patterns of the document that are not of ECMA-262 under the flag `u`, or that other dialects read
    /// otherwise, in the order in which the reader came by.
    ///
    /// ```
    /// use counterpart_engine::compat::schema::{Options, Schema};
    ///
    /// let schema = Schema::parse(br#"{"pattern": "^a{,3}$"}"#, &Options::default())?;
    /// let foreign = schema.foreign_patterns();
    /// assert_eq!(foreign[0].readings[0].0, r"^a{0,3}(?=\n?$)");
    /// # Ok::<(), counterpart_engine::compat::schema::SchemaError>(())
    /// ```
    pub fn foreign_patterns(&self) -> Vec<ForeignPattern> {
        let mut known: BTreeMap<&str, Option<(String, Vec<pattern::Reading>)>> = BTreeMap::new();
        let mut found: Vec<ForeignPattern> = Vec::new();
        for (id, keyword, source) in self.patterns_by_place() {
            if matches!(self.pattern(source), Pattern::Supported(_)) {
                continue;
            }
            let about = known
                .entry(source)
                .or_insert_with(|| Some((pattern::foreign(source)?, pattern::readings(source))));
            let Some((problem, readings)) = about else {
                continue;
            };
            let foreign = ForeignPattern {
                at: place_of(self.pointer(id), keyword, source),
                pattern: source.to_owned(),
                problem: problem.clone(),
                readings: readings.clone(),
            };
            if !found.contains(&foreign) {
                found.push(foreign);
            }
        }
        found
    }

    /// The document with all patterns rewritten from a dialect to ECMA-262, so that every reader takes them alike.
    ///
    /// # Errors
    /// Fails if a reference leads into `patternProperties` and a name there is rewritten: it would lead elsewhere.
    pub fn with_patterns_of(&self, dialect: Dialect) -> Result<Rewritten, SchemaError> {
        let mut rewritten = Rewritten {
            document: self.document().clone(),
            kept: Vec::new(),
        };
        let mut known: BTreeMap<&str, Result<String, &'static str>> = BTreeMap::new();
        let mut places: BTreeMap<Vec<String>, BTreeMap<&str, String>> = BTreeMap::new();
        for (id, keyword, source) in self.patterns_by_place() {
            let result = known
                .entry(source)
                .or_insert_with(|| regex::rewrite(source, dialect));
            let at = self.pointer(id);
            let text = match result {
                Ok(text) => text.clone(),
                Err(problem) => {
                    let kept = ForeignPattern {
                        at: place_of(at.clone(), keyword, source),
                        pattern: source.to_owned(),
                        problem: (*problem).to_owned(),
                        readings: Vec::new(),
                    };
                    if !rewritten.kept.contains(&kept) {
                        rewritten.kept.push(kept);
                    }
                    match self.pattern(source) {
                        Pattern::Supported(_) => format!("{}{source}", regex::OF_ANOTHER_DIALECT),
                        Pattern::Unsupported(_) => continue,
                    }
                }
            };
            let steps = at.steps().to_vec();
            places.entry(steps).or_default().insert(source, text);
        }
        let is_renamed = |steps: &Vec<String>, texts: &BTreeMap<&str, String>| {
            let schema = place_in(self.document(), steps).and_then(|schema| schema.get("patternProperties"));
            let names = schema.and_then(Json::as_object);
            names.is_some_and(|names| {
                texts
                    .iter()
                    .any(|(source, text)| source != text && names.contains_key(*source))
            })
        };
        if places.iter().any(|(steps, texts)| is_renamed(steps, texts)) {
            if let Some((at, reference)) = reference_into_patterns(self.document()) {
                return Err(SchemaError::Reference {
                    at,
                    reference,
                    problem: ReferenceProblem::IntoPatterns,
                });
            }
        }
        // Deeper places come first: the names of patterns are steps of their pointers.
        for (steps, texts) in places.iter().rev() {
            if let Some(Json::Object(schema)) = place(&mut rewritten.document, steps) {
                replace(schema, texts);
            }
        }
        Ok(rewritten)
    }

    /// Each pattern of each schema.
    fn patterns_by_place(&self) -> impl Iterator<Item = (NodeId, &'static str, &str)> {
        (0..self.len() as u32).map(NodeId).flat_map(|id| {
            let keywords = match &self.node(id).body {
                Body::Keywords(keywords) => Some(keywords),
                Body::Always(_) => None,
            };
            keywords.into_iter().flat_map(move |keywords| {
                let names = keywords.pattern_properties.iter();
                let names = names.map(|(source, _)| ("patternProperties", source));
                let patterns = keywords.pattern.iter().map(|source| ("pattern", source));
                let all = patterns.chain(names);
                all.map(move |(keyword, source)| (id, keyword, &**source))
            })
        })
    }
}

fn place_of(schema: Pointer, keyword: &'static str, source: &str) -> Pointer {
    match keyword {
        "pattern" => schema.child(keyword),
        _ => schema.child(keyword).child(source),
    }
}

/// The first reference in the document that leads into `patternProperties`, and its place.
fn reference_into_patterns(document: &Json) -> Option<(Pointer, String)> {
    let mut waiting = vec![(document, Pointer::root())];
    while let Some((value, at)) = waiting.pop() {
        match value {
            Json::Object(members) => {
                for (name, value) in members {
                    let leads = matches!(name.as_str(), "$ref" | "$dynamicRef" | "$recursiveRef");
                    if let (true, Json::String(reference)) = (leads, value) {
                        if reference.contains("patternProperties") {
                            return Some((at, reference.clone()));
                        }
                    }
                    waiting.push((value, at.child(name.as_str())));
                }
            }
            Json::Array(items) => {
                let items = items.iter().enumerate();
                waiting.extend(items.map(|(index, item)| (item, at.child(index.to_string()))));
            }
            _ => {}
        }
    }
    None
}

fn place_in<'d>(document: &'d Json, steps: &[String]) -> Option<&'d Json> {
    steps.iter().try_fold(document, |value, step| match value {
        Json::Object(members) => members.get(step),
        Json::Array(items) => items.get(step.parse::<usize>().ok()?),
        _ => None,
    })
}

fn place<'d>(document: &'d mut Json, steps: &[String]) -> Option<&'d mut Json> {
    steps.iter().try_fold(document, |value, step| match value {
        Json::Object(members) => members.get_mut(step),
        Json::Array(items) => items.get_mut(step.parse::<usize>().ok()?),
        _ => None,
    })
}

fn replace(schema: &mut Object, texts: &BTreeMap<&str, String>) {
    if let Some(Json::String(pattern)) = schema.get_mut("pattern") {
        if let Some(text) = texts.get(pattern.as_str()) {
            pattern.clone_from(text);
        }
    }
    if let Some(Json::Object(by_pattern)) = schema.get_mut("patternProperties") {
        let before = std::mem::take(by_pattern);
        for (source, schema) in before {
            let name = texts.get(source.as_str()).cloned().unwrap_or(source);
            // Two notations may have become equal.
            let both = match by_pattern.get(&name) {
                Some(other) => Json::from([("allOf", Json::Array(vec![other.clone(), schema]))]),
                None => schema,
            };
            by_pattern.insert(name, both);
        }
    }
}
