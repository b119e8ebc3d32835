//! The reason why a letter was refused, in the vocabulary of `verify`.

use std::fmt;

use counterpart::guard;
use counterpart::letters;
use counterpart_engine::compat::schema::Schema;
use counterpart_engine::compat::{Refusal, Rule};
use counterpart_engine::json::{Json, Object, Pointer};

use crate::redaction::Names;

/// The ids of rules besides those of messages. Letters have them, and no pair of schemas does.
pub const RULES: [&str; 9] = [
    "malformed-text",
    "property-repeated",
    "key-mismatch",
    "handler-error",
    "no-contract",
    "no-reader",
    "no-service",
    "other-service",
    "no-reason",
];

/// Those of letters that stay because a judge is missing: nobody refuses them.
pub const NOT_JUDGED: [&str; 4] = ["no-contract", "no-reader", "no-service", "other-service"];

/// The reason why a letter was refused.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cause {
    /// The rule id.
    pub rule: String,
    /// The place in the message, with `*` for the items of arrays and for names that no contract mentions: they may be keys
    /// of a map, and such keys are values. The whole message is the empty text.
    pub place: String,
    /// What was expected there, as a fragment; for an error of the service's own code, its name. Without
    /// values of the message; may be empty.
    pub expected: String,
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.rule)?;
        if !self.place.is_empty() {
            write!(f, " at {}", self.place)?;
        }
        match (self.rule.as_str(), self.expected.as_str()) {
            ("no-contract", _) => f.write_str(": no contract of the service for this event was found")?,
            ("no-reader", _) => f.write_str(": no code of the packages reads this event")?,
            ("no-service", _) => {
                f.write_str(": the letters name no service, and `--service` does not either")?
            }
            ("other-service", _) => f.write_str(": the run is not about this service")?,
            (_, "") => {}
            ("handler-error", name) => write!(f, ": {name}")?,
            (_, expected) => write!(f, ": expected {expected}")?,
        }
        Ok(())
    }
}

impl Cause {
    pub(super) fn of_rule(rule: &str) -> Self {
        Self {
            rule: rule.to_owned(),
            place: String::new(),
            expected: String::new(),
        }
    }

    /// The reason that a letter gives. Its text may hold values of the message, and is left out.
    pub(super) fn of_letter(letter: &letters::DeadLetter, names: Option<&Names>) -> Self {
        match &letter.cause {
            Some(letters::Cause::Refusal(refusal)) => Self::of_guard(refusal).hidden(names),
            Some(letters::Cause::Error(error)) => Self {
                // The name of a kind of error takes the place of what was expected.
                expected: error.name.chars().take(200).collect(),
                ..Self::of_rule("handler-error")
            },
            None => Self::of_rule("no-reason"),
        }
    }

    /// A refusal as the guard of a consumer writes it.
    fn of_guard(refusal: &guard::Refusal) -> Self {
        let rule = refusal.rule.id().to_owned();
        Self::of_code(rule, &refusal.full_place(), refusal.expected.clone())
    }

    /// A refusal of the code: the rule, the place as a JSON Pointer, and what was expected. A
    /// [`Planner`](super::Planner) hides the names in it that may be values.
    pub fn of_code(rule: String, place: &str, expected: String) -> Self {
        Self {
            rule,
            place: place.to_owned(),
            expected,
        }
    }

    /// The cause without names in its place that may be values of the message. `names` are those that the contracts of the
    /// event mention, if there are contracts.
    pub(super) fn hidden(mut self, names: Option<&Names>) -> Self {
        let steps: Vec<&str> = self.place.split('/').skip(1).collect();
        let mut place = String::new();
        for (at, step) in steps.iter().enumerate() {
            let name = step.replace("~1", "/").replace("~0", "~");
            let is_last = at + 1 == steps.len();
            // A type says what is missing, not the message.
            let is_missing = is_last && self.rule == "property-missing";
            let is_denied = is_last && self.rule == "property-denied";
            let is_shown = is_missing
                || names.is_some_and(|names| names.has(&name) || (is_denied && names.shows_denied(&name)));
            place.push('/');
            place.push_str(if is_shown { step } else { "*" });
        }
        self.place = place;
        self
    }

