//! A flattened field whose names have something before or after them: `with_prefix!` and `with_suffix!` of serde_with.

use std::marker::PhantomData;

use schemars::_private::serde_json::{Map, Value, json};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::super::flattened::denies_others;
use super::super::marks::Marks;
use super::super::misuse;
use super::Name;
use super::place::referred_to;

/// The text around each name.
pub trait Affix {
    /// Before it.
    const PREFIX: &'static str;
    /// After it.
    const SUFFIX: &'static str;
    /// The field's own function, asked what it makes of the name.
    fn ask(name: &str) -> String;
}

/// A struct `T`, or an `Option` of one, with other names.
pub struct Affixed<T: ?Sized, A>(PhantomData<T>, PhantomData<A>);

impl<T: JsonSchema + ?Sized, A: Affix> JsonSchema for Affixed<T, A> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Name {
        T::schema_name()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let is_read = generator.contract().is_deserialize();
        let schema = T::_schemars_private_non_optional_json_schema(generator);
        let mut schema = referred_to(schema, generator);
        let (expected, made) = (format!("{}id{}", A::PREFIX, A::SUFFIX), A::ask("id"));
        if made != expected {
            let made = match made.as_str() {
                "" => String::new(),
                made => format!(", but `{made}`"),
            };
            let why = format!(
                "the function of a flattened field does not make `{expected}` of the name `id`, as the attribute says{made}: \
                 write the text of `with_prefix!` or `with_suffix!` in `#[contract(prefix = \"…\")]` or \
                 `#[contract(suffix = \"…\")]`"
            );
            misuse(&mut schema, generator, &why);
            return schema;
        }
        if let Some(why) = schema
            .as_object_mut()
            .map_or(Some(STRUCTS), |members| rename::<A>(members, is_read).err())
        {
            misuse(&mut schema, generator, why);
            return schema;
        }
        if !T::_schemars_private_is_option() {
            return schema;
        }
        // If one of the names is there, the struct is read: what is then missing is an error.
        let nothing = match is_read {
            true => json!({ "type": "object", "patternProperties": { pattern::<A>(): false } }),
            false => json!({ "type": "object" }),
        };
        let marks = schema.as_object_mut().map(Marks::take).unwrap_or_default();
        let mut either = json_schema!({ "anyOf": [schema, nothing] });
        Marks::edit_schema(&mut either, |own| *own = marks);
        either
    }
}

const STRUCTS: &str = "a prefix or a suffix is only known of a struct, or of an `Option` of one: give the type on the \
                       wire instead, `#[contract(with = \"Type\")]` on the field";

const DENIES: &str = "serde_with shows the names with this prefix or suffix to a struct that denies unknown fields: \
                      remove `deny_unknown_fields` from the struct";

/// Gives the properties of a struct their names. The error says why it is none.
fn rename<A: Affix>(members: &mut Map<String, Value>, is_read: bool) -> Result<(), &'static str> {
    let is_struct = members.get("type").and_then(Value::as_str) == Some("object")
        && members.contains_key("properties")
        && !["$ref", "oneOf", "anyOf", "allOf", "patternProperties"]
            .iter()
            .any(|keyword| members.contains_key(*keyword));
    let marks = Marks::take(members);
    if !is_struct || marks.keys.is_some() || marks.flattened_map.is_some() {
        return Err(STRUCTS);
    }
    let denies = denies_others(members);
    for keyword in ["additionalProperties", "unevaluatedProperties"] {
        match members.remove(keyword) {
            None | Some(Value::Bool(_)) => {}
            Some(_) => return Err(STRUCTS),
        }
    }
    let name = |name: &str| format!("{}{name}{}", A::PREFIX, A::SUFFIX);
    if let Some(Value::Object(properties)) = members.remove("properties") {
        let renamed = properties.into_iter().map(|(own, mut schema)| {
            if let Some(schema) = schema.as_object_mut() {
                Marks::edit(schema, |marks| {
                    marks.aliases.iter_mut().for_each(|alias| *alias = name(alias));
                });
            }
            (name(&own), schema)
        });
        let renamed: Map<String, Value> = renamed.collect();
        members.insert("properties".to_owned(), Value::Object(renamed));
    }
    if let Some(Value::Array(required)) = members.get_mut("required") {
        for own in required {
            *own = json!(name(own.as_str().unwrap_or_default()));
        }
    }
    let refused = denies.then_some(DENIES);
    Marks::edit(members, |own| {
        own.trusted = marks.trusted;
        own.refused = marks.refused.or(refused.map(str::to_owned));
        // It is shown all names that are left, and takes none of them.
        own.leaves_keys = is_read;
    });
    Ok(())
}

/// A regular expression for such names.
fn pattern<A: Affix>() -> String {
    let escaped = |text: &str| {
        let mut pattern = String::new();
        for letter in text.chars() {
            if r"\^$.|?*+()[]{}/".contains(letter) {
                pattern.push('\\');
            }
            pattern.push(letter);
        }
        pattern
    };
    let (before, after) = (escaped(A::PREFIX), escaped(A::SUFFIX));
    match after.is_empty() {
        true => format!("^{before}"),
        false => format!("^{before}[\\s\\S]*{after}$"),
    }
}
