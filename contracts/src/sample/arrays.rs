//! Arrays: as long as they must be, a little longer, and as long as they may be.

use super::builder::{Builder, Step};
use super::choices::Choice;
use super::conjunction::Conjunction;
use counterpart_engine::compat::schema::node::{Body, Keywords, NodeId};
use counterpart_engine::json::Json;

/// No array is longer because it may be.
const LONG: u64 = 20;
/// No array is made that must be longer.
const TOO_LONG: u64 = 5_000;

impl<'s> Builder<'_, 's> {
    pub(super) fn array(&mut self, conjunction: &Conjunction<'s>, depth: usize) -> Option<Json> {
        let least = conjunction
            .all
            .iter()
            .map(|keywords| keywords.min_items.max(contained(keywords)));
        let least = least.max().unwrap_or(0);
        let most = conjunction
            .all
            .iter()
            .filter_map(|keywords| keywords.max_items)
            .min();
        // After the first items, which have schemas of their own, all are alike.
        let first = conjunction
            .all
            .iter()
            .map(|keywords| keywords.prefix_items.len())
            .max();
        let looked_at = least.max(first.unwrap_or(0) as u64).min(least + LONG);
        let closed = (least..=looked_at).find(|&index| self.item(conjunction, index).is_none());
        let most = most.unwrap_or(u64::MAX).min(closed.unwrap_or(u64::MAX));
        if least > most || least > TOO_LONG {
            return None;
        }
        let any = least + self.sampler.choices.below(LONG as usize + 1) as u64;
        let mut lengths: Vec<u64> = [2, 1, 0, 3, any, least, least + 1, most, most.saturating_sub(1)]
            .into_iter()
            .filter(|length| (least..=most).contains(length) && *length <= least.saturating_add(LONG))
            .collect();
        let mut once = Vec::new();
        lengths.retain(|length| {
            !once.contains(length) && {
                once.push(*length);
                true
            }
        });
        let endless = conjunction
            .all
            .iter()
            .flat_map(|keywords| keywords.items.iter().chain(&keywords.prefix_items))
            .any(|item| self.is_recursive(*item));
        let ahead = self.item_ahead(conjunction);
        let length = if let Some((_, index)) = ahead {
            least.max(index + 1).min(most)
        } else if self.goes_deep(depth) && endless {
            lengths.into_iter().find(|length| *length > 0).unwrap_or(least)
        } else if self.room(depth) == 0 || self.is_small() {
            least
        } else {
            let picked = self.pick((conjunction.id(), Choice::Length), lengths.len());
            lengths.get(picked).copied()?
        };
        let was_deep = self.is_deep();
        let mut items: Vec<Json> = Vec::new();
        for index in 0..length {
            let mut nodes = self.item(conjunction, index)?;
            nodes.extend(
                conjunction
                    .all
                    .iter()
                    .filter(|keywords| index < contained(keywords))
                    .filter_map(|keywords| keywords.contains),
            );
            let goes_deep = nodes.iter().any(|node| self.is_recursive(*node));
            if let Some((node, _)) = ahead.filter(|(_, ahead)| *ahead == index) {
                self.go(node);
            }
            let item = self.part(Step::Index(index), &nodes, depth + 1)?;
            if goes_deep {
                self.set_deep(false);
            }
            items.push(item);
        }
        self.set_deep(was_deep);
        Some(Json::Array(items))
    }

    /// The next item on the way, and the node that it comes from.
    pub(super) fn item_ahead(&self, conjunction: &Conjunction<'s>) -> Option<(NodeId, u64)> {
        let mut nodes = conjunction.nodes.iter().zip(&conjunction.all);
        nodes.find_map(|(node, keywords)| {
            let ahead = self.ahead(*node)?;
            let first = keywords.prefix_items.len();
            let index = keywords.prefix_items.iter().position(|inner| *inner == ahead);
            let rest = [keywords.items, keywords.unevaluated_items].contains(&Some(ahead));
            let index = index.or(rest.then_some(first));
            let index = index.or((keywords.contains == Some(ahead)).then_some(0))?;
            Some((*node, index as u64))
        })
    }

    /// The schemas of the item at an index; `None` if there may be none.
    fn item(&self, conjunction: &Conjunction<'s>, index: u64) -> Option<Vec<NodeId>> {
        let at = usize::try_from(index).ok()?;
        let mut nodes: Vec<NodeId> = Vec::new();
        for keywords in &conjunction.all {
            nodes.extend(keywords.prefix_items.get(at).copied().or(keywords.items));
        }
        if nodes.is_empty() {
            nodes.extend(
                conjunction
                    .all
                    .iter()
                    .filter_map(|keywords| keywords.unevaluated_items),
            );
        }
        let is_nothing = |node: &NodeId| matches!(self.schema().node(*node).body, Body::Always(false));
        (!nodes.iter().any(is_nothing)).then_some(nodes)
    }
}

/// The number of items that `contains` requires.
fn contained(keywords: &Keywords) -> u64 {
    match keywords.contains {
        Some(_) => keywords.min_contains,
        None => 0,
    }
}
