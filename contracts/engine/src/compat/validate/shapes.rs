//! Texts of a shape that came before.
//!
//! The messages of one event differ in their strings and numbers, and hardly in what stands between these:
//! brackets, keys, commas, white space. What the schemas say follows from that and from what they say of
//! each single value. So each text leaves its path here: what stands between its values, and what was said
//! of each. A text that takes the same path has the same outcomes, and only its values were looked at.
//!
//! A path is learned from texts that were judged in full. What it cannot know is not learned: objects and
//! arrays that the exact evaluator was asked about, values that two states look at.

use foldhash::HashMap;
use wide::u8x16;

use super::plain::Block;
use super::program::Bits;
use super::run::{Event, Run, Said};
use super::scan;
use super::strings;

/// Nodes of all paths of one thread, at most.
const MOST_NODES: usize = 16_384;
/// Validators whose texts are remembered, at most.
const MOST_VALIDATORS: usize = 1_024;
/// Texts of more values are not learned.
const MOST_VALUES: usize = 1_000;
/// The ways on from one value, at most.
const MOST_EDGES: u32 = 8;
/// What stands between two values is compared at once up to this length.
const AT_ONCE: usize = 32;
/// After so many texts it is asked whether paths are of use.
const WINDOW: u32 = 32;
/// Where they are not, so many texts are judged without them.
const FIRST_REST: u32 = 2_048;
const LONGEST_REST: u32 = 1 << 16;

/// The paths of the texts of several validators.
#[derive(Debug, Default)]
pub(super) struct Shapes {
    of: Vec<Paths>,
    /// Where the paths of each validator are.
    index: HashMap<u64, usize>,
    /// Where those of the last text are: the next one is mostly judged by the same validator.
    last: usize,
    nodes: usize,
}

/// The paths of the texts of one validator.
#[derive(Debug)]
pub(super) struct Paths {
    /// The number of the validator.
    validator: u64,
    /// A value each; the first stands for the start of the text.
    nodes: Vec<Node>,
    edges: Vec<Edge>,
    long: Vec<u8>,
    tried: u32,
    found: u32,
    /// So many texts are judged without paths.
    resting: u32,
    rest: u32,
}

#[derive(Debug)]
struct Node {
    asked: Asked,
    /// The first of the ways on from here; [`NONE`] if there is none.
    first: u32,
}

/// Who looks at a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    Nobody,
    State(u32),
    /// A schema that is `true`.
    Reader,
}

const NONE: u32 = u32::MAX;

/// The way from a value to the next one.
#[derive(Debug)]
struct Edge {
    /// The start of what stands between them.
    between: [u8; AT_ONCE],
    length: u32,
    /// If it is longer: where all of it is.
    long: u32,
    /// What was said of the value before.
    no: Bits,
    unknown: Bits,
    /// [`NONE`] if the text ends here.
    to: u32,
    /// Of a text that ends here: what is said of it.
    outcome: Bits,
    /// The next of the ways from the same value.
    next: u32,
}

/// For each length, the bytes that count.
static MASKS: [[u8; AT_ONCE]; AT_ONCE + 1] = {
    let mut masks = [[0; AT_ONCE]; AT_ONCE + 1];
    let mut length = 0;
    while length <= AT_ONCE {
        let mut at = 0;
        while at < length {
            masks[length][at] = 0xff;
            at += 1;
        }
        length += 1;
    }
    masks
};

/// Returns true if the first bytes of both are equal: so many, at most [`AT_ONCE`].
#[inline(always)]
fn starts_alike(one: &[u8; AT_ONCE], other: &[u8; AT_ONCE], length: usize) -> bool {
    let halves = |bytes: &[u8; AT_ONCE]| {
        let (low, high) = bytes.split_at(AT_ONCE / 2);
        [low, high].map(|half| u8x16::new(half.first_chunk().copied().unwrap_or_default()))
    };
    let Some(mask) = MASKS.get(length) else {
        return false;
    };
    let ([a, b], [c, d], [e, f]) = (halves(one), halves(other), halves(mask));
    (((a ^ c) & e) | ((b ^ d) & f)) == u8x16::ZERO
}

