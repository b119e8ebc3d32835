//! The keywords that hold no schemas, as 2020-12 writes them.

use std::sync::Arc;

use counterpart_engine::compat::schema::node::{Keywords, Names, Types};
use counterpart_engine::json::{Json, Number, Object};

/// Adds the keywords without schemas.
pub(super) fn assertions(keywords: &Keywords, out: &mut Object) {
    let mut put = |keyword: &str, value: Option<Json>| {
        if let Some(value) = value {
            out.insert(keyword.into(), value);
        }
    };
    let number = |number: &Option<Number>| number.clone().map(Json::Number);
    let count = |count: u64| (count > 0).then(|| Json::Number(count.into()));
    let most = |count: Option<u64>| count.map(|count| Json::Number(count.into()));
    let text = |text: &Option<Arc<str>>| text.as_deref().map(Json::from);
    put("type", keywords.types.map(type_names));
    match keywords.values.as_deref() {
        None => {}
        Some([only]) => put("const", Some(only.clone())),
        Some(values) => put("enum", Some(Json::Array(values.to_vec()))),
    }
    put("minimum", number(&keywords.minimum));
    put("maximum", number(&keywords.maximum));
    put("exclusiveMinimum", number(&keywords.exclusive_minimum));
    put("exclusiveMaximum", number(&keywords.exclusive_maximum));
    put("multipleOf", number(&keywords.multiple_of));
    put("minLength", count(keywords.min_length));
    put("maxLength", most(keywords.max_length));
    put("pattern", text(&keywords.pattern));
    put("format", text(&keywords.format));
    put("minItems", count(keywords.min_items));
    put("maxItems", most(keywords.max_items));
    put("uniqueItems", keywords.unique_items.then_some(Json::Bool(true)));
    let list = |names: &Names| Json::Array(names.iter().map(|name| Json::from(&**name)).collect());
    put(
        "required",
        (!keywords.required.is_empty()).then(|| list(&keywords.required)),
    );
    put("minProperties", count(keywords.min_properties));
    put("maxProperties", most(keywords.max_properties));
    let dependent = keywords.dependent_required.iter();
    let dependent: Object = dependent
        .map(|(name, names)| (name.to_string(), list(names)))
        .collect();
    put(
        "dependentRequired",
        (!dependent.is_empty()).then_some(Json::Object(dependent)),
    );
}

fn type_names(types: Types) -> Json {
    const NAMES: [(Types, &str); 7] = [
        (Types::OBJECT, "object"),
        (Types::ARRAY, "array"),
        (Types::STRING, "string"),
        (Types::NUMBER, "number"),
        (Types::INTEGER, "integer"),
        (Types::BOOLEAN, "boolean"),
        (Types::NULL, "null"),
    ];
    let number = types.contains(Types::NUMBER);
    let names = NAMES
        .iter()
        .filter(|(kind, name)| types.contains(*kind) && !(number && *name == "integer"));
    let mut names: Vec<Json> = names.map(|(_, name)| Json::from(*name)).collect();
    if names.len() == 1 {
        names.remove(0)
    } else {
        Json::Array(names)
    }
}
