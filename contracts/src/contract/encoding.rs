//! The encodings of JSON that comes from a schema of Protobuf or Avro.

use std::fmt;

/// A way to write the messages of a Protobuf or Avro schema as JSON, as an import knows it.
///
/// The encodings of one schema refuse each other's messages, so a contract names the one that it is of. The number is
/// the part of the library's version that was measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Encoding {
    /// Protobuf: the JSON mapping of its specification, as Google's Python library and `@bufbuild/protobuf` have it.
    ProtoJson,
    /// Protobuf: Rust's pbjson 0.
    Pbjson0,
    /// Protobuf: Rust's prost-reflect 0.
    ProstReflect0,
    /// Protobuf: `toJSON` and `fromJSON` of TypeScript's ts-proto 2.
    TsProto2,
    /// Protobuf: `toJSON` and `fromObject` of JavaScript's protobufjs 8.
    Protobufjs8,
    /// Protobuf: `toObject` of JavaScript's google-protobuf 4.
    GoogleProtobufObject4,
    /// Avro: the JSON encoding of its specification, as fastavro and avsc have it.
    AvroJson,
    /// Avro: the same without the wrapping of unions.
    AvroPlain,
    /// Avro: values of Rust's apache-avro 0 through serde_json.
    ApacheAvro0,
}

impl Encoding {
    /// All of them.
    pub const ALL: [Encoding; 9] = [
        Encoding::ProtoJson,
        Encoding::Pbjson0,
        Encoding::ProstReflect0,
        Encoding::TsProto2,
        Encoding::Protobufjs8,
        Encoding::GoogleProtobufObject4,
        Encoding::AvroJson,
        Encoding::AvroPlain,
        Encoding::ApacheAvro0,
    ];

    /// The name on the command line, as in `--written-by pbjson`.
    pub fn id(self) -> &'static str {
        match self {
            Encoding::ProtoJson => "protojson",
            Encoding::Pbjson0 => "pbjson",
            Encoding::ProstReflect0 => "prost-reflect",
            Encoding::TsProto2 => "ts-proto",
            Encoding::Protobufjs8 => "protobufjs",
            Encoding::GoogleProtobufObject4 => "google-protobuf-object",
            Encoding::AvroJson => "avro-json",
            Encoding::AvroPlain => "avro-plain",
            Encoding::ApacheAvro0 => "apache-avro",
        }
    }

    /// The assumption that a producer writes in this encoding.
    pub(super) fn writes(self) -> &'static str {
        match self {
            Encoding::ProtoJson => "as-protojson-writes",
            Encoding::Pbjson0 => "as-pbjson-0-writes",
            Encoding::ProstReflect0 => "as-prost-reflect-0-writes",
            Encoding::TsProto2 => "as-ts-proto-2-writes",
            Encoding::Protobufjs8 => "as-protobufjs-8-writes",
            Encoding::GoogleProtobufObject4 => "as-google-protobuf-object-4-writes",
            Encoding::AvroJson => "as-avro-json-writes",
            Encoding::AvroPlain => "as-avro-plain-writes",
            Encoding::ApacheAvro0 => "as-apache-avro-0-writes",
        }
    }

    /// The assumption that a consumer reads this encoding.
    pub(super) fn reads(self) -> &'static str {
        match self {
            Encoding::ProtoJson => "as-protojson-reads",
            Encoding::Pbjson0 => "as-pbjson-0-reads",
            Encoding::ProstReflect0 => "as-prost-reflect-0-reads",
            Encoding::TsProto2 => "as-ts-proto-2-reads",
            Encoding::Protobufjs8 => "as-protobufjs-8-reads",
            Encoding::GoogleProtobufObject4 => "as-google-protobuf-object-4-reads",
            Encoding::AvroJson => "as-avro-json-reads",
            Encoding::AvroPlain => "as-avro-plain-reads",
            Encoding::ApacheAvro0 => "as-apache-avro-0-reads",
        }
    }

    /// Returns true if messages have a schema of Protobuf; otherwise it is one of Avro.
    pub fn is_protobuf(self) -> bool {
        !matches!(
            self,
            Encoding::AvroJson | Encoding::AvroPlain | Encoding::ApacheAvro0
        )
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Encoding::ProtoJson => "ProtoJSON",
            Encoding::Pbjson0 => "pbjson",
            Encoding::ProstReflect0 => "prost-reflect",
            Encoding::TsProto2 => "ts-proto 2",
            Encoding::Protobufjs8 => "protobufjs 8",
            Encoding::GoogleProtobufObject4 => "`toObject` of google-protobuf 4",
            Encoding::AvroJson => "Avro's JSON encoding",
            Encoding::AvroPlain => "Avro's JSON encoding with plain unions",
            Encoding::ApacheAvro0 => "apache-avro",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn assumptions_of_an_encoding_begin_with_its_id() {
        for encoding in Encoding::ALL {
            let start = format!("as-{}-", encoding.id());
            for (id, end) in [(encoding.writes(), "-writes"), (encoding.reads(), "-reads")] {
                assert!(id.starts_with(&start) && id.ends_with(end), "{id}");
            }
        }
    }

    #[test]
    fn encodings_and_libraries_have_different_names() {
        for library in super::super::Library::ALL {
            assert!(Encoding::ALL.iter().all(|encoding| encoding.id() != library.id()));
        }
    }
}
