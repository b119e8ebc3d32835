//! The plain parts of strings, in blocks of 64 bytes.
//!
//! Where a string ends is found in a set of bits, one for each byte of a block. The sets are made without a
//! look at what came before, so that a processor makes the next one while it still follows the strings of
//! this one.

use wide::{CmpEq, CmpLt, i8x16};

const LANES: usize = 16;
/// Bytes that are looked at together.
pub(super) const BLOCK: usize = 64;

/// A part of a text: the bytes in it that end the plain part of a string.
#[derive(Debug, Clone, Copy)]
pub(super) struct Block {
    /// Where it starts. It is of one text: for another it must be made anew.
    start: usize,
    ends: u64,
}

impl Default for Block {
    /// Of no text.
    fn default() -> Self {
        Self {
            start: usize::MAX,
            ends: 0,
        }
    }
}

impl Block {
    /// After the end of the text each byte ends the plain part of a string.
    ///
    /// It is not copied to where it is used: where texts are judged between other work, fetching code takes much of the time.
    #[inline(never)]
    fn of(text: &[u8], start: usize) -> Self {
        let rest = text.get(start..).unwrap_or_default();
        if let Some(bytes) = rest.first_chunk() {
            let ends = ends(bytes);
            return Self { start, ends };
        }
        let after = u64::MAX << rest.len();
        let ends = match text.last_chunk() {
            // Those before the block are shifted out.
            Some(bytes) => ends(bytes)
                .checked_shr((BLOCK - rest.len()) as u32)
                .unwrap_or_default(),
            None => ends_of_short(rest),
        };
        Self {
            start,
            ends: ends | after,
        }
    }
}

/// Those of a text that is shorter than a block.
#[inline(never)]
fn ends_of_short(rest: &[u8]) -> u64 {
    let mut bytes = [0; BLOCK];
    bytes[..rest.len()].copy_from_slice(rest);
    ends(&bytes)
}

/// The quotes, backslashes and control characters.
#[inline(always)]
pub(super) fn ends(bytes: &[u8; BLOCK]) -> u64 {
    let mut set = 0;
    for (number, chunk) in bytes.chunks_exact(LANES).enumerate() {
        let chunk: [u8; LANES] = chunk.first_chunk().copied().unwrap_or_default();
        let bytes = i8x16::new(chunk.map(|byte| byte as i8));
        // With the upper bit inverted, signed numbers have the order of the bytes. With a lower one inverted, too,
        // the quote comes right after the control characters.
        let order = bytes ^ i8x16::splat(i8::MIN | 0x02);
        let quote_or_control = order.cmp_lt(i8x16::splat(i8::MIN + (b'"' ^ 0x02) as i8 + 1));
        let ends = quote_or_control | bytes.cmp_eq(i8x16::splat(b'\\' as i8));
        set |= u64::from(ends.move_mask() as u16) << (number * LANES);
    }
    set
}

/// The position of the first quote, backslash or control character from `start` on; not inside the text if
/// there is none.
#[inline(always)]
pub(super) fn end(text: &[u8], start: usize, block: &mut Block) -> usize {
    let mut at = start;
    loop {
        let inside = at % BLOCK;
        if at - inside != block.start {
            *block = Block::of(text, at - inside);
        }
        let left = block.ends >> inside;
        if left != 0 {
            return at + left.trailing_zeros() as usize;
        }
        at = at - inside + BLOCK;
    }
}
