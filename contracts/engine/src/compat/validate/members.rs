//! Members that nobody looks at, in a row.
//!
//! In a long text without white space most members are `"key":"value",` or `"key":7,`. Where each string of a
//! window ends is written down at once, without a branch for each. Then a member takes a few comparisons: what
//! stands behind its key, and what stands behind its value.

use super::plain::{BLOCK, ends};
use super::scan::{self, Scanned};

/// So many bytes are looked through at once.
const WINDOW: usize = 32 * BLOCK;
/// So many positions are written at once; most blocks have fewer.
const AT_ONCE: usize = 6;
/// In a shorter text it takes longer to look through a window than to read over what it has.
const WORTH: usize = 1_024;

/// The quotes, backslashes and control characters in a window of a text.
#[derive(Debug, Default)]
pub(super) struct Ends {
    /// Where the window starts.
    base: usize,
    /// Where it ends.
    until: usize,
    /// Where they are in the window, in their order.
    at: Box<[u16]>,
    count: usize,
    /// Those before were passed.
    next: usize,
    /// True once white space stood where most texts that are long have none.
    is_spaced: bool,
}

/// Where reading over members stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// At the key of a member that is to be read in another way.
    Key,
    /// At the value of a member: an object or an array.
    Value,
    /// Behind the value of a member.
    After,
}

impl Ends {
    /// Of no text.
    pub(super) fn forget(&mut self) {
        (self.until, self.count, self.next) = (0, 0, 0);
        self.is_spaced = false;
    }

    /// Reads over members, from what may be the opening quote of a key on, as long as `skips` says so of their keys.
    /// A key is given as it is written; it is without escapes.
    #[inline(always)]
    pub(super) fn members(
        &mut self,
        text: &[u8],
        mut at: usize,
        mut skips: impl FnMut(&[u8]) -> bool,
    ) -> Scanned<(usize, Place)> {
        let is_worth = text.len() >= WORTH && !self.is_spaced && text.get(at) == Some(&b'"');
        if !is_worth || !self.find(text, at) {
            return Ok((at, Place::Key));
        }
        let base = self.base;
        let known = self.at.get(self.next..self.count).unwrap_or_default();
        let mut passed = 0;
        let mut place = Place::Key;
        // The first of these is the opening quote of a key.
        while let Some([_, key]) = known.get(passed..).and_then(|known| known.first_chunk()) {
            let key = base + usize::from(*key);
            let Some([b'"', b':', word @ ..]) = text.get(key..).and_then(|rest| rest.first_chunk::<10>())
            else {
                break;
            };
            if !skips(text.get(at + 1..key).unwrap_or_default()) {
                break;
            }
            let value = key + 2;
            match word[0] {
                b'"' => {
                    let Some(end) = known.get(passed + 3) else { break };
                    let end = base + usize::from(*end);
                    match text.get(end..).and_then(|rest| rest.first_chunk()) {
                        Some(b"\",\"") => at = end + 2,
                        Some([b'"', ..]) => (at, place) = (end + 1, Place::After),
                        _ => break,
                    }
                    passed += 4;
                }
                b' ' | b'\n' | b'\r' | b'\t' => {
                    self.is_spaced = true;
                    break;
                }
                b'{' | b'[' => {
                    (at, place) = (value, Place::Value);
                    passed += 2;
                }
                _ => {
                    let end = match short(u64::from_le_bytes(*word)) {
                        Some(length) => value + length,
                        None => scan::scalar(text, value)?,
                    };
                    match text.get(end..).and_then(|rest| rest.first_chunk()) {
                        Some(b",\"") => at = end + 1,
                        _ => (at, place) = (end, Place::After),
                    }
                    passed += 2;
                }
            }
            if place != Place::Key {
                break;
            }
        }
        self.next += passed;
        Ok((at, place))
    }

    /// Makes `at` the next one. Returns `false` if it is none.
    #[inline(always)]
    fn find(&mut self, text: &[u8], at: usize) -> bool {
        let next = self.at.get(..self.count).and_then(|known| known.get(self.next));
        next.is_some_and(|next| self.base + usize::from(*next) == at) || self.look_for(text, at)
    }

    #[inline(never)]
    fn look_for(&mut self, text: &[u8], at: usize) -> bool {
        // Near the end of a window there may be a part of a member only.
        const MEMBER: usize = 2 * BLOCK;
        if at < self.base || at + MEMBER.min(text.len() - at) > self.until {
            self.fill(text, at);
        }
        let inside = (at - self.base) as u16;
        let known = &self.at[..self.count];
        self.next = known.partition_point(|known| *known < inside);
        known.get(self.next) == Some(&inside)
    }

