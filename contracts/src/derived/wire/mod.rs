//! Types that replace a field's type in the hidden twin, if an attribute says more about the wire than the type.
//! Each one only has a schema; no value of it is ever made.
//!
//! This file covers the attributes of a field; `place` covers the position of a field, `kind` the kind of a type.

mod affixed;
mod called;
mod held_as;
mod kind;
mod known;
mod place;
mod shaped;

use std::borrow::Cow;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator};

use super::making::for_contract;
use super::marks::Marks;

pub use affixed::{Affix, Affixed};
pub use called::{Called, Functions};
pub use held_as::HeldAs;
pub use kind::{Argument, Keyed, Kind};
pub use known::{HasSchema, Known, NoSchema, WithArguments};
pub(crate) use place::referred_to;
pub use place::{AsContent, BesideTag, Flattened};
pub use shaped::{RangeFrom, RangeTo, Saturating, Shaped};

/// The type of names in schemars' trait.
pub type Name = Cow<'static, str>;

macro_rules! same_definition_as {
    ($inner:ty) => {
        fn inline_schema() -> bool {
            <$inner>::inline_schema()
        }
        fn schema_name() -> Name {
            <$inner>::schema_name()
        }
        fn schema_id() -> Name {
            <$inner>::schema_id()
        }
    };
}
use same_definition_as;

/// `#[serde(default)]`: a message may lack the field. schemars would call the default to write it into the schema.
pub struct Defaulted<T: ?Sized>(PhantomData<T>);

/// `#[serde(default)]` in a tuple: a message may end before the item.
pub struct MayEnd<T: ?Sized>(PhantomData<T>);

/// `#[serde(skip_serializing_if = "Option::is_none")]`: the field is never written as the `null` of its own `Option`.
pub struct SkipsNone<T: ?Sized>(PhantomData<T>);

/// `#[serde(with = "…")]`: on the wire is a `W`, and a message may not lack it, whatever the field's type is.
pub struct Wire<W: ?Sized>(PhantomData<W>);

/// `#[serde(serialize_with = "…")]`: a `W` is written, a `T` is read.
pub struct WritesAs<T: ?Sized, W: ?Sized>(PhantomData<T>, PhantomData<W>);

/// `#[serde(deserialize_with = "…")]`: a `T` is written, a `W` is read.
pub struct ReadsAs<T: ?Sized, W: ?Sized>(PhantomData<T>, PhantomData<W>);

/// Replaces the default of a field that is only written. It cannot be serialized, so schemars ignores it.
pub struct NoDefault;

/// The default of such a field.
pub fn no_default() -> NoDefault {
    NoDefault
}

/// Replaces the condition under which such a field is skipped.
pub fn skips(_: &NoDefault) -> bool {
    true
}

impl<T: JsonSchema + ?Sized> JsonSchema for Defaulted<T> {
    same_definition_as!(T);
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
    fn _schemars_private_non_optional_json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::_schemars_private_non_optional_json_schema(generator)
    }
    fn _schemars_private_is_option() -> bool {
        true
    }
}

impl<T: JsonSchema + ?Sized> JsonSchema for MayEnd<T> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Name {
        T::schema_name()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = generator.subschema_for::<T>();
        if for_contract(generator) && generator.contract().is_deserialize() {
            Marks::edit_schema(&mut schema, |marks| marks.may_end = true);
        }
        schema
    }
}

impl<T: JsonSchema> JsonSchema for SkipsNone<Option<T>> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Name {
        Option::<T>::schema_name()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        if generator.contract().is_serialize() {
            generator.subschema_for::<T>()
        } else {
            Option::<T>::json_schema(generator)
        }
    }
    fn _schemars_private_is_option() -> bool {
        true
    }
}

impl<W: JsonSchema + ?Sized> JsonSchema for Wire<W> {
    same_definition_as!(W);
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        W::json_schema(generator)
    }
}

impl<T: JsonSchema + ?Sized, W: JsonSchema + ?Sized> JsonSchema for WritesAs<T, W> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Name {
        format!("{}_or_{}", T::schema_name(), W::schema_name()).into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        if generator.contract().is_serialize() {
            generator.subschema_for::<W>()
        } else {
            generator.subschema_for::<T>()
        }
    }
    /// Only asked for reading: serialized fields are optional if they are skipped.
    fn _schemars_private_is_option() -> bool {
        T::_schemars_private_is_option()
    }
}

impl<T: JsonSchema + ?Sized, W: JsonSchema + ?Sized> JsonSchema for ReadsAs<T, W> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Name {
        format!("{}_or_{}", T::schema_name(), W::schema_name()).into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        if generator.contract().is_serialize() {
            generator.subschema_for::<T>()
        } else {
            generator.subschema_for::<W>()
        }
    }
}