impl Paths {
    fn of(validator: u64) -> Self {
        Self {
            validator,
            nodes: vec![Node {
                asked: Asked::Nobody,
                first: NONE,
            }],
            edges: Vec::new(),
            long: Vec::new(),
            tried: 0,
            found: 0,
            resting: 0,
            rest: FIRST_REST,
        }
    }
}

impl Shapes {
    /// The paths of a validator, unless they are of no use now.
    #[inline]
    pub(super) fn paths(&mut self, validator: u64) -> Option<&mut Paths> {
        let is_last = self
            .of
            .get(self.last)
            .is_some_and(|paths| paths.validator == validator);
        if !is_last {
            self.find(validator);
        }
        let paths = &mut self.of[self.last];
        if paths.resting > 0 {
            paths.resting -= 1;
            return None;
        }
        paths.tried += 1;
        if paths.tried == WINDOW {
            let is_useful = paths.found * 2 >= WINDOW;
            (paths.tried, paths.found) = (0, 0);
            if is_useful {
                paths.rest = FIRST_REST;
            } else {
                // Whatever comes after the rest has a chance of its own.
                self.nodes -= paths.nodes.len().min(self.nodes);
                let rest = paths.rest;
                *paths = Paths {
                    resting: rest,
                    rest: (rest * 2).min(LONGEST_REST),
                    ..Paths::of(validator)
                };
                return None;
            }
        }
        Some(paths)
    }

    /// Makes the paths of this validator the last ones.
    #[inline(never)]
    fn find(&mut self, validator: u64) {
        if let Some(known) = self.index.get(&validator) {
            self.last = *known;
            return;
        }
        if self.of.len() >= MOST_VALIDATORS {
            *self = Self::default();
        }
        self.last = self.of.len();
        self.index.insert(validator, self.last);
        self.of.push(Paths::of(validator));
    }

    /// Keeps the path of a text, and what is said of it in the end.
    #[inline(never)]
    pub(super) fn learn(&mut self, validator: u64, text: &[u8], events: &[Event], outcome: Bits) {
        let Some(paths) = self
            .of
            .get_mut(self.last)
            .filter(|paths| paths.validator == validator)
        else {
            return;
        };
        let before = paths.nodes.len();
        let room = MOST_NODES.saturating_sub(self.nodes);
        paths.learn(text, events, outcome, room);
        self.nodes += paths.nodes.len() - before;
    }
}

impl Edge {
    #[inline(always)]
    fn fits(&self, text: &[u8], at: usize, long: &[u8]) -> bool {
        let length = self.length as usize;
        let chunk = text.get(at..).and_then(|rest| rest.first_chunk::<AT_ONCE>());
        match chunk {
            Some(chunk) if length <= AT_ONCE => starts_alike(chunk, &self.between, length),
            _ => {
                let between = match self.between.get(..length) {
                    Some(between) => between,
                    None => &long[self.long as usize..self.long as usize + length],
                };
                text.get(at..at + length) == Some(between)
            }
        }
    }
}

impl Paths {
    /// Follows the text; `None` if it takes another way than all before.
    #[inline]
    pub(super) fn follow(&mut self, run: &mut Run<'_>) -> Option<Bits> {
        let text = run.text;
        let mut at = 0;
        let mut node = 0_u32;
        let (mut no, mut unknown) = (0, 0);
        loop {
            let mut next = self.nodes[node as usize].first;
            let edge = loop {
                let edge = self.edges.get(next as usize)?;
                if edge.no == no && edge.unknown == unknown && edge.fits(text, at, &self.long) {
                    break edge;
                }
                next = edge.next;
            };
            at += edge.length as usize;
            if edge.to == NONE {
                if at != text.len() {
                    return None;
                }
                self.found += 1;
                return Some(edge.outcome);
            }
            node = edge.to;
            (no, unknown) = (0, 0);
            match self.nodes[node as usize].asked {
                Asked::Nobody => {
                    at = match text.get(at) {
                        Some(b'"') => scan::string(text, at + 1, &mut run.open.block).ok()?.end,
                        _ => scan::scalar(text, at).ok()?,
                    };
                }
                Asked::State(state) => {
                    let judged = run.scalar(state, at)?;
                    (at, no, unknown) = (judged.end, judged.no, judged.unknown);
                }
                Asked::Reader => match text.get(at) {
                    Some(b'{' | b'[') | None => return None,
                    _ => at = strings::readable(text, at, 1, &mut run.open.block).ok()?,
                },
            }
        }
    }

