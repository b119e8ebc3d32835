//! A diagnostic as a terminal shows it. The compiler writes it alongside its parts.

use annotate_snippets::{AnnotationKind, Element, Level, Snippet};

use super::diagnostic::{Diagnostic, Span};
use crate::terminal::foreign;
use crate::terminal::options::TerminalOptions;
use crate::terminal::screen::{Screen, filled};

pub(super) fn rendered(diagnostic: &Diagnostic) -> String {
    let mut screen = Screen::new(TerminalOptions::default());
    let title = level(diagnostic.level).primary_title(foreign::line(&diagnostic.message).into_owned());
    let title = match &diagnostic.code {
        Some(code) => title.id(code.id.clone()),
        None => title,
    };
    let mut elements: Vec<Element> = diagnostic.spans.iter().filter_map(snippet).collect();
    // A fix that is offered at two places is one fix.
    let mut children = diagnostic.children.clone();
    children.dedup_by(|later, earlier| later.level == earlier.level && later.message == earlier.message);
    elements.extend(children.iter().map(|child| {
        let mut text = child.message.clone();
        for suggestion in child.spans.iter().filter_map(|span| span.suggestion.as_ref()) {
            let replacement = suggestion.replacement.trim();
            if !text.contains(replacement) {
                text.push_str(&format!(": `{replacement}`"));
            }
        }
        // `  = help: ` comes before it.
        let width = screen.options().width - 10;
        level(child.level).message(filled(width, "", "", &text)).into()
    }));
    screen.report(&[title.elements(elements)]);
    screen.end_line();
    screen.into_text()
}

fn snippet(span: &Span) -> Option<Element<'static>> {
    let line = span.text.first()?;
    let byte = |column: usize| {
        let mut starts = line.text.char_indices().map(|(byte, _)| byte);
        starts.nth(column - 1).unwrap_or(line.text.len())
    };
    let meant = byte(line.highlight.start)..byte(line.highlight.end);
    let (text, meant) = foreign::marked(&line.text, &meant);
    let kind = if span.is_primary {
        AnnotationKind::Primary
    } else {
        AnnotationKind::Context
    };
    let mark = kind.span(meant);
    let mark = match &span.label {
        Some(label) => mark.label(foreign::line(label).into_owned()),
        None => mark,
    };
    let snippet = Snippet::source(text)
        .path(foreign::line(&span.file).into_owned())
        .line_start(span.start.line)
        .annotation(mark);
    Some(snippet.into())
}

fn level(name: &str) -> Level<'static> {
    match name {
        "error" => Level::ERROR,
        "warning" => Level::WARNING,
        "help" => Level::HELP,
        _ => Level::NOTE,
    }
}
