//! Which parts of a schema were reached: serde read or refused a message that had a value there.

use std::collections::BTreeSet;

use super::applied::walk;
use super::{NotReached, Outcome};
use crate::sample::{Goal, Reached, Ways, reached};
use counterpart_engine::compat::schema::Schema;
use counterpart_engine::compat::schema::node::NodeId;
use counterpart_engine::json::{Json, Pointer};

pub(super) struct Reach<'c> {
    schema: &'c Schema,
    ways: Ways,
    missing: BTreeSet<Goal>,
}

impl<'c> Reach<'c> {
    pub(super) fn of(schema: &'c Schema) -> Self {
        let ways = Ways::of(schema);
        let missing = ways.goals().iter().copied().collect();
        Self {
            schema,
            ways,
            missing,
        }
    }

    pub(super) fn ways(&self) -> &Ways {
        &self.ways
    }

    /// Notes a message that serde was asked about; answers whether it is the first that reaches some part.
    pub(super) fn note(&mut self, value: &Json) -> bool {
        let before = self.missing.len();
        if before > 0 {
            let (schema, missing) = (self.schema, &mut self.missing);
            walk(schema, value, &mut |_, nodes, value| {
                for goal in nodes.iter().flat_map(|node| reached(schema, *node, value)) {
                    missing.remove(&goal);
                }
            });
        }
        self.missing.len() < before
    }

    /// Whether nothing is left to reach.
    pub(super) fn is_whole(&self) -> bool {
        self.missing.is_empty()
    }

    pub(super) fn is_reached(&self, goal: &Goal) -> bool {
        !self.missing.contains(goal)
    }

    /// What was never reached, that nearest to the top first.
    pub(super) fn missing(&self) -> Vec<Goal> {
        let goals = self.ways.goals().iter().copied();
        goals.filter(|goal| !self.is_reached(goal)).collect()
    }

    /// The outermost of what was never reached: what lies within these is not, either.
    pub(super) fn outermost(&self) -> Vec<Goal> {
        let missing = self.missing();
        let whole: BTreeSet<NodeId> = missing
            .iter()
            .filter(|goal| goal.what == Reached::Value)
            .map(|goal| goal.node)
            .collect();
        let is_outermost = |goal: &Goal| match goal.what {
            Reached::Value => self
                .ways
                .above(goal.node)
                .is_none_or(|above| !whole.contains(&above)),
            _ => !whole.contains(&goal.node),
        };
        missing.into_iter().filter(is_outermost).collect()
    }

    /// Names what was never reached.
    pub(super) fn name(&self, outcome: &mut Outcome, why: impl Fn(&Goal) -> String) {
        let mut named: BTreeSet<(Pointer, String)> = BTreeSet::new();
        for goal in self.outermost() {
            let schema = self.schema.pointer(goal.node);
            let reason = format!("{}{}", what(self.schema, &goal), why(&goal));
            if named.insert((schema.clone(), reason.clone())) {
                outcome.not_reached.push(NotReached {
                    rust_type: String::new(),
                    schema,
                    is_whole: goal.what == Reached::Value,
                    reason,
                });
            }
        }
    }
}

/// The value that a goal is, in words.
pub(super) fn what(schema: &Schema, goal: &Goal) -> String {
    match goal.what {
        Reached::Value => "no value".to_owned(),
        Reached::Kind(kind) => {
            const NAMES: [&str; 6] = [
                "no `null`",
                "no boolean",
                "no number",
                "no string",
                "no array",
                "no object",
            ];
            NAMES[kind].to_owned()
        }
        Reached::Constant(at) => match constant(schema, goal.node, at) {
            Some(value) => format!("no {value}"),
            None => "no value".to_owned(),
        },
    }
}

fn constant(schema: &Schema, node: NodeId, at: usize) -> Option<&Json> {
    use counterpart_engine::compat::schema::node::Body;
    match &schema.node(node).body {
        Body::Keywords(keywords) => keywords.values.as_ref()?.get(at),
        Body::Always(_) => None,
    }
}
