//! The compiled form: states, each a set of schemas that are applied to one value.
//!
//! A schema has a bit in its state; those that the schema applies to the same value (references, branches of
//! unions) have bits before it. A value gives two sets of bits: those that refuse it, and those of which it
//! is not known.

use crate::compat::formats::Format;
use crate::compat::schema::node::NodeId;
use crate::json::fingerprint;

/// The schemas of one state, at most.
pub(super) const BITS: usize = 64;
/// Words of the sets of keys that a state knows: so many times 64, at most.
pub(super) const WORDS: usize = 4;
/// The keys that a state knows, at most.
pub(super) const KEYS: usize = WORDS * 64;

/// A set of a state's schemas.
pub(super) type Bits = u64;
/// A set of a state's keys.
pub(super) type KeySet = [u64; WORDS];

/// The kinds of value that a schema may tell apart by `type`, `const` and `enum`.
pub(super) mod kind {
    pub(in super::super) const NULL: usize = 0;
    pub(in super::super) const TRUE: usize = 1;
    pub(in super::super) const FALSE: usize = 2;
    pub(in super::super) const INTEGER: usize = 3;
    pub(in super::super) const FRACTION: usize = 4;
    pub(in super::super) const STRING: usize = 5;
    pub(in super::super) const ARRAY: usize = 6;
    pub(in super::super) const OBJECT: usize = 7;
    pub(in super::super) const COUNT: usize = 8;
}

#[derive(Debug, Default)]
pub(super) struct State {
    /// All of its schemas.
    pub(super) all: Bits,
    /// Of each kind, the schemas that refuse all values of it.
    pub(super) refused: [Bits; kind::COUNT],
    /// Of each kind, the schemas that the exact evaluator is asked about.
    pub(super) exact: [Bits; kind::COUNT],
    /// For each bit, a node that is its schema.
    pub(super) nodes: Vec<(usize, NodeId)>,
    /// What schemas say of others on the same value, those before it first.
    pub(super) ops: Vec<Op>,
    /// The bits that were asked for; empty if it is all of them in their order.
    pub(super) outputs: Vec<u8>,
    pub(super) text: Option<Box<TextCode>>,
    pub(super) number: Option<Box<NumberCode>>,
    pub(super) object: Option<Box<ObjectCode>>,
    pub(super) array: Option<Box<ArrayCode>>,
}

/// What a schema says of schemas on the same value.
#[derive(Debug)]
pub(super) enum Op {
    All {
        bit: u8,
        of: Bits,
    },
    Any {
        bit: u8,
        of: Bits,
    },
    One {
        bit: u8,
        of: Box<[u8]>,
    },
    Not {
        bit: u8,
        of: u8,
    },
    If {
        bit: u8,
        when: u8,
        then: Option<u8>,
        otherwise: Option<u8>,
    },
    /// `unevaluatedProperties: false`, of an object.
    Closed {
        bit: u8,
    },
}

/// Conditions on strings.
#[derive(Debug, Default)]
pub(super) struct TextCode {
    /// The schemas with constants, and which of them accept which one.
    pub(super) constant: Bits,
    pub(super) constants: Keys,
    pub(super) accepting: Vec<Bits>,
    pub(super) tests: Vec<(Bits, TextTest)>,
}

