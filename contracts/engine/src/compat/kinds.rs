//! The JSON types that occur anywhere in the values of a schema.

use std::collections::BTreeSet;

use super::schema::Schema;
use super::schema::node::{Body, Cycle, Keywords, NodeId, Types};
use crate::json::{Json, Number};

/// References and applicators are followed so far for the types of one value.
const DEPTH: usize = 8;

/// Larger unions are not looked into; those of the whole value may have more branches.
const MOST_BRANCHES: usize = 8;
const MOST_BRANCHES_OF_WHOLE: usize = 1_000;

impl Schema {
    /// Returns the types of the values, and of all their parts that the schema mentions. Other properties of an
    /// open object do not count.
    #[doc(hidden)]
    pub fn types_anywhere(&self) -> Types {
        let mut found = Types::NONE;
        let mut seen = BTreeSet::new();
        let mut pending = vec![(self.root(), Types::ALL)];
        while let Some((node, within)) = pending.pop() {
            let types = within.and(self.types_of(node, DEPTH));
            if types == Types::NONE || !seen.insert((node.0, types.0)) {
                continue;
            }
            let keywords = match &self.node(node).body {
                Body::Always(_) => {
                    found = found.or(types);
                    continue;
                }
                Body::Keywords(keywords) => keywords,
            };
            if let Some(values) = &keywords.values {
                found = values
                    .iter()
                    .fold(found, |found, value| found.or(types_in(value)));
                continue;
            }
            found = found.or(types);
            let conditional = keywords.condition.iter();
            let conditional = conditional.flat_map(|condition| [condition.then, condition.otherwise]);
            let in_place = [
                &keywords.references,
                &keywords.all_of,
                &keywords.any_of,
                &keywords.one_of,
            ];
            let in_place = in_place.into_iter().flatten().copied();
            let in_place = in_place
                .chain(conditional.flatten())
                .chain(keywords.dependent_schemas.values().copied());
            pending.extend(in_place.map(|node| (node, types)));
            pending.extend(parts(keywords, types).map(|node| (node, Types::ALL)));
        }
        found
    }

    /// Returns the types of the values: none that is missing here is accepted.
    #[doc(hidden)]
    pub fn types(&self) -> Types {
        let mut node = self.root();
        while self.cycle(node) == Cycle::No {
            match &self.node(node).body {
                Body::Keywords(keywords) if keywords.is_reference => node = keywords.references[0],
                _ => break,
            }
        }
        self.types_of(node, DEPTH)
    }

    /// Returns true if the schema distinguishes integers from other numbers.
    #[doc(hidden)]
    pub fn tells_integers(&self) -> bool {
        (0..self.len() as u32).any(|id| match &self.node(NodeId(id)).body {
            Body::Always(_) => false,
            Body::Keywords(keywords) => {
                let only_integers =
                    |types: Types| types.intersects(Types::INTEGER) && !types.intersects(Types::FRACTION);
                let has_integer = |values: &Vec<Json>| {
                    values
                        .iter()
                        .any(|value| types_in(value).intersects(Types::INTEGER))
                };
                // A reader that demands multiples of a whole number has an integer in mind.
                let is_whole = |number: &Number| number.is_integer();
                keywords.types.is_some_and(only_integers)
                    || keywords.values.as_ref().is_some_and(has_integer)
                    || keywords.multiple_of.as_ref().is_some_and(is_whole)
            }
        })
    }

    /// The same for one node.
    #[doc(hidden)]
    pub fn types_of_node(&self, node: NodeId) -> Types {
        self.types_of(node, DEPTH)
    }

