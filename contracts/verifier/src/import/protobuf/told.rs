//! What libraries write and read, in words: the choices of their profiles as sentences and as a table.

use counterpart::contract::Role;

use super::written_by::{
    Anys, Durations, Dynamic, Enums, FieldMasks, Implicit, Long, Maps, Names, NotFinite, Null, NullInOneof,
    NullValues, PROTOBUF_PROFILES, ProtobufProfile, ReadLongs, ReadNames, Reads, Timestamps, Wrappers,
};

/// A construct of Protobuf, and what each library writes for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Construct {
    /// The construct, in Markdown.
    pub construct: &'static str,
    /// What is written, in Markdown, in the order of [`PROTOBUF_PROFILES`].
    pub written: Vec<String>,
}

/// Makes a cell of the table.
type Cell = fn(&ProtobufProfile) -> &'static str;

/// The table of what each library writes.
pub fn protobuf_table() -> Vec<Construct> {
    let rows: [(&str, Cell); 16] = [
        ("field `order_id`", |profile| match profile.writes.names {
            Names::Json => "`orderId`",
            Names::Original => "`order_id`",
            Names::CamelOfProtobufjs | Names::CamelOfGoogle => "`orderId`, without `json_name`",
        }),
        ("a default", |profile| match profile.writes.implicit {
            Implicit::Absent => "absent",
            Implicit::AsSet => "absent, or as the program set it",
            Implicit::Written => "written",
        }),
        ("`int64`", |profile| match profile.writes.long {
            Long::Digits => "`\"5\"`",
            Long::SafeNumber => "`5`, or it fails beyond 2^53",
            Long::BySize => "`5`, or `\"9007199254740993\"`",
        }),
        ("`double` NaN", |profile| match profile.writes.not_finite {
            NotFinite::Texts => "`\"NaN\"`",
            NotFinite::Null => "`null`",
            NotFinite::TextsOrNull => "`\"NaN\"` or `null`",
        }),
        ("enum", |profile| match profile.writes.enums {
            Enums::Numbers => "`1`",
            _ => "`\"STATE_PAID\"`",
        }),
        ("enum, number without a name", |profile| {
            match profile.writes.enums {
                Enums::NamesAndNumbers | Enums::Numbers => "`9`",
                Enums::Names => "it fails",
                Enums::NamesOr(_) => "`\"UNRECOGNIZED\"`, or the name of -1",
            }
        }),
        ("map", |profile| match profile.writes.maps {
            Maps::Objects => "`{\"a\": 1}`",
            Maps::Pairs => "`[[\"a\", 1]]`",
        }),
        ("repeated `tags`", |profile| match profile.writes.names {
            Names::CamelOfGoogle => "`tagsList`",
            _ => "`tags`",
        }),
        ("`Timestamp`", |profile| match profile.known.timestamp {
            Timestamps::Utc => "`\"…:00Z\"`",
            Timestamps::UtcOffset => "`\"…:00+00:00\"`",
            Timestamps::Millis => "`\"…:00.000Z\"`",
            Timestamps::Parts => "`{\"seconds\": …}`",
        }),
        ("`Duration`", |profile| match profile.known.duration {
            Durations::Text => "`\"1.500s\"`",
            Durations::Parts => "`{\"seconds\": …}`",
        }),
        ("`FieldMask`", |profile| match profile.known.field_mask {
            FieldMasks::Camel => "`\"orderId,name\"`",
            FieldMasks::Joined => "`\"order_id,name\"`",
            FieldMasks::Parts if profile.writes.names == Names::CamelOfGoogle => "`{\"pathsList\": […]}`",
            FieldMasks::Parts => "`{\"paths\": […]}`",
        }),
        ("`Struct`, `Value`", |profile| match profile.known.dynamic {
            Dynamic::Json | Dynamic::JsonExactly => "JSON",
            Dynamic::Parts if profile.writes.names == Names::CamelOfGoogle => "`{\"fieldsMap\": […]}`",
            Dynamic::Parts => "`{\"fields\": {…}}`",
        }),
        ("`Any`", |profile| match profile.known.any {
            Anys::TypedOrEmpty => "`{\"@type\": …}` or `{}`",
            Anys::Typed => "`{\"@type\": …}`, or it fails",
            Anys::TypedOrParts => "`{\"@type\": …}` or `{\"type_url\": …}`",
            Anys::Parts => "`{\"typeUrl\": …}`",
        }),
        ("`Int64Value`", |profile| match profile.known.wrappers {
            Wrappers::Bare(_) => "`\"5\"`",
            Wrappers::Raw => "`5`",
            Wrappers::Parts => "`{\"value\": …}`",
        }),
        ("`BytesValue`", |profile| match profile.known.wrappers {
            Wrappers::Bare(_) => "base64",
            Wrappers::Raw => "`{\"0\": 97}`",
            Wrappers::Parts => "`{\"value\": …}`",
        }),
        ("`NullValue`", |profile| match profile.known.null_value {
            NullValues::AsEnum if profile.writes.enums == Enums::Numbers => "`0`",
            NullValues::AsEnum => "`\"NULL_VALUE\"`",
            _ => "`null`",
        }),
    ];
    let row = |(construct, cell): (&'static str, Cell)| Construct {
        construct,
        written: PROTOBUF_PROFILES
            .iter()
            .map(|profile| cell(profile).to_owned())
            .collect(),
    };
    rows.into_iter().map(row).collect()
}

