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

use clap::error::{ContextKind, ContextValue};
use clap::{CommandFactory, Parser};

use crate::commands::Arguments;
use crate::exit::Exit;
use crate::failure::Failure;

fn main() -> ExitCode {
    let args = match Arguments::try_parse_from(arguments()) {
        Ok(args) => args,
        Err(error) => {
            if let Some(failure) = ambiguous(&error) {
                terminal::output::failure(&failure);
                return Exit::Incomplete.into();
            }
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

/// Why the start of a command's name is not enough, where several commands begin so.
fn ambiguous(error: &clap::Error) -> Option<Failure> {
    let Some(ContextValue::String(start)) = error.get(ContextKind::InvalidSubcommand) else {
        return None;
    };
    let command = Arguments::command();
    // Of nested commands too: what was typed before them is not known here.
    let above = std::iter::once(&command).chain(command.get_subcommands());
    above
        .map(|command| {
            let names = command.get_subcommands().map(clap::Command::get_name);
            let mut starting: Vec<String> = names
                .filter(|name| name.starts_with(start.as_str()))
                .map(|name| format!("`{name}`"))
                .collect();
            starting.sort();
            starting
        })
        .find(|starting| starting.len() > 1)
        .map(|starting| {
            Failure::new(format!(
                "`{start}` is short for several commands: {}",
                starting.join(", ")
            ))
            .hint("write more of the name")
        })
}

/// As cargo's subcommand, the first argument is its name: `cargo-counterpart counterpart verify`.
fn arguments() -> impl Iterator<Item = std::ffi::OsString> {
    let mut arguments = std::env::args_os().peekable();
    let program = arguments.next();
    arguments.next_if(|first| first == "counterpart");
    program.into_iter().chain(arguments)
}
