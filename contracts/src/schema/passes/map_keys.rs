//! The keys of a map are strings in a message: integers without a leading zero and within the range of their type,
//! `true` and `false`, one character, the names of variants. For integers, schemars only says that they are digits,
//! and for most others nothing.

use super::super::marks::Marks;
use super::super::working_schema::WorkingSchema;
use super::annotations::has_type;
use super::{float_keys, integer_keys};
use crate::contract::Role;
use crate::derived::marks::Other;
use counterpart_engine::json::{Json, Object};
use counterpart_engine::keywords;

pub(super) fn run(working: &mut WorkingSchema, role: Role) {
    working.each(&mut |schema| {
        let Some(members) = schema.as_object_mut() else {
            return;
        };
        if let Some(keys) = Marks::edit(members, |marks| marks.keys.take()) {
            let mut texts = Texts::new(role);
            texts.of(&keys, false);
            restrict(members, texts.sets);
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

/// Why the texts of a consumer's keys cannot be given; `None` if they can, or if a person answers for them.
pub(in super::super) fn unknown(keys: &Json) -> Option<String> {
    let is_trusted = |members| Marks::of(members).trusted.is_some();
    if keys.as_object().is_some_and(is_trusted) {
        return None;
    }
    let mut texts = Texts::new(Role::Consumes);
    texts.of(keys, false);
    texts.unknown
}

/// Strings that represent a value as a key.
enum Set {
    Any,
    One(String),
    Pattern(String),
    /// A schema of strings.
    Schema(Object),
}

/// The strings that represent the values of a schema as keys.
struct Texts {
    role: Role,
    sets: Vec<Set>,
    /// Why there are more sets than are read.
    unknown: Option<String>,
}

/// The patterns that schemars writes for integer keys.
const DIGITS: [&str; 2] = [r"^\d+$", r"^-?\d+$"];

impl Texts {
    fn new(role: Role) -> Self {
        Self {
            role,
            sets: Vec::new(),
            unknown: None,
        }
    }

    /// Adds the texts of the values of a schema. `buffered`: serde holds the key as a string and reads no number from it.
    fn of(&mut self, schema: &Json, buffered: bool) {
        let members = match schema {
            Json::Bool(false) => return,
            Json::Object(members) if !members.is_empty() => members,
            _ => return self.sets.push(Set::Any),
        };
        let marks = Marks::of(members);
        let mut buffered = buffered || marks.buffered.is_some();
        let is_read = self.role == Role::Consumes;
        let reads_others = is_read && marks.other == Some(Other::Strings);
        let untyped = !members.contains_key("type");
        for keyword in ["oneOf", "anyOf"] {
            let Some(Json::Array(kinds)) = members.get(keyword).filter(|_| untyped) else {
                continue;
            };
            self.only(members, &[keyword], "a choice");
            if reads_others {
                return self.sets.push(Set::Schema(any_but_content(kinds)));
            }
            // A type that is read from a number or a text reads its keys as texts.
            buffered = buffered || is_read && kinds.iter().any(is_text);
            return kinds.iter().for_each(|kind| self.of(kind, buffered));
        }
        let types = match members.get("type") {
            Some(Json::String(one)) => vec![one.as_str()],
            Some(Json::Array(several)) => several.iter().filter_map(Json::as_str).collect(),
            _ => {
                self.only(members, &[], "any value");
                return self.sets.push(Set::Any);
            }
        };
        // So does one of both.
        let is_text = types.contains(&"string");
        for name in types {
            match name {
                "integer" | "number" | "boolean" if is_text || buffered => {}
                "string" if reads_others => self.sets.push(Set::Any),
                "string" => self.sets.extend(strings(members)),
                "integer" => self.integers(members),
                "number" => {
                    self.only(members, &["type"], "a number with a fraction");
                    if !marks.range.is_empty() {
                        self.is_unknown("a range", "a number with a fraction");
                    }
                    let format = members.get("format").and_then(Json::as_str);
                    self.sets.push(Set::Pattern(float_keys::pattern(format)));
                }
                "boolean" => {
                    self.only(members, &["type"], "a `bool`");
                    self.sets.push(Set::Pattern("^(true|false)$".to_owned()));
                }
                // No key is an object or a list, and a key that is `null` does not exist.
                _ => {}
            }
        }
    }

    fn integers(&mut self, members: &Object) {
        if let Some(Json::Array(values)) = members.get("enum") {
            self.only(members, &["type", "enum"], "an integer");
            let integers = values.iter().filter(|value| value.as_number().is_some());
            let texts = integers.map(|value| Set::One(value.to_string()));
            return self.sets.extend(texts);
        }
        self.only(members, &integer_keys::KEYWORDS, "an integer");
        let pattern = integer_keys::pattern(members).unwrap_or_else(|| {
            self.is_unknown("no `minimum` or no `maximum`", "an integer");
            DIGITS[1].to_owned()
        });
        self.sets.push(Set::Pattern(pattern));
    }

    /// The keys of a consumer may have no other assertion than these.
    fn only(&mut self, members: &Object, keywords: &[&str], what: &str) {
        let other = members
            .keys()
            .map(String::as_str)
            .find(|keyword| !keywords.contains(keyword) && decides(keyword, members));
        if let Some(other) = other {
            self.is_unknown(&format!("`{other}`"), what);
        }
    }

    fn is_unknown(&mut self, has: &str, what: &str) {
        self.unknown.get_or_insert_with(|| {
            format!(
                "the keys of this map are read from {what} with {has}, and no pattern of theirs is known: write \
                 `#[contract(with = \"String\", pattern = \"^…$\")]` on the type of the keys, with the texts that are \
                 read; for a type of another crate, on a newtype `Key` of your own, and `#[contract(with = \
                 \"BTreeMap<Key, Value>\")]` on the field"
            )
        });
    }
}

/// Returns true if a keyword of a key's schema restricts it. The format of a number does not.
fn decides(keyword: &str, members: &Object) -> bool {
    keywords::rank(keyword).is_some()
        && (keyword != "format" || has_type(members, "string"))
        && keyword != "$defs"
}

/// Returns true if a text may be such a value.
fn is_text(schema: &Json) -> bool {
    schema
        .as_object()
        .is_some_and(|members| has_type(members, "string"))
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
        (Json::Object(members), Some("integer")) => integer_keys::pattern(members),
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

/// Keywords that say nothing of a string, of a type that is read from another type, too.
const OF_OTHER_TYPES: [&str; 12] = [
    "type",
    "items",
    "prefixItems",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "properties",
    "additionalProperties",
];

fn strings(members: &Object) -> Vec<Set> {
    let asserted: Object = members
        .iter()
        .filter(|(keyword, _)| {
            keywords::rank(keyword).is_some() && !OF_OTHER_TYPES.contains(&keyword.as_str())
        })
        .map(|(keyword, value)| (keyword.clone(), value.clone()))
        .collect();
    let is_one = |key| {
        asserted
            .get(key)
            .is_some_and(|length: &Json| length.to_string() == "1")
    };
    let is_alone = asserted.len() == 1;
    if let Some(Json::Array(names)) = asserted.get("enum").filter(|_| is_alone) {
        let names = names.iter().filter_map(Json::as_str);
        return names.map(|name| Set::One(name.to_owned())).collect();
    }
    if let Some(name) = asserted.get("const").filter(|_| is_alone).and_then(Json::as_str) {
        return vec![Set::One(name.to_owned())];
    }
    vec![
        match (asserted.len(), asserted.get("pattern").and_then(Json::as_str)) {
            (0, _) => Set::Any,
            (1, Some(pattern)) => Set::Pattern(pattern.to_owned()),
            (2, _) if is_one("minLength") && is_one("maxLength") => Set::Pattern(r"^[\s\S]$".to_owned()),
            _ => Set::Schema(asserted),
        },
    ]
}

/// Makes of a map, as schemars has it, one with these keys.
fn restrict(members: &mut Object, sets: Vec<Set>) {
    let values = values(members, &sets);
    if sets.iter().any(|set| matches!(set, Set::Any)) {
        if members.get("additionalProperties") == Some(&Json::Bool(false)) {
            members.insert("additionalProperties".to_owned(), values);
        }
        return;
    }
    if let Some(patterns) = members.get_mut("patternProperties").and_then(Json::as_object_mut) {
        for digits in DIGITS {
            patterns.shift_remove(digits);
        }
        // schemars has it for keys with a pattern; what is said of all other keys is the same.
        for set in &sets {
            let pattern = match set {
                Set::Schema(schema) => schema.get("pattern").and_then(Json::as_str),
                _ => None,
            };
            if let Some(pattern) = pattern.filter(|pattern| patterns.get(*pattern) == Some(&values)) {
                patterns.shift_remove(pattern);
            }
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
    if sets.iter().any(|set| matches!(set, Set::Schema(_))) {
        // (It asks it of declared properties too, until those are known.)
        let kinds = sets.into_iter().map(|set| match set {
            Set::Any => Json::Bool(true),
            Set::One(name) => Json::from([("const", Json::from(name))]),
            Set::Pattern(pattern) => Json::from([("pattern", Json::from(pattern))]),
            Set::Schema(schema) => Json::Object(schema),
        });
        let mut names = Object::from_iter([("anyOf".to_owned(), Json::Array(kinds.collect()))]);
        Marks::edit(&mut names, |marks| marks.names_keys = true);
        members.insert("propertyNames".to_owned(), Json::Object(names));
        members.insert(others.to_owned(), values);
        return;
    }
    for set in sets {
        let (keyword, name) = match set {
            Set::One(name) => ("properties", name),
            Set::Pattern(pattern) => ("patternProperties", pattern),
            Set::Any | Set::Schema(_) => continue,
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
fn values(members: &Object, sets: &[Set]) -> Json {
    let others = ["additionalProperties", "unevaluatedProperties"];
    let others = others.iter().filter_map(|keyword| members.get(*keyword));
    let named = |keyword: &str, name: &str| members.get(keyword)?.get(name);
    let patterned = members.get("patternProperties").and_then(Json::as_object);
    let enumerated = sets.iter().filter_map(|set| match set {
        Set::One(name) => named("properties", name),
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
    fn values_are_said_once_of_keys_with_a_pattern_and_a_format() {
        insta::assert_snapshot!(after(run, r#"{"type":"object","patternProperties":{"^a":true},"additionalProperties":false,"x-counterpart":{"keys":{"type":"string","format":"date","pattern":"^a"}}}"#), @r#"{"type":"object","propertyNames":{"anyOf":[{"format":"date","pattern":"^a"}],"x-counterpart":{"names_keys":true}},"additionalProperties":true}"#);
    }

    #[test]
    fn keys_that_are_texts_or_lists_are_any_texts() {
        insta::assert_snapshot!(after(run, r#"{"type":"object","additionalProperties":true,"x-counterpart":{"keys":{"type":["array","string"],"items":{"type":"integer"},"minItems":1}}}"#), @r#"{"type":"object","additionalProperties":true}"#);
    }

    #[test]
    fn other_keys_have_the_form_of_their_values() {
        insta::assert_snapshot!(after(run, r#"{"type":"object","additionalProperties":true,"x-counterpart":{"keys":{"type":"boolean"}}}"#), @r#"{"type":"object","patternProperties":{"^(true|false)$":true},"additionalProperties":false}"#);
        insta::assert_snapshot!(after(run, r#"{"type":"object","additionalProperties":true,"x-counterpart":{"keys":{"type":"string","minLength":1,"maxLength":1}}}"#), @r#"{"type":"object","patternProperties":{"^[\\s\\S]$":true},"additionalProperties":false}"#);
        insta::assert_snapshot!(after(run, r#"{"type":"object","additionalProperties":true,"x-counterpart":{"keys":{"type":"string"}}}"#), @r#"{"type":"object","additionalProperties":true}"#);
    }
}
