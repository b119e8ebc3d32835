//! Finds the target of a pointer in a JSON text.

use std::ops::Range;

use counterpart_engine::json::Pointer;

/// The place of a value in a JSON text, in bytes of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    /// The key of a member, with the quotes.
    pub key: Option<Range<usize>>,
    /// The value.
    pub value: Range<usize>,
}

/// The line, from 1, on which the place `at` begins in `text`. A member begins with its key, an
/// item with its first character, and the top with the first character of all. `None` if the text
/// has no such place.
///
/// [`json::parse`](counterpart_engine::json::parse) must be able to read the text. In other texts,
/// a line may be found or not.
///
/// ```
/// use counterpart_verifier::report::line_of;
///
/// let text = "{\n  \"a\": [1,\n  2]\n}";
/// assert_eq!(line_of(text, &"/a/1".parse()?), Some(3));
/// # Ok::<(), counterpart_engine::json::PointerError>(())
/// ```
pub fn line_of(text: &str, at: &Pointer) -> Option<usize> {
    let located = locate(text, at)?;
    let found = located.key.unwrap_or(located.value).start;
    Some(
        1 + text.as_bytes()[..found]
            .iter()
            .filter(|byte| **byte == b'\n')
            .count(),
    )
}

/// A line of a JSON text, and the meant part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkedLine {
    /// From 1.
    pub number: usize,
    /// The line unchanged, without the space at its end.
    pub text: String,
    /// The part to mark, in bytes of the line. For a plain value it is the value with its key. For
    /// another value it is the key, else its first character.
    pub span: Range<usize>,
}

/// The line on which the place `at` begins in `text`, with the place marked. `None` if the text has
/// no such place.
///
/// ```
/// use counterpart_verifier::report::marked_line;
///
/// let text = "{\n  \"a\": {\n    \"b\": 1\n  }\n}";
/// let found = marked_line(text, &"/a/b".parse()?).expect("it is there");
/// assert_eq!((found.number, &found.text[found.span]), (3, "\"b\": 1"));
/// # Ok::<(), counterpart_engine::json::PointerError>(())
/// ```
pub fn marked_line(text: &str, at: &Pointer) -> Option<MarkedLine> {
    let located = locate(text, at)?;
    let value = &text[located.value.clone()];
    let is_plain = !value.starts_with(['{', '[']) && !value.contains('\n');
    let span = match located.key {
        Some(key) if is_plain && !text[key.start..located.value.end].contains('\n') => {
            key.start..located.value.end
        }
        Some(key) => key,
        None if is_plain => located.value,
        None => located.value.start..located.value.start + 1,
    };
    let start = text[..span.start].rfind('\n').map_or(0, |end| end + 1);
    let line = text[start..].lines().next().unwrap_or_default();
    Some(MarkedLine {
        number: 1 + text[..start].matches('\n').count(),
        text: line.trim_end().to_owned(),
        span: span.start - start..span.end - start,
    })
}

/// The bytes of `text` that the place `at` covers. `None` if the text has no such place.
///
/// [`json::parse`](counterpart_engine::json::parse) must be able to read the text. In other texts,
/// a place may be found or not.
///
/// ```
/// use counterpart_verifier::report::locate;
///
/// let text = r#"{"a": [1, "x"]}"#;
/// let located = locate(text, &"/a/1".parse()?).expect("it is there");
/// assert_eq!(&text[located.value], "\"x\"");
/// # Ok::<(), counterpart_engine::json::PointerError>(())
/// ```
pub fn locate(text: &str, at: &Pointer) -> Option<Located> {
    let mut scanner = Scanner {
        bytes: text.as_bytes(),
        at: 0,
    };
    scanner.skip_space();
    let mut key = None;
    for step in at.steps() {
        key = match scanner.peek()? {
            b'{' => Some(scanner.enter_member(step)?),
            b'[' => {
                scanner.enter_item(step.parse().ok()?)?;
                None
            }
            _ => return None,
        };
    }
    scanner.peek()?;
    let start = scanner.at;
    scanner.skip_value()?;
    let end = text[..scanner.at].trim_end().len().max(start);
    Some(Located {
        key,
        value: start..end,
    })
}

struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Scanner<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    /// Goes from an object's brace to the value of one of its members, and returns the place of the
    /// key.
    fn enter_member(&mut self, wanted: &str) -> Option<Range<usize>> {
        self.at += 1;
        loop {
            self.skip_space();
            let key_at = self.at;
            let key = self.string()?;
            let key_end = self.at;
            self.skip_space();
            if self.peek()? != b':' {
                return None;
            }
            self.at += 1;
            self.skip_space();
            if key == wanted {
                return Some(key_at..key_end);
            }
            self.skip_value_and_comma()?;
        }
    }

    /// Goes from an array's bracket to one of its items.
    fn enter_item(&mut self, wanted: usize) -> Option<()> {
        self.at += 1;
        for _ in 0..wanted {
            self.skip_space();
            self.skip_value_and_comma()?;
        }
        self.skip_space();
        (self.peek()? != b']').then_some(())
    }

    /// The string that starts here, unescaped.
    fn string(&mut self) -> Option<String> {
        let start = self.at;
        self.skip_string()?;
        match counterpart_engine::json::parse(&self.bytes[start..self.at]) {
            Ok(value) => value.as_str().map(str::to_owned),
            Err(_) => None,
        }
    }

    fn skip_string(&mut self) -> Option<()> {
        if self.peek()? != b'"' {
            return None;
        }
        self.at += 1;
        loop {
            match self.peek()? {
                b'"' => break,
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
        self.at += 1;
        Some(())
    }

    /// Skips the value that starts here and the comma after it; `None` if no comma follows.
    fn skip_value_and_comma(&mut self) -> Option<()> {
        self.skip_value()?;
        if self.peek()? != b',' {
            return None;
        }
        self.at += 1;
        Some(())
    }

    /// Skips the value that starts here and the space after it, up to a comma, a bracket, or the
    /// end of the text.
    fn skip_value(&mut self) -> Option<()> {
        let mut depth = 0_usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'"' => {
                    self.skip_string()?;
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' if depth == 0 => break,
                b'}' | b']' => depth -= 1,
                b',' if depth == 0 => break,
                _ => {}
            }
            self.at += 1;
        }
        (depth == 0).then_some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"
{
  "a": {"x": 1, "y": {
    "a": "}, \"b\": ["
  }},
  "b\u002fc": [
    [],
    {},
    "last"
  ]
}"#;

    fn line(at: &str) -> Option<usize> {
        line_of(TEXT, &at.parse().unwrap())
    }

    #[test]
    fn the_bytes_are_those_of_the_key_and_of_the_whole_value() {
        let located = |text: &str, at: &str| {
            let located = locate(text, &at.parse().unwrap())?;
            let key = located.key.map(|key| text[key].to_owned());
            Some((key.unwrap_or_default(), text[located.value].to_owned()))
        };
        let found = |key: &str, value: &str| Some((key.to_owned(), value.to_owned()));
        assert_eq!(located(TEXT, "/a/x"), found("\"x\"", "1"));
        assert_eq!(located(TEXT, "/b~1c/2"), found("", "\"last\""));
        assert_eq!(
            located(TEXT, "/a/y"),
            found("\"y\"", "{\n    \"a\": \"}, \\\"b\\\": [\"\n  }")
        );
        assert_eq!(located(" [ {} ] ", ""), found("", "[ {} ]"));
        assert_eq!(located("null", ""), found("", "null"));
        assert_eq!(
            located("{\"ä\":[1,{\"b\":\"ö\"}]}", "/ä/1/b"),
            found("\"b\"", "\"ö\"")
        );
        assert_eq!(located("[1", "/0"), found("", "1"));
        assert_eq!(located("[[1", "/0"), None);
    }

    #[test]
    fn the_line_is_that_of_the_key_or_of_the_item() {
        assert_eq!(line(""), Some(2));
        assert_eq!(line("/a"), Some(3));
        assert_eq!(line("/a/y"), Some(3));
        assert_eq!(line("/a/y/a"), Some(4));
        assert_eq!(line("/b~1c"), Some(6));
        assert_eq!(line("/b~1c/0"), Some(7));
        assert_eq!(line("/b~1c/2"), Some(9));
    }

    #[test]
    fn a_place_that_is_not_there_has_no_line() {
        for at in [
            "/b",
            "/a/z",
            "/b~1c/3",
            "/b~1c/0/0",
            "/b~1c/2/x",
            "/b~1c/-",
            "/a/x/1",
        ] {
            assert_eq!(line(at), None, "{at}");
        }
        assert_eq!(line_of("", &Pointer::root()), None);
        assert_eq!(line_of("{\"a\"", &"/a".parse().unwrap()), None);
        assert_eq!(line_of("\"\\", &"/a".parse().unwrap()), None);
    }
}
