//! The contract under test: its schema, and the source of each place in it.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::Failure;
use super::applied::{item_of, member_of};
use crate::contract::Role;
use crate::schema::envelope::EnvelopeSpec;
use crate::schema::{self, Made, SchemaError, Source};
use counterpart_engine::compat::schema::node::{Body, NodeId};
use counterpart_engine::compat::schema::{Options, Schema};
use counterpart_engine::json::{Json, Pointer};

pub(super) struct Contract {
    pub(super) schema: Schema,
    /// Places of the schema that a person answers for.
    trusted: BTreeMap<Pointer, String>,
    source: Source,
    role: Role,
    /// The same type before the passes, with the marks of the derive.
    marked: OnceLock<Option<Schema>>,
}

impl Contract {
    pub(super) fn of(source: Source, role: Role) -> Result<Self, SchemaError> {
        Self::made(schema::make(&[source], role)?, source, role)
    }

    /// For a message in an envelope.
    pub(super) fn in_envelope(
        source: Source,
        role: Role,
        envelope: EnvelopeSpec<'_>,
    ) -> Result<Self, SchemaError> {
        Self::made(schema::make_in(Some(envelope), &[source], role)?, source, role)
    }

    fn made(made: Made, source: Source, role: Role) -> Result<Self, SchemaError> {
        let schema = Schema::from_json(Json::Object(made.schema), &Options::default());
        Ok(Self {
            schema: schema.map_err(|error| SchemaError::Keyword(error.to_string()))?,
            trusted: made.trusted,
            source,
            role,
            marked: OnceLock::new(),
        })
    }

    /// Adds the source of its place to a failure.
    pub(super) fn explained(&self, value: &Json, failure: Failure) -> Failure {
        let missing = failure.serde.split("missing field `").nth(1);
        let missing = missing.and_then(|rest| Some(failure.at.child(rest.split_once('`')?.0)));
        let ats = [missing.as_ref(), Some(&failure.at)];
        let field = ats.into_iter().flatten().find_map(|at| self.field(value, at));
        let trusted = self.trusted_at(value, &failure.at);
        Failure {
            field,
            trusted,
            ..failure
        }
    }

    /// The place with `trust` that contains a part of a message.
    pub(super) fn trusted_at(&self, value: &Json, at: &Pointer) -> Option<String> {
        let trust = Trust {
            schema: &self.schema,
            trusted: &self.trusted,
        };
        trust.of(self.schema.root(), Some(value), at.steps(), &mut Vec::new())
    }

    /// The place with `trust` that a schema is.
    pub(super) fn trusted_node(&self, node: NodeId) -> Option<&str> {
        let place = self.trusted.get(&self.schema.pointer(node))?;
        Some(place)
    }

    /// The failure that serde was asked about nothing, or that the type's own reader refused all.
    pub(super) fn unasked(&self, why: String) -> Failure {
        let schema = "was not compared with anything";
        Failure {
            trusted: self.trusted_at(&Json::Null, &Pointer::root()),
            is_unasked: true,
            ..Failure::new(String::new(), Pointer::root(), schema, why)
        }
    }

    /// The innermost field around a place whose attributes decide the form on the wire.
    fn field(&self, value: &Json, at: &Pointer) -> Option<String> {
        let marked = self.marked.get_or_init(|| {
            let document = schema::as_written(self.source, self.role);
            Schema::from_json(document, &Options::default()).ok()
        });
        let marked = marked.as_ref()?;
        let mark = |node: NodeId| {
            let written = marked.pointer(node).find(marked.document())?;
            schema::field_of(written)
        };
        applied(marked, value, at).into_iter().rev().find_map(mark)
    }
}

