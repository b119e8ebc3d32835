//! `cargo counterpart schema`

use clap::{Args, ValueEnum};
use counterpart::report::listing;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::output;

/// Print the JSON Schema of a document that this program writes
///
/// Within one number of `format`, keys and ids are only added.
#[derive(Debug, Args)]
pub(crate) struct Schema {
    /// The document
    #[arg(value_enum)]
    document: Document,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Document {
    /// What `verify` and `can-i-deploy` write with `--format json`
    Report,
}

impl Schema {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        output::document(match self.document {
            Document::Report => listing::SCHEMA,
        })?;
        Ok(Exit::Compatible)
    }
}
