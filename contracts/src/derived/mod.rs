//! The functions that the derived `JsonSchema` of a type calls. Production code links this module, and it depends
//! on schemars and on none of our other modules.
//!
//! The functions here return the schema of a type; the [wire types](wire) are the fields of the hidden twin. Both
//! record what the schema cannot express as [marks], and share state in [`making`] while schemas are made. Before
//! schemars merges a flattened field with its surroundings, `flattened` records what would be lost: what its type
//! denies (`deny_unknown_in_flatten`) and which names two fields share (`duplicate_flattened_name`). The names of
//! types without our derive reveal more about them (`by_name`, `socket`).

mod beside_tag;
pub(crate) mod by_name;
mod deny_unknown_in_flatten;
pub(crate) mod digits;
mod duplicate_flattened_name;
mod flattened;
mod foreign;
pub(crate) mod making;
pub(crate) mod marks;
pub(crate) mod moments;
mod numbered;
pub(crate) mod readers;
mod socket;
pub(crate) mod wire;

use schemars::_private::serde_json::Value;
use schemars::transform::{RecursiveTransform, Transform};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use making::{Open, for_contract, type_name};
use marks::Marks;
pub use numbered::{Numbered, schema_for_numbered};
pub use wire::Name;

/// A place with `#[contract(trust = "reason")]`.
pub struct Trusted {
    /// The place in the source.
    pub place: &'static str,
    /// The reason why the contract holds there.
    pub reason: &'static str,
    /// It is the type itself, or a field that has no place of its own in the schema.
    pub whole: bool,
}

/// The identity of a type: two types with the same name in one module (block-local ones, or renamed ones) would
/// share a definition if only the name counted.
pub fn id_for<T: ?Sized>(place: &str) -> Name {
    format!("{}@{place}", std::any::type_name::<T>()).into()
}

/// The schema of a type whose hidden twin is `T`. `tag` is the key and the value that a struct with `#[serde(tag)]` writes
/// before its fields; it is not read.
pub fn schema_for<T: JsonSchema + ?Sized>(
    generator: &mut SchemaGenerator,
    tag: Option<(&str, &str)>,
    trusts: &[Trusted],
    written: Option<&str>,
) -> Schema {
    let mut schema = schema_as::<T>(generator, trusts, written);
    if let (Some((key, value)), true) = (tag, generator.contract().is_serialize()) {
        write_tag(&mut schema, key, value);
    }
    if let (true, Some(members)) = (for_contract(generator), schema.as_object_mut()) {
        Marks::edit(members, |marks| {
            marks.name = Some(T::schema_name().into_owned());
        });
    }
    schema
}

/// Like [`schema_for`], for an enum whose content serde may buffer before it knows the variant: `how` gives the
/// reason. `leaves_keys` means that it consumes no keys if it is flattened, and `tag` is the key of an internal tag.
pub fn schema_for_buffered<T: JsonSchema + ?Sized>(
    generator: &mut SchemaGenerator,
    how: &str,
    leaves_keys: bool,
    tag: Option<&str>,
    trusts: &[Trusted],
    written: Option<&str>,
) -> Schema {
    let mut schema = schema_for::<T>(generator, None, trusts, written);
    if for_contract(generator) && generator.contract().is_deserialize() {
        let why = format!("`{}` is {how}", type_name::<T>());
        for keyword in ["oneOf", "anyOf"] {
            let variants = schema.get_mut(keyword).and_then(Value::as_array_mut);
            for variant in variants.into_iter().flatten().filter_map(Value::as_object_mut) {
                Marks::edit(variant, |marks| marks.buffered = Some(why.clone()));
                if let Some(tag) = tag {
                    deny_unknown_in_flatten::allow_tag(variant, tag);
                }
            }
        }
        if leaves_keys {
            Marks::edit_schema(&mut schema, |marks| marks.leaves_keys = true);
        }
    }
    schema
}

/// The schema of a type that is written as another one, which keeps its name. `written`, in tests, is the type with
/// the attributes that put code of the user between it and the wire.
pub fn schema_as<T: JsonSchema + ?Sized>(
    generator: &mut SchemaGenerator,
    trusts: &[Trusted],
    written: Option<&str>,
) -> Schema {
    let Some(_open) = Open::enter::<T>(for_contract(generator)) else {
        return Schema::default();
    };
    let mut schema = T::json_schema(generator);
    if !for_contract(generator) {
        without_marks(&mut schema);
        return schema;
    }
    if let Some(members) = schema.as_object_mut() {
        flattened::settle(members, generator.contract().is_deserialize());
    }
    if may_be_key(&schema) {
        making::note_key_type::<T>(&schema);
    }
    making::note_trusts(trusts.iter().map(|trust| (trust.place, trust.reason)));
    without_values(&mut schema);
    if let Some(members) = schema.as_object_mut() {
        let whole = trusts.iter().find(|trust| trust.whole);
        Marks::edit(members, |marks| {
            if let Some(text) = written {
                marks.field = Some(text.to_owned());
            }
            if let Some(trust) = whole {
                marks.trusted = Some(trust.place.to_owned());
            }
        });
    }
    schema
}

