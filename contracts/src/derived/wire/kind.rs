//! Properties of a type that its schema does not show: the keys of a map, the name of a type of another crate.

use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator};

use super::super::by_name::{spell_out, tell};
use super::super::marks::Marks;
use super::held_as::on_the_wire;
use super::{Name, same_definition_as};

/// A parameter of the type. If it is a map, the derive has not seen the keys.
pub struct Argument<T: ?Sized>(PhantomData<T>);

/// A map `M` with keys of type `K`.
pub struct Keyed<K: ?Sized, M: ?Sized>(PhantomData<K>, PhantomData<M>);

/// Any type that may come from another crate or contain such types. Several of them share one format in schemars
/// but are read differently, so the schema keeps the name of the type.
pub struct Kind<T: ?Sized>(PhantomData<T>);

impl<K: JsonSchema + ?Sized, M: JsonSchema + ?Sized> JsonSchema for Keyed<K, M> {
    same_definition_as!(M);
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut keys = K::json_schema(generator);
        spell_out(&mut keys, generator, 0);
        tell::<K>(&mut keys, generator);
        let keys = named::<K>(keys);
        let mut schema = M::json_schema(generator);
        Marks::edit_schema(&mut schema, |marks| marks.keys = Some(keys.to_value()));
        schema
    }
}

impl<T: JsonSchema + ?Sized> JsonSchema for Kind<T> {
    same_definition_as!(T);
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = T::json_schema(generator);
        tell::<T>(&mut schema, generator);
        named::<T>(schema)
    }
    fn _schemars_private_non_optional_json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = T::_schemars_private_non_optional_json_schema(generator);
        tell::<T>(&mut schema, generator);
        named::<T>(schema)
    }
    fn _schemars_private_is_option() -> bool {
        T::_schemars_private_is_option()
    }
}

impl<T: JsonSchema + ?Sized> JsonSchema for Argument<T> {
    same_definition_as!(T);
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = T::json_schema(generator);
        tell::<T>(&mut schema, generator);
        schema
    }
    fn _schemars_private_non_optional_json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = T::_schemars_private_non_optional_json_schema(generator);
        tell::<T>(&mut schema, generator);
        schema
    }
    fn _schemars_private_is_option() -> bool {
        T::_schemars_private_is_option()
    }
}

/// The crates whose types schemars describes.
const CRATES: [&str; 8] = [
    "arrayvec::",
    "bigdecimal::",
    "chrono::",
    "jiff::",
    "rust_decimal::",
    "semver::",
    "url::",
    "uuid::",
];

/// The schema of a `T`, with its name if it contains types of those crates. A user's type that derives its contract
/// describes its own parts.
fn named<T: ?Sized>(mut schema: Schema) -> Schema {
    let of_crates = |name: &str| CRATES.iter().any(|krate| name.contains(krate));
    let name = std::any::type_name::<T>();
    let is_of_user = Marks::of_schema(&schema).name.is_some();
    if !is_of_user && of_crates(name) {
        let name = on_the_wire(name);
        if of_crates(&name) {
            Marks::edit_schema(&mut schema, |marks| marks.rust_type = Some(name));
        }
    }
    schema
}
