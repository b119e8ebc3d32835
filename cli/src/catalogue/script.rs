//! A view as a classic script: one call with one string, which the page reads as JSON.
//!
//! A string, and not an object, so that a member named `__proto__` is a member. It is written in ASCII without
//! `<`, `>` and `&`: no character of it ends a literal, a line or an element, in whatever encoding it is read.
//!
//! The string has single quotes, so that the many double quotes of JSON are written as they are. JSON is written into
//! the literal at once: most of a catalogue is such text, and a second pass over it would be felt.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CharEscape, Formatter};

/// Replaces what is in `script` by the script that hands a view to the page.
///
/// # Errors
/// Fails if the view is not one of JSON.
pub(super) fn write<V: Serialize>(script: &mut Vec<u8>, name: &str, view: &V) -> io::Result<()> {
    script.clear();
    script.extend_from_slice(b"counterpart.put('");
    write_fragment(script, name)?;
    script.extend_from_slice(b"','");
    let mut serializer = serde_json::Serializer::with_formatter(&mut *script, InLiteral);
    view.serialize(&mut serializer)?;
    script.extend_from_slice(b"');\n");
    Ok(())
}

/// Writes JSON on one line, as a string literal of JavaScript in single quotes holds it.
///
/// Punctuation and numbers of JSON stay as they are there. Escapes of JSON have a backslash, which is written twice.
struct InLiteral;

impl Formatter for InLiteral {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        write_fragment(writer, fragment)
    }

    fn write_char_escape<W: ?Sized + Write>(&mut self, writer: &mut W, escape: CharEscape) -> io::Result<()> {
        let text = match escape {
            CharEscape::Quote => r#"\\""#,
            CharEscape::ReverseSolidus => r"\\\\",
            CharEscape::Solidus => "/",
            CharEscape::Backspace => r"\\b",
            CharEscape::FormFeed => r"\\f",
            CharEscape::LineFeed => r"\\n",
            CharEscape::CarriageReturn => r"\\r",
            CharEscape::Tab => r"\\t",
            CharEscape::AsciiControl(byte) => return write!(writer, r"\\u{byte:04x}"),
        };
        writer.write_all(text.as_bytes())
    }
}

/// Writes text that needs no escape in JSON, or the name of a view.
fn write_fragment<W: ?Sized + Write>(writer: &mut W, text: &str) -> io::Result<()> {
    let mut rest = text;
    loop {
        // Most of a text is copied in long runs.
        let run = rest
            .bytes()
            .position(|byte| !is_plain(byte))
            .unwrap_or(rest.len());
        writer.write_all(&rest.as_bytes()[..run])?;
        let mut others = rest[run..].chars();
        let Some(character) = others.next() else {
            return Ok(());
        };
        rest = others.as_str();
        for unit in character.encode_utf16(&mut [0; 2]) {
            write!(writer, "\\u{unit:04x}")?;
        }
    }
}

/// Returns `true` for a byte of ASCII that stays as it is.
fn is_plain(byte: u8) -> bool {
    matches!(byte, b' '..=b'~') && !matches!(byte, b'\\' | b'<' | b'>' | b'&' | b'\'' | b'`')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, view: &serde_json::Value) -> String {
        let mut script = b"of another view".to_vec();
        write(&mut script, name, view).unwrap();
        String::from_utf8(script).unwrap()
    }

    /// The text that the page gets: a literal in single quotes is one of JSON in double quotes, but for the quotes.
    fn json_in(script: &str) -> String {
        let literal = script
            .strip_prefix("counterpart.put('index','")
            .and_then(|rest| rest.strip_suffix("');\n"))
            .unwrap();
        serde_json::from_str(&format!("\"{}\"", literal.replace('"', "\\u0022"))).unwrap()
    }

    #[test]
    fn a_script_is_ascii_and_means_the_view() {
        let mut texts: Vec<String> = [
            "",
            "</script><script>evil()</script>",
            "\"; evil(); \"",
            "'); evil(); ('",
            "\\'); evil(); ('",
            "\\u0022\\",
            "\\",
            "\\\"",
            "\u{2028}\u{2029}\u{0}\r\n\t\u{8}\u{c}",
            "\u{202e}ä😀",
            "-->]]>`${evil}`'",
        ]
        .map(str::to_owned)
        .into();
        texts.extend((0..0x180).filter_map(char::from_u32).map(String::from));
        for text in texts {
            let view = serde_json::json!({ text.as_str(): [text.as_str(), -1.5, true, null] });
            let script = of("index", &view);
            let inside = script.strip_suffix('\n').unwrap();
            assert!(
                inside
                    .chars()
                    .all(|c| (' '..='~').contains(&c) && !"<>&`".contains(c)),
                "{script}"
            );
            assert_eq!(inside.matches('\'').count(), 4, "{script}");
            let read: serde_json::Value = serde_json::from_str(&json_in(&script)).unwrap();
            assert_eq!(read, view, "{script}");
        }
    }

    #[test]
    fn a_script_is_one_call() {
        let view = serde_json::json!({ "__proto__": "a\"b" });
        assert_eq!(
            of("index", &view),
            "counterpart.put('index','{\"__proto__\":\"a\\\\\"b\"}');\n"
        );
    }
}
