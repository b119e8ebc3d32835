//! Small notations: UUIDs, base64 and pointers into JSON (RFC 9562, RFC 4648, RFC 6901).

/// RFC 9562, section 4: of any version, in digits of either case.
pub(super) fn is_uuid(text: &str) -> bool {
    let is_fine = |(at, byte): (usize, u8)| match at {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    };
    text.len() == 36 && text.bytes().enumerate().all(is_fine)
}

/// A UUID of this version, and of the variant of RFC 9562.
pub(super) fn is_uuid_of<const VERSION: char>(text: &str) -> bool {
    let characters = text.as_bytes();
    is_uuid(text)
        && characters
            .get(14)
            .is_some_and(|digit| char::from(*digit) == VERSION)
        && characters.get(19).is_some_and(|digit| b"89abAB".contains(digit))
}

/// RFC 4648, section 4.
pub(super) fn is_base64(text: &str) -> bool {
    let digits = text.trim_end_matches('=');
    let is_digit = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/';
    text.len() % 4 == 0 && text.len() - digits.len() <= 2 && digits.bytes().all(is_digit)
}

/// RFC 6901, section 3.
pub(super) fn is_json_pointer(text: &str) -> bool {
    let is_escaped = |after: &str| after.starts_with(['0', '1']);
    (text.is_empty() || text.starts_with('/')) && text.split('~').skip(1).all(is_escaped)
}

/// The reason why a relative pointer may be undecided.
pub(super) const OF_SHIFTS: &str =
    "is not decided where an index is shifted (`0+1/a`), which draft-07 does not allow";

/// Relative JSON Pointers: a number without needless zeros, then `#` or a pointer. 2019-09 and 2020-12 refer to a later
/// document than draft-07, in which a sign and a number may follow the first one; validators do not read that.
pub(super) fn is_relative_json_pointer(text: &str) -> Option<bool> {
    let shift = |rest: &str| rest.starts_with(['+', '-']);
    let is_end = |rest: &str| rest == "#" || is_json_pointer(rest);
    match without_number(text) {
        Some(rest) if shift(rest) && without_number(&rest[1..]).is_some_and(is_end) => None,
        rest => Some(rest.is_some_and(is_end)),
    }
}

/// The text after a leading number.
fn without_number(text: &str) -> Option<&str> {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let number = &text[..text.len() - rest.len()];
    let is_number = number == "0" || (!number.is_empty() && !number.starts_with('0'));
    is_number.then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tilde_of_a_pointer_is_escaped() {
        for text in ["", "/", "//", "/a~0~1b/~01", "/é \n"] {
            assert!(
                is_json_pointer(text) && is_relative_json_pointer(&format!("10{text}")) == Some(true),
                "{text}"
            );
            assert_eq!(is_relative_json_pointer(&format!("0+1{text}")), None, "{text}");
        }
        for text in ["a", "#", "/~", "/~2", "/a~", "~0", "/~~0"] {
            assert!(!is_json_pointer(text), "{text}");
        }
        for text in [
            "", "#", "00", "01/a", "-1", "+1", "1a", "1##", "1#/a", "/a", "1~0", "0+", "0+a", "0+01/a",
            "0+1a", "0+-1/a", "00+1/a",
        ] {
            assert_eq!(is_relative_json_pointer(text), Some(false), "{text}");
        }
        assert_eq!(is_relative_json_pointer("0#"), Some(true));
        assert_eq!(is_relative_json_pointer("1-1"), None);
    }
}
