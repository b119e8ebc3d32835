//! The commands, one file each.

mod accept;
mod check;
mod completions;
mod explain;
mod import;
mod man;
mod reject;
mod review;
mod rules;
mod sample;
mod verify;

use clap::Subcommand;

use crate::exit::Exit;
use crate::failure::Failure;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Verify(verify::Verify),
    Accept(accept::Accept),
    Review(review::Review),
    Reject(reject::Reject),
    Check(check::Check),
    Import(import::Import),
    Sample(sample::Sample),
    Rules(rules::Rules),
    Explain(explain::Explain),
    Completions(completions::Completions),
    Man(man::Man),
}

impl Command {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        match self {
            Command::Verify(command) => command.run(),
            Command::Accept(command) => command.run(),
            Command::Review(command) => command.run(),
            Command::Reject(command) => command.run(),
            Command::Check(command) => command.run(),
            Command::Import(command) => command.run(),
            Command::Sample(command) => command.run(),
            Command::Rules(command) => command.run(),
            Command::Explain(command) => command.run(),
            Command::Completions(command) => command.run(),
            Command::Man(command) => command.run(),
        }
    }
}
