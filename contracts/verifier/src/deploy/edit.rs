//! An emitted schema with one field changed.

use std::collections::BTreeSet;
use std::fmt;

use counterpart_engine::compat::{Place, PlaceStep};
use counterpart_engine::json::{Json, Object};

use super::DeployError;
use super::alternatives::{called, reference};
use super::paths::paths;

/// A possible change of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Edit {
    /// It is never sent.
    Gone,
    /// It may be left out.
    Optional,
    /// It has a value of any other JSON type than before.
    Retyped,
}

impl Edit {
    /// All of them.
    pub const ALL: [Edit; 3] = [Edit::Gone, Edit::Optional, Edit::Retyped];

    /// The stable id.
    pub fn id(self) -> &'static str {
        match self {
            Edit::Gone => "gone",
            Edit::Optional => "optional",
            Edit::Retyped => "retyped",
        }
    }
}

impl fmt::Display for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

/// A step to a field. It is the name of a property, the position of an item, any of a map's values
/// or an array's items, or an alternative of a union.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    Named(String),
    Any,
    Alternative(String),
}

/// The steps to the field at a place; `None` if it is the whole message. An alternative at the end
/// is the field that has it.
pub(super) fn steps(place: &Place) -> Option<Vec<Step>> {
    let step = |step: &PlaceStep| match step {
        PlaceStep::Property(name) => Step::Named(name.clone()),
        PlaceStep::Item(index) => Step::Named(index.to_string()),
        PlaceStep::AnyItem | PlaceStep::AnyProperty => Step::Any,
        PlaceStep::Alternative(name) => Step::Alternative(name.clone()),
    };
    let mut steps: Vec<Step> = place.0.iter().map(step).collect();
    while let Some(Step::Alternative(_)) = steps.last() {
        steps.pop();
    }
    (!steps.is_empty()).then_some(steps)
}

/// The same field in every alternative: the other side of a pair may name its alternatives
/// differently.
pub(super) fn in_any_alternative(steps: &[Step]) -> Vec<Step> {
    let is_field = |step: &&Step| !matches!(step, Step::Alternative(_));
    steps.iter().filter(is_field).cloned().collect()
}

/// The maximum depth of references to follow.
const DEPTH: usize = 64;

/// The schema with the field edited wherever it is described, in the named alternatives or in all,
/// and nowhere else. A definition that other fields share is copied. `None` if no message has the
/// field, or it cannot change that way. For example, an item of an array cannot be gone, and a
/// value without a type has no other type.
pub(super) fn edited(schema: &Object, steps: &[Step], edit: Edit) -> Option<Object> {
    walked(schema, steps, Work::Edit(edit))
}

/// The schema of those messages that have a value at a place, in the alternatives that it names.
///
/// # Errors
/// Fails if no message has the place.
pub fn with_place(event: &str, schema: &Object, place: &Place) -> Result<Object, DeployError> {
    let found = steps(place).and_then(|steps| walked(schema, &steps, Work::Require));
    found.ok_or_else(|| DeployError::NoPlace {
        event: event.to_owned(),
        place: place.to_string(),
        known: paths(schema),
    })
}

fn walked(schema: &Object, steps: &[Step], work: Work) -> Option<Object> {
    let root = Json::Object(schema.clone());
    let mut editor = Editor {
        root: &root,
        work,
        touched: false,
    };
    let Json::Object(new) = editor.walk(&root, steps, 0) else {
        return None;
    };
    editor.touched.then_some(new)
}

/// Returns `true` if the schema describes the field at all.
pub(super) fn names(schema: &Object, steps: &[Step]) -> bool {
    Edit::ALL
        .into_iter()
        .any(|edit| edited(schema, steps, edit).is_some())
}

/// The target of a reference inside the document.
fn referred<'j>(root: &'j Json, members: &Object) -> Option<&'j Json> {
    reference(members)?.find(root)
}

/// The edit of a field's descriptions.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Work {
    Edit(Edit),
    /// It is there in every message.
    Require,
}

struct Editor<'j> {
    root: &'j Json,
    work: Work,
    touched: bool,
}

