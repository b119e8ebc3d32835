//! Alternatives, and schemas in several parts.

use pact_models::matchingrules::{MatchingRule, RuleLogic};
use pact_models::path_exp::DocPath;
use serde_json::Value;

use super::exemplar;
use super::rules::{Level, Writer, has_type};
use super::scalars::by_kind;
use counterpart_engine::compat::schema::{Options, Schema};
use counterpart_engine::json::{Json, Object};

impl Writer<'_> {
    /// The alternative that the example is of; with scalars all of them.
    pub(super) fn alternatives(
        &mut self,
        path: &DocPath,
        branches: &[Json],
        example: &mut Value,
        level: Level,
    ) {
        let is_scalar = |schema: &Json| {
            let resolved = schema
                .get("$ref")
                .and_then(Json::as_str)
                .and_then(|target| self.resolve(target));
            let schema = resolved.as_ref().unwrap_or(schema);
            schema.as_object().is_some_and(|members| {
                !has_type(members, "object") && !has_type(members, "array") && members.contains_key("type")
                    || members.contains_key("const")
                    || members.contains_key("enum")
            })
        };
        let is_container = matches!(example, Value::Object(_) | Value::Array(_));
        if !is_container && branches.iter().all(is_scalar) {
            let mut all = Vec::new();
            for branch in branches {
                let mut inner = Writer::new(self.document, self.spec, self.shown);
                let mut of_branch = self.example_of(branch).unwrap_or_else(|| example.clone());
                inner.value(path, branch, &mut of_branch, level.below());
                let mut list = inner.rules.rules.remove(path).unwrap_or_default();
                if list.rule_logic == RuleLogic::And && list.rules.len() > 1 {
                    // Among alternatives, a type rule alone would accept every string.
                    list.rules.retain(|rule| !matches!(rule, MatchingRule::Type));
                }
                let by_value = list
                    .rules
                    .iter()
                    .any(|rule| matches!(rule, MatchingRule::Type | MatchingRule::Equality));
                if by_value && of_branch != *example {
                    all.extend(by_kind(&of_branch));
                    if !matches!(of_branch, Value::Number(_) | Value::Bool(_) | Value::Null) {
                        self.wider(path, format!("the alternative {branch} accepts any string"));
                    }
                } else {
                    all.extend(list.rules);
                }
                self.lost.extend(inner.lost);
            }
            return self.rule(path, all, RuleLogic::Or);
        }
        let accepts = |branch: &&Json| self.accepts(branch, example);
        let Some(branch) = branches.iter().find(accepts).cloned() else {
            return self.anything(path, example);
        };
        let others = branches.len() - 1;
        if others > 0 {
            self.narrower(
                path,
                format!(
                    "only the alternative of the example is expressed; the contract accepts {others} \
                         more, and the pact refuses them"
                ),
            );
        }
        self.value(path, &branch, example, level.below());
    }

    fn within(&self, schema: &Json) -> Option<Schema> {
        let mut document = schema.as_object()?.clone();
        if let Some(definitions) = self.document.get("$defs") {
            document.insert("$defs".into(), definitions.clone());
        }
        Schema::from_json(Json::Object(document), &Options::default()).ok()
    }

    fn accepts(&self, schema: &Json, example: &Value) -> bool {
        self.within(schema)
            .is_some_and(|schema| schema.accepts(&Json::from(example)) == Ok(true))
    }

    fn example_of(&self, schema: &Json) -> Option<Value> {
        let schema = self.within(schema)?;
        exemplar::of(schema.document(), &schema)?.to_serde_json()
    }

    /// Objects that several schemas describe together.
    pub(super) fn merged(&self, own: &Object, parts: &[Json]) -> Json {
        let mut merged = own.clone();
        merged.shift_remove("allOf");
        for part in parts {
            let resolved = part
                .get("$ref")
                .and_then(Json::as_str)
                .and_then(|target| self.resolve(target));
            let part = resolved.as_ref().unwrap_or(part);
            for (key, value) in part.as_object().into_iter().flatten() {
                match (merged.get_mut(key), value) {
                    (Some(Json::Object(there)), Json::Object(more)) if key == "properties" => {
                        there.extend(more.clone());
                    }
                    (Some(Json::Array(there)), Json::Array(more)) if key == "required" => {
                        there.extend(more.clone());
                    }
                    (Some(_), _) => {}
                    (None, _) => {
                        merged.insert(key.clone(), value.clone());
                    }
                }
            }
        }
        Json::Object(merged)
    }
}
