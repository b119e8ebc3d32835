//! Objects, maps and arrays.

use pact_models::generators::Generator;
use pact_models::matchingrules::expressions::{MatchingRuleDefinition, ValueType};
use pact_models::matchingrules::{MatchingRule, RuleLogic};
use pact_models::path_exp::DocPath;
use serde_json::Value;

use super::Spec;
use super::expression;
use super::rules::Writer;
use crate::json::{Json, Object};

impl Writer<'_> {
    pub(super) fn object(
        &mut self,
        path: &DocPath,
        members: &Object,
        example: &serde_json::Map<String, Value>,
        depth: usize,
    ) {
        let properties = members.get("properties").and_then(Json::as_object);
        let required = members.get("required").and_then(Json::as_array).unwrap_or(&[]);
        let others = members
            .get("additionalProperties")
            .or(members.get("unevaluatedProperties"));
        if let (None, Some(values @ Json::Object(_))) = (properties, others) {
            return self.map(path, members, values, example, depth);
        }
        if others == Some(&Json::Bool(false)) {
            self.lose(path, "other properties are refused, and the pact lets them pass");
        }
        for keyword in [
            "minProperties",
            "maxProperties",
            "patternProperties",
            "propertyNames",
        ] {
            if members.contains_key(keyword) {
                self.lose(path, format!("`{keyword}` is left out"));
            }
        }
        for (name, value) in example {
            let at = path.join(name);
            match properties.and_then(|properties| properties.get(name)) {
                None => self.anything(&at, value),
                Some(property) => {
                    if !required.iter().any(|one| one.as_str() == Some(name)) {
                        self.lose(&at, "it may be left out, and the pact asks for it");
                    }
                    self.value(&at, property, value, depth + 1);
                }
            }
        }
        for name in properties.into_iter().flat_map(Object::keys) {
            if !example.contains_key(name) {
                self.lose(
                    &path.join(name),
                    "it is not in the example, so nothing is said of it",
                );
            }
        }
    }

    pub(super) fn map(
        &mut self,
        path: &DocPath,
        members: &Object,
        values: &Json,
        example: &serde_json::Map<String, Value>,
        depth: usize,
    ) {
        for keyword in ["minProperties", "maxProperties", "patternProperties"] {
            if members.contains_key(keyword) {
                self.lose(path, format!("`{keyword}` is left out"));
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
                _ => self.lose(path, "the form of its keys is left out"),
            }
        }
        self.rule(path, rules, RuleLogic::And);
        if let Some(value) = example.values().next() {
            self.value(&path.join("*"), values, value, depth + 1);
        }
    }

    pub(super) fn array(&mut self, path: &DocPath, members: &Object, example: &[Value], depth: usize) {
        let size = |key| {
            let bound = members.get(key).and_then(Json::as_number)?;
            bound.to_string().parse::<usize>().ok()
        };
        let (least, most) = (size("minItems").filter(|least| *least > 0), size("maxItems"));
        if let Some(prefix) = members.get("prefixItems").and_then(Json::as_array) {
            for (index, (schema, value)) in prefix.iter().zip(example).enumerate() {
                self.value(&path.join(index.to_string()), schema, value, depth + 1);
            }
            if most != Some(prefix.len()) || least != Some(prefix.len()) {
                self.lose(
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
        match example.first() {
            Some(first) => self.value(&path.join("[*]"), items, first, depth + 1),
            None => self.lose(
                path,
                "there is no item in the example, so nothing is said of items",
            ),
        }
    }
}
