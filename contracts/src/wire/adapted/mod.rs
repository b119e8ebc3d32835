//! The forms that the adapters of `serde_with` read and write. The derive names these types for `#[serde_as]`, and
//! nobody else does.

mod choices;
mod maps;
mod numbers;
mod texts;
mod times;

pub use choices::{Lenient, ManyFirst, Nullable, OneFirst, PickFirst, SkipsItems, SkipsValues};
pub use maps::{Distinct, KeyedByField, VariantsAsKeys};
pub use numbers::{BoolAsAnyInteger, BoolAsInteger, Within};
pub use texts::{AsText, BoolText, OrEmpty, Separated};
pub use times::{Times, Whole};

use std::any::type_name;
use std::borrow::Cow;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator};

use crate::derived::misuse;

/// A `W`, which is what the adapter `A` makes of a type, if `A` is the one of `serde_with` with that name.
pub struct Adapted<A: ?Sized, W: ?Sized>(PhantomData<A>, PhantomData<W>);

impl<A: ?Sized, W: JsonSchema + ?Sized> JsonSchema for Adapted<A, W> {
    fn inline_schema() -> bool {
        W::inline_schema()
    }
    fn schema_name() -> Cow<'static, str> {
        W::schema_name()
    }
    fn schema_id() -> Cow<'static, str> {
        W::schema_id()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let name = type_name::<A>();
        if OF_CRATES.iter().any(|krate| name.starts_with(krate)) {
            return W::json_schema(generator);
        }
        let mut schema = Schema::default();
        let why = format!(
            "`{name}` is not the adapter of `serde_with` with this name, so nothing is known of it: give the type \
             on the wire, `#[contract(with = \"Type\")]` on the field"
        );
        misuse(&mut schema, generator, &why);
        schema
    }
}

/// The crates with adapters that the derive knows. time has some for its own formats.
const OF_CRATES: [&str; 2] = ["serde_with::", "time::format_description::"];

/// The methods of a wire type that is written out, and of which one argument is a part of the name.
macro_rules! written_out_with {
    ($name:literal, $inner:ty) => {
        fn inline_schema() -> bool {
            true
        }
        fn schema_name() -> std::borrow::Cow<'static, str> {
            format!(concat!($name, "_{}"), <$inner>::schema_name()).into()
        }
    };
}
use written_out_with;
