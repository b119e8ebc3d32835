//! The assertions of one node, each compared with the known facts about the value.

use super::{Known, Proof};
use crate::compat::formats;
use crate::compat::schema::node::{Body, Keywords, NodeId};
use crate::compat::search::Search;
use crate::compat::search::goal::NodeRef;

/// Returns true if the bounds and steps hold of every number that is known to fulfil its own.
pub(super) fn numbers(known: &Known<'_>, outer: &Keywords) -> bool {
    let some = |fits: &dyn Fn(&Keywords) -> bool| known.parts.iter().any(|(_, inner)| fits(inner));
    let above = outer.minimum.as_ref().is_none_or(|bound| {
        some(&|inner| {
            inner.minimum.as_ref().is_some_and(|own| own >= bound)
                || inner.exclusive_minimum.as_ref().is_some_and(|own| own >= bound)
        })
    });
    let well_above = outer.exclusive_minimum.as_ref().is_none_or(|bound| {
        some(&|inner| {
            inner.minimum.as_ref().is_some_and(|own| own > bound)
                || inner.exclusive_minimum.as_ref().is_some_and(|own| own >= bound)
        })
    });
    let below = outer.maximum.as_ref().is_none_or(|bound| {
        some(&|inner| {
            inner.maximum.as_ref().is_some_and(|own| own <= bound)
                || inner.exclusive_maximum.as_ref().is_some_and(|own| own <= bound)
        })
    });
    let well_below = outer.exclusive_maximum.as_ref().is_none_or(|bound| {
        some(&|inner| {
            inner.maximum.as_ref().is_some_and(|own| own < bound)
                || inner.exclusive_maximum.as_ref().is_some_and(|own| own <= bound)
        })
    });
    let steps = outer.multiple_of.as_ref().is_none_or(|step| {
        some(&|inner| {
            inner
                .multiple_of
                .as_ref()
                .is_some_and(|own| own.is_multiple_of(step))
        })
    });
    above && well_above && below && well_below && steps
}

/// Returns true if lengths, pattern and format hold of every string that is known to fulfil its own.
pub(super) fn strings(known: &Known<'_>, outer: &Keywords) -> bool {
    let some = |fits: &dyn Fn(&Keywords) -> bool| known.parts.iter().any(|(_, inner)| fits(inner));
    let long = outer.min_length == 0 || some(&|inner| inner.min_length >= outer.min_length);
    let short = outer
        .max_length
        .is_none_or(|most| some(&|inner| inner.max_length.is_some_and(|own| own <= most)));
    let pattern = outer
        .pattern
        .as_ref()
        .is_none_or(|pattern| some(&|inner| inner.pattern.as_ref() == Some(pattern)));
    let format = outer.format.as_ref().is_none_or(|format| {
        some(&|inner| {
            inner
                .format
                .as_ref()
                .is_some_and(|own| formats::is_within(own, format))
        })
    });
    long && short && pattern && format
}

/// The schema of the members that `properties` does not name, if nothing else constrains them.
fn rest(keywords: &Keywords) -> Option<NodeId> {
    if !keywords.pattern_properties.is_empty() {
        return None;
    }
    let unevaluated = keywords
        .unevaluated_properties
        .filter(|_| keywords.in_place().next().is_none());
    keywords.additional_properties.or(unevaluated)
}

impl<'a> Search<'a> {
    fn is_anything(&self, at: NodeRef) -> bool {
        matches!(self.body(self.resolve(at)), Body::Always(true))
    }

