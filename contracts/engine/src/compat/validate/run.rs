//! One state's schemas on one value of a text.

use std::hash::BuildHasher as _;
use std::sync::Arc;

use foldhash::quality::FixedState;

use super::combine::{Members, operate, within};
use super::members::Place;
use super::program::{Bits, Child, KeySet, ObjectCode, State, each, kind};
use super::scan::{self, Broken, Open};
use super::strings;
use crate::compat::schema::Schema;
use crate::compat::verdict::Limits;
use crate::json;

/// `serde_json` reads so many containers within each other.
pub(super) const MOST_READ: usize = 127;

/// A text is read over so many times at most, for values that several states look at or that the exact
/// evaluator parses.
const MOST_TIMES: usize = 64;

/// Why judging ended early.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    /// The text is no JSON.
    Broken,
    /// The string there, with its quotes, is no text, and a schema looks at it.
    Unreadable(usize, usize),
    /// The container there is too deep for a reader.
    Deep(usize),
    /// Judging takes too long.
    Costly,
}

impl From<Broken> for Stop {
    fn from(Broken: Broken) -> Self {
        Stop::Broken
    }
}

/// What the outputs of a state say of a value, and where it ends.
#[derive(Debug, Clone, Copy)]
pub(super) struct Judged {
    pub(super) end: usize,
    pub(super) no: Bits,
    pub(super) unknown: Bits,
}

/// What was said of a value without parts, where it starts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Event {
    pub(super) start: usize,
    pub(super) said: Said,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Said {
    /// By a state.
    Of { state: u32, no: Bits, unknown: Bits },
    /// By a schema that is `true`, of all values before `end`.
    Read { end: usize },
}

/// One text.
pub(super) struct Run<'r> {
    pub(super) states: &'r [State],
    pub(super) schemas: &'r [Arc<Schema>],
    pub(super) text: &'r [u8],
    pub(super) open: &'r mut Open,
    /// Hashes of the keys of maps around the place.
    pub(super) keys: &'r mut Vec<u64>,
    /// Bytes that may be read again.
    pub(super) spare: usize,
    /// What is said of each value, if that is to be learned.
    pub(super) events: Option<&'r mut Vec<Event>>,
    /// True if the exact evaluator was asked about an object or an array.
    pub(super) asked_of_parts: bool,
}

/// How many bytes of a text may be read again.
pub(super) fn spare(text: &[u8]) -> usize {
    text.len().saturating_mul(MOST_TIMES).saturating_add(4096)
}

impl<'r> Run<'r> {
    /// The value at `at`, which is no white space, inside so many containers that are read.
    pub(super) fn value(&mut self, state: u32, at: usize, depth: usize) -> Result<Judged, Stop> {
        let states: &'r [State] = self.states;
        match self.text.get(at) {
            Some(b'{') => self.object(&states[state as usize], at, depth),
            Some(b'[') => self.array(&states[state as usize], at, depth),
            _ => {
                let judged = self.single(&states[state as usize], at)?;
                if let Some(events) = &mut self.events {
                    let Judged { no, unknown, .. } = judged;
                    let said = Said::Of { state, no, unknown };
                    events.push(Event { start: at, said });
                }
                Ok(judged)
            }
        }
    }

    /// The value without parts at `at`; `None` if there is none, or if it cannot be judged.
    #[inline]
    pub(super) fn scalar(&mut self, state: u32, at: usize) -> Option<Judged> {
        let states: &'r [State] = self.states;
        self.single(&states[state as usize], at).ok()
    }

    #[inline]
    fn single(&mut self, state: &'r State, at: usize) -> Result<Judged, Stop> {
        let text = self.text;
        match text.get(at) {
            Some(b'"') => self.string(state, at),
            Some(b'n') => {
                let end = scan::word(text, at, b"null")?;
                self.finish(state, kind::NULL, at, end, 0)
            }
            Some(b't') => {
                let end = scan::word(text, at, b"true")?;
                self.finish(state, kind::TRUE, at, end, 0)
            }
            Some(b'f') => {
                let end = scan::word(text, at, b"false")?;
                self.finish(state, kind::FALSE, at, end, 0)
            }
            _ => self.number(state, at),
        }
    }