/// What a library does in a role, as sentences.
pub fn protobuf_sentences(profile: &ProtobufProfile, role: Role) -> Vec<&'static str> {
    match (role, &profile.reads) {
        (Role::Emits, _) => of_writing(profile),
        (Role::Consumes, Some(reads)) => of_reading(profile, reads),
        (Role::Consumes, None) => Vec::new(),
    }
}

fn of_writing(profile: &ProtobufProfile) -> Vec<&'static str> {
    let writes = &profile.writes;
    let known = &profile.known;
    let mut said = vec![
        match writes.names {
            Names::Json | Names::Original => {
                "A field has the name that the descriptor set gives it in JSON, as `orderId` for `order_id`."
            }
            Names::CamelOfProtobufjs => {
                "A field has its name without the underscores that stand before a small letter; `json_name` means nothing."
            }
            Names::CamelOfGoogle => {
                "A field has its name in small letters, without underscores, and with a large letter behind each; a list \
                 ends in `List`, a map in `Map`, and `json_name` means nothing."
            }
        },
        match writes.implicit {
            Implicit::Absent => {
                "A field without presence is absent where it is the default; an empty list and an empty map are absent."
            }
            Implicit::AsSet => {
                "A field without presence is absent where it is the default, unless the program set it; an empty list and an \
                 empty map are absent."
            }
            Implicit::Written => {
                "A field without presence, a list and a map are always written. So are the defaults of fields with presence, \
                 if the generator is older than the library."
            }
        },
        match writes.long {
            Long::Digits => "A 64-bit integer is a text of digits.",
            Long::SafeNumber => "A 64-bit integer is a number. Beyond 2^53 the message is not written.",
            Long::BySize => "A 64-bit integer is a number up to 2^53, and a text of digits beyond.",
        },
        match writes.not_finite {
            NotFinite::Texts => "NaN and the infinities are texts.",
            NotFinite::Null | NotFinite::TextsOrNull => "NaN and the infinities are null.",
        },
        match writes.enums {
            Enums::NamesAndNumbers => {
                "A value of an enum is its name. A number without a name is a number, if the enum is open."
            }
            Enums::Names => {
                "A value of an enum is its name. With a number that has none, the message is not written."
            }
            Enums::NamesOr(_) => {
                "A value of an enum is its name. A number that has none is `UNRECOGNIZED`, or the name of -1 if there is one."
            }
            Enums::Numbers => "A value of an enum is a number.",
        },
        "Bytes are base64 with padding.",
        match writes.maps {
            Maps::Objects => "A map is an object. Its keys are texts.",
            Maps::Pairs => "A map is a list of pairs. Values of bytes are objects.",
        },
    ];
    said.push(match known.timestamp {
        Timestamps::Utc => {
            "A `Timestamp` ends in `Z` and has no fraction of a second, or three, six or nine digits."
        }
        Timestamps::UtcOffset => {
            "A `Timestamp` ends in `+00:00` and has no fraction of a second, or three, six or nine digits."
        }
        Timestamps::Millis => "A `Timestamp` ends in `Z` and has three digits of a second.",
        Timestamps::Parts => "A `Timestamp` is a message as any other.",
    });
    said.extend(of_known(profile));
    if let Wrappers::Bare(NotFinite::Null) = known.wrappers {
        said.push("NaN and the infinities in a wrapper are null.");
    }
    said
}

