use std::fmt;

use super::flat::{Builder, Facts, Flat, MAX_LENGTH, Part};
use super::number::NumberError;
use super::{Json, Number};

/// The maximum nesting of arrays and objects in a document. Schemas made from types stay far below it. Deeper
/// documents are refused, so that every walk over a document may recurse.
pub const MAX_DEPTH: usize = 512;

/// The number of decimal that digits a number may have before and after its point, written out or by its exponent.
pub const MAX_EXPONENT: i32 = 10_000;

/// The reason why a text is not JSON, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseError {
    /// The problem.
    pub kind: ErrorKind,
    /// Offset in bytes.
    pub offset: usize,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// The problem with a text that is not JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The text ends inside a value.
    Truncated,
    /// This was expected, and something else was found.
    Expected(&'static str),
    /// Arrays and objects nest deeper than [`MAX_DEPTH`].
    Depth,
    /// A number has more than [`MAX_EXPONENT`] digits before or after its point.
    Exponent,
    /// A key is repeated in one object.
    DuplicateKey(String),
    /// The text is not UTF-8.
    Utf8,
    /// A `\` escape that JSON does not have, or half of a surrogate pair.
    Escape,
    /// A control character that must be escaped.
    Control,
    /// The text has 4 GiB or more.
    Size,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            ErrorKind::Truncated => write!(f, "the text ends inside a value"),
            ErrorKind::Expected(what) => write!(f, "expected {what}"),
            ErrorKind::Depth => write!(f, "nested deeper than {MAX_DEPTH} levels"),
            ErrorKind::Exponent => {
                write!(
                    f,
                    "a number with more than {MAX_EXPONENT} digits before or after its point"
                )
            }
            ErrorKind::DuplicateKey(key) => {
                write!(
                    f,
                    "the key {} stands twice in one object",
                    Json::from(key.as_str())
                )
            }
            ErrorKind::Utf8 => write!(f, "not UTF-8"),
            ErrorKind::Escape => write!(
                f,
                "an escape that JSON does not have, or half of a surrogate pair"
            ),
            ErrorKind::Control => write!(f, "a control character that is not escaped"),
            ErrorKind::Size => write!(f, "the text has 4 GiB or more"),
        }?;
        write!(f, " at line {}, column {}", self.line, self.column)
    }
}

impl std::error::Error for ParseError {}

/// Reads one JSON value (RFC 8259) and nothing after it but white space. A byte order mark at the start is ignored.
///
/// # Errors
/// Fails if the text is not JSON, has 4 GiB or more, nests deeper than [`MAX_DEPTH`], holds a number beyond
/// [`MAX_EXPONENT`], or has a key twice in one object. Whatever the text is, this neither panics nor overflows the
/// stack.
pub fn parse(text: &[u8]) -> Result<Json, ParseError> {
    parse_with(text, false)
}

/// Like [`parse`], but the last value of a repeated key counts, as in most readers of JSON.
///
/// For documents of others. RFC 8259 leaves the meaning of such an object open.
///
/// # Errors
/// Like [`parse`], except for repeated keys.
pub fn parse_last_of_repeated(text: &[u8]) -> Result<Json, ParseError> {
    parse_with(text, true)
}

fn parse_with(text: &[u8], last_of_repeated: bool) -> Result<Json, ParseError> {
    // Of several members with the same key, the last one added to an object remains.
    parse_flat(text, last_of_repeated).map(|(flat, _)| flat.top().to_json())
}

/// Reads a whole text, and returns only these members of its top; `None` if the top is not an object.
///
/// # Errors
/// Like [`parse`].
#[doc(hidden)]
pub fn parse_members<const N: usize>(
    text: &[u8],
    names: [&str; N],
) -> Result<Option<[Option<Json>; N]>, ParseError> {
    let (flat, _) = parse_flat(text, false)?;
    let members = flat.top().as_object();
    Ok(members.map(|members| names.map(|name| members.get(name).map(Part::to_json))))
}

/// Reads a value as a list, and returns whether an object in it repeats a key.
pub(crate) fn parse_flat(text: &[u8], last_of_repeated: bool) -> Result<(Flat<'_>, bool), ParseError> {
    let fail = |kind, offset| ParseError::at(text, kind, offset);
    if text.len() > MAX_LENGTH {
        return Err(fail(ErrorKind::Size, 0));
    }
    let decoded = std::str::from_utf8(text).map_err(|error| fail(ErrorKind::Utf8, error.valid_up_to()))?;
    let mut parser = Parser {
        text: decoded,
        at: if decoded.starts_with('\u{feff}') { 3 } else { 0 },
        last_of_repeated,
        repeats: false,
        keys: Vec::with_capacity(64),
        out: Builder::new(decoded),
    };
    match parser.document() {
        Ok(()) => Ok((parser.out.finish(), parser.repeats)),
        Err(kind) => Err(fail(*kind, parser.at)),
    }
}