    /// A value without parts.
    #[inline]
    fn finish(
        &mut self,
        state: &State,
        kind: usize,
        start: usize,
        end: usize,
        no: Bits,
    ) -> Result<Judged, Stop> {
        let no = no | state.refused[kind];
        self.whole(state, kind, start, end, (no, 0), state.exact[kind], None)
    }

    fn string(&mut self, state: &State, at: usize) -> Result<Judged, Stop> {
        let text = self.text;
        let found = scan::string(text, at + 1, &mut self.open.block)?;
        let refused = state.refused[kind::STRING];
        let mut no = refused;
        let mut unknown = 0;
        if refused != state.all {
            if !strings::is_text(&text[at + 1..found.end - 1], found) {
                return Err(Stop::Unreadable(at, found.end));
            }
            if let Some(code) = &state.text {
                let raw = &text[at + 1..found.end - 1];
                (no, unknown) = if found.escaped {
                    let content = strings::unescaped(&text[at..found.end]);
                    strings::judge(code, self.schemas, content.as_bytes(), no)
                } else {
                    strings::judge(code, self.schemas, raw, no)
                };
            }
        }
        let exact = state.exact[kind::STRING];
        self.whole(state, kind::STRING, at, found.end, (no, unknown), exact, None)
    }

    fn number(&mut self, state: &State, at: usize) -> Result<Judged, Stop> {
        let text = self.text;
        let end = scan::number(text, at)?;
        let raw = &text[at..end];
        if let Some(value) = integer(raw) {
            let mut no = state.refused[kind::INTEGER];
            if let Some(code) = &state.number {
                for (bits, low, high) in &code.ranges {
                    if value < *low || value > *high {
                        no |= bits;
                    }
                }
                for (bits, step) in &code.multiples {
                    if value % step != 0 {
                        no |= bits;
                    }
                }
                if code.constant & !no != 0 {
                    let found = code.constants.binary_search_by_key(&value, |(known, _)| *known);
                    let accepting = found.map_or(0, |place| code.constants[place].1);
                    no |= code.constant & !accepting;
                }
            }
            return self.whole(
                state,
                kind::INTEGER,
                at,
                end,
                (no, 0),
                state.exact[kind::INTEGER],
                None,
            );
        }
        let judging = state.number.as_ref().map_or(0, |code| code.judging);
        let exact = state.exact[kind::INTEGER] | state.exact[kind::FRACTION] | judging;
        if exact == 0 && state.refused[kind::INTEGER] == state.refused[kind::FRACTION] {
            return self.finish(state, kind::FRACTION, at, end, 0);
        }
        if exact == 0 && is_fraction(raw) {
            return self.finish(state, kind::FRACTION, at, end, 0);
        }
        let kind = match json::parse(raw) {
            Ok(json::Json::Number(number)) if number.is_integer() => kind::INTEGER,
            Ok(_) => kind::FRACTION,
            Err(_) => {
                // Only those schemas do not know the answer for which it depends on the value.
                let [integer, fraction] = [kind::INTEGER, kind::FRACTION].map(|kind| state.refused[kind]);
                let (no, open) = match is_fraction(raw) {
                    true => (fraction, exact),
                    false => (integer & fraction, exact | (integer ^ fraction)),
                };
                return self.whole(state, kind::FRACTION, at, end, (no, open & !no), 0, None);
            }
        };
        let no = state.refused[kind];
        self.whole(state, kind, at, end, (no, 0), state.exact[kind] | judging, None)
    }

