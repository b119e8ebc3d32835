//! Mailboxes, host names and addresses of the internet protocol: RFC 5321, RFC 1123, RFC 2673 and RFC 4291.

/// The reason why a host name may be undecided.
pub(super) const OF_PUNYCODE: &str = "is not decided for labels in Punycode (`xn--…`)";
/// The reason why a mailbox may be.
pub(super) const OF_MAILBOXES: &str = "is not decided for labels in Punycode (`xn--…`) and for address literals that RFC 5321 and RFC 4291 spell differently";
/// The reason why an internationalised name may be.
pub(super) const OF_ASCII: &str =
    "is decided for ASCII texts alone, and not for labels in Punycode (`xn--…`)";

/// RFC 1123, section 2.1, and RFC 5890, section 2.3.1, which reserves labels with hyphens in the third and the fourth
/// place. Those in Punycode ask for the tables of Unicode that say which letters a name may have.
pub(super) fn hostname(text: &str) -> Option<bool> {
    if text.len() > 253 {
        return Some(false);
    }
    let mut is_decided = true;
    for label in text.split('.') {
        let bytes = label.as_bytes();
        let is_letter_or_digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
        let has_letters = bytes
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-');
        if !has_letters
            || bytes.len() > 63
            || !is_letter_or_digit(bytes.first())
            || !is_letter_or_digit(bytes.last())
        {
            return Some(false);
        }
        if bytes.get(2..4) == Some(b"--") {
            match label[..2].eq_ignore_ascii_case("xn") {
                true => is_decided = false,
                false => return Some(false),
            }
        }
    }
    is_decided.then_some(true)
}

/// `Mailbox` of RFC 5321, section 4.1.2, with the length of a local part that its section 4.5.3.1.1 allows. RFC 6531, which
/// has letters beyond ASCII, is another format.
pub(super) fn email(text: &str) -> Option<bool> {
    let Some((local, domain)) = text.rsplit_once('@') else {
        return Some(false);
    };
    let is_local = match local.strip_prefix('"') {
        Some(rest) => rest.strip_suffix('"').is_some_and(is_quoted),
        None => local.split('.').all(is_atom),
    };
    if !is_local || local.len() > 64 {
        return Some(false);
    }
    match domain.strip_prefix('[') {
        Some(literal) => match literal.strip_suffix(']') {
            Some(literal) => address_literal(literal),
            None => Some(false),
        },
        None => hostname(domain),
    }
}

/// `Atom` of RFC 5321: `atext` of RFC 5322.
fn is_atom(text: &str) -> bool {
    let is_atext = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte);
    !text.is_empty() && text.bytes().all(is_atext)
}

/// `*QcontentSMTP` of RFC 5321.
fn is_quoted(text: &str) -> bool {
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let is_fine = match byte {
            b'\\' => bytes.next().is_some_and(|escaped| (32..=126).contains(&escaped)),
            b'"' => false,
            other => (32..=126).contains(&other),
        };
        if !is_fine {
            return false;
        }
    }
    true
}

/// `IPv4-address-literal` and `IPv6-address-literal` of RFC 5321. It takes a zero before a number, and no `::` for a single
/// group; programs ask their parser of addresses, which does not and does.
fn address_literal(text: &str) -> Option<bool> {
    let tag = text.get(..5).filter(|tag| tag.eq_ignore_ascii_case("IPv6:"));
    if let Some(tag) = tag {
        return match groups(&text[tag.len()..]) {
            None if has_zeros(&text[tag.len()..]) => None,
            None => Some(false),
            Some(Groups { given: 7, .. }) => None,
            Some(_) => Some(true),
        };
    }
    match is_four_numbers(text) {
        true if is_ipv4(text) => Some(true),
        true => None,
        false => Some(false),
    }
}

/// Returns true if an IPv6 address would be valid without the zeros before the numbers of the IPv4 address at its end.
fn has_zeros(text: &str) -> bool {
    let Some((before, last)) = text.rsplit_once(':') else {
        return false;
    };
    is_four_numbers(last) && is_ipv6(&format!("{before}:0.0.0.0"))
}

