//! `cargo counterpart asyncapi`, one file a command.

mod descriptions;
mod export;

use clap::{Args, Subcommand};

use crate::exit::Exit;
use crate::failure::Failure;

/// AsyncAPI documents; `import --asyncapi` reads them
#[derive(Debug, Args)]
pub(crate) struct AsyncApi {
    #[command(subcommand)]
    command: AsyncApiCommand,
}

#[derive(Debug, Subcommand)]
enum AsyncApiCommand {
    Export(Box<export::Export>),
}

impl AsyncApi {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        match self.command {
            AsyncApiCommand::Export(command) => command.run(),
        }
    }
}
