//! The syntax of JSON, read over without making anything of it.
//!
//! What is refused is what `serde_json` refuses where nobody asks for the value (`IgnoredAny`, members that
//! no field reads): control characters in strings, escapes that JSON does not have, `\u` without four
//! digits, numbers outside the grammar. Not refused, because it is not there either: bytes that are no UTF-8
//! and halves of surrogate pairs in strings, numbers of any size, any depth.

use super::members::{Ends, Place};
use super::plain::{self, Block};

/// The text is no JSON. Where and why is asked of `serde_json`, which says it as people know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Broken;

pub(super) type Scanned<T = usize> = Result<T, Broken>;

/// A string, read over.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text {
    /// After the closing quote.
    pub(super) end: usize,
    /// True if there are escapes in it.
    pub(super) escaped: bool,
}

/// The position of the first byte from `at` on that is no white space.
#[inline(always)]
pub(super) fn space(text: &[u8], at: usize) -> usize {
    match text.get(at) {
        Some(byte) if *byte <= b' ' => spaces(text, at),
        _ => at,
    }
}

#[inline]
fn spaces(text: &[u8], mut at: usize) -> usize {
    while let Some(b' ' | b'\n' | b'\r' | b'\t') = text.get(at) {
        at += 1;
    }
    at
}

/// Reads over the string whose first byte after the quote is at `start`.
#[inline(always)]
pub(super) fn string(text: &[u8], start: usize, block: &mut Block) -> Scanned<Text> {
    let end = plain::end(text, start, block);
    match text.get(end) {
        Some(b'"') => Ok(Text {
            end: end + 1,
            escaped: false,
        }),
        Some(b'\\') => escaped(text, end, block),
        _ => Err(Broken),
    }
}

/// The same from its first escape on.
#[inline(never)]
fn escaped(text: &[u8], mut at: usize, block: &mut Block) -> Scanned<Text> {
    loop {
        match text.get(at + 1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => at += 2,
            Some(b'u') => {
                let digits = text.get(at + 2..at + 6).ok_or(Broken)?;
                if !digits.iter().all(u8::is_ascii_hexdigit) {
                    return Err(Broken);
                }
                at += 6;
            }
            _ => return Err(Broken),
        }
        at = plain::end(text, at, block);
        match text.get(at) {
            Some(b'"') => {
                return Ok(Text {
                    end: at + 1,
                    escaped: true,
                });
            }
            Some(b'\\') => {}
            _ => return Err(Broken),
        }
    }
}

/// Reads over digits.
#[inline(always)]
fn digits(text: &[u8], mut at: usize) -> usize {
    while text.get(at).is_some_and(u8::is_ascii_digit) {
        at += 1;
    }
    at
}

/// Reads over the number that starts at `at`.
#[inline]
pub(super) fn number(text: &[u8], at: usize) -> Scanned {
    let start = at + usize::from(text.get(at) == Some(&b'-'));
    let mut end = match text.get(start) {
        Some(b'0') if text.get(start + 1).is_some_and(u8::is_ascii_digit) => return Err(Broken),
        Some(b'0'..=b'9') => digits(text, start + 1),
        _ => return Err(Broken),
    };
    if text.get(end) == Some(&b'.') {
        let fraction = digits(text, end + 1);
        if fraction == end + 1 {
            return Err(Broken);
        }
        end = fraction;
    }
    if let Some(b'e' | b'E') = text.get(end) {
        let sign = usize::from(matches!(text.get(end + 1), Some(b'+' | b'-')));
        let exponent = digits(text, end + 1 + sign);
        if exponent == end + 1 + sign {
            return Err(Broken);
        }
        end = exponent;
    }
    Ok(end)
}

/// Reads over `null`, `true` or `false`.
#[inline(always)]
pub(super) fn word(text: &[u8], at: usize, word: &[u8]) -> Scanned {
    match text.get(at..).is_some_and(|rest| rest.starts_with(word)) {
        true => Ok(at + word.len()),
        false => Err(Broken),
    }
}

