//! Matching rules that say what a schema says, as far as Pact can.

use pact_matching::matchingrules::DoMatch;
use pact_models::generators::Generator;
use pact_models::matchingrules::expressions::{MatchingRuleDefinition, ValueType};
use pact_models::matchingrules::{MatchingRule, MatchingRuleCategory, RuleList, RuleLogic};
use pact_models::path_exp::DocPath;
use serde_json::Value;

use super::{ExportError, Spec, exemplar};
use crate::compat::schema::{Options, Schema};
use crate::json::{Json, Number, Object};

/// How deep a schema is followed.
const DEEPEST: usize = 60;
/// How many texts an enumeration may hold to become an expression.
const MOST_TEXTS: usize = 500;
/// The longest length that an expression says.
const LONGEST: u64 = 10_000;
/// Whatever is there passes, where the example is no array and no object.
const ANYTHING: &str = r"[\s\S]*";
/// A moment as RFC 3339 writes it.
const MOMENT: &str =
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?(?:[Zz]|[+-][0-9]{2}:[0-9]{2})";
const UUID: &str = "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}";

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

struct Writer<'a> {
    document: &'a Json,
    spec: Spec,
    rules: MatchingRuleCategory,
    lost: Vec<(String, String)>,
}

impl Writer<'_> {
    fn lose(&mut self, path: &DocPath, what: impl Into<String>) {
        let lost = (path.to_string(), what.into());
        if !self.lost.contains(&lost) {
            self.lost.push(lost);
        }
    }

    fn rule(&mut self, path: &DocPath, rules: Vec<MatchingRule>, logic: RuleLogic) {
        let list = RuleList {
            rule_logic: if rules.len() > 1 { logic } else { RuleLogic::And },
            rules,
            cascaded: false,
        };
        self.rules.rules.insert(path.clone(), list);
    }

    fn one(&mut self, path: &DocPath, rule: MatchingRule) {
        self.rule(path, vec![rule], RuleLogic::And);
    }

    fn value(&mut self, path: &DocPath, schema: &Json, example: &Value, depth: usize) {
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
    fn anything(&mut self, path: &DocPath, example: &Value) {
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

    fn resolve(&self, target: &str) -> Option<Json> {
        if target == "#" {
            return Some(self.document.clone());
        }
        let name = target
            .strip_prefix("#/$defs/")?
            .replace("~1", "/")
            .replace("~0", "~");
        self.document.get("$defs")?.get(&name).cloned()
    }

    /// The alternative that the example is of; with scalars all of them.
    fn alternatives(&mut self, path: &DocPath, branches: &[Json], example: &Value, depth: usize) {
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
                let mut inner = Writer {
                    document: self.document,
                    spec: self.spec,
                    rules: MatchingRuleCategory::empty("body"),
                    lost: Vec::new(),
                };
                let of_branch = self.example_of(branch).unwrap_or_else(|| example.clone());
                inner.value(path, branch, &of_branch, depth + 1);
                let mut list = inner.rules.rules.remove(path).unwrap_or_default();
                if list.rule_logic == RuleLogic::And && list.rules.len() > 1 {
                    // Among alternatives a type alone would let all texts pass.
                    list.rules.retain(|rule| !matches!(rule, MatchingRule::Type));
                }
                let by_value = list
                    .rules
                    .iter()
                    .any(|rule| matches!(rule, MatchingRule::Type | MatchingRule::Equality));
                if by_value && of_branch != *example {
                    all.extend(by_kind(&of_branch));
                    if !matches!(of_branch, Value::Number(_) | Value::Bool(_) | Value::Null) {
                        self.lose(path, format!("the alternative {branch} is let pass as any text"));
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
            self.lose(
                path,
                format!("only the alternative of the example is said; {others} more would be accepted, and the pact refuses them"),
            );
        }
        self.value(path, &branch, example, depth + 1);
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

    /// Objects that are said in several parts.
    fn merged(&self, own: &Object, parts: &[Json]) -> Json {
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

    fn constants(&mut self, path: &DocPath, values: &[Json], example: &Value) {
        let texts: Option<Vec<&str>> = values.iter().map(Json::as_str).collect();
        match (values.len(), texts) {
            (1, _) => self.one(path, MatchingRule::Equality),
            (count, Some(texts)) if count <= MOST_TEXTS => {
                let texts: Vec<String> = texts.into_iter().map(literal).collect();
                let expression = MatchingRule::Regex(format!("^(?:{})$", texts.join("|")));
                self.rule(path, vec![MatchingRule::Type, expression], RuleLogic::And);
            }
            (count, None) if count <= MOST_TEXTS && values.iter().all(is_text_or_null) => {
                let texts = values.iter().filter_map(Json::as_str);
                let texts: Vec<String> = texts.map(literal).collect();
                let rules = vec![
                    MatchingRule::Regex(format!("^(?:{})$", texts.join("|"))),
                    MatchingRule::Null,
                ];
                self.rule(path, rules, RuleLogic::Or);
            }
            _ => {
                self.lose(
                    path,
                    format!(
                        "{} values are accepted, and the pact says their type alone",
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

    fn object(
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

    fn map(
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
            let expression = names.get("pattern").and_then(Json::as_str).and_then(ruby);
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

    fn array(&mut self, path: &DocPath, members: &Object, example: &[Value], depth: usize) {
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

    /// Any of these rules is to hold.
    fn scalar(&mut self, path: &DocPath, members: &Object, example: &Value) -> Vec<MatchingRule> {
        let names: Vec<&str> = match members.get("type") {
            Some(Json::String(name)) => vec![name],
            Some(Json::Array(names)) => names.iter().filter_map(Json::as_str).collect(),
            _ => return vec![MatchingRule::Regex(ANYTHING.to_owned())],
        };
        let mut rules = Vec::new();
        for name in names {
            match name {
                "null" => rules.push(MatchingRule::Null),
                "integer" => {
                    self.bounds(path, members);
                    if !members.contains_key("minimum") || !members.contains_key("maximum") {
                        self.lose(
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
                other => self.lose(
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
        self.lose(path, format!("the range {range} is left out"));
    }

    fn text(&mut self, path: &DocPath, members: &Object, example: &Value) -> MatchingRule {
        let mut expressions = Vec::new();
        if let Some(pattern) = members.get("pattern").and_then(Json::as_str) {
            match ruby(pattern) {
                Some(expression) => expressions.push(expression),
                None => self.lose(path, format!("the pattern `{pattern}` is left out")),
            }
        }
        match members.get("format").and_then(Json::as_str) {
            None => {}
            Some("date-time") if expressions.is_empty() => expressions.push(format!("^{MOMENT}$")),
            Some("date") if expressions.is_empty() => return MatchingRule::Date("yyyy-MM-dd".to_owned()),
            Some("uuid") if expressions.is_empty() => expressions.push(format!("^{UUID}$")),
            Some(format) => self.lose(path, format!("the format `{format}` is left out")),
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
                self.lose(path, "the length is left out");
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
                    self.lose(path, "the form of the text is left out");
                    MatchingRule::Type
                }
            }
            (None, Value::String(_)) => MatchingRule::Type,
            (None, _) => {
                self.lose(path, "any text is accepted, and the pact lets any value pass");
                MatchingRule::Regex(ANYTHING.to_owned())
            }
        }
    }
}

/// Rules that say the type of a value, whatever the example is.
fn by_kind(value: &Value) -> Vec<MatchingRule> {
    vec![match value {
        Value::Null => MatchingRule::Null,
        Value::Bool(_) => MatchingRule::Regex("^(?:true|false)$".to_owned()),
        Value::Number(number) if number.is_f64() => MatchingRule::Number,
        Value::Number(_) => MatchingRule::Integer,
        _ => MatchingRule::Regex(ANYTHING.to_owned()),
    }]
}

fn is_text_or_null(value: &Json) -> bool {
    matches!(value, Json::String(_) | Json::Null)
}

fn has_type(members: &Object, name: &str) -> bool {
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

/// A text as an expression that matches it alone.
fn literal(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if c.is_ascii_punctuation() {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// A pattern of ECMA-262, found anywhere, as an expression of Ruby for the whole text; `None` where they may differ.
fn ruby(pattern: &str) -> Option<String> {
    if [
        "(?", "\\p", "\\P", "\\w", "\\W", "\\s", "\\S", "\\b", "\\B", "\\u", "\\c", "[^\\", "&&", "\\k",
    ]
    .iter()
    .any(|part| pattern.replace("(?:", "").contains(part))
    {
        return None;
    }
    let mut out = String::new();
    let (mut in_class, mut escaped) = (false, false);
    for c in pattern.chars() {
        match (escaped, c) {
            (true, 'd') if in_class => out.push_str("0-9"),
            (true, 'd') => out.push_str("[0-9]"),
            (true, 'D') => return None,
            (true, c) => {
                out.push('\\');
                out.push(c);
            }
            (false, '\\') => {
                escaped = true;
                continue;
            }
            // ECMA's point leaves out more line ends.
            (false, '.') if !in_class => out.push_str(r"[^\n\r\u2028\u2029]"),
            (false, '[') if in_class => out.push_str("\\["),
            (false, '^') if !in_class => out.push_str(r"\A"),
            (false, '$') if !in_class => out.push_str(r"\z"),
            (false, c) => {
                in_class = match c {
                    '[' => true,
                    ']' => false,
                    _ => in_class,
                };
                out.push(c);
            }
        }
        escaped = false;
    }
    // In Ruby `^` and `$` are the ends of lines; at the ends of an expression for the whole text that is the same.
    let inner = out.strip_prefix(r"\A").unwrap_or(&out);
    let inner = inner.strip_suffix(r"\z").unwrap_or(inner);
    if out.contains('|') || inner.contains(r"\A") || inner.contains(r"\z") {
        return Some(format!(r"[\s\S]*(?:{out})[\s\S]*"));
    }
    Some(match (out.starts_with(r"\A"), out.ends_with(r"\z")) {
        (true, true) => format!("^{inner}$"),
        (true, false) => format!(r"^{inner}[\s\S]*"),
        (false, true) => format!(r"[\s\S]*{inner}$"),
        (false, false) => format!(r"[\s\S]*(?:{inner})[\s\S]*"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compat::regex::Pattern;

    #[test]
    fn an_expression_matches_the_texts_that_the_pattern_finds() {
        let texts = [
            "",
            "a",
            "ab",
            "ba",
            "xaby",
            "a\nb",
            "a\rb",
            "a\u{2028}b",
            "1",
            "o-1",
            "xo-1",
            "o-1x",
            "٣",
            "[",
            "a.b",
            "a|b",
            "\n",
            "b\n",
        ];
        let patterns = [
            "^a",
            "b$",
            "^ab$",
            "ab",
            "a|b",
            "^a$|^b$",
            "a.b",
            "^o-\\d+$",
            "[\\d-]",
            "^[a-z]{2,3}$",
            "\\[",
            "[[]",
            "^$",
            "",
            "\\.",
            "(?:ab)+",
            "a\\|b",
        ];
        for pattern in patterns {
            let found = Pattern::parse(pattern).unwrap();
            let rule = MatchingRule::Regex(ruby(pattern).unwrap_or_else(|| panic!("{pattern} is not said")));
            for text in texts {
                let theirs = DoMatch::<&str>::match_value(&rule, "", text, false, false).is_ok();
                assert_eq!(theirs, found.is_match(text), "{pattern} {text:?} {rule:?}");
            }
        }
    }

    #[test]
    fn what_the_two_notations_may_read_otherwise_is_left_out() {
        for pattern in [
            "(?=a)", "\\w", "\\s", "\\bx", "\\p{L}", "\\u0041", "\\D", "(?<n>a)",
        ] {
            assert_eq!(ruby(pattern), None, "{pattern}");
        }
    }

    #[test]
    fn a_text_becomes_an_expression_that_matches_it_alone() {
        for text in ["a.b", "a+b", "(x)", "a b", "é", "^$", "#", "a-b", "\\"] {
            let rule = MatchingRule::Regex(format!("^(?:{})$", literal(text)));
            assert!(
                DoMatch::<&str>::match_value(&rule, "", text, false, false).is_ok(),
                "{rule:?}"
            );
            let other = format!("{text}x");
            assert!(DoMatch::<&str>::match_value(&rule, "", other.as_str(), false, false).is_err());
        }
    }
}
