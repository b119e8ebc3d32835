//! `toJSON` and `fromObject` of JavaScript's protobufjs.

use counterpart::contract::Encoding;

use super::super::error::ProtobufOption;
use super::{
    Anys, ClosedEnums, Durations, Dynamic, Enums, FieldMasks, Implicit, Long, Maps, Names, NotFinite, Null,
    NullInOneof, NullValues, ProtobufProfile, ReadLongs, ReadNames, Reads, Timestamps, WellKnown, Wrappers,
    Writes,
};

pub(super) const PROFILE: ProtobufProfile = ProtobufProfile {
    encoding: Encoding::Protobufjs8,
    measured: "protobufjs 8.8.1, with the package long",
    writes: Writes {
        names: Names::CamelOfProtobufjs,
        implicit: Implicit::AsSet,
        long: Long::Digits,
        shortens_floats: false,
        not_finite: NotFinite::Texts,
        enums: Enums::NamesAndNumbers,
        closed_enums: ClosedEnums::Closed,
        maps: Maps::Objects,
        keeps_oneofs: true,
    },
    reads: Some(Reads {
        names: ReadNames::CamelOfProtobufjs,
        null: Null::Anywhere,
        open_enums: true,
        opens_closed_enums: false,
        null_in_oneof: NullInOneof::All,
        longs: ReadLongs::Rounded,
        bounds_floats: true,
        demands_required: false,
        whole_fractions: true,
        never_refuses: true,
    }),
    known: WellKnown {
        timestamp: Timestamps::Parts,
        duration: Durations::Parts,
        field_mask: FieldMasks::Parts,
        any: Anys::TypedOrParts,
        wrappers: Wrappers::Parts,
        dynamic: Dynamic::Parts,
        null_value: NullValues::AsEnum,
    },
    options: &[ProtobufOption::OriginalNames],
    always: &[ProtobufOption::IgnoreUnknown],
    brings_known: false,
    has_proto2: false,
    unseen_written: "`toObject` with options of its own, `ext/protojson`, and a schema that was loaded from a descriptor set, \
                     which keeps the names of the `.proto` file (`--original-names`)",
    unseen_read: "numbers of more than 53 bits, which JavaScript rounds; what is not understood is read as 0, NaN or another \
                  value",
};
