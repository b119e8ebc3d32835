//! Types of other crates that have no schema, or a wrong one, and are known by their names.

use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator};

use super::super::{foreign, misuse};
use super::{Name, same_definition_as};

/// A type that the derive takes for one of another crate. `HAS_SCHEMA` is the compiler's answer about it.
pub struct Known<T: ?Sized, const HAS_SCHEMA: bool>(PhantomData<T>);

/// Asks whether a type has a schema, without the bound: if it has, the constant of the type is found before the one of
/// [`NoSchema`].
pub struct HasSchema<T: ?Sized>(PhantomData<T>);

/// The negative answer.
pub trait NoSchema {
    /// Whether there is a schema.
    const ANSWER: bool = false;
}

impl<T: ?Sized> NoSchema for HasSchema<T> {}

impl<T: JsonSchema + ?Sized> HasSchema<T> {
    /// Whether there is a schema.
    pub const ANSWER: bool = true;
}

/// A type with types of other crates in its arguments. `HAS_SCHEMA` is the compiler's answer about it, or about all of
/// those: if it has no schema and one of them neither, the derive gives the advice.
pub struct WithArguments<T: ?Sized, const HAS_SCHEMA: bool>(PhantomData<T>);

impl<T: JsonSchema + ?Sized> JsonSchema for WithArguments<T, true> {
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

impl<T: ?Sized> JsonSchema for WithArguments<T, false> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Name {
        std::any::type_name::<T>().into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = Schema::default();
        let why = format!(
            "a type of another crate in the arguments of `{}` has no schema of its own: turn on the feature of \
             `counterpart` for it, or write a newtype of your own, and `#[contract(with = \"Type\")]` on the field",
            std::any::type_name::<T>()
        );
        misuse(&mut schema, generator, &why);
        schema
    }
}

impl<T: JsonSchema + ?Sized> JsonSchema for Known<T, true> {
    fn inline_schema() -> bool {
        foreign::is_replaced(std::any::type_name::<T>()) || T::inline_schema()
    }
    fn schema_name() -> Name {
        T::schema_name()
    }
    fn schema_id() -> Name {
        T::schema_id()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let name = std::any::type_name::<T>();
        if foreign::is_replaced(name) {
            return of_name(name, generator);
        }
        T::json_schema(generator)
    }
    fn _schemars_private_non_optional_json_schema(generator: &mut SchemaGenerator) -> Schema {
        let name = std::any::type_name::<T>();
        if foreign::is_replaced(name) {
            return of_name(name, generator);
        }
        T::_schemars_private_non_optional_json_schema(generator)
    }
    fn _schemars_private_is_option() -> bool {
        T::_schemars_private_is_option()
    }
}

impl<T: ?Sized> JsonSchema for Known<T, false> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Name {
        let name = std::any::type_name::<T>();
        let path = name.split('<').next().unwrap_or(name);
        path.rsplit("::").next().unwrap_or(path).into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        of_name(std::any::type_name::<T>(), generator)
    }
}

fn of_name(name: &str, generator: &mut SchemaGenerator) -> Schema {
    foreign::schema(name, generator).unwrap_or_else(|| {
        let mut schema = Schema::default();
        let why = format!(
            "`{name}` is part of a message and needs `#[derive(Contract)]`; for a type of another crate, give \
             the type on the wire: `#[contract(with = \"Type\")]` on the field"
        );
        misuse(&mut schema, generator, &why);
        schema
    })
}
