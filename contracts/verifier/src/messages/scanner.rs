//! Finds the ends of JSON texts that follow each other, and of the items of arrays, without a look
//! at what they mean.

use std::ops::Range;

use super::blank::is_blank;

/// A message, or what stands where one should.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    /// Its bytes, in the text of the block.
    pub(super) bytes: Range<usize>,
    /// The line on which it begins, from 0 at the start of the block.
    pub(super) line: u64,
    /// The number of the array that was opened, from 1, if it is an item of one.
    pub(super) array: Option<u64>,
    /// True if it is the end of an array that has no items.
    pub(super) is_empty_array: bool,
    /// The reason why it is no message, if it is none.
    pub(super) wrong: Option<&'static str>,
}

const EXPECTED_COMMA: &str = "expected `,` or `]` between the items of an array";
const EXPECTED_ITEM: &str = "expected an item of an array";
const EXPECTED_VALUE: &str = "expected a JSON text";
const NOT_CLOSED: &str = "the array is not closed";

/// Where the scanner is. A text may be handed to it in pieces.
#[derive(Debug, Clone, Default)]
pub(super) struct Scanner {
    /// The value that began and has not ended.
    open: Option<Open>,
    array: Option<Array>,
    /// The arrays that were opened.
    arrays: u64,
    /// The line of `counted`.
    line: u64,
    /// Up to here, lines are counted.
    counted: usize,
}

#[derive(Debug, Clone)]
struct Open {
    start: usize,
    line: u64,
    kind: Kind,
}

#[derive(Debug, Clone)]
enum Kind {
    /// An array or an object, so many levels deep.
    Nested {
        depth: u64,
        in_text: bool,
        escaped: bool,
    },
    Text {
        escaped: bool,
    },
    /// A number, a word, or what looks like one.
    Bare,
    /// What is no value, up to the end of its line.
    Garbage,
}

/// What may follow in an open array.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Array {
    /// An item, or the end.
    Start,
    /// An item.
    Item,
    /// A comma, or the end.
    Comma,
}

impl Scanner {
    /// Goes on over `text[from..]`, and adds what ends in it. `is_end` if nothing follows.
    pub(super) fn scan(&mut self, text: &[u8], from: usize, is_end: bool, items: &mut Vec<Item>) {
        let mut at = from;
        while at < text.len() {
            at = match &mut self.open {
                Some(open) => match open.kind.end(text, at) {
                    Some(end) => {
                        self.close(text, end, items);
                        end
                    }
                    None => text.len(),
                },
                None => self.between(text, at, items),
            };
        }
        if is_end {
            let is_cut = self
                .open
                .as_ref()
                .is_some_and(|open| matches!(open.kind, Kind::Nested { .. } | Kind::Text { .. }));
            self.close(text, text.len(), items);
            // A value that is cut says enough. A number or a word at the end may be whole.
            if self.array.take().is_some() && !is_cut {
                self.wrong(text, text.len(), NOT_CLOSED, items);
            }
        }
        self.count(text, text.len());
    }

    /// The start of the value that goes on behind the text; `None` between two values.
    pub(super) fn open_since(&self) -> Option<usize> {
        self.open.as_ref().map(|open| open.start)
    }

    /// The line on which the open value began.
    fn open_line(&self) -> u64 {
        self.open.as_ref().map_or(self.line, |open| open.line)
    }

    /// Starts a new block with the open value, of which so many bytes were scanned, or with what
    /// follows. Returns the lines before it.
    pub(super) fn begin_block(&mut self, scanned: usize) -> u64 {
        let before = self.open_line();
        match &mut self.open {
            Some(open) => {
                self.line -= open.line;
                open.line = 0;
                open.start = 0;
            }
            None => self.line = 0,
        }
        self.counted = scanned;
        before
    }

    /// Returns true if nothing is open: no value, and no array.
    pub(super) fn is_done(&self) -> bool {
        self.open.is_none() && self.array.is_none()
    }

    /// The lines that end in the open value, so far.
    pub(super) fn lines_of_open(&self) -> u64 {
        self.line - self.open_line()
    }

    /// Goes on over a text that begins inside of the open value, and returns the end of the value.
    /// `is_end` if nothing follows. The next block starts there.
    pub(super) fn skip(&mut self, text: &[u8], is_end: bool) -> Option<usize> {
        let end = self.open.as_mut().and_then(|open| open.kind.end(text, 0));
        if end.is_some() || is_end {
            // As in `scan`: a text that is cut says enough, and a number does not.
            let is_bare = self
                .open
                .as_ref()
                .is_some_and(|open| matches!(open.kind, Kind::Bare));
            let array = self.array.filter(|_| !is_end || is_bare).map(|_| Array::Comma);
            *self = Self {
                array,
                arrays: self.arrays,
                ..Self::default()
            };
        }
        end
    }

