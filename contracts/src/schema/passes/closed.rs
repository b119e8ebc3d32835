//! Emitted objects are closed: a serde struct writes its declared fields and no others.
//!
//! A *location* is where a value begins: the root, a property's value, an item, a map's value. All schemas that
//! apply there are closed as one, with `unevaluatedProperties: false`, and a branch whose siblings add properties
//! is never closed by itself. A union that is alone at its location is closed alternative by alternative, because
//! closing it as one would allow mixtures of alternatives that are never written. Objects without declared
//! properties are maps and stay open.
//!
//! A definition may be the whole of one location and a part of another (a struct that is a field here and the content of
//! a tagged variant there). It is then written twice, closed and open.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::super::working_schema::{Definition, WorkingSchema};
use crate::derived::marks;
use counterpart_engine::json::{Json, Object};
use counterpart_engine::keywords::{Holds, holds, schemas_in, schemas_in_mut};

pub(super) fn run(working: &WorkingSchema) -> WorkingSchema {
    let mut closing = Closing {
        working,
        asked: BTreeSet::new(),
        waiting: VecDeque::new(),
    };
    let mut definitions = BTreeMap::new();
    let root = closing.ask(&working.root, Form::Closed);
    while let Some((key, form)) = closing.waiting.pop_front() {
        let Some(definition) = working.definitions.get(&key) else {
            continue;
        };
        let mut schema = definition.schema.clone();
        closing.apply(&mut schema, form);
        definitions.insert(
            (key, form),
            Definition {
                name: definition.name.clone(),
                schema,
            },
        );
    }
    let also_closed = |key: &String| definitions.contains_key(&(key.clone(), Form::Closed));
    let named = definitions.iter().map(|((key, form), definition)| {
        let mut definition = definition.clone();
        if *form != Form::Closed && also_closed(key) {
            definition.name.push_str(form.suffix());
        }
        (form.key(key), definition)
    });
    WorkingSchema {
        root,
        definitions: named.collect(),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Form {
    /// The whole of a location.
    Closed,
    /// A part of a location: the values inside are closed, the location is closed by who refers to it.
    Part,
    /// Inside `not`, `if` or `contains`, where nothing may change.
    Test,
}

impl Form {
    fn suffix(self) -> &'static str {
        match self {
            Form::Closed => "",
            Form::Part => ".part",
            Form::Test => ".test",
        }
    }

    fn key(self, key: &str) -> String {
        format!("{key}{}", self.suffix())
    }
}

struct Closing<'a> {
    working: &'a WorkingSchema,
    asked: BTreeSet<(String, Form)>,
    waiting: VecDeque<(String, Form)>,
}

