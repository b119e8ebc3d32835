//! One way in which a schema describes a value.

use std::collections::BTreeSet;

use counterpart_engine::compat::PlaceStep;
use counterpart_engine::compat::schema::node::Types;
use counterpart_engine::json::{Json, Object, Pointer};

/// One way: the schema objects that apply to the value at once.
#[derive(Debug, Clone, Default)]
pub(crate) struct Form<'a> {
    pub(super) parts: Vec<Part<'a>>,
    /// Its title, and the definitions that it was found in.
    pub(super) titles: Vec<&'a str>,
    pub(super) definitions: Vec<String>,
}

/// A schema object and its place in the document; `None` is the schema that accepts anything.
#[derive(Debug, Clone)]
pub(super) struct Part<'a> {
    pub(super) at: Pointer,
    pub(super) says: Option<&'a Object>,
}

impl<'a> Form<'a> {
    pub(super) fn and(&self, other: &Form<'a>) -> Form<'a> {
        let mut both = self.clone();
        for part in &other.parts {
            if !both.parts.iter().any(|known| known.at == part.at) {
                both.parts.push(part.clone());
            }
        }
        both.titles.extend(&other.titles);
        both.definitions.extend(other.definitions.iter().cloned());
        both
    }

    pub(super) fn is_same(&self, other: &Form<'a>) -> bool {
        self.parts.len() == other.parts.len()
            && self
                .parts
                .iter()
                .zip(&other.parts)
                .all(|(one, other)| one.at == other.at)
    }

    /// What the only schema object says, where there is one.
    pub(super) fn only_part(&self) -> Option<&'a Object> {
        match self.parts.as_slice() {
            [only] => only.says,
            _ => None,
        }
    }

    fn says(&self) -> impl Iterator<Item = &'a Object> + '_ {
        self.parts.iter().filter_map(|part| part.says)
    }

