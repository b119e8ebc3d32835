//! Forms that are described where they are written, and that no schema describes where they are read.

use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator};

use super::is_read;
use crate::derived::misuse;

/// The reason why no schema describes what is read, with the line to write. Code of the derive implements it.
pub trait Reason {
    /// The reason.
    const WHY: &'static str;
}

/// A `W` where it is written. A contract of what is read is refused, with the reason of an `R`.
pub struct OnlyWritten<W: ?Sized, R>(PhantomData<R>, PhantomData<W>);

impl<W: JsonSchema + ?Sized, R: Reason> JsonSchema for OnlyWritten<W, R> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        W::schema_name()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        match is_read(generator) {
            true => refused::<R>(generator),
            false => generator.subschema_for::<W>(),
        }
    }
    fn _schemars_private_non_optional_json_schema(generator: &mut SchemaGenerator) -> Schema {
        match is_read(generator) {
            true => refused::<R>(generator),
            false => W::_schemars_private_non_optional_json_schema(generator),
        }
    }
    fn _schemars_private_is_option() -> bool {
        W::_schemars_private_is_option()
    }
}

fn refused<R: Reason>(generator: &SchemaGenerator) -> Schema {
    let mut schema = Schema::default();
    misuse(&mut schema, generator, R::WHY);
    schema
}
