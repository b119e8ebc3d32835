//! Integers.

use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::super::{is_read, written_out};
use crate::derived::in_range;

/// `BoolFromInt`: 0 or 1.
pub enum BoolAsInteger {}

/// `BoolFromInt<Flexible>`: any integer is read.
pub enum BoolAsAnyInteger {}

/// `TryFromInto`: a `U` on the wire that the code holds as a `T`, so it is within the ranges of both.
pub struct Within<U, T>(PhantomData<U>, PhantomData<T>);

impl JsonSchema for BoolAsInteger {
    written_out!("BoolFromInt");
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = json_schema!({ "type": "integer" });
        in_range(&mut schema, generator, 0, 1);
        schema
    }
}

impl JsonSchema for BoolAsAnyInteger {
    written_out!("BoolFromInt");
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = json_schema!({ "type": "integer" });
        match is_read(generator) {
            true => in_range(&mut schema, generator, i64::MIN.into(), u64::MAX.into()),
            false => in_range(&mut schema, generator, 0, 1),
        }
        schema
    }
}

/// An integer of at most 64 bits.
pub trait Integer {
    /// The least and the greatest one.
    const RANGE: (i128, i128);
}

macro_rules! integers {
    ($($ty:ident)*) => {$(
        impl Integer for $ty {
            const RANGE: (i128, i128) = ($ty::MIN as i128, $ty::MAX as i128);
        }
    )*};
}

integers!(i8 i16 i32 i64 u8 u16 u32 u64);

impl<U: Integer, T: Integer> JsonSchema for Within<U, T> {
    written_out!("TryFromInto");
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = json_schema!({ "type": "integer" });
        let ((least, greatest), (first, last)) = (U::RANGE, T::RANGE);
        in_range(&mut schema, generator, least.max(first), greatest.min(last));
        schema
    }
}