impl Editor<'_> {
    /// The schema with the place edited below it.
    fn walk(&mut self, schema: &Json, steps: &[Step], depth: usize) -> Json {
        let Some(members) = schema.as_object().filter(|_| depth < DEPTH) else {
            return schema.clone();
        };
        let mut new = members.clone();
        for list in ["allOf", "anyOf", "oneOf"] {
            self.walk_list(&mut new, list, steps, depth);
        }
        for branch in ["then", "else"] {
            if let Some(inner) = members.get(branch) {
                new.insert(branch.to_owned(), self.walk(inner, steps, depth + 1));
            }
        }
        if let Some(target) = referred(self.root, members) {
            let before = std::mem::take(&mut self.touched);
            let copy = self.walk(target, steps, depth + 1);
            if self.touched {
                new.shift_remove("$ref");
                let all = new
                    .entry("allOf".to_owned())
                    .or_insert_with(|| Json::Array(Vec::new()));
                if let Json::Array(all) = all {
                    all.push(without_names(copy));
                }
            }
            self.touched |= before;
        }
        match steps {
            [last] => self.apply(&mut new, last),
            [first, rest @ ..] => self.descend(&mut new, first, rest, depth),
            [] => {}
        }
        Json::Object(new)
    }

    fn walk_list(&mut self, members: &mut Object, list: &str, steps: &[Step], depth: usize) {
        let Some(Json::Array(items)) = members.get(list) else {
            return;
        };
        let before = std::mem::take(&mut self.touched);
        let chosen = match steps {
            [Step::Alternative(name), rest @ ..] if list != "allOf" => {
                let chosen = called(self.root, items, name);
                (!chosen.is_empty()).then_some((chosen, rest))
            }
            _ => None,
        };
        let is_union = list != "allOf";
        let mut any_touched = false;
        let mut walked = Vec::with_capacity(items.len());
        for (index, inner) in items.iter().enumerate() {
            self.touched = false;
            let new = match &chosen {
                Some((chosen, rest)) if chosen.contains(&index) => self.walk(inner, rest, depth + 1),
                Some(_) => inner.clone(),
                // Another union, inside of these, may have the alternative.
                None => self.walk(inner, steps, depth + 1),
            };
            any_touched |= self.touched;
            let is_left_out = self.work == Work::Require && is_union && !self.touched;
            walked.push(if is_left_out { Json::Bool(false) } else { new });
        }
        self.touched = any_touched;
        if !self.touched {
            self.touched = before;
            return;
        }
        // Alternatives that the field told apart may overlap now, and are still sent.
        if list == "oneOf" && !members.contains_key("anyOf") {
            members.shift_remove("oneOf");
            members.insert("anyOf".to_owned(), Json::Array(walked));
        } else {
            members.insert(list.to_owned(), Json::Array(walked));
        }
    }

    fn descend(&mut self, members: &mut Object, step: &Step, rest: &[Step], depth: usize) {
        let before = std::mem::take(&mut self.touched);
        for (at, inner) in holding(members, step) {
            let walked = self.walk(&inner, rest, depth + 1);
            put(members, &at, walked);
        }
        if self.work == Work::Require && self.touched {
            require(members, step);
        }
        self.touched |= before;
    }

    fn apply(&mut self, members: &mut Object, step: &Step) {
        let edit = match self.work {
            Work::Edit(edit) => edit,
            Work::Require => {
                if !holding(members, step).is_empty() {
                    require(members, step);
                    self.touched = true;
                }
                return;
            }
        };
        if let Step::Named(name) = step {
            let is_required = |item: &Json| item.as_str() == Some(name);
            let listed = |members: &Object| {
                let required = members.get("required").and_then(Json::as_array);
                required.is_some_and(|items| items.iter().any(is_required))
            };
            if matches!(edit, Edit::Gone | Edit::Optional) && listed(members) {
                if let Some(Json::Array(required)) = members.get_mut("required") {
                    required.retain(|item| !is_required(item));
                }
                self.touched = true;
            }
            let declared =
                matches!(members.get("properties"), Some(Json::Object(known)) if known.contains_key(name));
            if edit == Edit::Gone && declared {
                put(
                    members,
                    &["properties".to_owned(), name.clone()],
                    Json::Bool(false),
                );
                self.touched = true;
            }
        }
        if edit == Edit::Retyped {
            for (at, inner) in holding(members, step) {
                if let Some(other) = self.other_types(&inner) {
                    put(members, &at, other);
                    self.touched = true;
                }
            }
        }
    }

    /// A schema of every JSON type except null and those that this one has values of; `None` if
    /// none is left. (That a field may be null is another change.)
    fn other_types(&self, schema: &Json) -> Option<Json> {
        let mut has = BTreeSet::new();
        types(self.root, schema, 0, &mut has);
        let others = TYPES
            .into_iter()
            .filter(|name| *name != "null" && !has.contains(name));
        let others: Vec<Json> = others.map(Json::from).collect();
        (!others.is_empty()).then(|| Json::from([("type", Json::Array(others))]))
    }
}