impl ParseError {
    fn at(text: &[u8], kind: ErrorKind, offset: usize) -> Self {
        let before = &text[..offset.min(text.len())];
        let line_start = before
            .iter()
            .rposition(|&byte| byte == b'\n')
            .map_or(0, |at| at + 1);
        Self {
            kind,
            offset,
            line: before.iter().filter(|&&byte| byte == b'\n').count() + 1,
            column: String::from_utf8_lossy(&before[line_start..]).chars().count() + 1,
        }
    }
}

/// A number that differs for most texts that differ, and is equal for equal ones.
#[inline]
pub(crate) fn fingerprint(text: &[u8]) -> u64 {
    const WORD: usize = 8;
    const ODD: u64 = 0x9e37_79b9_7f4a_7c15;
    let word = |bytes: &[u8; WORD]| u64::from_le_bytes(*bytes);
    match (text.first_chunk(), text.last_chunk()) {
        (Some(first), Some(last)) => {
            (word(first) ^ text.len() as u64).wrapping_mul(ODD) ^ word(last).rotate_left(29)
        }
        _ => short(text),
    }
}

/// The fingerprint of a text that is shorter than a word: its length, and all its bytes, some of them twice.
#[inline]
fn short(text: &[u8]) -> u64 {
    let half = |bytes: &[u8; 4]| u64::from(u32::from_le_bytes(*bytes));
    let bytes = match (text.first_chunk(), text.last_chunk(), text) {
        (Some(first), Some(last), _) => half(first) | half(last) << 32,
        (_, _, [first, .., last]) => {
            let middle = text[text.len() / 2];
            u64::from(*first) | u64::from(middle) << 8 | u64::from(*last) << 16
        }
        (_, _, [only]) => u64::from(*only),
        _ => 0,
    };
    bytes.rotate_left(3) ^ text.len() as u64
}

/// The upper bits of the product depend on all bits of the fingerprint.
#[inline]
pub(super) fn mixed(fingerprint: u64) -> u64 {
    fingerprint.wrapping_mul(0xd6e8_feb8_6659_fd93)
}

/// Returns true if all of these keys are known to differ.
fn are_different(keys: &[(usize, u64)]) -> bool {
    // A key whose bit no other one has differs from all others, and need not be compared.
    let mut seen = 0_u64;
    for (index, (_, key)) in keys.iter().enumerate() {
        let bit = 1 << (mixed(*key) >> 58);
        if seen & bit != 0 && keys[..index].iter().any(|(_, known)| known == key) {
            return false;
        }
        seen |= bit;
    }
    true
}

/// The number of bytes before the first that ends a plain part of a string; `None` if none does.
#[inline]
fn plain_length(text: &[u8]) -> Option<usize> {
    const WORD: usize = 8;
    const ONES: u64 = u64::MAX / 255;
    const HIGH: u64 = ONES << 7;
    const QUOTES: u64 = ONES * b'"' as u64;
    const BACKSLASHES: u64 = ONES * b'\\' as u64;
    const SPACES: u64 = ONES * b' ' as u64;
    let mut start = 0;
    while let Some(bytes) = text[start..].first_chunk::<WORD>() {
        let word = u64::from_le_bytes(*bytes);
        let is_quote = (word ^ QUOTES).wrapping_sub(ONES);
        let is_backslash = (word ^ BACKSLASHES).wrapping_sub(ONES);
        let is_control = word.wrapping_sub(SPACES);
        // The lowest bit that is set belongs to the first such byte; higher ones may be wrong.
        let found = (is_quote | is_backslash | is_control) & !word & HIGH;
        if found != 0 {
            return Some(start + found.trailing_zeros() as usize / WORD);
        }
        start += WORD;
    }
    let rest = text[start..]
        .iter()
        .position(|byte| ENDS_TEXT[usize::from(*byte)])?;
    Some(start + rest)
}

/// The kind of an error is boxed, because a result that is as small as a pointer is returned in registers.
type Parsed<T = ()> = Result<T, Box<ErrorKind>>;

