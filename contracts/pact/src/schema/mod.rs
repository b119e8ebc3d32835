//! The messages that an interaction accepts, as a JSON Schema.
//!
//! The walk follows `pact_matching::json`: the example from its root, and at each place the rules that Pact would
//! choose. If a schema cannot express everything that Pact accepts, it accepts less, never more, and the place is
//! noted. So Pact accepts everything that is contained in the schema, and a message that the schema refuses is
//! given to Pact itself before it is reported.

mod constant;
mod datetime;
mod matcher;
mod regex;
mod rules;

use std::collections::BTreeMap;

use pact_models::matchingrules::{MatchingRule, MatchingRuleCategory, RuleList, RuleLogic};
use pact_models::path_exp::DocPath;
use serde_json::Value;

use self::constant::{array, nothing};
use self::rules::{Best, Rules};
use counterpart_engine::json::{Json, Number, Object};

/// The maximum nesting of an example.
const DEEPEST: usize = 120;
/// The number of schemas that an example may become.
const MOST: usize = 100_000;

/// The messages that an interaction accepts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// The schema: Pact accepts everything that it accepts.
    pub schema: Json,
    /// The places where Pact accepts more. Without any, the schema is exact.
    pub narrowings: Vec<Narrowing>,
    /// True if there is a `decimal`, which the schema expresses as numbers that are not integers. Pact
    /// distinguishes 1 and 1.0.
    pub decimals: bool,
}

/// A place where Pact accepts more than a schema can say.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Narrowing {
    /// The path in the message, as pacts write it.
    pub path: String,
    /// The other values that Pact accepts there, as a fragment.
    pub also_accepted: String,
}

/// The schema of the messages that Pact accepts for an interaction, whole numbers in rules about text included.
pub fn of(message: &super::read::Message) -> Accepted {
    of_value(&message.contents, message.rules.clone(), true)
}

/// The schema of the values that Pact accepts for this example and these rules.
///
/// `thorough` also finds the numbers that a rule about text accepts, which takes longer.
pub(super) fn of_value(example: &Value, rules: MatchingRuleCategory, thorough: bool) -> Accepted {
    at(&DocPath::root(), example, rules, thorough)
}

/// The schema of the values that Pact accepts for one key of the metadata.
pub(super) fn of_metadata(key: &str, example: &Value, rules: MatchingRuleCategory) -> Accepted {
    at(&DocPath::root().join(key), example, rules, false)
}

fn at(path: &DocPath, example: &Value, rules: MatchingRuleCategory, thorough: bool) -> Accepted {
    let mut builder = Builder {
        looks_at_numbers: thorough,
        path: DocPath::root(),
        narrowings: BTreeMap::new(),
        left: MOST,
        depth: 0,
        decimals: false,
    };
    let schema = builder.value(path, example, &Rules::new(rules));
    let narrowings = builder.narrowings.into_iter();
    Accepted {
        schema,
        decimals: builder.decimals,
        narrowings: narrowings
            .flat_map(|(path, accepted)| {
                accepted.into_iter().map(move |also_accepted| Narrowing {
                    path: path.clone(),
                    also_accepted,
                })
            })
            .collect(),
    }
}

struct Builder {
    looks_at_numbers: bool,
    /// The current place.
    path: DocPath,
    narrowings: BTreeMap<String, Vec<String>>,
    left: usize,
    depth: usize,
    decimals: bool,
}

impl Builder {
    /// Records that the schema accepts less than Pact here: Pact also accepts this.
    fn narrow(&mut self, also_accepted: &str) {
        let accepted = self.narrowings.entry(self.path.to_string()).or_default();
        if !accepted.iter().any(|other| other == also_accepted) {
            accepted.push(also_accepted.to_owned());
        }
    }

    fn value(&mut self, path: &DocPath, example: &Value, rules: &Rules) -> Json {
        let before = std::mem::replace(&mut self.path, path.clone());
        self.depth += 1;
        let schema = if self.depth > DEEPEST || self.left == 0 {
            self.narrow("anything below: the example is too large or nests too deep");
            nothing()
        } else {
            self.left -= 1;
            match example {
                Value::Object(members) => self.object(path, members, rules),
                Value::Array(items) => self.array(path, items, rules),
                scalar => match self.best(path, rules) {
                    Err(nothing) => nothing,
                    Ok(None) => self.equal(scalar),
                    Ok(Some(list)) if list.rules.is_empty() => nothing(),
                    Ok(Some(list)) => {
                        let schemas = list.rules.iter().map(|rule| self.scalar(rule, scalar)).collect();
                        combined(schemas, list.rule_logic)
                    }
                },
            }
        };
        self.depth -= 1;
        self.path = before;
        schema
    }