    /// The refusal of a schema. `part` is the place of what the schema describes in the message.
    pub(super) fn of_schema(
        schema: &Schema,
        value: &Json,
        refusal: &Refusal,
        part: &Pointer,
        names: &Names,
    ) -> Self {
        let wrong = refusal.at.find(value).unwrap_or(&Json::Null);
        let written = refusal.schema.find(schema.document());
        let absent = written.and_then(|written| absent(written.as_object()?, refusal.keyword, wrong));
        let at = absent.map_or_else(|| refusal.at.clone(), |name| refusal.at.child(name));
        let steps: Vec<String> = part.steps().iter().chain(at.steps()).cloned().collect();
        let rule = rule(refusal, wrong);
        let is_denied = |at: usize| rule == Rule::PropertyDenied.id() && at + 1 == steps.len();
        let is_shown = |at: usize, step: &str| {
            at < part.steps().len() || names.has(step) || (is_denied(at) && names.shows_denied(step))
        };
        Self {
            rule: rule.to_owned(),
            place: stars(&steps, value, part.steps().len(), is_shown),
            expected: match refusal.is_cut {
                true => String::new(),
                false => expected(written, refusal.keyword, absent),
            },
        }
    }
}

/// The rule for a refusal. A message that lacks a member shows no difference between one that is
/// never sent and one that is sometimes sent.
fn rule(refusal: &Refusal, wrong: &Json) -> &'static str {
    let within = refusal.schema.steps().last().map(String::as_str);
    let rule = match refusal.keyword {
        "anyOf" | "oneOf" => Rule::AlternativeNotAccepted,
        _ if refusal.is_cut => Rule::ForbiddenShape,
        "type" if *wrong == Json::Null => Rule::NullEmitted,
        "type" => Rule::TypeMismatch,
        "enum" | "const" => Rule::ValueNotAccepted,
        "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf" => Rule::NumberRange,
        "format" if matches!(wrong, Json::Number(_)) => Rule::NumberRange,
        "format" => Rule::FormatMismatch,
        "minLength" | "maxLength" | "pattern" => Rule::StringContent,
        "minItems" | "maxItems" => Rule::ArrayLength,
        "uniqueItems" | "contains" | "minContains" | "maxContains" => Rule::ArrayContent,
        "required" | "dependentRequired" | "dependencies" => Rule::PropertyMissing,
        "minProperties" | "maxProperties" => Rule::PropertyCount,
        "propertyNames" => Rule::PropertyDenied,
        "false" if within.is_some_and(|within| within.ends_with("roperties")) => Rule::PropertyDenied,
        "false" if within.is_some_and(|within| within.ends_with("tems")) => Rule::ArrayLength,
        _ => Rule::ForbiddenShape,
    };
    rule.id()
}

/// The first required member that an object lacks.
fn absent<'s>(written: &'s Object, keyword: &str, wrong: &Json) -> Option<&'s str> {
    let names = match keyword {
        "required" => written.get("required")?.as_array()?,
        _ => return None,
    };
    let members = wrong.as_object()?;
    let mut names = names.iter().filter_map(Json::as_str);
    names.find(|name| !members.contains_key(*name))
}

/// The longest part of a schema to show.
const LONGEST: usize = 120;

/// What the schema expects, in its own words.
fn expected(written: Option<&Json>, keyword: &str, absent: Option<&str>) -> String {
    if let Some(name) = absent {
        return format!("the member `{name}`");
    }
    let value = written.and_then(|written| written.get(keyword));
    let shown = value
        .filter(|value| !matches!(value, Json::Object(_)))
        .map(|value| match value {
            Json::String(text) => text.clone(),
            value => value.to_string(),
        });
    let shown = shown.filter(|shown| shown.len() <= LONGEST);
    match (keyword, shown) {
        ("false", _) => "nothing there".to_owned(),
        ("anyOf" | "oneOf", _) => "one of the alternatives".to_owned(),
        (_, Some(shown)) => format!("{keyword} {shown}"),
        (_, None) => format!("what `{keyword}` of the contract says"),
    }
}

/// A place with `*` for the items of arrays and for names that are not shown. The first `from` steps lead to the value.
fn stars(steps: &[String], value: &Json, from: usize, is_shown: impl Fn(usize, &str) -> bool) -> String {
    let mut here = Some(value);
    let mut place = String::new();
    for (at, step) in steps.iter().enumerate() {
        let is_item = at >= from && matches!(here, Some(Json::Array(_)));
        let is_hidden = is_item || !is_shown(at, step);
        place.push('/');
        place.push_str(&if is_hidden { "*".to_owned() } else { escaped(step) });
        if at >= from {
            here = here.and_then(|here| Pointer::root().child(step.as_str()).find(here));
        }
    }
    place
}

fn escaped(step: &str) -> String {
    step.replace('~', "~0").replace('/', "~1")
}

