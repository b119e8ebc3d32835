//! Definitions that nothing refers to are left out, and the rest get names that do not depend on the order in which
//! schemars met them.
//!
//! Definitions that share a name (instances of one generic, types of two modules) are distinguished by their
//! content. They are ranked by their text, in which references are written as ranks, until the ranks no longer
//! change. Definitions with the same content become one. The rest are numbered in the order of their ranks.

use std::collections::{BTreeMap, BTreeSet};

use super::super::marks::Marks;
use super::super::working_schema::{Definition, WorkingSchema, each_reference};
use super::order;
use counterpart_engine::json::{Json, Object};
use counterpart_engine::keywords;

pub(super) fn run(mut working: WorkingSchema) -> WorkingSchema {
    let reached = reachable(&working);
    working.definitions.retain(|key, _| reached.contains(key));
    for definition in working.definitions.values_mut() {
        definition.name = plain(&definition.name);
    }
    let ranks = ranks(&working);
    let names = names(&working, &ranks);

    let mut definitions = BTreeMap::new();
    for (key, mut definition) in working.definitions {
        each_reference(&mut definition.schema, &mut |reference| {
            *reference = names[reference.as_str()].clone();
        });
        definitions.insert(names[&key].clone(), definition);
    }
    WorkingSchema {
        root: names[&working.root].clone(),
        definitions,
    }
}

fn reachable(working: &WorkingSchema) -> BTreeSet<String> {
    let mut reached = BTreeSet::new();
    let mut waiting = vec![working.root.clone()];
    while let Some(key) = waiting.pop() {
        if let Some(definition) = working.definitions.get(&key).filter(|_| !reached.contains(&key)) {
            reached.insert(key);
            each_reference(&mut definition.schema.clone(), &mut |reference| {
                waiting.push(reference.clone());
            });
        }
    }
    reached
}

/// Returns the name without characters that need an escape in a pointer in a URI fragment.
fn plain(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.') {
                c
            } else {
                '_'
            }
        })
        .collect();
    if plain.is_empty() { "_".to_owned() } else { plain }
}

/// The rank of each definition among those of its name; equal where two say the same.
fn ranks(working: &WorkingSchema) -> BTreeMap<String, usize> {
    let mut ranks: BTreeMap<String, usize> = working.definitions.keys().map(|key| (key.clone(), 0)).collect();
    // Each round distinguishes definitions by a longer chain of references. After as many rounds as definitions,
    // none can differ.
    for _ in 0..working.definitions.len() {
        let texts: BTreeMap<&String, (usize, String)> = working
            .definitions
            .iter()
            .map(|(key, definition)| (key, (ranks[key], text(definition, working, &ranks))))
            .collect();
        let next: BTreeMap<String, usize> = working
            .definitions
            .iter()
            .map(|(key, definition)| {
                let lower: BTreeSet<_> = working
                    .definitions
                    .iter()
                    .filter(|(_, other)| other.name == definition.name)
                    .map(|(other, _)| &texts[other])
                    .filter(|other| *other < &texts[key])
                    .collect();
                (key.clone(), lower.len())
            })
            .collect();
        if next == ranks {
            break;
        }
        ranks = next;
    }
    ranks
}

fn text(definition: &Definition, working: &WorkingSchema, ranks: &BTreeMap<String, usize>) -> String {
    let mut schema = definition.schema.clone();
    each_reference(&mut schema, &mut |reference| {
        let name = working
            .definitions
            .get(reference)
            .map_or("", |target| &target.name);
        *reference = format!("{name} {}", ranks.get(reference).copied().unwrap_or_default());
    });
    keywords::each(&mut schema, &mut |node| {
        node.as_object_mut().map(Marks::take);
    });
    let mut members = Object::from_iter([("not".to_owned(), schema)]);
    order::run(&mut members);
    Json::Object(members).to_string()
}

/// The final key of each definition. If several share a name, the one with the least rank has it, and the others
/// are numbered from 2. The root has a key that is not a name.
fn names(working: &WorkingSchema, ranks: &BTreeMap<String, usize>) -> BTreeMap<String, String> {
    let mut classes: BTreeMap<(&str, usize), Vec<&String>> = BTreeMap::new();
    for (key, definition) in &working.definitions {
        if *key != working.root {
            classes
                .entry((&definition.name, ranks[key]))
                .or_default()
                .push(key);
        }
    }
    let root = &working.definitions[&working.root];
    let mut names = BTreeMap::from([(working.root.clone(), "#".to_owned())]);
    // A definition with the same content as the root is the root.
    if let Some(same) = classes.remove(&(root.name.as_str(), ranks[&working.root])) {
        names.extend(same.into_iter().map(|key| (key.clone(), "#".to_owned())));
    }
    let mut taken: BTreeSet<String> = classes.keys().map(|(name, _)| (*name).to_owned()).collect();
    let mut first_of: BTreeSet<&str> = BTreeSet::new();
    for ((name, _), keys) in classes {
        let own = if first_of.insert(name) {
            name.to_owned()
        } else {
            (2..)
                .map(|number| format!("{name}{number}"))
                .find(|candidate| !taken.contains(candidate))
                .expect("there are more numbers than definitions")
        };
        taken.insert(own.clone());
        names.extend(keys.into_iter().map(|key| (key.clone(), own.clone())));
    }
    names
}

