//! Spans of time as numbers of seconds.

use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::written_out;
use crate::derived::in_range;
use crate::derived::making::held_as;
use crate::derived::readers::{Reader, reader};

/// A span of time as a number of seconds.
///
/// `DurationSeconds<u64>` is in whole seconds from zero on. `DurationSeconds<i64>` is in whole seconds, which may be
/// negative: as many as an `i64` holds, or chrono's `TimeDelta` if that is the field's own type.
/// `DurationSeconds<f64>` has fractions, and is not negative.
pub struct DurationSeconds<T: Seconds = u64>(PhantomData<T>);

/// A number that [`DurationSeconds`] can be.
pub trait Seconds {
    #[doc(hidden)]
    fn schema(generator: &SchemaGenerator) -> Schema;
}

impl Seconds for u64 {
    fn schema(_: &SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer", "format": "uint64", "minimum": 0 })
    }
}

impl Seconds for i64 {
    fn schema(generator: &SchemaGenerator) -> Schema {
        let mut schema = json_schema!({ "type": "integer", "format": "int64" });
        if reader(held_as()) == Reader::Chrono {
            // Milliseconds in 64 bits.
            let most = i128::from(i64::MAX / 1_000);
            in_range(&mut schema, generator, -most, most);
        }
        schema
    }
}

impl Seconds for f64 {
    fn schema(_: &SchemaGenerator) -> Schema {
        // The last `f64` below 2^64, which the seconds of a `Duration` have to be. (Its last seconds would be written as
        // 2^64, which the contract leaves out.)
        json_schema!({ "type": "number", "minimum": 0, "maximum": 18_446_744_073_709_549_568_u64 })
    }
}

impl<T: Seconds> JsonSchema for DurationSeconds<T> {
    written_out!("DurationSeconds");
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::schema(generator)
    }
}
