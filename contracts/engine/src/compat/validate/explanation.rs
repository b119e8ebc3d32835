//! Where and why a schema refuses a text: asked after a refusal, and slow.

use std::borrow::Cow;

use super::compile::Program;
use super::find::{Finder, Found, Kind};
use super::outcome::{Malformed, Outcome};
use super::program::kind;
use super::scan::{self, Open};
use super::strings;
use super::{Scratch, Validator};
use crate::compat::eval::{Refusal, Undecided};
use crate::compat::schema::Schema;
use crate::compat::{ReasonKind, Rule};
use crate::json::{self, Json, Pointer};

/// What [`Validator::explain`] says.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Explanation {
    /// The schema accepts the value.
    Accepted,
    /// Never empty, ordered by place.
    Refused(Vec<Cause>),
    /// The text is JSON, but a reader of this schema cannot read a part that the schema looks at: a string
    /// that is no text, or containers nested deeper than `serde_json` reads.
    Unreadable(Malformed),
    /// The answer depends on something that is not decided.
    Undecided(Undecided),
    /// The text is no JSON.
    Malformed(Malformed),
}

/// One keyword that refuses one place of a value. Nothing in it is content of the message but the names of
/// properties in `at`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// The rule of `verify` that a message like this breaks.
    pub rule: Rule,
    /// The place in the value; that of the property where a property is missing.
    pub at: Pointer,
    /// The keyword as the document writes it; `false` for a schema that is just that.
    pub keyword: &'static str,
    /// The place of the keyword's schema in its document.
    pub schema: Pointer,
    /// What the keyword says, as its document writes it: `"maximum": 255`. Cut off where it is long.
    pub expected: String,
    /// What stands there; `None` if nothing does.
    pub found: Option<Kind>,
    /// Where it starts, in bytes from the start of the text. If nothing stands there: where the object
    /// starts that lacks it.
    pub offset: usize,
    /// True if telling more takes too many steps: the reason may be deeper than this place, or another keyword.
    pub is_cut: bool,
}

/// Longer words of a schema are cut off.
const MOST_EXPECTED: usize = 200;

/// A tree takes up to fifty times the memory of its text.
const MOST_EXPLAINED: usize = 1 << 20;

impl Cause {
    /// What is wrong, as a fragment without values of the message.
    pub fn text(&self) -> String {
        let found = self.found.map_or("nothing", Kind::name);
        match self.keyword {
            _ if self.is_cut => {
                format!("{found} is refused, here or deeper: to tell more takes too many steps")
            }
            "required" => "it is missing".to_owned(),
            "false" => format!("{found} is there, where nothing may be"),
            _ => format!("expected {}, found {found}", self.expected),
        }
    }
}