    fn between(&mut self, text: &[u8], at: usize, items: &mut Vec<Item>) -> usize {
        let byte = text[at];
        if is_blank(byte) {
            return at + 1;
        }
        match (byte, self.array) {
            (b'[', None) => {
                self.array = Some(Array::Start);
                self.arrays += 1;
                return at + 1;
            }
            (b']', Some(before)) => {
                match before {
                    Array::Item => self.wrong(text, at, EXPECTED_ITEM, items),
                    Array::Start => {
                        self.count(text, at);
                        items.push(Item {
                            bytes: at..at + 1,
                            line: self.line,
                            array: self.number(),
                            is_empty_array: true,
                            wrong: None,
                        });
                    }
                    Array::Comma => {}
                }
                self.array = None;
                return at + 1;
            }
            (b',', Some(before)) => {
                if before != Array::Comma {
                    self.wrong(text, at, EXPECTED_ITEM, items);
                }
                self.array = Some(Array::Item);
                return at + 1;
            }
            (b'}' | b':', Some(_)) => {
                self.wrong(text, at, EXPECTED_ITEM, items);
                return at + 1;
            }
            (_, Some(Array::Comma)) => self.wrong(text, at, EXPECTED_COMMA, items),
            _ => {}
        }
        self.count(text, at);
        let kind = match byte {
            b'{' | b'[' => Kind::Nested {
                depth: 0,
                in_text: false,
                escaped: false,
            },
            b'"' => Kind::Text { escaped: false },
            b'}' | b']' | b',' | b':' => Kind::Garbage,
            _ => Kind::Bare,
        };
        // The first byte of a nested value opens its first level.
        let next = match kind {
            Kind::Text { .. } => at + 1,
            _ => at,
        };
        self.open = Some(Open {
            start: at,
            line: self.line,
            kind,
        });
        next
    }

    /// The number of the open array.
    fn number(&self) -> Option<u64> {
        self.array.map(|_| self.arrays)
    }

    fn close(&mut self, text: &[u8], end: usize, items: &mut Vec<Item>) {
        let Some(open) = self.open.take() else { return };
        let is_garbage = matches!(open.kind, Kind::Garbage);
        items.push(Item {
            bytes: open.start..end,
            line: open.line,
            array: self.number(),
            is_empty_array: false,
            wrong: is_garbage.then_some(EXPECTED_VALUE),
        });
        self.count(text, end);
        if self.array.is_some() {
            self.array = Some(Array::Comma);
        }
    }

    fn wrong(&mut self, text: &[u8], at: usize, wrong: &'static str, items: &mut Vec<Item>) {
        self.count(text, at);
        items.push(Item {
            bytes: at..at,
            line: self.line,
            array: self.number(),
            is_empty_array: false,
            wrong: Some(wrong),
        });
    }

    /// Counts the lines up to there.
    fn count(&mut self, text: &[u8], to: usize) {
        if to > self.counted {
            self.line += memchr::memchr_iter(b'\n', &text[self.counted..to]).count() as u64;
            self.counted = to;
        }
    }
}

impl Kind {
    /// The end of the value, if it is in `text[at..]`.
    fn end(&mut self, text: &[u8], mut at: usize) -> Option<usize> {
        match self {
            Kind::Text { escaped } => end_of_text(text, at, escaped),
            Kind::Garbage => memchr::memchr(b'\n', &text[at..]).map(|end| at + end),
            Kind::Bare => {
                let ends = |byte: &u8| {
                    is_blank(*byte) || matches!(byte, b',' | b']' | b'}' | b'[' | b'{' | b'"' | b':')
                };
                text[at..].iter().position(ends).map(|end| at + end)
            }
            Kind::Nested {
                depth,
                in_text,
                escaped,
            } => loop {
                if *in_text {
                    at = end_of_text(text, at, escaped)?;
                    *in_text = false;
                }
                let rest = &text[at..];
                let found = rest
                    .iter()
                    .position(|byte| matches!(byte, b'"' | b'{' | b'}' | b'[' | b']'))?;
                at += found + 1;
                match rest[found] {
                    b'"' => *in_text = true,
                    b'{' | b'[' => *depth += 1,
                    _ => {
                        *depth -= 1;
                        if *depth == 0 {
                            return Some(at);
                        }
                    }
                }
            },
        }
    }
}

/// The position behind the quote that ends a text.
fn end_of_text(text: &[u8], mut at: usize, escaped: &mut bool) -> Option<usize> {
    if *escaped && at < text.len() {
        *escaped = false;
        at += 1;
    }
    loop {
        let found = at + memchr::memchr2(b'"', b'\\', text.get(at..)?)?;
        if text[found] == b'"' {
            return Some(found + 1);
        }
        at = found + 2;
        if at > text.len() {
            *escaped = true;
            return None;
        }
    }
}

