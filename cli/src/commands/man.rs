//! `cargo counterpart man`

use std::path::PathBuf;

use clap::{Args, CommandFactory as _};

use crate::commands::Arguments;
use crate::destination::Destination;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::terminal::output;

/// Write the man pages: one for the program and one for each command
#[derive(Debug, Args)]
pub(crate) struct Man {
    /// The folder to write them to; it is created if it does not exist
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

impl Man {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let cannot = |error| Failure::new(format!("cannot write to {}: {error}", self.folder.display()));
        std::fs::create_dir_all(&self.folder).map_err(cannot)?;
        // The generator opens any file that has a page's name, so it works in a folder of its own.
        let made = tempfile::tempdir().map_err(cannot)?;
        clap_mangen::generate_to(Arguments::command(), made.path()).map_err(cannot)?;
        let mut pages = Vec::new();
        for page in made.path().read_dir().map_err(cannot)? {
            let page = page.map_err(cannot)?;
            let to = Destination::find(&self.folder.join(page.file_name()))?;
            pages.push((to, std::fs::read_to_string(page.path()).map_err(cannot)?));
        }
        for (to, text) in pages {
            to.write(&text)?;
        }
        output::results(&format!("man pages written to {}\n", self.folder.display()))?;
        Ok(Exit::Compatible)
    }
}
