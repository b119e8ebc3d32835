//! `cargo counterpart`: verifies producers' events against consumers' contracts.

mod collect;
mod commands;
mod destination;
#[cfg(test)]
mod documented;
mod emitters;
mod exit;
mod failure;
mod format;
mod named;
mod network;
mod patterns;
mod pending;
mod project;
mod render;
mod source;
mod store;
mod terminal;
mod watch;

use std::process::ExitCode;

use clap::Parser;

use crate::commands::Arguments;
use crate::exit::Exit;

fn main() -> ExitCode {
    let args = match Arguments::try_parse_from(arguments()) {
        Ok(args) => args,
        Err(error) => {
            terminal::output::usage(&error, terminal::options::asked(arguments()));
            return if error.use_stderr() {
                Exit::Incomplete
            } else {
                Exit::Compatible
            }
            .into();
        }
    };
    terminal::output::configure(args.output);
    let exit = args.command.run().unwrap_or_else(|failure| {
        terminal::output::failure(&failure);
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
