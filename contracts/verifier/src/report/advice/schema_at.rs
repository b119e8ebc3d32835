//! A schema's description of the values at a place of a message, as far as it shows without a
//! proof.

use std::collections::HashSet;

use super::super::Document;
use counterpart_engine::compat::{Place, PlaceStep};
use counterpart_engine::json::{Json, Object, Pointer};

/// The maximum number of parts of a schema to look at for one place: foreign schemas may be large,
/// and advice is a guess.
const MOST_PARTS: usize = 1_000;
/// The same, for each branch of a union, and the maximum number of branches of unions.
const MOST_OF_BRANCH: usize = 50;
const MOST_BRANCHES: usize = 500;

/// The parts of a schema that describe the values at one place, including those behind references
/// and in unions.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct At<'s> {
    root: &'s Object,
    parts: Vec<&'s Object>,
    /// The parts that described them before one alternative was chosen.
    beside: Vec<&'s Object>,
}

impl<'s> At<'s> {
    /// A document's description of the values at a place.
    pub(super) fn of(document: &'s Document, place: &Place) -> Self {
        let root = document.contract.schema();
        let whole = Self {
            root,
            parts: spoken(root, vec![root]),
            beside: Vec::new(),
        };
        place.0.iter().fold(whole, |at, step| at.below(step))
    }

    fn below(&self, step: &PlaceStep) -> Self {
        let items = || self.values(|part| part.get("items").into_iter().collect());
        let (next, beside) = match step {
            PlaceStep::Property(name) => {
                let named = self.property(name);
                let next = if named.is_empty() { self.unnamed() } else { named };
                (next, Vec::new())
            }
            PlaceStep::AnyProperty => (self.unnamed(), Vec::new()),
            PlaceStep::Item(index) => {
                let at = self.values(|part| {
                    let prefix = part.get("prefixItems").and_then(Json::as_array);
                    prefix.and_then(|items| items.get(*index)).into_iter().collect()
                });
                let next = if at.is_empty() { items() } else { at };
                (next, Vec::new())
            }
            PlaceStep::AnyItem => (items(), Vec::new()),
            PlaceStep::Alternative(name) => {
                let branches = self.branches();
                let called: Vec<&Object> = branches
                    .into_iter()
                    .filter(|branch| name_of(self.root, branch).as_deref() == Some(name))
                    .collect();
                if called.is_empty() {
                    return self.clone();
                }
                (called, self.parts.clone())
            }
        };
        Self {
            root: self.root,
            parts: spoken(self.root, next),
            beside,
        }
    }

    fn values(&self, of: impl Fn(&'s Object) -> Vec<&'s Json>) -> Vec<&'s Object> {
        let found = |parts: &[&'s Object]| -> Vec<&'s Object> {
            let parts = parts.iter().flat_map(|part| of(part));
            parts.filter_map(Json::as_object).collect()
        };
        let here = found(&self.parts);
        if here.is_empty() {
            found(&self.beside)
        } else {
            here
        }
    }

    /// The descriptions of a property by its name, references not followed.
    pub(super) fn property(&self, name: &str) -> Vec<&'s Object> {
        self.values(|part| {
            let properties = part.get("properties").and_then(Json::as_object);
            properties
                .and_then(|properties| properties.get(name))
                .into_iter()
                .collect()
        })
    }