    /// The rules that decide; where Pact takes any of several, nothing is accepted here.
    fn best(&mut self, path: &DocPath, rules: &Rules) -> Result<Option<RuleList>, Json> {
        match rules.best(path) {
            Best::None => Ok(None),
            Best::Rules(list) => Ok(Some(list)),
            Best::Any => {
                self.narrow(
                    "what one of several rules of the same weight accepts, and Pact takes any of them",
                );
                Err(nothing())
            }
        }
    }

    fn object(&mut self, path: &DocPath, example: &serde_json::Map<String, Value>, rules: &Rules) -> Json {
        let list = match self.best(path, rules) {
            Err(nothing) => return nothing,
            Ok(None) => return self.members(path, example, rules, None),
            Ok(Some(list)) => list,
        };
        // Several rules at an object must all hold, whatever `combine` says.
        let mut all: Vec<Json> = Vec::new();
        let mut members = None;
        for rule in &list.rules {
            let is_of_values = matches!(
                rule,
                MatchingRule::Values | MatchingRule::EachValue(_) | MatchingRule::ArrayContains(_)
            );
            all.push(if is_of_values && !list.cascaded {
                self.values(path, example, rules, rule)
            } else {
                let itself = self.whole_object(rule, example, list.cascaded);
                let members = members.get_or_insert_with(|| self.members(path, example, rules, Some(&list)));
                combined(vec![itself, members.clone()], RuleLogic::And)
            });
        }
        all.dedup();
        match all.is_empty() {
            // A list without rules compares nothing.
            true => object_type(Object::default()),
            false => combined(all, RuleLogic::And),
        }
    }

    /// The effect of a rule on an object, besides its members.
    fn whole_object(
        &mut self,
        rule: &MatchingRule,
        example: &serde_json::Map<String, Value>,
        cascaded: bool,
    ) -> Json {
        let sized = |least: Option<usize>, most: Option<usize>| {
            let mut members = Object::default();
            for (keyword, bound) in [("minProperties", least), ("maxProperties", most)] {
                if let Some(bound) = bound.filter(|_| !cascaded) {
                    members.insert(keyword.into(), count(bound));
                }
            }
            Json::Object(members)
        };
        match rule {
            MatchingRule::Regex(_)
            | MatchingRule::Type
            | MatchingRule::ArrayContains(_)
            | MatchingRule::EachKey(_)
            | MatchingRule::EachValue(_)
            | MatchingRule::Values => Json::from(true),
            MatchingRule::MinType(least) => sized(Some(*least), None),
            MatchingRule::MaxType(most) => sized(None, Some(*most)),
            MatchingRule::MinMaxType(least, most) => sized(Some(*least), Some(*most)),
            MatchingRule::NotEmpty => Json::from([("minProperties", count(1))]),
            MatchingRule::Equality => self.equal(&Value::Object(example.clone())),
            _ => nothing(),
        }
    }

    /// The members of the example; a message must have each of them.
    fn members(
        &mut self,
        path: &DocPath,
        example: &serde_json::Map<String, Value>,
        rules: &Rules,
        list: Option<&RuleList>,
    ) -> Json {
        let mut properties = Object::default();
        for (name, value) in example {
            let schema = self.value(&path.join(name), value, rules);
            properties.insert(name.clone(), schema);
        }
        let mut members = Object::default();
        let free = rules.keys_are_free(path);
        if free.is_none() {
            self.narrow("objects without some of these keys: rules of the same path disagree, and Pact takes any of them");
        }
        if free != Some(true) && !example.is_empty() {
            let required = example.keys().map(|name| Json::from(name.as_str())).collect();
            members.insert("required".into(), Json::Array(required));
        }
        if !properties.is_empty() {
            members.insert("properties".into(), Json::Object(properties));
        }
        if let (Some(list), true) = (list, rules.has_exact(path)) {
            let mut names = Vec::new();
            for rule in &list.rules {
                let MatchingRule::EachKey(definition) = rule else {
                    continue;
                };
                for rule in &definition.rules {
                    names.push(match rule.as_ref().left() {
                        Some(rule) => self.key(rule),
                        None => return nothing(),
                    });
                }
            }
            if !names.is_empty() {
                members.insert("propertyNames".into(), combined(names, RuleLogic::And));
            }
        }
        object_type(members)
    }

