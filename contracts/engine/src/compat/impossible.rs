//! Parts that a schema describes but no value can have.
//!
//! If nothing can be sent according to an emitted schema, it proves that everything is compatible. Generators write
//! such schemas by mistake: parts that are closed against each other, names of properties that must be integers.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::schema::Schema;
use super::schema::node::{Body, Keywords, NodeId, Types};
use super::search::goal::{Atom, Claim, Goal, NodeRef};
use super::search::{Answer, Search};
use crate::json::Pointer;

/// Something that a schema names and that no value has.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Impossible {
    /// No value is accepted.
    Anything,
    /// The only object that is accepted here is the empty one.
    Members {
        /// The place in the document.
        at: Pointer,
    },
    /// This property is described and can never be there.
    Property {
        /// The place in the document: the schema of the object.
        at: Pointer,
        /// The property.
        name: String,
    },
}

/// Steps for one question; a question that takes more is left open.
const STEPS: u64 = 10_000;
/// Steps for all questions.
const ALL_STEPS: u64 = 1_000_000;
const DEPTH: usize = 60;

impl Schema {
    /// Returns the parts of the document that no value can have, as far as a limited number of steps shows. Parts
    /// that are not listed may be impossible, too.
    ///
    /// ```
    /// use counterpart_engine::compat::Impossible;
    /// use counterpart_engine::compat::schema::{Options, Schema};
    ///
    /// let text = br#"{"properties": {"id": true}, "propertyNames": {"type": "integer"}}"#;
    /// let schema = Schema::parse(text, &Options::default())?;
    /// let [Impossible::Members { at }] = &schema.impossible()[..] else { panic!() };
    /// assert_eq!(at.to_string(), "");
    /// # Ok::<(), counterpart_engine::compat::schema::SchemaError>(())
    /// ```
    pub fn impossible(&self) -> Vec<Impossible> {
        // The questions go some levels deep: the caller's stack may have little left.
        const STACK: usize = 64 << 20;
        std::thread::scope(|scope| {
            let worker = std::thread::Builder::new().stack_size(STACK);
            match worker.spawn_scoped(scope, || self.ask()) {
                Ok(worker) => worker
                    .join()
                    .unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
                Err(_) => Vec::new(),
            }
        })
    }

    fn ask(&self) -> Vec<Impossible> {
        let mut search = Search::new(self, self, ALL_STEPS, DEPTH);
        let mut empty = |node: NodeId, atom: Option<Atom<'static>>| {
            let claim = search.resolve_claim(Claim::Accepts(NodeRef::emitted(node)));
            let mut goal = Goal::of_claims([claim]);
            if let Some(atom) = atom {
                goal = goal.of_types(Types::OBJECT).with(atom);
            }
            matches!(search.solve_within(&goal, STEPS), Answer::Empty)
        };
        if empty(self.root(), None) {
            return vec![Impossible::Anything];
        }
        let mut found = Vec::new();
        for node in self.values() {
            let described = self.described(node);
            let is_object = described.is_object && !empty(node, Some(Atom::MembersAtLeast(0)));
            if !is_object {
                continue;
            }
            let at = || self.pointer(node);
            if empty(node, Some(Atom::MembersAtLeast(1))) {
                found.push(Impossible::Members { at: at() });
                continue;
            }
            for name in described.properties {
                if empty(node, Some(Atom::Present(Arc::clone(&name)))) {
                    found.push(Impossible::Property {
                        at: at(),
                        name: name.to_string(),
                    });
                }
            }
        }
        found
    }

    /// The schemas at which a value begins: the top, and those of properties and items.
    fn values(&self) -> Vec<NodeId> {
        let mut seen = BTreeSet::from([self.root()]);
        let mut waiting = vec![self.root()];
        let mut values = Vec::new();
        while let Some(value) = waiting.pop() {
            values.push(value);
            for part in self.parts(value) {
                let Some(keywords) = self.keywords_of(part) else {
                    continue;
                };
                let patterns = keywords.pattern_properties.iter().map(|(_, id)| id);
                let others = [
                    keywords.items,
                    keywords.unevaluated_items,
                    keywords.additional_properties,
                    keywords.unevaluated_properties,
                ];
                let below = keywords
                    .properties
                    .values()
                    .chain(patterns)
                    .chain(&keywords.prefix_items)
                    .chain(others.iter().flatten());
                waiting.extend(below.copied().filter(|&id| seen.insert(id)));
            }
        }
        values.sort_unstable();
        values
    }

    /// The schema and all that may apply to the same value.
    fn parts(&self, of: NodeId) -> Vec<NodeId> {
        let mut seen = BTreeSet::from([of]);
        let mut waiting = vec![of];
        let mut parts = Vec::new();
        while let Some(part) = waiting.pop() {
            parts.push(part);
            let Some(keywords) = self.keywords_of(part) else {
                continue;
            };
            let branches = keywords
                .condition
                .iter()
                .flat_map(|condition| [condition.then, condition.otherwise]);
            let beside = keywords
                .references
                .iter()
                .chain(&keywords.all_of)
                .chain(&keywords.any_of)
                .chain(&keywords.one_of)
                .chain(keywords.dependent_schemas.values())
                .copied()
                .chain(branches.flatten());
            waiting.extend(beside.filter(|&id| seen.insert(id)));
        }
        parts
    }

    fn described(&self, node: NodeId) -> Described {
        let mut allowed: BTreeMap<Arc<str>, bool> = BTreeMap::new();
        let mut is_object = false;
        for part in self.parts(node) {
            let Some(keywords) = self.keywords_of(part) else {
                continue;
            };
            is_object |= keywords.types.is_some_and(|types| types.contains(Types::OBJECT))
                || !keywords.properties.is_empty();
            for (name, &id) in &keywords.properties {
                let is_denied = matches!(self.node(id).body, Body::Always(false));
                *allowed.entry(Arc::clone(name)).or_insert(true) &= !is_denied;
            }
        }
        let properties = allowed.into_iter().filter(|(_, allowed)| *allowed);
        Described {
            is_object,
            properties: properties.map(|(name, _)| name).collect(),
        }
    }

    fn keywords_of(&self, id: NodeId) -> Option<&Keywords> {
        match &self.node(id).body {
            Body::Keywords(keywords) => Some(keywords),
            Body::Always(_) => None,
        }
    }
}

struct Described {
    /// True if the schema mentions objects.
    is_object: bool,
    /// The properties that it describes and does not deny outright.
    properties: Vec<Arc<str>>,
}