const TYPES: [&str; 6] = ["null", "boolean", "number", "string", "array", "object"];

/// The types that values of a schema may have, or all of them if that is unknown.
fn types(root: &Json, schema: &Json, depth: usize, has: &mut BTreeSet<&'static str>) {
    let known = |name: &str| {
        let name = if name == "integer" { "number" } else { name };
        TYPES.into_iter().find(|known| *known == name)
    };
    let type_of = |value: &Json| match value {
        Json::Null => "null",
        Json::Bool(_) => "boolean",
        Json::Number(_) => "number",
        Json::String(_) => "string",
        Json::Array(_) => "array",
        Json::Object(_) => "object",
    };
    let Some(members) = schema.as_object().filter(|_| depth < DEPTH) else {
        if schema != &Json::Bool(false) {
            has.extend(TYPES);
        }
        return;
    };
    if let Some(said) = members.get("type") {
        match said {
            Json::String(name) => has.extend(known(name)),
            Json::Array(names) => has.extend(names.iter().filter_map(Json::as_str).filter_map(known)),
            _ => has.extend(TYPES),
        }
    } else if let Some(value) = members.get("const") {
        has.insert(type_of(value));
    } else if let Some(Json::Array(values)) = members.get("enum") {
        has.extend(values.iter().map(type_of));
    } else if let Some(target) = referred(root, members) {
        types(root, target, depth + 1, has);
    } else if let Some(Json::Array(alternatives)) = members.get("anyOf").or(members.get("oneOf")) {
        alternatives
            .iter()
            .for_each(|inner| types(root, inner, depth + 1, has));
    } else {
        match members.get("allOf") {
            Some(Json::Array(all)) if all.len() == 1 => types(root, &all[0], depth + 1, has),
            _ => has.extend(TYPES),
        }
    }
}

/// The schemas that a step leads to, and their places in the object.
fn holding(members: &Object, step: &Step) -> Vec<(Vec<String>, Json)> {
    let mut found = Vec::new();
    let below = |keyword: &str, name: &str| match members.get(keyword) {
        Some(Json::Object(inner)) => inner.get(name).cloned(),
        Some(Json::Array(items)) => items.get(name.parse::<usize>().ok()?).cloned(),
        _ => None,
    };
    match step {
        Step::Named(name) => {
            for keyword in ["properties", "prefixItems"] {
                if let Some(inner) = below(keyword, name) {
                    found.push((vec![keyword.to_owned(), name.clone()], inner));
                }
            }
        }
        Step::Any => {
            for keyword in ["items", "additionalProperties", "unevaluatedProperties"] {
                let inner = members.get(keyword).filter(|inner| inner.as_object().is_some());
                found.extend(inner.map(|inner| (vec![keyword.to_owned()], inner.clone())));
            }
            if let Some(Json::Object(patterns)) = members.get("patternProperties") {
                let at = |name: &String| vec!["patternProperties".to_owned(), name.clone()];
                found.extend(patterns.iter().map(|(name, inner)| (at(name), inner.clone())));
            }
        }
        Step::Alternative(_) => {}
    }
    found
}

/// Makes a schema accept only values that have the step.
fn require(members: &mut Object, step: &Step) {
    let is_there = |keyword: &str| members.get(keyword).is_some();
    let (kind, keyword, least) = match step {
        Step::Named(name) if is_there("properties") => {
            let required = members
                .entry("required".to_owned())
                .or_insert_with(|| Json::Array(Vec::new()));
            if let Json::Array(required) = required {
                if !required.iter().any(|one| one.as_str() == Some(name)) {
                    required.push(Json::from(name.as_str()));
                }
            }
            members.insert("type".to_owned(), Json::from("object"));
            return;
        }
        Step::Named(index) => ("array", "minItems", index.parse::<u64>().unwrap_or(0) + 1),
        Step::Any if is_there("items") => ("array", "minItems", 1),
        Step::Any => ("object", "minProperties", 1),
        Step::Alternative(_) => return,
    };
    members.insert("type".to_owned(), Json::from(kind));
    let is_more = |known: &Json| matches!(known, Json::Number(known) if *known > least.into());
    if !members.get(keyword).is_some_and(is_more) {
        members.insert(keyword.to_owned(), Json::Number(least.into()));
    }
}