fn push(
    open: &mut Vec<Open>,
    at: usize,
    start: usize,
    keys_before: Option<usize>,
    may_refer: bool,
) -> Parsed {
    if open.len() == MAX_DEPTH {
        return Err(ErrorKind::Depth.into());
    }
    open.push(Open {
        at,
        start,
        count: 1,
        keys_before,
        facts: Facts {
            has_objects: false,
            may_refer,
        },
    });
    Ok(())
}

/// An integer of few digits, which is what most numbers are.
fn small_integer(text: &[u8]) -> Option<i64> {
    const ALWAYS_IN_64_BITS: usize = 18;
    let (negative, digits) = match text.strip_prefix(b"-") {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    let is_plain = matches!(digits.len(), 1..=ALWAYS_IN_64_BITS)
        && digits.iter().all(u8::is_ascii_digit)
        && (digits.len() == 1 || digits[0] != b'0');
    let value = || {
        digits
            .iter()
            .fold(0, |value: i64, &digit| value * 10 + i64::from(digit - b'0'))
    };
    is_plain.then(|| if negative { -value() } else { value() })
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    /// True if a key may be repeated; its last value counts then.
    last_of_repeated: bool,
    /// True if one does.
    repeats: bool,
    /// The positions of the keys of the open objects, and their fingerprints.
    keys: Vec<(usize, u64)>,
    out: Builder<'a>,
}

/// A container that is not closed yet.
struct Open {
    /// In the list.
    at: usize,
    /// In the text.
    start: usize,
    /// The number of parts so far, including the current one.
    count: usize,
    /// Of an object, how many keys stood in the objects around it.
    keys_before: Option<usize>,
    /// What is known of its text so far.
    facts: Facts,
}

impl Parser<'_> {
    fn document(&mut self) -> Parsed {
        self.value()?;
        self.skip_space();
        if self.at < self.text.len() {
            Err(ErrorKind::Expected("the end of the text").into())
        } else {
            Ok(())
        }
    }

    fn value(&mut self) -> Parsed {
        let mut open: Vec<Open> = Vec::with_capacity(16);
        loop {
            match self.token()? {
                b'{' => {
                    let start = self.at;
                    self.at += 1;
                    let at = self.out.open_object();
                    if let Some(around) = open.last_mut() {
                        around.facts.has_objects = true;
                    }
                    if self.token()? == b'}' {
                        self.at += 1;
                        self.out.close(at, 0, start, self.at, Facts::default());
                    } else {
                        let keys_before = Some(self.keys.len());
                        let may_refer = self.key()?;
                        push(&mut open, at, start, keys_before, may_refer)?;
                        continue;
                    }
                }
                b'[' => {
                    let start = self.at;
                    self.at += 1;
                    let at = self.out.open_array();
                    if self.token()? == b']' {
                        self.at += 1;
                        self.out.close(at, 0, start, self.at, Facts::default());
                    } else {
                        push(&mut open, at, start, None, false)?;
                        continue;
                    }
                }
                b'"' => _ = self.string()?,
                b'-' | b'0'..=b'9' => self.number()?,
                b't' => {
                    self.word("true")?;
                    self.out.bool(true);
                }
                b'f' => {
                    self.word("false")?;
                    self.out.bool(false);
                }
                b'n' => {
                    self.word("null")?;
                    self.out.null();
                }
                _ => return Err(ErrorKind::Expected("a value").into()),
            }
            // The value is whole: close as many containers as end here.
            loop {
                let Some(container) = open.last_mut() else {
                    return Ok(());
                };
                let token = self.token()?;
                self.at += 1;
                match (token, container.keys_before) {
                    (b',', None) => {
                        container.count += 1;
                        break;
                    }
                    (b',', Some(_)) => {
                        container.count += 1;
                        self.token()?;
                        container.facts.may_refer |= self.key()?;
                        break;
                    }
                    (b']', None) | (b'}', Some(_)) => {
                        let facts = container.facts;
                        self.out
                            .close(container.at, container.count, container.start, self.at, facts);
                        if let Some(keys_before) = container.keys_before {
                            self.refuse_repeated_key(container.at, keys_before)?;
                            self.keys.truncate(keys_before);
                        }
                    }
                    (_, is_object) => {
                        self.at -= 1;
                        let expected = if is_object.is_some() {
                            "`,` or `}`"
                        } else {
                            "`,` or `]`"
                        };
                        return Err(ErrorKind::Expected(expected).into());
                    }
                }
                let closed = open.pop();
                if let (Some(around), Some(closed)) = (open.last_mut(), closed) {
                    around.facts = around.facts.or(closed.facts);
                }
            }
        }
    }

    fn refuse_repeated_key(&mut self, object: usize, keys_before: usize) -> Parsed {
        /// Up to so many keys are compared each with each.
        const FEW: usize = 32;
        let keys = &self.keys[keys_before..];
        if keys.len() <= FEW && are_different(keys) {
            return Ok(());
        }
        let Some(number) = self.out.repeated_key(object) else {
            return Ok(());
        };
        if self.last_of_repeated {
            self.repeats = true;
            return Ok(());
        }
        self.at = self.keys[keys_before + number].0;
        Err(ErrorKind::DuplicateKey(self.out.key_of(object, number)).into())
    }

    /// Returns true if the key may be one of JSON Schema's own names, all of which begin with `$`.
    #[inline(always)]
    fn key(&mut self) -> Parsed<bool> {
        if self.peek()? != b'"' {
            return Err(ErrorKind::Expected("a key in double quotes").into());
        }
        let start = self.at;
        let (print, may_refer) = match self.string()? {
            true => {
                let key = &self.text.as_bytes()[start + 1..self.at - 1];
                (fingerprint(key), key.first() == Some(&b'$'))
            }
            false => (fingerprint(self.out.last_text().as_bytes()), true),
        };
        self.keys.push((start, print));
        self.out.saw_key(print);
        if self.token()? != b':' {
            return Err(ErrorKind::Expected("`:`").into());
        }
        self.at += 1;
        Ok(may_refer)
    }

    /// The next byte that is not space.
    #[inline]
    fn token(&mut self) -> Parsed<u8> {
        match self.text.as_bytes().get(self.at) {
            Some(&byte) if byte > b' ' => Ok(byte),
            _ => {
                self.skip_space();
                self.peek()
            }
        }
    }

    #[inline]
    fn peek(&self) -> Parsed<u8> {
        self.text
            .as_bytes()
            .get(self.at)
            .copied()
            .ok_or_else(|| ErrorKind::Truncated.into())
    }

    fn skip_space(&mut self) {
        const WORD: usize = 8;
        let bytes = self.text.as_bytes();
        let mut at = self.at;
        loop {
            // Most space is indentation.
            if let Some(word) = bytes.get(at..).and_then(|rest| rest.first_chunk::<WORD>()) {
                let others = u64::from_le_bytes(*word) ^ u64::from_le_bytes([b' '; WORD]);
                let spaces = others.trailing_zeros() as usize / WORD;
                at += spaces;
                if spaces == WORD {
                    continue;
                }
            }
            match bytes.get(at) {
                Some(b' ' | b'\t' | b'\n' | b'\r') => at += 1,
                _ => break,
            }
        }
        self.at = at;
    }

    fn word(&mut self, word: &'static str) -> Parsed {
        let rest = &self.text[self.at..];
        if rest.starts_with(word) {
            self.at += word.len();
            Ok(())
        } else if word.starts_with(rest) {
            Err(ErrorKind::Truncated.into())
        } else {
            Err(ErrorKind::Expected("a value").into())
        }
    }

    fn number(&mut self) -> Parsed {
        let rest = &self.text[self.at..];
        let end = rest
            .bytes()
            .position(|byte| !matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E'))
            .unwrap_or(rest.len());
        if let Some(small) = small_integer(&rest.as_bytes()[..end]) {
            self.out.integer(small);
            self.at += end;
            return Ok(());
        }
        let number = rest[..end].parse::<Number>().map_err(|error| match error {
            NumberError::Exponent => ErrorKind::Exponent,
            NumberError::Malformed if end == rest.len() => ErrorKind::Truncated,
            NumberError::Malformed => ErrorKind::Expected("a number in JSON's grammar"),
        })?;
        self.out.number(number);
        self.at += end;
        Ok(())
    }

    /// Returns true if the string is written as it is, without escapes.
    #[inline(always)]
    fn string(&mut self) -> Parsed<bool> {
        self.at += 1;
        let bytes = self.text.as_bytes();
        let start = self.at;
        let plain = plain_length(&bytes[start..]).ok_or_else(|| Box::new(ErrorKind::Truncated))?;
        let end = start + plain;
        if bytes[end] != b'"' {
            return self.string_with_escapes().map(|()| false);
        }
        self.out.text(start, end);
        self.at = end + 1;
        Ok(true)
    }

    #[cold]
    fn string_with_escapes(&mut self) -> Parsed {
        let mut string = String::new();
        loop {
            let rest = &self.text[self.at..];
            let plain = plain_length(rest.as_bytes()).ok_or_else(|| Box::new(ErrorKind::Truncated))?;
            string.push_str(&rest[..plain]);
            self.at += plain;
            match rest.as_bytes()[plain] {
                b'"' => {
                    self.at += 1;
                    self.out.escaped(string);
                    return Ok(());
                }
                b'\\' => string.push(self.escape()?),
                _ => return Err(ErrorKind::Control.into()),
            }
        }
    }

    fn escape(&mut self) -> Result<char, ErrorKind> {
        let escaped = *self
            .text
            .as_bytes()
            .get(self.at + 1)
            .ok_or(ErrorKind::Truncated)?;
        let plain = match escaped {
            b'"' | b'\\' | b'/' => escaped as char,
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let first = self.hex(self.at)?;
                if !(0xd800..0xe000).contains(&first) {
                    self.at += 6;
                    return char::from_u32(first).ok_or(ErrorKind::Escape);
                }
                let second = self.hex(self.at + 6)?;
                if first >= 0xdc00 || !(0xdc00..0xe000).contains(&second) {
                    return Err(ErrorKind::Escape);
                }
                self.at += 12;
                let code = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
                return char::from_u32(code).ok_or(ErrorKind::Escape);
            }
            _ => return Err(ErrorKind::Escape),
        };
        self.at += 2;
        Ok(plain)
    }

    /// The code unit of the `\uXXXX` that starts at `start`.
    fn hex(&self, start: usize) -> Result<u32, ErrorKind> {
        let escape = self
            .text
            .as_bytes()
            .get(start..start + 6)
            .ok_or(ErrorKind::Escape)?;
        if !escape.starts_with(b"\\u") {
            return Err(ErrorKind::Escape);
        }
        escape[2..].iter().try_fold(0, |code, &digit| {
            let digit = (digit as char).to_digit(16).ok_or(ErrorKind::Escape)?;
            Ok(code * 16 + digit)
        })
    }
}