    /// The descriptions of properties without a name.
    fn unnamed(&self) -> Vec<&'s Object> {
        self.values(|part| {
            let patterns = part.get("patternProperties").and_then(Json::as_object);
            let patterns = patterns.into_iter().flat_map(Object::values);
            let others = part.get("additionalProperties").into_iter();
            patterns.chain(others).collect()
        })
    }

    /// The branches of its unions. References are not followed.
    pub(super) fn branches(&self) -> Vec<&'s Object> {
        let unions = self
            .parts
            .iter()
            .flat_map(|part| ["oneOf", "anyOf"].map(|key| part.get(key)));
        let branches = unions.flatten().filter_map(Json::as_array).flatten();
        branches.filter_map(Json::as_object).take(MOST_BRANCHES).collect()
    }

    /// The names of the properties that it describes.
    pub(super) fn names(&self) -> Vec<&'s str> {
        let mut names = Vec::new();
        for part in &self.parts {
            let properties = part.get("properties").and_then(Json::as_object);
            for name in properties.into_iter().flat_map(Object::keys) {
                if !names.contains(&name.as_str()) {
                    names.push(name.as_str());
                }
            }
        }
        names
    }

    /// Returns `true` if a part requires the property.
    pub(super) fn requires(&self, name: &str) -> bool {
        let required = self.parts.iter().chain(&self.beside);
        let mut required = required
            .filter_map(|part| part.get("required")?.as_array())
            .flatten();
        required.any(|one| one.as_str() == Some(name))
    }

    /// Returns `true` if a part describes values of this JSON type.
    pub(super) fn has_type(&self, name: &str) -> bool {
        self.parts.iter().any(|part| has_type(part, name))
    }

    /// The parts.
    pub(super) fn parts(&self) -> &[&'s Object] {
        &self.parts
    }

    /// The written form of an enum there.
    pub(super) fn form(&self) -> Option<Form<'s>> {
        let mut branches = self.branches();
        if branches.is_empty() {
            branches.clone_from(&self.parts);
        }
        let whole: Vec<Vec<&Object>> = branches
            .iter()
            .map(|branch| spoken_in(self.root, vec![branch], MOST_OF_BRANCH))
            .collect();
        let is_object = |parts: &&Vec<&'s Object>| parts.iter().any(|part| has_type(part, "object"));
        let objects: Vec<&Vec<&Object>> = whole.iter().filter(is_object).collect();
        let Some(first) = objects.first() else {
            let texts = self
                .parts
                .iter()
                .any(|part| has_type(part, "string") && is_closed_text(part));
            return texts.then_some(Form::Texts);
        };
        let of = |parts: &[&'s Object], name: &str| -> Vec<&'s Object> {
            let all = parts.iter().flat_map(properties);
            all.filter(|(other, _)| *other == name)
                .map(|(_, schema)| schema)
                .collect()
        };
        let is_union = !self.branches().is_empty();
        let mut tags = first.iter().flat_map(properties);
        // A field can be of a type with few texts. A property with only one text, declared in
        // place, is a tag.
        let tag = tags.find(|(name, _)| {
            let mut said = objects.iter().map(|parts| of(parts, name));
            let is_closed = |one: Vec<&Object>| one.iter().any(|schema| is_closed_text(schema));
            let mut all = objects.iter().flat_map(|parts| of(parts, name));
            all.any(|schema| schema.get("const").is_some_and(|value| value.as_str().is_some()))
                && (!is_union || said.all(is_closed))
        });
        if let Some((tag, _)) = tag {
            return Some(Form::Tagged {
                tag,
                content: content(&objects, tag),
            });
        }
        if self.branches().is_empty() {
            return None;
        }
        // An object of one field means the same, except for the fields that may accompany it.
        let is_keyed = |parts: &&Vec<&'s Object>| {
            if !parts
                .iter()
                .any(|part| part.get("additionalProperties") == Some(&Json::Bool(false)))
            {
                return false;
            }
            let mut names = parts.iter().flat_map(properties);
            names.next().is_some() && names.next().is_none()
        };
        if objects.iter().all(is_keyed) && whole.len() > 1 {
            return Some(Form::Keyed);
        }
        (objects.len() > 1).then_some(Form::Untagged)
    }

    /// The descriptions of the variant whose tag has this value.
    pub(super) fn tagged(&self, tag: &str, value: &str) -> Option<Self> {
        let is_it = |branch: &&'s Object| {
            properties(branch).any(|(name, schema)| {
                name == tag && schema.get("const").and_then(Json::as_str) == Some(value)
            })
        };
        let branch = self.branches().into_iter().find(is_it)?;
        Some(Self {
            root: self.root,
            parts: spoken(self.root, vec![branch]),
            beside: Vec::new(),
        })
    }

    /// The names of the variants in messages.
    pub(super) fn variants(&self, form: Form<'_>) -> Vec<&'s str> {
        let of = |schema: &'s Object| -> Vec<&'s str> {
            let only = schema.get("const").and_then(Json::as_str);
            let all = schema.get("enum").and_then(Json::as_array).into_iter().flatten();
            only.into_iter().chain(all.filter_map(Json::as_str)).collect()
        };
        let texts = || {
            self.parts
                .iter()
                .filter(|part| has_type(part, "string"))
                .flat_map(|part| of(part))
        };
        match form {
            Form::Texts => texts().collect(),
            Form::Keyed => {
                let keys = self.branches().into_iter().flat_map(|branch| properties(&branch));
                texts().chain(keys.map(|(name, _)| name)).collect()
            }
            Form::Tagged { tag, .. } => self.property(tag).into_iter().flat_map(of).collect(),
            Form::Untagged => Vec::new(),
        }
    }

    /// Its parts that have a name in the document.
    pub(super) fn definitions(&self) -> Vec<&'s Object> {
        let named = self.root.get("$defs").and_then(Json::as_object);
        let named = named
            .into_iter()
            .flat_map(Object::values)
            .filter_map(Json::as_object);
        named
            .filter(|one| self.parts.iter().any(|part| std::ptr::eq(*part, *one)))
            .collect()
    }

    /// Returns `true` if the property tells the variants of an enum apart, or is the tag of a
    /// struct.
    pub(super) fn is_tag(&self, name: &str) -> bool {
        matches!(self.form(), Some(Form::Tagged { tag, .. }) if tag == name)
    }

    /// Returns `true` if every string is among the values.
    pub(super) fn has_any_text(&self) -> bool {
        let narrows = [
            "const",
            "enum",
            "not",
            "pattern",
            "format",
            "minLength",
            "maxLength",
        ];
        let is_open = |part: &&Object| {
            has_type(part, "string") && !narrows.iter().any(|keyword| part.contains_key(*keyword))
        };
        self.parts.iter().any(is_open)
    }

    /// Returns `true` if there is only one value.
    pub(super) fn is_constant(&self) -> bool {
        let is_one = |part: &Object| {
            let several = part.get("enum").and_then(Json::as_array);
            part.contains_key("const") || several.is_some_and(|values| values.len() == 1)
        };
        self.branches().is_empty() && self.parts.iter().any(|part| is_one(part))
    }

    /// Returns `true` if null is among the values.
    pub(super) fn is_nullable(&self) -> bool {
        self.has_type("null")
            || self
                .parts
                .iter()
                .any(|part| part.get("const") == Some(&Json::Null))
    }
}

