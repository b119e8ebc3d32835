//! The keys of a map are strings in a message: integers without a leading zero and within the range of their type,
//! `true` and `false`, one character, the names of variants. For integers, schemars only says that they are digits,
//! and for most others nothing.

use num_traits::Signed;

use super::super::marks::Marks;
use super::super::working_schema::WorkingSchema;
use super::integers;
use crate::contract::Role;
use crate::derived::digits::positive_up_to;
use crate::derived::marks::Other;
use counterpart_engine::json::{Json, Object};
use counterpart_engine::keywords;

pub(super) fn run(working: &mut WorkingSchema, role: Role) {
    working.each(&mut |schema| {
        let Some(members) = schema.as_object_mut() else {
            return;
        };
        if let Some(keys) = Marks::edit(members, |marks| marks.keys.take()) {
            let mut sets = Vec::new();
            texts(&keys, role, false, &mut sets);
            restrict(members, sets);
        }
    });
}

/// Allows the declared properties next to the keys of a map: the tag of a variant, the fields around a flattened
/// map.
pub(super) fn beside_properties(working: &mut WorkingSchema) {
    working.each(&mut |schema| {
        let Some(members) = schema.as_object_mut() else {
            return;
        };
        let properties = members.get("properties").and_then(Json::as_object);
        let declared = properties.into_iter().flat_map(Object::keys);
        let declared: Vec<_> = declared.map(|name| Json::from(name.as_str())).collect();
        let names = members.get_mut("propertyNames").and_then(Json::as_object_mut);
        let Some(names) = names else { return };
        if !Marks::edit(names, |marks| std::mem::take(&mut marks.names_keys)) {
            return;
        }
        if let (false, Some(Json::Array(kinds))) = (declared.is_empty(), names.get_mut("anyOf")) {
            kinds.push(Json::from([("enum", Json::Array(declared))]));
        }
    });
}

/// The strings that represent a value as a key.
enum Texts {
    Any,
    One(String),
    Pattern(String),
    /// A schema of strings.
    Schema(Object),
}

/// The patterns that schemars writes for integer keys.
const DIGITS: [&str; 2] = [r"^\d+$", r"^-?\d+$"];
const NUMBER: &str = r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$";

/// The texts of the values of a schema. `buffered`: serde holds the key as a string and reads no number from it.
fn texts(schema: &Json, role: Role, buffered: bool, sets: &mut Vec<Texts>) {
    let members = match schema {
        Json::Bool(false) => return,
        Json::Object(members) if !members.is_empty() => members,
        _ => return sets.push(Texts::Any),
    };
    let marks = Marks::of(members);
    let buffered = buffered || marks.buffered.is_some();
    let reads_others = role == Role::Consumes && marks.other == Some(Other::Strings);
    let untyped = !members.contains_key("type");
    for keyword in ["oneOf", "anyOf"] {
        if let Some(Json::Array(kinds)) = members.get(keyword).filter(|_| untyped) {
            if reads_others {
                return sets.push(Texts::Schema(any_but_content(kinds)));
            }
            return kinds.iter().for_each(|kind| texts(kind, role, buffered, sets));
        }
    }
    let types = match members.get("type") {
        Some(Json::String(one)) => vec![one.as_str()],
        Some(Json::Array(several)) => several.iter().filter_map(Json::as_str).collect(),
        _ => return sets.push(Texts::Any),
    };
    // A type that is read from a number or a text reads its keys as texts.
    let is_text = types.contains(&"string");
    if let Some(Json::Array(values)) = members.get("enum").filter(|_| types == ["integer"] && !buffered) {
        return sets.extend(values.iter().map(|value| Texts::One(value.to_string())));
    }
    for name in types {
        match name {
            "integer" | "number" if is_text => {}
            "string" if reads_others => sets.push(Texts::Any),
            "string" => strings(members, sets),
            "integer" if !buffered => match integer_pattern(members) {
                Some(pattern) => sets.push(Texts::Pattern(pattern)),
                None => sets.push(Texts::Pattern(DIGITS[1].to_owned())),
            },
            "number" if !buffered => sets.push(Texts::Pattern(NUMBER.to_owned())),
            "boolean" if !buffered => sets.push(Texts::Pattern("^(true|false)$".to_owned())),
            // No key is an object or a list, and a key that is `null` does not exist.
            _ => {}
        }
    }
}

