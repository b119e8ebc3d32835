//! Names of services and events, and the file names made of them.

use std::fmt;

/// The maximum length of a name, in bytes. Even if each byte is encoded as three, it fits into a file name of 255
/// bytes with its neighbours.
const MAX_BYTES: usize = 80;

/// The reason why a text cannot be the name of a service, an event or a contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameError {
    name: String,
    why: &'static str,
}

impl fmt::Display for NameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the name {:?} {}", self.name, self.why)
    }
}

impl std::error::Error for NameError {}

/// Checks a name of a service, an event or a contract. Dots, slashes, colons, spaces inside and letters of any script
/// are fine; what could leave a folder or repaint a terminal is not.
///
/// # Errors
/// Fails if the name is empty or longer than 80 bytes, starts or ends with white space, holds a control or direction
/// character, or has a path step `.` or `..`.
pub fn check_name(name: &str) -> Result<(), NameError> {
    let fail = |why| {
        Err(NameError {
            name: name.chars().take(100).collect(),
            why,
        })
    };
    if name.is_empty() {
        return fail("is empty: give it at least one character");
    }
    if name.len() > MAX_BYTES {
        return fail("is longer than 80 bytes: shorten it");
    }
    if name.trim() != name {
        return fail("starts or ends with whitespace: remove it");
    }
    if name.chars().any(|c| {
        c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    }) {
        return fail("contains a control or direction character: remove it");
    }
    if name.split(['/', '\\']).any(|step| step == "." || step == "..") {
        return fail("contains a path step `.` or `..`: name the event, not a path");
    }
    Ok(())
}

/// Returns the name as one step of a path. Lower-case ASCII letters, digits, `-`, `_` and inner dots are unchanged;
/// everything else is percent-encoded. Two names never share an encoding, even on file systems that ignore case,
/// and no encoding is special to a file system.
pub fn encode(name: &str) -> String {
    let stem = name.split('.').next().unwrap_or_default();
    let reserved = matches!(stem, "con" | "prn" | "aux" | "nul")
        || (stem.len() == 4
            && (stem.starts_with("com") || stem.starts_with("lpt"))
            && stem.as_bytes()[3].is_ascii_digit());
    let last = name.len() - 1;
    let mut encoded = String::with_capacity(name.len());
    for (at, byte) in name.bytes().enumerate() {
        let plain = match byte {
            b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' => !(at == 0 && reserved),
            b'.' => at != 0 && at != last,
            _ => false,
        };
        if plain {
            encoded.push(byte as char);
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// Returns the name that [`encode`] turned into this; `None` if there is none.
pub fn decode(encoded: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut rest = encoded.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || char::from(rest.next()?).to_digit(16);
        bytes.push(u8::try_from(digit()? * 16 + digit()?).ok()?);
    }
    let name = String::from_utf8(bytes).ok()?;
    (!name.is_empty() && encode(&name) == encoded).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn usual_names_stay_unencoded() {
        for name in ["user.registered", "auth-service", "com.github.pull_request", "v2"] {
            assert_eq!(encode(name), name);
        }
    }

    #[test]
    fn names_that_file_systems_treat_specially_are_encoded() {
        assert_eq!(encode("User"), "%55ser");
        assert_eq!(encode("a/b\\c@d:e f"), "a%2Fb%5Cc%40d%3Ae%20f");
        assert_eq!(encode(".hidden."), "%2Ehidden%2E");
        assert_eq!(encode("con"), "%63on");
        assert_eq!(encode("com1.x"), "%63om1.x");
        assert_eq!(encode("é%"), "%C3%A9%25");
    }

    #[test]
    fn names_that_leave_the_folder_or_hide_are_refused() {
        for name in [
            "",
            "../../etc/x",
            "..",
            "a/../b",
            "a\\..\\b",
            " a",
            "a\n",
            "a\u{1b}[31m",
            "a\u{202e}b",
            &"x".repeat(81),
        ] {
            assert!(check_name(name).is_err(), "{name:?}");
        }
        assert_eq!(
            check_name("../../etc/x").unwrap_err().to_string(),
            "the name \"../../etc/x\" contains a path step `.` or `..`: name the event, not a path"
        );
        for name in ["a/b", "a..b", "Order Placed", "größe", "a:b@c"] {
            assert!(check_name(name).is_ok(), "{name:?}");
        }
    }

    proptest! {
        #[test]
        fn two_names_never_share_a_file_name(a in "[aA%2.eE/]{1,6}", b in "[aA%2.eE/]{1,6}") {
            prop_assume!(a != b);
            prop_assert_ne!(encode(&a).to_lowercase(), encode(&b).to_lowercase());
        }
    }
}
