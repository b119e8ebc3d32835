//! The keywords of objects, mapped.

use std::sync::Arc;

use counterpart_engine::compat::schema::node::{Body, Keywords, NodeId, Types};

use super::analysis::keywords;
use super::columns::Column;
use super::contexts::{Context, Known, Level};
use super::wider::{Wider, conditional};

/// Maps the keywords of objects that a node has.
pub(super) fn map(wider: &mut Wider<'_, '_>, own: &Keywords, mapped: &mut Keywords, context: Context) {
    let effects = wider.effects(context.level).clone();
    let known = wider.contexts.known(context);
    let level = context.level;
    let loses_members = effects.absent_for_mixed && wider.asked.has_list_among_others(context.column);
    let stays = |name: &str| !loses_members && known.stays(name, &effects);
    let mut properties: Vec<(Arc<str>, NodeId)> = Vec::with_capacity(own.properties.len());
    for (name, member) in own.properties.iter() {
        let is_optional = !known.required.contains(name);
        let column = wider.asked.member(context.column, Some(name));
        let mapped = wider.member(*member, context, column, Some(name), is_optional);
        properties.push((name.clone(), mapped));
    }
    let of_others = joined(wider, own, &mut properties, context);
    if effects.split_names {
        let dotted = own.properties.keys().chain(own.required.iter());
        for first in dotted.filter_map(|name| name.split_once('.').map(|(first, _)| first)) {
            // What is in it may be any of the names that begin so.
            let anything = wider.synthetic(Keywords::default());
            properties.retain(|(name, _)| **name != *first);
            properties.push((first.into(), anything));
        }
    }
    mapped.properties = properties.into();
    mapped.required = own.required.iter().filter(|name| stays(name)).cloned().collect();
    mapped.additional_properties = own
        .additional_properties
        .map(|id| other(wider, id, context, of_others));
    if own.asserts_only_required() {
        return not_null(wider, own, mapped, &known, level);
    }
    let any = wider.asked.any_member(context.column);
    mapped.unevaluated_properties = own
        .unevaluated_properties
        .map(|id| other(wider, id, context, any));
    let patterns = own.pattern_properties.iter();
    let patterns: Vec<(Arc<str>, NodeId)> = patterns
        .map(|(pattern, id)| (pattern.clone(), other(wider, *id, context, any)))
        .collect();
    mapped.pattern_properties = patterns;
    if effects.other_keys && !mapped.pattern_properties.is_empty() {
        // A key that fits a pattern may have become one that fits none, or another.
        let patterns = std::mem::take(&mut mapped.pattern_properties);
        let any: Vec<NodeId> = patterns.into_iter().map(|(_, id)| id).collect();
        if let Some(additional) = mapped.additional_properties {
            let any_of = any.into_iter().chain([additional]).collect();
            let mut union = Keywords::default();
            union.any_of = any_of;
            mapped.additional_properties = Some(wider.synthetic(union));
        }
    }
    let keeps_names = !(effects.adds_members() || effects.other_keys || effects.split_names);
    let names = own.property_names.filter(|_| keeps_names);
    mapped.property_names = names.map(|id| wider.unchanged(id));
    if effects.adds_members() || effects.split_names {
        mapped.max_properties = None;
    }
    if effects.removes_members() {
        mapped.min_properties = 0;
    }
    dependencies(wider, own, mapped, context, &stays);
    not_null(wider, own, mapped, &known, level);
}

/// Adds the members that other schemas name for the column of an object, and this one does not: an engine that joins
/// columns gives them to each object. Returns the column of all other members.
fn joined(
    wider: &mut Wider<'_, '_>,
    own: &Keywords,
    properties: &mut Vec<(Arc<str>, NodeId)>,
    context: Context,
) -> Column {
    if context.column == Column::UNASKED {
        return context.column;
    }
    let Some(additional) = own.additional_properties else {
        return context.column;
    };
    let names = wider.asked.names(context.column);
    let (Some(names), true) = (names, own.pattern_properties.is_empty()) else {
        return wider.asked.any_member(context.column);
    };
    for name in names.iter().filter(|name| !own.properties.contains_key(name)) {
        let column = wider.asked.member(context.column, Some(name));
        let member = wider.member(additional, context, column, Some(name), true);
        properties.push((name.clone(), member));
    }
    wider.asked.member(context.column, None)
}