/// Serde's forms of an enum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form<'s> {
    /// Each variant is a text.
    Texts,
    /// A variant with content is an object whose only key is its name.
    Keyed,
    /// `#[serde(tag = "…")]`.
    Tagged {
        /// The tag.
        tag: &'s str,
        /// The only property next to it, if every variant has either this one or none: `content`,
        /// or a field.
        content: Option<&'s str>,
    },
    /// `#[serde(untagged)]`.
    Untagged,
}

fn content<'s>(variants: &[&Vec<&'s Object>], tag: &str) -> Option<&'s str> {
    let names = variants.iter().flat_map(|parts| parts.iter());
    let mut others = names
        .flat_map(properties)
        .map(|(name, _)| name)
        .filter(|name| *name != tag);
    let content = others.next()?;
    others.all(|name| name == content).then_some(content)
}

fn properties<'s>(part: &&'s Object) -> impl Iterator<Item = (&'s str, &'s Object)> + use<'s> {
    let properties = part.get("properties").and_then(Json::as_object);
    let properties = properties.into_iter().flatten();
    properties.filter_map(|(name, schema)| Some((name.as_str(), schema.as_object()?)))
}

/// Returns `true` if these are the texts of variants: some, or all except some.
fn is_closed_text(schema: &Object) -> bool {
    let texts = |keyword: &str| {
        let values = schema.get(keyword).and_then(Json::as_array);
        values.is_some_and(|values| values.iter().all(|value| value.as_str().is_some()))
    };
    let is_other = || schema.get("not").is_some_and(|not| not.get("enum").is_some());
    schema.get("const").is_some_and(|value| value.as_str().is_some()) || texts("enum") || is_other()
}

