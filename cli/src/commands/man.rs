//! `cargo counterpart man`

use std::path::PathBuf;

use clap::{Args, CommandFactory as _};

use crate::Arguments;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output;

/// Write the man pages: one of the program, one of each command
#[derive(Debug, Args)]
pub(crate) struct Man {
    /// The folder to write them to; it is made if it is not there
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

impl Man {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let cannot = |error| Failure::new(format!("cannot write to {}: {error}", self.folder.display()));
        std::fs::create_dir_all(&self.folder).map_err(cannot)?;
        clap_mangen::generate_to(Arguments::command(), &self.folder).map_err(cannot)?;
        output::results(&format!("man pages written to {}\n", self.folder.display()))?;
        Ok(Exit::Compatible)
    }
}
