//! Objects, maps and arrays.

use pact_models::generators::Generator;
use pact_models::matchingrules::expressions::{MatchingRuleDefinition, ValueType};
use pact_models::matchingrules::{MatchingRule, RuleLogic};
use pact_models::path_exp::DocPath;
use serde_json::Value;

use super::Spec;
use super::expression;
use super::rules::{Level, Writer};
use counterpart_engine::json::{Json, Object};

impl Writer<'_> {
    pub(super) fn object(
        &mut self,
        path: &DocPath,
        members: &Object,
        example: &mut serde_json::Map<String, Value>,
        level: Level,
    ) {
        let properties = members.get("properties").and_then(Json::as_object);
        let required = members.get("required").and_then(Json::as_array).unwrap_or(&[]);
        let others = members
            .get("additionalProperties")
            .or(members.get("unevaluatedProperties"));
        if let (None, Some(values @ Json::Object(_))) = (properties, others) {
            return self.map(path, members, values, example, level);
        }
        if others == Some(&Json::Bool(false)) {
            self.wider(path, "other properties are refused, and the pact accepts them");
        }
        for keyword in [
            "minProperties",
            "maxProperties",
            "patternProperties",
            "propertyNames",
        ] {
            if members.contains_key(keyword) {
                self.wider(path, format!("`{keyword}` is left out"));
            }
        }
        let is_required = |name: &str| required.iter().any(|one| one.as_str() == Some(name));
        // An undeclared property constrains nothing, unless it is required.
        let counts = ["minProperties", "patternProperties"]
            .iter()
            .any(|keyword| members.contains_key(*keyword));
        example.retain(|name, _| {
            let declared = properties.is_some_and(|properties| properties.contains_key(name));
            is_required(name) || (declared || counts) && can_be_said(&path.join(name))
        });
        let (frees, leaves_out) = (self.spec == Spec::V4, level.optional >= self.shown);
        if leaves_out {
            example.retain(|name, _| is_required(name));
        } else if frees && example.keys().any(|name| !is_required(name)) {
            self.one(path, free_keys(example));
            self.free = self.free.max(level.optional + 1);
        }
        for (name, value) in example.iter_mut() {
            let at = path.join(name);
            if !can_be_said(&at) {
                self.narrower(
                    path,
                    format!("no rule can name {name:?}, so it must have the value of the example"),
                );
                continue;
            }
            match properties.and_then(|properties| properties.get(name)) {
                None => self.anything(&at, value),
                Some(property) if is_required(name) => self.value(&at, property, value, level.below()),
                Some(property) => {
                    if !frees {
                        self.narrower(&at, "it may be left out, and the pact requires it");
                    }
                    self.value(&at, property, value, level.below_optional());
                }
            }
        }
        for name in properties.into_iter().flat_map(Object::keys) {
            if !example.contains_key(name) && (is_required(name) || !leaves_out) {
                self.wider(
                    &path.join(name),
                    "it is not in the example, so the pact does not mention it",
                );
            }
        }
    }

    pub(super) fn map(
        &mut self,
        path: &DocPath,
        members: &Object,
        values: &Json,
        example: &mut serde_json::Map<String, Value>,
        level: Level,
    ) {
        for keyword in ["minProperties", "maxProperties", "patternProperties"] {
            if members.contains_key(keyword) {
                self.wider(path, format!("`{keyword}` is left out"));
            }
        }
        let mut rules = vec![MatchingRule::Values];
        if let Some(names) = members.get("propertyNames").and_then(Json::as_object) {
            let expression = names
                .get("pattern")
                .and_then(Json::as_str)
                .and_then(expression::ruby);
            match (self.spec, expression, example.keys().next()) {
                (Spec::V4, Some(expression), Some(key)) => {
                    let rule = MatchingRule::Regex(expression);
                    let none: Option<Generator> = None;
                    rules.push(MatchingRule::EachKey(MatchingRuleDefinition::new(
                        key.clone(),
                        ValueType::String,
                        rule,
                        none,
                        String::new(),
                    )));
                }
                _ => self.wider(path, "the form of its keys is left out"),
            }
        }
        self.rule(path, rules, RuleLogic::And);
        self.alike(&path.join("*"), values, example.values_mut(), false, level);
    }

    /// Values that share one set of rules: those of the first value. Pact compares each item of a message with the
    /// item of the example at the same place, so the others equal the first one where possible.
    fn alike<'v>(
        &mut self,
        path: &DocPath,
        schema: &Json,
        mut examples: impl Iterator<Item = &'v mut Value>,
        differ: bool,
        level: Level,
    ) {
        let Some(first) = examples.next() else { return };
        self.value(path, schema, first, level.below());
        for other in examples {
            if !differ {
                other.clone_from(first);
                continue;
            }
            let mut unheard = Writer::new(self.document, self.spec, self.shown);
            unheard.value(path, schema, other, level.below());
        }
    }

    pub(super) fn array(&mut self, path: &DocPath, members: &Object, example: &mut [Value], level: Level) {
        let size = |key| {
            let bound = members.get(key).and_then(Json::as_number)?;
            bound.to_string().parse::<usize>().ok()
        };
        let (least, most) = (size("minItems").filter(|least| *least > 0), size("maxItems"));
        if let Some(prefix) = members.get("prefixItems").and_then(Json::as_array) {
            for (index, (schema, value)) in prefix.iter().zip(example.iter_mut()).enumerate() {
                self.value(&path.join(index.to_string()), schema, value, level.below());
            }
            if most != Some(prefix.len()) || least != Some(prefix.len()) {
                self.narrower(
                    path,
                    format!("arrays of other lengths than {} are refused", example.len()),
                );
            }
            return;
        }
        self.one(
            path,
            match (least, most) {
                (None, None) => MatchingRule::Type,
                (Some(least), None) => MatchingRule::MinType(least),
                (None, Some(most)) => MatchingRule::MaxType(most),
                (Some(least), Some(most)) => MatchingRule::MinMaxType(least, most),
            },
        );
        let items = members.get("items").unwrap_or(&Json::Bool(true));
        if example.is_empty() {
            self.wider(
                path,
                "the example has no item, so the pact does not describe items",
            );
        }
        let differ = members.get("uniqueItems") == Some(&Json::Bool(true));
        self.alike(&path.join("[*]"), items, example.iter_mut(), differ, level);
    }
}

/// Returns true if Pact reads the path as it was meant.
fn can_be_said(path: &DocPath) -> bool {
    let written = path.to_string();
    // A backslash is read in one way and compared in another.
    !written.contains('\\') && DocPath::new(written).is_ok_and(|read| read == *path)
}

/// A rule that allows missing keys: the keys that are present may have any name.
fn free_keys(example: &serde_json::Map<String, Value>) -> MatchingRule {
    let none: Option<Generator> = None;
    MatchingRule::EachKey(MatchingRuleDefinition::new(
        example.keys().next().cloned().unwrap_or_default(),
        ValueType::String,
        MatchingRule::Type,
        none,
        String::new(),
    ))
}
