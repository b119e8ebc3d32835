//! The content of strings that a schema looks at.

use std::borrow::Cow;
use std::sync::Arc;

use super::plain::Block;
use super::program::{Bits, TextCode, TextTest};
use super::run::Stop;
use super::scan::{self, Text};
use crate::compat::pattern::Pattern;
use crate::compat::schema::Schema;

/// Returns true if what stands between two quotes is a text for a reader: UTF-8, and no half of a surrogate pair.
#[inline]
pub(super) fn is_text(raw: &[u8], found: Text) -> bool {
    (raw.is_ascii() || std::str::from_utf8(raw).is_ok()) && (!found.escaped || surrogates_are_paired(raw))
}

/// Returns true if each `\u` escape in a string, whose syntax is right, is a character or part of a pair.
fn surrogates_are_paired(raw: &[u8]) -> bool {
    let unit = |at: usize| {
        let escape = raw.get(at..at + 6)?.strip_prefix(b"\\u")?;
        u16::from_str_radix(std::str::from_utf8(escape).ok()?, 16).ok()
    };
    let mut at = 0;
    while let Some(next) = raw[at..].iter().position(|byte| *byte == b'\\') {
        at += next;
        at += match unit(at) {
            None => 2,
            Some(0xd800..=0xdbff) if matches!(unit(at + 6), Some(0xdc00..=0xdfff)) => 12,
            Some(0xd800..=0xdfff) => return false,
            Some(_) => 6,
        };
    }
    true
}

/// The content of a string with its quotes, which is a text.
pub(super) fn unescaped(quoted: &[u8]) -> Cow<'_, str> {
    let inside = &quoted[1..quoted.len() - 1];
    match std::str::from_utf8(inside) {
        Ok(plain) if !inside.contains(&b'\\') => Cow::Borrowed(plain),
        _ => Cow::Owned(serde_json::from_slice(quoted).unwrap_or_default()),
    }
}

/// What the conditions of a state say of a text, beside what refuses it already: those that refuse it, and
/// those of which it is not known.
#[inline]
pub(super) fn judge(code: &TextCode, schemas: &[Arc<Schema>], content: &[u8], mut no: Bits) -> (Bits, Bits) {
    let mut unknown = 0;
    if code.constant & !no != 0 {
        let accepting = code
            .constants
            .find(content)
            .map_or(0, |place| code.accepting[place]);
        no |= code.constant & !accepting;
    }
    for (bits, test) in &code.tests {
        if *bits & !no == 0 {
            continue;
        }
        match test_of(test, schemas, content) {
            Some(true) => {}
            Some(false) => no |= bits,
            None => unknown |= bits,
        }
    }
    (no, unknown)
}

fn test_of(test: &TextTest, schemas: &[Arc<Schema>], content: &[u8]) -> Option<bool> {
    if let TextTest::Length(least, most) = test {
        // A code point has one to four bytes.
        let bytes = content.len() as u64;
        if bytes <= *most && bytes.div_ceil(4) >= *least {
            return Some(true);
        }
        let count = code_points(content);
        return Some(count >= *least && count <= *most);
    }
    let text = std::str::from_utf8(content).ok()?;
    match test {
        TextTest::Format(format) => format.decides(text),
        TextTest::Pattern(schema, source) => match schemas[*schema].pattern(source) {
            Pattern::Supported(pattern) => Some(pattern.match_and_steps(text).0),
            Pattern::Unsupported(_) => None,
        },
        TextTest::Length(..) | TextTest::Unknown => None,
    }
}

fn code_points(text: &[u8]) -> u64 {
    text.iter().filter(|byte| **byte & 0xc0 != 0x80).count() as u64
}

/// Reads over a value whose every part is read, inside containers that leave so many levels to a reader.
pub(super) fn readable(text: &[u8], at: usize, levels: usize, block: &mut Block) -> Result<usize, Stop> {
    let check = |at: usize, block: &mut Block| -> Result<usize, Stop> {
        let found = scan::string(text, at + 1, block)?;
        match is_text(&text[at + 1..found.end - 1], found) {
            true => Ok(found.end),
            false => Err(Stop::Unreadable(at, found.end)),
        }
    };
    let close = match text.get(at) {
        Some(b'"') => return check(at, block),
        Some(b'{') => b'}',
        Some(b'[') => b']',
        _ => return Ok(scan::scalar(text, at)?),
    };
    let levels = levels.checked_sub(1).ok_or(Stop::Deep(at))?;
    let mut at = scan::space(text, at + 1);
    if text.get(at) == Some(&close) {
        return Ok(at + 1);
    }
    loop {
        if close == b'}' {
            if text.get(at) != Some(&b'"') {
                return Err(Stop::Broken);
            }
            at = scan::colon(text, check(at, block)?)?;
        }
        at = scan::space(text, readable(text, at, levels, block)?);
        match text.get(at) {
            Some(b',') => at = scan::space(text, at + 1),
            Some(byte) if *byte == close => return Ok(at + 1),
            _ => return Err(Stop::Broken),
        }
    }
}