/// The containers around a place: a bit each, 1 for an object. Any depth; no stack of the thread.
#[derive(Debug, Default)]
pub(super) struct Open {
    /// The innermost ones, the last one lowest.
    last: u64,
    count: usize,
    /// Those before, 64 each.
    outer: Vec<u64>,
    /// The part of the text that strings were last looked for in.
    pub(super) block: Block,
    /// The same, for members that nobody looks at.
    pub(super) ends: Ends,
}

impl Open {
    /// Before another text.
    #[inline]
    pub(super) fn forget(&mut self) {
        self.block = Block::default();
        self.ends.forget();
    }

    #[inline(always)]
    fn push(&mut self, is_object: bool) {
        if self.count != 0 && self.count % 64 == 0 {
            self.outer.push(self.last);
        }
        self.last = self.last << 1 | u64::from(is_object);
        self.count += 1;
    }

    /// Closes the innermost one. Returns whether the next one is an object; `None` if there is none.
    #[inline(always)]
    fn pop(&mut self) -> Option<bool> {
        self.count -= 1;
        if self.count == 0 {
            return None;
        }
        if self.count % 64 == 0 {
            self.last = self.outer.pop().unwrap_or_default();
        } else {
            self.last >>= 1;
        }
        Some(self.last & 1 == 1)
    }
}

/// Reads over the value that starts at `at`, which is no white space.
#[inline]
pub(super) fn value(text: &[u8], at: usize, open: &mut Open) -> Scanned {
    match text.get(at) {
        Some(b'"') => string(text, at + 1, &mut open.block).map(|text| text.end),
        Some(b'{' | b'[') => container(text, at, open),
        _ => scalar(text, at),
    }
}

#[inline]
pub(super) fn scalar(text: &[u8], at: usize) -> Scanned {
    match text.get(at) {
        Some(b'-' | b'0'..=b'9') => number(text, at),
        Some(b't') => word(text, at, b"true"),
        Some(b'f') => word(text, at, b"false"),
        Some(b'n') => word(text, at, b"null"),
        _ => Err(Broken),
    }
}

/// Reads over a key and the colon after it; returns where its value starts.
#[inline(always)]
fn key(text: &[u8], at: usize, block: &mut Block) -> Scanned {
    if text.get(at) != Some(&b'"') {
        return Err(Broken);
    }
    colon(text, string(text, at + 1, block)?.end)
}

/// Reads over a colon; returns where the value after it starts.
#[inline(always)]
pub(super) fn colon(text: &[u8], at: usize) -> Scanned {
    let at = space(text, at);
    match text.get(at) {
        Some(b':') => Ok(space(text, at + 1)),
        _ => Err(Broken),
    }
}

/// Reads over an object or an array.
#[inline(never)]
fn container(text: &[u8], at: usize, open: &mut Open) -> Scanned {
    // By themselves they stay in registers.
    let mut block = open.block;
    let mut ends = std::mem::take(&mut open.ends);
    let end = contained(text, at, open, &mut block, &mut ends);
    open.block = block;
    open.ends = ends;
    end
}

#[inline(always)]
fn contained(text: &[u8], mut at: usize, open: &mut Open, block: &mut Block, ends: &mut Ends) -> Scanned {
    open.count = 0;
    open.outer.clear();
    let mut in_object;
    // At an opening bracket.
    'opened: loop {
        in_object = text[at] == b'{';
        open.push(in_object);
        at = space(text, at + 1);
        let close = if in_object { b'}' } else { b']' };
        let mut is_empty = text.get(at) == Some(&close);
        loop {
            // At a member or an item.
            if !is_empty {
                let mut place = Place::Key;
                if in_object {
                    (at, place) = ends.members(text, at, |_| true)?;
                    if place == Place::Key {
                        at = key(text, at, block)?;
                    }
                }
                if place != Place::After {
                    match text.get(at) {
                        Some(b'{' | b'[') => continue 'opened,
                        Some(b'"') => at = string(text, at + 1, block)?.end,
                        _ => at = scalar(text, at)?,
                    }
                }
                at = space(text, at);
            }
            is_empty = false;
            // Behind a value.
            loop {
                match text.get(at) {
                    Some(b',') => {
                        at = space(text, at + 1);
                        break;
                    }
                    Some(b'}') if in_object => {}
                    Some(b']') if !in_object => {}
                    _ => return Err(Broken),
                }
                match open.pop() {
                    Some(outer) => in_object = outer,
                    None => return Ok(at + 1),
                }
                at = space(text, at + 1);
            }
        }
    }
}

