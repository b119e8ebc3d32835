//! Sets of flags by bitflags, which is the judge of their texts.

use bitflags::bitflags;
use counterpart::Contract;
use serde::{Deserialize, Serialize};

use super::super::kinds::judge::{breaks, fits, written};
use super::reads_exactly;

bitflags! {
    #[derive(Debug, Clone, Copy, Serialize, Deserialize, Contract)]
    struct Marks: u8 {
        const PINNED = 1;
        const MUTED = 2;
        const BOTH = 3;
        const STARRED = 0x10;
    }
}

bitflags! {
    #[derive(Debug, Serialize, Deserialize, Contract)]
    struct Fewer: u16 {
        const PINNED = 1;
    }
}

bitflags! {
    #[derive(Debug, Serialize, Deserialize, Contract)]
    struct Signed: i8 {
        const LAST = -128;
        const FIRST = 1;
    }
}

bitflags! {
    #[derive(Debug, Serialize, Deserialize, Contract)]
    struct Nothing: u32 {}
}

#[derive(Debug, Serialize, Deserialize, Contract)]
struct Reaction {
    marks: Marks,
}

const TEXTS: [&str; 24] = [
    "\"\"",
    "\" \"",
    "\"PINNED\"",
    "\"pinned\"",
    "\"PINNED | MUTED\"",
    "\"MUTED|PINNED\"",
    "\"PINNED | PINNED | BOTH | MUTED | STARRED\"",
    "\"PINNED |\"",
    "\"|\"",
    "\"\\tPINNED\\n\"",
    "\"0x0\"",
    "\"0xff\"",
    "\"0xFF | PINNED\"",
    "\"0x00ff\"",
    "\"0x100\"",
    "\"0x\"",
    "\"0x+1\"",
    "\"0x-1\"",
    "\"0xg\"",
    "\"0XF\"",
    "1",
    "null",
    "[]",
    "\"UNKNOWN\"",
];

#[test]
fn flags_are_the_texts_that_bitflags_reads_and_writes() {
    reads_exactly::<Marks>(&TEXTS);
    written((0..=u8::MAX).map(Marks::from_bits_retain));
    reads_exactly::<Fewer>(&TEXTS);
    written((0..=u16::MAX).map(Fewer::from_bits_retain));
    reads_exactly::<Nothing>(&TEXTS);
    written((0..=u16::MAX).map(|bits| Nothing::from_bits_retain(bits.into())));
    fits::<Marks, Text>();
    breaks::<Marks, Fewer>();
}

/// A text.
#[derive(Debug, Deserialize, Contract)]
struct Text(#[allow(dead_code, reason = "it is read")] String);

/// bitflags writes the bits of `-1` as `0xff`, and does not read that as an `i8`.
#[test]
fn signed_bits_without_a_flag_are_written_and_not_read() {
    let text = serde_json::to_string(&Signed::from_bits_retain(-2)).expect("it is written");
    assert_eq!(text, "\"LAST | 0x7e\"");
    let emitted = super::super::kinds::judge::schema::<Signed>(counterpart::contract::Role::Emits);
    for bits in i8::MIN..=i8::MAX {
        let text = serde_json::to_string(&Signed::from_bits_retain(bits)).expect("it is written");
        assert_eq!(
            super::super::kinds::judge::holds(&emitted, &text),
            Some(true),
            "{text}"
        );
    }
    super::super::kinds::judge::read::<Signed>(&TEXTS);
}

#[test]
fn flags_are_parts_of_messages() {
    fits::<Reaction, Reaction>();
    written((0..=u8::MAX).map(|bits| Reaction {
        marks: Marks::from_bits_retain(bits),
    }));
}
