//! The resolved form of a schema document: an arena of nodes with one meaning, 2020-12's.
//!
//! Older drafts are converted when they are read (`definitions`, `dependencies`, tuple `items`, boolean
//! `exclusiveMinimum`, `id`), references are resolved to nodes, annotations are gone. Every node knows its place in
//! the document, for reports; the pointer itself is made on demand (`Schema::pointer`).
//!
//! One place in the document may be several nodes: one for each way in which `$dynamicRef` resolves below it.

use std::collections::BTreeMap;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

pub use super::names::{ByName, Names};
use crate::json::{Json, Number, Pointer};

/// A node's place in its schema's arena.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub u32);

/// One schema object, or one boolean schema.
#[derive(Debug, Clone)]
pub struct Node {
    pub origin: Origin,
    /// `title`, kept only to name alternatives in places.
    pub title: Option<Arc<str>>,
    pub body: Body,
}

/// The place of a node in the document.
#[derive(Debug, Clone)]
pub enum Origin {
    At(Box<Pointer>),
    Under {
        parent: NodeId,
        keyword: &'static str,
        step: Step,
    },
}

/// The part after the keyword in a pointer: `/properties/name`, `/allOf/0`, `/not`.
#[derive(Debug, Clone)]
pub enum Step {
    None,
    Key(Arc<str>),
    Index(u32),
}

#[derive(Debug, Clone)]
pub enum Body {
    /// `true` or `{}`: everything. `false`: nothing.
    Always(bool),
    /// Schemas without others in them share one with all that are written alike.
    Keywords(Arc<Keywords>),
}

/// The assertions of one schema object. Missing keywords assert nothing.
///
/// Most schemas have few keywords, and a document has many schemas. So rare keywords are stored separately
/// ([`Rare`]) and read as if they were stored here.
#[derive(Debug, Clone, Default)]
pub struct Keywords {
    pub types: Option<Types>,
    /// True if there is one reference and nothing else here asserts.
    pub is_reference: bool,
    /// `enum`; `const` is an `enum` of one. Distinct values. An empty list accepts nothing.
    pub values: Option<Vec<Json>>,
    /// Only if `format` asserts. Integer formats never occur here: the reader turns them into bounds if the schema
    /// allows numbers.
    pub format: Option<Arc<str>>,
    pub items: Option<NodeId>,
    pub properties: ByName<NodeId>,
    pub additional_properties: Option<NodeId>,
    pub required: Names,
    /// `$ref`, and `$dynamicRef` as far as it was resolved.
    pub references: Vec<NodeId>,
    rare: Option<Box<Rare>>,
}

/// The keywords that few schemas have.
#[derive(Debug, Clone)]
pub struct Rare {
    pub minimum: Option<Number>,
    pub maximum: Option<Number>,
    pub exclusive_minimum: Option<Number>,
    pub exclusive_maximum: Option<Number>,
    /// Above zero.
    pub multiple_of: Option<Number>,

    /// In code points.
    pub min_length: u64,
    pub max_length: Option<u64>,
    pub pattern: Option<Arc<str>>,

    pub prefix_items: Vec<NodeId>,
    pub contains: Option<NodeId>,
    /// 1 if `contains` has neither.
    pub min_contains: u64,
    pub max_contains: Option<u64>,
    pub min_items: u64,
    pub max_items: Option<u64>,
    pub unique_items: bool,
    pub unevaluated_items: Option<NodeId>,

    pub pattern_properties: Vec<(Arc<str>, NodeId)>,
    pub property_names: Option<NodeId>,
    pub min_properties: u64,
    pub max_properties: Option<u64>,
    pub dependent_required: BTreeMap<Arc<str>, Names>,
    pub dependent_schemas: BTreeMap<Arc<str>, NodeId>,
    pub unevaluated_properties: Option<NodeId>,

    pub all_of: Vec<NodeId>,
    pub any_of: Vec<NodeId>,
    pub one_of: Vec<NodeId>,
    pub not: Option<NodeId>,
    /// `if`, with `then` and `else`; without either it asserts only may evaluate properties.
    pub condition: Option<Condition>,

    /// Keywords that assert something which this form cannot express: the pair is `Unproven` if they matter.
    pub unsupported: Vec<String>,
}

/// The rare keywords of a schema without any.
static NOTHING_RARE: Rare = Rare {
    minimum: None,
    maximum: None,
    exclusive_minimum: None,
    exclusive_maximum: None,
    multiple_of: None,
    min_length: 0,
    max_length: None,
    pattern: None,
    prefix_items: Vec::new(),
    contains: None,
    min_contains: 1,
    max_contains: None,
    min_items: 0,
    max_items: None,
    unique_items: false,
    unevaluated_items: None,
    pattern_properties: Vec::new(),
    property_names: None,
    min_properties: 0,
    max_properties: None,
    dependent_required: BTreeMap::new(),
    dependent_schemas: BTreeMap::new(),
    unevaluated_properties: None,
    all_of: Vec::new(),
    any_of: Vec::new(),
    one_of: Vec::new(),
    not: None,
    condition: None,
    unsupported: Vec::new(),
};

