//! The effect of a field's position: next to a tag, in the place of a content, or flattened.

use std::marker::PhantomData;

use schemars::_private::serde_json::Value;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::super::by_name::tell;
use super::super::making::for_contract;
use super::super::marks::{Marks, is_keyword};
use super::super::{beside_tag, flattened};
use super::{Name, same_definition_as};

/// The only field of a variant that is written next to its tag: if it may be any value, any properties are allowed
/// there.
pub struct BesideTag<T: ?Sized>(PhantomData<T>);

/// The only field of a variant that is written as the content next to its tag: if it is an `Option`, a message may
/// lack it.
pub struct AsContent<T: ?Sized>(PhantomData<T>);

/// `#[serde(flatten)]`: if the type is written as another one (a newtype), the properties are those of the other.
/// schemars only keeps the reference of one flattened field, and drops the others.
pub struct Flattened<T: ?Sized>(PhantomData<T>);

impl<T: JsonSchema + ?Sized> JsonSchema for BesideTag<T> {
    same_definition_as!(T);
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = T::json_schema(generator);
        if schema.as_bool() == Some(true) {
            schema.insert("additionalProperties".to_owned(), true.into());
        }
        beside_tag::with_units_as_members(&mut schema, generator);
        let target = referred_to(schema.clone(), generator);
        let is_nothing = target.get("type").and_then(Value::as_str) == Some("null");
        if is_nothing && for_contract(generator) && generator.contract().is_deserialize() {
            // serde reads nothing from an empty object only: no other key may be next to such a tag.
            return json_schema!({ "type": "object", "additionalProperties": false });
        }
        if is_no_object(&target) {
            let why = "serde puts the only field of a variant beside the tag, so it must be an object: give \
                       the field a name";
            Marks::edit_schema(&mut schema, |marks| marks.refused = Some(why.to_owned()));
        }
        if let Some(members) = schema.as_object_mut()
            && for_contract(generator)
            && generator.contract().is_deserialize()
        {
            beside_tag::note_denied(members);
        }
        schema
    }
}

impl<T: JsonSchema + ?Sized> JsonSchema for AsContent<T> {
    fn inline_schema() -> bool {
        T::_schemars_private_is_option() || T::inline_schema()
    }
    fn schema_name() -> Name {
        T::schema_name()
    }
    fn schema_id() -> Name {
        T::schema_id()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        if !T::_schemars_private_is_option() {
            return T::json_schema(generator);
        }
        let mut schema = generator.subschema_for::<T>();
        if for_contract(generator) && generator.contract().is_deserialize() {
            Marks::edit_schema(&mut schema, |marks| marks.may_be_absent = true);
        }
        schema
    }
    fn _schemars_private_non_optional_json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::_schemars_private_non_optional_json_schema(generator)
    }
    fn _schemars_private_is_option() -> bool {
        T::_schemars_private_is_option()
    }
}

impl<T: JsonSchema + ?Sized> JsonSchema for Flattened<T> {
    same_definition_as!(T);
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
    fn _schemars_private_non_optional_json_schema(generator: &mut SchemaGenerator) -> Schema {
        let schema = T::_schemars_private_non_optional_json_schema(generator);
        let mut schema = referred_to(schema, generator);
        tell::<T>(&mut schema, generator);
        if !for_contract(generator) {
            return schema;
        }
        if is_no_object(&schema) {
            let why =
                "serde can only flatten objects and maps, so it refuses every message: give the field a name";
            Marks::edit_schema(&mut schema, |marks| marks.refused = Some(why.to_owned()));
        }
        if is_time(&schema) {
            Marks::edit_schema(&mut schema, |marks| marks.is_time = true);
        }
        if schema.as_bool() == Some(true) {
            // Any value: of an object, that is any other properties.
            schema.insert("additionalProperties".to_owned(), true.into());
        }
        if let Some(members) = schema.as_object_mut() {
            let is_read = generator.contract().is_deserialize();
            flattened::note(members, is_read, T::_schemars_private_is_option());
        }
        schema
    }
    fn _schemars_private_is_option() -> bool {
        T::_schemars_private_is_option()
    }
}

/// Returns true for the schema that schemars makes of the standard library's `Duration` or `SystemTime`.
fn is_time(schema: &Schema) -> bool {
    let properties = schema.get("properties").and_then(Value::as_object);
    let has = |keys: [&str; 2]| {
        properties.is_some_and(|properties| {
            properties.len() == 2 && keys.iter().all(|key| properties.contains_key(*key))
        })
    };
    Marks::of_schema(schema).name.is_none()
        && (has(["secs", "nanos"]) || has(["secs_since_epoch", "nanos_since_epoch"]))
}

/// Returns true if a schema belongs to a type that is never an object, except `()`, which adds nothing next to a
/// tag.
fn is_no_object(schema: &Schema) -> bool {
    let never = |name: &str| ["array", "boolean", "integer", "number", "string"].contains(&name);
    let types = schema.get("type");
    let one = types.and_then(|types| types.as_str()).is_some_and(never);
    let several = types.and_then(|types| types.as_array()).is_some_and(|types| {
        let names = || types.iter().filter_map(|name| name.as_str());
        names().any(never) && names().all(|name| never(name) || name == "null")
    });
    one || several
}

/// Returns the definition behind a schema that is only a reference. The reference stays if the definition is still
/// being made: the type then contains itself.
pub(crate) fn referred_to(mut schema: Schema, generator: &SchemaGenerator) -> Schema {
    let is_reference = |schema: &Schema| {
        let members = schema.as_object()?;
        let marks = Marks {
            name: None,
            field: None,
            trusted: None,
            ..Marks::of(members)
        };
        let alone = marks == Marks::default() && members.keys().all(|key| key == "$ref" || is_keyword(key));
        let reference = members.get("$ref").filter(|_| alone)?.as_str()?;
        reference.strip_prefix("#/$defs/").map(str::to_owned)
    };
    // Each step goes to another definition, so there are at most as many steps as definitions.
    for _ in 0..=generator.definitions().len() {
        let target = is_reference(&schema)
            .and_then(|key| generator.definitions().get(&key))
            .and_then(|target| Schema::try_from(target.clone()).ok())
            .filter(|target| target.as_object().is_some());
        match target {
            Some(target) => schema = target,
            None => break,
        }
    }
    schema
}
