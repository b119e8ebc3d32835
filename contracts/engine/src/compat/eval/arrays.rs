//! The keywords of arrays.

use super::{Evaluation, Mark, Marks, Truth};
use crate::compat::schema::node::{Keywords, NodeId};
use crate::json::Json;

impl Evaluation<'_> {
    pub(super) fn array(&mut self, keywords: &Keywords, items: &[Json], marks: Option<&mut Marks>) -> Truth {
        let length = items.len() as u64;
        if length < keywords.min_items || keywords.max_items.is_some_and(|most| length > most) {
            return Truth::No;
        }
        let mut truth = Truth::Yes;
        if keywords.unique_items {
            truth = self.has_equal(items).not();
            if truth == Truth::No {
                return truth;
            }
        }
        let mut none = Marks(Vec::new());
        let marks = marks.unwrap_or(&mut none);
        let prefix = keywords.prefix_items.len();
        for (index, item) in items.iter().enumerate() {
            let Some(schema) = keywords.prefix_items.get(index).copied().or(keywords.items) else {
                break;
            };
            truth = truth.and(self.check(schema, item, None));
            if truth == Truth::No {
                return truth;
            }
            if let Some(mark) = marks.0.get_mut(index) {
                *mark = Mark::Evaluated;
            }
        }
        debug_assert!(
            keywords.items.is_some()
                || prefix >= marks.0.iter().filter(|mark| **mark == Mark::Evaluated).count()
        );
        if let Some(schema) = keywords.contains {
            truth = truth.and(self.contains(keywords, schema, items, marks));
        }
        truth
    }

    fn contains(&mut self, keywords: &Keywords, schema: NodeId, items: &[Json], marks: &mut Marks) -> Truth {
        let (mut certain, mut possible) = (0u64, 0u64);
        for (index, item) in items.iter().enumerate() {
            let mark = match self.check(schema, item, None) {
                Truth::No => continue,
                Truth::Yes => {
                    certain += 1;
                    Mark::Evaluated
                }
                Truth::Unknown => Mark::Perhaps,
            };
            possible += 1;
            if let Some(marked) = marks.0.get_mut(index) {
                *marked = mark.max(*marked);
            }
        }
        let at_least = match keywords.min_contains {
            least if certain >= least => Truth::Yes,
            least if possible < least => Truth::No,
            _ => Truth::Unknown,
        };
        let at_most = match keywords.max_contains {
            Some(most) if certain > most => Truth::No,
            Some(most) if possible > most => Truth::Unknown,
            _ => Truth::Yes,
        };
        at_least.and(at_most)
    }

    pub(super) fn unevaluated_items(
        &mut self,
        keywords: &Keywords,
        items: &[Json],
        marks: &mut Marks,
    ) -> Truth {
        let Some(schema) = keywords.unevaluated_items else {
            return Truth::Yes;
        };
        self.unevaluated(schema, items.iter(), marks)
    }

    /// The schema for the rest, applied to each part that was not evaluated.
    pub(super) fn unevaluated<'v>(
        &mut self,
        schema: NodeId,
        parts: impl Iterator<Item = &'v Json>,
        marks: &mut Marks,
    ) -> Truth {
        let mut truth = Truth::Yes;
        for (part, mark) in parts.zip(&mut marks.0) {
            if *mark == Mark::Evaluated {
                continue;
            }
            let left = self.check(schema, part, None);
            truth = match (left, *mark) {
                (Truth::No, Mark::Unevaluated) => return Truth::No,
                (Truth::Yes, _) => truth,
                _ => Truth::Unknown,
            };
            *mark = Mark::Evaluated;
        }
        truth
    }
}
