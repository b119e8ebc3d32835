//! The style of output: its width, its colours, its characters.

use std::ffi::OsString;
use std::io::IsTerminal;

use clap::ValueEnum;

/// When output is in colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorChoice {
    /// On a terminal, unless the environment says otherwise
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl ColorChoice {
    /// The name that cargo accepts.
    pub(crate) fn name(self) -> &'static str {
        match self {
            ColorChoice::Auto => "auto",
            ColorChoice::Always => "always",
            ColorChoice::Never => "never",
        }
    }
}

/// The style of output to one stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TerminalOptions {
    /// In columns.
    pub(crate) width: usize,
    pub(crate) colour: bool,
    /// True if lines and arrows are drawn with more than ASCII.
    pub(crate) unicode: bool,
}

impl Default for TerminalOptions {
    /// As in a pipe.
    fn default() -> Self {
        Self {
            width: 80,
            colour: false,
            unicode: false,
        }
    }
}

/// The facts about a stream.
#[derive(Debug, Clone, Copy, Default)]
struct Stream {
    is_terminal: bool,
    /// The width of the terminal.
    width: Option<usize>,
    /// True if the locale and the terminal take more than ASCII.
    unicode: bool,
}

impl TerminalOptions {
    /// Below this range, nothing fits next to the line numbers. Above it, sentences are hard to
    /// read.
    const WIDTHS: std::ops::RangeInclusive<usize> = 40..=160;

    pub(crate) fn of_stdout(asked: Option<ColorChoice>) -> Self {
        let terminal = console::Term::stdout();
        let stream = Stream {
            is_terminal: std::io::stdout().is_terminal(),
            width: terminal.size_checked().map(|(_, columns)| columns.into()),
            unicode: supports_unicode::on(supports_unicode::Stream::Stdout),
        };
        Self::of(asked, &variable, stream)
    }

    /// Returns `true` if output to standard error is in colour.
    pub(crate) fn colours_stderr(asked: Option<ColorChoice>) -> bool {
        let stream = Stream {
            is_terminal: std::io::stderr().is_terminal(),
            ..Stream::default()
        };
        Self::of(asked, &variable, stream).colour
    }

    fn of(asked: Option<ColorChoice>, variable: &dyn Fn(&str) -> Option<String>, stream: Stream) -> Self {
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

/// The value of `--color` in arguments that were not read to their end: a request for help, or
/// arguments with an error.
pub(crate) fn asked(arguments: impl Iterator<Item = OsString>) -> Option<ColorChoice> {
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
        return ColorChoice::from_str(&value, false).ok();
    }
    None
}

/// In order: the flag, cargo's settings, the settings for all programs, and at last whether it is a
/// terminal.
fn is_coloured(
    asked: Option<ColorChoice>,
    variable: &dyn Fn(&str) -> Option<String>,
    is_terminal: bool,
) -> bool {
    let of_cargo = || {
        let value = variable("CARGO_TERM_COLOR")?;
        ColorChoice::from_str(&value, false).ok()
    };
    match asked.or_else(of_cargo) {
        Some(ColorChoice::Always) => return true,
        Some(ColorChoice::Never) => return false,
        Some(ColorChoice::Auto) | None => {}
    }
    if variable("NO_COLOR").is_some() {
        return false;
    }
    if variable("CLICOLOR_FORCE").is_some_and(|value| value != "0") {
        return true;
    }
    is_terminal && variable("CLICOLOR").as_deref() != Some("0") && variable("TERM").as_deref() != Some("dumb")
}

/// A variable of the environment. An empty one counts as unset.
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(asked: Option<ColorChoice>, variables: &[(&str, &str)], stream: Stream) -> TerminalOptions {
        let variable = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        TerminalOptions::of(asked, &variable, stream)
    }

    const TERMINAL: Stream = Stream {
        is_terminal: true,
        width: Some(120),
        unicode: true,
    };

    #[test]
    fn pipe_has_eighty_plain_columns_and_a_terminal_its_own_options() {
        let pipe = options(None, &[], Stream::default());
        assert_eq!(pipe, TerminalOptions::default());
        let terminal = options(None, &[], TERMINAL);
        assert_eq!(
            (terminal.width, terminal.colour, terminal.unicode),
            (120, true, true)
        );
    }

    #[test]
    fn color_flag_overrides_cargo_term_color_overrides_clicolor() {
        let colour = |asked, variables: &[_], stream| options(asked, variables, stream).colour;
        let never = ("CARGO_TERM_COLOR", "never");
        let always = ("CARGO_TERM_COLOR", "always");
        let auto = ("CARGO_TERM_COLOR", "auto");
        let (no, force) = (("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1"));
        let pipe = Stream::default();
        assert!(colour(Some(ColorChoice::Always), &[never, no], pipe));
        assert!(!colour(Some(ColorChoice::Never), &[always, force], TERMINAL));
        assert!(colour(None, &[always, no], pipe));
        assert!(!colour(None, &[never, force], TERMINAL));
        assert!(!colour(None, &[no, force], TERMINAL));
        assert!(!colour(Some(ColorChoice::Auto), &[always, no], TERMINAL));
        assert!(colour(None, &[auto, force], pipe));
        assert!(!colour(None, &[("CLICOLOR_FORCE", "0")], pipe));
        assert!(!colour(None, &[("CLICOLOR", "0")], TERMINAL));
        assert!(!colour(None, &[("TERM", "dumb")], TERMINAL));
        assert!(colour(None, &[("CARGO_TERM_COLOR", "purple")], TERMINAL));
    }

    #[test]
    fn columns_variable_overrides_the_terminal_within_readable_bounds() {
        let width = |variables: &[_], stream| options(None, variables, stream).width;
        assert_eq!(width(&[("COLUMNS", "60")], TERMINAL), 60);
        assert_eq!(width(&[("COLUMNS", "60")], Stream::default()), 60);
        assert_eq!(width(&[("COLUMNS", "0")], TERMINAL), 120);
        assert_eq!(width(&[("COLUMNS", "wide")], TERMINAL), 120);
        assert_eq!(width(&[("COLUMNS", "7")], TERMINAL), 40);
        assert_eq!(width(&[("COLUMNS", "9999")], TERMINAL), 160);
    }

    #[test]
    fn unicode_is_for_terminals_that_support_it_or_where_cargo_says_so() {
        let unicode = |variables: &[_], stream| options(None, variables, stream).unicode;
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