#[cfg(test)]
mod tests {
    use super::super::testing::{text, working};
    use super::run;

    fn named(schema: &str) -> String {
        text(run(working(schema)))
    }

    #[test]
    fn definitions_with_one_name_are_numbered_by_content() {
        let one = r##"{"properties":{"x":{"$ref":"#/$defs/Gen"},"y":{"$ref":"#/$defs/Gen2"}},"$defs":{
            "Gen":{"x-counterpart":{"name":"Gen"},"type":"string"},"Gen2":{"x-counterpart":{"name":"Gen"},"type":"integer"}}}"##;
        let other = r##"{"properties":{"x":{"$ref":"#/$defs/Gen2"},"y":{"$ref":"#/$defs/Gen"}},"$defs":{
            "Gen":{"x-counterpart":{"name":"Gen"},"type":"integer"},"Gen2":{"x-counterpart":{"name":"Gen"},"type":"string"}}}"##;
        assert_eq!(named(one), named(other));
        insta::assert_snapshot!(named(one), @r##"{"properties":{"x":{"$ref":"#/$defs/Gen2"},"y":{"$ref":"#/$defs/Gen"}},"$defs":{"Gen":{"x-counterpart":{"name":"Gen"},"type":"integer"},"Gen2":{"x-counterpart":{"name":"Gen"},"type":"string"}}}"##);
    }

    #[test]
    fn definitions_that_differ_only_in_references_are_distinguished() {
        let schema = |first: &str, second: &str| {
            format!(
                r##"{{"properties":{{"x":{{"$ref":"#/$defs/Page"}},"y":{{"$ref":"#/$defs/Page2"}}}},"$defs":{{
            "Page":{{"x-counterpart":{{"name":"Page"}},"items":{{"$ref":"#/$defs/Page"}},"contains":{{"$ref":"#/$defs/{first}"}}}},
            "Page2":{{"x-counterpart":{{"name":"Page"}},"items":{{"$ref":"#/$defs/Page2"}},"contains":{{"$ref":"#/$defs/{second}"}}}},
            "A":{{"type":"string"}},"B":{{"type":"integer"}}}}}}"##
            )
        };
        insta::assert_snapshot!(named(&schema("A", "B")), @r##"{"properties":{"x":{"$ref":"#/$defs/Page"},"y":{"$ref":"#/$defs/Page2"}},"$defs":{"A":{"type":"string"},"B":{"type":"integer"},"Page":{"x-counterpart":{"name":"Page"},"items":{"$ref":"#/$defs/Page"},"contains":{"$ref":"#/$defs/A"}},"Page2":{"x-counterpart":{"name":"Page"},"items":{"$ref":"#/$defs/Page2"},"contains":{"$ref":"#/$defs/B"}}}}"##);
        assert_eq!(
            named(&schema("B", "A")).matches("Page2").count(),
            named(&schema("A", "B")).matches("Page2").count()
        );
    }

    #[test]
    fn equal_definitions_with_one_name_are_merged() {
        insta::assert_snapshot!(named(r##"{"prefixItems":[{"$ref":"#/$defs/A"},{"$ref":"#/$defs/A2"}],"$defs":{
            "A":{"x-counterpart":{"name":"A"},"items":{"$ref":"#/$defs/A2"}},"A2":{"x-counterpart":{"name":"A"},"items":{"$ref":"#/$defs/A"}}}}"##), @r##"{"prefixItems":[{"$ref":"#/$defs/A"},{"$ref":"#/$defs/A"}],"$defs":{"A":{"x-counterpart":{"name":"A"},"items":{"$ref":"#/$defs/A"}}}}"##);
    }

    #[test]
    fn a_type_whose_own_name_ends_in_a_number_keeps_it() {
        insta::assert_snapshot!(named(r##"{"prefixItems":[{"$ref":"#/$defs/A2"},{"$ref":"#/$defs/A"},{"$ref":"#/$defs/A3"}],"$defs":{
            "A2":{"x-counterpart":{"name":"A2"},"const":1},"A":{"x-counterpart":{"name":"A"},"const":2},"A3":{"x-counterpart":{"name":"A"},"const":3}}}"##), @r##"{"prefixItems":[{"$ref":"#/$defs/A2"},{"$ref":"#/$defs/A"},{"$ref":"#/$defs/A3"}],"$defs":{"A":{"x-counterpart":{"name":"A"},"const":2},"A2":{"x-counterpart":{"name":"A2"},"const":1},"A3":{"x-counterpart":{"name":"A"},"const":3}}}"##);
    }

    #[test]
    fn unused_definitions_are_removed_and_names_need_no_escape() {
        insta::assert_snapshot!(named(r##"{"items":{"$ref":"#/$defs/a%20%2Fb"},"$defs":{"a /b":{"type":"null"},"Unused":{"$ref":"#/$defs/Unused"}}}"##), @r##"{"items":{"$ref":"#/$defs/a__b"},"$defs":{"a__b":{"type":"null"}}}"##);
    }

    #[test]
    fn a_reference_to_the_root_stays_one() {
        insta::assert_snapshot!(named(r##"{"properties":{"next":{"$ref":"#"}}}"##), @r##"{"properties":{"next":{"$ref":"#"}}}"##);
    }
}
