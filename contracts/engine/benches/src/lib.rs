//! The checkers that are measured side by side, each as its users call it.
//!
//! Commands, all in this folder:
//!
//! - `cargo bench` measures all of it (about a quarter of an hour, most of it for the others);
//!   `cargo bench --bench unions -- --quick counterpart` only ours.
//! - `cargo run --release --bin targets` holds each number against its target, as a ratio within one run.
//! - `cargo run --release --bin folder` does so for a folder of 20,000 contract files.

pub mod consumers;
pub mod folder;
pub mod recursion;
pub mod unions;

use counterpart_engine::compat::schema::{Options, Schema};
use counterpart_engine::compat::{Limits, Verdict, check};
use jsoncompat::{CompatibilityResult, Role, SchemaDocument};
use jsonschema::canonical::{self, CanonicalSchema, Containment};
use serde_json::Value;

/// One checker.
pub trait Checker {
    /// Its name in the results.
    const NAME: &'static str;
    /// A schema as the checker holds it.
    type Schema;
    /// From text.
    fn parse(text: &str) -> Self::Schema;
    /// Returns true if the consumer accepts everything that is emitted; `None` if that is not decided.
    fn check(emitted: &Self::Schema, accepted: &Self::Schema) -> Option<bool>;
}

/// This project.
pub struct Counterpart;

impl Checker for Counterpart {
    const NAME: &'static str = "counterpart";
    type Schema = Schema;

    fn parse(text: &str) -> Schema {
        Schema::parse(text.as_bytes(), &Options::default()).expect("a schema")
    }

    fn check(emitted: &Schema, accepted: &Schema) -> Option<bool> {
        match check(emitted, accepted, &Limits::default()) {
            Verdict::Compatible => Some(true),
            Verdict::Incompatible(_) => Some(false),
            Verdict::Unproven(_) => None,
        }
    }
}

/// `jsonschema::canonical`.
pub struct Covers;

impl Checker for Covers {
    const NAME: &'static str = "covers";
    type Schema = CanonicalSchema;

    fn parse(text: &str) -> CanonicalSchema {
        let document: Value = serde_json::from_str(text).expect("JSON");
        canonical::options()
            .should_validate_formats(true)
            .canonicalize(&document)
            .expect("a schema")
    }

    fn check(emitted: &CanonicalSchema, accepted: &CanonicalSchema) -> Option<bool> {
        match accepted.covers(emitted).ok()? {
            Containment::Yes => Some(true),
            Containment::No => Some(false),
            Containment::Unknown => None,
        }
    }
}

/// `jsoncompat`.
pub struct Jsoncompat;

impl Checker for Jsoncompat {
    const NAME: &'static str = "jsoncompat";
    type Schema = SchemaDocument;

    fn parse(text: &str) -> SchemaDocument {
        let document: Value = serde_json::from_str(text).expect("JSON");
        let schema = SchemaDocument::from_json(&document).expect("a schema");
        schema.root().expect("a schema");
        schema
    }

    fn check(emitted: &SchemaDocument, accepted: &SchemaDocument) -> Option<bool> {
        // A new producer's messages against what was accepted so far.
        match jsoncompat::analyze_compat(accepted, emitted, Role::Serializer).ok()? {
            CompatibilityResult::Compatible => Some(true),
            CompatibilityResult::Incompatible { .. } => Some(false),
            CompatibilityResult::Unknown { .. } => None,
        }
    }
}
