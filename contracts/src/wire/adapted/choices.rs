//! One of several forms.

use std::marker::PhantomData;

use schemars::_private::serde_json::json;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::super::is_read;
use super::written_out_with;
use crate::derived::buffered;

/// `OneOrMany<_, PreferOne>` of `T`: one is read and written alone.
pub struct OneFirst<T: ?Sized>(PhantomData<T>);

/// `OneOrMany<_, PreferMany>`: one is read, a list is written.
pub struct ManyFirst<T: ?Sized>(PhantomData<T>);

/// `PickFirst`: an `A` is written, a `B` is read as well.
pub struct PickFirst<A: ?Sized, B: ?Sized>(PhantomData<A>, PhantomData<B>);

/// `DefaultOnNull`: a `null` is read as well.
pub struct Nullable<T: ?Sized>(PhantomData<T>);

/// `DefaultOnError`: anything is read.
pub struct Lenient<T: ?Sized>(PhantomData<T>);

/// `VecSkipError`: a list of anything is read.
pub struct SkipsItems<T: ?Sized>(PhantomData<T>);

/// `MapSkipError`: a map of anything is read. `T` is the map.
pub struct SkipsValues<T: ?Sized>(PhantomData<T>);

impl<T: JsonSchema + ?Sized> JsonSchema for OneFirst<T> {
    written_out_with!("OneOrMany", T);
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let one = generator.subschema_for::<T>();
        if is_read(generator) {
            return one_or_many(one, generator);
        }
        json_schema!({ "anyOf": [
            one,
            { "type": "array", "maxItems": 0 },
            { "type": "array", "items": one, "minItems": 2 },
        ] })
    }
}

impl<T: JsonSchema + ?Sized> JsonSchema for ManyFirst<T> {
    written_out_with!("OneOrMany", T);
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let one = generator.subschema_for::<T>();
        match is_read(generator) {
            true => one_or_many(one, generator),
            false => json_schema!({ "type": "array", "items": one }),
        }
    }
}

fn one_or_many(one: Schema, generator: &SchemaGenerator) -> Schema {
    let mut schema = json_schema!({ "anyOf": [one, { "type": "array", "items": one }] });
    buffered(&mut schema, generator, "it is in `OneOrMany`");
    schema
}

impl<A: JsonSchema + ?Sized, B: JsonSchema + ?Sized> JsonSchema for PickFirst<A, B> {
    written_out_with!("PickFirst", A);
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let first = generator.subschema_for::<A>();
        if !is_read(generator) {
            return first;
        }
        let second = generator.subschema_for::<B>();
        let mut schema = json_schema!({ "anyOf": [first, second] });
        buffered(&mut schema, generator, "it is in `PickFirst`");
        schema
    }
}

impl<T: JsonSchema + ?Sized> JsonSchema for Nullable<T> {
    written_out_with!("DefaultOnNull", T);
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        match is_read(generator) {
            true => {
                let inner = generator.subschema_for::<T>();
                json_schema!({ "anyOf": [inner, { "type": "null" }] })
            }
            false => generator.subschema_for::<T>(),
        }
    }
}

impl<T: JsonSchema + ?Sized> JsonSchema for Lenient<T> {
    written_out_with!("DefaultOnError", T);
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        match is_read(generator) {
            true => json_schema!(true),
            false => generator.subschema_for::<T>(),
        }
    }
}

impl<T: JsonSchema + ?Sized> JsonSchema for SkipsItems<T> {
    written_out_with!("VecSkipError", T);
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let items = match is_read(generator) {
            true => json!(true),
            false => generator.subschema_for::<T>().to_value(),
        };
        json_schema!({ "type": "array", "items": items })
    }
}

impl<T: JsonSchema + ?Sized> JsonSchema for SkipsValues<T> {
    written_out_with!("MapSkipError", T);
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        match is_read(generator) {
            true => json_schema!({ "type": "object" }),
            false => T::json_schema(generator),
        }
    }
}