impl Validator {
    /// Tells where and why the schema of this index refuses a text.
    ///
    /// This parses what the schema looks at and asks the exact evaluator, which is much slower than
    /// [`judge`](Self::judge). If that is more than 1 MiB, a refusal is [`Undecided`](Explanation::Undecided) here.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use counterpart_engine::compat::Rule;
    /// use counterpart_engine::compat::schema::{Options, Schema};
    /// use counterpart_engine::compat::validate::{Explanation, Kind, Validator};
    ///
    /// let schema = br#"{"required": ["id"], "properties": {"id": {"type": "integer"}}}"#;
    /// let validator = Validator::new(vec![Arc::new(Schema::parse(schema, &Options::default())?)]);
    /// let Explanation::Refused(causes) = validator.explain(0, br#"{"name": "x", "id": "7"}"#) else { panic!() };
    /// assert_eq!((causes[0].rule, causes[0].at.to_string().as_str()), (Rule::TypeMismatch, "/id"));
    /// assert_eq!((causes[0].expected.as_str(), causes[0].found), (r#""type":"integer""#, Some(Kind::String)));
    /// assert_eq!(causes[0].offset, 20);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Panics
    /// Panics if there is no schema of this index.
    pub fn explain(&self, index: usize, text: &[u8]) -> Explanation {
        let schema = &self.schemas()[index];
        let own = self.alone(index);
        let mut scratch = Scratch::default();
        let outcome = match own.judge(text, &mut scratch) {
            Err(malformed) => return Explanation::Malformed(malformed),
            Ok(outcomes) => outcomes[0].clone(),
        };
        match outcome {
            Outcome::Accepted => return Explanation::Accepted,
            Outcome::Undecided(why) => return Explanation::Undecided(why),
            Outcome::Refused => {}
        }
        if let Some(unreadable) = scratch.unreadable.take() {
            return Explanation::Unreadable(unreadable);
        }
        let relevant = relevant(own.program(), text);
        let relevant = relevant.as_deref().unwrap_or(text);
        if relevant.len() > MOST_EXPLAINED {
            return Explanation::Undecided(Undecided {
                kind: ReasonKind::Budget,
                text: format!(
                    "it is refused, and more than {MOST_EXPLAINED} bytes would have to be held to tell where"
                ),
            });
        }
        let Some(value) = lenient(relevant) else {
            return Explanation::Undecided(Undecided {
                kind: ReasonKind::Unsupported,
                text: "the schema refuses the text, and the exact evaluator cannot hold its value".to_owned(),
            });
        };
        let refusals = schema.explain(&value);
        let mut causes: Vec<Cause> = refusals
            .iter()
            .flat_map(|refusal| causes(schema, &value, refusal))
            .collect();
        locate(text, &mut causes);
        causes.sort_by(|one, other| (one.offset, &one.at).cmp(&(other.offset, &other.at)));
        causes.dedup();
        if causes.is_empty() {
            return Explanation::Undecided(Undecided {
                kind: ReasonKind::Budget,
                text: "the schema refuses the text, and the exact evaluator does not tell where".to_owned(),
            });
        }
        Explanation::Refused(causes)
    }
}

/// An object without the members that a schema says nothing of, wherever they may be; `None` if it is about all of them.
fn relevant(program: &Program, text: &[u8]) -> Option<Vec<u8>> {
    let ([(state, _)], []) = (&*program.roots, &*program.always) else {
        return None;
    };
    let state = &program.states[*state as usize];
    let mut at = scan::space(text, 0);
    match text.get(at) {
        Some(b'{') if state.exact[kind::OBJECT] == 0 => {}
        Some(b'[') if state.exact[kind::ARRAY] == 0 && state.array.is_none() => return Some(b"[]".to_vec()),
        _ => return None,
    }
    let Some(code) = &state.object else {
        return Some(b"{}".to_vec());
    };
    let other = &code.other;
    if other.asking | other.reading | other.refused != 0 || !code.evaluated.is_empty() {
        return None;
    }
    let mut open = Open::default();
    let mut kept = b"{".to_vec();
    at = scan::space(text, at + 1);
    while text.get(at) != Some(&b'}') {
        let key = scan::string(text, at + 1, &mut open.block).ok()?;
        let value = scan::colon(text, key.end).ok()?;
        let end = scan::value(text, value, &mut open).ok()?;
        let name = strings::unescaped(&text[at..key.end]);
        if code.keys.find(name.as_bytes()).is_some() {
            if kept.len() > 1 {
                kept.push(b',');
            }
            kept.extend_from_slice(&text[at..end]);
        }
        at = scan::space(text, end);
        if text.get(at) == Some(&b',') {
            at = scan::space(text, at + 1);
        }
    }
    kept.push(b'}');
    Some(kept)
}

/// The value of a text that may have what the exact reader refuses in parts that no schema looks at.
fn lenient(text: &[u8]) -> Option<Json> {
    if let Ok(value) = json::parse_last_of_repeated(text) {
        return Some(value);
    }
    let text = String::from_utf8_lossy(text);
    json::parse_last_of_repeated(whole_characters(&text).as_bytes()).ok()
}

