//! Other teams' names, lines and messages, made harmless to the terminal and to the log that they are shown in.

use std::borrow::Cow;
use std::ops::Range;

/// Whether a character could repaint a terminal, or change in which order or whether others are seen.
fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// On one line, whatever it holds.
pub(crate) fn line(text: &str) -> Cow<'_, str> {
    let text = lines(text);
    if text.contains('\n') {
        return Cow::Owned(text.replace('\n', "\\n"));
    }
    text
}

/// On one line, no longer than so many characters.
pub(super) fn short(text: &str, most: usize) -> String {
    let text = line(text);
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.into_owned(),
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

/// With its line breaks.
pub(crate) fn lines(text: &str) -> Cow<'_, str> {
    let is_escaped = |c: char| c != '\n' && is_unsafe(c);
    if !text.contains(is_escaped) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_escaped(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// A JSON text that means the same: escaped as JSON escapes, so that it can be copied.
pub(super) fn json(text: &str) -> Cow<'_, str> {
    if !text.contains(|c| c != '\n' && is_unsafe(c)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if c != '\n' && is_unsafe(c) {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// A line of source with a marked part, and where the part then stands. Tabs become four spaces.
pub(super) fn marked(text: &str, span: &Range<usize>) -> (String, Range<usize>) {
    let part = |range: Range<usize>| {
        let part = text.get(range).unwrap_or_default();
        line(&part.replace('\t', "    ")).into_owned()
    };
    let before = part(0..span.start);
    let inside = part(span.start..span.end);
    let after = part(span.end..text.len());
    let marked = before.len()..before.len() + inside.len();
    (before + &inside + &after, marked)
}

/// The text with no line that a CI service takes for a command: GitHub reads `::name::` at the start of a line, whatever
/// space is before it, and `##[name]` anywhere; Azure reads `##vso[name]`. Colours before a command are no shield.
pub(crate) fn without_commands(text: &str) -> Cow<'_, str> {
    if !text.contains("::") && !text.contains("##") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for line in text.split_inclusive('\n') {
        let start = command_start(line);
        match line[start..].strip_prefix("::") {
            // `:::` points at another file, and names no command.
            Some(rest) if !rest.starts_with(": ") => {
                out.push_str(&line[..start]);
                out.push_str("\\u{3a}:");
                out.push_str(&unhashed(rest));
            }
            _ => out.push_str(&unhashed(line)),
        }
    }
    Cow::Owned(out)
}

fn unhashed(text: &str) -> String {
    text.replace("##[", "#\\u{23}[").replace("##vso[", "#\\u{23}vso[")
}

/// Where a line begins, past space and colours.
fn command_start(line: &str) -> usize {
    let mut rest = line;
    loop {
        rest = rest.trim_start();
        match rest
            .strip_prefix("\u{1b}[")
            .and_then(|codes| codes.split_once('m'))
        {
            Some((codes, after)) if codes.bytes().all(|byte| byte.is_ascii_digit() || byte == b';') => {
                rest = after;
            }
            _ => return line.len() - rest.len(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_repaint_a_terminal_is_escaped() {
        assert_eq!(
            lines("a\u{1b}[31mb\u{202e}c\r\nü"),
            "a\\u{1b}[31mb\\u{202e}c\\u{d}\nü"
        );
        assert_eq!(line("a\nb\u{9b}2J\u{e0041}"), "a\\nb\\u{9b}2J\\u{e0041}");
    }

    #[test]
    fn a_json_text_stays_one_and_means_the_same() {
        let text = "{\"a\u{202e}b\": \"\u{7f}\u{e0041}\"}\n";
        let shown = json(text);
        assert_eq!(shown, "{\"a\\u202eb\": \"\\u007f\\udb40\\udc41\"}\n");
        let read = |text: &str| counterpart::json::parse(text.as_bytes()).unwrap();
        assert_eq!(read(&shown), read(text));
    }

    #[test]
    fn the_mark_stays_on_what_is_marked() {
        let (text, span) = marked("\tpub\u{202e} email: String, // \u{1b}", &(8..21));
        assert_eq!(text, "    pub\\u{202e} email: String, // \\u{1b}");
        assert_eq!(&text[span], "email: String");
        assert_eq!(marked("ab", &(5..9)), (String::new(), 0..0));
    }

    #[test]
    fn no_line_is_a_command_of_a_ci_service() {
        for (text, harmless) in [
            ("::set-output name=x::y", "\\u{3a}:set-output name=x::y"),
            ("a\n  \t::error::y\nb", "a\n  \t\\u{3a}:error::y\nb"),
            (
                "\u{1b}[1m \u{1b}[31m::error::y",
                "\u{1b}[1m \u{1b}[31m\\u{3a}:error::y",
            ),
            (":::error::y", "\\u{3a}::error::y"),
            ("x ##[set-env]y ##vso[a]", "x #\\u{23}[set-env]y #\\u{23}vso[a]"),
            ("  ::: a/b.rs:1:2", "  ::: a/b.rs:1:2"),
            ("a::b ## c\n", "a::b ## c\n"),
        ] {
            assert_eq!(without_commands(text), harmless);
        }
    }
}
