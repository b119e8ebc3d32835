//! What the derive records of a type that has a role, in the tests of its crate.

use crate::contract::Role;
use crate::schema::Source;
use crate::testing::truth::real::Real;

/// A type consumes or emits an event. Made by the macros, in test builds only.
#[derive(Debug, Clone, Copy)]
pub struct Declaration {
    /// [`collect::MARKER`](crate::collect::MARKER), the event and a NUL byte, so that the executable shows its declarations
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
}
