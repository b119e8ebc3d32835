//! `cargo counterpart check`

use std::path::{Path, PathBuf};

use clap::Args;
use counterpart::compat::schema::{Options, Schema};
use counterpart::compat::{self, Limits, Verdict};
use counterpart::contract::folder;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::output;
use crate::patterns::{self, PatternDialect};
use crate::render::verdict;

/// Check one JSON Schema against another: is every value of the first one of the second?
///
/// Drafts 4 to 2020-12 are read, by `$schema`. Both are taken as they stand: nothing is closed, bounded or assumed.
/// References lead inside of a file only.
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// What is emitted
    #[arg(value_name = "EMITTED.json")]
    emitted: PathBuf,
    /// What is accepted
    #[arg(value_name = "ACCEPTED.json")]
    accepted: PathBuf,
    /// Take `format` for a description that decides nothing
    #[arg(long)]
    no_format: bool,
    /// The dialect of the patterns in both files
    #[arg(long, value_enum, value_name = "DIALECT", default_value_t = PatternDialect::Ecma)]
    patterns: PatternDialect,
    /// How many steps the check may take before it is unproven
    #[arg(long, value_name = "N", default_value_t = Limits::default().steps)]
    steps: u64,
}

impl Check {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let (emitted, emitted_text) = self.read(&self.emitted)?;
        let (accepted, accepted_text) = self.read(&self.accepted)?;
        let limits = Limits {
            steps: self.steps,
            ..Limits::default()
        };
        let verdict = compat::check(&emitted, &accepted, &limits);
        output::screen(verdict::verdict(
            &verdict,
            (&self.emitted, &emitted_text),
            (&self.accepted, &accepted_text),
            output::look(),
        ))?;
        Ok(match verdict {
            Verdict::Compatible => Exit::Compatible,
            Verdict::Incompatible(_) => Exit::Incompatible,
            Verdict::Unproven(_) => Exit::Incomplete,
        })
    }

    fn read(&self, path: &Path) -> Result<(Schema, String), Failure> {
        let bytes = folder::read_bounded(path)?;
        let options = Options::default().format_asserts(!self.no_format);
        let failed = |error| Failure::new(format!("{}: {error}", path.display()));
        let mut schema = Schema::parse(&bytes, &options).map_err(failed)?;
        let foreign = if self.patterns == PatternDialect::Ecma {
            schema.foreign_patterns()
        } else {
            let rewritten = schema.with_patterns_of(self.patterns.into());
            schema = Schema::from_json(rewritten.document, &options).map_err(failed)?;
            rewritten.kept
        };
        patterns::warn_of(
            foreign
                .iter()
                .map(|pattern| (format!("{}: {pattern}", path.display()), pattern)),
        );
        for slip in schema.misspelt() {
            output::progress(&format!(
                "warning: {}: `{}` is no keyword and asserts nothing; did you mean `{}`?",
                path.display(),
                slip.at,
                slip.meant
            ));
        }
        Ok((schema, String::from_utf8_lossy(&bytes).into_owned()))
    }
}
