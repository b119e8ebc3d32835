//! Lines of source and messages with a mark under what is meant.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Element, Level, Snippet};
use counterpart_engine::json::{Json, Pointer};
use counterpart_verifier::report::locate;
use textwrap::core::display_width;

use crate::terminal::foreign;
use crate::terminal::options::TerminalOptions;
use crate::terminal::screen::filled;

/// A line of a file, what of it is meant, and what is to be said of that.
#[derive(Debug)]
pub(super) struct Excerpt {
    /// As it is shown.
    pub(super) path: String,
    /// From 1.
    pub(super) line: usize,
    pub(super) text: String,
    pub(super) span: Range<usize>,
    pub(super) label: String,
}

impl Excerpt {
    /// The line of a JSON text that a pointer leads to: with a plain value marked whole, and of another its key.
    pub(super) fn of_json(path: String, text: &str, at: &Pointer, label: String) -> Option<Self> {
        let located = locate(text, at)?;
        let value = &text[located.value.clone()];
        let is_plain = !value.starts_with(['{', '[']) && !value.contains('\n');
        let span = match located.key {
            Some(key) if is_plain && !text[key.start..located.value.end].contains('\n') => {
                key.start..located.value.end
            }
            Some(key) => key,
            None if is_plain => located.value,
            None => located.value.start..located.value.start + 1,
        };
        let start = text[..span.start].rfind('\n').map_or(0, |end| end + 1);
        let line = text[start..].lines().next().unwrap_or_default();
        Some(Self {
            path,
            line: 1 + text[..start].matches('\n').count(),
            text: line.trim_end().to_owned(),
            span: span.start - start..span.end - start,
            label,
        })
    }

    /// What the renderer shows; `gutter` is the width of the widest line number. A label for which there is no place
    /// beside the mark follows as a sentence.
    pub(super) fn elements(
        &self,
        kind: AnnotationKind,
        gutter: usize,
        options: TerminalOptions,
    ) -> Vec<Element<'static>> {
        let (text, span) = foreign::marked(&self.text, &self.span);
        let label = foreign::line(&self.label).into_owned();
        let fits = fits(&text, &span, &label, gutter, options.width);
        let mut mark = kind.span(span);
        if fits && !label.is_empty() {
            mark = mark.label(label.clone());
        }
        let snippet = Snippet::source(text)
            .path(foreign::line(&self.path).into_owned())
            .line_start(self.line)
            .annotation(mark);
        let mut elements = vec![snippet.into()];
        if !fits {
            elements.push(remark(Level::NOTE.no_name(), 0, &label, gutter, options));
        }
        elements
    }
}

/// The margin beside source: the line number, ` | `.
fn margin(gutter: usize) -> usize {
    gutter + 3
}

/// Whether a label has its place behind the mark. The renderer cuts long lines so that the mark and its label stay.
fn fits(text: &str, span: &Range<usize>, label: &str, gutter: usize, width: usize) -> bool {
    /// What the renderer keeps free for the dots of a line that is cut.
    const DOTS: usize = 12;
    let width = width.saturating_sub(margin(gutter));
    let marked = display_width(&text[span.clone()]).max(1) + 1 + display_width(label);
    if display_width(text) <= width {
        display_width(&text[..span.start]) + marked <= width
    } else {
        marked + DOTS <= width
    }
}

/// A sentence beside the margin, wrapped. `name` is the width of the level's name that comes before it.
pub(super) fn remark(
    level: Level<'static>,
    name: usize,
    text: &str,
    gutter: usize,
    options: TerminalOptions,
) -> Element<'static> {
    let before = margin(gutter) + 2 + if name > 0 { name + 2 } else { 0 };
    let width = options.width.saturating_sub(before).max(20);
    level.message(filled(width, "", "", text)).into()
}

/// A message with the wrong place marked: on one line where that fits, else one member a line, and of a long one the
/// lines around the mark.
pub(super) fn message(
    message: &Json,
    at: &Pointer,
    label: &str,
    gutter: usize,
    options: TerminalOptions,
) -> Vec<Element<'static>> {
    /// A longer message is folded around the mark; it is in the report whole.
    const LINES: usize = 40;
    const AROUND: usize = 4;
    let compact = message.to_string();
    let fits_line = display_width(&compact) + margin(gutter) <= options.width;
    let text = if fits_line { compact } else { message.to_pretty() };
    let text = foreign::json(text.trim_end()).into_owned();
    let Some(span) = wrong(&text, at) else {
        return Vec::new();
    };
    let label = foreign::line(label).into_owned();
    let start = text[..span.start].rfind('\n').map_or(0, |end| end + 1);
    let line = text[start..].lines().next().unwrap_or_default();
    let inside = span.start - start..span.end - start;
    let fits = fits(line, &inside, &label, gutter, options.width);
    let mut mark = AnnotationKind::Primary.span(span.clone());
    if fits {
        mark = mark.label(label.clone());
    }
    let lines = text.matches('\n').count() + 1;
    let mut snippet = Snippet::source(text.clone())
        .line_numbering(false)
        .fold(lines > LINES)
        .annotation(mark);
    if lines > LINES {
        snippet = snippet.annotation(AnnotationKind::Visible.span(around(&text, span.start, AROUND)));
    }
    let mut elements = vec![snippet.into()];
    if !fits {
        elements.push(remark(Level::NOTE.no_name(), 0, &label, gutter, options));
    }
    elements
}

/// What is wrong in a message: the value, or of one that goes over several lines its first character.
fn wrong(text: &str, at: &Pointer) -> Option<Range<usize>> {
    let value = locate(text, at)?.value;
    if text[value.clone()].contains('\n') {
        Some(value.start..value.start + 1)
    } else {
        Some(value)
    }
}

/// So many lines before and after a byte.
fn around(text: &str, at: usize, lines: usize) -> Range<usize> {
    let start = text[..at]
        .rmatch_indices('\n')
        .nth(lines)
        .map_or(0, |(at, _)| at + 1);
    let end = text[at..]
        .match_indices('\n')
        .nth(lines)
        .map_or(text.len(), |(end, _)| at + end);
    start..end
}

/// Both halves of an engine's sentence, `the producer …, and the consumer …`, with the services' names. Where what they
/// quote holds the same words, nobody can tell the halves apart, and there are none.
pub(super) fn halves(sentence: &str, producer: &str, consumer: &str) -> Option<(String, String)> {
    const BETWEEN: &str = ", and the consumer";
    let (sent, accepted) = sentence.split_once(BETWEEN)?;
    if accepted.contains(BETWEEN) {
        return None;
    }
    let sent = sent.strip_prefix("the producer")?;
    Some((format!("{producer}{sent}"), format!("{consumer}{accepted}")))
}
