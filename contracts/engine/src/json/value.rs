use indexmap::IndexMap;

use super::Number;

/// The members of an object in the order in which they were written; equality does not see the order.
pub type Object = IndexMap<String, Json, foldhash::fast::RandomState>;

/// A JSON value whose numbers are exact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Json {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// Any number; `1` and `1.0` are one value.
    Number(Number),
    /// A string of Unicode scalar values.
    String(String),
    /// An array.
    Array(Vec<Json>),
    /// An object; keys are unique.
    Object(Object),
}

impl Json {
    /// The number of values within this one, itself included.
    pub(crate) fn count(&self) -> usize {
        let mut waiting = vec![self];
        let mut count = 0;
        while let Some(value) = waiting.pop() {
            count += 1;
            match value {
                Json::Array(items) => waiting.extend(items),
                Json::Object(members) => waiting.extend(members.values()),
                _ => {}
            }
        }
        count
    }

    /// The value of `key`, if this is an object that has it.
    pub fn get(&self, key: &str) -> Option<&Json> {
        self.as_object()?.get(key)
    }

    /// The members, if this is an object.
    pub fn as_object(&self) -> Option<&Object> {
        match self {
            Json::Object(members) => Some(members),
            _ => None,
        }
    }

    /// The members, to change, if this is an object.
    pub fn as_object_mut(&mut self) -> Option<&mut Object> {
        match self {
            Json::Object(members) => Some(members),
            _ => None,
        }
    }

    /// The items, if this is an array.
    pub fn as_array(&self) -> Option<&[Json]> {
        match self {
            Json::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The text, if this is a string.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Json::String(text) => Some(text),
            _ => None,
        }
    }

    /// The number, if this is one.
    pub fn as_number(&self) -> Option<&Number> {
        match self {
            Json::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The truth value, if this is one.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Json::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// JSON Schema's name of the value's type; `integer` is distinguished from `number` by value.
    pub fn type_name(&self) -> &'static str {
        match self {
            Json::Null => "null",
            Json::Bool(_) => "boolean",
            Json::Number(number) if number.is_integer() => "integer",
            Json::Number(_) => "number",
            Json::String(_) => "string",
            Json::Array(_) => "array",
            Json::Object(_) => "object",
        }
    }

    /// The same value for `serde_json`, or `None` if its number model would change it.
    pub fn to_serde_json(&self) -> Option<serde_json::Value> {
        use serde_json::Value;
        Some(match self {
            Json::Null => Value::Null,
            Json::Bool(value) => Value::Bool(*value),
            Json::Number(number) => Value::Number(to_serde_number(number)?),
            Json::String(text) => Value::String(text.clone()),
            Json::Array(items) => Value::Array(items.iter().map(Json::to_serde_json).collect::<Option<_>>()?),
            Json::Object(members) => Value::Object(
                members
                    .iter()
                    .map(|(key, value)| Some((key.clone(), value.to_serde_json()?)))
                    .collect::<Option<_>>()?,
            ),
        })
    }
}

fn to_serde_number(number: &Number) -> Option<serde_json::Number> {
    if let Some(integer) = number.to_small_integer() {
        if let Ok(small) = u64::try_from(integer) {
            return Some(small.into());
        }
        if let Ok(small) = i64::try_from(integer) {
            return Some(small.into());
        }
    }
    let held = serde_json::Number::from_f64(number.to_f64())?;
    number.is_held_by_f64().then_some(held)
}

impl From<&serde_json::Value> for Json {
    fn from(value: &serde_json::Value) -> Self {
        use serde_json::Value;
        match value {
            Value::Null => Json::Null,
            Value::Bool(value) => Json::Bool(*value),
            Value::Number(number) => Json::Number(
                number
                    .to_string()
                    .parse()
                    .expect("serde_json writes numbers in JSON's grammar and within f64"),
            ),
            Value::String(text) => Json::String(text.clone()),
            Value::Array(items) => Json::Array(items.iter().map(Json::from).collect()),
            Value::Object(members) => Json::Object(
                members
                    .iter()
                    .map(|(key, value)| (key.clone(), Json::from(value)))
                    .collect(),
            ),
        }
    }
}

impl From<bool> for Json {
    fn from(value: bool) -> Self {
        Json::Bool(value)
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Json::String(text.to_owned())
    }
}

impl From<String> for Json {
    fn from(text: String) -> Self {
        Json::String(text)
    }
}

impl From<Number> for Json {
    fn from(number: Number) -> Self {
        Json::Number(number)
    }
}

impl From<Vec<Json>> for Json {
    fn from(items: Vec<Json>) -> Self {
        Json::Array(items)
    }
}

impl From<Object> for Json {
    fn from(members: Object) -> Self {
        Json::Object(members)
    }
}

impl<K: Into<String>, const N: usize> From<[(K, Json); N]> for Json {
    fn from(members: [(K, Json); N]) -> Self {
        Json::Object(
            members
                .into_iter()
                .map(|(key, value)| (key.into(), value))
                .collect(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse;

    #[test]
    fn objects_are_equal_in_any_order() {
        assert_eq!(
            parse(br#"{"a":1,"b":2}"#).unwrap(),
            parse(br#"{"b":2.0,"a":1}"#).unwrap()
        );
    }

    #[test]
    fn serde_json_gets_only_numbers_that_it_can_hold() {
        let held = |text: &str| {
            parse(text.as_bytes())
                .unwrap()
                .to_serde_json()
                .map(|value| value.to_string())
        };
        assert_eq!(
            held("18446744073709551615").as_deref(),
            Some("18446744073709551615")
        );
        assert_eq!(
            held("-9223372036854775808").as_deref(),
            Some("-9223372036854775808")
        );
        assert_eq!(held("0.5").as_deref(), Some("0.5"));
        assert_eq!(held("-0").as_deref(), Some("0"));
        assert_eq!(held("12e2").as_deref(), Some("1200"));
        assert_eq!(held("1e19").as_deref(), Some("10000000000000000000"));
        assert_eq!(held("-1e19").as_deref(), Some("-1e+19"));
        assert_eq!(
            held("18446744073709552000").as_deref(),
            Some("1.8446744073709552e+19")
        );
        assert_eq!(held("18446744073709551616"), None);
        assert_eq!(held("18446744073709551617"), None);
        assert_eq!(held("-9223372036854775809"), None);
        assert_eq!(held("340282366920938463463374607431768211455"), None);
        assert_eq!(held("1e400"), None);
        assert_eq!(held("[1, 0.12345678901234567890123]"), None);
    }
}
