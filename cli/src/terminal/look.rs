//! How output looks: how wide, in colour or not, with which signs.

use std::ffi::OsString;
use std::io::IsTerminal;

use clap::ValueEnum;

/// When output is in colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum When {
    /// On a terminal, unless the environment says otherwise
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl When {
    /// As cargo takes it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            When::Auto => "auto",
            When::Always => "always",
            When::Never => "never",
        }
    }
}

/// How what is written to one stream looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Look {
    /// In columns.
    pub(crate) width: usize,
    pub(crate) colour: bool,
    /// Whether lines and arrows are drawn with more than ASCII.
    pub(crate) unicode: bool,
}

impl Default for Look {
    /// As in a pipe.
    fn default() -> Self {
        Self {
            width: 80,
            colour: false,
            unicode: false,
        }
    }
}

/// What is known of a stream.
#[derive(Debug, Clone, Copy, Default)]
struct Stream {
    is_terminal: bool,
    /// The width of the terminal.
    width: Option<usize>,
    /// Whether the locale and the terminal take more than ASCII.
    unicode: bool,
}

impl Look {
    /// Narrower, nothing fits beside the line numbers; wider, sentences are hard to read.
    const WIDTHS: std::ops::RangeInclusive<usize> = 40..=160;

    pub(crate) fn of_stdout(asked: Option<When>) -> Self {
        let terminal = console::Term::stdout();
        let stream = Stream {
            is_terminal: std::io::stdout().is_terminal(),
            width: terminal.size_checked().map(|(_, columns)| columns.into()),
            unicode: supports_unicode::on(supports_unicode::Stream::Stdout),
        };
        Self::of(asked, &variable, stream)
    }

    /// Whether what is written to standard error is in colour.
    pub(crate) fn colours_stderr(asked: Option<When>) -> bool {
        let stream = Stream {
            is_terminal: std::io::stderr().is_terminal(),
            ..Stream::default()
        };
        Self::of(asked, &variable, stream).colour
    }

    fn of(asked: Option<When>, variable: &dyn Fn(&str) -> Option<String>, stream: Stream) -> Self {
        let columns = variable("COLUMNS").and_then(|columns| columns.parse().ok());
        let width = columns
            .filter(|columns| *columns > 0)
            .or(stream.width)
            .unwrap_or(Self::default().width);
        let unicode = match variable("CARGO_TERM_UNICODE").as_deref() {
            Some("true") => true,
            Some("false") => false,
            _ => stream.is_terminal && stream.unicode,
        };
        Self {
            width: width.clamp(*Self::WIDTHS.start(), *Self::WIDTHS.end()),
            colour: is_coloured(asked, variable, stream.is_terminal),
            unicode,
        }
    }
}

/// What `--color` says in arguments that were not read to their end: of help, and of those that hold an error.
pub(crate) fn asked(arguments: impl Iterator<Item = OsString>) -> Option<When> {
    let mut arguments = arguments.map(|argument| argument.to_string_lossy().into_owned());
    while let Some(argument) = arguments.next() {
        let value = match argument.as_str() {
            "--" => return None,
            "--color" => arguments.next()?,
            flag => match flag.strip_prefix("--color=") {
                Some(value) => value.to_owned(),
                None => continue,
            },
        };
        return When::from_str(&value, false).ok();
    }
    None
}

/// The flag, what cargo is told, what all programs are told, and at last whether it is a terminal.
fn is_coloured(asked: Option<When>, variable: &dyn Fn(&str) -> Option<String>, is_terminal: bool) -> bool {
    let of_cargo = || {
        let value = variable("CARGO_TERM_COLOR")?;
        When::from_str(&value, false).ok()
    };
    match asked.or_else(of_cargo) {
        Some(When::Always) => return true,
        Some(When::Never) => return false,
        Some(When::Auto) | None => {}
    }
    if variable("NO_COLOR").is_some() {
        return false;
    }
    if variable("CLICOLOR_FORCE").is_some_and(|value| value != "0") {
        return true;
    }
    is_terminal && variable("CLICOLOR").as_deref() != Some("0") && variable("TERM").as_deref() != Some("dumb")
}

/// A variable of the environment; an empty one says nothing.
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(asked: Option<When>, variables: &[(&str, &str)], stream: Stream) -> Look {
        let variable = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        Look::of(asked, &variable, stream)
    }

    const TERMINAL: Stream = Stream {
        is_terminal: true,
        width: Some(120),
        unicode: true,
    };

    #[test]
    fn a_pipe_gets_eighty_plain_columns_and_a_terminal_what_it_can() {
        let pipe = look(None, &[], Stream::default());
        assert_eq!(pipe, Look::default());
        let terminal = look(None, &[], TERMINAL);
        assert_eq!(
            (terminal.width, terminal.colour, terminal.unicode),
            (120, true, true)
        );
    }

    #[test]
    fn the_flag_is_over_cargo_s_variable_and_that_over_everyone_s() {
        let colour = |asked, variables: &[_], stream| look(asked, variables, stream).colour;
        let never = ("CARGO_TERM_COLOR", "never");
        let always = ("CARGO_TERM_COLOR", "always");
        let auto = ("CARGO_TERM_COLOR", "auto");
        let (no, force) = (("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1"));
        let pipe = Stream::default();
        assert!(colour(Some(When::Always), &[never, no], pipe));
        assert!(!colour(Some(When::Never), &[always, force], TERMINAL));
        assert!(colour(None, &[always, no], pipe));
        assert!(!colour(None, &[never, force], TERMINAL));
        assert!(!colour(None, &[no, force], TERMINAL));
        assert!(!colour(Some(When::Auto), &[always, no], TERMINAL));
        assert!(colour(None, &[auto, force], pipe));
        assert!(!colour(None, &[("CLICOLOR_FORCE", "0")], pipe));
        assert!(!colour(None, &[("CLICOLOR", "0")], TERMINAL));
        assert!(!colour(None, &[("TERM", "dumb")], TERMINAL));
        assert!(colour(None, &[("CARGO_TERM_COLOR", "purple")], TERMINAL));
    }

    #[test]
    fn columns_are_over_the_terminal_and_stay_readable() {
        let width = |variables: &[_], stream| look(None, variables, stream).width;
        assert_eq!(width(&[("COLUMNS", "60")], TERMINAL), 60);
        assert_eq!(width(&[("COLUMNS", "60")], Stream::default()), 60);
        assert_eq!(width(&[("COLUMNS", "0")], TERMINAL), 120);
        assert_eq!(width(&[("COLUMNS", "wide")], TERMINAL), 120);
        assert_eq!(width(&[("COLUMNS", "7")], TERMINAL), 40);
        assert_eq!(width(&[("COLUMNS", "9999")], TERMINAL), 160);
    }

    #[test]
    fn signs_beyond_ascii_are_for_terminals_that_take_them_or_where_cargo_is_told() {
        let unicode = |variables: &[_], stream| look(None, variables, stream).unicode;
        let ascii = Stream {
            unicode: false,
            ..TERMINAL
        };
        let pipe = Stream {
            unicode: true,
            ..Stream::default()
        };
        assert!(!unicode(&[], ascii) && !unicode(&[], pipe));
        assert!(unicode(&[("CARGO_TERM_UNICODE", "true")], pipe));
        assert!(!unicode(&[("CARGO_TERM_UNICODE", "false")], TERMINAL));
    }
}