/// An enum of which no variant is read, or none is written, has no value. schemars says so with an empty list of
/// alternatives, which is no JSON Schema.
fn without_values(schema: &mut Schema) {
    for keyword in ["anyOf", "oneOf"] {
        let variants = schema.get(keyword).and_then(Value::as_array);
        if variants.is_some_and(Vec::is_empty) {
            schema.remove(keyword);
            schema.insert("enum".to_owned(), Value::Array(Vec::new()));
        }
    }
}

/// The schema of such a type without the `null`, if it is an `Option`.
pub fn non_optional_schema_as<T: JsonSchema + ?Sized>(generator: &mut SchemaGenerator) -> Schema {
    let Some(_open) = Open::enter::<T>(for_contract(generator)) else {
        return Schema::default();
    };
    let mut schema = T::_schemars_private_non_optional_json_schema(generator);
    if !for_contract(generator) {
        without_marks(&mut schema);
    }
    schema
}

/// Returns true if a type that is written as another one is written out in its place: as that one, unless its own
/// schema is still being made.
pub fn is_inlined_as<T: JsonSchema + ?Sized>() -> bool {
    !making::is_open::<T>() && making::ask::<T, _>(T::inline_schema, || false)
}

/// The name of such a type.
pub fn name_as<T: JsonSchema + ?Sized>() -> Name {
    making::ask::<T, _>(T::schema_name, || type_name::<T>().into())
}

/// The identity of such a type.
pub fn id_as<T: JsonSchema + ?Sized>() -> Name {
    making::ask::<T, _>(T::schema_id, || std::any::type_name::<T>().into())
}

/// Returns true if such a type is an `Option`.
pub fn is_option_as<T: JsonSchema + ?Sized>() -> bool {
    making::ask::<T, _>(T::_schemars_private_is_option, || false)
}

/// Removes the marks for a user who asks schemars for a schema.
fn without_marks(schema: &mut Schema) {
    RecursiveTransform(|schema: &mut Schema| {
        if let Some(members) = schema.as_object_mut() {
            Marks::take(members);
        }
    })
    .transform(schema);
}

/// Marks the schema of an attribute that does not fit its type.
pub(crate) fn misuse(schema: &mut Schema, generator: &SchemaGenerator, why: &str) {
    if for_contract(generator) {
        Marks::edit_schema(schema, |marks| marks.misused = Some(why.to_owned()));
    }
}

/// Marks the pattern that an attribute gives a text. Only tests have the engine, which tells if it is one.
pub(crate) fn declared_pattern(schema: &mut Schema, generator: &SchemaGenerator, pattern: &str) {
    if for_contract(generator) {
        Marks::edit_schema(schema, |marks| marks.declared_pattern = Some(pattern.to_owned()));
    }
}

/// Marks a schema that is read from a buffer: `why` says of what.
pub(crate) fn buffered(schema: &mut Schema, generator: &SchemaGenerator, why: &str) {
    if for_contract(generator) && generator.contract().is_deserialize() {
        Marks::edit_schema(schema, |marks| marks.buffered = Some(why.to_owned()));
    }
}

/// Marks a schema whose values serde cannot read from a buffer: `what` says of what.
pub(crate) fn unbuffered(schema: &mut Schema, generator: &SchemaGenerator, what: &str) {
    if for_contract(generator) {
        Marks::edit_schema(schema, |marks| marks.unbuffered = Some(what.to_owned()));
    }
}

/// Marks a schema as that of a type of another crate.
pub(crate) fn of_type(schema: &mut Schema, generator: &SchemaGenerator, name: &str) {
    if for_contract(generator) {
        Marks::edit_schema(schema, |marks| marks.rust_type = Some(name.to_owned()));
    }
}

/// Gives a number a range of integers, of any number of bits if a contract is made.
pub(crate) fn in_range(schema: &mut Schema, generator: &SchemaGenerator, least: i128, greatest: i128) {
    if for_contract(generator) {
        let range = vec![least.to_string(), greatest.to_string()];
        return Marks::edit_schema(schema, |marks| marks.range = range);
    }
    let number = |number: i128| i64::try_from(number).map(Value::from);
    if let (Ok(least), Ok(greatest)) = (number(least), number(greatest)) {
        schema.insert("minimum".to_owned(), least);
        schema.insert("maximum".to_owned(), greatest);
    }
}

/// Returns true if a value of a schema may be a text.
fn may_be_key(schema: &Schema) -> bool {
    let is_container = |name: &str| ["array", "object", "null"].contains(&name);
    let one = schema.get("type").and_then(Value::as_str);
    one.is_none_or(|name| !is_container(name))
}

fn write_tag(schema: &mut Schema, key: &str, value: &str) {
    let tag = json_schema!({ "type": "string", "const": value }).to_value();
    let members = schema.ensure_object();
    if let Some(properties) = members
        .entry("properties")
        .or_insert_with(|| json_schema!({}).to_value())
        .as_object_mut()
    {
        properties.insert(key.to_owned(), tag);
    }
    if let Some(required) = members
        .entry("required")
        .or_insert_with(|| Vec::<String>::new().into())
        .as_array_mut()
    {
        required.push(key.into());
    }
}
