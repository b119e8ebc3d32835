//! What the derive records of a type that has a role, in the tests of its crate.

use schemars::{JsonSchema, Schema, SchemaGenerator};

use crate::contract::{Envelope, Role};
use crate::schema::Source;
use crate::schema::wire::Kind;
use crate::testing::truth::real::{Read, Real};

/// A type consumes or emits an event. Made by the macros, in test builds only.
#[derive(Debug, Clone, Copy)]
pub struct Declaration {
    /// [`collect::marker`](crate::collect::marker), the event and a NUL byte, so that the executable shows its declarations
    /// without being run.
    pub marker: &'static str,
    /// The module that the declaration stands in.
    pub module: &'static str,
    /// The test function that belongs to it.
    pub test: &'static str,
    /// What the service does with the event.
    pub role: Role,
    /// The event.
    pub event: &'static str,
    /// The name among several contracts of one service for one event.
    pub name: Option<&'static str>,
    /// The only producer that the consumer trusts.
    pub producer: Option<&'static str>,
    /// The team to ask.
    pub owner: Option<&'static str>,
    /// The service, where it is not the one of the manifest.
    pub service: Option<&'static str>,
    /// The path of the type as the source says it.
    pub rust_type: &'static str,
    /// The source file, as the compiler names it.
    pub file: &'static str,
    /// Where build scripts write, when the package has one.
    pub out_dir: Option<&'static str>,
    /// The cargo package.
    pub package: &'static str,
    /// The folder of its manifest when it was built.
    pub manifest_dir: &'static str,
    /// Each feature that the package declares, and whether it is on.
    pub features: &'static [(&'static str, bool)],
    /// Makes the type's schema.
    pub schema: Source,
    /// What serde does with the type.
    pub real: Real,
    /// What stands around the type in a message.
    pub around: Around,
    /// Older types that are read too, and made into this one.
    pub older: &'static [Older],
}

/// What stands around the payload of a message.
#[derive(Debug, Clone, Copy, Default)]
pub struct Around {
    /// The envelope, and the name of the event in it where it is another.
    pub envelope: Option<(Envelope, Option<&'static str>)>,
    /// The field whose value is the key of the message.
    pub key: Option<&'static str>,
    /// The extension attributes of the envelope that are read or sent.
    pub extensions: &'static [HeaderOf],
    /// The headers that are read or sent.
    pub headers: &'static [HeaderOf],
    /// How long the messages may be read, as the producer says it.
    pub retention: Option<&'static str>,
}

/// A header, or an extension attribute of an envelope: its name, how to make the schema of its value, and what serde does with
/// it.
#[derive(Debug, Clone, Copy)]
pub struct HeaderOf {
    /// The name.
    pub name: &'static str,
    /// Whether a message may lack it.
    pub is_option: fn() -> bool,
    /// Makes the schema of a value.
    pub schema: fn(&mut SchemaGenerator) -> Schema,
    /// Reads a value.
    pub read: Option<Read>,
    /// Reads a value that stands as a text, as the key of a map does.
    pub read_text: Option<Read>,
}

impl HeaderOf {
    /// A header whose values are written as `T` is.
    pub const fn of<T: JsonSchema>(name: &'static str, read: Option<Read>, read_text: Option<Read>) -> Self {
        Self {
            name,
            read,
            read_text,
            is_option: T::_schemars_private_is_option,
            schema: <Kind<T>>::_schemars_private_non_optional_json_schema,
        }
    }
}

/// An older type of an event that a consumer still reads.
#[derive(Debug, Clone, Copy)]
pub struct Older {
    /// Its path, as the compiler calls it: what stands in the attribute may be a name of an import.
    pub rust_type: fn() -> &'static str,
    /// Makes its schema.
    pub schema: Source,
    /// What serde does with it.
    pub real: Real,
}
