//! The JSON mapping of Protobuf's specification, as Google's library for Python and `@bufbuild/protobuf` have it.

use counterpart::contract::Encoding;

use super::super::error::ProtobufOption;
use super::{
    Anys, ClosedEnums, Durations, Dynamic, Enums, FieldMasks, Implicit, Long, Maps, Names, NotFinite, Null,
    NullInOneof, NullValues, ProtobufProfile, ReadLongs, ReadNames, Reads, Timestamps, WellKnown, Wrappers,
    Writes,
};

pub(super) const PROFILE: ProtobufProfile = ProtobufProfile {
    encoding: Encoding::ProtoJson,
    measured: "protobuf 7.36.2 of Python and @bufbuild/protobuf 2.17.0",
    writes: Writes {
        names: Names::Json,
        implicit: Implicit::Absent,
        long: Long::Digits,
        shortens_floats: true,
        not_finite: NotFinite::Texts,
        enums: Enums::NamesAndNumbers,
        closed_enums: ClosedEnums::OpenInLists,
        maps: Maps::Objects,
        keeps_oneofs: true,
    },
    reads: Some(Reads {
        names: ReadNames::JsonOrOriginal,
        null: Null::Anywhere,
        open_enums: true,
        opens_closed_enums: false,
        null_in_oneof: NullInOneof::Scalars,
        longs: ReadLongs::Rounded,
        bounds_floats: true,
        demands_required: false,
        whole_fractions: true,
        never_refuses: false,
    }),
    known: WellKnown {
        timestamp: Timestamps::Utc,
        duration: Durations::Text,
        field_mask: FieldMasks::Camel,
        any: Anys::TypedOrEmpty,
        wrappers: Wrappers::Bare(NotFinite::Texts),
        dynamic: Dynamic::Json,
        null_value: NullValues::NullNameOrNumber,
    },
    options: &[
        ProtobufOption::AlwaysPrint,
        ProtobufOption::OriginalNames,
        ProtobufOption::EnumsAsIntegers,
        ProtobufOption::IgnoreUnknown,
    ],
    always: &[],
    brings_known: false,
    has_proto2: true,
    unseen_written: "names of enum values that the option `pb.enumvalue.json` gives, and `unquote_int64_if_possible` of Python",
    unseen_read: "messages in an `Any`, extensions, numbers of more than 53 bits in JavaScript, which it rounds, more than 100 \
                  levels of messages",
};
