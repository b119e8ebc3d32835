//! Identifiers of resources: RFC 3986, RFC 3987 and RFC 6570.

use super::addresses::is_ipv6;

/// The characters of an identifier.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Letters {
    /// RFC 3986.
    Ascii,
    /// RFC 3987.
    Unicode,
}

/// `URI` of RFC 3986.
pub(super) fn is_uri(text: &str) -> bool {
    is_identifier(text, Letters::Ascii, true)
}

/// `URI-reference` of RFC 3986.
pub(super) fn is_uri_reference(text: &str) -> bool {
    is_identifier(text, Letters::Ascii, false)
}

/// `IRI` of RFC 3987.
pub(super) fn is_iri(text: &str) -> bool {
    is_identifier(text, Letters::Unicode, true)
}

/// `IRI-reference` of RFC 3987.
pub(super) fn is_iri_reference(text: &str) -> bool {
    is_identifier(text, Letters::Unicode, false)
}

fn is_identifier(text: &str, letters: Letters, needs_scheme: bool) -> bool {
    let (text, fragment) = split(text, '#');
    let (text, query) = split(text, '?');
    let (scheme, hierarchy) = match text.split_once(':') {
        Some((scheme, rest)) if is_scheme(scheme) => (Some(scheme), rest),
        _ => (None, text),
    };
    if needs_scheme && scheme.is_none() {
        return false;
    }
    let path = match hierarchy.strip_prefix("//") {
        Some(rest) => {
            let end = rest.find('/').unwrap_or(rest.len());
            if !is_authority(&rest[..end], letters) {
                return false;
            }
            &rest[end..]
        }
        // Text before a colon there would be a scheme.
        None if scheme.is_none()
            && hierarchy
                .split('/')
                .next()
                .is_some_and(|first| first.contains(':')) =>
        {
            return false;
        }
        None => hierarchy,
    };
    let allows_private = letters == Letters::Unicode;
    let is_query = |c| has(c, letters, "/?:@") || (allows_private && is_private(c));
    is_encoded(path, |c| has(c, letters, "/:@"))
        && query.is_none_or(|query| is_encoded(query, is_query))
        && fragment.is_none_or(|fragment| is_encoded(fragment, |c| has(c, letters, "/?:@")))
}

fn split(text: &str, at: char) -> (&str, Option<&str>) {
    match text.split_once(at) {
        Some((before, after)) => (before, Some(after)),
        None => (text, None),
    }
}

fn is_scheme(text: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
    text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.bytes().all(is_letter)
}

fn is_authority(text: &str, letters: Letters) -> bool {
    let (user, host) = match text.split_once('@') {
        Some((user, host)) => (Some(user), host),
        None => (None, text),
    };
    let is_user = user.is_none_or(|user| is_encoded(user, |c| has(c, letters, ":")));
    let (is_host, port) = match host.strip_prefix('[') {
        Some(rest) => match rest.split_once(']') {
            Some((literal, "")) => (is_literal(literal), None),
            Some((literal, after)) => match after.strip_prefix(':') {
                Some(port) => (is_literal(literal), Some(port)),
                None => return false,
            },
            None => return false,
        },
        None => {
            let (name, port) = split(host, ':');
            (is_encoded(name, |c| has(c, letters, "")), port)
        }
    };
    is_user && is_host && port.is_none_or(|port| port.bytes().all(|byte| byte.is_ascii_digit()))
}

/// `IPv6address` and `IPvFuture`.
fn is_literal(text: &str) -> bool {
    let Some(future) = text.strip_prefix(['v', 'V']) else {
        return is_ipv6(text);
    };
    let Some((version, address)) = future.split_once('.') else {
        return false;
    };
    let is_version = !version.is_empty() && version.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_version && !address.is_empty() && address.chars().all(|c| has(c, Letters::Ascii, ":"))
}

/// `unreserved`, `sub-delims`, and some more.
fn has(c: char, letters: Letters, more: &str) -> bool {
    c.is_ascii_alphanumeric()
        || "-._~!$&'()*+,;=".contains(c)
        || more.contains(c)
        || (letters == Letters::Unicode && is_ucschar(c))
}

/// Returns true if each character is of a set or belongs to a `%` with two hexadecimal digits.
fn is_encoded(text: &str, is_of: impl Fn(char) -> bool) -> bool {
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '%' if starts_encoded(rest) => 3,
            c if c != '%' && is_of(c) => c.len_utf8(),
            _ => return false,
        };
        rest = &rest[length..];
    }
    true
}

