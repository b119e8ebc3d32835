//! How libraries write and read the messages of Avro as JSON, as measured on the versions that are named.

use counterpart::contract::Encoding;

/// A library, or libraries that do the same.
#[derive(Debug, Clone, Copy)]
pub struct AvroProfile {
    /// The encoding.
    pub encoding: Encoding,
    /// The versions that were measured.
    pub measured: &'static str,
    pub(super) unions: Unions,
    pub(super) bytes: Bytes,
    pub(super) not_finite: NotFinite,
    pub(super) uuids: Uuids,
    pub(super) reader: Reader,
    /// What is written, as sentences.
    pub written: &'static [&'static str],
    /// What is read, as sentences; nothing where no reader was measured.
    pub read: &'static [&'static str],
    /// What a contract does not show of what is written, as a sentence.
    pub unseen_written: &'static str,
    /// What a contract does not show of what is read, as a sentence.
    pub unseen_read: &'static str,
    /// The cells of the table: a union, bytes, NaN, a `timestamp-millis`.
    pub(super) cells: [&'static str; 5],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unions {
    /// Null, or an object with the name of the branch.
    Wrapped,
    Plain,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bytes {
    /// A text with a character for each byte.
    Latin,
    /// A list of numbers.
    Numbers,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NotFinite {
    Null,
    /// It is written so that the message is no JSON, or not written.
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Uuids {
    AsTheirType,
    /// As text in lower case with hyphens, whatever their type is.
    Hyphenated,
}

/// How messages are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reader {
    /// With the names of branches, as the specification says.
    Specified,
    /// A JSON value becomes a value of Avro, which is resolved to the schema.
    Resolves,
    /// No reader was measured.
    Unknown,
}

/// The constructs of the table.
pub(super) const CONSTRUCTS: [&str; 5] = [
    "union `[\"null\", \"long\"]`",
    "`bytes`, `fixed`, `decimal`",
    "`double` NaN",
    "`double` 2",
    "`timestamp-millis`, `date`",
];

const RECORDS: &str = "A record is an object with all of its fields.";
const LOGICAL: &str =
    "Logical types are written as their types: a timestamp as an integer, a decimal as its bytes.";
const LATIN: &str = "Bytes are a text with a character from U+0000 to U+00FF for each.";

/// The profile of an encoding of Avro.
pub fn avro_profile(encoding: Encoding) -> Option<&'static AvroProfile> {
    AVRO_PROFILES.iter().find(|profile| profile.encoding == encoding)
}

/// All profiles, the specification's first.
pub static AVRO_PROFILES: &[AvroProfile] = &[
    AvroProfile {
        encoding: Encoding::AvroJson,
        measured: "fastavro 1.13.1 and avsc 5.7.9",
        unions: Unions::Wrapped,
        bytes: Bytes::Latin,
        not_finite: NotFinite::Null,
        uuids: Uuids::AsTheirType,
        reader: Reader::Specified,
        written: &[
            RECORDS,
            "A value of a union is null, or an object with the name of its branch: `{\"long\": 5}`, `{\"shop.v1.Line\": …}`.",
            LATIN,
            LOGICAL,
            "avsc writes NaN and the infinities as null.",
        ],
        read: &[
            "A field with a default may be absent, except bytes, a fixed and a union whose default is not null.",
            "Unknown fields are ignored.",
            "A value of a union is null, or an object with the name of its branch.",
            LATIN,
            "avsc refuses a long beyond 2^53, and fastavro a date or a time that Python does not have.",
        ],
        unseen_written: "NaN and the infinities of fastavro, which are not JSON",
        unseen_read: "values of another type, which fastavro does not check",
        cells: [
            "`null` or `{\"long\": 5}`",
            "`\"\\u00ff\"`",
            "`null` (avsc), bare `NaN` (fastavro)",
            "`2` or `2.0`",
            "an integer",
        ],
    },
    AvroProfile {
        encoding: Encoding::AvroPlain,
        measured: "fastavro 1.13.1 with `write_union_type=False`",
        unions: Unions::Plain,
        bytes: Bytes::Latin,
        not_finite: NotFinite::Never,
        uuids: Uuids::AsTheirType,
        reader: Reader::Unknown,
        written: &[
            RECORDS,
            "A value of a union is written without the name of its branch.",
            LATIN,
            LOGICAL,
        ],
        read: &[],
        unseen_written: "NaN and the infinities, which are not JSON",
        unseen_read: "",
        cells: [
            "`null` or `5`",
            "`\"\\u00ff\"`",
            "bare `NaN`",
            "`2.0`",
            "an integer",
        ],
    },
    AvroProfile {
        encoding: Encoding::ApacheAvro0,
        measured: "apache-avro 0.22.0 of Rust",
        unions: Unions::Plain,
        bytes: Bytes::Numbers,
        not_finite: NotFinite::Never,
        uuids: Uuids::Hyphenated,
        reader: Reader::Resolves,
        written: &[
            RECORDS,
            "A value of a union is written without the name of its branch.",
            "Bytes are a list of numbers.",
            LOGICAL,
            "But a UUID is text in lower case with hyphens, that of bytes and of a fixed, too.",
            "With NaN or an infinity the message is not written.",
        ],
        read: &[
            "A field with a default may be absent. Unknown fields are ignored.",
            "A value of a union is read without the name of its branch. Beside a branch of UUIDs, no other text is read.",
            "Bytes are a list of numbers, or a text of ASCII.",
            "A fixed is a text of ASCII: the list that it is written as is refused.",
            "A decimal is a text with a character from U+0000 to U+00FF for each byte: a list is refused.",
            "A `duration`, a `big-decimal` and a `uuid` of bytes are not read at all.",
            "The texts `NaN`, `INF`, `Infinity`, `-INF` and `-Infinity` are read as a `float` or `double`.",
            "For an enum with a default, each text is read.",
        ],
        unseen_written: "types with an own `Serialize`",
        unseen_read: "integers from 2^63 to 2^64 - 1 in a `float`, a `double` or an unknown field, which it refuses",
        cells: ["`null` or `5`", "`[255]`", "it fails", "`2.0`", "an integer"],
    },
];