/// Replaces halves of surrogate pairs.
fn whole_characters(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let mut fixed = String::new();
    let (mut from, mut at) = (0, 0);
    let unit = |at: usize| {
        let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
        u16::from_str_radix(digits, 16).ok()
    };
    while at < bytes.len() {
        if bytes[at] != b'\\' {
            at += 1;
            continue;
        }
        let length = match unit(at) {
            None => 2,
            Some(0xd800..=0xdbff) if matches!(unit(at + 6), Some(0xdc00..=0xdfff)) => 12,
            Some(0xd800..=0xdfff) => {
                fixed.push_str(&text[from..at]);
                fixed.push_str("\\ufffd");
                from = at + 6;
                6
            }
            Some(_) => 6,
        };
        at += length;
    }
    if from == 0 {
        return Cow::Borrowed(text);
    }
    fixed.push_str(&text[from..]);
    Cow::Owned(fixed)
}

/// A refusal as causes: several if an object lacks several properties.
fn causes(schema: &Schema, value: &Json, refusal: &Refusal) -> Vec<Cause> {
    let said = refusal.schema.child(refusal.keyword).find(schema.document());
    let there = refusal.at.find(value);
    let cause = |at: Pointer, rule: Rule, expected: String| Cause {
        rule,
        at,
        keyword: refusal.keyword,
        schema: refusal.schema.clone(),
        expected,
        found: None,
        offset: 0,
        is_cut: refusal.is_cut,
    };
    let expected = match said {
        Some(said) => cut(format!("\"{}\":{said}", refusal.keyword)),
        None => refusal.keyword.to_owned(),
    };
    let names = match said {
        Some(Json::Array(names)) if refusal.keyword == "required" => names.as_slice(),
        _ => &[],
    };
    let members = there.and_then(Json::as_object);
    let missing = names.iter().filter_map(Json::as_str);
    let missing = missing.filter(|name| members.is_some_and(|members| !members.contains_key(*name)));
    let missing: Vec<Cause> = missing
        .map(|name| {
            let expected = format!("\"required\":[{}]", Json::from(name));
            cause(refusal.at.child(name), Rule::PropertyMissing, expected)
        })
        .collect();
    if !missing.is_empty() {
        return missing;
    }
    let rule = match refusal.keyword {
        "anyOf" | "oneOf" => Rule::AlternativeNotAccepted,
        _ if refusal.is_cut => Rule::ForbiddenShape,
        keyword => rule(keyword, &refusal.schema, there),
    };
    vec![cause(refusal.at.clone(), rule, expected)]
}

fn cut(mut text: String) -> String {
    if text.len() > MOST_EXPECTED {
        let end = (0..=MOST_EXPECTED).rev().find(|at| text.is_char_boundary(*at));
        text.truncate(end.unwrap_or_default());
        text.push('…');
    }
    text
}

/// The rule that a message breaks which this keyword refuses.
fn rule(keyword: &str, schema: &Pointer, found: Option<&Json>) -> Rule {
    match keyword {
        "type" if found == Some(&Json::Null) => Rule::NullEmitted,
        "type" => Rule::TypeMismatch,
        "const" | "enum" => Rule::ValueNotAccepted,
        "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf" => Rule::NumberRange,
        "minLength" | "maxLength" | "pattern" => Rule::StringContent,
        "format" if matches!(found, Some(Json::Number(_))) => Rule::NumberRange,
        "format" => Rule::FormatMismatch,
        "required" | "dependentRequired" => Rule::PropertyMissing,
        "minProperties" | "maxProperties" => Rule::PropertyCount,
        "minItems" | "maxItems" => Rule::ArrayLength,
        "uniqueItems" | "contains" | "minContains" | "maxContains" => Rule::ArrayContent,
        "anyOf" | "oneOf" => Rule::AlternativeNotAccepted,
        "false" => match schema.steps().last().map(String::as_str) {
            Some("items" | "unevaluatedItems") => Rule::ArrayLength,
            Some("not") => Rule::ForbiddenShape,
            _ => Rule::PropertyDenied,
        },
        "additionalProperties" | "unevaluatedProperties" | "propertyNames" => Rule::PropertyDenied,
        _ => Rule::ForbiddenShape,
    }
}

