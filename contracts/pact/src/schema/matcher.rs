//! The values, and the keys, that one matching rule accepts.

use pact_matching::matchingrules::DoMatch;
use pact_models::matchingrules::MatchingRule;
use serde_json::Value;

use super::constant::{constant, nothing};
use super::{Builder, datetime, regex};
use counterpart_engine::compat::schema::{Options, Schema};
use counterpart_engine::compat::{Limits, Verdict, check};
use counterpart_engine::json::{Json, Number};

/// The versions that semver reads: numbers of up to 64 bits. The pattern takes one digit less.
const SEMVER: &str = r"^(?:0|[1-9][0-9]{0,18})\.(?:0|[1-9][0-9]{0,18})\.(?:0|[1-9][0-9]{0,18})(?:-(?:0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)(?:\.(?:0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*))*)?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$";

fn of_type(name: &str) -> Json {
    Json::from([("type", Json::from(name))])
}

fn any_of(alternatives: Vec<Json>) -> Json {
    Json::from([("anyOf", Json::Array(alternatives))])
}

fn text(pattern: &str) -> Json {
    Json::from([("type", Json::from("string")), ("pattern", Json::from(pattern))])
}

impl Builder {
    /// The values that the rule accepts if the example has a scalar. The message may have anything there.
    pub(super) fn scalar(&mut self, rule: &MatchingRule, example: &Value) -> Json {
        match rule {
            MatchingRule::Type
            | MatchingRule::MinType(_)
            | MatchingRule::MaxType(_)
            | MatchingRule::MinMaxType(..) => of_type(match example {
                Value::Null => "null",
                Value::Bool(_) => "boolean",
                Value::Number(_) => "number",
                _ => "string",
            }),
            MatchingRule::Equality | MatchingRule::Values => self.equal(example),
            MatchingRule::Null => of_type("null"),
            MatchingRule::Number => of_type("number"),
            MatchingRule::Integer => integer(i128::from(i64::MIN), i128::from(u64::MAX)),
            MatchingRule::Decimal => {
                self.decimals = true;
                self.narrow("whole numbers that are written with a fraction or an exponent");
                Json::from([("type", Json::from("number")), ("not", of_type("integer"))])
            }
            MatchingRule::Boolean => {
                let values = [Json::from(true), Json::from(false), "true".into(), "false".into()];
                Json::from([("enum", Json::from(values.to_vec()))])
            }
            MatchingRule::NotEmpty => {
                let least = |name, keyword| {
                    Json::from([
                        ("type", Json::from(name)),
                        (keyword, Json::Number(Number::from(1_u64))),
                    ])
                };
                any_of(vec![
                    of_type("boolean"),
                    of_type("number"),
                    least("string", "minLength"),
                    least("array", "minItems"),
                    least("object", "minProperties"),
                ])
            }
            MatchingRule::Include(part) if part.is_empty() => Json::from(true),
            MatchingRule::Regex(_)
            | MatchingRule::Include(_)
            | MatchingRule::Date(_)
            | MatchingRule::Time(_)
            | MatchingRule::Timestamp(_) => match self.pattern(rule) {
                None => nothing(),
                Some(pattern) => self.of_text(rule, pattern),
            },
            MatchingRule::Semver => {
                self.narrow("versions with numbers of more than 19 digits");
                text(SEMVER)
            }
            MatchingRule::ContentType(_) => {
                self.narrow("what Pact takes for that content type");
                nothing()
            }
            MatchingRule::Plugin { name, .. } => {
                self.narrow(&format!("what a plugin with the rule `{name}` would let through"));
                nothing()
            }
            // Pact ignores these for a scalar, and accepts it.
            MatchingRule::ArrayContains(_)
            | MatchingRule::EachKey(_)
            | MatchingRule::EachValue(_)
            | MatchingRule::StatusCode(_) => Json::from(true),
        }
    }

