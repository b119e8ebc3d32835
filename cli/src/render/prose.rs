//! How sentences, places and messages are laid out.

use std::fmt::Write as _;

use counterpart::compat::Place;
use counterpart::json::Json;
use counterpart::report::{Document, Part};

pub(super) const WIDTH: usize = 80;
/// A witness longer than this is cut; it is in the report whole.
const WITNESS_LINES: usize = 40;

pub(super) fn owner(document: &Document) -> String {
    let owner = document.contract.header.owner.as_deref();
    owner.map_or(String::new(), |owner| format!(" (owner {owner})"))
}

/// The consumer, with the name of the contract where it has one.
pub(super) fn who(contract: &Document) -> String {
    contract.who()
}

/// A place in a part of the message: `/user_id`, `headers/trace-id`.
pub(super) fn place_in(part: Part, at: &Place) -> String {
    match part {
        Part::Headers if at.0.is_empty() => "headers".to_owned(),
        Part::Headers => format!("headers{at}"),
        _ => place(at),
    }
}

pub(super) fn place(place: &Place) -> String {
    if place.0.is_empty() {
        "the whole message".to_owned()
    } else {
        place.to_string()
    }
}

/// On one line where it fits, else one member a line.
pub(super) fn witness(out: &mut String, message: &Json) {
    let compact = message.to_string();
    if compact.chars().count() + 4 <= WIDTH {
        let _ = writeln!(out, "    {compact}");
        return;
    }
    let pretty = message.to_pretty();
    let lines: Vec<&str> = pretty.lines().collect();
    for line in lines.iter().take(WITNESS_LINES) {
        let _ = writeln!(out, "    {}", cut(line, 400));
    }
    if lines.len() > WITNESS_LINES {
        let _ = writeln!(
            out,
            "    … ({} more)",
            counted(lines.len() - WITNESS_LINES, "line")
        );
    }
}

pub(super) fn note(out: &mut String, text: &str) {
    fill(out, "", "  ", text);
}

pub(super) fn paragraph(out: &mut String, indent: &str, text: &str) {
    fill(out, indent, indent, text);
}

pub(super) fn listed(out: &mut String, text: &str) {
    fill(out, "    - ", "      ", text);
}

/// Lines break between words alone: names and paths stay whole, so that they can be copied.
pub(super) fn fill(out: &mut String, first: &str, rest: &str, text: &str) {
    let options = textwrap::Options::new(WIDTH)
        .initial_indent(first)
        .subsequent_indent(rest)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .break_words(false);
    let _ = writeln!(out, "{}", textwrap::fill(text, options));
}

pub(super) fn cut(text: &str, width: usize) -> String {
    match text.char_indices().nth(width) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

pub(super) fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
