use std::fmt::{self, Write};

use super::Json;

impl Json {
    /// The value on several lines, two spaces a level, with a line end at the end: what a contract file holds.
    pub fn to_pretty(&self) -> String {
        let mut text = String::new();
        write(&mut text, self, Some(0)).expect("a string takes everything");
        text.push('\n');
        text
    }
}

/// Writes the value on one line without spaces.
impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write(f, self, None)
    }
}

fn write(out: &mut impl Write, value: &Json, indent: Option<usize>) -> fmt::Result {
    match value {
        Json::Null => out.write_str("null"),
        Json::Bool(true) => out.write_str("true"),
        Json::Bool(false) => out.write_str("false"),
        Json::Number(number) => write!(out, "{number}"),
        Json::String(text) => write_string(out, text),
        Json::Array(items) => sequence(out, '[', ']', indent, items, |out, item, indent| {
            write(out, item, indent)
        }),
        Json::Object(members) => sequence(out, '{', '}', indent, members, |out, (key, value), indent| {
            write_string(out, key)?;
            out.write_str(if indent.is_some() { ": " } else { ":" })?;
            write(out, value, indent)
        }),
    }
}

fn sequence<W: Write, T>(
    out: &mut W,
    open: char,
    close: char,
    indent: Option<usize>,
    parts: impl IntoIterator<Item = T>,
    mut part: impl FnMut(&mut W, T, Option<usize>) -> fmt::Result,
) -> fmt::Result {
    let inner = indent.map(|level| level + 1);
    out.write_char(open)?;
    let mut empty = true;
    for item in parts {
        if !empty {
            out.write_char(',')?;
        }
        empty = false;
        new_line(out, inner)?;
        part(out, item, inner)?;
    }
    if !empty {
        new_line(out, indent)?;
    }
    out.write_char(close)
}

fn new_line(out: &mut impl Write, indent: Option<usize>) -> fmt::Result {
    match indent {
        Some(level) => write!(out, "\n{:1$}", "", level * 2),
        None => Ok(()),
    }
}

/// Everything that a terminal or a line-based tool might take as a command is escaped, so that a name from another
/// team cannot repaint the reader's screen.
fn write_string(out: &mut impl Write, text: &str) -> fmt::Result {
    out.write_char('"')?;
    // Characters that need no escape are written at once, up to the first one that may need it. One call for each
    // character is slow in tests, which are built without optimizations.
    let bytes = text.as_bytes();
    let mut plain = 0;
    while plain < bytes.len() && matches!(bytes[plain], b' '..=b'!' | b'#'..=b'[' | b']'..=b'~') {
        plain += 1;
    }
    out.write_str(&text[..plain])?;
    for character in text[plain..].chars() {
        match character {
            '"' => out.write_str("\\\"")?,
            '\\' => out.write_str("\\\\")?,
            '\n' => out.write_str("\\n")?,
            '\r' => out.write_str("\\r")?,
            '\t' => out.write_str("\\t")?,
            '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                write!(out, "\\u{:04x}", character as u32)?;
            }
            _ if character.is_control() => write!(out, "\\u{:04x}", character as u32)?,
            _ => out.write_char(character)?,
        }
    }
    out.write_char('"')
}

#[cfg(test)]
mod tests {
    use super::super::parse;

    #[test]
    fn pretty_text_has_two_spaces_a_level_and_empty_containers_on_one_line() {
        let value = parse(br#"{"a":[1,{}],"b":[],"c":{"d":null}}"#).unwrap();
        assert_eq!(
            value.to_pretty(),
            "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": [],\n  \"c\": {\n    \"d\": null\n  }\n}\n"
        );
    }

    #[test]
    fn control_and_direction_characters_are_escaped() {
        let value = parse("\"\\u001b[31m\\u202e\\n\u{7f}é😀\"".as_bytes()).unwrap();
        assert_eq!(value.to_string(), "\"\\u001b[31m\\u202e\\n\\u007fé😀\"");
        assert_eq!(parse(value.to_string().as_bytes()).unwrap(), value);
    }
}
