//! Names under `$defs`: as short as possible, and the same for the same files in any order.

use std::collections::{BTreeMap, BTreeSet};

use counterpart_engine::json::Pointer;

/// Gives each place a unique name. The name is the last step of the pointer, or the name of the file if the pointer
/// is its top. If several would have that name, the file comes first; if that is not enough, the whole path; and if
/// nothing else distinguishes them, a number.
pub(super) fn names<K: Ord + Clone>(places: &BTreeMap<K, (String, Pointer)>) -> BTreeMap<K, String> {
    let mut named = BTreeMap::new();
    let mut open: BTreeSet<&K> = places.keys().collect();
    for level in 0..3 {
        let mut groups: BTreeMap<String, Vec<&K>> = BTreeMap::new();
        for &key in &open {
            let (file, pointer) = &places[key];
            groups.entry(name(file, pointer, level)).or_default().push(key);
        }
        let taken: BTreeSet<String> = named.values().cloned().collect();
        for (name, keys) in groups {
            if keys.len() == 1 && !taken.contains(&name) {
                open.remove(keys[0]);
                named.insert(keys[0].clone(), name);
            }
        }
    }
    let mut taken: BTreeSet<String> = named.values().cloned().collect();
    for key in open {
        let (file, pointer) = &places[key];
        // One place that is written in several ways keeps its short name with a number.
        let short = name(file, pointer, 0);
        let numbered = (1..)
            .map(|n| {
                if n == 1 {
                    short.clone()
                } else {
                    format!("{short}-{n}")
                }
            })
            .find(|name| !taken.contains(name))
            .expect("there are more numbers than names");
        taken.insert(numbered.clone());
        named.insert(key.clone(), numbered);
    }
    named
}

fn name(file: &str, pointer: &Pointer, level: usize) -> String {
    let stem = |path: &str| {
        let endings = [".json", ".yaml", ".yml"];
        let path = endings
            .iter()
            .find_map(|ending| path.strip_suffix(ending))
            .unwrap_or(path);
        path.strip_suffix(".schema").unwrap_or(path).to_owned()
    };
    let base = file.rsplit('/').next().unwrap_or(file);
    // AsyncAPI may keep a schema beside its format, one step below its name.
    let steps = match pointer.steps() {
        [named @ .., schema]
            if schema == "schema" && named.len() >= 2 && named[named.len() - 2] == "schemas" =>
        {
            named
        }
        steps => steps,
    };
    let last = steps.last().filter(|step| !step.is_empty());
    let name = match (level, last) {
        (0, Some(last)) => last.clone(),
        (0, None) => stem(base),
        (1, Some(last)) => format!("{}.{last}", stem(base)),
        (1, None) => stem(file),
        _ => {
            let steps = steps.iter().map(|step| format!(".{step}"));
            format!("{}{}", stem(file), steps.collect::<String>())
        }
    };
    let plain = |c: char| {
        if c.is_alphanumeric() || "-_.".contains(c) {
            c
        } else {
            '.'
        }
    };
    name.chars().filter(|&c| c != '$').map(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(places: &[(&str, &str)]) -> Vec<String> {
        let places = places
            .iter()
            .enumerate()
            .map(|(key, (file, pointer))| (key, (file.to_string(), pointer.parse().unwrap())));
        names(&places.collect()).into_values().collect()
    }

    #[test]
    fn a_name_is_as_short_as_it_can_be() {
        assert_eq!(
            named(&[
                ("common/user.schema.json", ""),
                ("order.json", "/definitions/line item")
            ]),
            ["user", "line.item"]
        );
    }

    #[test]
    fn two_with_one_name_both_name_their_files() {
        assert_eq!(
            named(&[("a.json", "/$defs/id"), ("b.json", "/$defs/id")]),
            ["a.id", "b.id"]
        );
        assert_eq!(
            named(&[("x/user.json", ""), ("y/user.json", "")]),
            ["x.user", "y.user"]
        );
        assert_eq!(
            named(&[("a.json", "/$defs/x/$defs/id"), ("a.json", "/$defs/y/$defs/id")]),
            ["a.defs.x.defs.id", "a.defs.y.defs.id"]
        );
    }

    #[test]
    fn indistinguishable_names_are_numbered() {
        assert_eq!(named(&[("a b.json", ""), ("a:b.json", "")]), ["a.b", "a.b-2"]);
        assert_eq!(
            named(&[("a.json", "/$defs/id"), ("a.json", "/$defs/id")]),
            ["id", "id-2"]
        );
    }
}
