//! Other teams' names, lines and messages, made harmless to the terminal and to the log that shows
//! them.

use std::borrow::Cow;
use std::ops::Range;

/// Returns `true` if a character could repaint a terminal, or change the order or the visibility of
/// others.
fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}' | '\u{e0000}'..='\u{e007f}')
}

/// The text on one line, whatever it holds.
pub(crate) fn line(text: &str) -> Cow<'_, str> {
    let text = lines(text);
    if text.contains('\n') {
        return Cow::Owned(text.replace('\n', "\\n"));
    }
    text
}

/// The text on one line, at most `most` characters.
pub(crate) fn short(text: &str, most: usize) -> String {
    let text = line(text);
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.into_owned(),
    }
}

/// The whole message, or a place in it.
pub(crate) fn place(place: &str) -> &str {
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
pub(crate) fn json(text: &str) -> Cow<'_, str> {
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

/// A JSON document that means the same and has no command of a CI service. None of its lines can
/// begin with `::`, because a text in JSON has no line breaks.
pub(crate) fn json_document(text: &str) -> Cow<'_, str> {
    in_document(json(text), |text| without_marks(text, "\\u0023"))
}

/// An XML document that means the same and has no command of a CI service, without the characters
/// that XML 1.0 forbids.
pub(crate) fn xml_document(text: &str) -> Cow<'_, str> {
    let is_forbidden = |c: char| matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    let text = if text.contains(is_forbidden) {
        Cow::Owned(text.replace(is_forbidden, ""))
    } else {
        Cow::Borrowed(text)
    };
    in_document(text, |text| without(text, "&#58;", "&#35;"))
}

fn in_document<'a>(text: Cow<'a, str>, escaped: impl Fn(&str) -> Cow<'_, str>) -> Cow<'a, str> {
    match escaped(&text) {
        Cow::Owned(escaped) => Cow::Owned(escaped),
        Cow::Borrowed(_) => text,
    }
}

/// A line of source with a marked part, and the new place of that part. Tabs become four spaces.
pub(crate) fn marked(text: &str, span: &Range<usize>) -> (String, Range<usize>) {
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

/// The text without lines that a CI service takes for a command. GitHub reads `::name::` at the
/// start of a line, after any space, and `##[name]` anywhere. Azure reads `##vso[name]`, TeamCity
/// `##teamcity[name]`. Colours before a command do not protect.
pub(crate) fn without_commands(text: &str) -> Cow<'_, str> {
    without(text, "\\u{3a}", "\\u{23}")
}

/// Like [`without_commands`], with these forms of a colon and a `#`.
fn without<'a>(text: &'a str, colon: &str, hash: &str) -> Cow<'a, str> {
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
                out.push_str(colon);
                out.push(':');
                out.push_str(&without_marks(rest, hash));
            }
            _ => out.push_str(&without_marks(line, hash)),
        }
    }
    Cow::Owned(out)
}

/// The text without `##name[` anywhere: its second `#` has this form.
pub(crate) fn without_marks<'a>(text: &'a str, hash: &str) -> Cow<'a, str> {
    let (mut out, mut rest) = (String::new(), text);
    while let Some(at) = rest.find("##") {
        let after = &rest[at + 2..];
        let name = after
            .find(|c: char| !c.is_ascii_alphanumeric())
            .unwrap_or(after.len());
        out.push_str(&rest[..=at]);
        if after[name..].starts_with('[') {
            out.push_str(hash);
            rest = after;
        } else {
            rest = &rest[at + 1..];
        }
    }
    if out.is_empty() {
        return Cow::Borrowed(text);
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The start of a line, after space and colours.
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
    fn characters_that_could_repaint_a_terminal_are_escaped() {
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
        let read = |text: &str| counterpart_engine::json::parse(text.as_bytes()).unwrap();
        assert_eq!(read(&shown), read(text));
    }

    #[test]
    fn a_document_without_commands_means_the_same() {
        let text = "[\"::a\", \"##[b]\", \"\\\\##vso[c]\", \"\u{202e}\u{ffff}\"]\n";
        let shown = json_document(text);
        assert_eq!(
            shown,
            "[\"::a\", \"#\\u0023[b]\", \"\\\\#\\u0023vso[c]\", \"\\u202e\\uffff\"]\n"
        );
        let read = |text: &str| counterpart_engine::json::parse(text.as_bytes()).unwrap();
        assert_eq!(read(&shown), read(text));
        assert_eq!(
            xml_document("<a>\n ::b ##[c]\u{fffe}\u{1b}</a>"),
            "<a>\n &#58;:b #&#35;[c]</a>"
        );
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
            ("###[a ##teamcity[b", "##\\u{23}[a #\\u{23}teamcity[b"),
            ("## [a] ##a b[c] ####", "## [a] ##a b[c] ####"),
            ("  ::: a/b.rs:1:2", "  ::: a/b.rs:1:2"),
            ("a::b ## c\n", "a::b ## c\n"),
        ] {
            assert_eq!(without_commands(text), harmless);
        }
    }
}