impl Closing<'_> {
    fn ask(&mut self, key: &str, form: Form) -> String {
        if self.asked.insert((key.to_owned(), form)) {
            self.waiting.push_back((key.to_owned(), form));
        }
        form.key(key)
    }

    fn apply(&mut self, schema: &mut Json, form: Form) {
        let Json::Object(members) = schema else {
            return;
        };
        if form == Form::Part {
            // A part denies keys to its reader that its surroundings write.
            for keyword in ["additionalProperties", "unevaluatedProperties"] {
                if members.get(keyword) == Some(&Json::Bool(false)) {
                    members.shift_remove(keyword);
                }
            }
        }
        if form != Form::Closed {
            self.parts(members, form);
            return;
        }
        let declares = declares_properties(members);
        match self.speaking_branches(members) {
            // One union, or one reference, says all; or nothing here is about properties.
            Branches::None | Branches::OneGroup if !declares => {
                self.parts(members, Form::Closed);
            }
            // The object itself says all about its properties.
            Branches::None => {
                let open = self.takes_anything(members);
                self.parts(members, Form::Closed);
                if !open {
                    close(members);
                }
            }
            // Several say it together.
            Branches::OneGroup | Branches::Several => {
                let open = self.takes_anything(members);
                self.parts(members, Form::Part);
                if !open {
                    close(members);
                }
            }
        }
    }

    /// Continues into every schema inside a schema; `branch` is for schemas of the same value.
    fn parts(&mut self, members: &mut Object, branch: Form) {
        for (keyword, value) in members.iter_mut() {
            if keyword == "$ref" {
                if let Json::String(key) = value {
                    *key = self.ask(key, branch);
                }
                continue;
            }
            let form = match (holds(keyword), branch) {
                (_, Form::Test) | (Holds::Test, _) => Form::Test,
                (Holds::Inside, _) => Form::Closed,
                _ => branch,
            };
            for inner in schemas_in_mut(keyword, value) {
                self.apply(inner, form);
            }
        }
    }

    fn speaking_branches(&self, members: &Object) -> Branches {
        let mut groups = 0;
        for (keyword, value) in members {
            let speaks = |schema: &Json| self.speaks(schema, &mut BTreeSet::new());
            groups += match (keyword.as_str(), value) {
                ("$ref", Json::String(key)) => usize::from(self.definition(key).is_some_and(speaks)),
                // Exactly one applies, or each that applies says all.
                ("oneOf" | "anyOf", Json::Array(branches)) => usize::from(branches.iter().any(speaks)),
                ("allOf", Json::Array(branches)) => branches.iter().filter(|branch| speaks(branch)).count(),
                // A condition and its outcomes apply together.
                ("if" | "then" | "else" | "dependentSchemas", _) => 2,
                _ => 0,
            };
        }
        match groups {
            0 => Branches::None,
            1 => Branches::OneGroup,
            _ => Branches::Several,
        }
    }

    /// Returns true if a schema says anything of the properties of the value that it applies to.
    fn speaks(&self, schema: &Json, seen: &mut BTreeSet<String>) -> bool {
        let Json::Object(members) = schema else {
            return false;
        };
        declares_properties(members)
            || members
                .iter()
                .any(|(keyword, value)| match (keyword.as_str(), value) {
                    ("$ref", Json::String(key)) => {
                        seen.insert(key.clone())
                            && self
                                .definition(key)
                                .is_some_and(|definition| self.speaks(definition, seen))
                    }
                    ("oneOf" | "anyOf" | "allOf", Json::Array(branches)) => {
                        branches.iter().any(|branch| self.speaks(branch, seen))
                    }
                    ("if" | "then" | "else" | "dependentSchemas", _) => true,
                    _ => false,
                })
    }

    /// Returns true if a part takes any value: its properties are then not declared, and still written. (An empty
    /// object among alternatives is schemars' word for a flattened `None`, which writes nothing.)
    fn takes_anything(&self, members: &Object) -> bool {
        let mut waiting: Vec<&Json> = in_place(members).collect();
        let mut seen = BTreeSet::new();
        let mut references: Vec<&str> = members.get("$ref").and_then(Json::as_str).into_iter().collect();
        loop {
            if let Some(key) = references.pop() {
                match self.definition(key).filter(|_| seen.insert(key)) {
                    Some(Json::Object(members))
                        if members.keys().all(|keyword| marks::is_keyword(keyword)) =>
                    {
                        return true;
                    }
                    Some(definition) => waiting.push(definition),
                    None => {}
                }
                continue;
            }
            match waiting.pop() {
                Some(Json::Bool(true)) => return true,
                Some(Json::Object(members)) => {
                    references.extend(members.get("$ref").and_then(Json::as_str));
                    waiting.extend(in_place(members));
                }
                Some(_) => {}
                None => return false,
            }
        }
    }

    fn definition(&self, key: &str) -> Option<&Json> {
        Some(&self.working.definitions.get(key)?.schema)
    }
}

enum Branches {
    None,
    OneGroup,
    Several,
}

fn in_place(members: &Object) -> impl Iterator<Item = &Json> {
    members
        .iter()
        .filter(|(keyword, _)| holds(keyword) == Holds::InPlace)
        .flat_map(|(keyword, value)| schemas_in(keyword, value))
}

fn declares_properties(members: &Object) -> bool {
    let some = |keyword| {
        members
            .get(keyword)
            .and_then(Json::as_object)
            .is_some_and(|named| !named.is_empty())
    };
    some("properties")
        || some("patternProperties")
        || members.contains_key("additionalProperties")
        || members.contains_key("unevaluatedProperties")
}