#[cfg(test)]
mod tests {
    use super::*;
    use counterpart_engine::compat::schema::Options;
    use counterpart_engine::json;

    fn causes(schema: &str, value: &str) -> Vec<String> {
        let schema = Schema::parse(schema.as_bytes(), &Options::default()).unwrap();
        let value = json::parse(value.as_bytes()).unwrap();
        let refusals = schema.explain(&value);
        let names = Names::of([schema.document()]);
        let of = |refusal| Cause::of_schema(&schema, &value, refusal, &Pointer::root(), &names).to_string();
        refusals.iter().map(of).collect()
    }

    #[test]
    fn each_refusal_has_the_rule_and_place_of_a_report() {
        for (schema, value, cause) in [
            (
                r#"{"required":["a","b"]}"#,
                r#"{"a":1}"#,
                "property-missing at /b: expected the member `b`",
            ),
            (
                r#"{"properties":{"l":{"items":{"required":["p"]}}}}"#,
                r#"{"l":[{"p":1},{}]}"#,
                "property-missing at /l/*/p: expected the member `p`",
            ),
            (
                r#"{"type":"string"}"#,
                "null",
                "null-emitted: expected type string",
            ),
            (
                r#"{"properties":{"7":{"type":"string"}}}"#,
                r#"{"7":7}"#,
                "type-mismatch at /7: expected type string",
            ),
            (
                r#"{"type":"integer","maximum":255}"#,
                "256",
                "number-range: expected maximum 255",
            ),
            (
                r#"{"maxLength":1}"#,
                r#""secret""#,
                "string-content: expected maxLength 1",
            ),
            (
                r#"{"format":"uuid"}"#,
                r#""secret""#,
                "format-mismatch: expected format uuid",
            ),
            (
                r#"{"enum":["a","b"]}"#,
                r#""secret""#,
                "value-not-accepted: expected enum [\"a\",\"b\"]",
            ),
            (
                r#"{"properties":{"a":true},"additionalProperties":false}"#,
                r#"{"b":1}"#,
                "property-denied at /b: expected nothing there",
            ),
            (
                r#"{"minProperties":1}"#,
                "{}",
                "property-count: expected minProperties 1",
            ),
            (r#"{"maxItems":0}"#, "[1]", "array-length: expected maxItems 0"),
            (
                r#"{"uniqueItems":true}"#,
                "[1,1]",
                "array-content: expected uniqueItems true",
            ),
            (
                r#"{"anyOf":[{"type":"null"},{"type":"string"}]}"#,
                "1",
                "alternative-not-accepted: expected one of the alternatives",
            ),
            (
                r#"{"not":{}}"#,
                "1",
                "forbidden-shape: expected what `not` of the contract says",
            ),
        ] {
            assert_eq!(causes(schema, value), [cause], "{schema} {value}");
        }
    }

    #[test]
    fn keys_of_maps_are_hidden_and_declared_names_are_not() {
        let map = r#"{"properties":{"by":{"additionalProperties":{"properties":{"id":{"type":"string"}}}}}}"#;
        assert_eq!(
            causes(map, r#"{"by":{"ann@example.com":{"id":1}}}"#),
            ["type-mismatch at /by/*/id: expected type string"]
        );
        let keys = r#"{"properties":{"by":{"propertyNames":{"pattern":"^[0-9]+$"},"additionalProperties":{"required":["id"]}}}}"#;
        assert_eq!(
            causes(keys, r#"{"by":{"7":{}}}"#),
            ["property-missing at /by/*/id: expected the member `id`"]
        );

        let schema = json::parse(map.as_bytes()).unwrap();
        let names = Names::of([&schema]);
        let place = |rule: &str, place: &str, names: Option<&Names>| {
            Cause::of_code(rule.to_owned(), place, String::new())
                .hidden(names)
                .place
        };
        let known = Some(&names);
        assert_eq!(
            place("type-mismatch", "/by/ann@example.com/id", known),
            "/by/*/id"
        );
        assert_eq!(place("type-mismatch", "/by/7/id", known), "/by/*/id");
        assert_eq!(place("property-missing", "/by/ann/plan", known), "/by/*/plan");
        assert_eq!(place("property-denied", "/by/a~1b", known), "/by/a~1b");
        assert_eq!(place("type-mismatch", "/by/id", None), "/*/*");
        assert_eq!(place("property-denied", "/ann", None), "/*");
        assert_eq!(place("type-mismatch", "", None), "");
    }
}
