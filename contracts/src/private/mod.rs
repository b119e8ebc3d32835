//! The items that generated code names. They are not public and may change in any version.

pub use counterpart_macros::contract;
pub use schemars;
pub use std::vec;

pub use crate::derived::Name;

pub mod digits {
    pub use crate::derived::digits::positive_up_to;
}

pub mod schema {
    pub use crate::derived::{
        Numbered, Trusted, id_as, id_for, is_inlined_as, is_option_as, name_as, non_optional_schema_as,
        schema_as, schema_for, schema_for_buffered, schema_for_numbered,
    };
}

pub mod marks {
    pub use crate::derived::marks::written::*;
}

/// A type that a message may contain. It has this trait if it has a schema; the compiler's error then names the
/// user's code.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is part of a message and needs `#[derive(Contract)]`",
    label = "add `#[derive(Contract)]` to `{Self}`",
    note = "for a type of another crate, give the type on the wire on the field: `#[contract(with = \"String\", \
            pattern = \"^…$\")]`, `#[contract(with = \"u32\", min = 1)]`, `#[contract(with = \
            \"counterpart::wire::Rfc3339\")]` or another type that is written in the same way",
    note = "a type of another crate that the library knows, such as `ulid::Ulid`, is found by its last name: write that \
            name in the field, and not one of your own from `use … as …` or `type`"
)]
pub trait Part {}

#[diagnostic::do_not_recommend]
impl<T: schemars::JsonSchema + ?Sized> Part for T {}

/// Asks for the trait.
pub const fn part<T: Part + ?Sized>() {}

/// Like [`Part`], for a type with types of other crates in its arguments. If one of them has no schema, the question is
/// another one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is part of a message and needs `#[derive(Contract)]`",
    label = "add `#[derive(Contract)]` to `{Self}`",
    note = "for a type of another crate, give the type on the wire on the field: `#[contract(with = \"Type\")]`"
)]
pub trait PartWithArguments<const HAVE_SCHEMA: bool> {}

impl<T: ?Sized> PartWithArguments<false> for T {}

#[diagnostic::do_not_recommend]
impl<T: schemars::JsonSchema + ?Sized> PartWithArguments<true> for T {}

/// Asks for the trait.
pub const fn part_with_arguments<const HAVE_SCHEMA: bool, T: PartWithArguments<HAVE_SCHEMA> + ?Sized>() {}

pub mod wire {
    pub use crate::derived::wire::{
        Affix, Affixed, Argument, AsContent, BesideTag, Called, Defaulted, Flattened, Functions, HasSchema,
        HeldAs, Keyed, Kind, Known, MayEnd, NoSchema, RangeFrom, RangeTo, ReadsAs, Saturating, Shaped,
        SkipsNone, Wire, WithArguments, WritesAs,
    };
    pub use crate::derived::wire::{no_default, skips};
    pub use crate::wire::{
        Adapted, AsText, BoolAsAnyInteger, BoolAsInteger, BoolText, Distinct, KeyedByField, Lenient,
        ManyFirst, Nullable, OneFirst, OrEmpty, PickFirst, Separated, SkipsItems, SkipsValues, Times,
        UnpaddedReadsBoth, VariantsAsKeys, Within,
    };
    pub use crate::wire::{Base64, Digits, EitherPadding, LowerCase, Standard, UpperCase, UrlSafe};
    pub use crate::wire::{
        Bytes, DecimalFloat, DecimalFromStr, DecimalText, FieldBytes, Hex, HttpAuthority, HttpHeaders,
        HttpMethod, HttpStatus, HttpUri, HttpVersion, Iso8601OfTime, JiffTimeZone, Limits, MillisI64OfTime,
        NumberOrText, OnlyWritten, OptionalDecimal, OptionalHttp, OptionalNumberOrText, Reason, Restricted,
        Restriction, Rfc2822OfTime, Rfc3339, TextOrNumber, UnixMicros, UnixMillis, UnixNanos, UnixSeconds,
        UnsignedFriendly, UnsignedIso, UuidSimple,
    };
    pub use crate::wire::{FlagNames, Flags};
}

/// The functions that `#[serde(with = "…")]` names. They are asked for their names, and only those of `with_prefix!` and
/// `with_suffix!` are called.
pub mod functions {
    use std::collections::BTreeMap;

    pub use schemars::_private::serde_json::Value as Deserializer;
    pub use schemars::_private::serde_json::value::Serializer;
    use schemars::_private::serde_json::{Error, Map, Value};

    /// The compiler's name of a function.
    pub fn name_of<F>(_: &F) -> &'static str {
        std::any::type_name::<F>()
    }

    /// The name under which a function writes a field of this name.
    pub fn written_name(
        name: &str,
        write: impl FnOnce(&BTreeMap<String, ()>, Serializer) -> Result<Value, Error>,
    ) -> String {
        match write(&BTreeMap::from([(name.to_owned(), ())]), Serializer) {
            Ok(Value::Object(members)) => members.into_iter().map(|(name, _)| name).collect(),
            _ => String::new(),
        }
    }

    /// The name under which a function reads a field of this name: `written`, if it is that.
    pub fn read_name(
        name: &str,
        written: String,
        read: impl FnOnce(Value) -> Result<BTreeMap<String, ()>, Error>,
    ) -> String {
        let message = Map::from_iter([(written.clone(), Value::Null)]);
        match read(Value::Object(message)) {
            Ok(names) if names.contains_key(name) => written,
            _ => String::new(),
        }
    }

    /// An argument of a call that is compiled and not run.
    pub fn never<T>() -> T {
        unreachable!("the call is only for the compiler")
    }
}

pub use crate::__counterpart_declare as declare;
pub use crate::__counterpart_guarded as guarded;
pub use crate::__counterpart_numbered as numbered;

#[cfg(feature = "testing")]
mod testing;
#[cfg(feature = "testing")]
pub use testing::*;
#[cfg(not(feature = "testing"))]
mod without_testing;

#[cfg(feature = "guard")]
mod guarded;
#[cfg(feature = "guard")]
pub use guarded::*;
#[cfg(not(feature = "guard"))]
mod without_guard;