fn has_type(part: &Object, name: &str) -> bool {
    match part.get("type") {
        Some(Json::String(only)) => only == name,
        Some(Json::Array(all)) => all.iter().any(|one| one.as_str() == Some(name)),
        _ => false,
    }
}

/// Everything that describes the same values: behind references, in conjunctions and in unions.
fn spoken<'s>(root: &'s Object, from: Vec<&'s Object>) -> Vec<&'s Object> {
    spoken_in(root, from, MOST_PARTS)
}

/// The same, for one branch of a union.
fn spoken_in<'s>(root: &'s Object, from: Vec<&'s Object>, most: usize) -> Vec<&'s Object> {
    let mut known: Vec<&Object> = Vec::new();
    let mut seen: HashSet<*const Object> = HashSet::new();
    let mut pending: Vec<&Object> = from.into_iter().rev().collect();
    while let Some(part) = pending.pop() {
        if known.len() >= most || !seen.insert(std::ptr::from_ref(part)) {
            continue;
        }
        known.push(part);
        let mut more: Vec<&Object> = Vec::new();
        more.extend(referred(root, part));
        for keyword in ["allOf", "oneOf", "anyOf"] {
            let inner = part.get(keyword).and_then(Json::as_array).into_iter().flatten();
            more.extend(inner.filter_map(Json::as_object));
        }
        for keyword in ["then", "else"] {
            more.extend(part.get(keyword).and_then(Json::as_object));
        }
        pending.extend(more.into_iter().rev());
    }
    known
}

/// The target of a part's reference in its own document.
fn referred<'s>(root: &'s Object, part: &Object) -> Option<&'s Object> {
    let pointer: Pointer = reference(part)?.parse().ok()?;
    match pointer.steps().split_first() {
        None => Some(root),
        Some((first, rest)) => Pointer::of(rest).find(root.get(first)?)?.as_object(),
    }
}

fn reference(part: &Object) -> Option<&str> {
    part.get("$ref")?.as_str()?.strip_prefix('#')
}

/// The engine's name for a branch of a union: its title, its constants, its tag, its key or its
/// definition.
fn name_of(root: &Object, branch: &Object) -> Option<String> {
    let parts = spoken_in(root, vec![branch], MOST_OF_BRANCH);
    if let Some(title) = parts.iter().take(2).find_map(|part| part.get("title")?.as_str()) {
        return Some(title.to_owned());
    }
    let plain = |value: &Json| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    if let Some(value) = parts.iter().find_map(|part| part.get("const")) {
        return Some(plain(value));
    }
    if let Some(values) = parts.iter().find_map(|part| part.get("enum")?.as_array()) {
        let names: Vec<String> = values.iter().take(3).map(plain).collect();
        return Some(names.join("|"));
    }
    let mut members = parts.iter().flat_map(properties);
    if let Some(tag) = members.find_map(|(_, schema)| schema.get("const")?.as_str()) {
        return Some(tag.to_owned());
    }
    let names: Vec<&str> = parts.iter().flat_map(properties).map(|(name, _)| name).collect();
    match names[..] {
        [only] => Some(only.to_owned()),
        _ => Some(reference(branch)?.rsplit('/').next()?.to_owned()),
    }
}
