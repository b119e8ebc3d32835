//! `toObject` of the code that protoc-gen-js makes for JavaScript's google-protobuf.

use counterpart::contract::Encoding;

use super::super::error::ProtobufOption;
use super::{
    Anys, ClosedEnums, Durations, Dynamic, Enums, FieldMasks, Implicit, Long, Maps, Names, NotFinite,
    NullValues, ProtobufProfile, Timestamps, WellKnown, Wrappers, Writes,
};

pub(super) const PROFILE: ProtobufProfile = ProtobufProfile {
    encoding: Encoding::GoogleProtobufObject4,
    measured: "google-protobuf 4.0.3",
    writes: Writes {
        names: Names::CamelOfGoogle,
        implicit: Implicit::Written,
        long: Long::BySize,
        shortens_floats: false,
        not_finite: NotFinite::Null,
        enums: Enums::Numbers,
        closed_enums: ClosedEnums::Open,
        maps: Maps::Pairs,
        keeps_oneofs: false,
    },
    reads: None,
    known: WellKnown {
        timestamp: Timestamps::Parts,
        duration: Durations::Parts,
        field_mask: FieldMasks::Parts,
        any: Anys::Parts,
        wrappers: Wrappers::Parts,
        dynamic: Dynamic::Parts,
        null_value: NullValues::AsEnum,
    },
    options: &[],
    always: &[ProtobufOption::AlwaysPrint, ProtobufOption::EnumsAsIntegers],
    brings_known: false,
    has_proto2: false,
    unseen_written: "`jstype`, which makes digits of all 64-bit integers of a field",
    unseen_read: "",
};
