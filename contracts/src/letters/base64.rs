//! Base64 as RFC 4648 writes it in section 4, with padding. Each text that is read is the only one of its bytes.
//!
//! A crate for it would be one more in production, and in every user's tests.

const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const PADDING: u8 = b'=';

pub(super) fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let mut bits = [0; 4];
        bits[1..=group.len()].copy_from_slice(group);
        let bits = u32::from_be_bytes(bits);
        for place in 0..4 {
            let sign = SIGNS[(bits >> (18 - 6 * place)) as usize & 63];
            text.push(char::from(if place > group.len() { PADDING } else { sign }));
        }
    }
    text
}

/// `None` if it is no base64, or another text than [`encode`] writes.
pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    if text.len() % 4 != 0 {
        return None;
    }
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let mut groups = text.as_bytes().chunks(4).peekable();
    while let Some(group) = groups.next() {
        let signs = group.iter().take_while(|sign| **sign != PADDING).count();
        let is_last = groups.peek().is_none();
        let is_padded = group[signs..].iter().all(|sign| *sign == PADDING);
        if signs < 2 || !is_padded || (signs < 4 && !is_last) {
            return None;
        }
        let mut bits = 0;
        for sign in &group[..signs] {
            bits = bits << 6 | u32::from(value(*sign)?);
        }
        bits <<= 6 * (4 - signs);
        let whole = bits.to_be_bytes();
        // What is behind the last byte says nothing, and is zero.
        if whole[signs..].iter().any(|byte| *byte != 0) {
            return None;
        }
        bytes.extend_from_slice(&whole[1..signs]);
    }
    Some(bytes)
}

fn value(sign: u8) -> Option<u8> {
    Some(match sign {
        b'A'..=b'Z' => sign - b'A',
        b'a'..=b'z' => sign - b'a' + 26,
        b'0'..=b'9' => sign - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_is_what_the_crate_of_that_name_says(bytes: Vec<u8>, text in "[A-Za-z0-9+/=]{0,12}") {
            let encoded = encode(&bytes);
            prop_assert_eq!(&encoded, &STANDARD.encode(&bytes));
            prop_assert_eq!(decode(&encoded), Some(bytes));
            prop_assert_eq!(decode(&text), STANDARD.decode(&text).ok());
        }
    }

    #[test]
    fn other_texts_are_refused() {
        for text in [
            "A", "AA", "AAA", "=AAA", "A===", "AA=A", "AA==AA==", "AB==", "AAB=", "AAAä", "AA==\n", "-_-_",
        ] {
            assert_eq!(decode(text), None, "{text}");
        }
        assert_eq!(decode(""), Some(Vec::new()));
    }
}