/// Every string but the names of variants with content.
fn any_but_content(variants: &[Json]) -> Object {
    let names = variants
        .iter()
        .filter_map(|variant| variant.get("required")?.as_array()?.first().cloned());
    let names = Json::from([("enum", Json::Array(names.collect()))]);
    Object::from_iter([("not".to_owned(), names)])
}

/// The schema of a value's text, for a Rust type that is not a string, if a key of a map could be it.
pub(in super::super) fn as_text(schema: Json) -> Json {
    let pattern = match (&schema, schema.get("type").and_then(Json::as_str)) {
        (Json::Object(members), Some("integer")) => integer_pattern(members),
        (_, Some("boolean")) => Some("^(true|false)$".to_owned()),
        _ => None,
    };
    match pattern {
        Some(pattern) => Json::from([
            ("type", Json::from("string")),
            ("pattern", Json::from(pattern.as_str())),
        ]),
        None => schema,
    }
}

fn strings(members: &Object, sets: &mut Vec<Texts>) {
    if let Some(Json::Array(names)) = members.get("enum") {
        let names = names.iter().filter_map(Json::as_str);
        return sets.extend(names.map(|name| Texts::One(name.to_owned())));
    }
    if let Some(name) = members.get("const").and_then(Json::as_str) {
        return sets.push(Texts::One(name.to_owned()));
    }
    let asserted: Object = members
        .iter()
        .filter(|(keyword, _)| *keyword != "type" && keywords::rank(keyword).is_some())
        .map(|(keyword, value)| (keyword.clone(), value.clone()))
        .collect();
    let is_one = |key| {
        asserted
            .get(key)
            .is_some_and(|length: &Json| length.to_string() == "1")
    };
    match (asserted.len(), asserted.get("pattern").and_then(Json::as_str)) {
        (0, _) => sets.push(Texts::Any),
        (1, Some(pattern)) => sets.push(Texts::Pattern(pattern.to_owned())),
        (2, _) if is_one("minLength") && is_one("maxLength") => {
            sets.push(Texts::Pattern(r"^[\s\S]$".to_owned()))
        }
        _ => sets.push(Texts::Schema(asserted)),
    }
}

/// Makes of a map, as schemars has it, one with these keys.
fn restrict(members: &mut Object, sets: Vec<Texts>) {
    let values = values(members, &sets);
    if sets.iter().any(|set| matches!(set, Texts::Any)) {
        if members.get("additionalProperties") == Some(&Json::Bool(false)) {
            members.insert("additionalProperties".to_owned(), values);
        }
        return;
    }
    if let Some(patterns) = members.get_mut("patternProperties").and_then(Json::as_object_mut) {
        for digits in DIGITS {
            patterns.shift_remove(digits);
        }
        if patterns.is_empty() {
            members.shift_remove("patternProperties");
        }
    }
    // A flattened map is among the branches of other flattened fields, whose properties only this one knows.
    let in_place = ["$ref", "allOf", "anyOf", "oneOf"];
    let others = match in_place.iter().any(|keyword| members.contains_key(*keyword)) {
        true => "unevaluatedProperties",
        false => "additionalProperties",
    };
    members.shift_remove("additionalProperties");
    members.shift_remove("unevaluatedProperties");
    if sets.iter().any(|set| matches!(set, Texts::Schema(_))) {
        // (It asks it of declared properties too, until those are known.)
        let kinds = sets.into_iter().map(|set| match set {
            Texts::Any => Json::Bool(true),
            Texts::One(name) => Json::from([("const", Json::from(name))]),
            Texts::Pattern(pattern) => Json::from([("pattern", Json::from(pattern))]),
            Texts::Schema(schema) => Json::Object(schema),
        });
        let mut names = Object::from_iter([("anyOf".to_owned(), Json::Array(kinds.collect()))]);
        Marks::edit(&mut names, |marks| marks.names_keys = true);
        members.insert("propertyNames".to_owned(), Json::Object(names));
        members.insert(others.to_owned(), values);
        return;
    }
    for set in sets {
        let (keyword, name) = match set {
            Texts::One(name) => ("properties", name),
            Texts::Pattern(pattern) => ("patternProperties", pattern),
            Texts::Any | Texts::Schema(_) => continue,
        };
        let named = members
            .entry(keyword.to_owned())
            .or_insert_with(|| Json::Object(Object::default()));
        if let Some(named) = named.as_object_mut() {
            named.entry(name).or_insert_with(|| values.clone());
        }
    }
    members.insert(others.to_owned(), Json::Bool(false));
}

