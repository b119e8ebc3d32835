//! How libraries write and read the messages of Protobuf as JSON.
//!
//! One file a library. It names what the library does with each construct, as measured on the version that it names. The
//! schemas are made from these choices, and so are the sentences and the table of the book.

mod google_protobuf_object;
mod pbjson;
mod prost_reflect;
mod protobufjs;
mod protojson;
mod ts_proto;

use counterpart::contract::Encoding;

use super::error::ProtobufOption;

/// A library, or libraries that do the same.
#[derive(Debug, Clone, Copy)]
pub struct ProtobufProfile {
    /// The encoding.
    pub encoding: Encoding,
    /// The versions that were measured.
    pub measured: &'static str,
    /// What is written.
    pub writes: Writes,
    /// What is read; nothing for a library that only writes.
    pub reads: Option<Reads>,
    /// The well-known types, written and read.
    pub(super) known: WellKnown,
    /// The options that `import` has flags for.
    pub options: &'static [ProtobufOption],
    /// The options that are always on.
    pub always: &'static [ProtobufOption],
    /// True if the library has well-known types of its own, without the options of the user.
    pub(super) brings_known: bool,
    /// True if the fields of messages may be extensions in brackets, and groups.
    pub(super) has_proto2: bool,
    /// What a contract does not show of what is written, as a sentence.
    pub unseen_written: &'static str,
    /// What a contract does not show of what is read, as a sentence.
    pub unseen_read: &'static str,
}

/// What a library writes.
#[derive(Debug, Clone, Copy)]
pub struct Writes {
    pub(super) names: Names,
    pub(super) implicit: Implicit,
    pub(super) long: Long,
    /// A `float` has only the digits that tell it from others, so the greatest one is rounded up.
    pub(super) shortens_floats: bool,
    pub(super) not_finite: NotFinite,
    pub(super) enums: Enums,
    pub(super) closed_enums: ClosedEnums,
    pub(super) maps: Maps,
    /// Of a `oneof`, at most one field is written.
    pub(super) keeps_oneofs: bool,
}

/// What a library reads.
#[derive(Debug, Clone, Copy)]
pub struct Reads {
    pub(super) names: ReadNames,
    pub(super) null: Null,
    /// Numbers without a name are read for an open enum.
    pub(super) open_enums: bool,
    /// They are read for a closed enum, too.
    pub(super) opens_closed_enums: bool,
    pub(super) null_in_oneof: NullInOneof,
    pub(super) longs: ReadLongs,
    /// A `float` beyond the range is refused.
    pub(super) bounds_floats: bool,
    /// A field that proto2 requires must be there.
    pub(super) demands_required: bool,
    /// `5.0` and `5e0` are integers.
    pub whole_fractions: bool,
    /// What it does not understand is read as something else, and never refused.
    pub never_refuses: bool,
}

/// The names of fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Names {
    /// As the JSON mapping says: `orderId`, or what the `.proto` file gives.
    Json,
    /// As in the `.proto` file.
    Original,
    CamelOfProtobufjs,
    CamelOfGoogle,
}

/// The names of fields that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ReadNames {
    /// Those of the JSON mapping and those of the `.proto` file, but not both of one field.
    JsonOrOriginal,
    CamelOfProtobufjs,
}

/// Fields without presence, where they have their default; lists and maps where they are empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Implicit {
    Absent,
    /// Written if the program set them.
    AsSet,
    Written,
}

/// 64-bit integers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Long {
    Digits,
    /// Within ±(2^53 − 1), else the writer fails.
    SafeNumber,
    /// A number within ±(2^53 − 1), else digits.
    BySize,
}

/// NaN and the infinities.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NotFinite {
    Texts,
    Null,
    TextsOrNull,
}

/// Values of enums.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Enums {
    /// Names, and the numbers that have none.
    NamesAndNumbers,
    /// Names; the writer fails at a number that has none.
    Names,
    /// Names, or this text for a number that has none.
    NamesOr(&'static str),
    Numbers,
}

/// Numbers without a name of an enum that is closed, as all of proto2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ClosedEnums {
    /// They are not written.
    Closed,
    /// They are written in a list.
    OpenInLists,
    /// As of an open enum.
    Open,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Maps {
    Objects,
    /// Lists of a key and a value.
    Pairs,
}

/// The fields that null is read for, as if they were absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Null {
    Anywhere,
    /// Fields with presence.
    WherePresent,
}

/// 64-bit integers that are read from numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ReadLongs {
    /// All, exactly.
    Exact,
    /// As JavaScript rounds them; the greatest are rounded out of the range and refused. From digits, all.
    Rounded,
    /// Within ±(2^53 − 1), also from digits.
    Safe,
}

/// Members of a `oneof` that may be null beside another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NullInOneof {
    None,
    Scalars,
    /// All but those for which null is a value.
    All,
}

/// The forms of the well-known types. `Parts` is a message as any other.
#[derive(Debug, Clone, Copy)]
pub(super) struct WellKnown {
    pub(super) timestamp: Timestamps,
    pub(super) duration: Durations,
    pub(super) field_mask: FieldMasks,
    pub(super) any: Anys,
    pub(super) wrappers: Wrappers,
    pub(super) dynamic: Dynamic,
    pub(super) null_value: NullValues,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Timestamps {
    /// With `Z`.
    Utc,
    /// With `+00:00`.
    UtcOffset,
    /// With three digits of a second and `Z`.
    Millis,
    Parts,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Durations {
    Text,
    Parts,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FieldMasks {
    /// Paths with the JSON names of fields, and commas.
    Camel,
    /// Paths as they are, and commas.
    Joined,
    Parts,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anys {
    /// The message with `@type`, or `{}` for none.
    TypedOrEmpty,
    /// The message with `@type`.
    Typed,
    /// The message with `@type` if its type is known, else its parts.
    TypedOrParts,
    Parts,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wrappers {
    /// The value as of a field, with another form of what is not finite.
    Bare(NotFinite),
    /// The value as JavaScript holds it.
    Raw,
    Parts,
}

/// `Struct`, `Value` and `ListValue`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dynamic {
    Json,
    /// JSON; integers of 64 bits that an `f64` does not hold are refused.
    JsonExactly,
    Parts,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NullValues {
    Null,
    /// Null; its name is read, too.
    NullOrName,
    /// Null; its name and its number are read, too.
    NullNameOrNumber,
    /// As any other enum.
    AsEnum,
}

/// The profile of an encoding of Protobuf.
pub fn protobuf_profile(encoding: Encoding) -> Option<&'static ProtobufProfile> {
    PROTOBUF_PROFILES
        .iter()
        .find(|profile| profile.encoding == encoding)
}

/// All profiles, the specification's first.
pub static PROTOBUF_PROFILES: &[ProtobufProfile] = &[
    protojson::PROFILE,
    pbjson::PROFILE,
    prost_reflect::PROFILE,
    ts_proto::PROFILE,
    protobufjs::PROFILE,
    google_protobuf_object::PROFILE,
];
