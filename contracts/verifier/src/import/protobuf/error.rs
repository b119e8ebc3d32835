//! The reasons why a message of a descriptor set cannot be imported.

use std::fmt;

use counterpart::contract::{DocumentError, Encoding, NameError};

/// The reason why a message of Protobuf cannot be imported.
#[derive(Debug)]
#[non_exhaustive]
pub enum ProtobufError {
    /// The service, the event, the name or the producer cannot be one.
    Name(NameError),
    /// An emitted schema was given a name or a producer, which only contracts have.
    OnlyForContracts(&'static str),
    /// The file cannot be read.
    Read(counterpart::bounded::ReadError),
    /// The file is not a descriptor set.
    NotADescriptorSet,
    /// The descriptor set says something that no compiler writes.
    Malformed(&'static str),
    /// A file in the descriptor set is in a language that is not known.
    Syntax {
        /// The name of the `.proto` file.
        file: String,
        /// The syntax or the edition.
        syntax: String,
    },
    /// The descriptor set does not have the message that was named.
    NoMessage {
        /// The name, as it was given.
        name: String,
        /// True if an enum has the name.
        is_enum: bool,
        /// The names of the messages that are there.
        known: Vec<String>,
    },
    /// The descriptor set refers to a type that it does not have.
    NoType {
        /// The message.
        message: String,
        /// The field.
        field: String,
        /// The full name of the type.
        name: String,
    },
    /// A field has a type that is not known.
    UnknownType {
        /// The message.
        message: String,
        /// The field.
        field: String,
        /// Its number in a descriptor.
        number: i32,
    },
    /// Two fields of a message have one name in JSON.
    SameName {
        /// The message.
        message: String,
        /// The name in JSON.
        name: String,
        /// The fields, as far as this name is theirs in the descriptor.
        fields: Vec<String>,
    },
    /// A construct whose JSON in this encoding was not measured.
    NotMeasured {
        /// The message.
        message: String,
        /// The construct, as "a group".
        construct: &'static str,
        /// The encoding.
        encoding: Encoding,
    },
    /// The encoding is one of Avro.
    NotOfProtobuf(Encoding),
    /// The library only writes.
    OnlyWritten(Encoding),
    /// The option means nothing for this encoding.
    NoSuchOption {
        /// The encoding.
        encoding: Encoding,
        /// The option.
        option: ProtobufOption,
        /// True if the library always does what the option asks for.
        is_always_on: bool,
    },
    /// More of something than is taken in.
    TooMuch(&'static str),
    /// The result would nest too deep to be read again.
    Result(DocumentError),
}

/// An option of a library that changes what it writes or reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProtobufOption {
    /// Fields without presence, lists and maps are written where they are empty, too.
    AlwaysPrint,
    /// Fields have the names of the `.proto` file.
    OriginalNames,
    /// Values of enums are numbers.
    EnumsAsIntegers,
    /// Unknown fields are ignored.
    IgnoreUnknown,
}

impl ProtobufOption {
    /// All of them.
    pub const ALL: [ProtobufOption; 4] = [
        ProtobufOption::AlwaysPrint,
        ProtobufOption::OriginalNames,
        ProtobufOption::EnumsAsIntegers,
        ProtobufOption::IgnoreUnknown,
    ];

    /// The flag of `import`.
    pub fn flag(self) -> &'static str {
        match self {
            ProtobufOption::AlwaysPrint => "--always-print",
            ProtobufOption::OriginalNames => "--original-names",
            ProtobufOption::EnumsAsIntegers => "--enums-as-integers",
            ProtobufOption::IgnoreUnknown => "--ignore-unknown",
        }
    }
}

impl fmt::Display for ProtobufError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ProtobufError::Name(error) => write!(f, "{error}"),
            ProtobufError::OnlyForContracts(what) => {
                write!(f, "only what a service consumes has a {what}")
            }
            ProtobufError::Read(error) => write!(f, "{error}"),
            ProtobufError::NotADescriptorSet => f.write_str("it is not a descriptor set"),
            ProtobufError::Malformed(what) => write!(f, "the descriptor set is malformed: it has {what}"),
            ProtobufError::Syntax { file, syntax } => write!(
                f,
                "{file:?} in the descriptor set is written in {syntax}; proto2, proto3 and the editions 2023 and 2024 \
                 are read"
            ),
            ProtobufError::NoMessage {
                name, is_enum: true, ..
            } => write!(f, "`{name}` is an enum, and an event is a message"),
            ProtobufError::NoMessage { name, known, .. } => write!(
                f,
                "the descriptor set has no message `{name}`{}",
                counterpart::near::did_you_mean(name, known.iter().map(String::as_str))
            ),
            ProtobufError::NoType { message, field, name } => write!(
                f,
                "the descriptor set lacks `{name}`, the type of `{field}` in `{message}`"
            ),
            ProtobufError::UnknownType {
                message,
                field,
                number,
            } => write!(f, "`{field}` in `{message}` has an unknown type, number {number}"),
            ProtobufError::SameName {
                message,
                name,
                fields,
            } => {
                write!(f, "two fields of `{message}` are {name:?} in JSON")?;
                match fields.len() {
                    2.. => write!(f, ": `{}`", fields.join("` and `")),
                    _ => Ok(()),
                }
            }
            ProtobufError::NotMeasured {
                message,
                construct,
                encoding,
            } => write!(
                f,
                "`{message}` has {construct}, and it was not measured how {encoding} writes and reads that"
            ),
            ProtobufError::NotOfProtobuf(encoding) => {
                write!(f, "`{}` is an encoding of Avro, not of Protobuf", encoding.id())
            }
            ProtobufError::OnlyWritten(encoding) => {
                write!(f, "nothing reads the JSON of {encoding}: it is only written")
            }
            ProtobufError::NoSuchOption {
                encoding,
                option,
                is_always_on: true,
            } => write!(f, "`{}`: {encoding} always does that", option.flag()),
            ProtobufError::NoSuchOption {
                encoding,
                option,
                is_always_on: false,
            } => write!(f, "`{}`: {encoding} has no such option", option.flag()),
            ProtobufError::TooMuch(what) => write!(f, "the descriptor set has more than {what}"),
            ProtobufError::Result(error) => write!(f, "the contract file cannot be read again: {error}"),
        }
    }
}

impl std::error::Error for ProtobufError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            ProtobufError::Name(error) => Some(error),
            ProtobufError::Read(error) => Some(error),
            ProtobufError::Result(error) => Some(error),
            _ => None,
        }
    }
}
