//! `cargo counterpart`: verifies producers' events against consumers' contracts.

mod catalogue;
mod collect;
mod commands;
mod destination;
#[cfg(all(test, feature = "full"))]
mod documented;
mod emitters;
mod exit;
mod failure;
mod format;
mod named;
mod network;
mod one_contract;
mod patterns;
mod pending;
mod project;
mod render;
mod source;
mod store;
mod terminal;
mod watch;

use std::process::ExitCode;

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, CommandFactory, Parser};

use crate::commands::Arguments;
use crate::exit::Exit;
use crate::failure::Failure;

fn main() -> ExitCode {
    let args = match Arguments::try_parse_from(with_whole_names(arguments())) {
        Ok(args) => args,
        Err(error) => {
            if let Some(failure) = ambiguous(&error).or_else(|| needs_equals_sign(&error)) {
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

/// The names of the commands of a command that begin so.
fn starting(command: &Command, start: &str) -> Vec<String> {
    let names = command.get_subcommands().map(Command::get_name);
    let mut starting: Vec<String> = names
        .filter(|name| name.starts_with(start))
        .map(str::to_owned)
        .collect();
    starting.sort();
    starting
}

/// Completes the names of commands behind `help`, which clap takes only as a whole: `help vers`, `pact help ver`.
fn with_whole_names(arguments: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut arguments: Vec<OsString> = arguments.collect();
    let mut command = Arguments::command();
    let mut is_help = false;
    for argument in arguments.iter_mut().skip(1) {
        let Some(text) = argument.to_str() else { break };
        if text == "help" && !is_help {
            is_help = true;
            continue;
        }
        let whole = match command.find_subcommand(text) {
            Some(_) => text.to_owned(),
            None => match starting(&command, text).as_slice() {
                [only] => only.clone(),
                _ => break,
            },
        };
        let Some(below) = command.find_subcommand(&whole).cloned() else {
            break;
        };
        if is_help {
            *argument = OsString::from(&whole);
        }
        command = below;
    }
    arguments
}

/// The flag that takes a value only behind `=`.
const ALLOW_UNKNOWN: &str = "--allow-unknown";

/// The flag that takes the next word as its value, if there is one.
const STORE: &str = "--store";

/// The error of a value that needs a `=` before it, or that a flag took without one.
fn needs_equals_sign(error: &clap::Error) -> Option<Failure> {
    match (error.kind(), error.get(ContextKind::InvalidArg)?) {
        (ErrorKind::UnknownArgument, ContextValue::String(word)) => {
            (follows(ALLOW_UNKNOWN)? == *word).then(|| {
                Failure::new(format!("{ALLOW_UNKNOWN} takes its value with `=`"))
                    .hint(format!("write `{ALLOW_UNKNOWN}={word}`"))
            })
        }
        (ErrorKind::MissingRequiredArgument, ContextValue::Strings(missing)) => {
            let missing = missing.iter().find(|one| one.starts_with('<'))?;
            let url = follows(STORE)?;
            Some(
                Failure::new(format!(
                    "{missing} is missing, because {STORE} takes the next word, `{url}`, as its URL"
                ))
                .hint(format!(
                    "write `{STORE}=URL`, or put {STORE} last for the configured store"
                )),
            )
        }
        _ => None,
    }
}

/// The word behind a flag, if it is not a flag itself.
fn follows(flag: &str) -> Option<String> {
    let mut arguments = arguments().skip_while(|argument| argument != flag).skip(1);
    let word = arguments.next()?.into_string().ok()?;
    (!word.starts_with('-')).then_some(word)
}

/// As cargo's subcommand, the first argument is its name: `cargo-counterpart counterpart verify`.
fn arguments() -> impl Iterator<Item = OsString> {
    let mut arguments = std::env::args_os().peekable();
    let program = arguments.next();
    arguments.next_if(|first| first == "counterpart");
    program.into_iter().chain(arguments)
}
