//! True if alternatives of a union exclude each other unchanged.
//!
//! Of such a union exactly one alternative holds however much each is narrowed. Of another, more values would fit exactly
//! one of the narrowed alternatives than fit exactly one of the original.

use std::collections::{BTreeMap, BTreeSet};

use super::closing::keywords;
use counterpart_engine::compat::schema::Schema;
use counterpart_engine::compat::schema::node::{Body, Keywords, NodeId, Types};
use counterpart_engine::json::Json;

/// Pairs are checked separately.
const MAX_ALTERNATIVES: usize = 300;

/// Each alternative is given as the schemas that always apply in it.
pub(super) fn exclude_each_other(schema: &Schema, alternatives: &[Vec<NodeId>]) -> bool {
    if alternatives.len() > MAX_ALTERNATIVES {
        return false;
    }
    let alternatives: Vec<Alternative<'_>> = alternatives
        .iter()
        .map(|applied| Alternative::new(schema, applied))
        .collect();
    alternatives.iter().enumerate().all(|(index, one)| {
        let others = &alternatives[index + 1..];
        others.iter().all(|other| one.excludes(other))
    })
}

/// The known values of one alternative.
struct Alternative<'s> {
    types: Types,
    values: Option<&'s [Json]>,
    required: BTreeSet<&'s str>,
    /// The constants that a required property may be.
    tags: BTreeMap<&'s str, &'s [Json]>,
    applied: Vec<&'s Keywords>,
    schema: &'s Schema,
}

impl<'s> Alternative<'s> {
    fn new(schema: &'s Schema, applied: &[NodeId]) -> Self {
        let applied: Vec<&Keywords> = applied.iter().filter_map(|&id| keywords(schema, id)).collect();
        let mut types = Types::ALL;
        let mut values = None;
        let mut required = BTreeSet::new();
        for keywords in &applied {
            types = types.and(keywords.types.unwrap_or(Types::ALL));
            if let Some(constants) = &keywords.values {
                values = Some(constants.as_slice());
                let kinds = constants.iter().map(Types::of);
                types = types.and(kinds.fold(Types::NONE, Types::or));
            }
            required.extend(keywords.required.iter().map(|name| &**name));
        }
        let mut tags = BTreeMap::new();
        for keywords in &applied {
            for (name, &id) in &keywords.properties {
                if let (true, Some(constants)) = (required.contains(&**name), constants(schema, id)) {
                    tags.insert(&**name, constants);
                }
            }
        }
        Self {
            types,
            values,
            required,
            tags,
            applied,
            schema,
        }
    }

    fn excludes(&self, other: &Self) -> bool {
        let common = self.types.and(other.types);
        if common == Types::NONE {
            return true;
        }
        if let (Some(a), Some(b)) = (self.values, other.values) {
            return are_disjoint(a, b);
        }
        if common != Types::OBJECT {
            return false;
        }
        let by_tag = self.tags.iter().any(|(name, constants)| {
            let others = other.tags.get(name);
            others.is_some_and(|others| are_disjoint(constants, others))
        });
        by_tag || self.denies_one_of(other) || other.denies_one_of(self)
    }

    /// Returns true if the other one requires a property that this one never has.
    fn denies_one_of(&self, other: &Self) -> bool {
        other.required.iter().any(|&name| {
            self.applied
                .iter()
                .any(|keywords| match keywords.properties.get(name) {
                    Some(&id) => self.is_false(id),
                    None => {
                        keywords.pattern_properties.is_empty()
                            && keywords.additional_properties.is_some_and(|id| self.is_false(id))
                    }
                })
        })
    }

    fn is_false(&self, id: NodeId) -> bool {
        matches!(self.schema.node(id).body, Body::Always(false))
    }
}

/// Returns true if an alternative lists the values of a property, and none of them is a text.
pub(super) fn has_no_text(schema: &Schema, mut alternative: NodeId, property: &str) -> bool {
    for _ in 0..LONGEST {
        let Some(keywords) = keywords(schema, alternative) else {
            return false;
        };
        if let Some(&id) = keywords.properties.get(property) {
            let constants = constants(schema, id).unwrap_or_default();
            return !constants.is_empty() && constants.iter().all(|value| value.as_str().is_none());
        }
        let Some(&next) = keywords.references.first() else {
            return false;
        };
        alternative = next;
    }
    false
}

/// The most references behind each other that are followed.
const LONGEST: usize = 16;

/// The values that a schema lists, itself or behind references.
fn constants(schema: &Schema, mut id: NodeId) -> Option<&[Json]> {
    for _ in 0..LONGEST {
        let keywords = keywords(schema, id)?;
        if let Some(values) = &keywords.values {
            return Some(values);
        }
        id = *keywords.references.first()?;
    }
    None
}

fn are_disjoint(a: &[Json], b: &[Json]) -> bool {
    const MAX_PAIRS: usize = 10_000;
    a.len().saturating_mul(b.len()) <= MAX_PAIRS && !a.iter().any(|value| b.contains(value))
}