/// The bytes that plain text in a string ends before: a quote, a backslash, control characters.
static ENDS_TEXT: [bool; 256] = {
    let mut ends = [false; 256];
    let mut byte = 0;
    while byte < b' ' as usize {
        ends[byte] = true;
        byte += 1;
    }
    ends[b'"' as usize] = true;
    ends[b'\\' as usize] = true;
    ends
};

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        parse(text.as_bytes()).unwrap_err().to_string()
    }

    #[test]
    fn values_of_every_kind_are_read() {
        let text = r#" {"a": [1, -2.5e3, true, false, null, "x\u00e9\ud83d\ude00\n\/"], "b": {}, "c": []} "#;
        let value = parse(text.as_bytes()).unwrap();
        assert_eq!(
            value.to_string(),
            r#"{"a":[1,-2500,true,false,null,"xé😀\n/"],"b":{},"c":[]}"#
        );
        assert_eq!(parse("\u{feff}1".as_bytes()).unwrap(), Json::Number(1.into()));
    }

    #[test]
    fn an_error_names_the_place_by_line_and_character() {
        assert_eq!(error("{\n  \"é\": tru }"), "expected a value at line 2, column 8");
        assert_eq!(error("[1, 2"), "the text ends inside a value at line 1, column 6");
        assert_eq!(
            error("{\"a\":1,\"a\":2}"),
            "the key \"a\" stands twice in one object at line 1, column 8"
        );
        assert_eq!(
            error("{\"a\":{\"b\":1,\n \"b\":[]}}"),
            "the key \"b\" stands twice in one object at line 2, column 2"
        );
        assert_eq!(error("[1] 2"), "expected the end of the text at line 1, column 5");
    }

    #[test]
    fn last_repeated_key_counts_only_on_request() {
        let text = br#"{"a": 1, "b": {"c": 1, "c": 2, "c": 3}, "a": [4]}"#;
        assert_eq!(
            parse(text).unwrap_err().kind,
            ErrorKind::DuplicateKey("c".to_owned())
        );
        let value = parse_last_of_repeated(text).unwrap();
        assert_eq!(value.to_string(), r#"{"a":[4],"b":{"c":3}}"#);
        assert!(parse_last_of_repeated(br#"{"a": 1, "a": }"#).is_err());
    }

    #[test]
    fn every_prefix_of_a_document_is_refused_without_a_panic() {
        let text = r#"{"a": [1.5e3, true, null, "x\u00e9\ud83d\ude00"], "é": {"b": false}}"#;
        for end in 0..text.len() {
            assert!(parse(&text.as_bytes()[..end]).is_err(), "{end}");
        }
        assert!(parse(text.as_bytes()).is_ok());
    }

    #[cfg(target_pointer_width = "64")]
    #[test]
    fn text_of_four_gib_is_refused_before_it_is_read() {
        // Pages of zeros that nobody touches take no memory.
        let text = vec![0; MAX_LENGTH + 1];
        let refused = parse(&text).unwrap_err();
        assert_eq!((&refused.kind, refused.offset), (&ErrorKind::Size, 0));
        assert_eq!(
            refused.to_string(),
            "the text has 4 GiB or more at line 1, column 1"
        );
    }

    #[test]
    fn nesting_is_bounded_and_does_not_touch_the_stack() {
        for open in ["[", "{\"a\":"] {
            let kind = parse(open.repeat(100_000).as_bytes()).unwrap_err().kind;
            assert_eq!(kind, ErrorKind::Depth);
        }
        let within = "[".repeat(MAX_DEPTH) + &"]".repeat(MAX_DEPTH);
        assert!(parse(within.as_bytes()).is_ok());
    }

    #[test]
    fn repeated_key_is_found_among_few_and_many_and_only_if_the_whole_is_equal() {
        let members = |count: usize, last: &str| {
            let keys: Vec<String> = (0..count)
                .map(|key| format!(r#""beginning {key} of end""#))
                .collect();
            format!("{{{}:0,{last}:1}}", keys.join(":0,"))
        };
        for count in [1, 2, 20, 40, 2_000] {
            // Keys of one length with the same first and last bytes.
            assert!(
                parse(members(count, r#""beginning x of end""#).as_bytes()).is_ok(),
                "{count}"
            );
            let first = r#""beginning 0 of end""#;
            let text = members(count, first);
            for repeated in [text.clone(), members(count, r#""beginning \u0030 of end""#)] {
                let error = parse(repeated.as_bytes()).unwrap_err();
                assert_eq!(
                    error.kind,
                    ErrorKind::DuplicateKey("beginning 0 of end".to_owned())
                );
                assert_eq!(error.offset, text.rfind(first).unwrap(), "{count}");
            }
        }
    }

    #[test]
    fn strings_end_at_the_same_place_whatever_their_length() {
        for end in ["\"", "\\n\"", "\u{1f}", "é\"", "\u{7f}\""] {
            for length in 0..20 {
                let plain = "x".repeat(length);
                let value = parse(format!("[\"{plain}{end}, \"{plain}\"]").as_bytes());
                let string = end.strip_suffix('"').map(|end| end.replace("\\n", "\n"));
                let expected = string.map(|end| {
                    Json::Array(vec![
                        format!("{plain}{end}").as_str().into(),
                        plain.as_str().into(),
                    ])
                });
                match (value, expected) {
                    (Ok(value), Some(expected)) => assert_eq!(value, expected),
                    (Err(error), None) => {
                        assert_eq!((error.kind, error.offset), (ErrorKind::Control, 2 + length));
                    }
                    other => panic!("{end:?} after {length}: {other:?}"),
                }
            }
        }
    }

    #[test]
    fn every_escape_is_the_character_that_it_names() {
        let text = parse(br#""\b\f\n\r\t\/\\\"\u00e9\ud83d\ude00""#).unwrap();
        assert_eq!(text.as_str(), Some("\u{8}\u{c}\n\r\t/\\\"\u{e9}\u{1f600}"));
    }

    #[test]
    fn huge_exponents_and_bad_escapes_have_errors_of_their_own() {
        for (text, kind) in [
            ("1e1000000000", ErrorKind::Exponent),
            ("[-1e-1000000000]", ErrorKind::Exponent),
            ("\"\\x\"", ErrorKind::Escape),
            ("\"\\ud800\"", ErrorKind::Escape),
            ("\"\\ud800\\ud800\"", ErrorKind::Escape),
            ("\"\\udc00\"", ErrorKind::Escape),
            ("\"\\u00é0\"", ErrorKind::Escape),
            ("\"a\nb\"", ErrorKind::Control),
            ("01", ErrorKind::Truncated),
            ("[01]", ErrorKind::Expected("a number in JSON's grammar")),
            ("", ErrorKind::Truncated),
        ] {
            assert_eq!(parse(text.as_bytes()).unwrap_err().kind, kind, "{text}");
        }
        assert_eq!(parse(b"\"\xff\"").unwrap_err().kind, ErrorKind::Utf8);
    }
}
