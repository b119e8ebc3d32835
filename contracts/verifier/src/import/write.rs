//! Turns the reader's nodes into one 2020-12 document, with the assumptions about a producer written into it.

mod one_of;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Integers;
use super::assertions::assertions;
use super::closing::{Closer, Closing, Contested, OuterDemands, Part, keywords, reaching};
use super::error::ImportError;
use super::names::names;
use super::places::{encoded, file_and_place};
use counterpart_engine::compat::schema::Schema;
use counterpart_engine::compat::schema::node::{Body, Keywords, NodeId, Types};
use counterpart_engine::json::{Json, Number, Object, Pointer};

/// The number of schemas that an imported document may have.
const MAX_SCHEMAS: usize = 250_000;

/// The additions to a document that its files do not contain.
#[derive(Debug, Clone, Copy)]
pub(super) struct Taken {
    /// Close objects that are described and left open.
    pub(super) closed: bool,
    /// The range of integers without bounds.
    pub(super) integers: Integers,
}

/// A document and what was written into it.
pub(super) struct Written {
    pub(super) schema: Object,
    /// The places where an object was closed.
    pub(super) closed: Vec<Pointer>,
    /// True if an integer got a bound.
    pub(super) bounded: bool,
}

/// Writes the document that is in a compound document's `anyOf`; with one alternative, that alternative.
pub(super) fn write(schema: &Schema, taken: Taken) -> Result<Written, ImportError> {
    let root = keywords(schema, schema.root()).map_or(&[][..], |keywords| &keywords.any_of);
    let root = match root {
        &[only] => keywords(schema, only).and_then(|keywords| keywords.references.first().copied()),
        _ => None,
    };
    let root = root.unwrap_or(schema.root());
    let mut writer = Writer {
        schema,
        taken,
        closer: Closer::new(schema),
        has_integer: reaching(schema, is_integer),
        found: BTreeSet::new(),
        waiting: Vec::new(),
        names: None,
        path: Vec::new(),
        closed: Vec::new(),
        bounded: false,
        written: 0,
    };
    // Once to find the targets of references, and once more with the resulting names.
    writer.document(root)?;
    let places = writer
        .found
        .iter()
        .map(|target| (target.clone(), file_and_place(schema, target.0)));
    writer.names = Some(names(&places.collect()));
    let schema = writer.document(root)?;
    Ok(Written {
        schema,
        closed: writer.closed,
        bounded: writer.bounded,
    })
}

/// The way in which a schema is read in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Reading {
    /// No other schema applies to the value: it may be closed.
    Whole,
    /// One of several that apply to the value: schemas below it may be closed.
    Part,
    /// Other schemas say something about the same place and below it: only integers are bounded.
    Kept,
    /// The values that it accepts are refused, or counted: accepting fewer would send more.
    Verbatim,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Context {
    reading: Reading,
    contested: Contested,
    outer: OuterDemands,
    /// True if another part bounds an integer from below, from above.
    below: bool,
    above: bool,
}

impl Context {
    fn of(reading: Reading) -> Self {
        Self {
            reading,
            contested: Contested::default(),
            outer: OuterDemands::default(),
            below: false,
            above: false,
        }
    }
}

/// A schema that a reference leads to, as it is read there.
type Target = (NodeId, Context);

struct Writer<'s> {
    schema: &'s Schema,
    taken: Taken,
    closer: Closer<'s>,
    has_integer: Vec<bool>,
    found: BTreeSet<Target>,
    waiting: Vec<Target>,
    names: Option<BTreeMap<Target, String>>,
    path: Vec<String>,
    closed: Vec<Pointer>,
    bounded: bool,
    written: usize,
}