/// The end of the value at the start of a text, if the text has all of it.
pub(super) fn end_of_value(text: &[u8]) -> Option<usize> {
    let mut kind = match text.first()? {
        b'{' | b'[' => Kind::Nested {
            depth: 0,
            in_text: false,
            escaped: false,
        },
        b'"' => return end_of_text(text, 1, &mut false),
        byte if byte.is_ascii_digit() || matches!(byte, b'-' | b't' | b'f' | b'n') => {
            return Some(Kind::Bare.end(text, 0).unwrap_or(text.len()));
        }
        _ => return None,
    };
    kind.end(text, 0)
}

/// The items of one text, all of it at hand.
pub(super) fn items(text: &[u8]) -> Vec<Item> {
    let mut items = Vec::new();
    Scanner::default().scan(text, 0, true, &mut items);
    items
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(String, u64)> {
        let items = items(text.as_bytes()).into_iter();
        let found = items
            .filter(|item| !item.is_empty_array)
            .map(|item| match item.wrong {
                Some(wrong) => (format!("! {wrong}"), item.line),
                None => (text[item.bytes].to_owned(), item.line),
            });
        found.collect()
    }

    fn messages(text: &str) -> Vec<String> {
        found(text).into_iter().map(|(text, _)| text).collect()
    }

    #[test]
    fn values_end_where_json_says() {
        assert_eq!(
            messages(r#"{"a":"}{\"]"}[1,[2]] "x\\" 12 true{}"#),
            [r#"{"a":"}{\"]"}"#, "1", "[2]", r#""x\\""#, "12", "true", "{}"]
        );
        assert_eq!(messages(" \n"), Vec::<String>::new());
        assert_eq!(messages("[]"), Vec::<String>::new());
    }

    #[test]
    fn items_have_the_number_of_their_array_and_an_empty_one_is_found() {
        let numbers = |text: &str| -> Vec<(Option<u64>, bool)> {
            let items = items(text.as_bytes()).into_iter();
            items.map(|item| (item.array, item.is_empty_array)).collect()
        };
        assert_eq!(
            numbers("[1,2] 3 [ \n]\n[[]]"),
            [
                (Some(1), false),
                (Some(1), false),
                (None, false),
                (Some(2), true),
                (Some(3), false)
            ]
        );
        assert_eq!(numbers("[1,]").len(), 2);
    }

    #[test]
    fn value_has_the_line_on_which_it_begins() {
        assert_eq!(
            found("[\n  {\n \"a\":1\n},\n 2]\n\n3"),
            [
                ("{\n \"a\":1\n}".to_owned(), 1),
                ("2".to_owned(), 4),
                ("3".to_owned(), 6)
            ]
        );
    }

    #[test]
    fn commas_are_where_json_wants_them() {
        let item = format!("! {EXPECTED_ITEM}");
        let comma = format!("! {EXPECTED_COMMA}");
        assert_eq!(messages("[1,,2]"), ["1", &item, "2"]);
        assert_eq!(messages("[,1,]"), [&item, "1", &item]);
        assert_eq!(messages("[{}{}]"), ["{}", &comma, "{}"]);
        for last in ["1", "-1e5", "true", "null", "1 ", "1,", "\"x\"", "{}"] {
            let found = messages(&format!("[{last}"));
            let value = last.trim_end_matches([' ', ',']);
            assert_eq!(found, [value, &format!("! {NOT_CLOSED}")]);
        }
        assert_eq!(messages("[{\"a\":1"), ["{\"a\":1"]);
        assert_eq!(messages("[\"x"), ["\"x"]);
        assert_eq!(messages("}{ garbage\n{}"), [&format!("! {EXPECTED_VALUE}"), "{}"]);
    }

    #[test]
    fn pieces_of_a_text_have_the_same_items_as_the_whole() {
        let text = r#"[{"a":"\\\"]"},
            2 , "x\\", [[]]] {"b": [
            null]} -1e5 }x
            {"c":{}}"#;
        let whole = items(text.as_bytes());
        assert_eq!(whole.len(), 8);
        for step in 1..text.len() {
            let mut scanner = Scanner::default();
            let mut found = Vec::new();
            let mut from = 0;
            for to in (step..text.len()).step_by(step).chain([text.len()]) {
                scanner.scan(&text.as_bytes()[..to], from, to == text.len(), &mut found);
                from = to;
            }
            assert_eq!(found, whole, "in pieces of {step}");
        }
    }

    #[test]
    fn million_levels_need_no_stack() {
        let deep = "[".repeat(1_000_000) + &"]".repeat(1_000_000);
        assert_eq!(items(deep.as_bytes()).len(), 1);
    }
}