/// What is the same in both directions.
fn of_known(profile: &ProtobufProfile) -> Vec<&'static str> {
    let known = &profile.known;
    let mut said = vec![match known.duration {
        Durations::Text => "A `Duration` is a text of seconds that ends in `s`.",
        Durations::Parts => "A `Duration` is a message as any other.",
    }];
    said.push(match known.field_mask {
        FieldMasks::Camel => "A `FieldMask` is a text of paths with JSON names.",
        FieldMasks::Joined => {
            "A `FieldMask` is a text of paths as the program has them, and in a map a list of them."
        }
        FieldMasks::Parts => "A `FieldMask` is a message as any other.",
    });
    said.push(match known.any {
        Anys::TypedOrEmpty => "An `Any` is its message with `@type`, or `{}` where nothing is in it.",
        Anys::Typed => "An `Any` is its message with `@type`.",
        Anys::TypedOrParts => {
            "An `Any` is its message with `@type` if the type is known, else `type_url` and `value`."
        }
        Anys::Parts => "An `Any` is a message as any other.",
    });
    said.push(match known.wrappers {
        Wrappers::Bare(_) => "A wrapper is the value in it.",
        Wrappers::Raw => {
            "A wrapper is the value in it, as JavaScript has it: bytes are an object, and NaN in a list or a map is null."
        }
        Wrappers::Parts => "A wrapper is a message as any other.",
    });
    said.push(match known.dynamic {
        Dynamic::Json | Dynamic::JsonExactly => {
            "`Struct`, `ListValue` and `Value` are the JSON in them, with numbers as a `double`."
        }
        Dynamic::Parts => "`Struct`, `ListValue` and `Value` are messages as any other.",
    });
    said.push(match known.null_value {
        NullValues::AsEnum => "`NullValue` is an enum as any other.",
        _ => "`NullValue` is null.",
    });
    said
}

fn of_reading(profile: &ProtobufProfile, reads: &Reads) -> Vec<&'static str> {
    let mut said = vec![
        match reads.names {
            ReadNames::JsonOrOriginal => {
                "A field is read by its name in JSON and by its name in the `.proto` file, but not by both at once."
            }
            ReadNames::CamelOfProtobufjs => {
                "A field is read by its name without the underscores that stand before a small letter."
            }
        },
        match reads.null {
            Null::Anywhere => "Null is read as an absent field, except inside lists and maps.",
            Null::WherePresent => {
                "Null is read as an absent field only where the field has presence: not for a field without `optional`, a \
                 list, a map."
            }
        },
        match reads.whole_fractions {
            true => "An integer is read from a number, also from `5.0`, and from digits.",
            false => "An integer is read from a number without a fraction, and from digits.",
        },
        "A `double` is read from a number, from a text of one, and from `NaN` and the infinities.",
        match reads.open_enums {
            true => "A value of an enum is read from its name and, if the enum is open, from any number.",
            false => "A value of an enum is read from its name and its number. Other numbers are not read.",
        },
        "Bytes are read from base64 of both alphabets, with padding or without.",
        match reads.null_in_oneof {
            NullInOneof::None => "Of a `oneof` one field is read. A null beside it may be refused.",
            NullInOneof::Scalars => "Of a `oneof` one field is read. Other scalars in it may be null.",
            NullInOneof::All => "Of a `oneof` one field is read. The others may be null.",
        },
    ];
    if profile.known.timestamp != Timestamps::Parts {
        said.push("A `Timestamp` is read with any offset and up to nine digits of a second.");
    }
    said.extend(of_known(profile));
    match reads.longs {
        ReadLongs::Exact => {}
        ReadLongs::Rounded => {
            said.push(
                "JavaScript rounds 64-bit integers that are numbers, and refuses the greatest of them.",
            );
        }
        ReadLongs::Safe => said.push("64-bit integers are exact up to 2^53 only, also in digits."),
    }
    said.push(match (reads.never_refuses, profile.always.is_empty()) {
        (true, _) => "Unknown fields are ignored. Nothing else is refused either: the contract is what is read as it was meant.",
        (false, true) => "Unknown fields are refused, unless the reader ignores them (`--ignore-unknown`).",
        (false, false) => "Unknown fields are ignored.",
    });
    said
}
