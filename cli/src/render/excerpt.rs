//! Lines of source and messages with a mark under the meant part.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Element, Level, Snippet};
use counterpart_engine::json::{Json, Pointer};
use counterpart_verifier::report::{MarkedLine, locate, marked_line};
use textwrap::core::display_width;

use super::block::dots;
use super::shorten::shortened;
use super::witness::on_one_line;
use crate::terminal::foreign;
use crate::terminal::options::TerminalOptions;
use crate::terminal::screen::filled;

/// A line of a file, its meant part, and the label of that.
#[derive(Debug)]
pub(super) struct Excerpt {
    /// The path, as it is shown.
    pub(super) path: String,
    /// From 1.
    pub(super) line: usize,
    pub(super) text: String,
    pub(super) span: Range<usize>,
    pub(super) label: Label,
}

/// The label of a mark.
#[derive(Debug, Clone, Default)]
pub(super) struct Label {
    /// The actor and the action.
    pub(super) text: String,
    /// The text to add if there is room for it: ` (owner team-identity)`.
    pub(super) more: String,
}

impl From<String> for Label {
    fn from(text: String) -> Self {
        Self {
            text,
            more: String::new(),
        }
    }
}

/// The treatment of a label that does not fit next to its mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Labels {
    /// It follows as a sentence.
    Whole,
    /// The label without its optional part is next to the mark, or is cut to one line that follows.
    Short,
    /// The label is cut to the available space.
    Beside,
}

impl Excerpt {
    /// The line of a JSON text that a pointer leads to. A plain value is marked whole; for any
    /// other value, its key is marked.
    pub(super) fn of_json(path: String, text: &str, at: &Pointer, label: Label) -> Option<Self> {
        Some(Self::of_line(path, marked_line(text, at)?, label))
    }

    pub(super) fn of_line(path: String, line: MarkedLine, label: Label) -> Self {
        Self {
            path,
            line: line.number,
            text: line.text,
            span: line.span,
            label,
        }
    }

    /// The elements for the renderer; `gutter` is the width of the widest line number.
    pub(super) fn elements(
        &self,
        kind: AnnotationKind,
        gutter: usize,
        labels: Labels,
        options: TerminalOptions,
    ) -> Vec<Element<'static>> {
        let (text, span) = foreign::marked(&self.text, &self.span);
        let room = room(&text, &span, gutter, options.width);
        let (beside, below) = placed(&self.label, room, labels, gutter, options);
        let mut mark = kind.span(span);
        if let Some(label) = beside {
            mark = mark.label(label);
        }
        let snippet = Snippet::source(text)
            .path(foreign::line(&self.path).into_owned())
            .line_start(self.line)
            .annotation(mark);
        let mut elements = vec![snippet.into()];
        elements.extend(below);
        elements
    }
}

/// The margin next to source: the line number, ` | `.
pub(super) fn margin(gutter: usize) -> usize {
    gutter + 3
}

/// The number of columns for a label behind its mark. The renderer cuts long lines so that the mark
/// and its label stay.
fn room(text: &str, span: &Range<usize>, gutter: usize, width: usize) -> usize {
    /// The columns that the renderer keeps free for the dots of a cut line.
    const DOTS: usize = 12;
    let width = width.saturating_sub(margin(gutter));
    let marked = display_width(&text[span.clone()]).max(1) + 1;
    if display_width(text) <= width {
        width.saturating_sub(display_width(&text[..span.start]) + marked)
    } else {
        width.saturating_sub(marked + DOTS)
    }
}