fn put(members: &mut Object, at: &[String], new: Json) {
    let slot = match at {
        [keyword] => members.get_mut(keyword),
        [keyword, name] => match members.get_mut(keyword) {
            Some(Json::Object(inner)) => inner.get_mut(name),
            Some(Json::Array(items)) => name.parse::<usize>().ok().and_then(|index| items.get_mut(index)),
            _ => None,
        },
        _ => None,
    };
    if let Some(slot) = slot {
        *slot = new;
    }
}

/// A copy of a definition without the names that other places use to refer to it.
fn without_names(mut schema: Json) -> Json {
    if let Json::Object(members) = &mut schema {
        for name in ["$anchor", "$dynamicAnchor", "$id"] {
            members.shift_remove(name);
        }
    }
    schema
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(schema: &str, place: &str, edit: Edit) -> String {
        let schema = counterpart_engine::json::parse(schema.as_bytes()).unwrap();
        let steps = steps(&place.parse().unwrap()).unwrap();
        match edited(schema.as_object().unwrap(), &steps, edit) {
            Some(new) => Json::Object(new).to_string(),
            None => "-".to_owned(),
        }
    }

    #[test]
    fn a_field_goes_becomes_optional_or_has_another_type() {
        let user = r#"{"type":"object","properties":{"id":{"type":"integer"},"email":{"type":["string","null"]}},"required":["id","email"]}"#;
        insta::assert_snapshot!(edit(user, "/email", Edit::Gone), @r#"{"type":"object","properties":{"id":{"type":"integer"},"email":false},"required":["id"]}"#);
        insta::assert_snapshot!(edit(user, "/email", Edit::Optional), @r#"{"type":"object","properties":{"id":{"type":"integer"},"email":{"type":["string","null"]}},"required":["id"]}"#);
        insta::assert_snapshot!(edit(user, "/email", Edit::Retyped), @r#"{"type":"object","properties":{"id":{"type":"integer"},"email":{"type":["boolean","number","array","object"]}},"required":["id","email"]}"#);
        assert_eq!(edit(user, "/phone", Edit::Gone), "-");
    }

    #[test]
    fn a_definition_that_others_share_is_copied() {
        let two = r##"{"properties":{"home":{"$ref":"#/$defs/A"},"work":{"$ref":"#/$defs/A"}},"$defs":{"A":{"properties":{"zip":{"type":"string"}},"required":["zip"]}}}"##;
        insta::assert_snapshot!(edit(two, "/home/zip", Edit::Optional), @r##"{"properties":{"home":{"allOf":[{"properties":{"zip":{"type":"string"}},"required":[]}]},"work":{"$ref":"#/$defs/A"}},"$defs":{"A":{"properties":{"zip":{"type":"string"}},"required":["zip"]}}}"##);
    }

    #[test]
    fn every_alternative_that_has_the_field_is_edited() {
        let either = r#"{"oneOf":[{"properties":{"t":{"const":"A"},"x":{"type":"string"}},"required":["t","x"]},{"properties":{"t":{"const":"B"}},"required":["t"]}]}"#;
        insta::assert_snapshot!(edit(either, "(A)/x", Edit::Gone), @r#"{"anyOf":[{"properties":{"t":{"const":"A"},"x":false},"required":["t"]},{"properties":{"t":{"const":"B"}},"required":["t"]}]}"#);
        insta::assert_snapshot!(edit(either, "/t", Edit::Retyped), @r#"{"anyOf":[{"properties":{"t":{"type":["boolean","number","array","object"]},"x":{"type":"string"}},"required":["t","x"]},{"properties":{"t":{"type":["boolean","number","array","object"]}},"required":["t"]}]}"#);
    }

    #[test]
    fn items_and_values_have_types_and_cannot_go() {
        let lists = r#"{"properties":{"tags":{"type":"array","items":{"type":"string"}},"map":{"additionalProperties":{"enum":[1,2]}}}}"#;
        assert_eq!(edit(lists, "/tags/*", Edit::Gone), "-");
        insta::assert_snapshot!(edit(lists, "/tags/*", Edit::Retyped), @r#"{"properties":{"tags":{"type":"array","items":{"type":["boolean","number","array","object"]}},"map":{"additionalProperties":{"enum":[1,2]}}}}"#);
        insta::assert_snapshot!(edit(lists, "/map/*", Edit::Retyped), @r#"{"properties":{"tags":{"type":"array","items":{"type":"string"}},"map":{"additionalProperties":{"type":["boolean","string","array","object"]}}}}"#);
    }

    #[test]
    fn what_may_be_anything_has_no_other_type_and_endless_references_end() {
        assert_eq!(edit(r#"{"properties":{"a":true}}"#, "/a", Edit::Retyped), "-");
        let endless = r##"{"$ref":"#/$defs/A","$defs":{"A":{"$ref":"#/$defs/A"}}}"##;
        assert_eq!(edit(endless, "/a", Edit::Gone), "-");
        let list = r##"{"properties":{"next":{"$ref":"#"},"v":{"type":"string"}}}"##;
        insta::assert_snapshot!(edit(list, "/next/v", Edit::Retyped), @r##"{"properties":{"next":{"allOf":[{"properties":{"next":{"$ref":"#"},"v":{"type":["boolean","number","array","object"]}}}]},"v":{"type":"string"}}}"##);
    }

    #[test]
    fn an_alternative_that_is_named_is_edited_and_the_others_are_not() {
        let plan = r#"{"properties":{"plan":{"oneOf":[{"title":"Pro","properties":{"seats":{"type":"integer"}},"required":["seats"]},{"title":"Team","properties":{"seats":{"type":"integer"}},"required":["seats"]}]}}}"#;
        insta::assert_snapshot!(edit(plan, "/plan(Team)/seats", Edit::Optional), @r#"{"properties":{"plan":{"anyOf":[{"title":"Pro","properties":{"seats":{"type":"integer"}},"required":["seats"]},{"title":"Team","properties":{"seats":{"type":"integer"}},"required":[]}]}}}"#);
        assert_eq!(edit(plan, "/plan(Gold)/seats", Edit::Optional), "-");
        assert_eq!(
            edit(plan, "/plan/seats", Edit::Optional)
                .matches(r#""required":[]"#)
                .count(),
            2
        );
    }

    #[test]
    fn a_schema_is_narrowed_to_messages_that_have_a_place() {
        let schema = r##"{"type":"object","properties":{"plan":{"anyOf":[{"oneOf":[{"title":"Pro","properties":{"seats":{"type":"integer"}}},{"title":"Free"}]},{"type":"null"}]},"lines":{"type":["array","null"],"items":{"$ref":"#/$defs/L"}}},"$defs":{"L":{"type":"object","properties":{"sku":{"type":"string"}}}}}"##;
        let schema = counterpart_engine::json::parse(schema.as_bytes()).unwrap();
        let at = |place: &str| {
            let place: Place = place.parse().unwrap();
            let narrow = with_place("e", schema.as_object().unwrap(), &place);
            narrow.map_or_else(|error| error.to_string(), |new| Json::Object(new).to_string())
        };
        insta::assert_snapshot!(at("/plan(Pro)/seats"), @r##"{"type":"object","properties":{"plan":{"anyOf":[{"anyOf":[{"title":"Pro","properties":{"seats":{"type":"integer"}},"required":["seats"],"type":"object"},false]},false]},"lines":{"type":["array","null"],"items":{"$ref":"#/$defs/L"}}},"$defs":{"L":{"type":"object","properties":{"sku":{"type":"string"}}}},"required":["plan"]}"##);
        insta::assert_snapshot!(at("/lines/*/sku"), @r#"{"type":"object","properties":{"plan":{"anyOf":[{"oneOf":[{"title":"Pro","properties":{"seats":{"type":"integer"}}},{"title":"Free"}]},{"type":"null"}]},"lines":{"type":"array","items":{"allOf":[{"type":"object","properties":{"sku":{"type":"string"}},"required":["sku"]}]},"minItems":1}},"$defs":{"L":{"type":"object","properties":{"sku":{"type":"string"}}}},"required":["lines"]}"#);
        insta::assert_snapshot!(at("/plan(Free)/seats"), @"messages of e have no /plan(Free)/seats; known paths: /lines, /plan, /lines/*, /plan/seats, /lines/*/sku");
        insta::assert_snapshot!(at("/lines/*/sky"), @"messages of e have no /lines/*/sky (did you mean `/lines/*/sku`?); known paths: /lines, /plan, /lines/*, /plan/seats, /lines/*/sku");
    }

    #[test]
    fn an_alternative_at_the_end_of_a_place_is_the_field_that_has_it() {
        let steps = |text: &str| steps(&text.parse().unwrap());
        assert_eq!(steps("/a~1b/*"), Some(vec![Step::Named("a/b".into()), Step::Any]));
        assert_eq!(steps("/plan(Pro)"), steps("/plan"));
        assert_eq!(
            in_any_alternative(&steps("/plan(Pro)/seats").unwrap()),
            steps("/plan/seats").unwrap()
        );
        assert_eq!(steps(""), None);
        assert_eq!(steps("(order.cancelled)"), None);
    }
}
