//! Lists that are written as objects, and sets that no message may repeat an item of.

use std::marker::PhantomData;

use schemars::_private::serde_json::{Map, Value, json};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::super::is_read;
use super::written_out_with;
use crate::derived::by_name::spell_out;
use crate::derived::marks::{Marks, Other};
use crate::derived::misuse;
use crate::derived::wire::referred_to;

/// `EnumMap` of an enum `E`: each variant is a key, and its content the value. If a list has a variant twice, the object
/// has a key twice, and no schema speaks of that.
pub struct VariantsAsKeys<E: ?Sized>(PhantomData<E>);

/// `KeyValueMap<_>` of a struct or a tuple `T`: its field `$key$`, or the first item, is the key of the rest.
pub struct KeyedByField<T: ?Sized>(PhantomData<T>);

/// `SetPreventDuplicates<_>` of a `T` whose values have one form each.
pub struct Distinct<T: ?Sized>(PhantomData<T>);

impl<E: JsonSchema + ?Sized> JsonSchema for VariantsAsKeys<E> {
    written_out_with!("EnumMap", E);
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let schema = generator.subschema_for::<E>();
        let schema = referred_to(schema, generator);
        object_of_variants(&schema).unwrap_or_else(|| {
            let why = "`EnumMap` is for enums without `tag`, `content` and `untagged`, which do not contain the \
                       list themselves: give the type on the wire, `#[contract(with = \"Type\")]` on the field";
            misused(generator, why)
        })
    }
}

impl<T: JsonSchema + ?Sized> JsonSchema for KeyedByField<T> {
    written_out_with!("KeyValueMap", T);
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let item = generator.subschema_for::<T>();
        let item = referred_to(item, generator);
        keyed_by_field(item, generator).unwrap_or_else(|| {
            let why = "`KeyValueMap` needs a struct with a field that is called `$key$`, or a tuple of two or more: \
                       add `#[serde(rename = \"$key$\")]` to the field that is the key";
            misused(generator, why)
        })
    }
}

impl<T: JsonSchema + ?Sized> JsonSchema for Distinct<T> {
    written_out_with!("SetPreventDuplicates", T);
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let items = generator.subschema_for::<T>();
        let mut schema = json_schema!({ "type": "array", "items": items, "uniqueItems": true });
        if is_read(generator) {
            Marks::edit_schema(&mut schema, |marks| marks.distinct = true);
        }
        schema
    }
}

fn misused(generator: &SchemaGenerator, why: &str) -> Schema {
    let mut schema = Schema::default();
    misuse(&mut schema, generator, why);
    schema
}

/// An object that may have a key for each variant of an enum; `None` if its variants are not written as keys.
fn object_of_variants(schema: &Schema) -> Option<Schema> {
    let members = schema.as_object()?;
    let mut properties = Map::new();
    let only = [Value::Object(members.clone())];
    let variants = match members.get("oneOf") {
        Some(Value::Array(variants)) => variants.as_slice(),
        _ => &only,
    };
    for variant in variants.iter().map(Value::as_object) {
        let variant = variant?;
        let of_variant = Marks::of(variant);
        // It is read in another way.
        if of_variant.buffered.is_some() {
            return None;
        }
        match variant.get("type").and_then(Value::as_str)? {
            "string" => {
                let names = match (variant.get("enum"), variant.get("const")) {
                    (Some(Value::Array(names)), _) => names.clone(),
                    (_, Some(name)) => vec![name.clone()],
                    _ => return None,
                };
                for name in names {
                    properties.insert(name.as_str()?.to_owned(), json!({ "type": "null" }));
                }
            }
            "object" => {
                let contents = variant.get("properties")?.as_object()?;
                let [required] = variant.get("required")?.as_array()?.as_slice() else {
                    return None;
                };
                let name = required.as_str()?;
                let mut content = contents.get(name).filter(|_| contents.len() == 1)?.clone();
                if let Some(content) = content.as_object_mut() {
                    Marks::edit(content, |marks| {
                        marks.trusted = marks.trusted.take().or(of_variant.trusted);
                        marks.refused = marks.refused.take().or(of_variant.refused);
                    });
                }
                properties.insert(name.to_owned(), content);
            }
            _ => return None,
        }
    }
    let others = match Marks::of(members).other {
        // It is a variant without content.
        Some(Other::Strings) => json!({ "type": "null" }),
        _ => json!(false),
    };
    Some(json_schema!({ "type": "object", "properties": properties, "additionalProperties": others }))
}

const KEY: &str = "$key$";

/// An object of such items by their keys; `None` if an item has no key.
fn keyed_by_field(mut item: Schema, generator: &SchemaGenerator) -> Option<Schema> {
    let is_read = is_read(generator);
    let members = item.as_object_mut()?;
    let of_item = Marks::take(members);
    let mut key = match members.get("type").and_then(Value::as_str)? {
        "object" => of_field(members, is_read)?,
        "array" => of_first_item(members)?,
        _ => return None,
    };
    spell_out(&mut key, generator, 0);
    // No number is read of the text that a key is.
    if is_read {
        let why = "it is the key of a `KeyValueMap`";
        Marks::edit_schema(&mut key, |marks| marks.buffered = Some(why.to_owned()));
    }
    // The name is that of the whole item.
    let marks = Marks {
        name: None,
        ..of_item
    };
    marks.put(members);
    let mut object = json_schema!({ "type": "object", "additionalProperties": item });
    Marks::edit_schema(&mut object, |marks| marks.keys = Some(key.to_value()));
    Some(object)
}

fn of_field(members: &mut Map<String, Value>, is_read: bool) -> Option<Schema> {
    let properties = members.get_mut("properties")?.as_object_mut()?;
    let key = Schema::try_from(properties.remove(KEY)?).ok()?;
    // The key is read first, so that the field would be there twice.
    properties.insert(KEY.to_owned(), json!(false));
    if is_read {
        for name in Marks::of_schema(&key).aliases {
            properties.insert(name, json!(false));
        }
    }
    if let Some(required) = members.get_mut("required").and_then(Value::as_array_mut) {
        required.retain(|name| name != KEY);
    }
    Some(key)
}

fn of_first_item(members: &mut Map<String, Value>) -> Option<Schema> {
    let items = members.get_mut("prefixItems")?.as_array_mut()?;
    if items.len() < 2 {
        return None;
    }
    let key = Schema::try_from(items.remove(0)).ok()?;
    for keyword in ["minItems", "maxItems"] {
        if let Some(number) = members.get_mut(keyword) {
            *number = json!(number.as_u64()?.saturating_sub(1));
        }
    }
    Some(key)
}
