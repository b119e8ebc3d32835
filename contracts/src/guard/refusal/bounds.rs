//! The sizes of what a refusal holds: it is written into headers and logs, and a message may be of any size.

/// The longest place, in bytes.
pub(super) const PLACE: usize = 1024;

/// The longest other text, in bytes.
pub(super) const TEXT: usize = 512;

const CUT: &str = "…";

/// The text, or its start with a sign that it was cut.
pub(super) fn cut(text: &str) -> String {
    if text.len() <= TEXT {
        return text.to_owned();
    }
    let mut end = TEXT - CUT.len();
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}{CUT}", &text[..end])
}

/// The pointer, or the longest start of it that is the place of a value above.
pub(super) fn cut_place(pointer: &str) -> &str {
    if pointer.len() <= PLACE {
        return pointer;
    }
    // The step that the bound falls into is left out as a whole; a step begins with a slash.
    let before = &pointer.as_bytes()[..=PLACE];
    let end = before.iter().rposition(|byte| *byte == b'/').unwrap_or(0);
    &pointer[..end]
}
