//! What JSON has between its tokens. Rust's `trim_ascii` takes form feeds too, which JSON does not have.

pub(super) fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// The bytes without blanks around them.
pub(super) fn trimmed(bytes: &[u8]) -> &[u8] {
    let is_other = |byte: &u8| !is_blank(*byte);
    let start = bytes.iter().position(is_other).unwrap_or(bytes.len());
    let end = bytes.iter().rposition(is_other).map_or(start, |last| last + 1);
    &bytes[start..end]
}
