//! The derive's records about a type that has a role, in the tests of its crate: the contract's identity, how to
//! make its schema, and the real serde functions ([`real`], [`record`]). This is data, which `crate::testing` uses.

pub(crate) mod real;
pub(crate) mod record;

use crate::contract::{Envelope, EventReader, Role};
use crate::schema::{HeaderOf, Source};
use real::{Read, Real};

/// A type consumes or emits an event. Made by the macros, in test builds only.
#[derive(Debug, Clone, Copy)]
pub struct Declaration {
    /// [`collect::marker`](crate::collect::marker), the event and a NUL byte, so that the executable shows its declarations
    /// without being run.
    pub marker: &'static str,
    /// The module that contains the declaration.
    pub module: &'static str,
    /// The test function that belongs to it.
    pub test: &'static str,
    /// The service's role for the event.
    pub role: Role,
    /// The event.
    pub event: &'static str,
    /// The name among several contracts of one service for one event.
    pub name: Option<&'static str>,
    /// The only producer that the consumer trusts.
    pub producer: Option<&'static str>,
    /// The team to ask.
    pub owner: Option<&'static str>,
    /// The service, if it differs from the manifest's.
    pub service: Option<&'static str>,
    /// The path of the type as the source writes it.
    pub rust_type: &'static str,
    /// The source file, as the compiler names it.
    pub file: &'static str,
    /// The output folder of the build script, if the package has one.
    pub out_dir: Option<&'static str>,
    /// The cargo package.
    pub package: &'static str,
    /// The folder of its manifest when it was built.
    pub manifest_dir: &'static str,
    /// Each feature that the package declares, and whether it is on.
    pub features: &'static [(&'static str, bool)],
    /// Makes the type's schema.
    pub schema: Source,
    /// serde's functions for the type.
    pub real: Real,
    /// The metadata of a message, and how long it stays.
    pub layout: MessageLayout,
    /// Older types that are read too, and made into this one.
    pub older: &'static [Older],
}

/// The metadata of a message besides its payload, and how long it stays.
#[derive(Debug, Clone, Copy, Default)]
pub struct MessageLayout {
    /// The envelope.
    pub envelope: Option<DeclaredEnvelope>,
    /// The field whose value is the key of the message.
    pub key: Option<&'static str>,
    /// The extension attributes of the envelope that are read or sent.
    pub extensions: &'static [DeclaredHeader],
    /// The headers that are read or sent.
    pub headers: &'static [DeclaredHeader],
    /// How long the messages may be read, as the producer declares it.
    pub retention: Option<&'static str>,
}

/// An envelope, as a contract declares it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeclaredEnvelope {
    /// The envelope.
    pub envelope: Envelope,
    /// Its name of the event, if that differs.
    pub event_type: Option<&'static str>,
    /// The program that reads the event, if the consumer names it.
    pub reader: Option<EventReader>,
    /// True if each event has its time.
    pub requires_time: bool,
}

/// A header, or an extension attribute of an envelope, and what serde does with its values.
#[derive(Debug, Clone, Copy)]
pub struct DeclaredHeader {
    /// Its name, and how to make the schema of its values.
    pub header: HeaderOf,
    /// Reads a value.
    pub read: Option<Read>,
    /// Reads a value that is a text in a message, as the key of a map is.
    pub read_text: Option<Read>,
}

/// An older type of an event that a consumer still reads.
#[derive(Debug, Clone, Copy)]
pub struct Older {
    /// Its path, as the compiler names it; the attribute may contain the name of an import.
    pub rust_type: fn() -> &'static str,
    /// Makes its schema.
    pub schema: Source,
    /// serde's functions for it.
    pub real: Real,
}
