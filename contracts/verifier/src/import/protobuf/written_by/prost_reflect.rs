//! Rust's prost-reflect.

use counterpart::contract::Encoding;

use super::super::error::ProtobufOption;
use super::{
    Anys, ClosedEnums, Durations, Dynamic, Enums, FieldMasks, Implicit, Long, Maps, Names, NotFinite, Null,
    NullInOneof, NullValues, ProtobufProfile, ReadLongs, ReadNames, Reads, Timestamps, WellKnown, Wrappers,
    Writes,
};

pub(super) const PROFILE: ProtobufProfile = ProtobufProfile {
    encoding: Encoding::ProstReflect0,
    measured: "prost-reflect 0.16.5",
    writes: Writes {
        names: Names::Json,
        implicit: Implicit::Absent,
        long: Long::Digits,
        shortens_floats: true,
        not_finite: NotFinite::Texts,
        enums: Enums::NamesAndNumbers,
        closed_enums: ClosedEnums::Open,
        maps: Maps::Objects,
        keeps_oneofs: true,
    },
    reads: Some(Reads {
        names: ReadNames::JsonOrOriginal,
        null: Null::Anywhere,
        open_enums: true,
        opens_closed_enums: true,
        null_in_oneof: NullInOneof::All,
        longs: ReadLongs::Exact,
        bounds_floats: true,
        demands_required: false,
        whole_fractions: true,
        never_refuses: false,
    }),
    known: WellKnown {
        timestamp: Timestamps::Utc,
        duration: Durations::Text,
        field_mask: FieldMasks::Camel,
        any: Anys::Typed,
        wrappers: Wrappers::Bare(NotFinite::Null),
        dynamic: Dynamic::Json,
        null_value: NullValues::NullOrName,
    },
    options: &[
        ProtobufOption::AlwaysPrint,
        ProtobufOption::OriginalNames,
        ProtobufOption::EnumsAsIntegers,
        ProtobufOption::IgnoreUnknown,
    ],
    always: &[],
    brings_known: true,
    has_proto2: true,
    unseen_written: "`stringify_64_bit_integers(false)`",
    unseen_read: "messages in an `Any`, and extensions",
};