    /// The keys that the rule accepts, in `eachKey`.
    pub(super) fn key(&mut self, rule: &MatchingRule) -> Json {
        match rule {
            MatchingRule::Type
            | MatchingRule::MinType(_)
            | MatchingRule::MaxType(_)
            | MatchingRule::MinMaxType(..) => Json::from(true),
            MatchingRule::Equality | MatchingRule::Values => Json::from([("const", Json::from(""))]),
            MatchingRule::NotEmpty => Json::from([("minLength", Json::Number(Number::from(1_u64)))]),
            MatchingRule::Boolean => Json::from([("enum", Json::from(vec!["true".into(), "false".into()]))]),
            MatchingRule::Include(part) if part.is_empty() => Json::from(true),
            MatchingRule::Number | MatchingRule::Decimal => {
                self.narrow("keys that Rust reads as an infinity or as no number");
                text(r"^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$")
            }
            MatchingRule::Integer => {
                self.narrow("keys of 20 digits");
                text(r"^\+?[0-9]{1,19}$")
            }
            MatchingRule::Semver => self.scalar(rule, &Value::Null),
            MatchingRule::Regex(_)
            | MatchingRule::Include(_)
            | MatchingRule::Date(_)
            | MatchingRule::Time(_)
            | MatchingRule::Timestamp(_) => match self.pattern(rule) {
                None => nothing(),
                Some(pattern) => text(&pattern),
            },
            MatchingRule::ContentType(_) | MatchingRule::Plugin { .. } => self.scalar(rule, &Value::Null),
            MatchingRule::StatusCode(_) => {
                self.narrow("keys that are a status code");
                nothing()
            }
            MatchingRule::Null
            | MatchingRule::ArrayContains(_)
            | MatchingRule::EachKey(_)
            | MatchingRule::EachValue(_) => nothing(),
        }
    }

    /// Values that Pact treats as equal.
    pub(super) fn equal(&mut self, example: &Value) -> Json {
        constant(example).unwrap_or_else(|| {
            self.narrow("a whole number that is written with a fraction or an exponent");
            nothing()
        })
    }

    /// The strings that a rule accepts, as a pattern; `None` if there are none, or none that a schema can express.
    fn pattern(&mut self, rule: &MatchingRule) -> Option<String> {
        let format = |format: &String, otherwise: &str| match format.is_empty() {
            true => otherwise.to_owned(),
            false => format.clone(),
        };
        let format = match rule {
            MatchingRule::Regex(expression) => {
                let asked = DoMatch::<&str>::match_value(rule, "", "", false, false);
                if asked.is_err_and(|error| error.to_string().contains("is not a valid regular expression")) {
                    return None;
                }
                return match regex::whole(expression) {
                    Ok(pattern) => Some(pattern),
                    Err(why) => {
                        self.narrow(&format!(
                            "what the expression `{expression}` matches: it has {why}"
                        ));
                        None
                    }
                };
            }
            MatchingRule::Include(part) => return Some(part.chars().map(regex::escaped).collect()),
            MatchingRule::Date(date) => format(date, "yyyy-MM-dd"),
            MatchingRule::Time(time) => format(time, "HH:mm:ss"),
            MatchingRule::Timestamp(moment) => format(moment, "yyyy-MM-dd'T'HH:mm:ssXXX"),
            _ => return None,
        };
        match datetime::pattern(&format) {
            Ok(None) => None,
            Ok(Some(made)) => {
                if let Some(narrower) = made.narrower {
                    self.narrow(narrower);
                }
                Some(made.pattern)
            }
            Err(why) => {
                self.narrow(&format!("what fits the format `{format}`: {why}"));
                None
            }
        }
    }

    /// A rule about strings looks at the JSON text of any other value.
    fn of_text(&mut self, rule: &MatchingRule, pattern: String) -> Json {
        let accepts =
            |value: Value| DoMatch::<&Value>::match_value(rule, &Value::Null, &value, false, false).is_ok();
        let mut alternatives = vec![text(&pattern)];
        let words: Vec<Json> = [Value::Null, Value::Bool(true), Value::Bool(false)]
            .into_iter()
            .filter(|value| accepts(value.clone()))
            .map(|value| Json::from(&value))
            .collect();
        if !words.is_empty() {
            alternatives.push(Json::from([("enum", Json::Array(words))]));
        }
        if self.looks_at_numbers {
            alternatives.extend(integers_within(&pattern));
        }
        self.narrow("numbers, arrays and objects whose JSON text fits");
        match alternatives.len() {
            1 => alternatives.remove(0),
            _ => any_of(alternatives),
        }
    }
}

fn integer(least: i128, most: i128) -> Json {
    let number = |value: i128| Json::Number(value.to_string().parse().expect("digits are a number"));
    Json::from([
        ("type", Json::from("integer")),
        ("minimum", number(least)),
        ("maximum", number(most)),
    ])
}

/// The ranges of integers whose digits all fit the pattern.
fn integers_within(pattern: &str) -> Vec<Json> {
    let schema = |document| Schema::from_json(document, &Options::default()).ok();
    let Some(accepted) = schema(text(pattern)) else {
        return Vec::new();
    };
    let ranges = [
        (r"^(?:0|[1-9][0-9]*)$", 0, i128::from(u64::MAX)),
        (r"^-[1-9][0-9]*$", i128::from(i64::MIN), -1),
    ];
    ranges
        .into_iter()
        .filter(|(digits, ..)| {
            schema(text(digits))
                .is_some_and(|emitted| check(&emitted, &accepted, &Limits::default()) == Verdict::Compatible)
        })
        .map(|(_, least, most)| integer(least, most))
        .collect()
}
