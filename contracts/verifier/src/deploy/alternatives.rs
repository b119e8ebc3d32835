//! The names of a union's alternatives in places, as findings write them.

use counterpart_engine::json::{Json, Object, Pointer};

/// The maximum depth of references and parts to follow.
const DEPTH: usize = 16;

/// The alternatives that have a name. Findings describe an alternative without a name in words. A
/// name of several words that belongs to no alternative may mean any of them.
pub(super) fn called(root: &Json, alternatives: &[Json], name: &str) -> Vec<usize> {
    let all: Vec<Vec<String>> = alternatives.iter().map(|one| names(root, one)).collect();
    let of = |name: &str| -> Vec<usize> {
        let has = |known: &Vec<String>| known.iter().any(|known| known == name);
        let at = all.iter().enumerate().filter(|(_, known)| has(known));
        at.map(|(index, _)| index).collect()
    };
    let found = of(name);
    if !found.is_empty() {
        return found;
    }
    // If two have one name, findings number them.
    if let Some((name, number)) = name.rsplit_once(", no. ") {
        let numbered = number
            .parse::<usize>()
            .ok()
            .and_then(|number| number.checked_sub(1));
        return of(name)
            .into_iter()
            .filter(|index| Some(*index) == numbered)
            .collect();
    }
    if name.contains(' ') {
        return (0..alternatives.len()).collect();
    }
    Vec::new()
}

/// The possible names of an alternative: its title, its constant, its tag, its only field, its
/// definition.
fn names(root: &Json, alternative: &Json) -> Vec<String> {
    let mut found = Found::default();
    found.collect(root, alternative, 0);
    if let ([only], 1) = (found.required.as_slice(), found.properties) {
        found.names.push(only.clone());
    }
    for (field, text) in std::mem::take(&mut found.tags) {
        if found.required.contains(&field) {
            found.names.push(text);
        }
    }
    found.names
}

#[derive(Default)]
struct Found {
    names: Vec<String>,
    tags: Vec<(String, String)>,
    required: Vec<String>,
    properties: usize,
}

impl Found {
    fn collect(&mut self, root: &Json, schema: &Json, depth: usize) {
        let Some(members) = schema.as_object().filter(|_| depth < DEPTH) else {
            return;
        };
        let text = |key: &str| members.get(key).and_then(Json::as_str).map(str::to_owned);
        self.names.extend(text("title"));
        self.names.extend(constant(members));
        let required = members.get("required").and_then(Json::as_array);
        let required = required.into_iter().flatten().filter_map(Json::as_str);
        self.required.extend(required.map(str::to_owned));
        if let Some(Json::Object(properties)) = members.get("properties") {
            self.properties += properties.len();
            for (name, property) in properties {
                let tag = property.as_object().and_then(constant);
                self.tags.extend(tag.map(|tag| (name.clone(), tag)));
            }
        }
        for part in members
            .get("allOf")
            .and_then(Json::as_array)
            .into_iter()
            .flatten()
        {
            self.collect(root, part, depth + 1);
        }
        if let Some(pointer) = reference(members) {
            if let [.., group, name] = pointer.steps() {
                if group == "$defs" || group == "definitions" {
                    self.names.push(name.clone());
                }
            }
            if let Some(target) = pointer.find(root) {
                self.collect(root, target, depth + 1);
            }
        }
    }
}

/// The only values, as a name.
fn constant(members: &Object) -> Option<String> {
    let plain = |value: &Json| match value {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    };
    if let Some(value) = members.get("const") {
        return Some(plain(value));
    }
    let values = members.get("enum")?.as_array()?;
    let values: Vec<String> = values.iter().take(3).map(plain).collect();
    Some(values.join("|"))
}

/// The target of a reference inside the document.
pub(super) fn reference(members: &Object) -> Option<Pointer> {
    members.get("$ref")?.as_str()?.strip_prefix('#')?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alternatives_are_found_by_what_findings_call_them() {
        let root = counterpart_engine::json::parse(
            br##"{"oneOf":[
                {"title":"Pro","properties":{"seats":{}}},
                {"properties":{"type":{"const":"order.cancelled"},"id":{}},"required":["type"]},
                {"properties":{"Free":{}},"required":["Free"]},
                {"$ref":"#/$defs/Trial"},
                {"enum":["a","b"]},
                {"const":1},
                {"properties":{"x":{},"y":{}},"required":["x","y"]}
            ],"$defs":{"Trial":{"allOf":[{"properties":{"kind":{"enum":["trial"]}},"required":["kind"]}]}}}"##,
        )
        .unwrap();
        let all = root.get("oneOf").and_then(Json::as_array).unwrap();
        for (name, expected) in [
            ("Pro", vec![0]),
            ("order.cancelled", vec![1]),
            ("Free", vec![2]),
            ("Trial", vec![3]),
            ("trial", vec![3]),
            ("a|b", vec![4]),
            ("1", vec![5]),
            ("Gold", vec![]),
            ("an object with x, y", (0..7).collect()),
            ("Pro, no. 1", vec![0]),
            ("Pro, no. 2", vec![]),
        ] {
            assert_eq!(called(&root, all, name), expected, "{name}");
        }
    }
}