    fn object(&mut self, state: &'r State, start: usize, depth: usize) -> Result<Judged, Stop> {
        let text = self.text;
        let mut no = state.refused[kind::OBJECT];
        let exact = state.exact[kind::OBJECT];
        let code = match &state.object {
            Some(code) if no != state.all => &**code,
            _ => {
                let end = scan::value(text, start, self.open)?;
                return self.whole(state, kind::OBJECT, start, end, (no, 0), exact, None);
            }
        };
        if depth == MOST_READ {
            return Err(Stop::Deep(start));
        }
        let mut unknown = 0;
        // The schemas that cannot tell what the object means, whatever its members are.
        let mut doubtful = 0;
        let judging = !state.refused[kind::OBJECT];
        let mut seen = KeySet::default();
        let mut others = false;
        let other = &code.other;
        let skips_others = (other.refused | other.asking | other.reading | code.maps) & judging == 0;
        let keys_before = self.keys.len();
        let mut at = scan::space(text, start + 1);
        if text.get(at) == Some(&b'}') {
            at += 1;
        } else {
            loop {
                let mut place = Place::Key;
                if skips_others {
                    (at, place) = self.open.ends.members(text, at, |key| {
                        let is_other = key.is_ascii() && code.keys.find(key).is_none();
                        others |= is_other;
                        is_other
                    })?;
                }
                match place {
                    Place::Key => {
                        let (key, value) = self.key(code, at, judging)?;
                        at = value;
                        let child = match key {
                            Some(key) => {
                                let entry = &code.entries[key];
                                let (word, bit) = (key / 64, 1 << (key % 64));
                                if seen[word] & bit != 0 {
                                    doubtful |= entry.readers;
                                }
                                seen[word] |= bit;
                                &entry.child
                            }
                            None => {
                                others = true;
                                &code.other
                            }
                        };
                        at = self.part(child, at, depth + 1, &mut no, &mut unknown)?;
                    }
                    Place::Value => at = scan::value(text, at, self.open)?,
                    Place::After => {}
                }
                at = scan::space(text, at);
                match text.get(at) {
                    Some(b',') => at = scan::space(text, at + 1),
                    Some(b'}') => {
                        at += 1;
                        break;
                    }
                    _ => return Err(Stop::Broken),
                }
            }
        }
        if self.keys.len() > keys_before {
            if repeats(&mut self.keys[keys_before..]) {
                doubtful |= code.maps;
            }
            self.keys.truncate(keys_before);
        }
        doubtful &= judging;
        no &= !doubtful;
        unknown |= doubtful;
        for (bits, keys) in &code.required {
            if !within(keys, &seen) {
                no |= bits;
            }
        }
        for (bits, key, keys) in &code.dependent {
            let key = usize::from(*key);
            if seen[key / 64] & 1 << (key % 64) != 0 && !within(keys, &seen) {
                no |= bits;
            }
        }
        let members = Members {
            code,
            seen: &seen,
            others,
        };
        self.whole(
            state,
            kind::OBJECT,
            start,
            at,
            (no, unknown),
            exact,
            Some(&members),
        )
    }

    /// The key at `at`: its number, if the object knows it, and where its value starts.
    #[inline]
    fn key(&mut self, code: &ObjectCode, at: usize, judging: Bits) -> Result<(Option<usize>, usize), Stop> {
        let text = self.text;
        if text.get(at) != Some(&b'"') {
            return Err(Stop::Broken);
        }
        let found = scan::string(text, at + 1, &mut self.open.block)?;
        let value = scan::colon(text, found.end)?;
        let raw = &text[at + 1..found.end - 1];
        let keeps = code.maps & judging != 0;
        if !found.escaped {
            // What the object knows is a text.
            let key = code.keys.find(raw);
            if key.is_some() || !keeps && raw.is_ascii() {
                return Ok((key, value));
            }
        }
        if !strings::is_text(raw, found) {
            return Err(Stop::Unreadable(at, found.end));
        }
        let name = strings::unescaped(&text[at..found.end]);
        let key = code.keys.find(name.as_bytes());
        if key.is_none() && keeps {
            self.keys.push(FixedState::default().hash_one(name.as_bytes()));
        }
        Ok((key, value))
    }