    fn learn(&mut self, text: &[u8], events: &[Event], outcome: Bits, room: usize) {
        let mut values = Vec::new();
        if events.windows(2).any(|pair| pair[0].start >= pair[1].start) || !values_of(text, &mut values) {
            return;
        }
        if values.len() > room.min(MOST_VALUES) {
            return;
        }
        let mut events = events.iter().peekable();
        let mut reads_until = 0;
        let mut node = 0;
        let mut end = 0;
        let (mut no, mut unknown) = (0, 0);
        for (start, after) in values {
            let mut asked = if start < reads_until {
                Asked::Reader
            } else {
                Asked::Nobody
            };
            let mut said = (0, 0);
            while let Some(event) = events.next_if(|event| event.start <= start) {
                match event.said {
                    Said::Read { end } => {
                        reads_until = end;
                        asked = Asked::Reader;
                    }
                    Said::Of { state, no, unknown } if event.start == start && asked == Asked::Nobody => {
                        asked = Asked::State(state);
                        said = (no, unknown);
                    }
                    Said::Of { .. } => return,
                }
            }
            let Some(to) = self.way(node, &text[end..start], (no, unknown), Some(asked), 0) else {
                return;
            };
            (node, end, no, unknown) = (to, after, said.0, said.1);
        }
        if events.next().is_none() {
            self.way(node, &text[end..], (no, unknown), None, outcome);
        }
    }

    /// The value after `from`, on a way that is known or new; `None` if there are too many. Without `asked`
    /// the text ends.
    fn way(
        &mut self,
        from: u32,
        between: &[u8],
        (no, unknown): (Bits, Bits),
        asked: Option<Asked>,
        outcome: Bits,
    ) -> Option<u32> {
        let mut count = 0;
        let mut next = self.nodes[from as usize].first;
        while let Some(edge) = self.edges.get(next as usize) {
            let is_same = edge.no == no
                && edge.unknown == unknown
                && edge.length as usize == between.len()
                && edge.fits(between, 0, &self.long)
                && (edge.to == NONE) == asked.is_none();
            if is_same {
                // Who looks at a value follows from the way to it.
                let same_asked = asked.is_none_or(|asked| self.nodes[edge.to as usize].asked == asked);
                return same_asked.then_some(edge.to);
            }
            count += 1;
            next = edge.next;
        }
        if count >= MOST_EDGES {
            return None;
        }
        let mut start = [0; AT_ONCE];
        let head = between.len().min(AT_ONCE);
        start[..head].copy_from_slice(&between[..head]);
        let long = u32::try_from(self.long.len()).ok()?;
        if between.len() > AT_ONCE {
            self.long.extend_from_slice(between);
        }
        let to = match asked {
            Some(asked) => {
                self.nodes.push(Node { asked, first: NONE });
                self.nodes.len() as u32 - 1
            }
            None => NONE,
        };
        self.edges.push(Edge {
            between: start,
            length: u32::try_from(between.len()).ok()?,
            long,
            no,
            unknown,
            to,
            outcome,
            next: self.nodes[from as usize].first,
        });
        self.nodes[from as usize].first = self.edges.len() as u32 - 1;
        Some(to)
    }
}

