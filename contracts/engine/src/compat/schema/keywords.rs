//! One schema object, read: each keyword of every draft, checked and lifted to what 2020-12 calls it.

use std::sync::Arc;

use num_traits::ToPrimitive;

use super::Draft;
use super::error::SchemaError;
use super::integers::{self, IntegerFormat};
use super::node::{Body, Condition, Keywords, Names, NodeId, Step, Types};
use super::read::{Context, Reader};
use super::shared::{Leaf, Reading};
use crate::compat::distinct::distinct;
use crate::compat::formats;
use crate::json::flat::{Items, Members, Part, View};
use crate::json::{Number, Pointer};

/// Facts that are only known when all keywords of a schema have been read.
#[derive(Default)]
struct Loose<'a> {
    /// `exclusiveMinimum: true` of draft-04.
    minimum_excluded: bool,
    maximum_excluded: bool,
    constant: Option<Part<'a>>,
    tuple: bool,
    prefix: bool,
    additional_items: Option<Part<'a>>,
    min_contains: Option<u64>,
    required: Option<Part<'a>>,
    when: Option<NodeId>,
    then: Option<Part<'a>>,
    otherwise: Option<Part<'a>>,
    format: Option<&'a str>,
    title: Option<&'a str>,
}

impl<'a> Reader<'a> {
    /// The title and the meaning of one schema.
    pub(super) fn body(
        &mut self,
        id: NodeId,
        schema: Part<'a>,
        context: Context,
    ) -> Result<(Option<Arc<str>>, Body), SchemaError> {
        let members = match schema.view() {
            View::Bool(all) => return Ok((None, Body::Always(all))),
            View::Object(members) => members,
            _ => {
                let expected = "a schema (an object, true or false)";
                return Err(SchemaError::keyword(self.pointer(id), expected, schema));
            }
        };
        let reading = Reading {
            draft: self.resources.get(context.resource).draft,
            format_asserts: self.options.format_asserts,
        };
        let text = schema.written();
        if let Some(leaf) = text.and_then(|text| self.shared.leaf(text, reading)) {
            let formats = leaf.integer_format.map(|format| (id, format));
            self.integer_formats.extend(formats);
            return Ok((leaf.title.clone(), leaf.body.clone()));
        }
        let (linked, formats) = (self.linked, self.integer_formats.len());
        let mut one = OneSchema {
            draft: reading.draft,
            reader: self,
            id,
            context,
            keywords: Keywords::default(),
            asserting: 0,
            loose: Loose::default(),
        };
        one.read(members)?;
        let title = one.loose.title.map(Arc::from);
        let (mut keywords, asserting) = (one.keywords, one.asserting);
        let is_leaf = self.linked == linked && keywords.unsupported.is_empty();
        let body = if asserting > 0 {
            keywords.is_reference = asserting == 1 && keywords.references.len() == 1;
            Body::Keywords(Arc::new(keywords))
        } else {
            Body::Always(true)
        };
        if let Some(text) = text.filter(|_| is_leaf) {
            let leaf = Leaf {
                title,
                body,
                integer_format: self.integer_formats.get(formats).map(|(_, format)| *format),
            };
            self.shared.keep_leaf(text, reading, &leaf);
            return Ok((leaf.title, leaf.body));
        }
        Ok((title, body))
    }
}

struct OneSchema<'r, 'a> {
    reader: &'r mut Reader<'a>,
    draft: Draft,
    id: NodeId,
    context: Context,
    keywords: Keywords,
    asserting: usize,
    loose: Loose<'a>,
}

