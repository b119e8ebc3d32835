//! The items that generated code names. They are not public and may change in any version.

pub use counterpart_macros::contract;
pub use schemars;
pub use std::vec;

pub use crate::derived::Name;

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
            \"counterpart::wire::Rfc3339\")]` or another type that is written in the same way"
)]
pub trait Part {}

#[diagnostic::do_not_recommend]
impl<T: schemars::JsonSchema + ?Sized> Part for T {}

/// Asks for the trait.
pub const fn part<T: Part + ?Sized>() {}

pub mod wire {
    pub use crate::derived::wire::{
        Argument, AsContent, BesideTag, Defaulted, Flattened, HasSchema, HeldAs, Keyed, Kind, Known, MayEnd,
        NoSchema, RangeFrom, RangeTo, ReadsAs, Saturating, Shaped, SkipsNone, Wire, WritesAs,
    };
    pub use crate::derived::wire::{no_default, skips};
    pub use crate::wire::{
        Adapted, AsText, BoolAsAnyInteger, BoolAsInteger, BoolText, Lenient, ManyFirst, Nullable, OneFirst,
        OrEmpty, PickFirst, Separated, SkipsItems, SkipsValues, Times, UnpaddedReadsBoth, Within,
    };
    pub use crate::wire::{Base64, Digits, EitherPadding, LowerCase, Standard, UpperCase, UrlSafe};
    pub use crate::wire::{
        Bytes, DecimalFloat, DecimalText, FieldBytes, Hex, HttpMethod, HttpStatus, HttpUri, Limits,
        NumberOrText, Restricted, Restriction, Rfc3339, UnixMicros, UnixMillis, UnixNanos, UnixSeconds,
        UuidSimple,
    };
    pub use crate::wire::{FlagNames, Flags};
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
