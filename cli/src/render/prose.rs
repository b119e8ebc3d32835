//! The layout of sentences, places and messages.

use std::fmt::Write as _;

use counterpart_engine::compat::Place;
use counterpart_engine::json::Json;
use counterpart_verifier::report::{Document, Part};

use super::block::dots;
use super::shorten::shortened;
use crate::terminal::foreign;
use crate::terminal::screen::Screen;

/// A witness longer than this is cut. The report has the whole of it.
const WITNESS_LINES: usize = 40;

pub(super) fn owner(document: &Document) -> String {
    let owner = document.contract.header.owner.as_deref();
    owner.map_or(String::new(), |owner| format!(" (owner {owner})"))
}

/// The consumer, with the name of the contract if it has one.
pub(super) fn who(contract: &Document) -> String {
    contract.who()
}

/// A place in a part of the message, as allowances name it.
pub(super) fn place_in(part: Part, at: &Place) -> String {
    match part {
        Part::Payload => place(at),
        _ => foreign::place(&part.place(at)).to_string(),
    }
}

pub(super) fn place(place: &Place) -> String {
    if place.0.is_empty() {
        "the whole message".to_owned()
    } else {
        place.to_string()
    }
}

/// On one line if it fits, else one member a line.
pub(super) fn witness(out: &mut Screen, indent: &str, message: &Json) {
    let compact = message.to_string();
    if compact.chars().count() + indent.len() <= out.options().width {
        let _ = writeln!(out, "{indent}{}", foreign::json(&compact));
        return;
    }
    let pretty = message.to_pretty();
    let lines: Vec<&str> = pretty.lines().collect();
    for line in lines.iter().take(WITNESS_LINES) {
        let _ = writeln!(
            out,
            "{indent}{}",
            foreign::json(&shortened(line, 400, dots(out.options())))
        );
    }
    if lines.len() > WITNESS_LINES {
        let more = counted(lines.len() - WITNESS_LINES, "line");
        let _ = writeln!(out, "{indent}… ({more} more)");
    }
}

pub(super) fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// The first `most` names, and the number of the others.
pub(super) fn some(names: &[String], most: usize) -> String {
    match names.len().checked_sub(most) {
        None | Some(0) => names.join(", "),
        Some(more) => format!("{} and {more} more", names[..most].join(", ")),
    }
}
