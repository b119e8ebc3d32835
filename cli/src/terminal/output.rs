//! The only place that writes to the terminal: results to standard output, progress to standard
//! error.

use std::io::{self, ErrorKind, Write};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::Args;

use crate::failure::Failure;
use crate::terminal::foreign::{json_document, lines, without_commands};
use crate::terminal::options::{ColorChoice, TerminalOptions};
use crate::terminal::screen::Screen;

/// How much is said, and how it looks. They stand before or after the command.
#[derive(Debug, Clone, Copy, Default, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct OutputFlags {
    /// Only say what fails, and the answer
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    quiet: bool,
    /// Show all of each finding, what is done, and where settings come from; twice, also what cargo is called with
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    verbose: u8,
    /// When to use colours
    ///
    /// Without it: CARGO_TERM_COLOR, then NO_COLOR, CLICOLOR_FORCE and CLICOLOR, then whether it is a terminal.
    #[arg(long, global = true, value_name = "WHEN", value_enum)]
    color: Option<ColorChoice>,
}

static FLAGS: OnceLock<OutputFlags> = OnceLock::new();
static IS_CLOSED: AtomicBool = AtomicBool::new(false);

fn flags() -> OutputFlags {
    FLAGS.get().copied().unwrap_or_default()
}

/// Sets the flags of this run, once, before anything is written.
pub(crate) fn configure(flags: OutputFlags) {
    let _ = FLAGS.set(flags);
}

/// The style of results.
pub(crate) fn options() -> TerminalOptions {
    TerminalOptions::of_stdout(flags().color)
}

/// The choice of colours for cargo, if somebody asked for one.
pub(crate) fn color() -> Option<ColorChoice> {
    flags().color
}

/// Returns `true` if only failures are shown.
pub(crate) fn is_quiet() -> bool {
    flags().quiet
}

/// Returns `true` if all details are shown.
pub(crate) fn is_verbose() -> bool {
    flags().verbose > 0
}

/// Writes results that people read. A reader that has seen enough and closed the pipe is not an
/// error.
pub(crate) fn results(text: &str) -> Result<(), Failure> {
    document(&without_commands(&lines(text)))
}

/// Writes results: JSON if that was asked for, else text that people read.
pub(crate) fn json_or_text(is_json: bool, text: &str) -> Result<(), Failure> {
    if is_json { json(text) } else { results(text) }
}

/// Writes JSON, one value or several. Characters that could repaint a terminal or be a command to a
/// CI service are escaped, and mean the same.
pub(crate) fn json(text: &str) -> Result<(), Failure> {
    document(&json_document(text))
}

/// Writes results that were laid out for people.
pub(crate) fn print(screen: Screen) -> Result<(), Failure> {
    document(&to_file_text(screen))
}

/// Text that was laid out for people, for a file.
pub(crate) fn to_file_text(screen: Screen) -> String {
    without_commands(&screen.into_text()).into_owned()
}

/// Writes results unchanged. Its renderer has already made other people's text harmless, in the way
/// of its format.
pub(crate) fn document(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    match written {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::new(format!(
            "cannot write the results to standard output: {error}"
        ))),
        Err(_) => {
            IS_CLOSED.store(true, Ordering::Relaxed);
            Ok(())
        }
        Ok(()) => Ok(()),
    }
}

/// Returns `true` if the reader of the results closed the pipe.
pub(crate) fn is_closed() -> bool {
    IS_CLOSED.load(Ordering::Relaxed)
}

/// Reports progress. A failure to write it does not matter.
pub(crate) fn progress(text: &str) {
    if !flags().quiet {
        print_progress(text);
    }
}

/// Reports a step, for `-v`, or for `-vv` with a level of 2.
pub(crate) fn step(level: u8, text: impl FnOnce() -> String) {
    if flags().verbose >= level {
        print_progress(&text());
    }
}

fn print_progress(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", without_commands(&lines(text)));
}

/// Passes on the output of another program unchanged.
pub(crate) fn passed_on(said: &[u8]) {
    let _ = io::stderr().lock().write_all(said);
}

/// Writes the message of the argument parser. Help and the version are results, and go to standard
/// output. A pipe that closes there is not an error.
pub(crate) fn usage(said: &clap::Error, color: Option<ColorChoice>) {
    let to_stderr = said.use_stderr();
    let is_coloured = if to_stderr {
        TerminalOptions::colours_stderr(color)
    } else {
        TerminalOptions::of_stdout(color).colour
    };
    let text = said.render();
    let text = if is_coloured {
        text.ansi().to_string()
    } else {
        text.to_string()
    };
    let _ = if to_stderr {
        io::stderr().lock().write_all(text.as_bytes())
    } else {
        io::stdout().lock().write_all(text.as_bytes())
    };
}

/// Reports why the command could not complete.
pub(crate) fn failure(failure: &Failure) {
    let text = failure.to_string();
    let text = without_commands(&lines(&text)).into_owned();
    let text = match text.strip_prefix("error:") {
        Some(rest) if TerminalOptions::colours_stderr(flags().color) => {
            let style = annotate_snippets::renderer::DEFAULT_ERROR_STYLE;
            format!("{style}error{style:#}:{rest}")
        }
        _ => text,
    };
    let _ = writeln!(io::stderr().lock(), "{text}");
}