    /// A member or an item. Returns where it ends.
    #[inline]
    fn part(
        &mut self,
        child: &'r Child,
        at: usize,
        depth: usize,
        no: &mut Bits,
        unknown: &mut Bits,
    ) -> Result<usize, Stop> {
        *no |= child.refused;
        let live = !*no;
        let mut end = None;
        if child.asking & live != 0 {
            for (state, routes) in &child.parts {
                if let Some(end) = end {
                    self.charge(end - at)?;
                }
                let judged = self.value(*state, at, depth)?;
                each(judged.no, |output| *no |= routes[output]);
                each(judged.unknown, |output| *unknown |= routes[output]);
                end = Some(judged.end);
            }
        }
        if child.reading & live != 0 {
            if let Some(end) = end {
                self.charge(end - at)?;
            }
            let end = strings::readable(
                self.text,
                at,
                MOST_READ - depth.min(MOST_READ),
                &mut self.open.block,
            )?;
            if let Some(events) = &mut self.events {
                let said = Said::Read { end };
                events.push(Event { start: at, said });
            }
            return Ok(end);
        }
        match (end, self.text.get(at)) {
            (Some(end), _) => Ok(end),
            (None, Some(b'"')) => Ok(scan::string(self.text, at + 1, &mut self.open.block)?.end),
            (None, _) => Ok(scan::value(self.text, at, self.open)?),
        }
    }

    fn array(&mut self, state: &'r State, start: usize, depth: usize) -> Result<Judged, Stop> {
        let text = self.text;
        let mut no = state.refused[kind::ARRAY];
        let exact = state.exact[kind::ARRAY];
        let code = match &state.array {
            Some(code) if no != state.all => &**code,
            _ => {
                let end = scan::value(text, start, self.open)?;
                return self.whole(state, kind::ARRAY, start, end, (no, 0), exact, None);
            }
        };
        if depth == MOST_READ {
            return Err(Stop::Deep(start));
        }
        let mut unknown = 0;
        let mut count = 0_usize;
        let mut at = scan::space(text, start + 1);
        if text.get(at) == Some(&b']') {
            at += 1;
        } else {
            loop {
                let child = code.prefix.get(count).unwrap_or(&code.rest);
                at = self.part(child, at, depth + 1, &mut no, &mut unknown)?;
                count += 1;
                at = scan::space(text, at);
                match text.get(at) {
                    Some(b',') => at = scan::space(text, at + 1),
                    Some(b']') => {
                        at += 1;
                        break;
                    }
                    _ => return Err(Stop::Broken),
                }
            }
        }
        for (bits, least, most) in &code.lengths {
            if (count as u64) < *least || count as u64 > *most {
                no |= bits;
            }
        }
        self.whole(state, kind::ARRAY, start, at, (no, unknown), exact, None)
    }

    fn charge(&mut self, bytes: usize) -> Result<(), Stop> {
        self.spare = self.spare.checked_sub(bytes).ok_or(Stop::Costly)?;
        Ok(())
    }

    /// What the schemas say in the end, from what their own keywords say.
    #[expect(clippy::too_many_arguments, reason = "what is known of one value")]
    #[inline(always)]
    fn whole(
        &mut self,
        state: &State,
        kind: usize,
        start: usize,
        end: usize,
        (no, unknown): (Bits, Bits),
        exact: Bits,
        members: Option<&Members<'_>>,
    ) -> Result<Judged, Stop> {
        // Of most values, their own keywords say all.
        if exact & !no == 0 && state.ops.is_empty() && state.outputs.is_empty() {
            let unknown = unknown & !no;
            return Ok(Judged { end, no, unknown });
        }
        self.combined(state, kind, start, end, (no, unknown), exact, members)
    }

    #[expect(clippy::too_many_arguments, reason = "what is known of one value")]
    #[inline(never)]
    fn combined(
        &mut self,
        state: &State,
        kind: usize,
        start: usize,
        end: usize,
        (mut no, mut unknown): (Bits, Bits),
        exact: Bits,
        members: Option<&Members<'_>>,
    ) -> Result<Judged, Stop> {
        if exact & !no != 0 {
            self.asked_of_parts |= kind >= kind::ARRAY;
            self.ask(state, exact & !no, start, end, &mut no, &mut unknown)?;
        }
        if !state.ops.is_empty() {
            operate(state, kind, members, &mut no, &mut unknown);
        }
        unknown &= !no;
        if !state.outputs.is_empty() {
            let (mut all_no, mut all_unknown) = (0, 0);
            for (output, bit) in state.outputs.iter().enumerate() {
                all_no |= (no >> bit & 1) << output;
                all_unknown |= (unknown >> bit & 1) << output;
            }
            (no, unknown) = (all_no, all_unknown);
        }
        Ok(Judged { end, no, unknown })
    }