/// The places of all values without parts in a text that is JSON. `false` if there are too many.
fn values_of(text: &[u8], values: &mut Vec<(usize, usize)>) -> bool {
    let mut at = 0;
    let mut block = Block::default();
    while let Some(byte) = text.get(at) {
        let end = match byte {
            b'{' | b'}' | b'[' | b']' | b',' | b':' | b' ' | b'\n' | b'\r' | b'\t' => {
                at += 1;
                continue;
            }
            b'"' => scan::string(text, at + 1, &mut block).map(|text| text.end),
            _ => scan::scalar(text, at),
        };
        let Ok(end) = end else { return false };
        if *byte != b'"' || text.get(scan::space(text, end)) != Some(&b':') {
            values.push((at, end));
        }
        if values.len() > MOST_VALUES {
            return false;
        }
        at = end;
    }
    true
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::compat::schema::{Options, Schema};
    use crate::compat::validate::{Outcome, Scratch, Validator};

    fn validator(schema: &str) -> Validator {
        let schema = Schema::parse(schema.as_bytes(), &Options::default()).unwrap();
        Validator::new(vec![Arc::new(schema)])
    }

    /// How many texts were judged by their path.
    fn found(scratch: &Scratch) -> u32 {
        scratch.shapes.of.iter().map(|paths| paths.found).sum()
    }

    #[test]
    fn a_known_path_is_followed_and_each_of_its_values_is_judged() {
        let validator = validator(
            r#"{"properties": {"id": {"type": "integer"}, "kind": {"enum": ["a", "b"]}, "all": true,
                "tags": {"items": {"type": "string"}}}, "required": ["id"]}"#,
        );
        let mut scratch = Scratch::default();
        let mut judge = |text: &str| {
            let before = found(&scratch);
            let outcome = validator.judge(text.as_bytes(), &mut scratch).unwrap()[0].clone();
            (outcome == Outcome::Accepted, found(&scratch) > before)
        };
        let first = r#"{"id": 1, "kind": "a", "more": [1, {"x": 2}], "all": {"y": "z"}, "tags": ["s", "t"]}"#;
        assert_eq!(judge(first), (true, false));
        assert_eq!(judge(first), (true, true));
        // Another value that is accepted, or that nobody looks at, stays on the path.
        for (text, other) in [
            ("1,", "27,"),
            ("\"a\"", "\"b\""),
            ("[1, ", "[\"\\u0041\", "),
            ("\"z\"", "null"),
            ("\"t\"", "\"\""),
        ] {
            assert_eq!(judge(&first.replacen(text, other, 1)), (true, true), "{other}");
        }
        // One that is refused leaves it the first time.
        for (text, other) in [("\"a\"", "\"c\""), ("\"t\"", "5"), ("1,", "0.5,")] {
            let text = first.replacen(text, other, 1);
            assert_eq!(
                (judge(&text), judge(&text)),
                ((false, false), (false, true)),
                "{text}"
            );
        }
        // So does another key, white space, or an object in a value's place.
        for (text, other) in [
            ("\"more\"", "\"less\""),
            (": 1,", ":1,"),
            ("\"z\"", "{}"),
            ("\"tags\"", "\"id\""),
        ] {
            assert!(!judge(&first.replacen(text, other, 1)).1, "{other}");
        }
        for text in ["\"z\"", "[1, "] {
            let broken = first.replacen(text, &text.replace(['z', '1'], "\u{1}"), 1);
            assert!(validator.judge(broken.as_bytes(), &mut scratch).is_err());
        }
        let half = first.replacen("\"z\"", "\"\\ud800\"", 1);
        assert_eq!(
            validator.judge(half.as_bytes(), &mut scratch).unwrap(),
            [Outcome::Refused]
        );
    }

    #[test]
    fn what_the_exact_evaluator_says_of_a_whole_array_is_not_learned() {
        let validator = validator(r#"{"properties": {"set": {"uniqueItems": true}}}"#);
        let mut scratch = Scratch::default();
        let mut judge = |text: &str| validator.judge(text.as_bytes(), &mut scratch).unwrap()[0].clone();
        assert_eq!(judge(r#"{"set": [1, 2]}"#), Outcome::Accepted);
        assert_eq!(judge(r#"{"set": [1, 1]}"#), Outcome::Refused);
        assert_eq!(judge(r#"{"set": [2, 1]}"#), Outcome::Accepted);
        assert_eq!(found(&scratch), 0);
    }

    #[test]
    fn paths_rest_where_no_text_is_like_another() {
        let validator = validator(r#"{"type": "object"}"#);
        let mut scratch = Scratch::default();
        for number in 0..100_000 {
            let text = format!(r#"{{"key {number}": 1, "b": [{}0]}}"#, "0,".repeat(number % 50));
            assert_eq!(
                validator.judge(text.as_bytes(), &mut scratch).unwrap(),
                [Outcome::Accepted]
            );
        }
        assert_eq!(found(&scratch), 0);
        assert!(scratch.shapes.nodes <= super::MOST_NODES);
        assert!(scratch.shapes.of.iter().all(|paths| paths.resting > 0));
    }
}
