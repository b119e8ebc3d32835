//! The part of a schema that one value touches: a smaller schema that gives the same answer for this value.
//!
//! A validator is made from a whole document, even if a message needs little of it, and a union of several hundred
//! branches costs more to prepare than everything else in a check. Without this, a broken pair takes 1.4 times as
//! long for an enum with three variants, 2.5 times with 40 variants, and eight times with 160 variants (read and
//! checked once, for any tagging). The omitted parts cannot change the answer. That follows only from what the
//! specification says about single keywords, and from nothing that this project's evaluator knows:
//!
//! - the schema of a property that the object does not have,
//! - branches of `anyOf` and `oneOf` that refuse the value by a missing required property, by another constant text or
//!   by another type,
//! - annotations and definitions; a reference is replaced by its target.
//!
//! If that is not possible (several resources, dynamic references, recursion that the value does not end), there is
//! no such part and the whole document is used.

use serde_json::{Map, Value};

use crate::compat::schema::integers::IntegerFormat;
use crate::compat::schema::resources::{Holds, schemas_under};
use crate::compat::schema::{Draft, Schema};
use crate::json::flat::{Lookup, Members, Part, View};
use crate::json::{Json, Pointer};

/// The maximum number of schemas that are written; a larger part is no gain.
const MOST: usize = 500;
/// Their maximum depth.
const DEEPEST: usize = 100;

/// The part of the document that answers for this value, if there is one.
#[cfg(test)]
pub(super) fn touched_by(schema: &Schema, value: &Json) -> Option<Value> {
    let part = schema.with_flat(|document| Parts::new(schema, document).touched_by(value));
    part.map(|(part, _)| part)
}

/// The parts of one document. What is looked up for one value is known for the next.
pub(super) struct Parts<'a> {
    schema: &'a Schema,
    document: Part<'a>,
    lookup: Lookup<'a>,
}

impl<'a> Parts<'a> {
    pub(super) fn new(schema: &'a Schema, document: Part<'a>) -> Self {
        Self {
            schema,
            document,
            lookup: Lookup::default(),
        }
    }

    /// The part of the document that answers for this value, if there is one, and the number of schemas in it.
    pub(super) fn touched_by(&mut self, value: &Json) -> Option<(Value, usize)> {
        let document = self.document;
        let mut extract = self.extract()?;
        let part = extract.of(document, Some(value))?;
        Some((part, extract.written))
    }

    /// One demand of the document on this value: what `properties` at each of these steps says of the part there, and
    /// that part. If the part breaks it, the whole document refuses the value.
    ///
    /// `None` if the steps lead through anything but `properties`, references and `allOf`.
    pub(super) fn demanded_at<'v>(&mut self, value: &'v Json, steps: &[String]) -> Option<(Value, &'v Json)> {
        if steps.is_empty() {
            return None;
        }
        let (mut at, mut part) = (self.document, value);
        let mut extract = self.extract()?;
        for step in steps {
            at = extract.property(at, step, 0)?;
            part = part.get(step)?;
        }
        Some((extract.of(at, Some(part))?, part))
    }

    /// `None` if parts of the document mean nothing by themselves.
    fn extract(&mut self) -> Option<Extract<'a, '_>> {
        self.schema.is_one_resource().then(|| Extract {
            document: self.document,
            lookup: &mut self.lookup,
            draft: self.schema.draft(),
            format_asserts: self.schema.format_asserts(),
            written: 0,
            depth: 0,
        })
    }
}

struct Extract<'a, 'l> {
    document: Part<'a>,
    lookup: &'l mut Lookup<'a>,
    draft: Draft,
    format_asserts: bool,
    written: usize,
    depth: usize,
}

