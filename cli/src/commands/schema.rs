//! `cargo counterpart schema`

use clap::{Args, ValueEnum};
use counterpart::letters;
use counterpart_verifier::audit;
use counterpart_verifier::deploy::{IMPACT_SCHEMA, diff_schema};
use counterpart_verifier::redrive;
use counterpart_verifier::report::listing;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::terminal::output;

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
    /// What `impact` prints with `--json`
    Impact,
    /// What `diff` prints with `--json`
    Diff,
    /// What `audit` writes with `--format json`
    Audit,
    /// A message that a consumer could not take, as `counterpart::letters` writes it
    DeadLetter,
    /// What `redrive` writes with `--format json`
    Redrive,
}

impl Schema {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        output::document(&match self.document {
            Document::Report => listing::SCHEMA.to_owned(),
            Document::Impact => IMPACT_SCHEMA.to_owned(),
            Document::Diff => diff_schema(),
            Document::Audit => audit::SCHEMA.to_owned(),
            Document::DeadLetter => letters::SCHEMA.to_owned(),
            Document::Redrive => redrive::SCHEMA.to_owned(),
        })?;
        Ok(Exit::Compatible)
    }
}