impl<'a> OneSchema<'_, 'a> {
    fn read(&mut self, members: Members<'a>) -> Result<(), SchemaError> {
        if self.draft <= Draft::Draft7 {
            if let Some(reference) = members.get("$ref") {
                // Up to draft-07, everything beside a `$ref` is ignored.
                return self.keyword("$ref", reference);
            }
        }
        for (keyword, value) in members {
            self.keyword(keyword, value)?;
        }
        self.settle()
    }

    fn keyword(&mut self, keyword: &str, value: Part<'a>) -> Result<(), SchemaError> {
        let draft = self.draft;
        match keyword {
            "type" => self.keywords.types = Some(self.types(value)?),
            "enum" => {
                self.keywords.values = Some(distinct(self.array("enum", value)?.map(Part::to_json).collect()))
            }
            "const" if draft >= Draft::Draft6 => self.loose.constant = Some(value),

            "minimum" => self.keywords.minimum = Some(self.number("minimum", value)?),
            "maximum" => self.keywords.maximum = Some(self.number("maximum", value)?),
            "exclusiveMinimum" => match value.as_bool() {
                Some(excluded) => self.loose.minimum_excluded = excluded,
                None => self.keywords.exclusive_minimum = Some(self.number("exclusiveMinimum", value)?),
            },
            "exclusiveMaximum" => match value.as_bool() {
                Some(excluded) => self.loose.maximum_excluded = excluded,
                None => self.keywords.exclusive_maximum = Some(self.number("exclusiveMaximum", value)?),
            },
            "multipleOf" => {
                let step = self.number("multipleOf", value)?;
                if step.is_zero() || step.is_negative() {
                    return Err(self.malformed("multipleOf", "a number above zero", value));
                }
                self.keywords.multiple_of = Some(step);
            }

            "minLength" => self.keywords.min_length = self.count("minLength", value)?,
            "maxLength" => self.keywords.max_length = Some(self.count("maxLength", value)?),
            "pattern" => {
                let source = self.text("pattern", value)?;
                self.keywords.pattern = Some(self.reader.pattern(source));
            }
            "format" => self.loose.format = Some(self.text("format", value)?),

            "prefixItems" if draft >= Draft::Draft202012 => {
                self.loose.prefix = true;
                self.keywords.prefix_items = self.children("prefixItems", value)?;
            }
            "items" => match value.view() {
                View::Array(_) => {
                    self.loose.tuple = true;
                    self.keywords.prefix_items = self.children("items", value)?;
                }
                _ => self.keywords.items = Some(self.child("items", value)?),
            },
            "additionalItems" => self.loose.additional_items = Some(value),
            "contains" if draft >= Draft::Draft6 => {
                self.keywords.contains = Some(self.child("contains", value)?);
            }
            "minContains" if draft >= Draft::Draft201909 => {
                self.loose.min_contains = Some(self.count("minContains", value)?);
            }
            "maxContains" if draft >= Draft::Draft201909 => {
                self.keywords.max_contains = Some(self.count("maxContains", value)?);
            }
            "minItems" => self.keywords.min_items = self.count("minItems", value)?,
            "maxItems" => self.keywords.max_items = Some(self.count("maxItems", value)?),
            "uniqueItems" => match value.as_bool() {
                Some(unique) => self.keywords.unique_items = unique,
                None => return Err(self.malformed("uniqueItems", "true or false", value)),
            },
            "unevaluatedItems" if draft >= Draft::Draft201909 => {
                self.keywords.unevaluated_items = Some(self.child("unevaluatedItems", value)?);
            }

            "properties" => {
                let properties = self.object("properties", value)?;
                let mut children = Vec::with_capacity(properties.len());
                for (name, schema) in properties {
                    children.push(self.named_child("properties", name, schema)?);
                }
                self.keywords.properties = children.into();
            }
            "patternProperties" => {
                for (source, schema) in self.object("patternProperties", value)? {
                    let source = self.reader.pattern(source);
                    let step = Step::Key(Arc::clone(&source));
                    let id = self.child_at("patternProperties", step, schema)?;
                    self.keywords.pattern_properties.push((source, id));
                }
            }
            "additionalProperties" => {
                self.keywords.additional_properties = Some(self.child("additionalProperties", value)?);
            }
            "propertyNames" if draft >= Draft::Draft6 => {
                self.keywords.property_names = Some(self.child("propertyNames", value)?);
            }
            "required" => self.loose.required = Some(value),
            "minProperties" => self.keywords.min_properties = self.count("minProperties", value)?,
            "maxProperties" => self.keywords.max_properties = Some(self.count("maxProperties", value)?),
            "dependencies" => {
                for (name, needed) in self.object("dependencies", value)? {
                    if needed.as_array().is_some() {
                        self.dependent_names("dependencies", name, needed)?;
                    } else {
                        self.dependent_schema("dependencies", name, needed)?;
                    }
                }
            }
            "dependentRequired" if draft >= Draft::Draft201909 => {
                for (name, needed) in self.object("dependentRequired", value)? {
                    self.dependent_names("dependentRequired", name, needed)?;
                }
            }
            "dependentSchemas" if draft >= Draft::Draft201909 => {
                for (name, schema) in self.object("dependentSchemas", value)? {
                    self.dependent_schema("dependentSchemas", name, schema)?;
                }
            }
            "unevaluatedProperties" if draft >= Draft::Draft201909 => {
                self.keywords.unevaluated_properties = Some(self.child("unevaluatedProperties", value)?);
            }

            "$ref" => {
                let reference = self.text("$ref", value)?;
                let target = self.reader.reference(self.id, self.context, reference)?;
                self.keywords.references.push(target);
            }
            "$dynamicRef" if draft >= Draft::Draft202012 => {
                let reference = self.text("$dynamicRef", value)?;
                let target = self.reader.dynamic_reference(self.id, self.context, reference)?;
                self.dynamic("$dynamicRef", target);
            }
            "$recursiveRef" if draft == Draft::Draft201909 => {
                let reference = self.text("$recursiveRef", value)?;
                let target = self
                    .reader
                    .recursive_reference(self.id, self.context, reference)?;
                self.dynamic("$recursiveRef", target);
            }
            "allOf" => self.keywords.all_of = self.branches("allOf", value)?,
            "anyOf" => self.keywords.any_of = self.branches("anyOf", value)?,
            "oneOf" => self.keywords.one_of = self.branches("oneOf", value)?,
            "not" => self.keywords.not = Some(self.child("not", value)?),
            "if" if draft >= Draft::Draft7 => self.loose.when = Some(self.child("if", value)?),
            "then" if draft >= Draft::Draft7 => self.loose.then = Some(value),
            "else" if draft >= Draft::Draft7 => self.loose.otherwise = Some(value),
            "$schema" => {
                self.text("$schema", value)?;
                return Ok(());
            }
            "title" => {
                self.loose.title = value.as_str();
                return Ok(());
            }
            _ => return Ok(()),
        }
        self.asserting += 1;
        Ok(())
    }

    /// Applies the effect of one keyword on another.
    fn settle(&mut self) -> Result<(), SchemaError> {
        if let Some(required) = self.loose.required {
            self.keywords.required = self.names(&["required"], required)?;
        }
        if let Some(constant) = self.loose.constant {
            let constant = constant.to_json();
            let allowed = self.keywords.values.as_ref();
            let both = allowed.is_none_or(|values| values.contains(&constant));
            self.keywords.values = Some(if both { vec![constant] } else { Vec::new() });
        }
        if self.loose.minimum_excluded {
            if let Some(bound) = self.keywords.minimum.take() {
                let other = self.keywords.exclusive_minimum.take();
                self.keywords.exclusive_minimum = other.max(Some(bound));
            }
        }
        if self.loose.maximum_excluded {
            if let Some(bound) = self.keywords.maximum.take() {
                self.keywords.exclusive_maximum = Some(match self.keywords.exclusive_maximum.take() {
                    Some(other) => other.min(bound),
                    None => bound,
                });
            }
        }
        if self.loose.tuple && self.loose.prefix {
            let at = self.pointer(&["items"]);
            return Err(SchemaError::Keyword {
                at,
                expected: "one schema for the items after `prefixItems`",
                found: "an array".to_owned(),
            });
        }
        if let Some(rest) = self.loose.additional_items.filter(|_| self.loose.tuple) {
            self.keywords.items = Some(self.child("additionalItems", rest)?);
        }
        if self.draft < Draft::Draft202012
            && self.keywords.contains.is_some()
            && self.reader.resources.asks_for_items
        {
            // From 2020-12 on the items that `contains` found count as evaluated; before they did not.
            self.keywords.unsupported.push("contains".to_owned());
        }
        if let Some(least) = self.loose.min_contains {
            self.keywords.min_contains = least;
        }
        if let Some(when) = self.loose.when {
            let then = self
                .loose
                .then
                .map(|schema| self.child("then", schema))
                .transpose()?;
            let otherwise = self
                .loose
                .otherwise
                .map(|schema| self.child("else", schema))
                .transpose()?;
            self.keywords.condition = Some(Condition {
                when,
                then,
                otherwise,
            });
        }
        if let Some(format) = self.loose.format.filter(|_| self.reader.options.format_asserts) {
            self.format(format);
        }
        Ok(())
    }

    fn format(&mut self, name: &str) {
        let types = self.keywords.types.unwrap_or(Types::ALL);
        if types.intersects(Types::NUMBER) {
            if integers::is_float_format(name) {
                return;
            }
            if let Some(format) = IntegerFormat::named(name) {
                let keywords = &mut self.keywords;
                keywords.minimum = keywords.minimum.take().max(Some(format.minimum()));
                keywords.maximum = Some(match keywords.maximum.take() {
                    Some(other) => other.min(format.maximum()),
                    None => format.maximum(),
                });
                self.reader.integer_formats.push((self.id, format));
                return;
            }
        }
        if types.intersects(Types::STRING) && !formats::only_describes(name) {
            self.keywords.format = Some(name.into());
        }
    }

    fn dynamic(&mut self, keyword: &str, target: Option<NodeId>) {
        match target {
            Some(target) => self.keywords.references.push(target),
            None => self.keywords.unsupported.push(keyword.to_owned()),
        }
    }

    fn dependent_names(
        &mut self,
        keyword: &'static str,
        name: &str,
        value: Part<'a>,
    ) -> Result<(), SchemaError> {
        let names = self.names(&[keyword, name], value)?;
        let all = self.keywords.dependent_required.entry(name.into()).or_default();
        *all = all.iter().chain(&names).cloned().collect();
        Ok(())
    }

    fn dependent_schema(
        &mut self,
        keyword: &'static str,
        name: &str,
        value: Part<'a>,
    ) -> Result<(), SchemaError> {
        let (name, id) = self.named_child(keyword, name, value)?;
        if self.keywords.dependent_schemas.insert(name, id).is_some() {
            let at = self.pointer(&["dependencies"]);
            return Err(SchemaError::Keyword {
                at,
                expected: "no name that stands in `dependentSchemas` too",
                found: "one".to_owned(),
            });
        }
        Ok(())
    }

    fn types(&self, value: Part<'_>) -> Result<Types, SchemaError> {
        const EXPECTED: &str =
            "`null`, `boolean`, `integer`, `number`, `string`, `array`, `object`, or an array of these";
        let one = |name: Part<'_>| match name.as_str()? {
            "null" => Some(Types::NULL),
            "boolean" => Some(Types::BOOLEAN),
            "integer" => Some(Types::INTEGER),
            "number" => Some(Types::NUMBER),
            "string" => Some(Types::STRING),
            "array" => Some(Types::ARRAY),
            "object" => Some(Types::OBJECT),
            _ => None,
        };
        match value.view() {
            View::Array(names) if names.len() > 0 => {
                let mut types = Types::NONE;
                for (index, name) in names.enumerate() {
                    types = types.or(one(name).ok_or_else(|| {
                        SchemaError::keyword(self.pointer(&["type", &index.to_string()]), EXPECTED, name)
                    })?);
                }
                Ok(types)
            }
            _ => one(value).ok_or_else(|| self.malformed("type", EXPECTED, value)),
        }
    }

    fn number(&self, keyword: &'static str, value: Part<'_>) -> Result<Number, SchemaError> {
        value
            .as_number()
            .ok_or_else(|| self.malformed(keyword, "a number", value))
    }

    /// A count beyond 64 bits is beyond any value, so it is held as the greatest.
    fn count(&self, keyword: &'static str, value: Part<'_>) -> Result<u64, SchemaError> {
        value
            .as_number()
            .filter(|number| !number.is_negative())
            .and_then(|number| number.to_integer())
            .map(|count| count.to_u64().unwrap_or(u64::MAX))
            .ok_or_else(|| self.malformed(keyword, "a whole number that is not negative", value))
    }

    fn text(&self, keyword: &'static str, value: Part<'a>) -> Result<&'a str, SchemaError> {
        let text = value.as_str();
        text.ok_or_else(|| self.malformed(keyword, "a string", value))
    }

    fn array(&self, keyword: &'static str, value: Part<'a>) -> Result<Items<'a>, SchemaError> {
        let items = value.as_array();
        items.ok_or_else(|| self.malformed(keyword, "an array", value))
    }

    fn object(&self, keyword: &'static str, value: Part<'a>) -> Result<Members<'a>, SchemaError> {
        let members = value.as_object();
        members.ok_or_else(|| self.malformed(keyword, "an object", value))
    }

    fn names(&mut self, at: &[&str], value: Part<'_>) -> Result<Names, SchemaError> {
        let shared = &mut self.reader.shared;
        let text = value.written();
        if let Some(known) = text.and_then(|text| shared.list(text)) {
            return Ok(known);
        }
        let names = value.as_array().and_then(|names| {
            let mut texts = Vec::with_capacity(names.len());
            for name in names {
                texts.push(shared.name(name.as_str()?));
            }
            Some(Names::from(texts))
        });
        if let (Some(text), Some(names)) = (text, &names) {
            shared.keep_list(text, names);
        }
        names.ok_or_else(|| {
            SchemaError::keyword(self.pointer(at), "an array of property names (strings)", value)
        })
    }

    fn child(&mut self, keyword: &'static str, schema: Part<'a>) -> Result<NodeId, SchemaError> {
        self.child_at(keyword, Step::None, schema)
    }

    fn child_at(
        &mut self,
        keyword: &'static str,
        step: Step,
        schema: Part<'a>,
    ) -> Result<NodeId, SchemaError> {
        self.reader.child(self.id, self.context, keyword, step, schema)
    }

    fn named_child(
        &mut self,
        keyword: &'static str,
        name: &str,
        schema: Part<'a>,
    ) -> Result<(Arc<str>, NodeId), SchemaError> {
        let name = self.reader.shared.name(name);
        let id = self.child_at(keyword, Step::Key(Arc::clone(&name)), schema)?;
        Ok((name, id))
    }

    fn children(&mut self, keyword: &'static str, value: Part<'a>) -> Result<Vec<NodeId>, SchemaError> {
        let schemas = self.array(keyword, value)?;
        let indexed = schemas.enumerate();
        indexed
            .map(|(index, schema)| self.child_at(keyword, Step::Index(index as u32), schema))
            .collect()
    }

    fn branches(&mut self, keyword: &'static str, value: Part<'a>) -> Result<Vec<NodeId>, SchemaError> {
        match value.as_array() {
            Some(schemas) if schemas.len() > 0 => self.children(keyword, value),
            _ => Err(self.malformed(keyword, "an array of at least one schema", value)),
        }
    }

    fn malformed(&self, keyword: &'static str, expected: &'static str, found: Part<'_>) -> SchemaError {
        SchemaError::keyword(self.pointer(&[keyword]), expected, found)
    }

    fn pointer(&self, steps: &[&str]) -> Pointer {
        below(self.reader.pointer(self.id), steps)
    }
}

fn below(pointer: Pointer, steps: &[&str]) -> Pointer {
    steps.iter().fold(pointer, |pointer, &step| pointer.child(step))
}