    /// Asks the exact evaluator about a value.
    #[inline(never)]
    fn ask(
        &mut self,
        state: &State,
        bits: Bits,
        start: usize,
        end: usize,
        no: &mut Bits,
        unknown: &mut Bits,
    ) -> Result<(), Stop> {
        self.charge(end - start)?;
        let Ok(value) = json::parse(&self.text[start..end]) else {
            *unknown |= bits;
            return Ok(());
        };
        each(bits, |bit| {
            let (schema, node) = state.nodes[bit];
            match self.schemas[schema].node_accepts(node, &value, Limits::default().steps) {
                Ok(true) => {}
                Ok(false) => *no |= 1 << bit,
                Err(_) => *unknown |= 1 << bit,
            }
        });
        Ok(())
    }
}

/// Returns true if two hashes are equal. Then two keys may be: what rests on it is asked of the exact evaluator.
fn repeats(hashes: &mut [u64]) -> bool {
    hashes.sort_unstable();
    hashes.windows(2).any(|pair| pair[0] == pair[1])
}

/// The value of a number without fraction and exponent, within 128 bits.
#[inline]
fn integer(raw: &[u8]) -> Option<i128> {
    /// So many digits fit in 64 bits.
    const SHORT: usize = 18;
    let (negative, digits) = match raw {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    if digits.len() <= SHORT {
        let mut value = 0_i64;
        for digit in digits {
            if !digit.is_ascii_digit() {
                return None;
            }
            value = value * 10 + i64::from(digit - b'0');
        }
        return Some(i128::from(if negative { -value } else { value }));
    }
    std::str::from_utf8(raw).ok()?.parse().ok()
}

/// Returns true if a number certainly has a fraction: digits after a point, no zero at the end and no exponent.
fn is_fraction(raw: &[u8]) -> bool {
    raw.contains(&b'.')
        && matches!(raw.last(), Some(b'1'..=b'9'))
        && !raw.iter().any(|byte| matches!(byte, b'e' | b'E'))
}

#[cfg(test)]
mod tests {
    use super::super::{Outcome, Scratch, Validator};
    use super::*;
    use crate::compat::schema::Options;

    /// What one schema cannot tell of a number that is too large to be held, others can.
    #[test]
    fn number_beyond_all_limits_is_undecided_only_where_its_value_counts() {
        let read = |text: &str| Arc::new(Schema::parse(text.as_bytes(), &Options::default()).unwrap());
        let schemas = [
            r#"{"multipleOf": 2}"#,
            r#"{"type": "number"}"#,
            r#"{"type": "integer"}"#,
            r#"{"type": "string"}"#,
            r#"{"maximum": 5}"#,
            r#"{"const": 1}"#,
            r#"{"enum": [0, "a"]}"#,
        ];
        let together = Validator::new(schemas.map(read).to_vec());
        let alone = schemas.map(|schema| Validator::new(vec![read(schema)]));
        let mut scratch = Scratch::default();
        let long = format!("0.{}1", "0".repeat(3_000_000));
        for number in ["1e1000000000", "-1E-1000000000", &long] {
            let outcomes = together.judge(number.as_bytes(), &mut scratch).unwrap().to_vec();
            for (outcome, alone) in outcomes.iter().zip(&alone) {
                let mut own = Scratch::default();
                let by_itself = alone.judge(number.as_bytes(), &mut own).unwrap();
                assert_eq!(*outcome, by_itself[0], "{}", &number[..number.len().min(20)]);
            }
            assert_eq!(outcomes[1], Outcome::Accepted);
            assert_eq!(outcomes[3], Outcome::Refused);
            assert!(
                outcomes[4..].iter().all(|one| *one != Outcome::Accepted),
                "{outcomes:?}"
            );
        }
        let outcomes = together.judge(b"1e1000000000", &mut scratch).unwrap();
        assert!(
            matches!(outcomes, [Outcome::Undecided(_), _, Outcome::Undecided(_), ..]),
            "{outcomes:?}"
        );
    }
}
