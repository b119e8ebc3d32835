//! `cargo counterpart pact import`

use std::fmt::Write;
use std::path::PathBuf;

use clap::Args;
use counterpart::contract::folder;
use counterpart_pact::import::{Imported, import};
use counterpart_pact::read;

use super::producing::Producing;
use crate::commands::import::keep_what_rust_declares;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::terminal::output;

/// Make contract files of the message pacts of consumers, so that everything else works on them
///
/// What an interaction accepts becomes a contract of the pact's consumer for the pact's provider. Where Pact accepts more than a
/// schema can say, the contract is narrower, and the place is listed.
#[derive(Debug, Args)]
pub(crate) struct Import {
    /// Pacts, and folders of pacts with all that lies below them
    #[arg(value_name = "FILE|DIR", required = true)]
    paths: Vec<PathBuf>,
    /// The event of all their interactions, where neither the description nor the metadata names it
    #[arg(long, value_name = "EVENT")]
    event: Option<String>,
    /// The folder of contract files to write into, instead of the workspace's
    #[arg(long, value_name = "DIR")]
    into: Option<PathBuf>,
    #[command(flatten)]
    producing: Producing,
}

impl Import {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let pacts = read::read(&self.paths).map_err(|error| Failure::new(error.to_string()))?;
        let found = self.producing.find()?;
        let into = match (&self.into, found.folder) {
            (Some(named), _) => named.clone(),
            (None, Some(own)) => own,
            (None, None) => {
                return Err(Failure::new("there is no workspace, and no folder to write into")
                    .hint("name the folder with --into DIR"));
            }
        };
        let mut made: Vec<Imported> = Vec::new();
        for pact in &pacts.pacts {
            let event = self.event.as_deref();
            made.extend(import(pact, event, &found.producers, &found.settings).map_err(Failure::new)?);
        }
        let paths: Vec<PathBuf> = made
            .iter()
            .map(|one| folder::path_in(&into, &one.contract.header.identity))
            .collect();
        // Nothing is written unless everything can be.
        for path in &paths {
            folder::check_replaceable(path)?;
            keep_what_rust_declares(path)?;
        }
        let mut said = String::new();
        for (one, path) in made.iter().zip(&paths) {
            folder::write(path, &one.contract.to_text())?;
            // Writing to a string cannot fail.
            let _ = writeln!(said, "wrote {} from {:?}", path.display(), one.description);
            for narrowing in &one.narrowings {
                let _ = writeln!(
                    said,
                    "  narrower: {}: Pact also accepts {}",
                    narrowing.path, narrowing.also_accepted
                );
            }
            if !one.metadata.is_empty() {
                let _ = writeln!(
                    said,
                    "  not in the contract: the metadata {}",
                    one.metadata.join(", ")
                );
            }
        }
        for note in pacts.notes {
            output::progress(&format!("note: {note}"));
        }
        output::results(&said)?;
        Ok(Exit::Compatible)
    }
}
