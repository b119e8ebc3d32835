//! Names of events, services and contracts. The library refuses the same (`counterpart::contract::check_name`), but only
//! when the tests run, and here the compiler can show where.

use syn::LitStr;

/// The maximum length of a name, in bytes.
const MAX_BYTES: usize = 80;

/// # Errors
/// Fails if no file could be named so, or a terminal would show something else.
pub(super) fn check(name: &LitStr) -> syn::Result<()> {
    match problem(&name.value()) {
        Some(why) => Err(syn::Error::new(name.span(), format!("this name {why}"))),
        None => Ok(()),
    }
}

fn problem(name: &str) -> Option<&'static str> {
    let unseen = |c: char| {
        c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    if name.len() > MAX_BYTES {
        return Some("is longer than 80 bytes: shorten it");
    }
    if name.trim() != name {
        return Some("starts or ends with whitespace: remove it");
    }
    if name.chars().any(unseen) {
        return Some("contains a control or direction character: remove it");
    }
    if name.split(['/', '\\']).any(|step| step == "." || step == "..") {
        return Some("contains a path step `.` or `..`: name the event, not a path");
    }
    None
}

#[cfg(test)]
mod tests {
    use super::problem;

    #[test]
    fn invalid_names_are_refused_with_the_reason() {
        for fine in [
            "user.registered",
            "v1/user created",
            "größe",
            "a..b",
            "urn:x:y",
            ".hidden",
            &"x".repeat(80),
        ] {
            assert_eq!(problem(fine), None, "{fine:?}");
        }
        for wrong in [
            " a",
            "a\n",
            "a\tb",
            "..",
            "a/../b",
            r"a\.\b",
            "a\u{202e}b",
            &"x".repeat(81),
        ] {
            assert!(problem(wrong).is_some(), "{wrong:?}");
        }
    }
}
