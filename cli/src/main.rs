//! `cargo counterpart`: verifies producers' events against consumers' contracts.

mod cargo;
mod checkout;
mod ci;
mod collect;
mod commands;
mod destination;
#[cfg(test)]
mod documented;
mod emitters;
mod exit;
mod failure;
mod folders;
mod format;
mod here;
mod look;
mod named;
mod network;
mod output;
mod patterns;
mod pending;
mod progress;
mod render;
mod revision;
mod source;
mod store;
mod watch;
mod workspace;

use std::process::ExitCode;

use clap::Parser;

use crate::commands::Command;
use crate::exit::Exit;
use crate::output::OutputFlags;

/// Proves that every event a producer can emit is one that every consumer accepts.
///
/// Exit codes: 0 all compatible, 100 something is to be mended, 101 could not complete.
#[derive(Debug, Parser)]
#[command(
    name = "cargo-counterpart",
    bin_name = "cargo counterpart",
    version,
    propagate_version = true
)]
struct Arguments {
    #[command(flatten)]
    output: OutputFlags,
    #[command(subcommand)]
    command: Command,
}

fn main() -> ExitCode {
    let args = match Arguments::try_parse_from(arguments()) {
        Ok(args) => args,
        Err(error) => {
            output::usage(&error, look::asked(arguments()));
            return if error.use_stderr() {
                Exit::Incomplete
            } else {
                Exit::Compatible
            }
            .into();
        }
    };
    output::configure(args.output);
    let exit = args.command.run().unwrap_or_else(|failure| {
        output::failure(&failure);
        Exit::Incomplete
    });
    exit.into()
}

/// As cargo's subcommand, the first argument is its name: `cargo-counterpart counterpart verify`.
fn arguments() -> impl Iterator<Item = std::ffi::OsString> {
    let mut arguments = std::env::args_os().peekable();
    let program = arguments.next();
    arguments.next_if(|first| first == "counterpart");
    program.into_iter().chain(arguments)
}
