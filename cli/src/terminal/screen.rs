//! Output for people: text that is made harmless as it is written, and colours that are only ours.

use std::fmt;

use annotate_snippets::renderer::{AnsiColor, DecorStyle, Effects, Style};
use annotate_snippets::{Group, Renderer};

use super::foreign;
use crate::terminal::options::TerminalOptions;

/// Good news.
pub(crate) const GOOD: Style = AnsiColor::BrightGreen.on_default().effects(Effects::BOLD);
/// Bad news.
pub(crate) const BAD: Style = AnsiColor::BrightRed.on_default().effects(Effects::BOLD);
/// Neither.
pub(crate) const UNSURE: Style = AnsiColor::Yellow.on_default().effects(Effects::BOLD);

/// An unfinished page. All control characters written to it are escaped.
#[derive(Debug, Default)]
pub(crate) struct Screen {
    options: TerminalOptions,
    text: String,
}

impl Screen {
    pub(crate) fn new(options: TerminalOptions) -> Self {
        Self {
            options,
            text: String::new(),
        }
    }

    pub(crate) fn options(&self) -> TerminalOptions {
        self.options
    }

    /// The page, to be written unchanged.
    pub(crate) fn into_text(self) -> String {
        self.text
    }

    /// Text with its line breaks.
    pub(crate) fn push_str(&mut self, text: &str) {
        self.text.push_str(&foreign::lines(text));
    }

    /// An empty line, or the end of one.
    pub(crate) fn end_line(&mut self) {
        self.text.push('\n');
    }

    /// One line or a part of one, in a style.
    pub(crate) fn styled(&mut self, style: Style, text: &str) {
        let text = foreign::line(text);
        if self.options.colour {
            self.text.push_str(&format!("{style}{text}{style:#}"));
        } else {
            self.text.push_str(&text);
        }
    }

    pub(crate) fn note(&mut self, text: &str) {
        self.fill("", "  ", text);
    }

    pub(crate) fn paragraph(&mut self, indent: &str, text: &str) {
        self.fill(indent, indent, text);
    }

    /// Lines break only between words. Names and paths stay whole, so that they can be copied.
    pub(crate) fn fill(&mut self, first: &str, rest: &str, text: &str) {
        self.text.push_str(&filled(self.options.width, first, rest, text));
        self.text.push('\n');
    }

    /// A report with its lines of source. Its text was made harmless before.
    pub(crate) fn report(&mut self, groups: &[Group<'_>]) {
        let renderer = if self.options.colour {
            Renderer::styled().hyperlink(false)
        } else {
            Renderer::plain()
        };
        let decor = if self.options.unicode {
            DecorStyle::Unicode
        } else {
            DecorStyle::Ascii
        };
        let rendered = renderer
            .term_width(self.options.width)
            .decor_style(decor)
            .render(groups);
        // An empty line of the margin ends in a space, in colour or not.
        let reset = format!("{:#}", BAD);
        for line in rendered.lines() {
            match line.strip_suffix(&reset) {
                Some(inside) => self.text.extend([inside.trim_end(), &reset]),
                None => self.text.push_str(line.trim_end()),
            }
            self.text.push('\n');
        }
    }
}

/// For `write!`: pieces that may hold foreign text.
impl fmt::Write for Screen {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.push_str(text);
        Ok(())
    }
}

/// A harmless paragraph of `width` columns, without a line end.
pub(crate) fn filled(width: usize, first: &str, rest: &str, text: &str) -> String {
    let options = textwrap::Options::new(width)
        .initial_indent(first)
        .subsequent_indent(rest)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .break_words(false);
    textwrap::fill(&foreign::line(text), options)
}