/// The schemas for a place in a value and for its surroundings, the outermost first. For a union these are the
/// branches that [`branches`] chooses.
fn applied(schema: &Schema, value: &Json, at: &Pointer) -> Vec<NodeId> {
    let mut all: Vec<NodeId> = Vec::new();
    let mut here = vec![schema.root()];
    let mut value = Some(value);
    let mut steps = at.steps();
    loop {
        let mut in_place: Vec<NodeId> = Vec::new();
        here.reverse();
        while let Some(node) = here.pop() {
            if in_place.contains(&node) {
                continue;
            }
            in_place.push(node);
            let Body::Keywords(keywords) = &schema.node(node).body else {
                continue;
            };
            here.extend(keywords.references.iter().chain(&keywords.all_of));
            for of in [&keywords.any_of, &keywords.one_of] {
                here.extend(branches(schema, of, value, steps));
            }
        }
        all.extend(&in_place);
        let Some((step, below)) = steps.split_first() else {
            return all;
        };
        here = parts(schema, &in_place, value, step);
        value = value.and_then(|value| Pointer::root().child(step.as_str()).find(value));
        steps = below;
    }
}

/// The branches of a union that a value with a difference at some place may belong to: those that accept it;
/// otherwise those that refuse it only because of that place, such as a branch whose tag fits; otherwise all.
fn branches(schema: &Schema, of: &[NodeId], value: Option<&Json>, at: &[String]) -> Vec<NodeId> {
    const STEPS: u64 = 10_000;
    let Some(value) = value else {
        return of.to_vec();
    };
    let accepting = |node: &NodeId| schema.node_accepts(*node, value, STEPS) == Ok(true);
    let refuses_there = |node: &NodeId| {
        let refusals = schema.explain_node(*node, value);
        !refusals.is_empty() && refusals.iter().all(|refusal| refusal.at.steps().starts_with(at))
    };
    for fits in [&accepting as &dyn Fn(&NodeId) -> bool, &refuses_there] {
        let fitting: Vec<NodeId> = of.iter().copied().filter(fits).collect();
        if !fitting.is_empty() {
            return fitting;
        }
    }
    of.to_vec()
}

/// The schemas of one property or item.
fn parts(schema: &Schema, nodes: &[NodeId], value: Option<&Json>, step: &str) -> Vec<NodeId> {
    match (value, step.parse::<usize>()) {
        (Some(Json::Array(items)), Ok(index)) => {
            let item = items.get(index).unwrap_or(&Json::Null);
            item_of(schema, nodes, index, item)
        }
        _ => member_of(schema, nodes, step),
    }
}

/// Looks for a person's word for a place.
struct Trust<'c> {
    schema: &'c Schema,
    trusted: &'c BTreeMap<Pointer, String>,
}

impl Trust<'_> {
    /// The trusted place that contains a difference. If a value may belong to several branches of a union, each
    /// must be trusted: trusting one variant does not cover the others.
    fn of(
        &self,
        node: NodeId,
        value: Option<&Json>,
        at: &[String],
        seen: &mut Vec<NodeId>,
    ) -> Option<String> {
        if let Some(place) = self.trusted.get(&self.schema.pointer(node)) {
            return Some(place.clone());
        }
        if seen.contains(&node) {
            return None;
        }
        seen.push(node);
        let found = self.within(node, value, at, seen);
        seen.pop();
        found
    }

    fn within(
        &self,
        node: NodeId,
        value: Option<&Json>,
        at: &[String],
        seen: &mut Vec<NodeId>,
    ) -> Option<String> {
        let Body::Keywords(keywords) = &self.schema.node(node).body else {
            return None;
        };
        let all = keywords.references.iter().chain(&keywords.all_of);
        for inner in all {
            if let Some(place) = self.of(*inner, value, at, seen) {
                return Some(place);
            }
        }
        for of in [&keywords.any_of, &keywords.one_of] {
            let meant = branches(self.schema, of, value, at);
            let places: Option<Vec<String>> = meant
                .into_iter()
                .map(|branch| self.of(branch, value, at, seen))
                .collect();
            if let Some(place) = places.and_then(|places| places.into_iter().next()) {
                return Some(place);
            }
        }
        let (step, below) = at.split_first()?;
        let inner = value.and_then(|value| Pointer::root().child(step.as_str()).find(value));
        let parts = parts(self.schema, &[node], value, step);
        parts
            .into_iter()
            .find_map(|part| self.of(part, inner, below, &mut Vec::new()))
    }
}
