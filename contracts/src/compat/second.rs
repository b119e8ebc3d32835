//! `jsonschema`'s validator as a second evaluator, so that one mistake does not decide alone.
//!
//! Its answer counts only where it means what ours means: its numbers are `u64`, `i64` and `f64`.

use std::fmt;

use jsonschema::{Validator, draft4, draft6, draft7, draft201909, draft202012};
use referencing::SPECIFICATIONS;

use super::formats;
use super::schema::node::{Body, NodeId};
use super::schema::{Draft, Schema};
use crate::json::{Json, Number};

/// A schema as `jsonschema` holds it.
pub(crate) struct SecondEvaluator {
    validator: Validator,
    multiples: Multiples,
    /// At most so many schemas are applied to one value within each other.
    longest_in_place: usize,
}

/// What a schema asks about multiples. With fractions the library divides in `f64`, which is not exact.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Multiples {
    None,
    OfIntegers,
    OfFractions,
}

/// The library recurses once for each schema that it applies within another. In reach of the smallest stack that
/// threads have by default: it overflows that between 5,000 and 10,000.
const MAX_NESTING: usize = 2_500;

impl fmt::Debug for SecondEvaluator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecondEvaluator").finish_non_exhaustive()
    }
}

impl SecondEvaluator {
    /// `None` where the library's numbers cannot hold the schema, or where it does not take it.
    pub(crate) fn of(schema: &Schema) -> Option<Self> {
        if schema.longest_in_place() > MAX_NESTING {
            return None;
        }
        let document = if schema.integer_formats().is_empty() {
            schema.document().to_serde_json()?
        } else {
            with_integer_bounds(schema)?.to_serde_json()?
        };
        let options = match schema.draft() {
            Draft::Draft4 => draft4::options(),
            Draft::Draft6 => draft6::options(),
            Draft::Draft7 => draft7::options(),
            Draft::Draft201909 => draft201909::options(),
            Draft::Draft202012 => draft202012::options(),
        };
        let mut options = options.offline();
        if schema.refers_to_metaschemas() {
            // By itself it knows only those of the document's own draft.
            options = options.with_registry(&SPECIFICATIONS);
        }
        for encoding in ["base64", "base64url", "base32", "base32hex", "base16"] {
            options = options.without_content_encoding_support(encoding);
        }
        options = options.without_content_media_type_support("application/json");
        options = if schema.format_asserts() {
            formats::register(options)
        } else {
            options.should_validate_formats(false)
        };
        Some(Self {
            validator: options.build(&document).ok()?,
            multiples: multiples(schema),
            longest_in_place: schema.longest_in_place(),
        })
    }

    /// Whether the schema accepts the value; `None` where the answer would not count.
    pub(crate) fn accepts(&self, value: &Json) -> Option<bool> {
        let within = facts(value);
        let counts = match self.multiples {
            Multiples::None => true,
            Multiples::OfIntegers => within.only_small_integers,
            Multiples::OfFractions => !within.numbers,
        };
        if !counts || (within.depth + 1).saturating_mul(self.longest_in_place) > MAX_NESTING {
            return None;
        }
        Some(self.validator.is_valid(&value.to_serde_json()?))
    }
}

/// The document with the bounds that we read into integer formats, which mean nothing to the library.
fn with_integer_bounds(schema: &Schema) -> Option<Json> {
    let mut document = schema.document().clone();
    for (node, format) in schema.integer_formats() {
        let pointer = schema.pointer(*node);
        let place = pointer
            .steps()
            .iter()
            .try_fold(&mut document, |value, step| match value {
                Json::Object(members) => members.get_mut(step),
                Json::Array(items) => items.get_mut(step.parse::<usize>().ok()?),
                _ => None,
            })?;
        let bounds = Json::from([
            ("minimum", Json::Number(format.minimum())),
            ("maximum", Json::Number(format.maximum())),
        ]);
        let all_of = place.as_object_mut()?.entry("allOf".to_owned());
        match all_of.or_insert_with(|| Json::Array(Vec::new())) {
            Json::Array(schemas) => schemas.push(bounds),
            _ => return None,
        }
    }
    Some(document)
}

fn multiples(schema: &Schema) -> Multiples {
    let steps = (0..schema.len() as u32).filter_map(|id| match &schema.node(NodeId(id)).body {
        Body::Keywords(keywords) => keywords.multiple_of.as_ref(),
        Body::Always(_) => None,
    });
    steps.fold(Multiples::None, |so_far, step| match so_far {
        Multiples::OfFractions => so_far,
        _ if is_small_integer(step) => Multiples::OfIntegers,
        _ => Multiples::OfFractions,
    })
}

struct Facts {
    depth: usize,
    numbers: bool,
    only_small_integers: bool,
}