/// Reads over a whole text: one value and white space around it.
pub(super) fn whole(text: &[u8], open: &mut Open) -> Scanned<()> {
    let end = value(text, space(text, 0), open)?;
    at_end(text, end)
}

/// Nothing but white space may follow.
#[inline(always)]
pub(super) fn at_end(text: &[u8], at: usize) -> Scanned<()> {
    match space(text, at) == text.len() {
        true => Ok(()),
        false => Err(Broken),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_core::de::IgnoredAny;

    use super::*;

    fn agrees(text: &[u8]) {
        let serde = serde_json::from_slice::<IgnoredAny>(text).is_ok();
        let ours = whole(text, &mut Open::default()).is_ok();
        assert_eq!(ours, serde, "{:?}", String::from_utf8_lossy(text));
    }

    /// What texts are made of: tokens, and what is almost one.
    const TOKENS: [&[u8]; 48] = [
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b":",
        b"\"a\"",
        b"\"\"",
        b"1",
        b"0",
        b"-",
        b"01",
        b"1.5",
        b"1.",
        b".5",
        b"1e5",
        b"1E+5",
        b"1e",
        b"1e-",
        b"-0",
        b"null",
        b"true",
        b"false",
        b"nul",
        b"tru",
        b" ",
        b"\n",
        b"\t",
        b"\r",
        b"\x0c",
        b"\"\\n\"",
        b"\"\\x\"",
        b"\"\\u00e9\"",
        b"\"\\u00g9\"",
        b"\"\\ud800\"",
        b"\"\\u12\"",
        b"\"\x1f\"",
        b"\"\x7f\"",
        b"\"\xff\"",
        b"\"\xc3\xa9\"",
        b"\"",
        b"\\",
        b"\0",
        b"\xef\xbb\xbf",
        b"\"0123456789abcdef\"",
        b"{}",
        b"[]",
        b"\"0123456789abcdef0123456789\\\\\"",
    ];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn tokens_in_any_order_are_json_where_serde_says_so(
            tokens in prop::collection::vec(prop::sample::select(&TOKENS[..]), 0..8),
        ) {
            agrees(&tokens.concat());
        }

        #[test]
        fn a_changed_byte_is_refused_where_serde_refuses_it(
            at in 0_usize..200, byte in any::<u8>(), cut in 0_usize..200,
        ) {
            let text = [
                r#"{"a": [1, -2.5e3, true, {"b": null, "": "x\u00e9\ud83d\ude00"}], "d": {},"#,
                r#" "long key of text": "0123456789abcdef\n\"0123456789"}"#,
            ];
            let mut text = text.concat().into_bytes();
            let length = text.len();
            text[at % length] = byte;
            agrees(&text);
            agrees(&text[..cut % length]);
        }

        #[test]
        fn containers_close_as_they_open(
            brackets in prop::collection::vec(any::<bool>(), 0..300),
            wrong in prop::option::of(0_usize..300),
        ) {
            let mut text = Vec::new();
            brackets.iter().for_each(|object| text.extend_from_slice(if *object { b"{\"k\":" } else { b"[" }));
            text.push(b'1');
            brackets.iter().rev().for_each(|object| text.push(if *object { b'}' } else { b']' }));
            agrees(&text);
            if let Some(wrong) = wrong.filter(|wrong| *wrong < brackets.len()) {
                let at = text.len() - 1 - wrong;
                text[at] = if text[at] == b'}' { b']' } else { b'}' };
                agrees(&text);
            }
        }
    }
}
