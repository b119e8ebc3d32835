//! `cargo counterpart completions`

use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

use crate::commands::Arguments;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::terminal::output;

/// Print the completion script of a shell
#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let mut text = Vec::new();
        clap_complete::generate(
            self.shell,
            &mut Arguments::command(),
            "cargo-counterpart",
            &mut text,
        );
        output::document(&String::from_utf8_lossy(&text))?;
        Ok(Exit::Compatible)
    }
}
