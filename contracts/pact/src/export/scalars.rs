//! Texts, numbers and constants.

use pact_matching::matchingrules::DoMatch;
use pact_models::matchingrules::{MatchingRule, RuleLogic};
use pact_models::path_exp::DocPath;
use serde_json::Value;

use super::expression::{self, MOMENT, UUID};
use super::rules::{Writer, whatever};
use counterpart_engine::json::{Json, Number, Object};

/// The maximum number of strings of an enumeration that becomes an expression.
const MOST_TEXTS: usize = 500;
/// The longest length that an expression says.
const LONGEST: u64 = 10_000;

impl Writer<'_> {
    pub(super) fn constants(&mut self, path: &DocPath, values: &[Json], example: &Value) {
        let texts: Option<Vec<&str>> = values.iter().map(Json::as_str).collect();
        match (values.len(), texts) {
            (1, _) => self.one(path, MatchingRule::Equality),
            (count, Some(texts)) if count <= MOST_TEXTS => {
                let texts: Vec<String> = texts.into_iter().map(expression::literal).collect();
                let expression = MatchingRule::Regex(format!("^(?:{})$", texts.join("|")));
                self.rule(path, vec![MatchingRule::Type, expression], RuleLogic::And);
            }
            (count, None) if count <= MOST_TEXTS && values.iter().all(is_text_or_null) => {
                let texts = values.iter().filter_map(Json::as_str);
                let texts: Vec<String> = texts.map(expression::literal).collect();
                let rules = vec![
                    MatchingRule::Regex(format!("^(?:{})$", texts.join("|"))),
                    MatchingRule::Null,
                ];
                self.rule(path, rules, RuleLogic::Or);
            }
            _ => {
                self.wider(
                    path,
                    format!(
                        "{} values are accepted, and the pact only gives their type",
                        values.len()
                    ),
                );
                if matches!(example, Value::Object(_) | Value::Array(_)) {
                    self.one(path, MatchingRule::Type);
                } else {
                    self.rule(path, by_kind(example), RuleLogic::Or);
                }
            }
        }
    }

    /// Any of these rules is to hold.
    pub(super) fn scalar(&mut self, path: &DocPath, members: &Object, example: &Value) -> Vec<MatchingRule> {
        let names: Vec<&str> = match members.get("type") {
            Some(Json::String(name)) => vec![name],
            Some(Json::Array(names)) => names.iter().filter_map(Json::as_str).collect(),
            _ => return vec![whatever()],
        };
        let mut rules = Vec::new();
        for name in names {
            match name {
                "null" => rules.push(MatchingRule::Null),
                "integer" => {
                    self.bounds(path, members);
                    if !members.contains_key("minimum") || !members.contains_key("maximum") {
                        self.narrower(
                            path,
                            "integers of more than 64 bits are accepted, and the pact refuses them",
                        );
                    }
                    rules.push(MatchingRule::Integer);
                }
                "number" => {
                    self.bounds(path, members);
                    rules.push(MatchingRule::Number);
                }
                "boolean" if example.is_boolean() => rules.push(MatchingRule::Type),
                "boolean" => rules.push(MatchingRule::Regex("^(?:true|false)$".to_owned())),
                "string" => rules.push(self.text(path, members, example)),
                other => self.narrower(
                    path,
                    format!("a value of the type `{other}` is accepted, and the pact refuses it"),
                ),
            }
        }
        rules
    }

    fn bounds(&mut self, path: &DocPath, members: &Object) {
        let bound = |keywords: [&str; 2]| {
            let found = keywords.iter().find_map(|keyword| members.get(*keyword));
            found.map(Json::to_string)
        };
        let least = bound(["minimum", "exclusiveMinimum"]);
        let most = bound(["maximum", "exclusiveMaximum"]);
        let range = match (least, most) {
            (None, None) => return,
            (Some(least), None) => format!("from {least}"),
            (None, Some(most)) => format!("up to {most}"),
            (Some(least), Some(most)) => format!("from {least} to {most}"),
        };
        self.wider(path, format!("the range {range} is left out"));
    }

    fn text(&mut self, path: &DocPath, members: &Object, example: &Value) -> MatchingRule {
        let mut expressions = Vec::new();
        if let Some(pattern) = members.get("pattern").and_then(Json::as_str) {
            match expression::ruby(pattern) {
                Some(expression) => expressions.push(expression),
                None => self.wider(path, format!("the pattern `{pattern}` is left out")),
            }
        }
        match members.get("format").and_then(Json::as_str) {
            None => {}
            Some("date-time") if expressions.is_empty() => expressions.push(format!("^{MOMENT}$")),
            Some("date") if expressions.is_empty() => return MatchingRule::Date("yyyy-MM-dd".to_owned()),
            Some("uuid") if expressions.is_empty() => expressions.push(format!("^{UUID}$")),
            Some(format) => self.wider(path, format!("the format `{format}` is left out")),
        }
        let length = |key| {
            members
                .get(key)
                .and_then(Json::as_number)
                .and_then(|bound: &Number| bound.to_string().parse::<u64>().ok())
        };
        let (least, most) = (length("minLength").unwrap_or(0), length("maxLength"));
        if least > 0 || most.is_some() {
            if expressions.is_empty() && least <= LONGEST && most.is_none_or(|most| most <= LONGEST) {
                let most = most.map_or(String::new(), |most| most.to_string());
                expressions.push(format!(r"^[\s\S]{{{least},{most}}}$"));
            } else {
                self.wider(path, "the length is left out");
            }
        }
        let made = expressions.into_iter().next().map(MatchingRule::Regex);
        match (made, example) {
            // The example is in the pact; a rule that refuses it was not understood.
            (Some(rule), example) => {
                let fits = DoMatch::<&Value>::match_value(&rule, example, example, false, false).is_ok();
                if fits || !example.is_string() {
                    rule
                } else {
                    self.wider(path, "the form of the text is left out");
                    MatchingRule::Type
                }
            }
            (None, Value::String(_)) => MatchingRule::Type,
            (None, _) => {
                self.wider(path, "any string is accepted, and the pact accepts any value");
                whatever()
            }
        }
    }
}

/// Rules that say the type of a value, whatever the example is.
pub(super) fn by_kind(value: &Value) -> Vec<MatchingRule> {
    vec![match value {
        Value::Null => MatchingRule::Null,
        Value::Bool(_) => MatchingRule::Regex("^(?:true|false)$".to_owned()),
        Value::Number(number) if number.is_f64() => MatchingRule::Number,
        Value::Number(_) => MatchingRule::Integer,
        _ => whatever(),
    }]
}

fn is_text_or_null(value: &Json) -> bool {
    matches!(value, Json::String(_) | Json::Null)
}
