//! The reasons why an Avro schema cannot be imported.

use std::fmt;

use counterpart::contract::{DocumentError, Encoding, NameError};
use counterpart_engine::json::ParseError;

/// The reason why an Avro schema cannot be imported.
#[derive(Debug)]
#[non_exhaustive]
pub enum AvroError {
    /// The service, the event, the name or the producer cannot be one.
    Name(NameError),
    /// An emitted schema was given a name or a producer, which only contracts have.
    OnlyForContracts(&'static str),
    /// The file cannot be read.
    Read(counterpart::bounded::ReadError),
    /// The file is not JSON.
    Json(ParseError),
    /// A place in the file is not an Avro schema.
    NotASchema {
        /// The path of names to it: `Event.total`, or nothing for the whole file.
        at: String,
        /// What is wrong.
        why: String,
    },
    /// Two types have one name.
    DefinedTwice(String),
    /// The encoding is one of Protobuf.
    NotOfAvro(Encoding),
    /// It was not measured what reads the encoding.
    OnlyWritten(Encoding),
    /// A type that contains itself, in a contract of what is read.
    Recursive(String),
    /// More of something than is taken in.
    TooMuch(&'static str),
    /// The result would nest too deep to be read again.
    Result(DocumentError),
}

impl fmt::Display for AvroError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AvroError::Name(error) => write!(f, "{error}"),
            AvroError::OnlyForContracts(what) => write!(f, "only what a service consumes has a {what}"),
            AvroError::Read(error) => write!(f, "{error}"),
            AvroError::Json(error) => write!(f, "it is not JSON: {error}"),
            AvroError::NotASchema { at, why } if at.is_empty() => {
                write!(f, "it is not an Avro schema: {why}")
            }
            AvroError::NotASchema { at, why } => write!(f, "`{at}` is not an Avro schema: {why}"),
            AvroError::DefinedTwice(name) => write!(f, "the type `{name}` is defined twice"),
            AvroError::NotOfAvro(encoding) => {
                write!(f, "`{}` is an encoding of Protobuf, not of Avro", encoding.id())
            }
            AvroError::OnlyWritten(encoding) => {
                write!(
                    f,
                    "it was not measured what reads {encoding}: it is only known as written"
                )
            }
            AvroError::Recursive(name) => write!(
                f,
                "the type `{name}` contains itself, and not every library reads such a type from JSON"
            ),
            AvroError::TooMuch(what) => write!(f, "the schema has more than {what}"),
            AvroError::Result(error) => write!(f, "the contract file cannot be read again: {error}"),
        }
    }
}

impl std::error::Error for AvroError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            AvroError::Name(error) => Some(error),
            AvroError::Read(error) => Some(error),
            AvroError::Json(error) => Some(error),
            AvroError::Result(error) => Some(error),
            _ => None,
        }
    }
}
