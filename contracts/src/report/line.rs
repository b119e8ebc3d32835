//! Which line of a JSON text a pointer leads to.

use crate::json::Pointer;

/// The line, from 1, on which the place that `at` names begins in `text`: of a member its key, of an item its first
/// character, of the top the first character of all. `None` where the text has no such place.
///
/// The text is one that [`json::parse`](crate::json::parse) reads; in another, a line may be found or not.
///
/// ```
/// use counterpart::report::line_of;
///
/// let text = "{\n  \"a\": [1,\n  2]\n}";
/// assert_eq!(line_of(text, &"/a/1".parse()?), Some(3));
/// # Ok::<(), counterpart::json::PointerError>(())
/// ```
pub fn line_of(text: &str, at: &Pointer) -> Option<usize> {
    let mut scanner = Scanner {
        bytes: text.as_bytes(),
        at: 0,
    };
    scanner.skip_space();
    let mut found = scanner.at;
    for step in at.steps() {
        found = match scanner.peek()? {
            b'{' => scanner.enter_member(step)?,
            b'[' => scanner.enter_item(step.parse().ok()?)?,
            _ => return None,
        };
    }
    scanner.peek()?;
    Some(
        1 + scanner.bytes[..found]
            .iter()
            .filter(|byte| **byte == b'\n')
            .count(),
    )
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

    /// Goes from an object's brace to the value of one of its members, and answers where the key starts.
    fn enter_member(&mut self, wanted: &str) -> Option<usize> {
        self.at += 1;
        loop {
            self.skip_space();
            let key_at = self.at;
            let key = self.string()?;
            self.skip_space();
            if self.peek()? != b':' {
                return None;
            }
            self.at += 1;
            self.skip_space();
            if key == wanted {
                return Some(key_at);
            }
            self.skip_value_and_comma()?;
        }
    }

    /// Goes from an array's bracket to one of its items, and answers where the item starts.
    fn enter_item(&mut self, wanted: usize) -> Option<usize> {
        self.at += 1;
        for _ in 0..wanted {
            self.skip_space();
            self.skip_value_and_comma()?;
        }
        self.skip_space();
        (self.peek()? != b']').then_some(self.at)
    }

    /// The string that starts here, unescaped.
    fn string(&mut self) -> Option<String> {
        let start = self.at;
        self.skip_string()?;
        match crate::json::parse(&self.bytes[start..self.at]) {
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

    /// Goes over the value that starts here and the comma after it; `None` where no comma follows.
    fn skip_value_and_comma(&mut self) -> Option<()> {
        let mut depth = 0_usize;
        loop {
            match self.peek()? {
                b'"' => {
                    self.skip_string()?;
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth = depth.checked_sub(1)?,
                b',' if depth == 0 => {
                    self.at += 1;
                    return Some(());
                }
                _ => {}
            }
            self.at += 1;
        }
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