    pub(super) fn arrays_within(
        &mut self,
        known: &Known<'a>,
        at: NodeRef,
        outer: &'a Keywords,
        proof: &mut Proof,
    ) -> bool {
        let some = |fits: &dyn Fn(&Keywords) -> bool| known.parts.iter().any(|(_, inner)| fits(inner));
        let at_most = |most: u64| some(&|inner| inner.max_items.is_some_and(|own| own <= most));
        if outer.contains.is_some()
            || outer.items.is_none() && outer.unevaluated_items.is_some()
            || outer.unique_items && !some(&|inner| inner.unique_items)
            || outer.min_items > 0 && !some(&|inner| inner.min_items >= outer.min_items)
            || outer.max_items.is_some_and(|most| !at_most(most))
        {
            return false;
        }
        for (index, node) in outer.prefix_items.iter().enumerate() {
            let node = at.sibling(*node);
            if self.is_anything(node) || at_most(index as u64) {
                continue;
            }
            let own = known.parts.iter().find_map(|(part, inner)| {
                let own = inner.prefix_items.get(index).copied().or(inner.items)?;
                Some(part.sibling(own))
            });
            if !own.is_some_and(|own| self.note(own, node, proof)) {
                return false;
            }
        }
        let first = outer.prefix_items.len();
        match outer.items.map(|node| at.sibling(node)) {
            Some(node) if !self.is_anything(node) && !at_most(first as u64) => {
                // One part that covers all further items: by `items`, or because there are no more than it names.
                let speaks = |inner: &Keywords| {
                    let named = inner.prefix_items.len() as u64;
                    inner.items.is_some() || inner.max_items.is_some_and(|most| most <= named)
                };
                let Some((part, inner)) = known.parts.iter().find(|(_, inner)| speaks(inner)) else {
                    return false;
                };
                let own = inner.prefix_items.iter().skip(first).chain(&inner.items);
                own.into_iter()
                    .all(|own| self.note(part.sibling(*own), node, proof))
            }
            _ => true,
        }
    }

    pub(super) fn objects_within(
        &mut self,
        known: &Known<'a>,
        at: NodeRef,
        outer: &'a Keywords,
        proof: &mut Proof,
    ) -> bool {
        let some = |fits: &dyn Fn(&Keywords) -> bool| known.parts.iter().any(|(_, inner)| fits(inner));
        let is_required = |name: &str| some(&|inner| inner.required.contains(name));
        let at_least =
            |least: u64| some(&|inner| inner.min_properties >= least || inner.required.len() as u64 >= least);
        let closes = |node| matches!(self.body(node), Body::Always(false));
        let at_most = |most: u64| {
            known.parts.iter().any(|(part, inner)| {
                let is_closed = rest(inner).is_some_and(|node| closes(part.sibling(node)));
                inner.max_properties.is_some_and(|own| own <= most)
                    || is_closed && inner.properties.len() as u64 <= most
            })
        };
        if !outer.pattern_properties.is_empty()
            || !outer.dependent_schemas.is_empty()
            || outer.property_names.is_some()
            || !outer.required.iter().all(|name| is_required(name))
            || outer.min_properties > 0 && !at_least(outer.min_properties)
            || outer.max_properties.is_some_and(|most| !at_most(most))
        {
            return false;
        }
        for (name, needed) in &outer.dependent_required {
            for other in needed {
                if !is_required(other) && !self.presence_leads(&known.nodes, name, other) {
                    return false;
                }
            }
        }
        for (name, node) in &outer.properties {
            let node = at.sibling(*node);
            if self.is_anything(node) {
                continue;
            }
            let named = known.parts.iter().find_map(|(part, inner)| {
                let own = inner.properties.get(name)?;
                Some(part.sibling(*own))
            });
            let covered = || {
                known
                    .parts
                    .iter()
                    .find_map(|(part, inner)| Some(part.sibling(rest(inner)?)))
            };
            if !named
                .or_else(covered)
                .is_some_and(|own| self.note(own, node, proof))
            {
                return false;
            }
        }
        let others = match (outer.additional_properties, outer.unevaluated_properties) {
            (None, None) => return true,
            _ => match rest(outer) {
                Some(node) => at.sibling(node),
                None => return false,
            },
        };
        if self.is_anything(others) {
            return true;
        }
        let Some((part, inner, own)) = known
            .parts
            .iter()
            .find_map(|(part, inner)| Some((part, inner, rest(inner)?)))
        else {
            return false;
        };
        let unnamed = inner
            .properties
            .iter()
            .filter(|(name, _)| !outer.properties.contains_key(*name));
        let mut own = unnamed.map(|(_, node)| *node).chain([own]);
        own.all(|own| self.note(part.sibling(own), others, proof))
    }
}