    /// The value of the first schema object with the keyword.
    pub(crate) fn keyword(&self, keyword: &str) -> Option<&'a Json> {
        self.says().find_map(|says| says.get(keyword))
    }

    pub(super) fn is_anything(&self) -> bool {
        const DESCRIBES: [&str; 8] = [
            "title",
            "description",
            "default",
            "examples",
            "$comment",
            "$schema",
            "$defs",
            "$ref",
        ];
        self.says()
            .all(|says| says.keys().all(|key| DESCRIBES.contains(&key.as_str())))
    }

    /// The only values, if they are listed.
    pub(crate) fn constants(&self) -> Option<Vec<&'a Json>> {
        self.says()
            .find_map(|says| match (says.get("const"), says.get("enum")) {
                (Some(value), _) => Some(vec![value]),
                (None, Some(Json::Array(values))) => Some(values.iter().collect()),
                _ => None,
            })
    }

    /// The JSON types of the value.
    pub(crate) fn types(&self) -> Types {
        let mut types = match self.constants() {
            Some(values) => values
                .iter()
                .fold(Types::NONE, |types, value| types.or(Types::of(value))),
            None => Types::ALL,
        };
        for says in self.says() {
            types = match says.get("type") {
                Some(Json::String(name)) => types.and(type_of(name)),
                Some(Json::Array(names)) => {
                    let names = names.iter().filter_map(Json::as_str);
                    types.and(names.fold(Types::NONE, |all, name| all.or(type_of(name))))
                }
                _ => types,
            };
        }
        types
    }

    /// The names of its members.
    pub(crate) fn names(&self) -> BTreeSet<&'a str> {
        let mut names = BTreeSet::new();
        for says in self.says() {
            if let Some(Json::Object(properties)) = says.get("properties") {
                let there = properties
                    .iter()
                    .filter(|(_, schema)| **schema != Json::Bool(false));
                names.extend(there.map(|(name, _)| name.as_str()));
            }
        }
        names
    }

    /// The names of the members that are always there.
    pub(crate) fn required(&self) -> BTreeSet<&'a str> {
        let lists = self.says().filter_map(|says| says.get("required")?.as_array());
        lists.flatten().filter_map(Json::as_str).collect()
    }

    /// The name of its only member, which is always there.
    pub(super) fn only_key(&self) -> Option<&'a str> {
        let names = self.names();
        let only = names.iter().next().filter(|_| names.len() == 1)?;
        self.required().contains(only).then_some(*only)
    }

    /// Returns `true` if it denies members that it does not name.
    pub(crate) fn is_closed(&self) -> bool {
        const OTHERS: [&str; 2] = ["additionalProperties", "unevaluatedProperties"];
        self.says().any(|says| {
            OTHERS
                .iter()
                .any(|others| says.get(*others) == Some(&Json::Bool(false)))
        })
    }

    /// The schemas at the end of a step. All of them apply to the value.
    pub(super) fn children(&self, step: &PlaceStep) -> Vec<Part<'a>> {
        let mut found = Vec::new();
        let mut others = Vec::new();
        for part in &self.parts {
            let Some(says) = part.says else { continue };
            let take = |into: &mut Vec<Part<'a>>, keyword: &str, key: Option<&str>| -> bool {
                let at = part.at.child(keyword);
                let inner = match (says.get(keyword), key) {
                    (Some(Json::Object(members)), Some(key)) => {
                        members.get(key).map(|one| (at.child(key), one))
                    }
                    (Some(Json::Array(items)), Some(key)) => {
                        let item = key.parse::<usize>().ok().and_then(|index| items.get(index));
                        item.map(|one| (at.child(key), one))
                    }
                    (Some(inner), None) => Some((at, inner)),
                    _ => None,
                };
                let read = inner.and_then(|(at, inner)| read(at, inner));
                let is_there = read.is_some();
                into.extend(read);
                is_there
            };
            match step {
                PlaceStep::Property(name) => {
                    if !take(&mut found, "properties", Some(name)) {
                        take(&mut others, "additionalProperties", None);
                        take(&mut others, "unevaluatedProperties", None);
                    }
                }
                PlaceStep::AnyProperty => {
                    let patterns = says.get("patternProperties").and_then(Json::as_object);
                    for pattern in patterns.into_iter().flat_map(|patterns| patterns.keys()) {
                        take(&mut found, "patternProperties", Some(pattern));
                    }
                    take(&mut found, "additionalProperties", None);
                    take(&mut others, "unevaluatedProperties", None);
                }
                PlaceStep::Item(index) => {
                    if !take(&mut found, "prefixItems", Some(&index.to_string())) {
                        take(&mut found, "items", None);
                    }
                }
                PlaceStep::AnyItem => {
                    if !take(&mut found, "items", None) {
                        take(&mut others, "prefixItems", Some("0"));
                    }
                }
                PlaceStep::Alternative(_) => {}
            }
        }
        if found.is_empty() { others } else { found }
    }

    /// Returns `true` if places may use the name for an alternative: its title, its constants, its
    /// tag, its only key, its definition or its fields.
    pub(super) fn is_called(&self, name: &str) -> bool {
        let constants = self.constants().unwrap_or_default();
        let plain = |value: &&Json| match value {
            Json::String(text) => text.clone(),
            other => other.to_string(),
        };
        let joined = constants.iter().take(3).map(plain).collect::<Vec<_>>().join("|");
        let listed = || {
            let required = self.required();
            let mut shown: Vec<&str> = required.iter().copied().take(4).collect();
            shown.extend((required.len() > 4).then_some("…"));
            format!("an object with {}", shown.join(", "))
        };
        self.titles.contains(&name)
            || (!constants.is_empty() && joined == name)
            || self.tags().iter().any(|(_, value)| *value == name)
            || self.only_key() == Some(name)
            || self.definitions.iter().any(|one| one == name)
            || listed() == name
    }

    /// The members that always have one text: a tag may be one of them.
    pub(super) fn tags(&self) -> Vec<(&'a str, &'a str)> {
        let required = self.required();
        let properties = self.says().filter_map(|says| says.get("properties")?.as_object());
        let value = |(name, schema): (&'a String, &'a Json)| {
            let text = match (schema.get("const"), schema.get("enum")) {
                (Some(text), _) => text.as_str()?,
                (None, Some(Json::Array(texts))) if texts.len() == 1 => texts[0].as_str()?,
                _ => return None,
            };
            required.contains(name.as_str()).then_some((name.as_str(), text))
        };
        properties.flatten().filter_map(value).collect()
    }
}

/// `None` for the schema that accepts nothing, and for values that are not schemas.
pub(super) fn read(at: Pointer, schema: &Json) -> Option<Part<'_>> {
    match schema {
        Json::Bool(true) => Some(Part { at, says: None }),
        Json::Object(says) => Some(Part { at, says: Some(says) }),
        _ => None,
    }
}

fn type_of(name: &str) -> Types {
    match name {
        "null" => Types::NULL,
        "boolean" => Types::BOOLEAN,
        "integer" => Types::INTEGER,
        "number" => Types::NUMBER,
        "string" => Types::STRING,
        "array" => Types::ARRAY,
        "object" => Types::OBJECT,
        _ => Types::NONE,
    }
}
