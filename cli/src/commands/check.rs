//! `cargo counterpart check`

use std::path::{Path, PathBuf};

use clap::Args;
use counterpart_engine::compat::{self, Limits, Verdict};
use counterpart_verifier::import::{ImportError, Reading, SchemaFile};

use super::import::{DraftName, warn};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::patterns::PatternDialect;
use crate::render::verdict::{self, Look};
use crate::terminal::output;

/// Check one JSON Schema against another: does the second accept every value of the first?
///
/// Drafts 4 to 2020-12 are read, by `$schema`. Both schemas are checked as they are: nothing is closed, bounded or assumed.
/// `nullable` and `discriminator` mean what OpenAPI says. Only references within the file are followed. FILE#POINTER names
/// a schema inside a file, as in api.yaml#/components/schemas/Order.
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// The emitted schema, in JSON or YAML
    #[arg(value_name = "EMITTED.json")]
    emitted: PathBuf,
    /// The accepted schema, in JSON or YAML
    #[arg(value_name = "ACCEPTED.json")]
    accepted: PathBuf,
    /// Treat `format` as an annotation
    #[arg(long)]
    no_format: bool,
    /// The draft of a file without `$schema`; by default that of an AsyncAPI or OpenAPI document, else 2020-12
    #[arg(long, value_enum, value_name = "DRAFT")]
    draft: Option<DraftName>,
    /// Allow a schema that accepts everything
    #[arg(long)]
    anything: bool,
    /// Fail on a probable mistake in a schema instead of warning
    #[arg(long)]
    strict: bool,
    /// The dialect of the patterns in both files
    #[arg(long, value_enum, value_name = "DIALECT", default_value_t = PatternDialect::Ecma)]
    patterns: PatternDialect,
    /// The most steps the check may take before the answer is "unproven"
    #[arg(long, value_name = "N", default_value_t = Limits::default().steps)]
    steps: u64,
}

impl Check {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let emitted = self.read(&self.emitted)?;
        let accepted = self.read(&self.accepted)?;
        let limits = Limits {
            steps: self.steps,
            ..Limits::default()
        };
        let mut examination = compat::examine(&emitted.schema, &accepted.schema, &limits);
        if let Verdict::Incompatible(findings) = &mut examination.verdict {
            for finding in findings {
                finding.emitted = emitted.place(&finding.emitted);
                finding.accepted = accepted.place(&finding.accepted);
            }
        }
        let assumptions = match examination.verdict {
            Verdict::Compatible => {
                counterpart_verifier::verify::assumptions(&emitted.schema, &accepted.schema)
            }
            _ => Vec::new(),
        };
        // Only JSON is shown with lines.
        let text = |of: &SchemaFile| of.text.clone().unwrap_or_default();
        output::print(verdict::verdict(
            &examination,
            &assumptions,
            (&emitted.file, &text(&emitted)),
            (&accepted.file, &text(&accepted)),
            Look {
                most: limits.findings,
                verbose: output::is_verbose(),
                options: output::options(),
            },
        ))?;
        Ok(match examination.verdict {
            Verdict::Compatible => Exit::Compatible,
            Verdict::Incompatible(_) => Exit::Incompatible,
            Verdict::Unproven(_) => Exit::Incomplete,
        })
    }

    fn read(&self, named: &Path) -> Result<SchemaFile, Failure> {
        let reading = Reading {
            draft: self.draft.map(DraftName::draft),
            format_is_a_note: self.no_format,
            anything: self.anything,
            patterns: self.patterns.into(),
        };
        let read = SchemaFile::read(named, &reading).map_err(|error| match error {
            ImportError::Schema { file, error } => Failure::new(format!("{file}: {error}")),
            other => other.into(),
        })?;
        warn(&read.warnings, read.draft.as_slice(), self.strict)?;
        Ok(read)
    }
}