    /// Looks through the window that starts at `base`.
    #[inline(never)]
    fn fill(&mut self, text: &[u8], base: usize) {
        if self.at.is_empty() {
            self.at = vec![0; WINDOW + AT_ONCE].into();
        }
        let rest = text.get(base..).unwrap_or_default();
        let window = rest.get(..WINDOW).unwrap_or(rest);
        let mut count = 0;
        let mut offset = 0;
        let blocks = window.chunks_exact(BLOCK);
        let rest = blocks.remainder();
        for block in blocks.filter_map(|block| block.first_chunk()) {
            count = self.write(ends(block), offset, count);
            offset += BLOCK as u16;
        }
        if !rest.is_empty() {
            let mut block = [b' '; BLOCK];
            block[..rest.len()].copy_from_slice(rest);
            count = self.write(ends(&block), offset, count);
        }
        (self.base, self.until) = (base, base + window.len());
        (self.count, self.next) = (count, 0);
    }

    /// Writes down the bits of a set, behind so many. Returns how many there are then.
    #[inline(always)]
    fn write(&mut self, mut set: u64, offset: u16, count: usize) -> usize {
        let after = count + set.count_ones() as usize;
        let mut out = self.at.get_mut(count..).unwrap_or_default();
        while let Some((some, rest)) = out.split_first_chunk_mut::<AT_ONCE>() {
            for one in some {
                *one = offset + set.trailing_zeros() as u16;
                set &= set.wrapping_sub(1);
            }
            if set == 0 {
                break;
            }
            out = rest;
        }
        after
    }
}