#[derive(Debug)]
pub(super) enum TextTest {
    /// Code points, at least and at most.
    Length(u64, u64),
    Format(&'static Format),
    /// A pattern of this schema's.
    Pattern(usize, std::sync::Arc<str>),
    /// A format outside the table, of which nothing is known.
    Unknown,
}

/// Conditions on integers within 128 bits. Other numbers go to the exact evaluator.
#[derive(Debug, Default)]
pub(super) struct NumberCode {
    /// From, to.
    pub(super) ranges: Vec<(Bits, i128, i128)>,
    pub(super) multiples: Vec<(Bits, i128)>,
    pub(super) constant: Bits,
    pub(super) constants: Vec<(i128, Bits)>,
    /// The schemas that say anything of a number's value.
    pub(super) judging: Bits,
}

/// A schema for a part of the value.
#[derive(Debug, Default, Clone)]
pub(super) struct Child {
    /// States, each with the bits here that its outputs refuse.
    pub(super) parts: Box<[(u32, Box<[Bits]>)]>,
    /// The bits here that look at the part.
    pub(super) asking: Bits,
    /// The bits here that refuse whatever stands there.
    pub(super) refused: Bits,
    /// The bits here that accept anything and read it: `true`.
    pub(super) reading: Bits,
}

#[derive(Debug, Default)]
pub(super) struct ObjectCode {
    pub(super) keys: Keys,
    pub(super) entries: Vec<Entry>,
    /// For all other keys.
    pub(super) other: Child,
    /// The bits for which a repeated one of the other keys is undecided.
    pub(super) maps: Bits,
    pub(super) required: Vec<(Bits, KeySet)>,
    /// A key, and those that it needs.
    pub(super) dependent: Vec<(Bits, u16, KeySet)>,
    /// For each bit, what it evaluates; only if one is closed by `unevaluatedProperties`.
    pub(super) evaluated: Vec<Evaluated>,
}

#[derive(Debug)]
pub(super) struct Entry {
    pub(super) child: Child,
    /// The bits that look at the member, and so cannot tell what it means if it is repeated.
    pub(super) readers: Bits,
}

/// The members that a schema evaluates if it accepts.
#[derive(Debug, Default, Clone)]
pub(super) struct Evaluated {
    pub(super) own: KeySet,
    pub(super) all: bool,
    /// Those on the same value whose acceptance adds theirs.
    pub(super) with: Vec<u8>,
    /// `if`, `then`, `else`.
    pub(super) condition: Option<(u8, Option<u8>, Option<u8>)>,
}

#[derive(Debug, Default)]
pub(super) struct ArrayCode {
    pub(super) prefix: Vec<Child>,
    pub(super) rest: Child,
    /// From, to.
    pub(super) lengths: Vec<(Bits, u64, u64)>,
}

/// Names, found by their text.
#[derive(Debug, Default)]
pub(super) struct Keys {
    names: Vec<Box<[u8]>>,
    /// One more than the place of a name; 0 is free. A power of two, at least twice as many as names.
    table: Vec<u16>,
    /// For each name a bit that hardly another text has: most texts are none of few names.
    filter: u64,
}

impl Keys {
    pub(super) fn of<'n>(names: impl Iterator<Item = &'n str>) -> Self {
        let names: Vec<Box<[u8]>> = names.map(|name| name.as_bytes().into()).collect();
        let mut table = vec![0; (names.len() * 2).next_power_of_two()];
        for (number, name) in names.iter().enumerate() {
            let mut at = Self::start(name, table.len());
            while table[at] != 0 {
                at = (at + 1) % table.len();
            }
            table[at] = number as u16 + 1;
        }
        let filter = names.iter().fold(0, |filter, name| filter | Self::bit(name));
        Self { names, table, filter }
    }

    #[inline(always)]
    fn start(name: &[u8], size: usize) -> usize {
        // The upper bits of a product depend on all bits of its factors.
        const ODD: u64 = 0xd6e8_feb8_6659_fd93;
        (fingerprint(name).wrapping_mul(ODD) >> 32) as usize & (size - 1)
    }

    /// By the length, the first and the last byte.
    #[inline(always)]
    fn bit(name: &[u8]) -> u64 {
        let ends = match name {
            [first, .., last] => usize::from(*first) + 8 * usize::from(*last),
            _ => 0,
        };
        1 << ((name.len() * 5 + ends) % 64)
    }

    #[inline(always)]
    pub(super) fn find(&self, name: &[u8]) -> Option<usize> {
        if self.filter & Self::bit(name) == 0 {
            return None;
        }
        self.look_up(name)
    }

    #[inline(never)]
    fn look_up(&self, name: &[u8]) -> Option<usize> {
        let mut at = Self::start(name, self.table.len());
        loop {
            let number = usize::from(self.table[at]).checked_sub(1)?;
            if *self.names[number] == *name {
                return Some(number);
            }
            at = (at + 1) & (self.table.len() - 1);
        }
    }
}

/// The bits of a set, lowest first.
#[inline(always)]
pub(super) fn each(mut bits: Bits, mut visit: impl FnMut(usize)) {
    while bits != 0 {
        visit(bits.trailing_zeros() as usize);
        bits &= bits - 1;
    }
}
