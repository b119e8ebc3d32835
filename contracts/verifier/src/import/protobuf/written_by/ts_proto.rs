//! `toJSON` and `fromJSON` of the code that TypeScript's ts-proto makes.

use counterpart::contract::Encoding;

use super::super::error::ProtobufOption;
use super::{
    Anys, ClosedEnums, Durations, Dynamic, Enums, FieldMasks, Implicit, Long, Maps, Names, NotFinite, Null,
    NullInOneof, NullValues, ProtobufProfile, ReadLongs, ReadNames, Reads, Timestamps, WellKnown, Wrappers,
    Writes,
};

pub(super) const PROFILE: ProtobufProfile = ProtobufProfile {
    encoding: Encoding::TsProto2,
    measured: "ts-proto 2.18.0",
    writes: Writes {
        names: Names::Json,
        implicit: Implicit::Absent,
        long: Long::SafeNumber,
        shortens_floats: false,
        not_finite: NotFinite::Texts,
        enums: Enums::NamesOr("UNRECOGNIZED"),
        closed_enums: ClosedEnums::Open,
        maps: Maps::Objects,
        keeps_oneofs: false,
    },
    reads: Some(Reads {
        names: ReadNames::JsonOrOriginal,
        null: Null::Anywhere,
        open_enums: false,
        opens_closed_enums: false,
        null_in_oneof: NullInOneof::All,
        longs: ReadLongs::Safe,
        bounds_floats: true,
        demands_required: false,
        whole_fractions: true,
        never_refuses: true,
    }),
    known: WellKnown {
        timestamp: Timestamps::Millis,
        duration: Durations::Parts,
        field_mask: FieldMasks::Joined,
        any: Anys::Parts,
        wrappers: Wrappers::Raw,
        dynamic: Dynamic::Json,
        null_value: NullValues::AsEnum,
    },
    options: &[],
    always: &[ProtobufOption::IgnoreUnknown],
    brings_known: false,
    has_proto2: false,
    unseen_written: "the options of the generator, above all `forceLong`, `useDate`, `unrecognizedEnum`, `snakeToCamel` and \
                     `oneof=unions`; a moment in the last millisecond before the year 10000, which is rounded up",
    unseen_read: "the options of the generator; what is not understood is read as 0, NaN or another value",
};