impl<'a> Extract<'a, '_> {
    /// The demands of `schema` on the value; on any value, if it is unknown.
    fn of(&mut self, schema: Part<'a>, value: Option<&Json>) -> Option<Value> {
        if self.written >= MOST || self.depth == DEEPEST {
            return None;
        }
        self.written += 1;
        self.depth += 1;
        let part = match schema.as_object() {
            Some(members) => self.of_keywords(schema, members, value),
            None => schema.to_json().to_serde_json(),
        };
        self.depth -= 1;
        part
    }

    fn of_keywords(&mut self, schema: Part<'a>, members: Members<'a>, value: Option<&Json>) -> Option<Value> {
        if self.draft <= Draft::Draft7 {
            // Everything beside a reference is ignored.
            if let Some(reference) = members.get("$ref") {
                let target = self.target(reference)?;
                return self.of(target, value);
            }
        }
        let mut part = Map::new();
        // Conditions in addition to those of the schema's own `allOf`.
        let mut beside = Vec::new();
        for (keyword, below) in members {
            if let Some(holds) = schemas_under(keyword) {
                if !matches!(keyword, "$defs" | "definitions" | "contentSchema") {
                    part.insert(keyword.to_owned(), self.below(keyword, holds, below, value)?);
                }
                continue;
            }
            match keyword {
                "$ref" => {
                    let target = self.target(below)?;
                    beside.push(self.of(target, value)?);
                }
                "$dynamicRef" | "$recursiveRef" => return None,
                "$schema" if schema.identity() != self.document.identity() => return None,
                _ if asserts(keyword) => {
                    // Constants are copied, like schemas.
                    const AS_A_SCHEMA: usize = 16;
                    self.written += below.as_array().map_or(0, |values| values.len()) / AS_A_SCHEMA;
                    part.insert(keyword.to_owned(), below.to_json().to_serde_json()?);
                }
                _ => {}
            }
        }
        if let Some(format) = self.integer_format(members) {
            let bounds = Json::from([
                ("minimum", Json::Number(format.minimum())),
                ("maximum", Json::Number(format.maximum())),
            ]);
            beside.push(bounds.to_serde_json()?);
        }
        if !beside.is_empty() {
            match part.entry("allOf").or_insert_with(|| Value::Array(Vec::new())) {
                Value::Array(schemas) => schemas.extend(beside),
                _ => return None,
            }
        }
        Some(Value::Object(part))
    }

    /// The content of a keyword that contains schemas.
    fn below(&mut self, keyword: &str, holds: Holds, below: Part<'a>, value: Option<&Json>) -> Option<Value> {
        let is_for_the_value_itself = matches!(
            keyword,
            "allOf"
                | "anyOf"
                | "oneOf"
                | "not"
                | "if"
                | "then"
                | "else"
                | "dependentSchemas"
                | "dependencies"
        );
        match (holds, below.view()) {
            (Holds::Map, View::Object(schemas)) => {
                let mut parts = Map::new();
                if let (Some(Json::Object(members)), "properties") = (value, keyword) {
                    if members.len() < schemas.len() {
                        for (name, member) in members {
                            if let Some(schema) = self.lookup.step(below, name) {
                                parts.insert(name.clone(), self.of(schema, Some(member))?);
                            }
                        }
                        return Some(Value::Object(parts));
                    }
                }
                for (name, schema) in schemas {
                    let part = if is_for_the_value_itself {
                        self.of(schema, value)?
                    } else if keyword != "properties" {
                        self.of_children(schema, value)?
                    } else {
                        match value {
                            None => self.of(schema, None)?,
                            Some(value) => match value.get(name) {
                                Some(member) => self.of(schema, Some(member))?,
                                None => continue,
                            },
                        }
                    };
                    parts.insert(name.to_owned(), part);
                }
                Some(Value::Object(parts))
            }
            (Holds::List | Holds::OneOrList, View::Array(schemas)) => {
                let is_union = matches!(keyword, "anyOf" | "oneOf");
                let mut parts = Vec::new();
                for (index, schema) in schemas.enumerate() {
                    let part = if is_union && value.is_some_and(|value| self.plainly_refuses(schema, value)) {
                        continue;
                    } else if is_for_the_value_itself {
                        self.of(schema, value)?
                    } else {
                        match value {
                            None => self.of(schema, None)?,
                            Some(value) => match value.as_array().and_then(|items| items.get(index)) {
                                Some(item) => self.of(schema, Some(item))?,
                                None => anything(),
                            },
                        }
                    };
                    parts.push(part);
                }
                if is_union && parts.is_empty() {
                    parts.push(Value::Object(Map::from_iter([("not".to_owned(), anything())])));
                }
                Some(Value::Array(parts))
            }
            (Holds::One | Holds::OneOrList, _) if is_for_the_value_itself => self.of(below, value),
            (Holds::One | Holds::OneOrList, _) if keyword == "propertyNames" => self.of(below, None),
            (Holds::One | Holds::OneOrList, _) => self.of_children(below, value),
            // Malformed, which a schema that was read is not.
            _ => None,
        }
    }

    /// The demands of a schema on the items or members of the value that it is applied to.
    fn of_children(&mut self, schema: Part<'a>, value: Option<&Json>) -> Option<Value> {
        let Some(value) = value else {
            return self.of(schema, None);
        };
        let (count, first) = match value {
            Json::Array(items) => (items.len(), items.first()),
            Json::Object(members) => (members.len(), members.values().next()),
            _ => (0, None),
        };
        match (count, first) {
            (0, _) => Some(anything()),
            (1, Some(only)) => self.of(schema, Some(only)),
            _ => self.of(schema, None),
        }
    }

    /// The schema of a property, in `properties` of the schema or of one that it demands as well.
    fn property(&mut self, schema: Part<'a>, name: &str, depth: usize) -> Option<Part<'a>> {
        if depth == DEEPEST {
            return None;
        }
        let keywords = schema.as_object()?;
        let reference = keywords.get("$ref");
        // In old drafts, everything beside a reference is ignored.
        if reference.is_none() || self.draft > Draft::Draft7 {
            let properties = keywords.get("properties");
            if let Some(found) = properties.and_then(|properties| self.lookup.step(properties, name)) {
                return Some(found);
            }
            let demanded = keywords.get("allOf").and_then(Part::as_array);
            for schema in demanded.into_iter().flatten() {
                if let Some(found) = self.property(schema, name, depth + 1) {
                    return Some(found);
                }
            }
        }
        let target = self.target(reference?)?;
        self.property(target, name, depth + 1)
    }

    /// Returns true if a schema refuses the value for a reason that shows in one keyword.
    fn plainly_refuses(&mut self, schema: Part<'a>, value: &Json) -> bool {
        const MOST_REFERENCES: usize = 8;
        let mut schema = schema;
        for _ in 0..MOST_REFERENCES {
            let Some(keywords) = schema.as_object() else {
                return schema.as_bool() == Some(false);
            };
            let reference = keywords.get("$ref");
            if !(reference.is_some() && self.draft <= Draft::Draft7)
                && (self.is_another_constant(keywords, value)
                    || is_of_another_type(keywords, value)
                    || self.is_another_object(keywords, value))
            {
                return true;
            }
            match reference.and_then(|reference| self.target(reference)) {
                Some(target) => schema = target,
                None => return false,
            }
        }
        false
    }

    fn is_another_object(&self, keywords: Members<'a>, value: &Json) -> bool {
        let Json::Object(members) = value else {
            return false;
        };
        let required = keywords.get("required").and_then(Part::as_array);
        let lacks = |name: Part<'_>| name.as_str().is_some_and(|name| !members.contains_key(name));
        if required.into_iter().flatten().any(lacks) {
            return true;
        }
        let properties = keywords.get("properties").and_then(Part::as_object);
        properties.into_iter().flatten().any(|(name, schema)| {
            let Some(schema) = schema.as_object() else {
                return false;
            };
            let member = members.get(name);
            schema.get("$ref").is_none()
                && member.is_some_and(|member| self.is_another_constant(schema, member))
        })
    }

    /// Returns true if the value is a string and the schema has another constant.
    fn is_another_constant(&self, keywords: Members<'a>, value: &Json) -> bool {
        let Json::String(text) = value else { return false };
        let other = keywords.get("const").filter(|_| self.draft >= Draft::Draft6);
        other.and_then(Part::as_str).is_some_and(|other| other != text)
    }

    /// The target of a reference within the document.
    fn target(&mut self, reference: Part<'_>) -> Option<Part<'a>> {
        let pointer = reference.as_str()?.strip_prefix('#')?;
        if pointer.contains('%') {
            return None;
        }
        let pointer: Pointer = pointer.parse().ok()?;
        let mut steps = pointer.steps().iter();
        steps.try_fold(self.document, |part, step| self.lookup.step(part, step))
    }

    /// The integer format that the schema reads as bounds.
    fn integer_format(&self, keywords: Members<'a>) -> Option<&'static IntegerFormat> {
        let format = keywords.get("format").filter(|_| self.format_asserts)?;
        let is_number = |name: Part<'_>| matches!(name.as_str(), Some("integer" | "number"));
        let allows_numbers = match keywords.get("type") {
            None => true,
            Some(types) => match types.as_array() {
                Some(mut names) => names.any(is_number),
                None => is_number(types),
            },
        };
        IntegerFormat::named(format.as_str()?).filter(|_| allows_numbers)
    }
}

fn is_of_another_type(keywords: Members<'_>, value: &Json) -> bool {
    match keywords.get("type").and_then(Part::as_str) {
        // The definition of an integer differs between drafts.
        Some(name) if value.as_number().is_none() => name != value.type_name(),
        _ => false,
    }
}

/// The schema that every draft knows to accept everything.
fn anything() -> Value {
    Value::Object(Map::new())
}

/// Keywords that assert something and hold no schemas.
fn asserts(keyword: &str) -> bool {
    matches!(
        keyword,
        "type"
            | "enum"
            | "const"
            | "minimum"
            | "maximum"
            | "exclusiveMinimum"
            | "exclusiveMaximum"
            | "multipleOf"
            | "minLength"
            | "maxLength"
            | "pattern"
            | "format"
            | "minItems"
            | "maxItems"
            | "uniqueItems"
            | "minContains"
            | "maxContains"
            | "minProperties"
            | "maxProperties"
            | "required"
            | "dependentRequired"
            | "contentEncoding"
            | "contentMediaType"
    )
}
