//! The plain part of a string, 16 bytes at a time.

use wide::{CmpEq, CmpLt, i8x16};

/// Where the plain part of a string ends.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plain {
    /// The position of the first quote, backslash or control character; the length of the text if there is none.
    pub(super) end: usize,
    /// True if there are bytes beyond ASCII before it.
    pub(super) wide: bool,
}

const LANES: usize = 16;

/// Reads from `start` to the first byte that ends the plain part of a string.
#[inline(always)]
pub(super) fn length(text: &[u8], start: usize) -> Plain {
    let mut at = start;
    let mut wide = false;
    while let Some(chunk) = text.get(at..).and_then(|rest| rest.first_chunk::<LANES>()) {
        let bytes = i8x16::new(chunk.map(|byte| byte as i8));
        let stops = bytes.cmp_eq(i8x16::splat(b'"' as i8)) | bytes.cmp_eq(i8x16::splat(b'\\' as i8));
        // As signed numbers, bytes beyond ASCII are below the space too.
        let low = bytes.cmp_lt(i8x16::splat(b' ' as i8)).move_mask() as u32;
        let beyond = bytes.move_mask() as u32;
        let found = stops.move_mask() as u32 | low & !beyond;
        if found != 0 {
            let offset = found.trailing_zeros();
            let before = (1_u32 << offset) - 1;
            return Plain {
                end: at + offset as usize,
                wide: wide || beyond & before != 0,
            };
        }
        wide |= beyond != 0;
        at += LANES;
    }
    rest(text, at, wide)
}

/// The same for what is shorter than a chunk.
#[inline]
fn rest(text: &[u8], mut at: usize, mut wide: bool) -> Plain {
    while let Some(byte) = text.get(at) {
        if *byte < b' ' || *byte == b'"' || *byte == b'\\' {
            break;
        }
        wide |= !byte.is_ascii();
        at += 1;
    }
    Plain {
        end: at.min(text.len()),
        wide,
    }
}
