//! The assertions of one node, each compared with the known facts about the value.

use std::iter::Peekable;
use std::sync::Arc;

use super::{Inner, Known, Proof};
use crate::compat::formats;
use crate::compat::schema::node::{Body, ByName, Keywords, Names, NodeId};
use crate::compat::search::Search;
use crate::compat::search::goal::{Name, NodeRef};

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

/// Returns true if the known keywords require each property that the outer ones require.
fn requires_all(known: &Known<'_>, outer: &Keywords) -> bool {
    if let [(_, inner)] = &*known.parts {
        return are_among(&outer.required, &inner.required);
    }
    let is_required = |name: &Name| known.parts.iter().any(|(_, inner)| inner.required.contains(name));
    outer.required.iter().all(is_required)
}

/// Returns true if the names are all among others. Names of schemas that were read together are mostly one string.
fn are_among(names: &Names, others: &Names) -> bool {
    if names.len() > others.len() {
        return false;
    }
    let mut others = others.iter();
    names.iter().all(|name| {
        let not_before = others.find(|other| Arc::ptr_eq(other, name) || *other >= name);
        not_before.is_some_and(|other| other == name)
    })
}

/// Finds the schemas of properties by their names, which are asked for in their order.
enum Named<'a> {
    /// Both sides have about as many properties: they are walked together.
    Beside(NodeRef, Peekable<<&'a ByName<NodeId> as IntoIterator>::IntoIter>),
    EachAlone,
}

impl<'a> Named<'a> {
    fn of(known: &Known<'a>, outer: &Keywords) -> Self {
        /// A lookup takes as long as so many steps of a walk.
        const LOOKUP: usize = 8;
        match &*known.parts {
            [(at, inner)] if inner.properties.len() / LOOKUP <= outer.properties.len() => {
                Named::Beside(*at, inner.properties.iter().peekable())
            }
            _ => Named::EachAlone,
        }
    }

    fn find(&mut self, known: &Known<'a>, name: &Name) -> Option<NodeRef> {
        match self {
            Named::Beside(at, properties) => {
                let is_before = |before: &Name| !Arc::ptr_eq(before, name) && before < name;
                while properties.next_if(|(before, _)| is_before(before)).is_some() {}
                let (_, node) = properties.next_if(|(here, _)| *here == name)?;
                Some(at.sibling(*node))
            }
            Named::EachAlone => known.parts.iter().find_map(|(part, inner)| {
                let own = inner.properties.get(name)?;
                Some(part.sibling(*own))
            }),
        }
    }
}

impl<'a> Search<'a> {
    fn is_anything(&self, at: NodeRef) -> bool {
        matches!(self.body(self.resolve(at)), Body::Always(true))
    }

    pub(super) fn arrays_within(
        &mut self,
        inner: Inner<'_>,
        known: &Known<'a>,
        at: NodeRef,
        outer: &'a Keywords,
        proof: &mut Proof,
    ) -> bool {
        let some = |fits: &dyn Fn(&Keywords) -> bool| known.parts.iter().any(|(_, inner)| fits(inner));
        let at_most = |most: u64| some(&|inner| inner.max_items.is_some_and(|own| own <= most));
        if outer.items.is_none() && outer.unevaluated_items.is_some()
            || outer.unique_items && !some(&|inner| inner.unique_items)
            || outer.min_items > 0 && !some(&|inner| inner.min_items >= outer.min_items)
            || outer.max_items.is_some_and(|most| !at_most(most))
            || !self.contains_within(inner, known, at, outer, proof)
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
        inner: Inner<'_>,
        known: &Known<'a>,
        at: NodeRef,
        outer: &'a Keywords,
        proof: &mut Proof,
    ) -> bool {
        let some = |fits: &dyn Fn(&Keywords) -> bool| known.parts.iter().any(|(_, inner)| fits(inner));
        let present = inner.present;
        let is_required = |name: &str| present == Some(name) || some(&|inner| inner.required.contains(name));
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
            || !requires_all(known, outer)
            || outer.min_properties > 0 && !at_least(outer.min_properties)
            || outer.max_properties.is_some_and(|most| !at_most(most))
        {
            return false;
        }
        for (name, needed) in &outer.dependent_required {
            for other in needed {
                if !is_required(other) && !self.presence_leads(inner.nodes, name, other) {
                    return false;
                }
            }
        }
        let covered = known
            .parts
            .iter()
            .find_map(|(part, inner)| Some(part.sibling(rest(inner)?)));
        let mut named = Named::of(known, outer);
        for (name, node) in &outer.properties {
            let node = at.sibling(*node);
            let own = named.find(known, name);
            if self.is_anything(node) {
                continue;
            }
            let is_shown = match own.or(covered) {
                Some(own) => self.note(own, node, proof),
                None => self.property_within(inner, known, name, node, proof),
            };
            if !is_shown {
                return false;
            }
        }
        let others = match (outer.additional_properties, outer.unevaluated_properties) {
            (None, None) => return true,
            (None, Some(node)) if rest(outer).is_none() => {
                return self.is_anything(at.sibling(node))
                    || self.evaluated_within(inner, known, at, outer, proof);
            }
            _ => match rest(outer) {
                Some(node) => at.sibling(node),
                None => return false,
            },
        };
        if self.is_anything(others) {
            return true;
        }
        let Some((part, part_keywords, own)) = known
            .parts
            .iter()
            .find_map(|(part, inner)| Some((part, inner, rest(inner)?)))
        else {
            return self.all_named_or_within(inner, known, outer, others, proof);
        };
        let unnamed = part_keywords
            .properties
            .iter()
            .filter(|(name, _)| !outer.properties.contains_key(name));
        let mut own = unnamed.map(|(_, node)| *node).chain([own]);
        own.all(|own| self.note(part.sibling(own), others, proof))
    }

    /// Returns true if each schema that a closed inner side may evaluate the property with is within the node.
    fn property_within(
        &mut self,
        inner: Inner<'_>,
        known: &Known<'a>,
        name: &str,
        node: NodeRef,
        proof: &mut Proof,
    ) -> bool {
        let Some(closing) = self.closing(known) else {
            return false;
        };
        let evaluators = self.evaluators(closing, inner.split, name);
        evaluators.is_some_and(|evaluators| {
            evaluators
                .into_iter()
                .all(|evaluator| self.note(evaluator.property, node, proof))
        })
    }

    /// Returns true if the outer node names each property that a closed inner side can have, or accepts it among
    /// those that it does not name.
    fn all_named_or_within(
        &mut self,
        inner: Inner<'_>,
        known: &Known<'a>,
        outer: &'a Keywords,
        others: NodeRef,
        proof: &mut Proof,
    ) -> bool {
        let Some(closing) = self.closing(known) else {
            return false;
        };
        let Some(possible) = self.possible(closing, inner.split) else {
            return false;
        };
        possible.iter().all(|name| {
            outer.properties.contains_key(name) || self.property_within(inner, known, name, others, proof)
        })
    }
}
