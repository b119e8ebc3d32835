//! What other teams wrote, as plain visible text.

use crate::output::printable;

/// Control and direction characters as escapes, on one line.
pub(super) fn line(text: &str) -> String {
    printable(text).replace('\n', "\\n")
}

/// The same, no longer than so many characters.
pub(super) fn short(text: &str, most: usize) -> String {
    let text = line(text);
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// The whole message, or a place in it.
pub(super) fn place(place: &str) -> &str {
    if place.is_empty() {
        "the whole message"
    } else {
        place
    }
}