/// Adds where the causes are in the text. If nothing stands at a place, the nearest container around it tells.
fn locate(text: &[u8], causes: &mut [Cause]) {
    let mut places: Vec<Pointer> = Vec::new();
    for cause in causes.iter() {
        places.push(cause.at.clone());
        let steps = cause.at.steps();
        places.push(Pointer::of(&steps[..steps.len().saturating_sub(1)]));
    }
    let mut found: Vec<Option<Found<'_>>> = Vec::new();
    let finder = Finder::new(&places);
    if finder.find(text, &mut Scratch::default(), &mut found).is_err() {
        return;
    }
    for (cause, found) in causes.iter_mut().zip(found.chunks(2)) {
        cause.found = found[0].map(|found| found.kind);
        cause.offset = found.iter().flatten().next().map_or(0, |found| found.offset);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::compat::schema::Options;

    /// The validator, and what its explanation of a text looks at.
    fn looks_at(schema: &str, text: &str) -> (Validator, String) {
        let schema = Schema::parse(schema.as_bytes(), &Options::default()).unwrap();
        let validator = Validator::new(vec![Arc::new(schema)]);
        let relevant = relevant(validator.program(), text.as_bytes());
        let relevant = relevant.unwrap_or_else(|| text.as_bytes().to_vec());
        (validator, String::from_utf8(relevant).unwrap())
    }

    #[test]
    fn only_what_the_schema_is_about_is_looked_at() {
        let text = r#" { "a" : [1], "x": {"a": 2}, "\u0062": "b", "x":1 } "#;
        for (schema, expected) in [
            (
                r#"{"properties": {"a": {"type": "null"}}, "required": ["b"]}"#,
                r#"{"a" : [1],"\u0062": "b"}"#,
            ),
            (
                r#"{"anyOf": [{"required": ["c"]}, {"properties": {"x": {"type": "null"}}}]}"#,
                r#"{"x": {"a": 2},"x":1}"#,
            ),
            (r#"{"type": "array"}"#, "{}"),
            (
                r#"{"properties": {"a": {}}, "additionalProperties": false}"#,
                text,
            ),
            (
                r#"{"properties": {"a": {}}, "unevaluatedProperties": false}"#,
                text,
            ),
            (
                r##"{"$ref": "#/$defs/d", "unevaluatedProperties": false, "$defs": {"d": {"required": ["a"]}}}"##,
                text,
            ),
            (r#"{"maxProperties": 1}"#, text),
            (r#"{"propertyNames": {"maxLength": 0}}"#, text),
            (r#"{"patternProperties": {"x": {"type": "null"}}}"#, text),
            (r#"{"enum": [{}]}"#, text),
        ] {
            assert_eq!(looks_at(schema, text).1, expected, "{schema}");
        }
        assert_eq!(looks_at(r#"{"type": "object"}"#, "[1, 2]").1, "[]");
        assert_eq!(looks_at(r#"{"items": {"type": "null"}}"#, "[1, 2]").1, "[1, 2]");
        assert_eq!(looks_at(r#"{"maxItems": 1}"#, "[1, 2]").1, "[1, 2]");
    }

    #[test]
    fn place_is_told_beside_large_members_that_nobody_reads_and_not_in_larger_ones() {
        let large = format!("[{}0]", "0,".repeat(MOST_EXPLAINED));
        let schema = r#"{"properties": {"id": {"type": "integer"}, "items": {"type": "array"}}}"#;
        let (validator, _) = looks_at(schema, "{}");
        let Explanation::Refused(causes) =
            validator.explain(0, format!(r#"{{"x":{large},"id":"7"}}"#).as_bytes())
        else {
            panic!("refused");
        };
        assert_eq!(
            (causes[0].at.to_string().as_str(), causes[0].found),
            ("/id", Some(Kind::String))
        );
        assert_eq!(causes[0].offset, r#"{"x":,"id":"#.len() + large.len());
        let Explanation::Undecided(why) =
            validator.explain(0, format!(r#"{{"items":{large},"id":"7"}}"#).as_bytes())
        else {
            panic!("undecided");
        };
        assert_eq!(why.kind, ReasonKind::Budget);
    }
}
