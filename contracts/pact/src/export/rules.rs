//! Matching rules that say what a schema says, as far as Pact can.

use pact_models::matchingrules::{MatchingRule, MatchingRuleCategory, RuleList, RuleLogic};
use pact_models::path_exp::DocPath;
use serde_json::Value;

use super::{Errs, ExportError, Spec, exemplar};
use counterpart_engine::compat::schema::{Options, Schema};
use counterpart_engine::json::{Json, Object};

/// The maximum depth to which a schema is followed.
const DEEPEST: usize = 60;

/// The rules made from a schema.
pub(super) struct Made {
    pub(super) example: Value,
    pub(super) rules: MatchingRuleCategory,
    pub(super) lost: Vec<Said>,
    /// One more than the level of the innermost object whose keys are free; 0 if there is none.
    pub(super) free: usize,
}

/// A part that is expressed differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) path: String,
    pub(super) what: String,
    pub(super) errs: Errs,
}

/// The position of a value in the message.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Level {
    /// Its nesting depth.
    nested: usize,
    /// The number of properties that on the way to it may be left out.
    pub(super) optional: usize,
}

impl Level {
    pub(super) fn below(self) -> Self {
        Self {
            nested: self.nested + 1,
            ..self
        }
    }

    pub(super) fn below_optional(self) -> Self {
        Self {
            nested: self.nested + 1,
            optional: self.optional + 1,
        }
    }
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
///
/// Optional properties are in the example if fewer than `shown` of them are on the way, and the keys of such an
/// object are free. Otherwise they are left out.
pub(super) fn of(document: &Json, spec: Spec, shown: usize) -> Result<Made, Why> {
    let schema = Schema::from_json(document.clone(), &Options::default())
        .map_err(|error| Why::Schema(error.to_string()))?;
    let example = exemplar::of(document, &schema).and_then(|example| example.to_serde_json());
    let mut example = example.ok_or(Why::NoExample)?;
    let mut writer = Writer::new(document, spec, shown);
    writer.value(&DocPath::root(), document, &mut example, Level::default());
    // Something may have to be there that is not said by `required`.
    match schema.accepts(&Json::from(&example)) {
        Ok(true) => Ok(Made {
            example,
            rules: writer.rules,
            lost: writer.lost,
            free: writer.free,
        }),
        _ => Err(Why::NoExample),
    }
}

pub(super) struct Writer<'a> {
    pub(super) document: &'a Json,
    pub(super) spec: Spec,
    pub(super) shown: usize,
    pub(super) rules: MatchingRuleCategory,
    pub(super) lost: Vec<Said>,
    pub(super) free: usize,
}

impl<'a> Writer<'a> {
    pub(super) fn new(document: &'a Json, spec: Spec, shown: usize) -> Self {
        Self {
            document,
            spec,
            shown,
            rules: MatchingRuleCategory::empty("body"),
            lost: Vec::new(),
            free: 0,
        }
    }

    fn note(&mut self, path: &DocPath, what: impl Into<String>, errs: Errs) {
        let said = Said {
            path: path.to_string(),
            what: what.into(),
            errs,
        };
        if !self.lost.contains(&said) {
            self.lost.push(said);
        }
    }

    /// The pact accepts more than the contract.
    pub(super) fn wider(&mut self, path: &DocPath, what: impl Into<String>) {
        self.note(path, what, Errs::Wide);
    }

    /// The pact refuses more than the contract.
    pub(super) fn narrower(&mut self, path: &DocPath, what: impl Into<String>) {
        self.note(path, what, Errs::Narrow);
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

    pub(super) fn value(&mut self, path: &DocPath, schema: &Json, example: &mut Value, level: Level) {
        if level.nested > DEEPEST {
            self.wider(path, "deeper parts are only compared by type");
            return self.one(path, MatchingRule::Type);
        }
        let members = match schema {
            Json::Object(members) => members,
            _ => return self.free(path, example),
        };
        if !members.keys().any(|key| is_assertion(key)) {
            return self.free(path, example);
        }
        if let Some(target) = members.get("$ref").and_then(Json::as_str) {
            let found = self.resolve(target);
            if members.keys().any(|key| is_assertion(key) && key != "$ref") {
                self.wider(path, "keywords beside `$ref` are left out");
            }
            return match found {
                Some(found) => self.value(path, &found, example, level.below()),
                None => self.anything(path, example),
            };
        }
        for branches in ["anyOf", "oneOf"] {
            if let Some(branches) = members.get(branches).and_then(Json::as_array) {
                if members.keys().any(|key| key == "properties" || key == "required") {
                    self.wider(path, "keywords beside the alternatives are left out");
                }
                return self.alternatives(path, branches, example, level);
            }
        }
        if let Some(parts) = members.get("allOf").and_then(Json::as_array) {
            if parts.len() == 1 {
                return self.value(path, &parts[0], example, level.below());
            }
            let merged = self.merged(members, parts);
            return self.value(path, &merged, example, level.below());
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
                self.wider(path, format!("`{keyword}` is left out"));
            }
        }
        match example {
            Value::Object(object) => {
                self.other_types(path, members, "object");
                self.object(path, members, object, level);
            }
            Value::Array(items) => {
                self.other_types(path, members, "array");
                self.array(path, members, items, level);
            }
            scalar => {
                let mut rules = self.scalar(path, members, scalar);
                if let ([MatchingRule::Regex(_)], true) = (
                    rules.as_slice(),
                    members.get("type") == Some(&Json::from("string")),
                ) {
                    // An expression by itself also matches numbers, by their digits.
                    rules.insert(0, MatchingRule::Type);
                    return self.rule(path, rules, RuleLogic::And);
                }
                self.rule(path, rules, RuleLogic::Or);
            }
        }
    }

    /// An object or an array in the example leaves no choice of types.
    fn other_types(&mut self, path: &DocPath, members: &Object, own: &str) {
        let is_own = |name: &Json| name.as_str() == Some(own);
        match members.get("type") {
            Some(Json::Array(names)) if !names.iter().all(is_own) => match has_type(members, "null") {
                true => self.narrower(path, "it may be null, and the pact refuses that"),
                false => self.narrower(
                    path,
                    "values of other types are accepted, and the pact refuses them",
                ),
            },
            Some(_) => {}
            None => self.narrower(
                path,
                "values of other types are accepted, and the pact refuses them",
            ),
        }
    }

    /// Every value is accepted. Pact only accepts everything if the example is a string.
    fn free(&mut self, path: &DocPath, example: &mut Value) {
        *example = Value::from("anything");
        self.one(path, whatever());
    }

    /// Nothing is known of the value.
    pub(super) fn anything(&mut self, path: &DocPath, example: &Value) {
        match example {
            Value::Object(_) | Value::Array(_) => {
                self.narrower(
                    path,
                    "any value is accepted, and the pact requires the type of the example",
                );
                self.one(path, MatchingRule::Type);
            }
            _ => self.one(path, whatever()),
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

/// A rule that every value satisfies, if the example is neither an array nor an object.
pub(super) fn whatever() -> MatchingRule {
    MatchingRule::Include(String::new())
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