/// The length of the scalar that a word starts with, if it is short and a comma or a bracket follows, as mostly.
#[inline(always)]
fn short(word: u64) -> Option<usize> {
    const LENGTH: usize = size_of::<u64>();
    let digits = word ^ u64::from_le_bytes([b'0'; LENGTH]);
    // The upper bit of each byte above 9; of those behind the first one, it may be wrong.
    let others = (digits | digits.wrapping_add(u64::from_le_bytes([0x76; LENGTH])))
        & u64::from_le_bytes([0x80; LENGTH]);
    let count = others.trailing_zeros() as usize / 8;
    let length = match word.to_le_bytes() {
        [b't', b'r', b'u', b'e', ..] | [b'n', b'u', b'l', b'l', ..] => 4,
        [b'f', b'a', b'l', b's', b'e', ..] => 5,
        [b'0', ..] if count > 1 => return None,
        _ if count == 0 || count == LENGTH => return None,
        _ => count,
    };
    matches!((word >> (8 * length)) as u8, b',' | b'}').then_some(length)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;
    use serde_core::de::IgnoredAny;

    use super::super::scan::{Open, whole};
    use super::super::{Outcome, Scratch, Validator};
    use super::*;
    use crate::compat::schema::{Options, Schema};

    /// An object with these members behind one that is so long.
    fn behind(length: usize, members: &[u8]) -> Vec<u8> {
        [b"{\"\":\"", "x".repeat(length).as_bytes(), b"\",", members].concat()
    }

    fn agrees(text: &[u8], open: &mut Open) {
        open.forget();
        let serde = serde_json::from_slice::<IgnoredAny>(text).is_ok();
        assert_eq!(
            whole(text, open).is_ok(),
            serde,
            "{:?}",
            String::from_utf8_lossy(text)
        );
    }

    /// Members of every kind, and what is almost one. Those that stand in the middle of an object end with a comma.
    const PARTS: [&[u8]; 44] = [
        b"\"key\":\"value\",",
        b"\"key_url\":\"https://example.com/0123456789/0123456789/0123456789/0123456789\",",
        b"\"\":\"\",",
        b"\":\":\":\",",
        b"\",\":\",\",",
        b"\"n\":7,",
        b"\"n\":0,",
        b"\"n\":-1,",
        b"\"n\":1234567,",
        b"\"n\":12345678,",
        b"\"n\":123456789012345678901234567890,",
        b"\"n\":1.5,",
        b"\"n\":1e5,",
        b"\"n\":0.5E-1,",
        b"\"n\":01,",
        b"\"n\":1.,",
        b"\"t\":true,",
        b"\"f\":false,",
        b"\"n\":null,",
        b"\"t\":trues,",
        b"\"t\":tru,",
        b"\"f\":fals,",
        b"\"n\":7 ,",
        b"\"n\": 7,",
        b"\"s\":\"a\" ,",
        b"\"s\" :\"a\",",
        b" \"s\":\"a\",",
        b"\n\"s\":\"a\",\n",
        b"\"s\":\"\\\"\",",
        b"\"s\":\"\\\\\",",
        b"\"s\":\"\\x\",",
        b"\"\\u0061\":\"\\ud800\",",
        b"\\\":\"x\",",
        b"\"s\":\"\x1f\",",
        b"\x01\":\"x\",",
        b"\"\xff\":\"\xc3\xa9\xff\",",
        b"\"o\":{\"a\":\"b\",\"c\":1},",
        b"\"o\":{},\"a\":[],",
        b"\"a\":[\"a\",\"b\",1,{\"a\":false}],",
        b"\"o\":{\"a\":\"b\"},",
        b"\"o\":{\"a\":[{\"b\":{\"c\":\"d\"}}]},",
        b"\"o\":{\"a\":\"b\",},",
        b"\"o\":{\"a\":1]},",
        b"\"s\",",
    ];

    #[test]
    fn every_byte_in_every_place_is_refused_where_serde_refuses_it() {
        let members = br#""a":"b","n":10,"t":true,"f":false,"o":{"k":null,"u":"x\n"},"z":"",":":"1"}"#;
        let text = behind(WORTH, members);
        let start = text.len() - members.len();
        let mut open = Open::default();
        for at in start..text.len() {
            let mut changed = text.clone();
            // Of the bytes that are no ASCII, one of each kind.
            for byte in (0..0x80).chain([0x80, 0xc3, 0xff]) {
                changed[at] = byte;
                agrees(&changed, &mut open);
            }
            agrees(&text[..at], &mut open);
        }
    }

    #[test]
    fn members_at_the_borders_of_blocks_and_windows_are_read_as_elsewhere() {
        let mut open = Open::default();
        let members =
            |value: &str| format!(r#""key":"{value}","n":12,"t":true,"o":{{"a":"b"}},"last":"x"}}"#);
        for window in [WORTH, WINDOW - 96, 2 * WINDOW - 96] {
            for length in window..window + 2 * BLOCK {
                agrees(&behind(length, members("plain").as_bytes()), &mut open);
                agrees(&behind(length, members("\\\"").as_bytes()), &mut open);
                agrees(&behind(length, members("\u{1}").as_bytes()), &mut open);
                agrees(&behind(length, members("\" ").as_bytes()), &mut open);
            }
        }
        let many = "\"k\":\"\",".repeat(2 * WINDOW);
        agrees(&behind(0, format!("{many}\"l\":1}}").as_bytes()), &mut open);
        agrees(&behind(0, format!("{many}\"l\":1").as_bytes()), &mut open);
    }

    #[test]
    fn most_members_of_a_text_without_space_are_read_in_a_row() {
        let text = behind(
            WORTH,
            br#""a":"b","n":12,"t":true,"f":false,"i":123456789,"o":{"a":1},"end":"0123456789"}"#,
        );
        let mut ends = Ends::default();
        let start = WORTH + b"{\"\":\"\",".len();
        let (at, place) = ends.members(&text, start, |_| true).unwrap();
        assert_eq!(
            (&text[at..], place),
            (&br#"{"a":1},"end":"0123456789"}"#[..], Place::Value)
        );
        let (at, place) = ends.members(&text, at + 1, |_| true).unwrap();
        assert_eq!(
            (&text[at..], place),
            (&br#"},"end":"0123456789"}"#[..], Place::After)
        );
        let (at, place) = ends.members(&text, start, |key| key != b"t").unwrap();
        assert_eq!((&text[at..at + 3], place), (&b"\"t\""[..], Place::Key));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn members_in_any_order_are_json_where_serde_says_so(
            parts in prop::collection::vec(prop::sample::select(&PARTS[..]), 0..12),
            length in WORTH..WORTH + BLOCK,
        ) {
            let members = [&parts.concat(), &b"\"last\":1}"[..]].concat();
            agrees(&behind(length, &members), &mut Open::default());
        }

        /// A short text is judged member by member.
        #[test]
        fn a_long_text_has_the_outcome_of_a_short_one(
            parts in prop::collection::vec(prop::sample::select(&PARTS[..]), 0..6),
            at in 0_usize..200,
            byte in prop::option::of(any::<u8>()),
        ) {
            let mut members = [&parts.concat(), &b"\"last\":1}"[..]].concat();
            if let (Some(byte), Some(place)) = (byte, members.get_mut(at)) {
                *place = byte;
            }
            for schema in [
                r#"{"properties": {"n": {"type": "integer"}, "s": {"const": "a"}}, "required": ["t"]}"#,
                r#"{"properties": {"a": {"type": "string"}, "o": {"properties": {"a": {"const": "b"}}}}}"#,
                r#"{"properties": {"s": {}}, "additionalProperties": {"type": ["string", "number", "boolean"]}}"#,
                r#"{"properties": {"": {}, "n": {}, "last": {}}, "additionalProperties": false}"#,
                r#"{"anyOf": [{"required": ["key"], "additionalProperties": true}, {"required": ["f"]}]}"#,
            ] {
                let schema = Schema::parse(schema.as_bytes(), &Options::default()).unwrap();
                let validator = Validator::new(vec![Arc::new(schema)]);
                let judge = |length| -> Result<Outcome, ()> {
                    let mut scratch = Scratch::default();
                    let judged = validator.judge(&behind(length, &members), &mut scratch);
                    judged.map(|outcomes| outcomes[0].clone()).map_err(|_| ())
                };
                let [short, long] = [judge(0), judge(WORTH)];
                let kind = |judged: &Result<Outcome, ()>| judged.as_ref().map(std::mem::discriminant).ok();
                prop_assert_eq!(kind(&short), kind(&long), "{:?} {:?}", short, long);
            }
        }
    }
}
