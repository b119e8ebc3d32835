//! Types of other crates and of the standard library that hold a type, have no schema, and are written as one that has.

use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::super::{foreign, in_range, misuse};
use super::{Name, same_definition_as};

/// A `T`, which is written as a `W` if it has no schema of its own. `HAS_SCHEMA` is the compiler's answer about that.
pub struct Shaped<T: ?Sized, W: ?Sized, const HAS_SCHEMA: bool>(PhantomData<T>, PhantomData<W>);

/// A `Saturating<T>`: an integer of 64 bits is read, and becomes the nearest `T`.
pub struct Saturating<T: ?Sized>(PhantomData<T>);

/// `{"start": …}`, and nothing else.
pub struct RangeFrom<T: ?Sized>(PhantomData<T>);

/// `{"end": …}`, and nothing else.
pub struct RangeTo<T: ?Sized>(PhantomData<T>);

impl<T: JsonSchema + ?Sized, W: ?Sized> JsonSchema for Shaped<T, W, true> {
    same_definition_as!(T);
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
    fn _schemars_private_non_optional_json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::_schemars_private_non_optional_json_schema(generator)
    }
    fn _schemars_private_is_option() -> bool {
        T::_schemars_private_is_option()
    }
}

impl<T: ?Sized, W: JsonSchema + ?Sized> JsonSchema for Shaped<T, W, false> {
    same_definition_as!(W);
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let name = std::any::type_name::<T>();
        if foreign::is_shape(name) {
            return W::json_schema(generator);
        }
        let mut schema = Schema::default();
        let why = format!("`{name}` is part of a message and needs `#[derive(Contract)]`");
        misuse(&mut schema, generator, &why);
        schema
    }
}

impl<T: JsonSchema + ?Sized> JsonSchema for Saturating<T> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Name {
        T::schema_name()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = T::json_schema(generator);
        if generator.contract().is_deserialize() {
            schema = json_schema!({ "type": "integer" });
            in_range(&mut schema, generator, i64::MIN.into(), u64::MAX.into());
        }
        schema
    }
}

macro_rules! ranges {
    ($($range:ident: $key:literal;)*) => {$(
        impl<T: JsonSchema + ?Sized> JsonSchema for $range<T> {
            fn inline_schema() -> bool {
                true
            }
            fn schema_name() -> Name {
                format!("{}_{}", stringify!($range), T::schema_name()).into()
            }
            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                let bound = generator.subschema_for::<T>();
                json_schema!({
                    "type": "object",
                    "properties": { $key: bound },
                    "required": [$key],
                    "additionalProperties": false,
                })
            }
        }
    )*};
}

ranges! {
    RangeFrom: "start";
    RangeTo: "end";
}