    fn types_of(&self, node: NodeId, depth: usize) -> Types {
        let keywords = match &self.node(node).body {
            Body::Always(true) => return Types::ALL,
            Body::Always(false) => return Types::NONE,
            Body::Keywords(keywords) => keywords,
        };
        let mut types = keywords.types.unwrap_or(Types::ALL);
        if let Some(values) = &keywords.values {
            types = types.and(
                values
                    .iter()
                    .fold(Types::NONE, |types, value| types.or(Types::of(value))),
            );
        }
        if depth == 0 {
            return types;
        }
        for node in keywords.references.iter().chain(&keywords.all_of) {
            types = types.and(self.types_of(*node, depth - 1));
        }
        let most = match depth {
            DEPTH => MOST_BRANCHES_OF_WHOLE,
            _ => MOST_BRANCHES,
        };
        for union in [&keywords.any_of, &keywords.one_of] {
            if !union.is_empty() && union.len() <= most {
                let of_branches = union.iter().fold(Types::NONE, |types, node| {
                    types.or(self.types_of(*node, depth / 2))
                });
                types = types.and(of_branches);
            }
        }
        types
    }
}

/// The schemas of members and items of values of these types.
fn parts(keywords: &Keywords, types: Types) -> impl Iterator<Item = NodeId> + '_ {
    let of_objects = keywords
        .properties
        .values()
        .chain(keywords.pattern_properties.iter().map(|(_, node)| node))
        .chain(&keywords.additional_properties)
        .chain(&keywords.unevaluated_properties);
    let of_arrays = keywords
        .prefix_items
        .iter()
        .chain(&keywords.items)
        .chain(&keywords.contains)
        .chain(&keywords.unevaluated_items);
    let of_objects = of_objects.filter(move |_| types.intersects(Types::OBJECT));
    let of_arrays = of_arrays.filter(move |_| types.intersects(Types::ARRAY));
    of_objects.chain(of_arrays).copied()
}

fn types_in(value: &Json) -> Types {
    let mut found = Types::NONE;
    let mut pending = vec![value];
    while let Some(value) = pending.pop() {
        found = found.or(Types::of(value));
        match value {
            Json::Array(items) => pending.extend(items),
            Json::Object(members) => pending.extend(members.values()),
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compat::schema::Options;

    fn types(text: &str) -> Types {
        Schema::parse(text.as_bytes(), &Options::default())
            .unwrap()
            .types_anywhere()
    }

    #[test]
    fn types_are_found_in_parts_and_behind_references_and_nowhere_else() {
        for (text, expected) in [
            ("true", Types::ALL),
            ("false", Types::NONE),
            (
                r#"{"const": {"a": [1.5]}}"#,
                Types::OBJECT.or(Types::ARRAY).or(Types::FRACTION),
            ),
            (
                r#"{"type": "object", "properties": {"n": {"type": "integer"}}, "additionalProperties": false}"#,
                Types::OBJECT.or(Types::INTEGER),
            ),
            (
                r##"{"$ref": "#/$defs/t", "$defs": {"t": {"allOf": [{"type": "array"}, {"items": {"$ref": "#/$defs/t"}}]}}}"##,
                Types::ARRAY,
            ),
            (
                r#"{"anyOf": [{"type": "null"}, {"type": "string"}], "minLength": 1}"#,
                Types::NULL.or(Types::STRING),
            ),
            (r#"{"type": "number", "not": {"type": "integer"}}"#, Types::NUMBER),
        ] {
            assert_eq!(types(text), expected, "{text}");
        }
    }

    #[test]
    fn types_of_whole_values_are_those_of_all_branches() {
        let types = |text: &str| {
            Schema::parse(text.as_bytes(), &Options::default())
                .unwrap()
                .types()
        };
        let branches = vec![r#"{"type": "object"}"#; 50].join(", ");
        for (text, expected) in [
            ("{}".to_owned(), Types::ALL),
            (format!(r#"{{"oneOf": [{branches}]}}"#), Types::OBJECT),
            (
                format!(
                    r##"{{"$ref": "#/$defs/e", "$defs": {{"e": {{"anyOf": [{branches}, {{"const": "x"}}]}}}}}}"##
                ),
                Types::OBJECT.or(Types::STRING),
            ),
            (r##"{"$ref": "#"}"##.to_owned(), Types::ALL),
        ] {
            assert_eq!(types(&text), expected, "{text}");
        }
    }
}
