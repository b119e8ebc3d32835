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

/// Returns the name as one step of a path, without capital letters. Lower-case ASCII letters, digits, `-`, `_` and inner
/// dots are unchanged. A capital ASCII letter is its lower-case form after `+`. A word of two or more capitals is its
/// lower-case form after `++`: `OrderPlaced` is `+order+placed`, `ORDER_PLACED` is `++order_++placed`. Everything else is
/// percent-encoded.
///
/// Two names never share an encoding, even on file systems that ignore case, and no encoding is special to a file
/// system.
pub fn encode(name: &str) -> String {
    let stem = name.split('.').next().unwrap_or_default();
    let reserved = matches!(stem, "con" | "prn" | "aux" | "nul")
        || (stem.len() == 4
            && (stem.starts_with("com") || stem.starts_with("lpt"))
            && stem.as_bytes()[3].is_ascii_digit());
    let last = name.len() - 1;
    let mut encoded = String::with_capacity(name.len());
    let mut at = 0;
    while let Some(byte) = name.as_bytes().get(at) {
        let capitals = capital_word(&name.as_bytes()[at..]);
        // The second letter of a word has the whole of it before it.
        let is_inside = at > 0 && name.as_bytes()[at - 1].is_ascii_alphabetic();
        if capitals > 1 && !is_inside {
            encoded.push_str("++");
            encoded.push_str(&name[at..at + capitals].to_ascii_lowercase());
            at += capitals;
            continue;
        }
        match byte {
            b'A'..=b'Z' => {
                encoded.push('+');
                encoded.push(byte.to_ascii_lowercase() as char);
            }
            b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' if !(at == 0 && reserved) => encoded.push(*byte as char),
            b'.' if at != 0 && at != last => encoded.push('.'),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
        at += 1;
    }
    encoded
}

/// The number of capital letters in the word at the start of a text, if it has no other letters.
fn capital_word(text: &[u8]) -> usize {
    let letters = text.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let is_all = text[..letters].iter().all(u8::is_ascii_uppercase);
    if is_all { letters } else { 0 }
}

/// Returns the name that [`encode`] turned into this; `None` if there is none.
pub fn decode(encoded: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut rest = encoded.bytes().peekable();
    while let Some(byte) = rest.next() {
        match byte {
            b'%' => {
                let mut digit = || char::from(rest.next()?).to_digit(16);
                bytes.push(u8::try_from(digit()? * 16 + digit()?).ok()?);
            }
            b'+' if rest.next_if_eq(&b'+').is_some() => {
                while let Some(letter) = rest.next_if(u8::is_ascii_lowercase) {
                    bytes.push(letter.to_ascii_uppercase());
                }
            }
            b'+' => bytes.push(rest.next().filter(u8::is_ascii_lowercase)?.to_ascii_uppercase()),
            byte => bytes.push(byte),
        }
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
    fn names_with_capital_letters_stay_readable() {
        for (name, encoded) in [
            ("OrderPlaced", "+order+placed"),
            ("orderPlaced", "order+placed"),
            ("Order.Placed", "+order.+placed"),
            ("ORDER_PLACED", "++order_++placed"),
            ("HTTPRequest", "+h+t+t+p+request"),
            ("OrderV2", "+order+v2"),
            ("EU-1", "++eu-1"),
            ("A", "+a"),
            ("a+B", "a%2B+b"),
            ("Größe", "+gr%C3%B6%C3%9Fe"),
            ("CON", "++con"),
        ] {
            assert_eq!(encode(name), encoded);
            assert_eq!(decode(encoded).as_deref(), Some(name));
        }
        for none in ["+", "++", "+1", "++a", "+o+r", "Order", "%4Frder", "+order+"] {
            assert_eq!(decode(none), None, "{none}");
        }
    }

    #[test]
    fn names_that_file_systems_treat_specially_are_encoded() {
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
        fn two_names_never_share_a_file_name_where_case_does_not_count(
            a in "[aAbB%2.eE/+_é]{1,7}",
            b in "[aAbB%2.eE/+_é]{1,7}",
        ) {
            prop_assume!(a != b);
            prop_assert_ne!(encode(&a).to_lowercase(), encode(&b).to_lowercase());
        }

        #[test]
        fn a_name_is_read_back_from_its_file_name_and_from_no_other(name in "[a-zA-Z0-9._+%é/ -]{1,12}") {
            prop_assert_eq!(decode(&encode(&name)), Some(name));
        }

        #[test]
        fn names_that_differ_only_in_case_have_different_file_names(name in "[a-z._]{1,8}", capitals in any::<u8>()) {
            let other: String = name.chars().enumerate().map(|(at, c)| {
                if capitals >> (at % 8) & 1 == 1 { c.to_ascii_uppercase() } else { c }
            }).collect();
            prop_assume!(other != name);
            prop_assert_ne!(encode(&other).to_lowercase(), encode(&name).to_lowercase());
        }
    }
}
