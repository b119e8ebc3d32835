//! Matching rules that say what a schema says, as far as Pact can.

use pact_models::matchingrules::{MatchingRule, MatchingRuleCategory, RuleList, RuleLogic};
use pact_models::path_exp::DocPath;
use serde_json::Value;

use super::expression::ANYTHING;
use super::{ExportError, Spec, exemplar};
use crate::compat::schema::{Options, Schema};
use crate::json::{Json, Object};

/// How deep a schema is followed.
const DEEPEST: usize = 60;

/// What became of a schema.
pub(super) struct Made {
    pub(super) example: Value,
    pub(super) rules: MatchingRuleCategory,
    /// Path, and what is said otherwise.
    pub(super) lost: Vec<(String, String)>,
}

pub(super) enum Why {
    NoExample,
    Schema(String),
}

impl Why {
    pub(super) fn said(self, whose: &str) -> ExportError {
        match self {
            Why::NoExample => ExportError::NoExample(whose.to_owned()),
            Why::Schema(error) => ExportError::Schema(whose.to_owned(), error),
        }
    }
}

/// Makes an example of the schema, and rules for it.
pub(super) fn of(document: &Json, spec: Spec, path: DocPath) -> Result<Made, Why> {
    let schema = Schema::from_json(document.clone(), &Options::default())
        .map_err(|error| Why::Schema(error.to_string()))?;
    let example = exemplar::of(document, &schema).and_then(|example| example.to_serde_json());
    let example = example.ok_or(Why::NoExample)?;
    let mut writer = Writer {
        document,
        spec,
        rules: MatchingRuleCategory::empty("body"),
        lost: Vec::new(),
    };
    writer.value(&path, document, &example, 0);
    Ok(Made {
        example,
        rules: writer.rules,
        lost: writer.lost,
    })
}

pub(super) struct Writer<'a> {
    pub(super) document: &'a Json,
    pub(super) spec: Spec,
    pub(super) rules: MatchingRuleCategory,
    pub(super) lost: Vec<(String, String)>,
}

impl Writer<'_> {
    pub(super) fn lose(&mut self, path: &DocPath, what: impl Into<String>) {
        let lost = (path.to_string(), what.into());
        if !self.lost.contains(&lost) {
            self.lost.push(lost);
        }
    }

    pub(super) fn rule(&mut self, path: &DocPath, rules: Vec<MatchingRule>, logic: RuleLogic) {
        let list = RuleList {
            rule_logic: if rules.len() > 1 { logic } else { RuleLogic::And },
            rules,
            cascaded: false,
        };
        self.rules.rules.insert(path.clone(), list);
    }

    pub(super) fn one(&mut self, path: &DocPath, rule: MatchingRule) {
        self.rule(path, vec![rule], RuleLogic::And);
    }

    pub(super) fn value(&mut self, path: &DocPath, schema: &Json, example: &Value, depth: usize) {
        if depth > DEEPEST {
            self.lose(path, "what nests deeper is compared by type alone");
            return self.one(path, MatchingRule::Type);
        }
        let members = match schema {
            Json::Object(members) => members,
            _ => return self.anything(path, example),
        };
        if let Some(target) = members.get("$ref").and_then(Json::as_str) {
            let found = self.resolve(target);
            if members.keys().any(|key| is_assertion(key) && key != "$ref") {
                self.lose(path, "what stands beside `$ref` is left out");
            }
            return match found {
                Some(found) => self.value(path, &found, example, depth + 1),
                None => self.anything(path, example),
            };
        }
        for branches in ["anyOf", "oneOf"] {
            if let Some(branches) = members.get(branches).and_then(Json::as_array) {
                if members.keys().any(|key| key == "properties" || key == "required") {
                    self.lose(path, "what stands beside the alternatives is left out");
                }
                return self.alternatives(path, branches, example, depth);
            }
        }
        if let Some(parts) = members.get("allOf").and_then(Json::as_array) {
            if parts.len() == 1 {
                return self.value(path, &parts[0], example, depth + 1);
            }
            let merged = self.merged(members, parts);
            return self.value(path, &merged, example, depth + 1);
        }
        if let Some(value) = members.get("const") {
            return self.constants(path, std::slice::from_ref(value), example);
        }
        if let Some(values) = members.get("enum").and_then(Json::as_array) {
            return self.constants(path, values, example);
        }
        for keyword in [
            "not",
            "if",
            "dependentSchemas",
            "dependentRequired",
            "uniqueItems",
            "contains",
            "multipleOf",
        ] {
            if members.contains_key(keyword) {
                self.lose(path, format!("`{keyword}` is left out"));
            }
        }
        let nullable = has_type(members, "null");
        match example {
            Value::Object(object) => {
                if nullable {
                    self.lose(path, "it may be null, and the pact refuses that");
                }
                self.object(path, members, object, depth);
            }
            Value::Array(items) => {
                if nullable {
                    self.lose(path, "it may be null, and the pact refuses that");
                }
                self.array(path, members, items, depth);
            }
            scalar => {
                let mut rules = self.scalar(path, members, scalar);
                if let ([MatchingRule::Regex(_)], true) = (
                    rules.as_slice(),
                    members.get("type") == Some(&Json::from("string")),
                ) {
                    // An expression alone also matches numbers, by their digits.
                    rules.insert(0, MatchingRule::Type);
                    return self.rule(path, rules, RuleLogic::And);
                }
                self.rule(path, rules, RuleLogic::Or);
            }
        }
    }

    /// Nothing is said of the value.
    pub(super) fn anything(&mut self, path: &DocPath, example: &Value) {
        match example {
            Value::Object(_) | Value::Array(_) => {
                self.lose(
                    path,
                    "any value is accepted, and the pact asks for one of the type of the example",
                );
                self.one(path, MatchingRule::Type);
            }
            _ => self.one(path, MatchingRule::Regex(ANYTHING.to_owned())),
        }
    }

    pub(super) fn resolve(&self, target: &str) -> Option<Json> {
        if target == "#" {
            return Some(self.document.clone());
        }
        let name = target
            .strip_prefix("#/$defs/")?
            .replace("~1", "/")
            .replace("~0", "~");
        self.document.get("$defs")?.get(&name).cloned()
    }
}

pub(super) fn has_type(members: &Object, name: &str) -> bool {
    match members.get("type") {
        Some(Json::String(one)) => one == name,
        Some(Json::Array(names)) => names.iter().any(|one| one.as_str() == Some(name)),
        _ => false,
    }
}

fn is_assertion(keyword: &str) -> bool {
    !matches!(
        keyword,
        "description"
            | "title"
            | "default"
            | "examples"
            | "deprecated"
            | "$comment"
            | "$defs"
            | "readOnly"
            | "writeOnly"
    ) && !keyword.starts_with("x-")
}
