//! The parts of a schema that were reached: serde read or refused a message that had a value there.

use std::collections::BTreeSet;

use super::applied::walk_to;
use super::{NotReached, Outcome};
use crate::sample::{Goal, Leads, Reached, Ways, is_reached};
use counterpart_engine::compat::schema::Schema;
use counterpart_engine::compat::schema::node::NodeId;
use counterpart_engine::json::{Json, Pointer};

pub(super) struct Reach<'c> {
    schema: &'c Schema,
    ways: Ways,
    /// By node: what of it is still missing.
    missing: Vec<Vec<Reached>>,
    /// The number of goals that these are.
    count: usize,
    /// The nodes from which a missing part could be reached when this was made, and how many goals were missing.
    leads: Leads,
    led_to: usize,
}

impl<'c> Reach<'c> {
    pub(super) fn of(schema: &'c Schema) -> Self {
        let ways = Ways::of(schema);
        let mut missing: Vec<Vec<Reached>> = vec![Vec::new(); schema.len()];
        for goal in ways.goals() {
            missing[goal.node.0 as usize].push(goal.what);
        }
        let count = ways.goals().len();
        Self {
            schema,
            leads: leads_to(schema, &missing),
            ways,
            missing,
            count,
            led_to: count,
        }
    }

    pub(super) fn ways(&self) -> &Ways {
        &self.ways
    }

    /// Records a message that serde was asked about; returns whether it is the first to reach some part.
    pub(super) fn note(&mut self, value: &Json) -> bool {
        let before = self.count;
        if before == 0 {
            return false;
        }
        // Searching nodes that lead nowhere any more is wasted, but cheaper than checking for each message.
        if self.count * 2 <= self.led_to {
            self.leads = leads_to(self.schema, &self.missing);
            self.led_to = self.count;
        }
        let (schema, missing, count) = (self.schema, &mut self.missing, &mut self.count);
        walk_to(schema, &self.leads, value, &mut |_, nodes, value| {
            for node in nodes {
                let left = &mut missing[node.0 as usize];
                let before = left.len();
                left.retain(|what| !is_reached(schema, *node, *what, value));
                *count -= before - left.len();
            }
        });
        self.count < before
    }

    pub(super) fn is_reached(&self, goal: &Goal) -> bool {
        !self.missing[goal.node.0 as usize].contains(&goal.what)
    }

    /// Returns the parts that were never reached, those nearest to the top first.
    pub(super) fn missing(&self) -> Vec<Goal> {
        let goals = self.ways.goals().iter().copied();
        goals.filter(|goal| !self.is_reached(goal)).collect()
    }

    /// Returns the outermost parts that were never reached; everything inside them was not reached either.
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

fn leads_to(schema: &Schema, missing: &[Vec<Reached>]) -> Leads {
    Leads::to(schema, |node| !missing[node.0 as usize].is_empty())
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