/// The schema of members that have no name in a schema.
fn other(wider: &mut Wider<'_, '_>, from: NodeId, context: Context, column: Column) -> NodeId {
    let level = context.level;
    let member = wider.member(from, context, column, None, true);
    let accepts_all =
        keywords(wider.schema, from).is_none() && wider.schema.types_of_node(from) == Types::ALL;
    if !wider.effects(level).split_names || accepts_all {
        return member;
    }
    if wider.schema.types_of_node(from) == Types::NONE {
        return member;
    }
    // {"a.b": 1} is {"a": {"b": 1}}: an object, in which the same holds of each member.
    let nested = wider.synthetic(Keywords::default());
    let either = wider.synthetic(conditional(nested, None, Some(member)));
    let mut object = Keywords::default();
    object.types = Some(Types::OBJECT);
    object.additional_properties = Some(either);
    wider.replace(nested, object);
    either
}

/// Keeps a member that is required from being null where no accepted message has null there: an engine that fills in
/// nulls would otherwise hide that it is missing.
fn not_null(wider: &mut Wider<'_, '_>, own: &Keywords, mapped: &mut Keywords, known: &Known, level: Level) {
    if !wider.effects(level).null_for_absent {
        return;
    }
    let names = own.required.iter();
    let names = names.filter(|name| known.never_null.contains(*name) && !own.properties.contains_key(name));
    let names: Vec<Arc<str>> = names.cloned().collect();
    if names.is_empty() {
        return;
    }
    let mut members = Keywords::default();
    let solid = wider.not_null();
    members.properties = names
        .into_iter()
        .map(|name| (name, solid))
        .collect::<Vec<_>>()
        .into();
    let members = wider.synthetic(members);
    mapped.all_of.push(members);
}

/// `dependentRequired` and `dependentSchemas`: a member that an engine filled in asks for nothing.
fn dependencies(
    wider: &mut Wider<'_, '_>,
    own: &Keywords,
    mapped: &mut Keywords,
    context: Context,
    stays: &dyn Fn(&str) -> bool,
) {
    let adds = wider.effects(context.level).adds_members();
    let fills = wider.effects(context.level).default_for_absent;
    mapped.dependent_required.clear();
    mapped.dependent_schemas.clear();
    for (name, needed) in &own.dependent_required {
        let needed = needed.iter().filter(|name| stays(name)).cloned().collect();
        if !adds {
            mapped.dependent_required.insert(name.clone(), needed);
        } else if !fills {
            let mut then = Keywords::default();
            then.required = needed;
            let then = wider.synthetic(then);
            if_there(wider, mapped, name, then);
        }
    }
    for (name, id) in &own.dependent_schemas {
        let then = wider.alternative(*id, context);
        if !adds {
            mapped.dependent_schemas.insert(name.clone(), then);
        } else if !fills {
            if_there(wider, mapped, name, then);
        }
    }
}

/// Demands a schema if a member is there and not null.
fn if_there(wider: &mut Wider<'_, '_>, mapped: &mut Keywords, name: &Arc<str>, then: NodeId) {
    let mut when = Keywords::default();
    when.required = [name.clone()].into_iter().collect();
    when.properties = vec![(name.clone(), wider.not_null())].into();
    let when = wider.synthetic(when);
    let demanded = wider.synthetic(conditional(when, Some(then), None));
    mapped.all_of.push(demanded);
}

impl Wider<'_, '_> {
    /// A node for all but null.
    fn not_null(&mut self) -> NodeId {
        let mut keywords = Keywords::default();
        keywords.types = Some(Types(Types::ALL.0 & !Types::NULL.0));
        self.synthetic(keywords)
    }

    /// Puts keywords in a node that was added.
    fn replace(&mut self, id: NodeId, keywords: Keywords) {
        self.set(id, Body::Keywords(keywords.into()));
    }
}
