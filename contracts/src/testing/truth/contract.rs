//! The contract that is tested: its schema, and what the source says of each place in it.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::Failure;
use crate::compat::pattern::Pattern;
use crate::compat::schema::node::{Body, NodeId};
use crate::compat::schema::{Options, Schema};
use crate::contract::Role;
use crate::json::{Json, Pointer};
use crate::schema::envelope::Around;
use crate::schema::{self, FIELD, Made, SchemaError, Source};

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

    /// Of a message that stands in an envelope.
    pub(super) fn in_envelope(source: Source, role: Role, around: Around<'_>) -> Result<Self, SchemaError> {
        Self::made(schema::make_in(Some(around), &[source], role)?, source, role)
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

    /// Adds to a failure what the source says of its place.
    pub(super) fn explained(&self, value: &Json, failure: Failure) -> Failure {
        let missing = failure.serde.split("missing field `").nth(1);
        let missing = missing.and_then(|rest| Some(failure.at.child(rest.split_once('`')?.0)));
        let ats = [missing.as_ref(), Some(&failure.at)];
        let field = ats.into_iter().flatten().find_map(|at| self.field(value, at));
        let trusted = applied(&self.schema, value, &failure.at)
            .into_iter()
            .find_map(|node| self.trusted.get(&self.schema.pointer(node)).cloned());
        Failure {
            field,
            trusted,
            ..failure
        }
    }

    /// The innermost field around a place whose attributes decide what is on the wire.
    fn field(&self, value: &Json, at: &Pointer) -> Option<String> {
        let marked = self.marked.get_or_init(|| {
            let document = schema::as_written(self.source, self.role);
            Schema::from_json(document, &Options::default()).ok()
        });
        let marked = marked.as_ref()?;
        let mark = |node: NodeId| {
            let written = marked.pointer(node).find(marked.document())?;
            Some(written.get(FIELD)?.as_str()?.to_owned())
        };
        applied(marked, value, at).into_iter().rev().find_map(mark)
    }
}

/// The schemas that say something of a place in a value or of what is around it, the outermost first. Of a union these are the
/// branches that accept, or all if none does.
fn applied(schema: &Schema, value: &Json, at: &Pointer) -> Vec<NodeId> {
    const STEPS: u64 = 10_000;
    let mut all: Vec<NodeId> = Vec::new();
    let mut here = vec![schema.root()];
    let mut value = Some(value);
    let mut steps = at.steps().iter();
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
            for branches in [&keywords.any_of, &keywords.one_of] {
                let accepts = |branch: &&NodeId| {
                    value.is_some_and(|value| schema.node_accepts(**branch, value, STEPS) == Ok(true))
                };
                let accepting: Vec<NodeId> = branches.iter().filter(accepts).copied().collect();
                here.extend(if accepting.is_empty() {
                    branches
                } else {
                    &accepting
                });
            }
        }
        all.extend(&in_place);
        let Some(step) = steps.next() else {
            return all;
        };
        here = in_place
            .iter()
            .flat_map(|node| parts(schema, *node, step))
            .collect();
        value = value.and_then(|value| Pointer::root().child(step.as_str()).find(value));
    }
}

/// What a schema says of one property or item.
fn parts(schema: &Schema, node: NodeId, step: &str) -> Vec<NodeId> {
    let Body::Keywords(keywords) = &schema.node(node).body else {
        return Vec::new();
    };
    let mut parts: Vec<NodeId> = keywords.properties.get(step).copied().into_iter().collect();
    for (pattern, part) in &keywords.pattern_properties {
        if matches!(schema.pattern(pattern), Pattern::Supported(compiled) if compiled.is_match(step)) {
            parts.push(*part);
        }
    }
    if parts.is_empty() {
        parts.extend(keywords.additional_properties);
        parts.extend(keywords.unevaluated_properties);
    }
    if let Ok(index) = step.parse::<usize>() {
        parts.extend(keywords.prefix_items.get(index).copied().or(keywords.items));
    }
    parts
}