/// The schema of the map's values.
fn values(members: &Object, sets: &[Texts]) -> Json {
    let others = ["additionalProperties", "unevaluatedProperties"];
    let others = others.iter().filter_map(|keyword| members.get(*keyword));
    let named = |keyword: &str, name: &str| members.get(keyword)?.get(name);
    let patterned = members.get("patternProperties").and_then(Json::as_object);
    let enumerated = sets.iter().filter_map(|set| match set {
        Texts::One(name) => named("properties", name),
        _ => None,
    });
    others
        .filter(|values| **values != Json::Bool(false))
        .chain(
            DIGITS
                .iter()
                .filter_map(|digits| named("patternProperties", digits)),
        )
        .chain(patterned.into_iter().flat_map(Object::values))
        .chain(enumerated)
        .chain(
            members
                .get("properties")
                .and_then(Json::as_object)
                .into_iter()
                .flat_map(Object::values),
        )
        .next()
        .cloned()
        .unwrap_or(Json::Bool(true))
}

/// The texts of the integers that a schema allows: its format is a type, and only zero may be left out.
fn integer_pattern(keys: &Object) -> Option<String> {
    let (least, greatest) = integers::range(keys.get("format")?.as_str()?)?;
    let one = |key: &str| keys.get(key).map(ToString::to_string);
    let without_zero =
        one("minimum").as_deref() == Some("1") || one("not").as_deref() == Some(r#"{"const":0}"#);
    let mut ways = Vec::new();
    if !without_zero {
        ways.push("0".to_owned());
    }
    ways.extend(positive_up_to(&greatest.to_integer()?.to_string()));
    let least = least.to_integer()?;
    if least.is_negative() {
        let negative = positive_up_to(&least.abs().to_string());
        ways.push(format!("-({})", negative.join("|")));
    }
    Some(format!("^({})$", ways.join("|")))
}

#[cfg(test)]
mod tests {
    use super::super::testing::after;
    use crate::contract::Role;

    fn run(working: &mut super::WorkingSchema) {
        super::run(working, Role::Consumes);
    }

    #[test]
    fn integer_keys_are_in_the_range_of_their_type() {
        insta::assert_snapshot!(after(run, r#"{"type":"object","patternProperties":{"^\\d+$":{"type":"boolean"}},"additionalProperties":false,
            "x-counterpart":{"keys":{"type":"integer","format":"uint8","minimum":0,"maximum":255}}}"#), @r#"{"type":"object","patternProperties":{"^(0|[1-9][0-9]{0,1}|1[0-9]{2}|2[0-4][0-9]|25[0-4]|255)$":{"type":"boolean"}},"additionalProperties":false}"#);
        insta::assert_snapshot!(after(run, r#"{"type":"object","patternProperties":{"^-?\\d+$":true},"additionalProperties":false,
            "x-counterpart":{"keys":{"type":"integer","format":"int8","not":{"const":0}}}}"#), @r#"{"type":"object","patternProperties":{"^([1-9][0-9]{0,1}|1[0-1][0-9]|12[0-6]|127|-([1-9][0-9]{0,1}|1[0-1][0-9]|12[0-7]|128))$":true},"additionalProperties":false}"#);
    }

    #[test]
    fn other_keys_have_the_form_of_their_values() {
        insta::assert_snapshot!(after(run, r#"{"type":"object","additionalProperties":true,"x-counterpart":{"keys":{"type":"boolean"}}}"#), @r#"{"type":"object","patternProperties":{"^(true|false)$":true},"additionalProperties":false}"#);
        insta::assert_snapshot!(after(run, r#"{"type":"object","additionalProperties":true,"x-counterpart":{"keys":{"type":"string","minLength":1,"maxLength":1}}}"#), @r#"{"type":"object","patternProperties":{"^[\\s\\S]$":true},"additionalProperties":false}"#);
        insta::assert_snapshot!(after(run, r#"{"type":"object","additionalProperties":true,"x-counterpart":{"keys":{"type":"string"}}}"#), @r#"{"type":"object","additionalProperties":true}"#);
    }
}
