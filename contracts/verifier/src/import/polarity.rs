//! Which schemas are asked whether they hold, and which whether they do not: below `not` and `if`, wider is narrower.

use counterpart_engine::compat::schema::Schema;
use counterpart_engine::compat::schema::node::{Keywords, NodeId};

use super::closing::keywords;

/// For each schema, how it is used, wherever references lead.
#[derive(Debug)]
pub(super) struct Polarity {
    positive: Vec<bool>,
    negative: Vec<bool>,
}

impl Polarity {
    pub(super) fn of(schema: &Schema) -> Self {
        let mut polarity = Self {
            positive: vec![false; schema.len()],
            negative: vec![false; schema.len()],
        };
        let mut negated = Vec::new();
        polarity.mark(schema, vec![schema.root()], &mut negated, false);
        let mut deeper = Vec::new();
        polarity.mark(schema, negated, &mut deeper, true);
        // What is negated twice is used both ways, as far as this tells.
        polarity.mark(schema, deeper, &mut Vec::new(), true);
        polarity
    }

    /// True if a value fits the whole where it fits this.
    pub(super) fn is_positive(&self, id: NodeId) -> bool {
        self.positive[id.0 as usize]
    }

    /// True if a value may not fit the whole because it fits this.
    pub(super) fn is_negative(&self, id: NodeId) -> bool {
        self.negative[id.0 as usize]
    }

    fn mark(&mut self, schema: &Schema, mut waiting: Vec<NodeId>, negated: &mut Vec<NodeId>, negates: bool) {
        while let Some(id) = waiting.pop() {
            let seen = if negates {
                &mut self.negative
            } else {
                &mut self.positive
            };
            if std::mem::replace(&mut seen[id.0 as usize], true) {
                continue;
            }
            let Some(keywords) = keywords(schema, id) else {
                continue;
            };
            waiting.extend(below(keywords));
            negated.extend(
                keywords
                    .not
                    .into_iter()
                    .chain(keywords.condition.as_ref().map(|condition| condition.when)),
            );
        }
    }
}

/// The schemas whose being met helps to meet this one.
fn below(keywords: &Keywords) -> Vec<NodeId> {
    let mut ids: Vec<NodeId> = keywords.references.clone();
    ids.extend(
        keywords
            .all_of
            .iter()
            .chain(&keywords.any_of)
            .chain(&keywords.one_of),
    );
    ids.extend(keywords.properties.values());
    ids.extend(keywords.pattern_properties.iter().map(|(_, id)| id));
    ids.extend(keywords.dependent_schemas.values());
    ids.extend(&keywords.prefix_items);
    let condition = keywords.condition.as_ref();
    ids.extend(
        condition
            .into_iter()
            .flat_map(|condition| [condition.then, condition.otherwise])
            .flatten(),
    );
    let single = [
        keywords.items,
        keywords.contains,
        keywords.unevaluated_items,
        keywords.additional_properties,
        keywords.property_names,
        keywords.unevaluated_properties,
    ];
    ids.extend(single.into_iter().flatten());
    ids
}