/// The label next to its mark, or the text that follows instead.
fn placed(
    label: &Label,
    room: usize,
    labels: Labels,
    gutter: usize,
    options: TerminalOptions,
) -> (Option<String>, Option<Element<'static>>) {
    /// A shorter label would not be readable.
    const LEAST: usize = 24;
    let text = foreign::line(&label.text).into_owned();
    let whole = format!("{text}{}", foreign::line(&label.more));
    if whole.is_empty() {
        return (None, None);
    }
    if display_width(&whole) <= room {
        return (Some(whole), None);
    }
    let dots = dots(options);
    match labels {
        Labels::Whole => (
            None,
            Some(remark(Level::NOTE.no_name(), 0, &whole, gutter, options)),
        ),
        _ if display_width(&text) <= room => (Some(text), None),
        Labels::Short => {
            let width = options.width.saturating_sub(margin(gutter) + 2);
            let fitting = if display_width(&whole) <= width {
                whole
            } else {
                text
            };
            let below = Level::NOTE.no_name().message(shortened(&fitting, width, dots));
            (None, Some(below.into()))
        }
        Labels::Beside if room >= LEAST => (Some(shortened(&text, room, dots)), None),
        Labels::Beside => (None, None),
    }
}

/// A message with the wrong place marked, on one line. `None` if the message has no such place.
pub(super) fn witness(
    message: &Json,
    at: &Pointer,
    label: &str,
    gutter: usize,
    options: TerminalOptions,
) -> Option<Vec<Element<'static>>> {
    let width = options.width.saturating_sub(margin(gutter));
    let shown = on_one_line(message, at, width, dots(options))?;
    let label = foreign::line(label).into_owned();
    let room = room(&shown.text, &shown.mark, gutter, options.width);
    let mut mark = AnnotationKind::Primary.span(shown.mark);
    // The mark by itself shows that it is not accepted.
    if room >= 8 {
        mark = mark.label(shortened(&label, room, dots(options)));
    }
    let snippet = Snippet::source(shown.text).line_numbering(false).annotation(mark);
    Some(vec![snippet.into()])
}

/// A sentence next to the margin, wrapped. `name` is the width of the level's name that comes
/// before it.
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

/// A message with the wrong place marked. It is on one line if that fits, else one member a line. A
/// long message is cut to the lines around the mark.
pub(super) fn message(
    message: &Json,
    at: &Pointer,
    label: &str,
    gutter: usize,
    options: TerminalOptions,
) -> Vec<Element<'static>> {
    /// A longer message is folded around the mark. The report has the whole of it.
    const LINES: usize = 40;
    const AROUND: usize = 4;
    let compact = message.to_string();
    let fits_line = display_width(&compact) + margin(gutter) <= options.width;
    let text = if fits_line { compact } else { message.to_pretty() };
    let text = foreign::json(text.trim_end()).into_owned();
    let Some(span) = wrong(&text, at) else {
        return Vec::new();
    };
    let label = Label::from(label.to_owned());
    let start = text[..span.start].rfind('\n').map_or(0, |end| end + 1);
    let line = text[start..].lines().next().unwrap_or_default();
    let inside = span.start - start..span.end - start;
    let room = room(line, &inside, gutter, options.width);
    let (beside, below) = placed(&label, room, Labels::Whole, gutter, options);
    let mut mark = AnnotationKind::Primary.span(span.clone());
    if let Some(label) = beside {
        mark = mark.label(label);
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
    elements.extend(below);
    elements
}

/// The wrong part of a message: the value, or the first character of a value that spans several
/// lines.
fn wrong(text: &str, at: &Pointer) -> Option<Range<usize>> {
    let value = locate(text, at)?.value;
    if text[value.clone()].contains('\n') {
        Some(value.start..value.start + 1)
    } else {
        Some(value)
    }
}

/// The given number of lines before and after a byte.
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

/// Both halves of an engine's sentence, `the producer …, and the consumer …`, with the services'
/// names. If the quoted text holds the same words, nobody can tell the halves apart, and the result
/// is `None`.
pub(super) fn halves(sentence: &str, producer: &str, consumer: &str) -> Option<(String, String)> {
    const BETWEEN: &str = ", and the consumer";
    let (sent, accepted) = sentence.split_once(BETWEEN)?;
    if accepted.contains(BETWEEN) {
        return None;
    }
    let sent = sent.strip_prefix("the producer")?;
    Some((format!("{producer}{sent}"), format!("{consumer}{accepted}")))
}