    /// A map: whatever its keys, its values are as those of the example.
    fn values(
        &mut self,
        path: &DocPath,
        example: &serde_json::Map<String, Value>,
        rules: &Rules,
        rule: &MatchingRule,
    ) -> Json {
        let of_definition = match rule {
            MatchingRule::EachValue(definition) => {
                let rules: Option<Vec<MatchingRule>> = definition
                    .rules
                    .iter()
                    .map(|rule| rule.as_ref().left().cloned())
                    .collect();
                match rules {
                    Some(within) => Some(Rules::of_each_value(path, within)),
                    None => return nothing(),
                }
            }
            _ => None,
        };
        let rules = of_definition.as_ref().unwrap_or(rules);
        // Pact keeps the members of an example sorted.
        let Some(first) = example
            .iter()
            .min_by_key(|(name, _)| *name)
            .map(|(_, value)| value)
        else {
            return object_type(Object::default());
        };
        let mut properties = Object::default();
        for (name, value) in example {
            properties.insert(name.clone(), self.value(&path.join(name), value, rules));
        }
        for name in rules.names() {
            if !properties.contains_key(&name) {
                let schema = self.value(&path.join(name.as_str()), first, rules);
                properties.insert(name, schema);
            }
        }
        let unlike = (0..).map(|n| format!("key{n}"));
        let mut unlike = unlike.filter(|name| !properties.contains_key(name));
        let free = unlike.next().expect("there are more names than properties");
        let others = self.value(&path.join(free), first, rules);
        let mut members = Object::default();
        if rules.speak_of_items() {
            let free_index = match rules.first_free_index() {
                Ok(index) => index,
                Err(why) => {
                    self.narrow(&format!("maps whose keys are numbers: {why}"));
                    return nothing();
                }
            };
            let mut numeric = vec![others.clone()];
            for index in 0..=free_index {
                numeric.push(self.value(&path.join(index.to_string()), first, rules));
            }
            numeric.dedup();
            if numeric.len() > 1 {
                self.narrow("maps with some keys that are numbers");
            }
            let numeric = combined(numeric, RuleLogic::And);
            members.insert(
                "patternProperties".into(),
                Json::from([(r"^\+?[0-9]+$", numeric)]),
            );
        }
        members.insert("properties".into(), Json::Object(properties));
        members.insert("additionalProperties".into(), others);
        object_type(members)
    }

    fn array(&mut self, path: &DocPath, example: &[Value], rules: &Rules) -> Json {
        let list = match self.best(path, rules) {
            Err(nothing) => return nothing,
            Ok(Some(list)) => list,
            Ok(None) => {
                let items = example.iter().enumerate();
                let items =
                    items.map(|(index, value)| self.value(&path.join(index.to_string()), value, rules));
                return array(items.collect());
            }
        };
        let mut schemas = Vec::new();
        let mut items = None;
        if list.rules.is_empty() {
            return nothing();
        }
        for rule in &list.rules {
            schemas.push(match (rule, list.cascaded) {
                _ if example.is_empty() => array_type(Object::default()),
                (MatchingRule::ArrayContains(variants), _) => self.contains(example, variants),
                (MatchingRule::EachValue(_), true) => array_type(Object::default()),
                (MatchingRule::EachValue(definition), false) => {
                    let within: Option<Vec<MatchingRule>> = definition
                        .rules
                        .iter()
                        .map(|rule| rule.as_ref().left().cloned())
                        .collect();
                    match within {
                        None => nothing(),
                        Some(within) => self.items(path, example, &Rules::of_each_value(path, within)),
                    }
                }
                (rule, cascaded) => {
                    let itself = self.whole_array(rule, example, cascaded);
                    let items = items.get_or_insert_with(|| self.items(path, example, rules));
                    combined(vec![itself, items.clone()], RuleLogic::And)
                }
            });
        }
        schemas.dedup();
        combined(schemas, list.rule_logic)
    }