fn facts(value: &Json) -> Facts {
    let mut facts = Facts {
        depth: 0,
        numbers: false,
        only_small_integers: true,
    };
    let mut stack = vec![(value, 0)];
    while let Some((value, depth)) = stack.pop() {
        facts.depth = facts.depth.max(depth);
        match value {
            Json::Number(number) => {
                facts.numbers = true;
                facts.only_small_integers &= is_small_integer(number);
            }
            Json::Array(items) => stack.extend(items.iter().map(|item| (item, depth + 1))),
            Json::Object(members) => stack.extend(members.values().map(|value| (value, depth + 1))),
            _ => {}
        }
    }
    facts
}

/// Held exactly as an integer and as an `f64`.
fn is_small_integer(number: &Number) -> bool {
    const EXACT: i64 = 1 << 53;
    number.is_integer() && *number <= Number::from(EXACT) && *number >= Number::from(-EXACT)
}

#[cfg(test)]
mod tests {
    use crate::compat::schema::{Draft, Options, Schema};
    use crate::json::{Json, parse};

    fn schema(text: &str) -> Schema {
        Schema::parse(text.as_bytes(), &Options::default()).unwrap()
    }

    fn second(schema: &Schema, value: &str) -> Option<bool> {
        schema.second()?.accepts(&parse(value.as_bytes()).unwrap())
    }

    #[test]
    fn it_answers_where_its_numbers_hold_schema_and_value() {
        let bounded = schema(r#"{"maximum": 18446744073709551615, "minimum": 0.1}"#);
        assert_eq!(second(&bounded, "18446744073709551615"), Some(true));
        assert_eq!(second(&bounded, "0.05"), Some(false));
        assert_eq!(second(&bounded, "340282366920938463463374607431768211455"), None);
        let wide = schema(r#"{"maximum": 340282366920938463463374607431768211455}"#);
        assert_eq!(second(&wide, "1"), None);
        let fractions = schema(r#"{"multipleOf": 0.01}"#);
        assert_eq!(second(&fractions, "4.35"), None);
        assert_eq!(second(&fractions, r#""a""#), Some(true));
        let integers = schema(r#"{"multipleOf": 3}"#);
        assert_eq!(
            (second(&integers, "9"), second(&integers, "10")),
            (Some(true), Some(false))
        );
        assert_eq!(second(&integers, "9007199254740993"), None);
    }

    #[test]
    fn it_sees_the_bounds_of_integer_formats_and_the_table_of_formats() {
        let byte = schema(r#"{"items": {"type": "integer", "format": "uint8", "allOf": [true]}}"#);
        assert_eq!(
            (second(&byte, "[255]"), second(&byte, "[256]")),
            (Some(true), Some(false))
        );
        let huge = schema(r#"{"type": "integer", "format": "uint128"}"#);
        assert_eq!(second(&huge, "1"), None);
        let ip = schema(r#"{"format": "ip"}"#);
        assert_eq!(
            (second(&ip, r#""::1""#), second(&ip, r#""a""#)),
            (Some(true), Some(false))
        );
        let described = Options::default().format_asserts(false);
        let described = Schema::parse(br#"{"format": "ip"}"#, &described).unwrap();
        assert_eq!(second(&described, r#""a""#), Some(true));
    }

    #[test]
    fn it_reads_the_document_in_its_draft() {
        let text = br#"{"const": 1, "minimum": 5, "exclusiveMinimum": true}"#;
        let old = Schema::parse(text, &Options::default().default_draft(Draft::Draft4)).unwrap();
        assert_eq!((second(&old, "5"), second(&old, "6")), (Some(false), Some(true)));
        let unknown = schema(r#"{"$schema": "https://example.com/own", "const": 1}"#);
        assert_eq!(
            (second(&unknown, "1"), second(&unknown, "2")),
            (Some(true), Some(false))
        );
        let encoded =
            schema(r#"{"$schema": "http://json-schema.org/draft-07/schema#", "contentEncoding": "base64"}"#);
        assert_eq!(
            second(&encoded, r#""???""#),
            Some(true),
            "content is described, not asserted"
        );
    }

    #[test]
    fn it_is_not_asked_where_it_would_overflow_the_stack() {
        let mut chain = String::from(r##"{"$ref": "#/$defs/d0", "$defs": {"d20000": {"type": "null"}"##);
        for i in 0..20_000 {
            chain += &format!(r##","d{i}": {{"$ref": "#/$defs/d{}"}}"##, i + 1);
        }
        let chain = schema(&(chain + "}}"));
        assert_eq!(chain.accepts(&Json::Null), Ok(true));
        assert_eq!(second(&chain, "null"), None);
    }
}
