//! An upper bound of `jsonschema`'s work on a value.
//!
//! The library remembers nothing between two schemas that it applies. A schema with many paths to it is applied
//! once for each of them. `unevaluatedProperties` and `unevaluatedItems` apply the schemas beside them again to
//! learn what was evaluated. Sixteen such levels in two kilobytes keep it busy for seconds, and each further level
//! takes four times as long. So it is only asked if a bound of its work is known beforehand.

use std::collections::HashMap;

use crate::compat::schema::Schema;
use crate::compat::schema::node::{Body, Keywords, NodeId};
use crate::json::Json;

/// Schemas that the library applies for one value at most: a tenth of a second or so.
pub(super) const MOST: u64 = 4_000_000;
/// How often the schemas beside an `unevaluated…` are applied: once for themselves, and by the library (0.61) up to
/// three more times to see what they evaluated.
const AGAIN: u64 = 4;
/// The number of pairs of a schema and a value that are examined to find the bound.
const LOOKED_AT: usize = 200_000;

/// Returns true if the library is done with the value after [`MOST`] schemas.
pub(super) fn is_bounded(schema: &Schema, value: &Json) -> bool {
    schema.most_applied().saturating_mul(value.count() as u64) <= MOST
        || applied(schema, value).is_some_and(|applied| applied <= MOST)
}

/// The number of paths from the top of a schema to all of its parts, each counted as often as the library follows
/// it; infinite if the schema refers to itself. Multiplied by the number of values, it bounds the work for each
/// value.
pub(super) fn most_applied(schema: &Schema) -> u64 {
    if is_tree(schema) {
        schema.len() as u64
    } else {
        paths(schema)
    }
}

fn paths(schema: &Schema) -> u64 {
    const OPEN: u64 = 0;
    let mut known: Vec<Option<u64>> = vec![None; schema.len()];
    let mut waiting = vec![(schema.root(), false)];
    while let Some((node, is_left)) = waiting.pop() {
        let place = node.0 as usize;
        let Body::Keywords(keywords) = &schema.node(node).body else {
            known[place] = Some(1);
            continue;
        };
        if is_left {
            let of = |node: NodeId| known[node.0 as usize].unwrap_or(u64::MAX);
            let beside = total(keywords.in_place().map(of));
            let inside = total(children(keywords).map(of));
            let sum = again(keywords).saturating_mul(beside).saturating_add(inside);
            known[place] = Some(sum.saturating_add(1));
            continue;
        }
        match known[place] {
            // It is applied within itself.
            Some(OPEN) => return u64::MAX,
            Some(_) => {}
            None => {
                known[place] = Some(OPEN);
                waiting.push((node, true));
                let next = keywords.in_place().chain(children(keywords));
                waiting.extend(next.map(|next| (next, false)));
            }
        }
    }
    known[schema.root().0 as usize].unwrap_or(u64::MAX)
}

/// Returns true if there is one path to each schema, which is followed once: nothing refers to another one, and none is applied again.
fn is_tree(schema: &Schema) -> bool {
    (0..schema.len() as u32).all(|id| match &schema.node(NodeId(id)).body {
        Body::Keywords(keywords) => keywords.references.is_empty() && again(keywords) == 1,
        Body::Always(_) => true,
    })
}

/// The same for one value, which ends recursion; `None` if even that cannot be computed soon.
fn applied(schema: &Schema, value: &Json) -> Option<u64> {
    let key = |node: NodeId, value: &Json| (node, std::ptr::from_ref(value));
    let mut known = HashMap::new();
    let mut waiting = vec![(schema.root(), value, false)];
    while let Some((node, value, is_left)) = waiting.pop() {
        if known.len() > LOOKED_AT || waiting.len() > LOOKED_AT {
            return None;
        }
        let Body::Keywords(keywords) = &schema.node(node).body else {
            known.insert(key(node, value), 1);
            continue;
        };
        if is_left {
            // A schema that is applied within itself to the same value is not known yet, and unbounded.
            let of = |node, value| known.get(&key(node, value)).copied().unwrap_or(u64::MAX);
            let beside = total(keywords.in_place().map(|node| of(node, value)));
            let inside = total(below(keywords, value).map(|(node, value)| of(node, value)));
            let sum = again(keywords).saturating_mul(beside).saturating_add(inside);
            known.insert(key(node, value), sum.saturating_add(1));
        } else if !known.contains_key(&key(node, value)) {
            waiting.push((node, value, true));
            waiting.extend(keywords.in_place().map(|node| (node, value, false)));
            waiting.extend(below(keywords, value).map(|(node, value)| (node, value, false)));
        }
    }
    known.get(&key(schema.root(), value)).copied()
}

fn total(applied: impl Iterator<Item = u64>) -> u64 {
    applied.fold(0, u64::saturating_add)
}

fn again(keywords: &Keywords) -> u64 {
    match (keywords.unevaluated_properties, keywords.unevaluated_items) {
        (None, None) => 1,
        _ => AGAIN,
    }
}

/// The schemas of a value's parts.
fn children(keywords: &Keywords) -> impl Iterator<Item = NodeId> + '_ {
    let by_pattern = keywords.pattern_properties.iter().map(|(_, node)| *node);
    let by_place = keywords.prefix_items.iter().copied();
    let rest = of_items(keywords).chain(of_members(keywords));
    let rest = rest.chain(keywords.property_names);
    keywords
        .properties
        .values()
        .copied()
        .chain(by_pattern)
        .chain(by_place)
        .chain(rest)
}

fn of_items(keywords: &Keywords) -> impl Iterator<Item = NodeId> + use<> {
    [keywords.items, keywords.contains, keywords.unevaluated_items]
        .into_iter()
        .flatten()
}