/// `Snum` of RFC 5321, four times: with zeros before a number, or without.
fn is_four_numbers(text: &str) -> bool {
    let numbers: Vec<&str> = text.split('.').collect();
    let is_number = |text: &&str| {
        let digits = (1..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        digits && text.parse::<u8>().is_ok()
    };
    numbers.len() == 4 && numbers.iter().all(is_number)
}

/// `email` of ASCII texts. Others ask for the tables of IDNA.
pub(super) fn idn_email(text: &str) -> Option<bool> {
    text.is_ascii().then(|| email(text)).flatten()
}

/// `hostname` of ASCII texts. Others ask for the tables of IDNA.
pub(super) fn idn_hostname(text: &str) -> Option<bool> {
    text.is_ascii().then(|| hostname(text)).flatten()
}

/// `dotted-quad` of RFC 2673, section 3.2, without the zeros that make a number octal to some.
pub(super) fn is_ipv4(text: &str) -> bool {
    let mut numbers = 0;
    text.split('.').all(|number| {
        numbers += 1;
        let digits = number.bytes().all(|byte| byte.is_ascii_digit());
        let is_plain = number == "0" || !number.starts_with('0');
        digits && is_plain && number.len() <= 3 && number.parse::<u8>().is_ok()
    }) && numbers == 4
}

/// RFC 4291, section 2.2.
pub(super) fn is_ipv6(text: &str) -> bool {
    groups(text).is_some()
}

/// The groups of sixteen bits of an IPv6 address.
struct Groups {
    /// The number of written groups; fewer than eight next to a `::`.
    given: usize,
}

fn groups(text: &str) -> Option<Groups> {
    match text.split_once("::") {
        None => Some(Groups {
            given: run_of_groups(text, true).filter(|given| *given == 8)?,
        }),
        Some((before, after)) => {
            let count = |run: &str, is_last| match run {
                "" => Some(0),
                run => run_of_groups(run, is_last),
            };
            let given = count(before, false)? + count(after, true)?;
            (given < 8).then_some(Groups { given })
        }
    }
}

/// The number of groups in the text. The last two may be an IPv4 address at the end.
fn run_of_groups(text: &str, is_last: bool) -> Option<usize> {
    let is_group =
        |group: &str| (1..=4).contains(&group.len()) && group.bytes().all(|byte| byte.is_ascii_hexdigit());
    let mut count = 0;
    let mut groups = text.split(':').peekable();
    while let Some(group) = groups.next() {
        count += match is_group(group) {
            true => 1,
            false if is_last && groups.peek().is_none() && is_ipv4(group) => 2,
            false => return None,
        };
    }
    Some(count)
}

pub(super) fn is_ip(text: &str) -> bool {
    is_ipv4(text) || is_ipv6(text)
}

/// `ipaddress.ip_address`: an IPv6 address may name its zone.
pub(super) fn is_address_of_python(text: &str) -> bool {
    match text.split_once('%') {
        None => is_ip(text),
        Some((address, zone)) => {
            let is_zone = !zone.is_empty() && !zone.contains(['%', '/']);
            is_zone && is_ipv6(address)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ipv6_address_has_eight_groups_or_a_gap() {
        for text in [
            "::",
            "::1",
            "1::",
            "1:2:3:4:5:6:7:8",
            "1::8",
            "1:2:3:4:5:6:7::",
            "::2:3:4:5:6:7:8",
            "::ffff:1.2.3.4",
            "1:2:3:4:5:6:1.2.3.4",
            "64:ff9b::1.2.3.4",
            "FFFF::ABCD",
            "0001::",
        ] {
            assert!(is_ipv6(text), "{text}");
        }
        for text in [
            "",
            ":",
            ":::",
            "1",
            "1:2:3:4:5:6:7",
            "1:2:3:4:5:6:7:8:9",
            "1::2::3",
            "1:2:3:4::5:6:7:8",
            "00001::",
            "g::",
            "1.2.3.4",
            "1.2.3.4::",
            "::1.2.3.4:1",
            "1:2:3:4:5:6:7:1.2.3.4",
            ":1::",
            "::1:",
            "::01.2.3.4",
            "::1%a",
        ] {
            assert!(!is_ipv6(text), "{text}");
        }
    }

    #[test]
    fn a_mailbox_has_a_local_part_and_a_domain() {
        for text in [
            "a@b",
            "a.b+c@d.example",
            "\"a\\\\b\"@c",
            "\"a@b\"@c",
            "\"a\\ b\"@c",
            "a@[IPv6:::1]",
            "a@[ipv6:1::2]",
            "\"a <b\"@c.d",
        ] {
            assert_eq!(email(text), Some(true), "{text}");
        }
        for text in [
            "a",
            "@b",
            "a@",
            ".a@b",
            "a.@b",
            "a..b@c",
            "\"a@b",
            "\"@b",
            "\"a\"b\"@c",
            "\"a\\\"@b",
            "\"a\tb\"@c",
            "a@[1.2.3]",
            "a@[::1]",
            "a@[IPv6:1.2.3.4]",
            "a@[IPv6:1:01.2.3.4]",
            "a@[IPv6:::01.2.3.256]",
            "a@[x:y]",
            "a@b.",
            "a@ab--c",
            "é@b",
            "<a@b>",
            "a@b c",
        ] {
            assert_eq!(email(text), Some(false), "{text}");
        }
        for text in [
            "a@[01.2.3.4]",
            "a@[IPv6:::ffff:01.2.3.4]",
            "a@[IPv6:1:2:3:4:5:6:7::]",
            "a@xn--a",
        ] {
            assert_eq!(email(text), None, "{text}");
        }
        assert_eq!(email(&format!("{}@b", "a".repeat(64))), Some(true));
        assert_eq!(email(&format!("{}@b", "a".repeat(65))), Some(false));
    }

    #[test]
    fn a_label_in_punycode_is_not_decided_where_nothing_else_decides() {
        assert_eq!(hostname("xn--bcher-kva.example"), None);
        assert_eq!(hostname("XN--a"), None);
        assert_eq!(hostname("xn--a.-b"), Some(false));
        assert_eq!(hostname("xn--a-"), Some(false));
        assert_eq!(hostname("ab--c"), Some(false));
        assert_eq!(hostname("xn-a"), Some(true));
    }
}
