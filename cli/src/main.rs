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
use clap::{Command, CommandFactory, Parser};

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

/// The reason why the start of a command's name is not enough, if several commands begin with it.
fn ambiguous(error: &clap::Error) -> Option<Failure> {
    let Some(ContextValue::String(start)) = error.get(ContextKind::InvalidSubcommand) else {
        return None;
    };
    let starting = |command: &Command, start: &str| -> Vec<String> {
        let names = command.get_subcommands().map(Command::get_name);
        let mut starting: Vec<String> = names
            .filter(|name| name.starts_with(start))
            .map(str::to_owned)
            .collect();
        starting.sort();
        starting
    };
    // It may follow another command, as in `pact ver`.
    let mut command = Arguments::command();
    for argument in arguments()
        .skip(1)
        .filter_map(|argument| argument.into_string().ok())
    {
        if argument == *start {
            break;
        }
        let above = match command.find_subcommand(&argument) {
            Some(above) => Some(above.clone()),
            None => match starting(&command, &argument).as_slice() {
                [only] => command.find_subcommand(only).cloned(),
                _ => None,
            },
        };
        command = above.unwrap_or(command);
    }
    let starting = starting(&command, start);
    (starting.len() > 1).then(|| {
        Failure::new(format!(
            "`{start}` is short for several commands: `{}`",
            starting.join("`, `")
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
