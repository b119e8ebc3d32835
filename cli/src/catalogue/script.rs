//! A view as a classic script: one call with one string, which the page reads as JSON.
//!
//! A string, and not an object, so that a member named `__proto__` is a member. It is written in ASCII without
//! `<`, `>` and `&`: no character of it ends a literal, a line or an element, in whatever encoding it is read.

use std::fmt::Write as _;

use counterpart_engine::json::Json;

/// The script that hands a view to the page.
pub(super) fn of(name: &str, view: &Json) -> String {
    format!(
        "counterpart.put({},{});\n",
        literal(name),
        literal(&view.to_string())
    )
}

/// A string literal of JavaScript.
fn literal(text: &str) -> String {
    let mut literal = String::with_capacity(text.len() + text.len() / 4 + 2);
    literal.push('"');
    let mut rest = text;
    loop {
        // Most of a text is copied in long runs.
        let run = rest
            .bytes()
            .position(|byte| !is_plain(byte))
            .unwrap_or(rest.len());
        literal.push_str(&rest[..run]);
        let mut others = rest[run..].chars();
        let Some(character) = others.next() else { break };
        rest = others.as_str();
        match character {
            '"' => literal.push_str("\\\""),
            '\\' => literal.push_str("\\\\"),
            _ => {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    let _ = write!(literal, "\\u{unit:04x}");
                }
            }
        }
    }
    literal.push('"');
    literal
}

/// Returns `true` for a byte of ASCII that stays as it is.
fn is_plain(byte: u8) -> bool {
    matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\' | b'<' | b'>' | b'&' | b'\'' | b'`')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_literal_is_ascii_and_means_the_text() {
        for text in [
            "",
            "</script><script>evil()</script>",
            "\"; evil(); \"",
            "\\u0022\\",
            "\u{2028}\u{2029}\u{0}\r\n\t",
            "\u{202e}ä😀",
            "-->]]>`${evil}`'",
        ] {
            let written = literal(text);
            assert!(
                written
                    .chars()
                    .all(|c| (' '..='~').contains(&c) && !"<>&'`".contains(c)),
                "{written}"
            );
            // Such a literal is one of JSON, too.
            assert_eq!(serde_json::from_str::<String>(&written).unwrap(), text);
        }
    }

    #[test]
    fn a_script_is_one_call() {
        let view = Json::from([("__proto__", Json::from("a\"b"))]);
        assert_eq!(
            of("index", &view),
            "counterpart.put(\"index\",\"{\\\"__proto__\\\":\\\"a\\\\\\\"b\\\"}\");\n"
        );
    }
}