fn close(members: &mut Object) {
    if !members.contains_key("additionalProperties") && !members.contains_key("unevaluatedProperties") {
        members.insert("unevaluatedProperties".to_owned(), Json::Bool(false));
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{text, working};
    use super::run;

    fn closed(schema: &str) -> String {
        text(super::super::definitions::run(run(&working(schema))))
    }

    #[test]
    fn every_location_with_declared_properties_is_closed() {
        insta::assert_snapshot!(closed(r#"{"type":"object","properties":{"a":{"type":"object","properties":{"b":{}}},
            "list":{"items":{"properties":{"c":{}}}},"map":{"additionalProperties":{"properties":{"d":{}}}}}}"#), @r#"{"type":"object","properties":{"a":{"type":"object","properties":{"b":{}},"unevaluatedProperties":false},"list":{"items":{"properties":{"c":{}},"unevaluatedProperties":false}},"map":{"additionalProperties":{"properties":{"d":{}},"unevaluatedProperties":false}}},"unevaluatedProperties":false}"#);
    }

    #[test]
    fn maps_and_values_of_any_kind_stay_open() {
        for schema in [
            r#"{"type":"object"}"#,
            r#"{"type":"object","additionalProperties":{"type":"integer"}}"#,
            r#"{"type":"object","properties":{"a":true,"b":{}},"additionalProperties":true}"#,
            r#"{"type":"object","properties":{"a":true},"anyOf":[{"properties":{"k":true}},true]}"#,
        ] {
            assert_eq!(closed(schema), schema);
        }
    }

    #[test]
    fn lone_union_is_closed_alternative_by_alternative() {
        insta::assert_snapshot!(closed(r##"{"anyOf":[{"$ref":"#/$defs/A"},{"type":"object","properties":{"b":{}}},{"type":"null"}],
            "$defs":{"A":{"type":"object","properties":{"a":{}}}}}"##), @r##"{"anyOf":[{"$ref":"#/$defs/A"},{"type":"object","properties":{"b":{}},"unevaluatedProperties":false},{"type":"null"}],"$defs":{"A":{"type":"object","properties":{"a":{}},"unevaluatedProperties":false}}}"##);
    }

    #[test]
    fn branches_whose_siblings_add_properties_are_closed_together() {
        insta::assert_snapshot!(closed(r#"{"type":"object","properties":{"id":{}},"oneOf":[{"properties":{"a":{"properties":{"x":{}}}}},{"properties":{"b":{}}}]}"#), @r#"{"type":"object","properties":{"id":{}},"oneOf":[{"properties":{"a":{"properties":{"x":{}},"unevaluatedProperties":false}}},{"properties":{"b":{}}}],"unevaluatedProperties":false}"#);
        insta::assert_snapshot!(closed(r#"{"allOf":[{"properties":{"a":{}}},{"oneOf":[{"properties":{"b":{}}},{"properties":{"c":{}}}]}]}"#), @r#"{"allOf":[{"properties":{"a":{}}},{"oneOf":[{"properties":{"b":{}}},{"properties":{"c":{}}}]}],"unevaluatedProperties":false}"#);
    }

    #[test]
    fn a_definition_that_is_a_whole_here_and_a_part_there_is_written_twice() {
        insta::assert_snapshot!(closed(r##"{"properties":{"whole":{"$ref":"#/$defs/A"},"part":{"$ref":"#/$defs/A","properties":{"t":{}}}},
            "$defs":{"A":{"properties":{"a":{"$ref":"#/$defs/A"}}}}}"##), @r##"{"properties":{"whole":{"$ref":"#/$defs/A"},"part":{"$ref":"#/$defs/A.part","properties":{"t":{}},"unevaluatedProperties":false}},"unevaluatedProperties":false,"$defs":{"A":{"properties":{"a":{"$ref":"#/$defs/A"}},"unevaluatedProperties":false},"A.part":{"properties":{"a":{"$ref":"#/$defs/A"}}}}}"##);
    }

    #[test]
    fn a_definition_that_is_only_a_part_keeps_its_name() {
        insta::assert_snapshot!(closed(r##"{"oneOf":[{"$ref":"#/$defs/A","properties":{"t":{}}}],"$defs":{"A":{"properties":{"a":{}}}}}"##), @r##"{"oneOf":[{"$ref":"#/$defs/A","properties":{"t":{}},"unevaluatedProperties":false}],"$defs":{"A":{"properties":{"a":{}}}}}"##);
    }

    #[test]
    fn the_root_may_be_a_part_of_itself() {
        insta::assert_snapshot!(closed(r##"{"oneOf":[{"$ref":"#","properties":{"t":{}}},{"properties":{"leaf":{}}}]}"##), @r##"{"oneOf":[{"$ref":"#/$defs/Root.part","properties":{"t":{}},"unevaluatedProperties":false},{"properties":{"leaf":{}},"unevaluatedProperties":false}],"$defs":{"Root.part":{"oneOf":[{"$ref":"#/$defs/Root.part","properties":{"t":{}}},{"properties":{"leaf":{}}}]}}}"##);
    }

    #[test]
    fn schema_that_is_only_tested_stays_unchanged() {
        insta::assert_snapshot!(closed(r##"{"type":"object","not":{"$ref":"#/$defs/A"},"properties":{"a":{"$ref":"#/$defs/A"}},
            "$defs":{"A":{"properties":{"a":{"const":1}}}}}"##), @r##"{"type":"object","not":{"$ref":"#/$defs/A.test"},"properties":{"a":{"$ref":"#/$defs/A"}},"unevaluatedProperties":false,"$defs":{"A":{"properties":{"a":{"const":1}},"unevaluatedProperties":false},"A.test":{"properties":{"a":{"const":1}}}}}"##);
    }
}
