//! Rust's pbjson, with the well-known types of pbjson-types.

use counterpart::contract::Encoding;

use super::super::error::ProtobufOption;
use super::{
    Anys, ClosedEnums, Durations, Dynamic, Enums, FieldMasks, Implicit, Long, Maps, Names, NotFinite, Null,
    NullInOneof, NullValues, ProtobufProfile, ReadLongs, ReadNames, Reads, Timestamps, WellKnown, Wrappers,
    Writes,
};

pub(super) const PROFILE: ProtobufProfile = ProtobufProfile {
    encoding: Encoding::Pbjson0,
    measured: "pbjson 0.9.0, pbjson-build 0.9.0 and pbjson-types 0.9.0",
    writes: Writes {
        names: Names::Json,
        implicit: Implicit::Absent,
        long: Long::Digits,
        shortens_floats: true,
        not_finite: NotFinite::Null,
        enums: Enums::Names,
        closed_enums: ClosedEnums::Closed,
        maps: Maps::Objects,
        keeps_oneofs: true,
    },
    reads: Some(Reads {
        names: ReadNames::JsonOrOriginal,
        null: Null::WherePresent,
        open_enums: false,
        opens_closed_enums: false,
        null_in_oneof: NullInOneof::None,
        longs: ReadLongs::Exact,
        bounds_floats: false,
        demands_required: true,
        whole_fractions: false,
        never_refuses: false,
    }),
    known: WellKnown {
        timestamp: Timestamps::UtcOffset,
        duration: Durations::Text,
        field_mask: FieldMasks::Parts,
        any: Anys::Parts,
        wrappers: Wrappers::Bare(NotFinite::Null),
        dynamic: Dynamic::JsonExactly,
        null_value: NullValues::Null,
    },
    options: &[
        ProtobufOption::AlwaysPrint,
        ProtobufOption::OriginalNames,
        ProtobufOption::EnumsAsIntegers,
        ProtobufOption::IgnoreUnknown,
    ],
    always: &[],
    brings_known: true,
    has_proto2: false,
    unseen_written: "moments and durations outside the range that Protobuf allows",
    unseen_read: "`ignore_unknown_enum_variants`, a null behind another member of a `oneof`",
};