fn of_members(keywords: &Keywords) -> impl Iterator<Item = NodeId> + use<> {
    [keywords.additional_properties, keywords.unevaluated_properties]
        .into_iter()
        .flatten()
}

/// The schemas that may be applied to parts of this value, with those parts.
fn below<'a>(keywords: &'a Keywords, value: &'a Json) -> Box<dyn Iterator<Item = (NodeId, &'a Json)> + 'a> {
    match value {
        Json::Array(items) => {
            let by_place = keywords.prefix_items.iter().copied().zip(items);
            let rest = items
                .iter()
                .flat_map(|item| of_items(keywords).map(move |node| (node, item)));
            Box::new(by_place.chain(rest))
        }
        Json::Object(members) => {
            type Named<'a> = Box<dyn Iterator<Item = (NodeId, &'a Json)> + 'a>;
            let properties = &keywords.properties;
            let by_name: Named<'a> = if properties.len() < members.len() {
                let named = properties.iter();
                Box::new(named.filter_map(|(name, node)| Some((*node, members.get(&**name)?))))
            } else {
                let named = members.iter();
                Box::new(named.filter_map(|(name, member)| Some((*properties.get(name.as_str())?, member))))
            };
            let of_each = || {
                let by_pattern = keywords.pattern_properties.iter().map(|(_, node)| *node);
                by_pattern.chain(of_members(keywords))
            };
            // Most schemas speak of few properties, and objects may have many.
            let members = members.values().take(match of_each().next() {
                Some(_) => usize::MAX,
                None => 0,
            });
            let rest = members.flat_map(move |member| of_each().map(move |node| (node, member)));
            Box::new(by_name.chain(rest))
        }
        _ => Box::new(std::iter::empty()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compat::schema::Options;
    use crate::compat::second_evaluator::Scope;
    use crate::json::parse;

    fn schema(text: &str) -> Schema {
        Schema::parse(text.as_bytes(), &Options::default()).unwrap()
    }

    /// This many `allOf` within each other, each beside `keyword`.
    fn nested(levels: usize, keyword: &str) -> Schema {
        let level = |inner: String, at| {
            format!(r#"{{"allOf": [{inner}], "properties": {{"p{at}": true}}, "{keyword}": false}}"#)
        };
        schema(&(0..levels).fold(r#"{"required": ["p0"]}"#.to_owned(), level))
    }

    #[test]
    fn library_is_not_asked_if_each_level_quadruples_its_work() {
        let value = parse(br#"{"p0": 1}"#).unwrap();
        for (levels, is_asked) in [(1, true), (9, true), (16, false), (200, false)] {
            let schema = nested(levels, "unevaluatedProperties");
            assert_eq!(is_bounded(&schema, &value), is_asked, "{levels}");
            for extent in [Scope::Slice, Scope::Full] {
                let answer = schema.second_opinion(&value, extent);
                assert_eq!(answer.is_some(), is_asked, "{levels}, {extent:?}");
            }
            assert!(is_bounded(&nested(levels, "x-note"), &value), "{levels}");
        }
    }

    #[test]
    fn ways_that_double_with_each_level_are_counted_without_being_gone() {
        let definitions: Vec<String> = (0..60)
            .map(|at| {
                let next = format!(r##"{{"$ref": "#/$defs/d{}"}}"##, at + 1);
                format!(r#""d{at}": {{"allOf": [{next}, {next}]}}"#)
            })
            .collect();
        let schema = schema(&format!(
            r##"{{"$ref": "#/$defs/d0", "$defs": {{{}, "d60": {{"type": "integer"}}}}}}"##,
            definitions.join(", ")
        ));
        assert!(most_applied(&schema) > 1 << 60);
        assert!(!is_bounded(&schema, &parse(b"1").unwrap()));
    }

    #[test]
    fn schema_without_references_has_one_path_to_each_of_its_parts() {
        let tree = schema(
            r#"{"properties": {"a": {"items": {"type": "null"}}, "b": {"anyOf": [true, {"not": {"minimum": 1}}]}},
            "additionalProperties": {"if": {"type": "string"}, "then": false}, "$defs": {"c": {"type": "null"}}}"#,
        );
        assert!(is_tree(&tree));
        assert_eq!(most_applied(&tree), paths(&tree));
        for other in [
            r##"{"properties": {"a": {"$ref": "#"}}}"##,
            r#"{"items": {"unevaluatedProperties": {"type": "null"}}}"#,
            r#"{"items": {"unevaluatedItems": false}}"#,
        ] {
            assert!(!is_tree(&schema(other)), "{other}");
        }
    }

    #[test]
    fn value_ends_recursion() {
        let list = schema(
            r##"{"properties": {"next": {"$ref": "#"}}, "allOf": [{"required": ["id"]}], "unevaluatedProperties": {"type": "integer"}}"##,
        );
        assert_eq!(most_applied(&list), u64::MAX);
        let deep = (0..60).fold(r#"{"id": 1}"#.to_owned(), |next, _| {
            format!(r#"{{"id": 1, "next": {next}}}"#)
        });
        assert!(is_bounded(&list, &parse(deep.as_bytes()).unwrap()));
        // Here each level is searched again by the level above it.
        let again = schema(
            r##"{"anyOf": [{"properties": {"next": {"$ref": "#"}}}], "properties": {"id": true}, "unevaluatedProperties": false}"##,
        );
        assert!(!is_bounded(&again, &parse(deep.as_bytes()).unwrap()));
        assert!(is_bounded(
            &again,
            &parse(br#"{"id": 1, "next": {"id": 2}}"#).unwrap()
        ));
    }
}