fn starts_encoded(text: &str) -> bool {
    matches!(text.as_bytes(), [b'%', high, low, ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit())
}

/// `ucschar` of RFC 3987.
fn is_ucschar(c: char) -> bool {
    let plane_ends = u32::from(c) & 0xFFFF > 0xFFFD;
    match u32::from(c) {
        0xA0..=0xD7FF | 0xF900..=0xFDCF | 0xFDF0..=0xFFEF => true,
        0x1_0000..=0xD_FFFF | 0xE_1000..=0xE_FFFF => !plane_ends,
        _ => false,
    }
}

/// `iprivate` of RFC 3987.
fn is_private(c: char) -> bool {
    match u32::from(c) {
        0xE000..=0xF8FF => true,
        code @ 0xF_0000..=0x10_FFFF => code & 0xFFFF <= 0xFFFD,
        _ => false,
    }
}

/// `URI-Template` of RFC 6570 with erratum 6937, which has the apostrophe among the literals.
pub(super) fn is_uri_template(text: &str) -> bool {
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        rest = match c {
            '{' => match rest[1..].split_once('}') {
                Some((expression, after)) if is_expression(expression) => after,
                _ => return false,
            },
            '%' if starts_encoded(rest) => &rest[3..],
            c if is_literal_of_a_template(c) => &rest[c.len_utf8()..],
            _ => return false,
        };
    }
    true
}

fn is_literal_of_a_template(c: char) -> bool {
    match c.is_ascii() {
        true => c.is_ascii_graphic() && !"\"%<>\\^`{|}".contains(c),
        false => is_ucschar(c) || is_private(c),
    }
}

fn is_expression(text: &str) -> bool {
    let variables = text.strip_prefix(|c| "+#./;?&=,!@|".contains(c)).unwrap_or(text);
    variables.split(',').all(is_variable)
}

/// `varspec`: a name, and perhaps how much of it is taken.
fn is_variable(text: &str) -> bool {
    let name = match text.split_once(':') {
        Some((name, length)) => {
            let digits = length.bytes().all(|byte| byte.is_ascii_digit());
            if !digits || !(1..=4).contains(&length.len()) || length.starts_with('0') {
                return false;
            }
            name
        }
        None => text.strip_suffix('*').unwrap_or(text),
    };
    let is_letter = |c: char| c.is_ascii_alphanumeric() || c == '_';
    name.split('.')
        .all(|part| !part.is_empty() && is_encoded(part, is_letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uri_begins_with_its_scheme() {
        for text in [
            "a:",
            "a:b",
            "http://",
            "http://a:@[::1]:80/b?c=/?#d/?",
            "http://[v1F.a:b]",
            "a://b:",
            "urn:a:b",
            "a:/b",
            "a:b:c",
            "x+y-z.1:%7E",
            "a:?#",
        ] {
            assert!(is_uri(text) && is_iri(text), "{text}");
        }
        for text in [
            "",
            "a",
            "//a",
            "1:b",
            ":a",
            "a:b c",
            "a:%",
            "a:%4",
            "a:%zz",
            "a://b:c",
            "a://b@c@d",
            "a://[::1",
            "a://[::1]b",
            "a://[1.2.3.4]",
            "a://[v.a]",
            "a://[v1.]",
            "a://[vg.a]",
            "a:[",
            "a:#b#",
            "a:<b>",
            "a:^",
            "é:a",
            "a://[fe80::1%25a]",
        ] {
            assert!(!is_uri(text) && !is_iri(text), "{text}");
        }
    }

    #[test]
    fn a_reference_has_no_colon_in_its_first_segment() {
        for text in [
            "", "#", "?", "a/b:c", "//a", "/a:b", "./a:b", "//", "a?b:c", "?a/../b", "@", "///",
        ] {
            assert!(is_uri_reference(text) && is_iri_reference(text), "{text}");
        }
        for text in ["1:b", ":", "a b", "\\", "a_b:c", "%3A%"] {
            assert!(!is_uri_reference(text) && !is_iri_reference(text), "{text}");
        }
    }

    #[test]
    fn letters_beyond_ascii_are_of_iris_and_private_ones_of_their_queries() {
        for text in ["/é", "a://é@é/é?é#é", "?\u{e000}", "?\u{10fffd}", "\u{10000}"] {
            assert!(is_iri_reference(text) && !is_uri_reference(text), "{text}");
        }
        for text in [
            "/\u{e000}",
            "#\u{e000}",
            "/\u{80}",
            "/\u{fffe}",
            "/\u{1ffff}",
            "?\u{10ffff}",
            "/\u{e0001}",
        ] {
            assert!(!is_iri_reference(text), "{text:?}");
        }
    }

    #[test]
    fn a_template_names_variables_in_braces() {
        for text in [
            "",
            "a{b}c",
            "{+a.b,c:3,d*}",
            "{?%41}",
            "'",
            "{|a}",
            "{a:9999}",
            "[]",
            "é\u{e000}",
            "%20",
        ] {
            assert!(is_uri_template(text), "{text}");
        }
        for text in [
            "{",
            "}",
            "{}",
            "{a",
            "{a b}",
            "{a:0}",
            "{a:10000}",
            "{a:}",
            "{a,}",
            "{.}",
            "{a..b}",
            "{a.}",
            "{é}",
            "{a**}",
            "{a:3*}",
            "{++a}",
            "{{a}}",
            "%2",
            "\"",
            "|",
            "\u{80}",
            "\u{fffe}",
            "{a%4}",
        ] {
            assert!(!is_uri_template(text), "{text}");
        }
    }
}
