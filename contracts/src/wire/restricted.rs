//! A declared type with a narrower range or form, as the attribute gives it.

use std::marker::PhantomData;

use schemars::_private::serde_json::{Number, Value, json};
use schemars::{JsonSchema, Schema, SchemaGenerator};

use crate::derived::{declared_pattern, misuse};

/// A `W` within the limits of an `L`.
pub struct Restricted<W: ?Sized, L>(PhantomData<L>, PhantomData<W>);

/// The limits of one place. Code of the derive implements it.
pub trait Restriction {
    /// The limits.
    const LIMITS: Limits;
}

/// What `pattern`, `min` and `max` say in an attribute.
pub struct Limits {
    /// A regular expression of ECMA-262.
    pub pattern: Option<&'static str>,
    /// The least number or length, as a JSON number.
    pub min: Option<&'static str>,
    /// The greatest one.
    pub max: Option<&'static str>,
}

impl<W: JsonSchema + ?Sized, L: Restriction> JsonSchema for Restricted<W, L> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        W::schema_name()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        restricted(W::json_schema(generator), &L::LIMITS, generator)
    }
    fn _schemars_private_non_optional_json_schema(generator: &mut SchemaGenerator) -> Schema {
        restricted(
            W::_schemars_private_non_optional_json_schema(generator),
            &L::LIMITS,
            generator,
        )
    }
    fn _schemars_private_is_option() -> bool {
        W::_schemars_private_is_option()
    }
}

fn restricted(mut schema: Schema, limits: &Limits, generator: &SchemaGenerator) -> Schema {
    let types: Vec<String> = match schema.get("type") {
        Some(Value::String(one)) => vec![one.clone()],
        Some(Value::Array(several)) => several
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
        _ => Vec::new(),
    };
    let is = |name: &str| types.iter().any(|one| one == name);
    if let Some(pattern) = limits.pattern {
        if !is("string") {
            misuse(
                &mut schema,
                generator,
                "`pattern` is only for types that are written as texts",
            );
            return schema;
        }
        match schema.get("pattern") {
            None => {
                schema.insert("pattern".to_owned(), json!(pattern));
            }
            Some(_) => also(&mut schema, json!({ "pattern": pattern })),
        }
        declared_pattern(&mut schema, generator, pattern);
    }
    if limits.min.is_none() && limits.max.is_none() {
        return schema;
    }
    let is_number = is("integer") || is("number");
    let [least, greatest] = match (is_number, is("string"), is("array")) {
        (true, false, false) => ["minimum", "maximum"],
        (false, true, false) => ["minLength", "maxLength"],
        (false, false, true) => ["minItems", "maxItems"],
        _ => {
            let why = "`min` and `max` are only for types that are written as numbers, as texts or as lists";
            misuse(&mut schema, generator, why);
            return schema;
        }
    };
    let [min, max] = [limits.min, limits.max].map(|limit| limit.and_then(number));
    let is_count = |limit: &Option<Number>| limit.as_ref().is_none_or(Number::is_u64);
    let are_counts = is_count(&min) && is_count(&max);
    if !(is_number || are_counts) {
        let why = "`min` and `max` count the characters of a text or the items of a list: they are whole numbers from 0 on";
        misuse(&mut schema, generator, why);
        return schema;
    }
    if let (Some(min), Some(max)) = (&min, &max) {
        if is_greater(min, max) {
            misuse(
                &mut schema,
                generator,
                "`min` is greater than `max`, so there is no value",
            );
            return schema;
        }
    }
    for (keyword, limit, narrower) in [
        (least, min, is_greater as fn(&Number, &Number) -> bool),
        (greatest, max, |one, other| is_greater(other, one)),
    ] {
        let Some(limit) = limit else { continue };
        let own = schema.get(keyword).and_then(Value::as_number);
        if own.is_none_or(|own| narrower(&limit, own)) {
            schema.insert(keyword.to_owned(), Value::Number(limit));
        }
    }
    schema
}

/// Adds an assertion whose keyword the schema has already.
fn also(schema: &mut Schema, assertion: Value) {
    let all = schema.ensure_object().entry("allOf").or_insert_with(|| json!([]));
    if let Value::Array(all) = all {
        all.push(assertion);
    }
}

fn number(text: &str) -> Option<Number> {
    if let Ok(number) = text.parse::<i64>() {
        return Some(number.into());
    }
    match text.parse::<u64>() {
        Ok(number) => Some(number.into()),
        Err(_) => Number::from_f64(text.parse().ok()?),
    }
}

fn is_greater(one: &Number, other: &Number) -> bool {
    let whole = |number: &Number| {
        number
            .as_i64()
            .map(i128::from)
            .or(number.as_u64().map(i128::from))
    };
    match (whole(one), whole(other)) {
        (Some(one), Some(other)) => one > other,
        _ => one.as_f64() > other.as_f64(),
    }
}

#[cfg(test)]
mod tests {
    use schemars::generate::SchemaSettings;

    use super::{Limits, Restricted, Restriction};
    use schemars::JsonSchema;

    fn of<T: JsonSchema>() -> String {
        let mut generator = SchemaSettings::draft2020_12().into_generator();
        T::json_schema(&mut generator).to_value().to_string()
    }

    macro_rules! limits {
        ($name:ident: $pattern:expr, $min:expr, $max:expr) => {
            struct $name;
            impl Restriction for $name {
                const LIMITS: Limits = Limits {
                    pattern: $pattern,
                    min: $min,
                    max: $max,
                };
            }
        };
    }

    #[test]
    fn limits_narrow_what_the_type_has() {
        limits!(Small: None, Some("-5"), Some("18446744073709551615"));
        assert_eq!(
            of::<Restricted<u8, Small>>(),
            r#"{"format":"uint8","maximum":255,"minimum":0,"type":"integer"}"#
        );
        limits!(Few: None, Some("2"), Some("2.5"));
        assert_eq!(
            of::<Restricted<Option<u8>, Few>>(),
            r#"{"format":"uint8","maximum":2.5,"minimum":2,"type":["integer","null"]}"#
        );
        limits!(Pair: None, Some("2"), Some("2"));
        assert_eq!(
            of::<Restricted<Vec<u8>, Pair>>(),
            r#"{"items":{"format":"uint8","maximum":255,"minimum":0,"type":"integer"},"maxItems":2,"minItems":2,"type":"array"}"#
        );
        limits!(Word: Some("^[a-z]"), Some("1"), Some("9"));
        assert_eq!(
            of::<Restricted<String, Word>>(),
            r#"{"maxLength":9,"minLength":1,"pattern":"^[a-z]","type":"string"}"#
        );
        limits!(Upper: Some("Z$"), None, None);
        assert_eq!(
            of::<Restricted<Restricted<String, Word>, Upper>>(),
            r#"{"allOf":[{"pattern":"Z$"}],"maxLength":9,"minLength":1,"pattern":"^[a-z]","type":"string"}"#
        );
    }
}