    /// The effect of a rule on an array, besides its items.
    fn whole_array(&mut self, rule: &MatchingRule, example: &[Value], cascaded: bool) -> Json {
        let sized = |least: Option<usize>, most: Option<usize>| {
            let mut members = Object::default();
            for (keyword, bound) in [("minItems", least), ("maxItems", most)] {
                if let Some(bound) = bound.filter(|_| !cascaded) {
                    members.insert(keyword.into(), count(bound));
                }
            }
            Json::Object(members)
        };
        match rule {
            MatchingRule::MinType(least) => sized(Some(*least), None),
            MatchingRule::MaxType(most) => sized(None, Some(*most)),
            MatchingRule::MinMaxType(least, most) => sized(Some(*least), Some(*most)),
            MatchingRule::NotEmpty => Json::from([("minItems", count(1))]),
            MatchingRule::Equality => self.equal(&Value::Array(example.to_vec())),
            MatchingRule::Null | MatchingRule::StatusCode(_) => nothing(),
            MatchingRule::Plugin { .. } => self.scalar(rule, &Value::Null),
            _ => Json::from(true),
        }
    }

    /// Items in their order; those beyond the example are like its first.
    fn items(&mut self, path: &DocPath, example: &[Value], rules: &Rules) -> Json {
        let free = match rules.first_free_index() {
            Ok(index) => index.max(example.len()),
            Err(why) => {
                self.narrow(&format!("arrays of some lengths: {why}"));
                return nothing();
            }
        };
        let Some(first) = example.first() else {
            return array_type(Object::default());
        };
        let at = |index: usize| path.join(index.to_string());
        let mut least = 0;
        let mut prefix = Vec::new();
        for index in 0..free {
            if index < example.len() && !rules.is_defined(&at(index)) {
                least = index + 1;
            }
            prefix.push(self.value(&at(index), example.get(index).unwrap_or(first), rules));
        }
        let rest = self.value(&at(free), first, rules);
        while prefix.last() == Some(&rest) {
            prefix.pop();
        }
        let mut members = Object::default();
        if !prefix.is_empty() {
            members.insert("prefixItems".into(), Json::Array(prefix));
        }
        members.insert("items".into(), rest);
        if least > 0 {
            members.insert("minItems".into(), count(least));
        }
        array_type(members)
    }

    /// For each variant some item, at any index.
    fn contains<T>(&mut self, example: &[Value], variants: &[(usize, MatchingRuleCategory, T)]) -> Json {
        let root = DocPath::root();
        let mut all = Vec::new();
        if variants.is_empty() {
            let equal = Rules::new(MatchingRuleCategory::equality("body"));
            for value in example {
                all.push(self.value(&root, value, &equal));
            }
        }
        for (index, rules, _) in variants {
            match example.get(*index) {
                Some(value) => all.push(self.value(&root, value, &Rules::new(rules.clone()))),
                None => return nothing(),
            }
        }
        all.dedup();
        let all = all
            .into_iter()
            .map(|schema| Json::from([("contains", schema)]))
            .collect();
        combined(
            vec![of_type("array"), combined(all, RuleLogic::And)],
            RuleLogic::And,
        )
    }
}

fn of_type(name: &str) -> Json {
    Json::from([("type", Json::from(name))])
}

fn object_type(members: Object) -> Json {
    typed("object", members)
}

fn array_type(members: Object) -> Json {
    typed("array", members)
}

fn typed(name: &str, members: Object) -> Json {
    let mut all = Object::default();
    all.insert("type".into(), Json::from(name));
    all.extend(members);
    Json::Object(all)
}

fn count(of: usize) -> Json {
    Json::Number(Number::from(of as u64))
}

/// All of them, or any of them; none of any accepts nothing.
fn combined(mut schemas: Vec<Json>, logic: RuleLogic) -> Json {
    if logic == RuleLogic::And {
        schemas.retain(|schema| *schema != Json::Bool(true) && *schema != Json::Object(Object::default()));
        if schemas.is_empty() {
            return Json::from(true);
        }
    }
    match (schemas.len(), logic) {
        (0, _) => nothing(),
        (1, _) => schemas.remove(0),
        (_, RuleLogic::And) => Json::from([("allOf", Json::Array(schemas))]),
        (_, RuleLogic::Or) => Json::from([("anyOf", Json::Array(schemas))]),
    }
}

#[cfg(test)]
mod tests;