impl Writer<'_> {
    fn document(&mut self, root: NodeId) -> Result<Object, ImportError> {
        (self.closed, self.written) = (Vec::new(), 0);
        let context = Context::of(self.usual());
        let itself = (root, self.normal(root, context.clone())?);
        let top = if self.found.contains(&itself) {
            self.reference(itself.0, itself.1)?
        } else {
            self.schema_of(root, &context)?
        };
        let mut document = match top {
            Json::Object(members) => members,
            Json::Bool(true) => Object::default(),
            other => [("allOf".to_owned(), Json::Array(vec![other]))]
                .into_iter()
                .collect(),
        };
        let mut definitions = BTreeMap::new();
        match self.names.take() {
            None => {
                while let Some((id, context)) = self.waiting.pop() {
                    self.schema_of(id, &context)?;
                }
            }
            Some(names) => {
                let by_name: BTreeMap<_, _> = names
                    .iter()
                    .map(|(target, name)| (name.clone(), target.clone()))
                    .collect();
                self.names = Some(names);
                for (name, (id, context)) in by_name {
                    self.path = vec!["$defs".to_owned(), name.clone()];
                    let schema = self.schema_of(id, &context)?;
                    definitions.insert(name, schema);
                }
                self.path.clear();
            }
        }
        if !definitions.is_empty() {
            document.insert("$defs".into(), Json::Object(definitions.into_iter().collect()));
        }
        Ok(document)
    }

    /// The way in which a value is read if no other schema applies.
    fn usual(&self) -> Reading {
        match self.taken {
            Taken { closed: true, .. } => Reading::Whole,
            Taken {
                integers: Integers::Unbounded,
                ..
            } => Reading::Verbatim,
            _ => Reading::Kept,
        }
    }

    fn reference(&mut self, id: NodeId, context: Context) -> Result<Json, ImportError> {
        let target = (id, self.normal(id, context)?);
        let name = match &self.names {
            Some(names) => names.get(&target).cloned().unwrap_or_default(),
            None => {
                if self.found.insert(target.clone()) {
                    self.waiting.push(target);
                }
                String::new()
            }
        };
        let pointer = Pointer::root().child("$defs").child(name).to_string();
        Ok(Json::from([(
            "$ref",
            Json::from(format!("#{}", encoded(&pointer))),
        )]))
    }

    /// The context without what makes no difference to this schema, so that it is written once.
    fn normal(&mut self, id: NodeId, mut context: Context) -> Result<Context, ImportError> {
        let open = self.taken.closed && self.closer.reaches_open(id);
        let integer = self.taken.integers.range().is_some() && self.has_integer[id.0 as usize];
        if !open && (!integer || context.reading != Reading::Verbatim) {
            context.reading = self.usual();
        }
        if !integer && context.reading == Reading::Verbatim {
            context.reading = if self.taken.closed {
                Reading::Kept
            } else {
                self.usual()
            };
        }
        if !open || matches!(context.reading, Reading::Kept | Reading::Verbatim) {
            context.contested = Contested::default();
        }
        if !integer || context.reading == Reading::Verbatim {
            (context.below, context.above) = (false, false);
        }
        if context.below || context.above {
            let parts = self.closer.in_place(&[id])?;
            let schema = self.schema;
            if !parts
                .iter()
                .any(|&part| keywords(schema, part).is_some_and(is_integer))
            {
                (context.below, context.above) = (false, false);
            }
        }
        if !context.contested.all_properties && !context.contested.properties.is_empty() {
            let own = self.closer.property_names(id)?;
            context.contested.properties.retain(|name| own.contains(name));
        }
        if context.reading == Reading::Part
            && self.closer.closing(id, &OuterDemands::default())? == Closing::Leave
        {
            context.reading = Reading::Whole;
        }
        let Some(keywords) = keywords(self.schema, id) else {
            context.outer = OuterDemands::default();
            return Ok(context);
        };
        let described = |name: &Arc<str>| keywords.properties.contains_key(name);
        if context.reading != Reading::Whole || !open {
            context.outer = OuterDemands::default();
        }
        if context.outer.demanded.iter().all(described) {
            context.outer.demanded.clear();
        }
        if context.outer.min_properties <= keywords.properties.len() as u64 {
            context.outer.min_properties = 0;
        }
        Ok(context)
    }

    fn schema_of(&mut self, id: NodeId, context: &Context) -> Result<Json, ImportError> {
        self.written += 1;
        if self.written > MAX_SCHEMAS {
            return Err(ImportError::TooMuch("250,000 schemas"));
        }
        let schema = self.schema;
        let keywords = match &schema.node(id).body {
            Body::Always(all) => return Ok(Json::Bool(*all)),
            Body::Keywords(keywords) => keywords,
        };
        if let Some(keyword) = keywords.unsupported.first() {
            let (file, at) = file_and_place(schema, id);
            return Err(ImportError::Unsupported {
                file,
                at: at.to_string(),
                keyword: keyword.clone(),
            });
        }
        let here = self.context_here(id, context)?;
        let plan = match here.reading {
            Reading::Whole => self.closer.closing(id, &here.outer)?,
            _ => Closing::Leave,
        };
        if let Closing::Here(_) = plan {
            let steps = self.path.iter();
            self.closed
                .push(steps.fold(Pointer::root(), |place, step| place.child(step.as_str())));
        }
        let closed_before = self.closed.len();
        let mut out = Object::default();
        let below = Parts {
            here: &here,
            plan: &plan,
        };
        if let &[only] = keywords.references.as_slice() {
            let reference = self.reference(only, below.part(Part::Reference(0)))?;
            out.extend(reference.as_object().cloned().into_iter().flatten());
        }
        assertions(keywords, &mut out);
        if here.reading != Reading::Verbatim {
            self.bound(keywords, &here, &mut out);
        }
        self.items(keywords, &below, &mut out)?;
        self.properties(keywords, &below, &mut out)?;
        self.combinations(keywords, &below, &mut out)?;
        if let Closing::Here(undescribed) = &plan {
            close(undescribed, &mut out);
        }
        if out.is_empty() {
            return Ok(Json::Bool(true));
        }
        if let (1, Some(Json::Array(all))) = (out.len(), out.get_mut("allOf")) {
            // A single schema needs no list, unless a place in it was already named.
            if all.len() == 1 && self.closed.len() == closed_before {
                return Ok(all.swap_remove(0));
            }
        }
        Ok(Json::Object(out))
    }

    /// The context with the additions of the schema itself.
    fn context_here(&mut self, id: NodeId, context: &Context) -> Result<Context, ImportError> {
        let mut here = context.clone();
        if here.reading == Reading::Verbatim {
            return Ok(here);
        }
        let schema = self.schema;
        for part in self.closer.unconditional(id)? {
            let Some(keywords) = keywords(schema, part) else {
                continue;
            };
            here.below |= keywords.minimum.is_some() || keywords.exclusive_minimum.is_some();
            here.above |= keywords.maximum.is_some() || keywords.exclusive_maximum.is_some();
            let values = keywords.values.iter().flatten();
            if values
                .clone()
                .any(|value| matches!(value, Json::Object(_) | Json::Array(_)))
            {
                // The values are given whole: schemas below them must not be read differently.
                return Ok(Context::of(Reading::Verbatim));
            }
        }
        if let Some(range) = self.taken.integers.range() {
            for part in self.closer.in_place(&[id])? {
                let Some(keywords) = keywords(schema, part) else {
                    continue;
                };
                // An explicit number beyond the default range overrides that range.
                here.below |= numbers(keywords).any(|number| *number <= range.0);
                here.above |= numbers(keywords).any(|number| *number >= range.1);
            }
        }
        if matches!(here.reading, Reading::Whole | Reading::Part) {
            here.contested = here.contested.union(&self.closer.contested(id)?);
        }
        Ok(here)
    }

    fn bound(&mut self, keywords: &Keywords, here: &Context, out: &mut Object) {
        let Some((least, greatest)) = self.taken.integers.range() else {
            return;
        };
        if !is_integer(keywords) {
            return;
        }
        for (keyword, bounded, bound) in [("minimum", here.below, least), ("maximum", here.above, greatest)] {
            if !bounded {
                out.insert(keyword.into(), Json::Number(bound));
                self.bounded = true;
            }
        }
    }

    fn at(&mut self, steps: &[&str], id: NodeId, context: &Context) -> Result<Json, ImportError> {
        let depth = self.path.len();
        self.path.extend(steps.iter().map(|&step| step.to_owned()));
        let schema = self.schema_of(id, context);
        self.path.truncate(depth);
        schema
    }

    fn one(
        &mut self,
        keyword: &str,
        id: Option<NodeId>,
        context: &Context,
        out: &mut Object,
    ) -> Result<(), ImportError> {
        if let Some(id) = id {
            let schema = self.at(&[keyword], id, context)?;
            out.insert(keyword.into(), schema);
        }
        Ok(())
    }

    fn list(
        &mut self,
        keyword: &str,
        ids: &[NodeId],
        context: impl Fn(usize) -> Context,
        out: &mut Object,
    ) -> Result<(), ImportError> {
        if ids.is_empty() {
            return Ok(());
        }
        let schemas = ids
            .iter()
            .enumerate()
            .map(|(index, &id)| self.at(&[keyword, &index.to_string()], id, &context(index)));
        let schemas = schemas.collect::<Result<_, _>>()?;
        out.insert(keyword.into(), Json::Array(schemas));
        Ok(())
    }

    fn map<'k>(
        &mut self,
        keyword: &str,
        ids: impl Iterator<Item = (&'k Arc<str>, &'k NodeId)>,
        context: impl Fn(usize, &str) -> Context,
        out: &mut Object,
    ) -> Result<(), ImportError> {
        let mut schemas = Object::default();
        for (index, (name, &id)) in ids.enumerate() {
            let schema = self.at(&[keyword, name], id, &context(index, name))?;
            schemas.insert(name.to_string(), schema);
        }
        if !schemas.is_empty() {
            out.insert(keyword.into(), Json::Object(schemas));
        }
        Ok(())
    }

    fn items(&mut self, keywords: &Keywords, below: &Parts<'_>, out: &mut Object) -> Result<(), ImportError> {
        let item = below.inside(below.here.contested.items);
        self.list("prefixItems", &keywords.prefix_items, |_| item.clone(), out)?;
        self.one("items", keywords.items, &item, out)?;
        self.one(
            "contains",
            keywords.contains,
            &Context::of(Reading::Verbatim),
            out,
        )?;
        if keywords.contains.is_some() {
            if keywords.min_contains != 1 {
                out.insert("minContains".into(), Json::Number(keywords.min_contains.into()));
            }
            if let Some(most) = keywords.max_contains {
                out.insert("maxContains".into(), Json::Number(most.into()));
            }
        }
        self.one("unevaluatedItems", keywords.unevaluated_items, &item, out)
    }

    fn properties(
        &mut self,
        keywords: &Keywords,
        below: &Parts<'_>,
        out: &mut Object,
    ) -> Result<(), ImportError> {
        let contested = &below.here.contested;
        let named = |_: usize, name: &str| {
            below.inside(contested.all_properties || contested.properties.contains(name))
        };
        let other = below.inside(contested.all_properties || !contested.properties.is_empty());
        self.map("properties", keywords.properties.iter(), named, out)?;
        let patterns = keywords.pattern_properties.iter().map(|(name, id)| (name, id));
        self.map("patternProperties", patterns, |_, _| other.clone(), out)?;
        self.one(
            "additionalProperties",
            keywords.additional_properties,
            &other,
            out,
        )?;
        let verbatim = Context::of(Reading::Verbatim);
        self.one("propertyNames", keywords.property_names, &verbatim, out)?;
        self.one(
            "unevaluatedProperties",
            keywords.unevaluated_properties,
            &other,
            out,
        )
    }

    fn combinations(
        &mut self,
        keywords: &Keywords,
        below: &Parts<'_>,
        out: &mut Object,
    ) -> Result<(), ImportError> {
        let dependent = |index: usize, _: &str| below.part(Part::Dependent(index));
        self.map(
            "dependentSchemas",
            keywords.dependent_schemas.iter(),
            dependent,
            out,
        )?;
        self.list(
            "allOf",
            &keywords.all_of,
            |index| below.part(Part::AllOf(index)),
            out,
        )?;
        if keywords.references.len() > 1 {
            // `$ref` beside `$dynamicRef`: here both are references that always apply.
            let mut all = match out.shift_remove("allOf") {
                Some(Json::Array(all)) => all,
                _ => Vec::new(),
            };
            for (index, &target) in keywords.references.iter().enumerate() {
                all.push(self.reference(target, below.part(Part::Reference(index)))?);
            }
            out.insert("allOf".into(), Json::Array(all));
        }
        self.list("anyOf", &keywords.any_of, |_| below.part(Part::AnyOf), out)?;
        self.one_of(keywords, below, out)?;
        let verbatim = Context::of(Reading::Verbatim);
        self.one("not", keywords.not, &verbatim, out)?;
        if let Some(condition) = &keywords.condition {
            self.one("if", Some(condition.when), &verbatim, out)?;
            let branch = below.part(Part::Condition);
            self.one("then", condition.then, &branch, out)?;
            self.one("else", condition.otherwise, &branch, out)?;
        }
        Ok(())
    }
}