impl Deref for Keywords {
    type Target = Rare;

    fn deref(&self) -> &Rare {
        self.rare.as_deref().unwrap_or(&NOTHING_RARE)
    }
}

impl DerefMut for Keywords {
    fn deref_mut(&mut self) -> &mut Rare {
        self.rare.get_or_insert_with(|| Box::new(NOTHING_RARE.clone()))
    }
}

impl Keywords {
    /// Those of [`in_place`](Self::in_place) whose acceptance may make this refuse.
    pub fn in_place_against(&self) -> impl Iterator<Item = NodeId> + '_ {
        let when = self.condition.as_ref().map(|condition| condition.when);
        self.one_of.iter().copied().chain(self.not).chain(when)
    }

    /// A reference whose target is not known. Whatever it leads to may evaluate any property and any item.
    pub fn unresolved(&self) -> Option<&str> {
        let mut unsupported = self.unsupported.iter().map(String::as_str);
        unsupported.find(|keyword| matches!(*keyword, "$dynamicRef" | "$recursiveRef"))
    }

    /// Returns true if there are schemas below this one, for the same value or for parts of it.
    pub fn has_schemas(&self) -> bool {
        self.items.is_some()
            || self.additional_properties.is_some()
            || !self.properties.is_empty()
            || !self.references.is_empty()
            || self.rare.as_ref().is_some_and(|rare| {
                rare.contains.is_some()
                    || rare.unevaluated_items.is_some()
                    || rare.property_names.is_some()
                    || rare.unevaluated_properties.is_some()
                    || !rare.prefix_items.is_empty()
                    || !rare.pattern_properties.is_empty()
                    || self.in_place().next().is_some()
            })
    }

    /// Returns true if nothing but `required` and `type` asserts.
    pub fn asserts_only_required(&self) -> bool {
        self.rare.is_none()
            && self.values.is_none()
            && self.format.is_none()
            && self.items.is_none()
            && self.properties.is_empty()
            && self.additional_properties.is_none()
            && self.references.is_empty()
    }

    /// Returns true if [`in_place`](Self::in_place) has any.
    pub fn applies_in_place(&self) -> bool {
        !self.references.is_empty() || self.rare.is_some() && self.in_place().next().is_some()
    }

    /// The schemas that are applied to the same value.
    pub fn in_place(&self) -> impl Iterator<Item = NodeId> + '_ {
        let condition = self.condition.as_ref();
        let lists = [&self.references, &self.all_of, &self.any_of, &self.one_of];
        let conditions = condition
            .into_iter()
            .flat_map(|condition| [Some(condition.when), condition.then, condition.otherwise]);
        lists
            .into_iter()
            .flatten()
            .copied()
            .chain(self.not)
            .chain(conditions.flatten())
            .chain(self.dependent_schemas.values().copied())
    }
}

/// True if a walk that stays on one value can come back to a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cycle {
    No,
    /// It can, but only through references, `allOf` and similar keywords: the schema has the widest meaning that
    /// satisfies it.
    Monotone,
    /// It can, through `not`, `oneOf` or `if`: the schema has no agreed meaning.
    IllFounded,
}

#[derive(Debug, Clone)]
pub struct Condition {
    pub when: NodeId,
    pub then: Option<NodeId>,
    pub otherwise: Option<NodeId>,
}

/// A set of JSON types. `integer` is part of `number`: the set of `{number}` holds both bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Types(pub u8);

impl Types {
    pub const NULL: Types = Types(1);
    pub const BOOLEAN: Types = Types(2);
    pub const INTEGER: Types = Types(4);
    /// Numbers that are not integers.
    pub const FRACTION: Types = Types(8);
    pub const NUMBER: Types = Types(12);
    pub const STRING: Types = Types(16);
    pub const ARRAY: Types = Types(32);
    pub const OBJECT: Types = Types(64);
    pub const ALL: Types = Types(127);
    pub const NONE: Types = Types(0);

    pub fn contains(self, other: Types) -> bool {
        self.0 & other.0 == other.0
    }

    pub fn intersects(self, other: Types) -> bool {
        self.0 & other.0 != 0
    }

    pub fn and(self, other: Types) -> Types {
        Types(self.0 & other.0)
    }

    pub fn or(self, other: Types) -> Types {
        Types(self.0 | other.0)
    }

    /// The type of one value.
    pub fn of(value: &Json) -> Types {
        match value {
            Json::Null => Types::NULL,
            Json::Bool(_) => Types::BOOLEAN,
            Json::Number(number) if number.is_integer() => Types::INTEGER,
            Json::Number(_) => Types::FRACTION,
            Json::String(_) => Types::STRING,
            Json::Array(_) => Types::ARRAY,
            Json::Object(_) => Types::OBJECT,
        }
    }
}