/// The way in which parts of a schema are read.
struct Parts<'c> {
    here: &'c Context,
    plan: &'c Closing,
}

impl Parts<'_> {
    /// The part for the same value.
    fn part(&self, part: Part) -> Context {
        let mut context = self.here.clone();
        context.outer = OuterDemands::default();
        context.reading = match (self.here.reading, self.plan) {
            (Reading::Whole, Closing::Within(only, outer)) if *only == part => {
                context.outer = outer.clone();
                Reading::Whole
            }
            (Reading::Whole, _) => Reading::Part,
            (other, _) => other,
        };
        context
    }

    /// The part for a value inside, to which other parts may apply too.
    fn inside(&self, contested: bool) -> Context {
        Context::of(match self.here.reading {
            Reading::Whole | Reading::Part if contested => Reading::Kept,
            Reading::Whole | Reading::Part => Reading::Whole,
            other => other,
        })
    }
}

fn close(undescribed: &BTreeSet<Arc<str>>, out: &mut Object) {
    if !undescribed.is_empty() {
        let properties = out
            .entry("properties".into())
            .or_insert_with(|| Json::Object(Object::default()));
        if let Some(properties) = properties.as_object_mut() {
            for name in undescribed {
                properties.insert(name.to_string(), Json::Bool(true));
            }
        }
    }
    out.insert("unevaluatedProperties".into(), Json::Bool(false));
}

/// The numbers that a schema names.
fn numbers(keywords: &Keywords) -> impl Iterator<Item = &Number> {
    let bounds = [
        &keywords.minimum,
        &keywords.maximum,
        &keywords.exclusive_minimum,
        &keywords.exclusive_maximum,
    ];
    let values = keywords.values.iter().flatten();
    bounds
        .into_iter()
        .flatten()
        .chain(values.filter_map(Json::as_number))
}

fn is_integer(keywords: &Keywords) -> bool {
    keywords.values.is_none()
        && keywords
            .types
            .is_some_and(|types| types.contains(Types::INTEGER) && !types.contains(Types::FRACTION))
}
